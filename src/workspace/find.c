/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where templates are found: the office's own first, then the stock ones. */
#include "base/io.h"
#include "workspace/internal.h"

/* The program's folder says where its data are: PREFIX/bin/prikaz has PREFIX/share/prikaz, a build its source tree. */
static const char *beside_program(struct pz_arena *arena, const char *relative)
{
    char path[4096];
    pz_program_path(path, sizeof path);
    char *slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    const char *found = pz_arena_printf(arena, "%s/%s", path, relative);
    return pz_is_folder(found) ? found : NULL;
}

const char *const *pz_template_folders(struct pz_arena *arena, const char *workspace)
{
    static const char *const near[] = {"../share/prikaz/templates", "../../templates", "../../../templates",
                                       "../../../../templates"};
    const char **folders = PZ_NEW_ARRAY(arena, 8, const char *);
    size_t n = 0;
    if (workspace) {
        folders[n] = pz_arena_printf(arena, "%s/templates", workspace);
        n += pz_is_folder(folders[n]);
    }
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        folders[n] = beside_program(arena, near[i]);
        if (folders[n]) {
            n++;
            break;
        }
    }
    if (pz_is_folder(PZ_DATADIR "/templates"))
        folders[n++] = PZ_DATADIR "/templates";
    folders[n] = NULL;
    return folders;
}

const char *pz_template_find(const char *const *folders, const char *name, const char *format, struct pz_arena *arena)
{
    bool whole = strcmp(pz_path_extension(name), format) == 0;
    for (; *folders; folders++) {
        const char *path = pz_arena_printf(arena, whole ? "%s/%s" : "%s/%s.%s", *folders, name, format);
        if (*name && pz_path_is_inside(name) && pz_file_exists(path))
            return path;
    }
    return NULL;
}
