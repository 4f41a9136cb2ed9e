/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables whose rows are things: organisations, indicators, persons, recommendations, what was done of them. One field a column, one entity
 * a row. */
#include <string.h>

#include "base/i18n.h"
#include "ingest/columns.h"
#include "ingest/text.h"
#include "ingest/value.h"
#include "store/term.h"

/* How the rows of each kind get their key. */
struct kind {
    const char *name, *entity;
    const char *needed;   /* the field a table of this kind must have to be taken for one */
    const char *evidence; /* and one of these, separated by blanks */
};

static const struct kind kinds[] = {
    {"organisations", "organisation", "name", "code head address email phone short_name settlement kind"},
    {"indicators", "indicator", "name", "code scale area area.name weight"},
    {"persons", "person", "name", "post department role email phone"},
    {"recommendations", "recommendation", "action", "problem indicator area level cluster deadline"},
    {"fulfilment", "fulfilment", "state", "measure organisation.code organisation.name"},
    {"meetings", "meeting", "theme", "date place audience"},
    {"questions", "question", "title", "meeting"},
    {"decisions", "decision", "task", "meeting"},
    {"calendar", "day", "date", "kind"},
};

struct records {
    struct pz_intake *in;
    const struct kind *kind;
    struct pz_table *table;
    const char **fields;  /* by column; NULL: none */
    struct pz_map *areas; /* areas and scales put already */
    const char *key;      /* of the row under way */
    const char *area;     /* its area's code */
    bool refused;
};

static const struct kind *kind_of(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

static size_t column_of(const struct records *r, const char *field)
{
    for (size_t c = 0; c < r->table->n; c++)
        if (r->fields[c] && strcmp(r->fields[c], field) == 0)
            return c;
    return SIZE_MAX;
}

static const struct pz_cell *cell_of(const struct records *r, const struct pz_table_row *row, const char *field)
{
    size_t c = column_of(r, field);
    return c == SIZE_MAX ? NULL : row->cells[c];
}

static const char *text_of(const struct records *r, const struct pz_table_row *row, const char *field)
{
    return pz_intake_text(r->in, cell_of(r, row, field));
}

static bool is_list(const char *field)
{
    return strcmp(field, "former_name") == 0 || strcmp(field, "responsible") == 0;
}

/* Say how a column was understood; report one that was not, or that says what another says. */
static void note_column(struct records *r, size_t c)
{
    const struct pz_column *column = &r->table->columns[c];
    struct pz_place place = pz_intake_column(r->in, r->table, c);
    const char *field = r->fields[c];
    if (!column->path[0])
        return;
    if (!field) {
        pz_report(r->in->diags, "W-DATA-061", &place, _("the column “%s” was not understood and is not read"), column->path);
        return;
    }
    if (column_of(r, field) != c && !is_list(field)) {
        pz_report(r->in->diags, "W-DATA-069", &place, _("the column “%s” means the same as another one and is not read"),
                  column->path);
        r->fields[c] = NULL;
        return;
    }
    pz_intake_note(r->in, &place, _("column “%s” read as “%s”"), column->path, pz_field_title(r->kind->name, field));
}

static void map_columns(struct records *r)
{
    struct pz_intake *in = r->in;
    r->fields = PZ_NEW_ARRAY(&in->arena, r->table->n + 1, const char *);
    for (size_t c = 0; c < r->table->n; c++) {
        const struct pz_column *column = &r->table->columns[c];
        const struct pz_column_rule *rule = pz_column_rule(in->source, column);
        r->fields[c] = rule && rule->field ? rule->field : column->path[0] ? pz_column_field(r->kind->name, column) : NULL;
        /* What an office tells about its organisations beyond the known fields is kept as a property. */
        if (!r->fields[c] && column->path[0] && strcmp(r->kind->name, "organisations") == 0)
            r->fields[c] = pz_arena_printf(&in->arena, "property.%s", column->path);
    }
}

static bool fits(const struct records *r)
{
    if (column_of(r, r->kind->needed) == SIZE_MAX)
        return false;
    for (const char *p = r->kind->evidence; *p;) {
        size_t len = strcspn(p, " ");
        for (size_t c = 0; c < r->table->n; c++)
            if (r->fields[c] && strlen(r->fields[c]) == len && memcmp(r->fields[c], p, len) == 0)
                return true;
        p += len + (p[len] == ' ');
    }
    return false;
}

/* Keys ---------------------------------------------------------------------------------------------------------- */

static int refuse(struct records *r, const struct pz_table_row *row, const char *message)
{
    struct pz_place place = pz_intake_row(r->in, row->row);
    pz_report(r->in->diags, "E-DATA-035", &place, "%s", message);
    r->refused = true;
    return 1;
}

/* How often a key came in the sheet, this time counted. */
static int times_seen(struct records *r, const char *key)
{
    struct pz_imprints *seen = &r->in->seen;
    size_t len = strlen(key);
    int32_t times = 1;
    int rc = pz_imprints_add(seen, key, len, &times, &r->in->lost);
    if (rc < 0 || (rc == 1 && pz_imprints_set(seen, key, len, ++times, &r->in->lost) != 0))
        pz_arena_spent(&r->in->arena);
    return times;
}

/* «1–2» and «1, 2» as the highest of them, «2» as it is. */
static const char *highest_level(struct pz_intake *in, const char *text)
{
    int best = 0;
    for (const char *p = text; *p; p++)
        if (*p >= '0' && *p <= '9' && *p - '0' > best)
            best = *p - '0';
    return best ? pz_arena_printf(&in->row, "%d", best) : "";
}

/* Recommendations have no code of their own: what they are about, the level, and a number when that is not enough. */
static const char *recommendation_key(struct records *r, const struct pz_table_row *row)
{
    struct pz_arena *arena = &r->in->row;
    const char *about = text_of(r, row, "indicator");
    if (!about[0])
        about = text_of(r, row, "area");
    if (!about[0])
        about = text_of(r, row, "cluster");
    const char *key = pz_arena_printf(arena, "%s/%s", about, highest_level(r->in, text_of(r, row, "level")));
    int n = times_seen(r, key);
    return !about[0] ? "" : n == 1 ? key : pz_arena_printf(arena, "%s/%d", key, n);
}

/* No two rows of a table are about the same. */
static int once(struct records *r, const struct pz_table_row *row)
{
    return times_seen(r, r->key) > 1
               ? refuse(r, row, pz_arena_printf(&r->in->row, _("the code “%s” stands in an earlier row already"), r->key))
               : 0;
}

/* Who, and what of: an organisation reports a measure once. */
static int fulfilment_key(struct records *r, const struct pz_table_row *row)
{
    const char *measure = text_of(r, row, "measure");
    long entry = -1;
    if (pz_intake_organisation(r->in, cell_of(r, row, "organisation.code"), cell_of(r, row, "organisation.name"), &entry) < 0)
        return -1;
    if (entry < 0) { /* said already */
        r->refused = true;
        return 1;
    }
    if (!measure[0])
        return refuse(r, row, _("the row does not say what was done"));
    const char *organisation = pz_matcher_code(r->in->organisations, (size_t)entry, &r->in->row);
    r->key = pz_arena_printf(&r->in->row, "%s/%s", organisation, measure);
    return pz_intake_put(r->in, r->kind->entity, r->key, "organisation", pz_str(organisation), NULL);
}

/* What a meeting discusses and decides has no code of its own: the meeting's, and how many came before. */
static int meeting_key(struct records *r, const struct pz_table_row *row)
{
    const char *meeting = text_of(r, row, "meeting");
    if (!meeting[0])
        return refuse(r, row, _("the row does not name its meeting"));
    r->key = pz_arena_printf(&r->in->row, "%s/%d", meeting, times_seen(r, meeting));
    return 0;
}

/* A day of the production calendar is known by its date. Refused with its cell when that is none. */
static int day_key(struct records *r, const struct pz_table_row *row)
{
    const struct pz_cell *cell = cell_of(r, row, "date");
    const char *text = pz_intake_text(r->in, cell);
    int64_t day;
    if (!text[0])
        return refuse(r, row, _("the row has no date"));
    if (!text_of(r, row, "kind")[0])
        return refuse(r, row, _("the row does not say what kind of day it is"));
    if (!pz_day_read(text, strlen(text), &day)) {
        struct pz_place place = pz_intake_cell(r->in, cell);
        pz_report(r->in->diags, "E-DATA-048", &place, _("“%s” is not a date of the calendar"), text);
        r->refused = true;
        return 1;
    }
    char iso[11];
    pz_day_print(day, iso);
    r->key = pz_arena_printf(&r->in->row, "%s", iso);
    return once(r, row);
}

static int find_key(struct records *r, const struct pz_table_row *row)
{
    if (strcmp(r->kind->entity, "fulfilment") == 0)
        return fulfilment_key(r, row);
    if (strcmp(r->kind->entity, "question") == 0 || strcmp(r->kind->entity, "decision") == 0)
        return meeting_key(r, row);
    if (strcmp(r->kind->entity, "day") == 0)
        return day_key(r, row);
    bool recommendation = strcmp(r->kind->entity, "recommendation") == 0, person = strcmp(r->kind->entity, "person") == 0;
    if (recommendation) {
        r->key = recommendation_key(r, row);
        return r->key[0] ? 0 : refuse(r, row, _("the row says neither indicator nor area nor cluster"));
    }
    r->key = text_of(r, row, "code");
    if (!r->key[0] && person)
        r->key = text_of(r, row, "name");
    if (!r->key[0])
        return refuse(r, row, _("the row has no code"));
    return once(r, row);
}

/* Fields -------------------------------------------------------------------------------------------------------- */

static int put(struct records *r, const char *entity, const char *key, const char *field, struct pz_value value,
               const struct pz_cell *cell)
{
    int rc = pz_intake_put(r->in, entity, key, field, value, cell);
    r->refused |= rc > 0;
    return rc < 0 ? -1 : 0;
}

static int put_text(struct records *r, const char *field, const struct pz_cell *cell)
{
    const char *text = pz_intake_text(r->in, cell);
    return text[0] ? put(r, r->kind->entity, r->key, field, pz_str(text), cell) : 0;
}

static int put_number(struct records *r, const char *entity, const char *key, const char *field, const struct pz_cell *cell)
{
    struct pz_reading reading = pz_reading_of(cell);
    if (reading.kind == PZ_READING_EMPTY || reading.kind == PZ_READING_MISSING || reading.kind == PZ_READING_DASH)
        return 0;
    if (reading.kind == PZ_READING_FLAG) /* a threshold «нет»: a deficit when it is so */
        return put(r, entity, key, field, pz_float(reading.number ? reading.number : 1), cell);
    if (reading.kind == PZ_READING_NUMBER)
        return put(r, entity, key, field, pz_float(reading.number), cell);
    struct pz_place place = pz_intake_cell(r->in, cell);
    pz_report(r->in->diags, "E-DATA-040", &place, _("“%s” is not a number"), pz_intake_text(r->in, cell));
    r->refused = true;
    return 0;
}

/* Responsibles stand one after another, set off by semicolons, line ends or commas. */
static int put_list(struct records *r, const char *field, const struct pz_cell *cell)
{
    if (!cell)
        return 0;
    char *text = pz_arena_strndup(&r->in->row, cell->text, cell->len);
    for (char *p = text, *next; p; p = next) {
        next = p + strcspn(p, strcmp(field, "responsible") == 0 ? ";\n," : ";\n");
        next = *next ? (*next = '\0', next + 1) : NULL;
        struct pz_cell part = *cell;
        part.text = p;
        part.len = strlen(p);
        const char *item = pz_intake_text(r->in, &part);
        if (item[0] && put(r, r->kind->entity, r->key, field, pz_str(item), cell) != 0)
            return -1;
    }
    return 0;
}

static bool first_time(struct records *r, const char *what, const char *key)
{
    const char *full = pz_arena_printf(&r->in->row, "%s %s", what, key);
    if (pz_map_find(r->areas, pz_key(full)))
        return false;
    pz_map_set(&r->in->arena, r->areas, pz_arena_strdup(&r->in->arena, full), pz_bool(true));
    return true;
}

/* «уровень 1–5», «баллы 0–100», «процент», «да/нет», «доля»: a scale of that name, its kind and its ends. */
static int put_scale(struct records *r, const struct pz_cell *cell)
{
    static const struct {
        const char *begin, *kind;
        double min, max;
    } known[] = {{"уров", "level", 1, 5}, {"балл", "points", 0, 100}, {"процент", "percent", 0, 100}, {"%", "percent", 0, 100},
                 {"да", "yesno", 0, 1},   {"доля", "share", 0, 100},  {"колич", "count", 0, 0},       {"числ", "count", 0, 0}};
    const char *text = pz_intake_text(r->in, cell);
    if (!text[0] || put(r, "indicator", r->key, "scale", pz_str(text), cell) != 0)
        return text[0] ? -1 : 0;
    if (!first_time(r, "scale", text))
        return 0;
    struct pz_buf folded = PZ_BUF_INIT;
    pz_text_fold(&folded, text, strlen(text));
    int rc = 0;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strncmp(pz_buf_str(&folded), known[i].begin, strlen(known[i].begin)) != 0)
            continue;
        double min = known[i].min, max = known[i].max;
        const char *digits = strpbrk(text, "0123456789");
        size_t n = digits ? pz_number_parse(digits, strlen(digits), &min) : 0;
        const char *second = n ? strpbrk(digits + n, "0123456789") : NULL;
        if (second)
            pz_number_parse(second, strlen(second), &max);
        rc = put(r, "scale", text, "name", pz_str(text), cell) != 0 ||
                     put(r, "scale", text, "kind", pz_str(known[i].kind), cell) != 0 ||
                     (max > min && (put(r, "scale", text, "min", pz_float(min), cell) != 0 ||
                                    put(r, "scale", text, "max", pz_float(max), cell) != 0))
                 ? -1
                 : 0;
        break;
    }
    pz_buf_release(&folded);
    return rc;
}

static int put_area(struct records *r, const struct pz_table_row *row)
{
    const struct pz_cell *code = cell_of(r, row, "area"), *name = cell_of(r, row, "area.name");
    const char *key = pz_intake_text(r->in, code), *title = pz_intake_text(r->in, name);
    if (!key[0])
        key = title; /* an area without a code is known by its name */
    if (!key[0])
        return 0;
    if (put(r, "indicator", r->key, "area", pz_str(key), code ? code : name) != 0)
        return -1;
    return title[0] && first_time(r, "area", key) ? put(r, "area", key, "name", pz_str(title), name) : 0;
}

/* A threshold of practice is a rule of the store: above this number is a success. */
static int put_practice(struct records *r, const struct pz_cell *cell)
{
    struct pz_reading reading = pz_reading_of(cell);
    if (reading.kind != PZ_READING_NUMBER)
        return put_number(r, "rule", "", "value", reading.kind == PZ_READING_EMPTY ? NULL : cell);
    const char *key = pz_arena_printf(&r->in->row, "practice/%s", r->key);
    return put(r, "rule", key, "kind", pz_str("practice"), cell) != 0 ||
                   put(r, "rule", key, "on", pz_str("indicator"), cell) != 0 ||
                   put(r, "rule", key, "target", pz_str(r->key), cell) != 0 ||
                   put(r, "rule", key, "test", pz_str("above_number"), cell) != 0 ||
                   put(r, "rule", key, "value", pz_float(reading.number), cell) != 0
               ? -1
               : 0;
}

/* «г. Приреченск» + «ул. Садовая» + «12» as one address when no column gives it whole. */
static int put_address(struct records *r, const struct pz_table_row *row)
{
    static const char *const parts[] = {"settlement", "address.street", "address.house"};
    const char *address = "";
    const struct pz_cell *first = NULL;
    if (column_of(r, "address") != SIZE_MAX || column_of(r, "address.street") == SIZE_MAX)
        return 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const struct pz_cell *cell = cell_of(r, row, parts[i]);
        const char *text = pz_intake_text(r->in, cell);
        if (!text[0])
            continue;
        bool house = i == 2 && text[0] >= '0' && text[0] <= '9';
        address = pz_arena_printf(&r->in->row, "%s%s%s%s", address, address[0] ? ", " : "", house ? "д. " : "", text);
        first = i == 1 || !first ? cell : first;
    }
    return address[0] ? put(r, r->kind->entity, r->key, "address", pz_str(address), first) : 0;
}

/* «выполнено», «выполнено частично», «нет». */
static int put_state(struct records *r, const struct pz_cell *cell)
{
    const char *text = pz_intake_text(r->in, cell);
    unsigned word = pz_words(text, strlen(text));
    const char *state = word & PZ_WORD_PARTLY                ? "partly"
                        : word & PZ_WORD_YES                 ? "done"
                        : word & (PZ_WORD_NO | PZ_WORD_DASH) ? "not_done"
                                                             : NULL;
    if (state)
        return put(r, r->kind->entity, r->key, "state", pz_str(state), cell);
    if (!text[0] || word & PZ_WORD_MISSING)
        return 0;
    struct pz_place place = pz_intake_cell(r->in, cell);
    pz_report(r->in->diags, "E-DATA-044", &place, _("“%s” does not say whether it was done"), text);
    r->refused = true;
    return 0;
}

/* «Нерабочий», «рабочий день», «ПРЕДПРАЗДНИЧНЫЙ»: the first word decides; the store knows which there are. */
static int put_day_kind(struct records *r, const struct pz_cell *cell)
{
    struct pz_buf word = PZ_BUF_INIT;
    const char *text = pz_intake_text(r->in, cell);
    pz_text_fold(&word, text, strlen(text));
    pz_arena_check(&r->in->arena, &word);
    const char *kind = pz_arena_strndup(&r->in->row, pz_buf_str(&word), strcspn(pz_buf_str(&word), " ,"));
    pz_buf_release(&word);
    return put(r, r->kind->entity, r->key, "kind", pz_str(kind), cell);
}

static int put_day(struct records *r, const char *field, const struct pz_cell *cell)
{
    return strcmp(field, "kind") == 0 ? put_day_kind(r, cell) : strcmp(field, "date") == 0 ? 0 : put_text(r, field, cell);
}

static int put_field(struct records *r, const char *field, const struct pz_cell *cell)
{
    if (strcmp(field, "state") == 0)
        return put_state(r, cell);
    if (strcmp(r->kind->entity, "day") == 0 && strcmp(field, "ignore") != 0 && strcmp(field, "ordinal") != 0)
        return put_day(r, field, cell);
    static const char *const numbers[] = {"weight", "threshold", "position", "min", "max", "decimals", "minutes"};
    static const char *const elsewhere[] = {"code",          "ordinal",           "ignore",
                                            "area",          "area.name",         "address.street",
                                            "address.house", "organisation.code", "organisation.name"};
    bool indicator = strcmp(r->kind->entity, "indicator") == 0;
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (strcmp(field, elsewhere[i]) == 0 && (indicator || strcmp(field, "area") != 0))
            return 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(field, numbers[i]) == 0)
            return put_number(r, r->kind->entity, r->key, field, cell);
    if (strncmp(field, "property.", 9) == 0) {
        const char *text = pz_intake_text(r->in, cell);
        return text[0] ? put(r, "property", r->key, field + 9, pz_str(text), cell) : 0;
    }
    if (strcmp(field, "level") == 0) {
        const char *level = highest_level(r->in, pz_intake_text(r->in, cell));
        return level[0] ? put(r, r->kind->entity, r->key, field, pz_float(level[0] - '0'), cell) : 0;
    }
    if (indicator && strcmp(field, "scale") == 0)
        return put_scale(r, cell);
    if (indicator && strcmp(field, "practice") == 0)
        return put_practice(r, cell);
    return is_list(field) ? put_list(r, field, cell) : put_text(r, field, cell);
}

static int take_row(struct records *r, const struct pz_table_row *row)
{
    pz_intake_begin_row(r->in);
    r->refused = false;
    r->in->report->rows_read++;
    int rc = find_key(r, row);
    for (size_t c = 0; rc == 0 && c < r->table->n; c++)
        if (r->fields[c] && row->cells[c])
            rc = put_field(r, r->fields[c], row->cells[c]);
    if (rc == 0 && strcmp(r->kind->entity, "indicator") == 0)
        rc = put_area(r, row);
    if (rc == 0 && strcmp(r->kind->entity, "organisation") == 0)
        rc = put_address(r, row);
    if (rc == 0 && strcmp(r->kind->entity, "fulfilment") != 0 && strcmp(r->kind->entity, "day") != 0 &&
        column_of(r, "position") == SIZE_MAX)
        rc = put(r, r->kind->entity, r->key, "position", pz_int((int64_t)r->in->report->rows_read), NULL);
    if (rc < 0)
        return -1;
    *(r->refused ? &r->in->report->rows_refused : &r->in->report->rows_stored) += 1;
    return 0;
}

int pz_intake_records(struct pz_intake *in, struct pz_table *table, bool *understood)
{
    struct records r = {.in = in, .table = table, .kind = kind_of(in->source->kind)};
    map_columns(&r);
    if (!(*understood = fits(&r)))
        return 0;
    pz_imprints_release(&in->seen);
    r.areas = pz_map_new(&in->arena, 16);
    pz_column_rules_check(in, table);
    for (size_t c = 0; c < table->n; c++)
        note_column(&r, c);
    struct pz_table_row row;
    int rc;
    while ((rc = pz_table_next(table, &row, in->err)) == 1)
        if (!pz_intake_pass_over(in, &row) && take_row(&r, &row) != 0)
            return -1;
    return rc;
}
