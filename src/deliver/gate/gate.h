/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate before publication: what must not leave the house.
 *
 * Looked through: text, properties, comments, alternative texts, tracked changes, hidden text, link targets, custom XML and the metadata
 * of pictures, of DOCX, ODT, XLSX, ODS, PDF, HTML, SVG, CSV, JSON, text, PNG and JPEG files. Rules and limits are data: data/gate/rules.tsv. */
#ifndef PZ_DELIVER_GATE_GATE_H
#define PZ_DELIVER_GATE_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/value.h"

struct pz_gate_file {
    const char *path;
    const char *name; /* for messages; NULL: path */
    bool registered;  /* has number and date, or needs none */
    bool signed_;     /* has a verified signature, or needs none */
};

/* An exception the office answers for: a rule on one file. */
struct pz_gate_allow {
    const char *rule;   /* "snils", "inn", "mobile" … or "*" */
    const char *file;   /* name of the file, or NULL for all */
    const char *text;   /* the very value that is allowed, or NULL for any */
    const char *reason; /* not empty; goes into the register */
    bool used;          /* out */
};

struct pz_gate_options {
    struct pz_gate_allow *allow;
    size_t allow_n;
    const struct pz_map *own; /* addresses and phones of the office itself, which may stand everywhere (pz_gate_own); or NULL */
    size_t max_bytes;         /* of a file; 0: by data/gate/rules.tsv */
};
/* Add an e-mail address or a telephone, as people write it, to what may stand everywhere. */
void pz_gate_own(struct pz_arena *arena, struct pz_map *own, const char *text);

/* Check n files. Each finding is reported with file, place inside and rule (E-GATE-… stops publication, W-GATE-… does not; what an
 * exception covers becomes N-GATE-020 with its reason). Personal data is shown masked, never in full.
 * 0: looked through, however much was found (count diags->errors); -1: a file cannot be read. */
int pz_gate_check(const struct pz_gate_file *files, size_t n, const struct pz_gate_options *options, struct pz_diags *diags,
                  struct pz_error *err);

/* Links between the files of a site folder: every href and src that leads to no file or to no anchor (E-GATE-010, 011), and every one
 * that asks another host for something (E-GATE-012). */
int pz_gate_links(const char *folder, struct pz_diags *diags, struct pz_error *err);

#endif
