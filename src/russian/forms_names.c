/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names by parts: what is approved of a part or of the whole serves wherever the name is printed. */
#include <string.h>

#include "base/utf8.h"
#include "russian/forms_note.h"

enum { PRINTED_MAX = 512 };

static enum pz_confidence worse(enum pz_confidence a, enum pz_confidence b)
{
    return a > b ? a : b;
}

/* Words `from` to `from + n` of a text, as they stand. */
static struct pz_slice words_of(const char *s, size_t len, unsigned from, unsigned n, unsigned *total)
{
    const char *p = s, *end = s + len, *start = NULL, *stop = NULL;
    bool inside = false;
    unsigned word = 0;
    while (p < end) {
        const char *at = p;
        bool blank = pz_rune_is_space(pz_utf8_next(&p, end));
        if (!blank && !inside && word++ == from)
            start = at;
        if (!blank && word > from && word <= from + n)
            stop = p;
        inside = !blank;
    }
    *total = word;
    return (struct pz_slice){start, start && stop ? (size_t)(stop - start) : 0};
}

/* A part of a full name out of the approved form of the whole, when that has as many words. */
static struct pz_slice from_whole(const struct pz_forms *forms, const char *text, size_t len, enum pz_sex sex, enum pz_case c,
                                  struct pz_slice part)
{
    const char *whole = pz_approved_find(forms->approved, PZ_FORM_NAME, sex, c, text, len);
    unsigned before, in, all, approved;
    if (!whole || part.len == 0)
        return (struct pz_slice){0};
    words_of(text, (size_t)(part.s - text), 0, 0, &before);
    words_of(part.s, part.len, 0, 0, &in);
    words_of(text, len, 0, 0, &all);
    struct pz_slice found = words_of(whole, strlen(whole), before, in, &approved);
    return approved == all ? found : (struct pz_slice){0};
}

static struct pz_slice approved_part(const struct pz_forms *forms, enum pz_form_kind kind, enum pz_sex sex, enum pz_case c,
                                     struct pz_slice part)
{
    const char *form = part.len ? pz_approved_find(forms->approved, kind, sex, c, part.s, part.len) : NULL;
    return (struct pz_slice){form, form ? strlen(form) : 0};
}

/* Parts of a name in the order written, and what the list says of each. */
struct parts {
    struct pz_slice text[3], approved[3];
    enum pz_name_part part[3];
    unsigned n;
};

static void add_part(struct parts *p, enum pz_name_part part, struct pz_slice text, struct pz_slice approved)
{
    if (text.len == 0)
        return;
    unsigned at = p->n++;
    for (; at && p->text[at - 1].s > text.s; at--) {
        p->text[at] = p->text[at - 1];
        p->approved[at] = p->approved[at - 1];
        p->part[at] = p->part[at - 1];
    }
    p->text[at] = text;
    p->approved[at] = approved;
    p->part[at] = part;
}

static enum pz_confidence put_part(struct pz_buf *out, const struct parts *p, unsigned i, bool initials, enum pz_sex sex,
                                   enum pz_case c)
{
    struct pz_slice text = p->text[i];
    if (p->approved[i].len) {
        pz_buf_put(out, p->approved[i].s, p->approved[i].len);
        return PZ_CERTAIN;
    }
    if (initials && p->part[i] != PZ_LAST) {
        pz_buf_put(out, text.s, text.len);
        return PZ_CERTAIN;
    }
    return pz_name_part_inflect(out, p->part[i], text.s, text.len, sex, c);
}

bool pz_forms_put_parts(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len, enum pz_sex sex,
                        enum pz_case c, enum pz_confidence *confidence)
{
    struct pz_person person;
    enum pz_confidence by_sex = PZ_CERTAIN;
    if (!forms || pz_approved_count(forms->approved) == 0 || c == PZ_NOMINATIVE || pz_name_split(&person, text, len) == PZ_UNKNOWN)
        return false;
    if (sex == PZ_SEX_UNKNOWN)
        sex = pz_name_sex(&person, &by_sex);
    struct parts parts = {.n = 0};
    add_part(&parts, PZ_LAST, person.last, approved_part(forms, PZ_FORM_LAST, sex, c, person.last));
    bool full = !person.initials;
    add_part(&parts, PZ_FIRST, person.first,
             approved_part(forms, PZ_FORM_FIRST, sex, c, full ? person.first : (struct pz_slice){0}));
    add_part(&parts, PZ_MIDDLE, person.middle,
             approved_part(forms, PZ_FORM_MIDDLE, sex, c, full ? person.middle : (struct pz_slice){0}));
    bool any = false;
    for (unsigned i = 0; i < parts.n; i++)
        any |= parts.approved[i].len > 0;
    if (!any)
        return false;
    const char *written = text;
    *confidence = by_sex;
    for (unsigned i = 0; i < parts.n; i++) {
        pz_buf_put(out, written, (size_t)(parts.text[i].s - written));
        *confidence = worse(*confidence, put_part(out, &parts, i, person.initials, sex, c));
        written = parts.text[i].s + parts.text[i].len;
    }
    pz_buf_put(out, written, (size_t)(text + len - written));
    return true;
}

enum pz_sex pz_forms_sex(const struct pz_forms *forms, const char *text, size_t len, enum pz_confidence *confidence)
{
    enum pz_sex sex = forms ? pz_approved_sex(forms->approved, text, len) : PZ_SEX_UNKNOWN;
    if (sex == PZ_SEX_UNKNOWN)
        return pz_name_sex_of(text, len, confidence);
    if (confidence)
        *confidence = PZ_CERTAIN;
    return sex;
}

/* What was written behind `start`, taken off again and kept in `printed`; 0 when it is too long for any approved form. */
static size_t take_printed(struct pz_buf *out, size_t start, char *printed)
{
    size_t len = out->failed ? 0 : out->len - start;
    if (len == 0 || len > PRINTED_MAX)
        return 0;
    memcpy(printed, out->data + start, len);
    pz_buf_truncate(out, start);
    return len;
}

/* The printed name with its surname, which stands in it as it was written, replaced. */
static void put_with_surname(struct pz_buf *out, const char *printed, size_t len, struct pz_slice last, struct pz_slice form)
{
    const char *at = memmem(printed, len, last.s, last.len), *behind = at ? at + last.len : printed;
    at = at ? at : printed;
    pz_buf_put(out, printed, (size_t)(at - printed));
    pz_buf_put(out, form.s, form.len);
    pz_buf_put(out, behind, (size_t)(printed + len - behind));
}

enum pz_confidence pz_forms_initials(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len,
                                     enum pz_sex sex, enum pz_case c, enum pz_initials_order order, enum pz_initials_space space)
{
    char printed[PRINTED_MAX];
    struct pz_person person;
    size_t start = out->len;
    if (!forms || c == PZ_NOMINATIVE || pz_name_split(&person, text, len) == PZ_UNKNOWN || person.last.len == 0)
        return pz_name_initials(out, text, len, sex, c, order, space);
    if (sex == PZ_SEX_UNKNOWN)
        sex = pz_approved_sex(forms->approved, text, len);
    enum pz_sex known = sex == PZ_SEX_UNKNOWN ? pz_name_sex(&person, NULL) : sex;
    pz_name_initials(out, text, len, known, PZ_NOMINATIVE, order, space);
    size_t n = take_printed(out, start, printed);
    if (n && pz_forms_put_approved(forms, out, PZ_FORM_NAME, known, c, printed, n))
        return PZ_CERTAIN;
    struct pz_slice surname = from_whole(forms, text, len, known, c, person.last);
    if (!surname.len)
        surname = approved_part(forms, PZ_FORM_LAST, known, c, person.last);
    if (n && surname.len) {
        put_with_surname(out, printed, n, person.last, surname);
        return PZ_CERTAIN;
    }
    pz_buf_truncate(out, start);
    struct pz_doubt doubt = {.kind = PZ_FORM_NAME, .form = c, .sex = known, .text = n ? printed : text};
    return pz_forms_judge(forms, doubt, n ? n : len, out, start, pz_name_initials(out, text, len, sex, c, order, space));
}

/* First name and patronymic of a person, each approved or by rules. */
static enum pz_confidence put_given(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len,
                                    const struct pz_person *person, enum pz_sex sex, enum pz_case c)
{
    static const enum pz_form_kind kinds[] = {PZ_FORM_FIRST, PZ_FORM_MIDDLE};
    const struct pz_slice texts[] = {person->first, person->middle};
    struct parts parts = {.n = 0};
    enum pz_confidence all = PZ_CERTAIN;
    for (unsigned i = 0; i < 2 && texts[i].len; i++) {
        struct pz_slice approved = from_whole(forms, text, len, sex, c, texts[i]);
        if (!approved.len)
            approved = approved_part(forms, kinds[i], sex, c, texts[i]);
        parts.n = 0;
        add_part(&parts, i ? PZ_MIDDLE : PZ_FIRST, texts[i], approved);
        if (i)
            pz_buf_putc(out, ' ');
        all = worse(all, put_part(out, &parts, 0, false, sex, c));
    }
    return all;
}

int pz_forms_given(const struct pz_forms *forms, struct pz_buf *out, const char *text, size_t len, enum pz_sex sex, enum pz_case c)
{
    char printed[PRINTED_MAX];
    struct pz_person person;
    enum pz_confidence by_sex = PZ_CERTAIN;
    size_t start = out->len;
    if (pz_name_split(&person, text, len) == PZ_UNKNOWN || person.initials || person.first.len == 0)
        return -1;
    if (!forms || c == PZ_NOMINATIVE)
        return (int)pz_name_given(out, text, len, sex, c);
    if (sex == PZ_SEX_UNKNOWN)
        sex = pz_forms_sex(forms, text, len, &by_sex);
    pz_name_given(out, text, len, sex, PZ_NOMINATIVE);
    size_t n = take_printed(out, start, printed);
    if (n && pz_forms_put_approved(forms, out, PZ_FORM_NAME, sex, c, printed, n))
        return PZ_CERTAIN;
    enum pz_confidence all = put_given(forms, out, text, len, &person, sex, c);
    if (sex != PZ_SEX_UNKNOWN)
        all = worse(all, by_sex);
    struct pz_doubt doubt = {.kind = PZ_FORM_NAME, .form = c, .sex = sex, .text = n ? printed : text};
    return (int)pz_forms_judge(forms, doubt, n ? n : len, out, start, all);
}
