/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/cos.h"

#include "base/utf8.h"
#include "deliver/pdf/parse.h"
#include "zip/writer.h"

enum { PLAIN_MAX = 1 << 28 };

static struct pz_cos *null_object(void)
{
    static struct pz_cos none;
    return &none;
}

/* Looking ------------------------------------------------------------------------------------------------------ */

struct pz_cos *pz_pdf_file_object(struct pz_pdf_file *file, int number)
{
    if (number <= 0 || (size_t)number >= file->n)
        return null_object();
    if (!file->objects[number]) {
        file->objects[number] = null_object(); /* should it lead back to itself */
        file->objects[number] = file->at[number] ? pz_parse_numbered(file, number) : null_object();
    }
    return file->objects[number];
}

static struct pz_cos *look_up(struct pz_pdf_file *file, struct pz_cos *o)
{
    return o->kind == PZ_COS_REFERENCE ? pz_pdf_file_object(file, o->number) : o;
}

static struct pz_cos_pair *find(const struct pz_cos *dict, const char *key)
{
    size_t len = strlen(key);
    if (dict->kind == PZ_COS_DICTIONARY || dict->kind == PZ_COS_STREAM)
        for (size_t i = 0; i < dict->n; i++)
            if (dict->u.pairs[i].len == len && memcmp(dict->u.pairs[i].key, key, len) == 0)
                return &dict->u.pairs[i];
    return NULL;
}

struct pz_cos *pz_cos_get(struct pz_pdf_file *file, const struct pz_cos *dict, const char *key)
{
    const struct pz_cos_pair *pair = find(dict, key);
    return pair ? look_up(file, pair->value) : null_object();
}

struct pz_cos *pz_cos_item(struct pz_pdf_file *file, const struct pz_cos *array, size_t i)
{
    return array->kind == PZ_COS_ARRAY && i < array->n ? look_up(file, array->u.items[i]) : null_object();
}

bool pz_cos_has(struct pz_pdf_file *file, const struct pz_cos *dict, const char *key)
{
    return pz_cos_get(file, dict, key)->kind != PZ_COS_NULL;
}

struct pz_cos *pz_pdf_file_root(struct pz_pdf_file *file)
{
    return pz_cos_get(file, file->trailer, "/Root");
}

static bool is_deflated(struct pz_pdf_file *file, const struct pz_cos *stream)
{
    struct pz_cos *filter = pz_cos_get(file, stream, "/Filter");
    if (filter->kind == PZ_COS_ARRAY && filter->n == 1)
        filter = pz_cos_item(file, filter, 0);
    return pz_cos_is_name(filter, "/FlateDecode") && !pz_cos_has(file, stream, "/DecodeParms");
}

bool pz_cos_plain(struct pz_pdf_file *file, struct pz_cos *o, const char **bytes, size_t *len)
{
    if (o->kind != PZ_COS_STREAM)
        return false;
    if (!o->plain && !pz_cos_has(file, o, "/Filter")) {
        o->plain = pz_arena_strndup(file->arena, o->text, o->len);
        o->plain_len = o->len;
    } else if (!o->plain) {
        struct pz_buf out = {.limit = PLAIN_MAX};
        if (!is_deflated(file, o) || !pz_inflate_zlib(&out, o->text, o->len))
            return pz_buf_release(&out), false;
        o->plain_len = out.len;
        o->plain = pz_arena_take(file->arena, &out);
    }
    *bytes = o->plain;
    *len = o->plain_len;
    return true;
}

static void put_utf16(struct pz_buf *out, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2) {
        uint32_t rune = (uint32_t)(p[i] << 8 | p[i + 1]);
        if (rune >= 0xD800 && rune < 0xDC00 && i + 3 < n) {
            rune = 0x10000 + ((rune - 0xD800) << 10) + (uint32_t)((p[i + 2] << 8 | p[i + 3]) - 0xDC00);
            i += 2;
        }
        pz_buf_put_rune(out, rune);
    }
}

const char *pz_cos_text(struct pz_pdf_file *file, const struct pz_cos *string)
{
    struct pz_buf bytes = PZ_BUF_INIT, text = PZ_BUF_INIT;
    if (string->kind != PZ_COS_STRING)
        return NULL;
    pz_parse_string(&bytes, string->text, string->len);
    const unsigned char *p = (const unsigned char *)pz_buf_str(&bytes);
    if (bytes.len >= 2 && p[0] == 0xFE && p[1] == 0xFF)
        put_utf16(&text, p + 2, bytes.len - 2);
    else
        for (size_t i = 0; i < bytes.len; i++)
            pz_buf_put_rune(&text, p[i]);
    text.failed |= bytes.failed;
    pz_buf_release(&bytes);
    return pz_arena_take(file->arena, &text);
}

/* Making ------------------------------------------------------------------------------------------------------- */

static struct pz_cos *new_object(struct pz_pdf_file *file, enum pz_cos_kind kind)
{
    struct pz_cos *o = PZ_NEW(file->arena, struct pz_cos);
    o->kind = kind;
    return o;
}

struct pz_cos *pz_cos_dictionary(struct pz_pdf_file *file)
{
    return new_object(file, PZ_COS_DICTIONARY);
}

struct pz_cos *pz_cos_array(struct pz_pdf_file *file)
{
    return new_object(file, PZ_COS_ARRAY);
}

struct pz_cos *pz_cos_integer(struct pz_pdf_file *file, long long value)
{
    struct pz_cos *o = new_object(file, PZ_COS_INTEGER);
    o->integer = value;
    return o;
}

struct pz_cos *pz_cos_name(struct pz_pdf_file *file, const char *name)
{
    struct pz_cos *o = new_object(file, PZ_COS_NAME);
    o->text = pz_arena_strdup(file->arena, name);
    o->len = strlen(name);
    return o;
}

static bool is_plain_ascii(const char *s)
{
    for (; *s; s++)
        if (*s < ' ' || *s > '~' || strchr("()\\", *s))
            return false;
    return true;
}

struct pz_cos *pz_cos_string(struct pz_pdf_file *file, const char *utf8)
{
    struct pz_cos *o = new_object(file, PZ_COS_STRING);
    struct pz_buf text = PZ_BUF_INIT;
    const char *p = utf8, *end = utf8 + strlen(utf8);
    bool plain = is_plain_ascii(utf8);
    pz_buf_puts(&text, plain ? "(" : "<FEFF");
    if (plain)
        pz_buf_puts(&text, utf8);
    while (!plain && p < end) {
        uint32_t rune = pz_utf8_next(&p, end);
        rune = rune == PZ_RUNE_BAD ? 0xFFFD : rune;
        if (rune >= 0x10000)
            pz_buf_printf(&text, "%04X%04X", 0xD800 + ((rune - 0x10000) >> 10), 0xDC00 + ((rune - 0x10000) & 0x3FF));
        else
            pz_buf_printf(&text, "%04X", rune);
    }
    pz_buf_putc(&text, plain ? ')' : '>');
    o->len = text.len;
    o->text = pz_arena_take(file->arena, &text);
    return o;
}

struct pz_cos *pz_cos_stream(struct pz_pdf_file *file, const char *bytes, size_t len, const char *filter)
{
    struct pz_cos *o = new_object(file, PZ_COS_STREAM);
    pz_cos_fill(file, o, bytes, len, filter);
    return pz_cos_numbered(file, o);
}

struct pz_cos *pz_cos_numbered(struct pz_pdf_file *file, struct pz_cos *o)
{
    if (file->n == file->cap) {
        size_t cap = file->cap * 2 + 64;
        file->objects = pz_arena_grow(file->arena, file->objects, file->n, cap, sizeof *file->objects);
        file->at = pz_arena_grow(file->arena, file->at, file->n, cap, sizeof *file->at);
        file->cap = cap;
    }
    file->at[file->n] = 0;
    file->objects[file->n] = o;
    o->number = (int)file->n++;
    return o;
}

/* Changing ----------------------------------------------------------------------------------------------------- */

void pz_cos_set(struct pz_pdf_file *file, struct pz_cos *dict, const char *key, struct pz_cos *value)
{
    struct pz_cos_pair *pair = find(dict, key);
    if (dict->kind != PZ_COS_DICTIONARY && dict->kind != PZ_COS_STREAM)
        return;
    if (!pair) {
        if (dict->n == dict->cap) {
            dict->u.pairs = pz_arena_grow(file->arena, dict->u.pairs, dict->n, dict->cap * 2 + 6, sizeof *dict->u.pairs);
            dict->cap = dict->cap * 2 + 6;
        }
        pair = &dict->u.pairs[dict->n++];
        pair->key = key;
        pair->len = strlen(key);
    }
    pair->value = value;
}

void pz_cos_fill(struct pz_pdf_file *file, struct pz_cos *stream, const char *bytes, size_t len, const char *filter)
{
    stream->text = pz_arena_strndup(file->arena, len ? bytes : "", len);
    stream->len = len;
    stream->plain = NULL;
    if (filter)
        pz_cos_set(file, stream, "/Filter", pz_cos_name(file, filter));
    else
        pz_cos_drop(stream, "/Filter");
}

void pz_cos_drop(struct pz_cos *dict, const char *key)
{
    struct pz_cos_pair *pair = find(dict, key);
    if (!pair)
        return;
    size_t behind = (size_t)(dict->u.pairs + dict->n - pair) - 1;
    memmove(pair, pair + 1, behind * sizeof *pair);
    dict->n--;
}

void pz_cos_push(struct pz_pdf_file *file, struct pz_cos *array, struct pz_cos *item)
{
    if (array->kind != PZ_COS_ARRAY)
        return;
    if (array->n == array->cap) {
        array->u.items = pz_arena_grow(file->arena, array->u.items, array->n, array->cap * 2 + 6, sizeof *array->u.items);
        array->cap = array->cap * 2 + 6;
    }
    array->u.items[array->n++] = item;
}
