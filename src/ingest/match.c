/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/value.h"
#include "ingest/text.h"
#include "ingest/words_of.h"

enum { SEVERAL = -1, SKIP = -2 };

struct name {
    const char *text;
    struct pz_word_set words;
    size_t entry;
};

struct entry {
    const char *code, *title;
    size_t first_name; /* an entry's names lie together, in the order of the entries */
};

/* The words of the names are looked at only for a text that is no name as it stands: most tables never ask. */
struct word_index {
    size_t n;            /* names that are in it */
    struct pz_map *keys; /* sorted words → name number, or SEVERAL */
};

struct pz_matcher {
    struct pz_arena *arena;
    struct entry *entries;
    size_t n, cap;
    struct name *names;
    size_t name_n, name_cap;
    struct pz_map *codes; /* folded code → entry */
    struct pz_map *exact; /* folded name → entry, or SEVERAL */
    struct word_index *index;
    struct pz_map *answers; /* folded text → entry, or SKIP */
};

struct pz_matcher *pz_matcher_new(struct pz_arena *arena, size_t expected)
{
    struct pz_matcher *m = PZ_NEW(arena, struct pz_matcher);
    m->arena = arena;
    m->cap = expected;
    m->entries = PZ_NEW_ARRAY(arena, expected, struct entry);
    m->name_cap = expected;
    m->names = PZ_NEW_ARRAY(arena, expected, struct name);
    m->codes = pz_map_new(arena, expected);
    m->exact = pz_map_new(arena, expected);
    m->index = PZ_NEW(arena, struct word_index);
    m->index->keys = pz_map_new(arena, 0);
    m->answers = pz_map_new(arena, 16);
    return m;
}

static const char *folded(struct pz_arena *arena, const char *s, size_t len)
{
    struct pz_buf buf = PZ_BUF_INIT;
    const char *text = pz_text_fold(&buf, s, len);
    pz_arena_check(arena, &buf); /* half a key would match another name */
    const char *copy = pz_arena_strdup(arena, text);
    pz_buf_release(&buf);
    return copy;
}

/* «01» and «1» are one code; «1.10» and «1.1» are two. */
static const char *code_key(struct pz_arena *arena, const char *s, size_t len)
{
    const char *key = folded(arena, s, len);
    size_t zeros = strspn(key, "0");
    return key[zeros] && strspn(key, "0123456789") == strlen(key) ? key + zeros : key;
}

/* Remember that the key leads to `number`, or to several entries when it led to another entry before. */
static void lead(const struct pz_matcher *m, struct pz_map *map, const char *key, size_t number, bool is_name)
{
    struct pz_value *old = pz_map_find(map, pz_key(key));
    if (old && old->u.i >= 0) {
        size_t before = is_name ? m->names[old->u.i].entry : (size_t)old->u.i, now = is_name ? m->names[number].entry : number;
        if (before != now)
            old->u.i = SEVERAL;
    } else if (!old) {
        pz_map_set(m->arena, map, key, pz_int((int64_t)number));
    }
}

static void add_name(struct pz_matcher *m, size_t entry, const char *text)
{
    if (m->name_n == m->name_cap) {
        size_t cap = m->name_cap ? m->name_cap * 2 : 64;
        m->names = pz_arena_grow(m->arena, m->names, m->name_n, cap, sizeof *m->names);
        m->name_cap = cap;
    }
    size_t number = m->name_n++;
    m->names[number] = (struct name){.text = text, .entry = entry};
    lead(m, m->exact, folded(m->arena, text, strlen(text)), entry, false);
}

/* Not between a mark of the arena and its return: what is made here stays. */
static void index_words(const struct pz_matcher *m)
{
    for (struct word_index *index = m->index; index->n < m->name_n; index->n++) {
        struct name *name = &m->names[index->n];
        pz_word_set_of(&name->words, m->arena, name->text, strlen(name->text));
        if (name->words.n)
            lead(m, index->keys, pz_word_set_key(&name->words, m->arena), index->n, true);
    }
}

size_t pz_matcher_add(struct pz_matcher *m, const char *code, const char *const *names)
{
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 32;
        m->entries = pz_arena_grow(m->arena, m->entries, m->n, cap, sizeof *m->entries);
        m->cap = cap;
    }
    size_t number = m->n++;
    m->entries[number] = (struct entry){code ? code : "", code ? code : "", m->name_n};
    if (code && code[0])
        lead(m, m->codes, code_key(m->arena, code, strlen(code)), number, false);
    const char *title = NULL;
    for (size_t i = 0; names && names[i]; i++) {
        if (!names[i][0])
            continue;
        if (!title || (i == 1 && strlen(names[i]) < strlen(title)))
            title = m->entries[number].title = names[i];
        add_name(m, number, names[i]);
    }
    return number;
}

int pz_matcher_answer(struct pz_matcher *m, const char *text, const char *code)
{
    const char *key = folded(m->arena, text, strlen(text));
    if (pz_words(code, strlen(code)) & (PZ_WORD_DASH | PZ_WORD_NO)) {
        pz_map_set(m->arena, m->answers, key, pz_int(SKIP));
        return 0;
    }
    struct pz_value *entry = pz_map_find(m->codes, pz_key(code_key(m->arena, code, strlen(code))));
    if (!entry || entry->u.i < 0)
        return -1;
    pz_map_set(m->arena, m->answers, key, *entry);
    return 0;
}

void pz_matcher_print_answers(const struct pz_matcher *m, struct pz_buf *out)
{
    for (uint32_t i = 0; i < m->answers->n; i++) {
        const struct pz_entry *e = &m->answers->e[i];
        const char *code = e->value.u.i == SKIP ? "-" : m->entries[e->value.u.i].code;
        pz_buf_printf(out, "%.*s\t%s\n", (int)e->key.len, e->key.s, code);
    }
}

const char *pz_matcher_code(const struct pz_matcher *m, size_t entry)
{
    return m->entries[entry].code;
}

const char *pz_matcher_title(const struct pz_matcher *m, size_t entry)
{
    return m->entries[entry].title;
}

struct pz_match pz_match_code(const struct pz_matcher *m, const char *code, size_t len)
{
    struct pz_match match = {.kind = PZ_MATCH_NONE};
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    struct pz_value *entry = len && len < 64 ? pz_map_find(m->codes, pz_key(code_key(m->arena, code, len))) : NULL;
    pz_arena_restore(m->arena, mark);
    if (entry && entry->u.i >= 0) {
        match.kind = PZ_MATCH_EXACT;
        match.entry = (size_t)entry->u.i;
    } else if (entry) {
        match.kind = PZ_MATCH_AMBIGUOUS;
    }
    return match;
}

static bool has_word(const struct pz_word_set *set, const char *word)
{
    for (size_t i = 0; i < set->core_n; i++)
        if (strcmp(set->core[i], word) == 0)
            return true;
    return false;
}

static bool is_within(const struct pz_word_set *small, const struct pz_word_set *large)
{
    for (size_t i = 0; i < small->core_n; i++)
        if (!has_word(large, small->core[i]))
            return false;
    return small->core_n > 0;
}

/* Whether a set says enough to mean one organisation: a number, or a word of four letters. */
static bool is_telling(const struct pz_word_set *set)
{
    for (size_t i = 0; i < set->core_n; i++)
        if (pz_rune_is_digit((unsigned char)set->core[i][0]) || pz_utf8_length(set->core[i], strlen(set->core[i])) >= 4)
            return true;
    return false;
}

/* What the text has beyond the name: no number, and no word that belongs to another entry's name. */
static bool surplus_is_harmless(const struct pz_matcher *m, const struct pz_word_set *text, const struct name *name)
{
    for (size_t i = 0; i < text->core_n; i++) {
        const char *word = text->core[i];
        if (has_word(&name->words, word))
            continue;
        if (pz_rune_is_digit((unsigned char)word[0]))
            return false;
        for (size_t k = 0; k < m->name_n; k++)
            if (m->names[k].entry != name->entry && has_word(&m->names[k].words, word))
                return false;
    }
    return true;
}

/* Every word of the text is one of the name: it leaves out legal form or kind at most. */
static bool all_within(const struct pz_word_set *small, const struct pz_word_set *large)
{
    for (size_t i = 0; i < small->n; i++) {
        size_t k = 0;
        while (k < large->n && strcmp(small->v[i], large->v[k]) != 0)
            k++;
        if (k == large->n)
            return false;
    }
    return true;
}

enum { LESS_FORM, OTHER_FORM, PART, MORE, RELATIONS };

/* The single entry with a name in the given relation to the text; SEVERAL, or -3 when there is none. */
static long single(const struct pz_matcher *m, const struct pz_word_set *text, int relation, const char **name)
{
    long found = -3;
    for (size_t i = 0; i < m->name_n && found != SEVERAL; i++) {
        const struct name *n = &m->names[i];
        bool hit;
        bool same_core = text->core_n == n->words.core_n && is_within(text, &n->words) && is_within(&n->words, text);
        if (relation == LESS_FORM)
            hit = same_core && all_within(text, &n->words);
        else if (relation == OTHER_FORM)
            hit = same_core;
        else if (relation == PART)
            hit = is_within(text, &n->words);
        else
            hit = is_within(&n->words, text) && is_telling(&n->words) && surplus_is_harmless(m, text, n);
        if (!hit)
            continue;
        if (found >= 0 && (size_t)found != n->entry)
            found = SEVERAL;
        else
            found = (long)n->entry;
        *name = n->text;
    }
    return found;
}

/* Keep the three entries most like the text. */
static void offer(struct pz_match *match, double *scores, size_t entry, double score)
{
    size_t i = 0;
    while (i < match->near_n && match->near[i] != entry)
        i++;
    if (i < match->near_n) {
        if (scores[i] >= score)
            return;
        for (; i + 1 < match->near_n; i++) {
            match->near[i] = match->near[i + 1];
            scores[i] = scores[i + 1];
        }
        match->near_n--;
    }
    size_t at = 0;
    while (at < match->near_n && scores[at] >= score)
        at++;
    if (at == PZ_MATCH_NEAR)
        return;
    match->near_n += match->near_n < PZ_MATCH_NEAR;
    for (size_t k = match->near_n - 1; k > at; k--) {
        match->near[k] = match->near[k - 1];
        scores[k] = scores[k - 1];
    }
    match->near[at] = entry;
    scores[at] = score;
}

static void find_near(const struct pz_matcher *m, const struct pz_word_set *text, struct pz_match *match)
{
    double scores[PZ_MATCH_NEAR] = {0};
    for (size_t i = 0; i < m->name_n; i++) {
        double score = pz_word_set_likeness(text, &m->names[i].words);
        if (is_within(text, &m->names[i].words))
            score = score > 0.6 ? score : 0.6;
        if (score >= 0.45)
            offer(match, scores, m->names[i].entry, score);
    }
}

static struct pz_match by_words(const struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_match match = {.kind = PZ_MATCH_NONE};
    struct pz_word_set words;
    pz_word_set_of(&words, m->arena, text, len);
    struct pz_value *key = words.n ? pz_map_find(m->index->keys, pz_key(pz_word_set_key(&words, m->arena))) : NULL;
    if (key && key->u.i >= 0) {
        match.kind = PZ_MATCH_SAME;
        match.entry = m->names[key->u.i].entry;
        match.name = m->names[key->u.i].text;
        return match;
    }
    if (key)
        match.kind = PZ_MATCH_AMBIGUOUS;
    for (int relation = LESS_FORM; !key && relation < RELATIONS && is_telling(&words); relation++) {
        long entry = single(m, &words, relation, &match.name);
        if (entry >= 0) {
            match.kind = relation == LESS_FORM ? PZ_MATCH_SAME : PZ_MATCH_GUESS;
            match.entry = (size_t)entry;
            return match;
        }
        if (entry == SEVERAL) {
            match.kind = PZ_MATCH_AMBIGUOUS;
            break;
        }
    }
    match.name = NULL;
    find_near(m, &words, &match);
    return match;
}

/* The clerk's answer or a name as it stands; NONE leaves it to the words. */
static struct pz_match as_it_stands(const struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    struct pz_match match = {.kind = PZ_MATCH_NONE};
    struct pz_key key = pz_key(folded(m->arena, text, len));
    struct pz_value *answer = pz_map_find(m->answers, key), *exact = pz_map_find(m->exact, key);
    if (answer) {
        match.kind = answer->u.i == SKIP ? PZ_MATCH_SKIP : PZ_MATCH_EXACT;
        match.entry = answer->u.i == SKIP ? 0 : (size_t)answer->u.i;
    } else if (exact && exact->u.i >= 0) {
        match.kind = PZ_MATCH_EXACT;
        match.entry = (size_t)exact->u.i;
    }
    pz_arena_restore(m->arena, mark);
    return match;
}

struct pz_match pz_match_name(const struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_match match = as_it_stands(m, text, len);
    if (match.kind != PZ_MATCH_NONE)
        return match;
    index_words(m);
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    match = by_words(m, text, len);
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

struct pz_match pz_match_coded(const struct pz_matcher *m, const char *text, size_t len)
{
    struct pz_match match = as_it_stands(m, text, len);
    if (match.kind == PZ_MATCH_NONE)
        match = pz_match_code(m, text, len);
    return match.kind >= PZ_MATCH_SKIP || is_number(text, len) ? match : pz_match_any(m, text, len);
}

/* The number of one entry may stand in the name of another: «5» is the code 05, or kindergarten № 5, whose code is 07. */
static struct pz_match code_or_name(const struct pz_matcher *m, const char *text, size_t len, struct pz_match by_code)
{
    struct pz_match by_name = is_number(text, len) ? pz_match_name(m, text, len) : by_code;
    if (by_name.kind < PZ_MATCH_GUESS || by_name.entry == by_code.entry)
        return by_code;
    return (struct pz_match){.kind = PZ_MATCH_AMBIGUOUS, .near = {by_code.entry, by_name.entry}, .near_n = 2};
}

/* Whether the text beside an entry's code is a name, and like none of the entry's: «3.4 Педагоги» of «3.4 Методические материалы». */
static bool is_strange(const struct pz_matcher *m, size_t entry, const char *text, size_t len, const struct pz_match *found)
{
    struct pz_arena_mark mark = pz_arena_save(m->arena);
    struct pz_word_set words;
    size_t first = m->entries[entry].first_name;
    bool named = first < m->name_n && m->names[first].entry == entry, strange = false;
    pz_word_set_of(&words, m->arena, text, len);
    for (size_t i = 0; named && i < words.core_n && !strange; i++)
        strange = !pz_rune_is_digit((unsigned char)words.core[i][0]) && pz_utf8_length(words.core[i], strlen(words.core[i])) >= 4;
    pz_arena_restore(m->arena, mark);
    for (size_t i = 0; i < found->near_n; i++)
        strange = strange && found->near[i] != entry;
    return strange && !pz_words(text, len);
}

struct pz_match pz_match_any(const struct pz_matcher *m, const char *text, size_t len)
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

void pz_match_print_near(const struct pz_matcher *m, const struct pz_match *match, struct pz_buf *out)
{
    for (size_t i = 0; i < match->near_n; i++)
        pz_buf_printf(out, "%s%s %s", i ? "; " : "", m->entries[match->near[i]].code, m->entries[match->near[i]].title);
}
