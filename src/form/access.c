/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a document readable by everyone (ГОСТ Р 52872-2019): language, title, real headings, alternative texts, table headers. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "form/rules.h"

enum { HEADING_MAX = 150, TABLE_ROWS_MIN = 5 };

static void check_properties(struct pz_form_state *s)
{
    struct pz_place place = pz_place_file(s->model->file);
    const char *language = s->model->language;
    if (!language[0] || strcmp(language, "zxx") == 0)
        pz_report(s->diags, "E-FORM-030", &place, _("the document does not say its language"));
    else if (strncmp(language, "ru", 2) != 0)
        pz_report(s->diags, "E-FORM-030", &place, _("the document says its language is “%s” and not Russian"), language);
    if (!s->model->title[0])
        pz_report(s->diags, "E-FORM-031", &place, _("the property “title” is empty"));
}

static bool all_bold(const struct pz_form_paragraph *p)
{
    for (size_t i = 0; i < p->run_n; i++)
        if (!p->runs[i].look.bold && p->runs[i].len > 1)
            return false;
    return p->run_n > 0;
}

/* A line that looks like a heading of the text and is none. Requisites above the text and the signature are no headings. */
static void check_heading(struct pz_form_state *s, size_t i)
{
    const struct pz_form_paragraph *p = &s->model->paragraphs[i];
    size_t letters = pz_utf8_length(p->text, p->len);
    if (!pz_form_is_text(p) || p->shape.outline || !all_bold(p) || letters > HEADING_MAX || letters < 3 || (long)i <= s->text_at ||
        s->text_at < 0 || (long)i == s->title_at || p->shape.align == PZ_ALIGN_RIGHT || p->shape.left_mm > 50)
        return;
    struct pz_place place = pz_form_place(s->model, i);
    pz_report_hint(s->diags, "W-FORM-032", &place, _("give it a heading style"), _("a heading by its looks only"));
}

static void check_pictures(struct pz_form_state *s)
{
    for (size_t i = 0; i < s->model->picture_n; i++) {
        const struct pz_form_picture *picture = &s->model->pictures[i];
        if (picture->alternative[0])
            continue;
        struct pz_place place =
            picture->paragraph < s->model->n ? pz_form_place(s->model, picture->paragraph) : pz_place_file(s->model->file);
        pz_report(s->diags, "W-FORM-033", &place, _("the picture “%s” has no alternative text"), picture->name);
    }
}

/* A list of people in two columns («Сойкина А.В. | – начальник отдела») has no header: no header begins with a dash. */
static bool is_list_of_names(const struct pz_form_model *model, size_t table)
{
    for (size_t i = 0; i < model->n; i++) {
        const struct pz_form_paragraph *p = &model->paragraphs[i];
        if (p->table == (int)table && p->row == 0 && p->column > 0)
            return strncmp(p->text, "–", strlen("–")) == 0 || strncmp(p->text, "—", strlen("—")) == 0;
    }
    return false;
}

/* Post and name of several signatories stand in a table for the sake of their places only. */
static bool holds_signatures(const struct pz_form_state *s, size_t table)
{
    return s->signature_at >= 0 && s->model->paragraphs[s->signature_at].table == (int)table;
}

static void check_tables(struct pz_form_state *s)
{
    for (size_t i = 0; i < s->model->table_n; i++) {
        const struct pz_form_table *t = &s->model->tables[i];
        if (t->header_rows || t->rows < TABLE_ROWS_MIN || t->columns < 2 || t->depth || is_list_of_names(s->model, i) ||
            holds_signatures(s, i))
            continue;
        struct pz_place place = pz_place_file(s->model->file);
        snprintf(place.inside, sizeof place.inside, _("table %zu"), i + 1);
        pz_report(s->diags, "W-FORM-040", &place, _("the header row does not repeat on the next page"));
    }
}

void pz_form_check_access(struct pz_form_state *s)
{
    check_properties(s);
    for (size_t i = 0; i < s->model->n; i++)
        check_heading(s, i);
    check_pictures(s);
    check_tables(s);
}
