/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arena: memory that goes all at once.
 *
 * Everything made for one document (or one parse, or one sheet row) lives in one arena. Allocation never
 * returns NULL: when memory or the arena's limit runs out, control goes to the trap set by the owner, so code
 * that builds trees needs no check at each step. Whoever sets a trap releases what is not in the arena.
 * An arena belongs to one thread at a time. */
#ifndef PZ_BASE_ARENA_H
#define PZ_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

struct pz_arena_block;

struct pz_arena {
    struct pz_arena_block *head; /* newest block */
    char *next, *end;            /* free space of the newest block */
    size_t used;                 /* bytes given out since init or clear */
    size_t limit;                /* bytes; 0: no limit */
    jmp_buf *trap;               /* where to go when memory runs out; NULL: abort with a message */
};

/* What the arena held at one moment; see pz_arena_mark. */
struct pz_arena_mark {
    struct pz_arena_block *head;
    char *next, *end;
    size_t used;
};

#define PZ_ARENA_INIT                                                                                                              \
    {                                                                                                                              \
        0                                                                                                                          \
    }

void pz_arena_init(struct pz_arena *arena, size_t limit);
void pz_arena_release(struct pz_arena *arena);
/* Forget everything, keep the largest block for reuse. */
void pz_arena_clear(struct pz_arena *arena);

/* Set where control goes when memory runs out; returns the trap it replaces, to be put back.
 *     jmp_buf oom, *before = pz_arena_trap(arena, &oom);
 *     if (setjmp(oom)) { pz_arena_trap(arena, before); return pz_fail_memory(err); }  */
jmp_buf *pz_arena_trap(struct pz_arena *arena, jmp_buf *trap);

/* Uninitialised / zeroed bytes, aligned for any type. Never NULL (see above). */
void *pz_arena_alloc(struct pz_arena *arena, size_t size);
void *pz_arena_zalloc(struct pz_arena *arena, size_t size);
/* Array of n elements; overflow of n * size goes to the trap. */
void *pz_arena_array(struct pz_arena *arena, size_t n, size_t size);
/* A larger copy of the array at `old` (the old one stays until the arena goes). */
void *pz_arena_grow(struct pz_arena *arena, const void *old, size_t old_n, size_t new_n, size_t size);
/* Copy of len bytes, with a NUL behind. */
char *pz_arena_strndup(struct pz_arena *arena, const char *s, size_t len);
char *pz_arena_strdup(struct pz_arena *arena, const char *s);
char *pz_arena_printf(struct pz_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Go back to an earlier state: what was allocated since the mark is forgotten. */
struct pz_arena_mark pz_arena_save(const struct pz_arena *arena);
void pz_arena_restore(struct pz_arena *arena, struct pz_arena_mark mark);

/* Go to the trap as if memory had run out: for code that uses other memory beside the arena's. */
_Noreturn void pz_arena_spent(struct pz_arena *arena);
/* What is written to fd when memory runs out and no trap is set; then the process ends with code 3. Once, before there are threads;
 * borrowed. */
void pz_arena_last_words(const char *line, int fd);

struct pz_buf;
/* Before the text of a buffer goes into the arena: when the buffer failed, release it and go to the trap, because half a text is worse than
 * none. */
void pz_arena_check(struct pz_arena *arena, struct pz_buf *buf);
/* The text of a buffer (a NUL behind it) moves into the arena; the buffer is released, also on the way to the trap. */
char *pz_arena_take(struct pz_arena *arena, struct pz_buf *buf);

#define PZ_NEW(arena, type)          ((type *)pz_arena_zalloc((arena), sizeof(type)))
#define PZ_NEW_ARRAY(arena, n, type) ((type *)pz_arena_array((arena), (n), sizeof(type)))

#endif
