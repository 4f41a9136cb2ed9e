/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate at work: one file after the other, one piece of text after the other. */
#ifndef PZ_DELIVER_GATE_SCAN_H
#define PZ_DELIVER_GATE_SCAN_H

#include <stddef.h>

#include "base/arena.h"
#include "deliver/gate/gate.h"
#include "deliver/table.h"

struct pz_gate {
    const struct pz_gate_options *options;
    struct pz_table rules;
    struct pz_arena *arena; /* cleared from file to file but for the rules */
    struct pz_diags *diags;
    const char *file; /* for messages */
};

/* Whether the table has this row. */
bool pz_gate_rule(const struct pz_gate *gate, const char *kind, const char *value, size_t len);
/* Report under a rule's name, or note the exception that covers it. shown: the value masked, whole: the value for exceptions. */
void pz_gate_found(struct pz_gate *gate, const char *rule, const char *id, const char *where, const char *whole,
                   const char *message);

/* Look for personal data in one piece of text; where: «текст», «примечания» … in the language of the run. */
void pz_gate_text(struct pz_gate *gate, const char *where, const char *text, size_t len);

/* Each looks through one format. Errors: what cannot be read at all is reported as E-GATE-013 and the next file is taken. */
int pz_gate_package(struct pz_gate *gate, const char *path, struct pz_error *err);
int pz_gate_pdf(struct pz_gate *gate, const char *path, struct pz_error *err);
int pz_gate_markup(struct pz_gate *gate, const char *where, const char *data, size_t len, struct pz_error *err);
/* Metadata of a PNG or JPEG picture; other bytes are left alone. */
void pz_gate_picture(struct pz_gate *gate, const char *where, const unsigned char *data, size_t len);

#endif
