/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors and diagnostics.
 *
 * pz_error  one failure of one call: the last parameter of every function that can fail. It holds the first cause;
 *           callers may say where (pz_error_at) and never replace it.
 * pz_diags  everything found in one run: bad data is added here and the work goes on with the next item.
 * pz_place  where: a file with line and column, or sheet and cell, or a place inside a document in words.
 *
 * Identifiers are stable: E-XXX-NNN (error), W-XXX-NNN (warning), N-XXX-NNN (note); XXX names the module (TPL, DOC, ODT,
 * DEF, DATA, STORE, RUN, PDF, SIGN, SITE, FORM, TEXT, CLI, SYS). docs/diagnostics.md lists them all. */
#ifndef PZ_BASE_ERROR_H
#define PZ_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

enum pz_kind {
    PZ_OK,
    PZ_DATA,   /* bad input: reported, the batch goes on */
    PZ_USAGE,  /* wrong call or definitions: nothing is written */
    PZ_SYSTEM, /* disk, memory, database: the batch stops cleanly */
};

enum pz_severity { PZ_ERROR, PZ_WARNING, PZ_NOTE };

enum { PZ_PATH_MAX = 512, PZ_PLACE_MAX = 384, PZ_MESSAGE_MAX = 768 };

/* Unused fields are 0 or "". line and column count from 1; columns are code points. */
struct pz_place {
    char file[PZ_PATH_MAX]; /* relative to the workspace where there is one */
    unsigned line, column;
    char sheet[64], cell[16]; /* spreadsheet: «Лист1», «C7» */
    char inside[PZ_PLACE_MAX]; /* document: «таблица 2, строка 3, столбец «Срок»» in the language of the run */
    char source[PZ_PLACE_MAX]; /* the source line or tag, shown under the message; caret counts code points from 1 */
    unsigned caret;
};

struct pz_error {
    enum pz_kind kind;
    const char *id; /* static string */
    int code;       /* errno, or the library's own code, or 0 */
    struct pz_place place;
    char message[PZ_MESSAGE_MAX]; /* one plain sentence, no full stop, in the language of the run */
};

#define PZ_ERROR_INIT                                                                                                              \
    {                                                                                                                              \
        0                                                                                                                          \
    }

/* Each returns -1, so that a function can end with `return pz_fail(...)`. err may hold an earlier cause, which then stays. */
int pz_fail(struct pz_error *err, enum pz_kind kind, const char *id, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* A failed system call: format names what was tried («cannot write “%s”»); the reason of errno is added. */
int pz_fail_errno(struct pz_error *err, const char *id, const char *format, ...) __attribute__((format(printf, 3, 4)));
int pz_fail_memory(struct pz_error *err);
/* Say where, unless it is said already. Returns -1. */
int pz_error_at(struct pz_error *err, const struct pz_place *place);
void pz_error_clear(struct pz_error *err);

struct pz_place pz_place_file(const char *file);
struct pz_place pz_place_line(const char *file, unsigned line, unsigned column);
struct pz_place pz_place_cell(const char *file, const char *sheet, const char *cell);

struct pz_diag {
    enum pz_severity severity;
    const char *id; /* static string */
    struct pz_place place;
    const char *message; /* in the list's arena */
    const char *hint;    /* what to do, or NULL */
    unsigned order;      /* as reported */
};

/* Open struct; init with pz_diags_init. Not for several threads at once: each worker has its own, merged after. */
struct pz_diags {
    struct pz_arena arena;
    struct pz_diag *v;
    size_t n, cap;
    size_t errors, warnings;
};

void pz_diags_init(struct pz_diags *diags);
void pz_diags_release(struct pz_diags *diags);
void pz_report(struct pz_diags *diags, const char *id, const struct pz_place *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with advice in a second sentence; hint may be NULL. The severity follows from the first letter of id. */
void pz_report_hint(struct pz_diags *diags, const char *id, const struct pz_place *place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Add an error as a diagnostic. */
void pz_report_error(struct pz_diags *diags, const struct pz_error *err);
void pz_diags_merge(struct pz_diags *into, const struct pz_diags *from);
/* Whether one of them has this identifier. */
bool pz_diags_have(const struct pz_diags *diags, const char *id);
/* What failed because of them, as one error: the first that is more than a warning, with its place; memory when there is none. */
int pz_diags_fail(const struct pz_diags *diags, struct pz_error *err);
/* Put a finding before an earlier one, as if it had been reported there. */
void pz_diags_move(struct pz_diags *diags, size_t from, size_t to);
/* By file, sheet, line or cell row, column; the order of reports decides between equals. */
void pz_diags_sort(struct pz_diags *diags);
/* «приказ.docx: таблица 2, строка 3» / «prikaz.xml:14:9» / «данные.xlsx!Лист1!C7». */
void pz_place_print(const struct pz_place *place, struct pz_buf *out);
/* One line `PLACE: error[ID]: MESSAGE; HINT` and, where there is one, the source line with a caret below. */
void pz_diag_print(const struct pz_diag *diag, struct pz_buf *out);
/* The same as one JSON object without a line end. */
void pz_diag_print_json(const struct pz_diag *diag, struct pz_buf *out);

#endif
