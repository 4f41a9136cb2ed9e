/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "xml/reader.h"
#include "xml/xml.h"

struct fixture {
    struct pz_arena arena;
    struct pz_diags diags;
    struct pz_xml_doc *doc;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    pz_diags_init(&f->diags);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    pz_arena_release(&f->arena);
    pz_diags_release(&f->diags);
    free(f);
    return 0;
}

static int parse(struct fixture *f, const char *text)
{
    return pz_xml_parse(&f->doc, &f->arena, text, strlen(text), "a.xml", &f->diags);
}

static void assert_diag(const struct fixture *f, size_t i, const char *id, unsigned line, unsigned column)
{
    assert_true(f->diags.n > i);
    assert_string_equal(f->diags.v[i].id, id);
    assert_int_equal(f->diags.v[i].place.line, line);
    if (column)
        assert_int_equal(f->diags.v[i].place.column, column);
}

static void test_tree_and_places(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        parse(f, "<?xml version='1.0'?>\n<план xmlns:x='urn:x'>\n  <a\n    имя='Ы' x:b='2'/>текст <b>в</b><![CDATA[<]]> </план>"),
        0);
    struct pz_xml_node *root = f->doc->root, *a = pz_xml_child(root, "a");
    assert_string_equal(root->name, "план");
    assert_int_equal(root->line, 2);
    assert_int_equal(a->line, 3);
    assert_int_equal(a->column, 3);
    assert_string_equal(pz_xml_get(a, "имя"), "Ы");
    assert_null(pz_xml_get(a, "b"));
    struct pz_place place = pz_xml_attribute_place(f->doc, a, "имя");
    assert_int_equal(place.line, 4);
    assert_int_equal(place.column, 5);
    assert_int_equal(a->attributes->next->column, 13);
    assert_string_equal(a->attributes->next->ns, "urn:x");
    assert_string_equal(pz_xml_text_collapsed(root, &f->arena), "текст в<");
    assert_int_equal(pz_xml_next(a, NULL)->column, 28);
}

static void test_errors_with_places(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "<a>\n  <b>\n</a>"), -1);
    assert_diag(f, 0, "E-XML-001", 3, 0);
    assert_int_equal(parse(f, "<!DOCTYPE a [<!ENTITY e 'x'>]>\n<a>&e;</a>"), -1);
    assert_diag(f, 1, "E-XML-002", 1, 0);
    char deep[4 * 400 + 1] = "";
    for (int i = 0; i < 400; i++)
        memcpy(deep + 3 * i, "<a>", 4);
    assert_int_equal(parse(f, deep), -1);
    assert_string_equal(f->diags.v[2].id, "E-XML-003");
    assert_int_equal(parse(f, ""), -1);
    assert_string_equal(f->diags.v[3].id, "E-XML-001");
}

static void test_encodings(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "<?xml version='1.0' encoding='windows-1251'?><a>\xcf\xeb\xe0\xed</a>"), 0);
    assert_string_equal(pz_xml_text(f->doc->root, &f->arena), "План");
    assert_int_equal(parse(f, "<?xml version='1.0' encoding='no-such'?><a/>"), -1);
    assert_string_equal(f->diags.v[0].id, "E-XML-001");
    static const char utf16[] = "\xff\xfe<\0a\0>\0\x16\x04<\0/\0a\0>";
    assert_int_equal(pz_xml_parse(&f->doc, &f->arena, utf16, sizeof utf16, "a.xml", &f->diags), 0);
    assert_string_equal(pz_xml_text(f->doc->root, &f->arena), "Ж");
}

static const char schema[] =
    "<grammar xmlns='http://relaxng.org/ns/structure/1.0' datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'><start>"
    "<element name='plan'><attribute name='id'/><optional><attribute name='kind'><choice><value>a</value><value>b</value></choice>"
    "</attribute></optional><oneOrMore><element name='item'><optional><attribute name='n'><data "
    "type='integer'/></attribute></optional>"
    "<text/></element></oneOrMore></element></start></grammar>";

static int validate(struct fixture *f, const char *text)
{
    assert_int_equal(parse(f, text), 0);
    return pz_xml_validate_rng(schema, strlen(schema), f->doc, &f->diags);
}

static void test_validation(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(validate(f, "<plan id='1'><item n='2'>x</item></plan>"), 0);
    assert_int_equal(f->diags.n, 0);
    assert_int_equal(validate(f, "<plan>\n<item/></plan>"), -1);
    assert_diag(f, 0, "E-XML-013", 1, 1);
    assert_int_equal(validate(f, "<plan id='1'>\n<item/>\n  <itm/></plan>"), -1);
    assert_diag(f, 1, "E-XML-010", 3, 3);
    assert_int_equal(validate(f, "<plan id='1'>\n<item m='1'/></plan>"), -1);
    assert_diag(f, 2, "E-XML-012", 2, 7);
    assert_int_equal(validate(f, "<plan id='1'>\n<item n='x'/></plan>"), -1);
    assert_diag(f, 3, "E-XML-014", 2, 7);
    assert_int_equal(validate(f, "<plan id='1'/>"), -1);
    assert_diag(f, 4, "E-XML-011", 1, 1);
    assert_int_equal(f->diags.n, 5);
    assert_int_equal(validate(f, "<plan id='1'>words<item/></plan>"), -1);
    assert_diag(f, 5, "E-XML-015", 1, 1);
    assert_int_equal(validate(f, "<plan id='1'>\n<itme/></plan>"), -1);
    assert_diag(f, 6, "E-XML-010", 2, 1);
    assert_string_equal(f->diags.v[6].hint, "perhaps “item”");
    assert_int_equal(f->diags.n, 7);
    assert_int_equal(validate(f, "<plan idd='1' kind='c'>\n<item/></plan>"), -1);
    assert_diag(f, 7, "E-XML-012", 1, 7);
    assert_string_equal(f->diags.v[7].hint, "perhaps “id”");
    assert_int_equal(pz_xml_validate_rng("<grammar/>", 10, f->doc, &f->diags), -1);
    assert_string_equal(f->diags.v[f->diags.n - 1].id, "E-XML-015");
}

static void test_reader(void **state)
{
    (void)state;
    static const char text[] = "<s:a xmlns:s='urn:s'><row r='1&amp;2' t='s'><v>5</v></row><skip><x/></skip><c/>&lt;</s:a>";
    struct pz_xml_reader *r;
    struct pz_error err = PZ_ERROR_INIT;
    enum pz_xml_event e;
    assert_int_equal(pz_xml_reader_new_memory(&r, text, strlen(text), "p", &err), 0);
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_string_equal(pz_xml_reader_ns(r), "urn:s");
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    const char *number = pz_xml_reader_get(r, "r"), *type = pz_xml_reader_get(r, "t");
    assert_string_equal(number, "1&2");
    assert_string_equal(type, "s");
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_int_equal(pz_xml_reader_depth(r), 2);
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_int_equal(e, PZ_XML_TEXT);
    size_t len;
    assert_string_equal(pz_xml_reader_text(r, &len), "5");
    for (int i = 0; i < 3; i++)
        assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_string_equal(pz_xml_reader_name(r), "skip");
    assert_int_equal(pz_xml_reader_skip(r, &err), 0);
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_string_equal(pz_xml_reader_name(r), "c");
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_int_equal(e, PZ_XML_END);
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_string_equal(pz_xml_reader_text(r, NULL), "<");
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_int_equal(pz_xml_reader_next(r, &e, &err), 0);
    assert_int_equal(e, PZ_XML_EOF);
    pz_xml_reader_free(r);
}

static void test_reader_refuses(void **state)
{
    (void)state;
    struct {
        const char *text, *id;
    } cases[] = {{"<a><b></a>", "E-XML-001"}, {"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "E-XML-002"}, {"plain", "E-XML-001"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_xml_reader *r;
        struct pz_error err = PZ_ERROR_INIT;
        enum pz_xml_event e = PZ_XML_START;
        assert_int_equal(pz_xml_reader_new_memory(&r, cases[i].text, strlen(cases[i].text), "p", &err), 0);
        while (e != PZ_XML_EOF && pz_xml_reader_next(r, &e, &err) == 0)
            ;
        assert_string_equal(err.id, cases[i].id);
        assert_string_equal(err.place.file, "p");
        pz_xml_reader_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tree_and_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors_with_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_encodings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_validation, setup, teardown),
        cmocka_unit_test(test_reader),
        cmocka_unit_test(test_reader_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
