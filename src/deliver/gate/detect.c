/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Personal data in plain text. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "deliver/gate/scan.h"

enum { DIGITS_MAX = 24, MAIL_MAX = 120 };

/* Digits of a number written with single blanks, dashes or brackets between them. */
struct number {
    char digits[DIGITS_MAX + 1];
    size_t n;
    const char *start, *end; /* of the text it was read from */
    bool plus, separated;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(const char *p, const char *text, const char *end)
{
    if (p < text || p >= end)
        return false;
    unsigned char c = (unsigned char)*p;
    return is_digit(*p) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0xD0;
}

/* Length of one separator at p: blank, dash, bracket, no-break space, typographic dashes; 0 for none. */
static size_t separator(const char *p, const char *end)
{
    if (p < end && *p && strchr(" -().", *p))
        return 1;
    if (end - p >= 2 && memcmp(p, "\xC2\xA0", 2) == 0)
        return 2;
    if (end - p >= 3 && memcmp(p, "\xE2\x80", 2) == 0 &&
        ((unsigned char)p[2] == 0xAF || ((unsigned char)p[2] >= 0x90 && (unsigned char)p[2] <= 0x94)))
        return 3;
    return 0;
}

/* Read the number that begins at p; the place behind it. */
static const char *read_number(struct number *n, const char *text, const char *p, const char *end)
{
    *n = (struct number){.start = p, .plus = p > text && p[-1] == '+'};
    while (p < end && n->n < DIGITS_MAX) {
        if (is_digit(*p)) {
            n->digits[n->n++] = *p++;
            n->end = p;
            continue;
        }
        const char *next = p;
        for (size_t k, i = 0; i < 3 && (k = separator(next, end)); i++)
            next += k;
        if (next == p || next >= end || !is_digit(*next))
            break;
        n->separated = true;
        p = next;
    }
    n->digits[n->n] = '\0';
    return n->end;
}

/* Control number of СНИЛС: the sum of digits by their place from the right, modulo 101 (ПФР's rule; numbers up to 001-001-998 have none). */
static bool is_snils(const char *d)
{
    int sum = 0, check = (d[9] - '0') * 10 + d[10] - '0';
    for (int i = 0; i < 9; i++)
        sum += (d[i] - '0') * (9 - i);
    sum %= 101;
    return strncmp(d, "001001998", 9) > 0 && (sum == 100 ? 0 : sum) == check;
}

/* Both control digits of a person's ИНН (ФНС's rule). */
static bool is_inn(const char *d)
{
    static const int first[] = {7, 2, 4, 10, 3, 5, 9, 4, 6, 8}, second[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    int a = 0, b = 0;
    for (int i = 0; i < 10; i++)
        a += first[i] * (d[i] - '0');
    for (int i = 0; i < 11; i++)
        b += second[i] * (d[i] - '0');
    return strspn(d, "0") < 12 && a % 11 % 10 == d[10] - '0' && b % 11 % 10 == d[11] - '0';
}

/* «+7 912 …», «8(912)…», «7 912 …» with separators, or ten digits in the shape 9xx xxx-xx-xx. */
static bool is_mobile(const struct number *n)
{
    const char *d = n->digits;
    if (n->n == 11 && (d[0] == '8' || d[0] == '7'))
        return d[1] == '9' && (n->plus || n->separated || d[0] == '8');
    return n->n == 10 && d[0] == '9' && n->separated && memchr(n->start, '-', (size_t)(n->end - n->start)) &&
           n->end - n->start >= 12;
}

/* The first three and the last two characters, stars between. */
static const char *mask(struct pz_gate *gate, const char *s, size_t len)
{
    char *out = pz_arena_strndup(gate->arena, s, len);
    size_t from = pz_utf8_offset(s, len, 3), to = len > 2 ? len - 2 : len;
    while (to < len && ((unsigned char)s[to] & 0xC0) == 0x80)
        to++;
    for (size_t i = from; i < to; i++)
        if (is_digit(out[i]) || (out[i] >= 'A' && out[i] <= 'z'))
            out[i] = '*';
    return out;
}

enum { NATIONAL = 10 }; /* digits of a telephone behind the 8 or +7 */

/* What a value is known by: an address in small letters, a number's last ten digits; NULL for neither. */
static const char *own_key(struct pz_arena *arena, const char *value, size_t len)
{
    char *key = pz_arena_strndup(arena, value, len);
    size_t n = 0;
    bool mail = memchr(value, '@', len) != NULL;
    for (size_t i = 0; i < len; i++)
        if (mail || is_digit(value[i]))
            key[n++] = (char)(value[i] >= 'A' && value[i] <= 'Z' ? value[i] + ('a' - 'A') : value[i]);
    key[n] = '\0';
    return mail ? key : n >= NATIONAL ? key + n - NATIONAL : NULL;
}

void pz_gate_own(struct pz_arena *arena, struct pz_map *own, const char *text)
{
    const char *key = own_key(arena, text, strlen(text));
    if (key)
        pz_map_set(arena, own, key, pz_bool(true));
}

static bool is_own(const struct pz_gate *gate, const char *value, size_t len)
{
    const char *key = gate->options && gate->options->own ? own_key(gate->arena, value, len) : NULL;
    return key && pz_map_find(gate->options->own, pz_key(key));
}

static void report_number(struct pz_gate *gate, const char *where, const struct number *n, const char *rule, const char *id,
                          const char *message)
{
    size_t len = (size_t)(n->end - n->start);
    if (!is_own(gate, n->digits, n->n))
        pz_gate_found(gate, rule, id, where, n->digits, pz_arena_printf(gate->arena, message, mask(gate, n->start, len)));
}

static void judge_number(struct pz_gate *gate, const char *where, const struct number *n)
{
    if (n->n == 11 && is_snils(n->digits) && !(is_mobile(n) && n->plus))
        report_number(gate, where, n, "snils", "E-GATE-001", _("СНИЛС of a person: %s"));
    else if (n->n == 12 && !n->separated && is_inn(n->digits))
        report_number(gate, where, n, "inn", "E-GATE-002", _("ИНН of a person: %s"));
    else if (is_mobile(n))
        report_number(gate, where, n, "mobile", "E-GATE-003", _("a mobile telephone number: %s"));
}

static void find_numbers(struct pz_gate *gate, const char *where, const char *text, const char *end)
{
    struct number n;
    for (const char *p = text; p < end;) {
        bool begins = is_digit(*p) && !is_word(p - 1, text, end) && !(p > text && (p[-1] == '.' || p[-1] == ',' || p[-1] == '/'));
        if (!begins) {
            p++;
            continue;
        }
        const char *next = read_number(&n, text, p, end);
        if (!is_word(next, text, end))
            judge_number(gate, where, &n);
        /* «8 912 … 22 33»: one number may follow another behind a mere blank, so go on behind its first group. */
        while (p < end && is_digit(*p))
            p++;
        if (n.n >= 10 && n.n <= 12)
            p = next;
    }
}

static bool is_mail_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("._%+-", c));
}

static void find_mail(struct pz_gate *gate, const char *where, const char *text, const char *end)
{
    for (const char *at = text; (at = memchr(at, '@', (size_t)(end - at))); at++) {
        const char *from = at, *to = at + 1;
        while (from > text && is_mail_char(from[-1]) && at - from < MAIL_MAX)
            from--;
        while (to < end && is_mail_char(*to) && *to != '%' && *to != '+' && to - at < MAIL_MAX)
            to++;
        while (to > at + 1 && to[-1] == '.')
            to--;
        if (from == at || to == at + 1)
            continue;
        char domain[MAIL_MAX + 2];
        size_t n = (size_t)(to - at - 1);
        for (size_t i = 0; i < n; i++)
            domain[i] = at[1 + i] >= 'A' && at[1 + i] <= 'Z' ? (char)(at[1 + i] + 32) : at[1 + i];
        if (!pz_gate_rule(gate, "mail", domain, n) || is_own(gate, from, (size_t)(to - from)))
            continue;
        const char *whole = pz_arena_strndup(gate->arena, from, (size_t)(to - from));
        pz_gate_found(gate, "mail", "E-GATE-004", where, whole,
                      pz_arena_printf(gate->arena, _("a private e-mail address: %s"), mask(gate, from, (size_t)(to - from))));
    }
}

static void find_names(struct pz_gate *gate, const char *where, const char *text, size_t len)
{
    for (size_t i = 0; i < gate->rules.n; i++) {
        const struct pz_table_row *row = &gate->rules.v[i];
        if (strcmp(row->f[0], "name") == 0 && memmem(text, len, row->f[1], strlen(row->f[1]))) {
            pz_gate_found(gate, "certificate", "E-GATE-005", where, row->f[1],
                          pz_arena_printf(gate->arena, _("a name out of a certificate (“%s…”)"), row->f[1]));
            return;
        }
    }
}

void pz_gate_text(struct pz_gate *gate, const char *where, const char *text, size_t len)
{
    if (!len)
        return;
    const char *end = text + len;
    find_numbers(gate, where, text, end);
    find_mail(gate, where, text, end);
    find_names(gate, where, text, len);
}
