/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter protocol of `prikaz inflect`: one request a line, fields separated by tabs, one answer a line.
 *
 *     name SEX CASE TEXT · last|first|middle SEX CASE TEXT · sex LAST FIRST MIDDLE · post CASE TEXT · org CASE TEXT
 *     phrase CASE TEXT · group TEXT · plural N PHRASE [CASE] · cardinal N SEX CASE · ordinal N SEX CASE · decimal TEXT [CASE] · roubles SUM [CASE]
 *     date ISO STYLE · term TEXT STYLE [TODAY] · share N TOTAL [NOUN] · agree WORD PHRASE · initials SEX CASE TEXT
 * SEX of numbers: m, f, n, pl, with «a» behind for animate («ma»). */
#ifndef PZ_RUSSIAN_INFLECT_H
#define PZ_RUSSIAN_INFLECT_H

#include "base/error.h"
#include "russian/forms.h"
#include "russian/russian.h"

/* Append the answer to one request (no line end in either). `?` where the form cannot be known; with_confidence adds a tab and certain,
 * convention or ask. -1: the request is malformed (E-TEXT-01x); `?` is written even then, so that answers stay in order. */
int pz_inflect_line(struct pz_buf *out, const struct pz_forms *forms, const char *line, size_t len, bool with_confidence,
                    struct pz_error *err);

#endif
