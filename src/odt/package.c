/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The package: mimetype, manifest, which members hold text (OpenDocument 1.3 part 2). */
#include <stdio.h>
#include <strings.h>

#include "base/i18n.h"
#include "odt/names.h"
#include "odt/odt.h"
#include "xml/encoding.h"

static const char text_type[] = "application/vnd.oasis.opendocument.text";

struct opening {
    struct pz_office *office;
    struct pz_package *package;
    struct pz_diags *diags;
};

static int refuse(struct opening *o, const char *id, const char *message)
{
    struct pz_place place = pz_place_file(o->office->path);
    pz_report(o->diags, id, &place, "%s", message);
    return -1;
}

static int report(struct opening *o, struct pz_error *err)
{
    struct pz_place place = pz_place_file(o->office->path);
    if (err->place.file[0])
        snprintf(place.inside, sizeof place.inside, "%.200s", err->place.file);
    err->place = place;
    pz_report_error(o->diags, err);
    return -1;
}

static int read_xml(struct opening *o, size_t index, struct pz_text *out)
{
    const char *name = pz_package_member(o->package, index)->name;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf raw = PZ_BUF_INIT, utf8 = PZ_BUF_INIT;
    int status = pz_package_read_at(&raw, o->package, index, 0, &err);
    if (!status)
        status = pz_xml_to_utf8(&utf8, pz_buf_str(&raw), raw.len, name, &err);
    if (!status)
        status = pz_xml_check(pz_buf_str(&utf8), utf8.len, name, &err);
    if (!status)
        *out = (struct pz_text){pz_arena_strndup(&o->office->arena, utf8.data, utf8.len), utf8.len};
    pz_buf_release(&raw);
    pz_buf_release(&utf8);
    return status ? report(o, &err) : 0;
}

static int check_mimetype(struct opening *o)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf type = PZ_BUF_INIT;
    if (pz_package_find(o->package, "mimetype") < 0)
        return 0; /* it is written anew */
    int status = pz_package_read(&type, o->package, "mimetype", 256, &err) ? report(o, &err) : 0;
    while (type.len && strchr(" \r\n", type.data[type.len - 1]))
        type.data[--type.len] = '\0';
    if (!status && strncmp(pz_buf_str(&type), text_type, strlen(text_type)) != 0 &&
        strncmp(pz_buf_str(&type), "application/vnd.sun.xml.writer", 30) != 0)
        status = refuse(o, "E-ODT-002", _("this is not a text document, though its name says so"));
    pz_buf_release(&type);
    return status;
}

/* Encrypted members are listed as such in the manifest only. */
static int check_manifest(struct opening *o)
{
    long index = pz_package_find(o->package, "META-INF/manifest.xml");
    if (index < 0)
        return 0;
    struct pz_text xml;
    if (read_xml(o, (size_t)index, &xml))
        return -1;
    if (memmem(xml.s, xml.len, ":encryption-data", 16))
        return refuse(o, "E-ODT-003", _("the document is encrypted: remove its password first"));
    return 0;
}

static bool is_macro(const char *name)
{
    bool basic = strncmp(name, "Basic/", 6) == 0 && !strstr(name, "script-lb.xml") && !strstr(name, "script-lc.xml") &&
                 !strstr(name, "dialog-lb.xml") && !strstr(name, "dialog-lc.xml");
    size_t len = strlen(name);
    return len && name[len - 1] != '/' && (basic || strncmp(name, "Scripts/", 8) == 0);
}

static bool is_signature(const char *name)
{
    return strncmp(name, "META-INF/", 9) == 0 && strcasestr(name, "signatures.xml");
}

static const char *label_of(const char *name)
{
    if (strcmp(name, "meta.xml") == 0)
        return _("document properties");
    return strcmp(name, "content.xml") == 0 || strcmp(name, "styles.xml") == 0 ? "" : _("embedded object");
}

static bool holds_text(const char *name)
{
    size_t len = strlen(name);
    return strcmp(name, "content.xml") == 0 || strcmp(name, "styles.xml") == 0 || strcmp(name, "meta.xml") == 0 ||
           (len > 12 && strcmp(name + len - 12, "/content.xml") == 0);
}

static int check_root(struct opening *o, const char *name, const struct pz_text *xml)
{
    if (strcmp(name, "content.xml") != 0)
        return 0;
    struct pz_markup m;
    pz_markup_scan(&m, &o->office->arena, xml->s, xml->len, odt_format.names);
    uint32_t root = pz_markup_root(&m);
    if (root == PZ_NO_NODE || m.v[root].name != ODT_DOCUMENT_CONTENT)
        return refuse(o, "E-ODT-002", _("content.xml is not a document"));
    for (uint32_t i = 0; i < m.n; i++) {
        if (m.v[i].kind == PZ_NODE_ELEMENT && m.v[i].name == ODT_TEXT && m.v[m.v[i].parent].name == ODT_BODY)
            return 0;
    }
    return m.v[root].name == ODT_DOCUMENT_CONTENT && pz_markup_child(&m, root, ODT_BODY) == PZ_NO_NODE
               ? 0 /* as OpenOffice.org 1.x wrote it */
               : refuse(o, "E-ODT-002", _("this is not a text document, though its name says so"));
}

static int add_member(struct opening *o, size_t index)
{
    const char *name = pz_package_member(o->package, index)->name;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_office *office = o->office;
    struct pz_text xml;
    size_t at = pz_office_add(office, name);
    bool text = holds_text(name) && strncmp(name, "Object", 6) != 0;
    if (holds_text(name)) {
        if (read_xml(o, index, &xml) || (text && check_root(o, name, &xml)))
            return -1;
        if (pz_office_compile(office, &office->members[at].part, name, label_of(name), NULL, xml.s, xml.len, o->diags))
            return -1;
    }
    if (!office->members[at].part && pz_packed_read(&office->members[at].packed, o->package, index, NULL, &err))
        return report(o, &err);
    return 0;
}

/* First of all members, stored, without anything before its text (part 2, 3.3). */
static int add_mimetype(struct opening *o)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf type = PZ_BUF_INIT;
    int status = 0;
    if (pz_package_find(o->package, "mimetype") >= 0)
        status = pz_package_read(&type, o->package, "mimetype", 256, &err);
    else
        pz_buf_puts(&type, text_type);
    size_t at = pz_office_add(o->office, "mimetype");
    if (!status)
        status = pz_packed_make(&o->office->members[at].packed, NULL, "mimetype", pz_buf_str(&type), type.len, true, &err);
    pz_buf_release(&type);
    return status ? report(o, &err) : 0;
}

static int add_members(struct opening *o)
{
    bool dropped = false;
    int status = add_mimetype(o);
    for (size_t i = 0; i < pz_package_count(o->package); i++) {
        const char *name = pz_package_member(o->package, i)->name;
        if (strcmp(name, "mimetype") == 0)
            continue;
        if (is_macro(name))
            return refuse(o, "E-ODT-004", _("the document holds macros: save it without them"));
        if (is_signature(name))
            dropped = true;
        else
            status |= add_member(o, i);
    }
    if (dropped && !status) {
        struct pz_place place = pz_place_file(o->office->path);
        pz_report(o->diags, "W-DOC-004", &place,
                  _("the template is signed; what is made from it is not, so the signature is left out"));
    }
    return status ? -1 : 0;
}

/* The manifest may have to name pictures that are put in. */
static int add_manifest(struct opening *o)
{
    struct odt_package *odt = o->office->own;
    long index = pz_office_find(o->office, "META-INF/manifest.xml");
    odt->manifest = PZ_NO_MEMBER;
    if (index < 0)
        return 0;
    struct pz_text xml;
    if (read_xml(o, (size_t)pz_package_find(o->package, "META-INF/manifest.xml"), &xml))
        return -1;
    struct pz_markup m;
    pz_markup_scan(&m, &o->office->arena, xml.s, xml.len, odt_format.names);
    uint32_t root = pz_markup_root(&m);
    if (root == PZ_NO_NODE || pz_markup_is_empty_tag(&m.v[root]))
        return 0;
    struct pz_office_patch *patch = PZ_NEW(&o->office->arena, struct pz_office_patch);
    *patch = (struct pz_office_patch){xml.s, xml.len, {m.v[root].close, m.v[root].close}};
    o->office->members[index].patch = patch;
    odt->manifest = (size_t)index;
    return 0;
}

static int open_parts(struct opening *o)
{
    if (check_mimetype(o) || check_manifest(o))
        return -1;
    if (pz_package_find(o->package, "content.xml") < 0)
        return refuse(o, "E-ODT-001", _("this is not an ODT document: content.xml is missing"));
    o->office->own = PZ_NEW(&o->office->arena, struct odt_package);
    return add_members(o) || add_manifest(o) ? -1 : 0;
}

int pz_odt_open(struct pz_office **out, const char *path, struct pz_package *package, const struct pz_office_options *options,
                struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct opening o = {.package = package, .diags = diags};
    if (pz_office_new(&o.office, &odt_format, path, &err)) {
        pz_report_error(diags, &err);
        return -1;
    }
    jmp_buf oom;
    pz_arena_trap(&o.office->arena, &oom);
    if (setjmp(oom)) {
        pz_fail_memory(&err);
        pz_report_error(diags, &err);
        pz_office_free(o.office);
        return -1;
    }
    pz_office_set_options(o.office, path, options);
    int status = pz_office_make_loader(o.office, &err);
    if (status)
        pz_report_error(diags, &err);
    else
        status = open_parts(&o);
    pz_arena_trap(&o.office->arena, NULL);
    if (status && !options->review)
        pz_office_free(o.office);
    else
        *out = o.office;
    return status;
}
