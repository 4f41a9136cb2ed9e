/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that break off: «… в муниципальном образовании город.», «Информационно-методический цент». */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "russian/lint_text.h"

enum { NAME_MIN_LETTERS = 12, MISSING_MAX = 2 };

static bool stem_is(const struct pz_word *w, const char *stem)
{
    uint8_t c[PZ_WORD_MAX];
    size_t n = pz_letters(c, PZ_WORD_MAX, stem, strlen(stem));
    return w->n >= n && memcmp(w->c, c, n) == 0;
}

/* «муниципальное образование город» asks for the town's name. */
static void city_without_name(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_words *words = &lint->words[at];
    const struct pz_lint_paragraph *p = &lint->v[at];
    for (size_t i = 2; i < words->n; i++) {
        const struct pz_lint_word *w = &words->v[i];
        if (!pz_word_is(&w->w, "город") || !stem_is(&words->v[i - 1].w, "образовани") ||
            !stem_is(&words->v[i - 2].w, "муниципальн") || !w->adjacent || !words->v[i - 1].adjacent)
            continue;
        const char *s = w->s + w->len, *end = p->text + p->len;
        while (s < end && *s == ' ')
            s++;
        if (s < end && !strchr(".,;:)", *s))
            continue;
        if (s == end && at + 1 < lint->n && lint->v[at].heading && lint->v[at + 1].heading)
            continue; /* the name may stand on the next line of a heading */
        pz_lint_report(lint, at, words->v[i - 2].s, (size_t)(w->s + w->len - words->v[i - 2].s), "E-TEXT-103", NULL,
                       _("the name breaks off: which town is not said"));
    }
}

/* One name in quotation marks. */
struct quoted {
    const char *s;
    size_t len, letters, paragraph;
};

struct quoted_list {
    struct quoted *v;
    size_t n, cap;
};

static void add(struct pz_lint *lint, struct quoted_list *list, const char *s, const char *end, size_t paragraph)
{
    size_t letters = pz_utf8_length(s, (size_t)(end - s));
    if (letters < NAME_MIN_LETTERS)
        return;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 32;
        list->v = pz_arena_grow(&lint->arena, list->v, list->n, cap, sizeof *list->v);
        list->cap = cap;
    }
    list->v[list->n++] = (struct quoted){s, (size_t)(end - s), letters, paragraph};
}

static void collect(struct pz_lint *lint, struct quoted_list *list, size_t paragraph)
{
    const struct pz_lint_paragraph *p = &lint->v[paragraph];
    const char *open = NULL;
    for (const char *s = p->text, *end = s + p->len; s < end;) {
        const char *at = s;
        uint32_t r = pz_utf8_next(&s, end);
        if (r == 0xAB) {
            open = s;
        } else if (r == 0xBB && open) {
            add(lint, list, open, at, paragraph);
            open = NULL;
        }
    }
}

/* The shorter is the longer one without the last letters of its last word. */
static bool is_cut(const struct quoted *shorter, const struct quoted *longer)
{
    if (shorter->len >= longer->len || longer->letters - shorter->letters > MISSING_MAX ||
        memcmp(shorter->s, longer->s, shorter->len) != 0)
        return false;
    const char *s = longer->s + shorter->len, *end = longer->s + longer->len;
    const char *last = shorter->s + shorter->len;
    if (!pz_rune_is_letter(pz_utf8_prev(&last, shorter->s)))
        return false;
    while (s < end)
        if (!pz_rune_is_letter(pz_utf8_next(&s, end)))
            return false;
    return true;
}

static void report_cut(struct pz_lint *lint, const struct quoted *shorter, const struct quoted *longer)
{
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("the name «%.*s» breaks off: elsewhere it is «%.*s»"), (int)shorter->len, shorter->s,
             (int)longer->len, longer->s);
    pz_lint_report(lint, shorter->paragraph, shorter->s, shorter->len, "E-TEXT-103", NULL, message);
}

static size_t times(const struct quoted_list *list, const struct quoted *name)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += list->v[i].len == name->len && memcmp(list->v[i].s, name->s, name->len) == 0;
    return n;
}

void pz_lint_cut_names(struct pz_lint *lint)
{
    struct quoted_list list = {0};
    for (size_t i = 0; i < lint->n; i++) {
        city_without_name(lint, i);
        collect(lint, &list, i);
    }
    for (size_t i = 0; i < list.n && list.n < 2000; i++)
        for (size_t j = 0; j < list.n; j++)
            if (is_cut(&list.v[i], &list.v[j]) && times(&list, &list.v[j]) >= times(&list, &list.v[i])) {
                report_cut(lint, &list.v[i], &list.v[j]);
                break;
            }
}
