/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/typography.h"

#include <string.h>

#include "base/utf8.h"
#include "russian/date_lexer.h"
#include "russian/name_words.h"

#define NBSP "\xC2\xA0"

/* No-break spaces: each single blank is judged by the words around it ------------------------------------------- */

/* A word between blanks, and the same without the signs around it. */
struct chunk {
    const char *s, *end;         /* as it stands; s == end: none */
    const char *core, *core_end; /* without quotes, brackets in front and , ; : ) behind */
};

static bool is_opening_sign(uint32_t r)
{
    return r == '(' || r == '[' || r == '"' || r == 0xAB || r == 0x201E || r == 0x201C;
}

static bool is_closing_sign(uint32_t r)
{
    return r == ',' || r == ';' || r == ':' || r == ')' || r == ']' || r == '"' || r == 0xBB || r == 0x201D || r == 0x201C ||
           r == '!';
}

static struct chunk chunk_at(const char *s, const char *end)
{
    struct chunk c = {s, s, s, s};
    while (c.end < end) {
        const char *next = c.end;
        if (pz_rune_is_space(pz_utf8_next(&next, end)))
            break;
        c.end = next;
    }
    c.core_end = c.end;
    while (c.core < c.end) {
        const char *next = c.core;
        if (!is_opening_sign(pz_utf8_next(&next, c.end)))
            break;
        c.core = next;
    }
    while (c.core_end > c.core) {
        const char *before = c.core_end;
        if (!is_closing_sign(pz_utf8_prev(&before, c.core)))
            break;
        c.core_end = before;
    }
    return c;
}

/* Whether the core is one of the words, which are set apart by blanks: asked ten times at each blank of every text. */
static bool core_is(const struct chunk *c, const char *words)
{
    size_t len = (size_t)(c->core_end - c->core);
    const char *end = words + strlen(words);
    for (const char *p = words; len && (p = memmem(p, (size_t)(end - p), c->core, len)); p++)
        if ((p == words || p[-1] == ' ') && (p[len] == ' ' || !p[len]))
            return true;
    return false;
}

/* Digits alone, so many of them. */
static bool is_number(const struct chunk *c, size_t min, size_t max)
{
    size_t n = (size_t)(c->core_end - c->core);
    for (const char *p = c->core; p < c->core_end; p++)
        if (*p < '0' || *p > '9')
            return false;
    return n >= min && n <= max;
}

static bool ends_in_digit(const struct chunk *c)
{
    return c->core_end > c->core && c->core_end[-1] >= '0' && c->core_end[-1] <= '9';
}

static bool starts_with_digit(const struct chunk *c)
{
    return c->core < c->core_end && ((*c->core >= '0' && *c->core <= '9') || *c->core == '_');
}

static bool is_capitalised(const struct chunk *c)
{
    const char *p = c->core;
    return p < c->core_end && pz_rune_is_upper(pz_utf8_next(&p, c->core_end)) && p < c->core_end &&
           pz_rune_is_letter(pz_utf8_next(&p, c->core_end));
}

/* «И.», «И.О.», «Ж.-Ж.». */
static bool is_initials(const struct chunk *c)
{
    unsigned letters = 0, stops = 0;
    for (const char *p = c->core; p < c->core_end;) {
        uint32_t r = pz_utf8_next(&p, c->core_end);
        if (r == '.')
            stops++;
        else if (pz_rune_is_upper(r) && pz_rune_is_cyrillic(r))
            letters++;
        else if (r != '-')
            return false;
        if (letters < stops || letters > stops + 1)
            return false;
    }
    return letters > 0 && letters <= 3 && letters == stops;
}

static bool is_month(const struct chunk *c)
{
    struct pz_date_tokens t;
    int month;
    size_t len = (size_t)(c->core_end - c->core);
    return len >= 4 && len <= 20 && pz_rune_is_cyrillic(pz_utf8_next(&(const char *){c->core}, c->core_end)) &&
           pz_date_lex(&t, c->core, len) && pz_dt_month(&t, &month) && pz_dt_end(&t);
}

struct around {
    struct chunk before, left, right, behind;
    bool first; /* left begins the paragraph */
    unsigned what;
};

static bool joins_name(const struct around *a)
{
    if (is_initials(&a->left)) { /* a single letter at the beginning may be a mark of a list */
        if (a->left.core_end != a->left.end)
            return false; /* «Осокин А.С., Ткач И.И.»: one name ends, another begins */
        bool one = a->left.core_end - a->left.core <= 3;
        return is_initials(&a->right) || (is_capitalised(&a->right) && !(one && a->first));
    }
    return is_initials(&a->right) && is_capitalised(&a->left) && !ends_in_digit(&a->left) && a->left.core_end == a->left.end &&
           a->left.end[-1] != '.' &&
           (a->right.core_end != a->right.end || (!is_capitalised(&a->behind) && !is_initials(&a->behind)));
}

/* The number is looked at first: nearly every blank has none beside it, and a month is dear to know. */
static bool joins_date(const struct around *a)
{
    if (is_number(&a->left, 1, 2) && is_month(&a->right))
        return true;
    if (is_number(&a->right, 4, 4) && is_month(&a->left))
        return true;
    return is_number(&a->left, 4, 4) && core_is(&a->right, "г. года год году годом гг. г");
}

static bool joins_number(const struct around *a)
{
    static const char units[] = "% руб. коп. тыс. млн млрд экз. л. чел. п. шт. кг км см мм м ч мин. мин";
    size_t n = (size_t)(a->left.end - a->left.s);
    if (n >= 3 && memcmp(a->left.end - 3, "№", 3) == 0)
        return !core_is(&a->right, "п/п"); /* a heading of a narrow column, no number */
    return ends_in_digit(&a->left) && core_is(&a->right, units);
}

static bool joins_abbreviation(const struct around *a)
{
    if (starts_with_digit(&a->right))
        return core_is(&a->left, "п. пп. ст. ч. стр. рис. табл. д. кв. каб. гл. разд. прил.");
    return is_capitalised(&a->right) && !ends_in_digit(&a->before) &&
           core_is(&a->left, "г. ул. пос. пр. пл. им. с. просп. пер. обл. р. б-р");
}

static bool is_lower_word(const struct chunk *c)
{
    const char *p = c->core;
    unsigned letters = 0;
    for (; letters < 3 && p < c->core_end; letters++) {
        uint32_t r = pz_utf8_next(&p, c->core_end);
        if (!pz_rune_is_letter(r) || pz_rune_is_upper(r))
            return false;
    }
    return letters == 3;
}

/* «87», «4,5». */
static bool is_quantity(const struct chunk *c)
{
    unsigned commas = 0;
    for (const char *p = c->core; p < c->core_end; p++) {
        commas += *p == ',';
        if ((*p < '0' || *p > '9') && (*p != ',' || commas > 1))
            return false;
    }
    return c->core < c->core_end && *c->core != ',';
}

/* What no standard asks for and a good secretary does: «7 из 9», «24 организации», no line begins with a dash or ends with one before a figure. */
static bool joins_figure(const struct around *a)
{
    if (core_is(&a->right, "– —"))
        return true;
    if (core_is(&a->left, "– —"))
        return starts_with_digit(&a->right);
    if (*a->right.s == '(' && a->right.core_end < a->right.end && *a->right.core_end == ')')
        return is_quantity(&a->right); /* «… развитие» (7) */
    if (core_is(&a->right, "из"))
        return is_quantity(&a->left) && is_quantity(&a->behind);
    if (core_is(&a->left, "из"))
        return is_quantity(&a->before) && is_quantity(&a->right);
    if (!starts_with_digit(&a->left))
        return false;
    if (is_month(&a->right))
        return ends_in_digit(&a->left); /* «5–13 апреля» */
    return is_quantity(&a->left) && a->left.core_end == a->left.end && is_lower_word(&a->right) && !core_is(&a->before, "№");
}

/* «в», «об», «для»: no line of a title ends on them. */
static bool joins_title(const struct around *a)
{
    return a->left.end == a->left.core_end &&
           core_is(&a->left, "в во с со к ко о об обо у и а на по за от до из не ни для при без под над про или "
                             "В Во С Со К Ко О Об У И А На По За От До Из Не Для При Без");
}

static bool is_blank(const char *p)
{
    return *p == ' ';
}

static void judge(struct pz_buf *out, const char *text, const char *p, const char *end, struct around *a)
{
    a->right = chunk_at(p + 1, end);
    const char *next = a->right.end;
    if (next < end)
        pz_utf8_next(&next, end);
    a->behind = chunk_at(next, end);
    a->first = a->left.s == text;
    bool single = a->left.s < a->left.end && a->right.s < a->right.end;
    bool joined = single && (joins_name(a) || joins_date(a) || joins_number(a) || joins_abbreviation(a) ||
                             (a->what & PZ_TYPO_FIGURES && joins_figure(a)) || (a->what & PZ_TYPO_TITLE && joins_title(a)));
    pz_buf_puts(out, joined ? NBSP : " ");
}

/* «2026-2027», «март-апрель», «5-13 апреля»: the hyphen at `p` within the word `c` stands for a dash. */
static bool is_range(const struct chunk *c, const char *p, const char *end)
{
    struct chunk from = *c, until = *c;
    from.end = from.core_end = p;
    until.s = until.core = p + 1;
    if (memchr(until.core, '-', (size_t)(until.core_end - until.core)))
        return false;
    if (is_number(&from, 4, 4) && is_number(&until, 4, 4))
        return memcmp(from.core, until.core, 4) < 0 && memcmp(from.core, "19", 2) >= 0 && memcmp(until.core, "21", 2) < 0;
    if (is_month(&from) && is_month(&until))
        return true;
    const char *next = c->end;
    if (next == end || !is_number(&from, 1, 2) || !is_number(&until, 1, 2))
        return false;
    pz_utf8_next(&next, end);
    struct chunk behind = chunk_at(next, end);
    return is_month(&behind);
}

static void set_blanks(struct pz_buf *out, const char *text, size_t len, unsigned what)
{
    const char *p = text, *end = text + len;
    struct around a = {.left = chunk_at(text, end), .what = what};
    a.before = (struct chunk){text, text, text, text};
    while (p < end) {
        if (is_blank(p)) {
            judge(out, text, p, end, &a);
            p++;
        } else if (*p == '-' && what & PZ_TYPO_RANGES && p > a.left.core && p < a.left.core_end &&
                   !memchr(a.left.core, '-', (size_t)(p - a.left.core)) && is_range(&a.left, p, end)) {
            pz_buf_puts(out, "–");
            p++;
            continue;
        } else {
            const char *next = p;
            bool space = pz_rune_is_space(pz_utf8_next(&next, end));
            pz_buf_put(out, p, (size_t)(next - p));
            p = next;
            if (!space)
                continue;
        }
        a.before = a.left;
        a.left = chunk_at(p, end);
    }
}

void pz_typography_nbsp(struct pz_buf *out, const char *text, size_t len)
{
    set_blanks(out, text, len, 0);
}

void pz_typography_set(struct pz_buf *out, const char *text, size_t len, bool title)
{
    set_blanks(out, text, len, PZ_TYPO_FIGURES | PZ_TYPO_RANGES | (title ? PZ_TYPO_TITLE : 0u));
}

/* Quotes ------------------------------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 8 };

static bool opens(const char *text, const char *at, const char *end)
{
    const char *p = at, *next = at + 1;
    uint32_t before = p > text ? pz_utf8_prev(&p, text) : ' ';
    uint32_t behind = next < end ? pz_utf8_next(&next, end) : ' ';
    bool free_before = pz_rune_is_space(before) || is_opening_sign(before) || before == 0x2013 || before == 0x2014 ||
                       before == '-' || before == '/';
    return free_before && !pz_rune_is_space(behind);
}

/* Walk over the quotes; out NULL: only see whether all pair. */
static bool pair_quotes(struct pz_buf *out, const char *text, size_t len)
{
    const char *end = text + len;
    unsigned depth = 0;
    bool straight[DEPTH_MAX] = {false};
    for (const char *p = text; p < end;) {
        const char *at = p;
        uint32_t r = pz_utf8_next(&p, end);
        bool opening = r == 0xAB || r == 0x201E, closing = r == 0xBB || r == 0x201D || (r == 0x201C && depth > 0);
        if (r == '"') {
            bool up = opens(text, at, end);
            if (up ? depth == DEPTH_MAX : depth == 0 || !straight[depth - 1])
                return false;
            if (up)
                straight[depth++] = true;
            else
                depth--;
            unsigned level = up ? depth : depth + 1;
            if (out)
                pz_buf_puts(out, up ? (level == 1 ? "«" : "„") : (level == 1 ? "»" : "“"));
            continue;
        }
        if (opening) {
            if (depth == DEPTH_MAX)
                return false;
            straight[depth++] = false;
        } else if (closing) {
            if (depth == 0 || straight[depth - 1])
                return false;
            depth--;
        }
        if (out)
            pz_buf_put(out, at, (size_t)(p - at));
    }
    return depth == 0;
}

static void put_dashes(struct pz_buf *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    while (p < end) {
        bool dash = *p == '-' && p > text && p + 1 < end && p[1] == ' ' && p[-1] == ' ' && p - text > 1;
        if (dash)
            pz_buf_puts(out, "–");
        else
            pz_buf_putc(out, *p);
        p++;
    }
}

void pz_typography(struct pz_buf *out, const char *text, size_t len, unsigned what)
{
    struct pz_buf a = PZ_BUF_INIT, b = PZ_BUF_INIT;
    if (what & PZ_TYPO_QUOTES && memchr(text, '"', len) && pair_quotes(NULL, text, len))
        pair_quotes(&a, text, len);
    else
        pz_buf_put(&a, text, len);
    if (what & PZ_TYPO_DASHES)
        put_dashes(&b, pz_buf_str(&a), a.len);
    else
        pz_buf_put(&b, pz_buf_str(&a), a.len);
    if (what & PZ_TYPO_NBSP)
        set_blanks(out, pz_buf_str(&b), b.len, what);
    else
        pz_buf_put(out, pz_buf_str(&b), b.len);
    out->failed |= a.failed || b.failed;
    pz_buf_release(&a);
    pz_buf_release(&b);
}

/* Letters spaced by spaces --------------------------------------------------------------------------------------- */

enum { SPACED_MIN = 4 };

/* The run of single letters divided by single blanks that begins at p: its letters, and where it ends. */
static unsigned spaced_run(const char *p, const char *end, const char **stop)
{
    unsigned letters = 0, in_order = 0;
    uint32_t before = 0;
    *stop = p;
    while (p < end) {
        uint32_t r = pz_utf8_next(&p, end);
        if (!pz_rune_is_letter(r))
            break;
        const char *next = p;
        uint32_t gap = next < end ? pz_utf8_next(&next, end) : ' ';
        if (pz_rune_is_letter(gap) || pz_rune_is_digit(gap))
            break;
        letters++;
        in_order += r == before + 1;
        before = r;
        *stop = p;
        if (!pz_rune_is_space(gap))
            break;
        p = next;
    }
    return letters > 1 && in_order + 1 == letters ? 0 : letters; /* «А Б В Г» names classes */
}

bool pz_typography_unspace(struct pz_buf *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    bool found = false, at_start = true;
    while (p < end) {
        const char *stop, *next = p;
        uint32_t r = pz_utf8_next(&next, end);
        if (at_start && pz_rune_is_letter(r) && spaced_run(p, end, &stop) >= SPACED_MIN) {
            found = true;
            for (const char *q = p; q < stop;) {
                const char *letter = q;
                if (!pz_rune_is_space(pz_utf8_next(&q, stop)))
                    pz_buf_put(out, letter, (size_t)(q - letter));
            }
            p = stop;
            at_start = false;
            continue;
        }
        pz_buf_put(out, p, (size_t)(next - p));
        at_start = pz_rune_is_space(r);
        p = next;
    }
    return found;
}
