/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters of the field: Russian forms of names, numbers and dates. */
#include "template/filter.h"

const struct filter pzt_filters_russian[] = {
    {NULL, NULL, NULL, 0, NULL, NULL},
};
