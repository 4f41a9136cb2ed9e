/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/svg.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <librsvg/rsvg.h>
#include <math.h>

#include "base/i18n.h"
#include "base/late.h"

#define LATE PZ_LATE_DEFINE
#include "office/svg.def"
#undef LATE

static const struct pz_late_function functions[] = {
#define LATE PZ_LATE_ROW
#include "office/svg.def"
#undef LATE
};
static struct pz_late library = PZ_LATE_INIT(PZ_LIBRSVG, functions);

static const double mm_per_inch = 25.4, css_dpi = 96, points_per_inch = 72, side_most = 6000;

/* Words of libraries end with a line end now and then. */
static int refused(const char *why, struct pz_error *err)
{
    int len = (int)strlen(why);
    while (len && (why[len - 1] == '\n' || why[len - 1] == ' '))
        len--;
    char words[400];
    snprintf(words, sizeof words, "%.*s", len, why);
    return pz_fail(err, PZ_DATA, "E-DOC-022", _("the picture cannot be drawn: %s"), words);
}

/* What width and height say, else the view box, else 300 × 150 pixels. */
static void own_size_mm(RsvgHandle *handle, double *width_mm, double *height_mm)
{
    gdouble width = 0, height = 0;
    rsvg_handle_set_dpi(handle, css_dpi);
    if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height) || width <= 0 || height <= 0) {
        RsvgLength w, h;
        RsvgRectangle box;
        gboolean has_w, has_h, has_box;
        rsvg_handle_get_intrinsic_dimensions(handle, &has_w, &w, &has_h, &h, &has_box, &box);
        width = has_box ? box.width : 300;
        height = has_box ? box.height : 150;
    }
    *width_mm = width / css_dpi * mm_per_inch;
    *height_mm = height / css_dpi * mm_per_inch;
}

static cairo_status_t take(void *out, const unsigned char *bytes, unsigned len)
{
    pz_buf_put(out, bytes, len);
    return ((struct pz_buf *)out)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

/* Draw what is width × height large over the whole surface, stretched to it where that is no whole number of pixels. */
static int draw(RsvgHandle *handle, cairo_surface_t *surface, double width, double height, double stretch_x, double stretch_y,
                struct pz_error *err)
{
    GError *why = NULL;
    RsvgRectangle view = {0, 0, width, height};
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, stretch_x, stretch_y);
    int status = rsvg_handle_render_document(handle, cr, &view, &why) ? 0 : -1;
    const char *said = why ? why->message : "";
    if (status && strstr(said, "NoMemory")) /* librsvg has no code for it */
        pz_fail_memory(err);
    else if (status)
        refused(said, err);
    cairo_destroy(cr);
    g_clear_error(&why);
    return status;
}

static int judge(cairo_status_t status, const struct pz_buf *out, struct pz_error *err)
{
    if (out->failed || status == CAIRO_STATUS_NO_MEMORY)
        return pz_fail_memory(err);
    return status == CAIRO_STATUS_SUCCESS ? 0 : refused(cairo_status_to_string(status), err);
}

void pz_svg_fit(double *width, double *height, double asked_width, double asked_height, double widest)
{
    double ratio = *width > 0 ? *height / *width : 1;
    if (asked_width > 0 && asked_height > 0) {
        *width = asked_width;
        *height = asked_height;
    } else if (asked_width > 0) {
        *width = asked_width;
        *height = asked_width * ratio;
    } else if (asked_height > 0) {
        *width = asked_height / ratio;
        *height = asked_height;
    } else if (*width > widest) {
        *width = widest;
        *height = widest * ratio;
    }
}

/* Whether all pixels are opaque, and whether they are grey besides; of a surface of 32 bits a pixel. */
static void look(cairo_surface_t *surface, bool *opaque, bool *grey)
{
    int width = cairo_image_surface_get_width(surface), stride = cairo_image_surface_get_stride(surface);
    const unsigned char *data = cairo_image_surface_get_data(surface);
    *opaque = *grey = data != NULL;
    for (int y = cairo_image_surface_get_height(surface); *opaque && y--; data += stride) {
        for (int x = 0; x < width && *opaque; x++) {
            uint32_t p;
            memcpy(&p, data + (size_t)x * 4, sizeof p);
            *opaque = p >> 24 == 0xff;
            *grey &= (p & 0xff) == (p >> 8 & 0xff) && (p & 0xff) == (p >> 16 & 0xff);
        }
    }
}

/* The grey of each pixel, one byte each in place of four, rows in the same places. */
static void pack_grey(unsigned char *data, int width, int height, int stride)
{
    for (; height--; data += stride) {
        for (int x = 0; x < width; x++) {
            uint32_t p;
            memcpy(&p, data + (size_t)x * 4, sizeof p);
            data[x] = (unsigned char)p;
        }
    }
}

/* PNG without the channels that say nothing: whoever puts the picture into a PDF has a quarter to read and to pack. */
static cairo_status_t put_png(cairo_surface_t *surface, struct pz_buf *out)
{
    bool opaque, grey;
    int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface),
        stride = cairo_image_surface_get_stride(surface);
    cairo_surface_flush(surface);
    look(surface, &opaque, &grey);
    if (!opaque)
        return cairo_surface_write_to_png_stream(surface, take, out);
    unsigned char *data = cairo_image_surface_get_data(surface);
    if (grey)
        pack_grey(data, width, height, stride);
    /* cairo writes a surface of coverage alone as PNG of greys */
    cairo_surface_t *less =
        cairo_image_surface_create_for_data(data, grey ? CAIRO_FORMAT_A8 : CAIRO_FORMAT_RGB24, width, height, stride);
    cairo_status_t status = cairo_surface_write_to_png_stream(less, take, out);
    cairo_surface_destroy(less);
    return status;
}

static int draw_png(RsvgHandle *handle, struct pz_buf *out, struct pz_svg_drawn *drawn, const struct pz_svg_order *order,
                    struct pz_error *err)
{
    own_size_mm(handle, &drawn->width, &drawn->height);
    pz_svg_fit(&drawn->width, &drawn->height, order->width_mm, order->height_mm, order->widest_mm);
    double scale = order->dpi / mm_per_inch, longest = fmax(drawn->width, drawn->height) * scale,
           pixels = drawn->width * drawn->height * scale * scale;
    if (!isfinite(pixels))
        return refused(_("it has no width and height"), err);
    if (pixels > order->most_pixels || longest > side_most)
        scale *= fmin(sqrt(order->most_pixels / pixels), side_most / longest);
    double exact_width = drawn->width * scale, exact_height = drawn->height * scale;
    double width = fmax(ceil(exact_width), 1), height = fmax(ceil(exact_height), 1);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
    int status = draw(handle, surface, exact_width, exact_height, width / exact_width, height / exact_height, err);
    if (!status)
        status = judge(put_png(surface, out), out, err);
    cairo_surface_destroy(surface);
    return status;
}

static int draw_pdf(RsvgHandle *handle, struct pz_buf *out, struct pz_svg_drawn *drawn, struct pz_error *err)
{
    rsvg_handle_set_dpi(handle, points_per_inch); /* so that its pixels are points */
    if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, &drawn->width, &drawn->height) || drawn->width <= 0 || drawn->height <= 0)
        return refused(_("it has no width and height"), err);
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take, out, drawn->width, drawn->height);
    int status = draw(handle, surface, drawn->width, drawn->height, 1, 1, err);
    cairo_surface_finish(surface);
    if (!status)
        status = judge(cairo_surface_status(surface), out, err);
    cairo_surface_destroy(surface);
    return status;
}

int pz_svg_draw_here(struct pz_buf *out, struct pz_svg_drawn *drawn, const void *data, size_t len, const struct pz_svg_order *order,
                     struct pz_error *err)
{
    *drawn = (struct pz_svg_drawn){0};
    if (pz_late_load(&library, err) != 0)
        return -1;
    GError *why = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data(data, len, &why);
    int status = !handle                       ? refused(why ? why->message : "", err)
                 : order->output == PZ_SVG_PDF ? draw_pdf(handle, out, drawn, err)
                                               : draw_png(handle, out, drawn, order, err);
    if (handle)
        g_object_unref(handle);
    g_clear_error(&why);
    return status;
}
