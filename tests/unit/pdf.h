/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF of objects written down in a test: objects[i] is what stands inside object i + 1; the first is the catalogue. */
#ifndef PZ_TEST_PDF_H
#define PZ_TEST_PDF_H

#include "base/buf.h"
#include "test.h"

enum { PDF_OBJECTS = 64 };

static inline void make_pdf(struct pz_buf *out, const char *const *objects, size_t n)
{
    size_t at[PDF_OBJECTS];
    assert_true(n <= PDF_OBJECTS);
    pz_buf_puts(out, "%PDF-1.7\n");
    for (size_t i = 0; i < n; i++) {
        at[i] = out->len;
        pz_buf_printf(out, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
    }
    size_t table = out->len;
    pz_buf_printf(out, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
    for (size_t i = 0; i < n; i++)
        pz_buf_printf(out, "%010zu 00000 n \n", at[i]);
    pz_buf_printf(out, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n + 1, table);
    assert_false(out->failed);
}

#endif
