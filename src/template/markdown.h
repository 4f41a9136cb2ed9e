/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown (CommonMark with tables and strike-through, raw HTML switched off) as HTML and as plain text. */
#ifndef PZ_TEMPLATE_MARKDOWN_H
#define PZ_TEMPLATE_MARKDOWN_H

#include "base/buf.h"

/* Append. Links with a scheme other than http, https, mailto, tel or none lose their target. -1 only when memory runs out. */
int pz_markdown_html(struct pz_buf *out, const char *text, size_t len);
/* Append the words without marks; a line for each paragraph, item and table row. */
int pz_markdown_text(struct pz_buf *out, const char *text, size_t len);

#endif
