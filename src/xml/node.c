/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/xml.h"

#include "base/utf8.h"

struct pz_place pz_xml_place(const struct pz_xml_doc *doc, const struct pz_xml_node *node)
{
    return pz_place_line(doc->name, node->line, node->column);
}

static const struct pz_xml_attribute *find(const struct pz_xml_node *node, const char *name)
{
    for (const struct pz_xml_attribute *a = node->attributes; a; a = a->next) {
        if (!a->ns[0] && strcmp(a->name, name) == 0)
            return a;
    }
    return NULL;
}

struct pz_place pz_xml_attribute_place(const struct pz_xml_doc *doc, const struct pz_xml_node *node, const char *name)
{
    const struct pz_xml_attribute *a = find(node, name);
    return a ? pz_place_line(doc->name, a->line, a->column) : pz_xml_place(doc, node);
}

const char *pz_xml_get(const struct pz_xml_node *node, const char *name)
{
    const struct pz_xml_attribute *a = find(node, name);
    return a ? a->value : NULL;
}

static struct pz_xml_node *matching(struct pz_xml_node *node, const char *name)
{
    while (node && (!node->name || (name && strcmp(node->name, name) != 0)))
        node = node->next;
    return node;
}

struct pz_xml_node *pz_xml_child(const struct pz_xml_node *node, const char *name)
{
    return matching(node->first, name);
}

struct pz_xml_node *pz_xml_next(const struct pz_xml_node *node, const char *name)
{
    return matching(node->next, name);
}

/* The next node in document order inside `top`. */
static const struct pz_xml_node *following(const struct pz_xml_node *node, const struct pz_xml_node *top)
{
    if (node->first)
        return node->first;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

const char *pz_xml_text(const struct pz_xml_node *node, struct pz_arena *arena)
{
    size_t len = 0;
    for (const struct pz_xml_node *n = node; n; n = following(n, node))
        len += strlen(n->text);
    char *text = pz_arena_alloc(arena, len + 1), *to = text;
    for (const struct pz_xml_node *n = node; n; n = following(n, node)) {
        size_t part = strlen(n->text);
        memcpy(to, n->text, part);
        to += part;
    }
    *to = '\0';
    return text;
}

const char *pz_xml_text_collapsed(const struct pz_xml_node *node, struct pz_arena *arena)
{
    char *text = pz_arena_strdup(arena, pz_xml_text(node, arena)), *to = text;
    for (const char *from = text; *from; from++) {
        bool blank = strchr(" \t\r\n", *from) != NULL;
        if (!blank)
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    }
    if (to > text && to[-1] == ' ')
        to--;
    *to = '\0';
    return text;
}
