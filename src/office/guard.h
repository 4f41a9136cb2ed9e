/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements that loops and conditions may leave without what they must have: the output of one is looked at when it ends.
 *
 *     before the element   pz_guard_open     remembers where it begins in the output
 *     behind it            a hook of the format's own that takes it with pz_guard_close and drops or mends it */
#ifndef PZ_OFFICE_GUARD_H
#define PZ_OFFICE_GUARD_H

#include "office/site.h"

/* Hook: an element begins here. */
int pz_guard_open(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err);
int pz_guard_open_table(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err);
/* Hook: a row of the table begins here. */
int pz_guard_count_row(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err);
/* The innermost table that is open, or NULL. */
struct pz_open_element *pz_guard_table(struct pz_office_state *state);
/* The element that ends; NULL when elements are nested too deep to be guarded. */
struct pz_open_element *pz_guard_close(struct pz_office_state *state);
/* Take the element away whole when it holds no element of that name; whether it did. */
bool pz_guard_drop_without(const struct pz_open_element *element, const struct pz_site *site, struct pz_buf *out,
                           const char *local);
/* For output that goes out while it is written: how many of its bytes nobody will look at again. row: name of a table's rows, of which one
 * is enough for the table to stay. The rest: 0 where values merge, or a block value is being written. */
size_t pz_guard_settled(struct pz_office_state *state, const struct pz_buf *out, const char *row);
/* So many bytes are taken away from the front of the output. */
void pz_guard_shift(struct pz_office_state *state, size_t bytes);
/* Whether a row of the template may lose all its cells: one of them goes or is repeated. */
bool pz_guard_may_lose_cells(const struct pz_part *part, uint32_t row);

/* In written markup: the next start (or end) tag of that name, or NULL; a whole number among the attributes of the tag at `from`,
 * from 0, which it is without one, to a million. */
const char *pz_guard_find(const char *from, const char *end, struct pz_text prefix, const char *local, bool closing);
long pz_guard_number(const char *from, const char *end, const char *attribute);

#endif
