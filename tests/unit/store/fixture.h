/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small municipality for the tests of the store: 5 organisations, 2 areas, 5 indicators of different scales, two years.
 * The expected figures in the tests are worked out by hand. */
#ifndef PZ_TEST_STORE_FIXTURE_H
#define PZ_TEST_STORE_FIXTURE_H

#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "store/import.h"
#include "store/reader.h"
#include "store/register.h"

static const struct pz_stamp stamp = {"2026-05-25T10:00:00+03:00", "Гончар Ю.А."};

/* entity key field value, one a line; «#» comments. */
static const char *const definitions =
    "setting period value 2026\n"
    "setting monitoring_end value 2026-05-22\n"
    "scale levels kind level\nscale levels scheme five\n"
    "scale points kind points\n"
    "scale yes kind yesno\n"
    "scale share kind share\n"
    "scale staff kind count\n"
    "level five/1 scheme five\nlevel five/1 number 1\nlevel five/1 name низкий\nlevel five/1 low 0\n"
    "level five/2 scheme five\nlevel five/2 number 2\nlevel five/2 name пониженный\nlevel five/2 low 25\n"
    "level five/3 scheme five\nlevel five/3 number 3\nlevel five/3 name базовый\nlevel five/3 low 50\n"
    "level five/4 scheme five\nlevel five/4 number 4\nlevel five/4 name повышенный\nlevel five/4 low 75\n"
    "level five/5 scheme five\nlevel five/5 number 5\nlevel five/5 name высокий\nlevel five/5 low 100\n"
    "level 1 number 1\nlevel 1 name низкий\nlevel 1 low 0\n"
    "level 2 number 2\nlevel 2 name средний\nlevel 2 low 50\n"
    "level 3 number 3\nlevel 3 name высокий\nlevel 3 low 80\n"
    "area 1 name Программа\n"
    "area 2 name Условия\n"
    "indicator 1.1 area 1\nindicator 1.1 name Ориентиры\nindicator 1.1 scale levels\n"
    "indicator 1.2 area 1\nindicator 1.2 name Соответствие\nindicator 1.2 scale points\nindicator 1.2 weight 3\nindicator 1.2 "
    "threshold 60\n"
    "indicator 2.1 area 2\nindicator 2.1 name План\nindicator 2.1 scale yes\n"
    "indicator 2.2 area 2\nindicator 2.2 name Квалификация\nindicator 2.2 scale share\n"
    "indicator 2.10 area 2\nindicator 2.10 name Педагоги\nindicator 2.10 scale staff\n"
    "rule d1 kind deficit\nrule d1 on indicator\nrule d1 target 1.2\nrule d1 test below_threshold\nrule d1 title ниже_порога\n"
    "rule d2 kind deficit\nrule d2 on indicator\nrule d2 target 1.1\nrule d2 test below_level\nrule d2 value 3\nrule d2 title "
    "ниже_базового\n"
    "rule d3 kind deficit\nrule d3 on area\nrule d3 test below_mean\nrule d3 value 10\nrule d3 title ниже_среднего\n"
    "rule p1 kind practice\nrule p1 on indicator\nrule p1 target 1.1\nrule p1 test top_level\nrule p1 title высший_уровень\n"
    "rule p2 kind practice\nrule p2 on overall\nrule p2 test top\nrule p2 value 2\nrule p2 title лучшие\n"
    "cluster village name Сельские\ncondition c1 cluster village\ncondition c1 what type\ncondition c1 value village\n"
    "cluster weak name Слабые_или_нет_данных\n"
    "condition c2 cluster weak\ncondition c2 alternative a\ncondition c2 what deficit\ncondition c2 target 1\n"
    "condition c3 cluster weak\ncondition c3 alternative a\ncondition c3 what type\ncondition c3 value город\n"
    "condition c4 cluster weak\ncondition c4 alternative b\ncondition c4 what missing\n"
    "recommendation r1 indicator 1.2\nrecommendation r1 level 1\nrecommendation r1 action Переписать\n"
    "recommendation r1 deadline 10_календарных_дней_после_окончания_мониторинга\nrecommendation r1 responsible заведующий\n"
    "recommendation r1 responsible методист\n"
    "recommendation r2 indicator 1.2\nrecommendation r2 level 2\nrecommendation r2 action Уточнить\nrecommendation r2 deadline "
    "до_13.06.2026\n"
    "recommendation r3 area 1\nrecommendation r3 action Обсудить\nrecommendation r3 deadline ежегодно\n";

struct result_line {
    const char *organisation, *indicator, *period;
    double number, base; /* number -1: no data */
    const char *text, *cell;
};

static const struct result_line results[] = {
    {"1", "1.1", "2026", 5, 0, NULL, "C4"},     {"1", "1.2", "2026", 80, 0, NULL, "D4"},
    {"1", "2.1", "2026", 1, 0, "да", "E4"},     {"1", "2.2", "2026", 3, 4, "3 из 4", "F4"},
    {"1", "2.10", "2026", 12, 0, NULL, "G4"},   {"2", "1.1", "2026", 3, 0, NULL, "C5"},
    {"2", "1.2", "2026", 60, 0, NULL, "D5"},    {"2", "2.1", "2026", 0, 0, "нет", "E5"},
    {"2", "2.2", "2026", 1, 2, "1 из 2", "F5"}, {"2", "2.10", "2026", 8, 0, NULL, "G5"},
    {"3", "1.1", "2026", 2, 0, NULL, "C6"},     {"3", "1.2", "2026", 40, 0, NULL, "D6"},
    {"3", "2.1", "2026", 1, 0, "да", "E6"},     {"3", "2.2", "2026", -1, 0, "н/д", "F6"},
    {"3", "2.10", "2026", 5, 0, NULL, "G6"},    {"4", "1.1", "2026", 5, 0, NULL, "C7"},
    {"4", "1.2", "2026", 80, 0, NULL, "D7"},    {"4", "2.1", "2026", 1, 0, "да", "E7"},
    {"4", "2.2", "2026", 3, 4, "3 из 4", "F7"}, {"4", "2.10", "2026", 12, 0, NULL, "G7"},
    {"1", "1.1", "2025", 4, 0, NULL, "C4"},     {"1", "1.2", "2025", 90, 0, NULL, "D4"},
    {"2", "1.2", "2025", 50, 0, NULL, "D5"},
};

static void put_line(struct pz_import *im, const char *line, size_t len, unsigned number)
{
    struct pz_error err = PZ_ERROR_INIT;
    char text[256], *word[4], *p = text;
    assert_true(len < sizeof text);
    memcpy(text, line, len);
    text[len] = '\0';
    for (int i = 0; i < 4; i++) {
        word[i] = p;
        p += strcspn(p, " ");
        if (*p)
            *p++ = '\0';
    }
    for (char *c = word[3]; *c; c++)
        if (*c == '_' && strcmp(word[2], "test") != 0)
            *c = ' ';
    struct pz_origin origin = {.line = number, .column = 1};
    if (pz_import_put(im, word[0], word[1], word[2], pz_str(word[3]), &origin, &err))
        fail_msg("%.*s: %s", (int)len, line, err.message);
}

static int put_definitions(struct pz_store *s, const char *text, struct pz_error *err)
{
    struct pz_import *im;
    struct pz_source_file f = {"prikaz.xml", "d1", "definitions", 0};
    if (pz_import_begin(&im, s, &f, err))
        return -1;
    unsigned number = 1;
    for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
        put_line(im, p, strcspn(p, "\n"), number++);
    return pz_import_commit(im, NULL, &stamp, err);
}

static int put_organisations(struct pz_store *s, struct pz_error *err)
{
    static const char *const rows[][5] = {
        {"1", "МБДОУ «Детский сад № 1»", "город", "Козодой Нина Павловна", "B4"},
        {"2", "МБДОУ «Детский сад № 2»", "город", "Паук Виктор Андреевич", "B5"},
        {"3", "МБДОУ «Детский сад № 3»", "село", "Ли Анна Петровна", "B6"},
        {"4", "МБДОУ «Детский сад № 4»", "село", "Сухих Ольга Олеговна", "B7"},
        {"10", "МБДОУ «Детский сад № 10»", "город", "Дурново Пётр Ильич", "B8"},
    };
    struct pz_import *im;
    struct pz_source_file f = {"data/сады.xlsx", "o1", "organisations", 1};
    if (pz_import_begin(&im, s, &f, err))
        return -1;
    for (size_t i = 0; i < 5; i++) {
        struct pz_origin origin = {.sheet = "Лист1", .cell = rows[i][4]};
        int rc = pz_import_put(im, "organisation", rows[i][0], "name", pz_str(rows[i][1]), &origin, err);
        rc = rc ? rc : pz_import_put(im, "organisation", rows[i][0], "type", pz_str(rows[i][2]), &origin, err);
        rc = rc ? rc : pz_import_put(im, "organisation", rows[i][0], "head", pz_str(rows[i][3]), &origin, err);
        rc = rc ? rc : pz_import_put(im, "property", rows[i][0], "воспитанников", pz_int(100 + (int)i), &origin, err);
        if (rc) {
            pz_import_cancel(im);
            return -1;
        }
    }
    struct pz_import_counts counts = {5, 5, 0, false};
    return pz_import_commit(im, &counts, &stamp, err);
}

static int put_results_of(struct pz_store *s, const char *path, const char *period, struct pz_error *err)
{
    struct pz_import *im;
    struct pz_source_file f = {path, "r1", "results", 1};
    if (pz_import_begin(&im, s, &f, err))
        return -1;
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        const struct result_line *l = &results[i];
        struct pz_result r = {l->organisation, l->indicator, l->period, l->number >= 0, l->number, l->base};
        struct pz_origin origin = {.sheet = "Лист1", .cell = l->cell, .text = l->text};
        if (strcmp(l->period, period) == 0 && pz_import_result(im, &r, &origin, err)) {
            pz_import_cancel(im);
            return -1;
        }
    }
    return pz_import_commit(im, NULL, &stamp, err);
}

/* All of it; order: a permutation of "dor5" (definitions, organisations, results of 2026 and of 2025). */
static int put_all(struct pz_store *s, const char *order, struct pz_error *err)
{
    for (; *order; order++) {
        int rc = *order == 'd'   ? put_definitions(s, definitions, err)
                 : *order == 'o' ? put_organisations(s, err)
                 : *order == 'r' ? put_results_of(s, "data/итоги-2026.csv", "2026", err)
                                 : put_results_of(s, "data/итоги-2025.ods", "2025", err);
        if (rc)
            return -1;
    }
    return pz_store_refresh(s, err);
}

/* A path for a database that is not there yet. */
static inline void fresh_path(char *path, size_t size)
{
    /* in memory where that is possible: these tests wait for the disk otherwise */
    snprintf(path, size, "%s/prikaz-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
}

static inline void remove_database(const char *path)
{
    static const char *const suffixes[] = {
        "",     "-journal",     "-wal",     "-shm",     "-lock",    ".damaged", ".damaged-journal", ".damaged-wal", ".damaged-shm",
        ".new", ".new-journal", ".new-wal", ".new-shm", ".new-lock"};
    char name[200];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

static inline struct pz_store *memory_store(void)
{
    struct pz_store *s;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err) || put_all(s, "dor5", &err))
        fail_msg("%s", err.message);
    return s;
}

static inline struct pz_reader *reader_of(struct pz_store *s)
{
    struct pz_reader *r;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_readers_open(&r, 1, s, &err))
        fail_msg("%s", err.message);
    return r;
}

/* The value at a path like "areas.0.percent"; undefined where the path breaks off. */
static inline struct pz_value at(struct pz_value v, const char *path)
{
    while (*path) {
        size_t len = strcspn(path, ".");
        if (v.type == PZ_LIST) {
            unsigned i = (unsigned)atoi(path);
            v = i < v.u.list->n ? v.u.list->v[i] : pz_undefined(path);
        } else if (v.type == PZ_MAP) {
            struct pz_value *found = pz_map_find(v.u.map, pz_key_n(path, len));
            v = found ? *found : pz_undefined(path);
        } else {
            return pz_undefined(path);
        }
        path += len + (path[len] == '.');
    }
    return v;
}

/* Compare with JSON: `"базовый"`, `62.5`, `null`, `[1, 2]`. */
static inline void expect_at(struct pz_value v, const char *path, const char *json, const char *file, int line)
{
    struct pz_buf got = PZ_BUF_INIT;
    struct pz_value found = at(v, path);
    if (found.type == PZ_UNDEFINED)
        pz_buf_puts(&got, "undefined");
    else
        pz_json_print(&found, 0, &got);
    if (strcmp(pz_buf_str(&got), json) != 0)
        print_error("%s:%d: %s is %s, not %s\n", file, line, path, pz_buf_str(&got), json);
    int same = strcmp(pz_buf_str(&got), json) == 0;
    pz_buf_release(&got);
    assert_true(same);
}
#define expect(v, path, json) expect_at(v, path, json, __FILE__, __LINE__)

#endif
