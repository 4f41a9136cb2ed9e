/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept PDFs, found by what they were made from.
 *
 *     CACHE/ab/ab12….pdf     the bytes
 *     CACHE/ab/ab12….txt     one line: SHA-256 of the bytes, pages
 *
 * An entry counts only while its bytes have the digest beside it; a damaged one is dropped and made anew. */
#ifndef PZ_DELIVER_PDF_CACHE_H
#define PZ_DELIVER_PDF_CACHE_H

#include <stdbool.h>

#include "base/buf.h"
#include "deliver/pdf/pdf.h"

/* Key of a job: a digest over the source's digest and everything that shapes the PDF. Fills in job->source_digest when empty. */
int pz_pdf_key(char key[PZ_DIGEST_SIZE], struct pz_pdf_job *job, bool plain, struct pz_error *err);
/* 1: the entry is there, bytes appended to out, job->pages filled in; 0: none. */
int pz_pdf_cache_get(const char *cache, const char *key, struct pz_pdf_job *job, struct pz_buf *out);
/* Keep bytes. Errors: E-SYS-004. */
int pz_pdf_cache_put(const char *cache, const char *key, const struct pz_pdf_job *job, const struct pz_buf *bytes,
                     struct pz_error *err);

#endif
