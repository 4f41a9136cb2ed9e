/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content streams given names and codes of their own; what is not known is said, not guessed. */
#include "test.h"

#include "deliver/pdf/recode.h"
#include "pdf.h"

static qpdf_data q;
static qpdf_oh resources;
static struct pz_arena arena;
static struct pz_recode recode;
static struct pz_deflater *deflater;

#define FONT(base) "<</Type/Font/Subtype/TrueType/BaseFont/" base "/FirstChar 0/LastChar 2/Widths[0 1 2]/FontDescriptor 4 0 R>>"

/* Three fonts, the third a subset of the first one's; one of another kind; a picture, a form, a state. */
static const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[]/Count 0>>",
    "<</Length 3>>\nstream\nabc\nendstream",
    "<</FontFile2 3 0 R>>",
    FONT("BAAAAA+Serif"),
    FONT("CAAAAA+Sans"),
    FONT("DAAAAA+Serif"),
    "<</Subtype/Image/Length 1>>\nstream\nx\nendstream",
    "<</Subtype/Form/Length 1>>\nstream\nx\nendstream",
    "<</ca 1>>",
    "<</Type/Font/Subtype/Type0/BaseFont/EAAAAA+Wide>>",
    "<</Font<</F1 5 0 R/F2 6 0 R/F3 7 0 R/F4 11 0 R>>/XObject<</Im7 8 0 R/Fm1 9 0 R>>/ExtGState<</GS3 10 0 R>>>>",
};
enum { OBJECTS = sizeof objects / sizeof *objects };

static struct pz_buf pdf;

static int begin(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    make_pdf(&pdf, objects, OBJECTS);
    if (pz_qpdf_open_memory(&q, "objects", pdf.data, pdf.len, &err) != 0)
        return -1;
    resources = qpdf_get_object_by_id(q, OBJECTS, 0);
    pz_recode_init(&recode, q, &arena, deflater);
    return 0;
}

static int end(void **state)
{
    (void)state;
    qpdf_cleanup(&q);
    pz_buf_release(&pdf);
    pz_arena_release(&arena);
    return 0;
}

/* A copy that ends where its memory ends. */
static int page(const char *content, size_t len, struct pz_buf *out)
{
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, content, len);
    int rc = pz_recode_page(&recode, resources, copy, len, out);
    free(copy);
    return rc;
}

static void becomes(const char *content, const char *wanted)
{
    struct pz_buf out = PZ_BUF_INIT;
    pz_recode_init(&recode, q, &arena, deflater);
    if (page(content, strlen(content), &out) != 0)
        fail_msg("%s: %s", content, recode.reason);
    assert_string_equal(pz_buf_str(&out), wanted);
    pz_buf_release(&out);
}

static void refused(const char *content, const char *reason)
{
    struct pz_buf out = PZ_BUF_INIT;
    pz_recode_init(&recode, q, &arena, deflater);
    assert_int_equal(page(content, strlen(content), &out), -1);
    assert_string_equal(recode.reason, reason);
    pz_buf_release(&out);
}

static void codes_come_in_the_order_of_first_use(void **state)
{
    (void)state;
    becomes("/F2 12 Tf<4A07>Tj", "/F1 12 Tf<0102>Tj");
    becomes("/F2 12 Tf[<4A>-2<074A>]TJ /F1 9 Tf<07>Tj/F2 12 Tf<07>Tj", "/F1 12 Tf[<01>-2<0201>]TJ /F2 9 Tf<01>Tj/F1 12 Tf<02>Tj");
    becomes("q/F1 9 Tf q/F2 9 Tf<0a>Tj Q<0b>Tj Q", "q/F1 9 Tf q/F2 9 Tf<01>Tj Q<01>Tj Q"); /* the font comes back with the state */
    becomes("/F1 9 Tf<>Tj", "/F1 9 Tf<>Tj");
}

static void pictures_and_states_are_numbered_each_by_itself(void **state)
{
    (void)state;
    becomes("/GS3 gs q 1 0 0 1 0 0 cm/Im7 Do Q/Im7\nDo", "/GS1 gs q 1 0 0 1 0 0 cm/Im1 Do Q/Im1\nDo");
    becomes("/P<</MCID 3>>BDC/Artifact BMC EMC EMC", "/P<</MCID 3>>BDC/Artifact BMC EMC EMC");
}

static void what_is_spelled_out_has_to_be_known_before(void **state)
{
    (void)state;
    becomes("/F1 9 Tf<41>Tj/Span<</ActualText<FEFF0041>>>BDC<41>Tj EMC",
            "/F1 9 Tf<01>Tj/Span<</ActualText<FEFF0041>>>BDC<01>Tj EMC");
    refused("/F1 9 Tf/Span<</ActualText<FEFF0041>>>BDC<41>Tj EMC", "text that is spelled out or of unusual form");
}

static void what_the_preface_shows_may_be_spelled_out(void **state)
{
    (void)state;
    static const char shown[] = "/F1 9 Tf/Span<</ActualText<FEFF0041>>>BDC<41>Tj EMC",
                      other[] = "/F2 9 Tf/Span<</ActualText<FEFF0041>>>BDC<41>Tj EMC";
    struct pz_recode preface;
    struct pz_buf out = PZ_BUF_INIT;
    pz_recode_init(&preface, q, &arena, deflater);
    assert_int_equal(pz_recode_page(&preface, resources, "/F1 9 Tf<2041>Tj", 16, &out), 0);
    pz_buf_clear(&out);
    pz_recode_init(&recode, q, &arena, deflater);
    recode.before = &preface;
    assert_int_equal(page(shown, sizeof shown - 1, &out), 0);
    assert_string_equal(pz_buf_str(&out), "/F1 9 Tf/Span<</ActualText<FEFF0041>>>BDC<01>Tj EMC");
    assert_int_equal(page(other, sizeof other - 1, &out), -1); /* another font */
    pz_buf_release(&out);
}

static void what_is_not_known_is_refused(void **state)
{
    (void)state;
    refused("<41>Tj", "text without a font");
    refused("q/F1 9 Tf Q<41>Tj", "text without a font");
    refused("/F1 9 Tf<4>Tj", "text that is spelled out or of unusual form");
    refused("/F1 9 Tf<4 1>Tj", "text that is spelled out or of unusual form");
    refused("/F9 9 Tf", "a font that is not there");
    refused("/F4 9 Tf", "a font that is no simple TrueType subset");
    refused("/F1 9 Tf/F3 9 Tf", "two subsets of one font");
    refused("/Fm1 Do", "a drawing with content of its own");
    refused("/Im8 Do", "a resource that is not there");
    refused("/GS9 gs", "a resource that is not there");
    refused("/Cs1 cs", "an operator with a name that is not known");
    refused("/Cs1", "an operator with a name that is not known");
    refused("/F1 9 Tf(abc)Tj", "content of unusual form");
    refused("BI /W 1 ID x EI", "a picture inside the content");
    refused("/P<</MCID", "marked content of unusual form");
    refused("/P<</A(x)>>BDC", "marked content of unusual form");
    refused("/P<</A<</B 1>>>>BDC", "marked content of unusual form");
}

static void depth_has_an_end(void **state)
{
    (void)state;
    struct pz_buf text = PZ_BUF_INIT;
    for (int i = 0; i < 65; i++)
        pz_buf_puts(&text, "q ");
    refused(pz_buf_str(&text), "graphics states of unusual depth");
    pz_buf_clear(&text);
    for (int i = 0; i < 65; i++)
        pz_buf_puts(&text, "/P BMC ");
    refused(pz_buf_str(&text), "marked content of unusual depth");
    pz_buf_release(&text);
    becomes("Q Q EMC EMC", "Q Q EMC EMC");
}

/* Cut at each byte, and each byte another: refused or read, never behind the end. */
static void torn_and_spoilt_content_ends(void **state)
{
    (void)state;
    static const char content[] = "q/GS3 gs/F1 12 Tf/P<</MCID 0/ActualText<FEFF>>>BDC[<41>-7<42>]TJ EMC/Im7 Do Q";
    static const char bytes[] = "\0<>/([]%q9 ";
    char text[sizeof content];
    for (size_t n = 0; n < sizeof content; n++)
        for (size_t k = 0; k < sizeof bytes; k++) {
            struct pz_buf out = PZ_BUF_INIT;
            memcpy(text, content, sizeof content);
            pz_recode_init(&recode, q, &arena, deflater);
            page(text, n, &out);
            text[n] = bytes[k];
            pz_recode_init(&recode, q, &arena, deflater);
            page(text, sizeof content - 1, &out);
            pz_buf_release(&out);
        }
}

static void a_font_that_is_none_is_refused_with_the_resources(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_recode_streams streams = {.n = 0};
    qpdf_oh made;
    static const char content[] = "/F1 9 Tf<01>Tj", behind[] = "/F1 9 Tf<7F>Tj";
    assert_int_equal(page(content, sizeof content - 1, &out), 0);
    assert_int_equal(pz_recode_resources(&recode, &made, &streams), -1); /* its file is “abc” */
    assert_string_equal(recode.reason, "a font of unusual form");
    pz_recode_init(&recode, q, &arena, deflater);
    assert_int_equal(page(behind, sizeof behind - 1, &out), 0);
    assert_int_equal(pz_recode_resources(&recode, &made, &streams), -1);
    assert_string_equal(recode.reason, "a glyph without a width");
    pz_buf_release(&out);
}

int main(void)
{
    struct pz_error err = PZ_ERROR_INIT;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(codes_come_in_the_order_of_first_use, begin, end),
        cmocka_unit_test_setup_teardown(pictures_and_states_are_numbered_each_by_itself, begin, end),
        cmocka_unit_test_setup_teardown(what_is_spelled_out_has_to_be_known_before, begin, end),
        cmocka_unit_test_setup_teardown(what_the_preface_shows_may_be_spelled_out, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_known_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(depth_has_an_end, begin, end),
        cmocka_unit_test_setup_teardown(torn_and_spoilt_content_ends, begin, end),
        cmocka_unit_test_setup_teardown(a_font_that_is_none_is_refused_with_the_resources, begin, end),
    };
    if (pz_deflater_new(&deflater, 1, &err) != 0)
        return 1;
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    pz_deflater_free(deflater);
    return rc;
}
