/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finished documents to PDF/A-2b: many source files through few office processes.
 *
 *     jobs ── cache by digest ──▶ queue ──▶ worker 1..W (an office process each, own profile, N files a call)
 *                 │                              │ watched: time a document, memory, death, silence
 *                 │                              ▼
 *                 │                              │ documents of one look go in as one and are cut apart (group.h)
 *                 └──────────────── finish (libqpdf: title, language, identifier) ──▶ cache ──▶ target
 *
 * Invariants
 * - Every document ends in a state of its own; no report of the office is believed, each output file is opened and its
 *   pages counted.
 * - A crash, a hang or a document over the limits costs that document only: the worker is killed with all its
 *   children, started anew, and the rest goes on. A document is given up when it failed alone.
 * - Targets appear by rename: never a part of a PDF, and a target already there stays as it is on failure.
 * - A PDF is made once per source digest (and title, language, author) and kept in the cache; the office's own output
 *   differs from run to run, so the kept bytes are the ones that are signed.
 * - The same source gives the same bytes as far as the office lays it out alike: dates and identifiers come from the
 *   job, never from the clock. */
#ifndef PZ_DELIVER_PDF_PDF_H
#define PZ_DELIVER_PDF_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"

enum pz_pdf_state {
    PZ_PDF_WAITING, /* not reached: the run was stopped */
    PZ_PDF_KEPT,    /* the target was there already, made from this very source */
    PZ_PDF_CACHED,  /* taken from the cache */
    PZ_PDF_MADE,
    PZ_PDF_FAILED,
};

struct pz_pdf_job {
    /* In. Strings are the caller's and stay until pz_pdf_make returns. */
    const char *source;   /* path of a DOCX or ODT (any format the office opens) */
    const char *target;   /* path of the PDF to make; missing folders are made */
    const char *title;    /* document title; NULL: what the source says */
    const char *language; /* BCP 47, NULL: "ru-RU" */
    const char *author;   /* organisation, NULL: what the source says */
    int64_t date;         /* day number since 1970-01-01 written as creation date; 0: none is written */
    void *data;           /* the caller's */
    /* Out. */
    enum pz_pdf_state state;
    unsigned pages;
    char source_digest[PZ_DIGEST_SIZE]; /* may be filled in before to save the reading */
    char digest[PZ_DIGEST_SIZE];        /* of the PDF */
    size_t size;                        /* of the PDF, bytes */
};

/* 0 or NULL: the default in brackets. */
struct pz_pdf_options {
    const char *cache;   /* folder of kept PDFs; NULL: none is kept */
    const char *scratch; /* where the workers' folders are made [$TMPDIR, /tmp] */
    const char *office;  /* the office program [found in the usual places; PRIKAZ_OFFICE in the environment] */
    unsigned workers;    /* office processes at once [2] */
    unsigned batch;      /* files per process call [64] */
    unsigned timeout_ms; /* for one document [60,000] */
    unsigned start_ms;   /* for the start of a process, on top for its first document [60,000] */
    unsigned memory_mb;  /* ceiling of data memory of a process [2,048] */
    bool plain;          /* PDF without the PDF/A marks */
    bool apart;          /* lay no documents out together: the same bytes, slower; for comparison */
    /* Called in the caller's thread after each document; returning false stops the run: what is under way is killed,
     * the rest stays PZ_PDF_WAITING. May be NULL. */
    bool (*progress)(void *data, const struct pz_pdf_job *job);
    void *progress_data;
};

/* Make the PDFs of n jobs. Documents that failed are reported in diags, each with its source file (E-PDF-001 … 009);
 * 0 when the run went through, even with failed documents (look at the states); -1 for what stops all: no office program
 * (E-PDF-010), it does not start (E-PDF-011), disk or memory. */
int pz_pdf_make(struct pz_pdf_job *jobs, size_t n, const struct pz_pdf_options *options, struct pz_diags *diags,
                struct pz_error *err);

/* Remove from the cache what no run used for `days` days. now: seconds since 1970. Errors: E-SYS-…. */
int pz_pdf_cache_sweep(const char *cache, unsigned days, int64_t now, struct pz_error *err);

#endif
