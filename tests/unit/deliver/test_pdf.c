/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The supervision of office processes, with tests/fixtures/office in place of LibreOffice: what a source file says is what happens. */
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "deliver/pdf/finish.h"
#include "deliver/pdf/pdf.h"
#include "folder.h"

enum { MAX = 40 };

static char office[512];
static char paths[2 * MAX][128];
static struct pz_pdf_job jobs[MAX];
static struct pz_diags diags;

static int prepare_office(void **state)
{
    return realpath("tests/fixtures/office", office) ? make_folder(state) : -1;
}

/* One job a word; the words are the contents of the sources. */
static size_t prepare(const char *const *words)
{
    struct pz_error err = PZ_ERROR_INIT;
    size_t n = 0;
    pz_remove_tree(in("out"), &err);
    for (; words[n]; n++) {
        char *source = paths[2 * n], *target = paths[2 * n + 1];
        snprintf(source, sizeof paths[0], "%s/файл %02zu.odt", folder, n);
        snprintf(target, sizeof paths[0], "%s/out/файл %02zu.pdf", folder, n);
        char text[64];
        snprintf(text, sizeof text, "%s %zu", words[n], n); /* every source differs, or the cache finds it */
        assert_int_equal(pz_file_write(source, text, strlen(text), false, &err), 0);
        jobs[n] = (struct pz_pdf_job){.source = source, .target = target, .title = "О результатах", .date = 20000};
    }
    return n;
}

static struct pz_pdf_options quick(void)
{
    return (struct pz_pdf_options){.office = office, .scratch = folder, .timeout_ms = 700, .start_ms = 700, .workers = 2};
}

static void run(size_t n, const struct pz_pdf_options *options)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_diags_init(&diags);
    int rc = pz_pdf_make(jobs, n, options, &diags, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(rc, 0);
}

static const char *found(size_t i)
{
    return i < diags.n ? diags.v[i].id : "";
}

static void good_documents_are_made(void **state)
{
    (void)state;
    const char *words[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", NULL};
    struct pz_pdf_options options = quick();
    size_t n = prepare(words);
    run(n, &options);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(jobs[i].state, PZ_PDF_MADE);
        assert_int_equal(jobs[i].pages, 1);
        assert_true(pz_file_exists(jobs[i].target));
        assert_int_equal(strlen(jobs[i].digest), 64);
    }
    pz_diags_release(&diags);
}

/* Each bad one is named, all others are made. */
static void bad_documents_cost_only_themselves(void **state)
{
    (void)state;
    const char *words[] = {"a", "crash", "b", "nothing", "c", "torn", "d", "hang", "e", "stop", "f", "leave", "g", NULL};
    static const char *const ids[] = {"E-PDF-001", "E-PDF-003", "E-PDF-004", "E-PDF-002", "E-PDF-002", "E-PDF-003"};
    struct pz_pdf_options options = quick();
    size_t n = prepare(words);
    run(n, &options);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(jobs[i].state, strlen(words[i]) == 1 ? PZ_PDF_MADE : PZ_PDF_FAILED);
    assert_int_equal(diags.n, 6);
    pz_diags_sort(&diags);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(found(i), ids[i]);
        assert_non_null(strstr(diags.v[i].place.file, ".odt"));
    }
    pz_diags_release(&diags);
}

/* A crash in company may have been the company's fault. */
static void one_crash_is_forgiven(void **state)
{
    (void)state;
    const char *words[] = {"a", "once-crash", "b", NULL};
    struct pz_pdf_options options = quick();
    unlink("build/once");
    size_t n = prepare(words);
    run(n, &options);
    assert_int_equal(diags.n, 0);
    assert_int_equal(jobs[1].state, PZ_PDF_MADE);
    unlink("build/once");
    pz_diags_release(&diags);
}

static void memory_has_a_ceiling(void **state)
{
    (void)state;
    if (getenv("UNDER_VALGRIND")) /* which does not pass the ceiling on */
        skip();
    const char *words[] = {"huge", NULL};
    struct pz_pdf_options options = quick();
    options.memory_mb = 64;
    options.timeout_ms = 5000;
    size_t n = prepare(words);
    run(n, &options);
    assert_int_equal(jobs[0].state, PZ_PDF_FAILED);
    assert_string_equal(found(0), "E-PDF-001");
    pz_diags_release(&diags);
}

static void cache_gives_the_same_bytes_once_made(void **state)
{
    (void)state;
    const char *words[] = {"a", "b", NULL};
    char cache[256], digest[PZ_DIGEST_SIZE];
    struct pz_pdf_options options = quick();
    struct pz_error err = PZ_ERROR_INIT;
    snprintf(cache, sizeof cache, "%s", in("cache"));
    options.cache = cache;
    size_t n = prepare(words);
    run(n, &options);
    memcpy(digest, jobs[1].digest, sizeof digest);
    pz_diags_release(&diags);

    options.office = "/bin/false"; /* nothing may be started any more */
    run(n, &options);
    assert_int_equal(jobs[0].state, PZ_PDF_KEPT);
    assert_int_equal(jobs[1].state, PZ_PDF_KEPT);
    unlink(jobs[1].target);
    pz_diags_release(&diags);
    run(n, &options);
    assert_int_equal(jobs[1].state, PZ_PDF_CACHED);
    assert_string_equal(jobs[1].digest, digest);
    assert_int_equal(jobs[1].pages, 1);
    pz_diags_release(&diags);

    /* What nobody used for long goes; what is damaged does not count. */
    assert_int_equal(pz_pdf_cache_sweep(cache, 30, 4000000000, &err), 0);
    options.office = office;
    unlink(jobs[0].target);
    run(n, &options);
    assert_int_equal(jobs[0].state, PZ_PDF_MADE);
    pz_diags_release(&diags);
}

static void same_source_is_converted_once(void **state)
{
    (void)state;
    const char *words[] = {"a", NULL};
    struct pz_pdf_options options = quick();
    prepare(words);
    jobs[1] = jobs[0];
    jobs[1].target = in("out/другой.pdf");
    run(2, &options);
    assert_int_equal(jobs[0].state, PZ_PDF_MADE);
    assert_int_equal(jobs[1].state, PZ_PDF_CACHED);
    assert_string_equal(jobs[0].digest, jobs[1].digest);
    assert_true(pz_file_exists(in("out/другой.pdf")));
    pz_diags_release(&diags);
}

static void missing_sources_and_offices_are_named(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_pdf_options options = quick();
    const char *words[] = {"a", "b", NULL};
    size_t n = prepare(words);
    unlink(jobs[0].source);
    run(n, &options);
    assert_int_equal(jobs[0].state, PZ_PDF_FAILED);
    assert_string_equal(found(0), "E-SYS-002");
    assert_int_equal(jobs[1].state, PZ_PDF_MADE);
    prepare(words);
    options.office = "/no/such/office";
    assert_int_equal(pz_pdf_make(jobs, n, &options, &diags, &err), -1);
    assert_string_equal(err.id, "E-PDF-010");
    pz_error_clear(&err);
    options.office = "/bin/true";
    assert_int_equal(pz_pdf_make(jobs, n, &options, &diags, &err), -1);
    assert_string_equal(err.id, "E-PDF-011");
    assert_int_equal(jobs[1].state, PZ_PDF_WAITING);
    pz_diags_release(&diags);
}

static bool stop_at_once(void *data, const struct pz_pdf_job *job)
{
    (void)job;
    (*(int *)data)++;
    return false;
}

static void caller_can_stop(void **state)
{
    (void)state;
    const char *words[] = {"a", "b", "c", "hang", NULL};
    int calls = 0;
    struct pz_pdf_options options = quick();
    options.progress = stop_at_once;
    options.progress_data = &calls;
    options.workers = 1;
    size_t n = prepare(words);
    run(n, &options);
    assert_int_equal(calls, 1);
    assert_int_equal(jobs[n - 1].state, PZ_PDF_WAITING);
    pz_diags_release(&diags);
}

/* Whatever happened, no folder of a run stays, a killed run's neither. */
static void no_scratch_stays(void **state)
{
    (void)state;
    const char *words[] = {"a", NULL};
    struct pz_pdf_options options = quick();
    assert_int_equal(mkdir(in("prikaz-office-abcdef"), 0700), 0);
    run(prepare(words), &options);
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir));)
        assert_int_not_equal(strncmp(e->d_name, "prikaz-office-", 14), 0);
    closedir(dir);
    pz_diags_release(&diags);
}

static void pdf_without_pages_is_refused(void **state)
{
    (void)state;
    static const char pdf[] =
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
        "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n"
        "trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n100\n%%EOF\n";
    struct pz_pdf_facts facts = {.title = "О результатах", .language = "ru-RU", .date = 20000};
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    unsigned pages;
    assert_int_equal(pz_file_write(in("empty.pdf"), pdf, sizeof pdf - 1, false, &err), 0);
    assert_int_equal(pz_pdf_finish(&out, in("empty.pdf"), &facts, &pages, &err), -1);
    assert_string_equal(err.id, "E-PDF-005");
    assert_int_equal(out.len, 0);
    pz_buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_documents_are_made),
        cmocka_unit_test(bad_documents_cost_only_themselves),
        cmocka_unit_test(one_crash_is_forgiven),
        cmocka_unit_test(memory_has_a_ceiling),
        cmocka_unit_test(cache_gives_the_same_bytes_once_made),
        cmocka_unit_test(same_source_is_converted_once),
        cmocka_unit_test(missing_sources_and_offices_are_named),
        cmocka_unit_test(caller_can_stop),
        cmocka_unit_test(no_scratch_stays),
        cmocka_unit_test(pdf_without_pages_is_refused),
    };
    return cmocka_run_group_tests(tests, prepare_office, remove_folder);
}
