/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linter on the case file tests/cases/russian/lint.cases: documents divided by «---»; a paragraph a line, «| » a cell, «# » a heading;
 * a line «=> ID ID …» under a document gives the findings wanted, in order, «=>» alone none. */
#include "test.h"

#include <stdio.h>

#include "russian/lint.h"

enum { PARAGRAPHS_MAX = 64, LINE_MAX_BYTES = 2048 };

struct document {
    char text[PARAGRAPHS_MAX][LINE_MAX_BYTES];
    struct pz_lint_paragraph v[PARAGRAPHS_MAX];
    size_t n;
};

static struct document doc;

static void add_paragraph(const char *line, unsigned number)
{
    assert_true(doc.n < PARAGRAPHS_MAX);
    bool cell = strncmp(line, "| ", 2) == 0, heading = strncmp(line, "# ", 2) == 0;
    snprintf(doc.text[doc.n], LINE_MAX_BYTES, "%s", line + (cell || heading ? 2 : 0));
    doc.v[doc.n] =
        (struct pz_lint_paragraph){.text = doc.text[doc.n], .len = strlen(doc.text[doc.n]), .cell = cell, .heading = heading};
    doc.v[doc.n].place = pz_place_line("lint.cases", number, 1);
    doc.n++;
}

static int check(const char *wanted, unsigned number)
{
    struct pz_diags diags;
    struct pz_buf got = PZ_BUF_INIT;
    pz_diags_init(&diags);
    pz_lint_document(doc.v, doc.n, &diags);
    for (size_t i = 0; i < diags.n; i++)
        pz_buf_printf(&got, "%s%s", i ? " " : "", diags.v[i].id);
    int same = strcmp(pz_buf_str(&got), wanted) == 0;
    if (!same) {
        print_error("lint.cases:%u: want “%s”, got “%s”\n", number, wanted, pz_buf_str(&got));
        pz_buf_clear(&got);
        for (size_t i = 0; i < diags.n; i++)
            pz_diag_print(&diags.v[i], &got);
        print_error("%s\n", pz_buf_str(&got));
    }
    pz_buf_release(&got);
    pz_diags_release(&diags);
    doc.n = 0;
    return !same;
}

static void cases(void **state)
{
    (void)state;
    FILE *file = fopen("tests/cases/russian/lint.cases", "r");
    assert_non_null(file);
    char line[LINE_MAX_BYTES];
    unsigned number = 0;
    int bad = 0, all = 0;
    while (fgets(line, sizeof line, file)) {
        number++;
        line[strcspn(line, "\r\n")] = '\0';
        if (strncmp(line, "=>", 2) == 0) {
            bad += check(line[2] ? line + 3 : "", number);
            all++;
        } else if (line[0] && strncmp(line, "//", 2) != 0) {
            add_paragraph(line, number);
        }
    }
    fclose(file);
    assert_true(all > 60);
    assert_int_equal(bad, 0);
}

static void finding_shows_its_words(void **state)
{
    (void)state;
    doc.n = 0;
    add_paragraph("1. Руководителям муниципальными организациями обеспечить работу.", 7);
    struct pz_diags diags;
    pz_diags_init(&diags);
    pz_lint_document(doc.v, doc.n, &diags);
    assert_int_equal(diags.n, 1);
    assert_int_equal(diags.v[0].place.line, 7);
    assert_string_equal(diags.v[0].place.source, doc.text[0]);
    assert_int_equal(diags.v[0].place.caret, 18);
    pz_diags_release(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases),
        cmocka_unit_test(finding_shows_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
