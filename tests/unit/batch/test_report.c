/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of changes: what it lists, and that it tells of what it does not list. */
#include "test.h"

#include <stdlib.h>

#include "batch/report.h"
#include "folder.h"

static const char *const folders[] = {"templates", NULL};
static const struct pz_stamp stamp = {"2026-11-30T07:05:00+03:00", "Клерк"};

static void add(struct pz_change_report *report, enum pz_made_state state, const char *id, size_t changes_n)
{
    static struct pz_change changes[60];
    struct pz_error err = PZ_ERROR_INIT;
    char path[64];
    snprintf(path, sizeof path, "output/documents/%s.docx", id);
    for (size_t i = 0; i < changes_n; i++)
        changes[i] = (struct pz_change){.place = "абзац 1", .old_text = "да", .new_text = "нет"};
    const struct pz_job job = {.document = id, .key = "", .title = "О мерах"};
    const struct pz_made made = {.state = state, .put = {.path = path}, .changes = changes, .changes_n = changes_n};
    assert_int_equal(pz_change_report_add(report, &job, &made, &err), 0);
}

/* changes.txt or changes.html; the caller frees. */
static char *written(const struct pz_change_report *report, const struct pz_diags *refused, const char *name)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    if (pz_change_report_write(report, folder, folders, refused, &stamp, 20000, &err) != 0)
        fail_msg("%s", err.message);
    assert_int_equal(pz_file_read(&text, in(name), (size_t)8 << 20, &err), 0);
    char *out = strdup(pz_buf_str(&text));
    pz_buf_release(&text);
    return out;
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no “%s” in:\n%.2000s", part, text);
}

static void a_short_report_leaves_nothing_out(void **state)
{
    (void)state;
    struct pz_change_report *report;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_diags refused;
    pz_diags_init(&refused);
    assert_int_equal(pz_change_report_new(&report, &err), 0);
    add(report, PZ_MADE_NEW, "новый", 0);
    add(report, PZ_MADE_CHANGED, "прежний", 1);
    add(report, PZ_MADE_EDITION, "подписанный", 0);
    char *text = written(report, &refused, "changes.txt");
    assert_string_equal(text, "Отчёт об изменениях · 30.11.2026, 07:05 · Клерк\n\n"
                              "Новых документов: 1. Изменено: 1. Новых редакций рядом с подписанными: 1. Не принято: 0.\n"
                              "Документов с изменившимися местами: 1, мест: 1.\n\n"
                              "О мерах: изменён\n    output/documents/прежний.docx\n    абзац 1: было «да», стало «нет»\n\n"
                              "О мерах: новая редакция\n    output/documents/подписанный.docx\n\n"
                              "Новые:\n    output/documents/новый.docx\n");
    free(text);
    text = written(report, &refused, "changes.html");
    assert_holds(text, "<time datetime=\"2026-11-30T07:05:00+03:00\">30 ноября 2026 г., 07:05</time>, Клерк");
    assert_null(strstr(text, "ещё"));
    free(text);
    pz_change_report_free(report);
    pz_diags_release(&refused);
}

static void what_is_not_listed_is_counted(void **state)
{
    (void)state;
    struct pz_change_report *report;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_diags refused;
    struct pz_place place = {.file = "a.csv"};
    static const struct {
        const char *name, *parts[4];
    } cases[] = {
        {"changes.txt",
         {"    и ещё 10 мест\n", "И ещё 2 изменённых документа: в отчёте только первые.", "    и ещё 3\n", "Не принято: 201."}},
        {"changes.html",
         {"<p>И ещё 10 мест.</p>", "<p>И ещё 2 изменённых документа: в отчёте только первые.</p>", "<p>И ещё 3.</p>",
          "<td class=\"count\">201</td>"}},
    };
    pz_diags_init(&refused);
    assert_int_equal(pz_change_report_new(&report, &err), 0);
    for (int i = 0; i < 2003; i++) /* many new ones do not crowd out what changed */
        add(report, PZ_MADE_NEW, "новый", 0);
    for (int i = 0; i < 2002; i++)
        add(report, PZ_MADE_CHANGED, "прежний", i == 0 ? 60 : 1);
    for (int i = 0; i < 201; i++)
        pz_report(&refused, "E-DATA-001", &place, "плохо");
    for (size_t i = 0; i < 2; i++) {
        char *text = written(report, &refused, cases[i].name);
        for (size_t k = 0; k < 4; k++)
            assert_holds(text, cases[i].parts[k]);
        assert_holds(text, i ? "<p>И ещё 1.</p>" : "\n    и ещё 1");
        free(text);
    }
    pz_change_report_free(report);
    pz_diags_release(&refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_report_leaves_nothing_out),
        cmocka_unit_test(what_is_not_listed_is_counted),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
