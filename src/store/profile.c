/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/profile.h"

#include <math.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "store/rows.h"
#include "store/score.h"

/* Each table is read once, in the order of the organisations: a question for each of them would look for its place in the tree. */
enum { ORGANISATIONS, FORMER, PROPERTIES, FINDINGS, ADVICE, MEMBERS, SOURCES };

/* A statement whose first column is the organisation, and whether it stands on a row. */
struct source {
    sqlite3_stmt *st;
    bool row;
};

/* Profiles one after the other; the one under construction: texts are gathered apart and put behind the rest. */
struct making {
    struct pz_reader r;
    const struct catalogue *c;
    struct source sources[SOURCES];
    struct scoring *scores; /* as the table has them; reading its many columns takes three times as long */
    bool scored;            /* they stand on a row */
    size_t *items_of;       /* the catalogue's items of theirs; SIZE_MAX: none */
    struct pz_arena arena;  /* of one profile */
    struct pz_buf bytes;
    const char *code;
    struct profile_head head;
    struct profile_item *items;
    const char **reasons; /* of the items */
    struct pz_buf advice, clusters, former, properties, texts;
};

/* Offsets are counted from 1 here and moved to their place at the end. */
static struct profile_text add_text(struct making *m, const char *text, size_t len)
{
    if (!text)
        return (struct profile_text){0, 0};
    struct profile_text t = {(uint32_t)m->texts.len + 1, (uint32_t)len};
    pz_buf_put(&m->texts, text, len);
    pz_buf_putc(&m->texts, '\0');
    return t;
}

static struct profile_text column_text(struct making *m, sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    return add_text(m, text, (size_t)sqlite3_column_bytes(st, column));
}

static int step(struct making *m, struct source *s, struct pz_error *err)
{
    int rc = db_step(m->r.db, s->st, err);
    s->row = rc > 0;
    return rc < 0 ? -1 : 0;
}

/* Whether the source stands on a row of the organisation at hand: 1, 0, -1. Rows of others before it are passed over. */
static int here(struct making *m, struct source *s, struct pz_error *err)
{
    int order = -1;
    while (s->row && (order = strcmp(db_seen(s->st, 0), m->code)) < 0)
        if (step(m, s, err))
            return -1;
    return s->row && order == 0;
}

/* Give all rows that a source has of the organisation. */
static int each(struct making *m, int source, void (*add)(struct making *m, sqlite3_stmt *st), struct pz_error *err)
{
    struct source *s = &m->sources[source];
    int rc;
    while ((rc = here(m, s, err)) > 0) {
        add(m, s->st);
        if (step(m, s, err))
            return -1;
    }
    return rc;
}

static void add_fields(struct making *m, sqlite3_stmt *st)
{
    for (int i = 0; i < F_FIELDS; i++)
        m->head.field[i] = column_text(m, st, i);
}

static void add_former(struct making *m, sqlite3_stmt *st)
{
    struct profile_text t = column_text(m, st, 1);
    pz_buf_put(&m->former, &t, sizeof t);
    m->head.former++;
}

static void add_property(struct making *m, sqlite3_stmt *st)
{
    struct profile_property p = {.name = column_text(m, st, 1)};
    switch (sqlite3_column_type(st, 2)) {
    case SQLITE_INTEGER:
        p.type = PZ_INT;
        p.integer = sqlite3_column_int64(st, 2);
        break;
    case SQLITE_FLOAT:
        p.type = PZ_FLOAT;
        p.number = sqlite3_column_double(st, 2);
        break;
    default: p.type = PZ_STRING; p.text = column_text(m, st, 2);
    }
    pz_buf_put(&m->properties, &p, sizeof p);
    m->head.properties++;
}

static struct item *item_at(struct making *m, sqlite3_stmt *st, int kind, int code)
{
    return catalogue_item(m->c, item_kind_of((const char *)sqlite3_column_text(st, kind)),
                          (const char *)sqlite3_column_text(st, code), (size_t)sqlite3_column_bytes(st, code));
}

static void add_score(struct making *m)
{
    const struct scoring *s = m->scores;
    const struct grade *now = s->grade, *former = s->former;
    if (m->items_of[s->at] == SIZE_MAX)
        return;
    m->items[m->items_of[s->at]] = (struct profile_item){
        .number = now->number,
        .base = now->base,
        .text = add_text(m, now->text, now->text ? strlen(now->text) : 0),
        .normal = now->normal,
        .level = now->level,
        .known = now->known,
        .total = now->total,
        .place = s->place ? (int32_t)s->place->first : 0,
        .place_last = s->place ? (int32_t)s->place->last : 0,
        .old_number = former->number,
        .old_base = former->base,
        .old_normal = former->normal,
        .old_level = former->level,
        .flags = PROFILE_HERE,
    };
}

static int next_score(struct making *m, struct pz_error *err)
{
    int rc = scoring_next(m->scores, err);
    m->scored = rc > 0;
    return rc < 0 ? -1 : 0;
}

/* Scores are of the organisations of the table, in its order. */
static int add_scores(struct making *m, struct pz_error *err)
{
    while (m->scored && strcmp(m->scores->g.organisation, m->code) == 0) {
        add_score(m);
        if (next_score(m, err))
            return -1;
    }
    return 0;
}

static int begin_scores(struct making *m, struct pz_error *err)
{
    if (scoring_new(&m->scores, m->r.db, err))
        return -1;
    const struct grading *g = &m->scores->g;
    if (!(m->items_of = pz_calloc(g->n + 1, sizeof *m->items_of)))
        return pz_fail_memory(err);
    for (size_t i = 0; i < g->n; i++) {
        const struct item *it = catalogue_item(m->c, item_kind_of(g->items[i].kind), g->items[i].code, strlen(g->items[i].code));
        m->items_of[i] = it ? (size_t)(it - m->c->items) : SIZE_MAX;
    }
    return next_score(m, err);
}

static const char *rule_title(const struct catalogue *c, const char *code)
{
    for (size_t i = 0; i < c->rules_n; i++)
        if (strcmp(c->rules[i].code, code) == 0)
            return c->rules[i].title;
    return "";
}

/* Marks, and by which rules they were set: titles joined in the order of the rules' codes. */
static void add_finding(struct making *m, sqlite3_stmt *st)
{
    struct item *it = item_at(m, st, 2, 3);
    if (!it)
        return;
    size_t i = (size_t)(it - m->c->items);
    const char *title = rule_title(m->c, (const char *)sqlite3_column_text(st, 4));
    m->items[i].flags |= *db_seen(st, 1) == 'd' ? PROFILE_DEFICIT : PROFILE_PRACTICE;
    if (title[0])
        m->reasons[i] = m->reasons[i] ? pz_arena_printf(&m->arena, "%s; %s", m->reasons[i], title) : title;
}

static void add_reasons(struct making *m)
{
    for (size_t i = 0; i < m->c->n; i++)
        if (m->reasons[i])
            m->items[i].reason = add_text(m, m->reasons[i], strlen(m->reasons[i]));
}

static void add_advice(struct making *m, sqlite3_stmt *st)
{
    struct item *it = item_at(m, st, 2, 3);
    struct pz_value *at = pz_map_find(m->c->advice_codes, pz_key(db_seen(st, 1)));
    if (!it || !at)
        return;
    struct profile_advice a = {(uint32_t)at->u.i, (uint32_t)(it - m->c->items)};
    pz_buf_put(&m->advice, &a, sizeof a);
    m->head.advice++;
}

static void add_cluster(struct making *m, sqlite3_stmt *st)
{
    struct pz_value *at = pz_map_find(m->c->cluster_codes, pz_key(db_seen(st, 1)));
    uint32_t k = at ? (uint32_t)at->u.i : 0;
    if (at)
        pz_buf_put(&m->clusters, &k, sizeof k), m->head.clusters++;
}

static void move_text(struct profile_text *t, size_t by)
{
    if (t->offset)
        t->offset += (uint32_t)by - 1;
}

static int join(struct making *m, struct pz_error *err)
{
    struct pz_buf *out = &m->bytes;
    if (m->head.clusters % 2) /* keeps what follows aligned */
        pz_buf_put(&m->clusters, "\0\0\0", 4);
    size_t items = m->c->n * sizeof *m->items;
    size_t texts = sizeof m->head + items + m->advice.len + m->clusters.len + m->former.len + m->properties.len;
    struct profile_text *former = (struct profile_text *)m->former.data;
    struct profile_property *properties = (struct profile_property *)m->properties.data;
    for (size_t i = 0; i < F_FIELDS; i++)
        move_text(&m->head.field[i], texts);
    for (size_t i = 0; i < m->c->n; i++)
        move_text(&m->items[i].text, texts), move_text(&m->items[i].reason, texts);
    for (size_t i = 0; i < m->head.former; i++)
        move_text(&former[i], texts);
    for (size_t i = 0; i < m->head.properties; i++)
        move_text(&properties[i].name, texts), move_text(&properties[i].text, texts);
    m->head.items = (uint32_t)m->c->n;
    m->head.size = (uint32_t)(texts + m->texts.len);
    pz_buf_clear(out);
    pz_buf_put(out, &m->head, sizeof m->head);
    pz_buf_put(out, m->items, items);
    pz_buf_put(out, pz_buf_str(&m->advice), m->advice.len);
    pz_buf_put(out, pz_buf_str(&m->clusters), m->clusters.len);
    pz_buf_put(out, pz_buf_str(&m->former), m->former.len);
    pz_buf_put(out, pz_buf_str(&m->properties), m->properties.len);
    pz_buf_put(out, pz_buf_str(&m->texts), m->texts.len);
    bool failed =
        out->failed || m->advice.failed || m->clusters.failed || m->former.failed || m->properties.failed || m->texts.failed;
    return failed ? pz_fail_memory(err) : 0;
}

static void clear(struct making *m)
{
    struct pz_buf *const parts[] = {&m->advice, &m->clusters, &m->former, &m->properties, &m->texts};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        pz_buf_clear(parts[i]);
    pz_arena_clear(&m->arena);
    m->head = (struct profile_head){0};
    m->items = PZ_NEW_ARRAY(&m->arena, m->c->n, struct profile_item);
    m->reasons = PZ_NEW_ARRAY(&m->arena, m->c->n, const char *);
}

static int make(struct making *m, struct pz_error *err)
{
    clear(m);
    m->code = pz_arena_strdup(&m->arena, (const char *)sqlite3_column_text(m->sources[ORGANISATIONS].st, 0));
    if (each(m, ORGANISATIONS, add_fields, err) || each(m, FORMER, add_former, err) || each(m, PROPERTIES, add_property, err) ||
        add_scores(m, err) || each(m, FINDINGS, add_finding, err))
        return -1;
    add_reasons(m);
    return each(m, ADVICE, add_advice, err) || each(m, MEMBERS, add_cluster, err) || join(m, err) ? -1 : 0;
}

static bool inside(struct profile_text t, size_t size)
{
    return t.offset < size && t.len < size - t.offset;
}

static bool parts_fit(const struct profile *p, size_t size, const struct catalogue *c)
{
    bool ok = true;
    for (size_t i = 0; i < F_FIELDS; i++)
        ok &= inside(p->head->field[i], size);
    for (size_t i = 0; i < c->n; i++)
        ok &= inside(p->items[i].text, size) && inside(p->items[i].reason, size);
    for (uint32_t i = 0; i < p->head->advice; i++)
        ok &= p->advice[i].recommendation < c->advice_n && p->advice[i].item < c->n;
    for (uint32_t i = 0; i < p->head->clusters; i++)
        ok &= p->clusters[i] < c->clusters_n;
    for (uint32_t i = 0; i < p->head->former; i++)
        ok &= inside(p->former[i], size);
    for (uint32_t i = 0; i < p->head->properties; i++)
        ok &= inside(p->properties[i].name, size) && inside(p->properties[i].text, size);
    return ok;
}

bool profile_open(struct profile *p, const char *bytes, size_t size, const struct catalogue *c)
{
    p->bytes = bytes;
    p->head = (const struct profile_head *)(const void *)bytes;
    if (size < sizeof *p->head || p->head->size != size || p->head->items != c->n)
        return false;
    p->items = (const struct profile_item *)(p->head + 1);
    p->advice = (const struct profile_advice *)(p->items + c->n);
    p->clusters = (const uint32_t *)(p->advice + p->head->advice);
    size_t clusters = (size_t)p->head->clusters + p->head->clusters % 2;
    p->former = (const struct profile_text *)(p->clusters + clusters);
    p->properties = (const struct profile_property *)(p->former + p->head->former);
    size_t fixed = sizeof *p->head + c->n * sizeof *p->items + p->head->advice * sizeof *p->advice +
                   clusters * sizeof *p->clusters + p->head->former * sizeof *p->former +
                   p->head->properties * sizeof *p->properties;
    return fixed <= size && parts_fit(p, size, c);
}

/* NOT INDEXED and the like: in the order of the tables, not sorted from an index. */
static const char *const statements[SOURCES] = {
    [ORGANISATIONS] =
        "SELECT code, name, short_name, kind, type, settlement, district, address, email, phone, site, head, head_sex, "
        "head_post, head_genitive, head_dative, head_accusative, head_instrumental, head_prepositional, name_genitive, "
        "name_dative, name_accusative, name_instrumental, name_prepositional FROM organisation ORDER BY code",
    [FORMER] = "SELECT key, value FROM value WHERE entity = 'organisation' AND field = 'former_name' ORDER BY key, n",
    [PROPERTIES] = "SELECT key, field, value FROM value WHERE entity = 'property' ORDER BY key, field, n",
    [FINDINGS] = "SELECT organisation, finding, kind, code, rule FROM finding NOT INDEXED WHERE period = ?1 "
                 "ORDER BY organisation, finding, kind, code, rule",
    [ADVICE] =
        "SELECT a.organisation, a.recommendation, a.kind, a.code FROM advice a JOIN recommendation c ON c.code = a.recommendation "
        "WHERE a.period = ?1 ORDER BY a.organisation, c.position, a.kind DESC, a.code",
    [MEMBERS] =
        "SELECT m.organisation, m.cluster FROM member m JOIN cluster c ON c.code = m.cluster ORDER BY m.organisation, c.position",
};

static int begin(struct making *m, struct pz_store *s, struct pz_error *err)
{
    m->r.db = &s->db;
    m->r.store = s;
    m->c = &m->r.catalogue;
    if (catalogue_need(&m->r, err))
        return -1;
    for (int i = 0; i < SOURCES; i++) {
        struct source *source = &m->sources[i];
        if (!(source->st = db_query(m->r.db, statements[i], err)))
            return -1;
        if (sqlite3_bind_parameter_count(source->st))
            db_bind(source->st, "t", m->c->period);
        if (step(m, source, err))
            return -1;
    }
    return begin_scores(m, err);
}

static void end(struct making *m)
{
    struct pz_buf *const parts[] = {&m->advice, &m->clusters, &m->former, &m->properties, &m->texts, &m->bytes};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        pz_buf_release(parts[i]);
    for (int i = 0; i < SOURCES; i++)
        sqlite3_reset(m->sources[i].st);
    scoring_free(m->scores);
    pz_free(m->items_of);
    pz_arena_release(&m->arena);
    if (m->r.loaded)
        pz_arena_release(&m->r.catalogue.arena);
}

/* The next organisation in the order of the table: its code and bytes. */
static int next(void *self, struct pz_error *err)
{
    struct making *m = self;
    jmp_buf oom;
    if (!m->sources[ORGANISATIONS].row)
        return 0;
    jmp_buf *before = pz_arena_trap(&m->arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : make(m, err);
    pz_arena_trap(&m->arena, before);
    return rc ? -1 : 1;
}

static void put_column(void *self, sqlite3_context *out, int column)
{
    const struct making *m = self;
    if (column == 0)
        sqlite3_result_text(out, m->code, -1, SQLITE_STATIC);
    else
        sqlite3_result_blob64(out, m->bytes.data, m->bytes.len, SQLITE_STATIC);
}

int profiles_fill(struct pz_store *s, struct pz_error *err)
{
    struct making m = {.arena = PZ_ARENA_INIT};
    const struct db_rows rows = {.columns = 2, .next = next, .column = put_column, .self = &m};
    int rc = begin(&m, s, err) || db_rows_run(&s->db, &rows, "DELETE FROM profile; INSERT INTO profile SELECT * FROM made", err);
    end(&m);
    return rc ? -1 : 0;
}

static int compare(struct making *m, size_t *different, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(m->r.db, "SELECT data = ?2 FROM profile WHERE organisation = ?1", err);
    if (!st)
        return -1;
    sqlite3_bind_text(st, 1, m->code, -1, SQLITE_STATIC);
    sqlite3_bind_blob64(st, 2, m->bytes.data, m->bytes.len, SQLITE_STATIC);
    int rc = db_step(m->r.db, st, err);
    *different += rc <= 0 || !sqlite3_column_int(st, 0);
    sqlite3_reset(st);
    return rc < 0 ? -1 : 0;
}

int profiles_compare(struct pz_store *s, size_t *different, struct pz_error *err)
{
    struct making m = {.arena = PZ_ARENA_INIT};
    int rc = begin(&m, s, err);
    *different = 0;
    while (rc == 0 && (rc = next(&m, err)) > 0)
        rc = compare(&m, different, err);
    end(&m);
    return rc;
}
