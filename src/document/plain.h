/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates that are text themselves: text, HTML, SVG. */
#ifndef PZ_DOCUMENT_PLAIN_H
#define PZ_DOCUMENT_PLAIN_H

#include "document/document.h"

struct pz_plain; /* immutable, shared by threads */

/* path: a file of one of the text kinds. Errors of the template go to diags. */
int pz_plain_open(struct pz_plain **out, const char *path, enum pz_document_kind kind, const struct pz_document_options *options,
                  struct pz_diags *diags);
void pz_plain_close(struct pz_plain *plain);
int pz_plain_render(const struct pz_plain *plain, struct pz_render *render, struct pz_buf *out, struct pz_error *err);
/* The program, for its fields. Borrowed. */
const struct pz_program *pz_plain_program(const struct pz_plain *plain);

#endif
