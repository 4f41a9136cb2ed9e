/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>

#include "base/mem.h"
#include "cli/options.h"

struct mine {
    bool each;
    const char *data;
    long limit;
    struct cli_list folders;
};

static const struct cli_option table[] = {
    CLI_OPTION_FLAG(struct mine, each, "each", 'e', "help"),
    CLI_OPTION_TEXT(struct mine, data, "data", 'd', "FILE", "help"),
    CLI_OPTION_NUMBER(struct mine, limit, "limit", 0, "N", "help"),
    CLI_OPTION_LIST(struct mine, folders, "templates", 0, "DIR", "help"),
    CLI_OPTION_END,
};

/* Words of a call, separated by blanks; returns the exit code. */
static int parse(const char *line, struct mine *mine, struct cli *cli, char **argv, int *rest, bool *stop)
{
    static char text[256];
    int argc = 0;
    snprintf(text, sizeof text, "%s", line);
    for (char *p = text, *word; *p;) {
        word = p;
        p += strcspn(p, " ");
        if (*p)
            *p++ = '\0';
        argv[argc++] = word;
    }
    *mine = (struct mine){0};
    *cli = (struct cli){.diagnostics = CLI_TEXT};
    return cli_options(cli, table, mine, argc, argv, rest, stop);
}

static void options_and_arguments_in_any_order(void **state)
{
    (void)state;
    struct mine m;
    struct cli cli;
    char *argv[32];
    int rest;
    bool stop;
    assert_int_equal(parse("a.docx --data=x.json -e --limit 7 b --templates t --templates u -qv", &m, &cli, argv, &rest, &stop), 0);
    assert_false(stop);
    assert_int_equal(rest, 2);
    assert_string_equal(argv[0], "a.docx");
    assert_string_equal(argv[1], "b");
    assert_string_equal(m.data, "x.json");
    assert_true(m.each && cli.quiet && cli.verbose);
    assert_int_equal(m.limit, 7);
    assert_int_equal(m.folders.n, 2);
    assert_string_equal(m.folders.v[1], "u");
    pz_free(m.folders.v);
    assert_int_equal(parse("-dx.json -- --each -", &m, &cli, argv, &rest, &stop), 0);
    assert_string_equal(m.data, "x.json");
    assert_false(m.each);
    assert_int_equal(rest, 2);
}

static void wrong_options_stop_with_usage(void **state)
{
    (void)state;
    static const char *const wrong[] = {"--dtaa x", "--limit many", "--data", "--each=yes", "-x", "--limit -3"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct mine m;
        struct cli cli;
        char *argv[32];
        int rest;
        bool stop;
        assert_int_equal(parse(wrong[i], &m, &cli, argv, &rest, &stop), CLI_USAGE);
        assert_true(stop);
    }
}

static void a_misspelt_word_is_guessed(void **state)
{
    (void)state;
    static const char *const words[] = {"render", "run", "register", NULL};
    assert_string_equal(cli_suggest("rendr", words), "render");
    assert_string_equal(cli_suggest("rn", words), "run");
    assert_null(cli_suggest("publish", words));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_arguments_in_any_order),
        cmocka_unit_test(wrong_options_stop_with_usage),
        cmocka_unit_test(a_misspelt_word_is_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
