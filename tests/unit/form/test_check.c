/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents with one defect each, in both formats: the finding is there, and a good document has none. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "folder.h"
#include "form/check.h"
#include "zip/archive.h"

/* What a test varies; NULL or 0: as in a good document. */
struct variant {
    const char *body, *language, *title;
    double left_mm;
    int size_pt;
    bool no_numbers, numbers_below;
    int pages; /* as the properties say */
    const char *profile;
    int page_width_mm, header_mm; /* DOCX only */
    bool first_numbered;          /* DOCX only */
    bool docx_only;
};

static void add(struct pz_archive *a, const char *name, const char *text)
{
    assert_int_equal(pz_archive_add(a, name, text, strlen(text), true, NULL), 0);
}

static const char docx_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
    "Target=\"word/document.xml\"/></Relationships>";
static const char docx_document_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"h1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/></Relationships>";
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"r\""
static const char docx_header[] =
    "<w:hdr " W "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>"
    "<w:instrText> PAGE </w:instrText></w:r></w:p></w:hdr>";

static void write_docx(const char *path, const struct variant *v)
{
    struct pz_archive *a;
    char styles[4000], document[20000], core[500];
    assert_int_equal(pz_archive_new(&a, path, NULL), 0);
    snprintf(styles, sizeof styles,
             "<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val=\"%d\"/>%s%s%s</w:rPr></w:rPrDefault></w:docDefaults>"
             "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>"
             "<w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"Text\"/><w:basedOn w:val=\"a\"/><w:pPr><w:ind "
             "w:firstLine=\"709\"/>"
             "<w:jc w:val=\"both\"/></w:pPr></w:style>"
#define STYLE(id, ppr, rpr)                                                                                                        \
    "<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"" id "\"/><w:pPr>" ppr "</w:pPr><w:rPr>" rpr               \
    "</w:rPr></w:style>"
             STYLE("C", "<w:jc w:val=\"center\"/>", "") STYLE("R", "<w:ind w:left=\"5103\"/>", "") STYLE("B", "", "<w:b/>")
                 STYLE("S", "<w:spacing w:line=\"480\"/><w:ind w:firstLine=\"709\"/><w:jc w:val=\"both\"/>", "")
                     STYLE("N", "<w:jc w:val=\"both\"/>", "") STYLE("M", "", "<w:sz w:val=\"20\"/>") "</w:styles>",
             2 * (v->size_pt ? v->size_pt : 14), v->language ? "" : "<w:lang w:val=\"ru-RU\"/>",
             v->language && v->language[0] ? "<w:lang w:val=\"en-US\"/>" : "", "");
    snprintf(document, sizeof document,
             "<w:document " W "><w:body>%s<w:sectPr>%s<w:pgSz w:w=\"%d\" w:h=\"16838\"/><w:pgMar w:left=\"%d\" w:right=\"851\" "
             "w:top=\"1134\" w:bottom=\"1134\" w:header=\"%d\"/>%s</w:sectPr></w:body></w:document>",
             v->body,
             v->no_numbers      ? ""
             : v->numbers_below ? "<w:footerReference w:type=\"default\" r:id=\"h1\"/>"
                                : "<w:headerReference w:type=\"default\" r:id=\"h1\"/>",
             v->page_width_mm ? (int)(v->page_width_mm * 56.693) : 11906, (int)((v->left_mm ? v->left_mm : 30) * 56.693),
             v->header_mm ? (int)(v->header_mm * 56.693) : 709, v->first_numbered ? "" : "<w:titlePg/>");
    snprintf(core, sizeof core, "<c:p xmlns:c=\"c\" xmlns:dc=\"dc\"><dc:title>%s</dc:title></c:p>", v->title ? v->title : "Приказ");
    add(a, "[Content_Types].xml", "<Types/>");
    add(a, "_rels/.rels", docx_rels);
    add(a, "word/document.xml", document);
    add(a, "word/styles.xml", styles);
    add(a, "word/header1.xml", docx_header);
    add(a, "word/_rels/document.xml.rels", docx_document_rels);
    add(a, "docProps/core.xml", core);
    if (v->pages)
        add(a, "docProps/app.xml",
            v->pages > 1 ? "<Properties><Pages>2</Pages></Properties>" : "<Properties><Pages>1</Pages></Properties>");
    assert_int_equal(pz_archive_finish(a, NULL), 0);
}

#define O                                                                                                                          \
    "xmlns:office=\"o\" xmlns:style=\"s\" xmlns:text=\"t\" xmlns:fo=\"f\" xmlns:table=\"tb\" xmlns:draw=\"d\" xmlns:svg=\"v\" "    \
    "xmlns:dc=\"dc\""

static void write_odt(const char *path, const struct variant *v)
{
    struct pz_archive *a;
    char styles[4000], content[20000], meta[500];
    assert_int_equal(pz_archive_new(&a, path, NULL), 0);
    const char *number = v->no_numbers ? "<style:header><text:p/></style:header>"
                         : v->numbers_below
                             ? "<style:footer><text:p text:style-name=\"C\"><text:page-number/></text:p></style:footer>"
                             : "<style:header><text:p text:style-name=\"C\"><text:page-number/></text:p></style:header>";
    snprintf(styles, sizeof styles,
             "<office:document-styles " O "><office:styles><style:default-style style:family=\"paragraph\"><style:text-properties "
             "fo:font-size=\"%dpt\" %s/></style:default-style><style:style style:name=\"Standard\" style:family=\"paragraph\"/>"
             "<style:style style:name=\"C\" style:family=\"paragraph\"><style:paragraph-properties "
             "fo:text-align=\"center\"/></style:style>"
             "<style:style style:name=\"T\" style:family=\"paragraph\"><style:paragraph-properties fo:text-align=\"justify\" "
             "fo:text-indent=\"1.25cm\"/></style:style>"
#define ODT_STYLE(id, ppr, rpr)                                                                                                    \
    "<style:style style:name=\"" id "\" style:family=\"paragraph\"><style:paragraph-properties " ppr                               \
    "/><style:text-properties " rpr "/></style:style>"
             ODT_STYLE("R", "fo:margin-left=\"90mm\"", "") ODT_STYLE("B", "", "fo:font-weight=\"bold\"")
                 ODT_STYLE("S", "fo:line-height=\"200%%\" fo:text-indent=\"12.5mm\" fo:text-align=\"justify\"", "")
                     ODT_STYLE("N", "fo:text-align=\"justify\"", "") ODT_STYLE(
                         "M", "",
                         "fo:font-size=\"10pt\"") "</office:styles><office:automatic-styles><style:page-layout style:name=\"L\">"
                                                  "<style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"297mm\" "
                                                  "fo:margin-left=\"%gmm\" "
                                                  "fo:margin-right=\"15mm\" "
                                                  "fo:margin-top=\"12mm\" "
                                                  "fo:margin-bottom=\"20mm\"/><style:header-style><style:header-footer-properties "
                                                  "fo:min-height=\"5mm\" "
                                                  "fo:margin-bottom=\"3mm\"/></style:header-style></style:page-layout></"
                                                  "office:automatic-styles><office:master-styles>"
                                                  "<style:master-page style:name=\"First\" style:page-layout-name=\"L\" "
                                                  "style:next-style-name=\"Next\"/>"
                                                  "<style:master-page style:name=\"Next\" "
                                                  "style:page-layout-name=\"L\">%s</style:master-page></office:master-styles>"
                                                  "</office:document-styles>",
             v->size_pt ? v->size_pt : 14,
             !v->language     ? "fo:language=\"ru\""
             : v->language[0] ? "fo:language=\"en\""
                              : "",
             v->left_mm ? v->left_mm : 30, number);
    snprintf(content, sizeof content,
             "<office:document-content " O "><office:body><office:text>%s</office:text></office:body></office:document-content>",
             v->body);
    snprintf(meta, sizeof meta,
             "<office:document-meta " O "><office:meta><dc:title>%s</dc:title>%s</office:meta></office:document-meta>",
             v->title ? v->title : "Приказ",
             v->pages > 1 ? "<m:document-statistic xmlns:m=\"m\" m:page-count=\"2\"/>"
             : v->pages   ? "<m:document-statistic xmlns:m=\"m\" m:page-count=\"1\"/>"
                          : "");
    add(a, "mimetype", "application/vnd.oasis.opendocument.text");
    add(a, "content.xml", content);
    add(a, "styles.xml", styles);
    add(a, "meta.xml", meta);
    assert_int_equal(pz_archive_finish(a, NULL), 0);
}

#define TAB "</w:t><w:tab/><w:t xml:space=\"preserve\">"

/* Lines «STYLE|text» to paragraphs of a format; «=» begins a line that is markup of this format already. */
static const char *paragraphs(const char *lines, bool odt, char *to, size_t size)
{
    size_t n = 0;
    to[0] = '\0';
    for (const char *line = lines; *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n')) {
        int len = (int)strcspn(line, "\n");
        const char *bar = memchr(line, '|', (size_t)len);
        int style = bar ? (int)(bar - line) : 0, skip = bar ? style + 1 : 0;
        n += (size_t)snprintf(to + n, size - n,
                              odt ? "<text:p text:style-name=\"%.*s\">"
                                  : "<w:p><w:pPr><w:pStyle w:val=\"%.*s\"/></w:pPr><w:r><w:t xml:space=\"preserve\">",
                              style, line);
        for (const char *c = line + skip; c < line + len && n + 80 < size; c++)
            n += (size_t)snprintf(to + n, size - n, "%.*s", *c == '\t' ? 80 : 1, *c != '\t' ? c : odt ? "<text:tab/>" : TAB);
        n += (size_t)snprintf(to + n, size - n, "%s", odt ? "</text:p>" : "</w:t></w:r></w:p>");
        assert_true(n < size);
    }
    return to;
}

static const char good[] =
    "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ\nПРИКАЗ\n12.11.2025\n№\u00A045-од\nг.\u00A0Приреченск\nОб итогах наблюдения в детских садах\n"
    "T|В соответствии с положением о наблюдении, в целях выявления слабых сторон и удачных решений в работе детских садов "
    "ПРИКАЗЫВАЮ:\n"
    "T|1. Провести наблюдение.\nНачальник управления\tА.В.\u00A0Сойкина";

/* The findings for a document of both formats, ids joined by blanks. */
static void assert_findings(const char *lines, struct variant v, const char *want)
{
    char body[15000], path[200];
    for (int odt = 0; odt < 2 - v.docx_only; odt++) {
        struct pz_diags diags;
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_buf ids = PZ_BUF_INIT;
        v.body = paragraphs(lines, odt, body, sizeof body);
        snprintf(path, sizeof path, "%s/x.%s", folder, odt ? "odt" : "docx");
        (odt ? write_odt : write_docx)(path, &v);
        pz_diags_init(&diags);
        assert_int_equal(pz_form_check(path, NULL, &(struct pz_form_options){.profile = v.profile}, &diags, &err), 0);
        for (size_t i = 0; i < diags.n; i++)
            pz_buf_printf(&ids, "%s%s", i ? " " : "", diags.v[i].id);
        assert_string_equal(pz_buf_str(&ids), want);
        pz_buf_release(&ids);
        pz_diags_release(&diags);
    }
}

static void good_order_has_no_findings(void **state)
{
    (void)state;
    assert_findings(good, (struct variant){0}, "");
}

static void page_is_checked(void **state)
{
    (void)state;
    assert_findings(good, (struct variant){.left_mm = 15}, "E-FORM-011");
    assert_findings(good, (struct variant){.numbers_below = true}, "E-FORM-014");
    assert_findings(good, (struct variant){.no_numbers = true}, ""); /* one page needs none */
    char many[12000];
    size_t n = (size_t)snprintf(many, sizeof many, "%s", good);
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(many + n, sizeof many - n,
                              "\nT|%d. Довести приказ до сведения каждого детского сада и ждать ответа на него.", i + 2);
    assert_findings(many, (struct variant){.no_numbers = true}, "E-FORM-012");
    assert_findings(good, (struct variant){.no_numbers = true, .pages = 2}, "E-FORM-012");
    assert_findings(many, (struct variant){.no_numbers = true, .pages = 1}, "");
}

static void page_of_a_docx_is_checked(void **state)
{
    (void)state;
    assert_findings(good, (struct variant){.page_width_mm = 216, .docx_only = true}, "E-FORM-010");
    assert_findings(good, (struct variant){.header_mm = 5, .docx_only = true}, "W-FORM-015");
    assert_findings(good, (struct variant){.first_numbered = true, .docx_only = true}, "W-FORM-013");
    assert_findings(good, (struct variant){.profile = "нет такого"}, "E-FORM-002");
    assert_findings(good, (struct variant){.profile = "gost-2016"}, "");
}

#define LONG_TEXT                                                                                                                                                                                                                       \
    "Повторное наблюдение провести в тех детских садах, где по итогам первого наблюдения выявлены слабые стороны и где приняты " \
    "меры по ним."

static void stand_of_paragraphs_is_checked(void **state)
{
    (void)state;
    char lines[4000];
    snprintf(lines, sizeof lines, "%s\n%s", good, LONG_TEXT);
    assert_findings(lines, (struct variant){0}, "W-FORM-022");
    snprintf(lines, sizeof lines, "%s\nN|%s", good, LONG_TEXT);
    assert_findings(lines, (struct variant){0}, "W-FORM-023");
    snprintf(lines, sizeof lines, "%s\nS|%s", good, LONG_TEXT);
    assert_findings(lines, (struct variant){0}, "W-FORM-021");
    snprintf(lines, sizeof lines, "%s\nB|Общие положения", good);
    assert_findings(lines, (struct variant){0}, "W-FORM-032");
}

static void approval_and_addressee_agree(void **state)
{
    (void)state;
    char lines[4000];
    snprintf(lines, sizeof lines, "%s\nR|УТВЕРЖДЕН\nR|приказом управления\nC|Концепция наблюдения", good);
    assert_findings(lines, (struct variant){0}, "E-FORM-053");
    snprintf(lines, sizeof lines, "%s\nR|УТВЕРЖДЕНА\nR|приказом управления\nC|КОНЦЕПЦИЯ\nC|наблюдения в садах.", good);
    assert_findings(lines, (struct variant){0}, "E-FORM-051");
    snprintf(lines, sizeof lines, "%s\nR|УТВЕРЖДЕНА\nR|приказ управления\nC|Концепция наблюдения", good);
    assert_findings(lines, (struct variant){0}, "E-FORM-054");
    assert_findings(
        "12.11.2025 №\u00A05\nR|Заведующий детским садом\nУважаемая Анна Петровна!\nНачальник управления\tА.В.\u00A0Сойкина",
        (struct variant){0}, "E-FORM-052");
    assert_findings(
        "12.11.2025 №\u00A05\nR|Заведующему детским садом\nУважаемая Анна Петровна!\nНачальник управления\tА.В.\u00A0Сойкина",
        (struct variant){0}, "");
}

/* Tables and pictures as each format writes them. */
static void tables_and_pictures_are_checked(void **state)
{
    (void)state;
    static const char docx_row[] = "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>";
    static const char odt_row[] = "<table:table-row><table:table-cell/><table:table-cell/></table:table-row>";
    for (int odt = 0; odt < 2; odt++) {
        char body[15000], path[200];
        size_t n = (size_t)snprintf(body, sizeof body, odt ? "<table:table>" : "<w:tbl>");
        for (int i = 0; i < 6; i++)
            n += (size_t)snprintf(body + n, sizeof body - n, "%s", odt ? odt_row : docx_row);
        snprintf(body + n, sizeof body - n, "%s",
                 odt ? "</table:table><text:p><draw:frame draw:name=\"p\"><draw:image/></draw:frame></text:p>"
                     : "</w:tbl><w:p><w:r><w:drawing><wp:inline xmlns:wp=\"wp\"><wp:docPr "
                       "name=\"p\"/></wp:inline></w:drawing></w:r></w:p>");
        struct variant v = {.body = body};
        struct pz_diags diags;
        snprintf(path, sizeof path, "%s/t.%s", folder, odt ? "odt" : "docx");
        (odt ? write_odt : write_docx)(path, &v);
        pz_diags_init(&diags);
        assert_int_equal(pz_form_check(path, NULL, NULL, &diags, NULL), 0);
        assert_int_equal(diags.n, 2);
        assert_string_equal(diags.v[0].id, "W-FORM-033");
        assert_string_equal(diags.v[1].id, "W-FORM-040");
        pz_diags_release(&diags);
    }
}

static void properties_are_checked(void **state)
{
    (void)state;
    assert_findings(good, (struct variant){.language = ""}, "E-FORM-030");
    assert_findings(good, (struct variant){.language = "en"}, "E-FORM-030");
    assert_findings(good, (struct variant){.title = ""}, "E-FORM-031");
}

static void size_is_resolved_through_defaults(void **state)
{
    (void)state;
    assert_findings("УПРАВЛЕНИЕ ОБРАЗОВАНИЯ", (struct variant){.size_pt = 10}, "E-FORM-020");
}

static void rounded_sizes_are_right(void **state)
{
    (void)state;
    assert_findings(good, (struct variant){.size_pt = 12}, "");
    assert_findings(good, (struct variant){.size_pt = 14}, "");
}

#define LIST "Рассылка\n12.11.2025\nT|" LONG_TEXT "\n"

static void executor_mark_may_be_small(void **state)
{
    (void)state;
    assert_findings(LIST "M|Пчёлка Юлия Андреевна\nM|8 (40000) 2-10-12", (struct variant){0}, "");
    assert_findings(LIST "M|Пчёлка Юлия Андреевна 2-10-12\nM|\n", (struct variant){0}, "");
    assert_findings(LIST "M|Пчёлка Юлия Андреевна\nM|исполнитель", (struct variant){0}, "E-FORM-020");
    assert_findings(LIST "M|Примечание\nM|Пчёлка Юлия Андреевна\nM|84000021012", (struct variant){0}, "E-FORM-020");
    assert_findings(LIST "M|" LONG_TEXT " Телефон 2-10-12", (struct variant){0}, "E-FORM-020 W-FORM-022");
}

#define RESOLVED "\nT|Заслушав сообщение об итогах, участники решили:\nT|1. Провести наблюдение.\nПредседатель\tА.В.\u00A0Сойкина"

static void decision_of_a_meeting_has_its_theme_in_its_name(void **state)
{
    (void)state;
    assert_findings("РЕШЕНИЕ\nсовещания руководителей на тему: «Об итогах наблюдения» от\u00A012.11.2025" RESOLVED,
                    (struct variant){0}, "");
    assert_findings("РЕШЕНИЕ\nначальника управления от\u00A012.11.2025" RESOLVED, (struct variant){0}, "E-FORM-050 E-FORM-050");
}

static void mark_of_approval_is_no_text(void **state)
{
    (void)state;
    assert_findings("R|УТВЕРЖДЕН приказом детского сада «Ромашка» с углублённым присмотром от\u00A0______ №\u00A0______\n"
                    "B|План мероприятий\nT|" LONG_TEXT,
                    (struct variant){0}, "");
}

/* Six rows of a table of two columns; `second` stands in the right cell of the first. */
static const char *table_of_names(const char *second, bool odt, char *to, size_t size)
{
    size_t n = (size_t)snprintf(to, size, odt ? "<table:table>" : "<w:tbl>");
    for (int i = 0; i < 6; i++)
        n += (size_t)snprintf(to + n, size - n,
                              odt ? "<table:table-row><table:table-cell><text:p>Имя</text:p></table:table-cell><table:table-cell>"
                                    "<text:p>%s</text:p></table:table-cell></table:table-row>"
                                  : "<w:tr><w:tc><w:p><w:r><w:t>Имя</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>%s</w:t></w:r>"
                                    "</w:p></w:tc></w:tr>",
                              i ? "– начальник" : second);
    snprintf(to + n, size - n, "%s", odt ? "</table:table><text:p/>" : "</w:tbl><w:p/>");
    return to;
}

static void list_of_names_needs_no_header(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        bool odt = i & 1, named = i & 2;
        char body[5000], path[200];
        struct variant v = {.body = table_of_names(named ? "Должность" : "– руководитель", odt, body, sizeof body)};
        struct pz_diags diags;
        snprintf(path, sizeof path, "%s/n.%s", folder, odt ? "odt" : "docx");
        (odt ? write_odt : write_docx)(path, &v);
        pz_diags_init(&diags);
        assert_int_equal(pz_form_check(path, NULL, &(struct pz_form_options){0}, &diags, NULL), 0);
        assert_int_equal(diags.n, named);
        if (named)
            assert_string_equal(diags.v[0].id, "W-FORM-040");
        pz_diags_release(&diags);
    }
}

static void same_finding_is_said_once(void **state)
{
    (void)state;
    for (int odt = 0; odt < 2; odt++) {
        char body[5000], path[200];
        struct variant v = {.body = table_of_names("– руководитель", odt, body, sizeof body), .size_pt = 6};
        struct pz_diags diags;
        snprintf(path, sizeof path, "%s/small.%s", folder, odt ? "odt" : "docx");
        (odt ? write_odt : write_docx)(path, &v);
        pz_diags_init(&diags);
        assert_int_equal(pz_form_check(path, NULL, &(struct pz_form_options){0}, &diags, NULL), 0);
        assert_int_equal(diags.n, 1);
        assert_string_equal(diags.v[0].id, "E-FORM-020");
        assert_non_null(strstr(diags.v[0].message, "; also: table 1, row 1, column 2; table 1, row 2, column 1; "));
        assert_int_equal(diags.errors, 1);
        pz_diags_release(&diags);
    }
    /* Out of tables too. */
    assert_findings(LIST "M|Первое замечание\nM|Второе замечание", (struct variant){0}, "E-FORM-020");
}

/* Six signatures in a table have no header; the table before the text would need one. */
static void signatures_need_no_header(void **state)
{
    (void)state;
    char lines[3000];
    int n = snprintf(lines, sizeof lines, "%.*s\n", (int)(strrchr(good, '\n') - good), good);
    static const char row[] =
        "<w:tr><w:tc><w:p><w:r><w:t>Член "
        "комиссии</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>А.В.\u00A0Сойкина</w:t></w:r></w:p></w:tc></w:tr>";
    char body[15000], table[6000], path[200];
    int t = snprintf(table, sizeof table, "<w:tbl>");
    for (int i = 0; i < 6; i++)
        t += snprintf(table + t, sizeof table - (size_t)t, "%s", row);
    snprintf(table + t, sizeof table - (size_t)t, "</w:tbl><w:p/>");
    paragraphs(lines, false, body, sizeof body);
    assert_true((size_t)n < sizeof lines && strlen(body) + strlen(table) < sizeof body);
    strncat(body, table, sizeof body - strlen(body) - 1);
    struct pz_diags diags;
    snprintf(path, sizeof path, "%s/signatures.docx", folder);
    write_docx(path, &(struct variant){.body = body});
    pz_diags_init(&diags);
    assert_int_equal(pz_form_check(path, NULL, &(struct pz_form_options){0}, &diags, NULL), 0);
    assert_int_equal(diags.n, 0);
    pz_diags_release(&diags);
}

static void requisites_are_looked_for(void **state)
{
    (void)state;
    assert_findings("ПРИКАЗ\n12.11.2025 №\u00A045-од\nОб итогах наблюдения.\nT|В соответствии с положением о наблюдении "
                    "ПРИКАЗЫВАЮ:\nT|1. Провести наблюдение.",
                    (struct variant){0}, "E-FORM-050 E-FORM-051");
    assert_findings(
        "П Р И К А З\n12.11.2025\n№\u00A045-од\nОб итогах\nT|В соответствии с положением о наблюдении ПРИКАЗЫВАЮ:\nТ.П.\u00A0Ким",
        (struct variant){0}, "W-FORM-024");
}

static void what_may_not_be_torn_is_named(void **state)
{
    (void)state;
    char lines[2000];
    snprintf(lines, sizeof lines, "%s\nT|2. Назначить ответственной А.В. Сойкину.", good);
    assert_findings(lines, (struct variant){0}, "W-FORM-060");
}

static void requisites_stand_where_they_belong(void **state)
{
    (void)state;
    assert_findings("ПРИКАЗ\n12.11.2025\n№\u00A045-од\nОб итогах\nT|В соответствии с положением о наблюдении ПРИКАЗЫВАЮ:\n"
                    "Начальник управления\u00A0А.В.\u00A0Сойкина",
                    (struct variant){0}, "W-FORM-055");
    assert_findings("УТВЕРЖДЕН приказом от\u00A012.11.2025 №\u00A045-од\nB|План мероприятий\nT|" LONG_TEXT, (struct variant){0},
                    "W-FORM-055");
    assert_findings("Директору школы Петрову\u00A0И.И.\n12.11.2025 №\u00A045\nC|Уважаемый Иван Иванович!\nT|" LONG_TEXT
                    "\nНачальник\tА.В.\u00A0Сойкина",
                    (struct variant){0}, "W-FORM-055");
    assert_findings("R|Директору школы Петрову\u00A0И.И.\n12.11.2025 №\u00A045\nC|Уважаемый Иван Иванович!\nT|" LONG_TEXT
                    "\nНачальник\tА.В.\u00A0Сойкина",
                    (struct variant){0}, "");
}

/* DOCX: the font of a run, by name and by theme; the document's own comes from nowhere else. */
static void fonts_are_not_mixed(void **state)
{
    (void)state;
#define FONT(name, text) "<w:p><w:r><w:rPr><w:rFonts w:ascii=\"" name "\"/></w:rPr><w:t>" text "</w:t></w:r></w:p>"
    char path[200];
    struct variant v = {.body = FONT("PT Serif", "Первая строка текста") FONT("PT Serif", "Вторая") FONT("Arial", "Третья")
                            FONT("arial", "Ещё")};
    struct pz_diags diags;
    snprintf(path, sizeof path, "%s/fonts.docx", folder);
    write_docx(path, &v);
    pz_diags_init(&diags);
    assert_int_equal(pz_form_check(path, NULL, &(struct pz_form_options){0}, &diags, NULL), 0);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].id, "W-FORM-025");
    assert_non_null(strstr(diags.v[0].message, "Arial"));
    pz_diags_release(&diags);
}

/* Eighty short lines are two pages, whatever they say. */
static void many_short_lines_are_long(void **state)
{
    (void)state;
    char lines[4000];
    int n = snprintf(lines, sizeof lines, "%s", good);
    for (int i = 0; i < 80; i++)
        n += snprintf(lines + n, sizeof lines - (size_t)n, "\nT|Сад.");
    assert_findings(lines, (struct variant){.no_numbers = true}, "E-FORM-012");
}

static void text_comes_in_reading_order(void **state)
{
    (void)state;
    char body[15000], path[200];
    struct variant v = {.body = paragraphs("T|один\nдва", true, body, sizeof body)};
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    snprintf(path, sizeof path, "%s/y.odt", folder);
    write_odt(path, &v);
    assert_int_equal(pz_form_text(path, &text, &err), 0);
    assert_string_equal(pz_buf_str(&text), "один\nдва\n");
    pz_buf_release(&text);
}

static void foreign_files_are_refused(void **state)
{
    (void)state;
    char path[200];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_diags diags;
    pz_diags_init(&diags);
    struct pz_archive *a;
    snprintf(path, sizeof path, "%s/z.docx", folder);
    assert_int_equal(pz_archive_new(&a, path, NULL), 0);
    add(a, "x.txt", "x");
    assert_int_equal(pz_archive_finish(a, NULL), 0);
    assert_int_equal(pz_form_check(path, "z.docx", NULL, &diags, &err), -1);
    assert_string_equal(err.id, "E-FORM-001");
    assert_string_equal(err.place.file, "z.docx");
    pz_diags_release(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_order_has_no_findings),    cmocka_unit_test(page_is_checked),
        cmocka_unit_test(page_of_a_docx_is_checked),     cmocka_unit_test(stand_of_paragraphs_is_checked),
        cmocka_unit_test(approval_and_addressee_agree),  cmocka_unit_test(tables_and_pictures_are_checked),
        cmocka_unit_test(properties_are_checked),        cmocka_unit_test(size_is_resolved_through_defaults),
        cmocka_unit_test(requisites_are_looked_for),     cmocka_unit_test(same_finding_is_said_once),
        cmocka_unit_test(signatures_need_no_header),     cmocka_unit_test(requisites_stand_where_they_belong),
        cmocka_unit_test(fonts_are_not_mixed),           cmocka_unit_test(many_short_lines_are_long),
        cmocka_unit_test(what_may_not_be_torn_is_named), cmocka_unit_test(rounded_sizes_are_right),
        cmocka_unit_test(executor_mark_may_be_small),    cmocka_unit_test(decision_of_a_meeting_has_its_theme_in_its_name),
        cmocka_unit_test(mark_of_approval_is_no_text),   cmocka_unit_test(list_of_names_needs_no_header),
        cmocka_unit_test(text_comes_in_reading_order),   cmocka_unit_test(foreign_files_are_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
