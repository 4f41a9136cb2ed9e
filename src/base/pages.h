/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes at offsets, of which memory holds two megabytes at most: with the first byte behind them all go to a temporary file, of whose pages some
 * are kept. For what is looked up while a whole country's tables are read: as fast as memory where it fits, and no more memory where it does not. */
#ifndef PZ_BASE_PAGES_H
#define PZ_BASE_PAGES_H

#include <stdio.h>
#include <string.h>

#include "base/error.h"

enum { PZ_PAGES_MEMORY = 2 << 20 };

/* All zero: empty. Bytes that were never written are 0. */
struct pz_pages {
    char *memory; /* `room` bytes; NULL: none yet, or all is in the file */
    size_t room;
    size_t len; /* behind the last byte written */
    FILE *file;
    struct pz_page *kept; /* pages of the file */
};

void pz_pages_release(struct pz_pages *pages);
/* Forget all, keep the memory or the file. */
void pz_pages_clear(struct pz_pages *pages);
/* Write at any offset. Errors: memory, E-SYS-002, E-SYS-004 (the temporary file). */
int pz_pages_write(struct pz_pages *pages, size_t at, const void *data, size_t len, struct pz_error *err);
int pz_pages_read_slow(struct pz_pages *pages, size_t at, void *to, size_t len, struct pz_error *err);

static inline int pz_pages_read(struct pz_pages *pages, size_t at, void *to, size_t len, struct pz_error *err)
{
    if (at + len > pages->room)
        return pz_pages_read_slow(pages, at, to, len, err);
    memcpy(to, pages->memory + at, len);
    return 0;
}

/* The bytes, borrowed until the next write: where they are in memory, else read into `to`. NULL: an error. */
static inline const void *pz_pages_view(struct pz_pages *pages, size_t at, void *to, size_t len, struct pz_error *err)
{
    if (at + len <= pages->room)
        return pages->memory + at;
    return pz_pages_read_slow(pages, at, to, len, err) == 0 ? to : NULL;
}

#endif
