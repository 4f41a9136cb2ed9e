/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/profile.h"

#include <math.h>

#include "base/i18n.h"
#include "base/mem.h"

/* A profile under construction: texts are gathered apart and put behind the rest. */
struct making {
    struct pz_reader *r;
    const struct catalogue *c;
    struct pz_arena *arena;
    const char *code;
    struct profile_head head;
    struct profile_item *items;
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

static int make_fields(struct making *m, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(m->r->db,
                 "SELECT code, name, short_name, kind, type, settlement, district, address, email, phone, site, head, head_sex, "
                 "head_post, head_genitive, head_dative, head_accusative, head_instrumental, head_prepositional, name_genitive, "
                 "name_dative, name_accusative, name_instrumental, name_prepositional FROM organisation WHERE code = ?1",
                 err);
    if (!st)
        return -1;
    db_bind(st, "t", m->code);
    int rc = db_step(m->r->db, st, err);
    for (int i = 0; rc > 0 && i < F_FIELDS; i++)
        m->head.field[i] = column_text(m, st, i);
    sqlite3_reset(st);
    return rc < 0 ? -1 : 0;
}

static void add_property(struct making *m, sqlite3_stmt *st)
{
    struct profile_property p = {.name = column_text(m, st, 0)};
    switch (sqlite3_column_type(st, 1)) {
    case SQLITE_INTEGER:
        p.type = PZ_INT;
        p.integer = sqlite3_column_int64(st, 1);
        break;
    case SQLITE_FLOAT:
        p.type = PZ_FLOAT;
        p.number = sqlite3_column_double(st, 1);
        break;
    default: p.type = PZ_STRING; p.text = column_text(m, st, 1);
    }
    pz_buf_put(&m->properties, &p, sizeof p);
    m->head.properties++;
}

static int make_lists(struct making *m, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(m->r->db,
                 "SELECT field, value, entity FROM value WHERE entity = 'organisation' AND key = ?1 AND field = 'former_name' "
                 "UNION ALL SELECT field, value, entity FROM value WHERE entity = 'property' AND key = ?1",
                 err);
    if (!st)
        return -1;
    db_bind(st, "t", m->code);
    int rc;
    while ((rc = db_step(m->r->db, st, err)) > 0) {
        if (*(const char *)sqlite3_column_text(st, 2) == 'p') {
            add_property(m, st);
            continue;
        }
        struct profile_text t = column_text(m, st, 1);
        pz_buf_put(&m->former, &t, sizeof t);
        m->head.former++;
    }
    return rc;
}

static struct item *item_at(struct making *m, sqlite3_stmt *st, int kind, int code)
{
    return catalogue_item(m->c, item_kind_of((const char *)sqlite3_column_text(st, kind)),
                          (const char *)sqlite3_column_text(st, code), (size_t)sqlite3_column_bytes(st, code));
}

static int32_t level_of(sqlite3_stmt *st, int column)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL ? -1 : sqlite3_column_int(st, column);
}

static int make_scores(struct making *m, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(m->r->db,
                 "SELECT kind, code, number, base, text, normal, level, known, total, place, place_last, old_number, old_base, "
                 "old_normal, old_level FROM score WHERE organisation = ?1 AND period = ?2",
                 err);
    if (!st)
        return -1;
    db_bind(st, "tt", m->code, m->c->period);
    int rc;
    while ((rc = db_step(m->r->db, st, err)) > 0) {
        struct item *it = item_at(m, st, 0, 1);
        if (!it)
            continue;
        m->items[it - m->c->items] = (struct profile_item){
            .number = db_double(st, 2),
            .base = db_double(st, 3),
            .text = column_text(m, st, 4),
            .normal = db_double(st, 5),
            .level = level_of(st, 6),
            .known = (uint32_t)sqlite3_column_int(st, 7),
            .total = (uint32_t)sqlite3_column_int(st, 8),
            .place = sqlite3_column_int(st, 9),
            .place_last = sqlite3_column_int(st, 10),
            .old_number = db_double(st, 11),
            .old_base = db_double(st, 12),
            .old_normal = db_double(st, 13),
            .old_level = level_of(st, 14),
            .flags = PROFILE_HERE,
        };
    }
    return rc;
}

static const char *rule_title(const struct catalogue *c, const char *code)
{
    for (size_t i = 0; i < c->rules_n; i++)
        if (strcmp(c->rules[i].code, code) == 0)
            return c->rules[i].title;
    return "";
}

/* Marks, and by which rules they were set: titles joined in the order of the rules' codes. */
static int make_findings(struct making *m, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(m->r->db,
                                "SELECT finding, kind, code, rule FROM finding WHERE organisation = ?1 AND period = ?2 "
                                "ORDER BY organisation, period, finding, kind, code, rule",
                                err);
    const char **reasons = PZ_NEW_ARRAY(m->arena, m->c->n, const char *);
    if (!st)
        return -1;
    db_bind(st, "tt", m->code, m->c->period);
    int rc;
    while ((rc = db_step(m->r->db, st, err)) > 0) {
        struct item *it = item_at(m, st, 1, 2);
        if (!it)
            continue;
        size_t i = (size_t)(it - m->c->items);
        const char *title = rule_title(m->c, (const char *)sqlite3_column_text(st, 3));
        m->items[i].flags |= *(const char *)sqlite3_column_text(st, 0) == 'd' ? PROFILE_DEFICIT : PROFILE_PRACTICE;
        if (title[0])
            reasons[i] = reasons[i] ? pz_arena_printf(m->arena, "%s; %s", reasons[i], title) : title;
    }
    for (size_t i = 0; i < m->c->n; i++)
        if (reasons[i])
            m->items[i].reason = add_text(m, reasons[i], strlen(reasons[i]));
    return rc;
}

static int make_advice(struct making *m, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(m->r->db,
                 "SELECT a.recommendation, a.kind, a.code FROM advice a JOIN recommendation c ON c.code = a.recommendation "
                 "WHERE a.organisation = ?1 AND a.period = ?2 ORDER BY c.position, a.kind DESC, a.code",
                 err);
    if (!st)
        return -1;
    db_bind(st, "tt", m->code, m->c->period);
    int rc;
    while ((rc = db_step(m->r->db, st, err)) > 0) {
        struct item *it = item_at(m, st, 1, 2);
        struct pz_value *at = pz_map_find(m->c->advice_codes, pz_key((const char *)sqlite3_column_text(st, 0)));
        if (!it || !at)
            continue;
        struct profile_advice a = {(uint32_t)at->u.i, (uint32_t)(it - m->c->items)};
        pz_buf_put(&m->advice, &a, sizeof a);
        m->head.advice++;
    }
    return rc;
}

static int make_clusters(struct making *m, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(
        m->r->db,
        "SELECT m.cluster FROM member m JOIN cluster c ON c.code = m.cluster WHERE m.organisation = ?1 ORDER BY c.position", err);
    if (!st)
        return -1;
    db_bind(st, "t", m->code);
    int rc;
    while ((rc = db_step(m->r->db, st, err)) > 0) {
        struct pz_value *at = pz_map_find(m->c->cluster_codes, pz_key((const char *)sqlite3_column_text(st, 0)));
        uint32_t k = at ? (uint32_t)at->u.i : 0;
        if (at)
            pz_buf_put(&m->clusters, &k, sizeof k), m->head.clusters++;
    }
    if (m->head.clusters % 2) /* keeps what follows aligned */
        pz_buf_put(&m->clusters, "\0\0\0", 4);
    return rc;
}

static void move_text(struct profile_text *t, size_t by)
{
    if (t->offset)
        t->offset += (uint32_t)by - 1;
}

static int join(struct making *m, struct pz_buf *out, struct pz_error *err)
{
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

static int make(struct making *m, struct pz_buf *out, struct pz_error *err)
{
    m->items = PZ_NEW_ARRAY(m->arena, m->c->n, struct profile_item);
    return make_fields(m, err) || make_lists(m, err) || make_scores(m, err) || make_findings(m, err) || make_advice(m, err) ||
                   make_clusters(m, err) || join(m, out, err)
               ? -1
               : 0;
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

int profile_make(struct pz_reader *r, const char *code, struct pz_arena *arena, struct pz_buf *out, struct pz_error *err)
{
    struct making m = {.r = r, .c = &r->catalogue, .arena = arena, .code = code};
    jmp_buf oom;
    jmp_buf *before = pz_arena_trap(arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : make(&m, out, err);
    pz_arena_trap(arena, before);
    pz_buf_release(&m.advice);
    pz_buf_release(&m.clusters);
    pz_buf_release(&m.former);
    pz_buf_release(&m.properties);
    pz_buf_release(&m.texts);
    return rc;
}

/* All organisations in the order of the table: `each` is given the code and the bytes. */
static int for_all(struct pz_store *s,
                   int (*each)(struct pz_store *s, const char *code, const struct pz_buf *bytes, void *self, struct pz_error *err),
                   void *self, struct pz_error *err)
{
    struct pz_reader r = {.db = &s->db, .store = s};
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_buf bytes = PZ_BUF_INIT;
    char code[256];
    int rc = catalogue_need(&r, err);
    sqlite3_stmt *st = rc ? NULL : db_query(&s->db, "SELECT code FROM organisation", err);
    if (!st)
        rc = -1;
    while (!rc) {
        int step = db_step(&s->db, st, err);
        if (step <= 0) {
            rc = step;
            break;
        }
        snprintf(code, sizeof code, "%s", (const char *)sqlite3_column_text(st, 0));
        pz_arena_clear(&arena);
        rc = profile_make(&r, code, &arena, &bytes, err) || each(s, code, &bytes, self, err) ? -1 : 0;
    }
    if (st)
        sqlite3_reset(st);
    pz_arena_release(&arena);
    pz_buf_release(&bytes);
    if (r.loaded)
        pz_arena_release(&r.catalogue.arena);
    return rc;
}

static int insert(struct pz_store *s, const char *code, const struct pz_buf *bytes, void *self, struct pz_error *err)
{
    (void)self;
    sqlite3_stmt *st = db_query(&s->db, "INSERT INTO profile VALUES (?1, ?2)", err);
    if (!st)
        return -1;
    sqlite3_bind_text(st, 1, code, -1, SQLITE_STATIC);
    sqlite3_bind_blob64(st, 2, bytes->data, bytes->len, SQLITE_STATIC);
    return db_step(&s->db, st, err);
}

int profiles_fill(struct pz_store *s, struct pz_error *err)
{
    return db_exec(&s->db, "DELETE FROM profile", err) || for_all(s, insert, NULL, err) ? -1 : 0;
}

static int compare(struct pz_store *s, const char *code, const struct pz_buf *bytes, void *self, struct pz_error *err)
{
    int64_t same;
    sqlite3_stmt *st = db_query(&s->db, "SELECT data = ?2 FROM profile WHERE organisation = ?1", err);
    if (!st)
        return -1;
    sqlite3_bind_text(st, 1, code, -1, SQLITE_STATIC);
    sqlite3_bind_blob64(st, 2, bytes->data, bytes->len, SQLITE_STATIC);
    int rc = db_step(&s->db, st, err);
    same = rc > 0 && sqlite3_column_int(st, 0);
    sqlite3_reset(st);
    *(size_t *)self += !same;
    return rc < 0 ? -1 : 0;
}

int profiles_compare(struct pz_store *s, size_t *different, struct pz_error *err)
{
    *different = 0;
    return for_all(s, compare, different, err);
}
