/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fonts cut down to some of their codes, and fonts that are damaged in every way a byte can be. */
#include "test.h"

#include "deliver/pdf/truetype.h"

enum { SIZE = 4096, GLYPHS = 8, TABLES = 7 };

static unsigned char font[SIZE], codes[] = {'A', 'B'};
static size_t len, table_at[TABLES];

static const char tags[TABLES][5] = {"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"};
enum { CMAP, GLYF, HEAD, HHEA, HMTX, LOCA, MAXP };

static void put16(size_t at, unsigned v)
{
    font[at] = (unsigned char)(v >> 8);
    font[at + 1] = (unsigned char)v;
}

static unsigned get16(const char *p)
{
    return (unsigned)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

static uint32_t get32(const char *p)
{
    return (uint32_t)get16(p) << 16 | get16(p + 2);
}

/* Outlines: 1 to 5 simple ones of two points, told apart by their last byte; 6 made of 3 and 4; 7 made of itself, many times. */
static size_t outline(unsigned glyph, size_t at)
{
    size_t start = at;
    if (!glyph)
        return 0;
    put16(at, glyph < 6 ? 1 : 0xFFFF);
    at += 10;
    if (glyph < 6) {
        put16(at, 1); /* the last point of its contour */
        font[at + 7] = (unsigned char)(0xA0 + glyph);
        return at + 8 - start;
    }
    unsigned parts = glyph == 6 ? 2 : 40;
    for (unsigned i = 0; i < parts; i++, at += 6) {
        put16(at, i + 1 < parts ? 32 : 0);
        put16(at + 2, glyph == 6 ? 3 + i : 7);
    }
    return at - start;
}

static void table(unsigned i, size_t size)
{
    size_t entry = 12 + 16 * (size_t)i;
    memcpy(font + entry, tags[i], 4);
    put16(entry + 10, (unsigned)len);
    put16(entry + 14, (unsigned)size);
    table_at[i] = len;
    len += (size + 3) & ~(size_t)3;
}

/* A: glyph a, B: glyph b. */
static void make_font(unsigned a, unsigned b)
{
    memset(font, 0, sizeof font);
    put16(0, 1);
    put16(4, TABLES);
    len = 12 + 16 * TABLES;
    table(CMAP, 274);
    put16(table_at[CMAP] + 2, 1);
    font[table_at[CMAP] + 11] = 12;
    font[table_at[CMAP] + 18 + 'A'] = (unsigned char)a;
    font[table_at[CMAP] + 18 + 'B'] = (unsigned char)b;
    size_t glyf = len, loca[GLYPHS + 1], at = len;
    for (unsigned i = 0; i < GLYPHS; i++) {
        loca[i] = at - glyf;
        at += (outline(i, at) + 3) & ~(size_t)3;
    }
    loca[GLYPHS] = at - glyf;
    table(GLYF, at - glyf);
    table(HEAD, 54);
    table(HHEA, 36);
    put16(table_at[HHEA] + 34, GLYPHS);
    table(HMTX, 4 * GLYPHS);
    for (unsigned i = 0; i < GLYPHS; i++)
        put16(table_at[HMTX] + 4 * i, 500 + i);
    table(LOCA, 2 * (GLYPHS + 1));
    for (unsigned i = 0; i <= GLYPHS; i++)
        put16(table_at[LOCA] + 2 * i, (unsigned)(loca[i] / 2));
    table(MAXP, 32);
    put16(table_at[MAXP] + 4, GLYPHS);
}

static const char *find(const struct pz_buf *out, unsigned i)
{
    assert_memory_equal(out->data + 12 + 16 * i, tags[i], 4);
    return out->data + get32(out->data + 12 + 16 * i + 8);
}

static void glyphs_are_numbered_by_code(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    make_font(5, 2);
    assert_int_equal(pz_truetype_subset(&out, font, len, codes, 2), 0);
    assert_int_equal(get16(find(&out, MAXP) + 4), 3);
    assert_int_equal(get16(find(&out, MAXP) + 6), 2); /* points */
    assert_int_equal(get16(find(&out, HHEA) + 34), 3);
    assert_int_equal(get16(find(&out, HMTX) + 4), 505);
    assert_int_equal(get16(find(&out, HMTX) + 8), 502);
    assert_int_equal(find(&out, CMAP)[18 + 1], 1);
    assert_int_equal(find(&out, CMAP)[18 + 'A'], 0);
    const char *loca = find(&out, LOCA), *glyf = find(&out, GLYF);
    assert_int_equal(get16(loca + 2), 0); /* .notdef shows nothing */
    assert_int_equal((unsigned char)glyf[2 * get16(loca + 2) + 17], 0xA5);
    assert_int_equal((unsigned char)glyf[2 * get16(loca + 4) + 17], 0xA2);
    uint32_t sum = 0;
    for (size_t i = 0; i < out.len; i += 4)
        sum += get32(out.data + i);
    assert_int_equal(sum, 0xB1B0AFBA); /* ISO/IEC 14496-22, 5.2.2: checkSumAdjustment */
    pz_buf_release(&out);
}

static void parts_come_behind_and_are_renumbered(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    make_font(6, 4); /* 4 is a part of 6 as well: it stands there once */
    assert_int_equal(pz_truetype_subset(&out, font, len, codes, 2), 0);
    assert_int_equal(get16(find(&out, MAXP) + 4), 4);
    const char *whole = find(&out, GLYF) + 2 * get16(find(&out, LOCA) + 2);
    assert_int_equal(get16(whole + 12), 3);
    assert_int_equal(get16(whole + 18), 2);
    assert_int_equal(get16(find(&out, MAXP) + 10), 4); /* points of the composite */
    assert_int_equal(get16(find(&out, MAXP) + 28), 2); /* its parts */
    assert_int_equal(get16(find(&out, MAXP) + 30), 1); /* its depth */
    pz_buf_release(&out);
}

static void the_same_glyphs_give_the_same_bytes(void **state)
{
    (void)state;
    struct pz_buf a = PZ_BUF_INIT, b = PZ_BUF_INIT;
    static const unsigned char other[] = {'B', 'A'};
    make_font(3, 1);
    assert_int_equal(pz_truetype_subset(&a, font, len, codes, 2), 0);
    make_font(1, 3);
    assert_int_equal(pz_truetype_subset(&b, font, len, other, 2), 0);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    pz_buf_release(&a);
    pz_buf_release(&b);
}

/* A copy that ends where the memory ends, so that a tool sees each byte read behind it. */
static int subset_of_copy(size_t n)
{
    struct pz_buf out = PZ_BUF_INIT;
    unsigned char *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    memcpy(copy, font, n);
    int rc = pz_truetype_subset(&out, copy, n, codes, 2);
    assert_true(rc == 0 || out.len == 0);
    free(copy);
    pz_buf_release(&out);
    return rc;
}

static void torn_and_spoilt_fonts_are_refused_or_read(void **state)
{
    (void)state;
    make_font(6, 4);
    for (size_t n = 0; n < len - 2; n++) /* maxp, the last table, is cut */
        assert_int_equal(subset_of_copy(n), -1);
    static const unsigned char bytes[] = {0, 1, 0x7F, 0x80, 0xFF};
    for (size_t i = 0; i < len; i++)
        for (size_t k = 0; k < sizeof bytes; k++) {
            unsigned char kept = font[i];
            font[i] = bytes[k];
            subset_of_copy(len);
            font[i] = kept;
        }
    assert_int_equal(subset_of_copy(len), 0);
}

static void what_is_no_such_font_is_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned table, at, value;
    } cases[] = {
        {CMAP, 12, 4}, /* another form of the table */
        {HHEA, 34, GLYPHS + 1},
        {HHEA, 34, 0},
        {MAXP, 4, GLYPHS + 1},    /* counts that do not agree */
        {LOCA, 2, 0xFFFF},        /* an outline behind the end */
        {CMAP, 18 + 'A', 0xFF01}, /* a glyph that does not exist */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make_font(1, 1);
        put16(table_at[cases[i].table] + cases[i].at, cases[i].value);
        assert_int_equal(subset_of_copy(len), -1);
    }
    static unsigned char many[256];
    struct pz_buf out = PZ_BUF_INIT;
    make_font(1, 1);
    assert_int_equal(pz_truetype_subset(&out, font, len, many, 256), -1);
    pz_buf_release(&out);
}

/* Forty parts that are the glyph itself, eight deep: 40^8 steps if nobody counted them. */
static void a_glyph_made_of_itself_ends(void **state)
{
    (void)state;
    make_font(7, 1);
    assert_int_equal(subset_of_copy(len), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glyphs_are_numbered_by_code),         cmocka_unit_test(parts_come_behind_and_are_renumbered),
        cmocka_unit_test(the_same_glyphs_give_the_same_bytes), cmocka_unit_test(torn_and_spoilt_fonts_are_refused_or_read),
        cmocka_unit_test(what_is_no_such_font_is_refused),     cmocka_unit_test(a_glyph_made_of_itself_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
