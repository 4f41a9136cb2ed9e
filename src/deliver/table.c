/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/table.h"

#include <string.h>

static void read_row(struct pz_table_row *row, char *line)
{
    for (size_t i = 0; i < PZ_TABLE_FIELDS; i++)
        row->f[i] = "";
    for (size_t i = 0; i < PZ_TABLE_FIELDS && line; i++) {
        row->f[i] = line;
        line = strchr(line, '\t');
        if (line)
            *line++ = '\0';
    }
}

struct pz_table pz_table_read(const char *text, size_t len, struct pz_arena *arena)
{
    char *line = pz_arena_strndup(arena, text, len), *end = line + len;
    size_t lines = 1;
    for (const char *p = line; p < end; p++)
        lines += *p == '\n';
    struct pz_table table = {.v = pz_arena_array(arena, lines, sizeof *table.v)};
    while (line < end) {
        char *stop = strchr(line, '\n');
        if (stop)
            *stop = '\0';
        if (*line && *line != '#')
            read_row(&table.v[table.n++], line);
        line = stop ? stop + 1 : end;
    }
    return table;
}

const struct pz_table_row *pz_table_find(const struct pz_table *table, const char *first)
{
    for (size_t i = 0; i < table->n; i++)
        if (strcmp(table->v[i].f[0], first) == 0)
            return &table->v[i];
    return NULL;
}
