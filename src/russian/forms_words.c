/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that are counted or agreed with. */
#include <string.h>

#include "russian/agree.h"
#include "russian/forms_note.h"
#include "russian/number.h"
#include "russian/organisation.h"
#include "russian/phrase.h"

/* The form of the words behind a number, as the list counts forms. */
static unsigned counted_form(int64_t n, enum pz_case c)
{
    int number = pz_number_form(n);
    if (number == 0)
        return c;
    if (c != PZ_NOMINATIVE && c != PZ_ACCUSATIVE)
        return PZ_FORM_PLURAL + c;
    return number == 1 ? PZ_FORM_FEW : PZ_FORM_PLURAL + PZ_GENITIVE;
}

static enum pz_confidence judge(const struct pz_forms *forms, unsigned form, const char *text, size_t len, const struct pz_buf *out,
                                size_t start, enum pz_confidence confidence)
{
    if (form == PZ_NOMINATIVE) /* the words as they were given */
        return PZ_CERTAIN;
    return pz_forms_judge(forms, (struct pz_doubt){.kind = PZ_FORM_PHRASE, .form = form, .text = text}, len, out, start,
                          confidence);
}

enum pz_confidence pz_forms_count(const struct pz_forms *forms, struct pz_buf *out, int64_t n, const char *text, size_t len,
                                  enum pz_case c)
{
    unsigned form = counted_form(n, c);
    size_t start = out->len;
    if (pz_forms_put_approved(forms, out, PZ_FORM_PHRASE, PZ_SEX_UNKNOWN, form, text, len))
        return PZ_CERTAIN;
    return judge(forms, form, text, len, out, start, pz_phrase_count(out, n, text, len, c));
}

enum pz_confidence pz_forms_count_decimal(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len)
{
    size_t start = out->len;
    if (pz_forms_put_approved(forms, out, PZ_FORM_PHRASE, PZ_SEX_UNKNOWN, PZ_GENITIVE, text, len))
        return PZ_CERTAIN;
    return judge(forms, PZ_GENITIVE, text, len, out, start, pz_phrase_count_decimal(out, text, len));
}

enum pz_confidence pz_forms_plural(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len, enum pz_case c)
{
    size_t start = out->len;
    if (pz_forms_put_approved(forms, out, PZ_FORM_PHRASE, PZ_SEX_UNKNOWN, PZ_FORM_PLURAL + c, text, len))
        return PZ_CERTAIN;
    return judge(forms, PZ_FORM_PLURAL + c, text, len, out, start, pz_phrase_plural(out, text, len, c));
}

enum pz_confidence pz_forms_group(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len)
{
    const unsigned form = PZ_FORM_PLURAL + PZ_GENITIVE;
    size_t start = out->len;
    if (pz_forms_put_approved(forms, out, PZ_FORM_ORGANISATION, PZ_SEX_UNKNOWN, form, text, len))
        return PZ_CERTAIN;
    return pz_forms_judge(forms, (struct pz_doubt){.kind = PZ_FORM_ORGANISATION, .form = form, .text = text}, len, out, start,
                          pz_organisation_group(out, text, len));
}

enum pz_confidence pz_forms_gender(const struct pz_forms *forms, const char *text, size_t len, enum pz_gender *gender)
{
    static const char *const genders[] = {"м", "ж", "с", "мн"};
    if (forms && pz_approved_gender(forms->approved, text, len, gender))
        return PZ_CERTAIN;
    enum pz_confidence confidence = pz_phrase_gender(text, len, gender);
    if (confidence < PZ_ASK)
        return confidence;
    const char *guess = confidence == PZ_ASK ? genders[*gender] : "";
    struct pz_doubt doubt = {.kind = PZ_FORM_PHRASE, .form = PZ_FORM_SEX, .text = text, .guess = guess, .times = 1};
    pz_forms_note(forms, &doubt, len, strlen(guess));
    return confidence;
}

/* The sex of the person whose name the text is; false when it is no person's. */
static bool person_sex(const struct pz_forms *forms, const char *text, size_t len, enum pz_sex *sex)
{
    enum pz_confidence confidence;
    enum pz_gender gender;
    *sex = pz_forms_sex(forms, text, len, &confidence);
    if (pz_forms_kind(text, len) == PZ_FORM_NAME) {
        if (confidence >= PZ_ASK)
            *sex = PZ_SEX_UNKNOWN;
        return true;
    }
    bool listed = forms && pz_approved_gender(forms->approved, text, len, &gender);
    return !listed && *sex != PZ_SEX_UNKNOWN && confidence == PZ_CERTAIN && memchr(text, ' ', len);
}

enum pz_confidence pz_forms_agree(const struct pz_forms *forms, struct pz_buf *out, const char *word, size_t word_len,
                                  const char *text, size_t len)
{
    enum pz_sex sex;
    enum pz_gender gender;
    if (person_sex(forms, text, len, &sex)) {
        struct pz_doubt doubt = {.kind = PZ_FORM_NAME, .form = PZ_FORM_SEX, .text = text, .guess = "", .times = 1};
        if (sex == PZ_SEX_UNKNOWN)
            pz_forms_note(forms, &doubt, len, 0);
        return pz_agree_sex(out, word, word_len, sex);
    }
    enum pz_confidence noun = pz_forms_gender(forms, text, len, &gender);
    if (noun == PZ_UNKNOWN) {
        pz_buf_put(out, word, word_len);
        return noun;
    }
    enum pz_confidence form = pz_agree(out, word, word_len, gender);
    return form > noun ? form : noun;
}
