/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Head groups: reading and writing. */
#include <string.h>

#include "russian/name_words.h"
#include "russian/phrase_words.h"

/* A word that must not be taken for an abbreviation when the whole phrase is in capitals. */
static bool all_caps(const struct pz_phrase_words *words)
{
    unsigned long_words = 0;
    for (unsigned i = 0; i < words->n; i++) {
        struct pz_word w;
        if (words->v[i].quoted || !pz_word_read(&w, words->v[i].s, words->v[i].len) || w.n < 3)
            continue;
        if (!w.caps)
            return false;
        long_words += w.n > 6;
    }
    return long_words > 0;
}

/* The piece behind the last hyphen decides the form of a compound. */
static bool last_piece_word(struct pz_word *w, const struct pz_phrase_word *word)
{
    const char *p = word->s, *end = word->s + word->len;
    struct pz_slice piece = {p, word->len};
    while (p)
        piece = pz_hyphen_piece(&p, end);
    return pz_word_read(w, piece.s, piece.len);
}

static bool is_person_piece(const struct pz_tables *t, struct pz_slice piece)
{
    struct pz_word w;
    struct pz_noun noun;
    return pz_word_read(&w, piece.s, piece.len) && pz_noun_listed(&t->nouns, &w) &&
           pz_noun_find(&noun, &t->nouns, &w, false, false) && noun.cls->animate;
}

/* «и. о.», «в. и. о.» written apart. */
static bool is_letter_with_stop(const struct pz_phrase_words *words, const struct pz_word *w)
{
    const char *behind = w->s + w->len;
    return w->n == 1 && behind < words->text + words->len && *behind == '.';
}

static bool marked(const struct pz_rules *rules, const struct pz_word *w)
{
    const struct pz_rule *r = pz_rules_find(rules, w, PZ_RULE_MALE);
    return r && r->value == PZ_MARK_YES;
}

static bool is_one_of(const struct pz_word *w, const char *const *words)
{
    for (; *words; words++)
        if (pz_word_is(w, *words))
            return true;
    return false;
}

static bool is_preposition(const struct pz_word *w)
{
    static const char *const words[] = {"по", "в", "во",  "на", "с", "со",  "за",  "для", "из",    "от",    "до", "при", "о",
                                        "об", "и", "или", "к",  "у", "над", "под", "без", "между", "имени", "им", NULL};
    return is_one_of(w, words);
}

static bool looks_oblique(const struct pz_word *w)
{
    static const char *const endings[] = {"ом", "ем", "ой", "ей", "ами", "ями", "ью", "ым", "им", "ого", "его", NULL};
    for (const char *const *e = endings; *e; e++)
        if (pz_word_ends(w, *e))
            return true;
    return false;
}

/* Gender as far as agreement goes: the plural has none. */
static enum pz_gender noun_gender(const struct pz_noun *noun)
{
    return noun->plural ? PZ_PLURAL : noun->cls->gender;
}

bool pz_noun_follows(const struct pz_tables *t, const struct pz_phrase_words *words, unsigned i, enum pz_gender gender)
{
    for (; i < words->n; i++) {
        struct pz_word w;
        struct pz_adjective a;
        struct pz_noun noun;
        if (words->v[i].before != PZ_GAP_BLANK || words->v[i].quoted || !last_piece_word(&w, &words->v[i]) || is_preposition(&w))
            return false;
        bool listed = pz_noun_form_bits(&t->nouns, &w) != 0;
        if (!listed && w.capital && !w.caps) /* a name */
            return false;
        if (!listed && pz_adjective_read(&a, &w) && a.gender == gender) {
            if (marked(&t->substantives, &w)) /* «участковый уполномоченный» */
                return true;
            continue;
        }
        if (!listed && looks_oblique(&w))
            return false;
        if (listed && !pz_noun_listed(&t->nouns, &w))
            return false;
        return pz_noun_find(&noun, &t->nouns, &w, gender == PZ_PLURAL, false) && noun_gender(&noun) == gender;
    }
    return false;
}

static void add_word(struct pz_group *g, enum pz_role role, unsigned at)
{
    if (g->n < PZ_GROUP_WORDS)
        g->v[g->n++] = (struct pz_group_word){role, at};
    g->next = at + 1;
}

/* What has been read of a group so far. */
struct reading {
    struct pz_group *g;
    const struct pz_tables *t;
    const struct pz_phrase_words *words;
    bool animate, counted;
    bool any;                  /* an adjective has been read */
    enum pz_gender adjectives; /* its gender */
};

/* A compound is of its first piece's gender («школа-интернат», «сад-ясли»), unless that never changes or has no singular. */
static enum pz_gender compound_gender(const struct reading *r, unsigned i, const struct pz_noun *last)
{
    const struct pz_phrase_word *word = &r->words->v[i];
    const char *p = word->s;
    struct pz_slice piece = pz_hyphen_piece(&p, word->s + word->len);
    struct pz_word w;
    struct pz_noun first;
    if (!p || !pz_word_read(&w, piece.s, piece.len) || marked(&r->t->fixed_words, &w) || !pz_noun_listed(&r->t->nouns, &w) ||
        !pz_noun_find(&first, &r->t->nouns, &w, last->plural && last->cls->gender != PZ_PLURAL, false) ||
        first.cls->gender == PZ_PLURAL)
        return noun_gender(last);
    return noun_gender(&first);
}

static bool end_with_noun(struct reading *r, unsigned i, const struct pz_noun *noun)
{
    add_word(r->g, PZ_ROLE_NOUN, i);
    r->g->gender = compound_gender(r, i, noun);
    r->g->listed = noun->confidence == PZ_CERTAIN;
    r->g->animate = r->g->listed ? noun->cls->animate : noun->cls->animate || r->animate;
    r->g->confidence = noun->confidence;
    return true;
}

static bool end_with_substantive(struct reading *r, unsigned i, enum pz_gender gender, bool listed)
{
    add_word(r->g, PZ_ROLE_ADJECTIVE, i);
    r->g->gender = gender;
    r->g->animate = r->animate;
    r->g->listed = listed;
    r->g->confidence = listed ? PZ_CERTAIN : PZ_CONVENTION;
    return true;
}

/* «и» or a comma between adjectives of one gender. */
static bool joins_adjectives(const struct reading *r, unsigned i)
{
    struct pz_word w;
    struct pz_adjective a;
    if (!r->any || i + 1 >= r->words->n || !pz_word_read(&w, r->words->v[i].s, r->words->v[i].len))
        return false;
    return (pz_word_is(&w, "и") || pz_word_is(&w, "или")) && last_piece_word(&w, &r->words->v[i + 1]) &&
           pz_adjective_read(&a, &w) && !pz_noun_listed(&r->t->nouns, &w);
}

/* An adverb before an adjective: «временно исполняющий», «социально ориентированная». */
static bool is_adverb(const struct reading *r, unsigned i, const struct pz_word *w)
{
    struct pz_word next;
    struct pz_adjective a;
    return pz_word_ends(w, "о") && !pz_noun_listed(&r->t->nouns, w) && i + 1 < r->words->n &&
           last_piece_word(&next, &r->words->v[i + 1]) && pz_adjective_read(&a, &next);
}

enum step { STEP_ON, STEP_DONE, STEP_NONE };

static enum step read_adjective(struct reading *r, unsigned i, const struct pz_word *w, const struct pz_adjective *a)
{
    bool substantive = marked(&r->t->substantives, w);
    if (substantive && !pz_noun_follows(r->t, r->words, i + 1, a->gender))
        return end_with_substantive(r, i, a->gender, true) ? STEP_DONE : STEP_NONE;
    if (r->any && a->gender != r->adjectives)
        return STEP_NONE;
    add_word(r->g, PZ_ROLE_ADJECTIVE, i);
    r->any = true;
    r->adjectives = a->gender;
    return STEP_ON;
}

static enum step read_word(struct reading *r, unsigned i)
{
    const struct pz_phrase_word *word = &r->words->v[i];
    struct pz_word w;
    struct pz_adjective a;
    struct pz_noun noun;
    if (word->quoted || !last_piece_word(&w, word))
        return STEP_NONE;
    if (joins_adjectives(r, i)) {
        add_word(r->g, PZ_ROLE_FIXED, i);
        return STEP_ON;
    }
    if (is_preposition(&w) ||
        (r->any && w.capital && !w.caps && !pz_noun_form_bits(&r->t->nouns, &w) && !pz_adjective_read(&a, &w)))
        return STEP_NONE; /* a name behind the adjectives is no noun of theirs */
    const struct pz_pronoun *pronoun = pz_pronoun_find(&r->t->pronouns, &w);
    if (pronoun && !r->any) {
        add_word(r->g, PZ_ROLE_PRONOUN, i);
        r->any = true;
        r->adjectives = pronoun->gender;
        return STEP_ON;
    }
    bool listed = pz_noun_listed(&r->t->nouns, &w);
    if (!listed && pz_adjective_read(&a, &w))
        return read_adjective(r, i, &w, &a);
    if (!listed && is_adverb(r, i, &w)) {
        add_word(r->g, PZ_ROLE_FIXED, i);
        return STEP_ON;
    }
    if (pz_noun_find(&noun, &r->t->nouns, &w, r->any && r->adjectives == PZ_PLURAL, r->counted))
        return end_with_noun(r, i, &noun) ? STEP_DONE : STEP_NONE;
    return STEP_NONE;
}

/* An abbreviation or a shortened post at the head: the phrase stays as it is. */
static bool read_fixed(struct reading *r, unsigned from)
{
    const struct pz_phrase_word *word = &r->words->v[from];
    struct pz_word w;
    bool fixed = pz_is_abbreviation(word->s, word->len) && !all_caps(r->words);
    if (!fixed && pz_word_read(&w, word->s, word->len))
        fixed = w.foreign
                    ? !last_piece_word(&w, word) || w.foreign
                    : (marked(&r->t->fixed_words, &w) && !pz_noun_listed(&r->t->nouns, &w)) || is_letter_with_stop(r->words, &w);
    if (!fixed)
        return false;
    add_word(r->g, PZ_ROLE_FIXED, from);
    r->g->fixed = r->g->listed = true;
    r->g->gender = PZ_NEUTER;
    r->g->confidence = PZ_CERTAIN;
    return true;
}

bool pz_group_read(struct pz_group *out, const struct pz_tables *t, const struct pz_phrase_words *words, unsigned from,
                   bool animate, bool counted)
{
    struct reading r = {.g = out, .t = t, .words = words, .animate = animate, .counted = counted};
    *out = (struct pz_group){.next = from};
    if (from >= words->n)
        return false;
    if (read_fixed(&r, from))
        return true;
    for (unsigned i = from; i < words->n; i++) {
        if (i > from && words->v[i].before != PZ_GAP_BLANK && !(words->v[i].before == PZ_GAP_COMMA && r.any))
            break;
        enum step step = read_word(&r, i);
        if (step == STEP_DONE)
            return true;
        if (step == STEP_NONE)
            break;
    }
    /* Adjectives without a noun: the last one stands for it. */
    while (out->n && out->v[out->n - 1].role == PZ_ROLE_FIXED)
        out->n--;
    if (!r.any || out->v[out->n - 1].role != PZ_ROLE_ADJECTIVE)
        return false;
    out->next = out->v[out->n - 1].at + 1;
    out->gender = r.adjectives;
    out->animate = animate;
    out->confidence = PZ_CONVENTION;
    return true;
}

/* Writing ------------------------------------------------------------------------------------------------ */

struct writing {
    struct pz_buf *out;
    const struct pz_tables *t;
    const struct pz_group *g;
    const struct pz_form_wanted *form;
};

/* Gender and case of the adjectives for the form wanted. */
static enum pz_gender adjective_form(const struct writing *wr, enum pz_gender own, bool is_head, enum pz_case *c)
{
    *c = wr->form->c;
    if (!wr->form->paucal)
        return wr->form->plural ? PZ_PLURAL : own;
    /* «два новых сада», «две новые группы», «два заведующих». */
    *c = own == PZ_FEMININE && !(is_head && wr->g->animate) ? PZ_NOMINATIVE : PZ_GENITIVE;
    return PZ_PLURAL;
}

static void put_pronoun(const struct writing *wr, const struct pz_phrase_word *word)
{
    struct pz_word w;
    enum pz_case c;
    const struct pz_pronoun *p = pz_word_read(&w, word->s, word->len) ? pz_pronoun_find(&wr->t->pronouns, &w) : NULL;
    if (!p) {
        pz_buf_put(wr->out, word->s, word->len);
        return;
    }
    enum pz_gender gender = adjective_form(wr, p->gender, false, &c);
    pz_pronoun_put(wr->out, &wr->t->pronouns, p, &w, gender, c, wr->g->animate);
}

static void put_noun_piece(const struct writing *wr, struct pz_slice piece, bool last)
{
    struct pz_word w;
    struct pz_noun noun;
    struct pz_adjective a;
    bool plural = wr->g->gender == PZ_PLURAL;
    if (!pz_word_read(&w, piece.s, piece.len) || (marked(&wr->t->fixed_words, &w) && !last) || w.foreign) {
        pz_buf_put(wr->out, piece.s, piece.len);
        return;
    }
    if (!pz_noun_listed(&wr->t->nouns, &w) && pz_adjective_read(&a, &w)) { /* «заведующий-методист» */
        pz_adjective_put(wr->out, &wr->t->adjectives, &a, &w, wr->form->plural ? PZ_PLURAL : a.gender, wr->form->c, wr->g->animate);
        return;
    }
    if (!pz_noun_find(&noun, &wr->t->nouns, &w, plural, wr->form->counted)) {
        pz_buf_put(wr->out, piece.s, piece.len);
        return;
    }
    struct pz_noun_class cls = *noun.cls;
    cls.animate = wr->g->animate;
    noun.cls = &cls;
    enum pz_case c = wr->form->paucal ? PZ_GENITIVE : wr->form->c;
    if (!pz_noun_put(wr->out, &noun, &w, c, wr->form->plural))
        pz_buf_put(wr->out, piece.s, piece.len);
}

/* Pieces before the adjective of a compound: a person is a head of its own («директор-главный редактор»), all else stays («научно-»). */
static void put_pieces_before(const struct writing *wr, const struct pz_phrase_word *word, const char *adjective)
{
    const char *p = word->s, *end = word->s + word->len, *written = word->s;
    while (p) {
        struct pz_slice piece = pz_hyphen_piece(&p, end);
        if (piece.s >= adjective)
            break;
        pz_buf_put(wr->out, written, (size_t)(piece.s - written));
        written = piece.s + piece.len;
        if (is_person_piece(wr->t, piece))
            put_noun_piece(wr, piece, false);
        else
            pz_buf_put(wr->out, piece.s, piece.len);
    }
    pz_buf_put(wr->out, written, (size_t)(adjective - written));
}

static void put_adjective(const struct writing *wr, const struct pz_phrase_word *word, bool is_head)
{
    struct pz_word w;
    struct pz_adjective a;
    enum pz_case c;
    if (!last_piece_word(&w, word) || !pz_adjective_read(&a, &w)) {
        pz_buf_put(wr->out, word->s, word->len);
        return;
    }
    put_pieces_before(wr, word, w.s);
    enum pz_gender gender = adjective_form(wr, a.gender, is_head, &c);
    pz_adjective_put(wr->out, &wr->t->adjectives, &a, &w, gender, c, wr->g->animate);
}

/* A compound noun changes in every piece but the prefixes that never do. */
static void put_noun(const struct writing *wr, const struct pz_phrase_word *word)
{
    const char *p = word->s, *end = word->s + word->len, *written = word->s;
    while (p) {
        struct pz_slice piece = pz_hyphen_piece(&p, end);
        pz_buf_put(wr->out, written, (size_t)(piece.s - written));
        written = piece.s + piece.len;
        put_noun_piece(wr, piece, p == NULL);
    }
}

void pz_group_put(struct pz_buf *out, const struct pz_tables *t, const struct pz_phrase_words *words, const struct pz_group *group,
                  const struct pz_form_wanted *form, const char **written)
{
    struct writing wr = {out, t, group, form};
    for (unsigned i = 0; i < group->n; i++) {
        const struct pz_phrase_word *word = &words->v[group->v[i].at];
        pz_buf_put(out, *written, (size_t)(word->s - *written));
        *written = word->s + word->len;
        switch (group->v[i].role) {
        case PZ_ROLE_FIXED: pz_buf_put(out, word->s, word->len); break;
        case PZ_ROLE_PRONOUN: put_pronoun(&wr, word); break;
        case PZ_ROLE_ADJECTIVE: put_adjective(&wr, word, i + 1 == group->n); break;
        case PZ_ROLE_NOUN: put_noun(&wr, word); break;
        }
    }
}
