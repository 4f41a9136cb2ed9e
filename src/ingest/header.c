/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/header.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/text.h"
#include "ingest/value.h"

enum { TIERS = 6, TITLE_MAX = 1000 };

static const struct pz_cell *at(const struct pz_window *w, size_t row, size_t column)
{
    return row < w->n ? w->grid[row * w->width + column] : NULL;
}

/* The cell that begins at this place. */
static const struct pz_cell *own(const struct pz_window *w, size_t row, size_t column)
{
    const struct pz_cell *cell = at(w, row, column);
    return cell && cell->len && cell->row == w->rows[row]->number && cell->column == column + 1 ? cell : NULL;
}

size_t pz_code_length(const char *s, size_t len)
{
    size_t n = 0;
    bool dot = false;
    while (n < len && n < 24 && ((s[n] >= '0' && s[n] <= '9') || (s[n] == '.' && n && s[n - 1] != '.')))
        dot |= s[n++] == '.';
    size_t code = n && s[n - 1] == '.' ? n - 1 : n;
    if (!code || (n < len && !strchr(" \t\n\r)", (unsigned char)s[n]) && !(s[n] == '\xC2' && n + 1 < len && s[n + 1] == '\xA0')))
        return 0;
    return dot || n == len ? code : 0;
}

static bool is_year(const struct pz_cell *cell)
{
    struct pz_reading reading = pz_reading_of(cell);
    if (reading.kind == PZ_READING_NUMBER && reading.number >= 1990 && reading.number <= 2100 &&
        reading.number == floor(reading.number))
        return true;
    return false;
}

/* What a row of the window looks like. */
struct looks {
    size_t filled, textual, years, covered;
    size_t codes, units, ascending; /* codes that grow to the right */
    bool spans_columns, numbering;
};

static struct looks look(const struct pz_window *w, size_t row)
{
    struct looks l = {.numbering = true};
    double before = 0, count = 0;
    for (size_t c = 0; c < w->width; c++) {
        l.covered += at(w, row, c) && at(w, row, c)->len;
        const struct pz_cell *cell = own(w, row, c);
        if (!cell)
            continue;
        struct pz_reading reading = pz_reading_of(cell);
        l.filled++;
        l.spans_columns |= cell->columns > 1;
        l.years += is_year(cell);
        l.units += (pz_words(cell->text, cell->len) & (PZ_WORD_UNIT | PZ_WORD_DITTO)) != 0;
        l.textual += reading.kind == PZ_READING_TEXT || cell->type == PZ_CELL_EMPTY;
        if (reading.kind == PZ_READING_DATE && cell->type == PZ_CELL_TEXT)
            l.textual++;
        if (pz_code_length(cell->text, cell->len) == cell->len) {
            l.codes++;
            l.ascending += reading.kind != PZ_READING_NUMBER || reading.number > before;
            before = reading.kind == PZ_READING_NUMBER ? reading.number : before;
        }
        l.numbering &= reading.kind == PZ_READING_NUMBER && reading.number == ++count;
    }
    l.numbering &= l.filled >= 3;
    return l;
}

/* A row of codes: nearly all cells are codes that grow, unlike values. */
static bool is_codes(const struct looks *l)
{
    return l->codes >= 2 && l->codes * 10 >= l->filled * 6 && l->ascending == l->codes && !l->numbering;
}

static bool is_units(const struct looks *l)
{
    return l->units >= 1 && l->units * 10 >= l->filled * 6;
}

static bool looks_like_header(const struct looks *l)
{
    size_t good = l->textual + l->years + l->units;
    if (is_codes(l) || (l->textual && l->textual + l->codes == l->filled))
        good += l->codes; /* «Код │ 2.1»: the first row with names decides, before any values */
    return l->filled >= 2 && good * 10 >= l->filled * 6;
}

/* Whether a merged cell of the rows above reaches into this row. */
static bool reached_from_above(const struct pz_window *w, size_t first, size_t row)
{
    for (size_t c = 0; c < w->width; c++) {
        const struct pz_cell *cell = at(w, row, c);
        if (cell && cell->len && cell->row < w->rows[row]->number && cell->row >= w->rows[first]->number)
            return true;
    }
    return false;
}

/* Whether every filled cell of `row` lies under a cell of `above` that spans several columns. */
static bool under_spans(const struct pz_window *w, size_t above, size_t row)
{
    size_t under = 0, filled = 0;
    for (size_t c = 0; c < w->width; c++) {
        if (!own(w, row, c))
            continue;
        filled++;
        const struct pz_cell *top = at(w, above, c);
        under += top && top->columns > 1;
    }
    return filled && under * 10 >= filled * 7;
}

/* Without merged cells (CSV, XLS): the row fills gaps of the one above and leaves out what is named there. */
static bool fills_gaps(const struct pz_window *w, size_t above, size_t row)
{
    size_t gaps = 0, left = 0;
    for (size_t c = 0; c < w->width; c++) {
        bool up = at(w, above, c) && at(w, above, c)->len, here = at(w, row, c) && at(w, row, c)->len;
        gaps += here && !up;
        left += up && !here;
    }
    return gaps >= 1 && left >= 1;
}

/* The lower row names things twice («план», «факт» under each year), so the one above is needed to tell them apart. */
static bool repeats_itself(const struct pz_window *w, size_t row)
{
    size_t same = 0, filled = 0;
    for (size_t c = 0; c < w->width; c++) {
        const struct pz_cell *cell = own(w, row, c);
        filled += cell != NULL;
        for (size_t k = 0; cell && k < c; k++) {
            const struct pz_cell *other = own(w, row, k);
            if (other && other->len == cell->len && memcmp(other->text, cell->text, cell->len) == 0) {
                same++;
                break;
            }
        }
    }
    return same >= 1 && same * 4 >= filled;
}

static bool is_next_tier(const struct pz_header *h, const struct pz_window *w, size_t row, enum pz_tier *tier)
{
    struct looks l = look(w, row);
    size_t last = h->first + h->n - 1;
    *tier = PZ_TIER_NAMES;
    if (!l.filled && !reached_from_above(w, h->first, row))
        return false;
    if (l.numbering && l.filled * 10 >= w->width * 6) {
        *tier = PZ_TIER_NUMBERING;
        return true;
    }
    /* Values that look like codes stand beside a name; codes stand alone. */
    bool alone = l.filled >= 2 && l.filled == l.codes && !own(w, row, 0);
    if (alone || (is_codes(&l) && (l.filled < l.covered || at(w, row, 0) == NULL))) {
        *tier = PZ_TIER_CODES;
        return true;
    }
    if (is_units(&l)) {
        *tier = PZ_TIER_UNITS;
        return true;
    }
    if (reached_from_above(w, h->first, row))
        return true;
    if (!looks_like_header(&l) && !(l.filled == 1 && l.textual))
        return false;
    if (h->tiers[h->n - 1] != PZ_TIER_NAMES || w->rows[row]->number != w->rows[last]->number + 1)
        return false;
    if (under_spans(w, last, row))
        return true;
    return !h->merged && l.filled >= 2 && fills_gaps(w, last, row);
}

/* most: tiers; end: the first row of the data where it is told, else 0. */
static void extend(struct pz_header *h, const struct pz_window *w, size_t most, uint32_t end)
{
    while (h->n < most && h->first + h->n < w->n && h->n < TIERS) {
        enum pz_tier tier;
        size_t row = h->first + h->n;
        if (end && w->rows[row]->number >= end)
            return;
        if (!is_next_tier(h, w, row, &tier))
            return;
        h->tiers[h->n++] = tier;
        h->merged |= look(w, row).spans_columns;
        if (tier == PZ_TIER_NUMBERING)
            return;
    }
}

static size_t union_cover(const struct pz_window *w, size_t first, size_t n)
{
    size_t covered = 0;
    for (size_t c = 0; c < w->width; c++)
        for (size_t r = first; r < first + n; r++)
            if (at(w, r, c) && at(w, r, c)->len) {
                covered++;
                break;
            }
    return covered;
}

static void begin(struct pz_header *h, const struct pz_window *w, size_t row)
{
    h->first = row;
    h->n = 1;
    h->tiers[0] = PZ_TIER_NAMES;
    h->merged = look(w, row).spans_columns;
}

/* Two tiers without merged cells («2025;;2026;» over «план;факт;план;факт»): the lower one does without the upper only when its names differ. */
static void take_repeating_tier(struct pz_header *h, const struct pz_window *w, size_t most)
{
    size_t row = h->first + 1;
    if (h->n != 1 || most < 2 || h->merged || row >= w->n)
        return;
    struct looks l = look(w, row);
    if (look(w, h->first).filled >= l.filled && !repeats_itself(w, h->first))
        return; /* every column has a name of its own: the row below is data in which a word stands twice */
    if (looks_like_header(&l) && repeats_itself(w, row) && l.textual * 10 >= l.filled * 6)
        h->tiers[h->n++] = PZ_TIER_NAMES;
}

void pz_header_find(struct pz_header *h, const struct pz_window *w, const struct pz_table_options *options)
{
    *h = (struct pz_header){0};
    size_t most = options && options->header_rows ? options->header_rows : TIERS;
    bool told = options && options->header_row;
    uint32_t end = options ? options->first_row : 0;
    for (size_t row = 0; row < w->n; row++) {
        struct looks l = look(w, row);
        if (end && w->rows[row]->number >= end)
            return;
        if (told ? w->rows[row]->number < options->header_row : !looks_like_header(&l))
            continue;
        begin(h, w, row);
        extend(h, w, most, end);
        if (!end || w->rows[row]->number + 1 < end)
            take_repeating_tier(h, w, most);
        if (told || union_cover(w, h->first, h->n) * 10 >= w->width * 5)
            return;
        *h = (struct pz_header){0};
    }
}

/* Columns ------------------------------------------------------------------------------------------------------- */

static const char *clean(struct pz_arena *arena, const char *s, size_t len)
{
    char *out = pz_arena_alloc(arena, len + 1), *to = out;
    bool gap = false;
    for (const char *p = s, *end = s + len; p < end;) {
        const char *from = p;
        uint32_t r = pz_utf8_next(&p, end);
        if (pz_rune_is_space(r)) {
            gap = to > out;
            continue;
        }
        if (gap)
            *to++ = ' ';
        gap = false;
        memcpy(to, from, (size_t)(p - from));
        to += p - from;
    }
    *to = '\0';
    return out;
}

/* Text of a tier over a column; a gap without merged cells takes what stands to its left. */
static const char *tier_text(const struct pz_header *h, const struct pz_window *w, size_t tier, size_t column,
                             struct pz_arena *arena)
{
    size_t row = h->first + tier;
    const struct pz_cell *cell = at(w, row, column);
    bool last = true;
    for (size_t t = tier + 1; t < h->n; t++)
        last &= h->tiers[t] != PZ_TIER_NAMES || !at(w, h->first + t, column) || !at(w, h->first + t, column)->len;
    for (size_t c = column; !h->merged && !last && c > 0 && !(cell && cell->len); c--)
        cell = at(w, row, c - 1);
    return cell && cell->len ? clean(arena, cell->text, cell->len) : "";
}

static void add_tier(struct pz_column *column, const char *text)
{
    if (!text[0] || column->tier_n == PZ_TIERS_MAX || (column->tier_n && strcmp(column->tiers[column->tier_n - 1], text) == 0))
        return;
    column->tiers[column->tier_n++] = text;
}

/* «Посещаемость, %», «Площадь (кв. м)»: a unit behind the name. */
static const char *unit_behind(const char *text, struct pz_arena *arena)
{
    size_t len = strlen(text);
    const char *from = NULL, *end = text + len;
    if (len && text[len - 1] == ')' && (from = strrchr(text, '(')))
        end--;
    else
        from = strrchr(text, ',');
    if (!from)
        return "";
    const char *unit = clean(arena, from + 1, (size_t)(end - from - 1));
    return pz_words(unit, strlen(unit)) & PZ_WORD_UNIT ? unit : "";
}

static void finish_column(struct pz_column *column, struct pz_arena *arena)
{
    const char *path = "";
    for (size_t i = 0; i < column->tier_n; i++) {
        path = i ? pz_arena_printf(arena, "%s / %s", path, column->tiers[i]) : column->tiers[0];
        size_t code = pz_code_length(column->tiers[i], strlen(column->tiers[i]));
        if (code && !column->code[0])
            column->code = pz_arena_strndup(arena, column->tiers[i], code);
        if (!column->unit[0])
            column->unit = unit_behind(column->tiers[i], arena);
    }
    column->path = path[0] ? path : column->code; /* «2.1» alone under a common heading that a CSV has lost */
}

static void make_column(struct pz_column *column, const struct pz_column *left, const struct pz_header *h,
                        const struct pz_window *w, size_t c, struct pz_arena *arena)
{
    *column = (struct pz_column){.number = (uint32_t)c + 1, .path = "", .code = "", .unit = ""};
    for (size_t t = 0; t < h->n; t++) {
        const char *text = tier_text(h, w, t, c, arena);
        const struct pz_cell *cell = at(w, h->first + t, c);
        column->hidden |= cell && cell->hidden;
        bool inherited = t && cell && cell->row < w->rows[h->first + t]->number; /* merged from a tier above */
        if (h->tiers[t] == PZ_TIER_NAMES || inherited)
            add_tier(column, text);
        else if (h->tiers[t] == PZ_TIER_CODES && pz_code_length(text, strlen(text)))
            column->code = text;
        else if (h->tiers[t] == PZ_TIER_CODES)
            add_tier(column, text);
        else if (h->tiers[t] == PZ_TIER_UNITS)
            column->unit = left && (pz_words(text, strlen(text)) & PZ_WORD_DITTO) ? left->unit : text;
    }
    finish_column(column, arena);
}

static const char *title_of(const struct pz_window *w, size_t rows, struct pz_arena *arena)
{
    const char *title = "";
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < w->width; c++) {
            const struct pz_cell *cell = own(w, r, c);
            if (cell && strlen(title) + cell->len < TITLE_MAX)
                title = pz_arena_printf(arena, "%s%s%s", title, title[0] ? " " : "", clean(arena, cell->text, cell->len));
        }
    return title;
}

void pz_header_columns(struct pz_table *table, const struct pz_header *h, const struct pz_window *w, struct pz_arena *arena)
{
    table->title = title_of(w, h->n ? h->first : w->n < 5 ? w->n : 5, arena);
    if (!h->n)
        return;
    table->header_first = w->rows[h->first]->number;
    table->header_last = w->rows[h->first + h->n - 1]->number;
    table->columns = PZ_NEW_ARRAY(arena, w->width, struct pz_column);
    table->n = w->width;
    for (size_t c = 0; c < w->width; c++)
        make_column(&table->columns[c], c ? &table->columns[c - 1] : NULL, h, w, c, arena);
}
