/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/writer.h"

#include <libdeflate.h>
#include <zlib.h>

#include "base/i18n.h"
#include "base/mem.h"

enum {
    LOCAL_HEADER = 30,
    CENTRAL_ENTRY = 46,
    END_RECORD = 22,
    DATE = 0x21, /* 1980-01-01, the first day the format knows */
    VERSION = 20,
    UTF8_NAME = 0x800,
    METHOD_DEFLATE = 8,
    AT_ONCE = 64 << 20,
    CHUNK = 256 << 10,
    BLOCK = 1 << 24, /* bytes given to zlib at once; its counter has 32 bits */
};

struct pz_deflater {
    struct libdeflate_compressor *compressor;
    unsigned level;
};

struct entry {
    const char *name;
    size_t name_len;
    uint16_t method;
    uint32_t crc, packed, size;
};

int pz_deflater_new(struct pz_deflater **out, unsigned level, struct pz_error *err)
{
    struct pz_deflater *d = pz_calloc(1, sizeof *d);
    if (!d)
        return pz_fail_memory(err);
    d->level = level ? level : 1;
    d->compressor = pz_fault_step() ? NULL : libdeflate_alloc_compressor((int)d->level);
    if (!d->compressor) {
        pz_free(d);
        return pz_fail_memory(err);
    }
    *out = d;
    return 0;
}

void pz_deflater_free(struct pz_deflater *d)
{
    if (!d)
        return;
    libdeflate_free_compressor(d->compressor);
    pz_free(d);
}

int pz_deflater_zlib(struct pz_deflater *d, struct pz_buf *out, const void *data, size_t len, struct pz_error *err)
{
    size_t bound = libdeflate_zlib_compress_bound(d->compressor, len);
    char *to = pz_buf_reserve(out, bound);
    size_t n = to ? libdeflate_zlib_compress(d->compressor, data, len, to, bound) : 0;
    out->len += n;
    return n ? 0 : pz_fail_memory(err);
}

static char *put16(char *p, unsigned v)
{
    p[0] = (char)(v & 0xFF);
    p[1] = (char)(v >> 8 & 0xFF);
    return p + 2;
}

static char *put32(char *p, uint32_t v)
{
    return put16(put16(p, v & 0xFFFF), v >> 16);
}

static unsigned flags_of(const struct entry *e)
{
    for (size_t i = 0; i < e->name_len; i++) {
        if ((unsigned char)e->name[i] >= 0x80)
            return UTF8_NAME;
    }
    return 0;
}

/* What the local header and the directory entry have in common. */
static char *put_common(char *p, const struct entry *e)
{
    p = put16(p, VERSION);
    p = put16(p, flags_of(e));
    p = put16(p, e->method);
    p = put32(p, (uint32_t)DATE << 16);
    p = put32(p, e->crc);
    p = put32(p, e->packed);
    p = put32(p, e->size);
    p = put16(p, (unsigned)e->name_len);
    return put16(p, 0);
}

static char *put_local(char *p, const struct entry *e)
{
    p = put_common(put32(p, 0x04034b50), e);
    memcpy(p, e->name, e->name_len);
    return p + e->name_len;
}

static char *put_central(char *p, const struct entry *e, uint32_t offset)
{
    p = put_common(put16(put32(p, 0x02014b50), VERSION), e);
    p = put16(p, 0); /* comment */
    p = put16(p, 0); /* disk */
    p = put16(p, 0); /* internal attributes */
    p = put32(p, 0); /* external attributes */
    p = put32(p, offset);
    memcpy(p, e->name, e->name_len);
    return p + e->name_len;
}

/* zlib, for data too large to compress in one piece. */
static int deflate_chunks(struct pz_deflater *d, struct pz_buf *out, const char *data, size_t len, struct pz_error *err)
{
    z_stream z = {0};
    if (deflateInit2(&z, (int)d->level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return pz_fail_memory(err);
    int status = Z_OK;
    for (size_t at = 0; status == Z_OK && !out->failed;) {
        if (!z.avail_in && at < len) {
            size_t n = len - at < BLOCK ? len - at : BLOCK;
            z.next_in = (Bytef *)(uintptr_t)(data + at);
            z.avail_in = (uInt)n;
            at += n;
        }
        char *to = pz_buf_reserve(out, CHUNK);
        if (!to)
            break;
        z.next_out = (Bytef *)to;
        z.avail_out = CHUNK;
        status = deflate(&z, at == len ? Z_FINISH : Z_NO_FLUSH);
        out->len += CHUNK - z.avail_out;
    }
    deflateEnd(&z);
    return status == Z_STREAM_END ? 0 : pz_fail_memory(err);
}

/* Append the packed data. */
static int pack(struct pz_deflater *d, struct pz_buf *out, const char *data, size_t len, bool stored, struct pz_error *err)
{
    if (stored) {
        pz_buf_put(out, data, len);
        return out->failed ? pz_fail_memory(err) : 0;
    }
    if (len > AT_ONCE)
        return deflate_chunks(d, out, data, len, err);
    size_t bound = libdeflate_deflate_compress_bound(d->compressor, len);
    char *to = pz_buf_reserve(out, bound);
    size_t n = to ? libdeflate_deflate_compress(d->compressor, data, len, to, bound) : 0;
    if (!n)
        return pz_fail_memory(err);
    out->len += n;
    return 0;
}

static int too_large(const char *name, struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-ZIP-010", _("the part “%s” is too large to be written"), name);
}

/* Append local header and packed data; *e is completed. */
static int put_member(struct pz_buf *out, struct pz_deflater *d, struct entry *e, const void *data, size_t len, bool stored,
                      struct pz_error *err)
{
    if (len >= UINT32_MAX)
        return too_large(e->name, err);
    size_t header = out->len, head = LOCAL_HEADER + e->name_len;
    if (!pz_buf_reserve(out, head))
        return pz_fail_memory(err);
    out->len += head;
    if (pack(d, out, data, len, stored, err))
        return -1;
    e->method = stored ? 0 : METHOD_DEFLATE;
    e->crc = libdeflate_crc32(0, data, len);
    e->size = (uint32_t)len;
    e->packed = (uint32_t)(out->len - header - head);
    put_local(out->data + header, e);
    return 0;
}

static int finish_packed(struct pz_packed *out, struct pz_buf *bytes, const struct entry *e, struct pz_error *err)
{
    size_t local = bytes->len;
    char *to = pz_buf_reserve(bytes, CENTRAL_ENTRY + e->name_len);
    if (!to) {
        pz_buf_release(bytes);
        return pz_fail_memory(err);
    }
    put_central(to, e, 0);
    bytes->len += CENTRAL_ENTRY + e->name_len;
    out->local = local;
    out->bytes = pz_buf_detach(bytes, &out->len);
    return 0;
}

int pz_packed_read(struct pz_packed *out, struct pz_package *package, size_t index, const char *name, struct pz_error *err)
{
    const struct pz_member *m = pz_package_member(package, index);
    name = name ? name : m->name;
    struct entry e = {name, strlen(name), m->method, m->crc, (uint32_t)m->packed_size, (uint32_t)m->size};
    struct pz_buf bytes = PZ_BUF_INIT;
    char *to = pz_buf_reserve(&bytes, LOCAL_HEADER + e.name_len);
    if (!to)
        return pz_fail_memory(err);
    put_local(to, &e);
    bytes.len += LOCAL_HEADER + e.name_len;
    if (pz_package_read_packed(&bytes, package, index, err)) {
        pz_buf_release(&bytes);
        return -1;
    }
    return finish_packed(out, &bytes, &e, err);
}

int pz_packed_make(struct pz_packed *out, struct pz_deflater *deflater, const char *name, const void *data, size_t len, bool stored,
                   struct pz_error *err)
{
    struct entry e = {.name = name, .name_len = strlen(name)};
    struct pz_buf bytes = PZ_BUF_INIT;
    if (put_member(&bytes, deflater, &e, data, len, stored, err)) {
        pz_buf_release(&bytes);
        return -1;
    }
    return finish_packed(out, &bytes, &e, err);
}

void pz_packed_release(struct pz_packed *p)
{
    pz_free(p->bytes);
    *p = (struct pz_packed){0};
}

void pz_zip_begin(struct pz_zip_writer *w, struct pz_buf *out)
{
    w->out = out;
    w->base = out->len;
    w->members = 0;
    pz_buf_clear(&w->central);
}

static void add_entry(struct pz_zip_writer *w, const char *entry, size_t len, size_t offset)
{
    char *to = pz_buf_reserve(&w->central, len);
    if (!to)
        return;
    memcpy(to, entry, len);
    put32(to + 42, (uint32_t)offset);
    w->central.len += len;
    w->members++;
}

void pz_zip_add_packed(struct pz_zip_writer *w, const struct pz_packed *member)
{
    size_t offset = w->out->len - w->base;
    pz_buf_put(w->out, member->bytes, member->local);
    add_entry(w, member->bytes + member->local, member->len - member->local, offset);
}

/* The directory entry of a member that begins at `header` in out. */
static int enter(struct pz_zip_writer *w, const struct entry *e, size_t header, struct pz_error *err)
{
    char *to = pz_buf_reserve(&w->central, CENTRAL_ENTRY + e->name_len);
    if (!to)
        return pz_fail_memory(err);
    put_central(to, e, (uint32_t)(header - w->base));
    w->central.len += CENTRAL_ENTRY + e->name_len;
    w->members++;
    return 0;
}

int pz_zip_add(struct pz_zip_writer *w, struct pz_deflater *deflater, const char *name, const void *data, size_t len, bool stored,
               struct pz_error *err)
{
    struct entry e = {.name = name, .name_len = strlen(name)};
    size_t header = w->out->len;
    return put_member(w->out, deflater, &e, data, len, stored, err) ? -1 : enter(w, &e, header, err);
}

int pz_zip_begin_spliced(struct pz_zip_writer *w, struct pz_splicer *splicer, const struct pz_splice_plan *plan, const char *name,
                         struct pz_error *err)
{
    size_t head = LOCAL_HEADER + strlen(name);
    w->open.splicer = splicer;
    w->open.name = name;
    w->open.header = w->out->len;
    w->open.size = w->open.cut_size = w->open.cut = 0;
    w->open.crc = w->open.cut_crc = 0;
    if (!pz_buf_reserve(w->out, head))
        return pz_fail_memory(err);
    w->out->len += head;
    return pz_splice_begin(splicer, plan, w->out, err);
}

void pz_zip_put_spliced(struct pz_zip_writer *w, const char *text, size_t from, size_t to, const struct pz_splice_mark *marks,
                        size_t n)
{
    w->open.crc = libdeflate_crc32(w->open.crc, text + from, to - from);
    w->open.size += to - from;
    pz_splice_put(w->open.splicer, text, from, to, marks, n);
}

void pz_zip_cut_spliced(struct pz_zip_writer *w)
{
    w->open.cut = pz_splice_cut(w->open.splicer);
    w->open.cut_size = w->open.size;
    w->open.cut_crc = w->open.crc;
    w->open.crc = 0;
}

/* Stored blocks (RFC 1951, 3.2.4). */
void pz_zip_fill_cut(struct pz_zip_writer *w, const char *data, size_t len)
{
    w->open.cut_crc = libdeflate_crc32(w->open.cut_crc, data, len);
    w->open.cut_size += len;
    w->open.size += len;
    for (size_t piece; len; data += piece, len -= piece) {
        char header[5] = {0};
        piece = len < UINT16_MAX ? len : UINT16_MAX;
        put16(put16(header + 1, (unsigned)piece), ~(unsigned)piece);
        pz_buf_splice(w->out, w->open.cut, w->open.cut, header, sizeof header);
        w->open.cut += sizeof header;
        pz_buf_splice(w->out, w->open.cut, w->open.cut, data, piece);
        w->open.cut += piece;
    }
}

int pz_zip_end_spliced(struct pz_zip_writer *w, struct pz_error *err)
{
    struct entry e = {w->open.name, strlen(w->open.name), METHOD_DEFLATE, w->open.crc, 0, (uint32_t)w->open.size};
    if (w->open.cut)
        e.crc = (uint32_t)crc32_combine(w->open.cut_crc, e.crc, (z_off_t)(w->open.size - w->open.cut_size));
    if (pz_splice_end(w->open.splicer, err))
        return -1;
    size_t packed = w->out->len - w->open.header - LOCAL_HEADER - e.name_len;
    if (w->open.size >= UINT32_MAX || packed >= UINT32_MAX)
        return too_large(e.name, err);
    e.packed = (uint32_t)packed;
    put_local(w->out->data + w->open.header, &e);
    return enter(w, &e, w->open.header, err);
}

int pz_zip_end(struct pz_zip_writer *w, struct pz_error *err)
{
    size_t offset = w->out->len - w->base;
    if (w->members > 0xFFFF || offset + w->central.len >= UINT32_MAX)
        return pz_fail(err, PZ_DATA, "E-ZIP-010", _("the package is too large to be written"));
    char end[END_RECORD], *p = put32(end, 0x06054b50);
    p = put32(p, 0); /* disks */
    p = put16(put16(p, w->members), w->members);
    p = put32(p, (uint32_t)w->central.len);
    p = put32(p, (uint32_t)offset);
    put16(p, 0); /* comment */
    pz_buf_put(w->out, w->central.data, w->central.len);
    pz_buf_put(w->out, end, sizeof end);
    return w->out->failed || w->central.failed ? pz_fail_memory(err) : 0;
}

void pz_zip_release(struct pz_zip_writer *w)
{
    pz_buf_release(&w->central);
}
