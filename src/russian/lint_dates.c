/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates: that exist, that stand in order, a ground that is older than the act, a letter older than its event. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "russian/date_lexer.h"
#include "russian/lint_text.h"

enum { HEAD_PARAGRAPHS = 30, DATE_BYTES = 48 };

/* A date found in a paragraph. */
struct found {
    struct pz_date date;
    const char *s;
    size_t len;
    bool valid;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The length of «dd.mm.yyyy» at s, valid or not; 0: none. */
static size_t dotted(const char *s, const char *end, struct pz_date *d)
{
    const char *p = s;
    int parts[3] = {0, 0, 0};
    for (unsigned i = 0; i < 3; i++) {
        const char *start = p;
        while (p < end && is_digit(*p) && p - start < 5)
            parts[i] = parts[i] * 10 + (*p++ - '0');
        if ((i < 2 && p - start != 2) || (i == 2 && p - start != 4) || (i < 2 && (p == end || *p++ != '.')))
            return 0;
    }
    *d = (struct pz_date){parts[2], parts[1], parts[0]};
    return (size_t)(p - s);
}

/* A date in words at a figure: «28 февраля 2023». */
static size_t in_words(const char *s, const char *end, struct pz_date *d)
{
    char piece[DATE_BYTES];
    size_t len = (size_t)(end - s) < sizeof piece ? (size_t)(end - s) : sizeof piece;
    while (len && len < (size_t)(end - s) && ((unsigned char)s[len] & 0xC0) == 0x80)
        len--;
    struct pz_date_tokens t;
    *d = (struct pz_date){0, 0, 0};
    memcpy(piece, s, len);
    if (!pz_date_lex(&t, piece, len) || !pz_dt_number(&t, 1, 2, &d->day) || !pz_dt_month(&t, &d->month) ||
        !pz_dt_number(&t, 4, 4, &d->year))
        return 0;
    return (size_t)(t.v[t.at - 1].end - piece);
}

/* The next date at or behind *s. */
static bool next_date(const char **s, const char *start, const char *end, struct found *out)
{
    for (const char *p = *s; p < end; p++) {
        if (!is_digit(*p) || (p > start && (is_digit(p[-1]) || p[-1] == '.')))
            continue;
        out->len = dotted(p, end, &out->date);
        if (!out->len)
            out->len = in_words(p, end, &out->date);
        if (!out->len)
            continue;
        out->s = p;
        out->valid = pz_date_valid(out->date);
        *s = p + out->len;
        return true;
    }
    return false;
}

static void check_exists(struct pz_lint *lint, size_t at, const struct found *d)
{
    char message[PZ_MESSAGE_MAX];
    if (d->valid || d->date.year < 1800 || d->date.year > 2200)
        return; /* a number of points or a code */
    snprintf(message, sizeof message, _("there is no such day: “%.*s”"), (int)d->len, d->s);
    pz_lint_report(lint, at, d->s, d->len, "E-TEXT-111", NULL, message);
}

/* «с … по …» with the second date before the first. */
static void check_range(struct pz_lint *lint, size_t at, const struct found *from, const struct found *to)
{
    const char *between = from->s + from->len;
    size_t len = (size_t)(to->s - between);
    const char *before = from->s;
    while (before > lint->v[at].text && before[-1] == ' ')
        before--;
    bool with = before - lint->v[at].text >= 2 && memcmp(before - 2, "с", 2) == 0;
    if (!with || len > 24 || !memmem(between, len, "по ", sizeof "по " - 1) || memchr(between, ',', len) ||
        memchr(between, ';', len))
        return;
    if (pz_date_to_days(to->date) < pz_date_to_days(from->date))
        pz_lint_report(lint, at, from->s, (size_t)(to->s + to->len - from->s), "E-TEXT-119", NULL,
                       _("the term ends before it begins"));
}

static const char *back_over_spaces(const char *p, const char *start)
{
    while (p > start && (p[-1] == ' ' || (p - start >= 2 && memcmp(p - 2, "\xC2\xA0", 2) == 0)))
        p -= p[-1] == ' ' ? 1 : 2;
    return p;
}

static bool word_before(const char **p, const char *start, const char *word)
{
    const char *at = back_over_spaces(*p, start);
    size_t n = strlen(word);
    if ((size_t)(at - start) < n || memcmp(at - n, word, n) != 0 ||
        (at - n > start && ((unsigned char)at[-(ptrdiff_t)n - 1] & 0x80)))
        return false;
    *p = at - n;
    return true;
}

/* «с 13 по 5 апреля 2021 года»: one month for both days. */
static void check_days(struct pz_lint *lint, size_t at, const struct found *to)
{
    const char *start = lint->v[at].text, *p = to->s;
    if (!word_before(&p, start, "по"))
        return;
    const char *end = p = back_over_spaces(p, start);
    while (p > start && is_digit(p[-1]))
        p--;
    const char *from = p;
    int day = 0;
    for (const char *q = from; q < end && q < from + 2; q++)
        day = day * 10 + (*q - '0');
    if (from == end || end - from > 2 || day <= to->date.day || !word_before(&p, start, "с"))
        return;
    pz_lint_report(lint, at, from, (size_t)(to->s + to->len - from), "E-TEXT-119", NULL, _("the term ends before it begins"));
}

static void report_weekday(struct pz_lint *lint, size_t at, const char *name, size_t n, const struct found *d)
{
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("“%.*s” is not the day of the week of “%.*s”"), (int)n, name, (int)d->len, d->s);
    pz_lint_report(lint, at, name, n, "E-TEXT-120", NULL, message);
}

/* «в субботу, 25 июня 2021 года» */
static void check_weekday_before(struct pz_lint *lint, size_t at, const struct found *d)
{
    static const char *const names[] = {"понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"};
    const char *start = lint->v[at].text, *comma = back_over_spaces(d->s, start);
    if (comma == start || comma[-1] != ',')
        return;
    for (int i = 0; i < 7; i++) {
        const char *p = comma - 1;
        if (!word_before(&p, start, names[i]))
            continue;
        const char *name = p;
        if ((word_before(&p, start, "в") || word_before(&p, start, "во")) && pz_date_weekday(d->date) != i + 1)
            report_weekday(lint, at, name, strlen(names[i]), d);
    }
}

/* «28 февраля 2023 года, понедельник» */
static void check_weekday(struct pz_lint *lint, size_t at, const struct found *d)
{
    static const char *const names[] = {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"};
    const char *p = d->s + d->len, *end = lint->v[at].text + lint->v[at].len;
    size_t len = (size_t)(end - p) < 40 ? (size_t)(end - p) : 40;
    const char *bracket = memchr(p, '(', len), *comma = memchr(p, ',', len), *from = bracket ? bracket : comma;
    if (!from)
        return;
    for (from++; from < end && *from == ' ';)
        from++;
    for (unsigned i = 0; i < 7; i++) {
        size_t n = strlen(names[i]);
        if ((size_t)(end - from) < n || memcmp(from, names[i], n) != 0 || pz_date_weekday(d->date) == (int)i + 1)
            continue;
        report_weekday(lint, at, from, n, d);
    }
}

/* The date of the document itself ------------------------------------------------------------------------------- */

/* It opens a paragraph near the beginning, alone or before a number: «25.06.2021», «28.02.2023 № 15/2386», «05 ИЮЛ 2022». */
static bool own_date(const struct pz_lint *lint, struct pz_date *out)
{
    for (size_t i = 0; i < lint->n && i < HEAD_PARAGRAPHS; i++) {
        const char *start = lint->v[i].text, *end = start + lint->v[i].len;
        while (start < end && (*start == ' ' || *start == '\t'))
            start++;
        if (end - start > 5 && memcmp(start, "от ", 5) == 0)
            start += 5;
        struct found d;
        const char *s = start;
        if (lint->v[i].cell || start == end || !next_date(&s, start, end, &d) || d.s != start || !d.valid)
            continue;
        const char *rest = s;
        while (rest < end &&
               (*rest == ' ' || *rest == '.' || *rest == '\t' || (unsigned char)*rest == 0xC2 || (unsigned char)*rest == 0xA0))
            rest++;
        bool year_word = end - rest >= 2 && memcmp(rest, "г", 2) == 0;
        if (rest == end || year_word || (end - rest >= 3 && memcmp(rest, "№", 3) == 0)) {
            *out = d.date;
            return true;
        }
    }
    return false;
}

/* «от 25.07.2021 № 109» later than the document: the act rests on what did not exist. */
static void check_ground(struct pz_lint *lint, size_t at, const struct found *d, struct pz_date own)
{
    const char *start = lint->v[at].text, *end = start + lint->v[at].len, *before = d->s, *behind = d->s + d->len;
    while (before > start && (before[-1] == ' ' || (unsigned char)before[-1] == 0xA0 || (unsigned char)before[-1] == 0xC2))
        before--;
    bool from = before - start >= 4 && memcmp(before - 4, "от", 4) == 0;
    size_t len = (size_t)(end - behind) < 16 ? (size_t)(end - behind) : 16;
    if (!from || !memmem(behind, len, "№", 3) || pz_date_to_days(d->date) <= pz_date_to_days(own))
        return;
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("the document of “%.*s” is younger than this one, dated %02d.%02d.%d"), (int)d->len, d->s,
             own.day, own.month, own.year);
    pz_lint_report(lint, at, d->s, d->len, "E-TEXT-112", NULL, message);
}

static bool is_letter(const struct pz_lint *lint)
{
    for (size_t i = 0; i < lint->n; i++)
        if (lint->words[i].n && pz_word_ends(&lint->words[i].v[0].w, "уважаемые"))
            return true;
        else if (lint->words[i].n && lint->words[i].v[0].w.n >= 9 &&
                 memmem(lint->v[i].text, lint->v[i].len, "Уважаем", sizeof "Уважаем" - 1) == lint->v[i].text)
            return true;
    return false;
}

/* «Дата и время проведения: …», «состоится …»: the event a letter announces. */
static bool announces(const struct pz_lint_paragraph *p)
{
    static const char *const signs[] = {"Дата проведения", "Дата и время", "состоится", "пройдет", "пройдёт"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (memmem(p->text, p->len, signs[i], strlen(signs[i])))
            return true;
    return false;
}

static void check_event(struct pz_lint *lint, size_t at, const struct found *d, struct pz_date own)
{
    if (pz_date_to_days(d->date) > pz_date_to_days(own))
        return;
    bool same = pz_date_to_days(d->date) == pz_date_to_days(own);
    pz_lint_report(lint, at, d->s, d->len, "W-TEXT-121", NULL,
                   same ? _("the letter is dated on the day of the event it announces")
                        : _("the letter is dated after the event it announces"));
}

void pz_lint_dates(struct pz_lint *lint)
{
    struct pz_date own;
    bool dated = own_date(lint, &own), letter = is_letter(lint);
    for (size_t i = 0; i < lint->n; i++) {
        const char *s = lint->v[i].text, *end = s + lint->v[i].len;
        struct found d, before = {.valid = false};
        bool event = letter && announces(&lint->v[i]);
        while (next_date(&s, lint->v[i].text, end, &d)) {
            check_exists(lint, i, &d);
            if (d.valid) {
                check_weekday(lint, i, &d);
                check_weekday_before(lint, i, &d);
                check_days(lint, i, &d);
                if (before.valid)
                    check_range(lint, i, &before, &d);
                if (dated)
                    check_ground(lint, i, &d, own);
                if (dated && event)
                    check_event(lint, i, &d, own);
            }
            before = d;
        }
    }
}
