/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/late.h"

#include <dlfcn.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static int missing(const struct pz_late *library, struct pz_error *err)
{
    const char *why = dlerror();
    return pz_fail(err, PZ_SYSTEM, "E-SYS-009", _("the library “%s” cannot be loaded: %s"), library->file, why ? why : "");
}

static int load(struct pz_late *library, struct pz_error *err)
{
    void *handle = pz_fault_step() ? NULL : dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
    if (!handle)
        return missing(library, err);
    for (size_t i = 0; i < library->n; i++) {
        void *found = dlsym(handle, library->functions[i].name);
        if (!found) {
            int status = missing(library, err);
            dlclose(handle);
            return status;
        }
        memcpy(library->functions[i].at, &found,
               sizeof found); /* ISO C has no way from an object to a function; POSIX has one size */
    }
    library->handle = handle;
    return 0;
}

int pz_late_load(struct pz_late *library, struct pz_error *err)
{
    pthread_mutex_lock(&library->lock);
    int status = library->handle ? 0 : load(library, err);
    pthread_mutex_unlock(&library->lock);
    return status;
}
