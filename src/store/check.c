/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-checks over data and register before anything is made. Each is one query that gives file, sheet, cell, line, column and the
 * words of its message. */
#include "base/i18n.h"
#include "store/db.h"

enum { MAX_WORDS = 5 };

/* One row of a check. */
struct finding {
    struct pz_place place;
    const char *word[MAX_WORDS]; /* "" when null */
};

struct check {
    const char *sql; /* file, sheet, cell, line, col, then the words */
    void (*report)(const struct finding *f, struct pz_diags *diags);
};

#define PLACE "s.path, f.sheet, f.cell, f.line, f.col"

static void unknown_organisation(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-040", &f->place, _("results of “%s”, which is in no list of organisations"), f->word[0]);
}

static void unknown_indicator(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-041", &f->place, _("results by the indicator “%s”, which is not defined"), f->word[0]);
}

static void off_scale(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-042", &f->place, _("%s of “%s” by “%s” is not on its scale %s; it counts nowhere"), f->word[0],
              f->word[1], f->word[2], f->word[3]);
}

static void contradiction(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-043", &f->place, _("“%s” of “%s” is “%s” here and “%s” in “%s”, which is taken"), f->word[0],
              f->word[1], f->word[2], f->word[3], f->word[4]);
}

static void wrong_total(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-044", &f->place, _("the total of “%s” is %s, the rows give %s"), f->word[0], f->word[1], f->word[2]);
}

static void no_recommendation(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-045", &f->place, _("no recommendation of the catalogue fits the deficit “%s” %s (organisations: %s)"),
              f->word[0], f->word[1], f->word[2]);
}

static void no_measure(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-046", &f->place, _("no plan has a measure for the deficit “%s” %s (organisations: %s)"), f->word[0],
              f->word[1], f->word[2]);
}

static void indicator_incomplete(const struct finding *f, struct pz_diags *diags)
{
    if (f->word[1][0] == 's')
        pz_report(diags, "E-STORE-047", &f->place, _("the indicator “%s” names the scale “%s”, which is not defined"), f->word[0],
                  f->word[2]);
    else
        pz_report(diags, "E-STORE-047", &f->place, _("the indicator “%s” names the area “%s”, which is not defined"), f->word[0],
                  f->word[2]);
}

static void bad_level(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-048", &f->place, _("the levels “%s” leave a hole: the lowest begins at %s %%, not at 0"), f->word[0],
              f->word[1]);
}

static void bad_rule(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-049", &f->place, _("the rule “%s” has no %s"), f->word[0], f->word[1]);
}

static void unknown_target(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-050", &f->place, _("“%s” refers to “%s”, which is not defined"), f->word[0], f->word[1]);
}

static void term_on_day_off(const struct finding *f, struct pz_diags *diags)
{
    if (strcmp(f->word[2], "weekend") == 0)
        pz_report(diags, "W-STORE-051", &f->place, _("the term “%s” of “%s” falls on a day off; the next working day is %s"),
                  f->word[0], f->word[1], f->word[3]);
    else
        pz_report(diags, "W-STORE-051", &f->place, _("the term “%s” of “%s” falls on a holiday (%s); the next working day is %s"),
                  f->word[0], f->word[1], f->word[2], f->word[3]);
}

static void term_unknown(const struct finding *f, struct pz_diags *diags)
{
    if (f->word[2][0])
        pz_report(diags, "W-STORE-052", &f->place, _("the term “%s” of “%s” needs the setting “%s”, which is missing"), f->word[0],
                  f->word[1], f->word[2]);
    else
        pz_report(diags, "W-STORE-053", &f->place, _("the term “%s” of “%s” is not understood; it is printed as it stands"),
                  f->word[0], f->word[1]);
}

static void ground_after_act(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-054", &f->place, _("the ground “%s” is of %s, later than the document “%s” of %s"), f->word[0],
              f->word[1], f->word[2], f->word[3]);
}

static void late_letter(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-055", &f->place, _("the document “%s” of %s announces an event of %s"), f->word[0], f->word[1],
              f->word[2]);
}

static void title_differs(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-056", &f->place, _("the title “%s” is “%s” in the text"), f->word[0], f->word[1]);
}

static void missing_document(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-057", &f->place, _("the document “%s” refers to “%s”, which does not exist"), f->word[0], f->word[1]);
}

static void number_gap(const struct finding *f, struct pz_diags *diags)
{
    if (strcmp(f->word[2], f->word[3]) == 0)
        pz_report(diags, "W-STORE-058", NULL, _("the journal “%s” has not given the number %s"), f->word[0], f->word[2]);
    else
        pz_report(diags, "W-STORE-058", NULL, _("the journal “%s” has not given the numbers %s to %s"), f->word[0], f->word[2],
                  f->word[3]);
}

static void without_results(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-059", &f->place, _("there are no results of “%s” for %s"), f->word[0], f->word[1]);
}

/* The place of an entity: that of its first field in the winning file. */
#define ENTITY(name, key)                                                                                                          \
    "LEFT JOIN fact f ON f.entity = '" name "' AND f.key = " key                                                                   \
    " AND f.field = (SELECT min(x.field) FROM fact x WHERE x.entity = '" name "' AND x.key = " key                                 \
    ") AND f.n = 0 LEFT JOIN file s ON s.id = f.file "

static const struct check checks[] = {
    {"SELECT " PLACE
     ", f.organisation FROM raw_result f JOIN file s ON s.id = f.file WHERE f.organisation NOT IN (SELECT code FROM organisation) "
     "GROUP BY s.path, f.organisation ORDER BY s.path, f.organisation",
     unknown_organisation},
    {"SELECT " PLACE
     ", f.indicator FROM raw_result f JOIN file s ON s.id = f.file WHERE f.indicator NOT IN (SELECT code FROM indicator) "
     "GROUP BY s.path, f.indicator ORDER BY s.path, f.indicator",
     unknown_indicator},
    {"SELECT " PLACE ", coalesce(f.text, printf('%.15g', f.number)), coalesce(o.short_name, o.name, o.code), "
     "coalesce(i.short_name, i.name, i.code), "
     "CASE i.kind WHEN 'share' THEN '0…' || CAST(f.base AS INTEGER) ELSE CAST(i.min AS INTEGER) || '…' || CAST(i.max AS INTEGER) "
     "END "
     "FROM grade g JOIN indicator i ON i.code = g.code JOIN organisation o ON o.code = g.organisation "
     "JOIN result r ON r.organisation = g.organisation AND r.period = g.period AND r.indicator = g.code "
     "JOIN raw_result f ON f.period = g.period AND f.organisation = g.organisation AND f.indicator = g.code AND f.file = r.file "
     "JOIN file s ON s.id = f.file WHERE g.kind = 'indicator' AND g.number IS NOT NULL AND g.normal IS NULL AND i.kind IS NOT NULL "
     "AND "
     "(i.max IS NOT NULL OR i.kind = 'share') ORDER BY s.path, f.period, o.position, i.position",
     off_scale},
    {"SELECT " PLACE ", f.field, f.key, coalesce(f.text, CAST(f.value AS TEXT)), CAST(v.value AS TEXT), t.path FROM fact f JOIN "
     "file s ON s.id = f.file "
     "JOIN value v ON v.entity = f.entity AND v.key = f.key AND v.field = f.field AND v.n = f.n JOIN file t ON t.id = v.file "
     "WHERE f.file <> v.file AND f.value <> v.value AND f.n = 0 ORDER BY s.path, f.entity, f.key, f.field",
     contradiction},
    {"SELECT " PLACE
     ", f.indicator, f.organisation, coalesce(f.text, printf('%.15g', f.number), '–'), coalesce(r.text, printf('%.15g', "
     "r.number), '–'), t.path "
     "FROM raw_result f JOIN file s ON s.id = f.file JOIN result r ON r.organisation = f.organisation AND r.period = f.period AND "
     "r.indicator = "
     "f.indicator JOIN file t ON t.id = r.file WHERE f.file <> r.file AND f.number IS NOT NULL AND (f.number IS NOT r.number OR "
     "f.base IS NOT r.base) "
     "ORDER BY s.path, f.period, f.organisation, f.indicator",
     contradiction},
    {"SELECT * FROM (SELECT " PLACE ", f.indicator, coalesce(f.text, printf('%.15g', f.number)), printf('%.15g', round(CASE f.how "
     "WHEN 'sum' THEN sum(r.number) WHEN 'mean' THEN avg(r.number) WHEN 'min' THEN min(r.number) WHEN 'max' THEN max(r.number) "
     "ELSE count(r.number) END, 4)) AS found, f.number AS said FROM total f JOIN file s ON s.id = f.file JOIN raw_result r "
     "ON r.file = f.file AND "
     "r.indicator = f.indicator AND r.period = f.period GROUP BY f.file, f.indicator, f.period, f.how) "
     /* as exact as it was written: a total «3,5» of 3,54 adds up */
     "WHERE abs(CAST(found AS REAL) - said) > 0.5 * CASE WHEN said = round(said, 0) THEN 1 WHEN said = round(said, 1) THEN 0.1 "
     "WHEN said = "
     "round(said, 2) THEN 0.01 ELSE 0.001 END + 1e-9 ORDER BY 1, 6",
     wrong_total},
    {"SELECT " PLACE ", d.code, coalesce(i.name, a.name, ''), d.n FROM (SELECT kind, code, count(DISTINCT organisation) AS n FROM "
     "finding x WHERE finding = "
     "'deficit' AND period = (SELECT code FROM period WHERE current) AND NOT EXISTS (SELECT 1 FROM advice y WHERE y.organisation = "
     "x.organisation AND y.period = x.period AND y.kind = x.kind AND y.code = x.code) GROUP BY kind, code) d "
     "LEFT JOIN indicator i ON d.kind = 'indicator' AND i.code = d.code LEFT JOIN area a ON d.kind = 'area' AND a.code = d.code "
     "LEFT JOIN fact f ON f.entity = d.kind AND f.key = d.code AND f.field = 'name' AND f.n = 0 LEFT JOIN file s ON s.id = f.file "
     "WHERE EXISTS (SELECT 1 FROM recommendation) GROUP BY d.kind, d.code ORDER BY d.kind, d.code",
     no_recommendation},
    {"SELECT " PLACE ", d.code, coalesce(i.name, a.name, ''), d.n FROM (SELECT kind, code, count(DISTINCT organisation) AS n FROM "
     "finding WHERE finding = "
     "'deficit' AND kind <> 'overall' AND period = (SELECT code FROM period WHERE current) GROUP BY kind, code) d "
     "LEFT JOIN indicator i ON d.kind = 'indicator' AND i.code = d.code LEFT JOIN area a ON d.kind = 'area' AND a.code = d.code "
     "LEFT JOIN fact f ON f.entity = d.kind AND f.key = d.code AND f.field = 'name' AND f.n = 0 LEFT JOIN file s ON s.id = f.file "
     "WHERE EXISTS (SELECT 1 FROM value WHERE entity = 'measure' AND field IN ('indicator', 'area')) AND NOT EXISTS (SELECT 1 FROM "
     "value m WHERE "
     "m.entity = 'measure' AND (m.field = 'indicator' AND d.kind = 'indicator' AND m.value = d.code OR m.field = 'area' AND "
     "m.value IN (d.code, i.area))) "
     "GROUP BY d.kind, d.code ORDER BY d.kind, d.code",
     no_measure},
    {"SELECT " PLACE ", i.code, 'scale', coalesce(i.scale, '') FROM indicator i " ENTITY(
         "indicator", "i.code") "WHERE i.kind IS NULL GROUP BY i.code "
                                "UNION ALL SELECT " PLACE ", i.code, 'area', coalesce(i.area, '') FROM indicator i " ENTITY(
                                    "indicator",
                                    "i.code") "WHERE NOT EXISTS (SELECT 1 FROM area a WHERE a.code = i.area) GROUP BY i.code",
     indicator_incomplete},
    {"SELECT " PLACE ", l.scheme, l.low * 100 FROM (SELECT scheme, min(low) AS low FROM level GROUP BY scheme) l LEFT JOIN fact f "
     "ON f.entity = 'level' "
     "AND f.field = 'low' AND f.key = (SELECT v.key FROM value v WHERE v.entity = 'level' AND v.field = 'low' AND v.value = l.low "
     "* 100 LIMIT 1) "
     "LEFT JOIN file s ON s.id = f.file WHERE l.low > 1e-9 GROUP BY l.scheme",
     bad_level},
    {"SELECT " PLACE ", r.code, 'test' FROM rule r " ENTITY(
         "rule", "r.code") "WHERE r.test IS NULL GROUP BY r.code UNION ALL "
                           "SELECT " PLACE ", r.code, 'kind' FROM rule r " ENTITY(
                               "rule", "r.code") "WHERE r.kind IS NULL GROUP BY r.code UNION ALL "
                                                 "SELECT " PLACE ", r.code, 'value' FROM rule r " ENTITY(
                                                     "rule",
                                                     "r.code") "WHERE r.value IS NULL AND r.test NOT IN ('below_threshold', "
                                                               "'top_level', 'below_mean', 'above_mean') GROUP BY r.code",
     bad_rule},
    {"SELECT " PLACE ", r.code, r.target FROM rule r " ENTITY(
         "rule", "r.code") "WHERE coalesce(r.target, '') NOT IN (SELECT '' UNION SELECT code FROM "
                           "indicator UNION SELECT code FROM area) GROUP BY r.code UNION ALL "
                           "SELECT " PLACE ", c.code, c.indicator FROM recommendation c " ENTITY(
                               "recommendation",
                               "c.code") "WHERE coalesce(c.indicator, '') NOT IN (SELECT '' UNION SELECT code FROM indicator) "
                                         "GROUP BY c.code UNION ALL "
                                         "SELECT " PLACE ", c.code, c.area FROM recommendation c " ENTITY(
                                             "recommendation",
                                             "c.code") "WHERE coalesce(c.area, '') NOT IN (SELECT '' UNION SELECT code FROM area) "
                                                       "GROUP BY c.code UNION ALL "
                                                       "SELECT " PLACE ", c.code, coalesce(c.cluster, '') FROM condition c " ENTITY(
                                                           "condition", "c.code") "WHERE coalesce(c.cluster, '') NOT IN (SELECT "
                                                                                  "code FROM cluster) GROUP BY c.code",
     unknown_target},
    {"SELECT " PLACE ", f.value, f.key, d.off, d.next FROM value v JOIN fact f ON f.entity = v.entity AND f.key = v.key AND "
     "f.field = v.field AND f.n = "
     "v.n AND f.file = v.file JOIN file s ON s.id = f.file JOIN deadline d ON d.text = v.value WHERE v.field IN ('deadline', "
     "'term') AND d.off <> '' "
     "ORDER BY s.path, f.entity, f.key",
     term_on_day_off},
    {"SELECT " PLACE ", f.value, f.key, coalesce(d.event, '') FROM value v JOIN fact f ON f.entity = v.entity AND f.key = v.key "
     "AND f.field = v.field AND "
     "f.n = v.n AND f.file = v.file JOIN file s ON s.id = f.file JOIN deadline d ON d.text = v.value WHERE v.field IN ('deadline', "
     "'term') AND d.day IS "
     "NULL AND d.repeated = 0 ORDER BY s.path, f.entity, f.key",
     term_unknown},
    {"SELECT " PLACE ", coalesce(t.value, g.value), g.value, e.id, coalesce(e.date, e.planned_date) FROM reference r JOIN "
     "current_edition e ON e.id = r.id AND "
     "e.organisation = r.organisation JOIN value g ON g.entity = 'ground' AND g.key = r.target AND g.field = 'date' LEFT JOIN "
     "value t ON t.entity = "
     "'ground' AND t.key = r.target AND t.field = 'title' JOIN fact f ON f.entity = 'ground' AND f.key = r.target AND f.field = "
     "'date' AND f.file = "
     "g.file JOIN file s ON s.id = f.file WHERE g.value > coalesce(e.date, e.planned_date) AND e.state < 3 GROUP BY e.id, r.target "
     "ORDER BY e.id, r.target",
     ground_after_act},
    {"SELECT '', '', '', 0, 0, coalesce(x.title, x.id), coalesce(x.date, x.planned_date), e.id, coalesce(e.date, e.planned_date) "
     "FROM reference r JOIN "
     "current_edition e ON e.id = r.id AND e.organisation = r.organisation JOIN current_edition x ON x.id = r.target AND "
     "x.organisation = "
     "r.target_organisation WHERE coalesce(x.date, x.planned_date) > coalesce(e.date, e.planned_date) AND e.state < 3 AND r.role "
     "IN ('ground', 'order') "
     "GROUP BY e.id, x.id ORDER BY e.id, x.id",
     ground_after_act},
    {"SELECT e.path, '', '', 0, 0, e.id, coalesce(e.date, e.planned_date), e.event_date FROM current_edition e WHERE e.event_date "
     "<= coalesce(e.date, "
     "e.planned_date) AND e.state < 3 ORDER BY e.id, e.organisation",
     late_letter},
    {"SELECT e.path, '', '', 0, 0, e.title, e.point_title FROM current_edition e WHERE e.point_title <> e.title ORDER BY e.id, "
     "e.organisation",
     title_differs},
    {"SELECT e.path, '', '', 0, 0, r.id, r.target FROM reference r JOIN current_edition e ON e.id = r.id AND e.organisation = "
     "r.organisation WHERE NOT "
     "EXISTS (SELECT 1 FROM edition x WHERE x.id = r.target) AND NOT EXISTS (SELECT 1 FROM entity g WHERE g.entity = 'ground' AND "
     "g.key = r.target) "
     "GROUP BY r.id, r.target ORDER BY r.id, r.target",
     missing_document},
    {"SELECT '', '', '', 0, 0, journal, year, before + 1, seq - 1 FROM (SELECT journal, year, seq, lag(seq) OVER (PARTITION BY "
     "journal, year ORDER BY seq) "
     "AS before FROM number WHERE seq IS NOT NULL) WHERE seq > before + 1 ORDER BY journal, year, seq",
     number_gap},
    {"SELECT " PLACE ", coalesce(o.short_name, o.name, o.code), p.code FROM organisation o JOIN period p ON p.current LEFT JOIN "
     "fact f ON f.entity = "
     "'organisation' AND f.key = o.code AND f.field = 'name' AND f.n = 0 LEFT JOIN file s ON s.id = f.file WHERE EXISTS (SELECT 1 "
     "FROM result WHERE period = "
     "p.code) AND NOT EXISTS (SELECT 1 FROM result r WHERE r.organisation = o.code AND r.period = p.code) GROUP BY o.code ORDER BY "
     "o.position",
     without_results},
};

static const char *word(sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    return text ? text : "";
}

static int run(struct db *db, const struct check *check, struct pz_diags *diags, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(db, check->sql, err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        struct finding f = {.place = pz_place_cell(word(st, 0), word(st, 1), word(st, 2))};
        f.place.line = (unsigned)sqlite3_column_int(st, 3);
        f.place.column = (unsigned)sqlite3_column_int(st, 4);
        for (int i = 0; i < MAX_WORDS; i++)
            f.word[i] = i + 5 < sqlite3_column_count(st) ? word(st, i + 5) : "";
        check->report(&f, diags);
    }
    return rc;
}

int pz_store_check(struct pz_store *s, struct pz_diags *diags, struct pz_error *err)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (run(&s->db, &checks[i], diags, err))
            return -1;
    return 0;
}
