/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The municipality of the fixture, opened anew for each test: set_up and tear_down for cmocka_unit_test_setup_teardown. */
#ifndef PZ_TEST_STORE_OPENED_H
#define PZ_TEST_STORE_OPENED_H

#include "store/fixture.h"

static struct pz_store *store;
static struct pz_reader *reader;
static struct pz_arena arena;

static int set_up(void **state)
{
    (void)state;
    store = memory_store();
    reader = reader_of(store);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pz_reader_close(reader);
    pz_store_close(store);
    pz_arena_release(&arena);
    return 0;
}

#endif
