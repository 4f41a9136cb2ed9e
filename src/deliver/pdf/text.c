/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "deliver/pdf/font.h"

enum { NUMBERS = 6, DEPTH = 64, NAME_MAX_LEN = 128, MCID_MAX = 1 << 20 };

/* A content stream being read. */
struct reader {
    qpdf_data q;
    qpdf_oh resources;
    struct pz_arena *arena;
    const char *p, *end;
    /* Operands since the last operator. */
    double numbers[NUMBERS];
    size_t numbers_n;
    char name[NAME_MAX_LEN];
    struct pz_buf string; /* strings, joined */
    double adjust;        /* sum of the numbers between the strings of an array, thousandths */
    bool in_array;
    const char *dict, *dict_end; /* the inside of << >> */
    /* State. */
    struct pz_pdf_font *fonts, *font;
    double size, matrix[6], line[2], scale; /* text matrix; start of the line relative to it */
    long mcid[DEPTH];
    double advance;     /* of the string being shown, at size 1 */
    bool hidden[DEPTH]; /* inside ActualText: the glyphs do not count */
    const char *actual; /* replacement text that waits for its place, the first glyph's */
    size_t depth;
    struct pz_pdf_page *page;
    size_t cap;
    struct pz_pdf_run *last; /* run added last */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return is_blank(c) || strchr("()<>[]{}/%", c) != NULL;
}

/* Strings -------------------------------------------------------------------------------------------------- */

static int octal(struct reader *r)
{
    int v = 0;
    for (int i = 0; i < 3 && r->p < r->end && *r->p >= '0' && *r->p <= '7'; i++)
        v = v * 8 + (*r->p++ - '0');
    return v & 255;
}

static void escape(struct reader *r)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    const char *at = memchr(from, *r->p, 5);
    if (at) {
        pz_buf_putc(&r->string, to[at - from]);
        r->p++;
    } else if (*r->p >= '0' && *r->p <= '7') {
        pz_buf_putc(&r->string, (char)octal(r));
    } else if (*r->p == '\r' || *r->p == '\n') {
        r->p += r->p[0] == '\r' && r->p + 1 < r->end && r->p[1] == '\n' ? 2 : 1;
    } else {
        pz_buf_putc(&r->string, *r->p++);
    }
}

static void literal_string(struct reader *r)
{
    int open = 1;
    for (r->p++; r->p < r->end;) {
        char c = *r->p++;
        if (c == '\\' && r->p < r->end) {
            escape(r);
            continue;
        }
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (!open)
            return;
        pz_buf_putc(&r->string, c);
    }
}

static void hex_string(struct reader *r)
{
    int half = -1;
    for (r->p++; r->p < r->end && *r->p != '>'; r->p++) {
        char c = *r->p;
        int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (d < 0)
            continue;
        if (half >= 0)
            pz_buf_putc(&r->string, (char)(half << 4 | d));
        half = half >= 0 ? -1 : d;
    }
    if (half >= 0)
        pz_buf_putc(&r->string, (char)(half << 4));
    r->p += r->p < r->end;
}

/* Steps over << … >>, nested ones and strings inside, and remembers its inside. */
static void dictionary(struct reader *r)
{
    int open = 0;
    r->dict = r->p + 2;
    size_t keep = r->string.len;
    while (r->p < r->end) {
        if (r->p + 1 < r->end && r->p[0] == '<' && r->p[1] == '<') {
            open++;
            r->p += 2;
        } else if (r->p + 1 < r->end && r->p[0] == '>' && r->p[1] == '>') {
            r->dict_end = r->p;
            r->p += 2;
            if (!--open)
                break;
        } else if (*r->p == '(') {
            literal_string(r);
        } else {
            r->p++;
        }
    }
    r->string.len = keep;
}

/* Text out ------------------------------------------------------------------------------------------------- */

static void new_run(struct reader *r, const char *text, size_t len)
{
    long mcid = -1;
    for (size_t i = r->depth; i-- && mcid < 0;)
        mcid = i < DEPTH ? r->mcid[i] : -1;
    if (!len || mcid >= MCID_MAX)
        return;
    size_t slot = (size_t)(mcid + 1);
    if (slot >= r->cap) {
        size_t cap = slot * 2 + 64;
        struct pz_pdf_run **runs = pz_arena_zalloc(r->arena, cap * sizeof *runs);
        if (r->page->n)
            memcpy(runs, r->page->runs, r->page->n * sizeof *runs);
        r->page->runs = runs;
        r->cap = cap;
    }
    r->page->n = slot + 1 > r->page->n ? slot + 1 : r->page->n;
    struct pz_pdf_run *run = PZ_NEW(r->arena, struct pz_pdf_run), **at = &r->page->runs[slot];
    run->text = pz_arena_strndup(r->arena, text, len);
    run->len = len;
    run->bold = r->font && r->font->bold;
    run->italic = r->font && r->font->italic;
    run->x = r->matrix[4] + r->line[0];
    run->y = r->matrix[5] + r->line[1];
    run->size = r->size * r->scale;
    const struct pz_pdf_run *before = r->last;
    if (before && fabs(before->y - run->y) > run->size * 0.6)
        run->new_line = !strchr(" -/", before->text[before->len - 1]);
    else if (before && before->width > 0 && text[0] != ' ' && before->text[before->len - 1] != ' ')
        run->gap = run->x - before->x - before->width > run->size;
    run->width = (r->advance - r->adjust / 1000) * run->size;
    while (*at)
        at = &(*at)->next;
    *at = r->last = run;
}

static void show(struct reader *r)
{
    bool hidden = r->depth && r->depth <= DEPTH && r->hidden[r->depth - 1];
    if (r->actual) {
        r->advance = r->font ? pz_pdf_font_advance(r->font, r->string.data, r->string.len) : 0;
        new_run(r, r->actual, strlen(r->actual));
        r->actual = NULL;
    }
    if (!r->font || hidden || !r->string.len)
        return;
    struct pz_buf text = PZ_BUF_INIT;
    pz_pdf_font_text(r->font, r->string.data, r->string.len, &text);
    r->advance = pz_pdf_font_advance(r->font, r->string.data, r->string.len);
    if (!text.failed)
        new_run(r, pz_buf_str(&text), text.len);
    pz_buf_release(&text);
}

/* Operators -------------------------------------------------------------------------------------------------- */

static void choose_font(struct reader *r)
{
    r->size = r->numbers_n ? r->numbers[r->numbers_n - 1] : 0;
    qpdf_oh fonts = qpdf_oh_get_key_if_dict(r->q, r->resources, "/Font");
    qpdf_oh font = qpdf_oh_get_key_if_dict(r->q, fonts, r->name);
    r->font = NULL;
    if (!qpdf_oh_is_dictionary(r->q, font))
        return;
    int object = qpdf_oh_get_object_id(r->q, font);
    for (struct pz_pdf_font *f = r->fonts; f && !r->font; f = f->next)
        if (object && f->object == object)
            r->font = f;
    if (r->font)
        return;
    r->font = pz_pdf_font_load(r->q, font, r->arena);
    r->font->next = r->fonts;
    r->fonts = r->font;
}

/* A text string (ISO 32000-1, 7.9.2.2) as UTF-8: UTF-16BE behind its mark, else taken as ASCII. */
static const char *text_string(struct reader *r, const struct pz_buf *bytes)
{
    const unsigned char *p = (const unsigned char *)pz_buf_str(bytes);
    if (bytes->len < 2 || p[0] != 0xFE || p[1] != 0xFF)
        return pz_arena_strndup(r->arena, (const char *)p, bytes->len);
    char *text = pz_arena_alloc(r->arena, bytes->len * 2 + 4), *to = text;
    for (size_t i = 2; i + 1 < bytes->len; i += 2) {
        uint32_t rune = (uint32_t)p[i] << 8 | p[i + 1];
        if (rune >= 0xD800 && rune < 0xDC00 && i + 3 < bytes->len) {
            rune = 0x10000 + ((rune - 0xD800) << 10) + (((uint32_t)p[i + 2] << 8 | p[i + 3]) - 0xDC00);
            i += 2;
        }
        to += pz_utf8_encode(to, rune);
    }
    *to = '\0';
    return text;
}

/* The replacement text in the inside of a property list; NULL when there is none. */
static const char *actual_text(struct reader *r)
{
    static const char key[] = "/ActualText";
    const char *at = memmem(r->dict, (size_t)(r->dict_end - r->dict), key, sizeof key - 1);
    if (!at)
        return NULL;
    struct reader inner = {.arena = r->arena, .p = at + sizeof key - 1, .end = r->dict_end};
    while (inner.p < inner.end && is_blank(*inner.p))
        inner.p++;
    if (inner.p < inner.end && *inner.p == '(')
        literal_string(&inner);
    else if (inner.p < inner.end && *inner.p == '<')
        hex_string(&inner);
    const char *text = text_string(r, &inner.string);
    pz_buf_release(&inner.string);
    return text;
}

/* The properties of marked content: <</MCID 7>>. */
static void begin_marked(struct reader *r)
{
    bool hidden = r->depth && r->depth <= DEPTH && r->hidden[r->depth - 1];
    const char *at = r->dict ? memmem(r->dict, (size_t)(r->dict_end - r->dict), "/MCID", 5) : NULL;
    const char *actual = r->dict ? actual_text(r) : NULL;
    if (r->depth < DEPTH) {
        long mcid = at ? strtol(at + 5, NULL, 10) : -1;
        r->mcid[r->depth] = mcid < 0 ? -1 : mcid;
        r->hidden[r->depth] = hidden || actual;
    }
    r->depth++;
    if (actual && !hidden)
        r->actual = actual;
}

static void move_line(struct reader *r, double x, double y)
{
    r->line[0] += x * r->matrix[0];
    r->line[1] += y * r->matrix[3];
}

static void set_matrix(struct reader *r)
{
    if (r->numbers_n != 6)
        return;
    memcpy(r->matrix, r->numbers, sizeof r->matrix);
    r->line[0] = r->line[1] = 0;
    r->scale = sqrt(r->matrix[2] * r->matrix[2] + r->matrix[3] * r->matrix[3]);
}

static void operate(struct reader *r, const char *op, size_t len)
{
    static const double identity[6] = {1, 0, 0, 1, 0, 0};
#define IS(word) (len == sizeof(word) - 1 && memcmp(op, word, sizeof(word) - 1) == 0)
    if (IS("BT")) {
        memcpy(r->matrix, identity, sizeof identity);
        r->line[0] = r->line[1] = 0;
        r->scale = 1;
    } else if (IS("Tf")) {
        choose_font(r);
    } else if (IS("Tm")) {
        set_matrix(r);
    } else if ((IS("Td") || IS("TD")) && r->numbers_n == 2) {
        move_line(r, r->numbers[0], r->numbers[1]);
    } else if (IS("Tj") || IS("TJ") || IS("'") || IS("\"")) {
        show(r);
    } else if (IS("BDC") || IS("BMC")) {
        begin_marked(r);
    } else if (IS("EMC") && r->depth) {
        r->actual = NULL; /* nothing was shown: nothing is said */
        r->depth--;
    }
#undef IS
    r->numbers_n = 0;
    r->adjust = 0;
    r->in_array = false;
    r->name[0] = '\0';
    r->dict = NULL;
    pz_buf_clear(&r->string);
}

/* The bytes of an inline picture are no operators. */
static void skip_picture(struct reader *r)
{
    for (; r->p + 2 < r->end; r->p++)
        if (is_blank(r->p[0]) && r->p[1] == 'E' && r->p[2] == 'I' && (r->p + 3 >= r->end || is_blank(r->p[3])))
            break;
}

static void word(struct reader *r)
{
    const char *start = r->p;
    while (r->p < r->end && !is_delimiter(*r->p))
        r->p++;
    size_t len = (size_t)(r->p - start);
    if (!len) {
        r->in_array = *r->p == '['; /* a bracket or brace */
        r->p++;
    } else if (strchr("+-.0123456789", *start)) {
        char text[40];
        snprintf(text, sizeof text, "%.*s", (int)(len < 39 ? len : 39), start);
        if (r->in_array)
            r->adjust += strtod(text, NULL);
        else if (r->numbers_n < NUMBERS)
            r->numbers[r->numbers_n++] = strtod(text, NULL);
    } else {
        operate(r, start, len);
        if (len == 2 && start[0] == 'I' && start[1] == 'D')
            skip_picture(r);
    }
}

static void name(struct reader *r)
{
    const char *start = r->p++;
    while (r->p < r->end && !is_delimiter(*r->p))
        r->p++;
    snprintf(r->name, sizeof r->name, "%.*s", (int)(r->p - start), start);
}

static void read_stream(struct reader *r)
{
    while (r->p < r->end) {
        if (is_blank(*r->p))
            r->p++;
        else if (*r->p == '%')
            while (r->p < r->end && *r->p != '\n' && *r->p != '\r')
                r->p++;
        else if (*r->p == '(')
            literal_string(r);
        else if (*r->p == '<' && r->p + 1 < r->end && r->p[1] == '<')
            dictionary(r);
        else if (*r->p == '<')
            hex_string(r);
        else if (*r->p == '/')
            name(r);
        else
            word(r);
    }
}

int pz_pdf_pages(struct pz_pdf_pages *out, qpdf_data q, struct pz_arena *arena, struct pz_error *err)
{
    struct reader r = {.q = q, .arena = arena};
    int n = qpdf_get_num_pages(q);
    out->n = n > 0 ? (size_t)n : 0;
    out->v = pz_arena_zalloc(arena, (out->n + 1) * sizeof *out->v);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < out->n; i++) {
        qpdf_oh page = qpdf_get_page_n(q, i);
        unsigned char *data = NULL;
        size_t len = 0;
        r.page = &out->v[i];
        r.page->object = qpdf_oh_get_object_id(q, page);
        r.resources = qpdf_oh_get_key(q, page, "/Resources");
        r.cap = r.depth = r.numbers_n = 0;
        r.font = NULL;
        r.dict = NULL;
        if (qpdf_oh_get_page_content_data(q, page, &data, &len) != QPDF_SUCCESS) {
            rc = pz_qpdf_complaint(q, err);
            break;
        }
        r.p = (const char *)data;
        r.end = r.p + len;
        read_stream(&r);
        free(data);
    }
    pz_buf_release(&r.string);
    return rc;
}

const struct pz_pdf_run *pz_pdf_runs(const struct pz_pdf_pages *pages, int page_object, long long mcid)
{
    for (size_t i = 0; i < pages->n; i++)
        if (pages->v[i].object == page_object)
            return mcid >= 0 && (size_t)mcid + 1 < pages->v[i].n ? pages->v[i].runs[mcid + 1] : NULL;
    return NULL;
}
