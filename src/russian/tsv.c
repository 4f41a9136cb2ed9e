/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/tsv.h"

#include <string.h>

struct pz_tsv pz_tsv_open(const char *text, size_t len)
{
    return (struct pz_tsv){.p = text, .end = text + len};
}

static const char *find(const char *p, const char *end, char c)
{
    const char *at = memchr(p, c, (size_t)(end - p));
    return at ? at : end;
}

bool pz_tsv_next(struct pz_tsv *tsv, struct pz_tsv_field *fields, unsigned n)
{
    while (tsv->p < tsv->end) {
        const char *p = tsv->p, *eol = find(p, tsv->end, '\n');
        tsv->p = eol + 1;
        tsv->line++;
        if (p == eol || *p == '#')
            continue;
        memset(fields, 0, n * sizeof *fields);
        for (tsv->fields = 0; p <= eol; tsv->fields++) {
            const char *tab = find(p, eol, '\t');
            if (tsv->fields < n)
                fields[tsv->fields] = (struct pz_tsv_field){p, (size_t)(tab - p)};
            p = tab + 1;
        }
        return true;
    }
    return false;
}
