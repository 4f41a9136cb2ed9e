/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in words. Range: -10^12 … 10^12; outside it the functions return -1 and write nothing. Gender is that of the noun counted;
 * PZ_PLURAL: «одни сутки», «двое»-words are not used, so 2 and above are as masculine. */
#ifndef PZ_RUSSIAN_NUMBER_H
#define PZ_RUSSIAN_NUMBER_H

#include "russian/russian.h"

/* «двадцать одна», «двумстам пятидесяти». animate counts in the accusative of 1 to 4 alone («двух учеников», but «двадцать два ученика»). */
int pz_cardinal(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c);
/* «двадцать первая», «двухтысячного». Not negative. */
int pz_ordinal(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c);
/* «5-й», «5-го», «5-ю»: figures with the ending behind a hyphen (last letter, or last consonant and letter). */
int pz_ordinal_short(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c);
/* A decimal as typed («3,25», «0.5», «-2,0»): «три целых двадцать пять сотых». At most 6 decimals; -1 for anything else. */
int pz_decimal(struct pz_buf *out, const char *text, size_t len, enum pz_case c);
/* «двести рублей пять копеек»; kopecks: the sum. with_zero_kopecks: say «ноль копеек» too. */
int pz_roubles(struct pz_buf *out, int64_t kopecks, bool with_zero_kopecks, enum pz_case c);
/* «1 200 (одна тысяча двести) рублей 05 копеек», as sums are written in contracts and orders. */
int pz_roubles_figures(struct pz_buf *out, int64_t kopecks);
/* «320 (триста двадцать)». */
int pz_number_with_words(struct pz_buf *out, int64_t n, enum pz_gender gender, bool animate, enum pz_case c);
/* «1 234 567» with no-break spaces; numbers of four figures stay whole («1234») unless always. */
void pz_number_grouped(struct pz_buf *out, int64_t n, bool always);
/* 0 one («день»), 1 few («дня»), 2 many («дней»). */
int pz_number_form(int64_t n);

#endif
