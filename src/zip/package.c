/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/package.h"

#include <stdlib.h>
#include <strings.h>
#include <zip.h>
#include <zlib.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"

enum { MAX_RATIO = 2000, RATIO_FROM = 1 << 20 }; /* deflate cannot exceed 1032:1; only a false directory says more */

static const struct pz_package_limits defaults = {
    .file_bytes = (size_t)128 << 20, .members = 10000, .member_bytes = (size_t)64 << 20, .total_bytes = (size_t)192 << 20};

struct pz_package {
    char *name;
    char *owned; /* the file's bytes when the package read them */
    zip_t *zip;
    struct pz_package_limits limits;
    struct pz_member *members;
    size_t n;
    size_t *by_name; /* indexes sorted by name */
    size_t read;     /* bytes unpacked so far */
};

struct pz_member_stream {
    zip_file_t *file;
    struct pz_package *package;
    const char *member;
    uint64_t left;
};

/* libzip, or zlib below it, found no memory: nothing is wrong with the package then. */
static bool ran_out(const zip_error_t *ze)
{
    return zip_error_code_zip(ze) == ZIP_ER_MEMORY || (zip_error_code_zip(ze) == ZIP_ER_ZLIB && ze->sys_err == Z_MEM_ERROR);
}

static int fail_zip(struct pz_package *p, zip_error_t *ze, struct pz_error *err)
{
    if (ran_out(ze))
        return pz_fail_memory(err);
    (void)pz_fail(err, PZ_DATA, "E-ZIP-001", _("“%s” is damaged or is not a package"), p->name);
    if (err)
        err->code = zip_error_code_zip(ze);
    return -1;
}

static int damaged(const struct pz_package *p, size_t index, const zip_error_t *ze, struct pz_error *err)
{
    if (ze && ran_out(ze))
        return pz_fail_memory(err);
    return pz_fail(err, PZ_DATA, "E-ZIP-009", _("the part “%s” of “%s” is damaged"), p->members[index].name, p->name);
}

/* Whether a member's name stays inside the folder it is unpacked to. */
static bool is_safe_name(const char *name)
{
    const char *path = name[0] == '/' ? name + 1 : name; /* some producers put a slash first; it means the root of the package */
    return name[0] && name[0] != '\\' && path[0] != '/' && !strchr(name, '\\') && !(name[0] && name[1] == ':') &&
           (!path[0] || pz_path_is_inside(path));
}

static int check_member(const struct pz_package *p, const struct pz_member *m, uint16_t encryption, struct pz_error *err)
{
    if (encryption)
        return pz_fail(err, PZ_DATA, "E-ZIP-006", _("“%s” is encrypted: remove its password first"), p->name);
    if (!is_safe_name(m->name))
        return pz_fail(err, PZ_DATA, "E-ZIP-004", _("“%s” holds a part whose name leads out of it: “%.200s”"), p->name, m->name);
    if (m->method != ZIP_CM_STORE && m->method != ZIP_CM_DEFLATE)
        return pz_fail(err, PZ_DATA, "E-ZIP-007", _("the part “%s” of “%s” is packed by the method %d, which is not supported"),
                       m->name, p->name, m->method);
    if (m->size > RATIO_FROM && m->size / MAX_RATIO > m->packed_size)
        return pz_fail(err, PZ_DATA, "E-ZIP-003", _("the part “%s” of “%s” is too large"), m->name, p->name);
    return 0;
}

static int list_members(struct pz_package *p, struct pz_error *err)
{
    zip_int64_t n = zip_get_num_entries(p->zip, 0);
    if (n < 0 || (uint64_t)n > p->limits.members)
        return pz_fail(err, PZ_DATA, "E-ZIP-003", _("“%s” has more than %zu parts"), p->name, p->limits.members);
    p->members = pz_calloc((size_t)n, sizeof *p->members);
    p->by_name = pz_calloc((size_t)n, sizeof *p->by_name);
    if (!p->members || !p->by_name)
        return pz_fail_memory(err);
    for (size_t i = 0; i < (size_t)n; i++) {
        zip_stat_t st;
        if (zip_stat_index(p->zip, i, 0, &st))
            return fail_zip(p, zip_get_error(p->zip), err);
        struct pz_member *m = &p->members[i];
        *m = (struct pz_member){
            .name = st.name, .size = st.size, .packed_size = st.comp_size, .crc = st.crc, .method = st.comp_method};
        p->by_name[i] = i;
        p->n++;
        if (check_member(p, m, st.encryption_method, err))
            return -1;
    }
    return 0;
}

static int compare_names(const void *a, const void *b, void *package)
{
    const struct pz_package *p = package;
    return strcasecmp(p->members[*(const size_t *)a].name, p->members[*(const size_t *)b].name);
}

/* Names are compared without case, as packages of Word do. */
static int sort_names(struct pz_package *p, struct pz_error *err)
{
    qsort_r(p->by_name, p->n, sizeof *p->by_name, compare_names, p);
    for (size_t i = 1; i < p->n; i++) {
        if (compare_names(&p->by_name[i - 1], &p->by_name[i], p) == 0)
            return pz_fail(err, PZ_DATA, "E-ZIP-005", _("“%s” holds the part “%s” twice"), p->name, p->members[p->by_name[i]].name);
    }
    return 0;
}

static int open_bytes(struct pz_package *p, const void *data, size_t len, struct pz_error *err)
{
    static const unsigned char ole[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    if (len >= sizeof ole && memcmp(data, ole, sizeof ole) == 0)
        return pz_fail(err, PZ_DATA, "E-ZIP-002",
                       _("“%s” is protected by a password or has an old format (.doc, .xls): save it anew"), p->name);
    if (len < 22) /* the smallest package: an end record */
        return pz_fail(err, PZ_DATA, "E-ZIP-001", _("“%s” is empty or is not a package"), p->name);
    zip_error_t ze;
    zip_error_init(&ze);
    zip_source_t *source = zip_source_buffer_create(data, len, 0, &ze);
    p->zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &ze) : NULL;
    if (source && !p->zip) { /* sloppy but readable packages differ between directory and local headers */
        zip_error_fini(&ze);
        zip_error_init(&ze);
        p->zip = zip_open_from_source(source, ZIP_RDONLY, &ze);
    }
    int status = 0;
    if (!p->zip) {
        status = fail_zip(p, &ze, err);
        zip_source_free(source);
    }
    zip_error_fini(&ze);
    return status ? status : list_members(p, err) || sort_names(p, err) ? -1 : 0;
}

static size_t limit(size_t given, size_t usual)
{
    return given ? given : usual;
}

static struct pz_package *package_new(const char *name, const struct pz_package_limits *limits)
{
    struct pz_package *p = pz_calloc(1, sizeof *p);
    if (!p || !(p->name = pz_strdup(name))) {
        pz_free(p);
        return NULL;
    }
    const struct pz_package_limits none = {0}, *l = limits ? limits : &none;
    p->limits =
        (struct pz_package_limits){limit(l->file_bytes, defaults.file_bytes), limit(l->members, defaults.members),
                                   limit(l->member_bytes, defaults.member_bytes), limit(l->total_bytes, defaults.total_bytes)};
    return p;
}

int pz_package_open_memory(struct pz_package **out, const void *data, size_t len, const char *name,
                           const struct pz_package_limits *limits, struct pz_error *err)
{
    struct pz_package *p = package_new(name, limits);
    if (!p)
        return pz_fail_memory(err);
    if (open_bytes(p, data, len, err)) {
        pz_package_close(p);
        return -1;
    }
    *out = p;
    return 0;
}

int pz_package_open(struct pz_package **out, const char *path, const struct pz_package_limits *limits, struct pz_error *err)
{
    struct pz_package *p = package_new(path, limits);
    if (!p)
        return pz_fail_memory(err);
    struct pz_buf data = PZ_BUF_INIT;
    size_t len = 0;
    int status = pz_file_read(&data, path, p->limits.file_bytes, err);
    if (!status) {
        len = data.len;
        p->owned = pz_buf_detach(&data, &len);
        status = open_bytes(p, p->owned ? p->owned : "", len, err);
    }
    pz_buf_release(&data);
    if (status) {
        pz_package_close(p);
        return -1;
    }
    *out = p;
    return 0;
}

void pz_package_close(struct pz_package *p)
{
    if (!p)
        return;
    if (p->zip)
        zip_discard(p->zip);
    pz_free(p->members);
    pz_free(p->by_name);
    pz_free(p->owned);
    pz_free(p->name);
    pz_free(p);
}

const char *pz_package_name(const struct pz_package *p)
{
    return p->name;
}

size_t pz_package_count(const struct pz_package *p)
{
    return p->n;
}

const struct pz_member *pz_package_member(const struct pz_package *p, size_t index)
{
    return &p->members[index];
}

static const char *without_slash(const char *name)
{
    return name[0] == '/' ? name + 1 : name;
}

long pz_package_find(const struct pz_package *p, const char *name)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = strcasecmp(without_slash(name), p->members[p->by_name[mid]].name);
        if (order == 0)
            return (long)p->by_name[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return -1;
}

static int read_file(struct pz_buf *out, struct pz_package *p, size_t index, zip_flags_t flags, uint64_t size, struct pz_error *err)
{
    zip_file_t *file = zip_fopen_index(p->zip, index, flags);
    if (!file)
        return damaged(p, index, zip_get_error(p->zip), err);
    size_t before = out->len;
    char *to = pz_buf_reserve(out, size + 1); /* one more: reading to the end makes libzip compare the CRC */
    int status = to ? 0 : pz_fail_memory(err);
    uint64_t got = 0;
    while (!status && got <= size) {
        zip_int64_t n = zip_fread(file, to + got, size + 1 - got);
        if (n < 0)
            status = damaged(p, index, zip_file_get_error(file), err);
        else if (n == 0)
            break;
        got += n > 0 ? (uint64_t)n : 0;
    }
    if (!status && got != size)
        status = damaged(p, index, NULL, err);
    if (zip_fclose(file) && !status)
        status = damaged(p, index, NULL, err);
    out->len = status ? before : before + size;
    if (out->data)
        out->data[out->len] = '\0';
    return status;
}

int pz_package_read_at(struct pz_buf *out, struct pz_package *p, size_t index, size_t max_bytes, struct pz_error *err)
{
    const struct pz_member *m = &p->members[index];
    if (m->size > limit(max_bytes, p->limits.member_bytes) || m->size > p->limits.total_bytes - p->read)
        return pz_fail(err, PZ_DATA, "E-ZIP-003", _("the part “%s” of “%s” is too large"), m->name, p->name);
    p->read += m->size;
    return read_file(out, p, index, 0, m->size, err);
}

int pz_package_read(struct pz_buf *out, struct pz_package *p, const char *name, size_t max_bytes, struct pz_error *err)
{
    long index = pz_package_find(p, name);
    if (index < 0)
        return pz_fail(err, PZ_DATA, "E-ZIP-008", _("“%s” has no part “%s”"), p->name, name);
    return pz_package_read_at(out, p, (size_t)index, max_bytes, err);
}

int pz_package_read_packed(struct pz_buf *out, struct pz_package *p, size_t index, struct pz_error *err)
{
    return read_file(out, p, index, ZIP_FL_COMPRESSED, p->members[index].packed_size, err);
}

bool pz_package_same(struct pz_package *a, struct pz_package *b)
{
    struct pz_buf one = PZ_BUF_INIT, other = PZ_BUF_INIT;
    struct pz_error ignored = PZ_ERROR_INIT;
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++) { /* as many, and no name twice: each has its own in b */
        long at = pz_package_find(b, a->members[i].name);
        pz_buf_clear(&one);
        pz_buf_clear(&other);
        same = at >= 0 && a->members[i].size == b->members[at].size && a->members[i].crc == b->members[at].crc &&
               pz_package_read_at(&one, a, i, 0, &ignored) == 0 && pz_package_read_at(&other, b, (size_t)at, 0, &ignored) == 0 &&
               memcmp(pz_buf_str(&one), pz_buf_str(&other), one.len) == 0;
    }
    pz_buf_release(&one);
    pz_buf_release(&other);
    return same;
}

int pz_member_stream_open(struct pz_member_stream **out, struct pz_package *p, const char *name, uint64_t stream_bytes,
                          struct pz_error *err)
{
    long index = pz_package_find(p, name);
    if (index < 0)
        return pz_fail(err, PZ_DATA, "E-ZIP-008", _("“%s” has no part “%s”"), p->name, name);
    uint64_t most = stream_bytes ? stream_bytes : UINT32_MAX;
    if (p->members[index].size > most)
        return pz_fail(err, PZ_DATA, "E-ZIP-003", _("the part “%s” of “%s” is too large"), name, p->name);
    struct pz_member_stream *s = pz_calloc(1, sizeof *s);
    if (!s)
        return pz_fail_memory(err);
    *s = (struct pz_member_stream){zip_fopen_index(p->zip, (zip_uint64_t)index, 0), p, p->members[index].name,
                                   p->members[index].size};
    if (!s->file) {
        pz_free(s);
        return damaged(p, (size_t)index, zip_get_error(p->zip), err);
    }
    *out = s;
    return 0;
}

long pz_member_stream_read(void *stream, char *to, size_t size, struct pz_error *err)
{
    struct pz_member_stream *s = stream;
    zip_int64_t n = zip_fread(s->file, to, size);
    if (n < 0 && ran_out(zip_file_get_error(s->file)))
        return pz_fail_memory(err);
    if (n < 0)
        return pz_fail(err, PZ_DATA, "E-ZIP-009", _("the part “%s” of “%s” is damaged"), s->member, s->package->name);
    if ((uint64_t)n > s->left) /* more than the directory says: a bomb that lies about its size */
        return pz_fail(err, PZ_DATA, "E-ZIP-009", _("the part “%s” of “%s” is damaged"), s->member, s->package->name);
    s->left -= (uint64_t)n;
    return (long)n;
}

void pz_member_stream_close(struct pz_member_stream *s)
{
    if (!s)
        return;
    zip_fclose(s->file);
    pz_free(s);
}
