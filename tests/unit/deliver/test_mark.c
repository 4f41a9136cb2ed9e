/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "deliver/sign/mark.h"

static char folder[] = "/tmp/pz-mark-XXXXXX";
static const char source[] = "tests/fixtures/one-page.pdf";

static const char *in(const char *name)
{
    static char path[4][256];
    static unsigned k;
    char *p = path[k++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static int begin(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    return pz_remove_tree(folder, NULL);
}

static struct pz_cms_signature valid(void)
{
    return (struct pz_cms_signature){
        .owner = "Лебедева Мария Игоревна", .serial = "1A2B3C00", .valid_from = 1577836800, .valid_to = 2208988800};
}

static const char *outcome(const struct pz_cms_signature *s, const struct pz_mark_options *options)
{
    static struct pz_error err;
    pz_error_clear(&err);
    return pz_mark_make(source, in("copy.pdf"), s, options, &err) == 0 ? "" : err.id;
}

static int shell(const char *format, const char *path)
{
    char command[700];
    snprintf(command, sizeof command, format, path, path);
    return system(command);
}

static void copy_shows_the_four_fields(void **state)
{
    (void)state;
    char before[PZ_DIGEST_SIZE], after[PZ_DIGEST_SIZE];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_cms_signature s = valid();
    struct pz_mark_options options = {.signatory = "the report\xC2\xA0& more", .date = 20700};
    assert_int_equal(pz_digest_file(before, source, &err), 0);
    assert_string_equal(outcome(&s, &options), "");
    assert_int_equal(pz_digest_file(after, source, &err), 0);
    assert_string_equal(before, after);
    assert_int_equal(shell("qpdf --check '%s' >/dev/null", in("copy.pdf")), 0);
    assert_int_equal(
        shell("t=$(pdftotext -raw '%s' -) && for w in 'ДОКУМЕНТ ПОДПИСАН' 'ЭЛЕКТРОННОЙ ПОДПИСЬЮ' 'Сертификат 1A2B3C00' "
              "'Владелец Лебедева Мария Игоревна' 'Действителен с 01.01.2020 по 01.01.2040'; do "
              "grep -q \"$w\" <<E || exit 1\n$t\nE\ndone",
              in("copy.pdf")),
        0);
    assert_int_equal(shell("pdffonts '%s' | awk 'NR > 2 && $1 ~ /Liberation/ && / yes /' | grep -q .", in("copy.pdf")), 0);
    assert_int_equal(shell("qpdf --qdf --object-streams=disable '%s' - | grep -aq '/Alt <feff0414'", in("copy.pdf")), 0);
    assert_int_equal(pz_digest_file(before, in("copy.pdf"), &err), 0);
    assert_string_equal(outcome(&s, &options), "");
    assert_int_equal(pz_digest_file(after, in("copy.pdf"), &err), 0);
    assert_string_equal(before, after); /* same signature, same bytes */
}

static void office_may_draw_its_own(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    const char svg[] =
        "<svg xmlns='http://www.w3.org/2000/svg' width='60mm' height='10mm'><text y='20'>{{ profile }} {{ owner }}</text></svg>";
    const char *folders[] = {folder, NULL};
    struct pz_cms_signature s = valid();
    struct pz_mark_options options = {.signatory = "the report & more", .date = 20200, .folders = folders};
    assert_int_equal(pz_file_write(in("mark.svg"), svg, sizeof svg - 1, false, &err), 0);
    assert_string_equal(outcome(&s, &options), "");
    assert_int_equal(shell("pdftotext '%s' - | grep -q '2016 Лебедева'", in("copy.pdf")), 0);
    options.date = 20400;
    assert_string_equal(outcome(&s, &options), "");
    assert_int_equal(shell("pdftotext '%s' - | grep -q '2025 Лебедева'", in("copy.pdf")), 0);
    assert_int_equal(pz_file_write(in("mark.svg"), "no drawing", 10, false, &err), 0);
    assert_string_equal(outcome(&s, &options), "E-SIGN-043");
}

static void no_copy_without_right_and_place(void **state)
{
    (void)state;
    struct pz_cms_signature s = valid();
    struct pz_mark_options options = {.signatory = "the report & more"};
    s.verdict = PZ_CMS_EXPIRED;
    assert_string_equal(outcome(&s, &options), "E-SIGN-040");
    s = valid();
    snprintf(s.owner, sizeof s.owner, "Лебедева Мария Игоревна 112-233-445 95");
    assert_string_equal(outcome(&s, &options), "E-SIGN-041");
    s = valid();
    options.signatory = "П.П. Нетакой";
    assert_string_equal(outcome(&s, &options), "E-SIGN-042");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copy_shows_the_four_fields),
        cmocka_unit_test(office_may_draw_its_own),
        cmocka_unit_test(no_copy_without_right_and_place),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
