/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a template: what both package formats do alike. */
#ifndef PZ_OFFICE_OPENING_H
#define PZ_OFFICE_OPENING_H

#include "office/office.h"

struct pz_opening {
    struct pz_office *office;
    struct pz_package *package;
    struct pz_diags *diags;
};

/* Report why the document is not taken; always -1. */
int pz_opening_refuse(struct pz_opening *o, const char *id, const char *message);
/* Report an error met while opening, the part it named turned into words; always -1. */
int pz_opening_report(struct pz_opening *o, struct pz_error *err);
/* A member as checked UTF-8, in the arena. -1 when it cannot be read (reported). */
int pz_opening_read(struct pz_opening *o, const char *name, struct pz_text *out);
/* Warn that the template's signature is not taken over (W-DOC-004). */
void pz_opening_warn_signed(struct pz_opening *o);

/* Make the handle and have `parts` fill it; what it returns is the status. Running out of memory is reported like any other error. */
int pz_opening_run(struct pz_office **out, const struct pz_office_format *format, const char *path, struct pz_package *package,
                   const struct pz_office_options *options, struct pz_diags *diags, int (*parts)(struct pz_opening *));

#endif
