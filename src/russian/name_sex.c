/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/name_words.h"

struct verdict {
    enum pz_sex sex;
    enum pz_confidence confidence;
};

static struct verdict nothing(void)
{
    return (struct verdict){PZ_SEX_UNKNOWN, PZ_ASK};
}

static struct verdict piece_sex(const struct pz_rules *rules, const struct pz_word *w, struct verdict before)
{
    const struct pz_rule *r = pz_rules_find(rules, w, PZ_RULE_MALE | PZ_RULE_FEMALE);
    if (!r || r->value == PZ_MARK_NO)
        return before;
    if (r->value == PZ_MARK_BOTH)
        return nothing();
    return (struct verdict){r->value == PZ_MARK_MALE ? PZ_MALE : PZ_FEMALE, (enum pz_confidence)r->confidence};
}

/* What one part shows: the last piece of a compound that shows anything («Корвин-Круковская»). */
static struct verdict part_sex(const struct pz_rules *rules, const struct pz_name_word *word)
{
    struct verdict found = nothing();
    if (word->simple)
        return piece_sex(rules, &word->w, found);
    for (const char *p = word->text.s, *end = p + word->text.len; p && p < end;) {
        struct pz_slice piece = pz_hyphen_piece(&p, end);
        struct pz_word w;
        if (pz_word_read(&w, piece.s, piece.len))
            found = piece_sex(rules, &w, found);
    }
    return found;
}

static struct verdict middle_sex(const struct pz_name_word *w)
{
    return (struct verdict){w->patronymic, w->patronymic == PZ_SEX_UNKNOWN ? PZ_ASK : PZ_CERTAIN};
}

static enum pz_sex answer(struct verdict v, enum pz_confidence *confidence)
{
    if (confidence)
        *confidence = v.confidence;
    return v.sex;
}

enum pz_sex pz_name_words_sex(const struct pz_name_words *words, const struct pz_tables *tables, enum pz_confidence *confidence)
{
    struct verdict last = nothing(), first = nothing();
    unsigned firsts = 0;
    for (unsigned i = 0; i < words->n; i++) {
        const struct pz_name_word *w = &words->v[i];
        if (w->kind == PZ_WORD_MIDDLE || w->kind == PZ_WORD_FIXED_MIDDLE) {
            struct verdict v = middle_sex(w);
            if (v.sex != PZ_SEX_UNKNOWN)
                return answer(v, confidence);
        } else if (w->kind == PZ_WORD_LAST && last.sex == PZ_SEX_UNKNOWN) {
            last = part_sex(&tables->sex_last, w);
        } else if (w->kind == PZ_WORD_FIRST && first.sex == PZ_SEX_UNKNOWN) {
            first = part_sex(&tables->sex_first, w);
            firsts++;
        } else if (w->kind == PZ_WORD_FIRST) {
            firsts++;
        }
    }
    if (firsts > 1 && first.confidence != PZ_CERTAIN) /* «Ким Чен Ир»: endings tell nothing of such names */
        first = nothing();
    if (last.sex == PZ_SEX_UNKNOWN)
        return answer(first, confidence);
    if (first.sex == PZ_SEX_UNKNOWN || first.sex == last.sex)
        return answer(first.sex == last.sex && first.confidence == PZ_CERTAIN ? first : last, confidence);
    /* They disagree: a listed first name against a surname is for the clerk; an ending is weaker than a surname. */
    if (first.confidence == PZ_CERTAIN && last.confidence == PZ_CERTAIN)
        return answer(nothing(), confidence);
    return answer(first.confidence < last.confidence ? first : (struct verdict){last.sex, PZ_CONVENTION}, confidence);
}

static void add(struct pz_name_words *words, const struct pz_tables *tables, enum pz_name_word_kind kind, struct pz_slice text)
{
    if (text.len)
        pz_name_word_set(&words->v[words->n++], tables, kind, text);
}

/* A patronymic of two words («Гасан оглы»): the second tells. */
static void add_middle(struct pz_name_words *words, const struct pz_tables *tables, struct pz_slice text)
{
    const char *p = text.s + text.len;
    while (p > text.s && p[-1] != ' ')
        p--;
    add(words, tables, PZ_WORD_MIDDLE, (struct pz_slice){p, (size_t)(text.s + text.len - p)});
}

enum pz_sex pz_name_sex(const struct pz_person *person, enum pz_confidence *confidence)
{
    const struct pz_tables *tables = pz_tables();
    if (!tables)
        return answer(nothing(), confidence);
    struct pz_name_words words;
    words.n = 0;
    add(&words, tables, PZ_WORD_LAST, person->last);
    if (!person->initials) {
        add(&words, tables, PZ_WORD_FIRST, person->first);
        add_middle(&words, tables, person->middle);
    }
    return pz_name_words_sex(&words, tables, confidence);
}

enum pz_sex pz_name_sex_of(const char *text, size_t len, enum pz_confidence *confidence)
{
    const struct pz_tables *tables = pz_tables();
    if (!tables)
        return answer(nothing(), confidence);
    struct pz_name_words words;
    pz_name_words_read(&words, tables, text, len);
    return pz_name_words_sex(&words, tables, confidence);
}
