/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One office process: found, started with limits of its own, killed with everything it started. */
#ifndef PZ_DELIVER_PDF_OFFICE_H
#define PZ_DELIVER_PDF_OFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* Append the path of the office program: `given`, or $PRIKAZ_OFFICE, or the first of the usual places (soffice.bin itself, so that a
 * signal meets the one process that works, without the launching script). Errors: E-PDF-010. */
int pz_pdf_office(struct pz_buf *out, const char *given, struct pz_error *err);

struct pz_office_start {
    const char *program;
    const char *home;   /* folder of the worker: profile, temporary files, `out` */
    bool plain;         /* PDF without the PDF/A marks */
    bool lossless;      /* pictures as they are */
    unsigned memory_mb; /* ceiling of data memory */
    char *const *files; /* what to convert; n of them */
    size_t n;
};

struct pz_office {
    pid_t pid;  /* 0: none */
    int exited; /* readable when the process is gone; -1: none */
    int said;   /* what it prints, not blocking; -1: none */
};

/* Start converting. The process dies with the calling thread, leads a group of its own, has no core dumps, and sees only a small fixed
 * environment (UTC, C.UTF-8). Errors: E-PDF-011, E-SYS-…. */
int pz_office_start(struct pz_office *office, const struct pz_office_start *start, struct pz_error *err);
/* Kill the group if it still runs and take its status: the wait status. */
int pz_office_end(struct pz_office *office, bool kill_it);

#endif
