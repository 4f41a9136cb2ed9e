/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoding of a text file without a declaration, and the delimiter of its columns.
 *
 * Rule, in this order: byte order mark; UTF-16 where every other byte is mostly one and the same high byte; UTF-8 where the whole
 * text is valid UTF-8; else, of Windows-1251, CP866, KOI8-R and what uchardet says, the one whose decoding looks most like Russian words
 * (lower-case letters by their frequency, no letters of two scripts in one word, no capital behind a small letter, no box drawing). */
#ifndef PZ_INGEST_ENCODING_H
#define PZ_INGEST_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

/* A name iconv knows (static string). bytes: the beginning of the file; utf8: the whole file was seen to be valid UTF-8.
 * *mark: bytes of the byte order mark. *guessed: no mark, not UTF-8. */
const char *pz_encoding_guess(const char *bytes, size_t len, bool utf8, size_t *mark, bool *guessed);

/* ';' ',' '\t' or '|' for decoded text; whole: text is all of the file (its last record is complete). */
char pz_delimiter_guess(const char *text, size_t len, bool whole);

#endif
