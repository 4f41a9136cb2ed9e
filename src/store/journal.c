/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journals and the numbers they give: each once. */
#include <ctype.h>

#include "base/i18n.h"
#include "store/catalogue.h"
#include "store/editions.h"
#include "store/term.h"

/* The placeholder {n} or {n:03} of a pattern: where it begins, how long it is, how many digits at least. */
static const char *placeholder(const char *pattern, size_t *len, int *width)
{
    const char *p = strstr(pattern, "{n");
    *width = 0;
    if (!p)
        return NULL;
    const char *end = p + 2;
    if (*end == ':') {
        *width = atoi(end + 1);
        end += 1 + strspn(end + 1, "0123456789");
    }
    *len = (size_t)(end - p) + 1;
    return *end == '}' && *width <= 9 ? p : NULL;
}

/* The pattern with the parts of the date put in, {n} left. */
static void with_date(struct pz_buf *out, const char *pattern, size_t len, int64_t day)
{
    int year = pz_day_year(day);
    for (size_t i = 0; i < len;) {
        const char *p = pattern + i;
        size_t left = len - i;
        if (left >= 6 && memcmp(p, "{yyyy}", 6) == 0) {
            pz_buf_printf(out, "%04d", year);
            i += 6;
        } else if (left >= 4 && memcmp(p, "{yy}", 4) == 0) {
            pz_buf_printf(out, "%02d", year % 100);
            i += 4;
        } else if (left >= 4 && memcmp(p, "{mm}", 4) == 0) {
            pz_buf_printf(out, "%02d", pz_day_month(day));
            i += 4;
        } else {
            pz_buf_putc(out, *p);
            i++;
        }
    }
}

static void format_number(struct pz_buf *out, const char *pattern, int64_t n, int64_t day)
{
    size_t len;
    int width;
    const char *p = placeholder(pattern, &len, &width);
    pz_buf_clear(out);
    with_date(out, pattern, (size_t)(p - pattern), day);
    pz_buf_printf(out, "%0*lld", width, (long long)n);
    with_date(out, p + len, strlen(p + len), day);
}

/* What {n} stands for in a number given by hand; 0 when the number does not follow the pattern. */
static int64_t parse_number(const char *pattern, const char *number, int64_t day)
{
    struct pz_buf before = PZ_BUF_INIT, after = PZ_BUF_INIT;
    size_t len;
    int width;
    const char *p = placeholder(pattern, &len, &width);
    int64_t n = 0;
    with_date(&before, pattern, (size_t)(p - pattern), day);
    with_date(&after, p + len, strlen(p + len), day);
    size_t all = strlen(number);
    if (!before.failed && !after.failed && all > before.len + after.len && all - before.len - after.len < 10 &&
        memcmp(number, pz_buf_str(&before), before.len) == 0 && strcmp(number + all - after.len, pz_buf_str(&after)) == 0) {
        size_t digits = strspn(number + before.len, "0123456789");
        if (digits == all - before.len - after.len)
            n = atoll(number + before.len);
    }
    pz_buf_release(&before);
    pz_buf_release(&after);
    return n;
}

int pz_journal_put(struct pz_store *s, const struct pz_journal *j, struct pz_error *err)
{
    size_t len;
    int width;
    if (!placeholder(j->pattern, &len, &width))
        return pz_fail(err, PZ_USAGE, "E-STORE-033", _("the pattern “%s” of the journal “%s” has no {n} for the number"),
                       j->pattern, j->code);
    int64_t yearly, used;
    if (db_number(&s->db, &yearly, j->yearly, err, "SELECT yearly FROM journal WHERE code = ?1", "t", j->code) ||
        db_number(&s->db, &used, 0, err, "SELECT count(*) FROM number WHERE journal = ?1", "t", j->code))
        return -1;
    if (used && (yearly != 0) != j->yearly)
        return pz_fail(err, PZ_USAGE, "E-STORE-033",
                       _("the journal “%s” has given numbers already; it cannot change its yearly order"), j->code);
    return db_do(&s->db, err,
                 "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (code) DO UPDATE SET title = ?2, pattern = ?3, first "
                 "= ?4, yearly = ?5 "
                 "WHERE (title, pattern, first, yearly) IS NOT (?2, ?3, ?4, ?5)",
                 "tttii", j->code, j->title, j->pattern, (int64_t)(j->first ? j->first : 1), (int64_t)j->yearly);
}

/* One registration under way. */
struct registration {
    struct db *db;
    const char *id, *organisation;
    const struct pz_stamp *stamp;
    struct edition edition;
    char pattern[120], date[11];
    char kept[120], kept_date[11]; /* the number it has already or an edition before it had; "" none */
    int64_t first, year, day;
    bool yearly;
};

static int read_journal(struct registration *g, struct pz_error *err)
{
    if (!g->edition.journal[0])
        return pz_fail(err, PZ_USAGE, "E-STORE-034", _("“%s” has no journal to take a number from"), g->id);
    sqlite3_stmt *st = db_query(g->db, "SELECT pattern, first, yearly FROM journal WHERE code = ?1", err);
    if (!st)
        return -1;
    db_bind(st, "t", g->edition.journal);
    int rc = db_step(g->db, st, err);
    if (rc <= 0)
        return rc ? -1 : pz_fail(err, PZ_USAGE, "E-STORE-034", _("there is no journal “%s”"), g->edition.journal);
    snprintf(g->pattern, sizeof g->pattern, "%s", (const char *)sqlite3_column_text(st, 0));
    g->first = sqlite3_column_int64(st, 1);
    g->yearly = sqlite3_column_int(st, 2) != 0;
    sqlite3_reset(st);
    return 0;
}

/* The number of this edition or, until it has one, of the newest before it. A number of another journal is none of this one. */
static int read_kept(struct registration *g, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(g->db,
                 "SELECT number, date FROM edition WHERE id = ?1 AND organisation = ?2 AND journal = ?3 AND number IS "
                 "NOT NULL AND date IS NOT NULL ORDER BY edition DESC LIMIT 1",
                 err);
    if (!st)
        return -1;
    db_bind(st, "ttt", g->id, g->organisation, g->edition.journal);
    int rc = db_step(g->db, st, err);
    if (rc <= 0)
        return rc;
    snprintf(g->kept, sizeof g->kept, "%s", (const char *)sqlite3_column_text(st, 0));
    snprintf(g->kept_date, sizeof g->kept_date, "%s", (const char *)sqlite3_column_text(st, 1));
    sqlite3_reset(st);
    return 0;
}

/* An edition anew of what was registered keeps its number, and its date where none is given; in a later year of a yearly journal the number would be
 * another document's. */
static int settle_date(struct registration *g, const char *number, const char *date, struct pz_error *err)
{
    int64_t before;
    bool keeps = g->kept[0] && (!number || strcmp(number, g->kept) == 0 || g->edition.number[0]);
    char today[11];
    snprintf(today, sizeof today, "%.10s", g->stamp->time);
    date = date ? date : keeps ? g->kept_date : today;
    if (!pz_day_parse(date, &g->day))
        return pz_fail(err, PZ_USAGE, "E-STORE-036", _("“%s” is no date"), date);
    pz_day_print(g->day, g->date);
    g->year = g->yearly ? pz_day_year(g->day) : 0;
    if (!g->edition.number[0] && g->yearly && pz_day_parse(g->kept_date, &before) && pz_day_year(before) != g->year)
        g->kept[0] = '\0';
    return 0;
}

/* Whether the number belongs to this document already (1), is free (0); taken by another: E-STORE-035. */
static int who_has(struct registration *g, const char *number, int64_t seq, struct pz_error *err)
{
    sqlite3_stmt *st =
        db_query(g->db,
                 "SELECT id, organisation, number FROM number WHERE journal = ?1 AND year = ?2 AND (number = ?3 OR (?4 > 0 AND seq "
                 "= ?4))",
                 err);
    if (!st)
        return -1;
    db_bind(st, "titi", g->edition.journal, g->year, number, seq);
    int rc = db_step(g->db, st, err);
    if (rc <= 0)
        return rc;
    const char *id = (const char *)sqlite3_column_text(st, 0), *organisation = (const char *)sqlite3_column_text(st, 1);
    bool own = strcmp(id, g->id) == 0 && strcmp(organisation, g->organisation) == 0 && strcmp(db_seen(st, 2), number) == 0;
    if (!own)
        pz_fail(err, PZ_USAGE, "E-STORE-035",
                organisation[0] ? _("the number “%s” is taken by “%s” for “%s”") : _("the number “%s” is taken by “%s”"), number,
                id, organisation);
    sqlite3_reset(st);
    return own ? 1 : -1;
}

static int enter_number(struct registration *g, const char *number, int64_t seq, bool by_hand, struct pz_error *err)
{
    return db_do(g->db, err, "INSERT INTO number VALUES (?1, ?2, ?3, nullif(?4, 0), ?5, ?6, ?7, ?8, ?9, ?10)",
                 "titittt"
                 "itt",
                 g->edition.journal, g->year, number, seq, g->id, g->organisation, g->date, (int64_t)by_hand, g->stamp->time,
                 g->stamp->who);
}

static int next_number(struct registration *g, struct pz_buf *number, struct pz_error *err)
{
    int64_t n;
    if (db_number(g->db, &n, 0, err, "SELECT max(coalesce(max(seq), 0) + 1, ?3) FROM number WHERE journal = ?1 AND year = ?2",
                  "tii", g->edition.journal, g->year, g->first))
        return -1;
    for (;; n++) { /* a number by hand that does not follow the pattern cannot stand in the way, one that does was counted */
        int64_t taken;
        format_number(number, g->pattern, n, g->day);
        if (number->failed)
            return pz_fail_memory(err);
        if (db_number(g->db, &taken, 0, err, "SELECT count(*) FROM number WHERE journal = ?1 AND year = ?2 AND number = ?3", "tit",
                      g->edition.journal, g->year, pz_buf_str(number)))
            return -1;
        if (!taken)
            return enter_number(g, pz_buf_str(number), n, false, err);
    }
}

/* «№ 12-од » as typed to «12-од». */
static int given_number(struct registration *g, const char *typed, struct pz_buf *number, struct pz_error *err)
{
    while (*typed == ' ' || strncmp(typed, "№", 3) == 0 || strncmp(typed, "\xC2\xA0", 2) == 0)
        typed += *typed == ' ' ? 1 : *typed == '\xC2' ? 2 : 3;
    size_t len = strlen(typed);
    while (len && typed[len - 1] == ' ')
        len--;
    if (!len || len >= sizeof g->edition.number)
        return pz_fail(err, PZ_USAGE, "E-STORE-035", _("this is no number for a document: “%s”"), typed);
    pz_buf_clear(number);
    pz_buf_put(number, typed, len);
    if (number->failed)
        return pz_fail_memory(err);
    int64_t seq = parse_number(g->pattern, pz_buf_str(number), g->day);
    int has = who_has(g, pz_buf_str(number), seq, err);
    return has < 0 ? -1 : has ? 0 : enter_number(g, pz_buf_str(number), seq, true, err);
}

static int give(struct registration *g, const char *number, struct pz_buf *text, struct pz_error *err)
{
    int rc;
    if (number)
        rc = given_number(g, number, text, err);
    else if (g->kept[0])
        rc = given_number(g, g->kept, text, err);
    else
        rc = next_number(g, text, err);
    if (rc || db_do(g->db, err,
                    "UPDATE edition SET number = ?4, date = ?5, state = 1, changed = ?6 WHERE id = ?1 AND organisation = ?2 AND "
                    "edition = ?3",
                    "ttittt", g->id, g->organisation, (int64_t)g->edition.edition, pz_buf_str(text), g->date, g->stamp->time))
        return -1;
    struct pz_buf line = PZ_BUF_INIT;
    pz_buf_printf(&line, "%s, %s", pz_buf_str(text), g->date);
    if (g->edition.number[0])
        pz_buf_printf(&line, " (%s)", g->edition.number);
    rc = line.failed ? pz_fail_memory(err)
                     : history_add(g->db, g->stamp, g->id, g->organisation, g->edition.edition, "number", pz_buf_str(&line), err);
    pz_buf_release(&line);
    return rc;
}

static int register_one(struct registration *g, const char *number, const char *date, struct pz_buf *text,
                        struct pz_registered *out, struct pz_error *err)
{
    int64_t n;
    if (edition_need(g->db, g->id, g->organisation, &g->edition, err))
        return -1;
    if (g->edition.state > PZ_REGISTERED)
        return pz_fail(err, PZ_USAGE, "E-STORE-037", _("“%s” is “%s” and cannot get another number"), g->id,
                       pz_state_title(g->edition.state));
    if (read_journal(g, err) || read_kept(g, err) || settle_date(g, number, date, err) || give(g, number, text, err) ||
        db_number(g->db, &n, 0, err, "SELECT count(*) FROM reference WHERE target = ?1 AND target_organisation IN ('', ?2)", "tt",
                  g->id, g->organisation))
        return -1;
    snprintf(out->number, sizeof out->number, "%s", pz_buf_str(text));
    memcpy(out->date, g->date, sizeof out->date);
    out->dependants = (size_t)n;
    return 0;
}

int pz_register_number(struct pz_store *s, const char *id, const char *organisation, const char *number, const char *date,
                       const struct pz_stamp *stamp, struct pz_registered *out, struct pz_error *err)
{
    struct registration g = {.db = &s->db, .id = id, .organisation = organisation ? organisation : "", .stamp = stamp};
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_registered registered;
    if (db_begin(&s->db, err))
        return -1;
    int rc = register_one(&g, number, date, &text, &registered, err);
    if (!rc)
        rc = db_commit(&s->db, err);
    if (rc)
        db_rollback(&s->db);
    else if (out)
        *out = registered;
    pz_buf_release(&text);
    return rc;
}

int pz_journal_gaps(struct pz_reader *r, struct pz_arena *arena, struct pz_gap **v, size_t *n, struct pz_error *err)
{
    struct pz_value rows;
    if (rows_value(
            r,
            db_query(
                r->db,
                "SELECT journal, year, before + 1 AS first, seq - 1 AS last FROM (SELECT journal, year, seq, lag(seq) OVER "
                "(PARTITION BY journal, year ORDER BY seq) AS before FROM number WHERE seq IS NOT NULL) WHERE seq > before + 1 "
                "ORDER BY journal, year, first",
                err),
            arena, &rows, err))
        return -1;
    *n = rows.u.list->n;
    *v = PZ_NEW_ARRAY(arena, *n + 1, struct pz_gap);
    for (size_t i = 0; i < *n; i++) {
        const struct pz_entry *e = rows.u.list->v[i].u.map->e;
        (*v)[i] = (struct pz_gap){e[0].value.u.s, (int)e[1].value.u.i, (unsigned)e[2].value.u.i, (unsigned)e[3].value.u.i};
    }
    return 0;
}
