/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"

static void copy_text(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);
    if (len >= size) { /* cut between code points */
        len = size - 1;
        while (len && ((unsigned char)from[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(to, from, len);
    to[len] = '\0';
}

int pz_fail(struct pz_error *err, enum pz_kind kind, const char *id, const char *format, ...)
{
    if (!err || err->kind != PZ_OK)
        return -1;
    char text[2 * PZ_MESSAGE_MAX];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    err->kind = kind;
    err->id = id;
    copy_text(err->message, sizeof err->message, text);
    return -1;
}

int pz_fail_errno(struct pz_error *err, const char *id, const char *format, ...)
{
    int code = errno;
    if (!err || err->kind != PZ_OK)
        return -1;
    char what[PZ_MESSAGE_MAX];
    va_list ap;
    va_start(ap, format);
    vsnprintf(what, sizeof what, format, ap);
    va_end(ap);
    pz_fail(err, PZ_SYSTEM, id, "%s: %s", what, strerror(code));
    err->code = code;
    return -1;
}

int pz_fail_memory(struct pz_error *err)
{
    return pz_fail(err, PZ_SYSTEM, "E-SYS-001", _("memory ran out"));
}

int pz_error_at(struct pz_error *err, const struct pz_place *place)
{
    if (err && !err->place.file[0] && !err->place.inside[0])
        err->place = *place;
    return -1;
}

void pz_error_clear(struct pz_error *err)
{
    memset(err, 0, sizeof *err);
}

struct pz_place pz_place_file(const char *file)
{
    struct pz_place p = {0};
    copy_text(p.file, sizeof p.file, file);
    return p;
}

struct pz_place pz_place_line(const char *file, unsigned line, unsigned column)
{
    struct pz_place p = pz_place_file(file);
    p.line = line;
    p.column = column;
    return p;
}

struct pz_place pz_place_cell(const char *file, const char *sheet, const char *cell)
{
    struct pz_place p = pz_place_file(file);
    copy_text(p.sheet, sizeof p.sheet, sheet ? sheet : "");
    copy_text(p.cell, sizeof p.cell, cell ? cell : "");
    return p;
}

void pz_diags_init(struct pz_diags *diags)
{
    memset(diags, 0, sizeof *diags);
    pz_arena_init(&diags->arena, 0);
}

void pz_diags_release(struct pz_diags *diags)
{
    pz_arena_release(&diags->arena);
    memset(diags, 0, sizeof *diags);
}

static void add(struct pz_diags *diags, const char *id, const struct pz_place *place, const char *message, const char *hint)
{
    if (diags->n == diags->cap) {
        size_t cap = diags->cap ? diags->cap * 2 : 16;
        diags->v = pz_arena_grow(&diags->arena, diags->v, diags->n, cap, sizeof *diags->v);
        diags->cap = cap;
    }
    struct pz_diag *d = &diags->v[diags->n];
    d->severity = id[0] == 'W' ? PZ_WARNING : id[0] == 'N' ? PZ_NOTE : PZ_ERROR;
    d->id = id;
    d->place = place ? *place : (struct pz_place){0};
    d->message = pz_arena_strdup(&diags->arena, message);
    d->hint = hint ? pz_arena_strdup(&diags->arena, hint) : NULL;
    d->order = (unsigned)diags->n++;
    diags->errors += d->severity == PZ_ERROR;
    diags->warnings += d->severity == PZ_WARNING;
}

void pz_report(struct pz_diags *diags, const char *id, const struct pz_place *place, const char *format, ...)
{
    char text[2 * PZ_MESSAGE_MAX];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    add(diags, id, place, text, NULL);
}

void pz_report_hint(struct pz_diags *diags, const char *id, const struct pz_place *place, const char *hint, const char *format, ...)
{
    char text[2 * PZ_MESSAGE_MAX];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    add(diags, id, place, text, hint);
}

void pz_report_error(struct pz_diags *diags, const struct pz_error *err)
{
    if (err->kind != PZ_OK)
        add(diags, err->id, &err->place, err->message, NULL);
}

bool pz_diags_have(const struct pz_diags *diags, const char *id)
{
    for (size_t i = 0; i < diags->n; i++)
        if (strcmp(diags->v[i].id, id) == 0)
            return true;
    return false;
}

int pz_diags_fail(const struct pz_diags *diags, struct pz_error *err)
{
    for (size_t i = 0; i < diags->n; i++) {
        const struct pz_diag *d = &diags->v[i];
        if (d->severity != PZ_ERROR)
            continue;
        pz_fail(err, strncmp(d->id, "E-SYS-", 6) == 0 ? PZ_SYSTEM : PZ_DATA, d->id, "%s", d->message);
        return pz_error_at(err, &d->place);
    }
    return pz_fail_memory(err);
}

void pz_diags_move(struct pz_diags *diags, size_t from, size_t to)
{
    struct pz_diag moved = diags->v[from];
    memmove(diags->v + to + 1, diags->v + to, (from - to) * sizeof *diags->v);
    diags->v[to] = moved;
    for (; to <= from; to++)
        diags->v[to].order = (unsigned)to;
}

void pz_diags_merge(struct pz_diags *into, const struct pz_diags *from)
{
    for (size_t i = 0; i < from->n; i++)
        add(into, from->v[i].id, &from->v[i].place, from->v[i].message, from->v[i].hint);
}

static int cell_order(const char *a, const char *b)
{
    int row_a = atoi(a + strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    int row_b = atoi(b + strspn(b, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    if (row_a != row_b)
        return row_a < row_b ? -1 : 1;
    size_t la = strlen(a), lb = strlen(b);
    return la != lb ? (la < lb ? -1 : 1) : strcmp(a, b);
}

static int by_place(const void *x, const void *y)
{
    const struct pz_diag *a = x, *b = y;
    int c = strcmp(a->place.file, b->place.file);
    if (!c)
        c = strcmp(a->place.sheet, b->place.sheet);
    if (!c)
        c = (a->place.line > b->place.line) - (a->place.line < b->place.line);
    if (!c)
        c = (a->place.column > b->place.column) - (a->place.column < b->place.column);
    if (!c)
        c = cell_order(a->place.cell, b->place.cell);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

void pz_diags_sort(struct pz_diags *diags)
{
    if (diags->n)
        qsort(diags->v, diags->n, sizeof *diags->v, by_place);
}

void pz_place_print(const struct pz_place *p, struct pz_buf *out)
{
    pz_buf_puts(out, p->file);
    if (p->sheet[0])
        pz_buf_printf(out, "!%s", p->sheet);
    if (p->cell[0])
        pz_buf_printf(out, "!%s", p->cell);
    if (p->line)
        pz_buf_printf(out, ":%u", p->line);
    if (p->line && p->column)
        pz_buf_printf(out, ":%u", p->column);
    if (p->inside[0])
        pz_buf_printf(out, "%s%s", out->len && p->file[0] ? ": " : "", p->inside);
}

static const char *severity_name(enum pz_severity s)
{
    return s == PZ_ERROR ? "error" : s == PZ_WARNING ? "warning" : "note";
}

void pz_diag_print(const struct pz_diag *d, struct pz_buf *out)
{
    size_t start = out->len;
    pz_place_print(&d->place, out);
    if (out->len > start)
        pz_buf_puts(out, ": ");
    pz_buf_printf(out, "%s[%s]: %s", severity_name(d->severity), d->id, d->message);
    if (d->hint)
        pz_buf_printf(out, "; %s", d->hint);
    pz_buf_putc(out, '\n');
    if (!d->place.source[0])
        return;
    pz_buf_printf(out, "    %s\n", d->place.source);
    if (d->place.caret)
        pz_buf_printf(out, "    %*s^\n", (int)d->place.caret - 1, "");
}

static void json_field(struct pz_buf *out, const char *name, const char *text)
{
    if (text && text[0])
        pz_buf_put_json_field(out, name, text);
}

void pz_diag_print_json(const struct pz_diag *d, struct pz_buf *out)
{
    pz_buf_printf(out, "{\"type\":\"diagnostic\",\"severity\":\"%s\",\"id\":\"%s\"", severity_name(d->severity), d->id);
    json_field(out, "file", d->place.file);
    if (d->place.line)
        pz_buf_printf(out, ",\"line\":%u,\"column\":%u", d->place.line, d->place.column);
    json_field(out, "sheet", d->place.sheet);
    json_field(out, "cell", d->place.cell);
    json_field(out, "inside", d->place.inside);
    json_field(out, "source", d->place.source);
    json_field(out, "message", d->message);
    json_field(out, "hint", d->hint);
    pz_buf_putc(out, '}');
}
