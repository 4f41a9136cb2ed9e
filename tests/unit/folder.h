/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own for the tests of one program: made by make_folder before the first, removed by remove_folder behind the last
 * (both for cmocka_run_group_tests). */
#ifndef PZ_TEST_FOLDER_H
#define PZ_TEST_FOLDER_H

#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "test.h"

static char folder[] = "/tmp/pz-test-XXXXXX";

static inline int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    (void)state;
    return pz_remove_tree(folder, NULL);
}

/* The path of a file in the folder; good until the eighth next one. */
static inline const char *in(const char *name)
{
    static char path[8][256];
    static unsigned k;
    char *p = path[k++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static inline void put(const char *name, const char *text)
{
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_write(in(name), text, strlen(text), false, &err), 0);
}

#endif
