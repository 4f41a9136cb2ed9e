/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document of a run: context, rendering, comparison with what is there, writing. A maker belongs to one thread.
 *
 *     job ─▶ context ─▶ bytes ─▶ digest ─▶ as registered and there? ── yes ─▶ nothing
 *                                             │ no
 *                                             ├─ draft or registered: written beside, renamed over
 *                                             └─ signed or published: the next edition, a file beside it
 *
 * A signed or published file is never opened for writing. */
#ifndef PZ_BATCH_MAKER_H
#define PZ_BATCH_MAKER_H

#include "base/digest.h"
#include "batch/leftover.h"
#include "batch/templates.h"
#include "russian/forms.h"
#include "store/register.h"

enum pz_made_state {
    PZ_MADE_WAITING,   /* not reached */
    PZ_MADE_UNCHANGED, /* the file is there with these very bytes */
    PZ_MADE_RESTORED,  /* these bytes are registered, but the file was missing or touched: written again */
    PZ_MADE_NEW,
    PZ_MADE_CHANGED,
    PZ_MADE_EDITION, /* the edition before is protected: a new one beside it */
    PZ_MADE_REFUSED, /* bad data or template: reported */
};

/* What came of one job. Strings live in the arena given to pz_maker_make. */
struct pz_made {
    enum pz_made_state state;
    bool pdf_wanted; /* a PDF of these bytes is still to be made */
    char digest[PZ_DIGEST_SIZE];
    struct pz_register_put put;     /* for the register; valid for NEW, CHANGED, EDITION, and when `around` is set */
    bool around;                    /* the bytes are as they were, what the register keeps beside them is not */
    const struct pz_leftover *left; /* files of a draft that now has another name: to be removed when all is committed */
    struct pz_change *changes;      /* old and new texts of a changed document */
    size_t changes_n;
};

/* Shared by the makers of a run, read-only. */
struct pz_maker_settings {
    const struct pz_workspace *workspace;
    const struct pz_templates *templates;
    const char *folder; /* of documents, relative to the workspace: "output/documents" */
    int64_t today;
    const char *before; /* folder of the files that are being written over, until the run is through: PZ_RUN_BEFORE */
    bool distrust;      /* a run was cut short: what lies on the disk is compared byte by byte, not by its size */
    bool dry;           /* compare only, write nothing */
    bool strict;        /* a document with a doubtful form that nobody confirmed is refused */
};

struct pz_maker;

/* reader: the thread's own; borrowed. */
int pz_maker_new(struct pz_maker **out, const struct pz_maker_settings *settings, struct pz_reader *reader, struct pz_error *err);
void pz_maker_free(struct pz_maker *maker);

/* Make one document. keep: for strings of *made. PZ_DATA errors refuse this document, PZ_SYSTEM ones stop the run.
 * Errors: E-RUN-002, E-RUN-008 doubtful forms (strict), E-RUN-006 its template has errors, E-RUN-007 a protected file is not what was signed,
 * E-RUN-017 its name is that of another document's protected file, and those of templates,
 * definitions, store and files. */
int pz_maker_make(struct pz_maker *maker, const struct pz_job *job, struct pz_arena *keep, struct pz_made *made,
                  struct pz_error *err);

/* E-RUN-008: the doubts (at least one) are those of this file. Returns -1. */
int pz_doubts_refuse(const struct pz_doubts *doubts, enum pz_kind kind, const char *file, struct pz_error *err);
/* Doubtful forms of all documents it made, refused ones included. Borrowed. */
const struct pz_doubts *pz_maker_doubts(const struct pz_maker *maker);

/* The name of an edition's file: "a/b.docx" for the first, "a/b (ред. 2).docx" for the second. Appended to out. */
void pz_edition_path(struct pz_buf *out, const char *folder, const char *name, unsigned edition);

#endif
