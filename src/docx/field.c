/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags in field codes and in the targets of links.
 *
 *     MERGEFIELD {{ name }}     the field goes, a run with the tag stands in its place
 *     TOC, SEQ, PAGEREF …       marked for Word to make anew
 *     <w:hyperlink r:id="…">    a target with tags becomes a relationship of its own wherever the link is written */
#include <stdlib.h>
#include <strings.h>

#include "docx/extra.h"

/* MERGEFIELD ---------------------------------------------------------------------------------------------- */

static bool is_merge_code(const char *s, size_t len)
{
    bool tag = memmem(s, len, "{{", 2) || memmem(s, len, "{%", 2);
    return tag && memmem(s, len, "MERGEFIELD", 10);
}

/* The tags of a code, without the field's name, quotes around them and switches. */
static struct pz_text code_of(const char *s, size_t len)
{
    const char *from = memmem(s, len, "{{", 2), *statement = memmem(s, len, "{%", 2), *to = s + len;
    if (!from || (statement && statement < from))
        from = statement;
    while (to > from + 1 && !(to[-1] == '}' && (to[-2] == '}' || to[-2] == '%')))
        to--;
    return (struct pz_text){from, (size_t)(to - from)};
}

struct rewriting {
    struct pz_markup m;
    struct pz_arena *arena;
    struct pz_buf out, code;
    size_t at;
    bool any;
};

static void put_tag_run(struct rewriting *r, uint32_t run, struct pz_text code)
{
    struct pz_text props = {"", 0};
    uint32_t own = run == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(&r->m, run, W_RPR);
    if (own != PZ_NO_NODE)
        props = (struct pz_text){r->m.src + r->m.v[own].start, r->m.v[own].end - r->m.v[own].start};
    pz_buf_printf(&r->out,
                  "<w:r xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">%.*s<w:t xml:space=\"preserve\">",
                  (int)props.len, props.s);
    pz_buf_put(&r->out, code.s, code.len);
    pz_buf_puts(&r->out, "</w:t></w:r>");
}

static void replace(struct rewriting *r, uint32_t start, uint32_t end, uint32_t run, struct pz_text code)
{
    pz_buf_put(&r->out, r->m.src + r->at, start - r->at);
    put_tag_run(r, run, code);
    r->at = end;
    r->any = true;
}

static void simple_field(struct rewriting *r, uint32_t field)
{
    const char *code = pz_markup_get(&r->m, field, "instr", r->arena);
    if (!code || !is_merge_code(code, strlen(code)))
        return;
    pz_buf_clear(&r->code);
    struct pz_text tag = code_of(code, strlen(code));
    pz_buf_put_xml(&r->code, tag.s, tag.len);
    uint32_t run = pz_markup_child(&r->m, field, W_R);
    replace(r, r->m.v[field].start, r->m.v[field].end, run, (struct pz_text){pz_buf_str(&r->code), r->code.len});
}

/* From the run that begins a field: the run that ends it, its code gathered; PZ_NO_NODE when it is not a plain field of one paragraph. */
static uint32_t end_of_field(struct rewriting *r, uint32_t begin, uint32_t *shown)
{
    bool result = false;
    *shown = PZ_NO_NODE;
    pz_buf_clear(&r->code);
    for (uint32_t run = begin; run != PZ_NO_NODE; run = pz_markup_next(&r->m, run)) {
        if (r->m.v[run].kind != PZ_NODE_ELEMENT || r->m.v[run].name != W_R)
            continue;
        uint32_t mark = pz_markup_child(&r->m, run, W_FLDCHAR), text = pz_markup_child(&r->m, run, W_INSTRTEXT);
        const char *type = mark == PZ_NO_NODE ? NULL : pz_markup_get(&r->m, mark, "fldCharType", r->arena);
        if (type && strcmp(type, "begin") == 0 && run != begin)
            return PZ_NO_NODE;
        if (type && strcmp(type, "end") == 0)
            return run;
        result |= type && strcmp(type, "separate") == 0;
        if (result && !type && *shown == PZ_NO_NODE)
            *shown = run;
        if (!result && text != PZ_NO_NODE)
            pz_buf_put(&r->code, r->m.src + r->m.v[text].open_end, r->m.v[text].close - r->m.v[text].open_end);
    }
    return PZ_NO_NODE;
}

static void complex_field(struct rewriting *r, uint32_t mark)
{
    const char *type = pz_markup_get(&r->m, mark, "fldCharType", r->arena);
    uint32_t begin = r->m.v[mark].parent, shown, end;
    if (!type || strcmp(type, "begin") != 0 || (end = end_of_field(r, begin, &shown)) == PZ_NO_NODE)
        return;
    if (is_merge_code(pz_buf_str(&r->code), r->code.len))
        replace(r, r->m.v[begin].start, r->m.v[end].end, shown == PZ_NO_NODE ? begin : shown, code_of(r->code.data, r->code.len));
}

const char *docx_unwrap_fields(struct pz_arena *arena, const char *xml, size_t len, size_t *new_len)
{
    if (!memmem(xml, len, "MERGEFIELD", 10))
        return NULL;
    struct rewriting r = {.arena = arena};
    pz_markup_scan(&r.m, arena, xml, len, docx_format.names);
    for (uint32_t i = 0; i < r.m.n; i++) {
        if (r.m.v[i].kind != PZ_NODE_ELEMENT || r.m.v[i].start < r.at)
            continue;
        if (r.m.v[i].name == W_FLDSIMPLE)
            simple_field(&r, i);
        else if (r.m.v[i].name == W_FLDCHAR)
            complex_field(&r, i);
    }
    const char *text = NULL;
    if (r.any) {
        pz_buf_put(&r.out, xml + r.at, len - r.at);
        pz_arena_check(arena, &r.out);
        text = pz_arena_strndup(arena, pz_buf_str(&r.out), r.out.len);
        *new_len = r.out.len;
    }
    pz_buf_release(&r.out);
    pz_buf_release(&r.code);
    return text;
}

/* Fields to be made anew ----------------------------------------------------------------------------------- */

enum { FIELD_OTHER, FIELD_STALE, FIELD_CONTENTS };

/* What the data may change behind the back of a field. */
static int kind_of_code(const char *s, size_t len)
{
    static const char *const contents[] = {"TOC", "TOA", "INDEX"}, *const stale[] = {"SEQ", "REF", "PAGEREF", "NOTEREF", "="};
    while (len && strchr(" \t\r\n", *s))
        s++, len--;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        size_t n = strlen(contents[i]);
        if (len >= n && strncasecmp(s, contents[i], n) == 0 && (len == n || s[n] == ' '))
            return FIELD_CONTENTS;
    }
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++) {
        size_t n = strlen(stale[i]);
        if (len >= n && strncasecmp(s, stale[i], n) == 0 && (len == n || s[n] == ' ' || *s == '='))
            return FIELD_STALE;
    }
    return FIELD_OTHER;
}

/* The mark goes to the end of the start tag. */
static void mark_dirty(struct pz_part *part, uint32_t node, int kind)
{
    const struct docx_part *own = part->own;
    if (kind == FIELD_OTHER || pz_part_is_dropped(part, node) || pz_markup_get(&part->m, node, "dirty", part->arena))
        return;
    own->package->has_contents |= kind == FIELD_CONTENTS;
    struct pz_text w = docx_prefix(part, node);
    uint32_t end = part->m.v[node].open_end - 1;
    pz_edit_insert(part, part->m.src[end - 1] == '/' ? end - 1 : end, PZ_RANK_TAG, 0, PZ_SEG_LITERAL,
                   docx_markup(part, " %.*sdirty=\"true\"", (int)w.len, w.s), 0, 0);
}

void docx_mark_fields(struct pz_part *part)
{
    unsigned depth = 0;
    uint32_t begin = PZ_NO_NODE;
    for (uint32_t i = 0; i < part->m.n; i++) {
        const struct pz_node *node = &part->m.v[i];
        if (node->kind != PZ_NODE_ELEMENT)
            continue;
        if (node->name == W_FLDSIMPLE) {
            const char *code = pz_markup_get(&part->m, i, "instr", part->arena);
            mark_dirty(part, i, code ? kind_of_code(code, strlen(code)) : FIELD_OTHER);
        } else if (node->name == W_FLDCHAR) {
            const char *type = pz_markup_get(&part->m, i, "fldCharType", part->arena);
            if (type && strcmp(type, "begin") == 0 && depth++ == 0) /* fields inside another are its own affair */
                begin = i;
            else if (type && strcmp(type, "end") == 0 && depth)
                depth--;
        } else if (node->name == W_INSTRTEXT && begin != PZ_NO_NODE && depth == 1) {
            mark_dirty(part, begin, kind_of_code(part->m.src + node->open_end, node->close - node->open_end));
            begin = PZ_NO_NODE;
        }
    }
}

/* Links --------------------------------------------------------------------------------------------------- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A target as it was typed: Word writes braces and blanks of a tag as %7B and %20. */
static const char *typed(struct pz_arena *arena, const char *target)
{
    if (!strstr(target, "%7B%7B"))
        return strstr(target, "{{") ? target : NULL;
    char *out = pz_arena_strdup(arena, target), *to = out;
    for (const char *p = target; *p; p++) {
        int high = p[0] == '%' ? hex(p[1]) : -1, low = high >= 0 ? hex(p[2]) : -1;
        *to++ = low >= 0 ? (char)(high * 16 + low) : *p;
        p += low >= 0 ? 2 : 0;
    }
    *to = '\0';
    return out;
}

static int run_target_begin(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)err;
    state->target = out->len;
    return 0;
}

static int run_target_end(struct pz_office_state *state, const struct pz_site *site, struct pz_buf *out, struct pz_error *err)
{
    (void)site, (void)err;
    struct pz_buf plain = PZ_BUF_INIT;
    pz_xml_unescape(&plain, out->data + state->target, out->len - state->target);
    out->len = state->target;
    pz_buf_printf(out, "rIdPz%u", docx_relate(state, "hyperlink", pz_buf_str(&plain), true));
    pz_buf_release(&plain);
    return 0;
}

static void put_target(struct pz_part *part, uint32_t link, uint32_t at, const char *target)
{
    uint32_t seq = 0, place = UINT32_MAX;
    pz_hook_add(part, at, PZ_RANK_TAG, seq++, pz_hook_new(part, link, run_target_begin));
    while (*target) {
        const char *open = strstr(target, "{{"), *close = open ? strstr(open + 2, "}}") : NULL;
        size_t plain = close ? (size_t)(open - target) : strlen(target);
        if (plain)
            pz_edit_insert(part, at, PZ_RANK_TAG, seq++, PZ_SEG_LITERAL, (struct pz_text){target, plain}, 0, place);
        target += plain;
        if (!close)
            continue;
        pz_edit_insert(part, at, PZ_RANK_TAG, seq++, PZ_SEG_PRINT, (struct pz_text){open + 2, (size_t)(close - open) - 2},
                       pz_part_add_site(part, pz_site_new(part, PZ_SITE_ATTRIBUTE, PZ_NO_NODE)), place);
        target = close + 2;
    }
    pz_hook_add(part, at, PZ_RANK_TAG, seq, pz_hook_new(part, link, run_target_end));
}

bool docx_is_target(struct pz_arena *arena, const char *target)
{
    return typed(arena, target) != NULL;
}

static const char *target_of(const struct pz_part *part, const char *id)
{
    const struct docx_relations *r = ((const struct docx_part *)part->own)->relations;
    for (size_t i = 0; r && i < r->n; i++) {
        if (r->v[i].external && strcmp(r->v[i].id, id) == 0)
            return typed(part->arena, r->v[i].target);
    }
    return NULL;
}

bool docx_has_targets(struct pz_arena *arena, const void *part)
{
    const struct docx_relations *r = part ? ((const struct docx_part *)part)->relations : NULL;
    for (size_t i = 0; r && i < r->n; i++) {
        if (r->v[i].external && typed(arena, r->v[i].target))
            return true;
    }
    return false;
}

void docx_link_targets(struct pz_part *part)
{
    if (!docx_has_targets(part->arena, part->own))
        return;
    for (uint32_t i = 0; i < part->m.n; i++) {
        if (part->m.v[i].kind != PZ_NODE_ELEMENT || pz_part_is_dropped(part, i))
            continue;
        struct pz_markup_attribute a;
        for (uint32_t at = 0; pz_markup_attribute(&part->m, i, &at, &a);) {
            bool is_id = a.name_end - a.start > 2 && memcmp(part->m.src + a.name_end - 3, ":id", 3) == 0;
            const char *target =
                is_id ? target_of(part, pz_arena_strndup(part->arena, part->m.src + a.value, a.value_end - a.value)) : NULL;
            if (!target)
                continue;
            pz_edit_cut(part, a.value, a.value_end);
            put_target(part, i, a.value, target);
        }
    }
}
