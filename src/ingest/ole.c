/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/ole.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

enum { HEADER = 512, ENTRY = 128, FILE_MAX = 128 << 20, ENTRIES_MAX = 100000, WINDOW = 65536, MINI = 64 };
#define LAST_SECTOR 0xFFFFFFFAu /* numbers from here on are marks, not sectors */

/* Sectors of one stream in their order. */
struct chain {
    uint32_t *v;
    size_t n;
};

struct pz_ole {
    int fd;
    uint32_t size, sector_n; /* of the file */
    unsigned shift;          /* of a sector's size */
    struct chain fat;        /* the next sector of each */
    struct chain mini_fat, mini_stream;
    unsigned char *entries; /* the directory */
    size_t entry_n;
};

struct pz_ole_stream {
    struct pz_ole *ole;
    struct chain chain;
    uint32_t size;
    bool mini;
    unsigned char window[WINDOW];
    uint32_t from, n; /* what part of the stream the window holds */
};

static uint32_t u16(const unsigned char *p)
{
    return (uint32_t)(p[0] | p[1] << 8);
}

static uint32_t u32(const unsigned char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

static int damaged(struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is torn or damaged, or of an Excel version that is not supported"));
}

static int read_file(const struct pz_ole *ole, uint64_t at, void *to, size_t n, struct pz_error *err)
{
    if (at + n > ole->size)
        return damaged(err);
    ssize_t got = pz_fault_step() ? -1 : pread(ole->fd, to, n, (off_t)at);
    return got == (ssize_t)n ? 0 : pz_fail_errno(err, "E-SYS-002", _("cannot read the file"));
}

static uint64_t place_of(const struct pz_ole *ole, uint32_t sector)
{
    return ((uint64_t)sector + 1) << ole->shift;
}

/* Chains ---------------------------------------------------------------------------------------------------------- */

/* The n sectors that follow one another from `first`; a chain is never longer than its table, so a circle ends. */
static int follow(struct chain *out, const struct chain *table, uint32_t first, size_t n, struct pz_error *err)
{
    if (n > table->n)
        return damaged(err);
    out->v = pz_malloc((n ? n : 1) * sizeof *out->v);
    if (!out->v)
        return pz_fail_memory(err);
    for (uint32_t sector = first; out->n < n; sector = table->v[sector]) {
        if (sector >= table->n)
            return damaged(err);
        out->v[out->n++] = sector;
    }
    return 0;
}

/* The length of a chain that tells its end only by a mark. */
static size_t length_of(const struct chain *table, uint32_t first)
{
    size_t n = 0;
    for (uint32_t sector = first; sector < table->n && n < table->n; sector = table->v[sector])
        n++;
    return n;
}

static size_t sectors_for(const struct pz_ole *ole, uint64_t bytes)
{
    return (size_t)((bytes + (1u << ole->shift) - 1) >> ole->shift);
}

static int append_numbers(const struct pz_ole *ole, struct chain *out, uint32_t sector, size_t max, struct pz_error *err)
{
    unsigned char bytes[4096];
    size_t n = (size_t)1 << ole->shift;
    if (read_file(ole, place_of(ole, sector), bytes, n, err) != 0)
        return -1;
    for (size_t i = 0; i < n && out->n < max; i += 4)
        out->v[out->n++] = u32(bytes + i);
    return 0;
}

/* The table of sectors: its own sectors are listed in the header, further ones in sectors of the DIFAT. */
static int read_fat(struct pz_ole *ole, const unsigned char *header, struct pz_error *err)
{
    uint32_t fat_n = u32(header + 44), next = u32(header + 68), per = (1u << ole->shift) / 4;
    size_t max = ole->sector_n;
    if (fat_n > sectors_for(ole, (uint64_t)max * 4) + 1)
        return damaged(err);
    ole->fat.v = pz_malloc((max + 1) * sizeof *ole->fat.v);
    if (!ole->fat.v)
        return pz_fail_memory(err);
    unsigned char list[4096];
    const unsigned char *p = header + 76, *end = header + HEADER;
    for (uint32_t i = 0; i < fat_n && ole->fat.n < max; i++, p += 4) {
        if (p == end) {
            if (next >= LAST_SECTOR || read_file(ole, place_of(ole, next), list, per * 4, err) != 0)
                return err->kind ? -1 : damaged(err);
            p = list;
            end = list + (size_t)(per - 1) * 4;
            next = u32(end);
        }
        if (append_numbers(ole, &ole->fat, u32(p), max, err) != 0)
            return -1;
    }
    return 0;
}

/* Directory ------------------------------------------------------------------------------------------------------- */

static int read_chain(const struct pz_ole *ole, const struct chain *chain, unsigned char *to, struct pz_error *err)
{
    for (size_t i = 0; i < chain->n; i++)
        if (read_file(ole, place_of(ole, chain->v[i]), to + (i << ole->shift), (size_t)1 << ole->shift, err) != 0)
            return -1;
    return 0;
}

static int read_directory(struct pz_ole *ole, uint32_t first, struct pz_error *err)
{
    struct chain chain = {0};
    size_t n = length_of(&ole->fat, first);
    if (!n || (n << ole->shift) / ENTRY > ENTRIES_MAX)
        return damaged(err);
    int rc = follow(&chain, &ole->fat, first, n, err);
    if (rc == 0 && !(ole->entries = pz_malloc(n << ole->shift)))
        rc = pz_fail_memory(err);
    if (rc == 0)
        rc = read_chain(ole, &chain, ole->entries, err);
    if (rc == 0)
        ole->entry_n = (n << ole->shift) / ENTRY;
    pz_free(chain.v);
    return rc;
}

static bool has_name(const unsigned char *entry, const char *name)
{
    size_t n = strlen(name);
    if (u16(entry + 64) != 2 * (n + 1))
        return false;
    for (size_t i = 0; i < n; i++)
        if (u16(entry + 2 * i) != (unsigned char)name[i])
            return false;
    return true;
}

/* A stream of the topmost folder: its entries are a tree below the root's child, 68 left, 72 right. */
static const unsigned char *find(const struct pz_ole *ole, const char *name)
{
    uint32_t open[64] = {u32(ole->entries + 76)};
    size_t n = 1, steps = 0;
    while (n && steps++ < ole->entry_n) {
        uint32_t i = open[--n];
        if (i >= ole->entry_n)
            continue;
        const unsigned char *entry = ole->entries + (size_t)i * ENTRY;
        if (entry[66] == 2 && has_name(entry, name))
            return entry;
        for (int side = 68; side <= 72 && n < sizeof open / sizeof open[0]; side += 4)
            open[n++] = u32(entry + side);
    }
    return NULL;
}

bool pz_ole_has(const struct pz_ole *ole, const char *name)
{
    return find(ole, name) != NULL;
}

/* Small streams lie in the root's stream, in pieces of 64 bytes with a table of their own. */
static int read_mini(struct pz_ole *ole, const unsigned char *header, struct pz_error *err)
{
    struct chain chain = {0};
    uint32_t first = u32(header + 60), size = u32(ole->entries + 120);
    size_t n = length_of(&ole->fat, first), max = (n << ole->shift) / 4;
    if (!size || !n)
        return 0;
    int rc = follow(&chain, &ole->fat, first, n, err);
    ole->mini_fat.v = rc == 0 ? pz_malloc((max + 1) * sizeof *ole->mini_fat.v) : NULL;
    if (rc == 0 && !ole->mini_fat.v)
        rc = pz_fail_memory(err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = append_numbers(ole, &ole->mini_fat, chain.v[i], max, err);
    if (rc == 0)
        rc = follow(&ole->mini_stream, &ole->fat, u32(ole->entries + 116), sectors_for(ole, size), err);
    pz_free(chain.v);
    return rc;
}

/* File ------------------------------------------------------------------------------------------------------------ */

static int read_all(struct pz_ole *ole, const char *path, struct pz_error *err)
{
    unsigned char header[HEADER];
    struct stat st;
    ole->fd = pz_fault_step() ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (ole->fd < 0 || fstat(ole->fd, &st) != 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
    if (st.st_size > FILE_MAX)
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the file is larger than %d MB"), FILE_MAX >> 20);
    ole->size = (uint32_t)st.st_size;
    if (read_file(ole, 0, header, HEADER, err) != 0)
        return -1;
    ole->shift = u16(header + 30);
    if ((ole->shift != 9 && ole->shift != 12) || u16(header + 32) != 6 || u16(header + 28) != 0xFFFE)
        return damaged(err);
    ole->sector_n = ole->size >> ole->shift;
    return read_fat(ole, header, err) != 0 || read_directory(ole, u32(header + 48), err) != 0 || read_mini(ole, header, err) != 0
               ? -1
               : 0;
}

int pz_ole_open(struct pz_ole **out, const char *path, struct pz_error *err)
{
    *out = NULL;
    struct pz_ole *ole = pz_calloc(1, sizeof *ole);
    if (!ole)
        return pz_fail_memory(err);
    ole->fd = -1;
    if (read_all(ole, path, err) != 0) {
        pz_ole_close(ole);
        return -1;
    }
    *out = ole;
    return 0;
}

void pz_ole_close(struct pz_ole *ole)
{
    if (!ole)
        return;
    if (ole->fd >= 0)
        close(ole->fd);
    pz_free(ole->fat.v);
    pz_free(ole->mini_fat.v);
    pz_free(ole->mini_stream.v);
    pz_free(ole->entries);
    pz_free(ole);
}

/* Streams --------------------------------------------------------------------------------------------------------- */

int pz_ole_stream_open(struct pz_ole_stream **out, struct pz_ole *ole, const char *name, struct pz_error *err)
{
    const unsigned char *entry = find(ole, name);
    *out = NULL;
    if (!entry)
        return damaged(err);
    struct pz_ole_stream *s = pz_calloc(1, sizeof *s);
    if (!s)
        return pz_fail_memory(err);
    s->ole = ole;
    s->size = u32(entry + 120);
    s->mini = s->size < 4096;
    size_t n = s->mini ? (s->size + MINI - 1) / MINI : sectors_for(ole, s->size);
    if (follow(&s->chain, s->mini ? &ole->mini_fat : &ole->fat, u32(entry + 116), n, err) != 0) {
        pz_ole_stream_close(s);
        return -1;
    }
    *out = s;
    return 0;
}

void pz_ole_stream_close(struct pz_ole_stream *s)
{
    if (s)
        pz_free(s->chain.v);
    pz_free(s);
}

uint32_t pz_ole_stream_size(const struct pz_ole_stream *s)
{
    return s->size;
}

/* Where byte `at` of the stream lies in the file. */
static int locate(const struct pz_ole_stream *s, uint32_t at, uint64_t *place, struct pz_error *err)
{
    const struct pz_ole *ole = s->ole;
    uint64_t offset = at;
    const struct chain *chain = &s->chain;
    if (s->mini) {
        offset = (uint64_t)s->chain.v[at / MINI] * MINI + at % MINI;
        chain = &ole->mini_stream;
    }
    size_t i = (size_t)(offset >> ole->shift);
    if (i >= chain->n)
        return damaged(err);
    *place = place_of(ole, chain->v[i]) + (offset & ((1u << ole->shift) - 1));
    return 0;
}

/* Fill the window with the sectors from the one that holds `at` on; neighbours in the file are read at once. */
static int fill(struct pz_ole_stream *s, uint32_t at, struct pz_error *err)
{
    uint32_t unit = s->mini ? MINI : 1u << s->ole->shift;
    s->from = at - at % unit;
    s->n = 0;
    while (s->n < WINDOW && s->from + s->n < s->size) {
        uint64_t first = 0, next = 0;
        uint32_t run = 0;
        if (locate(s, s->from + s->n, &first, err) != 0)
            return -1;
        do
            run += unit;
        while (s->n + run < WINDOW && s->from + s->n + run < s->size && locate(s, s->from + s->n + run, &next, err) == 0 &&
               next == first + run);
        uint32_t left = s->size - s->from - s->n;
        run = run < left ? run : left; /* the last sector may be cut behind the stream's end */
        if (err->kind || read_file(s->ole, first, s->window + s->n, run, err) != 0)
            return -1;
        s->n += run;
    }
    return 0;
}

int pz_ole_read(struct pz_ole_stream *s, uint32_t at, void *to, size_t n, struct pz_error *err)
{
    if (at > s->size || n > s->size - at)
        return damaged(err);
    for (unsigned char *p = to; n;) {
        if ((at < s->from || at >= s->from + s->n) && fill(s, at, err) != 0)
            return -1;
        size_t left = s->from + s->n - at, part = n < left ? n : left;
        memcpy(p, s->window + (at - s->from), part);
        p += part;
        at += (uint32_t)part;
        n -= part;
    }
    return 0;
}
