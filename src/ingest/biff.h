/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of old Excel workbooks (BIFF5 of Excel 95, BIFF8 of Excel 97 to 2003), one after another in the stream «Workbook».
 * A record is two bytes of kind, two of length and its body; a long one goes on in records CONTINUE, which the texts read here cross.
 * Source: [MS-XLS]. Inside src/ingest only. */
#ifndef PZ_INGEST_BIFF_H
#define PZ_INGEST_BIFF_H

#include <iconv.h>

#include "base/buf.h"
#include "ingest/ole.h"

enum pz_biff_kind {
    PZ_BIFF_FORMULA = 0x06,
    PZ_BIFF_EOF = 0x0A,
    PZ_BIFF_DATE_MODE = 0x22,
    PZ_BIFF_FILE_PASS = 0x2F,
    PZ_BIFF_CONTINUE = 0x3C,
    PZ_BIFF_CODE_PAGE = 0x42,
    PZ_BIFF_COLUMNS = 0x7D,
    PZ_BIFF_SHEET = 0x85,
    PZ_BIFF_NUMBERS = 0xBD, /* several RK side by side */
    PZ_BIFF_BLANKS = 0xBE,
    PZ_BIFF_RICH_TEXT = 0xD6,
    PZ_BIFF_STYLE = 0xE0,
    PZ_BIFF_MERGED = 0xE5,
    PZ_BIFF_STRINGS = 0xFC,
    PZ_BIFF_SHARED_TEXT = 0xFD,
    PZ_BIFF_BLANK = 0x201,
    PZ_BIFF_NUMBER = 0x203,
    PZ_BIFF_TEXT = 0x204,
    PZ_BIFF_BOOL = 0x205, /* truth value or error */
    PZ_BIFF_FORMULA_TEXT = 0x207,
    PZ_BIFF_ROW = 0x208,
    PZ_BIFF_RK = 0x27E,
    PZ_BIFF_FORMAT = 0x41E,
    PZ_BIFF_BEGIN = 0x809,
};

struct pz_biff {
    struct pz_ole_stream *stream;
    iconv_t codepage; /* of BIFF5; (iconv_t)-1: BIFF8, whose texts are Unicode */
    uint32_t at;      /* of the record's head */
    uint32_t next;    /* of the head behind it */
    unsigned kind;
    const unsigned char *p, *end; /* what of the body is not taken yet */
    unsigned char body[65536];
};

/* The record at b->next. 1; 0: the stream is at its end; -1: E-DATA-012. */
int pz_biff_next(struct pz_biff *b, struct pz_error *err);
/* Kind and length of the record at b->next alone, with up to `want` first bytes of its body; steps behind it. Same results. */
int pz_biff_skip(struct pz_biff *b, unsigned char *first, size_t want, size_t *len, struct pz_error *err);

/* The next n bytes of the record, or NULL when it has no more. */
const unsigned char *pz_biff_take(struct pz_biff *b, size_t n);
unsigned pz_biff_u16(const unsigned char *p);
uint32_t pz_biff_u32(const unsigned char *p);
/* Eight bytes as a number. */
double pz_biff_double(const unsigned char *p);
/* The packed number of RK: a double's upper half or an integer, perhaps in hundredths. */
double pz_biff_rk(const unsigned char *p);

/* Append a text whose length (in letters) has size_of_length bytes, 1 or 2. max: bytes of UTF-8.
 * Errors: E-DATA-012 the text ends early, E-DATA-013 it is longer than max. */
int pz_biff_text(struct pz_biff *b, unsigned size_of_length, struct pz_buf *out, size_t max, struct pz_error *err);

#endif
