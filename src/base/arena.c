/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { FIRST_BLOCK = 16 * 1024, MAX_BLOCK = 1024 * 1024, ALIGN = 16 };

struct pz_arena_block {
    struct pz_arena_block *below;
    size_t size; /* bytes of data */
    max_align_t data[];
};

void pz_arena_init(struct pz_arena *arena, size_t limit)
{
    memset(arena, 0, sizeof *arena);
    arena->limit = limit;
}

void pz_arena_release(struct pz_arena *arena)
{
    for (struct pz_arena_block *b = arena->head, *below; b; b = below) {
        below = b->below;
        pz_free(b);
    }
    pz_arena_init(arena, arena->limit);
}

void pz_arena_clear(struct pz_arena *arena)
{
    struct pz_arena_block *keep = NULL;
    for (struct pz_arena_block *b = arena->head, *below; b; b = below) {
        below = b->below;
        if (!keep || b->size > keep->size) {
            pz_free(keep);
            keep = b;
        } else {
            pz_free(b);
        }
    }
    arena->head = keep;
    arena->used = 0;
    arena->next = arena->end = NULL;
    if (keep) {
        keep->below = NULL;
        arena->next = (char *)keep->data;
        arena->end = arena->next + keep->size;
    }
}

jmp_buf *pz_arena_trap(struct pz_arena *arena, jmp_buf *trap)
{
    jmp_buf *before = arena->trap;
    arena->trap = trap;
    return before;
}

static const char *last_words = "error[E-SYS-001]: memory ran out\n";
static int last_words_to = STDERR_FILENO;

void pz_arena_last_words(const char *line, int fd)
{
    last_words = line;
    last_words_to = fd;
}

_Noreturn void pz_arena_spent(struct pz_arena *arena)
{
    if (arena->trap)
        longjmp(*arena->trap, 1);
    ssize_t said = write(last_words_to, last_words, strlen(last_words));
    (void)said; /* nothing is left to be done about words that go nowhere */
    _exit(3);   /* the code of a system failure; files are whole at any moment */
}

static void add_block(struct pz_arena *arena, size_t need)
{
    size_t size = arena->head ? arena->head->size * 2 : FIRST_BLOCK;
    if (size > MAX_BLOCK)
        size = MAX_BLOCK;
    if (size < need)
        size = need;
    struct pz_arena_block *b = pz_malloc(sizeof *b + size);
    if (!b)
        pz_arena_spent(arena);
    b->below = arena->head;
    b->size = size;
    arena->head = b;
    arena->next = (char *)b->data;
    arena->end = arena->next + size;
}

void *pz_arena_alloc(struct pz_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        pz_arena_spent(arena);
    size = size ? (size + ALIGN - 1) / ALIGN * ALIGN : ALIGN; /* never NULL, and no two results alike */
    if (arena->limit && size > arena->limit - arena->used)
        pz_arena_spent(arena);
    if (size > (size_t)(arena->end - arena->next))
        add_block(arena, size);
    void *p = arena->next;
    arena->next += size;
    arena->used += size;
    return p;
}

void *pz_arena_zalloc(struct pz_arena *arena, size_t size)
{
    return memset(pz_arena_alloc(arena, size), 0, size);
}

void *pz_arena_array(struct pz_arena *arena, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / 2 / size)
        pz_arena_spent(arena);
    return pz_arena_zalloc(arena, n * size);
}

void *pz_arena_grow(struct pz_arena *arena, const void *old, size_t old_n, size_t new_n, size_t size)
{
    void *p = pz_arena_array(arena, new_n, size);
    if (old_n)
        memcpy(p, old, old_n * size);
    return p;
}

char *pz_arena_strndup(struct pz_arena *arena, const char *s, size_t len)
{
    char *p = pz_arena_alloc(arena, len + 1);
    if (len)
        memcpy(p, s, len);
    p[len] = '\0';
    return p;
}

char *pz_arena_strdup(struct pz_arena *arena, const char *s)
{
    return pz_arena_strndup(arena, s, strlen(s));
}

char *pz_arena_printf(struct pz_arena *arena, const char *format, ...)
{
    va_list ap, again;
    va_start(ap, format);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0)
        n = 0;
    char *p = pz_arena_alloc(arena, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return p;
}

struct pz_arena_mark pz_arena_save(const struct pz_arena *arena)
{
    return (struct pz_arena_mark){arena->head, arena->next, arena->end, arena->used};
}

void pz_arena_restore(struct pz_arena *arena, struct pz_arena_mark mark)
{
    while (arena->head != mark.head) {
        struct pz_arena_block *below = arena->head->below;
        pz_free(arena->head);
        arena->head = below;
    }
    arena->next = mark.next;
    arena->end = mark.end;
    arena->used = mark.used;
}

void pz_arena_check(struct pz_arena *arena, struct pz_buf *buf)
{
    if (!buf->failed)
        return;
    pz_buf_release(buf);
    pz_arena_spent(arena);
}

char *pz_arena_take(struct pz_arena *arena, struct pz_buf *buf)
{
    jmp_buf oom;
    pz_arena_check(arena, buf);
    jmp_buf *before = pz_arena_trap(arena, &oom);
    if (setjmp(oom)) {
        pz_arena_trap(arena, before);
        pz_buf_release(buf);
        pz_arena_spent(arena);
    }
    char *text = pz_arena_strndup(arena, pz_buf_str(buf), buf->len);
    pz_arena_trap(arena, before);
    pz_buf_release(buf);
    return text;
}
