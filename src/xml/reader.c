/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/reader.h"

#include <libxml/xmlreader.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "xml/sax.h"
#include "xml/xml.h"

enum { ATTRIBUTES = 32 };

struct pz_xml_reader {
    xmlTextReaderPtr reader;
    pz_xml_read read;
    void *self;
    const char *data; /* memory source */
    size_t left;
    struct pz_error err;
    unsigned long refusals; /* of memory, before it began */
    char *part;
    bool ended_empty; /* START of an empty element was given, its END comes next */
    bool current_end;
    xmlChar *values[ATTRIBUTES]; /* given out for the current START */
    unsigned values_n;
};

static int feed(void *self, char *to, int size)
{
    struct pz_xml_reader *r = self;
    if (r->err.kind)
        return -1;
    long n = r->read(r->self, to, (size_t)size, &r->err);
    return n < 0 ? -1 : (int)n;
}

static long feed_memory(void *self, char *to, size_t size, struct pz_error *err)
{
    (void)err;
    struct pz_xml_reader *r = self;
    size_t n = r->left < size ? r->left : size;
    memcpy(to, r->data, n);
    r->data += n;
    r->left -= n;
    return (long)n;
}

static void on_error(void *self, xmlErrorPtr error)
{
    struct pz_xml_reader *r = self;
    if (r->err.kind || !pz_xml_is_fatal(error))
        return;
    char message[PZ_MESSAGE_MAX];
    pz_xml_message(message, error);
    if (pz_mem_refusals() != r->refusals)
        pz_fail_memory(&r->err);
    else if (error->code != XML_ERR_NO_MEMORY)
        pz_fail(&r->err, PZ_DATA, "E-XML-001", "%s", message);
    else if (error->message && strstr(error->message, "huge")) /* libxml2 has no code of its own for it */
        pz_fail(&r->err, PZ_DATA, "E-XML-003", _("a text in it is longer than 10 MB"));
    else
        pz_fail_memory(&r->err);
    struct pz_place place = pz_place_line(r->part, (unsigned)error->line, 0);
    pz_error_at(&r->err, &place);
}

static int start(struct pz_xml_reader **out, const struct pz_xml_reader *seed, const char *name, struct pz_error *err)
{
    pz_xml_init();
    struct pz_xml_reader *r = pz_malloc(sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    *r = *seed;
    r->self = seed->self ? seed->self : r;
    r->refusals = pz_mem_refusals();
    r->part = pz_strdup(name);
    r->reader = r->part ? xmlReaderForIO(feed, NULL, r, NULL, NULL, XML_PARSE_NONET) : NULL;
    if (!r->reader) {
        if (r->err.kind && err && !err->kind)
            *err = r->err;
        pz_xml_reader_free(r);
        return pz_fail_memory(err);
    }
    xmlTextReaderSetStructuredErrorHandler(r->reader, on_error, r);
    *out = r;
    return 0;
}

int pz_xml_reader_new(struct pz_xml_reader **out, pz_xml_read read, void *self, const char *name, struct pz_error *err)
{
    return start(out, &(struct pz_xml_reader){.read = read, .self = self}, name, err);
}

int pz_xml_reader_new_memory(struct pz_xml_reader **out, const void *data, size_t len, const char *name, struct pz_error *err)
{
    return start(out, &(struct pz_xml_reader){.read = feed_memory, .data = data, .left = len}, name, err);
}

static void forget_values(struct pz_xml_reader *r)
{
    while (r->values_n)
        xmlFree(r->values[--r->values_n]);
}

void pz_xml_reader_free(struct pz_xml_reader *r)
{
    if (!r)
        return;
    forget_values(r);
    xmlFreeTextReader(r->reader);
    pz_free(r->part);
    pz_free(r);
}

static int fail_at_line(struct pz_xml_reader *r, const char *id, const char *message, struct pz_error *err)
{
    pz_fail(err, PZ_DATA, id, "%s", message);
    struct pz_place place = pz_place_line(r->part, pz_xml_reader_line(r), 0);
    return pz_error_at(err, &place);
}

/* One node of libxml2's reader; 1 when it is an event of ours, 0 to go on, -1. */
static int take_node(struct pz_xml_reader *r, enum pz_xml_event *event, struct pz_error *err)
{
    switch (xmlTextReaderNodeType(r->reader)) {
    case XML_READER_TYPE_ELEMENT:
        if (xmlTextReaderDepth(r->reader) > PZ_XML_MAX_DEPTH)
            return fail_at_line(r, "E-XML-003", _("the elements are nested too deeply"), err);
        r->ended_empty = xmlTextReaderIsEmptyElement(r->reader) == 1;
        *event = PZ_XML_START;
        return 1;
    case XML_READER_TYPE_END_ELEMENT: *event = PZ_XML_END; return 1;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: *event = PZ_XML_TEXT; return 1;
    case XML_READER_TYPE_ENTITY_REFERENCE: return fail_at_line(r, "E-XML-002", _("entities of one's own are not allowed"), err);
    default: return 0;
    }
}

int pz_xml_reader_next(struct pz_xml_reader *r, enum pz_xml_event *event, struct pz_error *err)
{
    forget_values(r);
    if (r->ended_empty) {
        r->ended_empty = false;
        *event = PZ_XML_END;
        return 0;
    }
    for (;;) {
        int status = xmlTextReaderRead(r->reader);
        if (pz_mem_refusals() != r->refusals)
            pz_fail_memory(&r->err);
        if (r->err.kind) {
            if (err && !err->kind)
                *err = r->err;
            return -1;
        }
        if (status < 0)
            return fail_at_line(r, "E-XML-001", _("this is not well-formed XML"), err);
        if (status == 0) {
            *event = PZ_XML_EOF;
            return 0;
        }
        int taken = take_node(r, event, err);
        if (taken)
            return taken < 0 ? -1 : 0;
    }
}

const char *pz_xml_reader_name(const struct pz_xml_reader *r)
{
    const xmlChar *name = xmlTextReaderConstLocalName(r->reader);
    return name ? (const char *)name : "";
}

const char *pz_xml_reader_ns(const struct pz_xml_reader *r)
{
    const xmlChar *ns = xmlTextReaderConstNamespaceUri(r->reader);
    return ns ? (const char *)ns : "";
}

unsigned pz_xml_reader_depth(const struct pz_xml_reader *r)
{
    int depth = xmlTextReaderDepth(r->reader);
    return depth < 0 ? 0 : (unsigned)depth;
}

const char *pz_xml_reader_get(struct pz_xml_reader *r, const char *name)
{
    const char *value = NULL;
    for (int more = xmlTextReaderMoveToFirstAttribute(r->reader); more == 1; more = xmlTextReaderMoveToNextAttribute(r->reader)) {
        if (xmlStrEqual(xmlTextReaderConstLocalName(r->reader), (const xmlChar *)name)) {
            xmlChar *copy = r->values_n < ATTRIBUTES ? xmlStrdup(xmlTextReaderConstValue(r->reader)) : NULL;
            if (copy)
                r->values[r->values_n++] = copy;
            value = (const char *)copy;
            break;
        }
    }
    xmlTextReaderMoveToElement(r->reader);
    return value;
}

const char *pz_xml_reader_text(const struct pz_xml_reader *r, size_t *len)
{
    const char *text = (const char *)xmlTextReaderConstValue(r->reader);
    text = text ? text : "";
    if (len)
        *len = strlen(text);
    return text;
}

unsigned pz_xml_reader_line(const struct pz_xml_reader *r)
{
    int line = xmlTextReaderGetParserLineNumber(r->reader);
    return line < 0 ? 0 : (unsigned)line;
}

int pz_xml_reader_skip(struct pz_xml_reader *r, struct pz_error *err)
{
    unsigned depth = pz_xml_reader_depth(r);
    enum pz_xml_event event = PZ_XML_START;
    do {
        if (pz_xml_reader_next(r, &event, err))
            return -1;
    } while (event != PZ_XML_EOF && !(event == PZ_XML_END && pz_xml_reader_depth(r) <= depth));
    return 0;
}
