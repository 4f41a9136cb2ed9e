/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures made by openssl with the certificates of tests/fixtures/make-certificates, verified by ours. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "deliver/sign/cms.h"

static char world[] = "/tmp/pz-cms-XXXXXX";
static const int64_t now = 1800000000; /* 2027, within the good certificates */

static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
    char command[1024];
    va_list ap;
    va_start(ap, format);
    vsnprintf(command, sizeof command, format, ap);
    va_end(ap);
    return system(command);
}

static int make_world(void **state)
{
    (void)state;
    if (!mkdtemp(world) || run("tests/fixtures/make-certificates %s", world) != 0)
        return -1;
    return run("printf 'Приказ о результатах мониторинга' >%s/order.pdf", world);
}

static int remove_world(void **state)
{
    (void)state;
    return pz_remove_tree(world, NULL);
}

static const char *in_world(const char *name)
{
    static char path[4][256];
    static unsigned k;
    char *p = path[k++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", world, name);
    return p;
}

static struct pz_cms *trust(const char *root, const char *more)
{
    struct pz_cms *cms = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    const char *roots[] = {in_world(root), more ? in_world(more) : NULL, NULL};
    assert_int_equal(pz_cms_open(&cms, roots, &err), 0);
    return cms;
}

/* Sign order.pdf as `who`, verify with the roots, return what came out. */
static struct pz_cms_signature judge(struct pz_cms *cms, const char *who, const char *options)
{
    struct pz_cms_signature s;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(run("tests/fixtures/sign %s %s %s/order.pdf %s/order.sig %s", world, who, world, world, options), 0);
    assert_int_equal(pz_cms_verify(cms, in_world("order.pdf"), in_world("order.sig"), now, &s, NULL, &err), 0);
    return s;
}

static void good_signatures_are_described(void **state)
{
    (void)state;
    struct pz_cms *cms = trust("root.pem", NULL);
    struct pz_cms_signature s = judge(cms, "rsa", "");
    assert_string_equal(s.reason, "");
    assert_int_equal(s.verdict, PZ_CMS_VALID);
    assert_string_equal(s.owner, "Лебедева Мария Игоревна");
    assert_string_equal(s.post, "Начальник управления");
    assert_string_equal(s.organisation, "Управление образования города Приреченска");
    assert_string_equal(s.serial, "1A2B3C00");
    assert_string_equal(s.issuer, "Удостоверяющий центр Приреченск");
    assert_string_equal(s.algorithm, "RSA");
    assert_int_equal(s.valid_from, 1577836800);
    assert_int_equal(s.valid_to, 2208988800);
    assert_true(s.cades);
    assert_true(s.signed_at > 1577836800);
    assert_string_equal(judge(cms, "ec", "").algorithm, "ECDSA");
    pz_cms_close(cms);
}

static void every_dress_is_read(void **state)
{
    (void)state;
    struct pz_cms *cms = trust("root.pem", NULL);
    assert_int_equal(judge(cms, "ec", "-outform PEM").verdict, PZ_CMS_VALID);
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_cms_signature s = judge(cms, "ec", "");
    assert_int_equal(run("base64 %s/order.sig >%s/order.b64", world, world), 0);
    assert_int_equal(pz_cms_verify(cms, in_world("order.pdf"), in_world("order.b64"), now, &s, NULL, &err), 0);
    assert_int_equal(s.verdict, PZ_CMS_VALID);
    pz_cms_close(cms);
}

static void gost_is_verified_where_the_engine_is(void **state)
{
    (void)state;
    if (!pz_cms_has_gost() || !pz_file_exists(in_world("gost.pem")))
        skip();
    struct pz_cms *cms = trust("gost-root.pem", NULL);
    struct pz_cms_signature s = judge(cms, "gost", "");
    assert_int_equal(s.verdict, PZ_CMS_VALID);
    assert_string_equal(s.algorithm, "ГОСТ Р 34.10-2012 (256)");
    assert_true(s.cades);
    char streebog[PZ_DIGEST_SIZE], expected[PZ_DIGEST_SIZE] = "";
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_streebog_file(streebog, in_world("order.pdf"), &err), 1);
    assert_int_equal(
        run("openssl dgst -engine gost -md_gost12_256 -r %s/order.pdf 2>/dev/null | cut -c1-64 >%s/streebog", world, world), 0);
    FILE *f = fopen(in_world("streebog"), "r");
    assert_non_null(f);
    assert_non_null(fgets(expected, sizeof expected, f));
    fclose(f);
    assert_string_equal(streebog, expected);
    pz_cms_close(cms);
}

static void bad_certificates_are_told_apart(void **state)
{
    (void)state;
    struct pz_cms *cms = trust("root.pem", "lists");
    assert_int_equal(judge(cms, "ec", "").verdict, PZ_CMS_VALID);
    assert_int_equal(judge(cms, "expired", "").verdict, PZ_CMS_EXPIRED);
    assert_int_equal(judge(cms, "early", "").verdict, PZ_CMS_NOT_YET);
    assert_int_equal(judge(cms, "revoked", "").verdict, PZ_CMS_REVOKED);
    assert_int_equal(judge(cms, "wrong", "").verdict, PZ_CMS_WRONG_USE);
    assert_int_equal(judge(cms, "foreign", "").verdict, PZ_CMS_FOREIGN);
    assert_int_equal(judge(cms, "deep", "").verdict, PZ_CMS_FOREIGN);
    pz_cms_close(cms);
    cms = trust("root.pem", "middle.pem");
    assert_int_equal(judge(cms, "deep", "").verdict, PZ_CMS_VALID);
    pz_cms_close(cms);
}

/* The signer's own clock may be wrong, but not ahead of ours. */
static void signing_in_the_future_is_reported(void **state)
{
    (void)state;
    struct pz_cms *cms = trust("root.pem", NULL);
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_cms_signature s = judge(cms, "ec", "");
    assert_int_equal(pz_cms_verify(cms, in_world("order.pdf"), in_world("order.sig"), 1700000000, &s, NULL, &err), 0);
    assert_int_equal(s.verdict, PZ_CMS_UNTRUSTED_TIME);
    pz_cms_close(cms);
}

static void flip(const char *name, long at)
{
    FILE *f = fopen(in_world(name), "r+b");
    assert_non_null(f);
    fseek(f, at, at < 0 ? SEEK_END : SEEK_SET);
    int c = fgetc(f);
    fseek(f, -1, SEEK_CUR);
    fputc(c ^ 1, f);
    fclose(f);
}

static void one_changed_byte_is_named(void **state)
{
    (void)state;
    struct pz_cms *cms = trust("root.pem", NULL);
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_cms_signature s = judge(cms, "ec", "");
    struct pz_diags diags;
    pz_diags_init(&diags);
    flip("order.pdf", 3);
    assert_int_equal(pz_cms_verify(cms, in_world("order.pdf"), in_world("order.sig"), now, &s, NULL, &err), 0);
    assert_int_equal(s.verdict, PZ_CMS_TAMPERED);
    pz_cms_report(&diags, in_world("order.pdf"), in_world("order.sig"), &s);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].id, "E-SIGN-010");
    assert_non_null(strstr(diags.v[0].place.file, "order.pdf"));
    flip("order.pdf", 3);
    flip("order.sig", -1); /* the last byte is the seal's */
    assert_int_equal(pz_cms_verify(cms, in_world("order.pdf"), in_world("order.sig"), now, &s, NULL, &err), 0);
    assert_int_equal(s.verdict, PZ_CMS_TAMPERED);
    pz_diags_release(&diags);
    pz_cms_close(cms);
}

static void what_is_no_signature_is_said(void **state)
{
    (void)state;
    struct pz_cms *cms = trust("root.pem", NULL);
    struct pz_cms_signature s;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_cms_verify(cms, in_world("order.pdf"), in_world("order.pdf"), now, &s, NULL, &err), 0);
    assert_int_equal(s.verdict, PZ_CMS_UNREADABLE);
    assert_string_equal(pz_cms_verdict_id(s.verdict), "E-SIGN-017");
    assert_int_equal(pz_cms_verify(cms, in_world("order.pdf"), in_world("no.sig"), now, &s, NULL, &err), -1);
    assert_string_equal(err.id, "E-SYS-002");
    pz_cms_close(cms);
}

static void roots_that_are_none_are_named(void **state)
{
    (void)state;
    struct pz_cms *cms = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    const char *roots[] = {in_world("order.pdf"), NULL};
    assert_int_equal(pz_cms_open(&cms, roots, &err), -1);
    assert_string_equal(err.id, "E-SIGN-020");
    assert_null(cms);
}

static void every_verdict_has_its_identifier(void **state)
{
    (void)state;
    struct pz_diags diags;
    pz_diags_init(&diags);
    for (int v = PZ_CMS_VALID; v <= PZ_CMS_UNREADABLE; v++) {
        struct pz_cms_signature s = {.verdict = (enum pz_cms_verdict)v};
        pz_cms_report(&diags, "a.pdf", "a.pdf.sig", &s);
    }
    static const char *const ids[] = {"W-SIGN-018", "E-SIGN-011", "E-SIGN-012", "E-SIGN-013", "E-SIGN-014",
                                      "E-SIGN-015", "E-SIGN-047", "E-SIGN-010", "E-SIGN-016", "E-SIGN-017"};
    assert_int_equal(diags.n, 10);
    for (size_t i = 0; i < diags.n; i++)
        assert_string_equal(diags.v[i].id, ids[i]);
    pz_diags_release(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_signatures_are_described),        cmocka_unit_test(every_dress_is_read),
        cmocka_unit_test(gost_is_verified_where_the_engine_is), cmocka_unit_test(bad_certificates_are_told_apart),
        cmocka_unit_test(signing_in_the_future_is_reported),    cmocka_unit_test(one_changed_byte_is_named),
        cmocka_unit_test(what_is_no_signature_is_said),         cmocka_unit_test(roots_that_are_none_are_named),
        cmocka_unit_test(every_verdict_has_its_identifier),
    };
    return cmocka_run_group_tests(tests, make_world, remove_world);
}
