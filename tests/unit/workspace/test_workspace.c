/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "folder.h"
#include "store/reader.h"
#include "store/store.h"
#include "workspace/schema.h"
#include "workspace/workspace.h"

static const char *settings = ""; /* more of prikaz.xml, before the documents */
#define HEAD                                                                                                                       \
    "<workspace><authority><name>Отдел образования</name><line>ОТДЕЛ</line></authority>\n"                    \
    "<period id=\"2026\" year=\"2026\">2026 год</period>\n"                                                                     \
    "<persons><person id=\"петров\" sex=\"m\"><last>Петров</last><first>Иван</first><middle>Ильич</middle>"   \
    "<post>начальник отдела</post></person></persons>\n"                                                            \
    "<acts><act id=\"закон\" force=\"1\" date=\"2012-12-29\" number=\"273-ФЗ\"><issued-as>Федеральный "          \
    "закон</issued-as></act>"                                                                                                 \
    "<act id=\"новый\" force=\"7\" date=\"2026-06-01\" number=\"5\"><issued-as>приказ отдела</issued-as></act></acts>\n"
#define TAIL "</workspace>\n"

static struct pz_workspace *open_ws(struct pz_diags *diags, const char *documents)
{
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_workspace *ws = NULL;
    pz_buf_printf(&text, "%s%s<documents>\n%s</documents>\n%s", HEAD, settings, documents, TAIL);
    put("prikaz.xml", pz_buf_str(&text));
    put("templates/t.txt", "{% for b in document.blocks %}{{ b.number }} {{ b.level }} {{ b.text }}\n{% endfor %}");
    pz_buf_release(&text);
    pz_diags_init(diags);
    pz_workspace_open(&ws, folder, diags);
    return ws;
}

static int check(struct pz_workspace *ws, const struct pz_job_list *jobs, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_checker *checker;
    int rc = pz_checker_new(&checker, ws, NULL, diags, err);
    for (size_t i = 0; i < jobs->n && rc == 0; i++)
        rc = pz_checker_job(checker, &jobs->v[i], err);
    if (rc == 0)
        rc = pz_checker_plans(checker, err);
    pz_checker_free(checker);
    return rc;
}

/* Opening (and the checks, and the jobs where it opens) reports this id first; with the line when line > 0. */
static void reports(const char *documents, const char *id, unsigned line)
{
    struct pz_diags diags;
    struct pz_workspace *ws = open_ws(&diags, documents);
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_job_list jobs = {0};
    struct pz_error failure = PZ_ERROR_INIT;
    if (ws && (pz_workspace_jobs(ws, NULL, NULL, &arena, &jobs, &diags, &failure) || check(ws, &jobs, &diags, &failure)))
        pz_report_error(&diags, &failure);
    for (size_t i = 0; i < jobs.n; i++) {
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_value v;
        if (pz_workspace_context(ws, NULL, &jobs.v[i], NULL, &arena, &v, &err))
            pz_report_error(&diags, &err);
    }
    assert_true(diags.n > 0);
    if (strcmp(diags.v[0].id, id) != 0 || (line && diags.v[0].place.line != line))
        print_message("%s: %s:%u %s %s\n", id, diags.v[0].place.file, diags.v[0].place.line, diags.v[0].id, diags.v[0].message);
    assert_string_equal(diags.v[0].id, id);
    if (line)
        assert_int_equal(diags.v[0].place.line, line);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
    pz_workspace_close(ws);
}

#define DOC(attributes, body)                                                                                                      \
    "<document id=\"д\" kind=\"order\" template=\"t\" formats=\"txt\" " attributes "><title>О деле</title>" body "</document>\n"

static void findings(void **state)
{
    (void)state;
    reports(DOC("", "<signature person=\"петроф\"/>"), "E-DEF-010", 6);
    reports(DOC("", "<point each=\"2 + 3\">x</point>"), "E-DEF-011", 6);
    reports(DOC("", "") DOC("", ""), "E-DEF-020", 7);
    reports("<include file=\"../x.xml\"/>", "E-DEF-022", 6);
    reports("<include file=\"нет.xml\"/>", "E-DEF-023", 6);
    reports(DOC("refers=\"иное\"", ""), "E-DEF-024", 6);
    reports("<document id=\"д\" kind=\"order\" template=\"нет\"><title>О</title></document>", "E-DEF-030", 6);
    reports("<document id=\"д\" kind=\"order\" template=\"t\" formats=\"pdf\"><title>О</title></document>", "E-DEF-031", 6);
    reports("<document id=\"д\" kind=\"приказ\" template=\"t\"><title>О</title></document>", "E-DEF-010", 6);
    reports(DOC("output=\"../x\"", ""), "E-DEF-033", 6);
    reports(DOC("each=\"[1, 2]\"", ""), "E-DEF-034", 6);
    reports(DOC("each=\"[1, 2]\" key=\"{{ item }}\" output=\"одно\"", ""), "E-DEF-035", 6);
    reports(DOC("profile=\"свой\"", ""), "E-DEF-037", 6);
    reports(DOC("planned=\"2026-05-01\"", "<event date=\"2026-05-01\"/>"), "E-DEF-050", 6);
    reports(DOC("planned=\"2026-05-01\"", "<preamble><ground act=\"новый\"/></preamble>"), "E-DEF-051", 6);
    reports(DOC("", "<point>{{ неизвестное }}</point>"), "E-TPL-020", 6);
    reports(DOC("", "<point>{{ период. }}</point>"), "E-TPL-001", 6);
    reports(DOC("", "<пункт/>"), "E-XML-010", 6);
    reports("<document id=\"д\" kind=\"order\" template=\"t\" formats=\"txt\"><title>{{ documents.д.title }}</title></document>",
            "E-DEF-013", 6);
    put("other.xml", "<plan id=\"п\"><title>План</title></plan>");
    reports("<include file=\"other.xml\"/>", "E-DEF-021", 1);
}

static void plan_lacks(const char *responsible, const char *term, const char *result, const char *id)
{
    char text[512];
    snprintf(text, sizeof text,
             "<plan id=\"п\"><title>План</title><section><title>Раздел</title>\n<measure><title>Дело</title>"
             "<responsible>%s</responsible><term>%s</term>\n<result>%s</result></measure></section></plan>",
             responsible, term, result);
    put("plan.xml", text);
    settings = "<plans><include file=\"plan.xml\"/></plans>";
    reports(DOC("", ""), id, strcmp(id, "E-DEF-054") == 0 ? 3 : 2);
    settings = "";
}

static void measures_of_plans(void **state)
{
    (void)state;
    plan_lacks("Петров И.И.", "", "сделано", "E-DEF-052");
    plan_lacks("", "май", "сделано", "E-DEF-053");
    plan_lacks("И.И. Петров, начальник отдела", "май", "", "E-DEF-054");
    plan_lacks("Петров И.О.", "май", "сделано", "E-DEF-055");
    plan_lacks("Петров И.И., Сидоров П.П.", "май", "сделано", "E-DEF-055");
    plan_lacks("руководители детских садов", "май", "сделано", "E-DEF-056");
}

static void other_root(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_workspace *ws;
    pz_diags_init(&diags);
    put("prikaz.xml", "<plan id=\"п\"><title>План</title></plan>");
    assert_int_equal(pz_workspace_open(&ws, folder, &diags), -1);
    assert_null(ws);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].id, "E-DEF-025");
    pz_diags_release(&diags);
}

static void unknown_document(void **state)
{
    (void)state;
    static const char *const ids[] = {"нет", "д", NULL};
    struct pz_diags diags;
    struct pz_workspace *ws = open_ws(&diags, DOC("", ""));
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_job_list jobs = {0};
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_workspace_jobs(ws, NULL, ids, &arena, &jobs, &diags, &err), -1);
    assert_int_equal(jobs.n, 0);
    assert_int_equal(err.kind, PZ_USAGE);
    assert_string_equal(err.id, "E-DEF-036");
    pz_arena_release(&arena);
    pz_diags_release(&diags);
    pz_workspace_close(ws);
}

static void rows_of_the_analysis_need_an_id(void **state)
{
    (void)state;
    static const struct pz_stamp stamp = {"2026-05-25T10:00:00+03:00", "Гончар Ю.А."};
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *store;
    char path[256];
    settings = "<analysis><area name=\"Условия\"/><area id=\"1\" name=\"Программа\"/></analysis>";
    struct pz_workspace *ws = open_ws(&diags, "");
    settings = "";
    snprintf(path, sizeof path, "%s/rows.db", folder);
    assert_non_null(ws);
    assert_int_equal(pz_store_open(&store, path, PZ_STORE_CREATE, &err), 0);
    assert_int_equal(pz_workspace_put(ws, store, &stamp, &diags, &err), 0);
    assert_int_equal(diags.n, 1);
    assert_string_equal(diags.v[0].id, "E-DEF-040");
    assert_int_equal(diags.v[0].place.line, 5);
    pz_store_close(store);
    pz_diags_release(&diags);
    pz_workspace_close(ws);
}

/* Memory runs out at each step of reading the schema. */
static void schema_that_cannot_be_read(void **state)
{
    (void)state;
    long n = 0;
    for (bool struck = true; struck;) {
        struct pz_schema *schema = NULL;
        struct pz_error err = PZ_ERROR_INIT;
        pz_fault_after(++n);
        int rc = pz_schema_new(&schema, &err);
        struck = pz_fault_struck();
        pz_fault_after(0);
        assert_int_equal(rc, struck ? -1 : 0);
        if (struck)
            assert_string_equal(err.id, "E-SYS-001");
        pz_schema_free(schema);
    }
    assert_true(n > 2); /* the schema and its tree */
}

/* The store fails at each of its steps while a document lists all documents. */
static void list_of_documents_that_cannot_be_made(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_workspace *ws =
        open_ws(&diags, DOC("", "<point each=\"jobs\" as=\"j\">{{ j.title }}</point>") "<document id=\"всем\" kind=\"letter\" "
                                                                                       "template=\"t\" formats=\"txt\" "
                                                                                       "each=\"organisations\" key=\"{{ item.code "
                                                                                       "}}\"><title>О</title></document>");
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_job_list jobs = {0};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_store *store;
    struct pz_reader *reader;
    char path[256];
    bool seen = false, struck = true;
    assert_non_null(ws);
    snprintf(path, sizeof path, "%s/list.db", folder);
    assert_int_equal(pz_store_open(&store, path, PZ_STORE_CREATE, &err), 0);
    assert_int_equal(pz_readers_open(&reader, 1, store, &err), 0);
    assert_int_equal(pz_workspace_jobs(ws, reader, NULL, &arena, &jobs, &diags, &err), 0);
    assert_int_equal(jobs.n, 1);
    for (long n = 1; struck && !seen; n++) {
        struct pz_arena own = PZ_ARENA_INIT;
        struct pz_value v;
        jmp_buf oom;
        err = (struct pz_error)PZ_ERROR_INIT;
        pz_arena_trap(&own, &oom);
        pz_fault_after(n);
        int rc = setjmp(oom) ? pz_fail_memory(&err) : pz_workspace_context(ws, reader, &jobs.v[0], NULL, &own, &v, &err);
        struck = pz_fault_struck();
        pz_fault_after(0);
        seen = rc && strncmp(err.id, "E-STORE-", 8) == 0; /* the cause, not what it came to */
        pz_arena_release(&own);
    }
    assert_true(seen);
    pz_reader_close(reader);
    pz_store_close(store);
    pz_arena_release(&arena);
    pz_diags_release(&diags);
    pz_workspace_close(ws);
}

static void text_of(const char *documents, const char *key, const char *expected)
{
    struct pz_diags diags;
    struct pz_workspace *ws = open_ws(&diags, documents);
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_job_list jobs = {0};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v, document;
    assert_non_null(ws);
    assert_int_equal(pz_workspace_jobs(ws, NULL, NULL, &arena, &jobs, &diags, &err), 0);
    assert_int_equal(jobs.n, 1);
    int rc = pz_workspace_context(ws, NULL, &jobs.v[0], NULL, &arena, &v, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(rc, 0);
    document = pz_map_get(v.u.map, "document");
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_value blocks = pz_map_get(document.u.map, "blocks");
    for (uint32_t i = 0; i < blocks.u.list->n; i++) {
        const struct pz_map *b = blocks.u.list->v[i].u.map;
        const char *number = pz_map_text(&arena, b, "number"), *text = pz_map_text(&arena, b, key);
        pz_buf_printf(&out, "%s|%s\n", number ? number : "", text ? text : "");
    }
    assert_string_equal(pz_buf_str(&out), expected);
    pz_buf_release(&out);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
    pz_workspace_close(ws);
}

static void numbers_and_references(void **state)
{
    (void)state;
    text_of(DOC("",
                "<paragraph>Вводный.</paragraph><point id=\"a\">Один<point>Два</point><point id=\"b\">Три, см. {{ refs.c.label }}"
                "<point>Глубже</point></point></point><point id=\"c\">По пункту {{ refs.b.number }} ({{ refs.п.label }})</point>"
                "<appendix id=\"п\"><title>Список</title></appendix>"),
            "text", "|Вводный.\n1|Один\n1.1|Два\n1.2|Три, см. пункт\u00a02\n1.2.1|Глубже\n2|По пункту 1.2 (приложение)\n");
}

static void lists_and_conditions(void **state)
{
    (void)state;
    text_of(DOC("", "<point each=\"[3, 4]\" as=\"n\" if=\"n > 3\">{{ n }} {{ loop.last }}</point><repeat each=\"[1, 2]\" as=\"n\">"
                    "<point>{{ number }}-{{ n }}</point></repeat><point if=\"false\">нет</point>"),
            "text", "1|4 True\n2|2-1\n3|3-2\n");
}

static void executors_in_the_dative(void **state)
{
    (void)state;
    text_of(DOC("", "<point><executor person=\"петров\" form=\"post\"/><point>сделать;</point></point>"
                    "<point><executor person=\"петров\"/> сделать.</point><control person=\"петров\"/>"),
            "lead", "1|Начальнику отдела Петрову\u00a0И.И.:\n1.1|\n2|И.И.\u00a0Петрову, начальнику отдела,\n3|\n");
}

static void profiles_by_day(void **state)
{
    (void)state;
    struct pz_diags diags;
    struct pz_workspace *ws = open_ws(&diags, "");
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v;
    assert_non_null(ws);
    assert_int_equal(pz_workspace_profile(ws, "", "2024-01-01", &arena, &v, &err), 0);
    assert_string_equal(pz_map_text(&arena, v.u.map, "id"), "gost-2016");
    assert_int_equal(pz_workspace_profile(ws, NULL, "2025-08-18", &arena, &v, &err), 0);
    assert_string_equal(pz_map_text(&arena, v.u.map, "id"), "gost-2025");
    struct pz_value rules = pz_map_get(v.u.map, "rules");
    assert_string_equal(pz_map_text(&arena, pz_map_get(rules.u.map, "centred-width-mm").u.map, "value"), "120");
    assert_int_equal(pz_workspace_profile(ws, "", "2001-01-01", &arena, &v, &err), 0);
    assert_int_equal(v.type, PZ_NONE);
    pz_arena_release(&arena);
    pz_diags_release(&diags);
    pz_workspace_close(ws);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(findings),
                                       cmocka_unit_test(numbers_and_references),
                                       cmocka_unit_test(lists_and_conditions),
                                       cmocka_unit_test(executors_in_the_dative),
                                       cmocka_unit_test(profiles_by_day),
                                       cmocka_unit_test(measures_of_plans),
                                       cmocka_unit_test(other_root),
                                       cmocka_unit_test(unknown_document),
                                       cmocka_unit_test(rows_of_the_analysis_need_an_id),
                                       cmocka_unit_test(schema_that_cannot_be_read),
                                       cmocka_unit_test(list_of_documents_that_cannot_be_made)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
