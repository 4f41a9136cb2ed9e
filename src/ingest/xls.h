/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old XLS between its workbook (xls.c) and its sheets (xls_sheet.c). Inside src/ingest only. */
#ifndef PZ_INGEST_XLS_H
#define PZ_INGEST_XLS_H

#include "ingest/biff.h"
#include "ingest/number_format.h"

struct pz_xls {
    struct pz_ole *ole;
    struct pz_ole_stream *stream;
    iconv_t codepage;
    uint32_t *starts; /* of each sheet in the stream */
    struct pz_number_formats formats;
    struct pz_buf strings;    /* shared texts one after another, each with a NUL behind */
    struct pz_buf strings_at; /* array of uint32_t: where each begins, and the end */
    bool date1904;
};

int pz_xls_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err);
int pz_xls_sheet_next(void *state, struct pz_row_builder *b, struct pz_error *err);
void pz_xls_sheet_close(void *state);

/* The shared text of a number, or NULL. */
const char *pz_xls_string(const struct pz_xls *xls, size_t i, size_t *len);

#endif
