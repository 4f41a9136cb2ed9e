/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "deliver/gate/gate.h"
#include "deliver/gate/scan.h"
#include "folder.h"
#include "zip/archive.h"

static struct pz_diags diags;

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
    assert_string_equal(text_finds("912 3456 789, что-то"), ""); /* a dash behind the number is none of its own */
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
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_map *own = pz_map_new(&arena, 4);
    pz_gate_own(&arena, own, "+7 (912) 345-67-89");
    pz_gate_own(&arena, own, "Sad1@mail.ru");
    pz_gate_own(&arena, own, "доб. 15"); /* no number of its own */
    struct pz_gate_allow allow[] = {{.rule = "snils", .file = "a.txt", .reason = "образец из инструкции"},
                                    {.rule = "inn", .file = "b.txt", .reason = "другой файл"},
                                    {.rule = "inn", .reason = ""}};
    struct pz_gate_options options = {.own = own, .allow = allow, .allow_n = 3};
    put("a.txt", "8 912 345-67-89, sad1@Mail.ru, 112-233-445 95, 500100732259");
    check("a.txt", &options);
    assert_string_equal(found(), "N-GATE-020 E-GATE-002");
    assert_true(allow[0].used);
    assert_false(allow[1].used || allow[2].used);
    pz_arena_release(&arena);
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

/* What pages fetch, however it is written: HTML by hand of an office's own templates. */
static void everything_a_page_fetches_is_looked_at(void **state)
{
    (void)state;
    static const struct {
        const char *html, *found;
    } cases[] = {{"<img src='https://x.example/a.png'>", "E-GATE-012"},
                 {"<IMG SRC = https://x.example/a.png>", "E-GATE-012"},
                 {"<img alt='a > b' src=\"//x.example/a.png\">", "E-GATE-012"},
                 {"<img src='page.html' srcset='page.html 1x, https://x.example/b.png 2x'>", "E-GATE-012"},
                 {"<video poster='https://x.example/p.png'></video>", "E-GATE-012"},
                 {"<link rel='stylesheet' href='https://x.example/s.css'>", "E-GATE-012"},
                 {"<link rel='canonical' href='https://x.example/page.html'>", ""},
                 {"<style>@import \"https://x.example/s.css\";</style>", "E-GATE-012"},
                 {"<p style='background: url(https://x.example/b.png)'>", "E-GATE-012"},
                 {"<svg><use xlink:href='https://x.example/i.svg#a'/></svg>", "E-GATE-012"},
                 {"<a data-src='https://x.example/' href='#top'>1</a><p id='top'>", ""},
                 {"<a href='none.html'>1</a>", "E-GATE-010"},
                 {"<a href=#none>1</a>", "E-GATE-011"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_error err = PZ_ERROR_INIT;
        put("page/page.html", cases[i].html);
        pz_diags_init(&diags);
        assert_int_equal(pz_gate_links(in("page"), &diags, &err), 0);
        const char *what = found();
        if (strcmp(what, cases[i].found) != 0)
            fail_msg("%s: %s", cases[i].html, what);
    }
}

static void style_sheets_are_looked_at(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    put("style/a.css", "p { background: url( 'https://x.example/b.png' ) } q { background: url(data:image/png;base64,AAAA) }");
    pz_diags_init(&diags);
    assert_int_equal(pz_gate_links(in("style"), &diags, &err), 0);
    assert_string_equal(found(), "E-GATE-012");
}

/* Each rule in each place of each kind of file. Numbers made up: only their control sums are right. */
static const struct {
    const char *text, *id;
} rules[] = {{"112-233-445 95", "E-GATE-001"},
             {"500100732259", "E-GATE-002"},
             {"8 912 345-67-89", "E-GATE-003"},
             {"anna@mail.ru", "E-GATE-004"},
             {"ИНН=1", "E-GATE-005"}};
enum { RULES = sizeof rules / sizeof *rules };

/* Exactly this finding (notices of changes and comments aside), at this place. */
static void finds(const char *file, const char *place, size_t rule)
{
    size_t errors = 0;
    check(file, NULL);
    for (size_t i = 0; i < diags.n; i++) {
        if (diags.v[i].id[0] != 'E')
            continue;
        errors++;
        if (strcmp(diags.v[i].id, rules[rule].id) != 0 || (place && strcmp(diags.v[i].place.inside, place) != 0))
            fail_msg("%s, %s: found %s at “%s”: %s", file, rules[rule].text, diags.v[i].id, diags.v[i].place.inside,
                     diags.v[i].message);
    }
    if (errors == 0)
        fail_msg("%s, %s: nothing found (%s)", file, rules[rule].text, place ? place : "");
    pz_diags_release(&diags);
}

struct place {
    const char *member, *xml, *place; /* xml: %s is where the text comes */
};

static void every_place(const char *file, const struct place *places, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; r < RULES; r++) {
            char xml[1000];
            snprintf(xml, sizeof xml, places[i].xml, rules[r].text);
            const char *members[] = {places[i].member, xml, "word/untouched.xml", "<a>текст</a>", NULL};
            make_package(file, members);
            finds(file, places[i].place, r);
        }
}

static void every_place_of_a_docx(void **state)
{
    (void)state;
    static const struct place places[] = {
        {"word/document.xml", "<w:p xmlns:w='w'><w:r><w:t>См. %s</w:t></w:r></w:p>", "text"},
        {"word/document.xml", "<w:p xmlns:w='w'><w:r><w:rPr><w:vanish/></w:rPr><w:t>%s</w:t></w:r></w:p>", "text"},
        {"word/document.xml", "<w:p xmlns:w='w'><w:ins><w:r><w:t>%s</w:t></w:r></w:ins></w:p>", "text"},
        {"word/document.xml", "<w:p xmlns:w='w'><w:del><w:r><w:delText>%s</w:delText></w:r></w:del></w:p>", "tracked changes"},
        {"word/document.xml", "<w:p xmlns:w='w'><w:moveFrom><w:r><w:t>%s</w:t></w:r></w:moveFrom></w:p>", "tracked changes"},
        {"word/document.xml", "<w:p xmlns:w='w'><w:r><w:instrText>HYPERLINK \"%s\"</w:instrText></w:r></w:p>", "text"},
        {"word/document.xml", "<w:p xmlns:w='w'><w:sdt><w:sdtPr><w:alias w:val='%s'/></w:sdtPr></w:sdt></w:p>", "text"},
        {"word/document.xml", "<w:p xmlns:w='w' xmlns:p='p'><p:docPr id='1' name='n' descr='%s'/></w:p>", "alternative text"},
        {"word/document.xml", "<w:p xmlns:w='w' xmlns:p='p'><p:docPr id='1' name='%s'/></w:p>", "text"},
        {"word/document.xml",
         "<w:p xmlns:w='w' xmlns:x='x'><x:txbxContent><w:p><w:r><w:t>%s</w:t></w:r></w:p></x:txbxContent></w:p>", "text"},
        {"word/header1.xml", "<w:hdr xmlns:w='w'><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:hdr>", "headers and footers"},
        {"word/footer1.xml", "<w:ftr xmlns:w='w'><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:ftr>", "headers and footers"},
        {"word/footnotes.xml", "<w:f xmlns:w='w'><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:f>", "notes"},
        {"word/endnotes.xml", "<w:f xmlns:w='w'><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:f>", "notes"},
        {"word/comments.xml", "<w:c xmlns:w='w'><w:comment w:author='a'><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:comment></w:c>",
         "comments"},
        {"word/comments.xml", "<w:c xmlns:w='w'><w:comment w:author='%s'/></w:c>", "comments"},
        {"docProps/core.xml", "<c><title>1</title><creator>%s</creator><x>2</x></c>", "properties"},
        {"docProps/app.xml", "<c><Pages>1</Pages><Manager>%s</Manager><Company>7</Company></c>", "properties"},
        {"docProps/custom.xml", "<c><property name='a'><lpwstr>%s</lpwstr></property><property><lpwstr>7</lpwstr></property></c>",
         "properties"},
        {"customXml/item1.xml", "<c><a>%s</a><b>5</b></c>", "custom XML data"},
        {"word/_rels/document.xml.rels", "<R><Relationship Target='https://x.example/?q=%s'/></R>", "links"},
        {"word/charts/chart1.xml", "<c:c xmlns:c='c'><c:pt><c:v>%s</c:v></c:pt></c:c>", "text"},
        {"word/media/a.svg", "<svg><desc>%s</desc></svg>", "text"},
    };
    every_place("m.docx", places, sizeof places / sizeof *places);
}

static void every_place_of_an_odt_and_of_spreadsheets(void **state)
{
    (void)state;
    static const struct place odt[] = {
        {"content.xml", "<o xmlns:t='t'><t:p>%s</t:p></o>", "text"},
        {"content.xml", "<o xmlns:t='t'><t:p><t:hidden-text t:string-value='%s'/></t:p></o>", "text"},
        {"content.xml", "<o xmlns:t='t'><t:p><t:note><t:note-body><t:p>%s</t:p></t:note-body></t:note></t:p></o>", "text"},
        {"content.xml", "<o xmlns:t='t' xmlns:o='o'><t:p><o:annotation><t:p>%s</t:p></o:annotation></t:p></o>", "comments"},
        {"content.xml", "<o xmlns:t='t'><t:deletion><t:p>%s</t:p></t:deletion></o>", "tracked changes"},
        {"content.xml", "<o xmlns:t='t' xmlns:s='s'><s:desc>%s</s:desc></o>", "text"},
        {"content.xml", "<o xmlns:t='t' xmlns:x='x'><t:p><t:a x:href='mailto:%s'>б</t:a></t:p></o>", "text"},
        {"styles.xml", "<o xmlns:t='t'><t:p>%s</t:p></o>", "headers and footers"},
        {"meta.xml", "<o><title>1</title><keyword>%s</keyword><editing-cycles>5</editing-cycles></o>", "properties"},
        {"meta.xml", "<o><user-defined name='a'>%s</user-defined><user-defined>5</user-defined></o>", "properties"},
    };
    static const struct place xlsx[] = {
        {"xl/sharedStrings.xml", "<sst><si><t>1</t></si><si><r><t>%s</t></r></si><si><t>2</t></si></sst>", "text"},
        {"xl/worksheets/sheet1.xml", "<s><row><c><v>1</v></c><c><is><t>%s</t></is></c><c><v>2</v></c></row></s>", "text"},
        {"xl/workbook.xml", "<w><sheet name='%s'/></w>", "text"},
        {"xl/comments1.xml", "<c><comment><text><t>%s</t></text></comment></c>", "comments"},
        {"xl/worksheets/sheet1.xml", "<s><headerFooter><oddHeader>%s</oddHeader></headerFooter></s>", "text"},
    };
    static const struct place ods[] = {
        {"content.xml", "<o xmlns:t='t'><t:table-cell><t:p>1</t:p></t:table-cell><t:table-cell><t:p>%s</t:p></t:table-cell></o>",
         "text"},
        {"content.xml", "<o xmlns:t='t'><t:table t:name='%s'/></o>", "text"},
    };
    every_place("m.odt", odt, sizeof odt / sizeof *odt);
    every_place("m.xlsx", xlsx, sizeof xlsx / sizeof *xlsx);
    every_place("m.ods", ods, sizeof ods / sizeof *ods);
}

static void every_place_of_pages_and_data(void **state)
{
    (void)state;
    static const struct {
        const char *file, *text;
    } places[] = {
        {"m.html", "<p>%s</p>"},
        {"m.html", "<p title=\"%s\">a</p>"},
        {"m.html", "<!-- %s -->"},
        {"m.html", "<a href=\"tel:%s\">a</a>"},
        {"m.svg", "<svg><title>%s</title></svg>"},
        {"m.csv", "код;имя\r\n1;%s\r\n2;б\r\n"},
        {"m.json", "[{\"a\": \"%s\", \"b\": 5}]"},
        {"m.xml", "<a><b>%s</b><c>5</c></a>"},
        {"m.txt", "%s"},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (size_t r = 0; r < RULES; r++) {
            char text[400];
            snprintf(text, sizeof text, places[i].text, rules[r].text);
            put(places[i].file, text);
            finds(places[i].file, NULL, r);
        }
}

/* Texts of PNG packed and not, Exif in UTF-16, XMP, IPTC; a picture in a document and in a PDF; a PDF's information, metadata, outline, note,
 * link, form field, alternative text. */
static void every_place_of_pictures_and_pdf(void **state)
{
    (void)state;
    char command[800], name[64], file[80];
    int n = snprintf(command, sizeof command, "tests/fixtures/make-leaks '%s'", folder), places = 0;
    for (size_t r = 0; r < RULES; r++)
        n += snprintf(command + n, sizeof command - (size_t)n, " '%s'", rules[r].text);
    FILE *made = popen(command, "r");
    assert_non_null(made);
    for (; fscanf(made, "%63s", name) == 1; places++)
        for (size_t r = 0; r < RULES; r++) {
            snprintf(file, sizeof file, "%zu-%s", r, name);
            finds(file, NULL, r);
        }
    assert_int_equal(pclose(made), 0);
    assert_int_equal(places, 20);
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
        cmocka_unit_test(everything_a_page_fetches_is_looked_at),
        cmocka_unit_test(style_sheets_are_looked_at),
        cmocka_unit_test(every_place_of_a_docx),
        cmocka_unit_test(every_place_of_an_odt_and_of_spreadsheets),
        cmocka_unit_test(every_place_of_pages_and_data),
        cmocka_unit_test(every_place_of_pictures_and_pdf),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
