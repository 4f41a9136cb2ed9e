/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packages written fast and always the same: members in the order given, fixed time, no extra fields.
 *
 *     [local header, data]…  [central directory entry]…  [end record]
 *
 * libzip reads packages; writing is done here because a member that does not change from document to document goes out as bytes
 * prepared once (docs/decisions/zip-writer.md). Source: PKWARE APPNOTE 6.3.9, 4.3; ODF 1.3 part 2, 3.3 (mimetype first, stored). */
#ifndef PZ_ZIP_WRITER_H
#define PZ_ZIP_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "zip/package.h"
#include "zip/splice.h"

/* Compressor of one thread. */
struct pz_deflater;
int pz_deflater_new(struct pz_deflater **out, unsigned level, struct pz_error *err);
void pz_deflater_free(struct pz_deflater *d);
/* Append data in zlib's form (RFC 1950), as PDF streams have it. */
int pz_deflater_zlib(struct pz_deflater *d, struct pz_buf *out, const void *data, size_t len, struct pz_error *err);

/* A member ready to be written again and again: header, data and its part of the directory. */
struct pz_packed {
    char *bytes;  /* local header and packed data, then the directory entry */
    size_t local; /* bytes up to the directory entry */
    size_t len;
};
/* From a member of an open package, packed bytes as they are; name NULL: the same. Freed with pz_packed_release. */
int pz_packed_read(struct pz_packed *out, struct pz_package *package, size_t index, const char *name, struct pz_error *err);
/* From bytes; stored, or deflated at the deflater's level. */
int pz_packed_make(struct pz_packed *out, struct pz_deflater *deflater, const char *name, const void *data, size_t len, bool stored,
                   struct pz_error *err);
void pz_packed_release(struct pz_packed *p);

struct pz_zip_writer {
    struct pz_buf *out;
    size_t base; /* where the package begins in out */
    struct pz_buf central;
    unsigned members;
    struct { /* the member that is being written in steps */
        struct pz_splicer *splicer;
        const char *name;
        size_t header; /* where its header begins in out */
        uint64_t size;
        uint32_t crc; /* of what came behind the cut */
        size_t cut;   /* where in out something may be put in between; 0: nowhere */
        uint64_t cut_size;
        uint32_t cut_crc; /* of what stands before the cut */
    } open;
};

/* Begin a package at the end of out. The writer is used again for the next package; release it at last. */
void pz_zip_begin(struct pz_zip_writer *w, struct pz_buf *out);
void pz_zip_add_packed(struct pz_zip_writer *w, const struct pz_packed *member);
/* Compress and add. Memory over the output: none up to 64 MiB of data, 256 KiB beyond. */
int pz_zip_add(struct pz_zip_writer *w, struct pz_deflater *deflater, const char *name, const void *data, size_t len, bool stored,
               struct pz_error *err);
/* A member in steps, coded by its template's plan: begin, put as pz_splice_put, end. No other member is added in between. */
int pz_zip_begin_spliced(struct pz_zip_writer *w, struct pz_splicer *splicer, const struct pz_splice_plan *plan, const char *name,
                         struct pz_error *err);
void pz_zip_put_spliced(struct pz_zip_writer *w, const char *text, size_t from, size_t to, const struct pz_splice_mark *marks,
                        size_t n);
/* Before the end something may have to come in between what was put until now and what comes next: remember the place, once a member;
 * put it in. What is put in is not compressed. */
void pz_zip_cut_spliced(struct pz_zip_writer *w);
void pz_zip_fill_cut(struct pz_zip_writer *w, const char *data, size_t len);
/* Errors: E-ZIP-010 4 GiB or more; E-SYS-001. */
int pz_zip_end_spliced(struct pz_zip_writer *w, struct pz_error *err);
/* Errors: E-ZIP-010 more than 4 GiB or 65,535 members; E-SYS-001. */
int pz_zip_end(struct pz_zip_writer *w, struct pz_error *err);
void pz_zip_release(struct pz_zip_writer *w);

#endif
