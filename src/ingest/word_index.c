/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/word_index.h"

#include <string.h>

#include "base/utf8.h"

enum { NONE = -3, UNKNOWN = UINT32_MAX };

struct word {
    uint32_t at; /* in texts */
    bool core, telling;
};

/* One of the names: its entry and the numbers of its words. */
struct name {
    uint32_t entry, n;
    const uint32_t *v;
};

void pz_word_index_release(struct pz_word_index *x)
{
    pz_imprints_release(&x->numbers);
    pz_imprints_release(&x->keys);
    pz_buf_release(&x->texts);
    pz_buf_release(&x->words);
    pz_buf_release(&x->names);
}

bool pz_word_is_telling(const char *word)
{
    return pz_rune_is_digit((unsigned char)word[0]) || pz_utf8_length(word, strlen(word)) >= 4;
}

/* Building ------------------------------------------------------------------------------------------------------ */

static size_t word_count(const struct pz_word_index *x)
{
    return x->words.len / sizeof(struct word);
}

static struct word word_at(const struct pz_word_index *x, uint32_t number)
{
    struct word word;
    memcpy(&word, x->words.data + number * sizeof word, sizeof word);
    return word;
}

static int32_t *added(struct pz_arena *arena, struct pz_imprints *map, const char *text, int32_t number, bool *fresh)
{
    int32_t *place = pz_imprints_add(map, text, strlen(text), number, fresh);
    if (!place)
        pz_arena_spent(arena);
    return place;
}

static uint32_t number_of(struct pz_word_index *x, struct pz_arena *arena, const char *word)
{
    bool fresh;
    uint32_t number = (uint32_t)*added(arena, &x->numbers, word, (int32_t)word_count(x), &fresh);
    if (fresh) {
        struct word it = {.at = (uint32_t)x->texts.len, .core = pz_word_is_core(word), .telling = pz_word_is_telling(word)};
        pz_buf_put(&x->texts, word, strlen(word) + 1);
        pz_buf_put(&x->words, &it, sizeof it);
    }
    return number;
}

void pz_word_index_add(struct pz_word_index *x, struct pz_arena *arena, size_t entry, const char *name)
{
    struct pz_arena_mark mark = pz_arena_save(arena);
    struct pz_word_set set;
    bool fresh;
    pz_word_set_of(&set, arena, name, strlen(name));
    uint32_t head[2] = {(uint32_t)entry, (uint32_t)set.n};
    pz_buf_put(&x->names, head, sizeof head);
    for (size_t i = 0; i < set.n; i++) {
        uint32_t number = number_of(x, arena, set.v[i]);
        pz_buf_put(&x->names, &number, sizeof number);
    }
    if (set.n) {
        int32_t *leads = added(arena, &x->keys, pz_word_set_key(&set, arena), (int32_t)entry, &fresh);
        if (!fresh && *leads != (int32_t)entry)
            *leads = PZ_SEVERAL;
    }
    pz_arena_check(arena, &x->texts);
    pz_arena_check(arena, &x->words);
    pz_arena_check(arena, &x->names);
    pz_arena_restore(arena, mark);
}

/* Asking -------------------------------------------------------------------------------------------------------- */

/* A text that is looked for. */
struct query {
    const struct pz_word_index *index;
    struct pz_word_set words;
    uint32_t *v, *core;   /* numbers of its words; UNKNOWN */
    int32_t *owners;      /* of its core words: the entry that alone has it in a name, PZ_SEVERAL, NONE; NULL: not asked yet */
    unsigned char *likes; /* of its core words one after another: likeness of each word of the index, in quarters */
};

static bool next_name(const struct pz_word_index *x, size_t *at, struct name *name)
{
    if (*at == x->names.len)
        return false;
    const uint32_t *head = (const void *)(x->names.data + *at);
    *name = (struct name){head[0], head[1], head + 2};
    *at += (2 + (size_t)head[1]) * sizeof *head;
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
        struct word word = word_at(q->index, name->v[i]);
        if (!word.core)
            continue;
        if (!has(q->core, q->words.core_n, name->v[i]))
            return false;
        ++*core_n;
        *telling |= word.telling;
    }
    return *core_n > 0;
}

static void find_owners(struct query *q, struct pz_arena *arena)
{
    size_t n = q->words.core_n;
    struct name name;
    q->owners = PZ_NEW_ARRAY(arena, n + 1, int32_t);
    for (size_t i = 0; i < n; i++)
        q->owners[i] = NONE;
    for (size_t at = 0; next_name(q->index, &at, &name);)
        for (size_t i = 0; i < n; i++)
            if (q->core[i] != UNKNOWN && has(name.v, name.n, q->core[i]))
                q->owners[i] = q->owners[i] == NONE || q->owners[i] == (int32_t)name.entry ? (int32_t)name.entry : PZ_SEVERAL;
}

/* What the text has beyond the name: no number, and no word that belongs to another entry's name. */
static bool surplus_is_harmless(struct query *q, struct pz_arena *arena, const struct name *name)
{
    if (!q->owners)
        find_owners(q, arena);
    for (size_t i = 0; i < q->words.core_n; i++) {
        bool others = q->owners[i] != NONE && q->owners[i] != (int32_t)name->entry;
        if (!has(name->v, name->n, q->core[i]) && (others || pz_rune_is_digit((unsigned char)q->words.core[i][0])))
            return false;
    }
    return true;
}

enum { LESS_FORM, OTHER_FORM, PART, MORE, RELATIONS };

static bool relates(struct query *q, struct pz_arena *arena, const struct name *name, int relation)
{
    size_t core_n;
    bool telling;
    if (relation == PART)
        return is_part(q, name);
    if (!is_whole(q, name, &core_n, &telling))
        return false;
    if (relation == MORE)
        return telling && surplus_is_harmless(q, arena, name);
    bool same_core = core_n == q->words.core_n && is_part(q, name);
    return same_core && (relation == OTHER_FORM || all_in(q->v, q->words.n, name->v, name->n));
}

/* The single entry with a name in the given relation to the text; PZ_SEVERAL, NONE. */
static int32_t single(struct query *q, struct pz_arena *arena, int relation)
{
    int32_t found = NONE;
    struct name name;
    for (size_t at = 0; found != PZ_SEVERAL && next_name(q->index, &at, &name);)
        if (relates(q, arena, &name, relation))
            found = found == NONE || found == (int32_t)name.entry ? (int32_t)name.entry : PZ_SEVERAL;
    return found;
}

/* Near misses --------------------------------------------------------------------------------------------------- */

struct nearness {
    struct pz_match *match;
    double scores[PZ_MATCH_NEAR];
    int (*order)(const void *self, size_t entry, size_t other);
    const void *self;
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

static void find_likes(struct query *q, struct pz_arena *arena)
{
    size_t count = word_count(q->index);
    q->likes = pz_arena_alloc(arena, q->words.core_n * count);
    for (uint32_t k = 0; k < count; k++) {
        struct word word = word_at(q->index, k);
        for (size_t i = 0; i < q->words.core_n; i++)
            q->likes[i * count + k] =
                word.core ? (unsigned char)pz_word_likeness(q->words.core[i], q->index->texts.data + word.at) : 0;
    }
}

/* How alike the core words are, 0 to 1: words in common, misspelled ones in part. */
static double likeness(const struct query *q, const struct name *name)
{
    size_t count = word_count(q->index), quarters = 0, total = q->words.core_n;
    for (size_t i = 0; i < q->words.core_n; i++) {
        unsigned char best = 0;
        for (size_t k = 0; k < name->n; k++) {
            unsigned char like = q->likes[i * count + name->v[k]];
            best = like > best ? like : best;
        }
        quarters += best;
    }
    for (size_t k = 0; k < name->n; k++)
        total += word_at(q->index, name->v[k]).core;
    return total ? 2 * (0.25 * (double)quarters) / (double)total : 0;
}

static void find_near(struct query *q, struct pz_arena *arena, struct nearness *near)
{
    struct name name;
    find_likes(q, arena);
    for (size_t at = 0; next_name(q->index, &at, &name);) {
        double score = likeness(q, &name);
        if (is_part(q, &name))
            score = score > 0.6 ? score : 0.6;
        if (score >= 0.45)
            offer(near, name.entry, score);
    }
}

static void begin(struct query *q, const struct pz_word_index *x, struct pz_arena *arena, const char *text, size_t len)
{
    *q = (struct query){.index = x};
    pz_word_set_of(&q->words, arena, text, len);
    q->v = PZ_NEW_ARRAY(arena, q->words.n + 1, uint32_t);
    q->core = PZ_NEW_ARRAY(arena, q->words.core_n + 1, uint32_t);
    for (size_t i = 0; i < q->words.n; i++) {
        int32_t *number = pz_imprints_find(&x->numbers, q->words.v[i], strlen(q->words.v[i]));
        q->v[i] = number ? (uint32_t)*number : UNKNOWN;
    }
    for (size_t i = 0; i < q->words.core_n; i++) {
        int32_t *number = pz_imprints_find(&x->numbers, q->words.core[i], strlen(q->words.core[i]));
        q->core[i] = number ? (uint32_t)*number : UNKNOWN;
    }
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

struct pz_match pz_word_index_match(const struct pz_word_index *x, struct pz_arena *arena, const char *text, size_t len,
                                    int (*order)(const void *self, size_t entry, size_t other), const void *self)
{
    struct query q;
    begin(&q, x, arena, text, len);
    const char *sorted = pz_word_set_key(&q.words, arena);
    int32_t *key = q.words.n ? pz_imprints_find(&x->keys, sorted, strlen(sorted)) : NULL;
    if (key && *key >= 0)
        return found(PZ_MATCH_SAME, *key);
    struct pz_match match = {.kind = key ? PZ_MATCH_AMBIGUOUS : PZ_MATCH_NONE};
    for (int relation = LESS_FORM; !key && relation < RELATIONS && is_telling(&q.words); relation++) {
        int32_t entry = single(&q, arena, relation);
        if (entry >= 0)
            return found(relation == LESS_FORM ? PZ_MATCH_SAME : PZ_MATCH_GUESS, entry);
        if (entry == PZ_SEVERAL) {
            match.kind = PZ_MATCH_AMBIGUOUS;
            break;
        }
    }
    find_near(&q, arena, &(struct nearness){.match = &match, .order = order, .self = self});
    return match;
}
