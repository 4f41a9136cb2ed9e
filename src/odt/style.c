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

static bool is_dropped(const char *name, size_t len)
{
    static const char *const locals[] = {"margin-left",  "margin-right",     "text-indent",    "text-align",
                                         "break-before", "master-page-name", "list-style-name"};
    const char *colon = memchr(name, ':', len);
    size_t skip = colon ? (size_t)(colon - name) + 1 : 0;
    for (size_t i = 0; i < sizeof locals / sizeof *locals; i++) {
        if (strlen(locals[i]) == len - skip && memcmp(locals[i], name + skip, len - skip) == 0)
            return true;
    }
    return false;
}

/* Copy a style's definition under another name, without indents and alignment. */
static void copy_style(struct pz_buf *out, struct pz_text style, const char *name, const char *align)
{
    const char *p = style.s, *end = style.s + style.len;
    bool renamed = false;
    while (p < end) {
        const char *equals = memchr(p, '=', (size_t)(end - p));
        if (!equals)
            break;
        const char *from = equals;
        while (from > p && !strchr(" \t\r\n<", from[-1]))
            from--;
        char quote = equals[1];
        const char *close = memchr(equals + 2, quote, (size_t)(end - equals) - 2);
        if (!close || (quote != '"' && quote != '\''))
            break;
        size_t len = (size_t)(equals - from);
        bool own_name = !renamed && len > 5 && memcmp(equals - 5, ":name", 5) == 0;
        pz_buf_put(out, p, (size_t)(from - p));
        if (own_name) {
            pz_buf_printf(out, "%.*s=\"%s\"", (int)len, from, name);
            renamed = true;
        } else if (!is_dropped(from, len)) {
            pz_buf_put(out, from, (size_t)(close + 1 - from));
        }
        p = close + 1;
    }
    pz_buf_put(out, p, (size_t)(end - p));
    const char *props = align[0] && out->len ? memmem(out->data, out->len, "paragraph-properties", 20) : NULL;
    if (!props)
        return;
    struct pz_buf copy = PZ_BUF_INIT;
    size_t at = (size_t)(props + 20 - out->data);
    pz_buf_put(&copy, out->data, at);
    pz_buf_printf(&copy, " " FO_NS " fo:text-align=\"%s\"", align);
    pz_buf_put(&copy, out->data + at, out->len - at);
    pz_buf_clear(out);
    pz_buf_put(out, pz_buf_str(&copy), copy.len);
    pz_buf_release(&copy);
}

static const char *name_of(struct pz_arena *arena, const struct pz_site *site)
{
    const char *at = memmem(site->paragraph_open.s, site->paragraph_open.len, "style-name=\"", 12);
    if (!at)
        return "Standard";
    at += 12;
    return pz_arena_strndup(arena, at, strcspn(at, "\""));
}

const char *odt_item_style(struct pz_office_state *state, const struct pz_site *site, const char *align)
{
    struct pz_arena *arena = state->render->arena;
    const char *base = name_of(arena, site), *name = pz_arena_printf(arena, "Prikaz_item_%s%s", base, align);
    struct pz_buf xml = PZ_BUF_INIT;
    if (site->paragraph_props.len)
        copy_style(&xml, site->paragraph_props, name, align);
    else
        pz_buf_printf(&xml,
                      "<style:style " STYLE_NS " " FO_NS
                      " style:name=\"%s\" style:family=\"paragraph\" style:parent-style-name=\"%s\">"
                      "<style:paragraph-properties%s%s%s fo:margin-left=\"0cm\" fo:text-indent=\"0cm\"/></style:style>",
                      name, base, align[0] ? " fo:text-align=\"" : "", align, align[0] ? "\"" : "");
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
