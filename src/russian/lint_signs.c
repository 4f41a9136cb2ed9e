/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotation marks, spaces, spaced letters, mixed alphabets. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "russian/lint_text.h"
#include "russian/normal.h"
#include "russian/typography.h"

enum { QUOTE_DEPTH = 8, QUOTE_PARAGRAPHS = 6, QUOTED_SHOWN = 60 };

/* One walk over the marks of a text: «ёлочки» with one closing mark for two («Детский сад № 5 «Ромашка») are let pass. */
struct quotes {
    const char *open[QUOTE_DEPTH];
    unsigned depth;
    bool inner_closed; /* a nested mark was closed, so one outer may be left */
    const char *stray; /* a closing mark without an opening one */
    bool straight_open;
    const char *straight;
};

static void walk(struct quotes *q, const char *text, size_t len)
{
    for (const char *p = text, *end = text + len; p < end;) {
        const char *at = p;
        uint32_t r = pz_utf8_next(&p, end);
        if (r == 0xAB || r == 0x201E) {
            if (q->depth < QUOTE_DEPTH)
                q->open[q->depth++] = at;
            q->inner_closed = false;
        } else if (r == 0xBB || (r == 0x201C && q->depth > 0) || r == 0x201D) {
            q->inner_closed = q->depth > 1;
            if (q->depth > 0)
                q->depth--;
            else if (!q->stray && r == 0xBB)
                q->stray = at;
        } else if (r == '"') {
            q->straight_open = !q->straight_open;
            q->straight = at;
        }
    }
}

static bool left_open(const struct quotes *q)
{
    return q->depth > (q->inner_closed ? 1u : 0u);
}

/* The first mark of a text: +1 opens, -1 closes, 0 there is none. */
static int first_mark(const struct pz_lint_paragraph *p)
{
    for (const char *s = p->text, *end = s + p->len; s < end;) {
        uint32_t r = pz_utf8_next(&s, end);
        if (r == 0xAB || r == 0xBB)
            return r == 0xAB ? 1 : -1;
    }
    return 0;
}

/* A quotation may run over several paragraphs: the next mark of all closes it. */
static bool closed_later(const struct pz_lint *lint, size_t at)
{
    for (size_t i = at + 1; i < lint->n && i <= at + QUOTE_PARAGRAPHS; i++)
        if (first_mark(&lint->v[i]))
            return first_mark(&lint->v[i]) < 0;
    return false;
}

static bool opened_earlier(const struct pz_lint *lint, size_t at)
{
    for (size_t back = 1; back <= QUOTE_PARAGRAPHS && back <= at; back++) {
        struct quotes q = {.depth = 0};
        for (size_t i = at - back; i <= at; i++)
            walk(&q, lint->v[i].text, lint->v[i].len);
        if (!q.stray && !left_open(&q))
            return true;
    }
    return false;
}

void pz_lint_quotes(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    struct quotes q = {.depth = 0};
    walk(&q, p->text, p->len);
    char message[PZ_MESSAGE_MAX];
    if (left_open(&q) && !(q.depth == 1 && closed_later(lint, at))) {
        const char *open = q.open[0], *end = p->text + p->len;
        size_t len = (size_t)(end - open);
        while (len > QUOTED_SHOWN || (len < (size_t)(end - open) && ((unsigned char)open[len] & 0xC0) == 0x80))
            len--;
        snprintf(message, sizeof message, _("the quotation mark is not closed: %.*s"), (int)len, open);
        pz_lint_report(lint, at, open, 2, "E-TEXT-104", NULL, message);
    }
    if (q.stray && !opened_earlier(lint, at)) {
        snprintf(message, sizeof message, "%s", _("a quotation mark is closed that was not opened"));
        pz_lint_report(lint, at, q.stray, 2, "E-TEXT-105", NULL, message);
    }
    if (q.straight_open)
        pz_lint_report(lint, at, q.straight, 1, "W-TEXT-106", NULL, _("a straight quotation mark has no pair"));
}

static bool is_lower_letter(uint32_t r)
{
    return pz_rune_is_letter(r) && !pz_rune_is_upper(r);
}

/* Two blanks between words of a sentence; more than three, or beside capitals, are a layout by blanks. */
static void double_spaces(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    for (const char *s = p->text, *end = s + p->len; s + 2 < end; s++) {
        if (s[0] != ' ' || s[1] != ' ' || s == p->text || s[-1] == ' ')
            continue;
        const char *before = s, *behind = s;
        while (behind < end && *behind == ' ')
            behind++;
        if (behind - s > 3 || behind == end)
            continue;
        uint32_t left = pz_utf8_prev(&before, p->text), right = pz_utf8_next(&behind, end);
        if ((is_lower_letter(left) || left == ',') && is_lower_letter(right)) {
            pz_lint_report(lint, at, s, 1, "W-TEXT-108", NULL, _("two spaces between words"));
            return;
        }
    }
}

static void spaced_letters(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    struct pz_buf joined = PZ_BUF_INIT;
    if (pz_typography_unspace(&joined, p->text, p->len) && !joined.failed) {
        size_t same = 0;
        while (same < joined.len && same < p->len && joined.data[same] == p->text[same])
            same++;
        while (same > 0 && p->text[same] != ' ')
            same--;
        pz_lint_report(lint, at, p->text + (same > 2 ? same - 2 : 0), 1, "W-TEXT-109",
                       _("set the letter spacing of the word instead"),
                       _("letters are spaced by blanks: search and reading aloud do not see the word"));
    }
    pz_buf_release(&joined);
}

/* «25.06.2021г.», «2021г.» */
static void year_without_space(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    for (const char *s = p->text, *end = s + p->len; s + 7 <= end; s++) {
        bool year =
            (s[0] == '1' || s[0] == '2') && s[1] >= '0' && s[1] <= '9' && s[2] >= '0' && s[2] <= '9' && s[3] >= '0' && s[3] <= '9';
        if (!year || (s > p->text && s[-1] >= '0' && s[-1] <= '9') || memcmp(s + 4, "г", 2) != 0)
            continue;
        const char *next = s + 6;
        uint32_t r = pz_utf8_next(&next, end);
        if (r == '.' || !pz_rune_is_letter(r)) {
            char message[PZ_MESSAGE_MAX];
            snprintf(message, sizeof message, _("a space is missing before “г.”: “%.*s”"), 7, s);
            pz_lint_report(lint, at, s, 7, "W-TEXT-107", NULL, message);
            return;
        }
    }
}

/* «№5» */
static void numero_without_space(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    for (const char *s = p->text, *end = s + p->len; s + 4 <= end; s++)
        if (memcmp(s, "№", 3) == 0 && s[3] >= '0' && s[3] <= '9') {
            pz_lint_report(lint, at, s, 4, "W-TEXT-116", NULL, _("a space is missing behind “№”"));
            return;
        }
}

/* «Н.М.Соколова»: three capitals with stops between the first two and the surname close behind. */
static void initials_without_space(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_words *words = &lint->words[at];
    for (size_t i = 1; i < words->n; i++) {
        const struct pz_lint_word *initial = &words->v[i - 1], *w = &words->v[i];
        bool close = w->s == initial->s + initial->len + 1 && initial->s[initial->len] == '.';
        if (!close || initial->w.n != 1 || !initial->w.capital || !w->w.capital || w->w.n < 3 || w->w.caps || w->w.foreign)
            continue;
        char message[PZ_MESSAGE_MAX];
        const char *from = i > 1 && words->v[i - 2].w.n == 1 && initial->s == words->v[i - 2].s + words->v[i - 2].len + 1
                               ? words->v[i - 2].s
                               : initial->s;
        snprintf(message, sizeof message, _("a space is missing between initials and surname: “%.*s”"), (int)(w->s + w->len - from),
                 from);
        pz_lint_report(lint, at, from, (size_t)(w->s + w->len - from), "W-TEXT-118", NULL, message);
    }
}

static void mixed_alphabets(struct pz_lint *lint, size_t at)
{
    const struct pz_lint_paragraph *p = &lint->v[at];
    size_t offset = pz_mixed_letters(p->text, p->len);
    if (offset == p->len)
        return;
    const char *s = p->text + offset, *next = s;
    pz_utf8_next(&next, p->text + p->len);
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("a word has letters of two alphabets: “%.*s” is foreign in it"), (int)(next - s), s);
    pz_lint_report(lint, at, s, (size_t)(next - s), "W-TEXT-117", NULL, message);
}

void pz_lint_signs(struct pz_lint *lint, size_t at)
{
    double_spaces(lint, at);
    spaced_letters(lint, at);
    year_without_space(lint, at);
    numero_without_space(lint, at);
    initials_without_space(lint, at);
    mixed_alphabets(lint, at);
}
