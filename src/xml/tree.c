/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xml/xml.h"

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "xml/encoding.h"
#include "xml/sax.h"

#include <libxml/parserInternals.h>

/* Where the parser is in the text; moves forward only, so that all positions together cost one pass. */
struct cursor {
    const char *data;
    size_t offset;
    unsigned line, column;
};

struct builder {
    struct pz_xml_doc *doc;
    struct pz_arena *arena;
    struct pz_diags *diags;
    xmlParserCtxtPtr ctxt;
    xmlSAXHandlerPtr own; /* the parser's handler while ours stands in its place */
    struct cursor cursor;
    struct pz_xml_node *parent, *last; /* open element; its last child */
    struct pz_buf text;                /* characters not yet made a node */
    size_t text_offset;
    unsigned depth;
    unsigned long refusals; /* of memory, before it began */
    bool failed;
};

static void cursor_move(struct cursor *c, size_t to)
{
    for (; c->offset < to; c->offset++) {
        unsigned char byte = (unsigned char)c->data[c->offset];
        if (byte == '\n') {
            c->line++;
            c->column = 1;
        } else if ((byte & 0xC0) != 0x80) {
            c->column++;
        }
    }
}

static void stop(struct builder *b, const char *id, size_t offset, const char *message)
{
    if (b->failed)
        return;
    b->failed = true;
    struct cursor c = {b->doc->data, 0, 1, 1};
    cursor_move(&c, offset < b->doc->len ? offset : b->doc->len);
    struct pz_place place = pz_place_line(b->doc->name, c.line, c.column);
    pz_report(b->diags, id, &place, "%s", message);
    xmlStopParser(b->ctxt);
}

static size_t parser_offset(const struct builder *b)
{
    long at = xmlByteConsumed(b->ctxt);
    return at < 0 ? 0 : (size_t)at < b->doc->len ? (size_t)at : b->doc->len;
}

static struct pz_xml_node *add_node(struct builder *b, size_t offset)
{
    cursor_move(&b->cursor, offset);
    struct pz_xml_node *node = PZ_NEW(b->arena, struct pz_xml_node);
    node->text = "";
    node->line = b->cursor.line;
    node->column = b->cursor.column;
    node->parent = b->parent;
    if (b->last)
        b->last->next = node;
    else if (b->parent)
        b->parent->first = node;
    b->last = node;
    return node;
}

static void flush_text(struct builder *b)
{
    if (!b->text.len)
        return;
    struct pz_xml_node *node = add_node(b, b->text_offset);
    pz_arena_check(b->arena, &b->text);
    node->text = pz_arena_strndup(b->arena, b->text.data, b->text.len);
    pz_buf_clear(&b->text);
}

static size_t skip_name(const char *s, size_t i, size_t end)
{
    while (i < end && !strchr(" \t\r\n=/>", s[i]))
        i++;
    return i;
}

/* Give each attribute the place of its name: the tag's source is walked beside the parser's list (same order, less xmlns). */
static void place_attributes(struct builder *b, struct pz_xml_node *node, size_t start, size_t end)
{
    const char *s = b->doc->data;
    size_t i = skip_name(s, start + 1, end);
    for (struct pz_xml_attribute *a = node->attributes; a && i < end;) {
        while (i < end && strchr(" \t\r\n", s[i]))
            i++;
        size_t name = i;
        i = skip_name(s, i, end);
        bool declares = i - name >= 5 && memcmp(s + name, "xmlns", 5) == 0 && (i - name == 5 || s[name + 5] == ':');
        if (!declares) {
            cursor_move(&b->cursor, name);
            a->line = b->cursor.line;
            a->column = b->cursor.column;
            a = a->next;
        }
        while (i < end && s[i] != '"' && s[i] != '\'')
            i++;
        const char *close = i < end ? memchr(s + i + 1, s[i], end - i - 1) : NULL;
        i = close ? (size_t)(close - s) + 1 : end;
    }
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int ns_n, const xmlChar **ns,
                     int attributes_n, int defaulted_n, const xmlChar **attributes)
{
    (void)prefix, (void)ns_n, (void)ns, (void)defaulted_n;
    struct builder *b = self;
    flush_text(b);
    size_t end = parser_offset(b), start = end;
    while (start && b->doc->data[start] != '<')
        start--;
    if (++b->depth > PZ_XML_MAX_DEPTH) {
        stop(b, "E-XML-003", start, _("the elements are nested too deeply"));
        return;
    }
    struct pz_xml_node *node = add_node(b, start);
    node->name = pz_arena_strdup(b->arena, (const char *)name);
    node->ns = uri ? pz_arena_strdup(b->arena, (const char *)uri) : "";
    struct pz_xml_attribute **tail = &node->attributes;
    for (int i = 0; i < attributes_n; i++, attributes += 5) { /* name, prefix, URI, value, end of value */
        struct pz_xml_attribute *a = PZ_NEW(b->arena, struct pz_xml_attribute);
        a->name = pz_arena_strdup(b->arena, (const char *)attributes[0]);
        a->ns = attributes[2] ? pz_arena_strdup(b->arena, (const char *)attributes[2]) : "";
        a->value = pz_arena_strndup(b->arena, (const char *)attributes[3], (size_t)(attributes[4] - attributes[3]));
        a->line = node->line;
        a->column = node->column;
        *tail = a;
        tail = &a->next;
    }
    place_attributes(b, node, start, end);
    if (!b->doc->root)
        b->doc->root = node;
    b->parent = node;
    b->last = NULL;
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name, (void)prefix, (void)uri;
    struct builder *b = self;
    flush_text(b);
    b->depth--;
    b->last = b->parent;
    b->parent = b->parent ? b->parent->parent : NULL;
}

static void on_text(void *self, const xmlChar *s, int len)
{
    struct builder *b = self;
    if (!b->text.len)
        b->text_offset = b->cursor.offset;
    pz_buf_put(&b->text, s, (size_t)len);
}

static void on_entity(void *self, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id,
                      xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    struct builder *b = self;
    stop(b, "E-XML-002", parser_offset(b), _("entity declarations are not allowed"));
}

static void on_reference(void *self, const xmlChar *name)
{
    (void)name;
    struct builder *b = self;
    stop(b, "E-XML-002", parser_offset(b), _("entities of one's own are not allowed"));
}

/* Nothing is wrong with the document then. */
static void no_memory(struct builder *b)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_fail_memory(&err);
    pz_report_error(b->diags, &err);
    b->failed = true;
    if (b->ctxt)
        xmlStopParser(b->ctxt);
}

static void on_error(void *self, xmlErrorPtr error)
{
    struct builder *b = self;
    if (b->failed || !pz_xml_is_fatal(error))
        return;
    char message[PZ_MESSAGE_MAX];
    if (error->code == XML_ERR_NO_MEMORY || pz_mem_refusals() != b->refusals) {
        no_memory(b);
        return;
    }
    pz_xml_message(message, error);
    stop(b, "E-XML-001", parser_offset(b), message);
}

static void parse_text(struct builder *b)
{
    pz_xml_init();
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .cdataBlock = on_text,
                         .entityDecl = on_entity,
                         .reference = on_reference,
                         .serror = on_error};
    b->ctxt = xmlCreateMemoryParserCtxt(b->doc->data, (int)b->doc->len);
    if (!b->ctxt && b->doc->len) {
        no_memory(b);
        return;
    }
    if (!b->ctxt) {
        struct pz_place place = pz_place_file(b->doc->name);
        pz_report(b->diags, "E-XML-001", &place, _("this is not XML: it does not begin with a tag"));
        b->failed = true;
        return;
    }
    b->own = b->ctxt->sax;
    b->ctxt->sax = &sax;
    b->ctxt->userData = b;
    xmlCtxtUseOptions(b->ctxt, PZ_XML_OPTIONS);
    xmlParseDocument(b->ctxt);
    b->ctxt->sax = b->own;
    if (!b->failed && pz_mem_refusals() != b->refusals)
        no_memory(b);
    if (!b->failed && (!b->ctxt->wellFormed || !b->doc->root))
        stop(b, "E-XML-001", b->doc->len, _("the XML ends too early or has text behind its end"));
}

static int memory_ran_out(struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_fail_memory(&err);
    pz_report_error(diags, &err);
    return -1;
}

int pz_xml_parse(struct pz_xml_doc **out, struct pz_arena *arena, const char *data, size_t len, const char *name,
                 struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf utf8 = {.limit = PZ_XML_MAX_BYTES};
    struct pz_place place = pz_place_file(name);
    if (len > PZ_XML_MAX_BYTES) {
        pz_report(diags, "E-XML-003", &place, _("“%s” is larger than %d MB"), name, PZ_XML_MAX_BYTES >> 20);
        return -1;
    }
    if (pz_xml_to_utf8(&utf8, data, len, name, &err)) {
        pz_error_at(&err, &place);
        pz_report_error(diags, &err);
        pz_buf_release(&utf8);
        return -1;
    }
    struct builder *b = NULL;
    jmp_buf oom, *before = pz_arena_trap(arena, &oom);
    struct builder *volatile guarded = NULL;
    if (setjmp(oom)) {
        if (guarded && guarded->ctxt) {
            guarded->ctxt->sax = guarded->own;
            pz_xml_free_context(guarded->ctxt);
            pz_buf_release(&guarded->text);
        }
        pz_buf_release(&utf8);
        pz_arena_trap(arena, before);
        return memory_ran_out(diags);
    }
    guarded = b = PZ_NEW(arena, struct builder);
    b->arena = arena;
    b->diags = diags;
    b->refusals = pz_mem_refusals();
    b->doc = PZ_NEW(arena, struct pz_xml_doc);
    b->doc->name = pz_arena_strdup(arena, name);
    b->doc->data = pz_arena_strndup(arena, pz_buf_str(&utf8), utf8.len);
    b->doc->len = utf8.len;
    b->cursor = (struct cursor){b->doc->data, 0, 1, 1};
    parse_text(b);
    pz_xml_free_context(b->ctxt);
    bool failed = b->failed || b->text.failed;
    pz_buf_release(&b->text);
    pz_buf_release(&utf8);
    pz_arena_trap(arena, before);
    *out = b->doc;
    return failed ? -1 : 0;
}

int pz_xml_parse_file(struct pz_xml_doc **out, struct pz_arena *arena, const char *path, const char *name, struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf data = PZ_BUF_INIT;
    int status = pz_file_read(&data, path, PZ_XML_MAX_BYTES, &err);
    if (status)
        pz_report_error(diags, &err);
    else
        status = pz_xml_parse(out, arena, pz_buf_str(&data), data.len, name, diags);
    pz_buf_release(&data);
    return status;
}
