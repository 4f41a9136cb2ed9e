/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/mark.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/utf8.h"
#include "deliver/fill.h"
#include "deliver/gate/scan.h"
#include "deliver/pdf/text.h"
#include "deliver/sign/place.h"
#include "deliver/table.h"
#include "office/svg.h"
#include "russian/date.h"
#include "template/formats.h"

PZ_EMBED(pz_sign_mark_svg, "data/sign/mark.svg");
PZ_EMBED(pz_sign_profiles_tsv, "data/sign/profiles.tsv");

enum { TEMPLATE_MAX = 1 << 20, DRAW_MS = 900 };

struct mark {
    const struct pz_cms_signature *signature;
    const struct pz_mark_options *options;
    struct pz_arena arena;
    const struct pz_table_row *profile;
    qpdf_data q, drawing;
    struct pz_buf pdf; /* of the drawing */
    double width, height;
    struct pz_pdf_pages pages;
    struct pz_mark_place place;
};

/* The drawing ------------------------------------------------------------------------------------------------- */

static const struct pz_table_row *choose_profile(struct mark *m)
{
    struct pz_table table = pz_table_read(pz_sign_profiles_tsv, PZ_EMBEDDED_SIZE(pz_sign_profiles_tsv), &m->arena);
    const struct pz_table_row *row = m->options->profile ? pz_table_find(&table, m->options->profile) : NULL;
    for (size_t i = 0; !m->options->profile && i < table.n; i++) { /* the last one in force on the day */
        struct pz_date from;
        if (!row ||
            (pz_date_parse(&from, table.v[i].f[1], strlen(table.v[i].f[1])) == 0 && pz_date_to_days(from) <= m->options->date))
            row = &table.v[i];
    }
    return row ? row : table.n ? &table.v[table.n - 1] : NULL;
}

static struct pz_value day_value(struct mark *m, int64_t seconds)
{
    struct pz_buf text = PZ_BUF_INIT;
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    pz_date_print(&text, pz_date_from_days(days), PZ_DATE_NUMERIC);
    const char *day = pz_arena_take(&m->arena, &text);
    return seconds ? pz_str(day) : pz_none();
}

static struct pz_map *facts(struct mark *m)
{
    const struct pz_cms_signature *s = m->signature;
    struct pz_map *map = pz_map_new(&m->arena, 10);
    pz_map_set(&m->arena, map, "profile", pz_str(m->profile->f[0]));
    pz_map_set(&m->arena, map, "owner", pz_str(s->owner));
    pz_map_set(&m->arena, map, "organisation", pz_str(s->organisation));
    pz_map_set(&m->arena, map, "post", pz_str(s->post));
    pz_map_set(&m->arena, map, "certificate", pz_str(s->serial));
    pz_map_set(&m->arena, map, "valid_from", day_value(m, s->valid_from));
    pz_map_set(&m->arena, map, "valid_to", day_value(m, s->valid_to));
    pz_map_set(&m->arena, map, "signed_at", day_value(m, s->signed_at));
    return map;
}

/* The office's own mark.svg, or the stock one. */
static int read_template(struct mark *m, struct pz_buf *out, struct pz_error *err)
{
    for (const char *const *folder = m->options->folders; folder && *folder; folder++) {
        const char *path = pz_arena_printf(&m->arena, "%s/mark.svg", *folder);
        if (pz_file_exists(path))
            return pz_file_read(out, path, TEMPLATE_MAX, err);
    }
    pz_buf_put(out, pz_sign_mark_svg, PZ_EMBEDDED_SIZE(pz_sign_mark_svg));
    return out->failed ? pz_fail_memory(err) : 0;
}

/* The picture as a page of its own, so that its fonts are embedded. */
static int draw_page(struct mark *m, const struct pz_buf *picture, struct pz_error *err)
{
    const struct pz_svg_order order = {.output = PZ_SVG_PDF, .limit_ms = DRAW_MS};
    struct pz_svg_drawn drawn;
    struct pz_error why = PZ_ERROR_INIT;
    int rc = pz_svg_draw(&m->pdf, &drawn, picture->data, picture->len, &order, &why);
    m->width = drawn.width;
    m->height = drawn.height;
    if (rc && why.kind == PZ_DATA)
        return pz_fail(err, PZ_DATA, "E-SIGN-043", _("the template of the mark is no usable SVG: %s"), why.message);
    if (rc)
        *err = why;
    return rc;
}

static int draw(struct mark *m, struct pz_error *err)
{
    struct pz_buf text = PZ_BUF_INIT, svg = PZ_BUF_INIT;
    int rc = read_template(m, &text, err);
    if (rc == 0)
        rc = pz_fill(&svg, text.data, text.len, "mark.svg", &pz_svg_format, facts(m), &m->arena, err);
    if (rc == 0)
        rc = draw_page(m, &svg, err);
    pz_buf_release(&text);
    pz_buf_release(&svg);
    if (rc)
        return -1;
    return pz_qpdf_open_memory(&m->drawing, "mark", m->pdf.data, m->pdf.len, err);
}

/* The page ------------------------------------------------------------------------------------------------------ */

/* The drawing's page as a form XObject of the document. */
static qpdf_oh form(struct mark *m)
{
    qpdf_data q = m->q, d = m->drawing;
    unsigned char *data = NULL;
    size_t len = 0;
    qpdf_oh page = qpdf_get_page_n(d, 0);
    if (qpdf_oh_get_page_content_data(d, page, &data, &len) != QPDF_SUCCESS)
        return qpdf_oh_new_null(q);
    qpdf_oh stream = qpdf_oh_new_stream(q), dict = qpdf_oh_get_dict(q, stream);
    qpdf_oh_replace_stream_data(q, stream, data, len, qpdf_oh_new_null(q), qpdf_oh_new_null(q));
    free(data);
    qpdf_oh_replace_key(q, dict, "/Type", qpdf_oh_new_name(q, "/XObject"));
    qpdf_oh_replace_key(q, dict, "/Subtype", qpdf_oh_new_name(q, "/Form"));
    qpdf_oh_replace_key(q, dict, "/BBox", qpdf_oh_parse(q, pz_arena_printf(&m->arena, "[0 0 %.3f %.3f]", m->width, m->height)));
    qpdf_oh resources = qpdf_make_indirect_object(d, qpdf_oh_get_key(d, page, "/Resources"));
    qpdf_oh_replace_key(q, dict, "/Resources", qpdf_oh_copy_foreign_object(q, d, resources));
    return stream;
}

/* The array of structure elements of a page in the parent tree (ISO 32000-1, 14.7.4.4); null when there is none. */
static qpdf_oh parents_of(qpdf_data q, qpdf_oh node, long long key, unsigned depth)
{
    qpdf_oh nums = qpdf_oh_get_key(q, node, "/Nums"), kids = qpdf_oh_get_key(q, node, "/Kids");
    for (int i = 0; qpdf_oh_is_array(q, nums) && i + 1 < qpdf_oh_get_array_n_items(q, nums); i += 2)
        if (qpdf_oh_get_int_value(q, qpdf_oh_get_array_item(q, nums, i)) == key)
            return qpdf_oh_get_array_item(q, nums, i + 1);
    for (int i = 0; depth < 10 && qpdf_oh_is_array(q, kids) && i < qpdf_oh_get_array_n_items(q, kids); i++) {
        qpdf_oh found = parents_of(q, qpdf_oh_get_array_item(q, kids, i), key, depth + 1);
        if (qpdf_oh_is_array(q, found))
            return found;
    }
    return qpdf_oh_new_null(q);
}

/* The element new figures belong to: the document's first one. */
static qpdf_oh document_element(qpdf_data q, qpdf_oh tree)
{
    qpdf_oh k = qpdf_oh_get_key(q, tree, "/K");
    return qpdf_oh_is_array(q, k) && qpdf_oh_get_array_n_items(q, k) ? qpdf_oh_get_array_item(q, k, 0) : k;
}

static void add_kid(qpdf_data q, qpdf_oh element, qpdf_oh kid)
{
    qpdf_oh k = qpdf_oh_get_key(q, element, "/K");
    if (!qpdf_oh_is_array(q, k)) {
        qpdf_oh list = qpdf_oh_new_array(q);
        if (!qpdf_oh_is_null(q, k))
            qpdf_oh_append_item(q, list, k);
        qpdf_oh_replace_key(q, element, "/K", list);
        k = list;
    }
    qpdf_oh_append_item(q, k, kid);
}

/* A figure with its alternative text in the structure; its MCID, or -1 for a PDF without structure. */
static int add_figure(struct mark *m, qpdf_oh page)
{
    qpdf_data q = m->q;
    qpdf_oh tree = qpdf_oh_get_key(q, qpdf_get_root(q), "/StructTreeRoot");
    if (!qpdf_oh_is_dictionary(q, tree))
        return -1;
    long long key = qpdf_oh_get_int_value(q, qpdf_oh_get_key(q, page, "/StructParents"));
    qpdf_oh parents = parents_of(q, qpdf_oh_get_key(q, tree, "/ParentTree"), key, 0), document = document_element(q, tree);
    if (!qpdf_oh_is_array(q, parents) || !qpdf_oh_is_dictionary(q, document))
        return -1;
    const struct pz_cms_signature *s = m->signature;
    int mcid = qpdf_oh_get_array_n_items(q, parents);
    qpdf_oh figure = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
    qpdf_oh_replace_key(q, figure, "/Type", qpdf_oh_new_name(q, "/StructElem"));
    qpdf_oh_replace_key(q, figure, "/S", qpdf_oh_new_name(q, "/Figure"));
    qpdf_oh_replace_key(q, figure, "/P", document);
    qpdf_oh_replace_key(q, figure, "/Pg", page);
    qpdf_oh_replace_key(q, figure, "/K", qpdf_oh_new_integer(q, mcid));
    qpdf_oh_replace_key(
        q, figure, "/Alt",
        qpdf_oh_new_unicode_string(q, pz_arena_printf(&m->arena, "%s: %s, %s", m->profile->f[2], s->serial, s->owner)));
    qpdf_oh_replace_key(q, figure, "/A",
                        qpdf_oh_parse(q, pz_arena_printf(&m->arena, "<</O/Layout/Placement/Block/BBox[%.2f %.2f %.2f %.2f]>>",
                                                         m->place.x, m->place.y, m->place.x + m->width, m->place.y + m->height)));
    qpdf_oh_append_item(q, parents, figure);
    add_kid(q, document, figure);
    return mcid;
}

static qpdf_oh content(struct mark *m, const char *text)
{
    qpdf_oh stream = qpdf_oh_new_stream(m->q);
    qpdf_oh_replace_stream_data(m->q, stream, (const unsigned char *)text, strlen(text), qpdf_oh_new_null(m->q),
                                qpdf_oh_new_null(m->q));
    return stream;
}

/* The page's contents between q and Q, the mark behind them. */
static void lay_over(struct mark *m, qpdf_oh page, int mcid)
{
    qpdf_data q = m->q;
    qpdf_oh old = qpdf_oh_get_key(q, page, "/Contents"), list = qpdf_oh_new_array(q);
    qpdf_oh_append_item(q, list, content(m, "q\n"));
    for (int i = 0; qpdf_oh_is_array(q, old) && i < qpdf_oh_get_array_n_items(q, old); i++)
        qpdf_oh_append_item(q, list, qpdf_oh_get_array_item(q, old, i));
    if (!qpdf_oh_is_array(q, old))
        qpdf_oh_append_item(q, list, old);
    const char *open = mcid >= 0 ? pz_arena_printf(&m->arena, "/Figure<</MCID %d>>BDC", mcid) : "/Artifact BMC";
    qpdf_oh_append_item(
        q, list,
        content(m, pz_arena_printf(&m->arena, "\nQ\n%s q 1 0 0 1 %.2f %.2f cm /PzMark Do Q EMC\n", open, m->place.x, m->place.y)));
    qpdf_oh_replace_key(q, page, "/Contents", list);
}

static int stamp(struct mark *m, struct pz_error *err)
{
    qpdf_data q = m->q;
    qpdf_oh page = qpdf_get_page_n(q, m->place.page), mark = form(m);
    if (!qpdf_oh_is_stream(q, mark))
        return pz_qpdf_complaint(m->drawing, err);
    qpdf_oh resources = qpdf_oh_get_key(q, page, "/Resources"), objects = qpdf_oh_get_key(q, resources, "/XObject");
    if (!qpdf_oh_is_dictionary(q, objects)) {
        objects = qpdf_oh_new_dictionary(q);
        qpdf_oh_replace_key(q, resources, "/XObject", objects);
    }
    qpdf_oh_replace_key(q, objects, "/PzMark", mark);
    lay_over(m, page, add_figure(m, page));
    return pz_qpdf_complaint(q, err);
}

/* Everything ------------------------------------------------------------------------------------------------------ */

/* What stands in the mark is public: no СНИЛС, no ИНН, nothing of the certificate's distinguished name. */
static int check_names(struct mark *m, struct pz_error *err)
{
    struct pz_diags found;
    pz_diags_init(&found);
    struct pz_gate gate = {.arena = &m->arena, .diags = &found, .file = "mark"};
    const char *texts[] = {m->signature->owner, m->signature->organisation, m->signature->post};
    for (size_t i = 0; i < 3; i++)
        pz_gate_text(&gate, "", texts[i], strlen(texts[i]));
    bool bad = found.n > 0;
    pz_diags_release(&found);
    return bad ? pz_fail(err, PZ_DATA, "E-SIGN-041",
                         _("the name in the certificate holds personal numbers; the mark would publish them"))
               : 0;
}

/* «Стрельников Андрей Николаевич» → «А.Н.Стрельников»; blanks do not count when it is looked for. */
static const char *initials_first(struct mark *m, const char *owner)
{
    struct pz_buf name = PZ_BUF_INIT;
    const char *end = owner + strlen(owner);
    size_t surname = strcspn(owner, " ");
    for (const char *p = owner + surname; p < end;) {
        p += strspn(p, " ");
        const char *letter = p;
        if (p < end && pz_utf8_next(&p, end) != PZ_RUNE_BAD) {
            pz_buf_put(&name, letter, (size_t)(p - letter));
            pz_buf_putc(&name, '.');
        }
        p += strcspn(p, " ");
    }
    pz_buf_put(&name, owner, surname);
    return pz_arena_take(&m->arena, &name);
}

static int make(struct mark *m, const char *signed_pdf, const char *target, struct pz_error *err)
{
    const char *anchor = m->options->anchor ? m->options->anchor : "signature";
    const char *signatory = m->options->signatory ? m->options->signatory : initials_first(m, m->signature->owner);
    if (m->signature->verdict != PZ_CMS_VALID)
        return pz_fail(err, PZ_DATA, "E-SIGN-040", _("no copy with the mark is made of “%s”: its signature is not valid"),
                       signed_pdf);
    m->profile = choose_profile(m);
    if (check_names(m, err) != 0 || draw(m, err) != 0 || pz_qpdf_open(&m->q, signed_pdf, err) != 0 ||
        pz_pdf_pages(&m->pages, m->q, &m->arena, err) != 0 ||
        pz_mark_find(&m->place, m->q, &m->pages, anchor, signatory, m->width, m->height, &m->arena, err) != 0 || stamp(m, err) != 0)
        return -1;
    struct pz_buf out = PZ_BUF_INIT;
    int rc = pz_qpdf_write(m->q, &out, err);
    if (rc == 0)
        rc = pz_file_write(target, out.data, out.len, false, err);
    pz_buf_release(&out);
    return rc;
}

int pz_mark_make(const char *signed_pdf, const char *target, const struct pz_cms_signature *signature,
                 const struct pz_mark_options *options, struct pz_error *err)
{
    struct mark m = {.signature = signature, .options = options};
    jmp_buf oom;
    int rc;
    pz_arena_trap(&m.arena, &oom);
    if (setjmp(oom))
        rc = pz_fail_memory(err);
    else
        rc = make(&m, signed_pdf, target, err);
    if (m.q)
        qpdf_cleanup(&m.q);
    if (m.drawing)
        qpdf_cleanup(&m.drawing);
    pz_buf_release(&m.pdf);
    pz_arena_release(&m.arena);
    return rc;
}
