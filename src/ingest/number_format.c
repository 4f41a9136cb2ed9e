/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/number_format.h"

#include <string.h>

enum { EPOCH_1904 = 1462, LAST_DATE = 2958466 /* 9999-12-31 and a day */ };

/* Built-in formats: those the file does not define (18.8.30); 27 to 36 and 50 to 58 are dates of East Asian editions. */
static enum pz_number_format built_in(long id)
{
    if (id == 9 || id == 10)
        return PZ_FORMAT_PERCENT;
    if (id == 46)
        return PZ_FORMAT_DURATION;
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
        return PZ_FORMAT_DATE;
    return PZ_FORMAT_NUMBER;
}

/* Inside of brackets: [h], [mm], [ss] count beyond their unit; [Red], [$-419] and conditions say nothing. */
static bool is_elapsed(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!strchr("hHmMsS", s[i]))
            return false;
    return len > 0;
}

enum pz_number_format pz_number_format_of_code(const char *code)
{
    for (const char *p = code; *p && *p != ';'; p++) {
        if (*p == '"') {
            p = strchr(p + 1, '"');
            if (!p)
                break;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            if (!*++p)
                break;
        } else if (*p == '[') {
            const char *end = strchr(p, ']');
            if (!end)
                break;
            if (is_elapsed(p + 1, (size_t)(end - p) - 1))
                return PZ_FORMAT_DURATION;
            p = end;
        } else if (*p == '%') {
            return PZ_FORMAT_PERCENT;
        } else if (strncasecmp(p, "general", 7) == 0) {
            p += 6;
        } else if (strchr("dDmMyYhHsS", *p)) {
            return PZ_FORMAT_DATE;
        }
    }
    return PZ_FORMAT_NUMBER;
}

void pz_number_formats_define(struct pz_number_formats *formats, long id, const char *code)
{
    if (formats->own_n == sizeof formats->own / sizeof formats->own[0])
        return;
    formats->own[formats->own_n].id = id;
    formats->own[formats->own_n++].format = pz_number_format_of_code(code);
}

static enum pz_number_format format_of_id(const struct pz_number_formats *formats, long id)
{
    for (size_t i = 0; i < formats->own_n; i++)
        if (formats->own[i].id == id)
            return formats->own[i].format;
    return built_in(id);
}

void pz_number_formats_add_style(struct pz_number_formats *formats, long id)
{
    pz_buf_putc(&formats->styles, (char)format_of_id(formats, id));
}

enum pz_number_format pz_number_formats_of_style(const struct pz_number_formats *formats, unsigned long style)
{
    return style < formats->styles.len ? (enum pz_number_format)formats->styles.data[style] : PZ_FORMAT_NUMBER;
}

void pz_number_formats_release(struct pz_number_formats *formats)
{
    pz_buf_release(&formats->styles);
}

/* A number as the file writes it, or up to 15 digits of it: «4.5999999999999996» is 4.6 in the table. */
static void put_digits(struct pz_buf *text, size_t start, double number)
{
    if ((text->len > start && text->len - start <= 15) || text->failed)
        return;
    text->len = start;
    pz_buf_printf(text, "%.15g", number);
}

void pz_number_put(struct pz_row_builder *b, double number, enum pz_number_format format, bool date1904)
{
    struct pz_cell *cell = &b->cells[b->n - 1];
    size_t start = b->at[b->n - 1];
    cell->type = PZ_CELL_NUMBER;
    cell->number = number;
    cell->percent = format == PZ_FORMAT_PERCENT;
    if (format == PZ_FORMAT_DATE && number >= 0 && number < LAST_DATE) {
        cell->type = PZ_CELL_DATE;
        cell->number += date1904 ? EPOCH_1904 : 0;
        b->text.len = start;
        pz_serial_print(&b->text, cell->number);
    } else if (format == PZ_FORMAT_DURATION && number > -1e6 && number < 1e6) {
        long seconds = (long)(number * 86400 + 0.5);
        cell->type = PZ_CELL_DATE;
        b->text.len = start;
        pz_buf_printf(&b->text, "%02ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    } else {
        put_digits(&b->text, start, number);
    }
}
