/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "deliver/site/content.h"
#include "deliver/site/site.h"

static char folder[] = "/tmp/pz-site-XXXXXX";
static const char *const stock[] = {"templates/site", NULL};
static struct pz_arena arena;
static struct pz_diags diags;
static struct pz_error err;

static const char *in(const char *name)
{
    return pz_arena_printf(&arena, "%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
    assert_int_equal(pz_file_write(in(name), text, strlen(text), false, &err), 0);
}

static const char *text_of(const char *name)
{
    struct pz_buf text = PZ_BUF_INIT;
    assert_int_equal(pz_file_read(&text, in(name), 1 << 24, &err), 0);
    const char *copy = pz_arena_strdup(&arena, pz_buf_str(&text));
    pz_buf_release(&text);
    return copy;
}

static int begin(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    pz_arena_release(&arena);
    return pz_remove_tree(folder, NULL);
}

static struct pz_value map_of(const char *const *pairs)
{
    struct pz_map *map = pz_map_new(&arena, 8);
    for (; *pairs; pairs += 2)
        pz_map_set(&arena, map, pairs[0], pz_str(pairs[1]));
    return pz_map_value(map);
}

/* Two kindergartens with a profile, as the store gives them. */
static struct pz_value context(void)
{
    const char *authority[] = {"name", "Управление образования Приреченска", NULL};
    const char *publication[] = {"title", "Качество", "description", "Итоги & документы", NULL};
    struct pz_map *map = pz_map_new(&arena, 8);
    struct pz_list *organisations = pz_list_new(&arena, 2);
    for (int i = 1; i <= 2; i++) {
        const char *code = pz_arena_printf(&arena, "%02d", i), *area[] = {"name", "Условия", "code", "01", NULL};
        const char *o[] = {"code", code, "name", pz_arena_printf(&arena, "Детский сад № %d", i), NULL};
        struct pz_value organisation = map_of(o), value = map_of(area);
        struct pz_list *areas = pz_list_new(&arena, 1);
        pz_map_set(&arena, value.u.map, "percent", pz_float(62.5));
        pz_map_set(&arena, value.u.map, "mean_percent", pz_int(50));
        pz_map_set(&arena, value.u.map, "change_percent", pz_float(-1.25));
        pz_list_add(&arena, areas, value);
        pz_map_set(&arena, organisation.u.map, "areas", pz_list_value(areas));
        pz_list_add(&arena, organisations, organisation);
    }
    pz_map_set(&arena, map, "authority", map_of(authority));
    pz_map_set(&arena, map, "publication", map_of(publication));
    pz_map_set(&arena, map, "organisations", pz_list_value(organisations));
    return pz_map_value(map);
}

static struct pz_site_file files[] = {{.path = "tests/fixtures/one-page.pdf", .role = "pdf"}};

static struct pz_site_document document(const char *id, const char *organisation, unsigned edition, const char *title)
{
    return (struct pz_site_document){.id = id,
                                     .organisation = organisation,
                                     .kind = "order",
                                     .kind_title = "Приказ",
                                     .title = title,
                                     .number = "12-од",
                                     .date = "2026-06-01",
                                     .edition = edition,
                                     .files = files,
                                     .files_n = 1};
}

static struct pz_site_options options(void)
{
    return (struct pz_site_options){.folder = in("site"), .templates = stock, .context = context(), .today = 20600};
}

static struct pz_site_result build(const struct pz_site_document *documents, size_t n, const struct pz_site_options *o,
                                   int expected)
{
    struct pz_site_result result;
    pz_error_clear(&err);
    pz_diags_release(&diags); /* of the build before */
    pz_diags_init(&diags);
    int rc = pz_site_build(documents, n, o, &result, &diags, &err);
    if (expected == 0 && err.kind != PZ_OK)
        print_message("%s\n", err.message);
    assert_int_equal(rc, expected);
    return result;
}

static ino_t inode(const char *name, struct timespec *time)
{
    struct stat st;
    assert_int_equal(stat(in(name), &st), 0);
    *time = st.st_mtim;
    return st.st_ino;
}

static void pages_say_what_the_documents_say(void **state)
{
    (void)state;
    struct pz_site_document d[] = {document("order", NULL, 1, "О «результатах» <2026>"), document("letter", "01", 1, "О письме")};
    struct pz_site_options o = options();
    d[0].signed_by = "Лебедева Мария Игоревна";
    struct pz_site_result r = build(d, 2, &o, 0);
    assert_int_equal(r.edition, 1);
    assert_int_equal(diags.n, 0);
    const char *index = text_of("site/current/index.html"), *page = text_of("site/current/documents/order.html");
    assert_non_null(strstr(index, "О «результатах» &lt;2026&gt;"));
    assert_non_null(strstr(index, "href=\"documents/letter-01.html\""));
    assert_non_null(strstr(page, "<h2>Report</h2>\n<p class=\"centre\">Text of the report &amp; more</p>"));
    assert_non_null(strstr(page, "itemprop=\"localActOrder\""));
    assert_non_null(strstr(page, "Лебедева Мария Игоревна"));
    assert_non_null(strstr(page, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    const char *organisation = text_of("site/current/organisations/01.html");
    assert_non_null(strstr(organisation, "width=\"250.0\""));
    assert_non_null(strstr(organisation, "62,5 %"));
    assert_non_null(strstr(organisation, "../documents/letter-01.html"));
    assert_non_null(strstr(text_of("site/current/open-data/results.csv"), "01;Детский сад № 1;01;Условия;62,5;50;;-1,25"));
    assert_non_null(strstr(text_of("site/current/open-data/datapackage.json"), "\"decimalChar\": \",\""));
    assert_non_null(strstr(text_of("site/current/feed.xml"), "<title>О письме</title>"));
    pz_diags_release(&diags);
}

static void unchanged_files_stay_the_same_files(void **state)
{
    (void)state;
    struct timespec before, after;
    struct pz_site_document d[] = {document("order", NULL, 1, "О результатах"), document("plan", NULL, 1, "О плане")};
    struct pz_site_options o = options();
    unsigned first = build(d, 2, &o, 0).edition;
    assert_int_equal(build(d, 2, &o, 0).edition, first); /* nothing changed: no new edition */
    ino_t order = inode("site/current/documents/order.html", &before);
    o.today += 30;
    d[1].title = "О новом плане";
    struct pz_site_result r = build(d, 2, &o, 0);
    assert_int_equal(r.edition, first + 1);
    assert_true(inode("site/current/documents/order.html", &after) == order);
    assert_int_equal(before.tv_nsec, after.tv_nsec);
    assert_non_null(strstr(text_of("site/current/documents/plan.html"), "О новом плане"));
    pz_diags_release(&diags);
}

static void earlier_edition_comes_back(void **state)
{
    (void)state;
    struct pz_site_document d[] = {document("back", NULL, 1, "Первое")};
    struct pz_site_options o = options();
    o.folder = in("back");
    unsigned now = 0;
    build(d, 1, &o, 0);
    d[0].title = "Второе";
    build(d, 1, &o, 0);
    assert_int_equal(pz_site_switch(in("back"), 0, &now, &err), 0);
    assert_int_equal(now, 1);
    assert_non_null(strstr(text_of("back/current/index.html"), "Первое"));
    assert_int_equal(pz_site_switch(in("back"), 0, &now, &err), -1);
    assert_string_equal(err.id, "E-SITE-010");
    pz_error_clear(&err);
    assert_int_equal(pz_site_switch(in("back"), 2, &now, &err), 0);
    assert_int_equal(pz_site_switch(in("back"), 9, &now, &err), -1);
    pz_error_clear(&err);
    put("back/current.new/x", "a folder stands in the way");
    assert_int_equal(pz_site_switch(in("back"), 1, &now, &err), -1);
    assert_string_equal(err.id, "E-SITE-012");
    assert_int_equal(pz_site_current(in("back")), 2);
    pz_remove_tree(in("back/current.new"), NULL);
    for (int i = 3; i <= 8; i++) { /* only the newest are kept */
        d[0].title = pz_arena_printf(&arena, "Выпуск %d", i);
        build(d, 1, &o, 0);
    }
    assert_int_equal(pz_site_current(in("back")), 8);
    assert_false(pz_file_exists(in("back/editions/4")));
    assert_true(pz_file_exists(in("back/editions/5")));
    pz_diags_release(&diags);
}

/* What cannot be made whole is not shown. */
static void faults_leave_the_edition_before(void **state)
{
    (void)state;
    struct pz_site_document d[] = {document("order", NULL, 1, "Годный")};
    struct pz_site_options o = options();
    o.folder = in("fault");
    build(d, 1, &o, 0);
    put("office/document.html",
        "{% extends \"base.html\" %}{% block main %}{{ document.nothing }}<a href=\"x.html\">{% endblock %}");
    const char *const office[] = {in("office"), "templates/site", NULL};
    o.templates = office;
    d[0].title = "Новый";
    build(d, 1, &o, -1);
    assert_string_equal(err.id, "E-SITE-002");
    assert_string_equal(diags.v[0].id, "E-TPL-020");
    assert_int_equal(pz_site_current(in("fault")), 1);
    assert_false(pz_file_exists(in("fault/editions/.new")));
    put("office/document.html", "{% extends \"base.html\" %}{% block main %}<h1>Свой вид</h1><a href=\"x.html\">{% endblock %}");
    build(d, 1, &o, -1);
    assert_string_equal(diags.v[0].id, "E-GATE-010");
    put("office/document.html", "{% extends \"base.html\" %}{% block main %}<h1>Свой вид</h1>{% endblock %}");
    build(d, 1, &o, 0);
    assert_non_null(strstr(text_of("fault/current/documents/order.html"), "<h1>Свой вид</h1>"));
    const char *const empty[] = {in("nowhere"), NULL};
    o.templates = empty;
    build(d, 1, &o, -1);
    assert_string_equal(diags.v[0].id, "E-SITE-001");
    pz_diags_release(&diags);
}

static void editions_of_a_document_have_their_pages(void **state)
{
    (void)state;
    struct pz_site_document d[] = {document("order", NULL, 1, "Старый"), document("order", NULL, 2, "Новый")};
    struct pz_site_options o = options();
    o.folder = in("editions");
    o.base_url = "https://uo.prirechensk.example/";
    build(d, 2, &o, 0);
    assert_non_null(strstr(text_of("editions/current/documents/order.html"), "href=\"../documents/order-e1.html\""));
    assert_non_null(strstr(text_of("editions/current/documents/order-e1.html"), "Старый"));
    assert_null(strstr(text_of("editions/current/index.html"), "Старый"));
    assert_non_null(strstr(text_of("editions/current/sitemap.xml"), "https://uo.prirechensk.example/documents/order-e1.html"));
    pz_diags_release(&diags);
}

static void text_without_tags_is_missed(void **state)
{
    (void)state;
    struct pz_buf html = PZ_BUF_INIT;
    char command[500];
    snprintf(command, sizeof command, "sed 's/StructTreeRoot 6/StructTreeRooo 6/' tests/fixtures/one-page.pdf >%s",
             in("untagged.pdf"));
    assert_int_equal(system(command), 0);
    assert_int_equal(pz_site_content(&html, in("untagged.pdf"), &err), -1);
    assert_string_equal(err.id, "E-PDF-006");
    struct pz_site_file own[] = {{.path = in("untagged.pdf"), .role = "pdf"}};
    struct pz_site_document d[] = {document("order", NULL, 1, "Без разметки")};
    d[0].files = own;
    struct pz_site_options o = options();
    o.folder = in("untagged");
    build(d, 1, &o, 0);
    assert_string_equal(diags.v[0].id, "W-SITE-003");
    pz_diags_release(&diags);
    pz_buf_release(&html);
}

static void addresses_are_in_latin_letters(void **state)
{
    (void)state;
    struct pz_site_document d[] = {document("приказ-об-итогах", NULL, 1, "Итоги"), document("план 1/2", "01", 1, "План")};
    struct pz_site_options o = options();
    o.folder = in("latin");
    build(d, 2, &o, 0);
    assert_true(pz_file_exists(in("latin/current/documents/prikaz-ob-itogah.html")));
    const char *index = text_of("latin/current/index.html");
    assert_non_null(strstr(index, "href=\"documents/plan-1-2-"));
    pz_diags_release(&diags);
}

static void bundle_for_a_kindergarten(void **state)
{
    (void)state;
    struct pz_site_document d[] = {document("plan", "01", 1, "План сада"), document("plan", "02", 1, "Чужой план")};
    struct pz_site_options o = options();
    pz_diags_init(&diags);
    pz_error_clear(&err);
    assert_int_equal(pz_site_bundle(in("bundle"), "01", d, 2, &o, &diags, &err), 0);
    assert_non_null(strstr(text_of("bundle/snippet.html"), "href=\"files/plan-01.pdf\""));
    assert_null(strstr(text_of("bundle/index.html"), "Чужой"));
    assert_true(pz_file_exists(in("bundle/files/plan-01.pdf")));
    assert_int_equal(pz_site_bundle(in("other"), "77", d, 2, &o, &diags, &err), -1);
    assert_string_equal(err.id, "E-SITE-011");
    assert_false(pz_file_exists(in("other")));
    pz_diags_release(&diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_say_what_the_documents_say),
        cmocka_unit_test(unchanged_files_stay_the_same_files),
        cmocka_unit_test(earlier_edition_comes_back),
        cmocka_unit_test(faults_leave_the_edition_before),
        cmocka_unit_test(editions_of_a_document_have_their_pages),
        cmocka_unit_test(text_without_tags_is_missed),
        cmocka_unit_test(addresses_are_in_latin_letters),
        cmocka_unit_test(bundle_for_a_kindergarten),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
