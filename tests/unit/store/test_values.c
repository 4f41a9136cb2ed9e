/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "store/opened.h"

static struct pz_value organisation(const char *code)
{
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_organisation_value(reader, code, PZ_WITH_ALL, &arena, &v, &err))
        fail_msg("%s", err.message);
    return v;
}

static struct pz_value named(const char *name)
{
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_reader_name(reader, name, NULL, &arena, &v, &err) != 1)
        fail_msg("%s: %s", name, err.message);
    return v;
}

static void mixed_scales_become_one(void **state)
{
    (void)state;
    struct pz_value o = organisation("1");
    expect(o, "results.0.code", "\"1.1\"");
    expect(o, "results.0.value", "5");
    expect(o, "results.0.percent", "100");
    expect(o, "results.0.level.name", "\"высокий\"");
    expect(o, "results.1.percent", "80");
    expect(o, "results.1.shown", "\"80\"");
    expect(o, "results.2.shown", "\"да\"");
    expect(o, "results.2.percent", "100");
    expect(o, "results.3.shown", "\"3 из 4\"");
    expect(o, "results.3.value", "75");
    expect(o, "results.3.number", "3");
    /* natural order of codes: 2.10 behind 2.2; a count without an end is shown but not graded */
    expect(o, "results.4.code", "\"2.10\"");
    expect(o, "results.4.value", "12");
    expect(o, "results.4.percent", "null");
    expect(o, "results.4.missing", "false");
    expect(o, "areas.0.percent", "85"); /* (1·100 + 3·80) / 4: weights */
    expect(o, "areas.1.percent", "87.5");
    expect(o, "areas.1.indicators.1.code", "\"2.2\"");
    expect(o, "percent", "86.25");
    expect(o, "level.number", "3");
    expect(o, "head.name", "\"Козодой Нина Павловна\"");
    expect(o, "воспитанников", "100");
}

static void missing_is_not_zero(void **state)
{
    (void)state;
    struct pz_value o = organisation("3");
    expect(o, "results.3.missing", "true");
    expect(o, "results.3.value", "null");
    expect(o, "results.3.shown", "\"нет данных\"");
    expect(o, "results.3.text", "\"н/д\"");
    expect(o, "areas.1.percent", "100"); /* of the yes alone */
    expect(o, "areas.1.known", "2");
    expect(o, "areas.1.total", "3");
    expect(o, "areas.1.missing", "1");
    o = organisation("10"); /* nothing at all */
    expect(o, "percent", "null");
    expect(o, "rank", "null");
    expect(o, "level", "null");
    expect(o, "deficits_count", "0");
    struct pz_value all = named("summary");
    expect(all, "indicators.3.known", "3");
    expect(all, "indicators.3.missing", "2");
    expect(all, "indicators.3.percent", "66.6666666667");
    expect(all, "overall.known", "4");
    expect(all, "organisations_count", "5");
}

static void ranks_with_ties(void **state)
{
    (void)state;
    expect(organisation("1"), "ranks", "\"1–2\"");
    expect(organisation("4"), "rank", "1");
    expect(organisation("4"), "rank_last", "2");
    expect(organisation("3"), "ranks", "\"3\"");
    expect(organisation("2"), "rank", "4");
    expect(organisation("2"), "ranked", "4");
    struct pz_value all = named("summary");
    expect(all, "ranking.0.code", "\"1\"");
    expect(all, "ranking.1.code", "\"4\"");
    expect(all, "ranking.4.code", "\"10\"");
    expect(all, "ranking.4.rank", "null");
}

static void dynamics_to_the_year_before(void **state)
{
    (void)state;
    struct pz_value o = organisation("1");
    expect(o, "results.0.previous", "4");
    expect(o, "results.0.change", "1");
    expect(o, "results.0.trend", "\"up\"");
    expect(o, "results.1.change", "-10");
    expect(o, "areas.0.previous_percent", "86.25");
    expect(o, "areas.0.change_percent", "-1.25");
    expect(o, "areas.0.trend", "\"down\"");
    expect(o, "areas.1.change", "null"); /* no data then */
    expect(o, "areas.1.trend", "null");
    struct pz_value all = named("summary");
    expect(all, "areas.0.improved", "{\"count\": 1, \"total\": 2, \"percent\": 50, \"suppressed\": false}");
    expect(all, "areas.0.declined.count", "1");
}

static void municipality(void **state)
{
    (void)state;
    struct pz_value all = named("summary");
    expect(all, "areas.0.percent", "65.9375");
    expect(all, "areas.0.min", "36.25");
    expect(all, "areas.0.max", "85");
    expect(all, "indicators.0.value", "3.75");
    expect(all, "indicators.0.shown", "\"3,75\"");
    expect(all, "levels.0.count", "1");
    expect(all, "levels.1.count", "1");
    expect(all, "levels.2.count", "2");
    expect(all, "levels.2.percent", "50");
    expect(all, "with_deficits", "{\"count\": 2, \"total\": 5, \"percent\": 40, \"suppressed\": false}");
    expect(organisation("2"), "areas.0.difference", "-8.4375");
    expect(organisation("2"), "areas.0.mean_percent", "65.9375");
}

static void deficits_and_practices_by_rules(void **state)
{
    (void)state;
    struct pz_value o = organisation("3");
    expect(o, "deficits_count", "3");
    expect(o, "deficits.0.code", "\"1.1\"");
    expect(o, "deficits.0.reason", "\"ниже базового\"");
    expect(o, "deficits.1.code", "\"1.2\"");
    expect(o, "deficits.1.reason", "\"ниже порога\"");
    expect(o, "deficits.2.kind", "\"area\"");
    expect(o, "results.1.deficit", "true");
    expect(organisation("2"), "deficits.0.code", "\"2\""); /* exactly on the threshold of 1.2 is no deficit */
    expect(organisation("2"), "deficits_count", "1");
    expect(organisation("1"), "practices_count", "2");
    expect(organisation("4"), "practices.0.code", "\"1.1\"");
    struct pz_value v = named("deficits");
    expect(v, "0.count", "1");
    expect(v, "0.total", "4");
    expect(v, "0.organisations.0.code", "\"3\"");
    expect(named("practices"), "0.count", "2");
}

/* Each kind of test of a rule, on the organisations it must find and no others. */
static void every_test_of_a_rule(void **state)
{
    (void)state;
    static const struct {
        const char *on, *target, *test, *value, *found;
    } cases[] = {
        {"indicator", "2.2", "below_number", "60", "2,"}, /* a share is compared in per cent: 50 */
        {"indicator", "2.2", "above_number", "75", "1,4,"},
        {"indicator", "1.1", "below_number", "3", "3,"},
        {"indicator", "1.2", "below", "60", "3,"},
        {"indicator", "1.2", "above", "60", "1,2,4,"},
        {"indicator", "1.1", "below_level", "4", "2,3,"},
        {"indicator", "1.1", "level_from", "5", "1,4,"},
        {"indicator", "1.1", "top_level", "", "1,4,"},
        {"overall", "", "top", "3", "1,3,4,"}, /* two share the first place, the next is the third */
        {"overall", "", "top", "1", "1,4,"},
        {"area", "1", "below_mean", "8", "2,3,"},
        {"area", "1", "above_mean", "19", "1,4,"},
        {"indicator", "1.2", "decline", "10", "1,"},
        {"indicator", "1.2", "growth", "10", "2,"},
        {"indicator", "1.2", "below_threshold", "", "3,"},
        {"indicator", "2", "below", "50", "2,"}, /* the target is an area: all its indicators */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_buf text = PZ_BUF_INIT, got = PZ_BUF_INIT;
        struct pz_store *s;
        struct pz_value v;
        const char *rules = strstr(definitions, "rule d1");
        pz_buf_put(&text, definitions, (size_t)(rules - definitions));
        pz_buf_printf(&text, "rule x kind practice\nrule x on %s\nrule x test %s\n", cases[i].on, cases[i].test);
        if (cases[i].target[0])
            pz_buf_printf(&text, "rule x target %s\n", cases[i].target);
        if (cases[i].value[0])
            pz_buf_printf(&text, "rule x value %s\n", cases[i].value);
        assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
        assert_int_equal(put_definitions(s, pz_buf_str(&text), &err) || put_all(s, "or5", &err), 0);
        struct pz_reader *r = reader_of(s);
        assert_int_equal(pz_reader_query(r, "SELECT DISTINCT organisation FROM finding WHERE period = '2026' ORDER BY 1", NULL, 0,
                                         &arena, &v, &err),
                         0);
        for (uint32_t k = 0; k < v.u.list->n; k++)
            pz_buf_printf(&got, "%s,", v.u.list->v[k].u.map->e[0].value.u.s);
        if (strcmp(pz_buf_str(&got), cases[i].found) != 0)
            fail_msg("%s %s %s: %s, not %s", cases[i].target, cases[i].test, cases[i].value, pz_buf_str(&got), cases[i].found);
        pz_reader_close(r);
        pz_store_close(s);
        pz_buf_release(&text);
        pz_buf_release(&got);
    }
}

static void clusters_by_conditions(void **state)
{
    (void)state;
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_cluster_value(reader, "village", &arena, &v, &err), 0);
    expect(v, "count", "2");
    expect(v, "organisations.0.code", "\"3\"");
    expect(v, "organisations.1.code", "\"4\"");
    expect(v, "areas.0.percent", "60.625");
    expect(v, "areas.0.difference", "-5.3125");
    expect(v, "deficits.0.code", "\"1.1\"");
    expect(v, "deficits.0.count", "1");
    expect(v, "deficits.0.total", "2");
    expect(v, "recommendations.0.code", "\"r1\"");
    expect(v, "recommendations.0.count", "1");
    expect(v, "recommendations.0.total", "2");
    assert_int_equal(pz_cluster_value(reader, "weak", &arena, &v, &err), 0);
    expect(v, "count", "2");
    expect(v, "organisations.1.code", "\"10\"");
    struct pz_value o = organisation("3"); /* in both */
    expect(o, "clusters.0.code", "\"village\"");
    expect(o, "clusters.1.code", "\"weak\"");
    expect(o, "clusters.0.areas.0.percent", "60.625");
    expect(o, "clusters.0.areas.0.difference", "-24.375");
    assert_int_equal(pz_cluster_value(reader, "нет", &arena, &v, &err), -1);
    assert_string_equal(err.id, "E-STORE-023");
}

static void every_condition_of_a_cluster(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *found; /* fields of one condition: name value … */
    } cases[] = {
        {"what type\nvalue city", "1,10,2,"},
        {"what type\nvalue село\nnot да", "1,10,2,"},
        {"what organisation\nvalue 3", "3,"},
        {"what deficit", "2,3,"},
        {"what deficit\ntarget 1.2", "3,"},
        {"what deficit\ntarget 2", "2,"},
        {"what deficits\nfrom 2", "3,"},
        {"what deficits\nto 0", "1,10,4,"},
        {"what practice\ntarget 1.1", "1,4,"},
        {"what practices\nfrom 2", "1,4,"},
        {"what level\nvalue 3", "1,4,"},
        {"what level\nfrom 1\nto 2", "2,3,"},
        {"what level\ntarget 1\nvalue 1", "3,"},
        {"what value\nfrom 41\nto 68", "2,"},
        {"what value\ntarget 1.1\nfrom 50", "1,2,4,"},
        {"what rank\nto 2", "1,4,"},
        {"what property\ntarget воспитанников\nfrom 102", "10,3,4,"},
        {"what property\ntarget воспитанников\nvalue 101", "2,"},
        {"what missing", "10,3,"},
        {"what done\ntarget m1", "2,"},
        {"what done\ntarget m1\nnot 1", "1,10,3,4,"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_buf text = PZ_BUF_INIT, got = PZ_BUF_INIT;
        struct pz_store *s;
        struct pz_value v;
        pz_buf_puts(&text, definitions);
        pz_buf_puts(&text, "cluster x name X\ncondition x cluster x\nfulfilment f measure m1\nfulfilment f organisation "
                           "2\nfulfilment f state done\n"
                           "fulfilment g measure m1\nfulfilment g organisation 3\nfulfilment g state partly\n");
        for (const char *p = cases[i].condition; *p; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] != 0))
            pz_buf_printf(&text, "condition x %.*s\n", (int)strcspn(p, "\n"), p);
        assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
        assert_int_equal(put_definitions(s, pz_buf_str(&text), &err) || put_all(s, "or5", &err), 0);
        struct pz_reader *r = reader_of(s);
        assert_int_equal(
            pz_reader_query(r, "SELECT organisation FROM member WHERE cluster = 'x' ORDER BY 1", NULL, 0, &arena, &v, &err), 0);
        for (uint32_t k = 0; k < v.u.list->n; k++)
            pz_buf_printf(&got, "%s,", v.u.list->v[k].u.map->e[0].value.u.s);
        if (strcmp(pz_buf_str(&got), cases[i].found) != 0)
            fail_msg("%s: %s, not %s", cases[i].condition, pz_buf_str(&got), cases[i].found);
        pz_reader_close(r);
        pz_store_close(s);
        pz_buf_release(&text);
        pz_buf_release(&got);
    }
}

static void recommendations_fit_the_deficit(void **state)
{
    (void)state;
    struct pz_value o = organisation("3");
    expect(o, "recommendations.0.code", "\"r1\""); /* of the lower level, not r2 */
    expect(o, "recommendations.0.responsible", "\"заведующий; методист\"");
    expect(o, "recommendations.0.deadline_date", "\"2026-06-01\"");
    expect(o, "recommendations.0.deadline_text", "\"до 01.06.2026\"");
    expect(o, "recommendations.0.item.shown", "\"40\"");
    expect(o, "recommendations.1.code", "\"r3\""); /* by area, for two items, once */
    expect(o, "recommendations.1.items.0.code", "\"1.1\"");
    expect(o, "recommendations.1.items.1.code", "\"1\"");
    expect(o, "recommendations.1.deadline_text", "\"ежегодно\"");
    expect(o, "recommendations.2", "undefined");
    expect(o, "deficits.1.recommendations.0.code", "\"r1\"");
    expect(organisation("1"), "recommendations", "[]");
}

static void small_groups_are_hidden_on_demand(void **state)
{
    (void)state;
    struct pz_store *s;
    struct pz_reader *r;
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    pz_buf_printf(&text, "%ssetting small_group value 3\n", definitions);
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(put_definitions(s, pz_buf_str(&text), &err) || put_all(s, "or5", &err), 0);
    pz_buf_release(&text);
    r = reader_of(s);
    assert_int_equal(pz_reader_name(r, "summary", NULL, &arena, &v, &err), 1);
    expect(v, "with_deficits.suppressed", "true");
    expect(v, "with_deficits.count", "null");
    expect(v, "levels.0.count", "null"); /* 1, 1 and 2: all below 3 */
    expect(v, "levels.2.suppressed", "true");
    expect(v, "indicators.2.levels.2.count", "null"); /* 1, 0 and 3 of 4: the three would give the one away */
    expect(v, "indicators.2.levels.1.count", "0");
    assert_int_equal(pz_reader_name(r, "deficits", NULL, &arena, &v, &err), 1);
    expect(v, "0.suppressed", "true");
    expect(v, "0.organisations", "[]");
    assert_int_equal(pz_cluster_value(r, "village", &arena, &v, &err), 0);
    expect(v, "suppressed", "true");
    expect(v, "areas.0.percent", "null");
    expect(v, "count", "null");
    expect(v, "organisations", "[]");
    pz_reader_close(r);
    pz_store_close(s);
}

/* The office's documents show all, the public site does not: the same store, the caller's own bound. */
static void a_reader_hides_small_groups(void **state)
{
    (void)state;
    struct pz_store *s;
    struct pz_reader *r;
    struct pz_value v;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(put_definitions(s, definitions, &err) || put_all(s, "or5", &err), 0);
    r = reader_of(s);
    assert_int_equal(pz_reader_name(r, "summary", NULL, &arena, &v, &err), 1);
    expect(v, "with_deficits.count", "2");
    assert_int_equal(pz_reader_suppress(r, 3, &err), 0);
    assert_int_equal(pz_reader_name(r, "summary", NULL, &arena, &v, &err), 1);
    expect(v, "with_deficits.count", "null");
    assert_int_equal(pz_reader_suppress(r, 100, &err), 0); /* then even the municipality is a small group */
    assert_int_equal(pz_reader_name(r, "summary", NULL, &arena, &v, &err), 1);
    expect(v, "overall.percent", "null");
    expect(v, "overall.min", "null");
    expect(v, "overall.level_name", "null");
    assert_int_equal(pz_reader_suppress(r, 0, &err), 0);
    assert_int_equal(pz_reader_name(r, "summary", NULL, &arena, &v, &err), 1);
    expect(v, "with_deficits.count", "2");
    pz_reader_close(r);
    pz_store_close(s);
}

static void sets_of_organisations(void **state)
{
    (void)state;
    static const struct {
        const char *set, *codes;
    } cases[] = {
        {"all", "1,2,3,4,10,"},
        {"deficits", "2,3,"},
        {"practices", "1,4,"},
        {"missing", "3,10,"},
        {"cluster:weak", "3,10,"},
        {"level:3", "1,4,"},
        {"indicator:1.2", "3,"},
        {"area:1", "3,"},
        {"area:2", "2,"},
        {"code:10,2", "10,2,"},
        {"SELECT code FROM organisation WHERE type = 'село' ORDER BY code DESC", "4,3,"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_spool codes = {0};
        const void *code;
        size_t len;
        struct pz_error err = PZ_ERROR_INIT;
        struct pz_buf got = PZ_BUF_INIT;
        if (pz_reader_codes(reader, cases[i].set, &codes, &err))
            fail_msg("%s: %s", cases[i].set, err.message);
        while (pz_spool_next(&codes, &code, &len, &err) == 1)
            pz_buf_printf(&got, "%s,", (const char *)code);
        pz_spool_release(&codes);
        assert_string_equal(pz_buf_str(&got), cases[i].codes);
        pz_buf_release(&got);
    }
}

static void refused_sets_and_queries(void **state)
{
    (void)state;
    static const struct {
        const char *set, *id;
    } cases[] = {
        {"всё", "E-STORE-020"},
        {"code:77", "E-STORE-022"},
        {"cluster:нет", "E-STORE-023"},
        {"SELECT 1", "E-STORE-021"},
        {"SELECT * FROM nothing", "E-STORE-021"},
        {"SELECT code FROM organisation; DROP TABLE organisation", "E-STORE-021"},
        {"SELECT code, code FROM organisation", "E-STORE-021"},
        {"SELECT load_extension('x')", "E-STORE-021"},
        {"select code from pragma_database_list", "E-STORE-021"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pz_spool codes = {0};
        struct pz_error err = PZ_ERROR_INIT;
        if (pz_reader_codes(reader, cases[i].set, &codes, &err) == 0)
            fail_msg("%s passed", cases[i].set);
        pz_spool_release(&codes);
        assert_string_equal(err.id, cases[i].id);
    }
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v;
    assert_int_equal(pz_reader_query(reader, "DELETE FROM file", NULL, 0, &arena, &v, &err), -1);
    assert_string_equal(err.id, "E-STORE-021");
    pz_error_clear(&err);
    assert_int_equal(pz_organisation_value(reader, "77", 0, &arena, &v, &err), -1);
    assert_string_equal(err.id, "E-STORE-022");
    pz_error_clear(&err);
    assert_int_equal(pz_entities_value(reader, "чудо", &arena, &v, &err), -1);
    assert_string_equal(err.id, "E-STORE-010");
    assert_int_equal(pz_reader_name(reader, "authority", NULL, &arena, &v, &err), 0);
}

static void queries_take_arguments(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v, args[] = {pz_str("село"), pz_float(0.5)};
    assert_int_equal(
        pz_reader_query(reader,
                        "SELECT o.code, s.normal AS доля FROM organisation o JOIN score s ON s.organisation = o.code AND "
                        "s.period = '2026' AND s.kind = 'overall' WHERE o.type = ?1 AND s.normal > ?2 ORDER BY 1",
                        args, 2, &arena, &v, &err),
        0);
    expect(v, "", "[{\"code\": \"3\", \"доля\": 0.68125}, {\"code\": \"4\", \"доля\": 0.8625}]");
}

static void plans_persons_grounds(void **state)
{
    (void)state;
    static const char *const more =
        "plan road title Дорожная_карта\nsection road/1 plan road\nsection road/1 title Первый\n"
        "measure road/1.10 plan road\nmeasure road/1.10 section road/1\nmeasure road/1.10 title Десятое\n"
        "measure road/1.2 plan road\nmeasure road/1.2 section road/1\nmeasure road/1.2 title Второе\n"
        "measure road/1.2 responsible отдел\nmeasure road/1.2 responsible центр\nmeasure road/1.2 term до_13.06.2026\n"
        "person boss name Стрельников_Андрей_Николаевич\nperson boss sex мужской\n"
        "ground a title Устав\nground a force 3\nground b title Закон\nground b force 1\nground b date 29.12.2012\n";
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_store *s;
    struct pz_value v;
    pz_buf_printf(&text, "%s%s", definitions, more);
    assert_int_equal(pz_store_open(&s, ":memory:", PZ_STORE_CREATE, &err), 0);
    assert_int_equal(put_definitions(s, pz_buf_str(&text), &err) || put_all(s, "or5", &err), 0);
    pz_buf_release(&text);
    struct pz_reader *r = reader_of(s);
    assert_int_equal(pz_reader_name(r, "plans", NULL, &arena, &v, &err), 1);
    v = v.u.list->v[0];
    expect(v, "code", "\"road\"");
    expect(v, "sections.0.measures.0.title", "\"Второе\"");
    expect(v, "sections.0.measures.0.responsible", "[\"отдел\", \"центр\"]");
    expect(v, "sections.0.measures.0.due", "\"2026-06-13\"");
    expect(v, "sections.0.measures.0.due_next", "\"2026-06-15\"");
    expect(v, "measures.1.title", "\"Десятое\"");
    expect(v, "measures.1.due", "null");
    assert_int_equal(pz_reader_name(r, "persons", NULL, &arena, &v, &err), 1);
    expect(v, "0.name", "\"Стрельников Андрей Николаевич\"");
    expect(v, "0.sex", "\"m\"");
    expect(v, "0.post", "null");
    assert_int_equal(pz_reader_name(r, "grounds", NULL, &arena, &v, &err), 1);
    expect(v, "0.title", "\"Закон\"");
    expect(v, "0.date", "\"2012-12-29\"");
    expect(v, "1.title", "\"Устав\"");
    pz_reader_close(r);
    pz_store_close(s);
}

static void reader_renews_and_old_values_live(void **state)
{
    (void)state;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value before = organisation("1");
    assert_int_equal(pz_reader_renew(reader, &err), 0);
    struct pz_value after = organisation("1");
    expect(before, "results.0.name", "\"Ориентиры\"");
    expect(after, "results.0.name", "\"Ориентиры\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mixed_scales_become_one),
        cmocka_unit_test(missing_is_not_zero),
        cmocka_unit_test(ranks_with_ties),
        cmocka_unit_test(dynamics_to_the_year_before),
        cmocka_unit_test(municipality),
        cmocka_unit_test(deficits_and_practices_by_rules),
        cmocka_unit_test(every_test_of_a_rule),
        cmocka_unit_test(every_condition_of_a_cluster),
        cmocka_unit_test(clusters_by_conditions),
        cmocka_unit_test(recommendations_fit_the_deficit),
        cmocka_unit_test(small_groups_are_hidden_on_demand),
        cmocka_unit_test(a_reader_hides_small_groups),
        cmocka_unit_test(sets_of_organisations),
        cmocka_unit_test(refused_sets_and_queries),
        cmocka_unit_test(queries_take_arguments),
        cmocka_unit_test(plans_persons_grounds),
        cmocka_unit_test(reader_renews_and_old_values_live),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
