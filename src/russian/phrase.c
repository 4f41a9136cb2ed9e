/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/phrase.h"

#include "russian/number.h"
#include "russian/phrase_words.h"

enum pz_confidence pz_phrase_gender(const char *text, size_t len, enum pz_gender *gender)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group group;
    *gender = PZ_MASCULINE;
    if (!t)
        return PZ_UNKNOWN;
    pz_phrase_words_read(&words, text, len);
    if (!pz_group_read(&group, t, &words, 0, false, false))
        return PZ_UNKNOWN;
    *gender = group.gender;
    return group.fixed ? PZ_ASK : group.confidence;
}

/* The first group of a phrase in a form, the rest as it stands. */
static enum pz_confidence first_group(struct pz_buf *out, const char *text, size_t len, struct pz_form_wanted form)
{
    const struct pz_tables *t = pz_tables();
    struct pz_phrase_words words;
    struct pz_group group = {.n = 0};
    const char *written = text;
    enum pz_confidence confidence = PZ_UNKNOWN;
    if (t) {
        pz_phrase_words_read(&words, text, len);
        if (pz_group_read(&group, t, &words, 0, false, form.counted)) {
            confidence = group.confidence;
            form.plural |= group.gender == PZ_PLURAL;
            if (form.paucal && group.gender == PZ_PLURAL) /* «трое суток» has no such form: the genitive plural stands in */
                form = (struct pz_form_wanted){.c = PZ_GENITIVE, .plural = true, .counted = true};
            pz_group_put(out, t, &words, &group, &form, &written);
        }
    }
    pz_buf_put(out, written, (size_t)(text + len - written));
    return confidence;
}

enum pz_confidence pz_phrase_inflect(struct pz_buf *out, const char *text, size_t len, enum pz_case c)
{
    if (c != PZ_NOMINATIVE)
        return first_group(out, text, len, (struct pz_form_wanted){.c = c});
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
