/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XLSX (ECMA-376, Transitional and Strict), read as a stream: of the package only relationships, styles and shared strings are kept.
 *
 *     _rels/.rels ─▶ workbook ─▶ its relationships ─▶ sheets, shared strings, styles
 *
 * Elements and attributes are told by their local names, so prefixes and both families of namespaces are alike. */
#include <stdlib.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "ingest/backend.h"
#include "ingest/merged.h"
#include "ingest/xlsx_strings.h"
#include "ingest/xlsx_styles.h"

enum { SMALL_PART = 16 << 20 };

struct xlsx {
    struct pz_package *package;
    char **parts; /* of each sheet, NULL for one without cells */
    struct pz_number_formats formats;
    struct pz_xlsx_strings strings;
    const char *strings_part; /* NULL: none */
    bool strings_read, date1904;
};

struct xlsx_reader {
    struct pz_workbook *wb;
    struct xlsx *x;
    struct pz_part part;
    struct pz_merged merged;
    struct {
        uint32_t from, to;
    } hidden[256]; /* columns */
    size_t hidden_n;
    uint32_t row;
    bool ended;
};

/* The package's map ------------------------------------------------------------------------------------------- */

struct relation {
    const char *id, *type, *target;
};

struct relations {
    struct relation *v;
    size_t n, cap;
};

static bool ends_with(const char *s, const char *end)
{
    size_t a = strlen(s), b = strlen(end);
    return a >= b && strcmp(s + a - b, end) == 0;
}

/* A target of a part's relationships as a member's name: relative to the part's folder unless it begins with a slash. */
static const char *resolve(struct pz_arena *arena, const char *part, const char *target)
{
    if (target[0] == '/')
        return pz_arena_strdup(arena, target + 1);
    const char *slash = strrchr(part, '/');
    size_t len = slash ? (size_t)(slash - part) : 0;
    while (strncmp(target, "../", 3) == 0) {
        target += 3;
        while (len && part[len - 1] != '/')
            len--;
        len -= len > 0;
    }
    if (strncmp(target, "./", 2) == 0)
        target += 2;
    return pz_arena_printf(arena, "%.*s%s%s", (int)len, part, len ? "/" : "", target);
}

static void add_relation(struct relations *list, struct pz_arena *arena, struct pz_xml_reader *xml, const char *part)
{
    const char *id = pz_xml_reader_get(xml, "Id"), *type = pz_xml_reader_get(xml, "Type"),
               *target = pz_xml_reader_get(xml, "Target");
    if (!id || !type || !target)
        return;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 16;
        list->v = pz_arena_grow(arena, list->v, list->n, cap, sizeof *list->v);
        list->cap = cap;
    }
    list->v[list->n++] = (struct relation){pz_arena_strdup(arena, id), pz_arena_strdup(arena, type), resolve(arena, part, target)};
}

static int read_relations(struct relations *list, struct pz_arena *arena, struct pz_package *package, const char *part,
                          struct pz_error *err)
{
    const char *name = pz_path_name(part);
    const char *rels = pz_arena_printf(arena, "%.*s_rels/%s.rels", (int)(name - part), part, name);
    if (pz_package_find(package, rels) < 0)
        return 0;
    struct pz_part p;
    int rc = pz_part_open(&p, package, rels, SMALL_PART, err);
    for (enum pz_xml_event event = PZ_XML_START; rc == 0 && event != PZ_XML_EOF;) {
        rc = pz_xml_reader_next(p.xml, &event, err);
        if (rc == 0 && event == PZ_XML_START && strcmp(pz_xml_reader_name(p.xml), "Relationship") == 0)
            add_relation(list, arena, p.xml, part);
    }
    pz_part_close(&p);
    return rc;
}

static const char *target_of_type(const struct relations *list, const char *type)
{
    for (size_t i = 0; i < list->n; i++)
        if (ends_with(list->v[i].type, type))
            return list->v[i].target;
    return NULL;
}

static const struct relation *relation_by_id(const struct relations *list, const char *id)
{
    for (size_t i = 0; id && i < list->n; i++)
        if (strcmp(list->v[i].id, id) == 0)
            return &list->v[i];
    return NULL;
}

static bool is_true(const char *s)
{
    return s && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0 || strcmp(s, "on") == 0);
}

static void add_sheet(struct pz_workbook *wb, const struct relations *rels, struct pz_xml_reader *xml, size_t *cap)
{
    struct xlsx *x = wb->data;
    if (wb->sheet_n == *cap) {
        size_t more = *cap ? *cap * 2 : 8;
        wb->sheets = pz_arena_grow(&wb->arena, wb->sheets, wb->sheet_n, more, sizeof *wb->sheets);
        x->parts = pz_arena_grow(&wb->arena, x->parts, wb->sheet_n, more, sizeof *x->parts);
        *cap = more;
    }
    const char *name = pz_xml_reader_get(xml, "name"), *state = pz_xml_reader_get(xml, "state");
    const struct relation *rel = relation_by_id(rels, pz_xml_reader_get(xml, "id"));
    bool cells = rel && ends_with(rel->type, "/worksheet") && pz_package_find(x->package, rel->target) >= 0;
    x->parts[wb->sheet_n] = cells ? pz_arena_strdup(&wb->arena, rel->target) : NULL;
    wb->sheets[wb->sheet_n++] = (struct pz_sheet_info){
        .name = pz_arena_strdup(&wb->arena, name ? name : ""), .hidden = state && strcmp(state, "visible") != 0, .chart = !cells};
}

static int read_workbook(struct pz_workbook *wb, const char *name, const struct relations *rels, struct pz_error *err)
{
    struct xlsx *x = wb->data;
    struct pz_part part;
    size_t cap = 0;
    int rc = pz_part_open(&part, x->package, name, SMALL_PART, err);
    for (enum pz_xml_event event = PZ_XML_START; rc == 0 && event != PZ_XML_EOF;) {
        rc = pz_xml_reader_next(part.xml, &event, err);
        if (rc != 0 || event != PZ_XML_START)
            continue;
        const char *element = pz_xml_reader_name(part.xml);
        if (strcmp(element, "extLst") == 0) /* extensions repeat names of the main vocabulary */
            rc = pz_xml_reader_skip(part.xml, err);
        else if (strcmp(element, "workbookPr") == 0)
            x->date1904 = is_true(pz_xml_reader_get(part.xml, "date1904"));
        else if (strcmp(element, "sheet") == 0)
            add_sheet(wb, rels, part.xml, &cap);
    }
    pz_part_close(&part);
    return rc;
}

static int xlsx_open(struct pz_workbook *wb, struct pz_error *err)
{
    struct xlsx *x = wb->data = PZ_NEW(&wb->arena, struct xlsx);
    struct relations top = {0}, rels = {0};
    struct pz_package_limits limits = {.member_bytes = SMALL_PART};
    if (pz_package_open(&x->package, wb->path, &limits, err) != 0 || read_relations(&top, &wb->arena, x->package, "", err) != 0)
        return -1;
    const char *book = target_of_type(&top, "/officeDocument");
    if (!book || pz_package_find(x->package, book) < 0)
        book = "xl/workbook.xml";
    if (pz_package_find(x->package, book) < 0)
        return pz_fail(err, PZ_DATA, "E-DATA-010", _("the package holds no workbook: this is not a spreadsheet"));
    if (read_relations(&rels, &wb->arena, x->package, book, err) != 0 || read_workbook(wb, book, &rels, err) != 0)
        return -1;
    const char *styles = target_of_type(&rels, "/styles");
    if (styles && pz_package_find(x->package, styles) >= 0 && pz_xlsx_styles_read(&x->formats, x->package, styles, err) != 0)
        return -1;
    const char *strings = target_of_type(&rels, "/sharedStrings");
    x->strings_part = strings && pz_package_find(x->package, strings) >= 0 ? strings : NULL;
    return 0;
}

static void xlsx_close(struct pz_workbook *wb)
{
    struct xlsx *x = wb->data;
    if (!x)
        return;
    pz_number_formats_release(&x->formats);
    pz_xlsx_strings_release(&x->strings);
    pz_package_close(x->package);
}

/* One sheet ---------------------------------------------------------------------------------------------------- */

struct merge_scan {
    struct pz_merged *merged;
    struct pz_buf ref;
};

static int take_merge(void *self, size_t which, const char *attributes, size_t len, struct pz_error *err)
{
    (void)which;
    struct merge_scan *scan = self;
    struct pz_range range;
    if (!pz_tag_attribute(attributes, len, "ref", &scan->ref) || !pz_range_parse(&range, pz_buf_str(&scan->ref)))
        return 0;
    return pz_merged_add(scan->merged, &range, err);
}

/* Merged ranges stand behind the rows in the file but are needed with them: a first pass looks for them alone. */
static int find_merged(struct xlsx_reader *r, const char *part, struct pz_error *err)
{
    static const char *const tags[] = {"mergeCell", NULL};
    struct merge_scan scan = {.merged = &r->merged};
    int rc = pz_part_scan(r->x->package, part, r->wb->options.max_unpacked, tags, take_merge, &scan, err);
    pz_buf_release(&scan.ref);
    return rc == 0 ? pz_merged_sort(&r->merged, err) : rc;
}

static void xlsx_sheet_close(void *state)
{
    struct xlsx_reader *r = state;
    pz_part_close(&r->part);
    pz_merged_release(&r->merged);
    pz_free(r);
}

static int xlsx_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err)
{
    struct xlsx *x = wb->data;
    if (x->strings_part && !x->strings_read) {
        if (pz_xlsx_strings_read(&x->strings, x->package, x->strings_part, wb->options.max_cell, err) != 0)
            return -1;
        x->strings_read = true;
    }
    struct xlsx_reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    r->wb = wb;
    r->x = x;
    if (find_merged(r, x->parts[i], err) != 0 ||
        pz_part_open(&r->part, x->package, x->parts[i], wb->options.max_unpacked, err) != 0) {
        xlsx_sheet_close(r);
        return -1;
    }
    *state = r;
    return 0;
}

static uint32_t attribute_number(struct pz_xml_reader *xml, const char *name, uint32_t missing)
{
    const char *s = pz_xml_reader_get(xml, name);
    unsigned long v = s ? strtoul(s, NULL, 10) : missing;
    return v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
}

static void take_column(struct xlsx_reader *r)
{
    if (!is_true(pz_xml_reader_get(r->part.xml, "hidden")) || r->hidden_n == sizeof r->hidden / sizeof r->hidden[0])
        return;
    r->hidden[r->hidden_n].from = attribute_number(r->part.xml, "min", 0);
    r->hidden[r->hidden_n++].to = attribute_number(r->part.xml, "max", 0);
}

static bool column_hidden(const struct xlsx_reader *r, uint32_t column)
{
    for (size_t i = 0; i < r->hidden_n; i++)
        if (column >= r->hidden[i].from && column <= r->hidden[i].to)
            return true;
    return false;
}

static int damaged_cell(const struct pz_cell *cell, struct pz_error *err)
{
    char name[16];
    return pz_fail(err, PZ_DATA, "E-DATA-012", _("cell %s is damaged"), pz_cell_name(name, cell->row, cell->column));
}

static int end_number(struct xlsx_reader *r, struct pz_row_builder *b, const struct pz_cell *cell, enum pz_number_format format,
                      struct pz_error *err)
{
    size_t start = b->at[b->n - 1];
    char *end;
    const char *raw = b->text.len > start ? b->text.data + start : "";
    double number = strtod(raw, &end);
    if (end == raw || *end || !(number >= -1e300 && number <= 1e300))
        return damaged_cell(cell, err);
    pz_number_put(b, number, format, r->x->date1904);
    return 0;
}

static int end_shared(struct xlsx_reader *r, struct pz_row_builder *b, struct pz_cell *cell, struct pz_error *err)
{
    size_t start = b->at[b->n - 1], len;
    const char *raw = b->text.len > start ? b->text.data + start : "x";
    char *end;
    unsigned long index = strtoul(raw, &end, 10);
    const char *text = *end || end == raw ? NULL : pz_xlsx_string(&r->x->strings, index, &len);
    if (!text)
        return damaged_cell(cell, err);
    b->text.len = start;
    pz_buf_put(&b->text, text, len);
    cell->type = PZ_CELL_TEXT;
    return 0;
}

/* The raw value is in the row's text; give it its meaning. */
static int end_value(struct xlsx_reader *r, struct pz_row_builder *b, char type, enum pz_number_format format, struct pz_error *err)
{
    struct pz_cell *cell = &b->cells[b->n - 1];
    size_t start = b->at[b->n - 1];
    switch (type) {
    case 's': return end_shared(r, b, cell, err);
    case 't': /* str: a formula's text */
        pz_xlsx_unescape(&b->text, start);
        cell->type = PZ_CELL_TEXT;
        return 0;
    case 'e': cell->type = PZ_CELL_ERROR; return 0;
    case 'b':
        cell->type = PZ_CELL_BOOL;
        cell->number = is_true(b->text.len > start ? b->text.data + start : "");
        return 0;
    case 'd':
        if (pz_serial_parse(pz_buf_str(&b->text) + start, b->text.len - start, &cell->number)) {
            b->text.len = start;
            pz_serial_print(&b->text, cell->number);
            cell->type = PZ_CELL_DATE;
        } else {
            cell->type = PZ_CELL_TEXT;
        }
        return 0;
    default: return end_number(r, b, cell, format, err);
    }
}

static char cell_type(const char *t)
{
    static const struct {
        const char *name;
        char code;
    } types[] = {{"s", 's'}, {"n", 'n'}, {"str", 't'}, {"inlineStr", 'i'}, {"b", 'b'}, {"e", 'e'}, {"d", 'd'}};
    for (size_t i = 0; t && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(t, types[i].name) == 0)
            return types[i].code;
    return 'n';
}

/* The children of <c>: <v>, <is>, and <f>, of which only the stored result counts. */
static int read_value(struct xlsx_reader *r, struct pz_row_builder *b, char *type, bool *has_value, struct pz_error *err)
{
    struct pz_xml_reader *xml = r->part.xml;
    unsigned depth = pz_xml_reader_depth(xml);
    for (;;) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF || (event == PZ_XML_END && pz_xml_reader_depth(xml) <= depth))
            return 0;
        if (event != PZ_XML_START)
            continue;
        const char *name = pz_xml_reader_name(xml);
        size_t before = b->text.len;
        int rc = 0;
        if (strcmp(name, "v") == 0) {
            rc = pz_part_text(&r->part, &b->text, r->wb->options.max_cell, err);
            *has_value |= b->text.len > before;
        } else if (strcmp(name, "is") == 0) {
            rc = pz_xlsx_rich_text(&r->part, &b->text, r->wb->options.max_cell, err);
            *has_value = true;
            *type = 'i';
        } else {
            rc = pz_xml_reader_skip(xml, err);
        }
        if (rc != 0)
            return -1;
    }
}

/* Where the cell stands; covered cells of merged ranges are passed over. 1: take it, 0: leave it, -1 */
static int place_cell(struct xlsx_reader *r, struct pz_row_builder *b, uint32_t column, struct pz_error *err)
{
    struct pz_cell *cell = pz_row_add(b, column, err);
    if (!cell)
        return -1;
    cell->hidden = r->hidden_n && column_hidden(r, column);
    const struct pz_range *range = pz_merged_find(&r->merged, cell->row, column);
    if (!range)
        return 1;
    if (range->row1 != cell->row || range->column1 != column)
        return 0;
    cell->rows = range->row2 - range->row1 + 1;
    cell->columns = range->column2 - range->column1 + 1;
    return 1;
}

static int read_cell(struct xlsx_reader *r, struct pz_row_builder *b, uint32_t *column, struct pz_error *err)
{
    struct pz_xml_reader *xml = r->part.xml;
    const char *ref = pz_xml_reader_get(xml, "r");
    uint32_t row, at = *column + 1;
    if (ref && (!pz_cell_parse(ref, &row, &at) || at <= *column))
        return pz_fail(err, PZ_DATA, "E-DATA-012", _("the cells of row %u are out of order"), b->row.number);
    *column = at;
    char type = cell_type(pz_xml_reader_get(xml, "t"));
    enum pz_number_format format =
        type == 'n' ? pz_number_formats_of_style(&r->x->formats, attribute_number(xml, "s", 0)) : PZ_FORMAT_NUMBER;
    int taken = place_cell(r, b, at, err);
    bool has_value = false;
    if (taken < 0 || read_value(r, b, &type, &has_value, err) != 0)
        return -1;
    struct pz_cell *cell = &b->cells[b->n - 1];
    if (!taken || (!has_value && cell->rows * cell->columns == 1)) {
        pz_row_drop(b);
        return 0;
    }
    if (has_value && type == 'i')
        cell->type = PZ_CELL_TEXT;
    else if (has_value && end_value(r, b, type, format, err) != 0)
        return -1;
    return pz_row_end_cell(b, r->wb->options.max_cell, err);
}

static int read_row(struct xlsx_reader *r, struct pz_row_builder *b, struct pz_error *err)
{
    struct pz_xml_reader *xml = r->part.xml;
    uint32_t number = attribute_number(xml, "r", r->row + 1), column = 0;
    if (number <= r->row)
        return pz_fail(err, PZ_DATA, "E-DATA-012", _("row %u stands behind row %u"), number, r->row);
    r->row = number;
    pz_row_begin(b, number);
    b->row.hidden = is_true(pz_xml_reader_get(xml, "hidden"));
    unsigned depth = pz_xml_reader_depth(xml);
    for (;;) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF || (event == PZ_XML_END && pz_xml_reader_depth(xml) <= depth))
            return 1;
        if (event == PZ_XML_START && read_cell(r, b, &column, err) != 0)
            return -1;
    }
}

static int xlsx_sheet_next(void *state, struct pz_row_builder *b, struct pz_error *err)
{
    struct xlsx_reader *r = state;
    while (!r->ended) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(r->part.xml, &event, err) != 0)
            return -1;
        const char *name = event == PZ_XML_START || event == PZ_XML_END ? pz_xml_reader_name(r->part.xml) : "";
        if (event == PZ_XML_EOF || (event == PZ_XML_END && strcmp(name, "sheetData") == 0))
            r->ended = true;
        else if (event == PZ_XML_START && strcmp(name, "col") == 0)
            take_column(r);
        else if (event == PZ_XML_START && strcmp(name, "row") == 0)
            return read_row(r, b, err);
    }
    return 0;
}

const struct pz_backend pz_backend_xlsx = {PZ_WORKBOOK_XLSX, xlsx_open,       xlsx_close,
                                           xlsx_sheet_open,  xlsx_sheet_next, xlsx_sheet_close};
