/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The package: mimetype, manifest, which members hold text (OpenDocument 1.3 part 2). */
#include <strings.h>

#include "base/i18n.h"
#include "odt/names.h"
#include "odt/odt.h"
#include "office/opening.h"

static const char text_type[] = "application/vnd.oasis.opendocument.text";

static int check_mimetype(struct pz_opening *o)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf type = PZ_BUF_INIT;
    if (pz_package_find(o->package, "mimetype") < 0)
        return 0; /* it is written anew */
    int status = pz_package_read(&type, o->package, "mimetype", 256, &err) ? pz_opening_report(o, &err) : 0;
    while (type.len && strchr(" \r\n", type.data[type.len - 1]))
        type.data[--type.len] = '\0';
    if (!status && strncmp(pz_buf_str(&type), text_type, strlen(text_type)) != 0 &&
        strncmp(pz_buf_str(&type), "application/vnd.sun.xml.writer", 30) != 0)
        status = pz_opening_refuse(o, "E-ODT-002", _("this is not a text document, though its name says so"));
    pz_buf_release(&type);
    return status;
}

/* Encrypted members are listed as such in the manifest only. */
static int check_manifest(struct pz_opening *o)
{
    struct pz_text xml;
    if (pz_package_find(o->package, "META-INF/manifest.xml") < 0)
        return 0;
    if (pz_opening_read(o, "META-INF/manifest.xml", &xml))
        return -1;
    if (memmem(xml.s, xml.len, ":encryption-data", 16))
        return pz_opening_refuse(o, "E-ODT-003", _("the document is encrypted: remove its password first"));
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

static int check_root(struct pz_opening *o, const char *name, const struct pz_text *xml)
{
    if (strcmp(name, "content.xml") != 0)
        return 0;
    struct pz_markup m;
    pz_markup_scan(&m, &o->office->arena, xml->s, xml->len, odt_format.names);
    uint32_t root = pz_markup_root(&m);
    if (root == PZ_NO_NODE || m.v[root].name != ODT_DOCUMENT_CONTENT)
        return pz_opening_refuse(o, "E-ODT-002", _("content.xml is not a document"));
    for (uint32_t i = 0; i < m.n; i++) {
        if (m.v[i].kind == PZ_NODE_ELEMENT && m.v[i].name == ODT_TEXT && m.v[m.v[i].parent].name == ODT_BODY)
            return 0;
    }
    return m.v[root].name == ODT_DOCUMENT_CONTENT && pz_markup_child(&m, root, ODT_BODY) == PZ_NO_NODE
               ? 0 /* as OpenOffice.org 1.x wrote it */
               : pz_opening_refuse(o, "E-ODT-002", _("this is not a text document, though its name says so"));
}

static int add_member(struct pz_opening *o, size_t index)
{
    const char *name = pz_package_member(o->package, index)->name;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_office *office = o->office;
    struct pz_text xml;
    size_t at = pz_office_add(office, name);
    bool text = holds_text(name) && strncmp(name, "Object", 6) != 0;
    if (holds_text(name)) {
        if (pz_opening_read(o, name, &xml) || (text && check_root(o, name, &xml)))
            return -1;
        if (pz_office_compile(office, &office->members[at].part, name, label_of(name), NULL, xml.s, xml.len, o->diags))
            return -1;
    }
    if (!office->members[at].part && pz_packed_read(&office->members[at].packed, o->package, index, NULL, &err))
        return pz_opening_report(o, &err);
    return 0;
}

/* First of all members, stored, without anything before its text (part 2, 3.3). */
static int add_mimetype(struct pz_opening *o)
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
    return status ? pz_opening_report(o, &err) : 0;
}

static int add_members(struct pz_opening *o)
{
    bool dropped = false;
    int status = add_mimetype(o);
    for (size_t i = 0; i < pz_package_count(o->package); i++) {
        const char *name = pz_package_member(o->package, i)->name;
        if (strcmp(name, "mimetype") == 0)
            continue;
        if (is_macro(name))
            return pz_opening_refuse(o, "E-ODT-004", _("the document holds macros: save it without them"));
        if (is_signature(name))
            dropped = true;
        else
            status |= add_member(o, i);
    }
    if (dropped && !status)
        pz_opening_warn_signed(o);
    return status ? -1 : 0;
}

/* The manifest may have to name pictures that are put in. */
static int add_manifest(struct pz_opening *o)
{
    struct odt_package *odt = o->office->own;
    long index = pz_office_find(o->office, "META-INF/manifest.xml");
    odt->manifest = PZ_NO_MEMBER;
    if (index < 0)
        return 0;
    struct pz_text xml;
    if (pz_opening_read(o, "META-INF/manifest.xml", &xml))
        return -1;
    struct pz_markup m;
    pz_markup_scan(&m, &o->office->arena, xml.s, xml.len, odt_format.names);
    uint32_t root = pz_markup_root(&m);
    if (root == PZ_NO_NODE || pz_markup_is_empty_tag(&m.v[root]))
        return 0;
    struct pz_office_patch *patch = PZ_NEW(&o->office->arena, struct pz_office_patch);
    *patch = (struct pz_office_patch){xml.s, xml.len, {m.v[root].close, m.v[root].close}, false};
    o->office->members[index].patch = patch;
    odt->manifest = (size_t)index;
    return 0;
}

/* Documents that are put in bring the styles along that the template lacks. */
static int add_styles(struct pz_opening *o)
{
    struct odt_package *odt = o->office->own;
    long index = pz_office_find(o->office, "styles.xml");
    bool rich = false;
    odt->styles_member = PZ_NO_MEMBER;
    for (size_t i = 0; i < o->office->parts_n; i++)
        rich |= o->office->parts[i]->source->rich;
    if (!rich || index < 0)
        return 0;
    struct pz_text xml;
    if (pz_opening_read(o, "styles.xml", &xml))
        return -1;
    struct pz_markup *m = &odt->styles;
    pz_markup_scan(m, &o->office->arena, xml.s, xml.len, odt_format.names);
    uint32_t root = pz_markup_root(m), styles = root == PZ_NO_NODE ? PZ_NO_NODE : pz_markup_child(m, root, ODT_STYLES);
    if (styles == PZ_NO_NODE || pz_markup_is_empty_tag(&m->v[styles]))
        return 0;
    odt->styles_member = (size_t)index;
    if (o->office->members[index].part) {
        o->office->members[index].late = true;
        return 0;
    }
    struct pz_office_patch *patch = PZ_NEW(&o->office->arena, struct pz_office_patch);
    *patch = (struct pz_office_patch){.text = xml.s, .len = xml.len, .at = {m->v[styles].close, m->v[styles].close}};
    o->office->members[index].patch = patch;
    return 0;
}

static int open_parts(struct pz_opening *o)
{
    if (check_mimetype(o) || check_manifest(o))
        return -1;
    if (pz_package_find(o->package, "content.xml") < 0)
        return pz_opening_refuse(o, "E-ODT-001", _("this is not an ODT document: content.xml is missing"));
    o->office->own = PZ_NEW(&o->office->arena, struct odt_package);
    return add_members(o) || add_manifest(o) || add_styles(o) ? -1 : 0;
}

int pz_odt_open(struct pz_office **out, const char *path, struct pz_package *package, const struct pz_office_options *options,
                struct pz_diags *diags)
{
    return pz_opening_run(out, &odt_format, path, package, options, diags, open_parts);
}
