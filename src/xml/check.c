/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libxml/parserInternals.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "xml/markup.h"
#include "xml/sax.h"
#include "xml/xml.h"

enum { TAG_MAX = 256 << 10 };

struct check {
    xmlParserCtxtPtr ctxt;
    const char *name;
    struct pz_error *err;
    unsigned long refusals; /* of memory, before it began */
    unsigned depth;
    bool failed;
};

static void stop(struct check *c, const char *id, const char *message)
{
    if (c->failed)
        return;
    c->failed = true;
    if (pz_mem_refusals() != c->refusals)
        pz_fail_memory(c->err);
    pz_fail(c->err, PZ_DATA, id, "%s", message);
    int line = c->ctxt->input ? c->ctxt->input->line : 0, column = c->ctxt->input ? c->ctxt->input->col : 0;
    struct pz_place place = pz_place_line(c->name, line > 0 ? (unsigned)line : 0, column > 0 ? (unsigned)column : 0);
    pz_error_at(c->err, &place);
    xmlStopParser(c->ctxt);
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int ns_n, const xmlChar **ns,
                     int attributes_n, int defaulted_n, const xmlChar **attributes)
{
    (void)name, (void)prefix, (void)uri, (void)ns_n, (void)ns, (void)attributes_n, (void)defaulted_n, (void)attributes;
    struct check *c = self;
    if (++c->depth > PZ_XML_MAX_DEPTH)
        stop(c, "E-XML-003", _("the elements are nested too deeply"));
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    ((struct check *)self)->depth--;
}

static void on_entity(void *self, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    stop(self, "E-XML-002", _("entity declarations are not allowed"));
}

static void on_reference(void *self, const xmlChar *name)
{
    (void)name;
    stop(self, "E-XML-002", _("entities of one's own are not allowed"));
}

static void on_error(void *self, xmlErrorPtr error)
{
    if (!pz_xml_is_fatal(error))
        return;
    char message[PZ_MESSAGE_MAX];
    pz_xml_message(message, error);
    stop(self, "E-XML-001", message);
}

/* A tag with very many attributes takes the parser quadratic time. */
static bool has_huge_tag(const char *src, size_t len)
{
    for (const char *p = src, *end = src + len; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        if (p + 1 == end || p[1] == '!' || p[1] == '?')
            continue;
        const char *close = memchr(p, '>', (size_t)(end - p));
        if (close && close - p > TAG_MAX)
            return true;
        p = close ? close : end - 1;
    }
    return false;
}

int pz_xml_check(const char *src, size_t len, const char *name, struct pz_error *err)
{
    pz_xml_init();
    if (has_huge_tag(src, len))
        return pz_fail(err, PZ_DATA, "E-XML-003", _("a tag of “%s” is larger than %d KB"), name, TAG_MAX >> 10);
    const char *nul = memchr(src, '\0', len); /* behind the last element libxml2 takes it for the end of the text */
    if (nul)
        return pz_fail(err, PZ_DATA, "E-XML-001", _("“%s” has a zero byte at byte %zu"), name, (size_t)(nul - src));
    struct check c = {.name = name, .err = err, .refusals = pz_mem_refusals()};
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .entityDecl = on_entity,
                         .reference = on_reference,
                         .serror = on_error};
    c.ctxt = len && len < INT32_MAX ? xmlCreateMemoryParserCtxt(src, (int)len) : NULL;
    if (!c.ctxt && pz_mem_refusals() != c.refusals)
        return pz_fail_memory(err);
    if (!c.ctxt)
        return pz_fail(err, PZ_DATA, "E-XML-001", _("“%s” is not XML: it does not begin with a tag"), name);
    xmlSAXHandlerPtr own = c.ctxt->sax;
    c.ctxt->sax = &sax;
    c.ctxt->userData = &c;
    xmlCtxtUseOptions(c.ctxt, PZ_XML_OPTIONS);
    xmlParseDocument(c.ctxt);
    if (!c.failed && (!c.ctxt->wellFormed || pz_mem_refusals() != c.refusals))
        stop(&c, "E-XML-001", _("the XML ends too early or has text behind its end"));
    c.ctxt->sax = own;
    pz_xml_free_context(c.ctxt);
    return c.failed ? -1 : 0;
}
