/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QR codes (ISO/IEC 18004) as one SVG path, four modules of quiet zone around. */
#include <qrencode.h>

#include "deliver/site/model.h"

enum { QUIET = 4 };

struct pz_value pz_site_qr(const char *text, const char *label, struct pz_arena *arena)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return pz_none();
    struct pz_buf svg = PZ_BUF_INIT;
    int size = code->width + 2 * QUIET;
    pz_buf_printf(&svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", size, size);
    pz_buf_put_xml(&svg, label, strlen(label));
    pz_buf_puts(&svg, "\" shape-rendering=\"crispEdges\"><path d=\"");
    for (int y = 0; y < code->width; y++)
        for (int x = 0, run = 0; x < code->width; x += run) {
            run = 1;
            if (!(code->data[y * code->width + x] & 1))
                continue;
            while (x + run < code->width && code->data[y * code->width + x + run] & 1)
                run++;
            pz_buf_printf(&svg, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
        }
    pz_buf_puts(&svg, "\"/></svg>");
    QRcode_free(code);
    size_t len = svg.len;
    struct pz_value v = pz_strn(pz_arena_take(arena, &svg), len);
    v.flags |= PZ_SAFE;
    return v;
}
