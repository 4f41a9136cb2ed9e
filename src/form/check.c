/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/check.h"

#include "base/i18n.h"
#include "form/rules.h"
#include "russian/lint.h"

/* Day of the document's own date, 0 when it has none. */
static int64_t day_of(const struct pz_form_state *s)
{
    const char *text = s->date_at >= 0 ? s->model->paragraphs[s->date_at].text : "";
    size_t len = strlen(text);
    struct pz_date date;
    for (size_t i = 0; i < len; i++)
        for (size_t n = len - i < 48 ? len - i : 48; n >= 8 && text[i] >= '0' && text[i] <= '9'; n--)
            if (pz_date_parse(&date, text + i, n) == 0 && date.day)
                return pz_date_to_days(date);
    return 0;
}

/* The text proper; margins: that of headers and footers, which is no part of its sentences. */
static void lint_text(const struct pz_form_model *model, struct pz_diags *diags, bool margins)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    jmp_buf oom;
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom)) {
        struct pz_error err = PZ_ERROR_INIT;
        pz_fail_memory(&err);
        pz_report_error(diags, &err);
        pz_arena_release(&arena);
        return;
    }
    struct pz_lint_paragraph *list = PZ_NEW_ARRAY(&arena, model->n, struct pz_lint_paragraph);
    size_t n = 0;
    for (size_t i = 0; i < model->n; i++) {
        const struct pz_form_paragraph *p = &model->paragraphs[i];
        if (!p->len || (p->area == PZ_AREA_HEADER || p->area == PZ_AREA_FOOTER) != margins)
            continue;
        struct pz_lint_paragraph *to = &list[n++];
        size_t label = p->label && p->label[0] >= '0' && p->label[0] <= '9' ? strlen(p->label) : 0;
        to->text = label ? pz_arena_printf(&arena, "%s %s", p->label, p->text) : p->text;
        to->len = strlen(to->text);
        to->place = pz_form_place(model, i);
        to->heading = p->shape.outline > 0;
        to->cell = p->table >= 0;
    }
    pz_lint_document(list, n, diags);
    pz_arena_release(&arena);
}

void pz_form_check_model(const struct pz_form_model *model, const struct pz_form_options *options, struct pz_diags *diags)
{
    size_t before = diags->n;
    struct pz_form_state s = {.model = model, .rules = pz_form_rules(), .diags = diags};
    s.edition = pz_form_edition(s.rules, NULL, 0); /* for the words requisites are found by */
    if (s.edition < 0)
        return; /* memory ran out when the figures were read */
    pz_form_find_requisites(&s);
    s.edition = pz_form_edition(s.rules, options ? options->profile : NULL, day_of(&s));
    if (s.edition < 0) {
        struct pz_place place = pz_place_file(model->file);
        pz_report(diags, "E-FORM-002", &place, _("there is no form profile “%s”"), options->profile);
        return;
    }
    s.standard = pz_form_figure(s.rules, s.edition, "from")->clause;
    pz_form_check_page(&s);
    pz_form_check_requisites(&s);
    pz_form_check_position(&s);
    pz_form_check_look(&s);
    pz_form_check_access(&s);
    if (!options || options->text) {
        lint_text(model, diags, false);
        lint_text(model, diags, true);
    }
    pz_form_gather(diags, before);
}

int pz_form_check(const char *path, const char *name, const struct pz_form_options *options, struct pz_diags *diags,
                  struct pz_error *err)
{
    struct pz_form_model *model;
    if (pz_form_model_new(&model, path, name, err) != 0)
        return -1;
    /* Findings name their file; the model goes before them, so they must not borrow from it: pz_report copies. */
    pz_form_check_model(model, options, diags);
    pz_form_model_free(model);
    return 0;
}

int pz_form_text(const char *path, struct pz_buf *out, struct pz_error *err)
{
    struct pz_form_model *model;
    if (pz_form_model_new(&model, path, NULL, err) != 0)
        return -1;
    for (size_t i = 0; i < model->n; i++) {
        const struct pz_form_paragraph *p = &model->paragraphs[i];
        if (p->area == PZ_AREA_HEADER || p->area == PZ_AREA_FOOTER)
            continue;
        if (p->label)
            pz_buf_printf(out, "%s ", p->label);
        pz_buf_put(out, p->text, p->len);
        pz_buf_putc(out, '\n');
    }
    pz_form_model_free(model);
    return out->failed ? pz_fail_memory(err) : 0;
}
