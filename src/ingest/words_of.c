/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/words_of.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "base/utf8.h"
#include "base/value.h"
#include "ingest/text.h"
#include "ingest/tsv.h"

PZ_EMBED(pz_ingest_abbreviations, "data/ingest/abbreviations.tsv");
PZ_EMBED(pz_ingest_forms, "data/ingest/forms.tsv");

static struct {
    struct pz_arena arena;
    struct pz_map *abbreviations, *forms;
    bool ready;
} data;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void take_abbreviation(void *self, struct pz_arena *arena, char **fields, size_t n)
{
    (void)self;
    if (n >= 2)
        pz_map_set(arena, data.abbreviations, fields[0], pz_str(fields[1]));
}

static void take_form(void *self, struct pz_arena *arena, char **fields, size_t n)
{
    (void)self, (void)n;
    pz_map_set(arena, data.forms, fields[0], pz_bool(true));
}

static void load(void)
{
    jmp_buf oom;
    pz_arena_init(&data.arena, 0);
    pz_arena_trap(&data.arena, &oom);
    if (setjmp(oom))
        return;
    data.abbreviations = pz_map_new(&data.arena, 64);
    data.forms = pz_map_new(&data.arena, 64);
    pz_tsv_read(&data.arena, pz_ingest_abbreviations, PZ_EMBEDDED_SIZE(pz_ingest_abbreviations), take_abbreviation, NULL);
    pz_tsv_read(&data.arena, pz_ingest_forms, PZ_EMBEDDED_SIZE(pz_ingest_forms), take_form, NULL);
    pz_arena_trap(&data.arena, NULL);
    data.ready = true;
}

/* The words of a name as they come. */
struct words {
    size_t n, core_n;
    const char *v[PZ_WORDS_MAX], *core[PZ_WORDS_MAX];
};

bool pz_word_is_core(const char *word)
{
    return !pz_map_find(data.forms, pz_key(word));
}

static void add(struct words *set, struct pz_arena *arena, const char *s, size_t len)
{
    if (!len || set->n == PZ_WORDS_MAX || (len == 1 && *s == 'n')) /* «N 5» is «№ 5» */
        return;
    const char *word = pz_arena_strndup(arena, s, len);
    set->v[set->n++] = word;
    if (pz_word_is_core(word))
        set->core[set->core_n++] = word;
}

static bool add_abbreviation(struct words *set, struct pz_arena *arena, const char *s, size_t len)
{
    while (len && (s[len - 1] == '.' || s[len - 1] == '/' || s[len - 1] == '-'))
        len--;
    struct pz_value *words = len ? pz_map_find(data.abbreviations, pz_key_n(s, len)) : NULL;
    if (!words)
        return false;
    for (const char *p = words->u.s; *p;) {
        size_t n = strcspn(p, " ");
        add(set, arena, p, n);
        p += n + (p[n] == ' ');
    }
    return true;
}

enum kind { GAP, LETTER, DIGIT, JOINT };

static enum kind kind_of(uint32_t r)
{
    if (pz_rune_is_letter(r))
        return LETTER;
    if (pz_rune_is_digit(r))
        return DIGIT;
    return r == '/' || r == '.' || r == '-' || r == 0x2010 || r == 0x2011 ? JOINT : GAP;
}

/* A run of letters with joints inside («д/с», «ясли-сад») or digits: as an abbreviation, else in its pieces. */
static void add_run(struct words *set, struct pz_arena *arena, const char *s, size_t len)
{
    if (add_abbreviation(set, arena, s, len))
        return;
    const char *p = s, *end = s + len, *start = s;
    enum kind before = GAP;
    while (p < end) {
        const char *at = p;
        enum kind kind = kind_of(pz_utf8_next(&p, end));
        if (kind != before) {
            if (before == LETTER && !add_abbreviation(set, arena, start, (size_t)(at - start)))
                add(set, arena, start, (size_t)(at - start));
            else if (before == DIGIT)
                add(set, arena, start, (size_t)(at - start));
            start = at;
            before = kind;
        }
    }
    if (before == LETTER && !add_abbreviation(set, arena, start, (size_t)(end - start)))
        add(set, arena, start, (size_t)(end - start));
    else if (before == DIGIT)
        add(set, arena, start, (size_t)(end - start));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* As many places as there are words: a country has a hundred thousand names. */
static const char **sorted(struct pz_arena *arena, const char *const *words, size_t n)
{
    const char **v = PZ_NEW_ARRAY(arena, n, const char *);
    if (n) {
        memcpy(v, words, n * sizeof *v);
        qsort(v, n, sizeof *v, by_text);
    }
    return v;
}

static void gather(struct words *set, struct pz_arena *arena, const char *text, size_t len)
{
    struct pz_buf folded = PZ_BUF_INIT;
    pz_text_fold(&folded, text, len < 2000 ? len : 2000);
    char *copy = pz_arena_take(arena, &folded);
    const char *p = copy, *end = copy + strlen(copy), *start = NULL;
    while (p < end) {
        const char *at = p;
        enum kind kind = kind_of(pz_utf8_next(&p, end));
        if (kind != GAP && !start)
            start = at;
        if (kind == GAP && start) {
            add_run(set, arena, start, (size_t)(at - start));
            start = NULL;
        }
    }
    if (start)
        add_run(set, arena, start, (size_t)(end - start));
}

void pz_word_set_of(struct pz_word_set *set, struct pz_arena *arena, const char *text, size_t len)
{
    struct words words = {0};
    pthread_once(&once, load);
    if (data.ready)
        gather(&words, arena, text, len);
    *set = (struct pz_word_set){.n = words.n,
                                .core_n = words.core_n,
                                .v = sorted(arena, words.v, words.n),
                                .core = sorted(arena, words.core, words.core_n)};
}

const char *pz_word_set_key(const struct pz_word_set *set, struct pz_arena *arena)
{
    size_t len = 1;
    for (size_t i = 0; i < set->n; i++)
        len += strlen(set->v[i]) + 1;
    char *key = pz_arena_alloc(arena, len), *to = key;
    for (size_t i = 0; i < set->n; i++) {
        size_t n = strlen(set->v[i]);
        memcpy(to, set->v[i], n);
        to += n;
        *to++ = ' ';
    }
    *to = '\0';
    return key;
}

/* Edits (insert, drop, change, swap neighbours) between two words, at most `most`. */
static unsigned edits(const char *a, const char *b, unsigned most)
{
    uint32_t x[40], y[40];
    size_t n = 0, m = 0;
    for (const char *p = a, *end = a + strlen(a); p < end && n < 40;)
        x[n++] = pz_utf8_next(&p, end);
    for (const char *p = b, *end = b + strlen(b); p < end && m < 40;)
        y[m++] = pz_utf8_next(&p, end);
    if ((n > m ? n - m : m - n) > most)
        return most + 1;
    unsigned d[3][41];
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *row = d[i % 3], *up = d[(i + 2) % 3], *up2 = d[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = up[j - 1] + (x[i - 1] != y[j - 1]);
            best = up[j] + 1 < best ? up[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] && up2[j - 2] + 1 < best)
                best = up2[j - 2] + 1;
            row[j] = best;
        }
    }
    return d[n % 3][m];
}

unsigned pz_word_likeness(const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return 4;
    size_t len = pz_utf8_length(a, strlen(a)), other = pz_utf8_length(b, strlen(b));
    if (len < 4 || other < 4)
        return 0; /* numbers and short words are right or wrong */
    unsigned most = len > 7 ? 2 : 1, n = edits(a, b, most);
    return n <= most ? 4 - n : 0;
}
