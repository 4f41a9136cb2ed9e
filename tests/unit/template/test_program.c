/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "template/formats.h"
#include "template/loader.h"
#include "template/rich.h"

/* A format that marks what it is asked to write, as the office formats do. */

static int mark_value(void *state, uint32_t site, const struct pz_value *v, struct pz_arena *arena, struct pz_buf *out,
                      struct pz_error *err)
{
    (void)arena, (void)err;
    ++*(int *)state;
    pz_buf_printf(out, "<v%u>", site);
    pz_value_write(v, out);
    pz_buf_puts(out, "</v>");
    return 0;
}

static int mark_hook(void *state, uint32_t site, struct pz_arena *arena, struct pz_buf *out, struct pz_error *err)
{
    (void)state, (void)arena, (void)err;
    pz_buf_printf(out, "<hook%u/>", site);
    return 0;
}

static int refuse(void *state, uint32_t site, const struct pz_value *v, struct pz_arena *arena, struct pz_buf *out,
                  struct pz_error *err)
{
    (void)state, (void)site, (void)v, (void)arena, (void)out;
    return pz_fail(err, PZ_DATA, "E-DOC-001", "no room");
}

static struct pz_value json(struct pz_arena *arena, const char *text)
{
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_json_parse(&v, arena, text, strlen(text), "test", &err), 0);
    return v;
}

static struct pz_program *compile(const char *text, const struct pz_template_options *options)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_source source;
    struct pz_program *program = NULL;
    pz_diags_init(&diags);
    pz_source_init(&source, &arena, "test.txt");
    assert_int_equal(pz_text_source(&source, text, strlen(text), options, &diags), 0);
    assert_int_equal(pz_program_new(&program, &source, options, &diags), 0);
    pz_diags_release(&diags);
    pz_arena_release(&arena); /* the program keeps nothing of the source */
    return program;
}

static void segments_reach_the_format(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_source source;
    struct pz_program *program;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    const struct pz_format format = {.write_value = mark_value, .hook = mark_hook, .escape = true};
    const struct pz_template_options options = {.format = &format};
    pz_diags_init(&diags);
    pz_source_init(&source, &arena, "x.docx");
    pz_source_add(&source, PZ_SEG_LITERAL, "<p>", 3, 0, 0);
    pz_source_add(&source, PZ_SEG_STATEMENT, "for r in rows", 13, 0, 1);
    pz_source_add(&source, PZ_SEG_HOOK, NULL, 0, 7, 0);
    pz_source_add(&source, PZ_SEG_PRINT, " r.a ", 5, 3, 2);
    pz_source_add(&source, PZ_SEG_STATEMENT, "endfor", 6, 0, 3);
    assert_int_equal(pz_program_new(&program, &source, &options, &diags), 0);
    int values = 0;
    struct pz_render render = {
        .context = json(&arena, "{\"rows\":[{\"a\":1.5},{\"a\":\"x\"}]}"), .arena = &arena, .format_state = &values};
    assert_int_equal(pz_program_render(program, &render, &out, &err), 0);
    assert_string_equal(pz_buf_str(&out), "<p><hook7/><v3>1.5</v><hook7/><v3>x</v>");
    assert_int_equal(values, 2);
    pz_program_free(program);
    pz_buf_release(&out);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
}

static void adjacent_literals_join(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_source source;
    const char *text = "abcdef";
    pz_source_init(&source, &arena, "x");
    pz_source_add(&source, PZ_SEG_LITERAL, text, 3, 0, 0);
    pz_source_add(&source, PZ_SEG_LITERAL, text + 3, 3, 0, 0);
    assert_int_equal(source.n, 1);
    assert_int_equal(source.v[0].len, 6);
    pz_arena_release(&arena);
}

static int render_text(const struct pz_program *program, const char *data, const struct pz_limits *limits, struct pz_buf *out,
                       struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_render render = {.context = json(&arena, data), .arena = &arena, .limits = limits};
    int status = pz_program_render(program, &render, out, err);
    pz_arena_release(&arena);
    return status;
}

static void a_failing_format_says_where(void **state)
{
    (void)state;
    const struct pz_format format = {.write_value = refuse};
    const struct pz_template_options options = {.format = &format};
    struct pz_program *program = compile("one\n  {{ x }}", &options);
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(render_text(program, "{\"x\":1}", NULL, &out, &err), -1);
    assert_string_equal(err.id, "E-DOC-001");
    assert_int_equal(err.place.line, 2);
    assert_int_equal(err.place.column, 6);
    pz_program_free(program);
    pz_buf_release(&out);
}

static void time_is_limited(void **state)
{
    (void)state;
    struct pz_program *program = compile("{% for i in range(100000000) %}{{ 'abc' ~ i }}{% endfor %}", NULL);
    const struct pz_limits limits = {.steps = UINT64_MAX / 2, .timeout_ms = 20};
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(render_text(program, "{}", &limits, &out, &err), -1);
    assert_string_equal(err.id, "E-TPL-034");
    pz_program_free(program);
    pz_buf_release(&out);
}

/* A long value printed again and again is noticed long before the limit on steps between two looks would. */
static void long_pieces_count_for_what_they_are(void **state)
{
    (void)state;
    static const char *const templates[] = {"{% for i in range(10000) %}{{ a }}{% endfor %}",
                                            "{% set x %}{% for i in range(10000) %}{{ a }}{% endfor %}{% endset %}", NULL};
    const struct pz_limits limits = {.output_bytes = 8 << 20, .timeout_ms = 60000};
    struct pz_buf data = PZ_BUF_INIT, literal = PZ_BUF_INIT;
    pz_buf_puts(&data, "{\"a\": \"");
    pz_buf_puts(&literal, "{% for i in range(10000) %}");
    for (int i = 0; i < 1 << 16; i++) {
        pz_buf_puts(&data, "0123456789abcdef");
        pz_buf_puts(&literal, "0123456789abcdef");
    }
    pz_buf_puts(&data, "\"}");
    pz_buf_puts(&literal, "{% endfor %}");
    for (int i = 0; i < 3; i++) {
        struct pz_program *p = compile(templates[i] ? templates[i] : pz_buf_str(&literal), &(struct pz_template_options){0});
        struct pz_buf out = PZ_BUF_INIT;
        struct pz_error err = PZ_ERROR_INIT;
        assert_int_equal(render_text(p, pz_buf_str(&data), &limits, &out, &err), -1);
        assert_string_equal(err.id, "E-TPL-031");
        assert_true(out.cap <= 32 << 20);
        pz_buf_release(&out);
        pz_program_free(p);
    }
    pz_buf_release(&data);
    pz_buf_release(&literal);
}

static void without_a_loader_nothing_is_included(void **state)
{
    (void)state;
    struct pz_program *program = compile("{% include 'x' %}", NULL);
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(render_text(program, "{}", NULL, &out, &err), -1);
    assert_string_equal(err.id, "E-TPL-042");
    pz_program_free(program);
    pz_buf_release(&out);
}

static void links_do_not_lead_out(void **state)
{
    (void)state;
    char folder[] = "/tmp/prikaz-loader-XXXXXX", inside[64], link[80], secret[80];
    struct pz_error err = PZ_ERROR_INIT;
    const struct pz_program *program = NULL;
    struct pz_loader *loader;
    assert_non_null(mkdtemp(folder));
    snprintf(inside, sizeof inside, "%s/t", folder);
    snprintf(secret, sizeof secret, "%s/secret.txt", folder);
    snprintf(link, sizeof link, "%s/link.txt", inside);
    assert_int_equal(pz_make_folders(inside, &err), 0);
    assert_int_equal(pz_file_write(secret, "secret", 6, false, &err), 0);
    assert_int_equal(symlink("../secret.txt", link), 0);
    const char *const folders[] = {inside, NULL};
    assert_int_equal(pz_loader_new(&loader, folders, NULL, &err), 0);
    assert_int_equal(pz_loader_get(loader, "link.txt", 8, &program, &err), 1);
    assert_int_equal(pz_loader_get(loader, "/etc/passwd", 11, &program, &err), -1);
    assert_string_equal(err.id, "E-TPL-040");
    pz_error_clear(&err);
    snprintf(secret, sizeof secret, "%s/real.txt", inside);
    assert_int_equal(pz_file_write(secret, "{{ 1 }}", 7, false, &err), 0);
    assert_int_equal(pz_loader_get(loader, "real.txt", 8, &program, &err), 0);
    assert_non_null(program);
    pz_loader_free(loader);
    assert_int_equal(pz_remove_tree(folder, &err), 0);
}

/* Their letters would stand among those of the data as other bytes. */
static void other_encodings_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        unsigned line, column;
    } cases[] = {{"ab\n\xCF\xF0 {{ 1 }}", 11, 2, 1}, {"\xD0\x9F\xD0", 3, 1, 2}, {"PK\0{{", 5, 1, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_arena arena = PZ_ARENA_INIT;
        struct pz_source source;
        struct pz_diags diags;
        pz_diags_init(&diags);
        pz_source_init(&source, &arena, "t");
        assert_int_equal(pz_text_source(&source, cases[i].text, cases[i].len, NULL, &diags), -1);
        assert_int_equal(diags.n, 1);
        assert_string_equal(diags.v[0].id, "E-TPL-048");
        assert_int_equal(diags.v[0].place.line, cases[i].line);
        assert_int_equal(diags.v[0].place.column, cases[i].column);
        pz_diags_release(&diags);
        pz_arena_release(&arena);
    }
}

static void expressions_stand_alone(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_expression *e;
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_place place = pz_place_line("prikaz.xml", 14, 9);
    const char *text = "rows|selectattr('n', 'gt', 1)|map(attribute='n')|sum";
    pz_diags_init(&diags);
    assert_int_equal(pz_expression_new(&e, text, strlen(text), &place, NULL, &diags), 0);
    struct pz_render render = {.context = json(&arena, "{\"rows\":[{\"n\":1},{\"n\":2},{\"n\":3}]}"), .arena = &arena};
    assert_int_equal(pz_expression_eval(e, &render, &v, &err), 0);
    assert_int_equal(v.type, PZ_INT);
    assert_int_equal(v.u.i, 5);
    pz_expression_free(e);
    assert_int_equal(pz_expression_new(&e, "1 +", 3, &place, NULL, &diags), -1);
    assert_int_equal(diags.n, 1);
    assert_int_equal(diags.v[0].place.line, 14);
    assert_int_equal(diags.v[0].place.column, 12);
    assert_int_equal(pz_expression_new(&e, "missing", 7, &place, NULL, &diags), 0);
    assert_int_equal(pz_expression_eval(e, &render, &v, &err), -1);
    assert_string_equal(err.id, "E-TPL-020");
    pz_expression_free(e);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
}

/* Conditions and lists of definitions count as the language counts them: an empty range is false, a range is a list. */
static void expressions_are_conditions_and_lists(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool truth;
        int items; /* -1: no list */
    } cases[] = {
        {"rows", true, 3}, {"[]", false, 0},   {"range(0)", false, 0}, {"range(2)", true, 2},  {"none", false, 0},
        {"0", false, -1},  {"'да'", true, -1}, {"''", false, -1},      {"{'a': 1}", true, -1}, {"rows|select('gt', 1)", true, 2}};
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_render render = {.context = json(&arena, "{\"rows\":[1,2,3]}"), .arena = &arena};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_expression *e;
        struct pz_diags diags;
        struct pz_error err = PZ_ERROR_INIT;
        const struct pz_list *items;
        bool truth;
        pz_diags_init(&diags);
        assert_int_equal(pz_expression_new(&e, cases[i].text, strlen(cases[i].text), NULL, NULL, &diags), 0);
        assert_int_equal(pz_expression_truth(e, &render, &truth, &err), 0);
        assert_int_equal(truth, cases[i].truth);
        assert_int_equal(pz_expression_list(e, &render, &items, &err), 0);
        assert_int_equal(items ? (int)items->n : -1, cases[i].items);
        pz_expression_free(e);
        pz_diags_release(&diags);
    }
    pz_arena_release(&arena);
}

static void what_is_read_is_known(void **state)
{
    (void)state;
    struct pz_program *program = compile("{{ plan.title }}{% for x in results %}{{ x }}{% endfor %}", NULL);
    assert_true(pz_program_uses(program, "plan"));
    assert_true(pz_program_uses(program, "results"));
    assert_false(pz_program_uses(program, "meeting"));
    pz_program_free(program);
}

static void what_other_templates_read_is_known(void **state)
{
    (void)state;
    char folder[] = "/tmp/prikaz-uses-XXXXXX", path[64];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_loader *loader;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/part.txt", folder);
    assert_int_equal(pz_file_write(path, "{{ meeting.title }}", 19, false, &err), 0);
    const char *const folders[] = {folder, NULL};
    assert_int_equal(pz_loader_new(&loader, folders, NULL, &err), 0);
    const struct pz_template_options options = {.loader = loader};
    struct pz_program *named = compile("{% include 'part.txt' %}", &options), *any = compile("{% include which %}", &options);
    assert_true(pz_program_uses(named, "meeting"));
    assert_false(pz_program_uses(named, "plan"));
    assert_true(pz_program_uses(any, "plan"));
    pz_program_free(named);
    pz_program_free(any);
    pz_loader_free(loader);
    assert_int_equal(pz_remove_tree(folder, &err), 0);
}

static void rich_values_reach_the_format(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_expression *e;
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    const char *text = "'a.png'|image(width=40, height=30, alt='план')";
    pz_diags_init(&diags);
    assert_int_equal(pz_expression_new(&e, text, strlen(text), NULL, NULL, &diags), 0);
    struct pz_render render = {.context = json(&arena, "{}"), .arena = &arena};
    assert_int_equal(pz_expression_eval(e, &render, &v, &err), 0);
    const struct pz_rich *rich = pz_rich_of(&v);
    assert_non_null(rich);
    assert_int_equal(rich->kind, PZ_RICH_IMAGE);
    assert_string_equal(rich->text, "a.png");
    assert_string_equal(rich->label, "план");
    assert_true(rich->width_mm == 40 && rich->height_mm == 30);
    pz_expression_free(e);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
}

/* The longest loops leave no garbage behind: memory does not grow with the rows. */
static void long_loops_reuse_memory(void **state)
{
    (void)state;
    const struct pz_template_options options = {.format = &pz_html_format};
    struct pz_program *program =
        compile("{% for i in range(n) %}{% set s = 'x' ~ i %}{{ s|upper }}{{ [s, s]|join(',') }}{% endfor %}", &options);
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    const struct pz_limits limits = {.timeout_ms = 60000}; /* valgrind takes its time */
    size_t used[2];
    for (int i = 0; i < 2; i++) {
        struct pz_render render = {
            .context = json(&arena, i ? "{\"n\":100000}" : "{\"n\":1000}"), .arena = &arena, .limits = &limits};
        size_t before = arena.used;
        pz_buf_clear(&out);
        assert_int_equal(pz_program_render(program, &render, &out, &err), 0);
        used[i] = arena.used - before;
    }
    assert_true(used[1] <= used[0] + 1024);
    pz_program_free(program);
    pz_buf_release(&out);
    pz_arena_release(&arena);
}

enum { THREADS = 4 };

static void *render_many(void *arg)
{
    const struct pz_program *program = arg;
    for (int i = 0; i < 200; i++) {
        struct pz_buf out = PZ_BUF_INIT;
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_arena arena = PZ_ARENA_INIT;
        struct pz_map *map = pz_map_new(&arena, 1);
        pz_map_set(&arena, map, "n", pz_int(i));
        struct pz_render render = {.context = pz_map_value(map), .arena = &arena};
        char expected[64];
        snprintf(expected, sizeof expected, "[%d] [%d]", i, i + 1);
        if (pz_program_render(program, &render, &out, &err) != 0 || strcmp(pz_buf_str(&out), expected) != 0)
            return arg;
        pz_buf_release(&out);
        pz_arena_release(&arena);
    }
    return NULL;
}

static void threads_share_a_program(void **state)
{
    (void)state;
    struct pz_program *program = compile("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(n) }} {{ m(n + 1) }}", NULL);
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, render_many, program), 0);
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(thread[i], &result);
        assert_null(result);
    }
    pz_program_free(program);
}

/* The n-th request for memory fails: a failure is reported or the result is as ever. */
static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    static const char text[] = "{% macro m(x) %}<{{ x|upper }}>{% endmacro %}{% for r in rows|sort(attribute='a') %}{{ m(r.a) }}{{ "
                               "loop.index }}{% endfor %}";
    pz_names_default();
    for (long n = 1; n < 200; n++) {
        struct pz_arena arena = PZ_ARENA_INIT, source_arena = PZ_ARENA_INIT;
        struct pz_diags diags;
        struct pz_source source;
        struct pz_program *program = NULL;
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_buf out = PZ_BUF_INIT;
        struct pz_value data = json(&arena, "{\"rows\":[{\"a\":\"b\"},{\"a\":\"a\"}]}");
        pz_diags_init(&diags);
        pz_source_init(&source, &source_arena, "t");
        assert_int_equal(pz_text_source(&source, text, strlen(text), NULL, &diags), 0);
        pz_report(&diags, "N-TPL-000", NULL, "room for messages is there"); /* not a diagnostic of the program */
        pz_fault_after(n);
        int status = pz_program_new(&program, &source, NULL, &diags);
        struct pz_render render = {.context = data, .arena = &arena};
        if (status == 0)
            status = pz_program_render(program, &render, &out, &err);
        int struck = pz_fault_struck();
        pz_fault_after(0);
        assert_true(status == 0 || struck);
        if (status == 0)
            assert_string_equal(pz_buf_str(&out), "<A>1<B>2");
        else
            assert_true(err.kind == PZ_SYSTEM || diags.errors > 0);
        pz_program_free(program);
        pz_buf_release(&out);
        pz_diags_release(&diags);
        pz_arena_release(&source_arena);
        pz_arena_release(&arena);
        if (!struck)
            return;
    }
    fail_msg("the fault never came to an end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_reach_the_format),
        cmocka_unit_test(adjacent_literals_join),
        cmocka_unit_test(a_failing_format_says_where),
        cmocka_unit_test(time_is_limited),
        cmocka_unit_test(long_pieces_count_for_what_they_are),
        cmocka_unit_test(without_a_loader_nothing_is_included),
        cmocka_unit_test(links_do_not_lead_out),
        cmocka_unit_test(other_encodings_are_refused),
        cmocka_unit_test(expressions_stand_alone),
        cmocka_unit_test(expressions_are_conditions_and_lists),
        cmocka_unit_test(what_is_read_is_known),
        cmocka_unit_test(what_other_templates_read_is_known),
        cmocka_unit_test(rich_values_reach_the_format),
        cmocka_unit_test(long_loops_reuse_memory),
        cmocka_unit_test(threads_share_a_program),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
