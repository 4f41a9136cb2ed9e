/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file read, or imported into a fresh store: bench/ingest read FILE | import FOLDER FILE. Prints rows, seconds of CPU, peak memory in MB. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ingest/import.h"
#include "ingest/sheet.h"

static int read_rows(const char *path, size_t *rows, struct pz_error *err)
{
    struct pz_workbook *workbook;
    struct pz_sheet_reader *reader;
    const struct pz_row *row;
    if (pz_workbook_open(&workbook, path, NULL, err) != 0 || pz_sheet_open(&reader, workbook, 0, err) != 0)
        return -1;
    while (pz_sheet_next(reader, &row, err) == 1)
        ++*rows;
    pz_sheet_close(reader);
    pz_workbook_close(workbook);
    return err->kind ? -1 : 0;
}

static int import_rows(const char *folder, const char *path, size_t *rows, struct pz_error *err)
{
    char db[256], organisations[256], indicators[256];
    struct pz_store *store;
    struct pz_diags diags;
    snprintf(db, sizeof db, "%s/bench.db", folder);
    snprintf(organisations, sizeof organisations, "%s/organisations.csv", folder);
    snprintf(indicators, sizeof indicators, "%s/indicators.csv", folder);
    unlink(db);
    pz_diags_init(&diags);
    if (pz_store_open(&store, db, PZ_STORE_CREATE, err) != 0)
        return -1;
    struct pz_import_source sources[] = {{.file = "organisations.csv", .path = organisations, .kind = "organisations"},
                                         {.file = "indicators.csv", .path = indicators, .kind = "indicators"},
                                         {.file = "results", .path = path, .kind = "results"}};
    struct pz_intake_options options = {.stamp = {"2026-01-01", "bench"}};
    struct pz_intake_report reports[3];
    int rc = pz_intake_all(store, sources, 3, &options, reports, &diags, err);
    *rows = reports[2].rows_stored;
    pz_store_close(store);
    unlink(db);
    pz_diags_release(&diags);
    return rc;
}

int main(int argc, char **argv)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct rusage usage;
    size_t rows = 0;
    int rc = argc == 3 ? read_rows(argv[2], &rows, &err) : argc == 4 ? import_rows(argv[2], argv[3], &rows, &err) : -1;
    getrusage(RUSAGE_SELF, &usage);
    double seconds =
        (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    if (rc != 0)
        fprintf(stderr, "%s\n", err.message);
    printf("%zu %.2f %ld\n", rows, seconds, usage.ru_maxrss / 1024);
    return rc != 0;
}
