/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/share.h"

#include <limits.h>

#include "base/i18n.h"
#include "base/io.h"

int cli_share_path(struct pz_buf *out, const char *name, struct pz_error *err)
{
    static const char *const near[] = {"../share/prikaz", "../..", "../../.."};
    char program[PATH_MAX];
    pz_program_path(program, sizeof program);
    int dir = (int)(pz_path_name(program) - program);
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        pz_buf_clear(out);
        pz_buf_printf(out, "%.*s%s/%s", dir, program, near[i], name);
        if (pz_file_exists(pz_buf_str(out)))
            return 0;
    }
    pz_buf_clear(out);
    pz_path_join(out, PZ_DATADIR, name);
    if (!out->failed && pz_file_exists(pz_buf_str(out)))
        return 0;
    return pz_fail(err, PZ_SYSTEM, "E-CLI-036", _("“%s”, which comes with the program, is not found; was it installed whole?"),
                   name);
}
