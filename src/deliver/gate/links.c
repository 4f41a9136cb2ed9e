/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links of a folder of pages: whether each leads to a file and an anchor that are there, and none fetches anything from elsewhere. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/value.h"
#include "deliver/gate/gate.h"
#include "deliver/tree.h"

enum { PAGE_MAX = 64 << 20 };

struct links {
    const char *root;
    struct pz_arena *arena;
    struct pz_diags *diags;
    struct pz_map *seen;        /* targets known to be there */
    struct pz_buf text, target; /* of the file being looked at; of one that its link leads to */
};

static void report(struct links *l, const char *page, const char *id, const char *message, const char *target)
{
    struct pz_place place = pz_place_file(page);
    pz_report(l->diags, id, &place, message, target);
}

/* Whether the page has an element with this id. */
static bool has_anchor(struct links *l, const char *path, const char *anchor)
{
    pz_buf_clear(&l->target);
    return pz_file_read(&l->target, path, PAGE_MAX, NULL) == 0 &&
           (strstr(pz_buf_str(&l->target), pz_arena_printf(l->arena, " id=\"%s\"", anchor)) ||
            strstr(pz_buf_str(&l->target), pz_arena_printf(l->arena, " id='%s'", anchor)));
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

/* loads: the browser fetches it by itself (pictures, style sheets), so that it must be ours. */
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

/* One address out of an attribute or a style sheet. */
static void check_piece(struct links *l, const char *page, const char *from, const char *to, bool loads)
{
    if (to > from)
        check_value(l, page, pz_arena_strndup(l->arena, from, (size_t)(to - from)), loads);
}

/* srcset: addresses with a width or a scale behind a blank, commas between (HTML, 4.8.4.2.1). */
static void check_set(struct links *l, const char *page, const char *from, const char *to)
{
    while (from < to) {
        from += strspn(from, " \t\r\n,");
        const char *stop = from + strcspn(from, " \t\r\n");
        stop = stop < to ? stop : to;
        check_piece(l, page, from, stop > from && stop[-1] == ',' ? stop - 1 : stop, true);
        from = stop + strcspn(stop, ",");
    }
}

/* What a style sheet fetches: url(…) and @import "…" (CSS Values 3, 4.5). */
static void check_style(struct links *l, const char *page, const char *from, const char *to)
{
    static const char *const starts[] = {"url(", "@import"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t len = strlen(starts[i]);
        for (const char *at = from; (at = memmem(at, (size_t)(to - at), starts[i], len));) {
            at += len;
            at += strspn(at, " \t\r\n\"'");
            if (i == 0 || strncmp(at, "url(", 4) != 0) /* else it is found as url(…) */
                check_piece(l, page, at, at + strcspn(at, " \t\r\n\"');"), true);
        }
    }
}

static bool is_named(const char *from, const char *to, const char *name)
{
    return (size_t)(to - from) == strlen(name) && strncasecmp(from, name, strlen(name)) == 0;
}

/* The end of the tag, over quoted values. */
static const char *tag_end(const char *tag)
{
    while (*tag && *tag != '>') {
        const char *quote = *tag == '"' || *tag == '\'' ? strchr(tag + 1, *tag) : NULL;
        tag = quote ? quote + 1 : tag + 1;
    }
    return tag;
}

static void check_attribute(struct links *l, const char *page, bool fetches, const char *name, const char *name_end,
                            const char *value, const char *end)
{
    static const char *const loaded[] = {"src", "poster", "data"};
    if (is_named(name, name_end, "href") || is_named(name, name_end, "xlink:href"))
        check_piece(l, page, value, end, fetches);
    else if (is_named(name, name_end, "srcset"))
        check_set(l, page, value, end);
    else if (is_named(name, name_end, "style"))
        check_style(l, page, value, end);
    for (size_t i = 0; i < sizeof loaded / sizeof *loaded; i++)
        if (is_named(name, name_end, loaded[i]))
            check_piece(l, page, value, end, true);
}

/* Attributes with either quotes or none (HTML, 13.1.2.3). tag: behind its `<`. */
static void check_tag(struct links *l, const char *page, const char *tag, const char *end)
{
    const char *p = tag + strcspn(tag, " \t\r\n/>");
    bool link = is_named(tag, p, "link") && !memmem(tag, (size_t)(end - tag), "canonical", 9);
    bool fetches = link || is_named(tag, p, "use") || is_named(tag, p, "image");
    if (is_named(tag, p, "link") && !link)
        return;
    while (p < end) {
        p += strspn(p, " \t\r\n/");
        const char *name = p, *name_end = p += strcspn(p, " \t\r\n/>=");
        p += strspn(p, " \t\r\n");
        if (*p != '=') {
            p += name == name_end && p < end; /* nothing that could be a name */
            continue;
        }
        p += 1 + strspn(p + 1, " \t\r\n");
        bool quoted = *p == '"' || *p == '\'';
        const char *value = p + quoted, *stop = quoted ? strchr(value, *p) : value + strcspn(value, " \t\r\n>");
        if (!stop || stop > end)
            return;
        check_attribute(l, page, fetches, name, name_end, value, stop);
        p = stop + quoted;
    }
}

static void check_page(struct links *l, const char *page, const char *text)
{
    for (const char *tag = text; (tag = strchr(tag, '<'));) {
        const char *end = tag_end(tag);
        check_tag(l, page, tag + 1, end);
        if (is_named(tag + 1, tag + 1 + strcspn(tag + 1, " \t\r\n/>"), "style")) {
            const char *stop = strstr(end, "</style");
            check_style(l, page, end, stop ? stop : end + strlen(end));
        }
        tag = end;
    }
}

static int check_files(struct links *l, struct pz_error *err)
{
    struct pz_tree tree;
    int rc = pz_tree_open(&tree, l->root, l->arena, err);
    for (size_t i = 0; rc == 0 && i < tree.n; i++) {
        const char *extension = pz_path_extension(tree.names[i]);
        bool page = strcmp(extension, "html") == 0, style = strcmp(extension, "css") == 0;
        pz_buf_clear(&l->text);
        if ((page || style) && (rc = pz_tree_read(&tree, tree.names[i], &l->text, err)) != 0)
            break;
        if (page)
            check_page(l, tree.names[i], pz_buf_str(&l->text));
        else if (style)
            check_style(l, tree.names[i], pz_buf_str(&l->text), pz_buf_str(&l->text) + l->text.len);
    }
    return rc;
}

int pz_gate_links(const char *folder, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct links l = {.root = folder, .arena = &arena, .diags = diags};
    jmp_buf oom;
    int rc;
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom)) {
        rc = pz_fail_memory(err);
    } else {
        l.seen = pz_map_new(&arena, 256);
        rc = check_files(&l, err);
    }
    pz_buf_release(&l.text);
    pz_buf_release(&l.target);
    pz_arena_release(&arena);
    return rc;
}
