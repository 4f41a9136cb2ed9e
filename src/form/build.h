/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building a model: what the readers of both formats share. Open inside the folder. */
#ifndef PZ_FORM_BUILD_H
#define PZ_FORM_BUILD_H

#include "base/buf.h"
#include "form/model.h"
#include "xml/xml.h"
#include "zip/package.h"

/* State of a walk over one document. */
struct pz_form_builder {
    struct pz_form_model *model;
    struct pz_package *package;
    struct pz_buf text; /* of the open paragraph */
    struct pz_form_run *runs;
    size_t run_n, run_cap;
    enum pz_form_area area;
    int section, table, row, column;
    unsigned numbers[PZ_AREA_TEXT_BOX + 1];
};

/* Text into the open paragraph with its look. */
void pz_form_add_text(struct pz_form_builder *b, const char *text, size_t len, const struct pz_form_look *look);
/* Close the open paragraph: it becomes the model's last one, borrowed until the next. */
struct pz_form_paragraph *pz_form_end_paragraph(struct pz_form_builder *b, const struct pz_form_shape *shape, const char *style,
                                                const char *label);
int pz_form_add_table(struct pz_form_builder *b);
void pz_form_add_picture(struct pz_form_builder *b, const char *name, const char *alternative);
struct pz_form_section *pz_form_add_section(struct pz_form_builder *b);

/* An XML part of the package as a tree in the model's arena; NULL when the part is missing (needed false) or on failure. */
struct pz_xml_doc *pz_form_part(struct pz_form_builder *b, const char *name, bool needed, struct pz_error *err);

/* Value of an attribute by local name, whatever its namespace; NULL when there is none. */
const char *pz_form_attr(const struct pz_xml_node *node, const char *name);
bool pz_form_is(const struct pz_xml_node *node, const char *name);
/* The child of a child …: pz_form_path(n, "pPr", "jc", NULL). */
const struct pz_xml_node *pz_form_path(const struct pz_xml_node *node, ...) __attribute__((sentinel));

/* Read the two formats into b->model. */
int pz_form_read_docx(struct pz_form_builder *b, struct pz_error *err);
int pz_form_read_odt(struct pz_form_builder *b, struct pz_error *err);

/* Labels of numbered paragraphs. format: "decimal" "lowerLetter" "upperLetter" "lowerRoman" "upperRoman" "russian", else decimal. */
void pz_form_number(struct pz_buf *out, unsigned n, const char *format);

#endif
