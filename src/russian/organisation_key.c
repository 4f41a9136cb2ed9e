/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "russian/normal.h"
#include "russian/tsv.h"

PZ_EMBED(pz_data_kinds, "data/russian/kinds.tsv");

enum { WORDS_MAX = 64 };

struct words {
    struct pz_tsv_field v[WORDS_MAX];
    size_t n;
};

static void split(struct words *out, const char *s, size_t len)
{
    out->n = 0;
    for (const char *p = s, *end = s + len; p < end && out->n < WORDS_MAX;) {
        const char *stop = memchr(p, ' ', (size_t)(end - p));
        stop = stop ? stop : end;
        if (stop > p)
            out->v[out->n++] = (struct pz_tsv_field){p, (size_t)(stop - p)};
        p = stop + 1;
    }
}

static bool begins(const struct words *w, size_t at, const struct words *phrase)
{
    if (phrase->n == 0 || at + phrase->n > w->n)
        return false;
    for (size_t i = 0; i < phrase->n; i++)
        if (w->v[at + i].len != phrase->v[i].len || memcmp(w->v[at + i].s, phrase->v[i].s, phrase->v[i].len) != 0)
            return false;
    return true;
}

/* The longest phrase of kinds.tsv that begins at a word: how many words it takes, and its code. */
static size_t find_kind(const struct words *w, size_t at, struct pz_tsv_field *code)
{
    struct pz_tsv tsv = pz_tsv_open(pz_data_kinds, PZ_EMBEDDED_SIZE(pz_data_kinds));
    struct pz_tsv_field f[2];
    size_t best = 0;
    while (pz_tsv_next(&tsv, f, 2)) {
        struct words phrase;
        if (f[0].len < 2 || w->v[at].len < 2 || memcmp(f[0].s, w->v[at].s, 2) != 0)
            continue;
        split(&phrase, f[0].s, f[0].len);
        if (phrase.n > best && begins(w, at, &phrase)) {
            best = phrase.n;
            *code = f[1];
        }
    }
    return best;
}

static int compare(const void *a, const void *b)
{
    const struct pz_tsv_field *x = a, *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int c = memcmp(x->s, y->s, n);
    return c ? c : x->len < y->len ? -1 : x->len > y->len;
}

static bool same(const struct pz_tsv_field *a, const struct pz_tsv_field *b)
{
    return a->len == b->len && memcmp(a->s, b->s, a->len) == 0;
}

void pz_organisation_key(struct pz_buf *out, const char *text, size_t len)
{
    struct pz_buf folded = PZ_BUF_INIT;
    struct words in, keep = {.n = 0};
    pz_fold(&folded, text, len, PZ_FOLD_ALL);
    split(&in, pz_buf_str(&folded), folded.len);
    for (size_t i = 0; i < in.n;) {
        struct pz_tsv_field code = in.v[i];
        size_t taken = find_kind(&in, i, &code);
        bool silent = taken && code.len == 1 && *code.s == '-';
        bool numero = code.len == 3 && memcmp(code.s, "№", 3) == 0;
        if (!silent && !numero)
            keep.v[keep.n++] = code;
        i += taken ? taken : 1;
    }
    qsort(keep.v, keep.n, sizeof *keep.v, compare);
    bool any = false;
    for (size_t i = 0; i < keep.n; i++) {
        if (i && same(&keep.v[i], &keep.v[i - 1]))
            continue;
        if (any)
            pz_buf_putc(out, ' ');
        any = true;
        pz_buf_put(out, keep.v[i].s, keep.v[i].len);
    }
    pz_buf_release(&folded);
}
