/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/forms.h"

#include "russian/doubts.h"
#include "russian/forms_note.h"
#include "russian/name_words.h"
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

enum pz_form_kind pz_forms_kind(const char *text, size_t len)
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

void pz_forms_note(const struct pz_forms *forms, const struct pz_doubt *what, size_t len, size_t guess_len)
{
    if (forms && forms->doubts)
        pz_doubts_add(forms->doubts, what, len, guess_len);
}

enum pz_confidence pz_forms_judge(const struct pz_forms *forms, struct pz_doubt what, size_t len, const struct pz_buf *out,
                                  size_t start, enum pz_confidence confidence)
{
    if (confidence < PZ_ASK || out->failed)
        return confidence;
    bool guessed = confidence == PZ_ASK && out->data;
    what.guess = guessed ? out->data + start : "";
    what.times = 1;
    pz_forms_note(forms, &what, len, guessed ? out->len - start : 0);
    return confidence;
}

bool pz_forms_put_approved(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind kind, enum pz_sex sex, unsigned form,
                           const char *text, size_t len)
{
    const char *approved = forms && form != PZ_NOMINATIVE ? pz_approved_find(forms->approved, kind, sex, form, text, len) : NULL;
    if (approved)
        pz_buf_puts(out, approved);
    return approved != NULL;
}

/* Documents of one run say the same phrases and posts over and over: what the rules made of the last ones, by each thread for itself. Names are
 * not kept: they seldom come again, and parts of them may be approved. */
enum { KEPT = 64, KEPT_MAX = 200 };

struct asked {
    enum pz_form_kind kind;
    enum pz_sex sex;
    enum pz_case form;
    uint32_t len;
};

struct kept {
    struct asked asked;
    enum pz_form_kind kind; /* what «auto» turned out to be */
    enum pz_confidence confidence;
    uint32_t out_len;
    char text[KEPT_MAX], out[KEPT_MAX];
};

static _Thread_local struct kept last_kept[KEPT];

static struct kept *slot_of(const struct asked *a, const char *text)
{
    uint32_t h = 0x811c9dc5u ^ (uint32_t)a->form;
    for (size_t i = 0; i < a->len; i++)
        h = (h ^ (unsigned char)text[i]) * 0x01000193u;
    return &last_kept[(h ^ h >> 16) % KEPT];
}

static bool is_kept(const struct kept *k, const struct asked *a, const char *text)
{
    return memcmp(&k->asked, a, sizeof *a) == 0 && memcmp(k->text, text, a->len) == 0;
}

static void keep(struct kept *k, const struct asked *a, const char *text, const struct pz_buf *out, size_t start)
{
    k->asked = *a;
    k->out_len = (uint32_t)(out->len - start);
    memcpy(k->text, text, a->len);
    memcpy(k->out, out->data + start, k->out_len);
}

static enum pz_confidence inflect_anew(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind *kind, const char *text,
                                       size_t len, enum pz_sex *sex, enum pz_case c)
{
    enum pz_confidence confidence;
    if (*kind == PZ_FORM_AUTO)
        *kind = pz_forms_kind(text, len);
    if (*kind == PZ_FORM_NAME && *sex == PZ_SEX_UNKNOWN && forms)
        *sex = pz_approved_sex(forms->approved, text, len);
    if (*kind != PZ_FORM_NAME || !pz_forms_put_parts(forms, out, text, len, *sex, c, &confidence))
        confidence = by_rules(out, *kind, text, len, *sex, c);
    return confidence;
}

/* The same with the help of what is kept. */
static enum pz_confidence inflect(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind *kind, const char *text,
                                  size_t len, enum pz_sex *sex, enum pz_case c)
{
    if (len > KEPT_MAX)
        return inflect_anew(forms, out, kind, text, len, sex, c);
    const struct asked a = {*kind, *sex, c, (uint32_t)len};
    struct kept *k = slot_of(&a, text);
    if (is_kept(k, &a, text)) {
        *kind = k->kind;
        pz_buf_put(out, k->out, k->out_len);
        return k->confidence;
    }
    size_t start = out->len;
    enum pz_confidence confidence = inflect_anew(forms, out, kind, text, len, sex, c);
    if (*kind != PZ_FORM_NAME && !out->failed && out->len > start && out->len - start <= KEPT_MAX) {
        keep(k, &a, text, out, start);
        k->kind = *kind;
        k->confidence = confidence;
    }
    return confidence;
}

enum pz_confidence pz_forms_inflect(const struct pz_forms *forms, struct pz_buf *out, enum pz_form_kind kind, const char *text,
                                    size_t len, enum pz_sex sex, enum pz_case c)
{
    if (len == 0)
        return PZ_CERTAIN;
    if (pz_forms_put_approved(forms, out, kind, sex, c, text, len))
        return PZ_CERTAIN;
    size_t start = out->len;
    enum pz_confidence confidence = inflect(forms, out, &kind, text, len, &sex, c);
    return pz_forms_judge(forms, (struct pz_doubt){.kind = kind, .form = c, .sex = sex, .text = text}, len, out, start, confidence);
}
