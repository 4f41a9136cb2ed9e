/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of a PDF read strictly, changed, and written so that libqpdf reads the same. */
#include "test.h"

#include "deliver/pdf/parse.h"
#include "deliver/pdf/qpdf.h"
#include "deliver/pdf/save.h"
#include "pdf.h"

static struct pz_arena arena;
static struct pz_pdf_file file;
static struct pz_buf bytes;

static int end(void **state)
{
    (void)state;
    pz_buf_release(&bytes);
    pz_arena_release(&arena);
    return 0;
}

static void make(const char *const *objects, size_t n)
{
    pz_buf_clear(&bytes);
    make_pdf(&bytes, objects, n);
    const char *why = pz_pdf_file_read(&file, &arena, bytes.data, bytes.len);
    if (why)
        fail_msg("%s", why);
}

static struct pz_cos *third(const char *text)
{
    const char *objects[] = {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", text};
    make(objects, 3);
    return pz_pdf_file_object(&file, 3);
}

static void save(struct pz_buf *out)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_deflater *deflater = NULL;
    assert_int_equal(pz_deflater_new(&deflater, 4, &err), 0);
    if (pz_pdf_file_save(&file, deflater, out, &err) != 0)
        fail_msg("%s", err.message);
    pz_deflater_free(deflater);
}

/* The third object, reached from the catalogue, as libqpdf sees it in what is written. */
static void expect_written(const char *wanted)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    qpdf_data q = NULL;
    pz_cos_set(&file, pz_pdf_file_root(&file), "/It", pz_pdf_file_object(&file, 3));
    save(&out);
    if (pz_qpdf_open_memory(&q, "written", out.data, out.len, &err) != 0)
        fail_msg("%s: %s", wanted, err.message);
    qpdf_oh it = qpdf_oh_get_key(q, qpdf_get_root(q), "/It");
    if (qpdf_oh_is_stream(q, it))
        it = qpdf_oh_get_dict(q, it);
    assert_string_equal(qpdf_oh_unparse_resolved(q, it), wanted);
    assert_int_equal(pz_qpdf_complaint(q, &err), 0);
    qpdf_cleanup(&q);
    pz_buf_release(&out);
}

static void every_kind_is_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum pz_cos_kind kind;
        const char *written;
    } cases[] = {
        {"[1 -2 +3 .5 -0.25 true false null]", PZ_COS_ARRAY, "[ 1 -2 3 .5 -0.25 true false null ]"},
        {"<</A/B#20C/D(e)/F<4 1>/G[/H/I]>>", PZ_COS_DICTIONARY, "<< /A /B#20C /D (e) /F (A) /G [ /H /I ] >>"},
        {"(a\\)b(c)\\\\)", PZ_COS_STRING, "(a\\)b\\(c\\)\\\\)"},
        {"<feff0041>", PZ_COS_STRING, "<feff0041>"},
        {"/Name", PZ_COS_NAME, "/Name"},
        {"12", PZ_COS_INTEGER, "12"},
        {"%\n1.5 % words\n", PZ_COS_WORD, "1.5"},
        {"<</A 9 0 R/B null>>", PZ_COS_DICTIONARY, "<< >>"},
        {"[0 0 0 3 1 4]", PZ_COS_ARRAY, "[ 0 0 0 3 1 4 ]"},
        {"<</Length 4/K 1>>\nstream\r\n\r\n)(\nendstream", PZ_COS_STREAM, "<< /K 1 /Length 4 >>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_cos *o = third(cases[i].text);
        assert_int_equal(o->kind, cases[i].kind);
        assert_null(file.fault);
        expect_written(cases[i].written);
    }
}

static void what_is_damaged_is_a_fault(void **state)
{
    (void)state;
    static const char *const cases[] = {"<</A",
                                        "<</A 1",
                                        "[1 2",
                                        "(a(b)",
                                        "<4G>",
                                        "nonsense",
                                        "<<1 2>>",
                                        "1 0 R",
                                        "{}",
                                        ">>",
                                        "",
                                        "1 2",
                                        "<</Length 9>>\nstream\nabc\nendstream",
                                        "<</Length 2>>\nstream\nabc\nendstream",
                                        "<</Length 3 0 R>>\nstream\nabc\nendstream",
                                        "<<>>\nstream\nabc\nendstream"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_cos *o = third(cases[i]);
        assert_int_equal(o->kind, PZ_COS_NULL);
        assert_string_equal(file.fault, "a damaged object");
    }
    struct pz_buf deep = PZ_BUF_INIT;
    for (int i = 0; i < 3000; i++)
        pz_buf_putc(&deep, '[');
    assert_int_equal(third(pz_buf_str(&deep))->kind, PZ_COS_NULL);
    pz_buf_release(&deep);
}

/* A fault that is reached is an error of saving; nothing is appended. */
static void what_is_damaged_is_not_saved(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_deflater *deflater = NULL;
    const char *objects[] = {"<</Type/Catalog/Pages 2 0 R/It 3 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", "<<"};
    make(objects, 3);
    assert_int_equal(pz_deflater_new(&deflater, 4, &err), 0);
    pz_buf_puts(&out, "before");
    assert_int_equal(pz_pdf_file_save(&file, deflater, &out, &err), -1);
    assert_string_equal(err.id, "E-PDF-004");
    assert_string_equal(out.data, "before");
    pz_deflater_free(deflater);
    pz_buf_release(&out);
}

static void files_of_another_shape_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "no PDF"},
        {"%PDF-1.7\n", "no end"},
        {"%PDF-1.7\nstartxref\n99\n%%EOF", "no end"},
        {"%PDF-1.7\nstartxref\n0\n%%EOF", "no table of cross-references"},
        {"%PDF-1.7\nxref\n0 9\nstartxref\n9\n%%EOF", "a damaged table of cross-references"},
        {"%PDF-1.7\nxref\n0 1\n0000000000 65535 x \ntrailer\n<<>>\nstartxref\n9\n%%EOF", "a damaged table of cross-references"},
        {"%PDF-1.7\nxref\n0 0\ntrailer\n<<\nstartxref\n9\n%%EOF", "a damaged trailer"},
        {"%PDF-1.7\nxref\n0 0\ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF", "a file written in steps, or encrypted"},
        {"%PDF-1.7\nxref\n0 0\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF", "no catalogue"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(pz_pdf_file_read(&file, &arena, cases[i].text, strlen(cases[i].text)), cases[i].why);
}

/* Such a file, here one with object streams, gets this shape from libqpdf. */
static void libqpdf_gives_the_shape_that_is_read(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf modern = PZ_BUF_INIT, plain = PZ_BUF_INIT;
    third("[/It]");
    pz_cos_set(&file, pz_pdf_file_root(&file), "/It", pz_pdf_file_object(&file, 3));
    save(&modern);
    assert_non_null(pz_pdf_file_read(&file, &arena, modern.data, modern.len));
    assert_int_equal(pz_qpdf_plain(&plain, "modern", modern.data, modern.len, &err), 0);
    assert_null(pz_pdf_file_read(&file, &arena, plain.data, plain.len));
    assert_true(pz_cos_is_name(pz_cos_item(&file, pz_cos_get(&file, pz_pdf_file_root(&file), "/It"), 0), "/It"));
    pz_buf_release(&modern);
    pz_buf_release(&plain);
}

/* Many objects fill several object streams; the same content gives the same bytes, another another identifier. */
static void many_objects_and_the_same_bytes(void **state)
{
    (void)state;
    struct pz_buf out[3] = {PZ_BUF_INIT, PZ_BUF_INIT, PZ_BUF_INIT};
    for (int k = 0; k < 3; k++) {
        struct pz_error err = PZ_ERROR_INIT;
        qpdf_data q = NULL;
        struct pz_cos *all = third("[]");
        pz_cos_set(&file, pz_pdf_file_root(&file), "/It", all);
        for (int i = 0; i < 450; i++)
            pz_cos_push(&file, all, pz_cos_numbered(&file, pz_cos_integer(&file, i + (k == 2))));
        save(&out[k]);
        assert_int_equal(pz_qpdf_open_memory(&q, "many", out[k].data, out[k].len, &err), 0);
        qpdf_oh it = qpdf_oh_get_key(q, qpdf_get_root(q), "/It");
        for (int i = 0; i < 450; i++)
            assert_int_equal(qpdf_oh_get_int_value(q, qpdf_oh_get_array_item(q, it, i)), i + (k == 2));
        assert_int_equal(pz_qpdf_complaint(q, &err), 0);
        qpdf_cleanup(&q);
    }
    assert_int_equal(out[0].len, out[1].len);
    assert_memory_equal(out[0].data, out[1].data, out[0].len);
    const char *one = memmem(out[0].data, out[0].len, "/ID[", 4), *other = memmem(out[2].data, out[2].len, "/ID[", 4);
    assert_memory_not_equal(one, other, 36);
    for (int k = 0; k < 3; k++)
        pz_buf_release(&out[k]);
}

static void texts_come_and_go(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"(Plain)", "Plain"}, {"(a\\(b\\)\\n\\101\\\nc)", "a(b)\nAc"}, {"<FEFF041F0440D83DDE00>", "Пр😀"}, {"<4142>", "AB"},
        {"()", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(pz_cos_text(&file, third(cases[i].text)), cases[i].said);
    assert_null(pz_cos_text(&file, third("/Name")));
    static const char *const words[] = {"Plain", "brackets (of) \\ them", "Приказ № 5 😀", ""};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_string_equal(pz_cos_text(&file, pz_cos_string(&file, words[i])), words[i]);
}

static void streams_are_unpacked_once(void **state)
{
    (void)state;
    const char *data, *again;
    size_t len;
    struct pz_cos *plain = third("<</Length 3>>\nstream\nabc\nendstream");
    assert_true(pz_cos_plain(&file, plain, &data, &len));
    assert_int_equal(len, 3);
    assert_memory_equal(data, "abc", 3);
    pz_cos_fill(&file, plain, "\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27", 11, "/FlateDecode");
    assert_true(pz_cos_plain(&file, plain, &data, &len) && pz_cos_plain(&file, plain, &again, &len));
    assert_ptr_equal(data, again);
    assert_int_equal(len, 3);
    assert_memory_equal(data, "abc", 3);
    assert_false(pz_cos_plain(&file, third("<</Length 3/Filter/FlateDecode>>\nstream\nabc\nendstream"), &data, &len));
    assert_false(pz_cos_plain(&file, third("<</Length 3/Filter/LZWDecode>>\nstream\nabc\nendstream"), &data, &len));
    assert_false(pz_cos_plain(&file, third("[]"), &data, &len));
}

/* Cut at each byte, and each byte another: read or refused, never behind the end. */
static void torn_and_spoilt_files_end(void **state)
{
    (void)state;
    static const char *const objects[] = {"<</Type/Catalog/Pages 2 0 R/A[(a\\))<41>/B 1.5]>>", "<</Kids[3 0 R]/Count 0>>",
                                          "<</Length 4 0 R>>\nstream\nab\nendstream", "2"};
    static const char spoilt[] = "\0<>/([]%9 R";
    make(objects, 4);
    for (size_t n = 0; n < bytes.len; n++)
        for (size_t k = 0; k < sizeof spoilt; k++) {
            char *copy = malloc(bytes.len);
            memcpy(copy, bytes.data, bytes.len);
            copy[n] = spoilt[k];
            size_t len = k ? bytes.len : n;
            char *exact = malloc(len ? len : 1);
            memcpy(exact, copy, len);
            struct pz_pdf_file other;
            if (!pz_pdf_file_read(&other, &arena, exact, len))
                for (int i = 0; i < 5; i++)
                    pz_pdf_file_object(&other, i);
            free(exact);
            free(copy);
            if (k == 0)
                pz_arena_clear(&arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_kind_is_read_and_written, end),
        cmocka_unit_test_teardown(what_is_damaged_is_a_fault, end),
        cmocka_unit_test_teardown(what_is_damaged_is_not_saved, end),
        cmocka_unit_test_teardown(files_of_another_shape_are_refused, end),
        cmocka_unit_test_teardown(libqpdf_gives_the_shape_that_is_read, end),
        cmocka_unit_test_teardown(many_objects_and_the_same_bytes, end),
        cmocka_unit_test_teardown(texts_come_and_go, end),
        cmocka_unit_test_teardown(streams_are_unpacked_once, end),
        cmocka_unit_test_teardown(torn_and_spoilt_files_end, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
