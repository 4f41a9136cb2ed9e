/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text, HTML and SVG as formats: how values, rich ones too, are written into them. */
#include "template/formats.h"

#include <limits.h>
#include <qrencode.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "template/loader.h"
#include "template/markdown.h"
#include "template/operate.h"
#include "template/rich.h"

enum { PICTURE_BYTES_MAX = 32 << 20 };

/* QR ------------------------------------------------------------------------------------------------------- */

static int put_qr(struct pz_buf *out, const struct pz_rich *r, struct pz_error *err)
{
    static const char levels[] = "LMQH";
    static const QRecLevel codes[] = {QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H};
    const char *level = strchr(levels, r->level);
    QRcode *qr = r->len ? QRcode_encodeString8bit(r->text, 0, codes[level ? level - levels : 1]) : NULL;
    if (!qr)
        return pz_fail(err, PZ_DATA, "E-TPL-027", _("the text for the QR code is empty or too long"));
    int n = qr->width, edge = n + 8; /* four modules of silence around, as the standard asks */
    pz_buf_printf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%gmm\" height=\"%gmm\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
        r->width_mm, r->height_mm, edge, edge);
    const char *label = r->label ? r->label : "QR";
    pzt_write_escaped(out, label, strlen(label));
    pz_buf_printf(out, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"", edge, edge);
    for (int y = 0; y < n; y++)
        for (int x = 0; x < n;) {
            int run = 0;
            while (x + run < n && (qr->data[y * n + x + run] & 1))
                run++;
            if (run)
                pz_buf_printf(out, "M%d %dh%dv1h-%dz", x + 4, y + 4, run, run);
            x += run ? run : 1;
        }
    pz_buf_puts(out, "\"/></svg>");
    QRcode_free(qr);
    return 0;
}

/* Pictures ------------------------------------------------------------------------------------------------- */

static void put_base64(struct pz_buf *out, const char *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *s = (const unsigned char *)bytes;
    for (size_t i = 0; i < len; i += 3) {
        uint32_t v = (uint32_t)s[i] << 16 | (i + 1 < len ? (uint32_t)s[i + 1] << 8 : 0) | (i + 2 < len ? s[i + 2] : 0);
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63], i + 1 < len ? digits[v >> 6 & 63] : '=',
                        i + 2 < len ? digits[v & 63] : '='};
        pz_buf_put(out, four, 4);
    }
}

static const char *media_type(const char *name)
{
    static const char *const types[][2] = {
        {"png", "image/png"}, {"jpg", "image/jpeg"}, {"jpeg", "image/jpeg"}, {"svg", "image/svg+xml"}, {"gif", "image/gif"}};
    const char *extension = pz_path_extension(name);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcasecmp(types[i][0], extension) == 0)
            return types[i][1];
    return NULL;
}

/* An SVG picture may be a template: a chart of the data it is given. */
static int render_svg(struct pz_buf *out, const struct pz_rich *r, const char *const *folders, struct pz_arena *arena,
                      struct pz_error *err)
{
    struct pz_template_options options = {.names = pz_names_default(), .format = &pz_svg_format};
    struct pz_loader *loader = NULL;
    const struct pz_program *program = NULL;
    struct pz_limits limits = {.steps = 500000}; /* a picture is a small part of a page */
    struct pz_render render = {.context = r->context, .arena = arena, .limits = &limits};
    int status = pz_loader_new(&loader, folders, &options, err);
    if (status == 0)
        status = pz_loader_get(loader, r->text, r->len, &program, err);
    if (status == 0)
        status = pz_program_render(program, &render, out, err);
    pz_loader_free(loader);
    return status;
}

static int picture_bytes(struct pz_buf *bytes, const struct pz_rich *r, const char *type, const char *const *folders,
                         struct pz_arena *arena, struct pz_error *err)
{
    char real[PATH_MAX];
    if (!pz_path_is_inside(r->text))
        return pz_fail(err, PZ_DATA, "E-TPL-040", _("the picture “%s” lies outside of the folders of templates"), r->text);
    for (size_t i = 0; folders[i]; i++)
        if (pzt_locate(folders[i], r->text, real))
            return strcmp(type, "image/svg+xml") == 0 ? render_svg(bytes, r, folders, arena, err)
                                                      : pz_file_read(bytes, real, PICTURE_BYTES_MAX, err);
    return pz_fail(err, PZ_DATA, "E-TPL-046", _("there is no picture “%s”"), r->text);
}

static int put_source(struct pz_buf *out, const struct pz_rich *r, const struct pz_text_state *state, struct pz_arena *arena,
                      struct pz_error *err)
{
    if (strncmp(r->text, "data:image/", 11) == 0 || !state || !state->folders) {
        pzt_write_escaped(out, r->text, r->len);
        return 0;
    }
    const char *type = media_type(r->text);
    if (!type)
        return pz_fail(err, PZ_DATA, "E-TPL-046", _("“%s” is no picture this format can hold (PNG, JPEG, SVG, GIF)"), r->text);
    struct pz_buf bytes = PZ_BUF_INIT;
    int status = picture_bytes(&bytes, r, type, state->folders, arena, err);
    if (status == 0) {
        pz_buf_printf(out, "data:%s;base64,", type);
        put_base64(out, pz_buf_str(&bytes), bytes.len);
    }
    if (bytes.failed)
        status = pz_fail_memory(err);
    pz_buf_release(&bytes);
    return status;
}

static int put_image(struct pz_buf *out, const struct pz_rich *r, const struct pz_text_state *state, bool svg,
                     struct pz_arena *arena, struct pz_error *err)
{
    pz_buf_puts(out, svg ? "<image href=\"" : "<img src=\"");
    if (put_source(out, r, state, arena, err) < 0)
        return -1;
    if (svg) {
        pz_buf_putc(out, '"');
        if (r->width_mm > 0)
            pz_buf_printf(out, " width=\"%gmm\"", r->width_mm);
        if (r->height_mm > 0)
            pz_buf_printf(out, " height=\"%gmm\"", r->height_mm);
        pz_buf_puts(out, "/>");
        return 0;
    }
    pz_buf_puts(out, "\" alt=\"");
    if (r->label)
        pzt_write_escaped(out, r->label, strlen(r->label));
    pz_buf_putc(out, '"');
    if (r->width_mm > 0 || r->height_mm > 0) {
        pz_buf_puts(out, " style=\"");
        if (r->width_mm > 0)
            pz_buf_printf(out, "width:%gmm", r->width_mm);
        if (r->height_mm > 0)
            pz_buf_printf(out, "%sheight:%gmm", r->width_mm > 0 ? ";" : "", r->height_mm);
        pz_buf_putc(out, '"');
    }
    pz_buf_puts(out, "/>");
    return 0;
}

/* Values --------------------------------------------------------------------------------------------------- */

static bool safe_target(const char *s, size_t len)
{
    const char *colon = memchr(s, ':', len);
    if (!colon || memchr(s, '/', (size_t)(colon - s)))
        return true;
    return strncasecmp(s, "http:", 5) == 0 || strncasecmp(s, "https:", 6) == 0 || strncasecmp(s, "mailto:", 7) == 0 ||
           strncasecmp(s, "tel:", 4) == 0;
}

static void put_link(struct pz_buf *out, const struct pz_rich *r)
{
    const char *label = r->label ? r->label : r->text;
    pz_buf_puts(out, "<a href=\"");
    if (safe_target(r->text, r->len))
        pzt_write_escaped(out, r->text, r->len);
    pz_buf_puts(out, "\">");
    pzt_write_escaped(out, label, strlen(label));
    pz_buf_puts(out, "</a>");
}

static int put_rich(struct pz_buf *out, const struct pz_rich *r, const struct pz_text_state *state, bool svg,
                    struct pz_arena *arena, struct pz_error *err)
{
    switch (r->kind) {
    case PZ_RICH_MARKDOWN: {
        if (!svg)
            return pz_markdown_html(out, r->text, r->len) == 0 ? 0 : pz_fail_memory(err);
        struct pz_buf text = PZ_BUF_INIT;
        int status = pz_markdown_text(&text, r->text, r->len);
        pzt_write_escaped(out, pz_buf_str(&text), text.len);
        pz_buf_release(&text);
        return status == 0 ? 0 : pz_fail_memory(err);
    }
    case PZ_RICH_IMAGE: return put_image(out, r, state, svg, arena, err);
    case PZ_RICH_QR: return put_qr(out, r, err);
    case PZ_RICH_LINK: put_link(out, r); return 0;
    case PZ_RICH_SPACED:
        pz_buf_printf(out, svg ? "<tspan letter-spacing=\"%gpt\">" : "<span style=\"letter-spacing:%gpt\">", r->spacing_pt);
        pzt_write_escaped(out, r->text, r->len);
        pz_buf_puts(out, svg ? "</tspan>" : "</span>");
        return 0;
    case PZ_RICH_DOCUMENT: break;
    }
    return pz_fail(err, PZ_DATA, "E-TPL-047", _("a document can be put only into a DOCX or an ODT"));
}

static int put(struct pz_buf *out, const struct pz_value *v, const struct pz_text_state *state, bool svg, struct pz_arena *arena,
               struct pz_error *err)
{
    const struct pz_rich *rich = pz_rich_of(v);
    if (rich)
        return put_rich(out, rich, state, svg, arena, err);
    if (v->type == PZ_STRING) {
        if (v->flags & PZ_SAFE)
            pz_buf_put(out, v->u.s, v->len);
        else
            pzt_write_escaped(out, v->u.s, v->len);
        return 0;
    }
    if (v->type == PZ_INT || v->type == PZ_BOOL || v->type == PZ_FLOAT || v->type == PZ_NONE) {
        pzt_write_text(NULL, out, *v);
        return 0;
    }
    return 1; /* the language writes it as text */
}

static int html_value(void *state, uint32_t site, const struct pz_value *v, struct pz_arena *arena, struct pz_buf *out,
                      struct pz_error *err)
{
    (void)site;
    return put(out, v, state, false, arena, err);
}

static int svg_value(void *state, uint32_t site, const struct pz_value *v, struct pz_arena *arena, struct pz_buf *out,
                     struct pz_error *err)
{
    (void)site;
    return put(out, v, state, true, arena, err);
}

const struct pz_format pz_text_format = {.transient = true};
const struct pz_format pz_html_format = {.write_value = html_value, .escape = true, .transient = true};
const struct pz_format pz_svg_format = {.write_value = svg_value, .escape = true, .transient = true};
