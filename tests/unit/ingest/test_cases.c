/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of tests/cases/ingest: one table as several programs write it (tests/tools/make-tables), imported as the file `case` says; what is in the store
 * and what was reported is compared with `expected`, the same for every file. UPDATE=1 writes it anew. */
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "ingest/import.h"
#include "store/reader.h"

#define CASES "tests/cases/ingest"

struct one { /* a file of a case */
    char name[64], file[128], path[256];
};

static struct one ones[400];
static size_t one_n;

static void read_line(struct pz_import_source *source, char *line)
{
    char *value = strchr(line, '=');
    if (!value)
        return;
    *value++ = '\0';
    const struct {
        const char *name;
        const char **to;
    } members[] = {{"kind", &source->kind},   {"period", &source->period},
                   {"sheet", &source->sheet}, {"organisation", &source->organisation},
                   {"plan", &source->plan},   {"encoding", &source->encoding}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(members[i].name, line) == 0)
            *members[i].to = value;
    if (strcmp(line, "header") == 0)
        source->header_row = (uint32_t)atoi(value);
}

static void import(struct pz_store *store, const struct pz_import_source *source, struct pz_diags *diags, struct pz_buf *out)
{
    struct pz_intake_options options = {.folder = CASES, .stamp = {"2026-06-01", "test"}};
    struct pz_intake_report report;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_intake_file(store, source, &options, &report, diags, &err), 0);
    assert_int_equal(report.rows_read, report.failed ? report.rows_read : report.rows_stored + report.rows_refused);
    assert_int_equal(report.values_read,
                     report.failed ? report.values_read : report.values_stored + report.values_missing + report.values_refused);
    if (out)
        pz_buf_printf(out, "rows %zu = %zu + %zu, values %zu = %zu + %zu + %zu\n", report.rows_read, report.rows_stored,
                      report.rows_refused, report.values_read, report.values_stored, report.values_missing, report.values_refused);
}

static void put_value(struct pz_buf *out, struct pz_value v)
{
    if (v.type == PZ_STRING)
        pz_buf_put(out, v.u.s, v.len);
    else if (v.type == PZ_INT)
        pz_buf_printf(out, "%lld", (long long)v.u.i);
    else if (v.type == PZ_FLOAT)
        pz_buf_printf(out, "%.10g", v.u.f);
    else
        pz_buf_putc(out, '-');
}

static void dump(const char *path, const char *sql, struct pz_buf *out)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *store;
    struct pz_reader *reader = NULL;
    struct pz_value rows = {0};
    if (pz_store_open(&store, path, PZ_STORE_WRITE, &err) != 0 || pz_readers_open(&reader, 1, store, &err) != 0 ||
        pz_reader_query(reader, sql, NULL, 0, &arena, &rows, &err) != 0)
        fail_msg("%s %s", err.id, err.message);
    for (uint32_t i = 0; i < rows.u.list->n; i++) {
        struct pz_map *row = rows.u.list->v[i].u.map;
        for (uint32_t k = 0; k < row->n; k++) {
            pz_buf_puts(out, k ? " | " : "");
            put_value(out, row->e[k].value);
        }
        pz_buf_putc(out, '\n');
    }
    pz_reader_close(reader);
    pz_store_close(store);
    pz_arena_release(&arena);
}

/* Findings without the file's and the sheet's name, which differ from file to file. */
static void dump_findings(struct pz_diags *diags, struct pz_buf *out)
{
    for (size_t i = 0; i < diags->n; i++) {
        struct pz_diag *d = &diags->v[i];
        d->place.file[0] = d->place.sheet[0] = '\0';
        d->order = (unsigned)i;
    }
    pz_diags_sort(diags);
    for (size_t i = 0; i < diags->n; i++)
        pz_diag_print(&diags->v[i], out);
}

static void run(void **state)
{
    const struct one *one = *state;
    struct pz_buf text = PZ_BUF_INIT, expected = PZ_BUF_INIT, got = PZ_BUF_INIT, path = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    char folder[256], db[64];
    snprintf(folder, sizeof folder, CASES "/%.*s", (int)strcspn(one->name, "/"), one->name);
    snprintf(db, sizeof db, "/tmp/prikaz-test-%ld.db", (long)getpid());
    pz_path_join(&path, folder, "case");
    assert_int_equal(pz_file_read(&text, path.data, 65536, &err), 0);
    struct pz_import_source source = {.file = one->file, .path = one->path};
    for (char *line = text.data, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        read_line(&source, line);
    }
    struct pz_store *store;
    struct pz_diags before, diags;
    pz_diags_init(&before);
    pz_diags_init(&diags);
    unlink(db);
    assert_int_equal(pz_store_open(&store, db, PZ_STORE_CREATE, &err), 0);
    import(store,
           &(struct pz_import_source){.file = "организации.csv", .path = CASES "/organisations.csv", .kind = "organisations"},
           &before, NULL);
    import(store, &(struct pz_import_source){.file = "показатели.csv", .path = CASES "/indicators.csv", .kind = "indicators"},
           &before, NULL);
    assert_int_equal(before.errors, 0);
    import(store, &source, &diags, &got);
    pz_store_close(store);
    if (strcmp(source.kind, "results") == 0) {
        dump(db, "SELECT r.period, r.organisation, r.indicator, r.number, r.base FROM raw_result r ORDER BY 1, 2, 3", &got);
    } else {
        dump(db,
             "SELECT v.entity, v.key, v.field, v.value FROM value_view v JOIN fact f ON f.entity = v.entity AND f.key = v.key AND "
             "f.field = v.field "
             "JOIN file s ON s.id = f.file WHERE s.path NOT IN ('организации.csv', 'показатели.csv') GROUP BY v.entity, v.key, "
             "v.field, v.n ORDER BY 1, 2, 3, v.n",
             &got);
    }
    dump_findings(&diags, &got);
    /* Where a format cannot say all (XLS no per cent, KOI8-R no «№»), `expected.FILE` stands for `expected`. */
    pz_buf_clear(&path);
    pz_buf_printf(&path, "%s/expected.%s", folder, strrchr(one->name, '/') + 1);
    if (!pz_file_exists(path.data)) {
        pz_buf_clear(&path);
        pz_path_join(&path, folder, "expected");
    }
    if (getenv("UPDATE"))
        assert_int_equal(pz_file_write(path.data, got.data, got.len, false, &err), 0);
    assert_int_equal(pz_file_read(&expected, path.data, 1 << 20, &err), 0);
    if (strcmp(pz_buf_str(&expected), pz_buf_str(&got)) != 0)
        fail_msg("%s\n--- expected\n%s--- got\n%s", one->name, pz_buf_str(&expected), pz_buf_str(&got));
    unlink(db);
    pz_diags_release(&before);
    pz_diags_release(&diags);
    pz_buf_release(&text);
    pz_buf_release(&expected);
    pz_buf_release(&got);
    pz_buf_release(&path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct one *)a)->name, ((const struct one *)b)->name);
}

static bool is_table(const char *name)
{
    static const char *const kinds[] = {"xlsx", "xls", "ods", "csv"};
    for (size_t i = 0; i < 4; i++)
        if (strcmp(pz_path_extension(name), kinds[i]) == 0)
            return true;
    return false;
}

static void list_cases(void)
{
    DIR *top = opendir(CASES);
    for (struct dirent *d; top && (d = readdir(top));) {
        char folder[300], file[600];
        snprintf(folder, sizeof folder, CASES "/%s", d->d_name);
        snprintf(file, sizeof file, "%s/case", folder);
        DIR *in = d->d_name[0] != '.' && pz_file_exists(file) ? opendir(folder) : NULL;
        for (struct dirent *e; in && (e = readdir(in));) {
            if (!is_table(e->d_name) || strncmp(e->d_name, "expected", 8) == 0 || one_n == sizeof ones / sizeof ones[0])
                continue;
            struct one *one = &ones[one_n++];
            snprintf(one->name, sizeof one->name, "%.30s/%.30s", d->d_name, e->d_name);
            snprintf(one->file, sizeof one->file, "data/%.60s", e->d_name);
            snprintf(one->path, sizeof one->path, "%.180s/%.60s", folder, e->d_name);
        }
        if (in)
            closedir(in);
    }
    if (top)
        closedir(top);
    qsort(ones, one_n, sizeof ones[0], by_name);
}

int main(void)
{
    list_cases();
    struct CMUnitTest tests[400];
    for (size_t i = 0; i < one_n; i++)
        tests[i] = (struct CMUnitTest){.name = ones[i].name, .test_func = run, .initial_state = &ones[i]};
    return _cmocka_run_group_tests("ingest cases", tests, one_n, NULL, NULL);
}
