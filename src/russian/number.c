/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/number.h"

#include "russian/numerals.h"
#include "russian/phrase.h"
#include "russian/tables.h"

#define NBSP "\xC2\xA0"

int pz_number_form(int64_t n)
{
    int64_t last = n < 0 ? -(n % 100) : n % 100;
    if (last >= 11 && last <= 14)
        return 2;
    return last % 10 == 1 ? 0 : last % 10 >= 2 && last % 10 <= 4 ? 1 : 2;
}

static bool in_range(int64_t n)
{
    return n >= -PZ_NUMBER_MAX && n <= PZ_NUMBER_MAX;
}

int pz_cardinal(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c)
{
    const struct pz_tables *t = pz_tables();
    if (!t || !in_range(n))
        return -1;
    struct pz_number_words w = {.out = out, .all = &t->numerals};
    if (n < 0)
        pz_number_word(&w, &(struct pz_tsv_field){"минус", sizeof "минус" - 1});
    if (n == 0)
        pz_number_word(&w, &pz_numeral_find(w.all, 0, 0)->forms[c]);
    pz_number_groups(&w, n < 0 ? -n : n, gender, animate, c, false);
    return 0;
}

void pz_number_grouped(struct pz_buf *out, int64_t n, bool always)
{
    char digits[24];
    unsigned len = 0;
    uint64_t rest = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
    do
        digits[len++] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0)
        pz_buf_puts(out, "\xE2\x88\x92");
    bool grouped = always || len > 4;
    while (len-- > 0) {
        pz_buf_putc(out, digits[len]);
        if (grouped && len && len % 3 == 0)
            pz_buf_puts(out, NBSP);
    }
}

int pz_number_with_words(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c)
{
    if (!in_range(n))
        return -1;
    pz_number_grouped(out, n, false);
    pz_buf_puts(out, " (");
    int status = pz_cardinal(out, n, gender, animate, c);
    pz_buf_puts(out, ")");
    return status;
}

/* A decimal as typed, in two whole numbers. */
struct decimal {
    int64_t whole, fraction;
    unsigned digits; /* of the fraction */
    bool negative;
};

static int read_decimal(struct decimal *d, const char *s, size_t len)
{
    const char *p = s, *end = s + len;
    *d = (struct decimal){0};
    if (end - p >= 3 && (unsigned char)p[0] == 0xE2 && (unsigned char)p[1] == 0x88 && (unsigned char)p[2] == 0x92) {
        d->negative = true;
        p += 3;
    } else if (p < end && *p == '-') {
        d->negative = true;
        p++;
    }
    unsigned before = 0;
    for (; p < end && *p >= '0' && *p <= '9'; p++, before++)
        if ((d->whole = d->whole * 10 + (*p - '0')) > PZ_NUMBER_MAX)
            return -1;
    if (p < end && (*p == ',' || *p == '.'))
        for (p++; p < end && *p >= '0' && *p <= '9' && d->digits < 7; p++, d->digits++)
            d->fraction = d->fraction * 10 + (*p - '0');
    while (d->digits && d->fraction % 10 == 0) { /* 2,50 is read as 2,5 */
        d->fraction /= 10;
        d->digits--;
    }
    return p == end && before && d->digits <= 6 ? 0 : -1;
}

/* The names of fractions by their digits, feminine adjectives in both numbers. */
static void put_fraction_name(struct pz_buf *out, unsigned digits, int64_t n, enum pz_case c)
{
    static const char *const names[] = {"целая", "десятая", "сотая", "тысячная", "десятитысячная", "стотысячная", "миллионная"};
    const char *name = names[digits];
    pz_buf_putc(out, ' ');
    bool direct = c == PZ_NOMINATIVE || c == PZ_ACCUSATIVE;
    if (pz_number_form(n) == 0)
        pz_phrase_inflect(out, name, strlen(name), c);
    else
        pz_phrase_plural(out, name, strlen(name), direct || n == 0 ? PZ_GENITIVE : c);
}

int pz_decimal(struct pz_buf *out, const char *text, size_t len, enum pz_case c)
{
    struct decimal d;
    if (read_decimal(&d, text, len) != 0 || !pz_tables())
        return -1;
    if (d.negative)
        pz_buf_puts(out, "минус ");
    if (d.digits == 0)
        return pz_cardinal(out, d.whole, PZ_MASCULINE, false, c);
    pz_cardinal(out, d.whole, PZ_FEMININE, false, c);
    put_fraction_name(out, 0, d.whole, c);
    pz_buf_putc(out, ' ');
    pz_cardinal(out, d.fraction, PZ_FEMININE, false, c);
    put_fraction_name(out, d.digits, d.fraction, c);
    return 0;
}
