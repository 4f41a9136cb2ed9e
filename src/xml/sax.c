/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/sax.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static void quiet(void *self, const char *format, ...)
{
    (void)self;
    (void)format;
}

/* libxml2 does not always say that memory ran out: its requests are counted, and a text that is found wrong meanwhile is not blamed. */
static void *xml_malloc(size_t size)
{
    return pz_mem_counted(malloc(size));
}

static void *xml_realloc(void *old, size_t size)
{
    return pz_mem_counted(realloc(old, size));
}

static char *xml_strdup(const char *s)
{
    return pz_mem_counted(strdup(s));
}

static void init_once(void)
{
    xmlMemSetup(free, xml_malloc, xml_realloc, xml_strdup);
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, quiet);
}

void pz_xml_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_once);
}

void pz_xml_free_context(xmlParserCtxtPtr ctxt)
{
    if (!ctxt)
        return;
    xmlFreeDoc(ctxt->myDoc); /* a stopped parser leaves the entities it has kept */
    ctxt->myDoc = NULL;
    xmlFreeParserCtxt(ctxt);
}

bool pz_xml_is_fatal(const xmlError *error)
{
    return error->level >= XML_ERR_ERROR;
}

void pz_xml_message(char out[PZ_MESSAGE_MAX], const xmlError *error)
{
    const char *a = error->str1 ? error->str1 : "", *b = error->str2 ? error->str2 : "";
    switch (error->code) {
    case XML_ERR_TAG_NAME_MISMATCH:
        snprintf(out, PZ_MESSAGE_MAX, _("“%s” opened in line %d is closed by “%s”"), a, error->int1, b);
        return;
    case XML_ERR_TAG_NOT_FINISHED:
    case XML_ERR_DOCUMENT_END: snprintf(out, PZ_MESSAGE_MAX, _("the XML ends too early or has text behind its end")); return;
    case XML_ERR_DOCUMENT_EMPTY: snprintf(out, PZ_MESSAGE_MAX, _("this is not XML: it does not begin with a tag")); return;
    case XML_ERR_INVALID_CHAR: snprintf(out, PZ_MESSAGE_MAX, _("a character that XML does not allow")); return;
    case XML_ERR_ATTRIBUTE_REDEFINED: snprintf(out, PZ_MESSAGE_MAX, _("the attribute “%s” stands twice"), a); return;
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY: snprintf(out, PZ_MESSAGE_MAX, _("the entity “&%s;” is not known"), a); return;
    case XML_NS_ERR_UNDEFINED_NAMESPACE:
        snprintf(out, PZ_MESSAGE_MAX, _("the name “%s” has a prefix without a declared namespace"), b[0] ? b : a);
        return;
    default: snprintf(out, PZ_MESSAGE_MAX, _("this is not well-formed XML: %s"), error->message ? error->message : "?");
    }
    size_t len = strlen(out);
    while (len && (out[len - 1] == '\n' || out[len - 1] == ' '))
        out[--len] = '\0';
}
