/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Styles, defaults, theme and numbering of a DOCX, resolved to shapes and looks. ECMA-376-1, 17.7 (styles), 17.9 (numbering), 17.3. */
#ifndef PZ_FORM_DOCX_STYLE_H
#define PZ_FORM_DOCX_STYLE_H

#include "form/build.h"

struct pz_docx_styles {
    const struct pz_xml_node *styles, *numbering; /* root elements, or NULL */
    const char *minor_font, *major_font;          /* of the theme, or NULL */
    const char *default_paragraph;                /* style id, or NULL */
    struct pz_docx_counter {
        const char *list; /* abstractNumId */
        unsigned at[9];
    } * counters;
    size_t counter_n, counter_cap;
};

/* The style element of an id, or NULL. */
const struct pz_xml_node *pz_docx_style(const struct pz_docx_styles *s, const char *id);
const char *pz_docx_style_name(const struct pz_docx_styles *s, const char *id);

/* Shape of a paragraph and the look its runs start from. ppr: its own pPr, or NULL. */
void pz_docx_resolve_paragraph(const struct pz_docx_styles *s, const struct pz_xml_node *ppr, struct pz_form_shape *shape,
                               struct pz_form_look *look);
/* Look of a run: the paragraph's look, the character style, its own rPr. */
struct pz_form_look pz_docx_resolve_run(const struct pz_docx_styles *s, const struct pz_form_look *paragraph,
                                        const struct pz_xml_node *rpr);
/* Label of a numbered paragraph, counting it; NULL when it has none. In the builder's arena. */
const char *pz_docx_label(struct pz_form_builder *b, struct pz_docx_styles *s, const struct pz_xml_node *ppr);

#endif
