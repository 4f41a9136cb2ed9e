/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ZIP package (DOCX, ODT, XLSX, ODS) opened for reading, over libzip; the only folder that includes it.
 *
 * Opening checks everything a hostile file could do: number and sizes of members, ratio, names that lead out of a folder or stand
 * twice, encryption. Reading checks each member's length and CRC. */
#ifndef PZ_ZIP_PACKAGE_H
#define PZ_ZIP_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* Bounds; 0 means the default in brackets. */
struct pz_package_limits {
    size_t file_bytes;   /* the package itself [128 MiB] */
    size_t members;      /* [10,000] */
    size_t member_bytes; /* one member unpacked, when it is read [64 MiB] */
    size_t total_bytes;  /* all members that are read [192 MiB] */
};

struct pz_package; /* immutable but for the streams; one thread at a time */

struct pz_member {
    const char *name;     /* UTF-8, as in the package */
    uint64_t size;        /* bytes unpacked, as the directory says */
    uint64_t packed_size; /* bytes in the package */
    uint32_t crc;
    uint16_t method; /* 0 stored, 8 deflate */
};

/* Open a file, or bytes that stay the caller's and have to outlive the package. name: for messages.
 * Errors: E-ZIP-001 not a ZIP or damaged, 002 an OLE file (protected by a password, or an old format), 003 too many members or too large,
 * 004 a name that leads out of the package, 005 a name twice, 006 encrypted, 007 packed by a method other than deflate. */
int pz_package_open(struct pz_package **out, const char *path, const struct pz_package_limits *limits, struct pz_error *err);
int pz_package_open_memory(struct pz_package **out, const void *data, size_t len, const char *name,
                           const struct pz_package_limits *limits, struct pz_error *err);
void pz_package_close(struct pz_package *package);

const char *pz_package_name(const struct pz_package *package);
size_t pz_package_count(const struct pz_package *package);
const struct pz_member *pz_package_member(const struct pz_package *package, size_t index);
/* Index of the member, or -1. A leading slash of name is ignored. */
long pz_package_find(const struct pz_package *package, const char *name);

/* Append the unpacked bytes of a member to out. max_bytes: 0 for the package's limit.
 * Errors: E-ZIP-008 missing (by name), 003 too large, 009 damaged (length, CRC). */
int pz_package_read(struct pz_buf *out, struct pz_package *package, const char *name, size_t max_bytes, struct pz_error *err);
int pz_package_read_at(struct pz_buf *out, struct pz_package *package, size_t index, size_t max_bytes, struct pz_error *err);
/* Append the packed bytes as they are. */
int pz_package_read_packed(struct pz_buf *out, struct pz_package *package, size_t index, struct pz_error *err);

/* Whether both hold the same members, unpacked, however they are packed and in which order they stand. What cannot be read is not the same. */
bool pz_package_same(struct pz_package *a, struct pz_package *b);

/* A member as a stream, in constant memory; its size is bounded by stream_bytes (0: 4 GiB). */
struct pz_member_stream;
int pz_member_stream_open(struct pz_member_stream **out, struct pz_package *package, const char *name, uint64_t stream_bytes,
                          struct pz_error *err);
/* Up to size bytes; the count, 0 at the end, -1 on failure. Has the type of pz_xml_read (self: the stream). */
long pz_member_stream_read(void *stream, char *to, size_t size, struct pz_error *err);
void pz_member_stream_close(struct pz_member_stream *stream);

#endif
