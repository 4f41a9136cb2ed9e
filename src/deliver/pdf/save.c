/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/save.h"

#include "base/digest.h"
#include "base/i18n.h"

enum { TOGETHER = 200 /* objects of one object stream */, DEPTH_MAX = 200, ID = 32 /* hexadecimal digits */ };

/* Where an object stands in the file that is written. */
struct place {
    struct pz_cos *object;
    size_t at;       /* from the beginning of the file; in an object stream: its place among the others */
    unsigned holder; /* the object stream, as an index from 0; 0 with `loose` */
    bool loose;
};

struct saver {
    struct pz_pdf_file *file;
    struct pz_deflater *deflater;
    struct pz_buf *out;
    size_t start;    /* of the file in out */
    int *given;      /* new number by old one; 0: not reached yet */
    struct place *v; /* by new number - 1 */
    size_t n, cap;
    struct pz_buf heads, bodies; /* of the object stream that is being filled */
    unsigned together;
    size_t *holders; /* where the object streams stand */
    unsigned holders_n, holders_cap;
    bool deep;
};

static bool is_regular(char c)
{
    return !strchr(" \n\r\t\f()<>[]{}/%", c); /* NUL too is none */
}

/* A blank where two words would become one. */
static void separate(struct pz_buf *out)
{
    if (out->len && is_regular(out->data[out->len - 1]))
        pz_buf_putc(out, ' ');
}

static void put_number(struct pz_buf *out, long long v)
{
    char digits[24], *p = digits + sizeof digits;
    unsigned long long u = v < 0 ? 0ULL - (unsigned long long)v : (unsigned long long)v;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--p = '-';
    pz_buf_put(out, p, (size_t)(digits + sizeof digits - p));
}

/* The new number of an object, which from now on is to be written; 0 for what is not there. */
static int reach(struct saver *s, int old)
{
    struct pz_cos *o = pz_pdf_file_object(s->file, old);
    if (o->kind == PZ_COS_NULL)
        return 0;
    if (!s->given[old]) {
        if (s->n == s->cap) {
            s->v = pz_arena_grow(s->file->arena, s->v, s->n, s->cap * 2 + 512, sizeof *s->v);
            s->cap = s->cap * 2 + 512;
        }
        s->v[s->n++] = (struct place){.object = o};
        s->given[old] = (int)s->n;
    }
    return s->given[old];
}

static void put_object(struct saver *s, struct pz_buf *out, const struct pz_cos *o, unsigned depth);

static void put_pairs(struct saver *s, struct pz_buf *out, const struct pz_cos *o, unsigned depth)
{
    pz_buf_put(out, "<<", 2);
    for (size_t i = 0; i < o->n; i++) {
        const struct pz_cos_pair *pair = &o->u.pairs[i];
        if (o->kind == PZ_COS_STREAM && pair->len == 7 && memcmp(pair->key, "/Length", 7) == 0)
            continue; /* may be an object of its own */
        pz_buf_put(out, pair->key, pair->len);
        put_object(s, out, pair->value, depth + 1);
    }
    if (o->kind == PZ_COS_STREAM) {
        pz_buf_put(out, "/Length ", 8);
        put_number(out, (long long)o->len);
    }
    pz_buf_put(out, ">>", 2);
}

static void put_reference(struct saver *s, struct pz_buf *out, int old)
{
    int number = reach(s, old);
    separate(out);
    if (!number) {
        pz_buf_put(out, "null", 4);
        return;
    }
    put_number(out, number);
    pz_buf_put(out, " 0 R", 4);
}

/* What an object holds, without its number. */
static void put_content(struct saver *s, struct pz_buf *out, const struct pz_cos *o, unsigned depth)
{
    switch (o->kind) {
    case PZ_COS_ARRAY:
        pz_buf_putc(out, '[');
        for (size_t i = 0; i < o->n; i++)
            put_object(s, out, o->u.items[i], depth + 1);
        pz_buf_putc(out, ']');
        break;
    case PZ_COS_DICTIONARY:
    case PZ_COS_STREAM: put_pairs(s, out, o, depth); break;
    case PZ_COS_INTEGER:
        separate(out);
        put_number(out, o->integer);
        break;
    case PZ_COS_NAME:
    case PZ_COS_STRING: pz_buf_put(out, o->text, o->len); break;
    case PZ_COS_WORD:
        separate(out);
        pz_buf_put(out, o->text, o->len);
        break;
    default: separate(out); pz_buf_put(out, "null", 4);
    }
}

static void put_object(struct saver *s, struct pz_buf *out, const struct pz_cos *o, unsigned depth)
{
    if (depth > DEPTH_MAX)
        s->deep = true;
    else if (o->number)
        put_reference(s, out, o->number);
    else
        put_content(s, out, o, depth);
}

/* A stream stands by itself (ISO 32000-1, 7.5.7). */
static void put_stream(struct saver *s, size_t i)
{
    struct pz_buf *out = s->out;
    const struct pz_cos *o = s->v[i].object;
    s->v[i].at = out->len - s->start;
    s->v[i].loose = true;
    put_number(out, (long long)i + 1);
    pz_buf_puts(out, " 0 obj\n");
    put_content(s, out, o, 0);
    pz_buf_puts(out, "\nstream\n");
    pz_buf_put(out, o->text, o->len);
    pz_buf_puts(out, "\nendstream\nendobj\n");
}

/* The object stream that is full goes to `holders`, without its number: that comes when all objects have theirs. */
static int flush(struct saver *s, struct pz_buf *holders, struct pz_error *err)
{
    struct pz_buf packed = PZ_BUF_INIT;
    size_t first = s->heads.len;
    if (!s->together)
        return 0;
    if (s->holders_n == s->holders_cap) {
        s->holders = pz_arena_grow(s->file->arena, s->holders, s->holders_n, s->holders_cap * 2 + 16, sizeof *s->holders);
        s->holders_cap = s->holders_cap * 2 + 16;
    }
    s->holders[s->holders_n++] = holders->len;
    pz_buf_put(&s->heads, s->bodies.data, s->bodies.len);
    int rc = s->bodies.failed || s->heads.failed ? pz_fail_memory(err)
                                                 : pz_deflater_zlib(s->deflater, &packed, s->heads.data, s->heads.len, err);
    pz_buf_printf(holders, " 0 obj\n<</Type/ObjStm/N %u/First %zu/Filter/FlateDecode/Length %zu>>\nstream\n", s->together, first,
                  packed.len);
    pz_buf_put(holders, packed.data, packed.len);
    pz_buf_puts(holders, "\nendstream\nendobj\n");
    pz_buf_release(&packed);
    pz_buf_clear(&s->heads);
    pz_buf_clear(&s->bodies);
    s->together = 0;
    return rc;
}

static int put_together(struct saver *s, size_t i, struct pz_buf *holders, struct pz_error *err)
{
    s->v[i].at = s->together;
    s->v[i].holder = s->holders_n;
    put_number(&s->heads, (long long)i + 1);
    pz_buf_putc(&s->heads, ' ');
    put_number(&s->heads, (long long)s->bodies.len);
    pz_buf_putc(&s->heads, '\n');
    put_content(s, &s->bodies, s->v[i].object, 0);
    pz_buf_putc(&s->bodies, '\n');
    return ++s->together == TOGETHER ? flush(s, holders, err) : 0;
}

/* Objects are written while those they lead to are lined up behind them. */
static int put_objects(struct saver *s, struct pz_buf *holders, struct pz_error *err)
{
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < s->n; i++) {
        if (s->v[i].object->kind == PZ_COS_STREAM)
            put_stream(s, i);
        else
            rc = put_together(s, i, holders, err);
    }
    return rc == 0 ? flush(s, holders, err) : -1;
}

/* The object streams behind everything else, numbered from s->n + 1; s->holders becomes their places in the file. */
static void put_holders(struct saver *s, const struct pz_buf *holders)
{
    for (unsigned k = 0; k < s->holders_n; k++) {
        size_t from = s->holders[k], to = k + 1 < s->holders_n ? s->holders[k + 1] : holders->len;
        s->holders[k] = s->out->len - s->start;
        put_number(s->out, (long long)(s->n + k + 1));
        pz_buf_put(s->out, holders->data + from, to - from);
    }
}

/* One line of the table: kind, place in four bytes, place among others in two. */
static void put_line(struct pz_buf *table, char kind, size_t place, size_t among)
{
    const char line[7] = {kind,        (char)(place >> 24), (char)(place >> 16), (char)(place >> 8),
                          (char)place, (char)(among >> 8),  (char)among};
    pz_buf_put(table, line, sizeof line);
}

static void put_table(struct saver *s, struct pz_buf *table, size_t itself)
{
    put_line(table, 0, 0, 0xFFFF);
    for (size_t i = 0; i < s->n; i++) {
        const struct place *p = &s->v[i];
        if (p->loose)
            put_line(table, 1, p->at, 0);
        else
            put_line(table, 2, s->n + p->holder + 1, p->at);
    }
    for (unsigned k = 0; k < s->holders_n; k++)
        put_line(table, 1, s->holders[k], 0);
    put_line(table, 1, itself, 0);
}

static int put_end(struct saver *s, int root, int info, struct pz_error *err)
{
    struct pz_buf table = PZ_BUF_INIT, packed = PZ_BUF_INIT;
    char id[PZ_DIGEST_SIZE];
    size_t at = s->out->len - s->start, number = s->n + s->holders_n + 1;
    put_table(s, &table, at);
    int rc = s->out->failed || table.failed ? pz_fail_memory(err) : pz_digest(id, s->out->data + s->start, at, err);
    if (rc == 0)
        rc = pz_deflater_zlib(s->deflater, &packed, table.data, table.len, err);
    if (rc == 0) {
        pz_buf_printf(s->out, "%zu 0 obj\n<</Type/XRef/Size %zu/W[1 4 2]/Root %d 0 R", number, number + 1, root);
        if (info)
            pz_buf_printf(s->out, "/Info %d 0 R", info);
        pz_buf_printf(s->out, "/ID[<%.*s><%.*s>]/Filter/FlateDecode/Length %zu>>\nstream\n", ID, id, ID, id, packed.len);
        pz_buf_put(s->out, packed.data, packed.len);
        pz_buf_printf(s->out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", at);
    }
    pz_buf_release(&table);
    pz_buf_release(&packed);
    return rc;
}

/* Object streams are known from 1.5 on. */
static void put_header(struct saver *s)
{
    const char *version = s->file->bytes + 5;
    bool old = version[0] == '1' && version[2] < '5';
    pz_buf_printf(s->out, "%%PDF-%.3s\n%%\xE2\xE3\xCF\xD3\n", old ? "1.5" : version);
}

static int save(struct saver *s, struct pz_buf *holders, struct pz_error *err)
{
    put_header(s);
    int root = reach(s, pz_pdf_file_root(s->file)->number);
    int info = reach(s, pz_cos_get(s->file, s->file->trailer, "/Info")->number);
    if (put_objects(s, holders, err) != 0)
        return -1;
    if (!root || s->deep || s->file->fault)
        return pz_fail(err, PZ_DATA, "E-PDF-004", _("the PDF is damaged: %s"), s->file->fault ? s->file->fault : "");
    put_holders(s, holders);
    if (holders->failed || put_end(s, root, info, err) != 0 || s->out->failed)
        return s->out->failed || holders->failed ? pz_fail_memory(err) : -1;
    return 0;
}

static int save_guarded(struct saver *s, struct pz_buf *holders, struct pz_error *err)
{
    jmp_buf oom, *before = pz_arena_trap(s->file->arena, &oom);
    int rc;
    if (setjmp(oom)) {
        rc = pz_fail_memory(err);
    } else {
        s->given = pz_arena_zalloc(s->file->arena, s->file->n * sizeof *s->given);
        rc = save(s, holders, err);
    }
    pz_arena_trap(s->file->arena, before);
    return rc;
}

int pz_pdf_file_save(struct pz_pdf_file *file, struct pz_deflater *deflater, struct pz_buf *out, struct pz_error *err)
{
    struct saver s = {.file = file, .deflater = deflater, .out = out, .start = out->len};
    struct pz_buf holders = PZ_BUF_INIT;
    int rc = save_guarded(&s, &holders, err);
    pz_buf_release(&s.heads);
    pz_buf_release(&s.bodies);
    pz_buf_release(&holders);
    if (rc)
        pz_buf_truncate(out, s.start);
    return rc;
}
