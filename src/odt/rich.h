/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich values in OpenDocument text. Private to src/odt. */
#ifndef PZ_ODT_RICH_H
#define PZ_ODT_RICH_H

#include "odt/names.h"
#include "office/picture.h"

/* Add a file; its bytes are taken over. Name a file or folder in the manifest; type: its media type. */
int odt_add_file(struct pz_office_state *state, const char *name, struct pz_buf *data, const char *type, struct pz_error *err);
void odt_name_file(struct pz_office_state *state, const char *name, const char *type);
/* The media type a package's manifest gives for a file, "" without one. */
const char *odt_media_type(struct pz_package *package, const char *name, struct pz_arena *arena);
/* The member that holds these bytes, put in once; NULL on failure. */
const char *odt_add_media(struct pz_office_state *state, struct pz_text bytes, const char *extension, const char *type,
                          struct pz_error *err);
/* A document of the template folders, rendered: its body with what it needs (styles, lists, pictures, objects). Errors: E-DOC-024, 025. */
int odt_put_document(struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena, struct pz_buf *out,
                     struct pz_error *err);

#endif
