/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters on texts. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/operate.h"
#include "template/strings.h"

static struct pz_value run_upper(struct call *c)
{
    return pzt_string_case(c->x, pzt_self_text(c), STRING_UPPER);
}

static struct pz_value run_lower(struct call *c)
{
    return pzt_string_case(c->x, pzt_self_text(c), STRING_LOWER);
}

static struct pz_value run_capitalize(struct call *c)
{
    return pzt_string_case(c->x, pzt_self_text(c), STRING_CAPITALIZE);
}

/* A capital behind white space, a hyphen or an opening bracket; small letters elsewhere. */
static struct pz_value run_title(struct call *c)
{
    struct pz_value s = pzt_self_text(c);
    size_t begin = pzt_text_begin(c->x);
    bool start = true;
    for (const char *p = s.u.s, *end = p + s.len; p < end;) {
        uint32_t r = pz_utf8_next(&p, end);
        bool divides = r == '-' || r == '(' || r == '{' || r == '[' || r == '<' || pz_rune_is_space(r);
        pz_buf_put_rune(c->x->out, start ? pz_rune_upper(r) : pz_rune_lower(r));
        start = divides;
    }
    struct pz_value v = pzt_text_end(c->x, begin);
    v.flags |= s.flags & PZ_SAFE;
    return v;
}

static struct pz_value run_trim(struct call *c)
{
    struct pz_value chars = pzt_given(c->arg[0]) && c->arg[0].type != PZ_NONE ? pzt_arg_text(c, 0, NULL) : pz_none();
    return pzt_string_strip(c->x, pzt_self_text(c), chars, 3);
}

static struct pz_value run_replace(struct call *c)
{
    struct pz_value s = pzt_self_text(c), from = pzt_arg_text(c, 0, ""), to = pzt_arg_text(c, 1, "");
    int64_t count = pzt_arg_int(c, 2, -1);
    if (c->x->escape) {
        if (((from.flags | to.flags) & PZ_SAFE) || (s.flags & PZ_SAFE)) {
            s = pzt_escape(c->x, s);
            from = pzt_escape(c->x, from);
            to = pzt_escape(c->x, to);
        }
    } else {
        s.flags &= (uint8_t)~PZ_SAFE;
    }
    return pzt_string_replace(c->x, s, from, to, count < 0 ? -1 : count);
}

static struct pz_value run_center(struct call *c)
{
    struct pz_value s = pzt_self_text(c);
    int64_t width = pzt_arg_int(c, 0, 80), spare = width - (int64_t)pz_utf8_length(s.u.s, s.len);
    int64_t left = spare > 0 ? spare / 2 + (spare & width & 1) : 0;
    return pzt_string_pad(c->x, s, left, spare - left, pz_str(" "));
}

/* Lines of a text by \n, \r\n and \r alone. */
static struct pz_value run_indent(struct call *c)
{
    struct pz_value s = pzt_self_text(c), width = c->arg[0];
    bool first = pzt_arg_bool(c, 1, false), blank = pzt_arg_bool(c, 2, false);
    struct pz_value margin = pzt_given(width) && width.type == PZ_STRING
                                 ? width
                                 : pzt_string_pad(c->x, pz_str(""), pzt_arg_int(c, 0, 4), 0, pz_str(" "));
    struct pz_list *lines = pzt_string_lines(c->x, s, false);
    bool open = s.len == 0;
    if (s.len) {
        const char *p = s.u.s + s.len;
        open = pzt_is_line_end(pz_utf8_prev(&p, s.u.s));
    }
    size_t begin = pzt_text_begin(c->x);
    for (uint32_t i = 0; i < lines->n + open; i++) {
        struct pz_value line = i < lines->n ? lines->v[i] : pz_str("");
        if (i)
            pz_buf_putc(c->x->out, '\n');
        if (i ? blank || line.len : first)
            pz_buf_put(c->x->out, margin.u.s, margin.len);
        pz_buf_put(c->x->out, line.u.s, line.len);
        pzt_charge(c->x, 1);
    }
    struct pz_value v = pzt_text_end(c->x, begin);
    v.flags |= s.flags & PZ_SAFE;
    return v;
}

static struct pz_value run_truncate(struct call *c)
{
    struct pz_value s = pzt_self_text(c), end = pzt_arg_text(c, 2, "...");
    int64_t length = pzt_arg_int(c, 0, 255), leeway = pzt_arg_int(c, 3, 5), have = (int64_t)pz_utf8_length(s.u.s, s.len);
    bool killwords = pzt_arg_bool(c, 1, false);
    int64_t room = length - (int64_t)pz_utf8_length(end.u.s, end.len);
    if (room < 0 || leeway < 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("“truncate”: the length is shorter than the ending"));
    if (have <= length + leeway)
        return s;
    size_t cut = pz_utf8_offset(s.u.s, s.len, (size_t)room);
    if (!killwords) {
        const char *blank = memrchr(s.u.s, ' ', cut);
        if (blank)
            cut = (size_t)(blank - s.u.s);
    }
    size_t begin = pzt_text_begin(c->x);
    pz_buf_put(c->x->out, s.u.s, cut);
    pz_buf_put(c->x->out, end.u.s, end.len);
    return pzt_text_end(c->x, begin);
}

static bool is_word(uint32_t r)
{
    return r == '_' || (r >= '0' && r <= '9') || pz_rune_is_letter(r) ||
           (r >= 0x500 && !pz_rune_is_space(r) && !(r >= 0x2000 && r < 0x2C00) && !(r >= 0x3000 && r < 0x3005));
}

static struct pz_value run_wordcount(struct call *c)
{
    struct pz_value s = pzt_self_text(c);
    int64_t n = 0;
    bool inside = false;
    for (const char *p = s.u.s, *end = p + s.len; p < end;) {
        bool word = is_word(pz_utf8_next(&p, end));
        n += word && !inside;
        inside = word;
    }
    return pz_int(n);
}

static struct pz_value run_string(struct call *c)
{
    return pzt_self_text(c);
}

static struct pz_value run_default(struct call *c)
{
    bool empty = pzt_arg_bool(c, 1, false);
    struct pz_value v = c->self;
    bool use = v.type == PZ_UNDEFINED || (empty && !pzt_truth(c->x, c->node, v));
    if (!use)
        return v;
    return pzt_given(c->arg[0]) ? c->arg[0] : pz_str("");
}

static struct pz_value run_format(struct call *c)
{
    struct pz_value args;
    struct pz_call_args given = {c->arg, c->n, c->named, c->named_n};
    if (given.n && given.named_n)
        pzt_throw(c->x, c->node, "E-TPL-024", _("“format” takes either values or name=value, not both"));
    if (given.named_n) {
        struct pz_map *map = pz_map_new(c->x->mem, given.named_n);
        for (uint32_t i = 0; i < given.named_n; i++)
            pz_map_put(c->x->mem, map, given.named[i].key, given.named[i].value);
        args = pz_map_value(map);
    } else {
        struct pz_list *list = pzt_new_list(c->x, given.n);
        if (given.n)
            memcpy(list->v, given.v, given.n * sizeof *list->v);
        list->n = given.n;
        args = pz_list_value(list);
        args.flags = FLAG_TUPLE;
    }
    return pzt_format_percent(c->x, c->node, pzt_self_text(c), args);
}

static struct pz_value run_pprint(struct call *c)
{
    size_t begin = pzt_text_begin(c->x);
    pzt_write_repr(c->x, c->x->out, c->self, 0);
    return pzt_text_end(c->x, begin);
}

const struct filter pzt_filters_text[] = {
    {"upper", "прописные", "", 0, run_upper, NULL},
    {"lower", "строчные", "", 0, run_lower, NULL},
    {"capitalize", NULL, "", 0, run_capitalize, NULL},
    {"title", NULL, "", 0, run_title, NULL},
    {"trim", NULL, "chars", 0, run_trim, NULL},
    {"replace", "заменить", "old new count", 2, run_replace, NULL},
    {"center", NULL, "width", 0, run_center, NULL},
    {"indent", NULL, "width first blank", 0, run_indent, NULL},
    {"truncate", NULL, "length killwords end leeway", 0, run_truncate, NULL},
    {"wordwrap", NULL, "width break_long_words wrapstring break_on_hyphens", 0, pzt_run_wordwrap, NULL},
    {"wordcount", NULL, "", 0, run_wordcount, NULL},
    {"string", NULL, "", 0, run_string, NULL},
    {"default", "иначе", "default_value boolean", 0, run_default, NULL},
    {"d", NULL, "default_value boolean", 0, run_default, NULL},
    {"format", NULL, "*", 0, run_format, NULL},
    {"pprint", NULL, "", 0, run_pprint, NULL},
    {NULL, NULL, NULL, 0, NULL, NULL},
};
