/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several workers found is told in one order, and the same however the work was divided. */
#include "test.h"

#include "batch/workers.h"

enum { FOUND = PZ_WORKERS_REPORTS + 500 };

static void find(struct pz_diags *diags, unsigned order)
{
    struct pz_place place = pz_place_file("a");
    pz_report(diags, "E-RUN-003", &place, "%u", order);
    diags->v[diags->n - 1].order = order;
}

static void the_first_findings_stay_in_their_order(void **state)
{
    (void)state;
    for (unsigned step = 1; step <= 3; step++) {
        struct pz_diags all, own[3];
        pz_diags_init(&all);
        find(&all, 7); /* before the workers: stays where it is */
        for (unsigned k = 0; k < 3; k++)
            pz_diags_init(&own[k]);
        for (unsigned i = 0; i < FOUND; i++)
            if (own[i / 8 % step].n < PZ_WORKERS_REPORTS)
                find(&own[i / 8 % step], i);
        for (unsigned k = 3; k--;) {
            pz_workers_report(&all, &own[k]);
            pz_diags_release(&own[k]);
        }
        pz_workers_sort(&all, 1);
        assert_int_equal(all.n, 1 + PZ_WORKERS_REPORTS);
        assert_int_equal(all.errors, all.n);
        assert_int_equal(all.v[0].order, 7);
        for (unsigned i = 0; i < PZ_WORKERS_REPORTS; i++)
            assert_int_equal(all.v[1 + i].order, i);
        pz_diags_release(&all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_findings_stay_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
