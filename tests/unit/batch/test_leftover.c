/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of old names: what is noted goes when all is committed, unless it is somebody's. */
#include "test.h"

#include <unistd.h>

#include "base/digest.h"
#include "batch/leftover.h"
#include "batch/run.h"
#include "folder.h"

static const struct pz_stamp stamp = {"2026-11-30T07:05:00+03:00", "Клерк"};
static struct pz_error err;

static const char *digest(const char *text)
{
    static char out[PZ_DIGEST_SIZE];
    assert_int_equal(pz_digest(out, text, strlen(text), NULL), 0);
    return out;
}

static void note(const char *path, const char *digest)
{
    const struct pz_leftover one = {path, digest, NULL};
    assert_int_equal(pz_leftover_note(&one, &err), 0);
}

static struct pz_store *store_with(const char *path, const char *text)
{
    struct pz_store *store;
    const struct pz_register_put row = {
        .id = "a", .organisation = "", .kind = "letter", .title = "О мерах", .path = path, .source_digest = digest(text)};
    assert_int_equal(pz_store_open(&store, ":memory:", PZ_STORE_CREATE, &err), 0);
    if (pz_register_commit(store, &row, 1, &stamp, NULL, &err) != 0)
        fail_msg("%s", err.message);
    return store;
}

static void what_is_nobodys_goes(void **state)
{
    static const char *const names[] = {"old 1.txt", "old 2.txt", "named.txt", "touched.txt", "other.txt"};
    (void)state;
    struct pz_store *store = store_with("named.txt", "named");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put(names[i], "bytes");
    put("named.txt", "named");
    note("old 1.txt", digest("bytes"));
    note("named.txt", digest("named"));
    note("touched.txt", digest("as it was"));
    note("gone.txt", digest("bytes"));
    assert_int_equal(pz_file_append(PZ_RUN_STATE "/leftover", "\0cut sh", 7, &err), 0); /* killed while it noted */
    note("old 2.txt", digest("bytes"));
    if (pz_leftover_remove(store, &err) != 0)
        fail_msg("%s", err.message);
    assert_false(pz_file_exists("old 1.txt") || pz_file_exists("old 2.txt"));
    assert_true(pz_file_exists("named.txt") && pz_file_exists("touched.txt") && pz_file_exists("other.txt"));
    assert_false(pz_file_exists(PZ_RUN_STATE "/leftover"));
    assert_int_equal(pz_leftover_remove(store, &err), 0); /* nothing is noted */
    pz_store_close(store);
}

static void every_file_of_an_edition(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_buf out = PZ_BUF_INIT;
    const struct pz_register_brief brief = {
        .path = "a/b.docx", .source_digest = "1", .formats = "odt 2\ntxt 3\n", .pdf_path = "a/b.pdf", .pdf_digest = "4"};
    for (const struct pz_leftover *one = pz_leftover_of(&brief, &arena); one; one = one->next)
        pz_buf_printf(&out, "%s %s\n", one->path, one->digest);
    assert_string_equal(pz_buf_str(&out), "a/b.pdf 4\na/b.txt 3\na/b.odt 2\na/b.docx 1\n");
    pz_buf_release(&out);
    pz_arena_release(&arena);
}

static int begin(void **state)
{
    return make_folder(state) || chdir(folder) || pz_make_folders(PZ_RUN_STATE, &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_nobodys_goes),
        cmocka_unit_test(every_file_of_an_edition),
    };
    return cmocka_run_group_tests(tests, begin, remove_folder);
}
