/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links of a folder of pages: whether each leads to a file and an anchor that are there, and none fetches anything from elsewhere. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/value.h"
#include "deliver/gate/gate.h"

enum { PAGE_MAX = 64 << 20 };

struct links {
    const char *root;
    struct pz_arena *arena;
    struct pz_diags *diags;
    struct pz_map *seen; /* targets known to be there */
};

static void report(struct links *l, const char *page, const char *id, const char *message, const char *target)
{
    struct pz_place place = pz_place_file(page);
    pz_report(l->diags, id, &place, message, target);
}

/* Whether the page has an element with this id. */
static bool has_anchor(struct links *l, const char *path, const char *anchor)
{
    struct pz_buf page = PZ_BUF_INIT;
    bool found = pz_file_read(&page, path, PAGE_MAX, NULL) == 0 &&
                 strstr(pz_buf_str(&page), pz_arena_printf(l->arena, " id=\"%s\"", anchor)) != NULL;
    pz_buf_release(&page);
    return found;
}

/* %XX back to bytes, in place. */
static void unescape(char *s)
{
    char *to = s;
    for (; *s; s++) {
        char hex[3] = {s[0] == '%' && s[1] ? s[1] : 0, s[0] == '%' && s[1] ? s[2] : 0, 0};
        if (s[0] == '%' && hex[0] && hex[1] && strspn(hex, "0123456789abcdefABCDEF") == 2) {
            *to++ = (char)strtol(hex, NULL, 16);
            s += 2;
        } else {
            *to++ = *s;
        }
    }
    *to = '\0';
}

/* The target relative to the root, `..` worked off; NULL when it leads out. page: relative to the root. */
static const char *resolve(struct links *l, const char *page, const char *target)
{
    char *path = pz_arena_printf(l->arena, "%.*s%s", (int)(pz_path_name(page) - page), page, target);
    char *to = path;
    for (char *p = path; *p;) {
        size_t len = strcspn(p, "/");
        bool slash = p[len] == '/';
        if (len == 2 && p[0] == '.' && p[1] == '.') {
            if (to == path)
                return NULL;
            for (to--; to > path && to[-1] != '/'; to--)
                ;
        } else if (!(len == 1 && p[0] == '.')) {
            memmove(to, p, len + slash);
            to += len + slash;
        }
        p += len + slash;
    }
    *to = '\0';
    return path;
}

static void check_inside(struct links *l, const char *page, const char *value)
{
    char *target = pz_arena_strdup(l->arena, value), *anchor = strchr(target, '#');
    if (anchor)
        *anchor++ = '\0';
    target[strcspn(target, "?")] = '\0';
    unescape(target);
    const char *path = target[0] ? resolve(l, page, target) : page;
    const char *full = path ? pz_arena_printf(l->arena, "%s/%s", l->root, path[0] ? path : ".") : NULL;
    const char *key = full ? pz_arena_printf(l->arena, "%s#%s", full, anchor ? anchor : "") : value;
    if (full && pz_map_get(l->seen, key).type != PZ_UNDEFINED)
        return;
    if (!full || !pz_file_exists(full))
        report(l, page, "E-GATE-010", _("a link leads nowhere: %s"), value);
    else if (anchor && anchor[0] && !strchr(anchor, '=') && !has_anchor(l, full, anchor))
        report(l, page, "E-GATE-011", _("a link leads to a place that is not on the page: %s"), value);
    else
        pz_map_set(l->arena, l->seen, key, pz_bool(true));
}

static bool is_outside(const char *value)
{
    size_t scheme = strcspn(value, ":/?#");
    return strncmp(value, "//", 2) == 0 || value[scheme] == ':';
}

/* loads: the browser fetches it by itself (src, stylesheets), so that it must be ours. */
static void check_value(struct links *l, const char *page, const char *value, bool loads)
{
    if (strncmp(value, "data:", 5) == 0)
        return;
    if (is_outside(value)) {
        if (loads || strncmp(value, "javascript:", 11) == 0)
            report(l, page, "E-GATE-012", _("the page asks another site for something: %s"), value);
        return;
    }
    check_inside(l, page, value);
}

static const char *attribute(struct links *l, const char *tag, const char *end, const char *name)
{
    const char *at = memmem(tag, (size_t)(end - tag), name, strlen(name));
    if (!at)
        return NULL;
    at += strlen(name);
    const char *stop = memchr(at, '"', (size_t)(end - at));
    return stop ? pz_arena_strndup(l->arena, at, (size_t)(stop - at)) : NULL;
}

static void check_page(struct links *l, const char *page, const char *text)
{
    for (const char *tag = text; (tag = strchr(tag, '<')); tag++) {
        const char *end = strchr(tag, '>');
        if (!end)
            return;
        const char *href = attribute(l, tag, end, " href=\""), *src = attribute(l, tag, end, " src=\"");
        bool fetched = strncmp(tag, "<link", 5) == 0 && !memmem(tag, (size_t)(end - tag), "canonical", 9);
        if (href && strncmp(tag, "<link rel=\"canonical\"", 21) != 0)
            check_value(l, page, href, fetched);
        if (src)
            check_value(l, page, src, true);
        tag = end - (end > tag);
    }
}

static int walk(struct links *l, const char *folder, struct pz_error *err)
{
    struct dirent **names = NULL;
    int rc = 0, n = scandir(folder[0] ? pz_arena_printf(l->arena, "%s/%s", l->root, folder) : l->root, &names, NULL, alphasort);
    if (n < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), l->root);
    for (int i = 0; i < n; i++) {
        const char *name = pz_arena_printf(l->arena, "%s%s%s", folder, folder[0] ? "/" : "", names[i]->d_name);
        const char *full = pz_arena_printf(l->arena, "%s/%s", l->root, name);
        if (rc == 0 && names[i]->d_name[0] != '.' && pz_is_folder(full)) {
            rc = walk(l, name, err);
        } else if (rc == 0 && strcmp(pz_path_extension(name), "html") == 0) {
            struct pz_buf page = PZ_BUF_INIT;
            rc = pz_file_read(&page, full, PAGE_MAX, err);
            if (rc == 0)
                check_page(l, name, pz_buf_str(&page));
            pz_buf_release(&page);
        }
        free(names[i]);
    }
    free(names);
    return rc;
}

int pz_gate_links(const char *folder, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct links l = {.root = folder, .arena = &arena, .diags = diags, .seen = pz_map_new(&arena, 256)};
    int rc = walk(&l, "", err);
    pz_arena_release(&arena);
    return rc;
}
