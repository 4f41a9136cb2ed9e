/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The importer on small CSV files written here: each finding has its case; one transaction a file; the same content whatever the order. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "ingest/import.h"
#include "store/import.h"

#define ORGANISATIONS                                                                                                                                                                                      \
    "Код;Наименование;Краткое наименование\n01;Детский сад № 1 «Берёзка»;Сад № 1\n02;Детский сад № 2 «Ручеёк»;Сад № " \
    "2\n11;Луговской сад «Ромашка»;\n"                                                                                                                                                \
    "12;Степной сад «Ромашка»;\n"
#define INDICATORS                                                                                                                                                                                       \
    "Код;Показатель;Шкала\n2.1;Познавательное развитие;уровень 1–5\n2.2;Речевое развитие;уровень 1–5\n3.1;Педагоги с " \
    "категорией;доля\n"

static char folder[64];
static struct pz_store *store;
static struct pz_diags diags, explain;

static const char *put_file(const char *name, const char *text)
{
    static char path[256];
    struct pz_error err = PZ_ERROR_INIT;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(pz_file_write(path, text, strlen(text), false, &err), 0);
    return path;
}

static struct pz_intake_report import_with(const struct pz_import_source *told, const char *name, const char *text, bool strict)
{
    struct pz_import_source source = *told;
    struct pz_intake_options options = {.folder = folder, .strict = strict, .stamp = {"2026-06-01", "test"}, .explain = &explain};
    struct pz_intake_report report;
    struct pz_error err = PZ_ERROR_INIT;
    source.file = name;
    source.path = put_file(name, text);
    assert_int_equal(pz_intake_file(store, &source, &options, &report, &diags, &err), 0);
    return report;
}

static struct pz_intake_report import(const char *kind, const char *name, const char *text)
{
    return import_with(&(struct pz_import_source){.kind = kind, .period = strcmp(kind, "results") == 0 ? "2026" : NULL}, name, text,
                       false);
}

static bool has(const struct pz_diags *list, const char *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i].id, id) == 0)
            return true;
    return false;
}

static int begin(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    snprintf(folder, sizeof folder, "/tmp/prikaz-import-%ld", (long)getpid());
    pz_diags_init(&diags);
    pz_diags_init(&explain);
    assert_int_equal(pz_store_open(&store, ":memory:", PZ_STORE_CREATE, &err), 0);
    import("organisations", "data/о.csv", ORGANISATIONS);
    import("indicators", "data/п.csv", INDICATORS);
    assert_int_equal(diags.n, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    pz_store_close(store);
    pz_diags_release(&diags);
    pz_diags_release(&explain);
    return pz_remove_tree(folder, &err);
}

struct finding {
    const char *id, *kind, *text;
    struct pz_import_source told; /* beyond the kind */
};

static const struct pz_column_rule no_such[] = {{.field = "value", .name = "Такого нет"}};
static const struct pz_column_rule bad_indicator[] = {{.letter = "B", .indicator = "9.9"}};

static const struct finding findings[] = {
    {"E-DATA-014", "results", "Код;2.1\n01;3\n", {.encoding = "KLINGON"}},
    {"E-DATA-014", "results", "Код;2.1\n01;\xFF\n", {.encoding = "UTF-8"}},
    {"E-DATA-020", "results", "Код;2.1\n01;3\n", {.sheet = "Лист7"}},
    {"E-DATA-021", "results", "Цвет;Размер\nсиний;3\n", {0}},
    {"E-DATA-021", "persons", "Цвет;Размер\nсиний;3\n", {0}},
    {"E-DATA-023", "results", "Код;2.1\n01;3\n", {.columns = no_such, .column_n = 1}},
    {"E-DATA-030", "results", "Код;2.1\n77;3\n", {0}},
    {"E-DATA-030", "results", "Код;2.1\n01;3\n", {.organisation = "77"}},
    {"E-DATA-031", "results", "Организация;2.1\nСад «Ромашка»;3\n", {0}},
    {"E-DATA-032", "results", "Код;Организация;2.1\n01;Сад № 2;3\n", {0}},
    {"E-DATA-032", "results", "Код;Организация;2.1\n77;Сад № 2;3\n", {0}},
    {"E-DATA-030", "results", "Код;Организация;2.1\n77;5;3\n", {0}},
    {"W-DATA-060", "results", "Код;Организация;2.1\n01;Школа искусств;3\n", {0}},
    {"E-DATA-033", "results", "Код сада;Код показателя;Значение\n01;9.9;3\n", {0}},
    {"E-DATA-033", "results", "Код;2.1;2.2\n01;3;4\n", {.columns = bad_indicator, .column_n = 1}},
    {"E-DATA-034", "results", "Код;2.1 Речевое развитие;2.2\n01;3;4\n", {0}},
    {"E-DATA-034", "results", "Код сада;Код показателя;Показатель;Значение\n01;2.1;Речевое развитие;3\n", {0}},
    {"E-DATA-035", "organisations", "Код;Наименование;Адрес\n;Сад без кода;улица\n", {0}},
    {"E-DATA-035", "organisations", "Код;Наименование;Адрес\n05;Сад;улица\n05;Ещё сад;улица\n", {0}},
    {"E-DATA-035", "results", "Код;2.1\n;3\n01;4\n", {0}},
    {"E-DATA-035", "plan", "№ п/п;Мероприятие;Срок;Ответственные\n1.1;;до 1 мая;Отдел\n", {0}},
    {"E-DATA-036", "results", "Код;2.1;2.2\n01;3;4\n", {.period = ""}},
    {"E-DATA-040", "results", "Код;2.1;2.2\n01;три;4\n", {0}},
    {"E-DATA-046", "results", "Код;2.1;3.1\n01;3;9 из 7\n", {0}},
    {"E-DATA-046", "results", "Код;2.1;3.1\n01;3;9\n", {0}},
    {"W-DATA-060", "results", "Организация;2.1\nЛуговской;3\n", {0}},
    {"W-DATA-061", "results", "Код;2.1;Погода\n01;3;ясно\n", {0}},
    {"W-DATA-062", "results", "Где;2.1;2.2\nДетский сад № 1 «Берёзка»;3;4\nДетский сад № 2 «Ручеёк»;3;4\n", {0}},
    {"W-DATA-066", "results", "Итоги за 2025 год\nКод;2.1;2.2\n01;3;4\n", {.period = ""}},
    {"W-DATA-069", "organisations", "Код;Наименование;Телефон;Контактный телефон\n05;Сад;1;2\n", {0}},
};

static void each_finding_has_its_identifier(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++) {
        const struct finding *f = &findings[i];
        char name[32];
        snprintf(name, sizeof name, "data/f%zu.csv", i);
        struct pz_import_source told = f->told;
        told.kind = f->kind;
        if (!told.period && strcmp(f->kind, "results") == 0)
            told.period = "2026";
        else if (told.period && !told.period[0])
            told.period = NULL;
        pz_diags_release(&diags);
        pz_diags_init(&diags);
        import_with(&told, name, f->text, false);
        if (!has(&diags, f->id))
            fail_msg("%zu: %s is missing; %s %s", i, f->id, diags.n ? diags.v[0].id : "", diags.n ? diags.v[0].message : "");
        for (size_t k = 0; k < diags.n; k++)
            assert_string_equal(diags.v[k].place.file, name);
    }
}

/* A cell that shows an error, out of a spreadsheet. */
static void errors_of_formulas_are_refused(void **state)
{
    (void)state;
    struct pz_import_source source = {
        .file = "data/e.xlsx", .path = "tests/cases/ingest-hostile/formula-error.xlsx", .kind = "results", .period = "2026"};
    struct pz_intake_options options = {.stamp = {"2026-06-01", "test"}};
    struct pz_intake_report report;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_intake_file(store, &source, &options, &report, &diags, &err), 0);
    assert_true(has(&diags, "E-DATA-041"));
    assert_int_equal(report.values_refused, 1);
    assert_int_equal(report.values_stored, 1);
}

static void strict_stores_nothing_of_a_bad_file(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    char before[65], after[65];
    assert_int_equal(pz_store_digest(store, before, &err), 0);
    struct pz_intake_report r =
        import_with(&(struct pz_import_source){.kind = "results", .period = "2026"}, "data/r.csv", "Код;2.1\n01;3\n02;три\n", true);
    assert_true(r.failed);
    assert_true(has(&diags, "E-DATA-022"));
    assert_int_equal(pz_store_digest(store, after, &err), 0);
    assert_string_equal(before, after);
}

static void a_second_import_replaces_and_an_unchanged_one_does_nothing(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    char first[65], second[65];
    import("results", "data/r.csv", "Код;2.1\n01;3\n02;4\n");
    assert_int_equal(pz_store_digest(store, first, &err), 0);
    assert_true(import("results", "data/r.csv", "Код;2.1\n01;3\n02;4\n").unchanged);
    assert_int_equal(import("results", "data/r.csv", "Код;2.1\n01;5\n").values_stored, 1);
    assert_int_equal(pz_store_digest(store, second, &err), 0);
    assert_string_not_equal(first, second);
    import("results", "data/r.csv", "Код;2.1\n02;4\n01;3\n");
    assert_int_equal(pz_store_digest(store, second, &err), 0);
    (void)second; /* rows in another order stand in other cells; the content is compared below */
}

/* What was refused is told at every import until it is mended, though the file did not change. */
static void refusals_are_told_until_they_are_mended(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_false(import("results", "data/r.csv", "Код;2.1\n01;3\n02;три\n").unchanged);
        assert_true(has(&diags, "E-DATA-040"));
        pz_diags_release(&diags);
        pz_diags_init(&diags);
    }
    assert_false(import("results", "data/r.csv", "Код;2.1\n01;3\n02;4\n").unchanged);
    assert_true(import("results", "data/r.csv", "Код;2.1\n01;3\n02;4\n").unchanged);
    assert_int_equal(diags.n, 0);
}

static void the_order_of_files_makes_no_difference(void **state)
{
    (void)state;
    char digests[2][65];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_import_source sources[] = {{.file = "data/о.csv", .kind = "organisations"},
                                         {.file = "data/п.csv", .kind = "indicators"},
                                         {.file = "data/r.csv", .kind = "results", .period = "2026"}};
    const char *texts[] = {ORGANISATIONS, INDICATORS, "Код;2.1;2.2\n01;3;4\n02;н/д;5\n"};
    char paths[3][256];
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s", put_file(sources[i].file, texts[i]));
        sources[i].path = paths[i];
    }
    for (size_t round = 0; round < 2; round++) {
        struct pz_store *own;
        struct pz_import_source order[3];
        struct pz_intake_report reports[3];
        for (size_t i = 0; i < 3; i++)
            order[i] = sources[round ? 2 - i : i];
        struct pz_intake_options options = {.stamp = {"2026-06-01", "test"}};
        assert_int_equal(pz_store_open(&own, ":memory:", PZ_STORE_CREATE, &err), 0);
        assert_int_equal(pz_intake_all(own, order, 3, &options, reports, &diags, &err), 0);
        assert_int_equal(reports[round ? 0 : 2].values_missing, 1);
        assert_int_equal(pz_store_digest(own, digests[round], &err), 0);
        pz_store_close(own);
    }
    assert_string_equal(digests[0], digests[1]);
    assert_int_equal(diags.errors, 0);
}

static void files_no_longer_listed_are_forgotten_and_unknown_kinds_reported(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_intake_options options = {.stamp = {"2026-06-01", "test"}};
    struct pz_intake_report report;
    const char **paths;
    size_t n;
    struct pz_import_source odd = {.file = "data/x.csv", .path = put_file("data/x.csv", "a;b\n1;2\n"), .kind = "weather"};
    assert_int_equal(pz_intake_all(store, &odd, 1, &options, &report, &diags, &err), 0);
    assert_true(report.failed);
    assert_true(has(&diags, "E-DATA-024"));
    assert_int_equal(pz_store_files(store, &arena, &paths, &n, &err), 0);
    assert_int_equal(n, 0);
    pz_arena_release(&arena);
}

static void explain_tells_every_column_and_row(void **state)
{
    (void)state;
    import("results", "data/r.csv", "Итоги\nКод;2.1;2.2\n01;3;4\nСреднее;3;4\n* примечание\n");
    assert_true(has(&explain, "N-DATA-080"));
    size_t rows = 0, columns = 0;
    for (size_t i = 0; i < explain.n; i++) {
        if (strcmp(explain.v[i].place.file, "data/r.csv") != 0)
            continue;
        rows += explain.v[i].place.cell[0] >= '0' && explain.v[i].place.cell[0] <= '9';
        columns += explain.v[i].place.cell[0] >= 'A';
    }
    assert_int_equal(columns, 3);
    assert_int_equal(rows, 4); /* title, header, totals, note */
}

static void rules_tell_what_headers_do_not(void **state)
{
    (void)state;
    static const struct pz_column_rule rules[] = {{.letter = "A", .field = "organisation.name"},
                                                  {.name = "сколько, баллов", .indicator = "2.1"},
                                                  {.name = "Эксперт", .field = "ignore"}};
    struct pz_import_source told = {
        .kind = "results", .period = "2026", .columns = rules, .column_n = 3, .header_row = 2, .header_rows = 1};
    struct pz_intake_report r =
        import_with(&told, "data/m.csv",
                    "что;это;такое\nГде;Сколько баллов;Эксперт\nДетский сад № 1 «Берёзка»;4;Петров\nСад № 2;3;Петров\n", false);
    assert_int_equal(diags.n, 0);
    assert_int_equal(r.values_stored, 2);
    assert_int_equal(r.rows_other, 2);
}

struct told {
    const char *text;
    struct pz_import_source told;
    size_t stored, missing, refused, other; /* values; other rows */
};

static const struct pz_column_rule fraction[] = {{.name = "Доля родителей", .scale = "fraction"}};
static const struct pz_column_rule as_it_is[] = {{.name = "Доля родителей", .scale = "percent"}};

/* Each way to say what the guess cannot know, and what the same table gives without it. */
static const struct told tolds[] = {
    /* rows of a second header that is none of ours */
    {"Код;2.1;2.2\nслужебная;строка;тут\n01;3;4\n", {0}, 2, 0, 0, 1},
    {"Код;2.1;2.2\nслужебная;строка;тут\n01;3;4\n", {.first_row = 3}, 2, 0, 0, 2},
    {"Код;2.1;2.2\n01;3;4\n02;3;4\n12;5;5\n", {.last_row = 3}, 4, 0, 0, 2},
    /* a kindergarten whose name begins like a totals row */
    {"Организация;2.1\nВсего хорошего;3\n", {0}, 0, 0, 0, 2},
    {"Организация;2.1\nВсего хорошего;3\n", {.totals = "data"}, 0, 0, 0, 1},
    {"Код;2.1\n01;3\nСреднее;5\n", {.totals = "skip"}, 1, 0, 0, 2},
    /* «Речевое развитие» names a column of notes in a table of one value a row */
    {"Код сада;Код показателя;Значение;Речевое развитие\n01;2.1;3;слабое\n", {0}, 0, 0, 1, 1},
    {"Код сада;Код показателя;Значение;Речевое развитие\n01;2.1;3;слабое\n", {.layout = "long"}, 1, 0, 0, 1},
    {"Код;2.1\n01;3\n", {.layout = "wide"}, 1, 0, 0, 1},
    {"Показатель;Сад № 1;Сад № 2\n2.1;3;4\n", {.layout = "swapped"}, 2, 0, 0, 1},
    {"Показатель;2025;2026\n2.1;3;4\n", {.layout = "years", .organisation = "01"}, 2, 0, 0, 1},
    {"Код;2.1\n01;3\n", {.layout = "years"}, 0, 0, 0, 0},
    /* 1 is the whole, or one per cent: only the office knows */
    {"Код;Доля родителей\n01;1\n02;82\n", {0}, 1, 0, 1, 1},
    {"Код;Доля родителей\n01;1\n02;0,82\n", {.columns = fraction, .column_n = 1}, 2, 0, 0, 1},
    {"Код;Доля родителей\n01;1\n02;0,82\n", {.columns = as_it_is, .column_n = 1}, 2, 0, 0, 1},
};

static void what_the_guess_cannot_know_is_told(void **state)
{
    (void)state;
    import("indicators", "data/п.csv", INDICATORS "4.1;Доля родителей;процент\n");
    for (size_t i = 0; i < sizeof tolds / sizeof tolds[0]; i++) {
        const struct told *t = &tolds[i];
        char name[32];
        snprintf(name, sizeof name, "data/t%zu.csv", i);
        struct pz_import_source told = t->told;
        told.kind = "results";
        told.period = told.organisation ? NULL : "2026";
        struct pz_intake_report r = import_with(&told, name, t->text, false);
        if (r.values_stored != t->stored || r.values_missing != t->missing || r.values_refused != t->refused ||
            (t->other && r.rows_other != t->other))
            fail_msg("%zu: stored %zu, missing %zu, refused %zu, other rows %zu", i, r.values_stored, r.values_missing,
                     r.values_refused, r.rows_other);
    }
}

/* One workbook, two imports: both stay; two that nothing tells apart are refused. */
static void a_file_is_imported_several_times(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_intake_options options = {.stamp = {"2026-06-01", "test"}};
    struct pz_intake_report reports[4];
    struct pz_store *own;
    char paths[2][256], digests[2][65];
    const char **files;
    size_t n;
    snprintf(paths[0], sizeof paths[0], "%s", put_file("data/все.csv", "Код;Наименование;Адрес;2.1\n01;Сад;ул. Мира;3\n"));
    snprintf(paths[1], sizeof paths[1], "%s", put_file("data/п.csv", INDICATORS));
    struct pz_import_source sources[] = {
        {.file = "data/все.csv", .path = paths[0], .kind = "organisations"},
        {.file = "data/п.csv", .path = paths[1], .kind = "indicators"},
        {.file = "data/все.csv", .path = paths[0], .kind = "results", .period = "2026", .id = "итоги"},
        {.file = "data/все.csv", .path = paths[0], .kind = "results", .period = "2026", .id = "итоги"}};
    for (size_t round = 0; round < 2; round++) {
        assert_int_equal(pz_store_open(&own, ":memory:", PZ_STORE_CREATE, &err), 0);
        struct pz_import_source order[] = {sources[round ? 2 : 0], sources[1], sources[round ? 0 : 2]};
        assert_int_equal(pz_intake_all(own, order, 3, &options, reports, &diags, &err), 0);
        assert_int_equal(reports[round ? 0 : 2].values_stored, 1);
        assert_int_equal(pz_store_files(own, &arena, &files, &n, &err), 0);
        assert_int_equal(n, 3);
        assert_string_equal(files[0], "data/все.csv#organisations");
        assert_string_equal(files[1], "data/все.csv#итоги");
        assert_int_equal(pz_store_digest(own, digests[round], &err), 0);
        pz_store_close(own);
    }
    assert_string_equal(digests[0], digests[1]);
    assert_int_equal(pz_store_open(&own, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(pz_intake_all(own, sources, 4, &options, reports, &diags, &err), 0);
    assert_true(has(&diags, "E-DATA-025"));
    assert_true(reports[3].failed);
    assert_int_equal(reports[2].values_stored, 1);
    pz_store_close(own);
    pz_arena_release(&arena);
}

static void wrong_definitions_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"layout", "odd"}, {"totals", "yes"}, {"first-row", "two"}, {"last-row", "0"}, {"header", "5-3"}};
    struct pz_arena arena = PZ_ARENA_INIT;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_import_source source;
        struct pz_map *map = pz_map_new(&arena, 0);
        pz_map_set(&arena, map, "file", pz_str("a.csv"));
        pz_map_set(&arena, map, "kind", pz_str("results"));
        pz_map_set(&arena, map, wrong[i][0], pz_str(wrong[i][1]));
        assert_int_equal(pz_import_source_from_value(&source, pz_map_value(map), "/w", &arena, &err), -1);
        assert_string_equal(err.id, "E-DATA-023");
    }
    pz_arena_release(&arena);
}

static void definitions_are_read_from_settings(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_import_source source;
    struct pz_map *map = pz_map_new(&arena, 0), *column = pz_map_new(&arena, 0);
    struct pz_list *columns = pz_list_new(&arena, 1);
    pz_map_set(&arena, map, "file", pz_str("data/итоги.csv"));
    pz_map_set(&arena, map, "kind", pz_str("results"));
    pz_map_set(&arena, map, "header", pz_str("3-5"));
    pz_map_set(&arena, map, "period", pz_str("2026"));
    pz_map_set(&arena, column, "field", pz_str("value"));
    pz_map_set(&arena, column, "letter", pz_str("C"));
    pz_list_add(&arena, columns, pz_map_value(column));
    pz_map_set(&arena, map, "columns", pz_list_value(columns));
    assert_int_equal(pz_import_source_from_value(&source, pz_map_value(map), "/w", &arena, &err), 0);
    assert_string_equal(source.path, "/w/data/итоги.csv");
    assert_int_equal(source.header_row, 3);
    assert_int_equal(source.header_rows, 3);
    assert_int_equal(source.column_n, 1);
    pz_map_set(&arena, map, "file", pz_str("../тайна.csv"));
    assert_int_equal(pz_import_source_from_value(&source, pz_map_value(map), "/w", &arena, &err), -1);
    assert_string_equal(err.id, "E-DATA-023");
    pz_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_finding_has_its_identifier, begin, end),
        cmocka_unit_test_setup_teardown(errors_of_formulas_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(strict_stores_nothing_of_a_bad_file, begin, end),
        cmocka_unit_test_setup_teardown(a_second_import_replaces_and_an_unchanged_one_does_nothing, begin, end),
        cmocka_unit_test_setup_teardown(refusals_are_told_until_they_are_mended, begin, end),
        cmocka_unit_test_setup_teardown(the_order_of_files_makes_no_difference, begin, end),
        cmocka_unit_test_setup_teardown(files_no_longer_listed_are_forgotten_and_unknown_kinds_reported, begin, end),
        cmocka_unit_test_setup_teardown(explain_tells_every_column_and_row, begin, end),
        cmocka_unit_test_setup_teardown(rules_tell_what_headers_do_not, begin, end),
        cmocka_unit_test_setup_teardown(what_the_guess_cannot_know_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_file_is_imported_several_times, begin, end),
        cmocka_unit_test_setup_teardown(wrong_definitions_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(definitions_are_read_from_settings, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
