/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The package's own records, read once. Private to src/docx. */
#ifndef PZ_DOCX_PACKAGE_H
#define PZ_DOCX_PACKAGE_H

#include "docx/names.h"

struct docx_relation {
    const char *id;
    const char *type;   /* the last part of the type's URI */
    const char *target; /* name of a member, or a URI; NULL: leads out of the package */
    bool external;
};
struct docx_relations {
    struct docx_relation *v;
    size_t n, cap;
};

struct docx_package {
    const char *main;                     /* name of the main part */
    struct docx_relations top, relations; /* of the package, of the main part */
    struct pz_text types_xml;
    struct pz_markup types;
    struct pz_markup document;
};

const struct docx_relation *docx_relation_of_type(const struct docx_relations *r, const char *type);
/* Content type of a part, "" when it has none. */
const char *docx_type_of(const struct docx_package *docx, const char *part, struct pz_arena *arena);
const char *docx_relations_name(struct pz_arena *arena, const char *part);

#endif
