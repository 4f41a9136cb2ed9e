/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/paradigms.h"

#include <string.h>

#include "russian/tsv.h"

enum { FIRST_ENDING = 2, COLUMNS = FIRST_ENDING + PZ_FORMS - 1 };

static bool ending_read(struct pz_ending *out, const struct pz_tsv_field *f)
{
    if (f->s == NULL || (f->len == 1 && *f->s == '-'))
        return true;
    if (f->len == 1 && *f->s == '=') {
        *out = (struct pz_ending){.s = "", .by_animacy = true};
        return true;
    }
    if (f->len > 64)
        return false;
    bool none = f->len == 1 && *f->s == '0';
    *out = (struct pz_ending){.s = f->s, .len = (uint8_t)(none ? 0 : f->len)};
    return true;
}

static bool paradigm_read(struct pz_paradigm *out, const struct pz_tsv_field *f)
{
    if (f[0].len == 0 || f[0].len > 64 || f[1].len != 1 || f[1].s[0] < '0' || f[1].s[0] > '9')
        return false;
    *out = (struct pz_paradigm){.name = f[0].s, .name_len = (uint8_t)f[0].len, .strip = (uint8_t)(f[1].s[0] - '0')};
    for (unsigned i = 1; i < PZ_FORMS; i++)
        if (!ending_read(&out->endings[i], &f[FIRST_ENDING + i - 1]))
            return false;
    return true;
}

int pz_paradigms_build(struct pz_paradigms *out, struct pz_arena *arena, const char *text, size_t len, unsigned *bad_line)
{
    size_t cap = 0;
    for (const char *p = text; p < text + len; p++)
        cap += *p == '\n';
    struct pz_paradigm *v = PZ_NEW_ARRAY(arena, cap + 1, struct pz_paradigm);
    struct pz_tsv tsv = pz_tsv_open(text, len);
    struct pz_tsv_field f[COLUMNS];
    *out = (struct pz_paradigms){.v = v};
    while (pz_tsv_next(&tsv, f, COLUMNS)) {
        *bad_line = tsv.line;
        if (tsv.fields > COLUMNS || !paradigm_read(&v[out->n++], f))
            return -1;
    }
    return 0;
}

int pz_paradigm_number(const void *paradigms, const char *name, size_t len)
{
    const struct pz_paradigms *all = paradigms;
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].name_len == len && memcmp(all->v[i].name, name, len) == 0)
            return (int)i;
    return -1;
}

const struct pz_ending *pz_paradigm_ending(const struct pz_paradigm *p, enum pz_case c, bool plural, bool animate)
{
    const struct pz_ending *forms = p->endings + (plural ? PZ_CASES : 0);
    if (c == PZ_ACCUSATIVE && forms[c].by_animacy)
        c = animate ? PZ_GENITIVE : PZ_NOMINATIVE;
    return forms[c].s || (c == PZ_NOMINATIVE && !plural) ? &forms[c] : NULL;
}

bool pz_paradigm_put(struct pz_buf *out, const struct pz_paradigm *p, const struct pz_word *w, enum pz_case c, bool plural,
                     bool animate)
{
    const struct pz_ending *e = pz_paradigm_ending(p, c, plural, animate);
    if (!e)
        return false;
    if (e->s == NULL) /* the nominative singular */
        pz_buf_put(out, w->s, w->len);
    else
        pz_word_put(out, w, p->strip, e->s, e->len);
    return true;
}
