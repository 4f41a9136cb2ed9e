/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Styles of an ODT resolved to shapes and looks. OpenDocument 1.3 part 3, 16 (styles), 20 (properties). */
#ifndef PZ_FORM_ODT_STYLE_H
#define PZ_FORM_ODT_STYLE_H

#include "form/build.h"

/* Where styles are looked up, the nearest first. */
struct pz_odt_styles {
    const struct pz_xml_node *automatic;          /* of the part being read */
    const struct pz_xml_node *common;             /* office:styles */
    const struct pz_xml_node *fonts, *more_fonts; /* font-face-decls of both parts */
};

/* Length in millimetres; otherwise when text is NULL or no length. */
double pz_odt_mm(const char *text, double otherwise);

const struct pz_xml_node *pz_odt_style(const struct pz_odt_styles *s, const char *family, const char *name);
/* The name a person gave: of the style itself or, for an automatic one, of its parent. "" for none. */
const char *pz_odt_style_name(const struct pz_odt_styles *s, const char *name);
void pz_odt_resolve_paragraph(const struct pz_odt_styles *s, const char *name, struct pz_form_shape *shape,
                              struct pz_form_look *look);
struct pz_form_look pz_odt_resolve_span(const struct pz_odt_styles *s, const struct pz_form_look *around, const char *name);
/* master-page-name of the style, or NULL. */
const char *pz_odt_master_of(const struct pz_odt_styles *s, const char *name);
/* Level style (number or bullet) of a list style, or NULL. level counts from 1. */
const struct pz_xml_node *pz_odt_list_level(const struct pz_odt_styles *s, const char *list_style, unsigned level);

#endif
