/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "deliver/sign/cms.h"
#include "deliver/sign/package.h"
#include "deliver/sign/signer.h"
#include "folder.h"

/* Run a command over a.pdf and b.pdf; the first finding's identifier, "" for none, or the error's. */
static const char *outcome(const char *command, unsigned timeout_ms, struct pz_sign_item items[2])
{
    static char id[16];
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_sign_options options = {.command = command, .timeout_ms = timeout_ms};
    pz_diags_init(&diags);
    static char files[4][256];
    const char *names[4] = {"a.pdf", "a.pdf.sig", "b и в.pdf", "b и в.pdf.sig"};
    for (int i = 0; i < 4; i++) {
        snprintf(files[i], sizeof files[i], "%s", in(names[i]));
        if (i % 2)
            unlink(files[i]);
        else
            put(names[i], "текст");
    }
    items[0] = (struct pz_sign_item){.file = files[0], .signature = files[1]};
    items[1] = (struct pz_sign_item){.file = files[2], .signature = files[3]};
    int rc = pz_sign_call(items, 2, &options, &diags, &err);
    snprintf(id, sizeof id, "%s", rc ? err.id : diags.n ? diags.v[0].id : "");
    pz_diags_release(&diags);
    return id;
}

static void command_signs_file_by_file(void **state)
{
    (void)state;
    struct pz_sign_item items[2];
    assert_string_equal(outcome("cp {file} {signature}", 5000, items), "");
    assert_true(items[0].done && items[1].done);
    assert_true(pz_file_exists(in("b и в.pdf.sig")));
    assert_string_equal(outcome("sh -c 'cp \"$0\" \"$0.sig\"' {file}", 5000, items), "");
    assert_true(items[1].done);
}

static void command_signs_a_whole_list(void **state)
{
    (void)state;
    struct pz_sign_item items[2];
    assert_string_equal(outcome("sh -c 'while read -r f; do cp \"$f\" \"$f.sig\"; done <\"$0\"' {list}", 5000, items), "");
    assert_true(items[0].done && items[1].done);
}

static void failures_are_told_apart(void **state)
{
    (void)state;
    struct pz_sign_item items[2];
    assert_string_equal(outcome("sh -c 'echo нет ключа; exit 3' {file} {signature}", 5000, items), "E-SIGN-031");
    assert_false(items[0].done);
    assert_string_equal(outcome("sleep 30", 100, items), "E-SIGN-032");
    assert_string_equal(outcome("true {file}", 5000, items), "E-SIGN-033");
    if (!getenv("UNDER_VALGRIND")) /* whose vfork tells no failure of exec */
        assert_string_equal(outcome("no-such-program-at-all {file}", 5000, items), "E-SIGN-030");
    assert_string_equal(outcome("cp {file", 5000, items), "E-SIGN-030");
    assert_string_equal(outcome("cp 'a", 5000, items), "E-SIGN-030");
    assert_string_equal(outcome("  ", 5000, items), "E-SIGN-030");
}

/* What a failing command left half-written is not taken for a signature. */
static void no_part_of_a_signature_stays(void **state)
{
    (void)state;
    struct pz_sign_item items[2];
    assert_string_equal(outcome("sh -c 'echo x >\"$0\"; exit 1' {signature}", 5000, items), "E-SIGN-031");
    assert_false(pz_file_exists(in("a.pdf.sig")));
}

static void signatures_are_attached_by_name(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_sign_item items[2];
    outcome("true {file}", 5000, items);
    pz_diags_init(&diags);
    put("back/a.sig", "один");
    put("back/b и в.pdf.p7s", "два");
    put("back/чужой.pdf.sig", "три");
    put("back/readme.txt", "не подпись");
    assert_int_equal(pz_sign_attach(items, 2, in("back"), &diags, &err), 0);
    assert_true(items[0].done && items[1].done);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].id, "W-SIGN-034");
    put("back/a.sig", "другой");
    assert_int_equal(pz_sign_attach(items, 2, in("back"), &diags, &err), 0);
    assert_string_equal(diags.v[1].id, "E-SIGN-035");
    struct pz_buf kept = PZ_BUF_INIT;
    assert_int_equal(pz_file_read(&kept, items[0].signature, 100, &err), 0);
    assert_string_equal(kept.data, "один");
    pz_buf_release(&kept);
    pz_diags_release(&diags);
}

/* A signature that was refused gives way to the one brought by hand; that of a signed document never does, and is no stranger. */
static void only_a_refused_signature_gives_way(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_sign_item items[2];
    struct pz_buf now = PZ_BUF_INIT;
    outcome("true {file}", 5000, items);
    pz_diags_init(&diags);
    put("again/a.pdf.sig", "верная");
    assert_int_equal(pz_file_write(items[0].signature, "негодная", strlen("негодная"), false, &err), 0);
    items[0].refused = true;
    assert_int_equal(pz_sign_attach(items, 2, in("again"), &diags, &err), 0);
    assert_int_equal(diags.n, 0);
    assert_int_equal(pz_file_read(&now, items[0].signature, 100, &err), 0);
    assert_string_equal(pz_buf_str(&now), "верная");
    items[0].settled = true;
    assert_int_equal(pz_sign_attach(items, 2, in("again"), &diags, &err), 0);
    assert_int_equal(diags.n, 0);
    put("again/a.pdf.sig", "ещё одна");
    assert_int_equal(pz_sign_attach(items, 2, in("again"), &diags, &err), 0);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].id, "E-SIGN-035");
    pz_buf_clear(&now);
    assert_int_equal(pz_file_read(&now, items[0].signature, 100, &err), 0);
    assert_string_equal(pz_buf_str(&now), "верная");
    pz_buf_release(&now);
    pz_diags_release(&diags);
}

/* Packages ------------------------------------------------------------------------------------------------ */

static struct pz_sign_document documents[2];

static void make_documents(void)
{
    put("приказ.pdf", "%PDF приказ");
    put("приказ.docx", "PK приказ");
    put("письмо.odt", "PK письмо");
    static char paths[3][256];
    snprintf(paths[0], sizeof paths[0], "%s", in("приказ.pdf"));
    snprintf(paths[1], sizeof paths[1], "%s", in("приказ.docx"));
    snprintf(paths[2], sizeof paths[2], "%s", in("письмо.odt"));
    documents[0] = (struct pz_sign_document){.id = "order",
                                             .kind = "order",
                                             .kind_title = "Приказ",
                                             .title = "О результатах; «мониторинг»",
                                             .number = "12-од",
                                             .date = "2026-06-01",
                                             .edition = 1,
                                             .pdf = paths[0],
                                             .source = paths[1]};
    documents[1] = (struct pz_sign_document){.id = "letter",
                                             .kind = "letter",
                                             .kind_title = "Письмо",
                                             .title = "О проведении",
                                             .addressee = "Орловой А.П.",
                                             .edition = 2,
                                             .source = paths[2]};
}

static void list_anew(void)
{
    char command[700];
    snprintf(command, sizeof command,
             "cd '%s' && rm -f SHA256SUMS ../пакет.sha256 && find * -type f | xargs -d '\\n' sha256sum >../sums && mv ../sums "
             "SHA256SUMS",
             in("пакет"));
    assert_int_equal(system(command), 0);
}

static void package_is_verified_against_its_manifest(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_sign_package_options options = {.folder = true, .title = "На подпись"};
    pz_diags_init(&diags);
    make_documents();
    for (int again = 0; again < 2; again++) /* the second replaces the first */
        assert_int_equal(pz_sign_package_make(in("пакет"), documents, 2, &options, &diags, &err), 0);
    assert_int_equal(pz_sign_package_verify(in("пакет"), &diags, &err), 0);
    assert_int_equal(diags.n, 0);
    assert_true(pz_is_folder(in("пакет/signatures")));
    struct pz_buf csv = PZ_BUF_INIT;
    assert_int_equal(pz_file_read(&csv, in("пакет/manifest.csv"), 65536, &err), 0);
    assert_non_null(strstr(csv.data, "documents/приказ.pdf;Приказ;\"О результатах; «мониторинг»\";12-од;2026-06-01;1;"));
    assert_non_null(strstr(csv.data, documents[0].digest));
    pz_buf_release(&csv);

    put("пакет/documents/приказ.pdf", "%PDF приказ!");
    put("пакет/documents/лишний.pdf", "x");
    unlink(in("пакет/documents/письмо.odt"));
    assert_int_equal(pz_sign_package_verify(in("пакет"), &diags, &err), 0);
    pz_diags_sort(&diags);
    assert_int_equal(diags.n, 3);
    assert_string_equal(diags.v[0].id, "E-SUMS-003");
    assert_string_equal(diags.v[1].id, "E-SUMS-002");
    assert_string_equal(diags.v[2].id, "E-SUMS-001");
    assert_non_null(strstr(diags.v[2].place.file, "documents/приказ.pdf"));
    pz_diags_release(&diags);

    /* Who makes the list of digests anew does not deceive the manifest. */
    list_anew();
    assert_int_equal(pz_sign_package_verify(in("пакет"), &diags, &err), 0);
    assert_int_equal(diags.n, 3);
    assert_string_equal(diags.v[0].id, "W-SUMS-005");
    assert_string_equal(diags.v[1].id, "E-SIGN-005");
    assert_string_equal(diags.v[2].id, "E-SIGN-004");
    put("пакет/manifest.json", "{\"documents\": 1}");
    list_anew();
    assert_int_equal(pz_sign_package_verify(in("пакет"), &diags, &err), 0);
    assert_string_equal(diags.v[diags.n - 1].id, "E-SIGN-007");
    pz_diags_release(&diags);
}

static void same_documents_same_archive(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    char first[PZ_DIGEST_SIZE], second[PZ_DIGEST_SIZE];
    pz_diags_init(&diags);
    make_documents();
    assert_int_equal(pz_sign_package_make(in("1.zip"), documents, 2, NULL, &diags, &err), 0);
    setenv("TZ", "Asia/Kamchatka", 1);
    assert_int_equal(pz_sign_package_make(in("2.zip"), documents, 2, NULL, &diags, &err), 0);
    setenv("TZ", "UTC", 1);
    assert_int_equal(pz_digest_file(first, in("1.zip"), &err), 0);
    assert_int_equal(pz_digest_file(second, in("2.zip"), &err), 0);
    assert_string_equal(first, second);
    char command[600];
    snprintf(command, sizeof command, "unzip -tqq '%s' && [ \"$(unzip -Z1 '%s' | wc -l)\" = 7 ]", in("1.zip"), in("1.zip"));
    assert_int_equal(system(command), 0);
    pz_diags_release(&diags);
}

static void package_of_bad_documents_is_refused(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    pz_diags_init(&diags);
    make_documents();
    put("приказ.pdf", "");
    assert_int_equal(pz_sign_package_make(in("3.zip"), documents, 2, NULL, &diags, &err), -1);
    assert_string_equal(diags.v[0].id, "E-SIGN-001");
    make_documents();
    documents[1].name = "приказ";
    documents[1].pdf = documents[0].pdf;
    assert_int_equal(pz_sign_package_make(in("3.zip"), documents, 2, NULL, &diags, &err), -1);
    assert_string_equal(diags.v[1].id, "E-SIGN-002");
    assert_int_equal(pz_sign_package_make(in("3.zip"), documents, 0, NULL, &diags, &err), -1);
    assert_string_equal(diags.v[2].id, "E-SIGN-003");
    assert_false(pz_file_exists(in("3.zip")));
    pz_diags_release(&diags);
}

static void list_for_the_signer_has_its_data(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    make_documents();
    assert_int_equal(pz_sign_package_digest(documents, 2, &err), 0);
    struct pz_value v = pz_sign_package_value(&arena, documents, 2, "На подпись");
    struct pz_value list = pz_map_get(v.u.map, "documents"), package = pz_map_get(v.u.map, "package");
    assert_int_equal(pz_map_get(package.u.map, "count").u.i, 2);
    assert_int_equal(pz_map_get(list.u.list->v[1].u.map, "index").u.i, 2);
    assert_string_equal(pz_map_text(&arena, list.u.list->v[0].u.map, "sha256"), documents[0].digest);
    pz_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(command_signs_file_by_file),
        cmocka_unit_test(command_signs_a_whole_list),
        cmocka_unit_test(failures_are_told_apart),
        cmocka_unit_test(no_part_of_a_signature_stays),
        cmocka_unit_test(signatures_are_attached_by_name),
        cmocka_unit_test(only_a_refused_signature_gives_way),
        cmocka_unit_test(package_is_verified_against_its_manifest),
        cmocka_unit_test(same_documents_same_archive),
        cmocka_unit_test(package_of_bad_documents_is_refused),
        cmocka_unit_test(list_for_the_signer_has_its_data),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
