/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich values in WordprocessingML. Private to src/docx. */
#ifndef PZ_DOCX_RICH_H
#define PZ_DOCX_RICH_H

#include "docx/extra.h"
#include "docx/props.h"
#include "office/markdown.h"

int docx_rich(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
              struct pz_buf *out, struct pz_error *err);

/* A run of the site's formatting with more; a link around runs. */
void docx_put_run(struct pz_buf *out, const struct pz_site *site, const struct docx_addition *more, size_t n, struct pz_text text);
void docx_open_link(struct pz_office_state *state, struct pz_buf *out, const struct pz_site *site, const char *target);
void docx_close_link(struct pz_buf *out, const struct pz_site *site);
size_t docx_link_props(const struct pz_office_state *state, const struct pz_site *site, struct pz_arena *arena,
                       struct docx_addition more[3]);

/* A picture in a run of its own; the part has to have relationships. */
int docx_put_picture(struct pz_office_state *state, struct pz_buf *out, const struct pz_site *site, const struct pz_rich *rich,
                     struct pz_arena *arena, struct pz_error *err);

/* Values of several paragraphs: Markdown, a document (blocks.c). They take the place of a paragraph that holds nothing else; elsewhere
 * the paragraph ends before them and goes on behind. */
int docx_put_blocks(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
                    struct pz_buf *out, struct pz_error *err);
/* A document of the template folders, rendered: its body with what it needs (styles, lists, pictures, other parts). *table: it ends with
 * a table. Errors: E-DOC-024 not found, 025 put into itself; those of the document. */
int docx_put_document(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
                      struct pz_buf *out, bool *table, struct pz_error *err);
/* At the end of such a paragraph: what the template has behind the value goes. */
int docx_run_tail(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err);

#endif
