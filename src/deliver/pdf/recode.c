/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/recode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deliver/pdf/truetype.h"

enum { SAVED = 64, CODES_MAX = 255 };

/* One content stream on its way. */
struct stream {
    struct pz_recode *r;
    qpdf_oh fonts, xobjects, states;
    const char *p, *end;
    struct pz_buf *out;
    struct pz_recode_font *font, *saved[SAVED]; /* of the graphics state, and of those put by with q */
    unsigned depth;
    bool spells, spelled[SAVED]; /* the dictionary read last has ActualText; so do the marked contents that are open */
    unsigned marked, spelling;   /* how many are open; how many of them with ActualText */
};

void pz_recode_init(struct pz_recode *r, qpdf_data q, struct pz_arena *arena, struct pz_deflater *deflater)
{
    r->deflater = deflater;
    r->q = q;
    r->arena = arena;
    r->fonts_n = r->others_n = 0;
    r->before = NULL;
    r->reason = NULL;
}

static int refuse(struct pz_recode *r, const char *reason)
{
    r->reason = reason;
    return -1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_regular(char c)
{
    return !is_blank(c) && !strchr("()<>[]{}/%", c);
}

/* Fonts ---------------------------------------------------------------------------------------------------- */

static const char *name_of(struct pz_recode *r, qpdf_oh dict, const char *key)
{
    qpdf_oh name = qpdf_oh_get_key(r->q, dict, key);
    return qpdf_oh_is_name(r->q, name) ? pz_arena_strdup(r->arena, qpdf_oh_get_name(r->q, name)) : "";
}

static int int_of(struct pz_recode *r, qpdf_oh dict, const char *key)
{
    qpdf_oh number = qpdf_oh_get_key(r->q, dict, key);
    return qpdf_oh_is_integer(r->q, number) ? qpdf_oh_get_int_value_as_int(r->q, number) : -1;
}

static struct pz_recode_font *add_font(struct pz_recode *r, qpdf_oh font, int object)
{
    qpdf_oh descriptor = qpdf_oh_get_key(r->q, font, "/FontDescriptor");
    const char *base = name_of(r, font, "/BaseFont"), *plus = strchr(base, '+');
    if (r->fonts_n == PZ_RECODE_FONTS)
        return refuse(r, "too many fonts"), NULL;
    if (strcmp(name_of(r, font, "/Subtype"), "/TrueType") != 0 || int_of(r, font, "/FirstChar") != 0 || !plus ||
        qpdf_oh_has_key(r->q, font, "/Encoding") || !qpdf_oh_is_dictionary(r->q, descriptor) ||
        !qpdf_oh_is_array(r->q, qpdf_oh_get_key(r->q, font, "/Widths")) ||
        !qpdf_oh_is_stream(r->q, qpdf_oh_get_key(r->q, descriptor, "/FontFile2")))
        return refuse(r, "a font that is no simple TrueType subset"), NULL;
    for (unsigned i = 0; i < r->fonts_n; i++)
        if (strcmp(r->fonts[i].base, plus + 1) == 0)
            return refuse(r, "two subsets of one font"), NULL;
    struct pz_recode_font *f = &r->fonts[r->fonts_n++];
    *f = (struct pz_recode_font){.object = object, .font = font, .base = plus + 1};
    f->file = qpdf_oh_get_key(r->q, descriptor, "/FontFile2");
    return f;
}

static struct pz_recode_font *find_font(struct stream *s, const char *name)
{
    struct pz_recode *r = s->r;
    qpdf_oh font = qpdf_oh_get_key(r->q, s->fonts, name);
    if (!qpdf_oh_is_dictionary(r->q, font))
        return refuse(r, "a font that is not there"), NULL;
    int object = qpdf_oh_get_object_id(r->q, font);
    for (unsigned i = 0; i < r->fonts_n; i++)
        if (r->fonts[i].object == object)
            return &r->fonts[i];
    return add_font(r, font, object);
}

/* Names ---------------------------------------------------------------------------------------------------- */

/* The new number of a picture or state among its kind, from 1; 0 with the reason when it cannot be taken. */
static unsigned find_other(struct stream *s, const char *name, bool state)
{
    struct pz_recode *r = s->r;
    qpdf_oh oh = qpdf_oh_get_key(r->q, state ? s->states : s->xobjects, name);
    int object = qpdf_oh_get_object_id(r->q, oh);
    unsigned number = 0;
    for (unsigned i = 0; i < r->others_n; i++) {
        number += r->others[i].state == state;
        if (object && r->others[i].object == object)
            return number;
    }
    if (state ? !qpdf_oh_is_dictionary(r->q, oh) : !qpdf_oh_is_stream(r->q, oh))
        return refuse(r, "a resource that is not there"), 0;
    if (!state && strcmp(name_of(r, qpdf_oh_get_dict(r->q, oh), "/Subtype"), "/Image") != 0)
        return refuse(r, "a drawing with content of its own"), 0;
    if (r->others_n == PZ_RECODE_OTHERS || !object)
        return refuse(r, "too many pictures"), 0;
    r->others[r->others_n++] = (struct pz_recode_other){object, oh, state};
    return number + 1;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && is_blank(*p))
        p++;
    return p;
}

static bool comes(const char *p, const char *end, const char *operator)
{
    size_t n = strlen(operator);
    p = skip_blanks(p, end);
    return (size_t)(end - p) >= n && memcmp(p, operator, n) == 0 && (p + n == end || !is_regular(p[n]));
}

/* A name is a tag of marked content or, by the operator behind it, a resource. */
static int take_name(struct stream *s)
{
    const char *start = s->p++;
    char name[128];
    while (s->p < s->end && is_regular(*s->p))
        s->p++;
    size_t len = (size_t)(s->p - start);
    const char *next = skip_blanks(s->p, s->end);
    unsigned number;
    if ((next + 1 < s->end && next[0] == '<' && next[1] == '<') || comes(next, s->end, "BMC")) {
        pz_buf_put(s->out, start, len);
        return 0;
    }
    if (len >= sizeof name)
        return refuse(s->r, "a name of unusual length");
    snprintf(name, sizeof name, "%.*s", (int)len, start);
    if (comes(next, s->end, "Do") || comes(next, s->end, "gs")) {
        bool state = comes(next, s->end, "gs");
        if (!(number = find_other(s, name, state)))
            return -1;
        pz_buf_printf(s->out, "/%s%u", state ? "GS" : "Im", number);
        return 0;
    }
    if (next == s->end || !strchr("0123456789.-", *next))
        return refuse(s->r, "an operator with a name that is not known");
    if (!(s->font = find_font(s, name)))
        return -1;
    pz_buf_printf(s->out, "/F%u", (unsigned)(s->font - s->r->fonts) + 1);
    return 0;
}

/* The rest ------------------------------------------------------------------------------------------------- */

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether the preface shows the glyph: then its character is the preface's in every company. */
static bool is_in_preface(const struct pz_recode *r, int font, unsigned code)
{
    for (unsigned i = 0; r->before && i < r->before->fonts_n; i++)
        if (r->before->fonts[i].object == font)
            return r->before->fonts[i].to[code] != 0;
    return false;
}

/* Codes are given by first use. 0: it cannot be taken. The office gives a glyph the character of its first use and spells others out
 * (ActualText): a glyph that is first met spelled out got its character from a neighbour, unless it has it from the preface. */
static unsigned new_code(struct stream *s, unsigned old)
{
    struct pz_recode_font *f = s->font;
    if (!f->to[old] && s->spelling && !is_in_preface(s->r, f->object, old))
        return 0;
    if (!f->to[old] && f->n < CODES_MAX) {
        f->codes[f->n++] = (unsigned char)old;
        f->to[old] = (unsigned char)f->n;
    }
    return f->to[old];
}

static int take_codes(struct stream *s)
{
    static const char hex[] = "0123456789ABCDEF";
    if (!s->font)
        return refuse(s->r, "text without a font");
    pz_buf_putc(s->out, *s->p++);
    for (; s->p + 1 < s->end && *s->p != '>'; s->p += 2) {
        int high = digit(s->p[0]), low = digit(s->p[1]);
        unsigned code = high < 0 || low < 0 ? 0 : new_code(s, (unsigned)(high << 4 | low));
        if (!code)
            return refuse(s->r, "text that is spelled out or of unusual form");
        pz_buf_putc(s->out, hex[code >> 4]);
        pz_buf_putc(s->out, hex[code & 15]);
    }
    return 0;
}

/* A dictionary of marked content goes out as it is. */
static int take_dictionary(struct stream *s)
{
    const char *start = s->p;
    for (s->p += 2; s->p + 1 < s->end && !(s->p[0] == '>' && s->p[1] == '>'); s->p++)
        if (*s->p == '(' || (s->p[0] == '<' && s->p[1] == '<'))
            return refuse(s->r, "marked content of unusual form");
    if (s->p + 1 >= s->end)
        return refuse(s->r, "marked content of unusual form");
    s->p += 2;
    s->spells = memmem(start, (size_t)(s->p - start), "/ActualText", 11) != NULL;
    pz_buf_put(s->out, start, (size_t)(s->p - start));
    return 0;
}

static int open_marked(struct stream *s, bool spells)
{
    if (s->marked == SAVED)
        return refuse(s->r, "marked content of unusual depth");
    s->spelled[s->marked++] = spells;
    s->spelling += spells;
    s->spells = false;
    return 0;
}

static int take_word(struct stream *s)
{
    const char *start = s->p;
    while (s->p < s->end && is_regular(*s->p))
        s->p++;
    size_t len = (size_t)(s->p - start);
    pz_buf_put(s->out, start, len);
    if (len == 1 && *start == 'q') {
        if (s->depth == SAVED)
            return refuse(s->r, "graphics states of unusual depth");
        s->saved[s->depth++] = s->font;
    } else if (len == 1 && *start == 'Q') {
        s->font = s->depth ? s->saved[--s->depth] : NULL;
    } else if (len == 3 && (memcmp(start, "BDC", 3) == 0 || memcmp(start, "BMC", 3) == 0)) {
        return open_marked(s, start[1] == 'D' && s->spells);
    } else if (len == 3 && memcmp(start, "EMC", 3) == 0 && s->marked) {
        s->spelling -= s->spelled[--s->marked];
    } else if (len == 2 && memcmp(start, "BI", 2) == 0) {
        return refuse(s->r, "a picture inside the content");
    }
    return 0;
}

static int take(struct stream *s)
{
    bool two = s->p + 1 < s->end;
    if (*s->p == '/')
        return take_name(s);
    if (*s->p == '<' && two && s->p[1] == '<')
        return take_dictionary(s);
    if (*s->p == '<')
        return take_codes(s);
    if (is_regular(*s->p))
        return take_word(s);
    if (*s->p == '(' || *s->p == '%' || *s->p == '{' || *s->p == '}')
        return refuse(s->r, "content of unusual form");
    pz_buf_putc(s->out, *s->p++);
    return 0;
}

int pz_recode_page(struct pz_recode *r, qpdf_oh resources, const char *content, size_t len, struct pz_buf *out)
{
    struct stream s = {.r = r, .p = content, .end = content + len, .out = out};
    s.fonts = qpdf_oh_get_key(r->q, resources, "/Font");
    s.xobjects = qpdf_oh_get_key(r->q, resources, "/XObject");
    s.states = qpdf_oh_get_key(r->q, resources, "/ExtGState");
    while (s.p < s.end)
        if (take(&s) != 0)
            return -1;
    return out->failed ? refuse(r, "memory ran out") : 0;
}

/* Resources ------------------------------------------------------------------------------------------------ */

static bool stream_bytes(struct pz_recode *r, qpdf_oh stream, unsigned char **data, size_t *len)
{
    QPDF_BOOL filtered = QPDF_FALSE;
    *data = NULL;
    return qpdf_oh_is_stream(r->q, stream) &&
           qpdf_oh_get_stream_data(r->q, stream, qpdf_dl_all, &filtered, data, len) == QPDF_SUCCESS && *data && filtered;
}

bool pz_recode_stream(struct pz_recode *r, const struct pz_buf *bytes, qpdf_oh *stream)
{
    struct pz_buf packed = PZ_BUF_INIT;
    bool good = pz_deflater_zlib(r->deflater, &packed, bytes->data, bytes->len, NULL) == 0;
    if (good) {
        *stream = qpdf_oh_new_stream(r->q);
        qpdf_oh_replace_stream_data(r->q, *stream, (const unsigned char *)packed.data, packed.len,
                                    qpdf_oh_new_name(r->q, "/FlateDecode"), qpdf_oh_new_null(r->q));
    }
    pz_buf_release(&packed);
    return good;
}

static bool put_stream(struct pz_recode *r, const struct pz_buf *bytes, qpdf_oh dict, const char *key,
                       struct pz_recode_streams *streams)
{
    qpdf_oh stream;
    if (!pz_recode_stream(r, bytes, &stream))
        return false;
    streams->v[streams->n++] = stream;
    qpdf_oh_replace_key(r->q, dict, key, stream);
    return true;
}

/* The entry «<4A> <0437>» of an old code in a ToUnicode table; NULL when there is none. */
static const char *find_entry(const char *table, unsigned code, size_t *len)
{
    char wanted[8];
    snprintf(wanted, sizeof wanted, "\n<%02X> <", code);
    const char *at = strstr(table, wanted), *end = at ? strchr(at + 8, '>') : NULL;
    if (!end)
        return NULL;
    *len = (size_t)(end - at - 7);
    return at + 7;
}

/* The table of the new codes between the source's first and last lines. Sections hold at most 100 entries (ISO 32000-1, 9.10.3). */
static bool write_unicode(const struct pz_recode_font *f, const char *table, struct pz_buf *out)
{
    enum { SECTION = 100 };
    const char *from = strstr(table, "endcodespacerange"), *to = strstr(table, "endcmap");
    if (!from || !to || strstr(table, "beginbfrange")) /* the office writes each code by itself */
        return false;
    pz_buf_put(out, table, (size_t)(from - table));
    pz_buf_puts(out, "endcodespacerange\n");
    for (unsigned i = 0; i < f->n; i++) {
        size_t len;
        const char *entry = find_entry(table, f->codes[i], &len);
        if (!entry)
            return false;
        if (i % SECTION == 0)
            pz_buf_printf(out, "%u beginbfchar\n", f->n - i < SECTION ? f->n - i : SECTION);
        pz_buf_printf(out, "<%02X> <%.*s>\n", i + 1, (int)len, entry);
        if (i % SECTION == SECTION - 1 || i + 1 == f->n)
            pz_buf_puts(out, "endbfchar\n");
    }
    pz_buf_puts(out, to);
    return !out->failed;
}

static int put_unicode(struct pz_recode *r, const struct pz_recode_font *f, qpdf_oh dict, struct pz_recode_streams *streams)
{
    unsigned char *data;
    size_t len;
    struct pz_buf table = PZ_BUF_INIT, out = PZ_BUF_INIT;
    if (!stream_bytes(r, qpdf_oh_get_key(r->q, f->font, "/ToUnicode"), &data, &len))
        return free(data), refuse(r, "a font without a table of characters");
    pz_buf_put(&table, data, len);
    free(data); /* qpdf's, from malloc */
    bool good = !table.failed && write_unicode(f, pz_buf_str(&table), &out) && put_stream(r, &out, dict, "/ToUnicode", streams);
    pz_buf_release(&table);
    pz_buf_release(&out);
    return good ? 0 : refuse(r, "a table of characters of unusual form");
}

static int put_file(struct pz_recode *r, const struct pz_recode_font *f, qpdf_oh descriptor, struct pz_recode_streams *streams)
{
    unsigned char *data;
    size_t len;
    struct pz_buf out = PZ_BUF_INIT;
    bool good = stream_bytes(r, f->file, &data, &len) && pz_truetype_subset(&out, data, len, f->codes, f->n) == 0 &&
                put_stream(r, &out, descriptor, "/FontFile2", streams);
    free(data);
    if (good)
        qpdf_oh_replace_key(r->q, qpdf_oh_get_dict(r->q, streams->v[streams->n - 1]), "/Length1",
                            qpdf_oh_new_integer(r->q, (long long)out.len));
    pz_buf_release(&out);
    return good ? 0 : refuse(r, "a font of unusual form");
}

static void copy_key(struct pz_recode *r, qpdf_oh to, qpdf_oh from, const char *key)
{
    if (qpdf_oh_has_key(r->q, from, key))
        qpdf_oh_replace_key(r->q, to, key, qpdf_oh_get_key(r->q, from, key));
}

static int put_font(struct pz_recode *r, unsigned number, qpdf_oh fonts, struct pz_recode_streams *streams)
{
    static const char *const kept[] = {"/Type",   "/Flags",   "/FontBBox",  "/ItalicAngle",
                                       "/Ascent", "/Descent", "/CapHeight", "/StemV"};
    struct pz_recode_font *f = &r->fonts[number];
    qpdf_oh source = qpdf_oh_get_key(r->q, f->font, "/FontDescriptor"), dict = qpdf_oh_new_dictionary(r->q),
            descriptor = qpdf_oh_new_dictionary(r->q), widths = qpdf_oh_new_array(r->q),
            old = qpdf_oh_get_key(r->q, f->font, "/Widths");
    int n = qpdf_oh_get_array_n_items(r->q, old);
    char name[200], key[16];
    snprintf(name, sizeof name, "/%cAAAAA+%.180s", 'B' + (int)(number % 25), f->base);
    snprintf(key, sizeof key, "/F%u", number + 1);
    qpdf_oh_append_item(r->q, widths, qpdf_oh_new_integer(r->q, 0));
    for (unsigned i = 0; i < f->n; i++) {
        if (f->codes[i] >= n)
            return refuse(r, "a glyph without a width");
        qpdf_oh_append_item(r->q, widths, qpdf_oh_get_array_item(r->q, old, f->codes[i]));
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        copy_key(r, descriptor, source, kept[i]);
    copy_key(r, dict, f->font, "/Type");
    copy_key(r, dict, f->font, "/Subtype");
    qpdf_oh_replace_key(r->q, dict, "/BaseFont", qpdf_oh_new_name(r->q, name));
    qpdf_oh_replace_key(r->q, descriptor, "/FontName", qpdf_oh_new_name(r->q, name));
    qpdf_oh_replace_key(r->q, dict, "/FirstChar", qpdf_oh_new_integer(r->q, 0));
    qpdf_oh_replace_key(r->q, dict, "/LastChar", qpdf_oh_new_integer(r->q, f->n));
    qpdf_oh_replace_key(r->q, dict, "/Widths", widths);
    if (put_file(r, f, descriptor, streams) != 0 || put_unicode(r, f, dict, streams) != 0)
        return -1;
    qpdf_oh_replace_key(r->q, dict, "/FontDescriptor", qpdf_make_indirect_object(r->q, descriptor));
    qpdf_oh_replace_key(r->q, fonts, key, qpdf_make_indirect_object(r->q, dict));
    return 0;
}

int pz_recode_resources(struct pz_recode *r, qpdf_oh *resources, struct pz_recode_streams *streams)
{
    qpdf_oh fonts = qpdf_oh_new_dictionary(r->q), pictures = qpdf_oh_new_dictionary(r->q), states = qpdf_oh_new_dictionary(r->q);
    unsigned pictures_n = 0, states_n = 0;
    for (unsigned i = 0; i < r->fonts_n; i++)
        if (put_font(r, i, fonts, streams) != 0)
            return -1;
    for (unsigned i = 0; i < r->others_n; i++) {
        const struct pz_recode_other *o = &r->others[i];
        char key[16];
        snprintf(key, sizeof key, o->state ? "/GS%u" : "/Im%u", o->state ? ++states_n : ++pictures_n);
        qpdf_oh_replace_key(r->q, o->state ? states : pictures, key, o->oh);
    }
    *resources = qpdf_oh_new_dictionary(r->q);
    qpdf_oh_replace_key(r->q, *resources, "/Font", fonts);
    if (pictures_n)
        qpdf_oh_replace_key(r->q, *resources, "/XObject", pictures);
    if (states_n)
        qpdf_oh_replace_key(r->q, *resources, "/ExtGState", states);
    qpdf_oh_replace_key(r->q, *resources, "/ProcSet", qpdf_oh_parse(r->q, "[/PDF /Text /ImageC /ImageI /ImageB]"));
    return 0;
}
