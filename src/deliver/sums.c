/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sums.h"

#include "base/i18n.h"
#include "base/io.h"

enum { DIGITS = PZ_DIGEST_SIZE - 1, SEAL_MAX = 4096 };

struct check {
    const struct pz_tree *tree;
    struct pz_arena *arena;
    struct pz_diags *diags;
    struct pz_map *listed;
};

void pz_sums_add(struct pz_buf *sums, const char *digest, const char *name)
{
    pz_buf_printf(sums, "%s  %s\n", digest, name);
}

int pz_sums_add_bytes(struct pz_buf *sums, const char *name, const void *data, size_t len, struct pz_error *err)
{
    char digest[PZ_DIGEST_SIZE];
    if (pz_digest(digest, data ? data : "", len, err) != 0)
        return -1;
    pz_sums_add(sums, digest, name);
    return 0;
}

int pz_sums_seal(const char *path, const char *file, struct pz_error *err)
{
    char digest[PZ_DIGEST_SIZE];
    struct pz_buf seal = PZ_BUF_INIT, name = PZ_BUF_INIT;
    int rc = pz_digest_file(digest, file, err);
    pz_sums_add(&seal, rc == 0 ? digest : "", pz_path_name(file));
    pz_buf_printf(&name, "%s.sha256", path);
    if (rc == 0)
        rc = seal.failed || name.failed ? pz_fail_memory(err) : pz_file_write(name.data, seal.data, seal.len, false, err);
    pz_buf_release(&seal);
    pz_buf_release(&name);
    return rc;
}

static void report(struct check *c, const char *id, const char *name, const char *message)
{
    struct pz_place place = pz_place_file(name[0] ? pz_arena_printf(c->arena, "%s/%s", c->tree->root, name) : c->tree->root);
    pz_report(c->diags, id, &place, "%s", message);
}

static void check_file(struct check *c, const char *name, const char *digest)
{
    char now[PZ_DIGEST_SIZE];
    struct pz_error why = PZ_ERROR_INIT;
    pz_map_set(c->arena, c->listed, name, pz_bool(true));
    if (pz_tree_find(c->tree, name) < 0)
        report(c, "E-SUMS-002", name, _("the file is gone"));
    else if (pz_tree_digest(c->tree, name, now, &why) != 0)
        report(c, "E-SUMS-001", name, why.message);
    else if (strcmp(now, digest) != 0)
        report(c, "E-SUMS-001", name, _("the file was changed"));
}

/* One line; false when it is no line of such a list. */
static bool check_line(struct check *c, const char *line, size_t len)
{
    if (len < DIGITS + 3 || memcmp(line + DIGITS, "  ", 2) != 0 || strspn(line, "0123456789abcdef") != DIGITS)
        return false;
    const char *name = pz_arena_strndup(c->arena, line + DIGITS + 2, len - DIGITS - 2);
    if (!pz_path_is_inside(name))
        return false;
    check_file(c, name, pz_arena_strndup(c->arena, line, DIGITS));
    return true;
}

static void check_lines(struct check *c, const char *text)
{
    for (size_t len; *text; text += len + (text[len] == '\n')) {
        len = strcspn(text, "\n");
        if (!check_line(c, text, len))
            report(c, "E-SUMS-004", PZ_SUMS, _("a line of the list of digests is none"));
    }
    for (size_t i = 0; i < c->tree->n; i++)
        if (strcmp(c->tree->names[i], PZ_SUMS) != 0 && pz_map_get(c->listed, c->tree->names[i]).type == PZ_UNDEFINED)
            report(c, "E-SUMS-003", c->tree->names[i], _("the file is not in the list of digests"));
}

static void report_missing(struct check *c, const char *seal, bool needed)
{
    struct pz_place place = pz_place_file(seal);
    if (needed)
        pz_report(c->diags, "E-SUMS-006", &place,
                  _("the digest of the list of digests is gone: nothing shows that the list is the one that was made"));
    else
        pz_report(c->diags, "W-SUMS-005", &place,
                  _("there is no such file, so each file is compared with the list inside only, and nothing shows that the list is "
                    "the one "
                    "that was made"));
}

/* The ZIP, or the list of a folder, against the digest kept outside. false: it was changed, and told. */
static bool check_seal(struct check *c, const char *seal, bool needed)
{
    char now[PZ_DIGEST_SIZE];
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error why = PZ_ERROR_INIT;
    const char *name = c->tree->zip ? "" : PZ_SUMS;
    bool good = true;
    if (!pz_file_exists(seal)) {
        report_missing(c, seal, needed);
    } else {
        int rc = pz_file_read(&text, seal, SEAL_MAX, &why);
        if (rc == 0)
            rc = c->tree->zip ? pz_digest_file(now, c->tree->root, &why) : pz_tree_digest(c->tree, name, now, &why);
        good = rc == 0 && text.len > DIGITS && memcmp(text.data, now, DIGITS) == 0;
        if (!good)
            report(c, "E-SUMS-001", name,
                   rc ? why.message : pz_arena_printf(c->arena, _("the file was changed, or its digest in “%s” was"), seal));
    }
    pz_buf_release(&text);
    return good;
}

int pz_sums_check(const struct pz_tree *tree, const char *seal, bool seal_needed, struct pz_arena *arena, struct pz_diags *diags,
                  struct pz_error *err)
{
    struct check c = {.tree = tree, .arena = arena, .diags = diags, .listed = pz_map_new(arena, 64)};
    struct pz_buf text = PZ_BUF_INIT;
    bool sealed = check_seal(&c, seal, seal_needed);
    int rc = 0;
    if (!sealed && !tree->zip)
        return 0; /* what a changed list says of the others is worth nothing */
    if (pz_tree_find(tree, PZ_SUMS) < 0)
        report(&c, "E-SUMS-004", PZ_SUMS, _("the list of digests is gone"));
    else if ((rc = pz_tree_read(tree, PZ_SUMS, &text, err)) == 0)
        check_lines(&c, pz_arena_strdup(arena, pz_buf_str(&text)));
    pz_buf_release(&text);
    return rc;
}
