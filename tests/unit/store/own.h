/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A database file of its own for each test: set_up and tear_down for cmocka_unit_test_setup_teardown. */
#ifndef PZ_TEST_STORE_OWN_H
#define PZ_TEST_STORE_OWN_H

#include "store/fixture.h"

static char path[64];

static inline int set_up(void **state)
{
    (void)state;
    fresh_path(path, sizeof path);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    remove_database(path);
    return 0;
}

static inline struct pz_store *open_store(int flags)
{
    struct pz_store *s;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_store_open(&s, path, flags, &err))
        fail_msg("%s", err.message);
    return s;
}

#endif
