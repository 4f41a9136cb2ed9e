/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/model.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "form/build.h"

enum { PLACE_WORDS = 6, PLACE_LETTERS = 48 };

static int read_package(struct pz_form_builder *b, struct pz_error *err)
{
    if (pz_package_find(b->package, "content.xml") >= 0) {
        b->model->kind = "odt";
        return pz_form_read_odt(b, err);
    }
    if (pz_package_find(b->package, "[Content_Types].xml") >= 0) {
        b->model->kind = "docx";
        return pz_form_read_docx(b, err);
    }
    return pz_fail(err, PZ_DATA, "E-FORM-001", _("“%s” is neither DOCX nor ODT"), b->model->file);
}

static int read_guarded(struct pz_form_builder *b, struct pz_error *err)
{
    jmp_buf oom;
    jmp_buf *before = pz_arena_trap(&b->model->arena, &oom);
    int rc = -1;
    if (setjmp(oom) == 0)
        rc = read_package(b, err);
    else
        pz_fail_memory(err);
    pz_arena_trap(&b->model->arena, before);
    if (!rc && b->text.failed)
        rc = pz_fail_memory(err);
    return rc;
}

int pz_form_model_new(struct pz_form_model **out, const char *path, const char *name, struct pz_error *err)
{
    struct pz_form_model *model = pz_calloc(1, sizeof *model);
    if (!model)
        return pz_fail_memory(err);
    pz_arena_init(&model->arena, (size_t)512 << 20);
    model->file = name ? name : path;
    model->title = model->language = "";
    struct pz_form_builder b = {.model = model, .table = -1};
    int rc = pz_package_open(&b.package, path, NULL, err);
    if (!rc)
        rc = read_guarded(&b, err);
    pz_package_close(b.package);
    pz_buf_release(&b.text);
    if (rc) {
        struct pz_place at = pz_place_file(model->file);
        pz_error_at(err, &at);
        pz_form_model_free(model);
        return -1;
    }
    *out = model;
    return 0;
}

void pz_form_model_free(struct pz_form_model *model)
{
    if (!model)
        return;
    pz_arena_release(&model->arena);
    pz_free(model);
}

/* The first words of a paragraph, cut at a word's end. */
static void first_words(const struct pz_form_paragraph *p, char *to, size_t size)
{
    size_t len = pz_utf8_offset(p->text, p->len, PLACE_LETTERS), end = 0, words = 0;
    for (size_t i = 0; i < len; i++)
        if (p->text[i] == ' ' || p->text[i] == '\n' || p->text[i] == '\t') {
            end = i;
            if (++words == PLACE_WORDS)
                break;
        }
    bool whole = len == p->len && words < PLACE_WORDS;
    if (whole || !end)
        end = len;
    int n = snprintf(to, size, "%.*s%s", (int)end, p->text, whole ? "" : "…");
    for (int i = 0; i < n; i++)
        if (to[i] == '\n' || to[i] == '\t')
            to[i] = ' ';
}

static void place_in_area(const struct pz_form_paragraph *p, char *to, size_t size)
{
    switch (p->area) {
    case PZ_AREA_HEADER: snprintf(to, size, _("header of section %d"), p->section + 1); break;
    case PZ_AREA_FOOTER: snprintf(to, size, _("footer of section %d"), p->section + 1); break;
    case PZ_AREA_NOTE: snprintf(to, size, _("note")); break;
    case PZ_AREA_TEXT_BOX: snprintf(to, size, _("text box")); break;
    case PZ_AREA_BODY: snprintf(to, size, _("paragraph %u"), p->number); break;
    }
}

struct pz_place pz_form_place(const struct pz_form_model *model, size_t i)
{
    struct pz_place place = pz_place_file(model->file);
    const struct pz_form_paragraph *p = &model->paragraphs[i];
    char where[160], words[PLACE_LETTERS * 4 + 8];
    if (p->table >= 0)
        snprintf(where, sizeof where, _("table %d, row %d, column %d"), p->table + 1, p->row + 1, p->column + 1);
    else
        place_in_area(p, where, sizeof where);
    first_words(p, words, sizeof words);
    snprintf(place.inside, sizeof place.inside, words[0] ? _("%s “%s”") : "%s%s", where, words);
    return place;
}
