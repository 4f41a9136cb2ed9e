/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/match.h"

#include <string.h>

#include "base/utf8.h"
#include "base/value.h"
#include "ingest/text.h"
#include "ingest/word_index.h"

enum { SKIP = -2 };

struct name {
    const char *text;
    uint32_t entry;
};

struct entry {
    uint32_t code_at; /* in codes */
    uint32_t code_len : 31;
    bool named : 1;
};

struct pz_matcher {
    struct pz_arena *arena;
    const struct pz_match_source *source; /* NULL: names and titles are held */
    struct pz_error *lost;
    size_t n;
    struct pz_pages codes;      /* of the entries */
    struct pz_pages entries;    /* struct entry */
    struct pz_buf titles;       /* const char * by entry */
    struct pz_buf names;        /* struct name */
    struct pz_imprints by_code; /* folded code → entry, or PZ_SEVERAL */
    struct pz_imprints by_name; /* folded name → entry, or PZ_SEVERAL */
    struct pz_word_index index;
    size_t indexed;         /* names that are in it; SIZE_MAX: those of the source */
    struct pz_map *answers; /* folded text → entry, or SKIP */
    struct pz_buf folded;   /* of one text */
};

struct pz_matcher *pz_matcher_new(struct pz_arena *arena, const struct pz_match_source *source, struct pz_error *lost)
{
    struct pz_matcher *m = PZ_NEW(arena, struct pz_matcher);
    m->arena = arena;
    m->source = source;
    m->lost = m->index.lost = lost;
    m->answers = pz_map_new(arena, 16);
    return m;
}

void pz_matcher_free(struct pz_matcher *m)
{
    if (!m)
        return;
    struct pz_buf *const bufs[] = {&m->titles, &m->names, &m->folded};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        pz_buf_release(bufs[i]);
    pz_pages_release(&m->codes);
    pz_pages_release(&m->entries);
    pz_imprints_release(&m->by_code);
    pz_imprints_release(&m->by_name);
    pz_word_index_release(&m->index);
}

/* What was asked for, or the way to the trap. */
static int must(struct pz_matcher *m, int rc)
{
    if (rc < 0)
        pz_arena_spent(m->arena);
    return rc;
}

static struct entry entry_of(struct pz_matcher *m, size_t number)
{
    struct entry entry;
    must(m, pz_pages_read(&m->entries, number * sizeof entry, &entry, sizeof entry, m->lost));
    return entry;
}

static void put_entry(struct pz_matcher *m, size_t number, struct entry entry)
{
    must(m, pz_pages_write(&m->entries, number * sizeof entry, &entry, sizeof entry, m->lost));
}

/* Borrowed until the next text is folded. */
static const char *folded(struct pz_matcher *m, const char *s, size_t len)
{
    pz_buf_clear(&m->folded);
    const char *text = pz_text_fold(&m->folded, s, len);
    pz_arena_check(m->arena, &m->folded); /* half a key would match another name */
    return text;
}

/* «01» and «1» are one code; «1.10» and «1.1» are two. */
static const char *code_key(struct pz_matcher *m, const char *s, size_t len)
{
    const char *key = folded(m, s, len);
    size_t zeros = strspn(key, "0");
    return key[zeros] && strspn(key, "0123456789") == strlen(key) ? key + zeros : key;
}

/* Remember that the key leads to the entry, or to several when it led to another before. */
static void lead(struct pz_matcher *m, struct pz_imprints *map, const char *key, size_t entry)
{
    size_t len = strlen(key);
    int32_t leads = (int32_t)entry;
    must(m, pz_imprints_add(map, key, len, &leads, m->lost));
    if (leads != (int32_t)entry && leads != PZ_SEVERAL)
        must(m, pz_imprints_set(map, key, len, PZ_SEVERAL, m->lost));
}

static void put(struct pz_matcher *m, struct pz_buf *list, const void *item, size_t size)
{
    pz_buf_put(list, item, size);
    pz_arena_check(m->arena, list);
}

void pz_matcher_add_name(struct pz_matcher *m, size_t entry, const char *text)
{
    struct entry it = entry_of(m, entry);
    if (!it.named) {
        it.named = true;
        put_entry(m, entry, it);
    }
    lead(m, &m->by_name, folded(m, text, strlen(text)), entry);
    if (!m->source)
        put(m, &m->names, &(struct name){.text = text, .entry = (uint32_t)entry}, sizeof(struct name));
}

static void index_name(void *self, size_t entry, const char *text)
{
    struct pz_matcher *m = self;
    pz_word_index_add(&m->index, m->arena, entry, text);
}

/* The words of the names are looked at only for a text that is no name as it stands: most tables never ask. */
static void index_words(struct pz_matcher *m)
{
    if (m->source && m->indexed != SIZE_MAX) {
        m->indexed = SIZE_MAX;
        m->source->each(m->source->self, index_name, m);
    }
    const struct name *names = (const void *)m->names.data;
    for (; !m->source && m->indexed < m->names.len / sizeof *names; m->indexed++)
        index_name(m, names[m->indexed].entry, names[m->indexed].text);
}

size_t pz_matcher_add(struct pz_matcher *m, const char *code, const char *const *names)
{
    size_t number = m->n++;
    const char *text = code ? code : "", *title = NULL;
    size_t len = strlen(text);
    put_entry(m, number, (struct entry){.code_at = (uint32_t)m->codes.len, .code_len = (uint32_t)len & INT32_MAX});
    must(m, pz_pages_write(&m->codes, m->codes.len, text, len, m->lost));
    if (len)
        lead(m, &m->by_code, code_key(m, text, len), number);
    for (size_t i = 0; names && names[i]; i++) {
        if (!names[i][0])
            continue;
        if (!title || (i == 1 && strlen(names[i]) < strlen(title)))
            title = names[i];
        pz_matcher_add_name(m, number, names[i]);
    }
    if (!m->source)
        put(m, &m->titles, &title, sizeof title);
    return number;
}

int pz_matcher_answer(struct pz_matcher *m, const char *text, const char *code)
{
    int64_t means = SKIP;
    if (!(pz_words(code, strlen(code)) & (PZ_WORD_DASH | PZ_WORD_NO))) {
        const char *key = code_key(m, code, strlen(code));
        int32_t entry;
        if (!must(m, pz_imprints_find(&m->by_code, key, strlen(key), &entry, m->lost)) || entry < 0)
            return -1;
        means = entry;
    }
    pz_map_set(m->arena, m->answers, pz_arena_strdup(m->arena, folded(m, text, strlen(text))), pz_int(means));
    return 0;
}

void pz_matcher_print_answers(struct pz_matcher *m, struct pz_buf *out)
{
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    for (uint32_t i = 0; i < m->answers->n; i++) {
        const struct pz_entry *e = &m->answers->e[i];
        const char *code = e->value.u.i == SKIP ? "-" : pz_matcher_code(m, (size_t)e->value.u.i, m->arena);
        pz_buf_printf(out, "%.*s\t%s\n", (int)e->key.len, e->key.s, code);
    }
    pz_arena_restore(m->arena, mark);
}

const char *pz_matcher_code(struct pz_matcher *m, size_t entry, struct pz_arena *arena)
{
    struct entry it = entry_of(m, entry);
    char *code = pz_arena_alloc(arena, it.code_len + 1);
    must(m, pz_pages_read(&m->codes, it.code_at, code, it.code_len, m->lost));
    code[it.code_len] = '\0';
    return code;
}

const char *pz_matcher_title(struct pz_matcher *m, size_t entry, struct pz_arena *arena)
{
    const char *code = pz_matcher_code(m, entry, arena), *title = NULL;
    if (m->source && entry_of(m, entry).named)
        title = m->source->title(m->source->self, code);
    else if (!m->source)
        title = ((const char *const *)(const void *)m->titles.data)[entry];
    return title ? title : code;
}

struct pz_match pz_match_code(struct pz_matcher *m, const char *code, size_t len)
{
    struct pz_match match = {.kind = PZ_MATCH_NONE};
    const char *key = len && len < 64 ? code_key(m, code, len) : NULL;
    int32_t entry;
    if (key && must(m, pz_imprints_find(&m->by_code, key, strlen(key), &entry, m->lost))) {
        match.kind = entry >= 0 ? PZ_MATCH_EXACT : PZ_MATCH_AMBIGUOUS;
        match.entry = entry >= 0 ? (size_t)entry : 0;
    }
    return match;
}

static int order_of(void *self, size_t entry, size_t other)
{
    struct pz_matcher *m = self;
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    int order = m->source->order(pz_matcher_code(m, entry, m->arena), pz_matcher_code(m, other, m->arena));
    pz_arena_restore(m->arena, mark);
    return order;
}

/* The clerk's answer or a name as it stands; NONE leaves it to the words. */
static struct pz_match as_it_stands(struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_match match = {.kind = PZ_MATCH_NONE};
    const char *key = folded(m, text, len);
    struct pz_value *answer = m->answers->n ? pz_map_find(m->answers, pz_key(key)) : NULL;
    int32_t exact;
    if (answer) {
        match.kind = answer->u.i == SKIP ? PZ_MATCH_SKIP : PZ_MATCH_EXACT;
        match.entry = answer->u.i == SKIP ? 0 : (size_t)answer->u.i;
    } else if (must(m, pz_imprints_find(&m->by_name, key, strlen(key), &exact, m->lost)) && exact >= 0) {
        match.kind = PZ_MATCH_EXACT;
        match.entry = (size_t)exact;
    }
    return match;
}

struct pz_match pz_match_name(struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_match match = as_it_stands(m, text, len);
    if (match.kind != PZ_MATCH_NONE)
        return match;
    index_words(m);
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    match = pz_word_index_match(&m->index, m->arena, text, len, m->source ? order_of : NULL, m);
    pz_arena_restore(m->arena, mark);
    return match;
}

/* A code at the beginning, with a point or a blank behind: «2.2.1. Речевое развитие». Its length, 0 when there is none. */
static size_t leading_code(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && ((s[n] >= '0' && s[n] <= '9') || s[n] == '.'))
        n++;
    while (n && s[n - 1] == '.')
        n--;
    return n && s[0] != '.' ? n : 0;
}

/* Whether the text is a number and no more: «5», «2.1». */
static bool is_number(const char *text, size_t len)
{
    while (len && (text[len - 1] == ' ' || text[len - 1] == '.'))
        len--;
    return len && leading_code(text, len) == len;
}

struct pz_match pz_match_coded(struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_match match = as_it_stands(m, text, len);
    if (match.kind == PZ_MATCH_NONE)
        match = pz_match_code(m, text, len);
    return match.kind >= PZ_MATCH_SKIP || is_number(text, len) ? match : pz_match_any(m, text, len);
}

/* The number of one entry may stand in the name of another: «5» is the code 05, or kindergarten № 5, whose code is 07. */
static struct pz_match code_or_name(struct pz_matcher *m, const char *text, size_t len, struct pz_match by_code)
{
    struct pz_match by_name = is_number(text, len) ? pz_match_name(m, text, len) : by_code;
    if (by_name.kind < PZ_MATCH_GUESS || by_name.entry == by_code.entry)
        return by_code;
    return (struct pz_match){.kind = PZ_MATCH_AMBIGUOUS, .near = {by_code.entry, by_name.entry}, .near_n = 2};
}

/* Whether the text beside an entry's code is a name, and like none of the entry's: «3.4 Педагоги» of «3.4 Методические материалы». */
static bool is_strange(struct pz_matcher *m, size_t entry, const char *text, size_t len, const struct pz_match *found)
{
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    struct pz_word_set words;
    bool named = entry_of(m, entry).named, strange = false;
    pz_word_set_of(&words, m->arena, text, len);
    for (size_t i = 0; named && i < words.core_n && !strange; i++)
        strange = !pz_rune_is_digit((unsigned char)words.core[i][0]) && pz_utf8_length(words.core[i], strlen(words.core[i])) >= 4;
    pz_arena_restore(m->arena, mark);
    for (size_t i = 0; i < found->near_n; i++)
        strange = strange && found->near[i] != entry;
    return strange && !pz_words(text, len);
}

struct pz_match pz_match_any(struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_match match = as_it_stands(m, text, len);
    if (match.kind != PZ_MATCH_NONE)
        return match;
    struct pz_match by_code = pz_match_code(m, text, len);
    if (by_code.kind == PZ_MATCH_EXACT)
        return code_or_name(m, text, len, by_code);
    size_t code = leading_code(text, len);
    if (code && code < len)
        by_code = pz_match_code(m, text, code);
    if (!code || code == len || by_code.kind != PZ_MATCH_EXACT)
        return pz_match_name(m, text, len);
    /* Code and name must not speak of two different things. */
    struct pz_match rest = pz_match_name(m, text + code, len - code);
    if (rest.kind >= PZ_MATCH_GUESS && rest.entry != by_code.entry) {
        struct pz_match both = {.kind = PZ_MATCH_AMBIGUOUS, .near = {by_code.entry, rest.entry}, .near_n = 2};
        return both;
    }
    if (rest.kind < PZ_MATCH_GUESS && is_strange(m, by_code.entry, text + code, len - code, &rest))
        by_code.kind = PZ_MATCH_GUESS;
    return by_code;
}

void pz_match_print_near(struct pz_matcher *m, const struct pz_match *match, struct pz_buf *out)
{
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    for (size_t i = 0; i < match->near_n; i++)
        pz_buf_printf(out, "%s%s %s", i ? "; " : "", pz_matcher_code(m, match->near[i], m->arena),
                      pz_matcher_title(m, match->near[i], m->arena));
    pz_arena_restore(m->arena, mark);
}
