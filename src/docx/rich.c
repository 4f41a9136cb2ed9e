/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich values in WordprocessingML: what stands inside a line. Blocks are in blocks.c. */
#include "docx/rich.h"

#include <math.h>

#include "base/i18n.h"

static const char relations_ns[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

void docx_put_run(struct pz_buf *out, const struct pz_site *site, const struct docx_addition *more, size_t n, struct pz_text text)
{
    int w = (int)site->prefix.len;
    const char *p = site->prefix.s;
    pz_buf_printf(out, "<%.*sr>", w, p);
    if (n || site->run_props.len)
        docx_put_props(out, DOCX_RUN_PROPS, site->prefix, site->run_props, more, n);
    pz_buf_printf(out, "<%.*st xml:space=\"preserve\">", w, p);
    pz_office_put_text(out, site, text.s, text.len);
    pz_buf_printf(out, "</%.*st></%.*sr>", w, p, w, p);
}

static void put(struct pz_buf *out, struct pz_text t)
{
    pz_buf_put(out, t.s, t.len);
}

static const char *element(struct pz_arena *arena, const struct pz_site *site, const char *name, const char *attribute,
                           const char *value)
{
    int n = (int)site->prefix.len;
    return pz_arena_printf(arena, "<%.*s%s %.*s%s=\"%s\"/>", n, site->prefix.s, name, n, site->prefix.s, attribute, value);
}

static void put_spaced(struct pz_buf *out, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena)
{
    const char *twentieths = pz_arena_printf(arena, "%ld", lround(rich->spacing_pt * 20));
    struct docx_addition more = {"spacing", element(arena, site, "spacing", "val", twentieths)};
    docx_put_run(out, site, &more, 1, (struct pz_text){rich->text, rich->len});
}

void docx_open_link(struct pz_office_state *state, struct pz_buf *out, const struct pz_site *site, const char *target)
{
    int n = (int)site->prefix.len;
    if (target[0] == '#') {
        pz_buf_printf(out, "<%.*shyperlink %.*sanchor=\"", n, site->prefix.s, n, site->prefix.s);
        pz_office_put_escaped(out, target + 1, strlen(target + 1));
        pz_buf_puts(out, "\">");
        return;
    }
    uint32_t id = docx_relate(state, "hyperlink", target, true);
    pz_buf_printf(out, "<%.*shyperlink xmlns:r=\"%s\" r:id=\"rIdPz%u\">", n, site->prefix.s, relations_ns, id);
}

void docx_close_link(struct pz_buf *out, const struct pz_site *site)
{
    pz_buf_printf(out, "</%.*shyperlink>", (int)site->prefix.len, site->prefix.s);
}

size_t docx_link_props(const struct pz_office_state *state, const struct pz_site *site, struct pz_arena *arena,
                       struct docx_addition more[3])
{
    const struct docx_package *docx = state->office->own;
    if (docx->hyperlink_style) {
        more[0] = (struct docx_addition){"rStyle", element(arena, site, "rStyle", "val", docx->hyperlink_style)};
        return 1;
    }
    more[0] = (struct docx_addition){"color", element(arena, site, "color", "val", "0563C1")};
    more[1] = (struct docx_addition){"u", element(arena, site, "u", "val", "single")};
    return 2;
}

static void put_link(struct pz_office_state *state, struct pz_buf *out, const struct pz_site *site, const struct pz_rich *rich,
                     struct pz_arena *arena)
{
    struct docx_addition more[3];
    const char *label = rich->label ? rich->label : rich->text;
    struct pz_text text = {label, strlen(label)};
    if (!pz_link_is_allowed(rich->text) || state->part->relations == PZ_NO_MEMBER || !site->paragraph_open.len) {
        docx_put_run(out, site, NULL, 0, text);
        return;
    }
    docx_open_link(state, out, site, rich->text);
    docx_put_run(out, site, more, docx_link_props(state, site, arena, more), text);
    docx_close_link(out, site);
}

static void put_blip(struct pz_buf *out, uint32_t shown, uint32_t svg)
{
    pz_buf_printf(out, "<a:blip r:embed=\"rIdPz%u\"", shown);
    if (svg)
        pz_buf_printf(out,
                      "><a:extLst><a:ext uri=\"{96DAC541-7B7A-43D3-8B79-37D633B846F1}\"><asvg:svgBlip "
                      "xmlns:asvg=\"http://schemas.microsoft.com/office/drawing/2016/SVG/main\" "
                      "r:embed=\"rIdPz%u\"/></a:ext></a:extLst></a:blip>",
                      svg);
    else
        pz_buf_puts(out, "/>");
}

/* DrawingML of a picture in the line (ISO/IEC 29500-1, 20.4.2.8). Sizes in EMU, 36,000 a millimetre. */
static void put_drawing(struct pz_buf *out, const struct pz_site *site, const struct pz_picture *p, uint32_t id, uint32_t shown,
                        uint32_t svg)
{
    long cx = lround(p->width_mm * 36000), cy = lround(p->height_mm * 36000);
    int n = (int)site->prefix.len;
    const char *w = site->prefix.s;
    pz_buf_printf(
        out,
        "<%.*sr><%.*sdrawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
        "xmlns:r=\"%s\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"%ld\" cy=\"%ld\"/><wp:docPr id=\"%u\" "
        "name=\"prikaz %u\" descr=\"",
        n, w, n, w, relations_ns, cx, cy, id, id);
    pz_office_put_escaped(out, p->alt, strlen(p->alt));
    pz_buf_printf(out,
                  "\"/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData "
                  "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic "
                  "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:nvPicPr><pic:cNvPr id=\"%u\" "
                  "name=\"prikaz %u\"/>"
                  "<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>",
                  id, id);
    put_blip(out, shown, svg);
    pz_buf_printf(
        out,
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%ld\" "
        "cy=\"%ld\"/>"
        "</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</%.*sdrawing></%.*sr>",
        cx, cy, n, w, n, w);
}

int docx_put_picture(struct pz_office_state *state, struct pz_buf *out, const struct pz_site *site, const struct pz_rich *rich,
                     struct pz_arena *arena, struct pz_error *err)
{
    struct pz_picture p;
    uint32_t shown, svg = 0;
    if (pz_picture_load(&p, state, rich, arena, err))
        return -1;
    if (p.png.len) {
        if (docx_add_media(state, p.png, "png", "image/png", &shown, err) ||
            docx_add_media(state, p.bytes, "svg", p.type, &svg, err))
            return -1;
    } else if (docx_add_media(state, p.bytes, p.extension, p.type, &shown, err)) {
        return -1;
    }
    put_drawing(out, site, &p, docx_new_id(state), shown, svg);
    return 0;
}

int docx_rich(struct pz_office_state *state, const struct pz_site *site, const struct pz_rich *rich, struct pz_arena *arena,
              struct pz_buf *out, struct pz_error *err)
{
    bool in_text = site->kind == PZ_SITE_TEXT, in_paragraph = site->kind == PZ_SITE_PARAGRAPH;
    if (site->kind == PZ_SITE_ATTRIBUTE || !site->prefix.len || site->drawing)
        return pz_office_put_plain(rich, arena, out, err);
    if (rich->kind == PZ_RICH_MARKDOWN || rich->kind == PZ_RICH_DOCUMENT)
        return docx_put_blocks(state, site, rich, arena, out, err);
    int status = 0;
    if (in_paragraph)
        put(out, site->paragraph_open);
    if (in_text)
        put(out, site->close);
    switch (rich->kind) {
    case PZ_RICH_SPACED: put_spaced(out, site, rich, arena); break;
    case PZ_RICH_LINK: put_link(state, out, site, rich, arena); break;
    default:
        if (state->part->relations == PZ_NO_MEMBER)
            status = pz_fail(err, PZ_DATA, "E-DOC-023", _("a picture cannot stand here"));
        else
            status = docx_put_picture(state, out, site, rich, arena, err);
    }
    if (in_text)
        put(out, site->open);
    if (in_paragraph)
        put(out, site->paragraph_close);
    return status;
}
