/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/approved.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

/* One confirmed text with its forms; those left empty are for the rules. */
struct entry {
    enum pz_form_kind kind;
    enum pz_sex sex;
    const char *text;
    size_t len;
    int gender;                     /* enum pz_gender, -1: not said */
    const char *forms[PZ_FORM_SEX]; /* NULL: not confirmed */
    uint32_t next;                  /* another entry of the same slot, number + 1 */
};

struct pz_approved {
    struct pz_arena arena;
    struct entry *v;
    size_t n, cap;
    uint32_t *slots;
    size_t slots_n; /* a power of two */
};

int pz_form_kind_parse(const char *text, size_t len)
{
    static const struct {
        const char *text;
        enum pz_form_kind kind;
    } names[] = {
        {"auto", PZ_FORM_AUTO},
        {"", PZ_FORM_AUTO},
        {"авто", PZ_FORM_AUTO},
        {"name", PZ_FORM_NAME},
        {"имя", PZ_FORM_NAME},
        {"фио", PZ_FORM_NAME},
        {"last", PZ_FORM_LAST},
        {"фамилия", PZ_FORM_LAST},
        {"first", PZ_FORM_FIRST},
        {"личное имя", PZ_FORM_FIRST},
        {"middle", PZ_FORM_MIDDLE},
        {"отчество", PZ_FORM_MIDDLE},
        {"post", PZ_FORM_POST},
        {"должность", PZ_FORM_POST},
        {"org", PZ_FORM_ORGANISATION},
        {"organisation", PZ_FORM_ORGANISATION},
        {"organization", PZ_FORM_ORGANISATION},
        {"организация", PZ_FORM_ORGANISATION},
        {"phrase", PZ_FORM_PHRASE},
        {"слово", PZ_FORM_PHRASE},
        {"слова", PZ_FORM_PHRASE},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].text) == len && memcmp(names[i].text, text, len) == 0)
            return (int)names[i].kind;
    return -1;
}

/* Letters compared as the clerk sees them: case kept, ё as е, any blank as one. */
static uint32_t hash_text(const char *s, size_t len)
{
    uint32_t h = 2166136261u;
    for (const char *p = s, *end = s + len; p < end;) {
        uint32_t rune = pz_utf8_next(&p, end);
        rune = rune == 0x451 ? 0x435 : rune == 0x401 ? 0x415 : pz_rune_is_space(rune) ? ' ' : rune;
        h = (h ^ rune) * 16777619u;
    }
    return h;
}

static bool same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
    const char *pa = a, *pb = b, *ea = a + a_len, *eb = b + b_len;
    while (pa < ea && pb < eb) {
        uint32_t x = pz_utf8_next(&pa, ea), y = pz_utf8_next(&pb, eb);
        x = x == 0x451 ? 0x435 : x == 0x401 ? 0x415 : pz_rune_is_space(x) ? ' ' : x;
        y = y == 0x451 ? 0x435 : y == 0x401 ? 0x415 : pz_rune_is_space(y) ? ' ' : y;
        if (x != y)
            return false;
    }
    return pa == ea && pb == eb;
}

/* CSV ------------------------------------------------------------------------------------------------------ */

enum { CELLS_MAX = 32 };

struct csv {
    const char *p, *end;
    char separator;
    unsigned line;
    struct pz_arena *arena;
    const char *cells[CELLS_MAX];
    size_t n;
};

static const char *read_cell(struct csv *csv)
{
    struct pz_buf cell = PZ_BUF_INIT;
    bool quoted = csv->p < csv->end && *csv->p == '"';
    csv->p += quoted;
    while (csv->p < csv->end) {
        char c = *csv->p;
        if (quoted && c == '"') {
            if (csv->p + 1 < csv->end && csv->p[1] == '"') {
                csv->p++;
            } else {
                quoted = false;
                csv->p++;
                continue;
            }
        } else if (!quoted && (c == csv->separator || c == '\n' || c == '\r')) {
            break;
        }
        csv->line += c == '\n';
        pz_buf_putc(&cell, c);
        csv->p++;
    }
    const char *s = pz_buf_str(&cell);
    while (*s == ' ')
        s++;
    size_t len = strlen(s);
    while (len && s[len - 1] == ' ')
        len--;
    const char *copy = pz_arena_strndup(csv->arena, s, len);
    pz_buf_release(&cell);
    return copy;
}

static bool read_row(struct csv *csv, unsigned *line)
{
    if (csv->p >= csv->end)
        return false;
    *line = csv->line;
    csv->n = 0;
    for (;;) {
        const char *cell = read_cell(csv);
        if (csv->n < CELLS_MAX)
            csv->cells[csv->n++] = cell;
        if (csv->p >= csv->end || *csv->p != csv->separator)
            break;
        csv->p++;
    }
    if (csv->p < csv->end && *csv->p == '\r')
        csv->p++;
    if (csv->p < csv->end && *csv->p == '\n')
        csv->p++;
    csv->line++;
    return true;
}

/* Columns ---------------------------------------------------------------------------------------------------- */

enum column { COLUMN_KIND, COLUMN_TEXT, COLUMN_SEX, COLUMN_FORMS, COLUMNS = COLUMN_FORMS + PZ_FORM_SEX };

struct columns {
    int at[COLUMNS]; /* place in the row, -1: absent */
};

static int column_of(const char *name)
{
    static const struct {
        const char *name;
        int column;
    } names[] = {{"вид", COLUMN_KIND},
                 {"kind", COLUMN_KIND},
                 {"исходная форма", COLUMN_TEXT},
                 {"text", COLUMN_TEXT},
                 {"пол", COLUMN_SEX},
                 {"sex", COLUMN_SEX},
                 {"род", COLUMN_SEX},
                 {"gender", COLUMN_SEX},
                 {"два", COLUMN_FORMS + PZ_FORM_FEW},
                 {"two", COLUMN_FORMS + PZ_FORM_FEW}};
    static const char *const plurals[] = {"мн. ", "plural ", NULL};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].column;
    unsigned number = 0;
    for (const char *const *p = plurals; *p && !number; p++)
        if (strncmp(name, *p, strlen(*p)) == 0) {
            number = PZ_FORM_PLURAL;
            name += strlen(*p);
        }
    int c = pz_case_parse(name, strlen(name));
    return c < 0 || (!number && c == PZ_NOMINATIVE) ? -1 : COLUMN_FORMS + (int)number + c;
}

static bool read_header(struct columns *columns, const struct csv *csv)
{
    for (unsigned i = 0; i < COLUMNS; i++)
        columns->at[i] = -1;
    for (size_t i = 0; i < csv->n; i++) {
        int column = column_of(csv->cells[i]);
        if (column >= 0)
            columns->at[column] = (int)i;
    }
    return columns->at[COLUMN_TEXT] >= 0;
}

static const char *cell_at(const struct csv *csv, const struct columns *columns, int column)
{
    int at = columns->at[column];
    return at >= 0 && (size_t)at < csv->n ? csv->cells[at] : "";
}

static void add_entry(struct pz_approved *all, const struct entry *e)
{
    if (all->n == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 64;
        all->v = pz_arena_grow(&all->arena, all->v, all->n, cap, sizeof *all->v);
        all->cap = cap;
    }
    all->v[all->n++] = *e;
}

static bool of_person(int kind)
{
    return kind == PZ_FORM_NAME || kind == PZ_FORM_LAST || kind == PZ_FORM_FIRST || kind == PZ_FORM_MIDDLE;
}

static void take_row(struct pz_approved *all, const struct csv *csv, const struct columns *columns, const char *file, unsigned line,
                     struct pz_diags *diags)
{
    struct pz_place place = pz_place_line(file, line, 1);
    const char *kind_text = cell_at(csv, columns, COLUMN_KIND), *sex_text = cell_at(csv, columns, COLUMN_SEX);
    struct entry e = {.text = cell_at(csv, columns, COLUMN_TEXT)};
    e.len = strlen(e.text);
    if (e.len == 0)
        return; /* an empty line */
    int kind = pz_form_kind_parse(kind_text, strlen(kind_text)), sex = pz_sex_parse(sex_text, strlen(sex_text));
    e.gender = *sex_text ? pz_gender_parse(sex_text, strlen(sex_text)) : -1;
    if (sex < 0 && e.gender >= 0 && !of_person(kind))
        sex = PZ_SEX_UNKNOWN;
    if (kind < 0) {
        pz_report(diags, "E-TEXT-002", &place, _("no such kind of text: “%s”"), kind_text);
        return;
    }
    if (sex < 0) {
        pz_report(diags, "E-TEXT-003", &place, _("the sex is м or ж (of words: м, ж, с or мн), not “%s”"), sex_text);
        return;
    }
    e.kind = (enum pz_form_kind)kind;
    e.sex = (enum pz_sex)sex;
    bool any = (e.gender >= 0 && !of_person(kind)) || (e.sex != PZ_SEX_UNKNOWN && kind == PZ_FORM_NAME);
    for (unsigned i = PZ_GENITIVE; i < PZ_FORM_SEX; i++) {
        const char *form = cell_at(csv, columns, COLUMN_FORMS + (int)i);
        e.forms[i] = *form ? form : NULL;
        any |= *form != '\0';
    }
    if (any)
        add_entry(all, &e);
    else
        pz_report(diags, "W-TEXT-004", &place, _("“%s” has no form filled in"), e.text);
}

static void index_entries(struct pz_approved *all)
{
    all->slots_n = 64;
    while (all->slots_n < all->n * 2)
        all->slots_n *= 2;
    all->slots = pz_arena_zalloc(&all->arena, all->slots_n * sizeof *all->slots);
    for (size_t i = 0; i < all->n; i++) { /* a later row stands before an earlier one: the newest answer wins */
        uint32_t *slot = &all->slots[hash_text(all->v[i].text, all->v[i].len) & (all->slots_n - 1)];
        all->v[i].next = *slot;
        *slot = (uint32_t)i + 1;
    }
}

static void load(struct pz_approved *all, const char *text, size_t len, const char *file, struct pz_diags *diags)
{
    struct csv csv = {.p = text, .end = text + len, .line = 1, .arena = &all->arena};
    struct columns columns;
    unsigned line;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        csv.p += 3;
    size_t first = 0;
    while (csv.p + first < csv.end && csv.p[first] != '\n')
        first++;
    csv.separator = memchr(csv.p, ';', first) ? ';' : ',';
    if (read_row(&csv, &line)) {
        if (read_header(&columns, &csv)) {
            while (read_row(&csv, &line))
                take_row(all, &csv, &columns, file, line, diags);
        } else {
            struct pz_place place = pz_place_line(file, 1, 1);
            pz_report(diags, "E-TEXT-001", &place, _("the first line has no column “%s”"), "исходная форма");
        }
    }
    index_entries(all);
}

int pz_approved_load(struct pz_approved **out, const char *text, size_t len, const char *file, struct pz_diags *diags)
{
    struct pz_approved *all = pz_calloc(1, sizeof *all);
    if (!all)
        return -1;
    pz_arena_init(&all->arena, 0);
    jmp_buf oom;
    pz_arena_trap(&all->arena, &oom);
    if (setjmp(oom)) {
        pz_approved_free(all);
        return -1;
    }
    load(all, text, len, file, diags);
    pz_arena_trap(&all->arena, NULL);
    *out = all;
    return 0;
}

void pz_approved_free(struct pz_approved *all)
{
    if (all)
        pz_arena_release(&all->arena);
    pz_free(all);
}

size_t pz_approved_count(const struct pz_approved *all)
{
    return all ? all->n : 0;
}

/* The entries of one text, newest first: *at is the number of the next one, + 1. */
static const struct entry *next_of(const struct pz_approved *all, uint32_t *at, const char *text, size_t len)
{
    while (*at) {
        const struct entry *e = &all->v[*at - 1];
        *at = e->next;
        if (same_text(e->text, e->len, text, len))
            return e;
    }
    return NULL;
}

static uint32_t first_of(const struct pz_approved *all, const char *text, size_t len)
{
    return all && all->n ? all->slots[hash_text(text, len) & (all->slots_n - 1)] : 0;
}

const char *pz_approved_find(const struct pz_approved *all, enum pz_form_kind kind, enum pz_sex sex, unsigned form,
                             const char *text, size_t len)
{
    uint32_t at = first_of(all, text, len);
    for (const struct entry *e; at && (e = next_of(all, &at, text, len));) {
        bool kind_fits = e->kind == kind || e->kind == PZ_FORM_AUTO || kind == PZ_FORM_AUTO;
        bool sex_fits = e->sex == PZ_SEX_UNKNOWN || sex == PZ_SEX_UNKNOWN || e->sex == sex || e->kind == PZ_FORM_ORGANISATION ||
                        e->kind == PZ_FORM_PHRASE;
        if (kind_fits && sex_fits && e->forms[form])
            return e->forms[form];
    }
    return NULL;
}

enum pz_sex pz_approved_sex(const struct pz_approved *all, const char *text, size_t len)
{
    uint32_t at = first_of(all, text, len);
    for (const struct entry *e; at && (e = next_of(all, &at, text, len));)
        if (e->sex != PZ_SEX_UNKNOWN && (e->kind == PZ_FORM_NAME || e->kind == PZ_FORM_AUTO))
            return e->sex;
    return PZ_SEX_UNKNOWN;
}

bool pz_approved_gender(const struct pz_approved *all, const char *text, size_t len, enum pz_gender *gender)
{
    uint32_t at = first_of(all, text, len);
    for (const struct entry *e; at && (e = next_of(all, &at, text, len));)
        if (e->gender >= 0 && !of_person((int)e->kind)) {
            *gender = (enum pz_gender)e->gender;
            return true;
        }
    return false;
}
