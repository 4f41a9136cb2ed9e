/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "odt/names.h"

bool odt_is_special(const char *word, size_t len)
{
    (void)word, (void)len;
    return false;
}

void odt_special(struct pz_part *part, uint32_t tag)
{
    (void)part, (void)tag;
}
