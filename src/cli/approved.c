/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/approved.h"

#include <stdio.h>

#include "base/io.h"

#define FORMS "approved/forms.csv"

enum { FORMS_MAX = 64 << 20 };

/* The list where it is looked for; false when it is not there. */
static bool find(char *path, size_t size, const char *near)
{
    snprintf(path, size, FORMS);
    if (pz_file_exists(path) || !near)
        return pz_file_exists(path);
    int folder = (int)(pz_path_name(near) - near);
    snprintf(path, size, "%.*s" FORMS, folder, near);
    if (pz_file_exists(path))
        return true;
    snprintf(path, size, "%.*s../" FORMS, folder, near);
    return pz_file_exists(path);
}

int cli_approved(struct pz_approved **out, const char *path, const char *near, struct pz_diags *diags, struct pz_error *err)
{
    char found[PZ_PATH_MAX];
    struct pz_buf text = PZ_BUF_INIT;
    if (!path && !find(found, sizeof found, near))
        return 0;
    path = path ? path : found;
    int rc = pz_file_read(&text, path, FORMS_MAX, err);
    if (rc == 0 && pz_approved_load(out, pz_buf_str(&text), text.len, path, diags) != 0)
        rc = pz_fail_memory(err);
    pz_buf_release(&text);
    return rc;
}
