/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/formats.h"

const struct pz_format pz_text_format = {.transient = true};
const struct pz_format pz_html_format = {.escape = true, .transient = true};
const struct pz_format pz_svg_format = {.escape = true, .transient = true};
