/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How pictures go into a PDF: by what the document holds. */
#include "test.h"

#include <stdio.h>

#include "deliver/pdf/pictures.h"
#include "folder.h"
#include "zip/writer.h"

/* A package with one member of that name; the path is good until the next one. */
static const char *package_with(const char *name)
{
    static char path[128];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_deflater *d;
    struct pz_zip_writer w = {0};
    struct pz_buf out = PZ_BUF_INIT;
    assert_int_equal(pz_deflater_new(&d, 1, &err), 0);
    pz_zip_begin(&w, &out);
    assert_int_equal(pz_zip_add(&w, d, name, "x", 1, false, &err), 0);
    assert_int_equal(pz_zip_end(&w, &err), 0);
    snprintf(path, sizeof path, "%s/a.odt", folder);
    assert_int_equal(pz_file_write(path, out.data, out.len, false, &err), 0);
    pz_zip_release(&w);
    pz_deflater_free(d);
    pz_buf_release(&out);
    return path;
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
