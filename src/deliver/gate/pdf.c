/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF: text of the pages, document information and XMP, alternative texts, notes on pages, link targets, attachments, scripts, every other
 * string. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/value.h"
#include "deliver/gate/scan.h"
#include "deliver/pdf/text.h"

enum { OBJECTS_MAX = 2000000 };

struct looker {
    struct pz_gate *gate;
    qpdf_data q;
};

static void look_at_pages(struct looker *l, const struct pz_pdf_pages *pages)
{
    struct pz_buf line = PZ_BUF_INIT;
    for (size_t i = 0; i < pages->n; i++) {
        const char *where = pz_arena_printf(l->gate->arena, _("page %zu"), i + 1);
        for (size_t k = 0; k < pages->v[i].n; k++) {
            pz_buf_clear(&line);
            for (const struct pz_pdf_run *run = pages->v[i].runs[k]; run; run = run->next) {
                if (run->new_line || run->gap)
                    pz_buf_putc(&line, '\n');
                pz_buf_put(&line, run->text, run->len);
            }
            if (!line.failed)
                pz_gate_text(l->gate, where, pz_buf_str(&line), line.len);
        }
    }
    pz_buf_release(&line);
}

static void look_at_string(struct looker *l, qpdf_oh dict, const char *key, const char *where)
{
    qpdf_oh v = qpdf_oh_get_key(l->q, dict, key);
    if (!qpdf_oh_is_string(l->q, v))
        return;
    const char *text = pz_arena_strdup(l->gate->arena, qpdf_oh_get_utf8_value(l->q, v));
    pz_gate_text(l->gate, where, text, strlen(text));
}

static void look_at_information(struct looker *l)
{
    static const char *const keys[] = {"/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", NULL};
    qpdf_oh info = qpdf_oh_get_key(l->q, qpdf_get_trailer(l->q), "/Info");
    for (const char *const *key = keys; qpdf_oh_is_dictionary(l->q, info) && *key; key++)
        look_at_string(l, info, *key, _("properties"));
}

static void look_at_stream(struct looker *l, qpdf_oh stream, const char *where)
{
    unsigned char *data = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    if (!qpdf_oh_is_stream(l->q, stream) ||
        qpdf_oh_get_stream_data(l->q, stream, qpdf_dl_generalized, &filtered, &data, &len) != QPDF_SUCCESS)
        return;
    if (len > 4 && data[0] == 0xFF && data[1] == 0xD8)
        pz_gate_picture(l->gate, where, data, len);
    else
        pz_gate_text(l->gate, where, (const char *)data, len);
    free(data);
}

static void look_at_catalogue(struct looker *l)
{
    qpdf_oh root = qpdf_get_root(l->q), names = qpdf_oh_get_key(l->q, root, "/Names");
    look_at_stream(l, qpdf_oh_get_key(l->q, root, "/Metadata"), _("properties"));
    bool files = qpdf_oh_is_dictionary(l->q, names) && qpdf_oh_has_key(l->q, names, "/EmbeddedFiles");
    bool scripts = qpdf_oh_is_dictionary(l->q, names) && qpdf_oh_has_key(l->q, names, "/JavaScript");
    if (files)
        pz_gate_found(l->gate, "attachment", "E-GATE-016", "", "",
                      _("the PDF has files attached to it, which were not looked through"));
    if (scripts)
        pz_gate_found(l->gate, "script", "E-GATE-016", "", "", _("the PDF has a script"));
}

static void look_at_notes(struct looker *l, qpdf_oh page, size_t number)
{
    const char *where = pz_arena_printf(l->gate->arena, _("note or link on page %zu"), number);
    qpdf_oh notes = qpdf_oh_get_key(l->q, page, "/Annots");
    for (int i = 0; qpdf_oh_is_array(l->q, notes) && i < qpdf_oh_get_array_n_items(l->q, notes); i++) {
        qpdf_oh note = qpdf_oh_get_array_item(l->q, notes, i);
        if (!qpdf_oh_is_dictionary(l->q, note))
            continue;
        look_at_string(l, note, "/Contents", where);
        look_at_string(l, note, "/T", where);
        qpdf_oh action = qpdf_oh_get_key(l->q, note, "/A");
        if (qpdf_oh_is_dictionary(l->q, action))
            look_at_string(l, action, "/URI", where);
    }
}

static void look_at_pictures(struct looker *l, qpdf_oh page, size_t number)
{
    qpdf_oh objects = qpdf_oh_get_key_if_dict(l->q, qpdf_oh_get_key(l->q, page, "/Resources"), "/XObject");
    if (!qpdf_oh_is_dictionary(l->q, objects))
        return;
    const char *where = pz_arena_printf(l->gate->arena, _("picture on page %zu"), number);
    qpdf_oh_begin_dict_key_iter(l->q, objects);
    while (qpdf_oh_dict_more_keys(l->q)) {
        qpdf_oh object = qpdf_oh_get_key(l->q, objects, qpdf_oh_dict_next_key(l->q));
        qpdf_oh dict = qpdf_oh_is_stream(l->q, object) ? qpdf_oh_get_dict(l->q, object) : qpdf_oh_new_null(l->q);
        if (qpdf_oh_is_dictionary(l->q, dict) &&
            qpdf_oh_is_name_and_equals(l->q, qpdf_oh_get_key(l->q, dict, "/Filter"), "/DCTDecode"))
            look_at_stream(l, object, where);
    }
}

/* Alternative and replacement texts of the structure. */
static void look_at_element(struct looker *l, qpdf_oh element, unsigned depth)
{
    look_at_string(l, element, "/Alt", _("alternative text"));
    look_at_string(l, element, "/ActualText", _("alternative text"));
    qpdf_oh k = qpdf_oh_get_key(l->q, element, "/K");
    int n = qpdf_oh_is_array(l->q, k) ? qpdf_oh_get_array_n_items(l->q, k) : 1;
    for (int i = 0; depth < 60 && i < n; i++) {
        qpdf_oh kid = qpdf_oh_is_array(l->q, k) ? qpdf_oh_get_array_item(l->q, k, i) : k;
        if (qpdf_oh_is_dictionary(l->q, kid) && (qpdf_oh_has_key(l->q, kid, "/S") || depth == 0))
            look_at_element(l, kid, depth + 1);
    }
}

/* Every string anywhere else: outlines, form fields, layers, page labels. Strings of places looked at by name are left out. */
static void look_at_object(struct looker *l, qpdf_oh object, const char *where, unsigned depth)
{
    static const char *const named[] = {"/Alt", "/ActualText", "/Contents", "/T", "/URI", "/Parent", "/P", "/ID", "/Info"};
    if (qpdf_oh_is_string(l->q, object)) {
        const char *text = pz_arena_strdup(l->gate->arena, qpdf_oh_get_utf8_value(l->q, object));
        pz_gate_text(l->gate, where, text, strlen(text));
        return;
    }
    if (qpdf_oh_is_stream(l->q, object))
        object = qpdf_oh_get_dict(l->q, object);
    for (int i = 0; depth < 20 && qpdf_oh_is_array(l->q, object) && i < qpdf_oh_get_array_n_items(l->q, object); i++) {
        qpdf_oh item = qpdf_oh_get_array_item(l->q, object, i);
        if (!qpdf_oh_is_indirect(l->q, item))
            look_at_object(l, item, where, depth + 1);
    }
    if (depth >= 20 || !qpdf_oh_is_dictionary(l->q, object))
        return;
    struct pz_arena *arena = l->gate->arena;
    struct pz_list *keys = pz_list_new(arena, 8); /* the iterator of qpdf is one for all dictionaries */
    qpdf_oh_begin_dict_key_iter(l->q, object);
    while (qpdf_oh_dict_more_keys(l->q))
        pz_list_add(arena, keys, pz_str(pz_arena_strdup(arena, qpdf_oh_dict_next_key(l->q))));
    for (uint32_t i = 0; i < keys->n; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof named / sizeof *named; k++)
            known |= strcmp(keys->v[i].u.s, named[k]) == 0;
        qpdf_oh value = qpdf_oh_get_key(l->q, object, keys->v[i].u.s);
        if (!known && !qpdf_oh_is_indirect(l->q, value))
            look_at_object(l, value, where, depth + 1);
    }
}

static void look_at_everything(struct looker *l)
{
    qpdf_oh trailer = qpdf_get_trailer(l->q), info = qpdf_oh_get_key(l->q, trailer, "/Info");
    long long n = qpdf_oh_get_int_value(l->q, qpdf_oh_get_key(l->q, trailer, "/Size"));
    int own = qpdf_oh_is_dictionary(l->q, info) ? qpdf_oh_get_object_id(l->q, info) : 0;
    for (int id = 1; id < n && id < OBJECTS_MAX; id++) {
        struct pz_arena_mark mark = pz_arena_save(l->gate->arena);
        look_at_object(l, qpdf_get_object_by_id(l->q, id, 0), id == own ? _("properties") : _("other data of the PDF"), 0);
        pz_arena_restore(l->gate->arena, mark);
    }
}

int pz_gate_pdf(struct pz_gate *gate, const char *path, struct pz_error *err)
{
    struct looker l = {.gate = gate};
    struct pz_pdf_pages pages = {0};
    int rc = pz_qpdf_open(&l.q, path, err);
    if (rc == 0)
        rc = pz_pdf_pages(&pages, l.q, gate->arena, err);
    if (rc == 0) {
        look_at_pages(&l, &pages);
        look_at_information(&l);
        look_at_catalogue(&l);
        for (size_t i = 0; i < pages.n; i++) {
            qpdf_oh page = qpdf_get_page_n(l.q, i);
            look_at_notes(&l, page, i + 1);
            look_at_pictures(&l, page, i + 1);
        }
        qpdf_oh tree = qpdf_oh_get_key(l.q, qpdf_get_root(l.q), "/StructTreeRoot");
        if (qpdf_oh_is_dictionary(l.q, tree))
            look_at_element(&l, tree, 0);
        look_at_everything(&l);
    }
    if (l.q)
        qpdf_cleanup(&l.q);
    return rc;
}
