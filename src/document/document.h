/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One face over every template format (DOCX, ODT, HTML, SVG, text), chosen by the file's name and content:
 * open once, render many times from many threads. */
#ifndef PZ_DOCUMENT_DOCUMENT_H
#define PZ_DOCUMENT_DOCUMENT_H

#include "base/buf.h"
#include "base/error.h"
#include "template/program.h"

struct pz_document; /* a compiled template; immutable, shared by threads */

enum pz_document_kind { PZ_DOCUMENT_DOCX, PZ_DOCUMENT_ODT, PZ_DOCUMENT_HTML, PZ_DOCUMENT_SVG, PZ_DOCUMENT_TEXT };

struct pz_document_options {
    struct pz_template_options language; /* format and loader are filled in by the format */
    const char *const *folders;          /* where included templates, pictures and documents may come from; NULL-terminated */
    unsigned level;               /* of libdeflate; 0: parts with tags by their template's plan (zip/splice.h), all else at 1 */
    const struct pz_map *profile; /* form profile put into a package's styles and pages (docx/profile.h), or NULL */
};

/* Open and compile. All errors of the template go to diags, each with its place; -1 when there was any. */
int pz_document_open(struct pz_document **out, const char *path, const struct pz_document_options *options, struct pz_diags *diags);
void pz_document_close(struct pz_document *document);
enum pz_document_kind pz_document_kind(const struct pz_document *document);

/* What one thread needs to render (compressor, buffers); reused from document to document. */
struct pz_document_worker;
int pz_document_worker_new(struct pz_document_worker **out, struct pz_error *err);
void pz_document_worker_free(struct pz_document_worker *worker);

/* Append the finished file's bytes to out: same template and context, same bytes, on any machine. */
int pz_document_render(const struct pz_document *document, struct pz_document_worker *worker, struct pz_render *render,
                       struct pz_buf *out, struct pz_error *err);

/* Whether a DOCX or ODT is a template: a finished document has no tags. */
bool pz_document_has_tags(const struct pz_document *document);
void pz_document_fields(const struct pz_document *document, struct pz_arena *arena, struct pz_field_list *out);

/* A copy of a DOCX or ODT template with a comment at the place of each finding about it. diags: what opening it (or a check of its
 * fields) reported; findings about other files are passed over. Errors: E-DOC-030 not such a document, E-ZIP-…. */
int pz_document_annotate(const char *path, const struct pz_document_options *options, const struct pz_diags *diags,
                         struct pz_buf *out, struct pz_error *err);
/* A copy with look-alike letters (Latin among Cyrillic and the other way round, names that are defined in the other alphabet) and
 * typographic quotes in tags mended; formatting and everything else stays. *mended: letters and quotes replaced; 0: nothing is appended.
 * Errors: as above. */
int pz_document_fix(const char *path, const struct pz_document_options *options, struct pz_buf *out, size_t *mended,
                    struct pz_error *err);

#endif
