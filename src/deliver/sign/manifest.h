/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a package says about itself, in JSON and CSV. */
#ifndef PZ_DELIVER_SIGN_MANIFEST_H
#define PZ_DELIVER_SIGN_MANIFEST_H

#include "base/buf.h"
#include "deliver/sign/package.h"

/* The file that is signed, its name in the package: «documents/NAME.pdf». In the arena. */
const char *pz_manifest_signed_name(const struct pz_sign_document *document, struct pz_arena *arena);
/* «sources/NAME.docx», or NULL when the package holds no source of it. */
const char *pz_manifest_source_name(const struct pz_sign_document *document, struct pz_arena *arena);

struct pz_value pz_manifest_value(struct pz_arena *arena, const struct pz_sign_document *documents, size_t n,
                                  const struct pz_sign_package_options *options);
/* UTF-8 with a byte order mark, semicolons, CRLF: as spreadsheets of a Russian office expect it. */
void pz_manifest_csv(struct pz_buf *out, const struct pz_value *manifest);

#endif
