/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known only when a part is written: the styles its values needed, its table of contents. */
#include "odt/index.h"
#include "odt/loop.h"
#include "odt/style.h"
#include "office/guard.h"
#include "office/office.h"

/* Styles that documents put in have brought along, when styles.xml is a template itself: to the end of the named ones. */
static void put_named_styles(struct pz_office_state *state, struct pz_buf *xml)
{
    const struct odt_package *odt = state->office->own;
    bool own = odt->styles_member != PZ_NO_MEMBER && state->office->members[odt->styles_member].part == state->part;
    const struct pz_buf *named = own ? pz_office_patch(state, odt->styles_member, 0) : NULL;
    const char *close = named && named->len ? memmem(xml->data, xml->len, "</office:styles>", 16) : NULL;
    if (!close)
        return;
    size_t at = (size_t)(close - xml->data);
    pz_buf_splice(xml, at, at, named->data, named->len);
    state->head += at < state->head ? named->len : 0;
}

/* Styles that values need: to the end of the automatic ones. */
static int put_automatic_styles(struct pz_office_state *state, struct pz_buf *xml, struct pz_error *err)
{
    struct pz_buf *styles = &state->worker->styles;
    put_named_styles(state, xml);
    if (state->head && xml->len && memmem(xml->data, xml->len, "\"Prikaz_page\"", 13))
        odt_page_style(state);
    if (!styles->len || state->head_coded) /* in the latter case they are put into the package */
        return styles->failed ? pz_fail_memory(err) : 0;
    if (state->bare) {
        const char *tag =
            pz_arena_printf(state->render->arena, "%.*sautomatic-styles>", (int)state->bare->prefix.len, state->bare->prefix.s);
        pz_buf_splice(styles, 0, 0, "<", 1);
        pz_buf_splice(styles, 1, 1, tag, strlen(tag));
        pz_buf_printf(styles, "</%s", tag);
    }
    pz_buf_splice(xml, state->head, state->head, styles->data, styles->len);
    return styles->failed || xml->failed ? pz_fail_memory(err) : 0;
}

size_t odt_settled(struct pz_office_state *state, const struct pz_buf *xml)
{
    const struct pz_part *source = state->part->source;
    if (!state->head || state->bare || source->breaks || strcmp(state->part->name, "content.xml") != 0 ||
        odt_has_contents(&source->m))
        return 0;
    size_t settled = pz_guard_settled(state, xml, "table-row");
    if (settled && memmem(xml->data, settled, "\"Prikaz_page\"", 13))
        odt_page_style(state);
    return settled;
}

int odt_complete(struct pz_office_state *state, struct pz_buf *xml, struct pz_error *err)
{
    odt_put_breaks(state, xml);
    if (put_automatic_styles(state, xml, err))
        return -1;
    if (odt_has_contents(&state->part->source->m))
        odt_renew_contents(state, xml);
    return 0;
}
