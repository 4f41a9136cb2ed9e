/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters of the field: Russian forms of names, posts and organisations, numbers, dates and shares. What is doubtful is noted in the
 * rendering's doubts (russian/forms.h) and confirmed by a clerk; the text is made all the same. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "russian/agree.h"
#include "russian/date.h"
#include "russian/forms.h"
#include "russian/number.h"
#include "russian/share.h"
#include "russian/typography.h"
#include "template/operate.h"

/* Arguments ------------------------------------------------------------------------------------------------ */

static bool absent(struct call *c, uint32_t i)
{
    return !pzt_given(c->arg[i]) || c->arg[i].type == PZ_NONE;
}

static enum pz_case case_arg(struct call *c, uint32_t i, enum pz_case otherwise)
{
    if (absent(c, i))
        return otherwise;
    struct pz_value v = pzt_arg_text(c, i, "");
    int found = pz_case_parse(v.u.s, v.len);
    if (found < 0)
        pzt_throw_hint(c->x, c->node, "E-TPL-027",
                       _("cases: nominative, genitive, dative, accusative, instrumental, prepositional, or their Russian names"),
                       _("there is no case “%.*s”"), (int)v.len, v.u.s);
    return (enum pz_case)found;
}

static enum pz_sex sex_of(struct pz_value v)
{
    int sex = v.type == PZ_STRING ? pz_sex_parse(v.u.s, v.len) : -1;
    return sex < 0 ? PZ_SEX_UNKNOWN : (enum pz_sex)sex;
}

static enum pz_sex sex_in(const struct pz_map *person)
{
    struct pz_value *v = pz_map_find(person, pz_key("sex"));
    if (!v)
        v = pz_map_find(person, pz_key("пол"));
    return v ? sex_of(*v) : PZ_SEX_UNKNOWN;
}

/* Gender by a word for it («ж», «neuter») or by a noun («организация»). */
static enum pz_gender gender_arg(struct call *c, uint32_t i)
{
    enum pz_gender gender = PZ_MASCULINE;
    if (absent(c, i))
        return gender;
    struct pz_value v = pzt_arg_text(c, i, "");
    int found = pz_gender_parse(v.u.s, v.len);
    if (found >= 0)
        return (enum pz_gender)found;
    if (pz_forms_gender(c->x->render->forms, v.u.s, v.len, &gender) >= PZ_UNKNOWN)
        pzt_throw(c->x, c->node, "E-TPL-027", _("“%.*s” is neither a gender nor a noun"), (int)v.len, v.u.s);
    return gender;
}

/* The name of a person given as a set of fields, or the value itself as text. */
static struct pz_value name_or_text(struct call *c, struct pz_value v)
{
    pzt_charge(c->x, 250); /* looking up words costs more than most filters do */
    static const char *const keys[] = {"name", "full_name", "title", "имя", "название"};
    v = pzt_force(c->x, c->node, v);
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, v);
    for (size_t i = 0; v.type == PZ_MAP && i < sizeof keys / sizeof *keys; i++) {
        struct pz_value *found = pz_map_find(v.u.map, pz_key(keys[i]));
        if (found && found->type == PZ_STRING)
            return *found;
    }
    if (v.type == PZ_MAP || v.type == PZ_LIST)
        pzt_throw(c->x, c->node, "E-TPL-027", _("a text is needed here, not %s"), pzt_type_word(v));
    return v.type == PZ_NONE ? pz_str("") : pzt_text(c->x, v);
}

/* Sex of the person a name belongs to: the value's own, that of the record whose field is filtered («лицо.имя» → «лицо.пол»), or none. */
static enum pz_sex owner_sex(struct call *c)
{
    const struct node *field = c->node && c->node->kind == N_FILTER ? c->node->kid[0] : NULL;
    if (c->self.type == PZ_MAP)
        return sex_in(c->self.u.map);
    if (!field || field->kind != N_ATTR)
        return PZ_SEX_UNKNOWN;
    for (const struct node *n = field->kid[0]; n->kind != N_NAME; n = n->kid[0])
        if (n->kind != N_ATTR)
            return PZ_SEX_UNKNOWN; /* only plain paths are read twice */
    struct pz_value owner = pzt_eval(c->x, field->kid[0]);
    return owner.type == PZ_MAP ? sex_in(owner.u.map) : PZ_SEX_UNKNOWN;
}

static struct pz_value finished(struct call *c, size_t begin, struct pz_value from)
{
    struct pz_value v = pzt_text_end(c->x, begin);
    v.flags |= from.flags & PZ_SAFE;
    return v;
}

/* Cases ---------------------------------------------------------------------------------------------------- */

static struct pz_value inflect(struct call *c, enum pz_case to, uint32_t first)
{
    if (c->self.type == PZ_STRING)
        pzt_charge(c->x, c->self.len); /* every word is looked at many times */
    struct pz_value text = name_or_text(c, c->self);
    int kind = PZ_FORM_AUTO;
    enum pz_sex sex = absent(c, first + 1) ? owner_sex(c) : sex_of(c->arg[first + 1]);
    if (!absent(c, first)) {
        struct pz_value word = pzt_arg_text(c, first, "");
        kind = pz_form_kind_parse(word.u.s, word.len);
        if (kind < 0)
            pzt_throw(c->x, c->node, "E-TPL-027", _("“%.*s” is no kind of text; there are name, post, organisation, phrase"),
                      (int)word.len, word.u.s);
    }
    size_t begin = pzt_text_begin(c->x);
    pz_forms_inflect(c->x->render->forms, c->x->out, (enum pz_form_kind)kind, text.u.s, text.len, sex, to);
    return finished(c, begin, text);
}

static struct pz_value run_case(struct call *c)
{
    return inflect(c, case_arg(c, 0, PZ_NOMINATIVE), 1);
}

#define CASE(name, to)                                                                                                             \
    static struct pz_value name(struct call *c)                                                                                    \
    {                                                                                                                              \
        return inflect(c, to, 0);                                                                                                  \
    }
CASE(run_nominative, PZ_NOMINATIVE)
CASE(run_genitive, PZ_GENITIVE)
CASE(run_dative, PZ_DATIVE)
CASE(run_accusative, PZ_ACCUSATIVE)
CASE(run_instrumental, PZ_INSTRUMENTAL)
CASE(run_prepositional, PZ_PREPOSITIONAL)

static bool one_of(struct pz_value v, const char *english, const char *russian)
{
    return v.type == PZ_STRING && ((v.len == strlen(english) && memcmp(v.u.s, english, v.len) == 0) ||
                                   (v.len == strlen(russian) && memcmp(v.u.s, russian, v.len) == 0));
}

static struct pz_value run_initials(struct call *c)
{
    struct pz_value text = name_or_text(c, c->self), order = pzt_arg_text(c, 0, "first"), space = pzt_arg_text(c, 1, "close");
    bool last = one_of(order, "last", "после");
    enum pz_initials_space how = one_of(space, "spaced", "пробелы") ? PZ_INITIALS_SPACED
                                 : one_of(space, "tight", "слитно") ? PZ_INITIALS_TIGHT
                                                                    : PZ_INITIALS_CLOSE;
    if (!last && !one_of(order, "first", "сначала"))
        pzt_throw(c->x, c->node, "E-TPL-027", _("initials stand “first” or “last”"));
    enum pz_case to = case_arg(c, 2, PZ_NOMINATIVE);
    enum pz_sex sex = owner_sex(c);
    size_t begin = pzt_text_begin(c->x);
    pz_forms_initials(c->x->render->forms, c->x->out, text.u.s, text.len, sex, to, last ? PZ_INITIALS_LAST : PZ_INITIALS_FIRST,
                      how);
    return finished(c, begin, text);
}

static struct pz_value run_given_name(struct call *c)
{
    struct pz_value text = name_or_text(c, c->self);
    enum pz_case to = case_arg(c, 0, PZ_NOMINATIVE);
    enum pz_sex sex = owner_sex(c);
    size_t begin = pzt_text_begin(c->x);
    if (pz_forms_given(c->x->render->forms, c->x->out, text.u.s, text.len, sex, to) < 0)
        pzt_throw_hint(c->x, c->node, "E-TPL-027", _("the first name and the patronymic have to be known"),
                       _("“%.*s” has no given name"), (int)text.len, text.u.s);
    return finished(c, begin, text);
}

/* Agreement ------------------------------------------------------------------------------------------------ */

static enum pz_confidence agree_with_text(struct call *c, struct pz_value word, struct pz_value with)
{
    struct pz_buf *out = c->x->out;
    int sex = pz_sex_parse(with.u.s, with.len), gender = pz_gender_parse(with.u.s, with.len);
    if (gender >= 0 && with.len)
        return pz_agree(out, word.u.s, word.len, (enum pz_gender)gender);
    if (sex > 0)
        return pz_agree_sex(out, word.u.s, word.len, (enum pz_sex)sex);
    return pz_forms_agree(c->x->render->forms, out, word.u.s, word.len, with.u.s, with.len);
}

/* A word that has no forms by gender is the template's mistake, not a doubt for the clerk. */
static void word_agrees(struct call *c, struct pz_value word)
{
    struct pz_buf *out = c->x->out;
    size_t begin = pzt_text_begin(c->x);
    enum pz_confidence known = pz_agree(out, word.u.s, word.len, PZ_MASCULINE);
    pzt_text_end(c->x, begin);
    if (word.len && known == PZ_UNKNOWN)
        pzt_throw_hint(c->x, c->node, "E-TPL-027", _("it is given in the masculine: УТВЕРЖДЕН, выявлен, Уважаемый"),
                       _("“%.*s” is no word that agrees"), (int)word.len, word.u.s);
}

/* «УТВЕРЖДЁН» with a document's title, «Уважаемый» with a person, «выявлен» with a number. */
static struct pz_value run_agree(struct call *c)
{
    pzt_charge(c->x, 250);
    struct pz_value word = pzt_self_text(c), with = pzt_force(c->x, c->node, c->arg[0]);
    enum pz_gender counted = gender_arg(c, 1);
    enum pz_sex sex = with.type == PZ_MAP ? sex_in(with.u.map) : PZ_SEX_UNKNOWN;
    if (with.type == PZ_MAP && sex == PZ_SEX_UNKNOWN)
        with = name_or_text(c, with);
    if (with.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, with);
    word_agrees(c, word);
    size_t begin = pzt_text_begin(c->x);
    if (sex != PZ_SEX_UNKNOWN)
        pz_agree_sex(c->x->out, word.u.s, word.len, sex);
    else if (with.type == PZ_INT)
        pz_agree_count(c->x->out, word.u.s, word.len, with.u.i, counted);
    else if (with.type == PZ_LIST)
        pz_agree(c->x->out, word.u.s, word.len, with.u.list->n == 1 ? counted : PZ_PLURAL);
    else if (with.type == PZ_STRING)
        agree_with_text(c, word, with);
    else
        pzt_throw(c->x, c->node, "E-TPL-027", _("a word agrees with a text, a person or a number, not with %s"),
                  pzt_type_word(with));
    return finished(c, begin, word);
}

/* Numbers -------------------------------------------------------------------------------------------------- */

/* A number as decimal text («12.5»), from a number or a text with a decimal comma or point. */
static struct pz_value decimal_text(struct call *c, struct pz_value v)
{
    pzt_charge(c->x, 20);
    if (v.type == PZ_UNDEFINED)
        pzt_throw_undefined(c->x, c->node, v);
    if (v.type != PZ_STRING && v.type != PZ_INT && v.type != PZ_FLOAT && v.type != PZ_BOOL)
        pzt_throw(c->x, c->node, "E-TPL-027", _("a number is needed here, not %s"), pzt_type_word(v));
    size_t begin = pzt_text_begin(c->x);
    if (v.type == PZ_STRING) {
        for (uint32_t i = 0; i < v.len; i++)
            if (v.u.s[i] >= '+' && v.u.s[i] <= '9' && v.u.s[i] != '/')
                pz_buf_putc(c->x->out, v.u.s[i] == ',' ? '.' : v.u.s[i]);
            else if (v.u.s[i] != ' ' && (unsigned char)v.u.s[i] != 0xC2 && (unsigned char)v.u.s[i] != 0xA0)
                pzt_throw(c->x, c->node, "E-TPL-027", _("“%.*s” is no number"), (int)v.len, v.u.s);
    } else if (v.type == PZ_FLOAT) {
        pz_buf_printf(c->x->out, "%.15g", v.u.f);
    } else {
        pzt_write_text(c->x, c->x->out, v.type == PZ_BOOL ? pz_int(v.u.b) : v);
    }
    struct pz_value text = pzt_text_end(c->x, begin);
    double check;
    if (!pzt_to_float(text, &check) || memchr(text.u.s, 'e', text.len) || memchr(text.u.s, 'n', text.len))
        pzt_throw(c->x, c->node, "E-TPL-027", _("“%.*s” is no number"), (int)text.len, text.u.s);
    return text;
}

/* The digits behind the point: their number in *n; NULL when the number is whole («12», «12.0»). */
static const char *fraction(struct pz_value text, size_t *n)
{
    const char *point = memchr(text.u.s, '.', text.len), *end = text.u.s + text.len;
    if (!point)
        return NULL;
    while (end > point + 1 && end[-1] == '0')
        end--;
    *n = (size_t)(end - point - 1);
    return *n ? point + 1 : NULL;
}

static int64_t whole_number(struct call *c, struct pz_value v)
{
    struct pz_value text = decimal_text(c, v);
    size_t n;
    errno = 0;
    long long i = strtoll(text.u.s, NULL, 10); /* NUL stands behind every string of the arena */
    if (fraction(text, &n) || errno)
        pzt_throw(c->x, c->node, "E-TPL-027", _("a whole number is needed here, not “%.*s”"), (int)text.len, text.u.s);
    return i;
}

static struct pz_value run_plural(struct call *c)
{
    struct pz_value number = decimal_text(c, c->self), one = pzt_arg_text(c, 0, "");
    size_t decimals;
    bool is_decimal = fraction(number, &decimals) != NULL, forms = !absent(c, 1);
    int64_t n = is_decimal ? 0 : whole_number(c, c->self);
    size_t begin = pzt_text_begin(c->x);
    if (pzt_arg_bool(c, 4, false)) {
        if (is_decimal)
            for (uint32_t i = 0; i < number.len; i++)
                pz_buf_putc(c->x->out, number.u.s[i] == '.' ? ',' : number.u.s[i]);
        else
            pz_number_grouped(c->x->out, n, false);
        pz_buf_put(c->x->out, "\xC2\xA0", 2);
    }
    if (forms) {
        struct pz_value few = pzt_arg_text(c, 1, ""), many = absent(c, 2) ? few : pzt_arg_text(c, 2, "");
        int form = is_decimal ? 1 : pz_number_form(n);
        struct pz_value chosen = form == 0 ? one : form == 1 ? few : many;
        pz_buf_put(c->x->out, chosen.u.s, chosen.len);
    } else if (is_decimal) {
        pz_forms_count_decimal(c->x->render->forms, c->x->out, one.u.s, one.len);
    } else {
        pz_forms_count(c->x->render->forms, c->x->out, n, one.u.s, one.len, case_arg(c, 3, PZ_NOMINATIVE));
    }
    return pzt_text_end(c->x, begin);
}

static _Noreturn void out_of_range(struct call *c, struct pz_value number)
{
    pzt_throw(c->x, c->node, "E-TPL-027", _("“%.*s” cannot be written in words"), (int)number.len, number.u.s);
}

static struct pz_value run_words(struct call *c)
{
    struct pz_value number = decimal_text(c, c->self);
    enum pz_gender gender = gender_arg(c, 0);
    enum pz_case to = case_arg(c, 1, PZ_NOMINATIVE);
    size_t decimals, begin = pzt_text_begin(c->x);
    const char *digits = fraction(number, &decimals);
    bool animate = pzt_arg_bool(c, 2, false);
    int status;
    if (digits)
        status = pz_decimal(c->x->out, number.u.s, (size_t)(digits + decimals - number.u.s), to);
    else if (pzt_arg_bool(c, 3, false))
        status = pz_number_with_words(c->x->out, whole_number(c, c->self), gender, animate, to);
    else
        status = pz_cardinal(c->x->out, whole_number(c, c->self), gender, animate, to);
    if (status < 0)
        out_of_range(c, number);
    return pzt_text_end(c->x, begin);
}

static struct pz_value run_ordinal(struct call *c)
{
    int64_t n = whole_number(c, c->self);
    enum pz_gender gender = gender_arg(c, 0);
    enum pz_case to = case_arg(c, 1, PZ_NOMINATIVE);
    bool brief = pzt_arg_bool(c, 2, false), animate = pzt_arg_bool(c, 3, false);
    size_t begin = pzt_text_begin(c->x);
    if ((brief ? pz_ordinal_short : pz_ordinal)(c->x->out, n, gender, animate, to) < 0)
        out_of_range(c, decimal_text(c, c->self));
    return pzt_text_end(c->x, begin);
}

static struct pz_value run_roubles(struct call *c)
{
    struct pz_value number = decimal_text(c, c->self);
    size_t decimals = 0;
    const char *digits = fraction(number, &decimals);
    int64_t roubles = strtoll(number.u.s, NULL, 10), kopecks = 0;
    if (decimals > 2 || roubles > INT64_C(1000000000000) || roubles < 0)
        out_of_range(c, number);
    if (digits)
        kopecks = (digits[0] - '0') * 10 + (decimals > 1 ? digits[1] - '0' : 0);
    size_t begin = pzt_text_begin(c->x);
    int status = pzt_arg_bool(c, 0, false)
                     ? pz_roubles_figures(c->x->out, roubles * 100 + kopecks)
                     : pz_roubles(c->x->out, roubles * 100 + kopecks, digits != NULL, case_arg(c, 1, PZ_NOMINATIVE));
    if (status < 0)
        out_of_range(c, number);
    return pzt_text_end(c->x, begin);
}

/* Decimal digits rounded half up, in text so that no binary fraction changes them. Returns the digits before the point. */
static struct pz_value rounded(struct call *c, struct pz_value number, int64_t decimals, struct pz_value *behind)
{
    char *digits = pz_arena_alloc(c->x->mem, number.len + (size_t)decimals + 3);
    size_t n = 1, point = 0;
    digits[0] = '0';
    for (uint32_t i = 0; i < number.len; i++) {
        char ch = number.u.s[i];
        if (ch == '.')
            point = n;
        else if (ch >= '0' && ch <= '9')
            digits[n++] = ch;
    }
    if (!point)
        point = n;
    size_t want = point + (size_t)decimals;
    bool up = want < n && digits[want] >= '5';
    while (n < want)
        digits[n++] = '0';
    for (size_t i = want; up && i-- > 0;) {
        up = digits[i] == '9';
        digits[i] = up ? '0' : (char)(digits[i] + 1);
    }
    size_t skip = 0;
    while (skip + 1 < point && digits[skip] == '0')
        skip++;
    *behind = pz_strn(digits + point, (size_t)decimals);
    return pz_strn(digits + skip, point - skip);
}

static void put_number(struct call *c, struct pz_value number, int64_t decimals, bool always)
{
    struct pz_value behind = pz_str(""), before = rounded(c, number, decimals, &behind);
    struct pz_buf *out = c->x->out;
    bool zero = strspn(before.u.s, "0") >= before.len && strspn(behind.u.s, "0") >= behind.len;
    if (number.len && number.u.s[0] == '-' && !zero)
        pz_buf_puts(out, "\xE2\x88\x92"); /* the minus sign */
    for (uint32_t i = 0; i < before.len; i++) {
        if (i && (before.len - i) % 3 == 0 && (before.len > 4 || always))
            pz_buf_puts(out, "\xC2\xA0");
        pz_buf_putc(out, before.u.s[i]);
    }
    if (behind.len) {
        pz_buf_putc(out, ',');
        pz_buf_put(out, behind.u.s, behind.len);
    }
}

static int64_t decimals_arg(struct call *c, uint32_t i, struct pz_value number)
{
    size_t n = 0;
    fraction(number, &n);
    int64_t decimals = pzt_arg_int(c, i, (int64_t)n);
    if (decimals < 0 || decimals > 15)
        pzt_throw(c->x, c->node, "E-TPL-027", _("between 0 and 15 decimals are possible"));
    return decimals;
}

static struct pz_value run_number(struct call *c)
{
    struct pz_value number = decimal_text(c, c->self);
    int64_t decimals = decimals_arg(c, 0, number);
    bool always = pzt_arg_bool(c, 1, false);
    size_t begin = pzt_text_begin(c->x);
    put_number(c, number, decimals, always);
    return pzt_text_end(c->x, begin);
}

static struct pz_value run_percent(struct call *c)
{
    if (absent(c, 0)) { /* the value is in per cent already */
        struct pz_value number = decimal_text(c, c->self);
        int64_t decimals = decimals_arg(c, 1, number);
        size_t begin = pzt_text_begin(c->x);
        put_number(c, number, decimals, false);
        pz_buf_puts(c->x->out, "\xC2\xA0%");
        return pzt_text_end(c->x, begin);
    }
    int64_t n = whole_number(c, c->self), total = whole_number(c, c->arg[0]), decimals = pzt_arg_int(c, 1, 1);
    size_t begin = pzt_text_begin(c->x);
    if (pz_share_percent(c->x->out, n, total, (int)(decimals < 0 ? 0 : decimals > 3 ? 3 : decimals)) < 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("%lld of %lld is no share"), (long long)n, (long long)total);
    return pzt_text_end(c->x, begin);
}

static struct pz_value run_share(struct call *c)
{
    int64_t n = whole_number(c, c->self), total = whole_number(c, c->arg[0]);
    bool counts = pzt_arg_bool(c, 2, false);
    struct pz_value noun = absent(c, 1) ? pz_str("") : pzt_arg_text(c, 1, "");
    enum pz_case to = case_arg(c, 3, PZ_NOMINATIVE);
    size_t begin = pzt_text_begin(c->x);
    int status = noun.len                    ? pz_share_phrase(c->x->out, c->x->render->forms, n, total, noun.u.s, noun.len, counts)
                 : pzt_arg_bool(c, 4, false) ? pz_share_figures(c->x->out, n, total, to)
                                             : pz_share_words(c->x->out, n, total, to);
    if (status < 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("%lld of %lld is no share"), (long long)n, (long long)total);
    if (!noun.len && counts) {
        pz_buf_puts(c->x->out, " (");
        pz_share_counts(c->x->out, n, total);
        pz_buf_putc(c->x->out, ')');
    }
    return pzt_text_end(c->x, begin);
}

/* Dates ---------------------------------------------------------------------------------------------------- */

static struct pz_value run_date(struct call *c)
{
    struct pz_date date;
    struct pz_value style = pzt_arg_text(c, 0, "long"), v = c->self;
    int which = pz_date_style_parse(style.u.s, style.len);
    if (which < 0)
        pzt_throw_hint(c->x, c->node, "E-TPL-027", _("for example numeric, long, full, or цифрами, словами, полная"),
                       _("there is no style of dates “%.*s”"), (int)style.len, style.u.s);
    if (v.type == PZ_NONE || (v.type == PZ_STRING && !v.len))
        return pz_str(""); /* a draft has no date yet */
    struct pz_value text = pzt_self_text(c);
    if (v.type == PZ_UNDEFINED)
        return pz_str("");
    if (pz_date_parse(&date, text.u.s, text.len) < 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("“%.*s” is no date"), (int)(text.len > 60 ? 60 : text.len), text.u.s);
    size_t begin = pzt_text_begin(c->x);
    if (pz_date_print(c->x->out, date, (enum pz_date_style)which) < 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("“%.*s” is no date"), (int)(text.len > 60 ? 60 : text.len), text.u.s);
    return pzt_text_end(c->x, begin);
}

/* Typography ----------------------------------------------------------------------------------------------- */

static struct pz_value run_nbsp(struct call *c)
{
    struct pz_value text = pzt_self_text(c);
    size_t begin = pzt_text_begin(c->x);
    pz_typography_nbsp(c->x->out, text.u.s, text.len);
    return finished(c, begin, text);
}

static struct pz_value run_typography(struct call *c)
{
    struct pz_value text = pzt_self_text(c);
    size_t begin = pzt_text_begin(c->x);
    pz_typography(c->x->out, text.u.s, text.len, PZ_TYPO_ALL);
    return finished(c, begin, text);
}

#define FORM "kind/вид sex/пол"

const struct filter pzt_filters_russian[] = {
    {"case", "падеж", "case/падеж " FORM, 1, run_case, "text"},
    {"nominative", "именительный", FORM, 0, run_nominative, "text"},
    {"genitive", "родительный", FORM, 0, run_genitive, "text"},
    {"dative", "дательный", FORM, 0, run_dative, "text"},
    {"accusative", "винительный", FORM, 0, run_accusative, "text"},
    {"instrumental", "творительный", FORM, 0, run_instrumental, "text"},
    {"prepositional", "предложный", FORM, 0, run_prepositional, "text"},
    {"initials", "инициалы", "order/порядок space/пробелы case/падеж", 0, run_initials, "text"},
    {"given_name", "имя_отчество", "case/падеж", 0, run_given_name, "text"},
    {"agree", "согласовать", "with/с noun/чего", 1, run_agree, NULL},
    {"plural", "число", "one/один few/два many/пять case/падеж number/с_числом", 1, run_plural, "number"},
    {"words", "прописью", "gender/род case/падеж animate/одушевлённое number/с_числом", 0, run_words, "number"},
    {"ordinal", "порядковое", "gender/род case/падеж short/коротко animate/одушевлённое", 0, run_ordinal, "number"},
    {"roubles", "рублей", "figures/цифрами case/падеж", 0, run_roubles, "number"},
    {"number", "разряды", "decimals/знаков always/всегда", 0, run_number, "number"},
    {"percent", "процент", "total/от decimals/знаков", 0, run_percent, "number"},
    {"share", "доля", "total/от noun/чего counts/с_числами case/падеж figures/цифрами", 1, run_share, "number"},
    {"date", "дата", "style/вид", 0, run_date, "date"},
    {"nbsp", NULL, "", 0, run_nbsp, "text"},
    {"typography", "типографика", "", 0, run_typography, "text"},
    {NULL, NULL, NULL, 0, NULL, NULL},
};
