/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich values in OpenDocument text. Private to src/odt. */
#ifndef PZ_ODT_RICH_H
#define PZ_ODT_RICH_H

#include "odt/names.h"
#include "office/picture.h"

/* The member that holds these bytes, put in once; NULL on failure. */
const char *odt_add_media(struct pz_office_state *state, struct pz_text bytes, const char *extension, const char *type,
                          struct pz_error *err);
/* A document of the template folders, rendered: its body with its automatic styles and pictures. Errors: E-DOC-024, 025. */
int odt_put_document(struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena, struct pz_buf *out,
                     struct pz_error *err);

#endif
