/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of output files as templates: «out/{{ index }} {{ организация.код }}.docx».
 *
 * What data put into the name may add folders but never lead out of the folder that the writer of the template named: everything up to
 * the last slash before the first tag. Immutable, shared by threads. */
#ifndef PZ_BATCH_OUTPUT_H
#define PZ_BATCH_OUTPUT_H

#include "base/error.h"
#include "template/program.h"

struct pz_output;

/* Compile. Errors of the template go to diags (E-TPL-…, place: `name`); -1 when there was any. */
int pz_output_new(struct pz_output **out, const char *text, const char *name, const struct pz_names *names, struct pz_diags *diags);
void pz_output_free(struct pz_output *output);
/* The name for one context into `path` (emptied first). Errors: E-TPL-…, E-RUN-001 empty or unusable name, E-RUN-002 it leads out of its folder. */
int pz_output_path(const struct pz_output *output, struct pz_render *render, struct pz_buf *path, struct pz_error *err);

#endif
