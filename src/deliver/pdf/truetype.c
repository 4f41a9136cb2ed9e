/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/truetype.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TABLES = 32,
    GLYPHS = 1024, /* kept; codes and parts of composite ones */
    NAMED = 255,
    CMAP_SIZE = 12 + 262,
    PART_MORE = 32, /* flag of a part: another one follows */
    DEPTH_MAX = 8,
    GLYF_MAX = 0x20000, /* bytes of outlines that short offsets reach */
    STEPS_MAX = 100000, /* parts looked at while a font is measured: one that is a part of itself grows without end */
};

struct table {
    uint32_t tag, offset, len;
};

struct subset {
    const unsigned char *font;
    size_t len;
    struct table tables[TABLES];
    unsigned n_tables;
    const struct table *glyf, *loca, *head, *hhea, *hmtx, *maxp, *cmap;
    unsigned glyphs, metrics; /* of the source; glyphs with an advance of their own: the last one's holds for the rest */
    bool long_loca;
    uint16_t kept[GLYPHS]; /* old number by new */
    unsigned n;
    struct pz_buf glyf_out;
    uint32_t loca_out[GLYPHS + 1];
    unsigned steps;
};

#define TAG(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static uint32_t get16(const unsigned char *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t get32(const unsigned char *p)
{
    return get16(p) << 16 | get16(p + 2);
}

static void set16(unsigned char *p, uint32_t v)
{
    p[0] = (unsigned char)(v >> 8);
    p[1] = (unsigned char)v;
}

static void set32(unsigned char *p, uint32_t v)
{
    set16(p, v >> 16);
    set16(p + 2, v & 0xFFFF);
}

static const struct table *find(const struct subset *s, uint32_t tag)
{
    for (unsigned i = 0; i < s->n_tables; i++)
        if (s->tables[i].tag == tag)
            return &s->tables[i];
    return NULL;
}

static const unsigned char *at(const struct subset *s, const struct table *t)
{
    return s->font + t->offset;
}

static bool read_tables(struct subset *s)
{
    if (s->len < 12 || get16(s->font + 4) > TABLES || s->len < 12 + 16 * (size_t)get16(s->font + 4))
        return false;
    for (unsigned i = 0; i < get16(s->font + 4); i++) {
        const unsigned char *p = s->font + 12 + 16 * (size_t)i;
        struct table t = {get32(p), get32(p + 8), get32(p + 12)};
        if (t.offset > s->len || t.len > s->len - t.offset || (i && t.tag <= s->tables[i - 1].tag))
            return false; /* the tags have to ascend: they go out in that order */
        s->tables[s->n_tables++] = t;
    }
    return true;
}

static bool understand(struct subset *s)
{
    s->glyf = find(s, TAG('g', 'l', 'y', 'f'));
    s->loca = find(s, TAG('l', 'o', 'c', 'a'));
    s->head = find(s, TAG('h', 'e', 'a', 'd'));
    s->hhea = find(s, TAG('h', 'h', 'e', 'a'));
    s->hmtx = find(s, TAG('h', 'm', 't', 'x'));
    s->maxp = find(s, TAG('m', 'a', 'x', 'p'));
    s->cmap = find(s, TAG('c', 'm', 'a', 'p'));
    if (!s->glyf || !s->loca || !s->head || !s->hhea || !s->hmtx || !s->maxp || !s->cmap)
        return false;
    if (s->head->len < 54 || s->hhea->len < 36 || s->maxp->len < 32 || s->cmap->len != CMAP_SIZE)
        return false;
    s->glyphs = get16(at(s, s->maxp) + 4);
    s->metrics = get16(at(s, s->hhea) + 34);
    s->long_loca = get16(at(s, s->head) + 50) != 0;
    return get16(at(s, s->cmap) + 2) == 1 && get32(at(s, s->cmap) + 8) == 12 && get16(at(s, s->cmap) + 12) == 0 &&
           s->loca->len >= (s->glyphs + 1) * (s->long_loca ? 4U : 2U) && s->metrics && s->metrics <= s->glyphs &&
           s->hmtx->len >= s->metrics * 4U + (s->glyphs - s->metrics) * 2U;
}

struct metric {
    unsigned char v[4]; /* advance, left side bearing */
};

static struct metric metric(const struct subset *s, unsigned glyph)
{
    struct metric m;
    const unsigned char *p = at(s, s->hmtx);
    bool own = glyph < s->metrics;
    memcpy(m.v, p + 4 * (size_t)(own ? glyph : s->metrics - 1), 4);
    if (!own)
        memcpy(m.v + 2, p + 4 * (size_t)s->metrics + 2 * (size_t)(glyph - s->metrics), 2);
    return m;
}

/* The outline of an old glyph; false for one that does not exist. */
static bool outline(const struct subset *s, unsigned glyph, const unsigned char **p, uint32_t *len)
{
    const unsigned char *loca = at(s, s->loca);
    if (glyph >= s->glyphs)
        return false;
    uint32_t from = s->long_loca ? get32(loca + 4 * (size_t)glyph) : 2 * get16(loca + 2 * (size_t)glyph);
    uint32_t to = s->long_loca ? get32(loca + 4 * (size_t)glyph + 4) : 2 * get16(loca + 2 * (size_t)glyph + 2);
    if (from > to || to > s->glyf->len)
        return false;
    *p = at(s, s->glyf) + from;
    *len = to - from;
    return true;
}

/* Whether two old glyphs are one: the office's subsets hold a glyph twice when it is also a part of another. */
static bool same_glyph(const struct subset *s, unsigned a, unsigned b)
{
    const unsigned char *p, *q;
    uint32_t p_len, q_len;
    return a == b || (outline(s, a, &p, &p_len) && outline(s, b, &q, &q_len) && p_len == q_len && memcmp(p, q, p_len) == 0 &&
                      memcmp(metric(s, a).v, metric(s, b).v, 4) == 0);
}

/* The new number of a part: the one it has, or the next. GLYPHS: there is no more room. */
static unsigned number_of_part(struct subset *s, unsigned old)
{
    for (unsigned i = 1; i < s->n; i++)
        if (same_glyph(s, s->kept[i], old))
            return i;
    if (s->n == GLYPHS)
        return GLYPHS;
    s->kept[s->n++] = (uint16_t)old;
    return s->n - 1;
}

/* Bytes of one part of a composite glyph. */
static uint32_t part_size(uint32_t flags)
{
    enum { WORDS = 1, SCALE = 8, TWO_SCALES = 64, MATRIX = 128 };
    return 4U + (flags & WORDS ? 4 : 2) + (flags & MATRIX ? 8 : flags & TWO_SCALES ? 4 : flags & SCALE ? 2 : 0);
}

/* Give the parts of a composite glyph their new numbers. */
static bool renumber_parts(struct subset *s, unsigned char *p, uint32_t len)
{
    uint32_t i = 10, flags = PART_MORE;
    while (flags & PART_MORE) {
        if (i + 4 > len)
            return false;
        flags = get16(p + i);
        unsigned part = number_of_part(s, get16(p + i + 2));
        if (part == GLYPHS)
            return false;
        set16(p + i + 2, part);
        i += part_size(flags);
    }
    return i <= len;
}

static bool copy_outlines(struct subset *s)
{
    for (unsigned i = 0; i < s->n; i++) {
        const unsigned char *p;
        uint32_t len;
        size_t start = s->glyf_out.len;
        s->loca_out[i] = (uint32_t)start;
        if (!outline(s, s->kept[i], &p, &len))
            return false;
        pz_buf_put(&s->glyf_out, p, len);
        if (s->glyf_out.failed)
            return false;
        if (len >= 10 && get16(p) >= 0x8000 && !renumber_parts(s, (unsigned char *)s->glyf_out.data + start, len))
            return false;
        while (s->glyf_out.len % 4)
            pz_buf_putc(&s->glyf_out, '\0');
        if (s->glyf_out.failed || s->glyf_out.len >= GLYF_MAX)
            return false;
    }
    s->loca_out[s->n] = (uint32_t)s->glyf_out.len;
    return true;
}

/* What maxp says of glyphs, over those that are kept. */
struct extent {
    uint32_t points, contours, parts, depth;
};

static struct extent measure(struct subset *s, unsigned glyph, unsigned depth)
{
    struct extent sum = {0};
    const unsigned char *p;
    uint32_t len, i = 10, flags = PART_MORE;
    if (s->steps++ > STEPS_MAX || !outline(s, glyph, &p, &len) || len < 12 || depth > DEPTH_MAX)
        return sum;
    if (get16(p) < 0x8000) {
        sum.contours = get16(p);
        sum.points = sum.contours && len >= 10 + 2 * sum.contours ? get16(p + 8 + 2 * sum.contours) + 1 : 0;
        return sum;
    }
    for (; (flags & PART_MORE) && i + 4 <= len; i += part_size(flags)) {
        flags = get16(p + i);
        struct extent part = measure(s, get16(p + i + 2), depth + 1);
        sum.points += part.points;
        sum.contours += part.contours;
        sum.depth = part.depth + 1 > sum.depth ? part.depth + 1 : sum.depth;
        sum.parts++;
    }
    return sum;
}

static void raise(unsigned char *p, uint32_t v)
{
    if (get16(p) < v)
        set16(p, v);
}

static void write_extents(struct subset *s, unsigned char *maxp)
{
    memset(maxp + 6, 0, 8);
    memset(maxp + 28, 0, 4);
    for (unsigned i = 0; i < s->n; i++) {
        struct extent e = measure(s, s->kept[i], 0);
        raise(maxp + (e.parts ? 10 : 6), e.points);
        raise(maxp + (e.parts ? 12 : 8), e.contours);
        raise(maxp + 28, e.parts);
        raise(maxp + 30, e.depth);
    }
}

/* The box around all glyphs kept: xMin, yMin, xMax, yMax. */
static void write_box(const struct subset *s, unsigned char *box)
{
    int sum[4] = {INT16_MAX, INT16_MAX, INT16_MIN, INT16_MIN};
    for (unsigned i = 0; i < s->n; i++) {
        const unsigned char *p;
        uint32_t len;
        if (!outline(s, s->kept[i], &p, &len) || len < 10)
            continue;
        for (int k = 0; k < 4; k++) {
            int v = (int16_t)get16(p + 2 + 2 * k);
            sum[k] = k < 2 ? (v < sum[k] ? v : sum[k]) : (v > sum[k] ? v : sum[k]);
        }
    }
    for (int k = 0; k < 4; k++)
        set16(box + 2 * k, (uint16_t)(sum[0] > sum[2] ? 0 : sum[k]));
}

static void put16(struct pz_buf *out, uint32_t v)
{
    unsigned char b[2];
    set16(b, v);
    pz_buf_put(out, b, sizeof b);
}

static void put_cmap(struct pz_buf *out, unsigned named)
{
    static const unsigned char start[18] = {0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 12, 0, 0, 1, 6, 0, 0};
    pz_buf_put(out, start, sizeof start);
    for (unsigned code = 0; code < 256; code++)
        pz_buf_putc(out, (char)(code <= named ? code : 0));
}

static void put_table(struct subset *s, const struct table *t, unsigned named, struct pz_buf *out)
{
    size_t start = out->len;
    if (t == s->cmap) {
        put_cmap(out, named);
    } else if (t == s->glyf) {
        pz_buf_put(out, s->glyf_out.data, s->glyf_out.len);
    } else if (t == s->loca) {
        for (unsigned i = 0; i <= s->n; i++)
            put16(out, s->loca_out[i] / 2);
    } else if (t == s->hmtx) {
        for (unsigned i = 0; i < s->n; i++)
            pz_buf_put(out, metric(s, s->kept[i]).v, 4);
    } else {
        pz_buf_put(out, at(s, t), t->len);
    }
    if (out->failed)
        return;
    unsigned char *p = (unsigned char *)out->data + start;
    if (t == s->head) {
        set32(p + 8, 0);           /* the checksum of the whole comes last */
        memcpy(p + 28, p + 20, 8); /* changed when it was made: the office puts its clock there, or nothing */
        write_box(s, p + 36);
        set16(p + 50, 0);
    } else if (t == s->hhea) {
        set16(p + 34, s->n);
    } else if (t == s->maxp) {
        set16(p + 4, s->n);
        write_extents(s, p);
    }
}

static uint32_t checksum(const char *data, size_t len)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < len; i += 4)
        sum += get32((const unsigned char *)data + i);
    return sum;
}

static int assemble(struct subset *s, unsigned named, struct pz_buf *out)
{
    struct pz_buf file = PZ_BUF_INIT;
    size_t head = 0;
    pz_buf_put(&file, s->font, 12 + 16 * (size_t)s->n_tables);
    for (unsigned i = 0; i < s->n_tables && !file.failed; i++) {
        size_t start = file.len, len;
        put_table(s, &s->tables[i], named, &file);
        len = file.len - start;
        while (file.len % 4)
            pz_buf_putc(&file, '\0');
        if (file.failed)
            break;
        unsigned char *entry = (unsigned char *)file.data + 12 + 16 * (size_t)i;
        set32(entry + 4, checksum(file.data + start, file.len - start));
        set32(entry + 8, (uint32_t)start);
        set32(entry + 12, (uint32_t)len);
        head = &s->tables[i] == s->head ? start : head;
    }
    if (!file.failed)
        set32((unsigned char *)file.data + head + 8, 0xB1B0AFBA - checksum(file.data, file.len));
    bool failed = file.failed || s->steps > STEPS_MAX;
    if (!failed)
        pz_buf_put(out, file.data, file.len);
    pz_buf_release(&file);
    return failed || out->failed ? -1 : 0;
}

int pz_truetype_subset(struct pz_buf *out, const unsigned char *font, size_t len, const unsigned char *codes, unsigned n)
{
    struct subset s = {.font = font, .len = len};
    if (n > NAMED || !read_tables(&s) || !understand(&s))
        return -1;
    s.kept[s.n++] = 0;
    for (unsigned i = 0; i < n; i++)
        s.kept[s.n++] = at(&s, s.cmap)[18 + codes[i]];
    int rc = copy_outlines(&s) ? assemble(&s, n, out) : -1;
    pz_buf_release(&s.glyf_out);
    return rc;
}
