/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damage of a file: what is lost is counted in rows, and what a crash of the machine leaves behind is found or sound. */
#include "test.h"

#include <sqlite3.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "store/own.h"

enum { PAGE = 4096, DOCUMENTS = 400 };

static void commit_documents(struct pz_store *s, size_t from, size_t to)
{
    struct pz_error err = PZ_ERROR_INIT;
    for (size_t i = from; i < to; i++) {
        char organisation[16], file[40];
        snprintf(organisation, sizeof organisation, "%05zu", i);
        snprintf(file, sizeof file, "письма/%05zu.docx", i);
        struct pz_register_put put = {.id = "письмо",
                                      .organisation = organisation,
                                      .kind = "letter",
                                      .title = "О результатах мониторинга качества дошкольного образования",
                                      .path = file,
                                      .source_digest = "aa"};
        if (pz_register_commit(s, &put, 1, &stamp, NULL, &err))
            fail_msg("%s", err.message);
    }
}

static void put_sample(void)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s = open_store(PZ_STORE_CREATE);
    if (put_all(s, "dor5", &err))
        fail_msg("%s", err.message);
    commit_documents(s, 0, DOCUMENTS);
    pz_store_close(s);
}

static int64_t ask(const char *sql)
{
    sqlite3 *h;
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(h);
    return n;
}

static void put_file(const char *name, const char *bytes, size_t len)
{
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_write(name, bytes, len, false, &err), 0);
}

static void scribble(int64_t page)
{
    struct pz_buf whole = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_read(&whole, path, 64 << 20, &err), 0);
    memset(whole.data + (page - 1) * PAGE, 0xA5, PAGE);
    put_file(path, whole.data, whole.len);
    pz_buf_release(&whole);
}

static size_t repaired(void)
{
    size_t lost, registered;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_store_repair(path, &lost, &registered, &err))
        fail_msg("%s", err.message);
    return lost;
}

/* How many findings a whole check has; -1: the file could not even be asked. */
static long findings(void)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s;
    struct pz_diags diags;
    pz_diags_init(&diags);
    int rc = pz_store_open(&s, path, PZ_STORE_WRITE, &err);
    if (rc == 0) {
        rc = pz_store_verify(s, &diags, &err);
        pz_store_close(s);
    }
    if (rc)
        assert_string_equal(err.id, "E-STORE-003");
    long n = rc ? -1 : (long)diags.n;
    pz_diags_release(&diags);
    return n;
}

/* A leaf in the middle of a table, by SQLite's own book of pages. */
#define LEAF(what, table)                                                                                                          \
    "SELECT " what " FROM (SELECT pageno, ncell FROM dbstat WHERE name = '" table                                                  \
    "' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 3)"

/* A page amid a table: exactly its rows are lost, what lies before and behind is kept, and the number is told. */
static void lost_rows_are_counted(const char *table, const char *page, const char *cells, const char *count)
{
    put_sample();
    int64_t at = ask(page), rows = ask(cells), before = ask(count);
    assert_true(rows > 3 && before > 2 * rows);
    scribble(at);
    assert_true(findings() != 0);
    size_t lost = repaired();
    if ((int64_t)lost != rows)
        fail_msg("%s: %zu rows are said to be lost, the page had %lld", table, lost, (long long)rows);
    assert_int_equal(ask(count), before - rows);
    assert_int_equal(findings(), 0);
}

static void rows_of_the_register_are_counted(void **state)
{
    (void)state;
    lost_rows_are_counted("edition", LEAF("pageno", "edition"), LEAF("ncell", "edition"), "SELECT count(*) FROM edition");
}

static void rows_of_the_history_are_counted(void **state)
{
    (void)state;
    lost_rows_are_counted("history", LEAF("pageno", "history"), LEAF("ncell", "history"), "SELECT count(*) FROM history");
}

/* The root of the list of files: no index says how many rows there were, and what came from the files has lost what it belongs to. */
static void what_belongs_to_a_lost_row_is_counted(void **state)
{
    (void)state;
    put_sample();
    int64_t rows = ask("SELECT (SELECT count(*) FROM fact) + (SELECT count(*) FROM raw_result) + (SELECT count(*) FROM file)");
    scribble(ask("SELECT rootpage FROM sqlite_schema WHERE name = 'file'"));
    assert_int_equal(repaired(), rows);
    assert_int_equal(ask("SELECT count(*) FROM edition"), DOCUMENTS);
    assert_int_equal(findings(), 0);
}

/* At no moment of a repair is there no database: whoever opened one then would begin an empty register. */
static void the_name_is_never_free(void **state)
{
    (void)state;
    static char events[1 << 16] __attribute__((aligned(8))); /* others write in that folder too */
    char folder[64];
    snprintf(folder, sizeof folder, "%.*s", (int)(pz_path_name(path) - path), path);
    put_sample();
    scribble(ask(LEAF("pageno", "edition")));
    int watch = inotify_init1(IN_NONBLOCK);
    assert_true(watch >= 0 && inotify_add_watch(watch, folder, IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE) >= 0);
    repaired();
    ssize_t len = read(watch, events, sizeof events);
    bool put = false;
    for (char *p = events; p < events + len; p += sizeof(struct inotify_event) + ((struct inotify_event *)p)->len) {
        const struct inotify_event *e = (struct inotify_event *)p;
        if (strcmp(e->name, pz_path_name(path)) != 0)
            continue;
        assert_int_equal(e->mask, IN_MOVED_TO);
        put = true;
    }
    assert_true(put);
    close(watch);
}

/* The machine went down while the log was taken into the file, and the log is gone: some pages are of today, some of yesterday. */
static void a_lost_log_is_found_or_harmless(void **state)
{
    (void)state;
    struct pz_buf old = PZ_BUF_INIT, now = PZ_BUF_INIT, torn = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    put_sample();
    assert_int_equal(pz_file_read(&old, path, 64 << 20, &err), 0);
    struct pz_store *s = open_store(PZ_STORE_WRITE);
    commit_documents(s, DOCUMENTS, DOCUMENTS + 40);
    pz_store_close(s);
    assert_int_equal(pz_file_read(&now, path, 64 << 20, &err), 0);
    size_t found = 0, tries = 0;
    for (size_t cut = PAGE; cut < now.len; cut += 23 * PAGE, tries++) {
        remove_database(path);
        pz_buf_clear(&torn);
        pz_buf_put(&torn, now.data, cut);
        if (cut < old.len)
            pz_buf_put(&torn, old.data + cut, old.len - cut);
        put_file(path, torn.data, torn.len);
        if (findings() == 0)
            continue;
        found++;
        repaired();
        assert_int_equal(findings(), 0);
        assert_true(ask("SELECT count(*) FROM edition") >= DOCUMENTS - 20);
    }
    assert_true(tries > 5 && found > 0);
    pz_buf_release(&old);
    pz_buf_release(&now);
    pz_buf_release(&torn);
}

/* Killed with a log behind the file, and the log cut off anywhere: what stands is a state that once was committed. */
static void a_cut_log_gives_an_earlier_state(void **state)
{
    (void)state;
    struct pz_buf file = PZ_BUF_INIT, log = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    char log_path[80];
    put_sample();
    pid_t child = fork();
    if (child == 0) {
        commit_documents(open_store(PZ_STORE_WRITE), DOCUMENTS, DOCUMENTS + 20);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    snprintf(log_path, sizeof log_path, "%s-wal", path);
    assert_int_equal(pz_file_read(&file, path, 64 << 20, &err), 0);
    assert_int_equal(pz_file_read(&log, log_path, 64 << 20, &err), 0);
    int64_t before = 0;
    for (size_t cut = 0; cut <= log.len; cut += log.len / 12) {
        remove_database(path);
        put_file(path, file.data, file.len);
        put_file(log_path, log.data, cut);
        assert_int_equal(findings(), 0);
        int64_t n = ask("SELECT count(*) FROM edition");
        assert_true(n >= before && n >= DOCUMENTS && n <= DOCUMENTS + 20);
        before = n;
    }
    assert_true(before > DOCUMENTS);
    pz_buf_release(&file);
    pz_buf_release(&log);
}

/* The journal of a first import that was killed speaks of the damaged file's pages, not of the saved one's. */
static void a_journal_stays_with_the_damaged_file(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    char journal[80], kept[80];
    size_t lost, registered;
    put_sample();
    snprintf(journal, sizeof journal, "%s-journal", path);
    snprintf(kept, sizeof kept, "%s.damaged-journal", path);
    put_file(journal, "\0 done with", 11);
    assert_int_equal(pz_store_repair(path, &lost, &registered, &err), 0);
    assert_false(pz_file_exists(journal));
    assert_true(pz_file_exists(kept));
    assert_int_equal(findings(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_journal_stays_with_the_damaged_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_of_the_register_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_of_the_history_are_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_belongs_to_a_lost_row_is_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_name_is_never_free, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lost_log_is_found_or_harmless, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cut_log_gives_an_earlier_state, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
