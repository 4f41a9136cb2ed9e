/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <zlib.h>

#include "base/mem.h"
#include "zip/huffman.h"
#include "zip/splice.h"

static const struct pz_splice_span spans[] = {{"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>", 36},
                                              {"</w:t></w:r></w:p>", 18},
                                              {"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Кому: ", 46},
                                              {"", 0},
                                              {"x", 1}};

struct coded {
    struct pz_splice_plan *plan;
    struct pz_splicer *splicer;
    struct pz_buf text, out;
    struct pz_splice_mark marks[2000];
    size_t n;
};

static struct coded *begin(void)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct coded *c = pz_calloc(1, sizeof *c);
    assert_non_null(c);
    assert_int_equal(pz_splice_plan_new(&c->plan, spans, sizeof spans / sizeof *spans, &err), 0);
    assert_int_equal(pz_splicer_new(&c->splicer, &err), 0);
    return c;
}

static void end(struct coded *c)
{
    pz_splice_plan_free(c->plan);
    pz_splicer_free(c->splicer);
    pz_buf_release(&c->text);
    pz_buf_release(&c->out);
    pz_free(c);
}

static void span(struct coded *c, uint32_t i)
{
    c->marks[c->n++] = (struct pz_splice_mark){c->text.len, i};
    pz_buf_put(&c->text, spans[i].s, spans[i].len);
}

/* Code in pieces of so many bytes (0: at once) and inflate; the coded size. */
static size_t check(struct coded *c, size_t piece)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_buf_clear(&c->out);
    assert_int_equal(pz_splice_begin(c->splicer, c->plan, &c->out, &err), 0);
    for (size_t from = 0, to; from < c->text.len; from = to) {
        to = piece && from + piece < c->text.len ? from + piece : c->text.len;
        pz_splice_put(c->splicer, pz_buf_str(&c->text), from, to, c->marks, c->n);
    }
    assert_int_equal(pz_splice_end(c->splicer, &err), 0);
    unsigned char *plain = pz_malloc(c->text.len + 1);
    z_stream z = {
        .next_in = (Bytef *)c->out.data, .avail_in = (uInt)c->out.len, .next_out = plain, .avail_out = (uInt)c->text.len + 1};
    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, c->text.len);
    assert_int_equal(z.avail_in, 0);
    assert_memory_equal(plain, pz_buf_str(&c->text), c->text.len);
    inflateEnd(&z);
    pz_free(plain);
    return c->out.len;
}

static void text_is_what_was_put_in(void **state)
{
    (void)state;
    struct coded *c = begin();
    assert_true(check(c, 0) > 0); /* nothing at all */
    span(c, 0);
    pz_buf_puts(&c->text, "Иванова М.П.");
    span(c, 1);
    span(c, 3);
    span(c, 4);
    check(c, 0);
    for (size_t piece = 1; piece < 20; piece++)
        check(c, piece);
    end(c);
}

static void loop_costs_little(void **state)
{
    (void)state;
    struct coded *c = begin();
    for (int i = 0; i < 300; i++) {
        span(c, 0);
        pz_buf_printf(&c->text, "%d", i);
        span(c, 1);
    }
    assert_true(check(c, 0) < 300 * 9 + 300); /* a row: two matches of 3 bytes, a number */
    end(c);
}

static void column_that_goes_on_alike_is_one_match(void **state)
{
    (void)state;
    struct coded *c = begin();
    for (int i = 0; i < 300; i++) {
        span(c, 0);
        pz_buf_puts(&c->text, "да");
        span(c, 1);
    }
    assert_in_range(check(c, 0), 1, 300); /* all rows but the first together */
    end(c);
}

static void long_text_gets_a_code_of_its_own(void **state)
{
    (void)state;
    struct coded *c = begin();
    uint32_t random = 1;
    for (int i = 0; i < 900; i++) {
        span(c, i % 100 ? 0 : 2);
        for (int k = 0; k < 1000; k++) {
            random = random * 1664525 + 1013904223;
            pz_buf_putc(&c->text, (char)('0' + (random >> 16) % 8));
        }
        span(c, 1);
    }
    size_t size = check(c, 0);
    assert_true(size < c->text.len / 2); /* 3 of 8 bits once their code is known, 5 before */
    assert_int_equal(check(c, 0), size);
    check(c, 50000);
    end(c);
}

/* Whatever the marks say, the text comes out. */
static void wrong_marks_do_no_harm(void **state)
{
    (void)state;
    struct coded *c = begin();
    pz_buf_puts(&c->text, "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>");
    c->marks[c->n++] = (struct pz_splice_mark){5, 0};       /* not there */
    c->marks[c->n++] = (struct pz_splice_mark){30, 2};      /* beyond the end */
    c->marks[c->n++] = (struct pz_splice_mark){0, 0};       /* out of order */
    c->marks[c->n++] = (struct pz_splice_mark){9, 77};      /* no such span */
    c->marks[c->n++] = (struct pz_splice_mark){1 << 20, 1}; /* nowhere */
    check(c, 0);
    end(c);
}

static void values_may_be_any_bytes_of_any_length(void **state)
{
    (void)state;
    struct coded *c = begin();
    uint32_t random = 1;
    for (size_t len = 0; len <= 40960; len = len * 3 + 1) {
        span(c, 0);
        for (size_t i = 0; i < len; i++) {
            random = random * 1664525 + 1013904223;
            pz_buf_putc(&c->text, (char)(random >> 24));
        }
        span(c, 2); /* matches reach back over the value, or cannot */
        span(c, 1);
    }
    check(c, 0);
    check(c, 7000);
    end(c);
}

static void value_seen_before_is_a_match(void **state)
{
    (void)state;
    struct coded *c = begin();
    pz_buf_puts(&c->text, "муниципальное бюджетное дошкольное образовательное учреждение");
    span(c, 1);
    size_t once = check(c, 0);
    pz_buf_puts(&c->text, "муниципальное бюджетное дошкольное образовательное учреждение");
    span(c, 1);
    assert_true(check(c, 0) < once + 12);
    end(c);
}

static void coder_is_used_again(void **state)
{
    (void)state;
    struct coded *c = begin();
    span(c, 2);
    span(c, 1);
    size_t first = check(c, 0);
    assert_int_equal(check(c, 0), first);
    end(c);
}

/* Kraft's sum is 1 for whatever frequencies: a decoder takes the code, and no symbol is missing. */
static void code_is_complete(void **state)
{
    (void)state;
    static uint32_t lengths[PZ_LENGTHS], distances[PZ_DISTANCES];
    struct pz_huffman h;
    for (int steep = 0; steep < 3; steep++) {
        for (unsigned i = 0; i < PZ_LENGTHS; i++)
            lengths[i] = steep == 0 ? 0 : steep == 1 ? 1U << i % 32 : i * i * i;
        for (unsigned i = 0; i < PZ_DISTANCES; i++)
            distances[i] = steep ? 1U << i : 0;
        pz_huffman_make(&h, lengths, distances);
        uint32_t sum = 0, sum_of_distances = 0;
        for (unsigned i = 0; i < PZ_LENGTHS; i++)
            sum += 1U << (15 - h.literal[i].n);
        for (unsigned i = 0; i < PZ_DISTANCES; i++)
            sum_of_distances += 1U << (15 - h.distance[i].n);
        assert_int_equal(sum, 1U << 15);
        assert_int_equal(sum_of_distances, 1U << 15);
    }
}

/* RFC 1951, 3.2.5. */
static void symbols_are_those_of_the_standard(void **state)
{
    (void)state;
    static const uint32_t lengths[][4] = {{3, 257, 0, 0},   {10, 264, 0, 0},  {11, 265, 0, 1},   {12, 265, 1, 1},
                                          {13, 266, 0, 1},  {18, 268, 1, 1},  {19, 269, 0, 2},   {114, 279, 15, 4},
                                          {115, 280, 0, 4}, {227, 284, 0, 5}, {257, 284, 30, 5}, {258, 285, 0, 0}};
    static const uint32_t distances[][4] = {{1, 0, 0, 0},          {4, 3, 0, 0},       {5, 4, 0, 1},         {6, 4, 1, 1},
                                            {7, 5, 0, 1},          {9, 6, 0, 2},       {256, 15, 63, 6},     {257, 16, 0, 7},
                                            {24576, 28, 8191, 13}, {24577, 29, 0, 13}, {32768, 29, 8191, 13}};
    struct pz_bits extra;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        assert_int_equal(pz_length_symbol(lengths[i][0], &extra), lengths[i][1]);
        assert_int_equal(extra.bits, lengths[i][2]);
        assert_int_equal(extra.n, lengths[i][3]);
    }
    for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
        assert_int_equal(pz_distance_symbol(distances[i][0], &extra), distances[i][1]);
        assert_int_equal(extra.bits, distances[i][2]);
        assert_int_equal(extra.n, distances[i][3]);
    }
}

static void memory_that_runs_out_is_reported(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_splice_plan *plan;
    for (long n = 1;; n++) {
        pz_fault_after(n);
        int status = pz_splice_plan_new(&plan, spans, sizeof spans / sizeof *spans, &err);
        pz_fault_after(0);
        if (!status)
            break;
        assert_string_equal(err.id, "E-SYS-001");
        assert_true(n < 50);
    }
    pz_splice_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_what_was_put_in),
        cmocka_unit_test(loop_costs_little),
        cmocka_unit_test(column_that_goes_on_alike_is_one_match),
        cmocka_unit_test(long_text_gets_a_code_of_its_own),
        cmocka_unit_test(wrong_marks_do_no_harm),
        cmocka_unit_test(values_may_be_any_bytes_of_any_length),
        cmocka_unit_test(value_seen_before_is_a_match),
        cmocka_unit_test(coder_is_used_again),
        cmocka_unit_test(code_is_complete),
        cmocka_unit_test(symbols_are_those_of_the_standard),
        cmocka_unit_test(memory_that_runs_out_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
