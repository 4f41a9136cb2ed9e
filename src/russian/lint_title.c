/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading «Об утверждении Порядка …» and point 1 «Утвердить Порядок …» name one document in the same words. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "russian/lint_text.h"

enum { HEADING_LINES = 8, FIRST_WORDS = 1, LINE_LETTERS = 70 };

static bool stem_is(const struct pz_word *w, const char *stem)
{
    uint8_t c[PZ_WORD_MAX];
    size_t n = pz_letters(c, PZ_WORD_MAX, stem, strlen(stem));
    return w->n >= n && memcmp(w->c, c, n) == 0;
}

/* A name as a row of words over one or several paragraphs. */
struct name {
    const struct pz_lint_word *v[160];
    size_t at[160]; /* paragraph of each */
    size_t n;
    bool guessed; /* lines were taken for the heading by their looks */
};

static void add_words(struct name *out, const struct pz_lint_words *words, size_t from, size_t paragraph)
{
    for (size_t i = from; i < words->n && out->n < sizeof out->v / sizeof *out->v; i++) {
        const struct pz_lint_word *w = &words->v[i];
        /* «(далее – …)», «согласно приложению» end the name. */
        if (pz_word_is(&w->w, "далее") || pz_word_is(&w->w, "согласно") || stem_is(&w->w, "прилага") || stem_is(&w->w, "приложени"))
            break;
        if (pz_word_is(&w->w, "прилагаемый"))
            continue;
        out->v[out->n] = w;
        out->at[out->n++] = paragraph;
    }
}

static bool begins_with(const struct pz_lint *lint, size_t at, const char *first, const char *second)
{
    const struct pz_lint_words *words = &lint->words[at];
    return words->n > 2 && words->v[0].s == pz_lint_body(&lint->v[at]) && pz_word_is(&words->v[0].w, first) &&
           (!second || pz_word_is(&words->v[1].w, second));
}

/* The preamble of an act, not a line of its heading. */
static bool begins_preamble(const struct pz_lint_words *words)
{
    static const char *const openings[] = {"в", "во", "на", "с", "руководствуясь", "согласно", "приказываю", NULL};
    for (const char *const *o = openings; *o && words->n; o++)
        if (words->v[0].w.capital && pz_word_is(&words->v[0].w, *o))
            return true;
    return false;
}

/* A short line right below, as titles are broken by hand: no point, no preamble. */
static bool looks_continued(const struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    return !p->cell && lint->words[at].n > 0 && pz_utf8_length(p->text, p->len) <= LINE_LETTERS && pz_lint_body(p) == p->text;
}

/* The heading goes on in the next paragraphs until one that is no heading, or begins as the text does. */
static bool read_heading(const struct pz_lint *lint, struct name *out, size_t *at)
{
    for (size_t i = 0; i < lint->n && i < 40; i++) {
        if (!begins_with(lint, i, "об", "утверждении"))
            continue;
        *at = i;
        add_words(out, &lint->words[i], 2, i);
        for (size_t k = i + 1; k < lint->n && k < i + HEADING_LINES && !begins_preamble(&lint->words[k]); k++) {
            if (!lint->v[k].heading && (lint->v[i].heading || !looks_continued(lint, k)))
                break;
            out->guessed |= !lint->v[k].heading;
            add_words(out, &lint->words[k], 0, k);
        }
        return out->n > 1;
    }
    return false;
}

static bool read_point(const struct pz_lint *lint, struct name *out, size_t heading)
{
    for (size_t i = heading + 1; i < lint->n; i++) {
        if (!begins_with(lint, i, "утвердить", NULL))
            continue;
        const struct pz_lint_words *words = &lint->words[i];
        size_t from = 1;
        while (from < words->n && stem_is(&words->v[from].w, "прилагаем"))
            from++;
        add_words(out, words, from, i);
        return out->n > 1;
    }
    return false;
}

/* Words in different cases: the same but for the end. Function words and figures are compared whole. */
static bool same_word(const struct pz_word *a, const struct pz_word *b)
{
    size_t n = a->n < b->n ? a->n : b->n, longer = a->n + b->n - n, same = 0;
    while (same < n && a->c[same] == b->c[same])
        same++;
    if (n <= 3)
        return a->n == b->n && same == n;
    return same + 3 >= n && same + 4 >= longer && same >= 3;
}

static bool is_year_word(const struct pz_word *w)
{
    return pz_word_is(w, "г") || pz_word_is(w, "года") || pz_word_is(w, "год") || pz_word_is(w, "гг") || pz_word_is(w, "годы");
}

static void report(struct pz_lint *lint, const struct name *point, size_t i, const struct pz_lint_word *heading)
{
    const struct pz_lint_word *w = point->v[i];
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("the heading says “%.*s” where this point says “%.*s”"), (int)heading->len, heading->s,
             (int)w->len, w->s);
    pz_lint_report(lint, point->at[i], w->s, w->len, "W-TEXT-113", NULL, message);
}

void pz_lint_title(struct pz_lint *lint)
{
    struct name heading = {.n = 0}, point = {.n = 0};
    size_t at;
    if (!read_heading(lint, &heading, &at) || !read_point(lint, &point, at) || !same_word(&heading.v[0]->w, &point.v[0]->w))
        return; /* another document is approved there */
    for (size_t i = FIRST_WORDS; i < heading.n && i < point.n; i++) {
        const struct pz_word *a = &heading.v[i]->w, *b = &point.v[i]->w;
        if (same_word(a, b) || (is_year_word(a) && is_year_word(b) && pz_word_is(a, "г") == pz_word_is(b, "г")))
            continue;
        report(lint, &point, i, heading.v[i]);
        return;
    }
    if (heading.n > point.n && point.n > 2 && !heading.guessed)
        report(lint, &point, point.n - 1, heading.v[heading.n - 1]);
}
