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

/* A pz_svg is librsvg's handle: there is nothing to add to it. */
static RsvgHandle *handle_of(struct pz_svg *svg)
{
    return (RsvgHandle *)svg;
}

static int refused(const char *why, struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DOC-022", _("the picture cannot be drawn: %s"), why);
}

int pz_svg_new(struct pz_svg **out, const void *data, size_t len, struct pz_error *err)
{
    if (pz_late_load(&library, err) != 0)
        return -1;
    GError *why = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data(data, len, &why);
    int status = handle ? 0 : refused(why ? why->message : "", err);
    g_clear_error(&why);
    *out = (struct pz_svg *)handle;
    return status;
}

void pz_svg_free(struct pz_svg *svg)
{
    if (svg)
        g_object_unref(handle_of(svg));
}

void pz_svg_size(struct pz_svg *svg, double *width_mm, double *height_mm)
{
    RsvgHandle *handle = handle_of(svg);
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

/* Draw over the whole surface. */
static int draw(RsvgHandle *handle, cairo_surface_t *surface, double width, double height, struct pz_error *err)
{
    GError *why = NULL;
    RsvgRectangle view = {0, 0, width, height};
    cairo_t *cr = cairo_create(surface);
    int status = rsvg_handle_render_document(handle, cr, &view, &why) ? 0 : refused(why ? why->message : "", err);
    cairo_destroy(cr);
    g_clear_error(&why);
    return status;
}

static int judge(cairo_status_t status, const struct pz_buf *out, struct pz_error *err)
{
    if (out->failed)
        return pz_fail_memory(err);
    return status == CAIRO_STATUS_SUCCESS ? 0 : refused(cairo_status_to_string(status), err);
}

int pz_svg_png(struct pz_svg *svg, struct pz_buf *png, double width_mm, double height_mm, double dpi, double most_pixels,
               struct pz_error *err)
{
    double scale = dpi / mm_per_inch, longest = fmax(width_mm, height_mm) * scale, pixels = width_mm * height_mm * scale * scale;
    if (pixels > most_pixels || longest > side_most)
        scale *= fmin(sqrt(most_pixels / pixels), side_most / longest);
    int width = (int)fmax(ceil(width_mm * scale), 1), height = (int)fmax(ceil(height_mm * scale), 1);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    int status = draw(handle_of(svg), surface, ceil(width_mm * scale), ceil(height_mm * scale), err);
    if (!status)
        status = judge(cairo_surface_write_to_png_stream(surface, take, png), png, err);
    cairo_surface_destroy(surface);
    return status;
}

int pz_svg_pdf(struct pz_svg *svg, struct pz_buf *pdf, double *width, double *height, struct pz_error *err)
{
    RsvgHandle *handle = handle_of(svg);
    rsvg_handle_set_dpi(handle, points_per_inch); /* so that its pixels are points */
    if (!rsvg_handle_get_intrinsic_size_in_pixels(handle, width, height) || *width <= 0 || *height <= 0)
        return refused(_("it has no width and height"), err);
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take, pdf, *width, *height);
    int status = draw(handle, surface, *width, *height, err);
    cairo_surface_finish(surface);
    if (!status)
        status = judge(cairo_surface_status(surface), pdf, err);
    cairo_surface_destroy(surface);
    return status;
}
