/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How pictures go into a PDF: by what the document holds. */
#include "test.h"

#include <stdio.h>

#include "deliver/pdf/pictures.h"
#include "packed.h"

static const char *package_with(const char *name)
{
    struct packing p;
    struct pz_buf out = PZ_BUF_INIT;
    pack_begin(&p, &out);
    pack_add(&p, name, "x");
    return pack_file(&p, &out, ".odt");
}

static void drawings_are_kept_and_photographs_are_not(void **state)
{
    (void)state;
    static const char *const kept[] = {"content.xml", "Pictures/a.png", "word/media/a.svg", "word/media/jpeg/a.gif"};
    static const char *const not_kept[] = {"Pictures/a.jpg", "word/media/IMAGE1.JPEG", "a.b.jfif"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_true(pz_pdf_keeps_pictures(package_with(kept[i])));
    for (size_t i = 0; i < sizeof not_kept / sizeof *not_kept; i++)
        assert_false(pz_pdf_keeps_pictures(package_with(not_kept[i])));
    assert_true(pz_pdf_keeps_pictures("/nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(drawings_are_kept_and_photographs_are_not)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
