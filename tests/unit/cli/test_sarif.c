/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "base/json.h"
#include "cli/sarif.h"

/* What a path of keys leads to: "runs.0.results" and so on. */
static struct pz_value at(struct pz_arena *arena, struct pz_value v, const char *path)
{
    while (*path) {
        size_t len = strcspn(path, ".");
        v = v.type == PZ_LIST ? v.u.list->v[path[0] - '0'] : pz_map_get(v.u.map, pz_arena_strndup(arena, path, len));
        path += len + (path[len] == '.');
    }
    return v;
}

static void findings_become_results(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value log;
    pz_diags_init(&diags);
    struct pz_place line = pz_place_line("планы/a b.xml", 14, 9), cell = pz_place_cell("данные.xlsx", "Лист1", "C7");
    pz_report_hint(&diags, "E-DEF-012", &line, "perhaps \"that\"", "no such thing");
    pz_report(&diags, "W-DATA-003", &cell, "strange");
    cli_sarif(&diags, &out);
    assert_int_equal(pz_json_parse(&log, &arena, pz_buf_str(&out), out.len, "log", &err), 0);
    struct pz_value uri = at(&arena, log, "runs.0.results.0.locations.0.physicalLocation.artifactLocation.uri");
    assert_memory_equal(uri.u.s, "%D0%BF%D0%BB%D0%B0%D0%BD%D1%8B/a%20b.xml", uri.len);
    assert_int_equal(at(&arena, log, "runs.0.results.0.locations.0.physicalLocation.region.startLine").u.i, 14);
    assert_memory_equal(at(&arena, log, "runs.0.results.1.level").u.s, "warning", 7);
    struct pz_value name = at(&arena, log, "runs.0.results.1.locations.0.logicalLocations.0.fullyQualifiedName");
    assert_memory_equal(name.u.s, "Лист1!C7", name.len);
    pz_buf_release(&out);
    pz_arena_release(&arena);
    pz_diags_release(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(findings_become_results)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
