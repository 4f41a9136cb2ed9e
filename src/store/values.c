/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One organisation for its documents: a handful of index look-ups, and maps copied from the catalogue's models. */
#include <math.h>

#include "base/i18n.h"
#include "store/catalogue.h"

/* What is under way for one organisation. */
struct work {
    struct pz_reader *r;
    const struct catalogue *c;
    struct pz_arena *arena;
    const char *code;
    unsigned with;
    struct pz_map **maps; /* by item; NULL where the organisation has no row */
    struct pz_map *self;
};

static struct pz_list *list_of(struct work *w, size_t cap)
{
    return pz_list_new(w->arena, cap);
}

/* «3–5» for a tie, «3» alone. */
static struct pz_value ranks(struct pz_arena *arena, int64_t first, int64_t last)
{
    struct pz_value a = shown_number(arena, (double)first, 0);
    if (first == last)
        return a;
    struct pz_value b = shown_number(arena, (double)last, 0);
    char *text = pz_arena_alloc(arena, a.len + b.len + 4);
    memcpy(text, a.u.s, a.len);
    memcpy(text + a.len, "–", 3);
    memcpy(text + a.len + 3, b.u.s, b.len + 1);
    return pz_strn(text, a.len + b.len + 3);
}

/* Columns of SCORE_SQL. */
enum {
    C_KIND,
    C_CODE,
    C_NUMBER,
    C_BASE,
    C_TEXT,
    C_NORMAL,
    C_LEVEL,
    C_KNOWN,
    C_TOTAL,
    C_PLACE,
    C_LAST,
    C_MEAN,
    C_OLD_NUMBER,
    C_OLD_BASE,
    C_OLD_NORMAL,
    C_OLD_LEVEL
};
#define SCORE_SQL                                                                                                                  \
    "SELECT kind, code, number, base, text, normal, level, known, total, place, place_last, mean, old_number, old_base, "          \
    "old_normal, "                                                                                                                 \
    "old_level FROM score WHERE organisation = ?1 AND period = ?2"

static void fill_score(struct work *w, const struct item *it, struct pz_entry *e, sqlite3_stmt *st)
{
    bool own = it->kind == ITEM_INDICATOR;
    double number = db_double(st, C_NUMBER), base = db_double(st, C_BASE), percent = db_double(st, C_NORMAL) * 100;
    double old_number = db_double(st, C_OLD_NUMBER), old_percent = db_double(st, C_OLD_NORMAL) * 100,
           mean = db_double(st, C_MEAN) * 100;
    bool share = own && it->scale_kind[0] == 's' && !isnan(base);
    double value = !own ? percent : share ? 100 * number / base : number; /* a share is compared in per cent */
    double old = !own ? old_percent : share ? 100 * old_number / db_double(st, C_OLD_BASE) : old_number;
    const struct level *l = catalogue_level(w->c, it->scheme, sqlite3_column_int64(st, C_LEVEL));
    const struct level *old_l = catalogue_level(w->c, it->scheme, sqlite3_column_int64(st, C_OLD_LEVEL));
    e[S_value].value = number_value(value);
    e[S_shown].value = own            ? shown_result(w->c, it, w->arena, number, base)
                       : isnan(value) ? w->c->missing_text
                                      : shown_number(w->arena, value, 1);
    e[S_number].value = number_value(number);
    e[S_base].value = number_value(base);
    e[S_text].value = db_value(st, C_TEXT, w->arena);
    e[S_percent].value = number_value(percent);
    e[S_mean_percent].value = number_value(mean);
    e[S_difference].value = number_value(percent - mean);
    e[S_level].value = l ? pz_map_value(l->map) : pz_none();
    e[S_level_name].value = l ? l->name : pz_none();
    e[S_known].value = pz_int(sqlite3_column_int64(st, C_KNOWN));
    e[S_total].value = pz_int(sqlite3_column_int64(st, C_TOTAL));
    e[S_missing].value =
        own ? pz_bool(isnan(number)) : pz_int(sqlite3_column_int64(st, C_TOTAL) - sqlite3_column_int64(st, C_KNOWN));
    e[S_previous].value = number_value(old);
    e[S_previous_percent].value = number_value(old_percent);
    e[S_previous_level].value = old_l ? pz_map_value(old_l->map) : pz_none();
    e[S_change].value = number_value(value - old);
    e[S_change_percent].value = number_value(percent - old_percent);
    e[S_trend].value = trend_value(percent - old_percent);
    if (sqlite3_column_type(st, C_PLACE) != SQLITE_NULL) {
        int64_t first = sqlite3_column_int64(st, C_PLACE), last = sqlite3_column_int64(st, C_LAST);
        e[S_rank].value = pz_int(first);
        e[S_rank_last].value = pz_int(last);
        e[S_ranks].value = ranks(w->arena, first, last);
    }
}

static int read_scores(struct work *w, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(w->r->db, SCORE_SQL, err);
    if (!st)
        return -1;
    db_bind(st, "tt", w->code, w->c->period);
    int rc;
    while ((rc = db_step(w->r->db, st, err)) > 0) {
        enum item_kind kind = item_kind_of((const char *)sqlite3_column_text(st, C_KIND));
        struct item *it =
            catalogue_item(w->c, kind, (const char *)sqlite3_column_text(st, C_CODE), (size_t)sqlite3_column_bytes(st, C_CODE));
        if (!it)
            continue;
        struct pz_map *map = pz_map_like(w->arena, it->score);
        fill_score(w, it, map->e, st);
        w->maps[it - w->c->items] = map;
    }
    return rc;
}

/* Marks on the scores: deficit, practice, and by which rule. The findings come in the order of rules. */
static int read_findings(struct work *w, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(w->r->db,
                                "SELECT finding, kind, code, rule FROM finding WHERE organisation = ?1 AND period = ?2 "
                                "ORDER BY organisation, period, finding, kind, code, rule",
                                err);
    if (!st)
        return -1;
    db_bind(st, "tt", w->code, w->c->period);
    int rc;
    while ((rc = db_step(w->r->db, st, err)) > 0) {
        enum item_kind kind = item_kind_of((const char *)sqlite3_column_text(st, 1));
        struct item *it = catalogue_item(w->c, kind, (const char *)sqlite3_column_text(st, 2), (size_t)sqlite3_column_bytes(st, 2));
        struct pz_map *map = it ? w->maps[it - w->c->items] : NULL;
        if (!map)
            continue;
        const char *rule = (const char *)sqlite3_column_text(st, 3);
        bool deficit = *(const char *)sqlite3_column_text(st, 0) == 'd';
        map->e[deficit ? S_deficit : S_practice].value = pz_bool(true);
        for (size_t i = 0; i < w->c->rules_n; i++) /* reasons in the order of the rules' codes, joined */
            if (strcmp(w->c->rules[i].code, rule) == 0) {
                struct pz_value *reason = &map->e[S_reason].value;
                *reason = reason->type == PZ_STRING
                              ? pz_str(pz_arena_printf(w->arena, "%.*s; %s", (int)reason->len, reason->u.s, w->c->rules[i].title))
                              : pz_str(w->c->rules[i].title);
            }
    }
    return rc;
}

struct pz_map *advice_map(struct pz_reader *r, sqlite3_stmt *st, int first, struct pz_arena *arena)
{
    static const enum advice_key keys[] = {A_code,          A_indicator,   A_area,     A_problem,       A_evidence,
                                           A_action,        A_responsible, A_deadline, A_deadline_date, A_deadline_off,
                                           A_deadline_next, A_metric,      A_expected};
    struct pz_map *map = pz_map_like(arena, r->catalogue.advice_model);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        map->e[keys[i]].value = db_value(st, first + (int)i, arena);
    struct pz_value *date = &map->e[A_deadline_date].value, *text = &map->e[A_deadline_text].value;
    *text = map->e[A_deadline].value;
    if (date->type == PZ_STRING && date->len == 10) /* «до 01.06.2026» */
        *text = pz_str(pz_arena_printf(arena, "%s%.2s.%.2s.%.4s", r->catalogue.until, date->u.s + 8, date->u.s + 5, date->u.s));
    struct pz_value *off = &map->e[A_deadline_off].value;
    if (off->type == PZ_STRING && !off->len)
        *off = pz_none();
    return map;
}

#define ADVICE_COLUMNS                                                                                                             \
    "c.code, c.indicator, c.area, c.problem, c.evidence, c.action, c.responsible, c.deadline, d.day, d.off, d.next, c.metric, "    \
    "c.expected"

/* A result as a recommendation refers to it: the lists that would lead back to the recommendation are left out. */
static struct pz_value without_lists(struct work *w, const struct pz_map *score)
{
    const struct pz_map *model = w->c->items[w->c->n - 1].score;
    struct pz_map *copy = pz_map_like(w->arena, score);
    copy->e[S_recommendations].value = model->e[S_recommendations].value;
    copy->e[S_indicators].value = model->e[S_indicators].value;
    return pz_map_value(copy);
}

/* Recommendations in the order of the catalogue; one that answers several deficits stands once and lists them as `items`. */
static int read_advice(struct work *w, struct pz_list *all, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(w->r->db,
                 "SELECT " ADVICE_COLUMNS ", a.kind, a.code FROM advice a JOIN recommendation c ON c.code = a.recommendation "
                 "LEFT JOIN deadline d ON d.text = c.deadline WHERE a.organisation = ?1 AND a.period = ?2 "
                 "ORDER BY c.position, a.kind DESC, a.code",
                 err);
    if (!st)
        return -1;
    db_bind(st, "tt", w->code, w->c->period);
    struct pz_map *last = NULL;
    int rc;
    while ((rc = db_step(w->r->db, st, err)) > 0) {
        const char *code = (const char *)sqlite3_column_text(st, 0);
        bool same = last && strcmp(last->e[A_code].value.u.s, code) == 0;
        if (!same) {
            last = advice_map(w->r, st, 0, w->arena);
            last->e[A_items].value = pz_list_value(list_of(w, 1));
            pz_list_add(w->arena, all, pz_map_value(last));
        }
        struct item *it = catalogue_item(w->c, item_kind_of((const char *)sqlite3_column_text(st, 13)),
                                         (const char *)sqlite3_column_text(st, 14), (size_t)sqlite3_column_bytes(st, 14));
        struct pz_map *map = it ? w->maps[it - w->c->items] : NULL;
        if (!map)
            continue;
        struct pz_value about = without_lists(w, map);
        if (!same) {
            last->e[A_item].value = about;
            last->e[A_name].value = map->e[S_name].value;
        }
        pz_list_add(w->arena, last->e[A_items].value.u.list, about);
        struct pz_value *own = &map->e[S_recommendations].value;
        if (!own->u.list->n)
            *own = pz_list_value(list_of(w, 2));
        pz_list_add(w->arena, own->u.list, pz_map_value(last));
    }
    return rc;
}

static int read_clusters(struct work *w, struct pz_list *list, struct pz_error *err)
{
    static const char *const keys[] = {"code", "name", "description", "count", "total", "percent", "areas", "overall"};
    static const char *const area_keys[] = {"code", "name", "short_name", "percent", "value", "difference"};
    sqlite3_stmt *st = db_query(w->r->db, "SELECT cluster FROM member WHERE organisation = ?1", err);
    if (!st)
        return -1;
    db_bind(st, "t", w->code);
    const struct catalogue *c = w->c;
    bool *in = PZ_NEW_ARRAY(w->arena, c->clusters_n + 1, bool);
    int rc;
    while ((rc = db_step(w->r->db, st, err)) > 0) {
        struct pz_value *at = pz_map_find(c->cluster_codes, pz_key((const char *)sqlite3_column_text(st, 0)));
        if (at)
            in[at->u.i] = true;
    }
    for (size_t k = 0; k < c->clusters_n && !rc; k++) {
        if (!in[k])
            continue;
        struct pz_map *map = model_of(w->arena, keys, 8);
        memcpy(map->e, c->clusters[k].brief->e, 6 * sizeof *map->e);
        struct pz_list *areas = list_of(w, c->areas);
        for (size_t i = c->indicators; i < c->n; i++) {
            struct pz_map *area = model_of(w->arena, area_keys, 6), *own = w->maps[i];
            double mean = c->clusters[k].mean[i];
            struct pz_value percent = own ? own->e[S_percent].value : pz_none();
            double mine = percent.type == PZ_INT ? (double)percent.u.i : percent.type == PZ_FLOAT ? percent.u.f : NAN;
            area->e[0].value = c->items[i].score->e[S_code].value;
            area->e[1].value = c->items[i].score->e[S_name].value;
            area->e[2].value = c->items[i].score->e[S_short_name].value;
            area->e[3].value = number_value(mean);
            area->e[4].value = percent;
            area->e[5].value = number_value(mine - mean);
            if (i == c->n - 1)
                map->e[7].value = pz_map_value(area);
            else
                pz_list_add(w->arena, areas, pz_map_value(area));
        }
        map->e[6].value = pz_list_value(areas);
        pz_list_add(w->arena, list, pz_map_value(map));
    }
    return rc;
}

/* The organisation's own fields ------------------------------------------------------------------------------ */

static const char *const cases[] = {"genitive", "dative", "accusative", "instrumental", "prepositional"};

/* Forms confirmed by the clerk, those that there are. */
static struct pz_value forms(struct pz_arena *arena, sqlite3_stmt *st, int first)
{
    struct pz_map *map = pz_map_new(arena, 0);
    for (int i = 0; i < 5; i++)
        if (sqlite3_column_type(st, first + i) != SQLITE_NULL)
            pz_map_set(arena, map, cases[i], db_value(st, first + i, arena));
    return pz_map_value(map);
}

#define ORGANISATION_SQL                                                                                                           \
    "SELECT code, name, short_name, kind, type, settlement, district, address, email, phone, site, head, head_sex, head_post, "    \
    "head_genitive, head_dative, head_accusative, head_instrumental, head_prepositional, name_genitive, name_dative, "             \
    "name_accusative, name_instrumental, name_prepositional FROM organisation WHERE code = ?1"

static int read_fields(struct work *w, struct pz_error *err)
{
    static const enum organisation_key keys[] = {O_code,     O_name,    O_short_name, O_kind,  O_type, O_settlement,
                                                 O_district, O_address, O_email,      O_phone, O_site};
    static const char *const head_keys[] = {"name", "sex", "post", "forms"};
    sqlite3_stmt *st = db_query(w->r->db, ORGANISATION_SQL, err);
    if (!st)
        return -1;
    db_bind(st, "t", w->code);
    int rc = db_step(w->r->db, st, err);
    if (rc <= 0)
        return rc ? -1 : pz_fail(err, PZ_DATA, "E-STORE-022", _("there is no organisation with the code “%s”"), w->code);
    struct pz_entry *e = w->self->e;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        e[keys[i]].value = db_value(st, (int)i, w->arena);
    if (e[O_short_name].value.type == PZ_NONE)
        e[O_short_name].value = e[O_name].value;
    struct pz_map *head = model_of(w->arena, head_keys, 4);
    for (int i = 0; i < 3; i++)
        head->e[i].value = db_value(st, 11 + i, w->arena);
    head->e[3].value = forms(w->arena, st, 14);
    e[O_head].value = pz_map_value(head);
    e[O_forms].value = forms(w->arena, st, 19);
    sqlite3_reset(st);
    return 0;
}

/* Former names, and fields of the office's own, which stand beside ours too unless one of ours has their name. */
static int read_lists(struct work *w, struct pz_error *err)
{
    struct pz_list *former = list_of(w, 0);
    struct pz_map *properties = pz_map_new(w->arena, 0);
    sqlite3_stmt *st =
        db_query(w->r->db,
                 "SELECT field, value, entity FROM value WHERE entity = 'organisation' AND key = ?1 AND field = 'former_name' "
                 "UNION ALL SELECT field, value, entity FROM value WHERE entity = 'property' AND key = ?1",
                 err);
    if (!st)
        return -1;
    db_bind(st, "t", w->code);
    int rc;
    while ((rc = db_step(w->r->db, st, err)) > 0) {
        struct pz_value v = db_value(st, 1, w->arena);
        if (*(const char *)sqlite3_column_text(st, 2) == 'o')
            pz_list_add(w->arena, former, v);
        else
            pz_map_set(w->arena, properties, db_text0(st, 0, w->arena), v);
    }
    w->self->e[O_former_names].value = pz_list_value(former);
    w->self->e[O_properties].value = pz_map_value(properties);
    return rc;
}

static void put_properties(struct work *w)
{
    const struct pz_map *properties = w->self->e[O_properties].value.u.map;
    for (uint32_t i = 0; i < properties->n; i++)
        if (!pz_map_find(w->self, properties->e[i].key))
            pz_map_put(w->arena, w->self, properties->e[i].key, properties->e[i].value);
}

static int read_fulfilment(struct work *w, struct pz_error *err)
{
    static const char *const keys[] = {"measure", "title", "term", "state", "date", "note"};
    struct pz_list *list = list_of(w, 0);
    sqlite3_stmt *st = db_query(w->r->db,
                                "SELECT f.measure, t.value, z.value, f.state, f.date, f.note FROM fulfilment f "
                                "LEFT JOIN value t ON t.entity = 'measure' AND t.key = f.measure AND t.field = 'title' "
                                "LEFT JOIN value z ON z.entity = 'measure' AND z.key = f.measure AND z.field = 'term' "
                                "LEFT JOIN entity e ON e.entity = 'measure' AND e.key = f.measure "
                                "WHERE f.organisation = ?1 ORDER BY e.position, f.code",
                                err);
    if (!st)
        return -1;
    db_bind(st, "t", w->code);
    int rc;
    while ((rc = db_step(w->r->db, st, err)) > 0) {
        struct pz_map *map = model_of(w->arena, keys, 6);
        for (int i = 0; i < 6; i++)
            map->e[i].value = db_value(st, i, w->arena);
        pz_list_add(w->arena, list, pz_map_value(map));
    }
    w->self->e[O_fulfilment].value = pz_list_value(list);
    return rc;
}

/* Putting it together ------------------------------------------------------------------------------------------ */

static struct pz_value marked(struct work *w, enum score_key mark)
{
    struct pz_list *list = list_of(w, 4);
    for (size_t i = 0; i < w->c->n; i++)
        if (w->maps[i] && w->maps[i]->e[mark].value.u.b)
            pz_list_add(w->arena, list, pz_map_value(w->maps[i]));
    return pz_list_value(list);
}

static struct pz_value items(struct work *w, size_t from, size_t to)
{
    struct pz_list *list = list_of(w, to - from);
    for (size_t i = from; i < to; i++)
        if (w->maps[i])
            pz_list_add(w->arena, list, pz_map_value(w->maps[i]));
    return pz_list_value(list);
}

static void hang_indicators(struct work *w)
{
    const struct catalogue *c = w->c;
    for (size_t i = c->indicators; i < c->n - 1; i++)
        if (w->maps[i])
            w->maps[i]->e[S_indicators].value = pz_list_value(list_of(w, 8));
    for (size_t i = 0; i < c->indicators; i++) {
        size_t area = c->items[i].area;
        if (w->maps[i] && area != SIZE_MAX && w->maps[area])
            pz_list_add(w->arena, w->maps[area]->e[S_indicators].value.u.list, pz_map_value(w->maps[i]));
    }
}

static void put_overall(struct work *w)
{
    static const enum organisation_key to[] = {O_percent,        O_level, O_level_name,   O_rank,
                                               O_rank_last,      O_ranks, O_ranked,       O_previous_percent,
                                               O_change_percent, O_trend, O_mean_percent, O_missing};
    static const enum score_key from[] = {S_percent,        S_level, S_level_name,   S_rank,
                                          S_rank_last,      S_ranks, S_ranked,       S_previous_percent,
                                          S_change_percent, S_trend, S_mean_percent, S_missing};
    struct pz_map *overall = w->maps[w->c->n - 1];
    if (!overall)
        return;
    w->self->e[O_overall].value = pz_map_value(overall);
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        w->self->e[to[i]].value = overall->e[from[i]].value;
}

static int read_all(struct work *w, struct pz_error *err)
{
    const struct catalogue *c = w->c;
    struct pz_entry *e = w->self->e;
    if (read_fields(w, err) || read_lists(w, err) || read_scores(w, err) || read_findings(w, err))
        return -1;
    struct pz_list *advice = list_of(w, 8), *clusters = list_of(w, 4);
    if (w->with & (PZ_WITH_RECOMMENDATIONS | PZ_WITH_DEFICITS) && read_advice(w, advice, err))
        return -1;
    if (w->with & PZ_WITH_CLUSTERS && (read_clusters(w, clusters, err) || read_fulfilment(w, err)))
        return -1;
    put_overall(w);
    struct pz_value deficits = marked(w, S_deficit), practices = marked(w, S_practice);
    e[O_deficits_count].value = pz_int(deficits.u.list->n);
    e[O_practices_count].value = pz_int(practices.u.list->n);
    if (w->with & PZ_WITH_DEFICITS)
        e[O_deficits].value = deficits;
    if (w->with & PZ_WITH_PRACTICES)
        e[O_practices].value = practices;
    if (w->with & PZ_WITH_AREAS) {
        if (w->with & PZ_WITH_RESULTS)
            hang_indicators(w);
        e[O_areas].value = items(w, c->indicators, c->n - 1);
    }
    if (w->with & PZ_WITH_RESULTS)
        e[O_results].value = items(w, 0, c->indicators);
    if (w->with & PZ_WITH_RECOMMENDATIONS)
        e[O_recommendations].value = pz_list_value(advice);
    if (w->with & PZ_WITH_CLUSTERS)
        e[O_clusters].value = pz_list_value(clusters);
    put_properties(w);
    return 0;
}

int pz_organisation_value(struct pz_reader *r, const char *code, unsigned with, struct pz_arena *arena, struct pz_value *out,
                          struct pz_error *err)
{
    if (catalogue_need(r, err))
        return -1;
    const struct catalogue *c = &r->catalogue;
    struct work w = {.r = r, .c = c, .arena = arena, .code = code, .with = with};
    w.maps = PZ_NEW_ARRAY(arena, c->n, struct pz_map *);
    w.self = pz_map_like(arena, c->organisation_model);
    if (read_all(&w, err))
        return -1;
    *out = pz_map_value(w.self);
    return 0;
}

int pz_organisations_value(struct pz_reader *r, const char *set, unsigned with, struct pz_arena *arena, struct pz_value *out,
                           struct pz_error *err)
{
    const char **codes;
    size_t n;
    if (pz_reader_codes(r, set, arena, &codes, &n, err))
        return -1;
    struct pz_list *list = pz_list_new(arena, n);
    for (size_t i = 0; i < n; i++) {
        struct pz_value v;
        if (pz_organisation_value(r, codes[i], with, arena, &v, err))
            return -1;
        pz_list_add(arena, list, v);
    }
    *out = pz_list_value(list);
    return 0;
}
