/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template's package in the clothes of a form profile. Inside src/document only. */
#ifndef PZ_DOCUMENT_DRESS_H
#define PZ_DOCUMENT_DRESS_H

#include "base/value.h"
#include "zip/package.h"

/* Put the profile into the members that hold styles and pages. `bytes` receives the new package, which takes the place of *package (the old
 * one is closed) and has to outlive it. On failure *package stays as it was. Errors: E-ZIP-…, E-SYS-001. */
int pz_package_dress(struct pz_buf *bytes, struct pz_package **package, const struct pz_map *profile, struct pz_error *err);

#endif
