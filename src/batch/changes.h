/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two editions of a document, as a clerk would say it: place, old text, new text. */
#ifndef PZ_BATCH_CHANGES_H
#define PZ_BATCH_CHANGES_H

#include "base/buf.h"
#include "store/register.h"

/* Compare the texts of two files (DOCX, ODT, text) paragraph by paragraph; name: of the file. *changes in the arena, place, old_text and new_text set
 * (a paragraph that was added has old text ""). The first 200; a file that cannot be read as its format has none.
 * Never fails: changes are news, not the work itself. */
void pz_changes_find(const struct pz_buf *old, const struct pz_buf *now, const char *name, struct pz_arena *arena,
                     struct pz_change **changes, size_t *n);

/* The words around which two texts differ, when they share most of the rest: «до 15.07.2026» ▸ «до 20.07.2026» out of two long
 * sentences. Cuts at blanks; appends to old and new. Exposed for its test. */
void pz_changes_trim(const char *old_text, const char *new_text, struct pz_buf *old_words, struct pz_buf *new_words);

#endif
