/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/io.h"
#include "store/db.h"
#include "store/own.h"

static void fails_to_open(int flags, const char *id)
{
    struct pz_store *s = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_store_open(&s, path, flags, &err), -1);
    assert_string_equal(err.id, id);
    assert_null(s);
}

static void put_sample(void)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s = open_store(PZ_STORE_CREATE);
    if (put_all(s, "dor5", &err))
        fail_msg("%s", err.message);
    struct pz_register_put doc = {
        .id = "order", .kind = "order", .title = "Об итогах", .path = "order.docx", .source_digest = "aa"};
    assert_int_equal(pz_register_commit(s, &doc, 1, &stamp, NULL, &err), 0);
    pz_store_close(s);
}

static void what_is_committed_stays(void **state)
{
    (void)state;
    fails_to_open(PZ_STORE_READ, "E-STORE-001");
    fails_to_open(PZ_STORE_WRITE, "E-STORE-001");
    put_sample();
    char a[65], b[65];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s = open_store(PZ_STORE_READ);
    assert_int_equal(pz_store_digest(s, a, &err), 0);
    pz_store_close(s);
    s = open_store(PZ_STORE_WRITE); /* migrations and views find nothing to do */
    assert_int_equal(pz_store_digest(s, b, &err), 0);
    assert_string_equal(a, b);
    pz_store_close(s);
    char lock[80];
    snprintf(lock, sizeof lock, "%s-lock", path);
    assert_false(pz_file_exists(lock));
}

static void the_second_writer_hears_who_holds_it(void **state)
{
    (void)state;
    struct pz_store *s = open_store(PZ_STORE_CREATE), *second;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_store_hold(s, "prikaz run", &stamp, &err), 0);
    assert_int_equal(pz_store_open(&second, path, PZ_STORE_WRITE, &err), -1);
    assert_string_equal(err.id, "E-STORE-002");
    assert_non_null(strstr(err.message, "prikaz run, pid "));
    assert_non_null(strstr(err.message, stamp.who));
    pz_store_close(s);
    pz_store_close(open_store(PZ_STORE_WRITE));
}

/* A program that knows nothing of our lock has begun to write. */
static void busy_database_says_so(void **state)
{
    (void)state;
    pz_store_close(open_store(PZ_STORE_CREATE));
    int ready[2], go[2];
    assert_int_equal(pipe(ready) || pipe(go), 0);
    pid_t child = fork();
    if (child == 0) {
        struct flock lock = {
            .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512}; /* SQLite's lock bytes */
        int fd = open(path, O_RDWR);
        char c = fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0 ? 'y' : 'n';
        c = write(ready[1], &c, 1) == 1 && read(go[0], &c, 1) >= 0 ? 0 : 1;
        _exit(c);
    }
    char c;
    assert_int_equal(read(ready[0], &c, 1), 1);
    assert_int_equal(c, 'y');
    fails_to_open(PZ_STORE_WRITE, "E-STORE-002");
    assert_int_equal(write(go[1], "x", 1), 1);
    waitpid(child, NULL, 0);
    close(ready[0]), close(ready[1]), close(go[0]), close(go[1]);
}

static void foreign_files_are_refused(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    char text[4096];
    memset(text, 'x', sizeof text);
    assert_int_equal(pz_file_write(path, text, sizeof text, false, &err), 0);
    fails_to_open(PZ_STORE_WRITE, "E-STORE-005");
    fails_to_open(PZ_STORE_READ, "E-STORE-005");
}

/* Write over the file at an offset. */
static void scribble(long offset, const void *bytes, size_t len)
{
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    assert_int_equal(fseek(f, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static void newer_and_other_versions_are_told_apart(void **state)
{
    (void)state;
    put_sample();
    scribble(60, "\0\0\0\x63", 4); /* user_version, file format 1.3.1 of SQLite */
    fails_to_open(PZ_STORE_WRITE, "E-STORE-004");
    scribble(60, "\0\0\0\1", 4);
    fails_to_open(PZ_STORE_READ, "E-STORE-007");
    scribble(68, "\0\0\0\1", 4); /* application_id */
    fails_to_open(PZ_STORE_WRITE, "E-STORE-005");
}

static size_t documents(struct pz_store *s)
{
    struct pz_reader *r = reader_of(s);
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_register_row *v;
    struct pz_error err = PZ_ERROR_INIT;
    size_t n = 0;
    if (pz_register_rows(r, NULL, NULL, true, &arena, &v, &n, &err))
        fail_msg("%s", err.message);
    pz_reader_close(r);
    pz_arena_release(&arena);
    return n;
}

/* Every page behind the schema damaged in turn: found by the check, and the repair gives a whole database that has what was readable. */
static void damage_is_found_and_repaired(void **state)
{
    (void)state;
    struct stat st;
    char junk[4096];
    memset(junk, 0xA5, sizeof junk);
    put_sample();
    struct pz_buf whole = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_read(&whole, path, 64 << 20, &err), 0);
    assert_int_equal(stat(path, &st), 0);
    size_t found = 0, kept = 0, tries = 0;
    for (long page = 40; page < st.st_size / 4096; page += 17) {
        remove_database(path);
        assert_int_equal(pz_file_write(path, whole.data, whole.len, false, &err), 0);
        scribble(page * 4096, junk, sizeof junk);
        struct pz_store *s;
        struct pz_diags diags;
        pz_diags_init(&diags);
        pz_error_clear(&err);
        int rc = pz_store_open(&s, path, PZ_STORE_WRITE, &err);
        if (rc == 0) {
            rc = pz_store_verify(s, &diags, &err);
            pz_store_close(s);
        }
        tries++;
        found += rc != 0 || diags.errors > 0;
        if (rc)
            assert_string_equal(err.id, "E-STORE-003");
        pz_diags_release(&diags);
        size_t lost, registered;
        pz_error_clear(&err);
        if (pz_store_repair(path, &lost, &registered, &err))
            fail_msg("page %ld: %s", page, err.message);
        s = open_store(PZ_STORE_WRITE);
        pz_diags_init(&diags);
        assert_int_equal(pz_store_verify(s, &diags, &err), 0);
        assert_int_equal(diags.errors, 0);
        pz_diags_release(&diags);
        kept += documents(s) == 1;
        pz_store_close(s);
        char damaged[80];
        snprintf(damaged, sizeof damaged, "%s.damaged", path);
        assert_true(pz_file_exists(damaged));
    }
    assert_int_equal(found, tries);
    assert_true(kept + 2 >= tries); /* the register's own pages are few */
    pz_buf_release(&whole);
}

static void derived_tables_are_checked(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    put_sample();
    struct pz_store *s = open_store(PZ_STORE_WRITE);
    struct pz_diags diags;
    pz_diags_init(&diags);
    assert_int_equal(pz_store_verify(s, &diags, &err), 0);
    assert_int_equal(diags.n, 0);
    pz_store_close(s);
    assert_int_equal(system(NULL) != 0, 1);
    char command[300];
    snprintf(command, sizeof command,
             "python3 -c \"import sqlite3; c=sqlite3.connect('%s'); c.execute('UPDATE score SET text = 7'); "
             "c.execute('UPDATE profile SET data = zeroblob(8)'); c.commit()\"",
             path);
    assert_int_equal(system(command), 0);
    s = open_store(PZ_STORE_WRITE);
    assert_int_equal(pz_store_verify(s, &diags, &err), 0);
    assert_int_equal(diags.n, 2);
    assert_string_equal(diags.v[0].id, "E-STORE-008");
    pz_diags_release(&diags);
    pz_store_close(s);
}

/* Bytes of a packed row written over: a message or another value, never a step outside. */
static void a_scribbled_profile_is_refused_or_read(void **state)
{
    (void)state;
    put_sample();
    sqlite3 *h;
    sqlite3_stmt *get, *set;
    assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(h, "SELECT data FROM profile WHERE organisation = '3'", -1, &get, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(h, "UPDATE profile SET data = ?1 WHERE organisation = '3'", -1, &set, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(get), SQLITE_ROW);
    size_t size = (size_t)sqlite3_column_bytes(get, 0), refused = 0;
    char *whole = malloc(size), *copy = malloc(size);
    memcpy(whole, sqlite3_column_blob(get, 0), size);
    sqlite3_finalize(get);
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *s = open_store(PZ_STORE_WRITE);
    struct pz_reader *r = reader_of(s);
    struct pz_arena arena = PZ_ARENA_INIT;
    for (size_t i = 0; i < size; i += 4) {
        struct pz_value v;
        memcpy(copy, whole, size);
        memset(copy + i, i % 8 ? 0xFF : 0x41, size - i < 4 ? size - i : 4);
        sqlite3_bind_blob(set, 1, copy, (int)(i % 64 ? size : size - i), SQLITE_STATIC);
        assert_int_equal(sqlite3_step(set), SQLITE_DONE);
        sqlite3_reset(set);
        pz_error_clear(&err);
        pz_arena_clear(&arena);
        assert_int_equal(pz_reader_renew(r, &err), 0);
        if (pz_organisation_value(r, "3", PZ_WITH_ALL, &arena, &v, &err)) {
            assert_string_equal(err.id, "E-STORE-003");
            refused++;
        } else {
            struct pz_buf out = PZ_BUF_INIT;
            pz_json_print(&v, 0, &out);
            pz_buf_release(&out);
        }
    }
    assert_true(refused > 50);
    sqlite3_finalize(set);
    sqlite3_close(h);
    free(whole);
    free(copy);
    pz_reader_close(r);
    pz_store_close(s);
    pz_arena_release(&arena);
}

static void backup_is_a_whole_store(void **state)
{
    (void)state;
    char to[80], a[65], b[65];
    struct pz_error err = PZ_ERROR_INIT;
    put_sample();
    snprintf(to, sizeof to, "%s.backup", path);
    struct pz_store *s = open_store(PZ_STORE_WRITE);
    assert_int_equal(pz_store_backup(s, to, &err), 0);
    assert_int_equal(pz_store_digest(s, a, &err), 0);
    pz_store_close(s);
    assert_int_equal(pz_store_open(&s, to, PZ_STORE_WRITE, &err), 0);
    assert_int_equal(pz_store_digest(s, b, &err), 0);
    assert_string_equal(a, b);
    assert_int_equal(documents(s), 1);
    pz_store_close(s);
    remove_database(to);
}

static void readers_share_one_snapshot(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    put_sample();
    struct pz_store *s = open_store(PZ_STORE_WRITE);
    struct pz_reader *r[3];
    assert_int_equal(pz_readers_open(r, 3, s, &err), 0);
    struct pz_register_put doc = {
        .id = "letter", .organisation = "1", .kind = "letter", .title = "Письмо", .path = "1.docx", .source_digest = "bb"};
    assert_int_equal(pz_register_commit(s, &doc, 1, &stamp, NULL, &err), 0);
    struct pz_register_brief brief;
    for (int i = 0; i < 3; i++)
        assert_int_equal(pz_register_brief(r[i], "letter", "1", &brief, &err), 0);
    assert_int_equal(pz_reader_renew(r[1], &err), 0);
    assert_int_equal(pz_register_brief(r[1], "letter", "1", &brief, &err), 1);
    assert_int_equal(pz_register_brief(r[0], "letter", "1", &brief, &err), 0);
    for (int i = 0; i < 3; i++)
        pz_reader_close(r[i]);
    pz_store_close(s);
}

static void keeps_log(struct pz_store *s, bool log)
{
    struct pz_error err = PZ_ERROR_INIT;
    sqlite3_stmt *st = db_query(&s->db, "PRAGMA journal_mode", &err);
    assert_non_null(st);
    assert_int_equal(db_step(&s->db, st, &err), 1);
    assert_string_equal((const char *)sqlite3_column_text(st, 0), log ? "wal" : "delete");
    sqlite3_reset(st);
}

/* A new file has no log until it is filled, or somebody reads beside the writer. */
static void the_log_begins_when_there_is_something_to_read(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_reader *r;
    struct pz_store *s = open_store(PZ_STORE_CREATE);
    keeps_log(s, false);
    assert_int_equal(put_definitions(s, definitions, &err), 0);
    keeps_log(s, false);
    assert_int_equal(pz_store_refresh(s, &err), 0);
    keeps_log(s, true);
    pz_store_close(s);
    tear_down(NULL);

    s = open_store(PZ_STORE_CREATE);
    assert_int_equal(pz_readers_open(&r, 1, s, &err), 0);
    keeps_log(s, true);
    assert_int_equal(put_definitions(s, definitions, &err), 0); /* not held up by the reader */
    pz_reader_close(r);
    pz_store_close(s);
    tear_down(NULL);

    s = open_store(PZ_STORE_CREATE);
    pz_store_close(s);
    s = open_store(PZ_STORE_WRITE); /* whoever made it was killed */
    keeps_log(s, true);
    pz_store_close(s);
}

/* Everything a run does with the store, small. *digest: of what is there after, whatever happened. */
static int scenario(char digest[65], struct pz_error *err)
{
    static const char *const few =
        "scale p kind percent\narea 1 name А\nindicator 1 area 1\nindicator 1 scale p\nlevel 1 number 1\nlevel 1 low 0\n"
        "rule r kind deficit\nrule r test below\nrule r value 50\nrecommendation c indicator 1\nrecommendation c deadline "
        "01.06.2026\n";
    struct pz_store *s = NULL;
    struct pz_import *im = NULL;
    struct pz_reader *r = NULL;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_value v;
    volatile int rc = -1; /* read behind a longjmp */
    jmp_buf oom;
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom)) {
        pz_fail_memory(err);
        goto end;
    }
    if (pz_store_open(&s, path, PZ_STORE_CREATE, err))
        goto end;
    struct pz_source_file f = {"a.xml", "1", "definitions", 0};
    if (pz_import_begin(&im, s, &f, err))
        goto end;
    for (const char *p = few; *p; p += strcspn(p, "\n") + 1) {
        char word[4][40] = {{0}};
        assert_int_equal(sscanf(p, "%39s %39s %39s %39s", word[0], word[1], word[2], word[3]), 4);
        if (pz_import_put(im, word[0], word[1], word[2], pz_str(word[3]), NULL, err)) {
            pz_import_cancel(im);
            goto end;
        }
    }
    struct pz_result result = {"1", "1", "2026", true, 40, 0};
    if (pz_import_put(im, "organisation", "1", "name", pz_str("Сад"), NULL, err) || pz_import_result(im, &result, NULL, err)) {
        pz_import_cancel(im);
        goto end;
    }
    if (pz_import_commit(im, NULL, &stamp, err) || pz_store_refresh(s, err))
        goto end;
    struct pz_reference ref = {"order", "order", NULL};
    struct pz_register_put doc = {.id = "letter",
                                  .organisation = "1",
                                  .kind = "letter",
                                  .title = "Письмо",
                                  .path = "1.docx",
                                  .source_digest = "bb",
                                  .journal = "j",
                                  .references = &ref,
                                  .references_n = 1};
    struct pz_journal j = {"j", "Журнал", "{n}-од", 1, true};
    if (pz_journal_put(s, &j, err) || pz_register_commit(s, &doc, 1, &stamp, NULL, err) ||
        pz_register_number(s, "letter", "1", NULL, "2026-05-25", &stamp, NULL, err) || pz_readers_open(&r, 1, s, err) ||
        pz_organisation_value(r, "1", PZ_WITH_ALL, &arena, &v, err))
        goto end;
    struct pz_value due = at(v, "recommendations.0.deadline_date"); /* `expect` would take memory, which is a step that fails too */
    assert_int_equal(due.type, PZ_STRING);
    assert_string_equal(due.u.s, "2026-06-01");
    rc = pz_store_digest(s, digest, err);
end:
    pz_reader_close(r);
    pz_store_close(s);
    pz_arena_release(&arena);
    return rc;
}

/* The n-th step of memory, files or SQL fails: the run says so or gives the same result, and the file is whole. */
static void every_step_may_fail(void **state)
{
    (void)state;
    char good[65], digest[65];
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(scenario(good, &err), 0);
    long failures = 0, of_the_database = 0;
    for (long n = 1;; n += n < 120 ? 1 : 5) {
        remove_database(path);
        pz_error_clear(&err);
        pz_fault_after(n);
        int rc = scenario(digest, &err);
        int struck = pz_fault_struck();
        pz_fault_after(0);
        if (rc == 0)
            assert_string_equal(digest, good);
        else
            assert_int_equal(err.kind, PZ_SYSTEM);
        failures += rc != 0;
        of_the_database += rc && strcmp(err.id, "E-STORE-006") == 0;
        if (rc) { /* run again, as a clerk does */
            struct pz_error again = PZ_ERROR_INIT;
            if (scenario(digest, &again) && strcmp(again.id, "E-STORE-012") != 0)
                fail_msg("step %ld: %s, then %s", n, err.message, again.message);
            assert_string_equal(digest, good);
        }
        if (!struck)
            break;
    }
    assert_true(failures > 100);
    assert_true(of_the_database > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_committed_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_second_writer_hears_who_holds_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(busy_database_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(foreign_files_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(newer_and_other_versions_are_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_is_found_and_repaired, set_up, tear_down),
        cmocka_unit_test_setup_teardown(derived_tables_are_checked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_scribbled_profile_is_refused_or_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(backup_is_a_whole_store, set_up, tear_down),
        cmocka_unit_test_setup_teardown(readers_share_one_snapshot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_log_begins_when_there_is_something_to_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_step_may_fail, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
