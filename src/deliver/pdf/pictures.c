/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/pictures.h"

#include <strings.h>

#include "base/io.h"
#include "zip/package.h"

static bool is_photograph(const char *name)
{
    static const char *const extensions[] = {"jpg", "jpeg", "jpe", "jfif"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(pz_path_extension(name), extensions[i]) == 0)
            return true;
    return false;
}

bool pz_pdf_keeps_pictures(const char *source)
{
    struct pz_error ignored = PZ_ERROR_INIT;
    struct pz_package *package;
    bool keeps = true;
    if (pz_package_open(&package, source, NULL, &ignored) != 0)
        return true;
    for (size_t i = 0; i < pz_package_count(package) && keeps; i++)
        keeps = !is_photograph(pz_package_member(package, i)->name);
    pz_package_close(package);
    return keeps;
}
