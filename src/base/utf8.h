/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 text (RFC 3629). Case and letter classes cover Latin, Cyrillic and Greek, by the Unicode 15 data for those blocks. */
#ifndef PZ_BASE_UTF8_H
#define PZ_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PZ_RUNE_BAD 0xFFFFFFFFu

/* Write one code point; returns its bytes (1 to 4). Surrogates and values over U+10FFFF become U+FFFD. */
size_t pz_utf8_encode(char out[4], uint32_t rune);
/* Read the code point at *p and step over it; PZ_RUNE_BAD (and a step of one byte) where the bytes are not UTF-8. *p < end. */
uint32_t pz_utf8_next(const char **p, const char *end);
/* The code point before *p, stepping back; *p > start. */
uint32_t pz_utf8_prev(const char **p, const char *start);
/* Length in code points; a bad byte counts as one. */
size_t pz_utf8_length(const char *s, size_t len);
/* Byte offset of code point number n, or len when the text is shorter. */
size_t pz_utf8_offset(const char *s, size_t len, size_t n);
/* Offset of the first byte that is not UTF-8, or len. */
size_t pz_utf8_valid(const char *s, size_t len);

uint32_t pz_rune_lower(uint32_t rune);
uint32_t pz_rune_upper(uint32_t rune);
bool pz_rune_is_letter(uint32_t rune);
bool pz_rune_is_digit(uint32_t rune); /* ASCII digits */
bool pz_rune_is_upper(uint32_t rune);
bool pz_rune_is_lower(uint32_t rune);
bool pz_rune_is_cyrillic(uint32_t rune);
/* White space as Unicode has it: blanks, line ends, no-break and typographic spaces. */
bool pz_rune_is_space(uint32_t rune);
/* The Cyrillic letter that looks like this Latin one (A → А, e → е), or 0. And the other way round. */
uint32_t pz_rune_latin_to_cyrillic(uint32_t rune);
uint32_t pz_rune_cyrillic_to_latin(uint32_t rune);

#endif
