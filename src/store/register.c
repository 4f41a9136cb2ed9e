/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run writes into the register, and the way of a document from state to state. */
#include "store/register.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "store/editions.h"

const char *pz_state_word(enum pz_state state)
{
    static const char *const words[] = {"draft", "registered", "signing", "signed", "published"};
    return words[state];
}

const char *pz_state_title(enum pz_state state)
{
    static const char *const titles[] = {N_("draft"), N_("registered"), N_("for signing"), N_("signed"), N_("published")};
    return _(titles[state]);
}

int history_add(struct db *db, const struct pz_stamp *stamp, const char *id, const char *organisation, unsigned edition,
                const char *what, const char *text, struct pz_error *err)
{
    return db_do(db, err,
                 "INSERT INTO history (time, who, id, organisation, edition, what, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 "ttttitt", stamp->time, stamp->who, id, organisation, (int64_t)edition, what, text);
}

int edition_find(struct db *db, const char *id, const char *organisation, struct edition *out, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(db,
                                "SELECT edition, state, source_digest, path, journal, number, formats FROM edition WHERE id = "
                                "?1 AND organisation = ?2 ORDER BY edition DESC LIMIT 1",
                                err);
    if (!st)
        return -1;
    db_bind(st, "tt", id, organisation);
    int rc = db_step(db, st, err);
    if (rc <= 0)
        return rc;
    const char *columns[5];
    for (int i = 0; i < 5; i++)
        columns[i] = (const char *)sqlite3_column_text(st, 2 + i);
    out->edition = (unsigned)sqlite3_column_int(st, 0);
    out->state = (enum pz_state)sqlite3_column_int(st, 1);
    snprintf(out->digest, sizeof out->digest, "%s", columns[0]);
    snprintf(out->path, sizeof out->path, "%s", columns[1]);
    snprintf(out->journal, sizeof out->journal, "%s", columns[2] ? columns[2] : "");
    snprintf(out->number, sizeof out->number, "%s", columns[3] ? columns[3] : "");
    snprintf(out->formats, sizeof out->formats, "%s", columns[4] ? columns[4] : "");
    sqlite3_reset(st);
    return 1;
}

int edition_need(struct db *db, const char *id, const char *organisation, struct edition *out, struct pz_error *err)
{
    int rc = edition_find(db, id, organisation, out, err);
    if (rc == 0)
        return pz_fail(err, PZ_USAGE, "E-STORE-034",
                       organisation[0] ? _("there is no document “%s” for “%s” in the register")
                                       : _("there is no document “%s” in the register"),
                       id, organisation);
    return rc < 0 ? -1 : 0;
}

/* A run's results ----------------------------------------------------------------------------------------------- */

static int put_references(struct db *db, const struct pz_register_put *p, const char *organisation, struct pz_error *err)
{
    if (db_do(db, err, "DELETE FROM reference WHERE id = ?1 AND organisation = ?2", "tt", p->id, organisation))
        return -1;
    for (size_t i = 0; i < p->references_n; i++) {
        const struct pz_reference *r = &p->references[i];
        if (db_do(db, err, "INSERT OR IGNORE INTO reference VALUES (?1, ?2, ?3, ?4, ?5)", "ttttt", p->id, organisation, r->role,
                  r->id, r->organisation ? r->organisation : ""))
            return -1;
    }
    return 0;
}

int references_same(struct db *db, const struct pz_register_put *p, const char *organisation, bool *same, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(db, "SELECT role, target, target_organisation FROM reference WHERE id = ?1 AND organisation = ?2", err);
    if (!st)
        return -1;
    db_bind(st, "tt", p->id, organisation);
    size_t n = 0, hits = 0;
    int rc;
    while ((rc = db_step(db, st, err)) > 0) {
        n++;
        for (size_t i = 0; i < p->references_n; i++) {
            const struct pz_reference *r = &p->references[i];
            if (strcmp(db_seen(st, 0), r->role) == 0 && strcmp(db_seen(st, 1), r->id) == 0 &&
                strcmp(db_seen(st, 2), r->organisation ? r->organisation : "") == 0) {
                hits++;
                break;
            }
        }
    }
    *same = n == hits && n == p->references_n;
    return rc;
}

static int insert_edition(struct db *db, const struct pz_register_put *p, const char *organisation, unsigned edition,
                          const struct pz_stamp *stamp, struct pz_error *err)
{
    return db_do(
        db, err,
        "INSERT INTO edition (id, organisation, edition, state, kind, title, path, source_digest, pdf_digest, pdf_path, journal, "
        "planned_date, event_date, point_title, made, changed, formats) "
        "VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15)",
        "ttitttttttttttt", p->id, organisation, (int64_t)edition, p->kind, p->title, p->path, p->source_digest, p->pdf_digest,
        p->pdf_path, p->journal, p->date, p->event_date, p->point_title, stamp->time, p->formats);
}

/* The same bytes: only what stands around them may have changed, and a PDF may have come. */
static int touch(struct db *db, const struct pz_register_put *p, const char *organisation, const struct edition *e,
                 struct pz_error *err)
{
    if (pz_state_protected(e->state))
        return 0;
    return db_do(db, err,
                 "UPDATE edition SET kind = ?4, title = ?5, path = ?6, pdf_digest = coalesce(?7, pdf_digest), pdf_path = "
                 "coalesce(?8, pdf_path), "
                 "journal = ?9, planned_date = ?10, event_date = ?11, point_title = ?12, formats = ?13 WHERE id = ?1 AND "
                 "organisation = ?2 AND "
                 "edition = ?3 "
                 "AND (kind, title, path, coalesce(?7, pdf_digest), coalesce(?8, pdf_path), journal, planned_date, event_date, "
                 "point_title, formats) IS NOT "
                 "(?4, ?5, ?6, pdf_digest, pdf_path, ?9, ?10, ?11, ?12, ?13)",
                 "ttitttttttttt", p->id, organisation, (int64_t)e->edition, p->kind, p->title, p->path, p->pdf_digest, p->pdf_path,
                 p->journal, p->date, p->event_date, p->point_title, p->formats);
}

/* New bytes of an unprotected edition. What waited for a signature goes back: other bytes are to be signed. */
static int replace(struct db *db, const struct pz_register_put *p, const char *organisation, const struct edition *e,
                   const struct pz_stamp *stamp, struct pz_error *err)
{
    enum pz_state state = e->state == PZ_SIGNING ? e->number[0] ? PZ_REGISTERED : PZ_DRAFT : e->state;
    if (db_do(db, err,
              "UPDATE edition SET kind = ?4, title = ?5, path = ?6, source_digest = ?7, pdf_digest = ?8, pdf_path = ?9, journal = "
              "?10, "
              "planned_date = ?11, event_date = ?12, point_title = ?13, changed = ?14, state = ?15, formats = ?16 "
              "WHERE id = ?1 AND organisation = ?2 AND edition = ?3",
              "ttitttttttttttit", p->id, organisation, (int64_t)e->edition, p->kind, p->title, p->path, p->source_digest,
              p->pdf_digest, p->pdf_path, p->journal, p->date, p->event_date, p->point_title, stamp->time, (int64_t)state,
              p->formats))
        return -1;
    if (state != e->state && history_add(db, stamp, p->id, organisation, e->edition, "state", pz_state_word(state), err))
        return -1;
    char text[160];
    snprintf(text, sizeof text, "%s → %s", e->digest, p->source_digest);
    return history_add(db, stamp, p->id, organisation, e->edition, "changed", text, err);
}

static int put_new(struct db *db, const struct pz_register_put *p, const char *organisation, unsigned edition,
                   const struct pz_stamp *stamp, struct pz_error *err)
{
    return insert_edition(db, p, organisation, edition, stamp, err) ||
                   history_add(db, stamp, p->id, organisation, edition, edition == 1 ? "made" : "edition", p->source_digest, err) ||
                   put_references(db, p, organisation, err)
               ? -1
               : 0;
}

const char *pz_register_format(const char *list, const char *name, size_t len)
{
    for (const char *at = list ? list : ""; *at; at += strcspn(at, "\n"), at += *at == '\n')
        if (strncmp(at, name, len) == 0 && at[len] == ' ')
            return at + len + 1;
    return NULL;
}

bool pz_register_formats_differ(const char *before, const char *now)
{
    for (const char *at = now ? now : ""; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        size_t len = strcspn(at, " ");
        const char *old = pz_register_format(before, at, len);
        if (old && strncmp(old, at + len + 1, 64) != 0)
            return true;
    }
    return false;
}

static int put_one(struct db *db, const struct pz_register_put *p, const struct pz_stamp *stamp, enum pz_put_outcome *outcome,
                   struct pz_error *err)
{
    const char *organisation = p->organisation ? p->organisation : "";
    struct edition e;
    int found = edition_find(db, p->id, organisation, &e, err);
    if (found < 0)
        return -1;
    if (!found) {
        *outcome = PZ_PUT_NEW;
        return put_new(db, p, organisation, 1, stamp, err);
    }
    bool anew = pz_state_protected(e.state) && (p->anew || pz_register_formats_differ(e.formats, p->formats));
    if (strcmp(e.digest, p->source_digest) == 0 && !anew) {
        bool same;
        *outcome = PZ_PUT_UNCHANGED;
        if (references_same(db, p, organisation, &same, err) || (!same && put_references(db, p, organisation, err)))
            return -1;
        return touch(db, p, organisation, &e, err);
    }
    if (pz_state_protected(e.state)) {
        *outcome = PZ_PUT_NEW_EDITION;
        if (strcmp(e.path, p->path) == 0)
            return pz_fail(err, PZ_USAGE, "E-STORE-031", _("“%s” is %s and may not be overwritten"), p->path,
                           pz_state_title(e.state));
        return put_new(db, p, organisation, e.edition + 1, stamp, err);
    }
    *outcome = PZ_PUT_CHANGED;
    return replace(db, p, organisation, &e, stamp, err) || put_references(db, p, organisation, err) ? -1 : 0;
}

static int put_changes(struct db *db, const struct pz_register_put *p, const struct pz_stamp *stamp, struct pz_error *err)
{
    int rc = 0;
    for (size_t i = 0; i < p->changes_n && !rc; i++) {
        const struct pz_change *v = &p->changes[i];
        rc = db_do(
            db, err,
            "INSERT INTO change (time, who, id, organisation, edition, place, old, new) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            "ttttittt", stamp->time, stamp->who, v->id, v->organisation ? v->organisation : "", (int64_t)v->edition, v->place,
            v->old_text, v->new_text);
    }
    return rc;
}

int pz_register_commit(struct pz_store *s, const struct pz_register_put *rows, size_t n, const struct pz_stamp *stamp,
                       enum pz_put_outcome *outcome, struct pz_error *err)
{
    if (db_begin(&s->db, err))
        return -1;
    int rc = 0;
    for (size_t i = 0; i < n && !rc; i++) {
        enum pz_put_outcome one;
        rc = put_one(&s->db, &rows[i], stamp, &one, err) || put_changes(&s->db, &rows[i], stamp, err) ? -1 : 0;
        if (!rc && outcome)
            outcome[i] = one;
    }
    if (rc || db_commit(&s->db, err)) {
        db_rollback(&s->db);
        return -1;
    }
    return 0;
}

/* One change in a transaction of its own. */
static int settle(struct pz_store *s, int rc, struct pz_error *err)
{
    if (rc || db_commit(&s->db, err)) {
        db_rollback(&s->db);
        return -1;
    }
    return 0;
}

static int put_pdf(struct db *db, const char *id, const char *organisation, const char *source, const char *path,
                   const char *digest, struct pz_error *err)
{
    struct edition e;
    if (edition_need(db, id, organisation, &e, err))
        return -1;
    if (strcmp(e.digest, source) != 0)
        return pz_fail(err, PZ_DATA, "E-STORE-032", _("the PDF of “%s” was made from other bytes than the register has"), id);
    if (pz_state_protected(e.state))
        return pz_fail(err, PZ_USAGE, "E-STORE-031", _("“%s” is %s and may not be overwritten"), path, pz_state_title(e.state));
    return db_do(db, err, "UPDATE edition SET pdf_path = ?4, pdf_digest = ?5 WHERE id = ?1 AND organisation = ?2 AND edition = ?3",
                 "ttitt", id, organisation, (int64_t)e.edition, path, digest);
}

int pz_register_pdf(struct pz_store *s, const char *id, const char *organisation, const char *source_digest, const char *pdf_path,
                    const char *pdf_digest, struct pz_error *err)
{
    if (db_begin(&s->db, err))
        return -1;
    return settle(s, put_pdf(&s->db, id, organisation ? organisation : "", source_digest, pdf_path, pdf_digest, err), err);
}

/* States ----------------------------------------------------------------------------------------------------------- */

static bool may_go(const struct edition *e, enum pz_state to)
{
    bool no_journal = !e->journal[0];
    switch (e->state) {
    case PZ_DRAFT: return no_journal && (to == PZ_SIGNING || to == PZ_SIGNED || to == PZ_PUBLISHED);
    case PZ_REGISTERED: return to == PZ_SIGNING || to == PZ_SIGNED || to == PZ_PUBLISHED;
    case PZ_SIGNING: return to == PZ_SIGNED || (no_journal ? to == PZ_DRAFT : to == PZ_REGISTERED);
    case PZ_SIGNED: return to == PZ_PUBLISHED;
    case PZ_PUBLISHED: return false;
    }
    return false;
}

static int move_on(struct db *db, const char *id, const char *organisation, enum pz_state state, const char *signature_path,
                   const struct pz_stamp *stamp, struct pz_error *err)
{
    struct edition e;
    if (edition_need(db, id, organisation, &e, err))
        return -1;
    if (e.state == state && !signature_path)
        return 0;
    if (e.state != state && !may_go(&e, state))
        return pz_fail(err, PZ_USAGE, "E-STORE-037", _("“%s” is “%s” and cannot become “%s”"), id, pz_state_title(e.state),
                       pz_state_title(state));
    return db_do(db, err,
                 "UPDATE edition SET state = ?4, signature_path = coalesce(?5, signature_path), changed = ?6 "
                 "WHERE id = ?1 AND organisation = ?2 AND edition = ?3",
                 "ttiitt", id, organisation, (int64_t)e.edition, (int64_t)state, signature_path, stamp->time) ||
                   history_add(db, stamp, id, organisation, e.edition, "state", pz_state_word(state), err)
               ? -1
               : 0;
}

int pz_register_state(struct pz_store *s, const char *id, const char *organisation, enum pz_state state, const char *signature_path,
                      const struct pz_stamp *stamp, struct pz_error *err)
{
    if (db_begin(&s->db, err))
        return -1;
    return settle(s, move_on(&s->db, id, organisation ? organisation : "", state, signature_path, stamp, err), err);
}

static int note(struct db *db, const char *id, const char *organisation, const char *what, const char *text,
                const struct pz_stamp *stamp, struct pz_error *err)
{
    struct edition e;
    return edition_need(db, id, organisation, &e, err) || history_add(db, stamp, id, organisation, e.edition, what, text, err) ? -1
                                                                                                                               : 0;
}

int pz_register_note(struct pz_store *s, const char *id, const char *organisation, const char *what, const char *text,
                     const struct pz_stamp *stamp, struct pz_error *err)
{
    if (db_begin(&s->db, err))
        return -1;
    return settle(s, note(&s->db, id, organisation ? organisation : "", what, text, stamp, err), err);
}

/* Taking over a shard's register --------------------------------------------------------------------------------- */

#define SAME "o.id = m.id AND o.organisation = m.organisation AND o.edition = m.edition"

static int find_conflict(struct db *db, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(db,
                 "SELECT o.id, o.organisation FROM other.edition o JOIN edition m ON " SAME " WHERE (o.number IS NOT NULL AND "
                 "m.number IS NOT NULL AND (o.number <> m.number OR o.date IS NOT m.date)) OR (m.state >= 3 AND o.state >= 3 AND "
                 "o.source_digest <> m.source_digest) UNION ALL "
                 "SELECT o.id, o.organisation FROM other.number o JOIN number m USING (journal, year, number) "
                 "WHERE o.id <> m.id OR o.organisation <> m.organisation UNION ALL "
                 "SELECT o.id, o.organisation FROM other.number o JOIN number m ON m.journal = o.journal AND m.year = o.year AND "
                 "m.seq = o.seq WHERE o.number <> m.number LIMIT 1",
                 err);
    int rc = st ? db_step(db, st, err) : -1;
    if (rc > 0) {
        pz_fail(err, PZ_DATA, "E-STORE-038",
                _("both registers have numbered or signed “%s” %s differently; nothing was taken over"),
                (const char *)sqlite3_column_text(st, 0), (const char *)sqlite3_column_text(st, 1));
        sqlite3_reset(st);
        return -1;
    }
    return rc;
}

static int take_over(struct db *db, struct pz_error *err)
{
    return db_exec(
        db,
        "INSERT OR IGNORE INTO journal SELECT * FROM other.journal; INSERT OR IGNORE INTO number SELECT * FROM other.number; "
        "INSERT INTO edition SELECT * FROM other.edition o WHERE NOT EXISTS (SELECT 1 FROM edition m WHERE " SAME "); "
        /* the newer of two drafts, the further of two states */
        "INSERT INTO edition SELECT o.* FROM other.edition o JOIN edition m ON " SAME
        " WHERE m.state < 3 AND (o.state > m.state OR (o.state = m.state AND o.changed > m.changed)) "
        "ON CONFLICT DO UPDATE SET state = excluded.state, kind = excluded.kind, title = excluded.title, path "
        "= excluded.path, source_digest = excluded.source_digest, pdf_digest = excluded.pdf_digest, pdf_path "
        "= excluded.pdf_path, signature_path = excluded.signature_path, journal = excluded.journal, number = "
        "excluded.number, date = excluded.date, planned_date = excluded.planned_date, event_date = "
        "excluded.event_date, point_title = excluded.point_title, made = excluded.made, changed = "
        "excluded.changed, formats = excluded.formats; "
        "DELETE FROM reference WHERE (id, organisation) IN (SELECT id, organisation FROM other.edition); "
        "INSERT OR IGNORE INTO reference SELECT * FROM other.reference; "
        "INSERT INTO history (time, who, id, organisation, edition, what, text) SELECT time, who, id, organisation, edition, what, "
        "text "
        "FROM other.history o WHERE NOT EXISTS (SELECT 1 FROM history m WHERE m.id = o.id AND m.organisation = o.organisation AND "
        "m.edition = o.edition AND m.time = o.time AND m.what = o.what AND m.text = o.text) ORDER BY o.no; "
        "INSERT INTO change (time, who, id, organisation, edition, place, old, new) SELECT time, who, id, organisation, edition, "
        "place, "
        "old, new FROM other.change o WHERE NOT EXISTS (SELECT 1 FROM change m WHERE m.id = o.id AND m.organisation = "
        "o.organisation "
        "AND m.time = o.time AND m.place = o.place) ORDER BY o.no",
        err);
}

int pz_register_merge(struct pz_store *s, const char *other_path, struct pz_error *err)
{
    struct db *db = &s->db;
    struct pz_store *other; /* opened once on its own: is it ours, is it whole */
    if (pz_store_open(&other, other_path, PZ_STORE_READ, err))
        return -1;
    pz_store_close(other);
    if (db_do(db, err, "ATTACH ?1 AS other", "t", other_path))
        return -1;
    int rc = db_begin(db, err);
    if (!rc)
        rc = settle(s, find_conflict(db, err) || take_over(db, err) ? -1 : 0, err);
    struct pz_error ignored = PZ_ERROR_INIT;
    if (db_exec(db, "DETACH other", rc ? &ignored : err))
        rc = -1;
    return rc;
}
