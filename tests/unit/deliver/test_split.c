/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document out of a PDF of two: a page with a link, then two pages with two links. */
#include "test.h"

#include "deliver/pdf/split.h"
#include "folder.h"
#include "pdf.h"

#define PAGE(content, number, more)                                                                                                \
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources 9 0 R/Contents " content "/StructParents " number more ">>"
#define CONTENT                 "<</Length 24>>\nstream\n/P<</MCID 0>>BDC EMC    \nendstream"
#define LINK(uri, number)       "<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/A<</Type/Action/S/URI/URI(" uri ")>>/StructParent " number ">>"
#define ELEMENT(page, kids)     "<</Type/StructElem/S/P/P 11 0 R/Pg " page "/K[" kids "]>>"
#define LINKED(page, up, annot) "<</Type/StructElem/S/Link/P " up "/Pg " page "/K[<</Type/OBJR/Obj " annot ">>]>>"

static const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 10 0 R/MarkInfo<</Marked true>>"
    "/Dests<</pz-document-000000[3 0 R/XYZ 0 0 0]/pz-document-000001[4 0 R/XYZ 0 0 0]>>>>",
    "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>",
    PAGE("6 0 R", "0", "/Annots[13 0 R]"),
    PAGE("7 0 R", "1", "/Annots[15 0 R 14 0 R]"),
    PAGE("8 0 R", "2", ""),
    CONTENT,
    CONTENT,
    CONTENT,
    "<</ProcSet[/PDF]>>",
    "<</Type/StructTreeRoot/K[11 0 R]/ParentTree 12 0 R>>",
    "<</Type/StructElem/S/Document/P 10 0 R/K[16 0 R 17 0 R 18 0 R]>>",
    "<</Nums[0[16 0 R]1[17 0 R]2[18 0 R]3 19 0 R 4 20 0 R 5 21 0 R]>>",
    LINK("https://one.example", "5"),
    LINK("https://two.example", "3"),
    LINK("https://three.example", "4"),
    ELEMENT("3 0 R", "0 21 0 R"),
    ELEMENT("4 0 R", "0 19 0 R 20 0 R"),
    ELEMENT("5 0 R", "0"),
    LINKED("4 0 R", "17 0 R", "14 0 R"),
    LINKED("4 0 R", "17 0 R", "15 0 R"),
    LINKED("3 0 R", "16 0 R", "13 0 R"),
};
enum { OBJECTS = sizeof objects / sizeof *objects };

/* The book with one object another; 0: as it is. */
static struct pz_pdf_book *book_with(size_t object, const char *text)
{
    const char *changed[OBJECTS];
    struct pz_buf bytes = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_pdf_book *book = NULL;
    memcpy(changed, objects, sizeof changed);
    if (object)
        changed[object - 1] = text;
    make_pdf(&bytes, changed, OBJECTS);
    assert_int_equal(pz_file_write(in("book.pdf"), bytes.data, bytes.len, false, &err), 0);
    if (pz_pdf_book_open(&book, in("book.pdf"), &err) != 0)
        fail_msg("%s", err.message);
    pz_buf_release(&bytes);
    return book;
}

static qpdf_oh key(qpdf_data q, qpdf_oh dict, const char *name)
{
    assert_true(qpdf_oh_is_dictionary(q, dict));
    return qpdf_oh_get_key(q, dict, name);
}

/* The cut is written and read again. */
static qpdf_data reread(struct pz_pdf_book *book, struct pz_buf *bytes)
{
    struct pz_error err = PZ_ERROR_INIT;
    qpdf_data q = NULL;
    assert_int_equal(pz_qpdf_write(pz_pdf_book_qpdf(book), bytes, &err), 0);
    assert_int_equal(pz_qpdf_open_memory(&q, "cut", bytes->data, bytes->len, &err), 0);
    return q;
}

/* Link number `at` of a page: its address, and the element the parent tree names for it is a link to this very annotation. */
static void expect_link(qpdf_data q, qpdf_oh page, int at, const char *address, int number)
{
    qpdf_oh annotation = qpdf_oh_get_array_item(q, key(q, page, "/Annots"), at);
    assert_string_equal(qpdf_oh_get_string_value(q, key(q, key(q, annotation, "/A"), "/URI")), address);
    assert_int_equal(qpdf_oh_get_int_value(q, key(q, annotation, "/StructParent")), number);
    qpdf_oh tree = key(q, qpdf_get_root(q), "/StructTreeRoot"), nums = key(q, key(q, tree, "/ParentTree"), "/Nums");
    assert_int_equal(qpdf_oh_get_int_value(q, qpdf_oh_get_array_item(q, nums, 2 * number)), number);
    qpdf_oh element = qpdf_oh_get_array_item(q, nums, 2 * number + 1), kid = qpdf_oh_get_array_item(q, key(q, element, "/K"), 0);
    assert_int_equal(qpdf_oh_get_object_id(q, key(q, kid, "/Obj")), qpdf_oh_get_object_id(q, annotation));
}

static void links_go_with_their_document(void **state)
{
    (void)state;
    struct pz_buf first = PZ_BUF_INIT, second = PZ_BUF_INIT;
    struct pz_pdf_book *book = book_with(0, NULL);
    assert_int_equal(pz_pdf_book_mark(book, PZ_PDF_MARK "000000"), 0);
    assert_int_equal(pz_pdf_book_mark(book, PZ_PDF_MARK "000001"), 1);
    assert_int_equal(pz_pdf_book_mark(book, PZ_PDF_MARK "000002"), -1);
    assert_null(pz_pdf_book_select(book, 0, 1));
    qpdf_data q = reread(book, &first);
    assert_int_equal(qpdf_get_num_pages(q), 1);
    expect_link(q, qpdf_get_page_n(q, 0), 0, "https://one.example", 1);
    assert_false(qpdf_oh_has_key(q, qpdf_get_root(q), "/Dests"));
    qpdf_cleanup(&q);
    assert_null(pz_pdf_book_select(book, 1, 2));
    q = reread(book, &second);
    assert_int_equal(qpdf_get_num_pages(q), 2);
    expect_link(q, qpdf_get_page_n(q, 0), 0, "https://two.example",
                2); /* in the order of the structure, numbered behind the pages */
    expect_link(q, qpdf_get_page_n(q, 0), 1, "https://three.example", 3);
    qpdf_oh kids = key(q, qpdf_oh_get_array_item(q, key(q, key(q, qpdf_get_root(q), "/StructTreeRoot"), "/K"), 0), "/K");
    assert_int_equal(qpdf_oh_get_array_n_items(q, kids), 2);
    qpdf_cleanup(&q);
    pz_pdf_book_close(book);
    pz_buf_release(&first);
    pz_buf_release(&second);
}

/* What is seen in the whole file is said of each cut; what one document has, of that one. */
static void what_cannot_be_cut_is_said(void **state)
{
    (void)state;
#define ROOT         "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 10 0 R"
#define TWENTY(text) text text text text text text text text text text text text text text text text text text text text
    static const struct {
        size_t object;
        const char *text;
        const char *first, *second; /* reasons for the documents; "" none */
    } cases[] = {
        {1, ROOT "/AcroForm<<>>>>", "a PDF with something unusual", "a PDF with something unusual"},
        {1, ROOT "/Dests<</signature[3 0 R/Fit]>>>>", "named destinations", "named destinations"},
        {1, "<</Type/Catalog/Pages 2 0 R>>", "no structure", "no structure"},
        {1, ROOT "/Outlines<</First 20 0 R>>>>", "an outline of unusual form", "an outline of unusual form"},
        {3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources 9 0 R/Contents 6 0 R>>", "a page without structure",
         "a page without structure"},
        {3, PAGE("6 0 R", "0", "/AA<<>>"), "a page with something unusual", "a page with something unusual"},
        {3, PAGE("[6 0 R]", "0", ""), "a page of unusual form", "a page of unusual form"},
        {3, PAGE("6 0 R", "7", ""), "a page that the structure does not know", ""},
        {6, "<</Length 1>>\nstream\nq\nendstream", "a last page that shows nothing", ""},
        {7, "<</Length 25>>\nstream\n/H3<</MCID 0>>BDC EMC q Q\nendstream", "", "a heading at the end of a page"},
        {8, "<</Length 1>>\nstream\nq\nendstream", "", "a last page that shows nothing"},
        {11, "<</Type/StructElem/S/Document/K 16 0 R>>", "a document without structure", "a document without structure"},
        {11, "<</Type/StructElem/S/Document/K[0]>>", "a structure element without a page", "a structure element without a page"},
        {12, "<</Nums[1[16 0 R]0[17 0 R]]>>", "a parent tree of unusual form", "a parent tree of unusual form"},
        {13, "<</Subtype/Text/StructParent 5>>", "an annotation of unusual form", ""},
        {13, "<</Subtype/Link/A<</S/Launch>>/StructParent 5>>", "an annotation of unusual form", ""},
        {13, "<</Subtype/Link/A<</S/URI>>>>", "an annotation of unusual form", ""},
        {13, "<</Subtype/Link/Dest[5 0 R/Fit]/StructParent 5>>", "an annotation of unusual form",
         ""}, /* leads to the other document */
        {14, "<</Subtype/Link/Dest[5 0 R/Fit]/StructParent 3>>", "", ""},
        {14, "<</Subtype/Link/Dest[]/StructParent 3>>", "", "an annotation of unusual form"},
        {14, LINK("x", "9"), "", "a page that the structure does not know"},
        {16, ELEMENT("3 0 R", "17 0 R"), "a structure element over pages of two documents", ""},
        {16, ELEMENT("3 0 R", "16 0 R"), "a structure element over pages of two documents", ""}, /* is in itself */
        {17, ELEMENT("4 0 R", TWENTY("17 0 R ")), "", "a structure element over pages of two documents"},
        {21, "<</S/Link/Pg 3 0 R/K[" TWENTY("16 0 R ") "]>>", "a structure element over pages of two documents", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int second = 0; second < 2; second++) {
            struct pz_pdf_book *book = book_with(cases[i].object, cases[i].text);
            const char *why = pz_pdf_book_select(book, second ? 1 : 0, second ? 2 : 1);
            assert_string_equal(why ? why : "", second ? cases[i].second : cases[i].first);
            pz_pdf_book_close(book);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_go_with_their_document),
        cmocka_unit_test(what_cannot_be_cut_is_said),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
