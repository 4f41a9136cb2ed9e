/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/word_index.h"

#include <string.h>

#include "base/utf8.h"

enum { NONE = -3, UNKNOWN = UINT32_MAX };

struct word {
    uint32_t at; /* in texts */
    uint32_t len : 30;
    bool core : 1, telling : 1;
};

/* One of the names: its entry and the numbers of its words. */
struct name {
    uint32_t entry, n;
    const uint32_t *v;
    uint32_t room[PZ_WORDS_MAX]; /* for them, when they come from a file */
};

void pz_word_index_release(struct pz_word_index *x)
{
    pz_imprints_release(&x->numbers);
    pz_imprints_release(&x->keys);
    pz_pages_release(&x->texts);
    pz_pages_release(&x->words);
    pz_pages_release(&x->names);
    pz_pages_release(&x->likes);
}

bool pz_word_is_telling(const char *word)
{
    return pz_rune_is_digit((unsigned char)word[0]) || pz_utf8_length(word, strlen(word)) >= 4;
}

/* Building ------------------------------------------------------------------------------------------------------ */

/* What was asked for, or the way to the trap. */
static int must(struct pz_arena *arena, int rc)
{
    if (rc < 0)
        pz_arena_spent(arena);
    return rc;
}

static size_t word_count(const struct pz_word_index *x)
{
    return x->words.len / sizeof(struct word);
}

static struct word word_at(struct pz_word_index *x, struct pz_arena *arena, uint32_t number)
{
    struct word word;
    must(arena, pz_pages_read(&x->words, number * sizeof word, &word, sizeof word, x->lost));
    return word;
}

static void append(struct pz_word_index *x, struct pz_arena *arena, struct pz_pages *pages, const void *data, size_t len)
{
    must(arena, pz_pages_write(pages, pages->len, data, len, x->lost));
}

static uint32_t number_of(struct pz_word_index *x, struct pz_arena *arena, const char *text)
{
    size_t len = strlen(text);
    int32_t number = (int32_t)word_count(x);
    if (must(arena, pz_imprints_add(&x->numbers, text, len, &number, x->lost)) == 0) {
        struct word word = {.at = (uint32_t)x->texts.len, .len = (uint32_t)len & 0x3FFFFFFF};
        word.core = pz_word_is_core(text);
        word.telling = pz_word_is_telling(text);
        append(x, arena, &x->texts, text, len + 1);
        append(x, arena, &x->words, &word, sizeof word);
    }
    return (uint32_t)number;
}

void pz_word_index_add(struct pz_word_index *x, struct pz_arena *arena, size_t entry, const char *name)
{
    struct pz_arena_mark mark = pz_arena_save(arena);
    struct pz_word_set set;
    pz_word_set_of(&set, arena, name, strlen(name));
    uint32_t record[2 + PZ_WORDS_MAX] = {(uint32_t)entry, (uint32_t)set.n};
    for (size_t i = 0; i < set.n; i++)
        record[2 + i] = number_of(x, arena, set.v[i]);
    append(x, arena, &x->names, record, (2 + set.n) * sizeof *record);
    if (set.n) {
        const char *key = pz_word_set_key(&set, arena);
        int32_t leads = (int32_t)entry;
        must(arena, pz_imprints_add(&x->keys, key, strlen(key), &leads, x->lost));
        if (leads != (int32_t)entry && leads != PZ_SEVERAL)
            must(arena, pz_imprints_set(&x->keys, key, strlen(key), PZ_SEVERAL, x->lost));
    }
    pz_arena_restore(arena, mark);
}

/* Asking -------------------------------------------------------------------------------------------------------- */

/* A text that is looked for. */
struct query {
    struct pz_word_index *index;
    struct pz_arena *arena;
    struct pz_word_set words;
    uint32_t *v, *core; /* numbers of its words; UNKNOWN */
    int32_t *owners;    /* of its core words: the entry that alone has it in a name, PZ_SEVERAL, NONE; NULL: not asked yet */
};

static const void *view(const struct query *q, struct pz_pages *pages, size_t at, void *room, size_t len)
{
    const void *data = pz_pages_view(pages, at, room, len, q->index->lost);
    if (!data)
        pz_arena_spent(q->arena);
    return data;
}

static bool next_name(const struct query *q, size_t *at, struct name *name)
{
    struct pz_pages *names = &q->index->names;
    if (*at == names->len)
        return false;
    uint32_t room[2];
    const uint32_t *head = view(q, names, *at, room, sizeof room);
    name->entry = head[0];
    name->n = head[1];
    name->v = view(q, names, *at + sizeof room, name->room, name->n * sizeof *head);
    *at += sizeof room + name->n * sizeof *head;
    return true;
}

static bool has(const uint32_t *v, size_t n, uint32_t number)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] == number)
            return true;
    return false;
}

static bool all_in(const uint32_t *v, size_t n, const uint32_t *in, size_t in_n)
{
    for (size_t i = 0; i < n; i++)
        if (!has(in, in_n, v[i]))
            return false;
    return true;
}

/* The text's core words are all words of the name. */
static bool is_part(const struct query *q, const struct name *name)
{
    return q->words.core_n && all_in(q->core, q->words.core_n, name->v, name->n);
}

/* The name's core words are all words of the text. core_n: how many, telling: whether one of them is. */
static bool is_whole(const struct query *q, const struct name *name, size_t *core_n, bool *telling)
{
    *core_n = 0;
    *telling = false;
    for (size_t i = 0; i < name->n; i++) {
        struct word word = word_at(q->index, q->arena, name->v[i]);
        if (!word.core)
            continue;
        if (!has(q->core, q->words.core_n, name->v[i]))
            return false;
        ++*core_n;
        *telling |= word.telling;
    }
    return *core_n > 0;
}

static void find_owners(struct query *q)
{
    size_t n = q->words.core_n;
    struct name name;
    q->owners = PZ_NEW_ARRAY(q->arena, n + 1, int32_t);
    for (size_t i = 0; i < n; i++)
        q->owners[i] = NONE;
    for (size_t at = 0; next_name(q, &at, &name);)
        for (size_t i = 0; i < n; i++)
            if (q->core[i] != UNKNOWN && has(name.v, name.n, q->core[i]))
                q->owners[i] = q->owners[i] == NONE || q->owners[i] == (int32_t)name.entry ? (int32_t)name.entry : PZ_SEVERAL;
}

/* What the text has beyond the name: no number, and no word that belongs to another entry's name. */
static bool surplus_is_harmless(struct query *q, const struct name *name)
{
    if (!q->owners)
        find_owners(q);
    for (size_t i = 0; i < q->words.core_n; i++) {
        bool others = q->owners[i] != NONE && q->owners[i] != (int32_t)name->entry;
        if (!has(name->v, name->n, q->core[i]) && (others || pz_rune_is_digit((unsigned char)q->words.core[i][0])))
            return false;
    }
    return true;
}

enum { LESS_FORM, OTHER_FORM, PART, MORE, RELATIONS };

static bool relates(struct query *q, const struct name *name, int relation)
{
    size_t core_n;
    bool telling;
    if (relation == PART)
        return is_part(q, name);
    if (!is_whole(q, name, &core_n, &telling))
        return false;
    if (relation == MORE)
        return telling && surplus_is_harmless(q, name);
    bool same_core = core_n == q->words.core_n && is_part(q, name);
    return same_core && (relation == OTHER_FORM || all_in(q->v, q->words.n, name->v, name->n));
}

/* The single entry with a name in the given relation to the text; PZ_SEVERAL, NONE. */
static int32_t single(struct query *q, int relation)
{
    int32_t found = NONE;
    struct name name;
    for (size_t at = 0; found != PZ_SEVERAL && next_name(q, &at, &name);)
        if (relates(q, &name, relation))
            found = found == NONE || found == (int32_t)name.entry ? (int32_t)name.entry : PZ_SEVERAL;
    return found;
}

/* Near misses --------------------------------------------------------------------------------------------------- */

struct nearness {
    struct pz_match *match;
    double scores[PZ_MATCH_NEAR];
    int (*order)(void *self, size_t entry, size_t other);
    void *self;
};

static bool comes_before(const struct nearness *near, size_t i, size_t entry, double score)
{
    if (near->scores[i] != score)
        return near->scores[i] > score;
    int order = near->order ? near->order(near->self, near->match->near[i], entry) : 0;
    return order ? order < 0 : near->match->near[i] < entry;
}

/* Keep the three entries most like the text. */
static void offer(struct nearness *near, size_t entry, double score)
{
    struct pz_match *match = near->match;
    size_t i = 0, at = 0;
    while (i < match->near_n && match->near[i] != entry)
        i++;
    if (i < match->near_n && near->scores[i] >= score)
        return;
    if (i < match->near_n) {
        for (match->near_n--; i < match->near_n; i++) {
            match->near[i] = match->near[i + 1];
            near->scores[i] = near->scores[i + 1];
        }
    }
    while (at < match->near_n && comes_before(near, at, entry, score))
        at++;
    if (at == PZ_MATCH_NEAR)
        return;
    match->near_n += match->near_n < PZ_MATCH_NEAR;
    for (size_t k = match->near_n - 1; k > at; k--) {
        match->near[k] = match->near[k - 1];
        near->scores[k] = near->scores[k - 1];
    }
    match->near[at] = entry;
    near->scores[at] = score;
}

static void find_likes(const struct query *q)
{
    struct pz_word_index *x = q->index;
    struct pz_arena_mark mark = pz_arena_save(q->arena);
    for (uint32_t k = 0; k < word_count(x); k++, pz_arena_restore(q->arena, mark)) {
        struct word word = word_at(x, q->arena, k);
        unsigned char likes[PZ_WORDS_MAX] = {0};
        char *room = x->texts.file && word.core ? pz_arena_alloc(q->arena, word.len + 1) : NULL;
        const char *text = word.core ? view(q, &x->texts, word.at, room, word.len + 1) : NULL;
        for (size_t i = 0; text && i < q->words.core_n; i++)
            likes[i] = (unsigned char)pz_word_likeness(q->words.core[i], text);
        must(q->arena, pz_pages_write(&x->likes, k * q->words.core_n, likes, q->words.core_n, x->lost));
    }
}

/* How alike the core words are, 0 to 1: words in common, misspelled ones in part. */
static double likeness(const struct query *q, const struct name *name)
{
    size_t quarters = 0, n = q->words.core_n, total = n;
    unsigned char best[PZ_WORDS_MAX] = {0}, room[PZ_WORDS_MAX];
    for (size_t k = 0; k < name->n; k++) {
        const unsigned char *likes = view(q, &q->index->likes, name->v[k] * n, room, n);
        for (size_t i = 0; i < n; i++)
            best[i] = likes[i] > best[i] ? likes[i] : best[i];
        total += word_at(q->index, q->arena, name->v[k]).core;
    }
    for (size_t i = 0; i < n; i++)
        quarters += best[i];
    return total ? 2 * (0.25 * (double)quarters) / (double)total : 0;
}

static void find_near(const struct query *q, struct nearness *near)
{
    struct name name;
    find_likes(q);
    for (size_t at = 0; next_name(q, &at, &name);) {
        double score = likeness(q, &name);
        if (is_part(q, &name))
            score = score > 0.6 ? score : 0.6;
        if (score >= 0.45)
            offer(near, name.entry, score);
    }
    pz_pages_clear(&q->index->likes);
}

static uint32_t known_number(const struct query *q, const char *word)
{
    int32_t number;
    return must(q->arena, pz_imprints_find(&q->index->numbers, word, strlen(word), &number, q->index->lost)) ? (uint32_t)number
                                                                                                             : UNKNOWN;
}

static void begin(struct query *q, struct pz_word_index *x, struct pz_arena *arena, const char *text, size_t len)
{
    *q = (struct query){.index = x, .arena = arena};
    pz_word_set_of(&q->words, arena, text, len);
    q->v = PZ_NEW_ARRAY(arena, q->words.n + 1, uint32_t);
    q->core = PZ_NEW_ARRAY(arena, q->words.core_n + 1, uint32_t);
    for (size_t i = 0; i < q->words.n; i++)
        q->v[i] = known_number(q, q->words.v[i]);
    for (size_t i = 0; i < q->words.core_n; i++)
        q->core[i] = known_number(q, q->words.core[i]);
}

static bool is_telling(const struct pz_word_set *set)
{
    for (size_t i = 0; i < set->core_n; i++)
        if (pz_word_is_telling(set->core[i]))
            return true;
    return false;
}

static struct pz_match found(enum pz_match_kind kind, int32_t entry)
{
    return (struct pz_match){.kind = kind, .entry = (size_t)entry, .by_words = true};
}

struct pz_match pz_word_index_match(struct pz_word_index *x, struct pz_arena *arena, const char *text, size_t len,
                                    int (*order)(void *self, size_t entry, size_t other), void *self)
{
    struct query q;
    begin(&q, x, arena, text, len);
    const char *sorted = pz_word_set_key(&q.words, arena);
    int32_t entry;
    bool key = q.words.n && must(arena, pz_imprints_find(&x->keys, sorted, strlen(sorted), &entry, x->lost));
    if (key && entry >= 0)
        return found(PZ_MATCH_SAME, entry);
    struct pz_match match = {.kind = key ? PZ_MATCH_AMBIGUOUS : PZ_MATCH_NONE};
    for (int relation = LESS_FORM; !key && relation < RELATIONS && is_telling(&q.words); relation++) {
        entry = single(&q, relation);
        if (entry >= 0)
            return found(relation == LESS_FORM ? PZ_MATCH_SAME : PZ_MATCH_GUESS, entry);
        if (entry == PZ_SEVERAL) {
            match.kind = PZ_MATCH_AMBIGUOUS;
            break;
        }
    }
    find_near(&q, &(struct nearness){.match = &match, .order = order, .self = self});
    return match;
}
