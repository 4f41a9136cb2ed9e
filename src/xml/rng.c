/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RelaxNG by libxml2, its findings put into words of ours and given the place of our tree. */
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "xml/rng_names.h"
#include "xml/sax.h"
#include "xml/xml.h"

enum { FINDINGS_MAX = 200, NAMES_MAX = 200 };

struct finding {
    const struct pz_xml_node *node;
    int code;
    char a[200], b[200];
};

struct validation {
    const struct pz_xml_doc *doc;
    const struct pz_xml_node *schema;
    struct pz_diags *diags;
    struct finding v[FINDINGS_MAX];
    size_t n;
    const struct pz_xml_node *misnamed[NAMES_MAX]; /* elements with a name or an attribute's name that the schema does not have */
    size_t misnamed_n;
};

static void copy(char to[200], const char *from)
{
    snprintf(to, 200, "%s", from ? from : "");
}

static void on_error(void *self, xmlErrorPtr error)
{
    struct validation *v = self;
    const xmlNode *node = error->node;
    if (node && node->type != XML_ELEMENT_NODE)
        node = node->parent;
    struct finding f = {.node = node && node->_private ? node->_private : v->doc->root, .code = error->code};
    copy(f.a, error->str1);
    copy(f.b, error->str2);
    for (size_t i = 0; i < v->n; i++) {
        if (v->v[i].node == f.node && v->v[i].code == f.code && !strcmp(v->v[i].a, f.a) && !strcmp(v->v[i].b, f.b))
            return;
    }
    if (v->n < FINDINGS_MAX)
        v->v[v->n++] = f;
}

/* Elements of both trees stand in the same order: give each of libxml2's its counterpart. */
static void pair(xmlNode *theirs, struct pz_xml_node *ours)
{
    for (; theirs && ours; theirs = theirs->next) {
        if (theirs->type != XML_ELEMENT_NODE)
            continue;
        while (ours && !ours->name)
            ours = ours->next;
        if (!ours)
            return;
        theirs->_private = ours;
        pair(theirs->children, ours->first);
        ours = ours->next;
    }
}

/* The schema's first definition of an element with this name. */
static const struct pz_xml_node *find_element(const struct pz_xml_node *below, const char *name)
{
    for (const struct pz_xml_node *n = below->first; n; n = n->next) {
        if (!n->name)
            continue;
        const char *own = pz_rng_is(n, "element") ? pz_xml_get(n, "name") : NULL;
        const struct pz_xml_node *hit = own && strcmp(own, name) == 0 ? n : find_element(n, name);
        if (hit)
            return hit;
    }
    return NULL;
}

static bool allows_attribute(const struct validation *v, const struct pz_xml_node *below, const char *name, unsigned depth)
{
    for (const struct pz_xml_node *n = below->first; n && depth < 16; n = n->next) {
        const char *own = n->name ? pz_xml_get(n, "name") : NULL;
        if (!n->name || pz_rng_is(n, "element"))
            continue;
        if (pz_rng_is(n, "attribute")) {
            if (own && strcmp(own, name) == 0)
                return true;
            continue;
        }
        const struct pz_xml_node *inside = pz_rng_is(n, "ref") && own ? pz_rng_define(v->schema, own) : n;
        if (inside && allows_attribute(v, inside, name, depth + 1))
            return true;
    }
    return false;
}

/* Report each attribute that must be there and is not; whether there was one. */
static bool report_missing(struct validation *v, const struct pz_xml_node *below, const struct pz_xml_node *node, unsigned depth)
{
    bool any = false;
    for (const struct pz_xml_node *n = below->first; n && depth < 16; n = n->next) {
        const char *own = n->name ? pz_xml_get(n, "name") : NULL;
        if (!n->name || !own)
            continue;
        const struct pz_xml_node *define = pz_rng_is(n, "ref") ? pz_rng_define(v->schema, own) : NULL;
        if (define)
            any |= report_missing(v, define, node, depth + 1);
        if (pz_rng_is(n, "attribute") && !pz_xml_get(node, own)) {
            struct pz_place place = pz_xml_place(v->doc, node);
            pz_report(v->diags, "E-XML-013", &place, _("the element “%s” lacks the attribute “%s”"), node->name, own);
            any = true;
        }
    }
    return any;
}

static struct pz_place place_of_value(const struct validation *v, const struct pz_xml_node *node, const char *value)
{
    for (const struct pz_xml_attribute *a = node->attributes; a; a = a->next) {
        if (strcmp(a->value, value) == 0)
            return pz_place_line(v->doc->name, a->line, a->column);
    }
    return pz_xml_place(v->doc, node);
}

/* Attributes of the element that its definition does not have; whether there was one. */
static bool report_unknown(struct validation *v, const struct pz_xml_node *element, const struct pz_xml_node *node)
{
    bool any = false;
    for (const struct pz_xml_attribute *a = node->attributes; a; a = a->next) {
        if (a->ns[0] || allows_attribute(v, element, a->name, 0))
            continue;
        struct pz_place place = pz_place_line(v->doc->name, a->line, a->column);
        pz_report(v->diags, "E-XML-012", &place, _("the element “%s” has no attribute “%s”"), node->name, a->name);
        any = true;
    }
    return any;
}

static void report_attributes(struct validation *v, const struct finding *f)
{
    const struct pz_xml_node *element = find_element(v->schema, f->node->name);
    bool known = element && report_unknown(v, element, f->node);
    known |= element && report_missing(v, element, f->node, 0);
    if (known)
        return;
    struct pz_place place = pz_xml_place(v->doc, f->node);
    pz_report(v->diags, "E-XML-015", &place, _("the attributes of the element “%s” are not as they must be"), f->node->name);
}

/* An attribute that did not pass: not known at all, or with a value that is not allowed. */
static void report_attribute(struct validation *v, const struct pz_xml_node *node, const char *name)
{
    struct pz_place place = pz_xml_attribute_place(v->doc, node, name);
    const struct pz_xml_node *element = find_element(v->schema, node->name);
    const char *value = pz_xml_get(node, name);
    if (value && element && allows_attribute(v, element, name, 0))
        pz_report(v->diags, "E-XML-014", &place, _("the value “%s” is not allowed for the attribute “%s”"), value, name);
    else
        pz_report(v->diags, "E-XML-012", &place, _("the element “%s” has no attribute “%s”"), node->name, name);
}

static void report(struct validation *v, const struct finding *f)
{
    struct pz_place place = pz_xml_place(v->doc, f->node);
    switch (f->code) {
    case XML_RELAXNG_ERR_ELEMWRONG:
    case XML_RELAXNG_ERR_INTEREXTRA:
    case XML_RELAXNG_ERR_EXTRACONTENT:
        pz_report(v->diags, "E-XML-010", &place, _("the element “%s” cannot stand here"),
                  f->code == XML_RELAXNG_ERR_EXTRACONTENT && f->b[0] ? f->b
                  : f->a[0]                                          ? f->a
                                                                     : f->node->name);
        return;
    case XML_RELAXNG_ERR_ELEMNAME:
        pz_report(v->diags, "E-XML-010", &place, _("the element “%s” is expected here, not “%s”"), f->a, f->b);
        return;
    case XML_RELAXNG_ERR_NOELEM:
        pz_report(v->diags, "E-XML-011", &place, _("the element “%s” lacks an element “%s”"), f->node->name, f->a);
        return;
    case XML_RELAXNG_ERR_INVALIDATTR: report_attribute(v, f->node, f->a); return;
    case XML_RELAXNG_ERR_ATTRVALID: report_attributes(v, f); return;
    case XML_RELAXNG_ERR_TYPEVAL:
        place = place_of_value(v, f->node, f->b);
        pz_report(v->diags, "E-XML-014", &place, _("the value “%s” is not of the type “%s”"), f->b, f->a);
        return;
    case XML_RELAXNG_ERR_VALUE:
        place = place_of_value(v, f->node, f->a);
        pz_report(v->diags, "E-XML-014", &place, _("the value “%s” is not one of those allowed here"), f->a);
        return;
    case XML_RELAXNG_ERR_TEXTWRONG:
        pz_report(v->diags, "E-XML-015", &place, _("the element “%s” cannot hold text"), f->node->name);
        return;
    default: pz_report(v->diags, "E-XML-015", &place, _("the content of the element “%s” is not as it must be"), f->node->name);
    }
}

/* General findings say nothing where a precise one stands in the same element or below it. */
static bool is_general(int code)
{
    switch (code) {
    case XML_RELAXNG_ERR_ELEMWRONG:
    case XML_RELAXNG_ERR_ELEMNAME:
    case XML_RELAXNG_ERR_NOELEM:
    case XML_RELAXNG_ERR_INVALIDATTR:
    case XML_RELAXNG_ERR_TYPEVAL:
    case XML_RELAXNG_ERR_VALUE:
    case XML_RELAXNG_ERR_TEXTWRONG: return false;
    default: return true;
    }
}

static bool is_below(const struct pz_xml_node *node, const struct pz_xml_node *top)
{
    while (node && node != top)
        node = node->parent;
    return node == top;
}

/* Whether the finding only says that something with a misspelt name does not fit. */
static bool is_misnamed(const struct validation *v, const struct finding *f)
{
    for (size_t i = 0; i < v->misnamed_n; i++) {
        const struct pz_xml_node *node = v->misnamed[i];
        bool vague = is_general(f->code) || f->code == XML_RELAXNG_ERR_ELEMWRONG || f->code == XML_RELAXNG_ERR_ELEMNAME;
        if ((vague && is_below(node, f->node)) ||
            ((f->code == XML_RELAXNG_ERR_INVALIDATTR || f->code == XML_RELAXNG_ERR_VALUE) && node == f->node) ||
            (f->code == XML_RELAXNG_ERR_NOELEM && node->parent == f->node))
            return true;
    }
    return false;
}

static bool is_explained(const struct validation *v, const struct finding *f)
{
    if (is_misnamed(v, f))
        return true;
    for (size_t i = 0; i < v->n && is_general(f->code); i++) {
        const struct finding *g = &v->v[i];
        bool better = !is_general(g->code) || (g->code == XML_RELAXNG_ERR_ATTRVALID && f->code != XML_RELAXNG_ERR_ATTRVALID);
        if (g != f && better && (is_below(g->node, f->node) || f->node == v->doc->root))
            return true;
    }
    return false;
}

static int no_memory(struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_fail_memory(&err);
    pz_report_error(diags, &err);
    return -1;
}

static xmlRelaxNGPtr load_schema(const char *schema, size_t len)
{
    xmlRelaxNGParserCtxtPtr ctxt = xmlRelaxNGNewMemParserCtxt(schema, (int)len);
    xmlRelaxNGPtr rng = ctxt ? xmlRelaxNGParse(ctxt) : NULL;
    xmlRelaxNGFreeParserCtxt(ctxt);
    return rng;
}

static int validate(struct validation *v, xmlRelaxNGPtr rng, unsigned long refusals)
{
    xmlDocPtr doc =
        xmlReadMemory(v->doc->data, (int)v->doc->len, NULL, "UTF-8", PZ_XML_OPTIONS | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlRelaxNGValidCtxtPtr ctxt = doc ? xmlRelaxNGNewValidCtxt(rng) : NULL;
    int result = -1;
    if (ctxt) {
        pair(xmlDocGetRootElement(doc), v->doc->root);
        xmlRelaxNGSetValidStructuredErrors(ctxt, on_error, v);
        result = xmlRelaxNGValidateDoc(ctxt, doc);
    }
    xmlRelaxNGFreeValidCtxt(ctxt);
    xmlFreeDoc(doc);
    if (result < 0 || pz_mem_refusals() != refusals) /* below 0: it could not be looked at; memory: nothing is wrong with it then */
        return no_memory(v->diags);
    if (result != 0)
        v->misnamed_n = pz_rng_report_names(v->schema, v->doc, v->diags, v->misnamed, NAMES_MAX);
    for (size_t i = 0; i < v->n; i++) {
        if (!is_explained(v, &v->v[i]))
            report(v, &v->v[i]);
    }
    return result == 0 ? 0 : -1;
}

int pz_xml_validate_rng(const char *schema, size_t schema_len, const struct pz_xml_doc *doc, struct pz_diags *diags)
{
    pz_xml_init();
    struct pz_xml_doc *parsed;
    if (pz_xml_parse(&parsed, &diags->arena, schema, schema_len, "schema", diags))
        return -1;
    unsigned long refusals = pz_mem_refusals();
    xmlRelaxNGPtr rng = load_schema(schema, schema_len);
    struct pz_place place = pz_place_file(doc->name);
    if (!rng) {
        if (pz_mem_refusals() != refusals)
            return no_memory(diags);
        pz_report(diags, "E-XML-015", &place, _("the schema itself cannot be read"));
        return -1;
    }
    struct validation *v = PZ_NEW(&diags->arena, struct validation);
    v->doc = doc;
    v->schema = parsed->root;
    v->diags = diags;
    size_t before = diags->errors;
    int status = validate(v, rng, refusals);
    xmlRelaxNGFree(rng);
    if (status && diags->errors == before)
        pz_report(diags, "E-XML-015", &place, _("“%s” does not have the form it must have"), doc->name);
    return status;
}
