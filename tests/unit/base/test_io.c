/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "folder.h"

static unsigned entries(const char *path)
{
    unsigned n = 0;
    DIR *d = opendir(path);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void written_is_read_back(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf b = PZ_BUF_INIT;
    assert_int_equal(pz_file_write(in("a/б/c.txt"), "данные", 12, true, &err), 0);
    assert_int_equal(pz_file_read(&b, in("a/б/c.txt"), 100, &err), 0);
    assert_string_equal(pz_buf_str(&b), "данные");
    assert_int_equal(pz_file_read(&b, in("a/б/c.txt"), 11, &err), -1);
    assert_string_equal(err.id, "E-SYS-003");
    assert_int_equal(b.len, 12);
    pz_error_clear(&err);
    assert_int_equal(pz_file_read(&b, in("нет"), 11, &err), -1);
    assert_string_equal(err.id, "E-SYS-002");
    pz_error_clear(&err);
    assert_int_equal(pz_file_read(&b, folder, 11, &err), -1);
    pz_buf_release(&b);
    assert_int_equal(pz_filesystem_sync(folder, &err), 0);
}

static void failed_write_leaves_the_old_file(void **state)
{
    (void)state;
    assert_int_equal(pz_file_write(in("keep.txt"), "old", 3, false, NULL), 0);
    unsigned before = entries(folder);
    int failures = 0;
    for (long n = 1; n < 20; n++) {
        struct pz_error err = PZ_ERROR_INIT;
        pz_fault_after(n);
        int rc = pz_file_write(in("keep.txt"), "new", 3, true, &err);
        int struck = pz_fault_struck();
        pz_fault_after(0);
        assert_int_equal(rc != 0, struck);
        assert_int_equal(entries(folder), before);
        failures += struck;
        struct pz_buf b = PZ_BUF_INIT;
        pz_file_read(&b, in("keep.txt"), 10, NULL);
        assert_string_equal(pz_buf_str(&b), struck ? "old" : "new");
        pz_buf_release(&b);
        if (!struck)
            break;
    }
    assert_true(failures >= 3);
}

static void paths_that_lead_out_are_seen(void **state)
{
    (void)state;
    assert_true(pz_path_is_inside("a/../b"));
    assert_true(pz_path_is_inside("a/b.txt"));
    assert_false(pz_path_is_inside("../a"));
    assert_false(pz_path_is_inside("a/../../b"));
    assert_false(pz_path_is_inside("/etc"));
    assert_false(pz_path_is_inside("a\\..\\b"));
    assert_false(pz_path_is_inside(""));
    assert_string_equal(pz_path_extension("a.b/c.docx"), "docx");
    assert_string_equal(pz_path_extension("a.b/.hidden"), "");
    struct pz_buf b = PZ_BUF_INIT;
    pz_path_join(&b, "a/", "b");
    pz_path_join(&b, "", "/c");
    assert_string_equal(pz_buf_str(&b), "a/b/c");
    pz_buf_release(&b);
}

static void removing_does_not_follow_links(void **state)
{
    (void)state;
    char link[200];
    assert_int_equal(pz_file_write(in("safe/x"), "1", 1, false, NULL), 0);
    assert_int_equal(pz_make_folders(in("gone/deep"), NULL), 0);
    snprintf(link, sizeof link, "%s/gone/link", folder);
    assert_int_equal(symlink(in("safe"), link), 0);
    assert_int_equal(pz_remove_tree(in("gone"), NULL), 0);
    assert_true(pz_file_exists(in("safe/x")));
    assert_false(pz_file_exists(in("gone")));
    assert_int_equal(pz_remove_tree(in("gone"), NULL), 0);
}

static void failures_say_what_failed(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_write(in("plain"), "1", 1, false, &err), 0);
    assert_int_equal(pz_file_write(in("plain/x/y"), "1", 1, false, &err), -1);
    assert_true(strcmp(err.id, "E-SYS-004") == 0 || strcmp(err.id, "E-SYS-005") == 0);
    pz_error_clear(&err);
    assert_int_equal(pz_make_folders(in("plain/x"), &err), -1);
    assert_string_equal(err.id, "E-SYS-005");
    pz_error_clear(&err);
    assert_int_equal(pz_filesystem_sync(in("нет"), &err), -1);
    assert_string_equal(err.id, "E-SYS-006");
    pz_error_clear(&err);
    assert_int_equal(pz_make_folders(in("stays"), &err), 0);
    pz_fault_after(1);
    assert_int_equal(pz_remove_tree(in("stays"), &err), -1);
    pz_fault_after(0);
    assert_string_equal(err.id, "E-SYS-007");
    pz_error_clear(&err);
    assert_int_equal(pz_fail_memory(&err), -1);
    assert_string_equal(err.id, "E-SYS-001");
    pz_error_clear(&err);
    errno = ENOSPC;
    assert_int_equal(pz_fail_errno(&err, "E-SYS-004", "cannot write"), -1);
    assert_int_equal(err.code, ENOSPC);
    assert_non_null(strstr(err.message, "cannot write: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_is_read_back),           cmocka_unit_test(failed_write_leaves_the_old_file),
        cmocka_unit_test(paths_that_lead_out_are_seen),   cmocka_unit_test(failures_say_what_failed),
        cmocka_unit_test(removing_does_not_follow_links),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
