/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "ingest/text.h"
#include "ingest/tsv.h"

PZ_EMBED(pz_ingest_headers, "data/ingest/headers.tsv");

static struct {
    struct pz_arena arena;
    struct pz_map *fields; /* «kind header» in plain letters → field */
    struct pz_map *titles; /* «kind field» → the first header of it */
    bool ready;
} headers;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *key_of(struct pz_buf *buf, const char *kind, const char *text, size_t len)
{
    pz_buf_clear(buf);
    pz_buf_puts(buf, kind);
    pz_buf_putc(buf, '\t');
    pz_text_plain(buf, text, len);
    return pz_buf_str(buf);
}

static void take_line(void *self, struct pz_arena *arena, char **fields, size_t n)
{
    struct pz_buf *buf = self;
    if (n > 2)
        pz_map_set(arena, headers.titles, pz_arena_printf(arena, "%s %s", fields[0], fields[1]),
                   pz_str(pz_arena_strndup(arena, fields[2], strcspn(fields[2], "|"))));
    for (char *word = n > 2 ? fields[2] : NULL, *next; word; word = next) {
        next = strchr(word, '|');
        if (next)
            *next++ = '\0';
        const char *key = pz_arena_strdup(arena, key_of(buf, fields[0], word, strlen(word)));
        if (!pz_map_find(headers.fields, pz_key(key)))
            pz_map_set(arena, headers.fields, key, pz_str(fields[1]));
    }
}

static void load(void)
{
    struct pz_buf buf = PZ_BUF_INIT;
    jmp_buf oom;
    pz_arena_init(&headers.arena, 0);
    pz_arena_trap(&headers.arena, &oom);
    if (setjmp(oom) == 0) {
        headers.fields = pz_map_new(&headers.arena, 512);
        headers.titles = pz_map_new(&headers.arena, 128);
        pz_tsv_read(&headers.arena, pz_ingest_headers, PZ_EMBEDDED_SIZE(pz_ingest_headers), take_line, &buf);
        headers.ready = true;
    }
    pz_arena_trap(&headers.arena, NULL);
    pz_buf_release(&buf);
}

static const char *look_up(const char *kind, const char *text, size_t len, struct pz_buf *buf)
{
    struct pz_value *field = pz_map_find(headers.fields, pz_key(key_of(buf, kind, text, len)));
    if (!field)
        field = pz_map_find(headers.fields, pz_key(key_of(buf, "*", text, len)));
    return field ? field->u.s : NULL;
}

const char *pz_header_field(const char *kind, const char *text, size_t len)
{
    pthread_once(&once, load);
    struct pz_buf buf = PZ_BUF_INIT;
    const char *field = headers.ready && len ? look_up(kind, text, len, &buf) : NULL;
    pz_buf_release(&buf);
    return field;
}

const char *pz_field_title(const char *kind, const char *field)
{
    pthread_once(&once, load);
    char key[128];
    snprintf(key, sizeof key, "%s %s", kind, field);
    struct pz_value *title = headers.ready ? pz_map_find(headers.titles, pz_key(key)) : NULL;
    if (title)
        return title->u.s;
    return strncmp(field, "property.", 9) == 0 ? field + 9 : field;
}

size_t pz_header_without_unit(const char *text)
{
    const char *comma = strrchr(text, ','), *bracket = strrchr(text, '(');
    const char *end = comma > bracket ? comma : bracket;
    if (!end || end == text)
        return strlen(text);
    size_t n = strlen(end + 1);
    n -= n && *end == '(' && end[n] == ')';
    return pz_words(end + 1, n) & PZ_WORD_UNIT ? (size_t)(end - text) : strlen(text);
}

const char *pz_column_field(const char *kind, const struct pz_column *column)
{
    const char *field = NULL;
    for (const char *path = column->path; path && !field; path = strstr(path, " / ") ? strstr(path, " / ") + 3 : NULL)
        if (!(field = pz_header_field(kind, path, strlen(path))) && column->unit[0])
            field = pz_header_field(kind, path, pz_header_without_unit(path));
    if (!field && column->tier_n > 1)
        field = pz_header_field(kind, column->tiers[0], strlen(column->tiers[0]));
    return field;
}

static bool same_plain(const char *a, const char *b)
{
    struct pz_buf x = PZ_BUF_INIT, y = PZ_BUF_INIT;
    bool same = strcmp(pz_text_plain(&x, a, strlen(a)), pz_text_plain(&y, b, strlen(b))) == 0;
    pz_buf_release(&x);
    pz_buf_release(&y);
    return same;
}

static bool rule_fits(const struct pz_column_rule *rule, const struct pz_column *column)
{
    uint32_t row, number;
    if (rule->letter && pz_cell_parse(rule->letter, &row, &number) && number == column->number)
        return true;
    if (!rule->name)
        return false;
    if (same_plain(rule->name, column->path))
        return true;
    for (size_t i = 0; i < column->tier_n; i++)
        if (same_plain(rule->name, column->tiers[i]))
            return true;
    return false;
}

const struct pz_column_rule *pz_column_rule(const struct pz_import_source *source, const struct pz_column *column)
{
    for (size_t i = 0; i < source->column_n; i++)
        if (rule_fits(&source->columns[i], column))
            return &source->columns[i];
    return NULL;
}

void pz_column_rules_check(struct pz_intake *in, const struct pz_table *table)
{
    for (size_t i = 0; i < in->source->column_n; i++) {
        const struct pz_column_rule *rule = &in->source->columns[i];
        bool used = false;
        for (size_t c = 0; c < table->n && !used; c++)
            used = rule_fits(rule, &table->columns[c]);
        struct pz_place place = pz_place_cell(in->source->file, in->sheet, NULL);
        if (!used)
            pz_report(in->diags, "E-DATA-023", &place,
                      _("the definition of the import names a column “%s” that is not in the table"),
                      rule->name     ? rule->name
                      : rule->letter ? rule->letter
                                     : "");
    }
}
