/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/numerals.h"

#include "russian/number.h"

enum { COLUMNS = 3 + PZ_CASES };

/* A field, or the form of the case it names by number. */
static struct pz_tsv_field field_or_form(const struct pz_tsv_field *f, unsigned i)
{
    bool same = f[i].len == 1 && (f[i].s[0] == '1' || f[i].s[0] == '2');
    return same ? f[f[i].s[0] - '0'] : f[i];
}

int pz_numerals_build(struct pz_numerals *out, const char *text, size_t len, unsigned *bad_line)
{
    struct pz_tsv tsv = pz_tsv_open(text, len);
    struct pz_tsv_field f[COLUMNS];
    out->n = 0;
    while (pz_tsv_next(&tsv, f, COLUMNS)) {
        *bad_line = tsv.line;
        if (tsv.fields != COLUMNS || out->n == PZ_NUMERALS)
            return -1;
        struct pz_numeral *n = &out->v[out->n++];
        *n = (struct pz_numeral){.ordinal = f[7], .compound = field_or_form(f, 8)};
        for (size_t i = 0; i < f[0].len; i++)
            if (f[0].s[i] >= '0' && f[0].s[i] <= '9')
                n->value = n->value * 10 + (f[0].s[i] - '0');
            else
                n->mark = f[0].s[i];
        for (unsigned c = 0; c < PZ_CASES; c++)
            n->forms[c] = field_or_form(f, 1 + c);
    }
    return 0;
}

const struct pz_numeral *pz_numeral_find(const struct pz_numerals *all, int64_t value, char mark)
{
    const struct pz_numeral *found = NULL;
    for (unsigned i = 0; i < all->n; i++) {
        const struct pz_numeral *n = &all->v[i];
        if (n->value != value)
            continue;
        if (n->mark == mark)
            return n;
        if (!found || (n->mark == 0 && found->mark != 0))
            found = n;
    }
    return found;
}

void pz_number_word(struct pz_number_words *w, const struct pz_tsv_field *word)
{
    if (w->any)
        pz_buf_putc(w->out, ' ');
    w->any = true;
    pz_buf_put(w->out, word->s, word->len);
}

static const struct pz_tsv_field *form_of(const struct pz_numeral *n, enum pz_case c, bool animate)
{
    const struct pz_tsv_field *f = &n->forms[c];
    if (f->len == 1 && f->s[0] == '=')
        f = &n->forms[animate ? PZ_GENITIVE : PZ_NOMINATIVE];
    return f;
}

static char mark_of(enum pz_gender gender)
{
    return "mfnp"[gender];
}

void pz_number_triple(struct pz_number_words *w, int n, enum pz_gender gender, bool animate, enum pz_case c, bool alone)
{
    int units = n % 100 < 20 ? n % 100 : n % 10;
    bool compound = !alone || n > 20;
    if (n >= 100)
        pz_number_word(w, form_of(pz_numeral_find(w->all, n / 100 * 100, 0), c, false));
    if (n % 100 >= 20)
        pz_number_word(w, form_of(pz_numeral_find(w->all, n % 100 / 10 * 10, 0), c, false));
    if (units) /* «двух учеников», but «двадцать два ученика»; 1 agrees in either */
        pz_number_word(w, form_of(pz_numeral_find(w->all, units, mark_of(gender)), c, animate && (units == 1 || !compound)));
}

/* A scale word beside its count: «две тысячи», «пяти миллионам». */
static void put_scale(struct pz_number_words *w, int64_t scale, int count, enum pz_case c)
{
    int form = pz_number_form(count);
    bool direct = c == PZ_NOMINATIVE || c == PZ_ACCUSATIVE;
    bool plural = direct ? form == 2 : form != 0;
    enum pz_case wanted = direct && form != 0 ? PZ_GENITIVE : c;
    pz_number_word(w, &pz_numeral_find(w->all, scale, plural ? 'p' : 0)->forms[wanted]);
}

void pz_number_groups(struct pz_number_words *w, int64_t n, enum pz_gender gender, bool animate, enum pz_case c, bool bare_thousand)
{
    static const int64_t scales[PZ_SCALES] = {INT64_C(1000000000000), 1000000000, 1000000, 1000};
    bool alone = true;
    for (unsigned i = 0; i < PZ_SCALES; i++) {
        int count = (int)(n / scales[i] % 1000);
        if (count == 0)
            continue;
        if (!(bare_thousand && count == 1 && alone))
            pz_number_triple(w, count, scales[i] == 1000 ? PZ_FEMININE : PZ_MASCULINE, false, c, alone);
        put_scale(w, scales[i], count, c);
        alone = false;
    }
    if (n % 1000)
        pz_number_triple(w, (int)(n % 1000), gender, animate, c, alone);
}
