/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged, protected, foreign and hostile files (tests/tools/make-hostile): each is refused with its identifier, or survived where expected.tsv names
 * none, in under a second and in little memory. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/io.h"
#include "ingest/sheet.h"

#define FOLDER "tests/cases/ingest-hostile"

static char lines[100][256];
static size_t line_n;

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int read_all(const char *path, struct pz_error *err)
{
    struct pz_workbook *workbook;
    int rc = pz_workbook_open(&workbook, path, NULL, err);
    for (size_t i = 0; rc == 0 && i < pz_workbook_sheet_count(workbook); i++) {
        struct pz_sheet_reader *reader;
        const struct pz_row *row;
        rc = pz_sheet_open(&reader, workbook, i, err);
        while (rc == 0 && (rc = pz_sheet_next(reader, &row, err)) == 1)
            rc = 0;
        pz_sheet_close(reader);
    }
    pz_workbook_close(workbook);
    return rc;
}

static void is_refused(void **state)
{
    const char *line = *state, *ids = strchr(line, '\t') + 1;
    char path[400];
    struct pz_error err = PZ_ERROR_INIT;
    snprintf(path, sizeof path, FOLDER "/%.*s", (int)strcspn(line, "\t"), line);
    double start = cpu_seconds();
    int rc = read_all(path, &err);
    double seconds = cpu_seconds() - start;
    if (!ids[0])
        assert_int_equal(rc, 0);
    else if (rc == 0 || !strstr(ids, err.id))
        fail_msg("%s: %s instead of %s: %s", path, rc ? err.id : "nothing", ids, err.message);
    if (rc != 0) {
        assert_true(err.message[0]);
        assert_string_not_equal(err.place.file, "");
    }
#ifndef __SANITIZE_ADDRESS__
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (!getenv("UNDER_VALGRIND")) {
        assert_true(seconds < 1);
        assert_true(usage.ru_maxrss < 256 * 1024);
    }
#else
    (void)seconds;
#endif
}

int main(void)
{
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct CMUnitTest tests[100];
    if (pz_file_read(&text, FOLDER "/expected.tsv", 65536, &err) != 0)
        return 1;
    for (char *line = text.data; *line && line_n < 100; line += strcspn(line, "\n") + 1, line_n++) {
        snprintf(lines[line_n], sizeof lines[0], "%.*s", (int)strcspn(line, "\n"), line);
        tests[line_n] = (struct CMUnitTest){.name = lines[line_n], .test_func = is_refused, .initial_state = lines[line_n]};
    }
    pz_buf_release(&text);
    return _cmocka_run_group_tests("hostile spreadsheets", tests, line_n, NULL, NULL);
}
