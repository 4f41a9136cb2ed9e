/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters that make rich values (rich.h). */
#include "template/rich.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "template/markdown.h"
#include "template/operate.h"

static int rich_text(struct pz_object *self, struct pz_arena *arena, struct pz_value *out, struct pz_error *err)
{
    const struct pz_rich *r = (const void *)self;
    struct pz_buf text = PZ_BUF_INIT;
    *out = pz_strn(r->text, r->len);
    if (r->kind == PZ_RICH_LINK && r->label)
        *out = pz_str(r->label);
    if (r->kind == PZ_RICH_IMAGE)
        *out = pz_str(r->label ? r->label : "");
    if (r->kind != PZ_RICH_MARKDOWN)
        return 0;
    int status = pz_markdown_text(&text, r->text, r->len);
    if (status == 0 && !text.failed)
        *out = pz_strn(pz_arena_strndup(arena, pz_buf_str(&text), text.len), text.len);
    else
        status = pz_fail_memory(err);
    pz_buf_release(&text);
    return status;
}

const struct pz_object_class pz_rich_class = {.name = "rich", .text = rich_text};

/* Where a rich value lives: with the rendering where its format may keep it. */
static struct pz_arena *memory(struct call *c)
{
    return c->x->format->transient ? c->x->mem : c->x->arena;
}

/* cost: of writing it, in operations. */
static struct pz_rich *new_rich(struct call *c, enum pz_rich_kind kind, size_t cost)
{
    struct pz_value text = pzt_self_text(c);
    struct pz_rich *r = PZ_NEW(memory(c), struct pz_rich);
    pzt_charge(c->x, cost + text.len);
    *r = (struct pz_rich){.object = {&pz_rich_class}, .kind = kind, .len = text.len, .level = 'M', .spacing_pt = 3};
    r->text = pz_arena_strndup(memory(c), text.u.s, text.len);
    r->context = pz_undefined(NULL);
    return r;
}

static const char *optional_text(struct call *c, uint32_t i)
{
    struct pz_value v = pzt_arg_text(c, i, NULL);
    return pzt_given(v) && v.type == PZ_STRING ? pz_arena_strndup(memory(c), v.u.s, v.len) : NULL;
}

static double size_mm(struct call *c, uint32_t i)
{
    double mm = pzt_arg_float(c, i, 0);
    if (!(mm >= 0 && mm <= 2000))
        pzt_throw(c->x, c->node, "E-TPL-027", _("a size in millimetres between 0 and 2000 is needed"));
    return mm;
}

/* What a picture or document of its own is rendered with: `data`, or the whole context. */
static struct pz_value own_context(struct call *c, uint32_t i)
{
    if (!pzt_given(c->arg[i]))
        return c->x->render->context;
    struct pz_value v = pzt_force(c->x, c->node, c->arg[i]);
    if (v.type != PZ_MAP)
        pzt_throw(c->x, c->node, "E-TPL-027", _("a set of fields is needed here, not %s"), pzt_type_word(v));
    return v;
}

static struct pz_value run_markdown(struct call *c)
{
    return pz_object_value(&new_rich(c, PZ_RICH_MARKDOWN, 100)->object);
}

static struct pz_value run_image(struct call *c)
{
    struct pz_rich *r = new_rich(c, PZ_RICH_IMAGE, 5000);
    r->width_mm = size_mm(c, 0);
    r->height_mm = size_mm(c, 1);
    r->label = optional_text(c, 2);
    r->context = own_context(c, 3);
    return pz_object_value(&r->object);
}

static struct pz_value run_qr(struct call *c)
{
    struct pz_rich *r = new_rich(c, PZ_RICH_QR, 4000);
    struct pz_value level = pzt_arg_text(c, 2, "M");
    r->width_mm = r->height_mm = size_mm(c, 0);
    if (!r->width_mm)
        r->width_mm = r->height_mm = 25;
    r->label = optional_text(c, 1);
    if (level.len != 1 || !strchr("LMQH", level.u.s[0]))
        pzt_throw(c->x, c->node, "E-TPL-027", _("the level of a QR code is L, M, Q or H"));
    r->level = level.u.s[0];
    return pz_object_value(&r->object);
}

static struct pz_value run_link(struct call *c)
{
    struct pz_rich *r = new_rich(c, PZ_RICH_LINK, 10);
    r->label = optional_text(c, 0);
    return pz_object_value(&r->object);
}

static struct pz_value run_include_document(struct call *c)
{
    struct pz_rich *r = new_rich(c, PZ_RICH_DOCUMENT, 5000);
    r->context = own_context(c, 0);
    return pz_object_value(&r->object);
}

static struct pz_value run_spaced(struct call *c)
{
    struct pz_rich *r = new_rich(c, PZ_RICH_SPACED, 10);
    r->spacing_pt = pzt_arg_float(c, 0, 3);
    if (!(fabs(r->spacing_pt) <= 100))
        pzt_throw(c->x, c->node, "E-TPL-027", _("letter spacing is given in points, no more than 100"));
    return pz_object_value(&r->object);
}

const struct filter pzt_filters_rich[] = {
    {"markdown", "разметка", "", 0, run_markdown, "text"},
    {"image", "рисунок", "width/ширина height/высота alt/подпись data/данные", 0, run_image, "picture"},
    {"qr", "куаркод", "width/ширина alt/подпись level/уровень", 0, run_qr, "text"},
    {"link", "ссылка", "label/текст", 0, run_link, "text"},
    {"include_document", "вставить_документ", "data/данные", 0, run_include_document, "text"},
    {"spaced", "вразрядку", "points/пункты", 0, run_spaced, "text"},
    {NULL, NULL, NULL, 0, NULL, NULL},
};
