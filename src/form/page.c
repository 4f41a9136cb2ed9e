/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page: format, margins, page numbers. */
#include <math.h>
#include <stdio.h>

#include "base/i18n.h"
#include "form/rules.h"

enum { LONG_TEXT = 3200, LONG_LINES = 75, LINE = 90 }; /* letters, lines: certainly more than one page at 12 to 14 points */

#define TOLERANCE_MM 0.3 /* what programs lose by rounding */

static struct pz_place section_place(const struct pz_form_state *s, size_t i)
{
    struct pz_place place = pz_place_file(s->model->file);
    snprintf(place.inside, sizeof place.inside, _("section %zu"), i + 1);
    return place;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1.0;
}

static void check_format(struct pz_form_state *s, size_t i)
{
    const struct pz_form_section *section = &s->model->sections[i];
    double w = pz_form_value(s, "page-width", 210), h = pz_form_value(s, "page-height", 297);
    char clause[256];
    if (!section->width_mm || (near(section->width_mm, w) && near(section->height_mm, h)) ||
        (near(section->width_mm, h) && near(section->height_mm, w)))
        return;
    struct pz_place place = section_place(s, i);
    pz_report(s->diags, "E-FORM-010", &place, _("the page is %.0f × %.0f mm and not A4%s"), section->width_mm, section->height_mm,
              pz_form_clause(s, "page-width", clause));
}

static void check_margins(struct pz_form_state *s, size_t i)
{
    const struct pz_form_section *section = &s->model->sections[i];
    const struct {
        const char *key, *name;
        double have;
    } sides[] = {
        {"margin-left", N_("left"), section->left_mm},
        {"margin-right", N_("right"), section->right_mm},
        {"margin-top", N_("top"), section->top_mm},
        {"margin-bottom", N_("bottom"), section->bottom_mm},
    };
    char clause[256];
    for (size_t k = 0; section->width_mm && k < sizeof sides / sizeof *sides; k++) {
        double least = pz_form_value(s, sides[k].key, 0);
        if (sides[k].have + TOLERANCE_MM >= least)
            continue;
        struct pz_place place = section_place(s, i);
        pz_report(s->diags, "E-FORM-011", &place, _("the %s margin is %.1f mm, at least %.0f mm is needed%s"), _(sides[k].name),
                  sides[k].have, least, pz_form_clause(s, sides[k].key, clause));
    }
}

static bool is_long(const struct pz_form_model *m)
{
    size_t letters = 0, lines = 0;
    if (m->pages)
        return m->pages > 1;
    for (size_t i = 0; i < m->n; i++) {
        const struct pz_form_paragraph *p = &m->paragraphs[i];
        size_t own = p->area == PZ_AREA_BODY ? p->len / 2 : 0; /* Cyrillic letters are two bytes */
        letters += own;
        lines += p->area == PZ_AREA_BODY && p->table < 0 && own ? 1 + own / LINE : 0;
    }
    for (size_t i = 0; i < m->table_n; i++)
        lines += m->tables[i].depth ? 0 : m->tables[i].rows;
    return m->section_n > 1 || letters > LONG_TEXT || lines > LONG_LINES;
}

static void check_numbers(struct pz_form_state *s, size_t i, bool needed)
{
    const struct pz_form_section *section = &s->model->sections[i];
    struct pz_place place = section_place(s, i);
    char clause[256];
    pz_form_clause(s, "numbered", clause);
    if (!section->numbered && !section->first_numbered) {
        if (needed)
            pz_report(s->diags, "E-FORM-012", &place, _("the second and following pages have no numbers%s"), clause);
        return;
    }
    if (i == 0 && section->first_numbered)
        pz_report(s->diags, "W-FORM-013", &place, _("the first page shows a number: numbers begin on the second%s"), clause);
    if (section->number_in_footer)
        pz_report(s->diags, "E-FORM-014", &place, _("page numbers stand in the bottom margin and not in the top one%s"), clause);
    else if (section->number_align != PZ_ALIGN_CENTRE)
        pz_report(s->diags, "E-FORM-014", &place, _("page numbers are not in the middle of the top margin%s"), clause);
    if (section->header_mm + TOLERANCE_MM < pz_form_value(s, "number-distance", 10))
        pz_report(s->diags, "W-FORM-015", &place, _("the page number is %.1f mm from the edge, at least %.0f mm are needed%s"),
                  section->header_mm, pz_form_value(s, "number-distance", 10), pz_form_clause(s, "number-distance", clause));
}

void pz_form_check_page(struct pz_form_state *s)
{
    bool needed = is_long(s->model);
    for (size_t i = 0; i < s->model->section_n; i++) {
        check_format(s, i);
        check_margins(s, i);
        check_numbers(s, i, needed);
    }
}
