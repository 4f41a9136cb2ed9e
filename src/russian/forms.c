/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Approved forms first, rules after, doubts noted: what every filter calls. */
#include "russian/approved.h"
#include "russian/doubts.h"
#include "russian/name_words.h"
#include "russian/names.h"
#include "russian/organisation.h"
#include "russian/phrase.h"
#include "russian/post.h"

/* A person: two or three capitalised words, or initials, of which the first name or the patronymic is known. */
static bool looks_person(const char *text, size_t len)
{
    const struct pz_tables *t = pz_tables();
    struct pz_name_words words;
    if (!t)
        return false;
    pz_name_words_read(&words, t, text, len);
    if (words.confidence == PZ_UNKNOWN || words.n < 2 || words.n > 5)
        return false;
    bool known = false;
    for (unsigned i = 0; i < words.n; i++) {
        struct pz_word w;
        const struct pz_name_word *v = &words.v[i];
        if (v->kind == PZ_WORD_INITIALS || v->kind == PZ_WORD_FIXED_MIDDLE || v->kind == PZ_WORD_MIDDLE)
            known = true;
        else if (!pz_word_read(&w, v->text.s, v->text.len) || (!w.capital && v->kind != PZ_WORD_FIXED_LAST) || w.caps)
            return false;
    }
    enum pz_confidence sex;
    return known || (words.n <= 3 && pz_name_words_sex(&words, t, &sex) != PZ_SEX_UNKNOWN && sex == PZ_CERTAIN &&
                     words.confidence == PZ_CERTAIN);
}

static enum pz_form_kind find_kind(const char *text, size_t len)
{
    if (pz_post_looks(text, len))
        return PZ_FORM_POST;
    if (pz_organisation_looks(text, len))
        return PZ_FORM_ORGANISATION;
    return looks_person(text, len) ? PZ_FORM_NAME : PZ_FORM_PHRASE;
}

static enum pz_confidence by_rules(struct pz_buf *out, enum pz_form_kind kind, const char *text, size_t len, enum pz_sex sex,
                                   enum pz_case c)
{
    switch (kind) {
    case PZ_FORM_NAME: return pz_name_inflect(out, text, len, sex, c);
    case PZ_FORM_LAST: return pz_name_part_inflect(out, PZ_LAST, text, len, sex, c);
    case PZ_FORM_FIRST: return pz_name_part_inflect(out, PZ_FIRST, text, len, sex, c);
    case PZ_FORM_MIDDLE: return pz_name_part_inflect(out, PZ_MIDDLE, text, len, sex, c);
    case PZ_FORM_POST: return pz_post_inflect(out, text, len, c);
    case PZ_FORM_ORGANISATION: return pz_organisation_inflect(out, text, len, c);
    case PZ_FORM_PHRASE:
    case PZ_FORM_AUTO: break;
    }
    return pz_phrase_inflect(out, text, len, c);
}

/* A full name whose surname alone is approved: the surname from the list, the rest by rules. */
static bool with_approved_surname(struct pz_buf *out, const struct pz_forms *forms, const char *text, size_t len, enum pz_sex sex,
                                  enum pz_case c, enum pz_confidence *confidence)
{
    struct pz_person person;
    if (pz_name_split(&person, text, len) == PZ_UNKNOWN || person.last.len == 0 || person.last.len == len)
        return false;
    if (sex == PZ_SEX_UNKNOWN)
        sex = pz_name_sex(&person, confidence);
    const char *last = pz_approved_find(forms->approved, PZ_FORM_LAST, sex, c, person.last.s, person.last.len);
    if (!last)
        return false;
    const char *behind = person.last.s + person.last.len, *end = text + len, *written = text;
    enum pz_confidence rest = PZ_CERTAIN;
    struct pz_slice parts[2] = {person.first, person.middle};
    if (person.last_first) {
        pz_buf_puts(out, last);
        written = behind;
    }
    for (unsigned i = 0; i < 2; i++) {
        if (parts[i].len == 0)
            continue;
        pz_buf_put(out, written, (size_t)(parts[i].s - written));
        enum pz_confidence part = PZ_CERTAIN;
        if (person.initials)
            pz_buf_put(out, parts[i].s, parts[i].len);
        else
            part = pz_name_part_inflect(out, i ? PZ_MIDDLE : PZ_FIRST, parts[i].s, parts[i].len, sex, c);
        rest = part > rest ? part : rest;
        written = parts[i].s + parts[i].len;
    }
    if (!person.last_first) {
        pz_buf_put(out, written, (size_t)(person.last.s - written));
        pz_buf_puts(out, last);
        written = behind;
    }
    pz_buf_put(out, written, (size_t)(end - written));
    *confidence = rest;
    return true;
}

static enum pz_confidence note(const struct pz_forms *forms, enum pz_form_kind kind, const char *text, size_t len, enum pz_sex sex,
                               enum pz_case c, const struct pz_buf *out, size_t start, enum pz_confidence confidence)
{
    if (!forms || !forms->doubts || confidence < PZ_ASK || out->failed)
        return confidence;
    struct pz_doubt doubt = {.kind = kind, .c = c, .sex = sex, .text = text, .guess = "", .times = 1};
    size_t guess_len = 0;
    if (confidence == PZ_ASK && out->data) {
        doubt.guess = out->data + start;
        guess_len = out->len - start;
    }
    pz_doubts_add(forms->doubts, &doubt, len, guess_len);
    return confidence;
}

enum pz_confidence pz_forms_inflect(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind kind, const char *text,
                                    size_t len, enum pz_sex sex, enum pz_case c)
{
    if (len == 0)
        return PZ_CERTAIN;
    if (forms && forms->approved && c != PZ_NOMINATIVE) {
        const char *approved = pz_approved_find(forms->approved, kind, sex, c, text, len);
        if (approved) {
            pz_buf_puts(out, approved);
            return PZ_CERTAIN;
        }
    }
    if (kind == PZ_FORM_AUTO)
        kind = find_kind(text, len);
    enum pz_confidence confidence = PZ_CERTAIN;
    if (kind == PZ_FORM_NAME && forms && forms->approved && c != PZ_NOMINATIVE &&
        with_approved_surname(out, forms, text, len, sex, c, &confidence))
        return confidence;
    size_t start = out->len;
    confidence = by_rules(out, kind, text, len, sex, c);
    return note(forms, kind, text, len, sex, c, out, start, confidence);
}
