/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/json_read.h"
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

/* MEMORY_MAX: of a text and its values together. LIBRARY_MAX: the library takes up to a hundred bytes for one of a text. */
enum { BLOCK = 1 << 17, RECORD_MAX = 96 << 20, MEMORY_MAX = 208 << 20, LIBRARY_MAX = 2 << 20 };

struct pz_json_reader {
    int fd;
    char *path;
    struct pz_buf buf; /* what was read and not yet handed out begins at `at` */
    size_t at;
    unsigned line; /* line ends before buf.data + at */
    enum { START, IN_ARRAY, IN_LINES, ENDED } state;
    bool first, at_end;
};

int pz_json_reader_open(struct pz_json_reader **out, const char *path, struct pz_error *err)
{
    struct pz_json_reader *r = pz_calloc(1, sizeof *r);
    if (!r || !(r->path = pz_strdup(path))) {
        pz_free(r);
        return pz_fail_memory(err);
    }
    pz_buf_init(&r->buf, RECORD_MAX);
    r->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0) {
        pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
        pz_json_reader_close(r);
        return -1;
    }
    r->first = true;
    *out = r;
    return 0;
}

static int syntax(struct pz_json_reader *r, struct pz_error *err, const char *what)
{
    struct pz_place at = pz_place_line(r->path, r->line + 1, 0);
    pz_fail(err, PZ_DATA, "E-DATA-001", _("this is not JSON: %s"), what);
    return pz_error_at(err, &at);
}

/* More bytes behind those not yet handed out. 1: there are; 0: the file ends here. */
static int read_more(struct pz_json_reader *r, struct pz_error *err)
{
    if (r->at_end)
        return 0;
    if (r->at) {
        r->buf.len -= r->at;
        memmove(r->buf.data, r->buf.data + r->at, r->buf.len);
        r->at = 0;
    }
    char *to = pz_buf_reserve(&r->buf, BLOCK);
    if (!to && r->buf.len + BLOCK > RECORD_MAX)
        return syntax(r, err, _("one record is larger than 96 MB"));
    if (!to)
        return pz_fail_memory(err);
    ssize_t n;
    do
        n = pz_fault_step() ? (errno = EIO, -1) : read(r->fd, to, BLOCK);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), r->path);
    r->buf.len += (size_t)n;
    r->at_end = n == 0;
    return n > 0;
}

/* The next byte that is no white space and no byte order mark, without stepping over it; -1: end, -2: failure. */
static int peek(struct pz_json_reader *r, struct pz_error *err)
{
    for (;;) {
        for (; r->at < r->buf.len; r->at++) {
            unsigned char c = (unsigned char)r->buf.data[r->at];
            r->line += c == '\n';
            if (!isspace(c) && c != 0xEF && c != 0xBB && c != 0xBF)
                return c;
        }
        int more = read_more(r, err);
        if (more <= 0)
            return more ? -2 : -1;
    }
}

/* 1: a value begins at `at`; 0: the end; -1: failure. */
static int find_value(struct pz_json_reader *r, struct pz_error *err)
{
    int c = peek(r, err);
    if (r->state == START) {
        r->state = c == '[' ? IN_ARRAY : IN_LINES;
        if (c == '[') {
            r->at++;
            c = peek(r, err);
        }
    } else if (r->state == IN_ARRAY && c >= 0 && c != ']') {
        if (c != ',')
            return syntax(r, err, _("a comma or “]” is expected"));
        r->at++;
        c = peek(r, err);
    }
    if (r->state == IN_ARRAY && c == ']') {
        r->state = ENDED;
        r->at++;
        c = peek(r, err);
        return c == -1 ? 0 : c == -2 ? -1 : syntax(r, err, _("there is text behind the end"));
    }
    if (c == -2)
        return -1;
    if (c == -1)
        return r->state == IN_ARRAY || r->first ? syntax(r, err, _("the text ends too early")) : 0;
    return 1;
}

/* Where a value stands that is being read: the bytes seen, the nesting, inside a string or not. */
struct scan {
    size_t seen;
    unsigned depth;
    bool string, scalar;
};

/* Step over bytes of the value; true when its end is found (then s->seen is its length). */
static bool scan_value(struct scan *s, const char *p, size_t len)
{
    for (; s->seen < len; s->seen++) {
        char c = p[s->seen];
        if (s->string) {
            s->seen = (size_t)(pz_json_plain_end(p + s->seen, p + len) - p);
            if (s->seen == len)
                return false;
            c = p[s->seen];
            if (c == '\\') {
                if (s->seen + 1 == len)
                    return false;
                s->seen++;
            } else if (c == '"') {
                s->string = false;
                if (!s->depth)
                    return s->seen++, true;
            }
        } else if (s->scalar) {
            if (strchr(" \t\r\n,]}", c))
                return true;
        } else if (c == '"') {
            s->string = true;
        } else if (c == '{' || c == '[') {
            s->depth++;
        } else if (c == '}' || c == ']') {
            if (!s->depth || !--s->depth)
                return s->seen++, true;
        } else if (!s->depth) {
            s->scalar = true;
        }
    }
    return false;
}

int pz_json_reader_slice(struct pz_json_reader *r, struct pz_json_slice *out, struct pz_error *err)
{
    if (r->state == ENDED)
        return 0;
    int found = find_value(r, err);
    if (found <= 0)
        return found;
    r->first = false;
    struct scan s = {0};
    while (!scan_value(&s, r->buf.data + r->at, r->buf.len - r->at)) {
        int more = read_more(r, err);
        if (more < 0)
            return -1;
        if (!more) /* the parser tells what is missing */
            break;
    }
    *out = (struct pz_json_slice){r->buf.data + r->at, s.seen, r->line};
    for (const char *p = out->text, *end = p + s.seen; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        r->line++;
    r->at += s.seen;
    return 1;
}

/* The short way, unless the arena runs dry on it. */
static int read_short(struct pz_value *out, struct pz_arena *arena, const struct pz_json_slice *slice, size_t *stopped,
                      enum pz_json_outcome *outcome, struct pz_error *err)
{
    jmp_buf oom;
    jmp_buf *before = pz_arena_trap(arena, &oom);
    size_t room = slice->len < MEMORY_MAX ? MEMORY_MAX - slice->len : 0;
    int rc = setjmp(oom) ? pz_fail_memory(err) : 0;
    if (rc == 0)
        *outcome = pz_json_read(out, arena, slice->text, slice->len, room, stopped);
    pz_arena_trap(arena, before);
    return rc;
}

/* At the byte where the short way stopped. */
static int fail_there(struct pz_error *err, const char *name, const struct pz_json_slice *slice, size_t stopped)
{
    unsigned line = slice->line + 1;
    size_t begin = 0;
    for (size_t i = 0; i < stopped; i++)
        if (slice->text[i] == '\n') {
            line++;
            begin = i + 1;
        }
    struct pz_place at = pz_place_line(name, line, (unsigned)(stopped - begin) + 1);
    return pz_error_at(err, &at);
}

int pz_json_slice_parse(struct pz_value *out, struct pz_arena *arena, const struct pz_json_slice *slice, const char *name,
                        struct pz_error *err)
{
    size_t stopped = 0;
    enum pz_json_outcome outcome = PZ_JSON_ASK;
    if (read_short(out, arena, slice, &stopped, &outcome, err) != 0)
        return -1;
    if (outcome == PZ_JSON_READ)
        return 0;
    if (outcome == PZ_JSON_TOO_LARGE) {
        pz_fail(err, PZ_DATA, "E-DATA-002",
                _("the data takes more than %d MB of memory; divide it, or give the records with --each"), MEMORY_MAX >> 20);
        return fail_there(err, name, slice, stopped);
    }
    if (slice->len > LIBRARY_MAX) {
        pz_fail(err, PZ_DATA, "E-DATA-001", _("this is not JSON: %s"), _("the text is wrong here, or nested too deeply"));
        return fail_there(err, name, slice, stopped);
    }
    json_error_t je;
    json_t *j = json_loadb(slice->text, slice->len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &je);
    return j ? convert(out, arena, j, err) : fail_json(err, name, slice->line, &je);
}

int pz_json_parse(struct pz_value *out, struct pz_arena *arena, const char *text, size_t len, const char *name,
                  struct pz_error *err)
{
    bool marked = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    const struct pz_json_slice whole = {text + 3 * marked, len - 3 * marked, 0};
    return pz_json_slice_parse(out, arena, &whole, name, err);
}

int pz_json_reader_next(struct pz_json_reader *r, struct pz_value *out, struct pz_arena *arena, struct pz_error *err)
{
    struct pz_json_slice slice;
    int found = pz_json_reader_slice(r, &slice, err);
    if (found <= 0)
        return found;
    return pz_json_slice_parse(out, arena, &slice, r->path, err) ? -1 : 1;
}

void pz_json_reader_close(struct pz_json_reader *r)
{
    if (!r)
        return;
    if (r->fd >= 0)
        close(r->fd);
    pz_buf_release(&r->buf);
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
    if (f == 0 && signbit(f)) { /* "-0" would be read as a whole number, which has no such zero */
        pz_buf_puts(out, "-0.0");
        return;
    }
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
