/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/text.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "xml/reader.h"
#include "zip/package.h"

enum { TABLE_DEPTH = 16, PART_MAX = 64 << 20 };

struct table {
    unsigned number, row, column;
};

/* One part being read. Paragraphs may nest (text boxes), so text goes to the innermost. */
struct extract {
    struct pz_arena *arena;
    struct pz_text_paragraph *v;
    size_t n, cap;
    const char *part; /* «верхний колонтитул», NULL for the body */
    unsigned paragraphs, tables;
    struct table table[TABLE_DEPTH];
    unsigned depth; /* of tables; beyond TABLE_DEPTH only counted */
    struct pz_buf text;
    unsigned open; /* paragraphs open */
    bool heading, in_text, space;
    struct table nowhere; /* what is written for cells outside any table */
    /* Here and not on the stack, because the arena's trap may jump over their users. */
    struct pz_buf xml;
    struct pz_xml_reader *reader;
    struct pz_package *package;
};

/* Russian whatever the language of the run's messages: places go into reports and into the register, which depend on no locale. */
static const char *place_of(struct extract *x)
{
    const char *comma = x->part ? ", " : "", *part = x->part ? x->part : "";
    if (!x->depth)
        return pz_arena_printf(x->arena, "%s%sабзац %u", part, comma, x->paragraphs);
    unsigned innermost = x->depth < TABLE_DEPTH ? x->depth - 1 : TABLE_DEPTH - 1;
    const struct table *t = &x->table[innermost];
    const char *where = pz_arena_printf(x->arena, "таблица %u, строка %u, графа %u", t->number, t->row, t->column);
    return pz_arena_printf(x->arena, "%s%s%s", part, comma, where);
}

/* The paragraph ends here (or a new one begins inside it): keep what was gathered. */
static void flush(struct extract *x)
{
    while (x->text.len && x->text.data[x->text.len - 1] == ' ')
        x->text.data[--x->text.len] = '\0';
    if (x->text.len) {
        if (x->n == x->cap) {
            x->v = pz_arena_grow(x->arena, x->v, x->n, x->cap * 2 + 64, sizeof *x->v);
            x->cap = x->cap * 2 + 64;
        }
        pz_arena_check(x->arena, &x->text);
        const char *text = pz_arena_strndup(x->arena, x->text.data, x->text.len);
        x->v[x->n++] = (struct pz_text_paragraph){text, x->text.len, place_of(x), x->heading, x->depth > 0};
    }
    pz_buf_clear(&x->text);
    x->heading = false;
    x->space = true;
}

static void begin_paragraph(struct extract *x)
{
    flush(x);
    x->open++;
    x->paragraphs += !x->depth;
}

static void begin_table(struct extract *x)
{
    flush(x);
    if (x->depth++ < TABLE_DEPTH)
        x->table[x->depth - 1] = (struct table){.number = ++x->tables};
}

static void end_table(struct extract *x)
{
    flush(x);
    x->depth -= x->depth > 0;
}

static struct table *current(struct extract *x)
{
    return x->depth && x->depth <= TABLE_DEPTH ? &x->table[x->depth - 1] : &x->nowhere;
}

static void add_blank(struct extract *x)
{
    if (!x->space)
        pz_buf_putc(&x->text, ' ');
    x->space = true;
}

static void add_text(struct extract *x, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (strchr(" \t\r\n", s[i]) && s[i]) {
            add_blank(x);
        } else {
            pz_buf_putc(&x->text, s[i]);
            x->space = false;
        }
    }
}

static bool is_one(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* 1: the element and all below is to be skipped. Local names; those of DOCX (ECMA-376) and ODF do not collide here. */
static int begin_element(struct extract *x, struct pz_xml_reader *r, const char *name)
{
    static const char *const skipped[] = {"delText",         "instrText",      "rPrChange", "pPrChange", "Fallback", "annotation",
                                          "tracked-changes", "sequence-decls", "del",       "moveFrom",  NULL};
    static const char *const blanks[] = {"tab", "br", "cr", "line-break", "s", NULL};
    if (is_one(name, skipped))
        return 1;
    if (is_one(name, blanks) && x->open) {
        add_blank(x);
    } else if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0) {
        begin_paragraph(x);
        x->heading = name[0] == 'h';
    } else if (strcmp(name, "pStyle") == 0) {
        const char *style = pz_xml_reader_get(r, "val");
        x->heading = style && (strncmp(style, "Heading", 7) == 0 || strncmp(style, "Title", 5) == 0);
    } else if (strcmp(name, "t") == 0) {
        x->in_text = true;
    } else if (strcmp(name, "tbl") == 0 || strcmp(name, "table") == 0) {
        begin_table(x);
    } else if (strcmp(name, "tr") == 0 || strcmp(name, "table-row") == 0) {
        current(x)->row++;
        current(x)->column = 0;
    } else if (strcmp(name, "tc") == 0 || strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0) {
        current(x)->column++;
    }
    return 0;
}

static void end_element(struct extract *x, const char *name)
{
    if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0) {
        flush(x);
        x->open -= x->open > 0;
    } else if (strcmp(name, "t") == 0) {
        x->in_text = false;
    } else if (strcmp(name, "tbl") == 0 || strcmp(name, "table") == 0) {
        end_table(x);
    }
}

static int read_events(struct extract *x, struct pz_xml_reader *r, bool odt, struct pz_error *err)
{
    enum pz_xml_event event;
    for (;;) {
        if (pz_xml_reader_next(r, &event, err) != 0)
            return -1;
        const char *name = event == PZ_XML_START || event == PZ_XML_END ? pz_xml_reader_name(r) : "";
        if (event == PZ_XML_EOF)
            return 0;
        if (event == PZ_XML_START && begin_element(x, r, name) && pz_xml_reader_skip(r, err) != 0)
            return -1;
        if (event == PZ_XML_END)
            end_element(x, name);
        size_t len;
        if (event == PZ_XML_TEXT && (odt ? x->open > 0 : x->in_text)) {
            const char *text = pz_xml_reader_text(r, &len);
            add_text(x, text, len);
        }
    }
}

static int read_part(struct extract *x, const char *name, const char *label, bool odt, struct pz_error *err)
{
    pz_buf_clear(&x->xml);
    x->part = label;
    x->paragraphs = x->tables = x->depth = x->open = 0;
    x->in_text = false;
    int rc = pz_package_read(&x->xml, x->package, name, PART_MAX, err);
    if (rc == 0 && (rc = pz_xml_reader_new_memory(&x->reader, x->xml.data, x->xml.len, name, err)) == 0)
        rc = read_events(x, x->reader, odt, err);
    pz_xml_reader_free(x->reader);
    x->reader = NULL;
    return rc;
}

/* Headers, footers and notes of DOCX, in the order of the package. */
static int read_docx_rest(struct extract *x, struct pz_error *err)
{
    static const struct {
        const char *prefix, *label;
    } kinds[] = {{"word/header", "верхний колонтитул"}, {"word/footer", "нижний колонтитул"}, {"word/footnotes", "сноски"}};
    for (size_t i = 0; i < pz_package_count(x->package); i++) {
        const char *name = pz_package_member(x->package, i)->name;
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (strncmp(name, kinds[k].prefix, strlen(kinds[k].prefix)) == 0 && strstr(name, ".xml") &&
                read_part(x, name, kinds[k].label, false, err) != 0)
                return -1;
    }
    return 0;
}

static int read_package(struct extract *x, const void *data, size_t len, const char *name, struct pz_error *err)
{
    if (pz_package_open_memory(&x->package, data, len, name, NULL, err) != 0)
        return -1;
    if (pz_package_find(x->package, "word/document.xml") >= 0)
        return read_part(x, "word/document.xml", NULL, false, err) == 0 ? read_docx_rest(x, err) : -1;
    if (pz_package_find(x->package, "content.xml") < 0)
        return pz_fail(err, PZ_DATA, "E-DOC-090", _("“%s” is neither a DOCX nor an ODT document"), name);
    if (read_part(x, "content.xml", NULL, true, err) != 0)
        return -1;
    return pz_package_find(x->package, "styles.xml") >= 0 ? read_part(x, "styles.xml", "колонтитул", true, err) : 0;
}

/* Text and markup as lines: a tag ends nothing and means nothing here but a blank. */
static void read_lines(struct extract *x, const char *s, size_t len)
{
    bool tag = false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '<')
            tag = true;
        else if (s[i] == '>' && tag)
            tag = false, add_blank(x);
        else if (s[i] == '\n') {
            x->paragraphs++;
            flush(x);
        } else if (!tag) {
            add_text(x, &s[i], 1);
        }
    }
    x->paragraphs++;
    flush(x);
}

/* Buffers are not in the arena, so its trap passes here. */
static int guarded(struct extract *x, const void *data, size_t len, const char *name, struct pz_error *err)
{
    jmp_buf oom, *before = pz_arena_trap(x->arena, &oom);
    int rc;
    if (setjmp(oom)) {
        rc = pz_fail_memory(err);
    } else if (len >= 4 && memcmp(data, "PK\3\4", 4) == 0) {
        rc = read_package(x, data, len, name, err);
    } else {
        read_lines(x, data, len);
        rc = 0;
    }
    pz_arena_trap(x->arena, before);
    return x->text.failed ? pz_fail_memory(err) : rc;
}

int pz_document_text(const void *data, size_t len, const char *name, struct pz_arena *arena, struct pz_text_paragraph **v,
                     size_t *n, struct pz_error *err)
{
    struct extract x = {.arena = arena, .space = true};
    int rc = guarded(&x, data, len, name, err);
    pz_xml_reader_free(x.reader);
    pz_package_close(x.package);
    pz_buf_release(&x.xml);
    pz_buf_release(&x.text);
    *v = x.v;
    *n = x.n;
    return rc;
}
