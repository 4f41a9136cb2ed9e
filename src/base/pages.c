/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pages.h"

#include <errno.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

enum { PAGE = 4096, KEPT_BITS = 6, KEPT = 1 << KEPT_BITS };

struct pz_page {
    size_t number; /* from 1; 0: none is kept here */
    bool changed;
    char bytes[PAGE];
};

void pz_pages_release(struct pz_pages *p)
{
    if (p->file)
        fclose(p->file); /* what it held is not wanted any more */
    pz_free(p->memory);
    pz_free(p->kept);
    *p = (struct pz_pages){0};
}

void pz_pages_clear(struct pz_pages *p)
{
    if (p->room)
        memset(p->memory, 0, p->len < p->room ? p->len : p->room);
    if (p->file)
        pz_pages_release(p);
    p->len = 0;
}

static int not_written(struct pz_error *err)
{
    return pz_fail_errno(err, "E-SYS-004", _("cannot write a temporary file"));
}

static int put_page(struct pz_pages *p, struct pz_page *page, struct pz_error *err)
{
    if (!page->changed)
        return 0;
    errno = ENOSPC; /* of a short write */
    if (pz_fault_step() || pwrite(fileno(p->file), page->bytes, PAGE, (off_t)((page->number - 1) * PAGE)) != PAGE)
        return not_written(err);
    page->changed = false;
    return 0;
}

/* The page that holds the offset; where it is kept follows from its number, scattered so that two walks through the file do not meet. */
static struct pz_page *page_at(struct pz_pages *p, size_t at, struct pz_error *err)
{
    size_t number = at / PAGE + 1;
    struct pz_page *page = &p->kept[(uint32_t)number * 2654435769u >> (32 - KEPT_BITS)];
    if (page->number == number)
        return page;
    if (put_page(p, page, err) != 0)
        return NULL;
    page->number = 0;
    ssize_t n = pz_fault_step() ? -1 : pread(fileno(p->file), page->bytes, PAGE, (off_t)((number - 1) * PAGE));
    if (n < 0) {
        pz_fail_errno(err, "E-SYS-002", _("cannot read a temporary file"));
        return NULL;
    }
    memset(page->bytes + n, 0, PAGE - (size_t)n); /* behind the end of the file */
    page->number = number;
    return page;
}

static int into_file(struct pz_pages *p, struct pz_error *err)
{
    if (!p->kept && !(p->kept = pz_calloc(KEPT, sizeof *p->kept)))
        return pz_fail_memory(err);
    if (!p->file && (pz_fault_step() || !(p->file = tmpfile())))
        return not_written(err);
    for (size_t at = 0; at < p->room; at += PAGE) {
        struct pz_page page = {.number = at / PAGE + 1, .changed = true};
        memcpy(page.bytes, p->memory + at, p->room - at < PAGE ? p->room - at : PAGE);
        if (put_page(p, &page, err) != 0)
            return -1;
    }
    pz_free(p->memory);
    p->memory = NULL;
    p->room = 0;
    return 0;
}

static int make_room(struct pz_pages *p, size_t need, struct pz_error *err)
{
    size_t room = p->room ? p->room : 1024;
    while (room < need)
        room *= 2;
    char *memory = pz_realloc(p->memory, room);
    if (!memory)
        return pz_fail_memory(err);
    memset(memory + p->room, 0, room - p->room);
    p->memory = memory;
    p->room = room;
    return 0;
}

/* Between the file and the caller, one way or the other, page by page. */
static int transfer(struct pz_pages *p, size_t at, char *to, const char *from, size_t len, struct pz_error *err)
{
    for (size_t done = 0, n; done < len; done += n) {
        struct pz_page *page = page_at(p, at + done, err);
        if (!page)
            return -1;
        size_t in = (at + done) % PAGE;
        n = len - done < PAGE - in ? len - done : PAGE - in;
        if (to)
            memcpy(to + done, page->bytes + in, n);
        else
            memcpy(page->bytes + in, from + done, n);
        page->changed |= !to;
    }
    return 0;
}

int pz_pages_write(struct pz_pages *p, size_t at, const void *data, size_t len, struct pz_error *err)
{
    size_t end = at + len;
    if (!p->file && (end > PZ_PAGES_MEMORY ? into_file(p, err) : end > p->room ? make_room(p, end, err) : 0) != 0)
        return -1;
    if (!p->file)
        memcpy(p->memory + at, data, len);
    else if (transfer(p, at, NULL, data, len, err) != 0)
        return -1;
    p->len = end > p->len ? end : p->len;
    return 0;
}

int pz_pages_read_slow(struct pz_pages *p, size_t at, void *to, size_t len, struct pz_error *err)
{
    if (p->file)
        return transfer(p, at, to, NULL, len, err);
    size_t have = at < p->room ? p->room - at : 0;
    have = have < len ? have : len;
    if (have)
        memcpy(to, p->memory + at, have);
    memset((char *)to + have, 0, len - have);
    return 0;
}
