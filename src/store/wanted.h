/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a text copied out of a document says: a number, a share, per cent. Internal to src/store. */
#ifndef PZ_STORE_WANTED_H
#define PZ_STORE_WANTED_H

#include "store/catalogue.h"

/* A text found in a document, understood. */
struct wanted {
    double number, of; /* «12 из 24»: of 24; NAN otherwise */
    int decimals;
    bool percent, is_number;
};

/* «63,3 %», «12 из 24», «1 234», «−8,75 п. п.»; is_number false for anything else. */
struct wanted wanted_read(const struct catalogue *c, const char *text);

#endif
