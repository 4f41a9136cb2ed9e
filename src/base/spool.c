/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/spool.h"

#include <errno.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

enum { IN_MEMORY = 1 << 20, ALIGN = _Alignof(max_align_t) };

void pz_spool_release(struct pz_spool *spool)
{
    if (spool->file)
        fclose(spool->file); /* what it held is not wanted any more */
    pz_buf_release(&spool->memory);
    *spool = (struct pz_spool){0};
}

static int not_written(struct pz_error *err)
{
    return pz_fail_errno(err, "E-SYS-004", _("cannot write a temporary file"));
}

/* What is in memory goes to the end of the file. */
static int pour(struct pz_spool *spool, struct pz_error *err)
{
    if (!spool->file && (pz_fault_step() || !(spool->file = tmpfile())))
        return not_written(err);
    if (pz_fault_step() || fwrite(spool->memory.data, 1, spool->memory.len, spool->file) != spool->memory.len)
        return not_written(err);
    pz_buf_clear(&spool->memory);
    return 0;
}

/* A record is its length, its bytes, and nothing up to the next place for any type. */
static size_t padded(size_t len)
{
    return (len + ALIGN - 1) / ALIGN * ALIGN;
}

int pz_spool_put(struct pz_spool *spool, const void *data, size_t len, struct pz_error *err)
{
    static const char nothing[ALIGN];
    char head[ALIGN] = {0};
    memcpy(head, &len, sizeof len);
    pz_buf_put(&spool->memory, head, sizeof head);
    pz_buf_put(&spool->memory, data, len);
    pz_buf_put(&spool->memory, nothing, padded(len) - len);
    if (spool->memory.failed)
        return pz_fail_memory(err);
    return spool->memory.len > IN_MEMORY ? pour(spool, err) : 0;
}

int pz_spool_rewind(struct pz_spool *spool, struct pz_error *err)
{
    spool->at = 0;
    if (!spool->file)
        return 0;
    if ((spool->memory.len && pour(spool, err)) || fflush(spool->file) != 0 || fseek(spool->file, 0, SEEK_SET) != 0)
        return err->kind ? -1 : not_written(err);
    return 0;
}

/* 1; 0: the file ends here, before the first byte; -1. */
static int read_whole(struct pz_spool *spool, void *to, size_t len, struct pz_error *err)
{
    errno = EIO; /* of a file that ends too early */
    size_t n = pz_fault_step() ? 0 : fread(to, 1, len, spool->file);
    if (n == len)
        return 1;
    return n == 0 && feof(spool->file) ? 0 : pz_fail_errno(err, "E-SYS-002", _("cannot read a temporary file"));
}

static int next_of_file(struct pz_spool *spool, const void **data, size_t *len, struct pz_error *err)
{
    char head[ALIGN];
    int rc = read_whole(spool, head, sizeof head, err);
    if (rc != 1)
        return rc;
    memcpy(len, head, sizeof *len);
    pz_buf_clear(&spool->memory);
    char *room = pz_buf_reserve(&spool->memory, padded(*len) + 1);
    if (!room)
        return pz_fail_memory(err);
    *data = room;
    rc = *len ? read_whole(spool, room, padded(*len), err) : 1;
    return rc != 0 ? rc : pz_fail_errno(err, "E-SYS-002", _("cannot read a temporary file")); /* a head without its record */
}

int pz_spool_next(struct pz_spool *spool, const void **data, size_t *len, struct pz_error *err)
{
    if (spool->file)
        return next_of_file(spool, data, len, err);
    if (spool->at == spool->memory.len)
        return 0;
    memcpy(len, spool->memory.data + spool->at, sizeof *len);
    *data = spool->memory.data + spool->at + ALIGN;
    spool->at += ALIGN + padded(*len);
    return 1;
}
