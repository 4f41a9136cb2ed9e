/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/names.h"

#include <string.h>

#include "base/utf8.h"
#include "russian/name_words.h"

static enum pz_confidence worse(enum pz_confidence a, enum pz_confidence b)
{
    return a > b ? a : b;
}

static const struct pz_rule *find_rule(const struct pz_rules *rules, const struct pz_word *w, enum pz_sex sex)
{
    return pz_rules_find(rules, w, sex == PZ_FEMALE ? PZ_RULE_FEMALE : PZ_RULE_MALE);
}

/* One piece of a part (no hyphens in it) by one table. */
static enum pz_confidence piece_inflect(struct pz_buf *out, const struct pz_tables *t, const struct pz_rules *rules,
                                        const struct pz_word *w, enum pz_sex sex, enum pz_case c)
{
    const struct pz_rule *r = find_rule(rules, w, sex);
    if (!r || w->c[w->n - 1] == PZ_LETTER_ANY) {
        pz_buf_put(out, w->s, w->len);
        return PZ_ASK;
    }
    pz_paradigm_put(out, &t->paradigms.v[r->value], w, c, false, true);
    return (enum pz_confidence)r->confidence;
}

/* The rule by which a first half stays, or NULL. */
static const struct pz_rule *fixing_rule(const struct pz_rules *rules, const struct pz_word *w, enum pz_sex sex)
{
    const struct pz_rule *r = find_rule(rules, w, sex);
    return r && r->value == PZ_MARK_YES ? r : NULL;
}

/* What one part is inflected by. */
struct part_rules {
    const struct pz_rules *endings, *fixed,
        *whole; /* whole: what is a surname for sure, so that a first half declines surely; or NULL */
};

/* A first half that is not plainly a surname may stay as well: «Книппер-Чехов». */
static enum pz_confidence first_half(const struct part_rules *rules, const struct pz_word *w)
{
    const struct pz_rule *r = rules->whole ? pz_rules_find(rules->whole, w, PZ_RULE_MALE | PZ_RULE_FEMALE) : NULL;
    return !rules->whole || (r && r->value == PZ_MARK_YES) ? PZ_CERTAIN : PZ_CONVENTION;
}

/* «Турсун-заде»: what stands before «-заде» is the name of a father and stays with it. */
static bool is_before_zade(const char *p, const char *end)
{
    struct pz_word w;
    return p && pz_word_read(&w, p, (size_t)(end - p)) && pz_word_is(&w, "заде");
}

/* A part with its hyphens. The first halves of some compounds never change. */
static enum pz_confidence compound_inflect(struct pz_buf *out, const struct pz_tables *t, const struct part_rules *rules,
                                           const struct pz_name_word *word, enum pz_sex sex, enum pz_case c)
{
    if (word->simple)
        return piece_inflect(out, t, rules->endings, &word->w, sex, c);
    const char *p = word->text.s, *end = p + word->text.len, *written = p;
    enum pz_confidence all = PZ_CERTAIN;
    while (p) {
        struct pz_slice piece = pz_hyphen_piece(&p, end);
        struct pz_word w;
        const struct pz_rule *rule;
        pz_buf_put(out, written, (size_t)(piece.s - written)); /* the hyphen */
        written = piece.s + piece.len;
        if (!pz_word_read(&w, piece.s, piece.len)) {
            pz_buf_put(out, piece.s, piece.len);
            all = worse(all, piece.len ? PZ_ASK : PZ_CERTAIN);
        } else if (rules->fixed && is_before_zade(p, end)) {
            pz_buf_put(out, piece.s, piece.len);
        } else if (rules->fixed && p && (rule = fixing_rule(rules->fixed, &w, sex))) {
            pz_buf_put(out, piece.s, piece.len);
            all = worse(all, (enum pz_confidence)rule->confidence);
        } else {
            all = worse(all, piece_inflect(out, t, rules->endings, &w, sex, c));
            if (p && sex == PZ_MALE)
                all = worse(all, first_half(rules, &w));
        }
    }
    return all;
}

/* «Мухаммад-оглы» never changes. */
static bool is_fixed_patronymic(const struct pz_tables *t, const struct pz_name_word *word)
{
    struct pz_word room;
    const struct pz_word *w = pz_name_word_last(word, &room);
    return w && pz_patronymic_word(t, w) != PZ_SEX_UNKNOWN;
}

/* «Георгиевна-Авраамовна» changes in both pieces, «Ганс-Юргенович» in the last alone. */
static enum pz_confidence double_patronymic(struct pz_buf *out, const struct pz_tables *t, const struct pz_name_word *word,
                                            enum pz_sex sex, enum pz_case c)
{
    const char *last = word->text.s, *end = last + word->text.len;
    for (const char *p = last; p;) {
        struct pz_slice piece = pz_hyphen_piece(&p, end);
        struct pz_word w;
        last = piece.s;
        if (p && pz_word_read(&w, piece.s, piece.len) && pz_patronymic_ending(t, &w) != PZ_SEX_UNKNOWN)
            break;
    }
    struct pz_name_word rest;
    pz_name_word_set(&rest, t, PZ_WORD_MIDDLE, (struct pz_slice){last, (size_t)(end - last)});
    pz_buf_put(out, word->text.s, (size_t)(last - word->text.s));
    return compound_inflect(out, t, &(struct part_rules){&t->middle, NULL, NULL}, &rest, sex, c);
}

static enum pz_confidence middle_inflect(struct pz_buf *out, const struct pz_tables *t, const struct pz_name_word *word,
                                         enum pz_sex sex, enum pz_case c)
{
    if (is_fixed_patronymic(t, word)) {
        pz_buf_put(out, word->text.s, word->text.len);
        return PZ_CERTAIN;
    }
    if (word->patronymic == PZ_SEX_UNKNOWN) /* a second first name in its place */
        return worse(PZ_CONVENTION, compound_inflect(out, t, &(struct part_rules){&t->first, &t->fixed_first, NULL}, word, sex, c));
    if (word->simple)
        return piece_inflect(out, t, &t->middle, &word->w, sex, c);
    return double_patronymic(out, t, word, sex, c);
}

static enum pz_confidence word_inflect(struct pz_buf *out, const struct pz_tables *t, const struct pz_name_word *w, enum pz_sex sex,
                                       enum pz_case c)
{
    switch (w->kind) {
    case PZ_WORD_LAST: return compound_inflect(out, t, &(struct part_rules){&t->last, &t->fixed_last, &t->surname_like}, w, sex, c);
    case PZ_WORD_FIRST: return compound_inflect(out, t, &(struct part_rules){&t->first, &t->fixed_first, NULL}, w, sex, c);
    case PZ_WORD_MIDDLE: return middle_inflect(out, t, w, sex, c);
    case PZ_WORD_INITIALS:
    case PZ_WORD_FIXED_LAST:
    case PZ_WORD_FIXED_MIDDLE: break;
    }
    pz_buf_put(out, w->text.s, w->text.len);
    return PZ_CERTAIN;
}

/* The words of a name in a case, what stands between them as it was. */
static enum pz_confidence words_inflect(struct pz_buf *out, const struct pz_tables *t, const struct pz_name_words *words,
                                        const char *text, size_t len, enum pz_sex sex, enum pz_case c)
{
    enum pz_confidence all = PZ_CERTAIN;
    const char *written = text;
    for (unsigned i = 0; i < words->n; i++) {
        const struct pz_name_word *w = &words->v[i];
        pz_buf_put(out, written, (size_t)(w->text.s - written));
        all = worse(all, word_inflect(out, t, w, sex, c));
        written = w->text.s + w->text.len;
    }
    pz_buf_put(out, written, (size_t)(text + len - written));
    return all;
}

/* The sex is unknown: the form stands when it is the same for both. */
static enum pz_confidence both_sexes(struct pz_buf *out, const struct pz_tables *t, const struct pz_name_words *words,
                                     const char *text, size_t len, enum pz_case c)
{
    size_t start = out->len;
    enum pz_confidence all = words_inflect(out, t, words, text, len, PZ_MALE, c);
    size_t middle = out->len;
    all = worse(all, words_inflect(out, t, words, text, len, PZ_FEMALE, c));
    size_t male = middle - start, female = out->len - middle;
    bool same = !out->failed && male == female && memcmp(out->data + start, out->data + middle, male) == 0;
    if (out->failed)
        return PZ_UNKNOWN;
    pz_buf_truncate(out, same ? middle : start);
    if (!same)
        pz_buf_put(out, text, len);
    return same ? all : PZ_UNKNOWN;
}

static enum pz_confidence inflect_words(struct pz_buf *out, const struct pz_tables *t, const struct pz_name_words *words,
                                        const char *text, size_t len, enum pz_sex sex, enum pz_case c)
{
    if (words->confidence == PZ_UNKNOWN || c == PZ_NOMINATIVE) {
        pz_buf_put(out, text, len);
        return c == PZ_NOMINATIVE ? PZ_CERTAIN : PZ_UNKNOWN;
    }
    enum pz_confidence by_sex = PZ_CERTAIN;
    if (sex == PZ_SEX_UNKNOWN)
        sex = pz_name_words_sex(words, t, &by_sex);
    if (sex == PZ_SEX_UNKNOWN)
        return both_sexes(out, t, words, text, len, c);
    enum pz_confidence order = words->confidence == PZ_ASK ? PZ_ASK : PZ_CERTAIN;
    return worse(worse(by_sex, order), words_inflect(out, t, words, text, len, sex, c));
}

enum pz_confidence pz_name_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c)
{
    const struct pz_tables *t = pz_tables();
    if (!t) {
        pz_buf_put(out, text, len);
        return PZ_UNKNOWN;
    }
    struct pz_name_words words;
    pz_name_words_read(&words, t, text, len);
    return inflect_words(out, t, &words, text, len, sex, c);
}

enum pz_confidence pz_name_part_inflect(struct pz_buf *out, enum pz_name_part part, const char *text, size_t len, enum pz_sex sex,
                                        enum pz_case c)
{
    static const enum pz_name_word_kind kinds[] = {
        [PZ_LAST] = PZ_WORD_LAST, [PZ_FIRST] = PZ_WORD_FIRST, [PZ_MIDDLE] = PZ_WORD_MIDDLE};
    const struct pz_tables *t = pz_tables();
    if (!t || len == 0) {
        pz_buf_put(out, text, len);
        return PZ_UNKNOWN;
    }
    struct pz_name_words words;
    words.n = 0;
    words.confidence = PZ_CERTAIN;
    const char *p = text, *end = text + len;
    for (const char *start = p; p <= end && words.n < PZ_NAME_WORDS; p++) {
        if (p < end && *p != ' ')
            continue;
        if (p > start)
            pz_name_word_set(&words.v[words.n++], t, kinds[part], (struct pz_slice){start, (size_t)(p - start)});
        start = p + 1;
    }
    if (part == PZ_MIDDLE && words.n > 1) /* «Гасан оглы» never changes */
        for (unsigned i = 0; i < words.n; i++)
            words.v[i].kind = PZ_WORD_FIXED_MIDDLE;
    return inflect_words(out, t, &words, text, len, sex, c);
}

static void extend(struct pz_slice *part, struct pz_slice word)
{
    if (part->len == 0)
        *part = word;
    else
        part->len = (size_t)(word.s + word.len - part->s);
}

/* «И.О.» → «И.», «О.»; «И.» «О.» as they stand. */
static void take_initials(struct pz_person *out, struct pz_slice text)
{
    const char *stop = memchr(text.s, '.', text.len);
    out->initials = true;
    if (out->first.len) {
        out->middle = text;
        return;
    }
    size_t len = stop && stop + 1 < text.s + text.len && stop[1] != '-' ? (size_t)(stop + 1 - text.s) : text.len;
    out->first = (struct pz_slice){text.s, len};
    if (len < text.len)
        out->middle = (struct pz_slice){text.s + len, text.len - len};
}

static void person_of_words(struct pz_person *out, const struct pz_name_words *words)
{
    *out = (struct pz_person){0};
    for (unsigned i = 0; i < words->n; i++) {
        const struct pz_name_word *w = &words->v[i];
        switch (w->kind) {
        case PZ_WORD_LAST:
        case PZ_WORD_FIXED_LAST:
            out->last_first |= i == 0;
            extend(&out->last, w->text);
            break;
        case PZ_WORD_FIRST: extend(&out->first, w->text); break;
        case PZ_WORD_MIDDLE:
        case PZ_WORD_FIXED_MIDDLE: extend(&out->middle, w->text); break;
        case PZ_WORD_INITIALS: take_initials(out, w->text); break;
        }
    }
}

enum pz_confidence pz_name_split(struct pz_person *out, const char *text, size_t len)
{
    const struct pz_tables *t = pz_tables();
    *out = (struct pz_person){0};
    if (!t)
        return PZ_UNKNOWN;
    struct pz_name_words words;
    pz_name_words_read(&words, t, text, len);
    if (words.confidence != PZ_UNKNOWN)
        person_of_words(out, &words);
    return words.confidence;
}

/* First letter of each hyphen piece with a full stop: «Ж.-Ж.». Initials stay as they are. */
static void put_initial(struct pz_buf *out, const struct pz_tables *t, struct pz_slice name, bool initials)
{
    if (initials) {
        pz_buf_put(out, name.s, name.len);
        if (name.len && name.s[name.len - 1] != '.')
            pz_buf_putc(out, '.');
        return;
    }
    const char *p = name.s, *end = name.s + name.len;
    while (p) {
        struct pz_slice piece = pz_hyphen_piece(&p, end);
        struct pz_word w;
        if (!pz_word_read(&w, piece.s, piece.len) || (piece.s > name.s && pz_patronymic_word(t, &w) != PZ_SEX_UNKNOWN))
            break;
        if (piece.s > name.s)
            pz_buf_putc(out, '-');
        const char *q = piece.s;
        pz_buf_put_rune(out, pz_rune_upper(pz_utf8_next(&q, piece.s + piece.len)));
        pz_buf_putc(out, '.');
    }
}

#define NBSP "\xC2\xA0"

static void put_both_initials(struct pz_buf *out, const struct pz_person *person, enum pz_initials_space space)
{
    put_initial(out, pz_tables(), person->first, person->initials);
    if (person->middle.len) {
        if (space == PZ_INITIALS_SPACED)
            pz_buf_puts(out, NBSP);
        put_initial(out, pz_tables(), person->middle, person->initials);
    }
}

enum pz_confidence pz_name_initials(struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c,
                                    enum pz_initials_order order, enum pz_initials_space space)
{
    struct pz_person person;
    enum pz_confidence all = pz_name_split(&person, text, len), by_sex = PZ_CERTAIN;
    if (all == PZ_UNKNOWN || person.last.len == 0) {
        pz_buf_put(out, text, len);
        return PZ_UNKNOWN;
    }
    if (sex == PZ_SEX_UNKNOWN && c != PZ_NOMINATIVE)
        sex = pz_name_sex(&person, &by_sex);
    const char *gap = space == PZ_INITIALS_TIGHT ? "" : NBSP;
    bool has_initials = person.first.len > 0;
    if (order == PZ_INITIALS_FIRST && has_initials) {
        put_both_initials(out, &person, space);
        pz_buf_puts(out, gap);
    }
    enum pz_confidence form = pz_name_part_inflect(out, PZ_LAST, person.last.s, person.last.len, sex, c);
    if (sex != PZ_SEX_UNKNOWN)
        form = worse(form, by_sex);
    if (order == PZ_INITIALS_LAST && has_initials) {
        pz_buf_puts(out, gap);
        put_both_initials(out, &person, space);
    }
    return worse(all == PZ_ASK ? PZ_ASK : PZ_CERTAIN, form);
}

enum pz_confidence pz_name_given(struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c)
{
    struct pz_person person;
    enum pz_confidence all = pz_name_split(&person, text, len), by_sex = PZ_CERTAIN;
    if (all == PZ_UNKNOWN || person.initials || person.first.len == 0) {
        pz_buf_put(out, text, len);
        return PZ_UNKNOWN;
    }
    if (sex == PZ_SEX_UNKNOWN)
        sex = pz_name_sex(&person, &by_sex);
    all = pz_name_part_inflect(out, PZ_FIRST, person.first.s, person.first.len, sex, c);
    if (person.middle.len) {
        pz_buf_putc(out, ' ');
        all = worse(all, pz_name_part_inflect(out, PZ_MIDDLE, person.middle.s, person.middle.len, sex, c));
    }
    return sex == PZ_SEX_UNKNOWN ? all : worse(all, by_sex);
}
