/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "odt/style.h"

#include <string.h>

#include "xml/retouch.h"

/* Every element declares what it uses: the document may have other prefixes. */
#define STYLE_NS "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
#define FO_NS    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
#define TEXT_NS  "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""

void odt_need_style(struct pz_office_state *state, const char *name, const char *xml)
{
    struct pz_buf *styles = &state->worker->styles;
    const char *mark = pz_arena_printf(state->render->arena, "name=\"%s\"", name);
    if (!styles->len || !memmem(styles->data, styles->len, mark, strlen(mark)))
        pz_buf_puts(styles, xml);
}

const char *odt_text_style(struct pz_office_state *state, const char *name, const char *properties)
{
    odt_need_style(state, name,
                   pz_arena_printf(state->render->arena,
                                   "<style:style " STYLE_NS " " FO_NS
                                   " style:name=\"%s\" style:family=\"text\"><style:text-properties %s/>"
                                   "</style:style>",
                                   name, properties));
    return name;
}

/* What a block of its own kind says itself. */
static const char *const own_properties[] = {"margin",       "margin-left",      "margin-right",    "text-indent",   "text-align",
                                             "break-before", "master-page-name", "list-style-name", "border-bottom", "border"};

/* The definition without an attribute, whatever its prefix. */
static void drop_attribute(struct pz_buf *xml, const char *local)
{
    size_t len = strlen(local);
    for (char *p = xml->data; p && (p = memmem(p, xml->len - (size_t)(p - xml->data), local, len)); p++) {
        char *start = p, *end = p[len] == '=' && p[-1] == ':' ? strchr(p + len + 2, p[len + 1]) : NULL;
        while (end && !strchr(" \t\r\n", start[-1]))
            start--;
        if (end) {
            pz_buf_splice(xml, (size_t)(start - 1 - xml->data), (size_t)(end + 1 - xml->data), "", 0);
            p = start - 1;
        }
    }
}

static const char *name_of(struct pz_arena *arena, const struct pz_site *site)
{
    const char *at = memmem(site->paragraph_open.s, site->paragraph_open.len, "style-name=\"", 12);
    if (!at)
        return "Standard";
    at += 12;
    return pz_arena_strndup(arena, at, strcspn(at, "\""));
}

static const char *parent_of(struct pz_arena *arena, const struct pz_buf *style)
{
    const char *at = memmem(style->data, style->len, "parent-style-name=\"", 19);
    return at ? pz_arena_strndup(arena, at + 19, strcspn(at + 19, "\"")) : "Standard";
}

const char *odt_block_style(struct pz_office_state *state, const struct pz_site *site, const char *kind, const char *properties)
{
    struct pz_arena *arena = state->render->arena;
    const char *base = name_of(arena, site), *name = pz_arena_printf(arena, "Prikaz_%s_%s", kind, base);
    struct pz_buf xml = PZ_BUF_INIT;
    struct pz_stretch tag;
    pz_buf_put(&xml, site->paragraph_props.s, site->paragraph_props.len);
    for (size_t i = 0; xml.len && i < sizeof own_properties / sizeof *own_properties; i++)
        drop_attribute(&xml, own_properties[i]);
    bool automatic = xml.len && memmem(xml.data, xml.len, "style:name=", 11);
    if (automatic && pz_retouch_find(&xml, (struct pz_stretch){0, xml.len}, "style:paragraph-properties", &tag)) {
        const char *more = pz_arena_printf(arena, " %s%s", properties[0] ? FO_NS " " : "", properties);
        size_t at = tag.start + strlen("<style:paragraph-properties");
        pz_buf_splice(&xml, at, at, more, strlen(more));
        pz_retouch_set(&xml, 0, "style:name", name);
    } else {
        const char *parent = automatic ? parent_of(arena, &xml) : base;
        pz_buf_clear(&xml);
        pz_buf_printf(&xml,
                      "<style:style " STYLE_NS " " FO_NS
                      " style:name=\"%s\" style:family=\"paragraph\" style:parent-style-name=\"%s\">"
                      "<style:paragraph-properties %s/></style:style>",
                      name, parent, properties);
    }
    odt_need_style(state, name, pz_buf_str(&xml));
    pz_buf_release(&xml);
    return name;
}

static void put_level(struct pz_buf *out, unsigned level, bool ordered)
{
    static const char *const bullets[] = {"–", "•", "▪"};
    static const char *const formats[] = {"1", "a", "i"};
    if (ordered)
        pz_buf_printf(out, "<text:list-level-style-number text:level=\"%u\" style:num-suffix=\".\" style:num-format=\"%s\">",
                      level + 1, formats[level % 3]);
    else
        pz_buf_printf(out, "<text:list-level-style-bullet text:level=\"%u\" text:bullet-char=\"%s\">", level + 1,
                      bullets[level % 3]);
    pz_buf_printf(out,
                  "<style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">"
                  "<style:list-level-label-alignment text:label-followed-by=\"listtab\" fo:text-indent=\"-0.63cm\" "
                  "fo:margin-left=\"%.2fcm\"/>"
                  "</style:list-level-properties></text:list-level-style-%s>",
                  1.63 + 0.63 * level, ordered ? "number" : "bullet");
}

const char *odt_list_style(struct pz_office_state *state, bool ordered)
{
    const char *name = ordered ? "Prikaz_ordered" : "Prikaz_bullets";
    struct pz_buf xml = PZ_BUF_INIT;
    pz_buf_printf(&xml, "<text:list-style " STYLE_NS " " FO_NS " " TEXT_NS " style:name=\"%s\">", name);
    for (unsigned level = 0; level < 10; level++)
        put_level(&xml, level, ordered);
    pz_buf_puts(&xml, "</text:list-style>");
    odt_need_style(state, name, pz_buf_str(&xml));
    pz_buf_release(&xml);
    return name;
}

const char *odt_cell_style(struct pz_office_state *state)
{
    odt_need_style(state, "Prikaz_cell",
                   "<style:style " STYLE_NS " " FO_NS
                   " style:name=\"Prikaz_cell\" style:family=\"table-cell\"><style:table-cell-properties "
                   "fo:padding=\"0.1cm\" fo:border=\"0.5pt solid #000000\"/></style:style>");
    return "Prikaz_cell";
}

const char *odt_shaded_style(struct pz_office_state *state, const struct pz_site *site, const char *base, struct pz_text colour)
{
    struct pz_arena *arena = state->render->arena;
    const char *name = pz_arena_printf(arena, "Prikaz_%.*s_%s", (int)colour.len, colour.s, base);
    const char *fill = pz_arena_printf(arena, "#%.*s", (int)colour.len, colour.s);
    struct pz_buf xml = PZ_BUF_INIT;
    struct pz_stretch tag, all;
    pz_buf_put(&xml, site->paragraph_props.s, site->paragraph_props.len);
    all = (struct pz_stretch){0, xml.len};
    if (xml.len && pz_retouch_find(&xml, all, "style:table-cell-properties", &tag)) {
        pz_retouch_set(&xml, tag.start, "fo:background-color", fill);
        pz_retouch_set(&xml, 0, "style:name", name);
    } else {
        pz_buf_clear(&xml);
        pz_buf_printf(&xml, "<style:style " STYLE_NS " " FO_NS " style:name=\"%s\" style:family=\"table-cell\"", name);
        if (base[0])
            pz_buf_printf(&xml, " style:parent-style-name=\"%s\"", base);
        pz_buf_printf(&xml, "><style:table-cell-properties fo:background-color=\"%s\"/></style:style>", fill);
    }
    odt_need_style(state, name, pz_buf_str(&xml));
    pz_buf_release(&xml);
    return name;
}

void odt_page_style(struct pz_office_state *state)
{
    odt_need_style(state, "Prikaz_page",
                   "<style:style " STYLE_NS " " FO_NS " style:name=\"Prikaz_page\" style:family=\"paragraph\" "
                   "style:parent-style-name=\"Standard\"><style:paragraph-properties fo:break-before=\"page\"/></style:style>");
}
