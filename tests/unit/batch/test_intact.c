/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/io.h"
#include "batch/intact.h"

static char folder[] = "/tmp/prikaz-test-XXXXXX";
static struct pz_arena arena;
static struct pz_diags diags;

static const char *put(const char *name, const char *text)
{
    struct pz_error err = PZ_ERROR_INIT;
    const char *path = pz_arena_printf(&arena, "%s/%s", folder, name);
    assert_int_equal(pz_file_write(path, text, strlen(text), false, &err), 0);
    return path;
}

static const char *digest(const char *text)
{
    char out[PZ_DIGEST_SIZE];
    assert_int_equal(pz_digest(out, text, strlen(text), NULL), 0);
    return pz_arena_strdup(&arena, out);
}

static struct pz_register_row edition(enum pz_state state, const char *signature)
{
    return (struct pz_register_row){.state = state,
                                    .path = put("a.docx", "source"),
                                    .source_digest = digest("source"),
                                    .pdf_path = put("a.pdf", "paper"),
                                    .pdf_digest = digest("paper"),
                                    .formats = pz_arena_printf(&arena, "odt %s\n", (put("a.odt", "other"), digest("other"))),
                                    .signature_path = signature};
}

static const char *verdict(const struct pz_register_row *row)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_diags_release(&diags);
    pz_diags_init(&diags);
    int rc = pz_intact_check(row, &arena, &diags, &err);
    assert_true(rc == (diags.n == 0));
    return diags.n ? diags.v[0].id : "";
}

static void every_file_is_compared(void **state)
{
    static const char *const names[] = {"a.docx", "a.pdf", "a.odt"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct pz_register_row draft = edition(PZ_DRAFT, ""), published = draft;
        published.state = PZ_PUBLISHED;
        assert_string_equal(verdict(&draft), "");
        put(names[i], "changed");
        assert_string_equal(verdict(&draft), "E-SIGN-046");
        assert_string_equal(pz_path_name(diags.v[0].place.file), names[i]);
        assert_string_equal(verdict(&published), "E-SIGN-019");
        assert_int_equal(unlink(pz_arena_printf(&arena, "%s/%s", folder, names[i])), 0);
        assert_string_equal(verdict(&draft), "E-SIGN-046");
        assert_string_equal(verdict(&published), "E-SIGN-019");
    }
}

/* What is signed is judged by its signature, which says more. */
static void a_signed_file_is_left_to_its_signature(void **state)
{
    (void)state;
    struct pz_register_row row = edition(PZ_SIGNED, "a.pdf.sig");
    put("a.pdf", "changed");
    assert_string_equal(verdict(&row), "");
    put("a.docx", "changed");
    assert_string_equal(verdict(&row), "E-SIGN-019");
}

static int begin(void **state)
{
    (void)state;
    pz_diags_init(&diags);
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    pz_remove_tree(folder, NULL);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_compared),
        cmocka_unit_test(a_signed_file_is_left_to_its_signature),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
