/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/text.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/utf8.h"
#include "base/value.h"
#include "ingest/tsv.h"

PZ_EMBED(pz_ingest_words, "data/ingest/words.tsv");

/* U+0400 to U+052F, by their bytes: of most texts the first word decides. */
static bool has_cyrillic(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0; i + 1 < len; i++)
        if (p[i] >= 0xD0 && p[i] <= 0xD4 && p[i + 1] >= 0x80 && p[i + 1] < (p[i] == 0xD4 ? 0xB0 : 0xC0))
            return true;
    return false;
}

/* The common ones of fold_rune without decoding: Russian letters but «ё», ASCII that is neither letter, blank nor control. How many bytes of s
 * were taken. */
static size_t fold_common(struct pz_buf *out, const char *s, const char *end)
{
    const unsigned char c = (unsigned char)s[0], d = end - s > 1 ? (unsigned char)s[1] : 0;
    if (c > ' ' && c < 0x7F && !pz_rune_is_letter(c)) {
        pz_buf_put(out, s, 1);
        return 1;
    }
    if ((c == 0xD0 && d >= 0xB0 && d <= 0xBF) || (c == 0xD1 && d >= 0x80 && d <= 0x8F)) /* а to я */
        pz_buf_put(out, s, 2);
    else if (c == 0xD0 && d >= 0x90 && d <= 0x9F) /* А to П */
        pz_buf_put(out, (const char[]){s[0], (char)(d + 0x20)}, 2);
    else if (c == 0xD0 && d >= 0xA0 && d <= 0xAF) /* Р to Я */
        pz_buf_put(out, (const char[]){(char)0xD1, (char)(d - 0x20)}, 2);
    else
        return 0;
    return 2;
}

static uint32_t fold_rune(uint32_t r, bool cyrillic)
{
    uint32_t like = cyrillic ? pz_rune_latin_to_cyrillic(r) : 0;
    r = pz_rune_lower(like ? like : r);
    return r == 0x451 ? 0x435 : r;
}

static bool is_invisible(uint32_t r)
{
    return r == 0xAD || r == 0x200B || r == 0x200C || r == 0x200D || r == 0x2060 || r == 0xFEFF || r == PZ_RUNE_BAD;
}

const char *pz_text_fold(struct pz_buf *out, const char *s, size_t len)
{
    bool cyrillic = has_cyrillic(s, len), gap = false;
    size_t start = out->len;
    for (const char *p = s, *end = s + len; p < end;) {
        if (!gap) {
            size_t n = fold_common(out, p, end);
            p += n;
            if (n)
                continue;
        }
        uint32_t r = pz_utf8_next(&p, end);
        if (is_invisible(r))
            continue;
        if (pz_rune_is_space(r)) {
            gap = out->len > start;
            continue;
        }
        if (gap)
            pz_buf_putc(out, ' ');
        gap = false;
        pz_buf_put_rune(out, fold_rune(r, cyrillic));
    }
    while (out->len > start + 1 && (out->data[out->len - 1] == '.' || out->data[out->len - 1] == ':') &&
           out->data[out->len - 2] != '.')
        out->data[--out->len] = '\0';
    return pz_buf_str(out) + start;
}

static bool is_word_rune(uint32_t r)
{
    return pz_rune_is_letter(r) || pz_rune_is_digit(r) || r == 0x2116 || r == '%';
}

const char *pz_text_plain(struct pz_buf *out, const char *s, size_t len)
{
    bool cyrillic = has_cyrillic(s, len), gap = false;
    size_t start = out->len;
    for (const char *p = s, *end = s + len; p < end;) {
        uint32_t r = pz_utf8_next(&p, end);
        if (is_invisible(r))
            continue;
        if (!is_word_rune(r)) {
            gap = out->len > start;
            continue;
        }
        if (gap)
            pz_buf_putc(out, ' ');
        gap = false;
        pz_buf_put_rune(out, fold_rune(r, cyrillic));
    }
    return pz_buf_str(out) + start;
}

/* Words --------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    unsigned bit;
} kinds[] = {{"missing", PZ_WORD_MISSING}, {"dash", PZ_WORD_DASH},     {"yes", PZ_WORD_YES},         {"no", PZ_WORD_NO},
             {"ditto", PZ_WORD_DITTO},     {"unit", PZ_WORD_UNIT},     {"percent", PZ_WORD_PERCENT}, {"total", PZ_WORD_TOTAL},
             {"note", PZ_WORD_NOTE},       {"within", PZ_WORD_WITHIN}, {"base", PZ_WORD_BASE},       {"count", PZ_WORD_COUNT},
             {"value", PZ_WORD_VALUE},     {"error", PZ_WORD_ERROR},   {"partly", PZ_WORD_PARTLY}};

struct opening { /* words that begin a label */
    unsigned bit;
    const char *text, *how;
};

static struct {
    struct pz_arena arena;
    struct pz_map *bits; /* folded word → set */
    struct opening openings[128];
    size_t opening_n;
    bool ready;
} words;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void add_word(unsigned bit, const char *word, const char *how)
{
    struct pz_buf folded = PZ_BUF_INIT;
    const char *text = pz_arena_strdup(&words.arena, pz_text_fold(&folded, word, strlen(word)));
    pz_buf_release(&folded);
    struct pz_value *old = pz_map_find(words.bits, pz_key(text));
    pz_map_set(&words.arena, words.bits, text, pz_int((int64_t)((old ? (unsigned)old->u.i : 0u) | bit)));
    if ((bit & (PZ_WORD_TOTAL | PZ_WORD_NOTE | PZ_WORD_WITHIN)) &&
        words.opening_n < sizeof words.openings / sizeof words.openings[0])
        words.openings[words.opening_n++] = (struct opening){bit, text, how};
}

static void take_line(void *self, struct pz_arena *arena, char **fields, size_t n)
{
    (void)self, (void)arena;
    for (size_t k = 0; n >= 2 && k < sizeof kinds / sizeof kinds[0]; k++) {
        if (strcmp(fields[0], kinds[k].name) != 0)
            continue;
        for (char *word = fields[1], *next; word; word = next) {
            next = strchr(word, '|');
            if (next)
                *next++ = '\0';
            add_word(kinds[k].bit, word, n > 2 ? fields[2] : "");
        }
    }
}

static void load(void)
{
    jmp_buf oom;
    pz_arena_init(&words.arena, 0);
    pz_arena_trap(&words.arena, &oom);
    if (setjmp(oom))
        return;
    words.bits = pz_map_new(&words.arena, 256);
    pz_tsv_read(&words.arena, pz_ingest_words, PZ_EMBEDDED_SIZE(pz_ingest_words), take_line, NULL);
    pz_arena_trap(&words.arena, NULL);
    words.ready = true;
}

unsigned pz_words(const char *s, size_t len)
{
    pthread_once(&once, load);
    if (!words.ready || len > 200)
        return 0;
    struct pz_buf folded = PZ_BUF_INIT;
    pz_text_fold(&folded, s, len);
    struct pz_value *found = folded.failed || !folded.len ? NULL : pz_map_find(words.bits, pz_key_n(folded.data, folded.len));
    pz_buf_release(&folded);
    return found ? (unsigned)found->u.i : 0;
}

bool pz_words_begin(const char *s, size_t len, enum pz_word kind, const char **how)
{
    pthread_once(&once, load);
    struct pz_buf folded = PZ_BUF_INIT;
    const char *text = pz_text_fold(&folded, s, len < 400 ? len : 400);
    bool found = false;
    for (size_t i = 0; words.ready && !found && i < words.opening_n; i++) {
        const struct opening *o = &words.openings[i];
        size_t n = strlen(o->text);
        if (o->bit != (unsigned)kind || strncmp(text, o->text, n) != 0)
            continue;
        const char *p = text + n, *end = text + strlen(text);
        found = p == end || !pz_rune_is_letter(pz_utf8_next(&p, end)) || !((unsigned char)o->text[0] & 0x80);
        if (found && how)
            *how = o->how;
    }
    pz_buf_release(&folded);
    return found;
}
