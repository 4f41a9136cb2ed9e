/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/inflect.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "russian/agree.h"
#include "russian/date.h"
#include "russian/forms.h"
#include "russian/number.h"
#include "russian/share.h"

enum { FIELDS_MAX = 6 };

struct request {
    struct pz_slice v[FIELDS_MAX];
    unsigned n;
    const struct pz_forms *forms;
    struct pz_buf *out;
    struct pz_error *err;
    enum pz_confidence confidence;
};

static void cut(struct request *r, const char *line, size_t len)
{
    const char *p = line, *end = line + len;
    while (p <= end && r->n < FIELDS_MAX) {
        const char *tab = memchr(p, '\t', (size_t)(end - p));
        tab = tab ? tab : end;
        r->v[r->n++] = (struct pz_slice){p, (size_t)(tab - p)};
        p = tab + 1;
    }
}

static bool word_is(struct pz_slice s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.s, text, s.len) == 0;
}

static int bad_field(struct request *r, unsigned field)
{
    const struct pz_slice *f = &r->v[field];
    return pz_fail(r->err, PZ_USAGE, "E-TEXT-011", _("field %u of the request is not understood: “%.*s”"), field + 1,
                   (int)(f->len > 80 ? 80 : f->len), f->len ? f->s : "");
}

static int read_case(struct request *r, unsigned field, enum pz_case *c)
{
    int value = field < r->n && r->v[field].len ? pz_case_parse(r->v[field].s, r->v[field].len) : PZ_NOMINATIVE;
    *c = value < 0 ? PZ_NOMINATIVE : (enum pz_case)value;
    return value < 0 ? bad_field(r, field) : 0;
}

static int read_sex(struct request *r, unsigned field, enum pz_sex *sex)
{
    int value = pz_sex_parse(r->v[field].s, r->v[field].len);
    *sex = value < 0 ? PZ_SEX_UNKNOWN : (enum pz_sex)value;
    return value < 0 ? bad_field(r, field) : 0;
}

/* Gender of a number, with «a» behind it for persons: «ma». */
static int read_gender(struct request *r, unsigned field, enum pz_gender *gender, bool *animate)
{
    struct pz_slice f = r->v[field];
    *animate = f.len > 1 && f.s[f.len - 1] == 'a';
    int value = f.len == 0 || word_is(f, "-") ? PZ_MASCULINE : pz_gender_parse(f.s, f.len - *animate);
    *gender = value < 0 ? PZ_MASCULINE : (enum pz_gender)value;
    return value < 0 ? bad_field(r, field) : 0;
}

static int read_number(struct request *r, unsigned field, int64_t *n)
{
    char text[32];
    struct pz_slice f = r->v[field];
    *n = 0;
    if (f.len == 0 || f.len >= sizeof text)
        return bad_field(r, field);
    memcpy(text, f.s, f.len);
    text[f.len] = '\0';
    char *end;
    *n = strtoll(text, &end, 10);
    return *end ? bad_field(r, field) : 0;
}

static int form(struct request *r, enum pz_form_kind kind, enum pz_sex sex, enum pz_case c, struct pz_slice text)
{
    r->confidence = pz_forms_inflect(r->forms, r->out, kind, text.s, text.len, sex, c);
    return 0;
}

static int do_person(struct request *r)
{
    static const struct {
        const char *word;
        enum pz_form_kind kind;
    } kinds[] = {{"name", PZ_FORM_NAME}, {"last", PZ_FORM_LAST}, {"first", PZ_FORM_FIRST}, {"middle", PZ_FORM_MIDDLE}};
    enum pz_case c;
    enum pz_sex sex;
    if (read_sex(r, 1, &sex) < 0 || read_case(r, 2, &c) < 0)
        return -1;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (word_is(r->v[0], kinds[i].word))
            return form(r, kinds[i].kind, sex, c, r->v[3]);
    r->confidence = pz_forms_initials(r->forms, r->out, r->v[3].s, r->v[3].len, sex, c, PZ_INITIALS_FIRST, PZ_INITIALS_CLOSE);
    return 0;
}

/* The clerk's word on «Фамилия Имя Отчество», whose parts stand between tabs here. */
static enum pz_sex listed_sex(const struct request *r)
{
    char name[512];
    size_t n = 0;
    for (unsigned i = 1; i <= 3; i++) {
        if (r->v[i].len == 0 || n + r->v[i].len + 1 >= sizeof name)
            continue;
        if (n)
            name[n++] = ' ';
        memcpy(name + n, r->v[i].s, r->v[i].len);
        n += r->v[i].len;
    }
    return r->forms ? pz_approved_sex(r->forms->approved, name, n) : PZ_SEX_UNKNOWN;
}

static int do_sex(struct request *r)
{
    struct pz_person p = {.last = r->v[1], .first = r->v[2], .middle = r->v[3]};
    enum pz_sex sex = listed_sex(r);
    r->confidence = PZ_CERTAIN;
    if (sex == PZ_SEX_UNKNOWN)
        sex = pz_name_sex(&p, &r->confidence);
    pz_buf_putc(r->out, sex == PZ_MALE ? 'm' : sex == PZ_FEMALE ? 'f' : '-');
    return 0;
}

static int do_text(struct request *r)
{
    enum pz_case c;
    if (read_case(r, 1, &c) < 0)
        return -1;
    return form(r, (enum pz_form_kind)pz_form_kind_parse(r->v[0].s, r->v[0].len), PZ_SEX_UNKNOWN, c, r->v[2]);
}

static int do_group(struct request *r)
{
    r->confidence = pz_forms_group(r->forms, r->out, r->v[1].s, r->v[1].len);
    return 0;
}

static int do_plural(struct request *r)
{
    int64_t n;
    enum pz_case c;
    if (read_case(r, 3, &c) < 0)
        return -1;
    if (memchr(r->v[1].s, ',', r->v[1].len) || memchr(r->v[1].s, '.', r->v[1].len))
        r->confidence = pz_forms_count_decimal(r->forms, r->out, r->v[2].s, r->v[2].len);
    else if (read_number(r, 1, &n) < 0)
        return -1;
    else
        r->confidence = pz_forms_count(r->forms, r->out, n, r->v[2].s, r->v[2].len, c);
    return 0;
}

static int in_words(struct request *r, int status)
{
    r->confidence = status == 0 ? PZ_CERTAIN : PZ_UNKNOWN;
    return 0;
}

static int do_number(struct request *r)
{
    int64_t n;
    enum pz_gender gender;
    bool animate;
    enum pz_case c;
    if (read_number(r, 1, &n) < 0 || read_gender(r, 2, &gender, &animate) < 0 || read_case(r, 3, &c) < 0)
        return -1;
    if (word_is(r->v[0], "cardinal"))
        return in_words(r, pz_cardinal(r->out, n, gender, animate, c));
    if (word_is(r->v[0], "ordinal"))
        return in_words(r, pz_ordinal(r->out, n, gender, animate, c));
    return in_words(r, pz_number_with_words(r->out, n, gender, animate, c));
}

static int do_decimal(struct request *r)
{
    enum pz_case c;
    return read_case(r, 2, &c) < 0 ? -1 : in_words(r, pz_decimal(r->out, r->v[1].s, r->v[1].len, c));
}

/* A sum as «1200» or «1200,50». */
static int do_roubles(struct request *r)
{
    enum pz_case c;
    int64_t roubles, kopecks = 0;
    struct pz_slice whole = r->v[1];
    const char *comma = memchr(whole.s, ',', whole.len), *end = whole.s + whole.len;
    if (!comma)
        comma = memchr(whole.s, '.', whole.len);
    if (comma && (end - comma != 3 || comma[1] < '0' || comma[1] > '9' || comma[2] < '0' || comma[2] > '9'))
        return bad_field(r, 1);
    if (comma) {
        kopecks = (comma[1] - '0') * 10 + (comma[2] - '0');
        r->v[1].len = (size_t)(comma - whole.s);
    }
    if (read_number(r, 1, &roubles) < 0 || read_case(r, 2, &c) < 0)
        return -1;
    if (roubles < 0 || roubles > INT64_C(1000000000000))
        return in_words(r, -1);
    return in_words(r, pz_roubles(r->out, roubles * 100 + kopecks, comma != NULL, c));
}

static int do_date(struct request *r)
{
    struct pz_date d;
    int style = r->v[2].len ? pz_date_style_parse(r->v[2].s, r->v[2].len) : PZ_DATE_LONG;
    if (style < 0)
        return bad_field(r, 2);
    if (pz_date_parse(&d, r->v[1].s, r->v[1].len) != 0)
        return in_words(r, -1);
    return in_words(r, pz_date_print(r->out, d, (enum pz_date_style)style));
}

/* The fourth field is the day of reference; without it «текущего года» and a missing year cannot be known. */
static int do_term(struct request *r)
{
    struct pz_due due;
    struct pz_date today = {1, 1, 1};
    enum pz_due_style style = word_is(r->v[2], "words") ? PZ_DUE_WORDS : word_is(r->v[2], "cell") ? PZ_DUE_CELL : PZ_DUE_NUMERIC;
    bool has_day = r->v[3].len && pz_date_parse(&today, r->v[3].s, r->v[3].len) == 0;
    if (r->v[3].len && !has_day)
        return bad_field(r, 3);
    if (pz_due_parse(&due, r->v[1].s, r->v[1].len, today) != 0 || (due.current_year && !has_day && due.kind != PZ_DUE_REPEAT))
        return in_words(r, -1);
    return in_words(r, pz_due_print(r->out, &due, style));
}

static int do_share(struct request *r)
{
    int64_t n, total;
    if (read_number(r, 1, &n) < 0 || read_number(r, 2, &total) < 0)
        return -1;
    if (r->v[3].len)
        return in_words(r, pz_share_phrase(r->out, r->forms, n, total, r->v[3].s, r->v[3].len, true));
    return in_words(r, pz_share_words(r->out, n, total, PZ_NOMINATIVE));
}

static int do_agree(struct request *r)
{
    int gender = pz_gender_parse(r->v[2].s, r->v[2].len);
    if (gender >= 0)
        r->confidence = pz_agree(r->out, r->v[1].s, r->v[1].len, (enum pz_gender)gender);
    else
        r->confidence = pz_forms_agree(r->forms, r->out, r->v[1].s, r->v[1].len, r->v[2].s, r->v[2].len);
    return 0;
}

static const struct handler {
    const char *word;
    unsigned fields; /* at least, the word included */
    int (*run)(struct request *r);
} handlers[] = {
    {"name", 4, do_person},     {"last", 4, do_person},    {"first", 4, do_person},  {"middle", 4, do_person},
    {"initials", 4, do_person}, {"sex", 2, do_sex},        {"post", 3, do_text},     {"org", 3, do_text},
    {"phrase", 3, do_text},     {"auto", 3, do_text},      {"group", 2, do_group},   {"plural", 3, do_plural},
    {"cardinal", 2, do_number}, {"ordinal", 2, do_number}, {"number", 2, do_number}, {"decimal", 2, do_decimal},
    {"roubles", 2, do_roubles}, {"date", 2, do_date},      {"term", 2, do_term},     {"share", 3, do_share},
    {"agree", 3, do_agree},
};

static int run(struct request *r)
{
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        if (!word_is(r->v[0], handlers[i].word))
            continue;
        if (r->n < handlers[i].fields)
            return pz_fail(r->err, PZ_USAGE, "E-TEXT-012", _("the request “%s” needs %u fields divided by tabs, it has %u"),
                           handlers[i].word, handlers[i].fields, r->n);
        return handlers[i].run(r);
    }
    return pz_fail(r->err, PZ_USAGE, "E-TEXT-010", _("there is no request “%.*s”"), (int)(r->v[0].len > 80 ? 80 : r->v[0].len),
                   r->v[0].s);
}

int pz_inflect_line(struct pz_buf *out, const struct pz_forms *forms, const char *line, size_t len, bool with_confidence,
                    struct pz_error *err)
{
    struct request r = {.forms = forms, .out = out, .err = err, .confidence = PZ_UNKNOWN};
    while (len && (line[len - 1] == '\r' || line[len - 1] == '\n'))
        len--;
    cut(&r, line, len);
    for (unsigned i = r.n; i < FIELDS_MAX; i++)
        r.v[i] = (struct pz_slice){line + len, 0};
    size_t start = out->len;
    int status = run(&r);
    if (status != 0 || r.confidence == PZ_UNKNOWN) {
        if (word_is(r.v[0], "sex") == false || status != 0) {
            pz_buf_truncate(out, start);
            pz_buf_putc(out, '?');
        }
        r.confidence = PZ_UNKNOWN;
    }
    if (with_confidence)
        pz_buf_printf(out, "\t%s", pz_confidence_name(r.confidence));
    return status;
}
