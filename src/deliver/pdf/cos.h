/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of a PDF in memory: what cutting a PDF apart and writing it anew work on (ISO 32000-1, 7.3).
 *
 *     file ─ objects by number, each read when it is first asked for (parse.h)
 *     object ─ a word as it was written │ array ─ items │ dictionary, stream ─ pairs, the stream's bytes as stored
 *
 * Invariants
 * - Everything lives in the file's arena; a failing allocation goes to its trap.
 * - Words, names and strings keep the bytes they were written with; names are compared as written.
 * - An object with a number is written by reference wherever it stands; one without stands where it is.
 * - No function returns NULL: what is not there is an object of kind PZ_COS_NULL. The first thing that cannot be read stays in file->fault,
 *   to be asked for at the end.
 * libqpdf does the same with care for every kind of file; for the office's own files, of which a letter has 300 objects, this takes less
 * than half of its time (docs/decisions/pdf-office-calls.md). */
#ifndef PZ_DELIVER_PDF_COS_H
#define PZ_DELIVER_PDF_COS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum pz_cos_kind {
    PZ_COS_NULL,
    PZ_COS_WORD, /* true, false, a number that is no integer */
    PZ_COS_INTEGER,
    PZ_COS_NAME,   /* with its slash */
    PZ_COS_STRING, /* with its brackets */
    PZ_COS_ARRAY,
    PZ_COS_DICTIONARY,
    PZ_COS_STREAM,
    PZ_COS_REFERENCE, /* not yet looked up; what the functions below return never is */
};

struct pz_cos;

struct pz_cos_pair {
    const char *key; /* with its slash */
    size_t len;
    struct pz_cos *value;
};

struct pz_cos {
    enum pz_cos_kind kind;
    int number; /* 0: it has none. Of a reference: the object meant */
    long long integer;
    const char *text; /* of a word, a name, a string; the stored bytes of a stream */
    size_t len;
    const char *plain; /* the bytes of a stream without filters, once asked for */
    size_t plain_len;
    union {
        struct pz_cos **items;     /* array: n of them */
        struct pz_cos_pair *pairs; /* dictionary, stream: n of them */
    } u;
    size_t n, cap;
};

struct pz_pdf_file {
    struct pz_arena *arena;
    const char *bytes; /* the caller's, for as long as the file is used */
    size_t len;
    struct pz_cos **objects; /* by number; NULL: not yet read */
    size_t *at;              /* where they stand among the bytes; 0: nowhere */
    size_t n, cap;
    struct pz_cos *trailer;
    const char *fault; /* what is wrong with it; static, English; NULL: nothing until now */
};

/* Looking. Dictionaries: `dict` may also be a stream. */
struct pz_cos *pz_cos_get(struct pz_pdf_file *file, const struct pz_cos *dict, const char *key);
struct pz_cos *pz_cos_item(struct pz_pdf_file *file, const struct pz_cos *array, size_t i);
bool pz_cos_has(struct pz_pdf_file *file, const struct pz_cos *dict, const char *key);
struct pz_cos *pz_pdf_file_root(struct pz_pdf_file *file);
/* The object of a number. */
struct pz_cos *pz_pdf_file_object(struct pz_pdf_file *file, int number);
/* The bytes of a stream without its filters (none, or FlateDecode without parameters), with a NUL behind, kept for the next time; false when that cannot be. */
bool pz_cos_plain(struct pz_pdf_file *file, struct pz_cos *stream, const char **bytes, size_t *len);
/* A text string as UTF-8 in the arena (ISO 32000-1, 7.9.2.2); NULL for anything but a string. */
const char *pz_cos_text(struct pz_pdf_file *file, const struct pz_cos *string);

static inline bool pz_cos_is_dictionary(const struct pz_cos *o)
{
    return o->kind == PZ_COS_DICTIONARY;
}

static inline bool pz_cos_is_array(const struct pz_cos *o)
{
    return o->kind == PZ_COS_ARRAY;
}

static inline bool pz_cos_is_name(const struct pz_cos *o, const char *name)
{
    return o->kind == PZ_COS_NAME && o->len == strlen(name) && memcmp(o->text, name, o->len) == 0;
}

/* Making, without a number. */
struct pz_cos *pz_cos_dictionary(struct pz_pdf_file *file);
struct pz_cos *pz_cos_array(struct pz_pdf_file *file);
struct pz_cos *pz_cos_integer(struct pz_pdf_file *file, long long value);
struct pz_cos *pz_cos_name(struct pz_pdf_file *file, const char *name);
/* A text string; ASCII stands as it is, all else as UTF-16. */
struct pz_cos *pz_cos_string(struct pz_pdf_file *file, const char *utf8);
/* A stream of these bytes, which are copied; filter: the name of the one they went through, or NULL. It has a number. */
struct pz_cos *pz_cos_stream(struct pz_pdf_file *file, const char *bytes, size_t len, const char *filter);
/* Any object as it is written in a PDF; text: static. */
struct pz_cos *pz_cos_parse(struct pz_pdf_file *file, const char *text);
/* Give an object a number; returns it. */
struct pz_cos *pz_cos_numbered(struct pz_pdf_file *file, struct pz_cos *object);

/* Changing; what is no dictionary or array stays as it is. key: static, or in the arena. */
void pz_cos_set(struct pz_pdf_file *file, struct pz_cos *dict, const char *key, struct pz_cos *value);
void pz_cos_drop(struct pz_cos *dict, const char *key);
/* Other bytes for a stream, as pz_cos_stream has them. */
void pz_cos_fill(struct pz_pdf_file *file, struct pz_cos *stream, const char *bytes, size_t len, const char *filter);
void pz_cos_push(struct pz_pdf_file *file, struct pz_cos *array, struct pz_cos *item);

#endif
