/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "workspace/schema.h"

static struct pz_schema *schema;

static int open_schema(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    return pz_schema_new(&schema, &err);
}

static int close_schema(void **state)
{
    (void)state;
    pz_schema_free(schema);
    return 0;
}

static void roots(void **state)
{
    (void)state;
    assert_non_null(pz_schema_root(schema, "workspace"));
    assert_non_null(pz_schema_root(schema, "document"));
    assert_non_null(pz_schema_root(schema, "meeting"));
    assert_null(pz_schema_root(schema, "point"));
}

static void marks(void **state)
{
    (void)state;
    const struct pz_pattern *document = pz_schema_root(schema, "document");
    const struct pz_pattern *point = pz_pattern_child(document, "point");
    assert_non_null(point);
    assert_string_equal(point->list, "blocks");
    assert_string_equal(point->number, "points");
    assert_true(point->flat && point->styled);
    assert_ptr_equal(pz_pattern_child(point, "point"), point); /* to any depth */
    const struct pz_pattern_attribute *kind = pz_pattern_attribute(document, "kind");
    assert_string_equal(kind->ref, "kinds");
    assert_true(pz_pattern_attribute(document, "signed")->word);
}

static void one_name_in_two_places(void **state)
{
    (void)state;
    const struct pz_pattern *document = pz_schema_root(schema, "document"), *workspace = pz_schema_root(schema, "workspace");
    assert_true(pz_pattern_child(document, "title")->styled);
    const struct pz_pattern *publication = pz_pattern_child(workspace, "publication");
    assert_false(pz_pattern_child(publication, "title")->styled);
    assert_true(pz_pattern_child(publication, "title")->leaf);
}

static void keys(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    const struct pz_pattern *mark = pz_pattern_child(pz_schema_root(schema, "document"), "executor-mark");
    struct pz_key key = pz_pattern_key(mark, &arena, "executor-mark");
    assert_string_equal(key.s, "executor_mark");
    pz_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(roots), cmocka_unit_test(marks), cmocka_unit_test(one_name_in_two_places),
                                       cmocka_unit_test(keys)};
    return cmocka_run_group_tests(tests, open_schema, close_schema);
}
