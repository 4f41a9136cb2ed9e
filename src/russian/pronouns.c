/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/pronouns.h"

#include <string.h>

#include "base/utf8.h"

int pz_pronouns_build(struct pz_pronouns *out, const char *text, size_t len, unsigned *bad_line)
{
    struct pz_tsv tsv = pz_tsv_open(text, len);
    struct pz_tsv_field f[1 + PZ_CASES];
    out->n = 0;
    while (pz_tsv_next(&tsv, f, 1 + PZ_CASES)) {
        *bad_line = tsv.line;
        const char *gender = f[0].len == 1 ? strchr("mfnp", f[0].s[0]) : NULL;
        if (!gender || tsv.fields != 1 + PZ_CASES || out->n == PZ_PRONOUNS)
            return -1;
        struct pz_pronoun *p = &out->v[out->n++];
        p->gender = (enum pz_gender)(gender - "mfnp");
        memcpy(p->forms, f + 1, sizeof p->forms);
    }
    return out->n % 4 == 0 ? 0 : -1; /* four genders a word, in order */
}

/* «все» is the plural, «всё» the neuter: the one place where ё tells. */
static bool has_yo(const char *s, size_t len)
{
    for (size_t i = 0; i + 1 < len; i++)
        if (memcmp(s + i, "ё", 2) == 0 || memcmp(s + i, "Ё", 2) == 0)
            return true;
    return false;
}

const struct pz_pronoun *pz_pronoun_find(const struct pz_pronouns *all, const struct pz_word *w)
{
    for (unsigned i = 0; i < all->n; i++) {
        uint8_t c[PZ_WORD_MAX];
        const struct pz_tsv_field *f = &all->v[i].forms[PZ_NOMINATIVE];
        size_t n = pz_letters(c, PZ_WORD_MAX, f->s, f->len);
        if (n == w->n && memcmp(c, w->c, n) == 0 && has_yo(f->s, f->len) == has_yo(w->s, w->len))
            return &all->v[i];
    }
    return NULL;
}

void pz_pronoun_put(struct pz_buf *out, const struct pz_pronouns *all, const struct pz_pronoun *p, const struct pz_word *w,
                    enum pz_gender gender, enum pz_case c, bool animate)
{
    const struct pz_pronoun *group = &all->v[(p - all->v) / 4 * 4];
    const struct pz_tsv_field *f = &group[gender].forms[c];
    if (f->len == 1 && f->s[0] == '=')
        f = &group[gender].forms[animate ? PZ_GENITIVE : PZ_NOMINATIVE];
    const char *s = f->s, *end = f->s + f->len;
    if (w->capital)
        pz_buf_put_rune(out, pz_rune_upper(pz_utf8_next(&s, end)));
    while (w->caps && s < end)
        pz_buf_put_rune(out, pz_rune_upper(pz_utf8_next(&s, end)));
    pz_buf_put(out, s, (size_t)(end - s));
}
