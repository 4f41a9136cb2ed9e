/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form profile put into the parts of an ODT template. */
#ifndef PZ_ODT_PROFILE_H
#define PZ_ODT_PROFILE_H

#include "base/buf.h"
#include "base/value.h"

/* Change the text of a member (styles.xml, content.xml) as the profile says; true when the member is one of them. profile: as in docx/profile.h. */
bool pz_odt_profile(struct pz_buf *xml, const char *member, const struct pz_map *profile);

#endif
