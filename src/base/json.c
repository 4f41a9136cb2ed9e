/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>

#include "base/i18n.h"
#include "base/mem.h"

static struct pz_value from_json(struct pz_arena *arena, json_t *j)
{
    switch (json_typeof(j)) {
    case JSON_NULL: return pz_none();
    case JSON_TRUE: return pz_bool(true);
    case JSON_FALSE: return pz_bool(false);
    case JSON_INTEGER: return pz_int(json_integer_value(j));
    case JSON_REAL: return pz_float(json_real_value(j));
    case JSON_STRING: {
        size_t len = json_string_length(j);
        return pz_strn(pz_arena_strndup(arena, json_string_value(j), len), len);
    }
    case JSON_ARRAY: {
        size_t n = json_array_size(j);
        struct pz_list *list = pz_list_new(arena, n);
        for (size_t i = 0; i < n; i++)
            pz_list_add(arena, list, from_json(arena, json_array_get(j, i)));
        return pz_list_value(list);
    }
    case JSON_OBJECT: {
        struct pz_map *map = pz_map_new(arena, json_object_size(j));
        const char *key;
        json_t *item;
        void *iter = json_object_iter(j);
        for (; iter; iter = json_object_iter_next(j, iter)) {
            key = json_object_iter_key(iter);
            item = json_object_iter_value(iter);
            pz_map_set(arena, map, pz_arena_strdup(arena, key), from_json(arena, item));
        }
        return pz_map_value(map);
    }
    }
    return pz_none();
}

static int fail_json(struct pz_error *err, const char *name, unsigned line0, const json_error_t *je)
{
    pz_fail(err, PZ_DATA, "E-DATA-001", _("this is not JSON: %s"), je->text);
    struct pz_place at =
        pz_place_line(name, line0 + (je->line > 0 ? (unsigned)je->line : 1), je->column > 0 ? (unsigned)je->column : 1);
    return pz_error_at(err, &at);
}

/* The jansson tree is not in the arena, so a trap frees it and passes on. */
static int convert(struct pz_value *out, struct pz_arena *arena, json_t *j, struct pz_error *err)
{
    jmp_buf oom;
    jmp_buf *before = pz_arena_trap(arena, &oom);
    int rc = -1;
    if (setjmp(oom) == 0) {
        *out = from_json(arena, j);
        rc = 0;
    } else {
        pz_fail_memory(err);
    }
    pz_arena_trap(arena, before);
    json_decref(j);
    return rc;
}

int pz_json_parse(struct pz_value *out, struct pz_arena *arena, const char *text, size_t len, const char *name,
                  struct pz_error *err)
{
    json_error_t je;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        len -= 3;
    }
    json_t *j = json_loadb(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &je);
    return j ? convert(out, arena, j, err) : fail_json(err, name, 0, &je);
}

struct pz_json_reader {
    FILE *file;
    char *path;
    unsigned line; /* lines before the current value */
    enum { START, IN_ARRAY, IN_LINES, ENDED } state;
    bool first;
};

int pz_json_reader_open(struct pz_json_reader **out, const char *path, struct pz_error *err)
{
    struct pz_json_reader *r = pz_calloc(1, sizeof *r);
    if (!r || !(r->path = pz_strdup(path))) {
        pz_free(r);
        return pz_fail_memory(err);
    }
    r->file = fopen(path, "re");
    if (!r->file) {
        pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
        pz_json_reader_close(r);
        return -1;
    }
    r->first = true;
    *out = r;
    return 0;
}

static int skip_space(struct pz_json_reader *r)
{
    int c;
    while ((c = getc(r->file)) != EOF && (isspace(c) || c == 0xEF || c == 0xBB || c == 0xBF))
        r->line += c == '\n';
    return c;
}

static int syntax(struct pz_json_reader *r, struct pz_error *err, const char *what)
{
    struct pz_place at = pz_place_line(r->path, r->line + 1, 0);
    pz_fail(err, PZ_DATA, "E-DATA-001", _("this is not JSON: %s"), what);
    return pz_error_at(err, &at);
}

/* 1: a value begins here; 0: the end; -1: failure. */
static int find_value(struct pz_json_reader *r, struct pz_error *err)
{
    int c = skip_space(r);
    if (r->state == START) {
        r->state = c == '[' ? IN_ARRAY : IN_LINES;
        if (c == '[')
            c = skip_space(r);
    } else if (r->state == IN_ARRAY) {
        if (c == ',')
            c = skip_space(r);
        else if (c != ']')
            return syntax(r, err, _("a comma or “]” is expected"));
    }
    if (r->state == IN_ARRAY && c == ']') {
        r->state = ENDED;
        return skip_space(r) == EOF ? 0 : syntax(r, err, _("there is text behind the end"));
    }
    if (c == EOF) {
        if (ferror(r->file))
            return pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), r->path);
        if (r->state == IN_ARRAY || r->first)
            return syntax(r, err, _("the text ends too early"));
        return 0;
    }
    ungetc(c, r->file);
    return 1;
}

struct counted {
    struct pz_json_reader *r;
    unsigned lines;
};

static size_t feed(void *buffer, size_t len, void *self)
{
    /* One byte at a time, because jansson must not read past the end of this value. */
    struct counted *in = self;
    int c = len ? getc_unlocked(in->r->file) : EOF;
    if (c == EOF)
        return 0;
    in->lines += c == '\n';
    *(char *)buffer = (char)c;
    return 1;
}

int pz_json_reader_next(struct pz_json_reader *r, struct pz_value *out, struct pz_arena *arena, struct pz_error *err)
{
    if (r->state == ENDED)
        return 0;
    int found = find_value(r, err);
    if (found <= 0)
        return found;
    r->first = false;
    struct counted in = {r, 0};
    json_error_t je;
    json_t *j = json_load_callback(feed, &in, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &je);
    if (!j)
        return fail_json(err, r->path, r->line, &je);
    r->line += in.lines;
    return convert(out, arena, j, err) ? -1 : 1;
}

void pz_json_reader_close(struct pz_json_reader *r)
{
    if (!r)
        return;
    if (r->file)
        fclose(r->file);
    pz_free(r->path);
    pz_free(r);
}

static void newline(struct pz_buf *out, int indent, int depth)
{
    if (indent)
        pz_buf_printf(out, "\n%*s", indent * depth, "");
}

static void print_number(struct pz_buf *out, double f)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, f);
        if (strtod(text, NULL) == f)
            break;
    }
    pz_buf_puts(out, isfinite(f) ? text : "null");
}

static void print(const struct pz_value *v, int indent, int depth, struct pz_buf *out)
{
    switch (v->type) {
    case PZ_BOOL: pz_buf_puts(out, v->u.b ? "true" : "false"); break;
    case PZ_INT: pz_buf_printf(out, "%" PRId64, v->u.i); break;
    case PZ_FLOAT: print_number(out, v->u.f); break;
    case PZ_STRING: pz_buf_put_json(out, v->u.s, v->len); break;
    case PZ_LIST:
        pz_buf_putc(out, '[');
        for (uint32_t i = 0; i < v->u.list->n; i++) {
            pz_buf_puts(out, i ? (indent ? "," : ", ") : "");
            newline(out, indent, depth + 1);
            print(&v->u.list->v[i], indent, depth + 1, out);
        }
        if (v->u.list->n)
            newline(out, indent, depth);
        pz_buf_putc(out, ']');
        break;
    case PZ_MAP:
        pz_buf_putc(out, '{');
        for (uint32_t i = 0; i < v->u.map->n; i++) {
            const struct pz_entry *e = &v->u.map->e[i];
            pz_buf_puts(out, i ? (indent ? "," : ", ") : "");
            newline(out, indent, depth + 1);
            pz_buf_put_json(out, e->key.s, e->key.len);
            pz_buf_puts(out, ": ");
            print(&e->value, indent, depth + 1, out);
        }
        if (v->u.map->n)
            newline(out, indent, depth);
        pz_buf_putc(out, '}');
        break;
    default: pz_buf_puts(out, "null");
    }
}

void pz_json_print(const struct pz_value *v, int indent, struct pz_buf *out)
{
    print(v, indent, 0, out);
}
