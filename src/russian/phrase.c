/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/phrase.h"

#include "russian/number.h"
#include "russian/phrase_words.h"

/* The head of a group in the nominative: the last word is a listed noun in that form, or an adjective that stands for one. */
static bool is_nominative(const struct pz_tables *t, const struct pz_phrase_words *words, const struct pz_group *g)
{
    const struct pz_group_word *last = &g->v[g->n - 1];
    const struct pz_phrase_word *word = &words->v[last->at];
    struct pz_word w;
    return last->role == PZ_ROLE_NOUN && pz_word_read(&w, word->s, word->len) && pz_noun_listed(&t->nouns, &w);
}

/* A second head right behind the first: «порядок и сроки», «родители (законные представители)». *at: its first word. */
static bool read_second(struct pz_group *out, const struct pz_tables *t, const struct pz_phrase_words *words,
                        const struct pz_group *first)
{
    unsigned at = first->next;
    struct pz_word w;
    if (first->fixed || at >= words->n || words->v[at].quoted)
        return false;
    if (words->v[at].before == PZ_GAP_BLANK && pz_word_read(&w, words->v[at].s, words->v[at].len) && pz_word_is(&w, "и"))
        at++;
    else if (words->v[at].before != PZ_GAP_BRACKET)
        return false;
    return at < words->n && !words->v[at].quoted && pz_group_read(out, t, words, at, false, false) && out->listed && !out->fixed &&
           is_nominative(t, words, out);
}

enum pz_confidence pz_phrase_gender(const char *text, size_t len, enum pz_gender *gender)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group group, second;
    *gender = PZ_MASCULINE;
    if (!t)
        return PZ_UNKNOWN;
    pz_phrase_words_read(&words, text, len);
    for (unsigned i = 0; i < words.n && words.v[0].quoted; i++) /* «Дорожная карта» as a title has its head all the same */
        words.v[words.n - 1 - i].quoted = false;
    if (!pz_group_read(&group, t, &words, 0, false, false))
        return PZ_UNKNOWN;
    bool several = read_second(&second, t, &words, &group) && words.v[group.next].before == PZ_GAP_BLANK;
    *gender = several ? PZ_PLURAL : group.gender;
    return group.fixed ? PZ_ASK : group.confidence;
}

/* Behind the head: kinds behind a dash («начальная школа — детский сад») and what agrees with the head. */
static void put_behind(struct pz_buf *out, const struct pz_tables *t, const struct pz_phrase_words *words,
                       const struct pz_group *head, unsigned from, const struct pz_form_wanted *form, const char **written)
{
    struct pz_group group;
    for (unsigned i = from; i < words->n && !head->fixed; i++) {
        bool dash = words->v[i].before == PZ_GAP_DASH && !words->v[i].quoted;
        if (dash && pz_group_read(&group, t, words, i, false, form->counted) && group.listed && !group.fixed &&
            is_nominative(t, words, &group)) {
            struct pz_form_wanted second = *form;
            second.plural = group.gender == PZ_PLURAL || (form->plural && head->gender != PZ_PLURAL);
            pz_group_put(out, t, words, &group, &second, written);
            i = group.next - 1;
        } else if (pz_tail_read(&group, t, words, i, head)) {
            pz_tail_put(out, t, words, &group, form, written);
        }
    }
}

/* The first group of a phrase in a form (and its equals behind «и» or in brackets when `all`), the rest as it stands. */
static enum pz_confidence put_phrase(struct pz_buf *out, const char *text, size_t len, struct pz_form_wanted form, bool all)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group group = {.n = 0}, second;
    const char *written = text;
    enum pz_confidence confidence = PZ_UNKNOWN;
    if (t) {
        pz_phrase_words_read(&words, text, len);
        if (pz_group_read(&group, t, &words, 0, false, form.counted)) {
            confidence = group.confidence;
            form.plural |= group.gender == PZ_PLURAL;
            if (form.persons_plural && group.animate)
                form = (struct pz_form_wanted){.c = PZ_GENITIVE, .plural = true, .counted = true};
            if (form.paucal && group.gender == PZ_PLURAL) /* «трое суток» has no such form: the genitive plural stands in */
                form = (struct pz_form_wanted){.c = PZ_GENITIVE, .plural = true, .counted = true};
            pz_group_put(out, t, &words, &group, &form, &written);
            unsigned next = group.next;
            if (all && read_second(&second, t, &words, &group)) {
                struct pz_form_wanted own = form;
                own.plural = second.gender == PZ_PLURAL;
                pz_group_put(out, t, &words, &second, &own, &written);
                next = second.next;
            }
            put_behind(out, t, &words, &group, next, &form, &written);
        }
    }
    pz_buf_put(out, written, (size_t)(text + len - written));
    return confidence;
}

static enum pz_confidence first_group(struct pz_buf *out, const char *text, size_t len, struct pz_form_wanted form)
{
    return put_phrase(out, text, len, form, false);
}

enum pz_confidence pz_phrase_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_case c)
{
    if (c != PZ_NOMINATIVE)
        return put_phrase(out, text, len, (struct pz_form_wanted){.c = c}, true);
    pz_buf_put(out, text, len);
    return PZ_CERTAIN;
}

enum pz_confidence pz_phrase_plural(struct pz_buf *out, const char *text, size_t len, enum pz_case c)
{
    return first_group(out, text, len, (struct pz_form_wanted){.c = c, .plural = true});
}

enum pz_confidence pz_phrase_count(struct pz_buf *out, int64_t n, const char *text, size_t len, enum pz_case c)
{
    int number = pz_number_form(n);
    struct pz_form_wanted form = {.c = c, .counted = true};
    if (c == PZ_NOMINATIVE || c == PZ_ACCUSATIVE) {
        form.paucal = number == 1;
        form.persons_plural = c == PZ_ACCUSATIVE && n >= 2 && n <= 4;
        form.plural = number == 2;
        if (number == 2)
            form.c = PZ_GENITIVE;
    } else {
        form.plural = number != 0;
    }
    return first_group(out, text, len, form);
}

enum pz_confidence pz_phrase_count_decimal(struct pz_buf *out, const char *text, size_t len)
{
    return first_group(out, text, len, (struct pz_form_wanted){.c = PZ_GENITIVE, .counted = true});
}
