/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich values in WordprocessingML. Private to src/docx. */
#ifndef PZ_DOCX_RICH_H
#define PZ_DOCX_RICH_H

#include "docx/names.h"

int docx_rich(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
              struct pz_buf *out, struct pz_error *err);

#endif
