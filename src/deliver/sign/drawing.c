/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/drawing.h"

#include <cairo-pdf.h>
#include <librsvg/rsvg.h>

#include "base/i18n.h"

static cairo_status_t take(void *data, const unsigned char *bytes, unsigned len)
{
    struct pz_buf *out = data;
    pz_buf_put(out, bytes, len);
    return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static int refused(const char *why, struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-SIGN-043", _("the template of the mark is no usable SVG: %s"), why);
}

static int draw(RsvgHandle *handle, struct pz_buf *out, double width, double height, struct pz_error *err)
{
    GError *why = NULL;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take, out, width, height);
    cairo_t *cr = cairo_create(surface);
    RsvgRectangle viewport = {0, 0, width, height};
    int rc = rsvg_handle_render_document(handle, cr, &viewport, &why) ? 0 : refused(why ? why->message : "", err);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (rc == 0 && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        rc = refused(cairo_status_to_string(cairo_surface_status(surface)), err);
    cairo_surface_destroy(surface);
    g_clear_error(&why);
    return rc;
}

int pz_drawing_pdf(struct pz_buf *out, const char *svg, size_t len, double *width, double *height, struct pz_error *err)
{
    GError *why = NULL;
    RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)svg, len, &why);
    if (!handle) {
        int rc = refused(why ? why->message : "", err);
        g_clear_error(&why);
        return rc;
    }
    rsvg_handle_set_dpi(handle, 72); /* so that its pixels are points */
    int rc = rsvg_handle_get_intrinsic_size_in_pixels(handle, width, height) && *width > 0 && *height > 0
                 ? draw(handle, out, *width, *height, err)
                 : refused(_("it has no width and height"), err);
    g_object_unref(handle);
    return rc;
}
