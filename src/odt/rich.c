/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/rich.h"

#include "odt/names.h"

int odt_rich(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
             struct pz_buf *out, struct pz_error *err)
{
    (void)state, (void)arena, (void)err;
    pz_office_put_text(out, site, rich->text, rich->len);
    return 0;
}

int odt_complete(struct pz_office_state *state, struct pz_buf *xml, struct pz_error *err)
{
    (void)state, (void)xml, (void)err;
    return 0;
}
