/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter wordwrap: lines filled greedily, as Python's textwrap fills them. */
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/operate.h"
#include "template/strings.h"

struct chunk { /* blanks, or a word or a part of one up to its hyphen */
    const char *s;
    size_t len, width;
    bool blank;
};

struct wrap {
    struct exec *x;
    int64_t width;
    bool break_long, break_hyphens;
    struct pz_value separator;
    struct chunk *chunk;
    size_t n, at;
    bool lines; /* one was written already */
};

static bool blank_at(const char *p, const char *end)
{
    uint32_t r = pz_utf8_next(&p, end);
    return r == ' ' || (r >= '\t' && r <= '\r');
}

/* The end of a word's next part: behind a hyphen between letters. */
static const char *part_end(const char *p, const char *end, bool hyphens)
{
    uint32_t before = 0;
    for (const char *q = p; q < end && !blank_at(q, end);) {
        uint32_t r = pz_utf8_next(&q, end);
        p = q;
        if (hyphens && r == '-' && pz_rune_is_letter(before) && q < end) {
            const char *next = q;
            if (pz_rune_is_letter(pz_utf8_next(&next, end)))
                return q;
        }
        before = r;
    }
    return p;
}

static const char *chunk_end(const struct wrap *w, const char *p, const char *end, bool blank)
{
    if (!blank)
        return part_end(p, end, w->break_hyphens);
    while (p < end && blank_at(p, end))
        p++;
    return p;
}

static void split(struct wrap *w, const char *p, const char *end)
{
    size_t n = 0;
    for (const char *q = p; q < end; n++)
        q = chunk_end(w, q, end, blank_at(q, end));
    pzt_check_size(w->x, NULL, (n + 1) * sizeof *w->chunk);
    w->chunk = pz_arena_alloc(w->x->mem, (n + 1) * sizeof *w->chunk);
    w->n = w->at = 0;
    while (p < end) {
        const char *from = p;
        bool blank = blank_at(p, end);
        p = chunk_end(w, p, end, blank);
        w->chunk[w->n++] = (struct chunk){from, (size_t)(p - from), pz_utf8_length(from, (size_t)(p - from)), blank};
    }
    pzt_charge(w->x, w->n);
}

/* Take the front of a word that fits no line. */
static void break_word(struct wrap *w, struct chunk *line, size_t *n, int64_t used)
{
    struct chunk *c = &w->chunk[w->at];
    size_t room = w->width < 1 ? 1 : (size_t)(w->width - used);
    if (!w->break_long) {
        if (!*n)
            line[(*n)++] = w->chunk[w->at++];
        return;
    }
    size_t cut = pz_utf8_offset(c->s, c->len, room);
    if (w->break_hyphens) {
        const char *hyphen = memrchr(c->s, '-', cut);
        const char *letter = c->s;
        while (hyphen && letter < hyphen && *letter == '-')
            letter++;
        if (hyphen && letter < hyphen)
            cut = (size_t)(hyphen - c->s) + 1;
    }
    size_t width = pz_utf8_length(c->s, cut);
    line[(*n)++] = (struct chunk){c->s, cut, width, false};
    c->s += cut;
    c->len -= cut;
    c->width -= width;
    if (!c->len)
        w->at++;
}

static void wrap_line(struct wrap *w, const char *p, const char *end)
{
    split(w, p, end);
    bool first = true;
    struct chunk *line = pz_arena_alloc(w->x->mem, (w->n + 1) * sizeof *line);
    while (w->at < w->n) {
        size_t n = 0;
        int64_t used = 0;
        pzt_charge(w->x, 4);
        if (w->chunk[w->at].blank && !first)
            w->at++;
        while (w->at < w->n && used + (int64_t)w->chunk[w->at].width <= w->width) {
            used += (int64_t)w->chunk[w->at].width;
            line[n++] = w->chunk[w->at++];
        }
        if (w->at < w->n && (int64_t)w->chunk[w->at].width > w->width)
            break_word(w, line, &n, used);
        if (n && line[n - 1].blank)
            n--;
        if (!n)
            continue;
        if (!first)
            pz_buf_put(w->x->out, w->separator.u.s, w->separator.len);
        for (size_t i = 0; i < n; i++)
            pz_buf_put(w->x->out, line[i].s, line[i].len);
        first = false;
    }
}

struct pz_value pzt_run_wordwrap(struct call *c)
{
    struct pz_value s = pzt_self_text(c);
    struct wrap w = {.x = c->x,
                     .width = pzt_arg_int(c, 0, 79),
                     .break_long = pzt_arg_bool(c, 1, true),
                     .break_hyphens = pzt_arg_bool(c, 3, true)};
    w.separator = pzt_given(c->arg[2]) && c->arg[2].type != PZ_NONE ? pzt_arg_text(c, 2, NULL) : pz_str("\n");
    if (w.width <= 0)
        pzt_throw(c->x, c->node, "E-TPL-027", _("“wordwrap”: the width must be positive"));
    struct pz_list *lines = pzt_string_lines(c->x, s, false);
    size_t begin = pzt_text_begin(c->x);
    for (uint32_t i = 0; i < lines->n; i++) {
        if (i)
            pz_buf_put(c->x->out, w.separator.u.s, w.separator.len);
        wrap_line(&w, lines->v[i].u.s, lines->v[i].u.s + lines->v[i].len);
    }
    return pzt_text_end(c->x, begin);
}
