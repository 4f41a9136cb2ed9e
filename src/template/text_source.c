/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text templates to segments by Jinja2's rules for delimiters and white space. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/program.h"
#include "template/token.h"

enum opening { OPEN_NONE, OPEN_BLOCK, OPEN_VARIABLE, OPEN_COMMENT, OPEN_LINE, OPEN_LINE_COMMENT };

struct lexer {
    struct pz_source *source;
    const struct pz_template_options *options;
    struct pz_syntax syntax;
    struct pz_diags *diags;
    struct pz_arena *arena;
    const char *text, *end, *p;
    const char *from; /* literal text not yet handed over begins here */
    struct text_places *places;
    bool failed;
};

struct text_places {
    const char *text;
    size_t len;
    const char *name;
    uint32_t *at; /* byte of the inside of each tag */
    uint32_t n, cap;
    uint32_t *line; /* byte where each line starts */
    uint32_t lines;
    struct last_place *last;
};

/* The column found last: tags come in order, and a page may be one long line. */
struct last_place {
    uint32_t line;
    size_t at, column;
};

/* Places --------------------------------------------------------------------------------------------------- */

static void index_lines(struct pz_arena *arena, struct text_places *t)
{
    uint32_t n = 1;
    for (const char *p = t->text, *end = p + t->len; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    t->line = pz_arena_alloc(arena, n * sizeof *t->line);
    t->line[t->lines++] = 0;
    for (const char *p = t->text, *end = p + t->len; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        t->line[t->lines++] = (uint32_t)(p + 1 - t->text);
}

static unsigned column_of(const struct text_places *t, uint32_t line, size_t at)
{
    struct last_place *last = t->last;
    if (last->line != line || last->at > at)
        *last = (struct last_place){line, t->line[line], 0};
    last->column += pz_utf8_length(t->text + last->at, at - last->at);
    last->at = at;
    return (unsigned)last->column + 1;
}

static void describe_at(const struct text_places *t, size_t at, struct pz_place *out)
{
    uint32_t low = 0, high = t->lines;
    while (high - low > 1) {
        uint32_t mid = (low + high) / 2;
        if (t->line[mid] <= at)
            low = mid;
        else
            high = mid;
    }
    const char *line = t->text + t->line[low];
    size_t len = (low + 1 < t->lines ? t->line[low + 1] - 1 : t->len) - t->line[low];
    if (at > t->len)
        at = t->len;
    *out = pz_place_line(t->name, low + 1, column_of(t, low, at));
    out->caret = out->column;
    if (len >= sizeof out->source) { /* a long line: the part around the place */
        size_t back = at - t->line[low] > 60 ? 60 : at - t->line[low];
        const char *s = t->text + at - back;
        while (s < t->text + at && ((unsigned char)*s & 0xC0) == 0x80)
            s++;
        out->caret = (unsigned)pz_utf8_length(s, (size_t)(t->text + at - s)) + 1;
        len -= (size_t)(s - line);
        line = s;
        if (len > 160)
            len = 160;
    }
    snprintf(out->source, sizeof out->source, "%.*s", (int)len, line);
    for (char *s = out->source; *s; s++)
        if (*s == '\t' || *s == '\r')
            *s = ' ';
}

static void describe(const void *self, uint32_t place, size_t offset, struct pz_place *out)
{
    const struct text_places *t = self;
    describe_at(t, (place < t->n ? t->at[place] : 0) + offset, out);
}

static uint32_t add_place(struct lexer *l, const char *inside)
{
    struct text_places *t = l->places;
    if (t->n == t->cap) {
        t->at = pz_arena_grow(l->arena, t->at, t->n, t->cap ? t->cap * 2u : 64u, sizeof *t->at);
        t->cap = t->cap ? t->cap * 2 : 64;
    }
    t->at[t->n] = (uint32_t)(inside - l->text);
    return t->n++;
}

static void fail(struct lexer *l, const char *at, const char *id, const char *format, const char *what)
{
    struct pz_place place;
    describe_at(l->places, (size_t)(at - l->text), &place);
    pz_report(l->diags, id, &place, format, what); /* NOLINT: the format is one of the literals below */
    l->failed = true;
}

/* Finding -------------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\v';
}

static bool starts(const struct lexer *l, const char *p, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(l->end - p) >= n && memcmp(p, word, n) == 0;
}

static const char *line_start(const struct lexer *l, const char *p)
{
    while (p > l->text && p[-1] != '\n')
        p--;
    return p;
}

/* Whether a line statement's prefix stands first on its line at p. */
static bool line_statement_at(const struct lexer *l, const char *p)
{
    if (!l->syntax.line_statement || !starts(l, p, l->syntax.line_statement))
        return false;
    for (const char *q = p; q > l->text && q[-1] != '\n'; q--)
        if (!is_blank(q[-1]))
            return false;
    return true;
}

/* The longest opening at p, as the longest delimiter wins. */
static enum opening opening_at(const struct lexer *l, const char *p, size_t *width)
{
    const char *const words[] = {[OPEN_BLOCK] = l->syntax.block_start,
                                 [OPEN_VARIABLE] = l->syntax.variable_start,
                                 [OPEN_COMMENT] = l->syntax.comment_start,
                                 [OPEN_LINE] = l->syntax.line_statement,
                                 [OPEN_LINE_COMMENT] = l->syntax.line_comment};
    enum opening best = OPEN_NONE;
    *width = 0;
    for (int i = OPEN_BLOCK; i <= OPEN_LINE_COMMENT; i++)
        if (words[i] && strlen(words[i]) > *width && starts(l, p, words[i]) && (i != OPEN_LINE || line_statement_at(l, p))) {
            best = (enum opening)i;
            *width = strlen(words[i]);
        }
    return best;
}

static const char *find_opening(const struct lexer *l, enum opening *what, size_t *width)
{
    bool first[256] = {false};
    const char *const words[] = {l->syntax.block_start, l->syntax.variable_start, l->syntax.comment_start, l->syntax.line_statement,
                                 l->syntax.line_comment};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i])
            first[(unsigned char)words[i][0]] = true;
    for (const char *p = l->p; p < l->end; p++)
        if (first[(unsigned char)*p] && (*what = opening_at(l, p, width)))
            return p;
    *what = OPEN_NONE;
    return l->end;
}

/* The end of a tag that begins at `inside`: strings and brackets inside it may hold the delimiter. NULL: it does not end. */
static const char *find_end(const struct lexer *l, const char *inside, const char *close)
{
    int depth = 0;
    for (const char *p = inside; p < l->end;) {
        if (depth <= 0 && (starts(l, p, close) || (strchr("-+", *p) && starts(l, p + 1, close))))
            return p;
        size_t string = (size_t)(p - inside), stop = pzt_token_string_end(inside, (size_t)(l->end - inside), string);
        if (stop) {
            p = inside + stop;
            continue;
        }
        depth += (*p == '(' || *p == '[' || *p == '{') - (*p == ')' || *p == ']' || *p == '}');
        const char *q = p;
        pz_utf8_next(&q, l->end);
        p = q;
    }
    /* Unbalanced brackets or an open string: the first plain delimiter ends it, and the parser says what is wrong. */
    const char *plain = memmem(inside, (size_t)(l->end - inside), close, strlen(close));
    return plain && plain > inside && strchr("-+", plain[-1]) ? plain - 1 : plain;
}

/* Handing over --------------------------------------------------------------------------------------------- */

static void literal(struct lexer *l, const char *to)
{
    if (to > l->from)
        pz_source_add(l->source, PZ_SEG_LITERAL, l->from, (size_t)(to - l->from), 0, 0);
}

static const char *trimmed_back(const struct lexer *l, const char *p)
{
    while (p > l->from) {
        const char *q = p;
        if (!pz_rune_is_space(pz_utf8_prev(&q, l->from)))
            break;
        p = q;
    }
    return p;
}

/* Text before a tag: `-` takes all white space, lstrip_blocks the blanks of its line. */
static void before(struct lexer *l, const char *tag, char mark, bool statement)
{
    const char *to = tag;
    if (mark == '-') {
        to = trimmed_back(l, tag);
    } else if (l->options->lstrip_blocks && statement && mark != '+') {
        const char *start = line_start(l, tag), *q = tag;
        while (q > start && q > l->from && is_blank(q[-1]))
            q--;
        if (q == start)
            to = q;
    }
    literal(l, to);
}

/* Text behind a tag: `-` takes all white space, trim_blocks one line end. */
static void behind(struct lexer *l, char mark, bool statement)
{
    if (mark == '-') {
        while (l->p < l->end) {
            const char *q = l->p;
            if (!pz_rune_is_space(pz_utf8_next(&q, l->end)))
                break;
            l->p = q;
        }
    } else if (l->options->trim_blocks && statement && mark != '+' && l->p < l->end && *l->p == '\n') {
        l->p++;
    }
    l->from = l->p;
}

static bool is_word(const char *p, const char *end, const char *word)
{
    while (p < end && (is_blank(*p) || *p == '\n'))
        p++;
    while (end > p && (is_blank(end[-1]) || end[-1] == '\n'))
        end--;
    return (size_t)(end - p) == strlen(word) && memcmp(p, word, strlen(word)) == 0;
}

/* Everything up to {% endraw %} as it stands. */
static void raw(struct lexer *l, const char *tag)
{
    const char *close = l->syntax.block_end;
    for (const char *p = l->p; (p = memmem(p, (size_t)(l->end - p), l->syntax.block_start, strlen(l->syntax.block_start))); p++) {
        const char *inside = p + strlen(l->syntax.block_start);
        char mark = inside < l->end && strchr("-+", *inside) ? *inside : 0;
        const char *stop = memmem(inside, (size_t)(l->end - inside), close, strlen(close));
        if (!stop)
            break;
        const char *word_end = stop;
        char end_mark = stop > inside && strchr("-+", stop[-1]) ? stop[-1] : 0;
        if (end_mark)
            word_end--;
        if (!is_word(inside + (mark != 0), word_end, "endraw"))
            continue;
        before(l, p, mark, true);
        l->p = stop + strlen(close);
        behind(l, end_mark, true);
        return;
    }
    fail(l, tag, "E-TPL-018", _("“%s” is not closed: “endraw” is missing"), "raw");
    l->p = l->from = l->end;
}

static void tag(struct lexer *l, const char *at, size_t width, enum opening what)
{
    const char *close = what == OPEN_BLOCK ? l->syntax.block_end : l->syntax.variable_end, *inside = at + width;
    bool statement = what == OPEN_BLOCK;
    char mark = inside < l->end && (*inside == '-' || (*inside == '+' && statement)) ? *inside : 0;
    before(l, at, mark, statement);
    inside += mark != 0;
    const char *stop = find_end(l, inside, close);
    if (!stop) {
        fail(l, at, "E-TPL-002", _("the tag opened here is not closed: “%s” is missing"), close);
        l->p = l->from = l->end;
        return;
    }
    char end_mark = !starts(l, stop, close) ? *stop : 0;
    if (end_mark == '+' && !statement)
        end_mark = 0;
    const char *inside_end = !starts(l, stop, close) && !end_mark ? stop + 1 : stop;
    l->p = stop + (!starts(l, stop, close)) + strlen(close);
    if (statement && is_word(inside, inside_end, "raw") && end_mark != '+') {
        behind(l, end_mark, false); /* the line end behind “raw” belongs to the raw text */
        raw(l, at);
        return;
    }
    pz_source_add(l->source, statement ? PZ_SEG_STATEMENT : PZ_SEG_PRINT, inside, (size_t)(inside_end - inside), 0,
                  add_place(l, inside));
    behind(l, end_mark, statement);
}

static void comment(struct lexer *l, const char *at, size_t width)
{
    const char *inside = at + width, *close = l->syntax.comment_end;
    char mark = inside < l->end && strchr("-+", *inside) ? *inside : 0;
    before(l, at, mark, true);
    const char *stop = memmem(inside, (size_t)(l->end - inside), close, strlen(close));
    if (!stop) {
        fail(l, at, "E-TPL-018", _("the comment opened here is not closed: “%s” is missing"), close);
        l->p = l->from = l->end;
        return;
    }
    char end_mark = stop > inside && strchr("-+", stop[-1]) ? stop[-1] : 0;
    l->p = stop + strlen(close);
    behind(l, end_mark, true);
}

/* A statement that takes a line: up to its end, or further inside brackets. */
static void line_statement(struct lexer *l, const char *at, size_t width)
{
    const char *start = line_start(l, at), *inside = at + width;
    literal(l, start > l->from ? start : l->from);
    inside += inside < l->end && strchr("-+", *inside);
    int depth = 0;
    const char *p = inside;
    while (p < l->end && (*p != '\n' || depth > 0)) {
        size_t stop = pzt_token_string_end(inside, (size_t)(l->end - inside), (size_t)(p - inside));
        if (l->syntax.line_comment && starts(l, p, l->syntax.line_comment) && !stop)
            break;
        depth += (*p == '(' || *p == '[' || *p == '{') - (*p == ')' || *p == ']' || *p == '}');
        p = stop ? inside + stop : p + 1;
    }
    pz_source_add(l->source, PZ_SEG_STATEMENT, inside, (size_t)(p - inside), 0, add_place(l, inside));
    while (p < l->end && *p != '\n')
        p++;
    l->from = p; /* blank lines that follow go too, and white space at the very end */
    for (; p < l->end && (is_blank(*p) || *p == '\n'); p++)
        if (*p == '\n')
            l->from = p + 1;
    l->p = l->from = p == l->end ? p : l->from;
}

static void line_comment(struct lexer *l, const char *at)
{
    const char *to = at;
    while (to > l->from && is_blank(to[-1]))
        to--;
    literal(l, to);
    while (l->p < l->end && *l->p != '\n')
        l->p++;
    l->from = l->p;
}

static void lex(struct lexer *l)
{
    while (l->p < l->end) {
        enum opening what;
        size_t width;
        const char *at = find_opening(l, &what, &width);
        l->p = at + width;
        switch (what) {
        case OPEN_NONE: l->p = l->end; break;
        case OPEN_BLOCK:
        case OPEN_VARIABLE: tag(l, at, width, what); break;
        case OPEN_COMMENT: comment(l, at, width); break;
        case OPEN_LINE: line_statement(l, at, width); break;
        case OPEN_LINE_COMMENT: line_comment(l, at); break;
        }
    }
    literal(l, l->end);
}

/* Line ends become \n; one at the very end goes unless it is to stay. */
static char *normalised(struct pz_arena *arena, const char *text, size_t *len, bool keep)
{
    char *copy = pz_arena_alloc(arena, *len + 1), *to = copy;
    for (const char *p = text, *end = text + *len; p < end; p++) {
        if (*p == '\r' && p + 1 < end && p[1] == '\n')
            continue;
        *to++ = *p == '\r' ? '\n' : *p;
    }
    if (!keep && to > copy && to[-1] == '\n')
        to--;
    *to = '\0';
    *len = (size_t)(to - copy);
    return copy;
}

/* Line ends of literal text as the options want them. */
static void convert_newlines(struct pz_source *source, const char *newline)
{
    size_t width = strlen(newline);
    for (size_t i = 0; i < source->n; i++) {
        struct pz_segment *s = &source->v[i];
        if (s->kind != PZ_SEG_LITERAL)
            continue;
        char *copy = pz_arena_alloc(source->arena, s->len * (width + 1) + 1), *to = copy;
        for (size_t j = 0; j < s->len; j++) {
            if (s->text[j] == '\n') {
                memcpy(to, newline, width);
                to += width;
            } else {
                *to++ = s->text[j];
            }
        }
        s->text = copy;
        s->len = (size_t)(to - copy);
    }
}

/* In another encoding its letters would go as they are among those of the data; a DOCX named in `include` would go as its bytes. */
static bool is_text(struct lexer *l)
{
    size_t len = (size_t)(l->end - l->text), valid = pz_utf8_valid(l->text, len);
    const char *zero = memchr(l->text, '\0', valid);
    if (valid == len && !zero)
        return true;
    struct pz_place place;
    describe_at(l->places, zero ? (size_t)(zero - l->text) : valid, &place);
    place = pz_place_line(l->places->name, place.line, place.column); /* the line itself cannot be shown */
    pz_report(l->diags, "E-TPL-048", &place, _("this is no text in UTF-8; save the template in this encoding"));
    l->failed = true;
    return false;
}

#define OR(word, usual) ((word) ? (word) : (usual))

int pz_text_source(struct pz_source *out, const char *text, size_t len, const struct pz_template_options *options,
                   struct pz_diags *diags)
{
    static const struct pz_template_options usual;
    struct lexer l = {.source = out, .options = options ? options : &usual, .diags = diags, .arena = out->arena};
    const struct pz_syntax *s = &l.options->syntax;
    l.syntax = (struct pz_syntax){
        OR(s->block_start, "{%"),   OR(s->block_end, "%}"),   OR(s->variable_start, "{{"), OR(s->variable_end, "}}"),
        OR(s->comment_start, "{#"), OR(s->comment_end, "#}"), s->line_statement,           s->line_comment};
    if (len >= UINT32_MAX)
        len = UINT32_MAX - 1;
    l.text = l.p = l.from = normalised(out->arena, text, &len, l.options->keep_trailing_newline);
    l.end = l.text + len;
    l.places = PZ_NEW(out->arena, struct text_places);
    *l.places = (struct text_places){.text = l.text, .len = len, .name = out->name ? out->name : ""};
    index_lines(out->arena, l.places);
    l.places->last = PZ_NEW(out->arena, struct last_place);
    out->describe = describe;
    out->self = l.places;
    if (is_text(&l))
        lex(&l);
    if (l.options->newline && strcmp(l.options->newline, "\n") != 0)
        convert_newlines(out, l.options->newline);
    return l.failed ? -1 : 0;
}
