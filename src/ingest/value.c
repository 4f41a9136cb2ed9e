/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/backend.h"
#include "ingest/text.h"

/* Blanks that set off thousands. */
static bool is_blank(uint32_t r)
{
    return r == ' ' || r == 0xA0 || r == 0x202F || r == 0x2009 || r == 0x2007;
}

static size_t digits_at(const char *p, const char *end)
{
    size_t n = 0;
    while (p + n < end && p[n] >= '0' && p[n] <= '9')
        n++;
    return n;
}

/* Whole part with groups of three: «1 234 567», «1.234.567», «1'234». Copies digits; the place behind. */
static const char *whole_part(const char *p, const char *end, struct pz_buf *digits)
{
    size_t n = digits_at(p, end);
    pz_buf_put(digits, p, n);
    p += n;
    uint32_t separator = 0;
    bool first = n >= 1 && n <= 3;
    while (first && p < end) {
        const char *q = p;
        uint32_t r = pz_utf8_next(&q, end);
        bool blank = is_blank(r);
        if (!(blank || r == '\'' || r == 0x2019 || r == '.') || (separator && separator != (blank ? ' ' : r)) ||
            digits_at(q, end) != 3)
            break;
        /* One point and three digits is a decimal fraction as likely as not: only two groups or more make it thousands. */
        if (r == '.' && !separator && !(q + 3 < end && q[3] == '.' && digits_at(q + 4, end) == 3))
            break;
        separator = blank ? ' ' : r;
        pz_buf_put(digits, q, 3);
        p = q + 3;
    }
    return p;
}

size_t pz_number_parse(const char *s, size_t len, double *number)
{
    const char *p = s, *end = s + len;
    char memory[64];
    struct pz_buf digits = {.data = memory, .cap = sizeof memory, .limit = sizeof memory - 1};
    if (len == 0)
        return 0;
    const char *q = p;
    uint32_t sign = pz_utf8_next(&q, end);
    if (sign == '-' || sign == 0x2212 || sign == 0x2013 || sign == '+') {
        pz_buf_putc(&digits, sign == '+' ? '+' : '-');
        p = q;
    }
    if (p >= end || !digits_at(p, end) || digits_at(p, end) > 40)
        return 0;
    p = whole_part(p, end, &digits);
    if (p + 1 < end && (*p == ',' || *p == '.') && digits_at(p + 1, end) && digits.len < 40) {
        size_t n = digits_at(p + 1, end);
        pz_buf_putc(&digits, '.');
        pz_buf_put(&digits, p + 1, n < 20 ? n : 20);
        p += 1 + n;
    }
    if (p + 1 < end && (*p == 'e' || *p == 'E') &&
        (digits_at(p + 1, end) || ((p[1] == '-' || p[1] == '+') && digits_at(p + 2, end)))) {
        size_t n = 1 + (digits_at(p + 1, end) ? 0 : 1);
        n += digits_at(p + n, end);
        pz_buf_put(&digits, p, n < 6 ? n : 6);
        p += n;
    }
    if (digits.failed)
        return 0;
    *number = strtod(memory, NULL);
    return isfinite(*number) ? (size_t)(p - s) : 0;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end) {
        const char *q = p;
        if (!pz_rune_is_space(pz_utf8_next(&q, end)))
            break;
        p = q;
    }
    return p;
}

static const char *trim_end(const char *p, const char *end)
{
    while (end > p) {
        const char *q = end;
        uint32_t r = pz_utf8_prev(&q, p);
        if (!pz_rune_is_space(r))
            break;
        end = q;
    }
    return end;
}

/* «7 из 12», «7/12», «7 (из 12)», with «чел.» and per cent in brackets tolerated behind. */
static bool read_share(const char *p, const char *end, struct pz_reading *out)
{
    static const char of[] = "из";
    if (p < end && *p == '(')
        p = skip_blanks(p + 1, end);
    bool word = (size_t)(end - p) >= sizeof of - 1 && memcmp(p, of, sizeof of - 1) == 0;
    if (!word && !(p < end && *p == '/'))
        return false;
    p = skip_blanks(p + (word ? sizeof of - 1 : 1), end);
    size_t n = pz_number_parse(p, (size_t)(end - p), &out->base);
    if (!n || out->base <= 0)
        return false;
    p = skip_blanks(p + n, end);
    if (p < end && *p == ')')
        p = skip_blanks(p + 1, end);
    if (p < end && *p == '(' && end[-1] == ')')
        p = end;
    out->kind = PZ_READING_SHARE;
    return p == end || (pz_words(p, (size_t)(end - p)) & PZ_WORD_UNIT);
}

/* «7 чел. из 12»: behind the unit that stands before «из»; p when there is none. */
static const char *behind_unit(const char *p, const char *end)
{
    static const char of[] = " из ";
    const char *word = memmem(p, (size_t)(end - p), of, sizeof of - 1);
    return word && (pz_words(p, (size_t)(word - p)) & PZ_WORD_UNIT) ? word + 1 : p;
}

/* «3-й уровень»: behind the ending of the ordinal. */
static const char *behind_ordinal(const char *p, const char *end)
{
    static const char ending[] = "-й";
    size_t n = sizeof ending - 1;
    return (size_t)(end - p) >= n && memcmp(p, ending, n) == 0 ? skip_blanks(p + n, end) : p;
}

/* Without the marks of footnotes: «80,5 %*». The cell's text keeps them. */
static const char *without_notes(const char *p, const char *end)
{
    while (end > p && end[-1] == '*')
        end--;
    return trim_end(p, end);
}

/* What stands behind a number: nothing, a unit, per cent, or the base of a share. */
static bool read_tail(const char *p, const char *end, struct pz_reading *out)
{
    end = without_notes(p, end);
    p = behind_ordinal(skip_blanks(p, end), end);
    out->kind = PZ_READING_NUMBER;
    if (p == end)
        return true;
    unsigned words = pz_words(p, (size_t)(end - p));
    if (words & PZ_WORD_PERCENT)
        out->percent = true;
    return (words & PZ_WORD_UNIT) || read_share(behind_unit(p, end), end, out);
}

/* «05.04.2026», «05.04.26», with «г.» behind; as a date of the calendar. */
static bool read_date(const char *s, size_t len, double *serial)
{
    unsigned v[3] = {0}, digits[3] = {0}, k = 0;
    size_t i = 0;
    for (; i < len && k < 3; i++) {
        if (s[i] >= '0' && s[i] <= '9' && digits[k] < 4) {
            v[k] = v[k] * 10 + (unsigned)(s[i] - '0');
            digits[k]++;
        } else if (s[i] == '.' && k < 2 && digits[k]) {
            k++;
        } else {
            break;
        }
    }
    if (k != 2 || !digits[2] || digits[0] > 2 || digits[1] > 2 || (digits[2] != 4 && digits[2] != 2))
        return false;
    unsigned year = digits[2] == 2 ? 2000 + v[2] : v[2];
    const char *rest = skip_blanks(s + i, s + len);
    static const char g[] = "г";
    if (rest < s + len && memcmp(rest, g, (size_t)(s + len - rest) < 2 ? 1 : 2) != 0)
        return false;
    if (v[0] < 1 || v[0] > 31 || v[1] < 1 || v[1] > 12)
        return false;
    *serial = (double)pz_days_from_civil(year, v[1], v[0]);
    return true;
}

/* «уровень 3», «баллы: 4,5»: where the number begins behind a unit; NULL when that is not what stands there. */
static const char *number_behind_unit(const char *p, const char *end)
{
    const char *blank = memchr(p, ' ', (size_t)(end - p));
    const char *number = blank ? skip_blanks(blank, end) : end;
    double ignored;
    if (number == end || !(pz_words(p, (size_t)(blank - p)) & PZ_WORD_UNIT))
        return NULL;
    return pz_number_parse(number, (size_t)(end - number), &ignored) == (size_t)(end - number) ? number : NULL;
}

struct pz_reading pz_reading_of_text(const char *s, size_t len)
{
    struct pz_reading out = {.kind = PZ_READING_TEXT};
    const char *p = skip_blanks(s, s + len), *end = trim_end(p, s + len);
    if (p == end)
        return (struct pz_reading){.kind = PZ_READING_EMPTY};
    size_t n = (size_t)(end - p);
    size_t number = pz_number_parse(p, n, &out.number);
    if (number && read_date(p, n, &out.number)) {
        out.kind = PZ_READING_DATE;
        return out;
    }
    if (number && read_tail(p + number, end, &out))
        return out;
    const char *behind = number ? NULL : number_behind_unit(p, end);
    if (behind && pz_number_parse(behind, (size_t)(end - behind), &out.number)) {
        out.kind = PZ_READING_NUMBER;
        return out;
    }
    out = (struct pz_reading){.kind = PZ_READING_TEXT};
    unsigned words = pz_words(p, n);
    if (words & PZ_WORD_MISSING)
        out.kind = PZ_READING_MISSING;
    else if (words & PZ_WORD_DASH)
        out.kind = PZ_READING_DASH;
    else if (words & PZ_WORD_DITTO)
        out.kind = PZ_READING_DITTO;
    else if (words & PZ_WORD_ERROR) /* a CSV has the error as text */
        out.kind = PZ_READING_ERROR;
    else if (words & (PZ_WORD_YES | PZ_WORD_NO)) {
        out.kind = PZ_READING_FLAG;
        out.number = words & PZ_WORD_YES ? 1 : 0;
        out.plus = *p == '+';
    }
    return out;
}

struct pz_reading pz_reading_of(const struct pz_cell *cell)
{
    if (!cell || cell->type == PZ_CELL_EMPTY)
        return (struct pz_reading){.kind = PZ_READING_EMPTY};
    switch (cell->type) {
    case PZ_CELL_NUMBER:
        return (struct pz_reading){.kind = PZ_READING_NUMBER,
                                   .percent = cell->percent,
                                   .number = cell->percent ? nearbyint(cell->number * 1e11) / 1e9 : cell->number};
    case PZ_CELL_BOOL: return (struct pz_reading){.kind = PZ_READING_FLAG, .number = cell->number};
    case PZ_CELL_DATE: return (struct pz_reading){.kind = PZ_READING_DATE, .number = cell->number};
    case PZ_CELL_ERROR: {
        /* #N/A is how spreadsheets say that there is no value. */
        bool none = pz_words(cell->text, cell->len) & PZ_WORD_MISSING;
        return (struct pz_reading){.kind = none ? PZ_READING_MISSING : PZ_READING_ERROR};
    }
    default: return pz_reading_of_text(cell->text, cell->len);
    }
}
