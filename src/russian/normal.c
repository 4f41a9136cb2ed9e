/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/normal.h"

#include "base/utf8.h"

static bool is_quote(uint32_t r)
{
    return r == '"' || r == 0xAB || r == 0xBB || (r >= 0x201C && r <= 0x201F) || r == 0x2039 || r == 0x203A || r == 0x2033;
}

static bool is_dash(uint32_t r)
{
    return r == '-' || (r >= 0x2010 && r <= 0x2015) || r == 0x2212 || r == 0x2043;
}

static bool is_edge(uint32_t r)
{
    return is_quote(r) || r == '(' || r == ')' || r == '[' || r == ']';
}

/* How many Latin letters a word has, how many of them look like Cyrillic ones, and whether it has Cyrillic ones. */
struct letters {
    unsigned latin, alike, cyrillic;
};

static const char *word_end(const char *p, const char *end, struct letters *n)
{
    *n = (struct letters){0};
    while (p < end) {
        const char *next = p;
        uint32_t r = pz_utf8_next(&next, end);
        if (!pz_rune_is_letter(r))
            break;
        if (pz_rune_is_cyrillic(r)) {
            n->cyrillic++;
        } else {
            n->latin++;
            n->alike += pz_rune_latin_to_cyrillic(r) != 0;
        }
        p = next;
    }
    return p;
}

static bool has_cyrillic(const char *text, size_t len)
{
    for (const char *p = text, *end = text + len; p < end;)
        if (pz_rune_is_cyrillic(pz_utf8_next(&p, end)))
            return true;
    return false;
}

size_t pz_mixed_letters(const char *text, size_t len)
{
    for (const char *p = text, *end = text + len; p < end;) {
        struct letters n;
        const char *stop = word_end(p, end, &n);
        if (n.latin && n.cyrillic) {
            bool foreign_is_latin = n.cyrillic >= n.latin;
            for (const char *q = p; q < stop;) {
                const char *at = q;
                if (pz_rune_is_cyrillic(pz_utf8_next(&q, stop)) != foreign_is_latin)
                    return (size_t)(at - text);
            }
        }
        p = stop;
        if (p == end)
            break;
        pz_utf8_next(&p, end);
    }
    return len;
}

struct folder {
    struct pz_buf *out;
    unsigned what;
    bool cyrillic;   /* somewhere in the text */
    bool blank;      /* one waits to be written */
    bool any;        /* something has been written */
    uint32_t before; /* the rune last written */
};

static void put(struct folder *f, uint32_t r)
{
    if (f->blank && f->any)
        pz_buf_putc(f->out, ' ');
    f->blank = false;
    f->any = true;
    f->before = r;
    pz_buf_put_rune(f->out, r);
}

static uint32_t fold_letter(const struct folder *f, uint32_t r, bool to_cyrillic)
{
    uint32_t alike = to_cyrillic ? pz_rune_latin_to_cyrillic(r) : 0;
    r = alike ? alike : r;
    if (f->what & PZ_FOLD_CASE)
        r = pz_rune_lower(r);
    if (f->what & PZ_FOLD_YO)
        r = r == 0x451 ? 0x435 : r == 0x401 ? 0x415 : r;
    return r;
}

static const char *fold_word(struct folder *f, const char *p, const char *end)
{
    struct letters n;
    const char *stop = word_end(p, end, &n);
    bool to_cyrillic =
        f->what & PZ_FOLD_LOOKALIKES && n.latin && (n.cyrillic || (f->cyrillic && n.alike == n.latin && n.latin > 1));
    while (p < stop)
        put(f, fold_letter(f, pz_utf8_next(&p, stop), to_cyrillic));
    return stop;
}

/* «№», «N», «No», «#» before a figure; where the figure begins, or NULL. */
static const char *numero(const char *p, const char *end)
{
    uint32_t r = pz_utf8_next(&p, end);
    if (r != 0x2116 && r != 'N' && r != 'n' && r != '#')
        return NULL;
    if (p < end && (r == 'N' || r == 'n') && (*p == 'o' || *p == 'O'))
        p++;
    while (p < end) {
        const char *next = p;
        uint32_t s = pz_utf8_next(&next, end);
        if (pz_rune_is_digit(s))
            return p;
        if (!pz_rune_is_space(s) && s != '.')
            return NULL;
        p = next;
    }
    return NULL;
}

static void fold_blank(struct folder *f, uint32_t r)
{
    if (!(f->what & PZ_FOLD_SPACES))
        put(f, r);
    else if (!(f->any && is_edge(f->before) && (f->before == '(' || f->before == '[')))
        f->blank = true;
}

static void fold_sign(struct folder *f, uint32_t r)
{
    if (f->what & PZ_FOLD_PUNCTUATION && (is_edge(r) || r == '.' || r == ',' || r == ';' || r == ':' || r == '\'')) {
        f->blank = true;
    } else if (f->what & PZ_FOLD_PUNCTUATION && (is_dash(r) || r == '/')) {
        f->blank = true;
    } else {
        if (f->what & PZ_FOLD_SPACES && (r == ')' || r == ']' || r == ',' || r == '.'))
            f->blank = false;
        put(f, f->what & PZ_FOLD_QUOTES && is_quote(r) ? '"' : f->what & PZ_FOLD_DASHES && is_dash(r) ? '-' : r);
    }
}

void pz_fold(struct pz_buf *out, const char *text, size_t len, unsigned what)
{
    struct folder f = {.out = out, .what = what, .cyrillic = has_cyrillic(text, len)};
    const char *p = text, *end = text + len;
    while (p < end) {
        const char *figure = what & PZ_FOLD_NUMERO && !pz_rune_is_letter(f.blank ? ' ' : f.before) ? numero(p, end) : NULL;
        if (figure) {
            put(&f, 0x2116);
            f.blank = true;
            if (!(what & PZ_FOLD_SPACES))
                put(&f, ' ');
            p = figure;
            continue;
        }
        const char *next = p;
        uint32_t r = pz_utf8_next(&next, end);
        if (pz_rune_is_letter(r)) {
            p = fold_word(&f, p, end);
            continue;
        }
        if (pz_rune_is_space(r))
            fold_blank(&f, r);
        else if (r != 0xAD && r != 0x200B && r != 0xFEFF) /* invisible: soft hyphen, zero width */
            fold_sign(&f, r);
        p = next;
    }
}

bool pz_fold_equal(const char *a, size_t a_len, const char *b, size_t b_len, unsigned what)
{
    struct pz_buf x = PZ_BUF_INIT, y = PZ_BUF_INIT;
    pz_fold(&x, a, a_len, what);
    pz_fold(&y, b, b_len, what);
    bool same = !x.failed && !y.failed && x.len == y.len && (x.len == 0 || memcmp(x.data, y.data, x.len) == 0);
    pz_buf_release(&x);
    pz_buf_release(&y);
    return same;
}

enum { EDIT_LETTERS = 256 };

static size_t runes_of(uint32_t *out, const char *s, size_t len)
{
    size_t n = 0;
    for (const char *p = s, *end = s + len; p < end; n++) {
        if (n == EDIT_LETTERS)
            return EDIT_LETTERS + 1;
        out[n] = pz_utf8_next(&p, end);
    }
    return n;
}

unsigned pz_edit_distance(const char *a, size_t a_len, const char *b, size_t b_len, unsigned limit)
{
    uint32_t x[EDIT_LETTERS], y[EDIT_LETTERS];
    unsigned row[EDIT_LETTERS + 1];
    size_t n = runes_of(x, a, a_len), m = runes_of(y, b, b_len);
    if (n > EDIT_LETTERS || m > EDIT_LETTERS || (n > m ? n - m : m - n) > limit)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned diagonal = row[0], least = row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned substituted = diagonal + (x[i - 1] != y[j - 1]);
            unsigned other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = substituted < other ? substituted : other;
            least = row[j] < least ? row[j] : least;
        }
        if (least > limit)
            return limit + 1;
    }
    return row[m] > limit ? limit + 1 : row[m];
}
