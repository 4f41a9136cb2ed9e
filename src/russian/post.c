/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/post.h"

#include "russian/names.h"
#include "russian/phrase_words.h"

/* Whether a group inside the tail may be a second head: a listed person in the nominative; in brackets right behind the head any noun. */
static bool is_second_head(const struct pz_phrase_words *words, const struct pz_group *g, const struct pz_group *first, unsigned at)
{
    bool bracket = at == first->next && words->v[at].before == PZ_GAP_BRACKET && g->confidence < PZ_ASK;
    return (g->listed || bracket) && g->animate && !g->fixed && (g->gender == PZ_PLURAL) == (first->gender == PZ_PLURAL);
}

/* The form of the last word alone must be nominative: «отдела» is none. */
static bool ends_nominative(const struct pz_tables *t, const struct pz_phrase_words *words, const struct pz_group *g)
{
    const struct pz_group_word *last = &g->v[g->n - 1];
    struct pz_word w;
    if (last->role == PZ_ROLE_ADJECTIVE)
        return true;
    const struct pz_phrase_word *word = &words->v[last->at];
    const char *hyphen = word->s;
    while (hyphen < word->s + word->len && *hyphen != '-')
        hyphen++;
    return pz_word_read(&w, word->s, (size_t)(hyphen - word->s)) &&
           (pz_noun_listed(&t->nouns, &w) || pz_noun_form_bits(&t->nouns, &w) == 0);
}

static bool opens_head(const struct pz_tables *t, const struct pz_phrase_words *words, unsigned i, unsigned behind, unsigned *from)
{
    struct pz_word w;
    *from = i;
    if (words->v[i].before != PZ_GAP_BLANK)
        return true;
    (void)t;
    if (i >= behind && i + 1 < words->n && pz_word_read(&w, words->v[i].s, words->v[i].len) && pz_word_is(&w, "и")) {
        *from = i + 1;
        return true;
    }
    return false;
}

/* Where the name of who holds the post begins, when it ends the phrase in full («директор школы Иванов Иван Ильич»): number of its
 * first word, or that of all words. A name in the genitive («школа имени …») has no patronymic to be told by. */
static unsigned find_holder(const struct pz_phrase_words *words, const struct pz_group *first)
{
    enum { PARTS = 3 };
    if (words->n < first->next + PARTS || first->fixed)
        return words->n;
    unsigned from = words->n - PARTS;
    for (unsigned i = from; i < words->n; i++) {
        struct pz_word w;
        if (words->v[i].quoted || (i > from && words->v[i].before != PZ_GAP_BLANK) ||
            !pz_word_read(&w, words->v[i].s, words->v[i].len) || !w.capital || w.caps)
            return words->n;
    }
    const char *name = words->v[from].s, *end = words->v[words->n - 1].s + words->v[words->n - 1].len;
    struct pz_person person;
    bool whole = pz_name_split(&person, name, (size_t)(end - name)) == PZ_CERTAIN && person.middle.len && person.last.len;
    return whole ? from : words->n;
}

static enum pz_confidence put_holder(struct pz_buf *out, const struct pz_phrase_words *words, unsigned from, enum pz_case c,
                                     const char **written)
{
    if (from == words->n)
        return PZ_CERTAIN;
    const char *name = words->v[from].s, *end = words->v[words->n - 1].s + words->v[words->n - 1].len;
    pz_buf_put(out, *written, (size_t)(name - *written));
    *written = end;
    return pz_name_inflect(out, name, (size_t)(end - name), PZ_SEX_UNKNOWN, c);
}

enum pz_confidence pz_post_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_case c)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group first, group;
    const char *written = text;
    if (!t || c == PZ_NOMINATIVE) {
        pz_buf_put(out, text, len);
        return t ? PZ_CERTAIN : PZ_UNKNOWN;
    }
    pz_phrase_words_read(&words, text, len);
    if (!pz_group_read(&first, t, &words, 0, true, false)) {
        pz_buf_put(out, text, len);
        return PZ_UNKNOWN;
    }
    struct pz_form_wanted form = {.c = c, .plural = first.gender == PZ_PLURAL};
    pz_group_put(out, t, &words, &first, &form, &written);
    unsigned holder = find_holder(&words, &first);
    for (unsigned i = first.next, from; i < holder && !first.fixed; i++) {
        if (!opens_head(t, &words, i, first.next, &from) || words.v[from].quoted ||
            !pz_group_read(&group, t, &words, from, true, false) || !is_second_head(&words, &group, &first, i) ||
            !ends_nominative(t, &words, &group)) {
            if (pz_tail_read(&group, t, &words, i, &first))
                pz_tail_put(out, t, &words, &group, &form, &written);
            continue;
        }
        pz_group_put(out, t, &words, &group, &form, &written);
        i = group.next - 1;
    }
    enum pz_confidence of_name = put_holder(out, &words, holder, c, &written);
    pz_buf_put(out, written, (size_t)(text + len - written));
    return of_name > first.confidence ? of_name : first.confidence;
}

bool pz_post_looks(const char *text, size_t len)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group group;
    if (!t)
        return false;
    pz_phrase_words_read(&words, text, len);
    return pz_group_read(&group, t, &words, 0, true, false) && group.listed && group.animate && !group.fixed;
}
