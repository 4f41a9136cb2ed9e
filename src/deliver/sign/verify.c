/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package, folder or ZIP, compared with its list of digests and with its manifest. */
#include "base/i18n.h"
#include "base/io.h"
#include "base/json.h"
#include "deliver/sign/package.h"
#include "deliver/sums.h"

struct check {
    struct pz_tree tree;
    struct pz_arena *arena;
    struct pz_diags *diags;
};

static void report(struct check *c, const char *id, const char *name, const char *message)
{
    struct pz_place place = pz_place_file(pz_arena_printf(c->arena, "%s/%s", c->tree.root, name));
    pz_report(c->diags, id, &place, "%s", message);
}

static void unreadable(struct check *c, const char *what)
{
    report(c, "E-SIGN-007", "manifest.json", pz_arena_printf(c->arena, _("the manifest cannot be understood: %s"), what));
}

/* One file against its digest. */
static void check_file(struct check *c, const char *name, const char *digest)
{
    char actual[PZ_DIGEST_SIZE];
    struct pz_error err = PZ_ERROR_INIT;
    if (!pz_path_is_inside(name))
        unreadable(c, name);
    else if (pz_tree_find(&c->tree, name) < 0)
        report(c, "E-SIGN-004", name, _("the file is in the manifest but not in the package"));
    else if (pz_tree_digest(&c->tree, name, actual, &err) != 0)
        report(c, "E-SIGN-005", name, err.message);
    else if (strcmp(actual, digest) != 0)
        report(c, "E-SIGN-005", name, _("the file was changed: its SHA-256 is not the one in the manifest"));
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

static int check_manifest(struct check *c, struct pz_error *err)
{
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error bad = PZ_ERROR_INIT;
    struct pz_value manifest = pz_none();
    if (pz_tree_read(&c->tree, "manifest.json", &text, err) != 0)
        return -1;
    if (pz_json_parse(&manifest, c->arena, text.data, text.len, "manifest.json", &bad) != 0)
        unreadable(c, bad.message);
    pz_buf_release(&text);
    struct pz_value list = manifest.type == PZ_MAP ? pz_map_get(manifest.u.map, "documents") : pz_none();
    if (list.type != PZ_LIST && !bad.kind)
        unreadable(c, "documents");
    for (uint32_t i = 0; list.type == PZ_LIST && i < list.u.list->n; i++)
        check_entry(c, &list.u.list->v[i]);
    return 0;
}

/* Signatures come into the package after its list of digests was made: they are nobody's strangers. */
static void leave_signatures_out(struct pz_tree *tree)
{
    size_t kept = 0;
    for (size_t i = 0; i < tree->n; i++)
        if (strncmp(tree->names[i], "signatures/", 11) != 0)
            tree->names[kept++] = tree->names[i];
    tree->n = kept;
}

static int verify(struct check *c, const char *path, struct pz_error *err)
{
    struct pz_error torn = PZ_ERROR_INIT;
    if (pz_tree_open(&c->tree, path, c->arena, pz_is_folder(path) ? err : &torn) != 0) {
        if (torn.kind == PZ_DATA) { /* a ZIP that is none any more is a finding */
            struct pz_place place = pz_place_file(path);
            pz_error_at(&torn, &place);
            pz_report_error(c->diags, &torn);
            return 0;
        }
        *err = torn.kind ? torn : *err;
        return -1;
    }
    leave_signatures_out(&c->tree);
    size_t before = c->diags->errors;
    if (pz_sums_check(&c->tree, pz_arena_printf(c->arena, "%s.sha256", path), false, c->arena, c->diags, err) != 0)
        return -1;
    return c->diags->errors > before ? 0 : check_manifest(c, err); /* what is wrong has its name by now */
}

int pz_sign_package_verify(const char *path, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct check c = {.arena = &arena, .diags = diags};
    jmp_buf oom;
    pz_arena_trap(&arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : verify(&c, path, err);
    pz_tree_close(&c.tree);
    pz_arena_release(&arena);
    return rc;
}
