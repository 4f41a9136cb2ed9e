/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/tsv.h"

#include <string.h>

void pz_tsv_read(struct pz_arena *arena, const char *text, size_t len, pz_tsv_fn fn, void *self)
{
    char *copy = pz_arena_strndup(arena, text, len);
    for (char *line = copy, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        if (!line[0] || (line[0] == '#' && line[1] == ' '))
            continue;
        char *fields[PZ_TSV_FIELDS];
        size_t n = 0;
        for (char *p = line; p && n < PZ_TSV_FIELDS;) {
            fields[n++] = p;
            p = strchr(p, '\t');
            if (p)
                *p++ = '\0';
        }
        fn(self, arena, fields, n);
    }
}
