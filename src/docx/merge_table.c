/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docx/merge_table.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "docx/merge_scan.h"

enum { BASES_MAX = 8, ID_MAX = 100 };

/* Text from `at` to `end`; at NULL: none. */
struct span {
    const char *at, *end;
};

/* What a table style says, with all it is based on. */
struct style {
    char id[ID_MAX];
    bool usable;
    struct span borders, margins;       /* elements */
    struct span spacing[BASES_MAX + 1]; /* tags; the first is that of the defaults */
    unsigned spacings;
};

static struct span find(struct span in, const char *text)
{
    const char *at = in.at ? memmem(in.at, (size_t)(in.end - in.at), text, strlen(text)) : NULL;
    return (struct span){at, at ? in.end : NULL};
}

static bool has(struct span in, const char *text)
{
    return find(in, text).at != NULL;
}

/* From the first `open` to behind the first `close` after it. */
static struct span element(struct span in, const char *open, const char *close)
{
    struct span from = find(in, open), to = find(from, close);
    return to.at ? (struct span){from.at, to.at + strlen(close)} : (struct span){NULL, NULL};
}

/* Styles ---------------------------------------------------------------------------------------------------- */

static bool is_one_of(const char *name, size_t len, const char *const *known)
{
    for (; *known; known++)
        if (strlen(*known) == len && memcmp(*known, name, len) == 0)
            return true;
    return false;
}

/* Whether there are no elements but these. */
static bool only(struct span in, const char *const *known)
{
    for (const char *p = in.at; (p = memchr(p, '<', (size_t)(in.end - p))); p++) {
        const char *name = p + 1 + (p + 1 < in.end && p[1] == '/');
        if (!is_one_of(name, strcspn(name, " />"), known))
            return false;
    }
    return true;
}

static bool is_style(struct span style, const char *id)
{
    const char *end = memchr(style.at, '>', (size_t)(style.end - style.at)), *value;
    size_t len;
    return end && pz_merge_attribute(style.at, end, "w:styleId", &value, &len) == 0 && len == strlen(id) &&
           memcmp(value, id, len) == 0 && pz_merge_attribute(style.at, end, "w:type", &value, &len) == 0 && len == 5 &&
           memcmp(value, "table", 5) == 0;
}

static struct span find_style(struct span styles, const char *id)
{
    for (struct span s; (s = element(styles, "<w:style ", "</w:style>")).at; styles.at = s.end)
        if (is_style(s, id))
            return s;
    return (struct span){NULL, NULL};
}

/* The value of an attribute of a tag as text; false: there is none, or it is too long. */
static bool attribute(struct span tag, const char *name, char to[ID_MAX])
{
    const char *value, *end = tag.at ? memchr(tag.at, '>', (size_t)(tag.end - tag.at)) : NULL;
    size_t len;
    if (!end || pz_merge_attribute(tag.at, end, name, &value, &len) != 0 || len >= ID_MAX)
        return false;
    snprintf(to, ID_MAX, "%.*s", (int)len, value);
    return true;
}

static bool is_zero(struct span tag)
{
    char value[ID_MAX];
    return attribute(tag, "w:w", value) && strcmp(value, "0") == 0;
}

/* One style of the line: borders and margins are said once in it. */
static bool take_style(struct style *s, struct span style)
{
    static const char *const known[] = {
        "w:style", "w:name",   "w:basedOn", "w:uiPriority", "w:semiHidden", "w:unhideWhenUsed", "w:qFormat",
        "w:rsid",  "w:pPr",    "w:spacing", "w:tblPr",      "w:tblInd",     "w:tblBorders",     "w:top",
        "w:left",  "w:bottom", "w:right",   "w:insideH",    "w:insideV",    "w:tblCellMar",     NULL};
    struct span borders = element(style, "<w:tblBorders>", "</w:tblBorders>");
    struct span margins = element(style, "<w:tblCellMar>", "</w:tblCellMar>");
    struct span indent = element(style, "<w:tblInd ", ">"), spacing = element(style, "<w:spacing ", ">");
    if (!only(style, known) || (indent.at && !is_zero(indent)) || (borders.at && s->borders.at) || (margins.at && s->margins.at))
        return false;
    if (borders.at)
        s->borders = borders;
    if (margins.at)
        s->margins = margins;
    if (spacing.at)
        s->spacing[s->spacings++] = spacing;
    return true;
}

/* The defaults of the document count as the style's too. */
static bool take_defaults(struct style *s, struct span styles)
{
    static const char *const known[] = {"w:docDefaults", "w:rPrDefault", "w:rPr", "w:rFonts",  "w:sz", "w:szCs",
                                        "w:lang",        "w:pPrDefault", "w:pPr", "w:spacing", NULL};
    struct span defaults = element(styles, "<w:docDefaults>", "</w:docDefaults>");
    struct span spacing = element(defaults, "<w:spacing ", ">");
    if (spacing.at)
        s->spacing[s->spacings++] = spacing;
    return !defaults.at || only(defaults, known);
}

static void read_style(struct style *s, struct span styles, const char *id)
{
    char base[ID_MAX];
    *s = (struct style){.id = ""};
    s->usable = take_defaults(s, styles);
    snprintf(s->id, sizeof s->id, "%s", id);
    snprintf(base, sizeof base, "%s", id);
    for (unsigned i = 0; s->usable; i++) {
        struct span style = find_style(styles, base);
        s->usable = i < BASES_MAX && style.at && take_style(s, style);
        if (!s->usable || !attribute(element(style, "<w:basedOn ", ">"), "w:val", base))
            break;
    }
    s->usable &= s->margins.at != NULL; /* what they are where nobody says is the office's own affair */
}

/* Tables ---------------------------------------------------------------------------------------------------- */

/* Whether a tag has every attribute of another. */
static bool has_attributes(struct span tag, struct span other)
{
    const char *end = tag.end - 1, *value;
    size_t len;
    for (const char *p = other.at; (p = memchr(p, '=', (size_t)(other.end - p))); p++) {
        const char *name = memrchr(other.at, ' ', (size_t)(p - other.at));
        char key[ID_MAX];
        if (!name || p - name >= ID_MAX)
            return false;
        snprintf(key, sizeof key, "%.*s", (int)(p - name - 1), name + 1);
        if (pz_merge_attribute(tag.at, end, key, &value, &len) != 0)
            return false;
        p = memchr(p + 2, '"', (size_t)(other.end - p - 2));
        if (!p)
            return false;
    }
    return true;
}

/* The properties of a paragraph or run, which come first in it. */
static struct span properties(struct span at, const char *open, const char *close)
{
    const char *end = memchr(at.at, '>', (size_t)(at.end - at.at));
    size_t n = strlen(open);
    if (!end || end[-1] == '/' || (size_t)(at.end - end - 1) < n || memcmp(end + 1, open, n) != 0)
        return (struct span){NULL, NULL};
    return element((struct span){end + 1, at.end}, open, close);
}

static bool paragraph_says_all(const struct style *s, struct span at)
{
    struct span own = properties(at, "<w:pPr>", "</w:pPr>"), spacing = element(own, "<w:spacing ", ">");
    bool all = has(own, "<w:sz ") && (spacing.at || !s->spacings);
    for (unsigned i = 0; all && i < s->spacings; i++)
        all = has_attributes(spacing, s->spacing[i]);
    return all;
}

/* Whether no paragraph and no run of the table asks its style for anything. */
static bool says_all(const struct style *s, struct span table)
{
    for (const char *p = table.at; (p = memmem(p, (size_t)(table.end - p), "<w:", 3)); p += 3) {
        struct span at = {p, table.end};
        size_t len = strcspn(p + 3, " />");
        if (len == 1 && p[3] == 'p' && !paragraph_says_all(s, at))
            return false;
        if (len == 1 && p[3] == 'r' && !has(properties(at, "<w:rPr>", "</w:rPr>"), "<w:sz "))
            return false;
    }
    return true;
}

static void put(struct pz_buf *out, const char *from, const char *to)
{
    pz_buf_put(out, from, (size_t)(to - from));
}

/* The element goes in before the first of those that come behind it (ECMA-376 part 1, 17.4.60). */
static const char *put_before(struct pz_buf *out, struct span properties, const char *from, struct span what,
                              const char *const *behind)
{
    const char *at = properties.end - (sizeof "</w:tblPr>" - 1);
    for (; *behind && what.at; behind++) {
        const char *found = find(properties, *behind).at;
        at = found && found < at ? found : at;
    }
    if (!what.at)
        return from;
    put(out, from, at);
    put(out, what.at, what.end);
    return at;
}

/* A table without tables inside, whose properties begin with its style. */
static bool put_table(struct pz_buf *out, struct style *s, struct span table, struct span styles)
{
    static const char *const behind_borders[] = {"<w:shd ", "<w:tblLayout ", "<w:tblCellMar", "<w:tblLook ", NULL};
    static const char *const behind_margins[] = {"<w:tblLook ", NULL};
    static const char begin[] = "<w:tbl><w:tblPr>";
    char id[ID_MAX];
    struct span own = element(table, begin, "</w:tblPr>"), tag = element(own, "<w:tblStyle ", "/>");
    struct span look = element(own, "<w:tblLook ", ">");
    if (!tag.at || own.at != table.at || tag.at != table.at + sizeof begin - 1 || !attribute(tag, "w:val", id) ||
        has(table, "<w:tblPrEx") || has(own, "<w:tblBorders") || has(own, "<w:tblCellMar") || (look.at && look.end[-2] != '/'))
        return false;
    if (strcmp(s->id, id) != 0)
        read_style(s, styles, id);
    if (!s->usable || !says_all(s, (struct span){own.end, table.end}))
        return false;
    put(out, table.at, tag.at);
    const char *p = put_before(out, own, tag.end, s->borders, behind_borders);
    p = put_before(out, own, p, s->margins, behind_margins);
    put(out, p, look.at ? look.at : p);
    put(out, look.at ? look.end : p, table.end);
    return true;
}

/* A table with all that is inside it; *nested: there are tables inside. */
static struct span next_table(struct span in, bool *nested)
{
    static const char open[] = "<w:tbl>", close[] = "</w:tbl>";
    struct span table = find(in, open);
    unsigned depth = 0;
    *nested = false;
    for (const char *p = table.at; p && (p = memmem(p, (size_t)(in.end - p), "w:tbl>", 6)); p += 6) {
        if (p[-1] == '/' && --depth == 0)
            return (struct span){table.at, p + sizeof close - 3};
        depth += p[-1] == '<';
        *nested |= depth > 1;
    }
    return (struct span){NULL, NULL};
}

void pz_merge_tables(struct pz_buf *out, const struct pz_buf *body, const char *part)
{
    struct style style = {.id = ""};
    struct span rest = {pz_buf_str(body), pz_buf_str(body) + body->len}, styles = {part, part + strlen(part)}, table;
    for (bool nested; (table = next_table(rest, &nested)).at; rest.at = table.end) {
        put(out, rest.at, table.at);
        if (nested || !put_table(out, &style, table, styles))
            put(out, table.at, table.end);
    }
    put(out, rest.at, rest.end);
}
