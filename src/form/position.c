/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requisites that are there, but not where they belong: marks and the addressee on the right, the name at the end of its line. */
#include "base/i18n.h"
#include "form/rules.h"

enum { RIGHT_HALF_MM = 50, GAP_MIN = 3 };

static bool stands_right(const struct pz_form_paragraph *p)
{
    return p->shape.left_mm > RIGHT_HALF_MM || p->shape.align == PZ_ALIGN_RIGHT || (p->table >= 0 && p->column > 0) ||
           p->area == PZ_AREA_TEXT_BOX;
}

static void misplaced(struct pz_form_state *s, size_t at, const char *key, const char *what)
{
    char clause[256];
    struct pz_place place = pz_form_place(s->model, at);
    pz_report(s->diags, "W-FORM-055", &place, "%s%s", what, pz_form_clause(s, key, clause));
}

/* A letter begins with its addressee: something stands on the right above the salutation. */
static void check_addressee(struct pz_form_state *s)
{
    char clause[256];
    long right = -1, left = -1;
    for (long i = 0; i < s->salutation_at; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        if (p->len && stands_right(p))
            right = i;
        if (p->len && !stands_right(p) && p->area == PZ_AREA_BODY && left < 0)
            left = i;
    }
    if (s->salutation_at < 0 || right >= 0)
        return;
    struct pz_place place = left >= 0 ? pz_form_place(s->model, (size_t)left) : pz_place_file(s->model->file);
    pz_report(s->diags, "W-FORM-055", &place, _("no addressee stands at the upper right%s"),
              pz_form_clause(s, "addressee", clause));
}

static void check_approval(struct pz_form_state *s)
{
    for (size_t i = 0; i < s->model->n; i++) {
        const struct pz_form_paragraph *p = &s->model->paragraphs[i];
        if (p->area == PZ_AREA_BODY && strncmp(p->text, "УТВЕРЖД", strlen("УТВЕРЖД")) == 0 && !stands_right(p) &&
            p->shape.align != PZ_ALIGN_CENTRE && p->table < 0)
            misplaced(s, i, "approval", _("the mark of approval does not stand at the upper right"));
    }
}

/* «Начальник управления А.А. Сидоров»: the name is set off neither by a tab nor by a table, nor pushed to the right. */
static void check_signature(struct pz_form_state *s)
{
    const struct pz_form_paragraph *p = s->signature_at >= 0 ? &s->model->paragraphs[s->signature_at] : NULL;
    if (!p || p->table >= 0 || p->shape.align == PZ_ALIGN_RIGHT || p->shape.left_mm > RIGHT_HALF_MM)
        return;
    const char *stop = memchr(p->text, '.', p->len);
    size_t post = 0, gap = 0;
    bool apart = false;
    for (const char *c = p->text; stop && c < stop; c++) {
        bool blank = *c == ' ' || (unsigned char)*c == 0xC2 || (unsigned char)*c == 0xA0;
        gap = blank ? gap + ((unsigned char)*c != 0xC2) : 0;
        apart = apart || *c == '\t' || *c == '\n' || gap >= GAP_MIN;
        post += !blank;
    }
    if (post > 4 && !apart) /* more than one initial of two bytes: a post stands before it */
        misplaced(s, (size_t)s->signature_at, "signature", _("the name of the signature does not stand at the right margin"));
}

void pz_form_check_position(struct pz_form_state *s)
{
    check_addressee(s);
    check_approval(s);
    check_signature(s);
}
