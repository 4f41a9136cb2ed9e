/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/share.h"

#include <string.h>

#include "russian/number.h"
#include "russian/phrase.h"
#include "russian/share_words.h"
#include "russian/tables.h"

#define NBSP "\xC2\xA0"

enum { COLUMNS = 3 + PZ_CASES, ABOUT_POINTS = 1, ALMOST_POINTS = 3 };

static int small_number(const struct pz_tsv_field *f)
{
    int n = 0;
    for (size_t i = 0; i < f->len && f->s[i] >= '0' && f->s[i] <= '9' && n < 100; i++)
        n = n * 10 + (f->s[i] - '0');
    return n;
}

int pz_shares_build(struct pz_share_anchors *out, const char *text, size_t len, unsigned *bad_line)
{
    struct pz_tsv tsv = pz_tsv_open(text, len);
    struct pz_tsv_field f[COLUMNS];
    out->n = 0;
    while (pz_tsv_next(&tsv, f, COLUMNS)) {
        *bad_line = tsv.line;
        struct pz_share_anchor *a = &out->v[out->n];
        if (tsv.fields != COLUMNS || out->n++ == PZ_SHARES)
            return -1;
        *a = (struct pz_share_anchor){small_number(&f[0]), small_number(&f[1]), f[2].s[0] == 'x', {{0}}};
        memcpy(a->forms, f + 3, sizeof a->forms);
        if (a->numerator < 1 || a->numerator >= a->denominator)
            return -1;
    }
    return 0;
}

/* n/total - numerator/denominator, times total × denominator: its sign is the difference's. No rounding anywhere. */
static __int128 difference(int64_t n, int64_t total, int numerator, int denominator)
{
    return (__int128)n * denominator - (__int128)numerator * total;
}

/* Whether |difference| is at most so many points of a hundred. */
static bool within(__int128 d, int64_t total, int denominator, int points)
{
    return (d < 0 ? -d : d) * 100 <= (__int128)points * total * denominator;
}

static void take(struct pz_share *out, enum pz_share_kind kind, const struct pz_share_anchor *a)
{
    *out = (struct pz_share){kind, a ? a->numerator : 0, a ? a->denominator : 0};
}

static void find_near(struct pz_share *out, const struct pz_share_anchors *all, int64_t n, int64_t total)
{
    const struct pz_share_anchor *below = NULL, *above = NULL;
    for (unsigned i = 0; i < all->n; i++) {
        const struct pz_share_anchor *a = &all->v[i];
        __int128 d = difference(n, total, a->numerator, a->denominator);
        if (d == 0) {
            take(out, PZ_SHARE_EXACT, a);
            return;
        }
        if (a->exact_only)
            continue;
        if (d > 0)
            below = a;
        else if (!above)
            above = a;
    }
    if (below && within(difference(n, total, below->numerator, below->denominator), total, below->denominator, ABOUT_POINTS))
        take(out, PZ_SHARE_ABOUT, below);
    else if (above && within(difference(n, total, above->numerator, above->denominator), total, above->denominator, ABOUT_POINTS))
        take(out, PZ_SHARE_ABOUT, above);
    else if (above && within(difference(n, total, above->numerator, above->denominator), total, above->denominator, ALMOST_POINTS))
        take(out, PZ_SHARE_ALMOST, above);
    else if (!above && within(difference(n, total, 1, 1), total, 1, ALMOST_POINTS))
        take(out, PZ_SHARE_ALMOST, NULL); /* «почти все» */
    else if (below)
        take(out, PZ_SHARE_MORE, below);
    else
        take(out, PZ_SHARE_LESS, above);
}

int pz_share_find(struct pz_share *out, int64_t n, int64_t total)
{
    const struct pz_tables *t = pz_tables();
    if (!t || total <= 0 || n < 0 || n > total)
        return -1;
    if (n == 0 || n == total)
        take(out, n ? PZ_SHARE_ALL : PZ_SHARE_NONE, NULL);
    else
        find_near(out, &t->shares, n, total);
    return 0;
}

static const struct pz_share_anchor *anchor_of(const struct pz_share *share)
{
    const struct pz_share_anchors *all = &pz_tables()->shares;
    for (unsigned i = 0; i < all->n; i++)
        if (all->v[i].numerator == share->numerator && all->v[i].denominator == share->denominator)
            return &all->v[i];
    return NULL;
}

static void put_anchor(struct pz_buf *out, const struct pz_share *share, enum pz_case c)
{
    const struct pz_share_anchor *a = anchor_of(share);
    if (a)
        pz_buf_put(out, a->forms[c].s, a->forms[c].len);
}

static void put_share(struct pz_buf *out, const struct pz_share *share, enum pz_case c, enum pz_gender gender)
{
    static const char *const all[PZ_CASES] = {"все", "всех", "всем", "все", "всеми", "всех"};
    static const char *const none[] = {"ни один", "ни одна", "ни одно", "ни одни"};
    switch (share->kind) {
    case PZ_SHARE_NONE: pz_buf_puts(out, none[gender]); break;
    case PZ_SHARE_ALL: pz_buf_puts(out, all[c]); break;
    case PZ_SHARE_EXACT: put_anchor(out, share, c); break;
    case PZ_SHARE_ABOUT:
        pz_buf_puts(out, "около ");
        put_anchor(out, share, PZ_GENITIVE);
        break;
    case PZ_SHARE_ALMOST:
        pz_buf_puts(out, "почти ");
        if (share->denominator == 0)
            pz_buf_puts(out, all[c]);
        put_anchor(out, share, c);
        break;
    case PZ_SHARE_MORE:
        pz_buf_puts(out, "более ");
        put_anchor(out, share, PZ_GENITIVE);
        break;
    case PZ_SHARE_LESS:
        pz_buf_puts(out, "менее ");
        put_anchor(out, share, PZ_GENITIVE);
        break;
    }
}

int pz_share_figures(struct pz_buf *out, int64_t n, int64_t total, enum pz_case c)
{
    static const char *const before[] = {[PZ_SHARE_EXACT] = "",
                                         [PZ_SHARE_ABOUT] = "около ",
                                         [PZ_SHARE_ALMOST] = "почти ",
                                         [PZ_SHARE_MORE] = "более ",
                                         [PZ_SHARE_LESS] = "менее "};
    struct pz_share share;
    if (pz_share_find(&share, n, total) < 0)
        return -1;
    if (share.denominator == 0)
        put_share(out, &share, c, PZ_MASCULINE);
    else
        pz_buf_printf(out, "%s%d/%d", before[share.kind], share.numerator, share.denominator);
    return 0;
}

int pz_share_words(struct pz_buf *out, int64_t n, int64_t total, enum pz_case c)
{
    struct pz_share share;
    if (pz_share_find(&share, n, total) != 0)
        return -1;
    put_share(out, &share, c, PZ_MASCULINE);
    return 0;
}

void pz_share_counts(struct pz_buf *out, int64_t n, int64_t total)
{
    pz_buf_printf(out, "%lld" NBSP "из" NBSP "%lld", (long long)n, (long long)total);
}

int pz_share_phrase(struct pz_buf *out, const struct pz_forms *forms, int64_t n, int64_t total, const char *noun, size_t noun_len,
                    bool counts)
{
    struct pz_share share;
    enum pz_gender gender = PZ_MASCULINE;
    if (pz_share_find(&share, n, total) != 0)
        return -1;
    if (share.kind == PZ_SHARE_NONE)
        pz_forms_gender(forms, noun, noun_len, &gender);
    put_share(out, &share, PZ_NOMINATIVE, gender);
    pz_buf_putc(out, ' ');
    if (share.kind == PZ_SHARE_NONE)
        pz_buf_put(out, noun, noun_len);
    else
        pz_forms_plural(forms, out, noun, noun_len, share.denominator == 0 ? PZ_NOMINATIVE : PZ_GENITIVE);
    if (counts) {
        pz_buf_puts(out, " (");
        pz_share_counts(out, n, total);
        pz_buf_putc(out, ')');
    }
    return 0;
}

int pz_share_percent(struct pz_buf *out, int64_t n, int64_t total, int decimals)
{
    static const int powers[] = {1, 10, 100, 1000};
    if (total <= 0 || n < 0 || n > total || decimals < 0 || decimals > 3)
        return -1;
    __int128 scaled = (__int128)n * 100 * powers[decimals];
    int64_t rounded = (int64_t)((2 * scaled + total) / (2 * (__int128)total));
    pz_buf_printf(out, "%lld", (long long)(rounded / powers[decimals]));
    if (decimals)
        pz_buf_printf(out, ",%0*lld", decimals, (long long)(rounded % powers[decimals]));
    pz_buf_puts(out, NBSP "%");
    return 0;
}
