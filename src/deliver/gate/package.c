/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DOCX and ODT: every XML part whole, tracked changes and comments with it, and the pictures' metadata; HTML, SVG and other markup. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/io.h"
#include "deliver/gate/scan.h"
#include "xml/reader.h"
#include "zip/package.h"

/* The text of the paragraph being read, and what makes it special. */
struct paragraph {
    struct pz_gate *gate;
    const char *part; /* in words */
    struct pz_buf text;
    unsigned deleted, comment; /* depth + 1 of the element that begins it, 0: none */
    bool changes_told, comments_told;
    bool values; /* a part of values, not of running text: no two elements say one thing */
};

static const char *part_words(const char *name)
{
    static const struct {
        const char *in, *words;
    } parts[] = {
        {"comments", N_("comments")},
        {"header", N_("headers and footers")},
        {"footer", N_("headers and footers")},
        {"styles.xml", N_("headers and footers")},
        {"docProps", N_("properties")},
        {"meta.xml", N_("properties")},
        {"customXml", N_("custom XML data")},
        {"footnotes", N_("notes")},
        {"endnotes", N_("notes")},
        {"_rels", N_("links")},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(name, parts[i].in))
            return _(parts[i].words);
    return _("text");
}

static const char *place_words(const struct paragraph *p)
{
    return p->deleted ? _("tracked changes") : p->comment ? _("comments") : p->part;
}

static void end_paragraph(struct paragraph *p)
{
    if (!p->text.failed)
        pz_gate_text(p->gate, place_words(p), pz_buf_str(&p->text), p->text.len);
    pz_buf_clear(&p->text);
}

static void look_at_attributes(struct paragraph *p, struct pz_xml_reader *r)
{
    for (size_t i = 0; i < p->gate->rules.n; i++) {
        const struct pz_table_row *row = &p->gate->rules.v[i];
        const char *value = strcmp(row->f[0], "attribute") == 0 ? pz_xml_reader_get(r, row->f[1]) : NULL;
        if (value)
            pz_gate_text(p->gate,
                         strcmp(row->f[1], "descr") == 0 || strcmp(row->f[1], "alt") == 0 ? _("alternative text") : p->part, value,
                         strlen(value));
    }
}

static bool is_deletion(const char *name)
{
    return strcmp(name, "del") == 0 || strcmp(name, "moveFrom") == 0 || strcmp(name, "deletion") == 0;
}

static void tell_once(struct paragraph *p, bool *told, const char *id, const char *rule, const char *message)
{
    if (!*told)
        pz_gate_found(p->gate, rule, id, place_words(p), "", message);
    *told = true;
}

static void begin_element(struct paragraph *p, struct pz_xml_reader *r)
{
    const char *name = pz_xml_reader_name(r);
    unsigned depth = pz_xml_reader_depth(r) + 1;
    if (pz_gate_rule(p->gate, "paragraph", name, strlen(name)))
        end_paragraph(p);
    if (!p->deleted && is_deletion(name)) {
        end_paragraph(p);
        p->deleted = depth;
        tell_once(p, &p->changes_told, "W-GATE-014", "changes", _("the document has tracked changes"));
    }
    if (!p->comment && (strcmp(name, "comment") == 0 || strcmp(name, "annotation") == 0)) {
        end_paragraph(p);
        p->comment = depth;
        tell_once(p, &p->comments_told, "W-GATE-015", "comments", _("the document has comments"));
    }
    look_at_attributes(p, r);
}

static void end_element(struct paragraph *p, struct pz_xml_reader *r)
{
    const char *name = pz_xml_reader_name(r);
    unsigned depth = pz_xml_reader_depth(r) + 1;
    if (p->values || pz_gate_rule(p->gate, "paragraph", name, strlen(name)) || p->deleted == depth || p->comment == depth)
        end_paragraph(p);
    if (strcmp(name, "tab") == 0 || strcmp(name, "br") == 0 || strcmp(name, "line-break") == 0 || strcmp(name, "s") == 0)
        pz_buf_putc(&p->text, ' ');
    if (p->deleted == depth)
        p->deleted = 0;
    if (p->comment == depth)
        p->comment = 0;
}

static int read_all(struct paragraph *p, struct pz_xml_reader *r, struct pz_error *err)
{
    enum pz_xml_event event;
    size_t len;
    while (pz_xml_reader_next(r, &event, err) == 0) {
        if (event == PZ_XML_EOF) {
            end_paragraph(p);
            return 0;
        }
        if (event == PZ_XML_START)
            begin_element(p, r);
        else if (event == PZ_XML_END)
            end_element(p, r);
        else {
            const char *text = pz_xml_reader_text(r, &len);
            pz_buf_put(&p->text, text, len);
        }
    }
    return -1;
}

static int look_at_part(struct pz_gate *gate, const char *where, bool values, const char *data, size_t len, struct pz_error *err)
{
    struct paragraph p = {.gate = gate, .part = where, .values = values};
    struct pz_xml_reader *r = NULL;
    int rc = pz_xml_reader_new_memory(&r, data, len, where, err);
    if (rc == 0)
        rc = read_all(&p, r, err);
    pz_xml_reader_free(r);
    pz_buf_release(&p.text);
    return rc;
}

int pz_gate_markup(struct pz_gate *gate, const char *where, const char *data, size_t len, struct pz_error *err)
{
    return look_at_part(gate, where, false, data, len, err);
}

static bool holds_values(const char *name)
{
    return strstr(name, "docProps") || strstr(name, "meta.xml") || strstr(name, "customXml") || strstr(name, "_rels") ||
           strncmp(name, "xl/worksheets/", 14) == 0;
}

static bool is_markup(const char *name)
{
    const char *extension = pz_path_extension(name);
    return strcmp(extension, "xml") == 0 || strcmp(extension, "rels") == 0 || strcmp(extension, "svg") == 0 ||
           strcmp(extension, "rdf") == 0;
}

static int look_at_member(struct pz_gate *gate, struct pz_package *package, size_t i, struct pz_error *err)
{
    const struct pz_member *m = pz_package_member(package, i);
    if (!m->size || (strstr(m->name, "Thumbnails/") && !is_markup(m->name)))
        return 0;
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = pz_package_read_at(&bytes, package, i, 0, err);
    if (rc == 0 && is_markup(m->name))
        rc = look_at_part(gate, part_words(m->name), holds_values(m->name), bytes.data, bytes.len, err);
    else if (rc == 0)
        pz_gate_picture(gate, pz_arena_printf(gate->arena, _("picture %s"), pz_path_name(m->name)),
                        (const unsigned char *)bytes.data, bytes.len);
    pz_buf_release(&bytes);
    return rc;
}

int pz_gate_package(struct pz_gate *gate, const char *path, struct pz_error *err)
{
    struct pz_package *package = NULL;
    int rc = pz_package_open(&package, path, NULL, err);
    for (size_t i = 0; rc == 0 && i < pz_package_count(package); i++)
        rc = look_at_member(gate, package, i, err);
    pz_package_close(package);
    return rc;
}
