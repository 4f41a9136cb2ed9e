/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/explain.h"

#include <math.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "store/schema.h"
#include "store/wanted.h"

enum { CELLS_OF_ALL = 3, CELLS_MAX = 200, FOUND_MAX = 100 };

struct search {
    struct pz_reader *r;
    struct pz_arena *arena;
    const char *organisation; /* "" for the municipality */
    struct pz_value name;     /* of the organisation */
    struct wanted want;
    bool all; /* take everything */
    struct pz_explanation *v;
    size_t n, cap;
    struct pz_error *err;
    bool failed;
};

static bool shows(const struct search *s, double value, bool percent)
{
    if (s->all)
        return true;
    if (isnan(value) || !isnan(s->want.of) || (s->want.percent && !percent))
        return false;
    double power = pow(10, s->want.decimals);
    double rounded = value < 0 ? ceil(value * power - 0.5 - 1e-9) : floor(value * power + 0.5 + 1e-9);
    return fabs(rounded / power - s->want.number) < 1e-9;
}

static bool shows_share(const struct search *s, double count, double total)
{
    if (!isnan(s->want.of))
        return count == s->want.number && total == s->want.of;
    return (!s->want.percent && count == s->want.number && !s->want.decimals) ||
           (total > 0 && s->want.percent && shows(s, 100 * count / total, true));
}

/* Cells ------------------------------------------------------------------------------------------------------------- */

static struct pz_place place_of(sqlite3_stmt *st)
{
    const char *text[3];
    for (int i = 0; i < 3; i++) {
        text[i] = (const char *)sqlite3_column_text(st, i);
        if (!text[i])
            text[i] = "";
    }
    struct pz_place p = pz_place_cell(text[0], text[1], text[2]);
    p.line = (unsigned)sqlite3_column_int(st, 3);
    p.column = (unsigned)sqlite3_column_int(st, 4);
    return p;
}

/* Columns of st: path, sheet, cell, line, col, text. Appends to e. */
static void take_cells(struct search *s, sqlite3_stmt *st, struct pz_explanation *e)
{
    int rc = st ? 1 : -1;
    size_t cap = e->cells_n;
    while (rc > 0 && (rc = db_step(s->r->db, st, s->err)) > 0) {
        if (e->cells_total++ >= (s->all ? CELLS_OF_ALL : CELLS_MAX))
            continue;
        if (e->cells_n == cap) {
            e->cells = pz_arena_grow(s->arena, e->cells, e->cells_n, cap ? cap * 2 : 4, sizeof *e->cells);
            cap = cap ? cap * 2 : 4;
        }
        e->cells[e->cells_n++] = (struct pz_source_cell){place_of(st), db_text0(st, 5, s->arena)};
    }
    s->failed |= rc < 0;
}

/* Cells of the results of a period, narrowed by what is not NULL. */
static void result_cells(struct search *s, struct pz_explanation *e, const char *period, const char *organisation,
                         const struct item *it)
{
    const char *indicator = it && it->kind == ITEM_INDICATOR ? it->code : NULL,
               *area = it && it->kind == ITEM_AREA ? it->code : NULL;
    sqlite3_stmt *st =
        organisation
            ? db_query(s->r->db,
                       "SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(f.text, CASE WHEN f.number IS NOT NULL THEN "
                       "printf('%.15g', f.number) END, '') FROM result r "
                       "JOIN raw_result f ON f.period = r.period AND f.organisation = r.organisation AND f.indicator = "
                       "r.indicator AND f.file = r.file JOIN file s ON s.id = f.file JOIN indicator i ON i.code = r.indicator "
                       "WHERE r.organisation = ?2 AND r.period = ?1 AND (?3 IS NULL OR r.indicator = ?3) AND (?4 IS NULL OR i.area "
                       "= ?4) "
                       "ORDER BY i.position",
                       s->err)
            : db_query(s->r->db,
                       "SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(f.text, CASE WHEN f.number IS NOT NULL THEN "
                       "printf('%.15g', f.number) END, '') FROM result r "
                       "JOIN raw_result f ON f.period = r.period AND f.organisation = r.organisation AND f.indicator = "
                       "r.indicator AND f.file = r.file JOIN file s ON s.id = f.file JOIN indicator i ON i.code = r.indicator "
                       "JOIN organisation o ON o.code = r.organisation WHERE ?2 IS NULL AND r.period = ?1 AND (?3 IS NULL OR "
                       "r.indicator = ?3) AND (?4 IS NULL OR i.area = ?4) ORDER BY i.position, o.position",
                       s->err);
    if (st)
        db_bind(st, "tttt", period, organisation, indicator, area);
    take_cells(s, st, e);
}

/* Where the rules of a kind that apply to an item are written. */
static void rule_cells(struct search *s, struct pz_explanation *e, const char *finding, const struct item *it)
{
    static const char *const on[] = {"indicator", "area", "overall"};
    sqlite3_stmt *st = db_query(
        s->r->db,
        "SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(r.title, r.code) FROM rule r JOIN fact f ON f.entity = 'rule' "
        "AND f.key = r.code AND f.field = 'test' JOIN file s ON s.id = f.file WHERE r.kind = ?1 AND r.\"on\" = ?2 AND "
        "(coalesce(r.target, '') IN ('', ?3) OR r.target = (SELECT area FROM indicator WHERE code = ?3)) ORDER BY r.position",
        s->err);
    if (st)
        db_bind(st, "ttt", finding, on[it->kind], it->code);
    take_cells(s, st, e);
}

/* One more answer; NULL when there are enough. */
static struct pz_explanation *found(struct search *s, double value, const char *what, const char *rule)
{
    if (s->n == FOUND_MAX && !s->all)
        return NULL;
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 16;
        s->v = pz_arena_grow(s->arena, s->v, s->n, cap, sizeof *s->v);
        s->cap = cap;
    }
    struct pz_explanation *e = &s->v[s->n++];
    struct pz_value shown = shown_number(s->arena, value, -1);
    *e = (struct pz_explanation){.what = what, .rule = rule, .shown = shown.type == PZ_STRING ? shown.u.s : ""};
    return e;
}

/* What there is to find ------------------------------------------------------------------------------------------------ */

/* «показатель 2.1 «Среда»», «область 2 «Условия»», «в целом». */
static const char *item_name(struct search *s, const struct item *it)
{
    struct pz_value name = it->score->e[S_name].value;
    const char *text = name.type == PZ_STRING ? name.u.s : "";
    if (it->kind == ITEM_INDICATOR)
        return pz_arena_printf(s->arena, _("indicator %s “%s”"), it->code, text);
    if (it->kind == ITEM_AREA)
        return pz_arena_printf(s->arena, _("area %s “%s”"), it->code, text);
    return _("the whole");
}

static const char *how_graded(struct search *s, const struct item *it, int64_t known, int64_t total)
{
    if (it->kind == ITEM_AREA)
        return pz_arena_printf(s->arena, _("weighted mean of the indicators of the area; %.0f of %.0f have data"), (double)known,
                               (double)total);
    if (it->kind == ITEM_OVERALL)
        return _("weighted mean of the areas (or of the indicators, where the setting “overall” says so)");
    return it->scale_kind[0] == 's' ? _("the number divided by its base")
                                    : _("place on the scale: (value − least) ÷ (greatest − least)");
}

static bool in_percent(const struct item *it)
{
    return it->kind != ITEM_INDICATOR || it->scale_kind[0] == 'p' || it->scale_kind[0] == 's';
}

/* One row of score: the organisation's figures by one item. */
static void offer_score(struct search *s, const struct item *it, sqlite3_stmt *st)
{
    const char *period = s->r->catalogue.period, *previous = s->r->catalogue.previous, *name = item_name(s, it), *who = s->name.u.s;
    double number = db_double(st, 2), base = db_double(st, 3), percent = db_double(st, 4) * 100, mean = db_double(st, 5) * 100;
    double old_number = db_double(st, 6), old_percent = db_double(st, 7) * 100;
    int64_t known = sqlite3_column_int64(st, 8), total = sqlite3_column_int64(st, 9);
    struct pz_explanation *e;
    bool own = it->kind == ITEM_INDICATOR, share = own && !isnan(base);
    if (own && !isnan(number) && (shows(s, number, in_percent(it)) || (share && shows_share(s, number, base))) &&
        (e = found(s, number, pz_arena_printf(s->arena, "%s: %s, %s", who, name, period), "")))
        result_cells(s, e, period, s->organisation, it);
    if (!s->all && !isnan(percent) && (!own || number != percent) && shows(s, percent, true) &&
        (e = found(s, percent, pz_arena_printf(s->arena, "%s: %s, %s", who, name, period), how_graded(s, it, known, total))))
        result_cells(s, e, period, s->organisation, it);
    if (s->all)
        return;
    if (own && shows(s, old_number, in_percent(it)) &&
        (e = found(s, old_number, pz_arena_printf(s->arena, "%s: %s, %s", who, name, previous), "")))
        result_cells(s, e, previous, s->organisation, it);
    if ((!own || old_number != old_percent) && shows(s, old_percent, true) &&
        (e = found(s, old_percent, pz_arena_printf(s->arena, "%s: %s, %s", who, name, previous), how_graded(s, it, known, total))))
        result_cells(s, e, previous, s->organisation, it);
    double change = own && it->scale_kind[0] != 's' ? number - old_number : percent - old_percent;
    if (shows(s, change, in_percent(it)) && (e = found(s, change, pz_arena_printf(s->arena, _("%s: change, %s"), who, name),
                                                       pz_arena_printf(s->arena, _("%s less %s"), period, previous)))) {
        result_cells(s, e, period, s->organisation, it);
        result_cells(s, e, previous, s->organisation, it);
    }
    if (shows(s, percent - mean, true) &&
        (e = found(s, percent - mean, pz_arena_printf(s->arena, _("%s: difference from the municipality, %s"), who, name),
                   _("own value less the mean"))))
        result_cells(s, e, period, s->organisation, it);
    if (shows(s, db_double(st, 10), false) &&
        (e = found(s, db_double(st, 10), pz_arena_printf(s->arena, _("%s: place, %s"), who, name),
                   _("rank with ties among the organisations with data"))))
        result_cells(s, e, period, s->organisation, it);
}

static int search_scores(struct search *s)
{
    sqlite3_stmt *st =
        db_query(s->r->db,
                 "SELECT kind, code, number, base, normal, mean, old_number, old_normal, known, total, place FROM score s LEFT "
                 "JOIN entity e "
                 "ON e.entity = s.kind AND e.key = s.code WHERE organisation = ?1 AND period = ?2 ORDER BY kind DESC, e.position",
                 s->err);
    if (!st)
        return -1;
    db_bind(st, "tt", s->organisation, s->r->catalogue.period);
    int rc;
    while ((rc = db_step(s->r->db, st, s->err)) > 0) {
        struct item *it = catalogue_item(&s->r->catalogue, item_kind_of((const char *)sqlite3_column_text(st, 0)),
                                         (const char *)sqlite3_column_text(st, 1), (size_t)sqlite3_column_bytes(st, 1));
        if (it)
            offer_score(s, it, st);
    }
    return rc;
}

static void offer_norm(struct search *s, const struct item *it, enum norm_key key, bool percent, const char *what, const char *rule,
                       const char *period)
{
    struct pz_value v = it->norm->e[key].value;
    double d = v.type == PZ_INT ? (double)v.u.i : v.type == PZ_FLOAT ? v.u.f : NAN;
    struct pz_explanation *e;
    if (shows(s, d, percent) && !isnan(d) &&
        (e = found(s, d, pz_arena_printf(s->arena, _("municipality: %s, %s, %s"), what, item_name(s, it), period), rule)))
        result_cells(s, e, period, NULL, it);
}

static void offer_share(struct search *s, const struct item *it, enum norm_key key, const char *finding, const char *what)
{
    struct pz_value v = it->norm->e[key].value;
    if (v.type != PZ_MAP || v.u.map->e[0].value.type != PZ_INT || v.u.map->e[1].value.type != PZ_INT || !v.u.map->e[0].value.u.i)
        return;
    double count = (double)v.u.map->e[0].value.u.i, total = (double)v.u.map->e[1].value.u.i;
    struct pz_explanation *e;
    if (shows_share(s, count, total) &&
        (e = found(s, count,
                   pz_arena_printf(s->arena, _("municipality: %s, %s: %.0f of %.0f"), what, item_name(s, it), count, total),
                   _("organisations to which a rule applies, of those with data")))) {
        rule_cells(s, e, finding, it);
        result_cells(s, e, s->r->catalogue.period, NULL, it);
    }
}

static void offer_levels(struct search *s, const struct item *it)
{
    const struct pz_list *levels = it->norm->e[N_levels].value.u.list;
    for (uint32_t i = 0; i < levels->n; i++) {
        const struct pz_entry *l = levels->v[i].u.map->e;
        struct pz_explanation *e;
        if (l[3].value.type != PZ_INT || l[4].value.type != PZ_INT || !l[3].value.u.i || l[1].value.type != PZ_STRING)
            continue;
        double count = (double)l[3].value.u.i, total = (double)l[4].value.u.i;
        if (shows_share(s, count, total) &&
            (e = found(s, count,
                       pz_arena_printf(s->arena, _("municipality: level “%s”, %s: %.0f of %.0f"), l[1].value.u.s, item_name(s, it),
                                       count, total),
                       _("organisations whose value reaches the lower bound of this level and not of the next"))))
            result_cells(s, e, s->r->catalogue.period, NULL, it);
    }
}

static void search_norms(struct search *s)
{
    const struct catalogue *c = &s->r->catalogue;
    for (size_t k = c->n; k-- > 0;) {
        const struct item *it =
            &c->items[k < c->n - 1 ? c->n - 2 - k : c->n - 1]; /* the whole, then indicators and areas in their order */
        offer_norm(s, it, N_value, in_percent(it), _("mean"), _("mean of the organisations with data"), c->period);
        if (it->kind == ITEM_INDICATOR && !in_percent(it))
            offer_norm(s, it, N_percent, true, _("mean"), _("mean of the places on the scale of the organisations with data"),
                       c->period);
        offer_norm(s, it, N_previous, in_percent(it), _("mean"), _("mean of the organisations with data"), c->previous);
        offer_norm(s, it, N_min, in_percent(it), _("least"), _("least of the organisations with data"), c->period);
        offer_norm(s, it, N_max, in_percent(it), _("greatest"), _("greatest of the organisations with data"), c->period);
        offer_norm(s, it, N_change, in_percent(it), _("change"), _("mean less the mean of the period before"), c->period);
        offer_share(s, it, N_deficits, "deficit", _("deficits"));
        offer_share(s, it, N_practices, "practice", _("practices"));
        offer_levels(s, it);
    }
}

static void search_clusters(struct search *s)
{
    const struct catalogue *c = &s->r->catalogue;
    for (size_t k = 0; k < c->clusters_n; k++) {
        const struct cluster *cl = &c->clusters[k];
        struct pz_explanation *e;
        double count = (double)cl->brief->e[3].value.u.i, total = (double)cl->brief->e[4].value.u.i;
        const char *name = cl->brief->e[1].value.u.s;
        if (shows_share(s, count, total) &&
            (e = found(s, count, pz_arena_printf(s->arena, _("cluster “%s”: %.0f of %.0f organisations"), name, count, total),
                       _("organisations that meet the conditions of the cluster")))) {
            sqlite3_stmt *st = db_query(
                s->r->db,
                "SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(c.what || ' ' || coalesce(c.target, c.value, ''), '') "
                "FROM "
                "condition c JOIN fact f ON f.entity = 'condition' AND f.key = c.code AND f.field = 'what' JOIN file s ON s.id = "
                "f.file WHERE c.cluster = ?1 ORDER BY c.code",
                s->err);
            if (st)
                db_bind(st, "t", cl->code);
            take_cells(s, st, e);
        }
        for (size_t i = 0; i < c->n; i++)
            if (shows(s, cl->mean[i], in_percent(&c->items[i])) && !isnan(cl->mean[i]))
                found(s, cl->mean[i], pz_arena_printf(s->arena, _("cluster “%s”: mean, %s"), name, item_name(s, &c->items[i])),
                      _("mean of the cluster's organisations with data"));
    }
}

/* Fields of entities whose text this is, or holds it. */
static int search_fields(struct search *s, const char *text)
{
    size_t len = strlen(text);
    if (!len)
        return 0;
    sqlite3_stmt *st = db_query(
        s->r->db,
        "SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(f.text, CAST(f.value AS TEXT)), f.entity, f.key, f.field, f.value "
        "FROM value v JOIN fact f ON f.entity = v.entity AND f.key = v.key AND f.field = v.field AND f.n = v.n AND f.file = "
        "v.file JOIN file s ON s.id = f.file WHERE v.field NOT IN ('position', 'organisation') AND (CAST(v.value AS TEXT) = ?1 OR "
        "(?2 >= 4 AND instr(CAST(v.value AS TEXT), ?1))) "
        "ORDER BY CAST(v.value AS TEXT) <> ?1, f.key <> ?3, f.entity, f.key, f.field LIMIT 20",
        s->err);
    if (!st)
        return -1;
    db_bind(st, "tit", text, (int64_t)pz_utf8_length(text, len), s->organisation);
    int rc;
    while ((rc = db_step(s->r->db, st, s->err)) > 0) {
        size_t title_len;
        const char *field = db_text0(st, 8, s->arena), *title = schema_field_title(db_text0(st, 6, s->arena), field, &title_len);
        struct pz_explanation *e = found(s, NAN,
                                         pz_arena_printf(s->arena, "%s: %.*s", db_text0(st, 7, s->arena),
                                                         (int)(title ? title_len : strlen(field)), title ? title : field),
                                         "");
        if (!e)
            continue;
        e->shown = db_text0(st, 9, s->arena);
        e->cells = PZ_NEW(s->arena, struct pz_source_cell);
        *e->cells = (struct pz_source_cell){place_of(st), db_text0(st, 5, s->arena)};
        e->cells_n = e->cells_total = 1;
    }
    return rc;
}

/* Deadlines are computed: from their rule and the day of the event. */
static int search_deadlines(struct search *s, const char *text)
{
    sqlite3_stmt *st =
        db_query(s->r->db,
                 "SELECT s.path, f.sheet, f.cell, f.line, f.col, d.text, f.entity, f.key, d.day, coalesce(d.event, '') FROM "
                 "deadline d JOIN fact f "
                 "ON f.value = d.text AND f.field IN ('deadline', 'term') JOIN file s ON s.id = f.file WHERE d.day IS NOT NULL AND "
                 "instr(?1, substr(d.day, 9, 2) || '.' || substr(d.day, 6, 2) || '.' || substr(d.day, 1, 4)) ORDER BY f.entity, "
                 "f.key LIMIT 20",
                 s->err);
    if (!st)
        return -1;
    db_bind(st, "t", text);
    int rc;
    while ((rc = db_step(s->r->db, st, s->err)) > 0) {
        struct pz_explanation *e =
            found(s, NAN, pz_arena_printf(s->arena, _("deadline of %s %s"), db_text0(st, 6, s->arena), db_text0(st, 7, s->arena)),
                  pz_arena_printf(s->arena, "%s %s", db_text0(st, 5, s->arena), db_text0(st, 9, s->arena)));
        if (!e)
            continue;
        e->shown = db_text0(st, 8, s->arena);
        e->cells = PZ_NEW(s->arena, struct pz_source_cell);
        *e->cells = (struct pz_source_cell){place_of(st), db_text0(st, 5, s->arena)};
        e->cells_n = e->cells_total = 1;
    }
    return rc;
}

/* «24 детских сада», «22 показателя»: how many things the lists name. */
static void search_counts(struct search *s)
{
    const struct catalogue *c = &s->r->catalogue;
    const struct {
        const char *entity, *what;
        double n;
    } lists[] = {{"organisation", _("how many organisations there are"), (double)c->organisations},
                 {"indicator", _("how many indicators there are"), (double)c->indicators},
                 {"area", _("how many areas there are"), (double)c->areas}};
    for (size_t i = 0; i < 3; i++) {
        struct pz_explanation *e;
        if (s->want.percent || !shows(s, lists[i].n, false) || !(e = found(s, lists[i].n, lists[i].what, "")))
            continue;
        sqlite3_stmt *st =
            db_query(s->r->db,
                     "SELECT s.path, f.sheet, f.cell, f.line, f.col, coalesce(f.text, CAST(f.value AS TEXT)) FROM entity e "
                     "JOIN value v ON v.entity = e.entity AND v.key = e.key AND v.field = 'name' JOIN fact f ON f.entity "
                     "= v.entity AND f.key = v.key AND f.field = v.field AND f.file = v.file AND f.n = v.n JOIN file s "
                     "ON s.id = f.file WHERE e.entity = ?1 ORDER BY e.position",
                     s->err);
        if (st)
            db_bind(st, "t", lists[i].entity);
        take_cells(s, st, e);
    }
}

static int name_organisation(struct search *s)
{
    s->name = pz_str("");
    if (!s->organisation[0])
        return 0;
    sqlite3_stmt *st = db_query(s->r->db, "SELECT coalesce(short_name, name, code) FROM organisation WHERE code = ?1", s->err);
    if (!st)
        return -1;
    db_bind(st, "t", s->organisation);
    int rc = db_step(s->r->db, st, s->err);
    if (rc > 0)
        s->name = pz_str(db_text0(st, 0, s->arena));
    sqlite3_reset(st);
    if (!rc) /* the key of a document for something else, a cluster: its figures are the municipality's */
        s->organisation = "";
    return rc < 0 ? -1 : 0;
}

static int start(struct search *s, struct pz_reader *r, const char *organisation, struct pz_arena *arena, struct pz_error *err)
{
    *s = (struct search){.r = r, .arena = arena, .organisation = organisation ? organisation : "", .err = err};
    return catalogue_need(r, err) || name_organisation(s) ? -1 : 0;
}

static int finish(struct search *s, struct pz_explanation **v, size_t *n)
{
    *v = s->v;
    *n = s->n;
    return s->failed ? -1 : 0;
}

int pz_explain(struct pz_reader *r, const char *organisation, const char *text, struct pz_arena *arena, struct pz_explanation **v,
               size_t *n, struct pz_error *err)
{
    struct search s;
    if (start(&s, r, organisation, arena, err))
        return -1;
    s.want = wanted_read(&r->catalogue, text);
    if (s.want.is_number) {
        if (s.organisation[0] && search_scores(&s))
            return -1;
        search_norms(&s);
        search_clusters(&s);
        search_counts(&s);
    }
    if (search_fields(&s, text) || search_deadlines(&s, text))
        return -1;
    return finish(&s, v, n);
}

int pz_explain_all(struct pz_reader *r, const char *organisation, struct pz_arena *arena, struct pz_explanation **v, size_t *n,
                   struct pz_error *err)
{
    struct search s;
    if (start(&s, r, organisation, arena, err))
        return -1;
    s.all = true;
    if (s.organisation[0] && search_scores(&s))
        return -1;
    if (!s.organisation[0]) {
        search_norms(&s);
        search_clusters(&s);
    }
    return finish(&s, v, n);
}
