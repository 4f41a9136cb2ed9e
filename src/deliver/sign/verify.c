/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package folder compared with its manifest. */
#include <dirent.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/json.h"
#include "deliver/sign/package.h"

enum { MANIFEST_MAX = 64 << 20 };

struct check {
    const char *folder;
    struct pz_arena *arena;
    struct pz_diags *diags;
    struct pz_map *known; /* names of files the manifest speaks of */
};

static const char *below(struct check *c, const char *name)
{
    return pz_arena_printf(c->arena, "%s/%s", c->folder, name);
}

static void unreadable(struct check *c, const char *what)
{
    struct pz_place place = pz_place_file(below(c, "manifest.json"));
    pz_report(c->diags, "E-SIGN-007", &place, _("the manifest cannot be understood: %s"), what);
}

/* One file against its digest. */
static void check_file(struct check *c, const char *name, const char *digest)
{
    char actual[PZ_DIGEST_SIZE];
    struct pz_error err = PZ_ERROR_INIT;
    const char *path = below(c, name);
    struct pz_place place = pz_place_file(path);
    if (!pz_path_is_inside(name)) {
        unreadable(c, name);
        return;
    }
    pz_map_set(c->arena, c->known, name, pz_bool(true));
    if (!pz_file_exists(path))
        pz_report(c->diags, "E-SIGN-004", &place, _("the file is in the manifest but not in the package"));
    else if (pz_digest_file(actual, path, &err) != 0)
        pz_report_error(c->diags, &err);
    else if (strcmp(actual, digest) != 0)
        pz_report(c->diags, "E-SIGN-005", &place, _("the file was changed: its SHA-256 is not the one in the manifest"));
}

static void check_entry(struct check *c, const struct pz_value *v)
{
    const struct pz_map *map = v->type == PZ_MAP ? v->u.map : NULL;
    const char *file = map ? pz_map_text(c->arena, map, "file") : NULL, *digest = map ? pz_map_text(c->arena, map, "sha256") : NULL;
    if (!file || !digest) {
        unreadable(c, "documents");
        return;
    }
    check_file(c, file, digest);
    const char *source = pz_map_text(c->arena, map, "source"), *source_digest = pz_map_text(c->arena, map, "source_sha256");
    if (source && source_digest)
        check_file(c, source, source_digest);
}

/* Files of a folder that the manifest does not know. */
static void check_foreign(struct check *c, const char *name)
{
    struct dirent **names = NULL;
    int n = scandir(below(c, name), &names, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *file = pz_arena_printf(c->arena, "%s/%s", name, names[i]->d_name);
        struct pz_place place = pz_place_file(below(c, file));
        if (names[i]->d_name[0] != '.' && pz_map_get(c->known, file).type == PZ_UNDEFINED)
            pz_report(c->diags, "E-SIGN-006", &place, _("the file is not in the manifest"));
        free(names[i]);
    }
    free(names);
}

int pz_sign_package_verify(const char *path, struct pz_diags *diags, struct pz_error *err)
{
    int rc = -1;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error bad = PZ_ERROR_INIT;
    struct pz_value manifest = pz_none();
    struct check c = {.folder = path, .arena = &arena, .diags = diags, .known = pz_map_new(&arena, 64)};
    const char *name = below(&c, "manifest.json");
    if (pz_file_read(&text, name, MANIFEST_MAX, err) != 0)
        goto done;
    rc = 0;
    if (pz_json_parse(&manifest, &arena, text.data, text.len, name, &bad) != 0) {
        unreadable(&c, bad.message);
        goto done;
    }
    struct pz_value list = manifest.type == PZ_MAP ? pz_map_get(manifest.u.map, "documents") : pz_none();
    if (list.type != PZ_LIST) {
        unreadable(&c, "documents");
        goto done;
    }
    for (uint32_t i = 0; i < list.u.list->n; i++)
        check_entry(&c, &list.u.list->v[i]);
    check_foreign(&c, "documents");
    check_foreign(&c, "sources");
done:
    pz_buf_release(&text);
    pz_arena_release(&arena);
    return rc;
}
