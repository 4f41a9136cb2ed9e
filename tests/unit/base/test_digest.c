/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <unistd.h>

#include "base/digest.h"
#include "base/io.h"
#include "base/mem.h"

/* FIPS 180-4, the example of one block. */
static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static void digest_of_memory_and_file_agree(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    char hex[PZ_DIGEST_SIZE], path[] = "/tmp/pz-digest-XXXXXX";
    assert_int_equal(pz_digest(hex, "abc", 3, &err), 0);
    assert_string_equal(hex, abc);
    assert_true(mkstemp(path) >= 0);
    assert_int_equal(pz_file_write(path, "abc", 3, false, &err), 0);
    assert_int_equal(pz_digest_file(hex, path, &err), 0);
    assert_string_equal(hex, abc);
    unlink(path);
}

static void missing_file_is_named(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    char hex[PZ_DIGEST_SIZE];
    assert_int_equal(pz_digest_file(hex, "/nowhere/at/all", &err), -1);
    assert_string_equal(err.id, "E-SYS-002");
    assert_non_null(strstr(err.message, "/nowhere/at/all"));
}

static void library_that_refuses_is_reported(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_digest_stream d;
    char hex[PZ_DIGEST_SIZE];
    pz_fault_after(1);
    pz_digest_begin(&d);
    pz_fault_after(0);
    pz_digest_add(&d, "abc", 3);
    assert_int_equal(pz_digest_end(&d, hex, &err), -1);
    assert_string_equal(err.id, "E-SYS-008");
    assert_int_equal(err.kind, PZ_SYSTEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_of_memory_and_file_agree),
        cmocka_unit_test(missing_file_is_named),
        cmocka_unit_test(library_that_refuses_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
