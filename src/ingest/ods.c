/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ODS (ODF 1.3 part 3, 9), read as a stream out of content.xml. Repeated rows and cells are unfolded only where they hold something, and
 * only up to a bound. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ingest/backend.h"
#include "ingest/part.h"

enum { UNFOLDED_MAX = 3000000, ROW_LIMIT = 16777216, HIDDEN_MAX = 256 };

struct ods {
    struct pz_package *package;
};

struct ods_reader {
    struct pz_workbook *wb;
    struct pz_part part;
    struct {
        uint32_t from, to;
    } hidden[HIDDEN_MAX];
    size_t hidden_n;
    uint32_t column_at;   /* while columns are declared */
    uint32_t row;         /* the last one */
    uint32_t repeat_left; /* how often the row in the builder is to be given again */
    size_t unfolded;
    struct pz_buf string; /* string-value of the cell at hand: counts when it has no paragraphs */
    unsigned depth;       /* of the table */
    bool ended;
};

/* Sheets ------------------------------------------------------------------------------------------------------- */

struct sheet_scan {
    struct pz_workbook *wb;
    size_t cap;
    struct pz_buf value;
    const char *style;              /* the style under way */
    const char *hidden[HIDDEN_MAX]; /* styles of tables that are not shown */
    size_t hidden_n;
};

enum { TAG_STYLE, TAG_PROPERTIES, TAG_TABLE };

static const char *tag_value(struct sheet_scan *s, const char *attributes, size_t len, const char *name)
{
    return pz_tag_attribute(attributes, len, name, &s->value) ? pz_arena_strdup(&s->wb->arena, pz_buf_str(&s->value)) : NULL;
}

static bool is_word(struct sheet_scan *s, const char *attributes, size_t len, const char *name, const char *word)
{
    return pz_tag_attribute(attributes, len, name, &s->value) && strcmp(pz_buf_str(&s->value), word) == 0;
}

static bool style_hidden(const struct sheet_scan *s, const char *style)
{
    for (size_t i = 0; style && i < s->hidden_n; i++)
        if (strcmp(s->hidden[i], style) == 0)
            return true;
    return false;
}

static void add_sheet(struct sheet_scan *s, const char *attributes, size_t len)
{
    struct pz_workbook *wb = s->wb;
    if (wb->sheet_n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 8;
        wb->sheets = pz_arena_grow(&wb->arena, wb->sheets, wb->sheet_n, cap, sizeof *wb->sheets);
        s->cap = cap;
    }
    const char *name = tag_value(s, attributes, len, "name");
    const char *style = tag_value(s, attributes, len, "style-name");
    wb->sheets[wb->sheet_n++] = (struct pz_sheet_info){.name = name ? name : "", .hidden = style_hidden(s, style)};
}

static int take_tag(void *self, size_t which, const char *attributes, size_t len, struct pz_error *err)
{
    (void)err;
    struct sheet_scan *s = self;
    if (which == TAG_TABLE && !is_word(s, attributes, len, "is-sub-table", "true"))
        add_sheet(s, attributes, len);
    else if (which == TAG_STYLE)
        s->style = is_word(s, attributes, len, "family", "table") ? tag_value(s, attributes, len, "name") : NULL;
    else if (which == TAG_PROPERTIES && s->style && is_word(s, attributes, len, "display", "false") && s->hidden_n < HIDDEN_MAX)
        s->hidden[s->hidden_n++] = s->style;
    return 0;
}

static int take_encryption(void *self, size_t which, const char *attributes, size_t len, struct pz_error *err)
{
    (void)self, (void)which, (void)attributes, (void)len;
    return pz_fail(err, PZ_DATA, "E-DATA-011", _("the file is protected by a password: remove the password and save it again"));
}

static int ods_open(struct pz_workbook *wb, struct pz_error *err)
{
    static const char *const encryption[] = {"encryption-data", NULL}, *const tags[] = {"style", "table-properties", "table", NULL};
    static const char manifest[] = "META-INF/manifest.xml";
    struct ods *ods = wb->data = PZ_NEW(&wb->arena, struct ods);
    if (pz_package_open(&ods->package, wb->path, NULL, err) != 0)
        return -1;
    if (pz_package_find(ods->package, manifest) >= 0 &&
        pz_part_scan(ods->package, manifest, (size_t)16 << 20, encryption, take_encryption, NULL, err) != 0)
        return -1;
    struct sheet_scan scan = {.wb = wb};
    int rc = pz_part_scan(ods->package, "content.xml", wb->options.max_unpacked, tags, take_tag, &scan, err);
    pz_buf_release(&scan.value);
    return rc;
}

static void ods_close(struct pz_workbook *wb)
{
    struct ods *ods = wb->data;
    if (ods)
        pz_package_close(ods->package);
}

/* Reading ------------------------------------------------------------------------------------------------------ */

static uint32_t attribute_number(struct pz_xml_reader *xml, const char *name, uint32_t missing)
{
    const char *s = pz_xml_reader_get(xml, name);
    unsigned long v = s ? strtoul(s, NULL, 10) : missing;
    return v == 0 ? 1 : v > ROW_LIMIT ? ROW_LIMIT : (uint32_t)v;
}

static bool is_sub_table(struct pz_xml_reader *xml)
{
    const char *s = pz_xml_reader_get(xml, "is-sub-table");
    return s && strcmp(s, "true") == 0;
}

static void ods_sheet_close(void *state)
{
    struct ods_reader *r = state;
    pz_part_close(&r->part);
    pz_buf_release(&r->string);
    pz_free(r);
}

/* Go to the START of table number i. */
static int find_table(struct ods_reader *r, size_t i, struct pz_error *err)
{
    for (;;) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(r->part.xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF)
            return pz_fail(err, PZ_DATA, "E-DATA-012", _("the sheet is missing in the file"));
        if (event == PZ_XML_START && strcmp(pz_xml_reader_name(r->part.xml), "table") == 0 && !is_sub_table(r->part.xml) &&
            i-- == 0) {
            r->depth = pz_xml_reader_depth(r->part.xml);
            return 0;
        }
    }
}

static int ods_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err)
{
    struct ods *ods = wb->data;
    struct ods_reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    r->wb = wb;
    if (pz_part_open(&r->part, ods->package, "content.xml", wb->options.max_unpacked, err) != 0 || find_table(r, i, err) != 0) {
        ods_sheet_close(r);
        return -1;
    }
    *state = r;
    return 0;
}

static bool is_collapsed(struct pz_xml_reader *xml)
{
    const char *s = pz_xml_reader_get(xml, "visibility");
    return s && strcmp(s, "visible") != 0;
}

static void take_column(struct ods_reader *r)
{
    uint32_t n = attribute_number(r->part.xml, "number-columns-repeated", 1);
    if (is_collapsed(r->part.xml) && r->hidden_n < HIDDEN_MAX) {
        r->hidden[r->hidden_n].from = r->column_at + 1;
        r->hidden[r->hidden_n++].to = r->column_at + n;
    }
    r->column_at += n < ROW_LIMIT ? n : ROW_LIMIT;
}

static bool column_hidden(const struct ods_reader *r, uint32_t column)
{
    for (size_t i = 0; i < r->hidden_n; i++)
        if (column >= r->hidden[i].from && column <= r->hidden[i].to)
            return true;
    return false;
}

/* Text of paragraphs: white space collapses (ODF 1.3 part 3, 6.1.2), blanks come from text:s. */
static void put_collapsed(struct pz_buf *out, size_t paragraph, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool space = s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r';
        if (!space)
            pz_buf_putc(out, s[i]);
        else if (out->len > paragraph && out->data && out->data[out->len - 1] != ' ')
            pz_buf_putc(out, ' ');
    }
}

/* An element inside a paragraph, or a paragraph; what is no text of the cell (notes, drawings) is skipped. */
static int take_text_element(struct ods_reader *r, struct pz_row_builder *b, size_t start, bool *has_text, size_t *paragraph,
                             struct pz_error *err)
{
    struct pz_xml_reader *xml = r->part.xml;
    const char *name = pz_xml_reader_name(xml);
    if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0) {
        if (*has_text)
            pz_buf_putc(&b->text, '\n');
        *has_text = true;
        *paragraph = b->text.len;
    } else if (strcmp(name, "s") == 0) {
        uint32_t n = attribute_number(xml, "c", 1);
        if (b->text.len - start + n > r->wb->options.max_cell)
            return pz_fail(err, PZ_DATA, "E-DATA-013", _("a text in the file is longer than %zu KB"),
                           r->wb->options.max_cell >> 10);
        while (n--)
            pz_buf_putc(&b->text, ' ');
    } else if (strcmp(name, "tab") == 0) {
        pz_buf_putc(&b->text, '\t');
    } else if (strcmp(name, "line-break") == 0) {
        pz_buf_putc(&b->text, '\n');
    } else if (strcmp(name, "span") != 0 && strcmp(name, "a") != 0 && strcmp(name, "ruby") != 0 && strcmp(name, "ruby-base") != 0) {
        return pz_xml_reader_skip(xml, err);
    }
    return 0;
}

static int read_text(struct ods_reader *r, struct pz_row_builder *b, bool *has_text, struct pz_error *err)
{
    struct pz_xml_reader *xml = r->part.xml;
    unsigned depth = pz_xml_reader_depth(xml);
    size_t start = b->text.len, paragraph = SIZE_MAX;
    for (;;) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF || (event == PZ_XML_END && pz_xml_reader_depth(xml) <= depth))
            return 0;
        if (event == PZ_XML_START && take_text_element(r, b, start, has_text, &paragraph, err) != 0)
            return -1;
        if (event == PZ_XML_END && pz_xml_reader_depth(xml) == depth + 1)
            paragraph = SIZE_MAX; /* what stands between paragraphs is no text */
        if (event == PZ_XML_TEXT && paragraph != SIZE_MAX) {
            size_t len;
            const char *text = pz_xml_reader_text(xml, &len);
            put_collapsed(&b->text, paragraph, text, len);
        }
        if (b->text.len - start > r->wb->options.max_cell)
            return pz_fail(err, PZ_DATA, "E-DATA-013", _("a text in the file is longer than %zu KB"),
                           r->wb->options.max_cell >> 10);
    }
}

/* «PT13H37M05S» in seconds; -1 when it is none. */
static double duration(const char *s)
{
    double seconds = 0;
    if (s[0] != 'P')
        return -1;
    for (const char *p = s + 1; *p; p++) {
        char *end;
        double n = strtod(p, &end);
        if (end == p)
            continue; /* T */
        seconds += n * (*end == 'D' ? 86400 : *end == 'H' ? 3600 : *end == 'M' ? 60 : 1);
        p = end;
        if (!*p)
            break;
    }
    return seconds;
}

static void take_date(struct pz_cell *cell, const char *date, struct pz_row_builder *b, size_t start)
{
    if (!date || !pz_serial_parse(date, strlen(date), &cell->number))
        return;
    cell->type = PZ_CELL_DATE;
    b->text.len = start;
    pz_serial_print(&b->text, cell->number);
}

static void take_time(struct pz_cell *cell, const char *time, struct pz_row_builder *b, size_t start)
{
    double seconds = time ? duration(time) : -1;
    if (seconds < 0 || seconds > 1e9)
        return;
    long whole = (long)(seconds + 0.5);
    cell->type = PZ_CELL_DATE;
    cell->number = seconds / 86400;
    b->text.len = start;
    pz_buf_printf(&b->text, "%02ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
}

/* What a cell's START says about its value; kept while its text is read. */
struct value {
    char type; /* f, p (per cent), d, t, b, s, or 0 */
    bool formula;
    char text[64]; /* of value, date-value, time-value, boolean-value */
};

static void copy_attribute(struct pz_xml_reader *xml, const char *name, char *out, size_t size)
{
    const char *s = pz_xml_reader_get(xml, name);
    size_t len = s ? strlen(s) : 0;
    if (len >= size)
        len = 0;
    if (len)
        memcpy(out, s, len);
    out[len] = '\0';
}

static void read_start(struct pz_xml_reader *xml, struct value *v)
{
    static const struct {
        const char *name;
        char code;
        const char *attribute;
    } types[] = {{"float", 'f', "value"},          {"percentage", 'p', "value"}, {"currency", 'f', "value"},
                 {"date", 'd', "date-value"},      {"time", 't', "time-value"},  {"string", 's', NULL},
                 {"boolean", 'b', "boolean-value"}};
    const char *type = pz_xml_reader_get(xml, "value-type");
    *v = (struct value){.formula = pz_xml_reader_get(xml, "formula") != NULL};
    for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(type, types[i].name) == 0) {
            v->type = types[i].code;
            if (types[i].attribute)
                copy_attribute(xml, types[i].attribute, v->text, sizeof v->text);
        }
}

static bool is_error_text(const char *s)
{
    return s[0] == '#' || strncmp(s, "Err:", 4) == 0;
}

/* The cell's text is in the row already; give it its type and number. */
static int end_value(struct pz_row_builder *b, const struct value *v, bool has_text, struct pz_error *err)
{
    struct pz_cell *cell = &b->cells[b->n - 1];
    size_t start = b->at[b->n - 1];
    if (has_text || v->type == 's')
        cell->type = PZ_CELL_TEXT;
    if (v->formula && has_text && is_error_text(pz_buf_str(&b->text) + start)) {
        cell->type = PZ_CELL_ERROR;
    } else if (v->type == 'f' || v->type == 'p') {
        char *end;
        cell->number = strtod(v->text, &end);
        if (end == v->text || *end || !(cell->number >= -1e300 && cell->number <= 1e300)) {
            char name[16];
            return pz_fail(err, PZ_DATA, "E-DATA-012", _("cell %s is damaged"), pz_cell_name(name, cell->row, cell->column));
        }
        cell->type = PZ_CELL_NUMBER;
        cell->percent = v->type == 'p';
        if (!has_text)
            pz_buf_puts(&b->text, v->text);
    } else if (v->type == 'd') {
        take_date(cell, v->text, b, start);
    } else if (v->type == 't') {
        take_time(cell, v->text, b, start);
    } else if (v->type == 'b') {
        cell->type = PZ_CELL_BOOL;
        cell->number = strcmp(v->text, "true") == 0;
        if (!has_text)
            pz_buf_puts(&b->text, v->text);
    }
    return 0;
}

/* Give the last cell `repeat` - 1 times more, to its right. */
static int repeat_cell(struct ods_reader *r, struct pz_row_builder *b, uint32_t repeat, struct pz_error *err)
{
    struct pz_cell first = b->cells[b->n - 1];
    size_t at = b->at[b->n - 1];
    if ((r->unfolded += repeat - 1) > UNFOLDED_MAX)
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the sheet repeats more than %d cells"), UNFOLDED_MAX);
    for (uint32_t i = 1; i < repeat; i++) {
        struct pz_cell *cell = pz_row_add(b, first.column + i, err);
        if (!cell)
            return -1;
        *cell = first;
        cell->column = first.column + i;
        cell->hidden = column_hidden(r, cell->column);
        b->at[b->n - 1] = at;
    }
    return 0;
}

static int read_cell(struct ods_reader *r, struct pz_row_builder *b, uint32_t *column, struct pz_error *err)
{
    struct pz_xml_reader *xml = r->part.xml;
    uint32_t repeat = attribute_number(xml, "number-columns-repeated", 1), at = *column + 1;
    *column = *column + repeat < ROW_LIMIT ? *column + repeat : ROW_LIMIT;
    if (strcmp(pz_xml_reader_name(xml), "table-cell") != 0 || at > PZ_COLUMNS_MAX)
        return pz_xml_reader_skip(xml, err);
    struct pz_cell *cell = pz_row_add(b, at, err);
    if (!cell)
        return -1;
    cell->columns = attribute_number(xml, "number-columns-spanned", 1);
    cell->rows = attribute_number(xml, "number-rows-spanned", 1);
    cell->hidden = r->hidden_n && column_hidden(r, at);
    struct value v;
    bool has_text = false;
    read_start(xml, &v);
    const char *string = v.type == 's' ? pz_xml_reader_get(xml, "string-value") : NULL;
    pz_buf_clear(&r->string);
    pz_buf_puts(&r->string, string ? string : "");
    if (read_text(r, b, &has_text, err) != 0)
        return -1;
    if (!has_text && r->string.len) {
        pz_buf_put(&b->text, r->string.data, r->string.len);
        has_text = true;
    }
    cell = &b->cells[b->n - 1];
    bool empty = !has_text && (v.type == 0 || v.type == 's');
    if (empty && cell->rows * cell->columns == 1) {
        pz_row_drop(b);
        return 0;
    }
    if ((!empty && end_value(b, &v, has_text, err) != 0) || pz_row_end_cell(b, r->wb->options.max_cell, err) != 0)
        return -1;
    return repeat > 1 && !empty ? repeat_cell(r, b, repeat, err) : 0;
}

/* The row at hand; the builder stays empty when it holds nothing. */
static int read_row(struct ods_reader *r, struct pz_row_builder *b, struct pz_error *err)
{
    struct pz_xml_reader *xml = r->part.xml;
    uint32_t repeat = attribute_number(xml, "number-rows-repeated", 1), column = 0;
    pz_row_begin(b, r->row + 1);
    b->row.hidden = is_collapsed(xml);
    unsigned depth = pz_xml_reader_depth(xml);
    for (;;) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF || (event == PZ_XML_END && pz_xml_reader_depth(xml) <= depth))
            break;
        if (event == PZ_XML_START && read_cell(r, b, &column, err) != 0)
            return -1;
    }
    if (!b->n) {
        r->row = r->row + repeat < ROW_LIMIT ? r->row + repeat : ROW_LIMIT;
        return 1;
    }
    r->row++;
    r->repeat_left = repeat - 1;
    if (r->row >= ROW_LIMIT || (r->unfolded += b->n * (size_t)(repeat - 1)) > UNFOLDED_MAX)
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the sheet repeats more than %d cells"), UNFOLDED_MAX);
    return 1;
}

static void repeat_row(struct ods_reader *r, struct pz_row_builder *b)
{
    r->repeat_left--;
    b->row.number = ++r->row;
    for (size_t i = 0; i < b->n; i++)
        b->cells[i].row = r->row;
}

/* Elements of a table that hold rows or columns of it; others (shapes, forms, named ranges) are passed over. */
static bool is_group(const char *name)
{
    static const char *const groups[] = {"table-rows",    "table-header-rows",    "table-row-group",
                                         "table-columns", "table-header-columns", "table-column-group"};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (strcmp(name, groups[i]) == 0)
            return true;
    return false;
}

static int ods_sheet_next(void *state, struct pz_row_builder *b, struct pz_error *err)
{
    struct ods_reader *r = state;
    struct pz_xml_reader *xml = r->part.xml;
    if (r->repeat_left) {
        repeat_row(r, b);
        return 1;
    }
    while (!r->ended) {
        enum pz_xml_event event;
        if (pz_xml_reader_next(xml, &event, err) != 0)
            return -1;
        if (event == PZ_XML_EOF || (event == PZ_XML_END && pz_xml_reader_depth(xml) <= r->depth)) {
            r->ended = true;
        } else if (event == PZ_XML_START) {
            const char *name = pz_xml_reader_name(xml);
            if (strcmp(name, "table-row") == 0)
                return read_row(r, b, err);
            if (strcmp(name, "table-column") == 0)
                take_column(r);
            else if (!is_group(name) && pz_xml_reader_skip(xml, err) != 0)
                return -1;
        }
    }
    return 0;
}

const struct pz_backend pz_backend_ods = {PZ_WORKBOOK_ODS, ods_open, ods_close, ods_sheet_open, ods_sheet_next, ods_sheet_close};
