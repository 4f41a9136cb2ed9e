/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON (RFC 8259) to dynamic values and back, over jansson; the only place that includes it. */
#ifndef PZ_BASE_JSON_H
#define PZ_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/value.h"

/* Parse a whole text. name: for messages. *out lives in the arena.
 * Errors: E-DATA-001 with line and column, E-DATA-002 text and values take more than 208 MiB. */
int pz_json_parse(struct pz_value *out, struct pz_arena *arena, const char *text, size_t len, const char *name,
                  struct pz_error *err);

/* Records one after the other out of a file that holds an array, or one value, or one value a line, in memory that does not
 * grow with their number. */
struct pz_json_reader;
int pz_json_reader_open(struct pz_json_reader **out, const char *path, struct pz_error *err);
/* 1 and *out in the arena: a record; 0: no more; -1: failure (E-DATA-001, E-DATA-002 with line). */
int pz_json_reader_next(struct pz_json_reader *r, struct pz_value *out, struct pz_arena *arena, struct pz_error *err);
/* The same in two steps, so that one thread cuts records and others parse them. */
struct pz_json_slice {
    const char *text; /* borrowed until the next call on the reader */
    size_t len;
    unsigned line; /* line ends before it */
};
int pz_json_reader_slice(struct pz_json_reader *r, struct pz_json_slice *out, struct pz_error *err);
int pz_json_slice_parse(struct pz_value *out, struct pz_arena *arena, const struct pz_json_slice *slice, const char *name,
                        struct pz_error *err);
void pz_json_reader_close(struct pz_json_reader *r);

/* Append v as JSON; indent 0: on one line. Objects print as null. */
void pz_json_print(const struct pz_value *v, int indent, struct pz_buf *out);

#endif
