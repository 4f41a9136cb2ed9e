/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/organisation.h"

#include <string.h>

#include "base/utf8.h"
#include "russian/names.h"
#include "russian/phrase_words.h"
#include "russian/post.h"

static bool starts_small(const struct pz_phrase_word *word)
{
    const char *p = word->s;
    return pz_rune_is_lower(pz_utf8_next(&p, word->s + word->len));
}

/* «ИП Иванов Иван Иванович»: the person inflects. */
static bool is_entrepreneur(const struct pz_phrase_words *words)
{
    return words->n > 1 && words->v[0].len == 4 && memcmp(words->v[0].s, "ИП", 4) == 0 && !words->v[1].quoted;
}

static enum pz_confidence entrepreneur(struct pz_buf *out, const struct pz_phrase_words *words, enum pz_case c)
{
    const char *name = words->v[1].s;
    pz_buf_put(out, words->text, (size_t)(name - words->text));
    return pz_name_inflect(out, name, (size_t)(words->text + words->len - name), PZ_SEX_UNKNOWN, c);
}

/* «муниципальное образование город Приреченск»: the name of a place stays. */
static bool is_place(const struct pz_word *w)
{
    static const char *const places[] = {"город", "поселок", "село", "деревня", "станица", "район", "округ", NULL};
    for (const char *const *p = places; *p; p++)
        if (pz_word_is(w, *p))
            return true;
    return false;
}

/* A second kind behind a dash («центр развития ребёнка — детский сад»), or right behind the head («учреждение детский сад № 3»). */
static bool is_second_kind(const struct pz_tables *t, const struct pz_phrase_words *words, const struct pz_group *g, unsigned from,
                           bool adjacent)
{
    const struct pz_group_word *last = &g->v[g->n - 1];
    struct pz_word w;
    const struct pz_phrase_word *word = &words->v[last->at];
    if (!g->listed || g->animate || g->fixed || last->role != PZ_ROLE_NOUN || !pz_word_read(&w, word->s, word->len))
        return false;
    unsigned bits = pz_noun_form_bits(&t->nouns, &w);
    if (!(bits & (PZ_FORM_BIT(PZ_NOMINATIVE, false) | PZ_FORM_BIT(PZ_NOMINATIVE, true))))
        return false;
    /* «отделы организации» is the genitive as likely: only a form that is no genitive counts behind a bare head. */
    if (bits & (PZ_FORM_BIT(PZ_GENITIVE, false) | PZ_FORM_BIT(PZ_GENITIVE, true)))
        return false;
    return !adjacent || (starts_small(&words->v[from]) && !is_place(&w));
}

/* Equals of the head right behind it: «школы, лицеи и гимназии». *from: the first word of the next one. */
static bool read_equal(struct pz_group *out, const struct pz_tables *t, const struct pz_phrase_words *words,
                       const struct pz_group *before, unsigned *from)
{
    struct pz_word w;
    unsigned i = before->next;
    if (i >= words->n || words->v[i].quoted || before->fixed)
        return false;
    bool comma = words->v[i].before == PZ_GAP_COMMA;
    if (!comma && (words->v[i].before != PZ_GAP_BLANK || !pz_word_read(&w, words->v[i].s, words->v[i].len) || !pz_word_is(&w, "и")))
        return false;
    *from = comma ? i : i + 1;
    if (!pz_group_read(out, t, words, *from, false, false) || !out->listed || out->animate || out->fixed)
        return false;
    const struct pz_group_word *last = &out->v[out->n - 1];
    return last->role == PZ_ROLE_NOUN && pz_word_read(&w, words->v[last->at].s, words->v[last->at].len) &&
           pz_noun_form_bits(&t->nouns, &w) & PZ_FORM_BIT(PZ_NOMINATIVE, out->gender == PZ_PLURAL);
}

static enum pz_confidence put_all(struct pz_buf *out, const struct pz_tables *t, const struct pz_phrase_words *words,
                                  const struct pz_group *first, const struct pz_form_wanted *form)
{
    const char *written = words->text;
    enum pz_confidence confidence = first->confidence;
    struct pz_group group;
    pz_group_put(out, t, words, first, form, &written);
    struct pz_group equal = *first;
    unsigned from;
    while (read_equal(&group, t, words, &equal, &from)) {
        struct pz_form_wanted own = *form;
        own.plural = group.gender == PZ_PLURAL || (form->plural && first->gender != PZ_PLURAL);
        pz_group_put(out, t, words, &group, &own, &written);
        equal = group;
    }
    for (unsigned i = equal.next; i < words->n && !first->fixed; i++) {
        bool adjacent = i == first->next && words->v[i].before == PZ_GAP_BLANK;
        if (words->v[i].quoted || !(adjacent || words->v[i].before == PZ_GAP_DASH) ||
            !pz_group_read(&group, t, words, i, false, false) || !is_second_kind(t, words, &group, i, adjacent)) {
            if (pz_tail_read(&group, t, words, i, first))
                pz_tail_put(out, t, words, &group, form, &written);
            continue;
        }
        struct pz_form_wanted second = *form;
        second.plural = group.gender == PZ_PLURAL || (form->plural && first->gender != PZ_PLURAL);
        pz_group_put(out, t, words, &group, &second, &written);
        i = group.next - 1;
        if (adjacent && confidence < PZ_CONVENTION)
            confidence = PZ_CONVENTION;
    }
    pz_buf_put(out, written, (size_t)(words->text + words->len - written));
    return confidence;
}

enum pz_confidence pz_organisation_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_case c)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group first;
    if (!t || c == PZ_NOMINATIVE) {
        pz_buf_put(out, text, len);
        return t ? PZ_CERTAIN : PZ_UNKNOWN;
    }
    pz_phrase_words_read(&words, text, len);
    if (is_entrepreneur(&words))
        return entrepreneur(out, &words, c);
    if (words.n && words.v[0].quoted) { /* a bare quoted name */
        pz_buf_put(out, text, len);
        return PZ_CERTAIN;
    }
    if (!pz_group_read(&first, t, &words, 0, false, false)) {
        pz_buf_put(out, text, len);
        return PZ_UNKNOWN;
    }
    if (first.listed && first.animate) /* an entrepreneur is a person */
        return pz_post_inflect(out, text, len, c);
    first.animate = false;
    return put_all(out, t, &words, &first, &(struct pz_form_wanted){.c = c, .plural = first.gender == PZ_PLURAL});
}

enum pz_confidence pz_organisation_group(struct pz_buf *out, const char *text, size_t len)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group first;
    if (t) {
        pz_phrase_words_read(&words, text, len);
        if (pz_group_read(&first, t, &words, 0, false, false))
            return put_all(out, t, &words, &first, &(struct pz_form_wanted){.c = PZ_GENITIVE, .plural = true});
    }
    pz_buf_put(out, text, len);
    return PZ_UNKNOWN;
}

bool pz_organisation_looks(const char *text, size_t len)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group group;
    if (!t)
        return false;
    pz_phrase_words_read(&words, text, len);
    if (words.n == 0)
        return false;
    if (words.v[0].quoted || (pz_is_abbreviation(words.v[0].s, words.v[0].len) && words.v[0].len >= 4))
        return true;
    return pz_group_read(&group, t, &words, 0, false, false) && group.listed && !group.animate;
}
