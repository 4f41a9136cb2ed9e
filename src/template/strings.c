/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/strings.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/operate.h"

static struct pz_value with_flags(struct pz_value v, struct pz_value from)
{
    v.flags |= from.flags & PZ_SAFE;
    return v;
}

static uint32_t cased(uint32_t r, enum pzt_string_case how, bool word_start)
{
    switch (how) {
    case STRING_UPPER: return pz_rune_upper(r);
    case STRING_LOWER: return pz_rune_lower(r);
    case STRING_SWAP: return pz_rune_is_upper(r) ? pz_rune_lower(r) : pz_rune_upper(r);
    default: return word_start ? pz_rune_upper(r) : pz_rune_lower(r);
    }
}

struct pz_value pzt_string_case(struct exec *x, struct pz_value s, enum pzt_string_case how)
{
    pzt_charge(x, s.len / 4);
    size_t begin = pzt_text_begin(x);
    bool start = true;
    for (const char *p = s.u.s, *end = p + s.len; p < end;) {
        uint32_t r = pz_utf8_next(&p, end);
        if (r == 0xDF && how == STRING_UPPER)
            pz_buf_put(x->out, "SS", 2);
        else
            pz_buf_put_rune(x->out, cased(r, how, start));
        start = how == STRING_TITLE && !pz_rune_is_letter(r);
    }
    return with_flags(pzt_text_end(x, begin), s);
}

struct pz_value pzt_fold_case(struct exec *x, struct pz_value v)
{
    return v.type == PZ_STRING ? pzt_string_case(x, v, STRING_LOWER) : v;
}

static bool in_set(uint32_t r, struct pz_value chars)
{
    if (chars.type != PZ_STRING)
        return pz_rune_is_space(r) || (r >= 0x1C && r <= 0x1F);
    for (const char *p = chars.u.s, *end = p + chars.len; p < end;)
        if (pz_utf8_next(&p, end) == r)
            return true;
    return false;
}

struct pz_value pzt_string_strip(struct exec *x, struct pz_value s, struct pz_value chars, int sides)
{
    const char *from = s.u.s, *to = from + s.len;
    (void)x;
    while ((sides & 1) && from < to) {
        const char *p = from;
        if (!in_set(pz_utf8_next(&p, to), chars))
            break;
        from = p;
    }
    while ((sides & 2) && to > from) {
        const char *p = to;
        if (!in_set(pz_utf8_prev(&p, from), chars))
            break;
        to = p;
    }
    s.u.s = from;
    s.len = (uint32_t)(to - from);
    return s;
}

struct pz_value pzt_string_replace(struct exec *x, struct pz_value s, struct pz_value from, struct pz_value to, int64_t count)
{
    const char *p = s.u.s, *end = p + s.len, *hit;
    size_t begin = pzt_text_begin(x);
    if (!from.len) { /* between all characters, as Python does */
        for (; count && p <= end; count--) {
            pz_buf_put(x->out, to.u.s, to.len);
            pzt_charge(x, 1 + to.len / 64);
            if (p == end)
                break;
            const char *at = p;
            pz_utf8_next(&p, end);
            pz_buf_put(x->out, at, (size_t)(p - at));
        }
    } else {
        for (; count && (hit = memmem(p, (size_t)(end - p), from.u.s, from.len)); count--) {
            pz_buf_put(x->out, p, (size_t)(hit - p));
            pz_buf_put(x->out, to.u.s, to.len);
            pzt_charge(x, 1 + to.len / 64);
            p = hit + from.len;
        }
    }
    if (p < end)
        pz_buf_put(x->out, p, (size_t)(end - p));
    return with_flags(pzt_text_end(x, begin), s);
}

struct pz_value pzt_string_pad(struct exec *x, struct pz_value s, int64_t left, int64_t right, struct pz_value fill)
{
    uint64_t bytes = (uint64_t)(left > 0 ? left : 0) + (uint64_t)(right > 0 ? right : 0);
    if (bytes > x->limits.value_bytes)
        pzt_throw(x, NULL, "E-TPL-032", _("a value grows larger than %zu MB"), x->limits.value_bytes >> 20);
    pzt_charge(x, bytes / 16);
    size_t begin = pzt_text_begin(x);
    for (; left > 0; left--)
        pz_buf_put(x->out, fill.u.s, fill.len);
    pz_buf_put(x->out, s.u.s, s.len);
    for (; right > 0; right--)
        pz_buf_put(x->out, fill.u.s, fill.len);
    return with_flags(pzt_text_end(x, begin), s);
}

bool pzt_is_line_end(uint32_t r)
{
    return (r >= '\n' && r <= '\r') || (r >= 0x1C && r <= 0x1E) || r == 0x85 || r == 0x2028 || r == 0x2029;
}

struct pz_list *pzt_string_lines(struct exec *x, struct pz_value s, bool keep_ends)
{
    struct pz_list *lines = pzt_new_list(x, 0);
    for (const char *p = s.u.s, *end = p + s.len, *from = p; p < end;) {
        const char *at = p;
        uint32_t r = pz_utf8_next(&p, end);
        bool last = p >= end;
        if (!pzt_is_line_end(r)) {
            at = p;
            if (!last)
                continue;
        } else if (r == '\r' && p < end && *p == '\n') {
            p++;
        }
        pzt_push(x, lines, with_flags(pz_strn(from, (size_t)((keep_ends ? p : at) - from)), s));
        from = p;
    }
    return lines;
}

int64_t pzt_string_find(struct pz_value s, struct pz_value part, bool last)
{
    int64_t found = -1;
    const char *p = s.u.s, *end = p + s.len, *hit;
    if (part.len > s.len)
        return -1;
    if (!part.len)
        return last ? s.len : 0;
    while ((hit = memmem(p, (size_t)(end - p), part.u.s, part.len))) {
        found = hit - s.u.s;
        if (!last)
            break;
        p = hit + 1;
    }
    return found;
}
