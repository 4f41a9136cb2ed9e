/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compound files («OLE»), as old Excel and password-protected packages have them: streams by name, read at any place.
 *
 *     header ─▶ DIFAT ─▶ FAT ─▶ directory ─▶ entry «Workbook» ─▶ chain of sectors (of the mini stream when it is small)
 *
 * Only the chains are kept in memory, four bytes a sector. A chain that ends early, leads out of the file or runs in a circle is an error, so
 * a torn file is never read as a shorter one. Source: [MS-CFB]. Inside src/ingest only. */
#ifndef PZ_INGEST_OLE_H
#define PZ_INGEST_OLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct pz_ole;
struct pz_ole_stream;

/* Open and read the directory. Errors: E-DATA-012 torn or damaged, E-DATA-013 larger than 128 MiB, E-SYS-002. */
int pz_ole_open(struct pz_ole **out, const char *path, struct pz_error *err);
void pz_ole_close(struct pz_ole *ole);
/* Whether the topmost folder has a stream of this name (ASCII). */
bool pz_ole_has(const struct pz_ole *ole, const char *name);

/* A stream of the topmost folder; the file stays the caller's and has to live as long. Errors: E-DATA-012 (missing too). */
int pz_ole_stream_open(struct pz_ole_stream **out, struct pz_ole *ole, const char *name, struct pz_error *err);
void pz_ole_stream_close(struct pz_ole_stream *stream);
uint32_t pz_ole_stream_size(const struct pz_ole_stream *stream);
/* Bytes from a place of the stream; all of them or an error (E-DATA-012 behind its end, E-SYS-002). Forward reading is buffered. */
int pz_ole_read(struct pz_ole_stream *stream, uint32_t at, void *to, size_t n, struct pz_error *err);

#endif
