/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/inflect.h"

#include <string.h>

#include "base/i18n.h"
#include "russian/names.h"

enum { FIELDS_MAX = 6 };

struct request {
    struct pz_slice v[FIELDS_MAX];
    unsigned n;
    const struct pz_forms *forms;
    struct pz_buf *out;
    struct pz_error *err;
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

static int bad_request(struct request *r, unsigned field)
{
    return pz_fail(r->err, PZ_USAGE, "E-TEXT-011", _("field %u of the request is not understood: “%.*s”"), field + 1,
                   (int)(r->v[field].len > 80 ? 80 : r->v[field].len), r->v[field].s);
}

static int read_case(struct request *r, unsigned field, enum pz_case *c)
{
    int value = pz_case_parse(r->v[field].s, r->v[field].len);
    if (value < 0)
        return bad_request(r, field);
    *c = (enum pz_case)value;
    return 0;
}

static int read_sex(struct request *r, unsigned field, enum pz_sex *sex)
{
    int value = pz_sex_parse(r->v[field].s, r->v[field].len);
    if (value < 0)
        return bad_request(r, field);
    *sex = (enum pz_sex)value;
    return 0;
}

static int do_part(struct request *r, enum pz_confidence *confidence)
{
    enum pz_case c = PZ_NOMINATIVE;
    enum pz_sex sex = PZ_SEX_UNKNOWN;
    if (read_sex(r, 1, &sex) < 0 || read_case(r, 2, &c) < 0)
        return -1;
    if (word_is(r->v[0], "name"))
        *confidence = pz_name_inflect(r->out, r->v[3].s, r->v[3].len, sex, c);
    else
        *confidence = pz_name_part_inflect(r->out,
                                           word_is(r->v[0], "last")    ? PZ_LAST
                                           : word_is(r->v[0], "first") ? PZ_FIRST
                                                                       : PZ_MIDDLE,
                                           r->v[3].s, r->v[3].len, sex, c);
    return 0;
}

static int do_sex(struct request *r, enum pz_confidence *confidence)
{
    struct pz_person p = {.last = r->v[1], .first = r->v[2], .middle = r->v[3]};
    enum pz_sex sex = pz_name_sex(&p, confidence);
    pz_buf_putc(r->out, sex == PZ_MALE ? 'm' : sex == PZ_FEMALE ? 'f' : '-');
    return 0;
}

int pz_inflect_line(struct pz_buf *out, const struct pz_forms *forms, const char *line, size_t len, bool with_confidence,
                    struct pz_error *err)
{
    struct request r = {.n = 0, .forms = forms, .out = out, .err = err};
    cut(&r, line, len);
    size_t start = out->len;
    enum pz_confidence confidence = PZ_UNKNOWN;
    int status = word_is(r.v[0], "sex") ? do_sex(&r, &confidence) : do_part(&r, &confidence);
    if (status != 0 || (confidence == PZ_UNKNOWN)) {
        out->len = start;
        pz_buf_putc(out, '?');
    }
    if (with_confidence)
        pz_buf_printf(out, "\t%s", pz_confidence_name(confidence));
    return status;
}
