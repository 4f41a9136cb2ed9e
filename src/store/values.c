/* One organisation for its documents: its profile in one step, and maps copied from the catalogue's models. */
#include <math.h>

#include "base/i18n.h"
#include "store/profile.h"

/* What is under way for one organisation. */
struct work {
    struct pz_reader *r;
    const struct catalogue *c;
    struct pz_arena *arena;
    const char *code;
    unsigned with;
    struct profile profile; /* in the arena */
    struct pz_map **maps;   /* by item, made when first asked for */
    struct pz_map *self;
};

static struct pz_list *list_of(struct work *w, size_t cap)
{
    return pz_list_new(w->arena, cap);
}

/* Texts stay in the profile's copy. */
static struct pz_value text_of(const struct work *w, struct profile_text t)
{
    return t.offset ? pz_strn(w->profile.bytes + t.offset, t.len) : pz_none();
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

static void fill_score(struct work *w, const struct item *it, const struct profile_item *p, struct pz_entry *e)
{
    bool own = it->kind == ITEM_INDICATOR, share = own && it->scale_kind[0] == 's' && !isnan(p->base);
    double percent = p->normal * 100, old_percent = p->old_normal * 100;
    double value = !own ? percent : share ? 100 * p->number / p->base : p->number; /* a share is compared in per cent */
    double old = !own ? old_percent : share ? 100 * p->old_number / p->old_base : p->old_number;
    const struct level *l = catalogue_level(w->c, it->scheme, p->level), *old_l = catalogue_level(w->c, it->scheme, p->old_level);
    e[S_value].value = number_value(value);
    e[S_shown].value = own            ? shown_result(w->c, it, w->arena, p->number, p->base)
                       : isnan(value) ? w->c->missing_text
                                      : shown_number(w->arena, value, 1);
    e[S_number].value = number_value(p->number);
    e[S_base].value = number_value(p->base);
    e[S_text].value = text_of(w, p->text);
    e[S_percent].value = number_value(percent);
    e[S_difference].value = number_value(percent - it->mean_percent);
    e[S_level].value = l ? pz_map_value(l->map) : pz_none();
    e[S_level_name].value = l ? l->name : pz_none();
    e[S_known].value = pz_int(p->known);
    e[S_total].value = pz_int(p->total);
    e[S_missing].value = own ? pz_bool(isnan(p->number)) : pz_int((int64_t)p->total - p->known);
    e[S_previous].value = number_value(old);
    e[S_previous_percent].value = number_value(old_percent);
    e[S_previous_level].value = old_l ? pz_map_value(old_l->map) : pz_none();
    e[S_change].value = number_value(value - old);
    e[S_change_percent].value = number_value(percent - old_percent);
    e[S_trend].value = trend_value(percent - old_percent);
    e[S_deficit].value = pz_bool(p->flags & PROFILE_DEFICIT);
    e[S_practice].value = pz_bool(p->flags & PROFILE_PRACTICE);
    e[S_reason].value = text_of(w, p->reason);
    if (p->place) {
        e[S_rank].value = pz_int(p->place);
        e[S_rank_last].value = pz_int(p->place_last);
        e[S_ranks].value = ranks(w->arena, p->place, p->place_last);
    }
}

/* The map of an item, NULL when the organisation has no row for it. */
static struct pz_map *score(struct work *w, size_t i)
{
    if (!w->maps[i] && w->profile.items[i].flags & PROFILE_HERE) {
        w->maps[i] = pz_map_like(w->arena, w->c->items[i].score);
        fill_score(w, &w->c->items[i], &w->profile.items[i], w->maps[i]->e);
    }
    return w->maps[i];
}

/* A result as a recommendation refers to it: the lists that would lead back to the recommendation are left out. */
static struct pz_value without_lists(struct work *w, const struct pz_map *from)
{
    const struct pz_map *model = w->c->items[w->c->n - 1].score;
    struct pz_map *copy = pz_map_like(w->arena, from);
    copy->e[S_recommendations].value = model->e[S_recommendations].value;
    copy->e[S_indicators].value = model->e[S_indicators].value;
    return pz_map_value(copy);
}

/* Recommendations in the order of the catalogue; one that answers several deficits stands once and lists them as `items`. */
static struct pz_list *advice(struct work *w, const struct profile_advice *a)
{
    struct pz_list *all = list_of(w, w->profile.head->advice);
    struct pz_map *last = NULL;
    for (uint32_t i = 0; i < w->profile.head->advice; i++) {
        struct pz_map *map = score(w, a[i].item);
        bool same = last && a[i].recommendation == a[i - 1].recommendation;
        if (!map)
            continue;
        struct pz_value about = without_lists(w, map);
        if (!same) {
            last = pz_map_like(w->arena, w->c->advice[a[i].recommendation]);
            last->e[A_items].value = pz_list_value(list_of(w, 1));
            last->e[A_item].value = about;
            last->e[A_name].value = map->e[S_name].value;
            pz_list_add(w->arena, all, pz_map_value(last));
        }
        pz_list_add(w->arena, last->e[A_items].value.u.list, about);
        struct pz_value *own = &map->e[S_recommendations].value;
        if (!own->u.list->n)
            *own = pz_list_value(list_of(w, 2));
        pz_list_add(w->arena, own->u.list, pz_map_value(last));
    }
    return all;
}

static struct pz_value cluster_area(struct work *w, const struct cluster *k, size_t i)
{
    static const char *const keys[] = {"code", "name", "short_name", "percent", "value", "difference"};
    struct pz_map *area = model_of(w->arena, keys, 6);
    const struct pz_entry *from = w->c->items[i].score->e;
    double own = w->profile.items[i].flags & PROFILE_HERE ? w->profile.items[i].normal * 100 : NAN;
    area->e[0].value = from[S_code].value;
    area->e[1].value = from[S_name].value;
    area->e[2].value = from[S_short_name].value;
    area->e[3].value = number_value(k->mean[i]);
    area->e[4].value = number_value(own);
    area->e[5].value = number_value(own - k->mean[i]);
    return pz_map_value(area);
}

static struct pz_list *clusters(struct work *w, const uint32_t *in)
{
    static const char *const keys[] = {"code", "name", "description", "count", "total", "percent", "areas", "overall"};
    struct pz_list *list = list_of(w, w->profile.head->clusters);
    for (uint32_t n = 0; n < w->profile.head->clusters; n++) {
        const struct cluster *k = &w->c->clusters[in[n]];
        struct pz_map *map = model_of(w->arena, keys, 8);
        struct pz_list *areas = list_of(w, w->c->areas);
        for (uint32_t i = 0; i < 6; i++)
            map->e[i].value = k->brief->e[i].value;
        for (size_t i = w->c->indicators; i < w->c->n - 1; i++)
            pz_list_add(w->arena, areas, cluster_area(w, k, i));
        map->e[6].value = pz_list_value(areas);
        map->e[7].value = cluster_area(w, k, w->c->n - 1);
        pz_list_add(w->arena, list, pz_map_value(map));
    }
    return list;
}

/* The organisation's own fields ------------------------------------------------------------------------------ */

/* Forms confirmed by the clerk, those that there are. */
static struct pz_value forms(struct work *w, enum profile_field first)
{
    static const char *const cases[] = {"genitive", "dative", "accusative", "instrumental", "prepositional"};
    struct pz_map *map = pz_map_new(w->arena, 0);
    for (int i = 0; i < 5; i++)
        if (w->profile.head->field[first + i].offset)
            pz_map_set(w->arena, map, cases[i], text_of(w, w->profile.head->field[first + i]));
    return pz_map_value(map);
}

static void put_fields(struct work *w)
{
    static const enum organisation_key to[] = {O_code,     O_name,    O_short_name, O_kind,  O_type, O_settlement,
                                               O_district, O_address, O_email,      O_phone, O_site};
    struct pz_entry *e = w->self->e;
    for (int i = 0; i <= F_site; i++)
        e[to[i]].value = text_of(w, w->profile.head->field[i]);
    if (e[O_short_name].value.type == PZ_NONE)
        e[O_short_name].value = e[O_name].value;
    struct pz_map *head = pz_map_like(w->arena, w->c->head_model);
    for (int i = 0; i < 3; i++)
        head->e[i].value = text_of(w, w->profile.head->field[F_head + i]);
    head->e[3].value = forms(w, F_head_forms);
    e[O_head].value = pz_map_value(head);
    e[O_forms].value = forms(w, F_forms);
}

/* Former names, and fields of the office's own, which stand beside ours too unless one of ours has their name. */
static void put_lists(struct work *w, const struct profile_text *former, const struct profile_property *p)
{
    struct pz_list *names = list_of(w, w->profile.head->former);
    struct pz_map *properties = pz_map_new(w->arena, w->profile.head->properties);
    for (uint32_t i = 0; i < w->profile.head->former; i++)
        pz_list_add(w->arena, names, text_of(w, former[i]));
    for (uint32_t i = 0; i < w->profile.head->properties; i++) {
        struct pz_key key = pz_key_n(w->profile.bytes + p[i].name.offset, p[i].name.len);
        struct pz_value v = p[i].type == PZ_INT     ? pz_int(p[i].integer)
                            : p[i].type == PZ_FLOAT ? pz_float(p[i].number)
                                                    : text_of(w, p[i].text);
        pz_map_put(w->arena, properties, key, v);
        if (!pz_map_find(w->self, key))
            pz_map_put(w->arena, w->self, key, v);
    }
    w->self->e[O_former_names].value = pz_list_value(names);
    w->self->e[O_properties].value = pz_map_value(properties);
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

static struct pz_value marked(struct work *w, uint32_t flag)
{
    struct pz_list *list = list_of(w, 8);
    for (size_t i = 0; i < w->c->n; i++)
        if (w->profile.items[i].flags & flag)
            pz_list_add(w->arena, list, pz_map_value(score(w, i)));
    return pz_list_value(list);
}

static int64_t count_marked(const struct work *w, uint32_t flag)
{
    int64_t n = 0;
    for (size_t i = 0; i < w->c->n; i++)
        n += (w->profile.items[i].flags & flag) != 0;
    return n;
}

static struct pz_value scores(struct work *w, size_t from, size_t to)
{
    struct pz_list *list = list_of(w, to - from);
    for (size_t i = from; i < to; i++)
        if (score(w, i))
            pz_list_add(w->arena, list, pz_map_value(w->maps[i]));
    return pz_list_value(list);
}

static void hang_indicators(struct work *w)
{
    const struct catalogue *c = w->c;
    for (size_t i = c->indicators; i < c->n - 1; i++)
        if (score(w, i))
            w->maps[i]->e[S_indicators].value = pz_list_value(list_of(w, 8));
    for (size_t i = 0; i < c->indicators; i++) {
        size_t area = c->items[i].area;
        if (score(w, i) && area != SIZE_MAX && w->maps[area])
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
    struct pz_map *overall = score(w, w->c->n - 1);
    if (!overall)
        return;
    w->self->e[O_overall].value = pz_map_value(overall);
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        w->self->e[to[i]].value = overall->e[from[i]].value;
}

/* The profile into the arena. */
static int load(struct work *w, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(w->r->db, "SELECT data FROM profile WHERE organisation = ?1", err);
    if (!st)
        return -1;
    sqlite3_bind_text(st, 1, w->code, -1, SQLITE_STATIC);
    int rc = db_step(w->r->db, st, err);
    if (rc <= 0)
        return rc ? -1 : pz_fail(err, PZ_DATA, "E-STORE-022", _("there is no organisation with the code “%s”"), w->code);
    const void *data = sqlite3_column_blob(st, 0);
    size_t size = (size_t)sqlite3_column_bytes(st, 0);
    char *bytes = pz_arena_alloc(w->arena, size + 1);
    if (size)
        memcpy(bytes, data, size);
    sqlite3_reset(st);
    bytes[size] = '\0';
    if (!profile_open(&w->profile, bytes, size, w->c)) /* a file written over by something else */
        return db_fail(w->r->db, SQLITE_CORRUPT, err);
    return 0;
}

static int fill(struct work *w, struct pz_error *err)
{
    const struct catalogue *c = w->c;
    struct pz_entry *e = w->self->e;
    put_fields(w);
    put_overall(w);
    e[O_deficits_count].value = pz_int(count_marked(w, PROFILE_DEFICIT));
    e[O_practices_count].value = pz_int(count_marked(w, PROFILE_PRACTICE));
    if (w->with & (PZ_WITH_RECOMMENDATIONS | PZ_WITH_DEFICITS)) {
        struct pz_list *all = advice(w, w->profile.advice);
        if (w->with & PZ_WITH_RECOMMENDATIONS)
            e[O_recommendations].value = pz_list_value(all);
    }
    if (w->with & PZ_WITH_DEFICITS)
        e[O_deficits].value = marked(w, PROFILE_DEFICIT);
    if (w->with & PZ_WITH_PRACTICES)
        e[O_practices].value = marked(w, PROFILE_PRACTICE);
    if (w->with & PZ_WITH_AREAS) {
        if (w->with & PZ_WITH_RESULTS)
            hang_indicators(w);
        e[O_areas].value = scores(w, c->indicators, c->n - 1);
    }
    if (w->with & PZ_WITH_RESULTS)
        e[O_results].value = scores(w, 0, c->indicators);
    if (w->with & PZ_WITH_CLUSTERS) {
        e[O_clusters].value = pz_list_value(clusters(w, w->profile.clusters));
        e[O_fulfilment].value = pz_list_value(list_of(w, 0));
        if (c->fulfilment && read_fulfilment(w, err))
            return -1;
    }
    put_lists(w, w->profile.former, w->profile.properties);
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
    if (load(&w, err) || fill(&w, err))
        return -1;
    *out = pz_map_value(w.self);
    return 0;
}

unsigned pz_organisation_needs(struct pz_key name)
{
    static const char *const lists[] = {"overall",   "areas",    "results",         "deficits",
                                        "practices", "clusters", "recommendations", "fulfilment"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (pz_key_equal(name, pz_key(lists[i])))
            return PZ_WITH_ALL;
    return 0;
}

int pz_reader_advice_has_tags(struct pz_reader *r, bool *out, struct pz_error *err)
{
    if (catalogue_need(r, err))
        return -1;
    *out = r->catalogue.advice_has_tags;
    return 0;
}

int pz_organisations_value(struct pz_reader *r, const char *set, unsigned with, struct pz_arena *arena, struct pz_value *out,
                           struct pz_error *err)
{
    struct pz_spool codes = {0};
    const void *code = NULL;
    size_t len;
    jmp_buf oom, *before = pz_arena_trap(arena, &oom);
    if (setjmp(oom)) {
        pz_spool_release(&codes);
        pz_arena_trap(arena, before);
        return pz_fail_memory(err);
    }
    struct pz_list *list = pz_list_new(arena, 64);
    int rc = pz_reader_codes(r, set, &codes, err) == 0 ? 1 : -1;
    while (rc == 1 && (rc = pz_spool_next(&codes, &code, &len, err)) == 1) {
        struct pz_value v;
        if (pz_organisation_value(r, code, with, arena, &v, err) != 0)
            rc = -1;
        else
            pz_list_add(arena, list, v);
    }
    *out = pz_list_value(list);
    pz_arena_trap(arena, before);
    pz_spool_release(&codes);
    return rc;
}
