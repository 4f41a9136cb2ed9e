/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: English in the code, Russian in po/ru/FOLDER.po (one catalogue per folder of src, merged by the build). */
#ifndef PZ_BASE_I18N_H
#define PZ_BASE_I18N_H

#include <libintl.h>

#define PZ_DOMAIN          "prikaz"
#define _(text)            dgettext(PZ_DOMAIN, text)
#define N_(text)           text /* marked for translation, translated where it is printed */
#define PZ_N(one, many, n) dngettext(PZ_DOMAIN, one, many, n)

#endif
