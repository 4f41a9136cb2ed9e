/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "deliver/gate/gate.h"
#include "deliver/gate/scan.h"
#include "zip/archive.h"

static char folder[] = "/tmp/pz-gate-XXXXXX";
static struct pz_diags diags;

static const char *in(const char *name)
{
    static char path[8][256];
    static unsigned k;
    char *p = path[k++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static void put(const char *name, const char *text)
{
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_write(in(name), text, strlen(text), false, &err), 0);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return pz_remove_tree(folder, NULL);
}

static void check(const char *name, const struct pz_gate_options *options)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_gate_file file = {.path = in(name), .name = name, .registered = true, .signed_ = true};
    pz_diags_init(&diags);
    assert_int_equal(pz_gate_check(&file, 1, options, &diags, &err), 0);
}

/* The identifiers of what was found, joined by blanks. */
static const char *found(void)
{
    static char all[400];
    all[0] = '\0';
    for (size_t i = 0; i < diags.n; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? " " : "", diags.v[i].id);
    pz_diags_release(&diags);
    return all;
}

static const char *text_finds(const char *text)
{
    put("a.txt", text);
    check("a.txt", NULL);
    return found();
}

/* Numbers made up for the purpose: only their control sums are right. */
static void numbers_are_told_by_their_control_sums(void **state)
{
    (void)state;
    assert_string_equal(text_finds("СНИЛС 112-233-445 95"), "E-GATE-001");
    assert_string_equal(text_finds("112 233 445 95."), "E-GATE-001");
    assert_string_equal(text_finds("11223344595"), "E-GATE-001");
    assert_string_equal(text_finds("112-233-445 96"), "");
    assert_string_equal(text_finds("ИНН 500100732259"), "E-GATE-002");
    assert_string_equal(text_finds("ИНН 500100732258"), "");
    assert_string_equal(text_finds("ИНН организации 7707083893"), "");
    assert_string_equal(text_finds("отпечаток a11223344595b"), "");
    assert_string_equal(text_finds("№ 500100732259/15"), "E-GATE-002");
}

static void telephones_and_addresses(void **state)
{
    (void)state;
    assert_string_equal(text_finds("+7 912 345-67-89"), "E-GATE-003");
    assert_string_equal(text_finds("тел. 8(912)3456789"), "E-GATE-003");
    assert_string_equal(text_finds("+7\xC2\xA0(912)\xC2\xA0"
                                   "345‑67‑89"),
                        "E-GATE-003");
    assert_string_equal(text_finds("тел. 8 (34356) 2-12-34"), "");
    assert_string_equal(text_finds("+7 (343) 212-34-56"), "");
    assert_string_equal(text_finds("от 01.09.2025 № 912"), "");
    assert_string_equal(text_finds("Пишите: anna.orlova@mail.ru, или uo@prirechensk.example"), "E-GATE-004");
    assert_string_equal(text_finds("Anna@Mail.RU"), "E-GATE-004");
    assert_string_equal(text_finds("CN=Орлова, СНИЛС=1, O=Сад"), "E-GATE-005");
    assert_string_equal(text_finds("Показатель 2.2.1; 2021-2022; 1 815 151,45 руб."), "");
}

static void findings_are_masked_and_placed(void **state)
{
    (void)state;
    put("a.txt", "Звоните 8 912 345-67-89");
    check("a.txt", NULL);
    assert_int_equal(diags.n, 1);
    assert_null(strstr(diags.v[0].message, "345"));
    assert_non_null(strstr(diags.v[0].message, "89"));
    assert_string_equal(diags.v[0].place.file, "a.txt");
    pz_diags_release(&diags);
}

static void own_addresses_and_exceptions_pass(void **state)
{
    (void)state;
    const char *own[] = {"+7 (912) 345-67-89", "sad1@mail.ru", NULL};
    struct pz_gate_allow allow[] = {{.rule = "snils", .file = "a.txt", .reason = "образец из инструкции"},
                                    {.rule = "inn", .file = "b.txt", .reason = "другой файл"},
                                    {.rule = "inn", .reason = ""}};
    struct pz_gate_options options = {.own = own, .allow = allow, .allow_n = 3};
    put("a.txt", "8 912 345-67-89, sad1@mail.ru, 112-233-445 95, 500100732259");
    check("a.txt", &options);
    assert_string_equal(found(), "N-GATE-020 E-GATE-002");
    assert_true(allow[0].used);
    assert_false(allow[1].used || allow[2].used);
}

static void make_package(const char *name, const char *const *members)
{
    struct pz_archive *archive;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_archive_new(&archive, in(name), &err), 0);
    for (; *members; members += 2)
        assert_int_equal(pz_archive_add(archive, members[0], members[1], strlen(members[1]), true, &err), 0);
    assert_int_equal(pz_archive_finish(archive, &err), 0);
}

/* Split over runs, deleted, in a comment, a property, an alternative text, a link, a header. */
static void every_part_of_a_docx_is_looked_through(void **state)
{
    (void)state;
    const char *members[] = {
        "word/document.xml",
        "<w:document xmlns:w='w' xmlns:wp='wp'><w:p><w:r><w:t>112-2</w:t></w:r><w:r><w:t>33-445 95</w:t></w:r></w:p>"
        "<w:p><w:del w:author='x'><w:r><w:delText>500100732259</w:delText></w:r></w:del></w:p>"
        "<w:p><wp:docPr descr='фото, anna@mail.ru'/></w:p></w:document>",
        "word/comments.xml",
        "<w:comments xmlns:w='w'><w:comment w:author='Орлова'><w:p><w:r><w:t>8 912 "
        "345-67-89</w:t></w:r></w:p></w:comment></w:comments>",
        "docProps/core.xml",
        "<c xmlns:dc='dc'><dc:creator>11223344595</dc:creator></c>",
        "word/_rels/document.xml.rels",
        "<R><Relationship Target='mailto:oleg@yandex.ru'/></R>",
        NULL};
    make_package("a.docx", members);
    check("a.docx", NULL);
    assert_int_equal(diags.n, 8);
    const char *where[] = {"text",     "tracked changes", "tracked changes", "alternative text",
                           "comments", "comments",        "properties",      "links"};
    const char *ids[] = {"E-GATE-001", "W-GATE-014", "E-GATE-002", "E-GATE-004",
                         "W-GATE-015", "E-GATE-003", "E-GATE-001", "E-GATE-004"};
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(diags.v[i].id, ids[i]);
        assert_string_equal(diags.v[i].place.inside, where[i]);
    }
    pz_diags_release(&diags);
}

static void every_part_of_an_odt_is_looked_through(void **state)
{
    (void)state;
    const char *members[] = {
        "content.xml",
        "<o xmlns:text='t' xmlns:office='o' xmlns:svg='s' xmlns:dc='dc'><text:tracked-changes><text:changed-region><text:deletion>"
        "<text:p>112-233-445 95</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>тел. <text:span>8 912</text:span> "
        "345-67-89<office:annotation><dc:creator>А</dc:creator><text:p>500100732259</text:p>"
        "</office:annotation></text:p><svg:desc>anna@gmail.com</svg:desc></o>",
        "meta.xml", "<m xmlns:dc='dc'><dc:creator>СНИЛС=1</dc:creator></m>", NULL};
    make_package("a.odt", members);
    check("a.odt", NULL);
    assert_string_equal(found(), "W-GATE-014 E-GATE-001 E-GATE-003 W-GATE-015 E-GATE-002 E-GATE-004 E-GATE-005");
}

static void metadata_of_pictures(void **state)
{
    (void)state;
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\x13tEXtAuthor\0anna@mail.ru\0\0\0\0";
    static const char jpeg[] = "\xFF\xD8\xFF\xFE\0\x10"
                               "8 912 3456789\0\xFF\xDA\0\2";
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_file_write(in("a.png"), png, sizeof png - 1, false, &err), 0);
    check("a.png", NULL);
    assert_string_equal(found(), "E-GATE-004");
    assert_int_equal(pz_file_write(in("a.jpg"), jpeg, sizeof jpeg - 1, false, &err), 0);
    check("a.jpg", NULL);
    assert_string_equal(found(), "E-GATE-003");
}

static void pages_and_pdf(void **state)
{
    (void)state;
    put("a.html", "<p title=\"anna@mail.ru\">112-233-<b>445</b> 95</p>");
    check("a.html", NULL);
    assert_string_equal(found(), "E-GATE-004 E-GATE-001");
    put("b.html", "<p>112-233-445 95</p>");
    check("b.html", NULL);
    assert_string_equal(found(), "E-GATE-001");
    char command[600];
    snprintf(command, sizeof command,
             "sed 's/Text of /8 912 3456789 /' tests/fixtures/one-page.pdf | sed 's/Length 13[0-9]/Length 1/' >%s", in("raw.pdf"));
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "qpdf --warning-exit-0 %s %s 2>/dev/null", in("raw.pdf"), in("a.pdf"));
    assert_int_equal(system(command), 0);
    check("a.pdf", NULL);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].place.inside, "page 1");
    assert_string_equal(found(), "E-GATE-003");
}

static void limits_and_states(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_gate_options small = {.max_bytes = 10};
    put("a.exe", "x");
    put("big.txt", "twelve bytes");
    struct pz_gate_file files[] = {{.path = in("a.exe"), .registered = true, .signed_ = true}, {.path = in("big.txt")}};
    pz_diags_init(&diags);
    assert_int_equal(pz_gate_check(files, 2, &small, &diags, &err), 0);
    assert_string_equal(found(), "E-GATE-007 E-GATE-006 E-GATE-008 E-GATE-009");
    put("torn.docx", "PK\3\4 not a package");
    check("torn.docx", NULL);
    assert_string_equal(found(), "E-GATE-013");
    files[0].path = in("nowhere.txt");
    pz_diags_init(&diags);
    assert_int_equal(pz_gate_check(files, 1, NULL, &diags, &err), -1);
    assert_string_equal(err.id, "E-SYS-002");
    pz_diags_release(&diags);
}

static void attachments_of_a_pdf(void **state)
{
    (void)state;
    char command[600];
    put("secret.txt", "x");
    snprintf(command, sizeof command, "qpdf --add-attachment %s -- tests/fixtures/one-page.pdf %s", in("secret.txt"),
             in("att.pdf"));
    assert_int_equal(system(command), 0);
    check("att.pdf", NULL);
    assert_string_equal(found(), "E-GATE-016");
}

static void links_of_a_site(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    put("site/index.html",
        "<a href=\"a/b.html#here\">1</a><a href=\"a/c.html\">2</a><a href=\"a/b.html#there\">3</a><a href=\"#=q\">4</a>"
        "<img src=\"https://example.org/x.png\"><a href=\"https://example.org/\">5</a>");
    put("site/a/b.html", "<p id=\"here\"><a href=\"../index.html\">back</a><a href=\"../../outside.html\">out</a></p>");
    pz_diags_init(&diags);
    assert_int_equal(pz_gate_links(in("site"), &diags, &err), 0);
    pz_diags_sort(&diags);
    assert_string_equal(diags.v[0].place.file, "a/b.html");
    assert_string_equal(found(), "E-GATE-010 E-GATE-010 E-GATE-011 E-GATE-012");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_told_by_their_control_sums),
        cmocka_unit_test(telephones_and_addresses),
        cmocka_unit_test(findings_are_masked_and_placed),
        cmocka_unit_test(own_addresses_and_exceptions_pass),
        cmocka_unit_test(every_part_of_a_docx_is_looked_through),
        cmocka_unit_test(every_part_of_an_odt_is_looked_through),
        cmocka_unit_test(metadata_of_pictures),
        cmocka_unit_test(pages_and_pdf),
        cmocka_unit_test(limits_and_states),
        cmocka_unit_test(attachments_of_a_pdf),
        cmocka_unit_test(links_of_a_site),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
