/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of `prikaz inflect`: an answer a line, and what a malformed one says. */
#include "test.h"

#include "russian/inflect.h"

/* The answer to the request; its failure has this identifier, NULL when it must not fail. */
static void answers(const char *line, const char *want, const char *id)
{
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    int rc = pz_inflect_line(&out, NULL, line, strlen(line), false, &err);
    assert_string_equal(err.id ? err.id : "", id ? id : "");
    assert_int_equal(rc, id ? -1 : 0);
    assert_string_equal(pz_buf_str(&out), want);
    pz_buf_release(&out);
}

static void malformed_requests(void **state)
{
    (void)state;
    answers("склонить\tшкола", "?", "E-TEXT-010");
    answers("post\tкосвенный\tдиректор", "?", "E-TEXT-011");
    answers("plural\tпять\tшкола", "?", "E-TEXT-011");
    answers("post\tdat", "?", "E-TEXT-012");
}

static void sound_requests(void **state)
{
    (void)state;
    answers("post\tдат\tдиректор", "директору", NULL);
    answers("plural\t5\tшкола", "школ", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(malformed_requests), cmocka_unit_test(sound_requests)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
