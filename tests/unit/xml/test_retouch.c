/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "xml/retouch.h"

static struct pz_buf text_of(const char *s)
{
    struct pz_buf buf = PZ_BUF_INIT;
    pz_buf_puts(&buf, s);
    return buf;
}

static void finds_whole_names_only(void **state)
{
    (void)state;
    struct pz_buf xml = text_of("<w:indent/><w:ind w:left=\"1\"/>");
    struct pz_stretch tag;
    assert_true(pz_retouch_find(&xml, (struct pz_stretch){0, xml.len}, "w:ind", &tag));
    assert_int_equal(tag.start, 11);
    assert_int_equal(tag.end, xml.len);
    assert_false(pz_retouch_find(&xml, (struct pz_stretch){0, xml.len}, "w:in", &tag));
    pz_buf_release(&xml);
}

static void elements_end_behind_their_end_tag(void **state)
{
    (void)state;
    struct pz_buf xml = text_of("<a><b x='>'>1</b><c/></a>");
    struct pz_stretch tag, element;
    assert_true(pz_retouch_find(&xml, (struct pz_stretch){0, xml.len}, "b", &tag));
    element = pz_retouch_element(&xml, tag, "b");
    assert_int_equal(element.start, 3);
    assert_int_equal(element.end, 17);
    assert_true(pz_retouch_find(&xml, (struct pz_stretch){0, xml.len}, "c", &tag));
    element = pz_retouch_element(&xml, tag, "c");
    assert_int_equal(element.end, 21);
    pz_buf_release(&xml);
}

static void sets_attributes(void **state)
{
    (void)state;
    struct pz_buf xml = text_of("<t left='1' other=\"left=2\"/><t>x</t>");
    pz_retouch_set(&xml, 0, "left", "1701");
    pz_retouch_set(&xml, 0, "right", "850");
    assert_string_equal(pz_buf_str(&xml), "<t left='1701' other=\"left=2\" right=\"850\"/><t>x</t>");
    struct pz_stretch tag = {0, 0}, second;
    assert_true(pz_retouch_find(&xml, (struct pz_stretch){5, xml.len}, "t", &second));
    pz_retouch_set(&xml, second.start, "a", "b");
    assert_string_equal(pz_buf_str(&xml), "<t left='1701' other=\"left=2\" right=\"850\"/><t a=\"b\">x</t>");
    assert_true(pz_retouch_find(&xml, (struct pz_stretch){0, xml.len}, "t", &tag));
    assert_true(pz_retouch_has(&xml, tag, "left", "1701"));
    assert_false(pz_retouch_has(&xml, tag, "left", "170"));
    pz_buf_release(&xml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_whole_names_only),
                                       cmocka_unit_test(elements_end_behind_their_end_tag), cmocka_unit_test(sets_attributes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
