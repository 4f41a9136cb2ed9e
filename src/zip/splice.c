/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/splice.h"

#include <stdbool.h>

#include "base/mem.h"
#include "zip/splice_plan.h"

enum {
    SLOTS = 1 << 12,      /* hashes of values */
    WORTH = 6,            /* a shorter match of a value saves nothing */
    SLACK = 32,           /* bytes that may be written beyond what is counted */
    SHORT_TEXT = 1 << 16, /* bytes that are coded by the template's code without being counted */
    BLOCK = 1 << 22,      /* most bytes of a block whose code is its own */
};

struct pz_splicer {
    const struct pz_splice_plan *plan;
    const struct pz_huffman *code; /* the plan's, or own */
    struct pz_buf *out;
    struct pz_pen pen; /* bits not written yet */
    uint64_t at;       /* bytes coded so far, or in `again`, by this stream and those before: so slots need no clearing */
    uint64_t begin;    /* of this stream */
    uint64_t again;    /* so many of them stand `distance` before too and are not written yet */
    uint32_t distance;
    uint64_t *where; /* by span: where it was written last, and 1; 0: not yet */
    uint32_t room;
    uint32_t slot[SLOTS]; /* by hash of 4 bytes of a value: where they stood, and 1 */
    uint64_t next;        /* where the next block begins */
    bool counting;
    uint32_t lengths[PZ_LENGTHS], distances[PZ_DISTANCES]; /* symbols of this block */
    struct pz_huffman own;
};

int pz_splicer_new(struct pz_splicer **out, struct pz_error *err)
{
    *out = pz_calloc(1, sizeof **out);
    return *out ? 0 : pz_fail_memory(err);
}

void pz_splicer_free(struct pz_splicer *s)
{
    if (!s)
        return;
    pz_free(s->where);
    pz_free(s);
}

/* Symbols --------------------------------------------------------------------------------------------------------- */

/* Room for the bits of so many bytes of text, at most 15 each, and for what waits. */
static bool pen_down(struct pz_splicer *s, size_t bytes)
{
    s->pen.to = pz_buf_reserve(s->out, 2 * bytes + s->again / 16 + SLACK);
    return s->pen.to != NULL;
}

static void pen_up(struct pz_splicer *s)
{
    s->out->len = (size_t)(s->pen.to - s->out->data);
}

static void put_literals(struct pz_splicer *s, const char *text, size_t n)
{
    const struct pz_bits *code = s->code->literal;
    const unsigned char *p = (const unsigned char *)text, *end = p + n;
    struct pz_pen pen = s->pen;
    for (; end - p >= 3; p += 3) {
        pz_pen_put(&pen, code[p[0]]);
        pz_pen_put(&pen, code[p[1]]);
        pz_pen_put(&pen, code[p[2]]);
        pz_pen_flush(&pen);
    }
    for (; p < end; p++)
        pz_pen_put(&pen, code[*p]);
    pz_pen_flush(&pen);
    s->pen = pen;
    if (!s->counting)
        return;
    for (p = (const unsigned char *)text; p < end; p++)
        s->lengths[*p]++;
}

static inline void put_match(const struct pz_huffman *code, struct pz_pen *pen, uint32_t length, uint32_t distance)
{
    struct pz_bits extra;
    pz_pen_put(pen, code->length[length]);
    pz_pen_put(pen, code->distance[pz_distance_symbol(distance, &extra)]);
    pz_pen_put(pen, extra);
    pz_pen_flush(pen);
}

/* Write what waits. */
static void put_again(struct pz_splicer *s)
{
    struct pz_bits extra;
    while (s->again) {
        uint64_t n = s->again;
        uint32_t piece = n <= PZ_MATCH_MAX                 ? (uint32_t)n
                         : n - PZ_MATCH_MAX < PZ_MATCH_MIN ? PZ_MATCH_MAX - PZ_MATCH_MIN
                                                           : PZ_MATCH_MAX;
        put_match(s->code, &s->pen, piece, s->distance);
        s->again -= piece;
        if (!s->counting)
            continue;
        s->lengths[pz_length_symbol(piece, &extra)]++;
        s->distances[pz_distance_symbol(s->distance, &extra)]++;
    }
}

/* The next n bytes stand `distance` before too; 3 or more, unless those before them are from there as well. */
static void add_again(struct pz_splicer *s, uint64_t n, uint32_t distance)
{
    if (s->again && s->distance != distance)
        put_again(s);
    s->again += n;
    s->distance = distance;
    s->at += n;
}

/* Blocks ---------------------------------------------------------------------------------------------------------- */

static void put_header(struct pz_splicer *s, const struct pz_huffman *code)
{
    s->code = code;
    pz_pen_copy(&s->pen, code->header, code->header_bits);
}

/* A long text gets a code fitted to what it has been like so far. */
static void begin_block(struct pz_splicer *s)
{
    if (s->counting && pen_down(s, sizeof s->own.header)) {
        put_again(s);
        pz_pen_put(&s->pen, s->code->literal[PZ_END_OF_BLOCK]);
        pz_pen_flush(&s->pen);
        pz_huffman_make(&s->own, s->lengths, s->distances);
        put_header(s, &s->own);
        pen_up(s);
    }
    memset(s->lengths, 0, sizeof s->lengths);
    memset(s->distances, 0, sizeof s->distances);
    s->counting = true;
    s->next = s->at + (s->at - s->begin < BLOCK ? s->at - s->begin : BLOCK);
}

/* Values ---------------------------------------------------------------------------------------------------------- */

static inline uint32_t *slot_of(struct pz_splicer *s, const char *text)
{
    uint32_t v;
    memcpy(&v, text, sizeof v);
    return &s->slot[le32toh(v) * 2654435761U >> 20];
}

static size_t common(const char *a, const char *b, size_t most)
{
    size_t n = 0;
    for (uint64_t x, y; n + 8 <= most; n += 8) {
        memcpy(&x, a + n, 8);
        memcpy(&y, b + n, 8);
        if (x != y)
            return n + (size_t)__builtin_ctzll(le64toh(x ^ y)) / 8;
    }
    while (n < most && a[n] == b[n])
        n++;
    return n;
}

/* A value: what goes on with the match before it, then literals and matches with what was coded before. */
static void put_value(struct pz_splicer *s, const char *text, size_t from, size_t to)
{
    if (from == to || !pen_down(s, to - from))
        return;
    uint64_t shift = s->at - from; /* bytes before the first of text, of this stream and others */
    uint64_t oldest = shift > s->begin ? shift : s->begin;
    size_t at = from, plain = from, goes_on = s->again ? common(text + from - s->distance, text + from, to - from) : 0;
    add_again(s, goes_on, s->distance);
    for (plain += goes_on; to - at >= WORTH;) {
        uint64_t now = shift + at + 1;
        uint32_t *slot = slot_of(s, text + at), distance = (uint32_t)(now - *slot);
        bool seen = at >= plain && *slot > oldest && now - *slot <= PZ_SPLICE_WINDOW;
        size_t n = seen ? common(text + (*slot - 1 - shift), text + at, to - at) : 0;
        *slot = (uint32_t)now;
        if (n >= WORTH) {
            if (at > plain) {
                put_again(s);
                put_literals(s, text + plain, at - plain);
                s->at += at - plain;
            }
            add_again(s, n, distance);
            plain = at + n;
        }
        at += 1 + (!s->counting && (unsigned char)text[at] >= 0xC0); /* in a short text half a letter is not worth a look */
    }
    if (to > plain) {
        put_again(s);
        put_literals(s, text + plain, to - plain);
        s->at += to - plain;
    }
    pen_up(s);
}

/* Spans ----------------------------------------------------------------------------------------------------------- */

/* text: the bytes the tokens stand for, which begin at byte `at` of the stream. */
static void put_tokens(struct pz_splicer *s, const char *text, uint64_t at, uint32_t token, uint32_t n)
{
    const struct pz_splice_plan *plan = s->plan;
    struct pz_pen pen = s->pen; /* of its own: what is written through it might be anything, *s too */
    for (const struct token *t = plan->token + token, *end = t + n; t < end; t++) {
        if (t->bits)
            pz_pen_copy(&pen, plan->coded.data + t->coded, t->bits);
        at += t->bytes;
        text += t->bytes;
        if (!t->match)
            continue;
        uint64_t where = s->where[t->span], distance = at + 1 - where - t->from;
        if (where && distance <= PZ_SPLICE_WINDOW) {
            put_match(&plan->code, &pen, t->match, (uint32_t)distance);
        } else {
            s->pen = pen;
            if (t->nears)
                put_tokens(s, text, at, t->near, t->nears);
            else
                put_literals(s, text, t->match);
            pen = s->pen;
        }
        at += t->match;
        text += t->match;
    }
    s->pen = pen;
}

/* A span that stands in text at `from`: again as a whole, by its tokens, or, where their code is no longer in use, like a value. */
static void put_span(struct pz_splicer *s, const char *text, size_t from, uint32_t index)
{
    const struct span *span = &s->plan->span[index];
    uint64_t where = s->where[index], distance = s->at + 1 - where;
    s->where[index] = s->at + 1;
    if (where && distance <= PZ_SPLICE_WINDOW && span->len >= PZ_MATCH_MIN && pen_down(s, 0)) {
        add_again(s, span->len, (uint32_t)distance);
        pen_up(s);
    } else if (s->code != &s->plan->code) {
        put_value(s, text, from, from + span->len);
    } else if (pen_down(s, span->len)) {
        put_again(s);
        put_tokens(s, span->s, s->at, span->token, span->tokens);
        s->at += span->len;
        pen_up(s);
    }
}

/* The stream ------------------------------------------------------------------------------------------------------ */

static int make_room(struct pz_splicer *s, uint32_t spans, struct pz_error *err)
{
    if (s->room >= spans)
        return 0;
    uint64_t *more = pz_realloc(s->where, spans * sizeof *more);
    if (!more)
        return pz_fail_memory(err);
    s->where = more;
    s->room = spans;
    return 0;
}

/* At a whole byte, with nothing before it that could be referred to. */
static void begin(struct pz_splicer *s)
{
    memset(s->where, 0, s->plan->spans * sizeof *s->where);
    if (s->at > UINT32_MAX / 2) {
        memset(s->slot, 0, sizeof s->slot);
        s->at = 0;
    }
    s->begin = s->at;
    s->again = 0;
    s->next = s->begin + SHORT_TEXT;
    s->counting = false;
    s->pen = (struct pz_pen){0};
    if (!pen_down(s, sizeof s->plan->code.header))
        return;
    put_header(s, &s->plan->code);
    pen_up(s);
}

int pz_splice_begin(struct pz_splicer *s, const struct pz_splice_plan *plan, struct pz_buf *out, struct pz_error *err)
{
    if (make_room(s, plan->spans, err))
        return -1;
    s->plan = plan;
    s->out = out;
    begin(s);
    return out->failed ? pz_fail_memory(err) : 0;
}

/* An empty stored block ends at a whole byte (RFC 1951, 3.2.4). */
size_t pz_splice_cut(struct pz_splicer *s)
{
    static const struct pz_bits stored = {0, 3}, no_bytes = {0xFFFF0000, 32};
    if (!pen_down(s, 0))
        return 0;
    put_again(s);
    pz_pen_put(&s->pen, s->code->literal[PZ_END_OF_BLOCK]);
    pz_pen_put(&s->pen, stored);
    s->pen.n = (s->pen.n + 7) & ~7U;
    pz_pen_flush(&s->pen);
    pz_pen_put(&s->pen, no_bytes);
    pz_pen_flush(&s->pen);
    pen_up(s);
    size_t at = s->out->len;
    begin(s);
    return at;
}

void pz_splice_put(struct pz_splicer *s, const char *text, size_t from, size_t to, const struct pz_splice_mark *marks, size_t n)
{
    for (const struct pz_splice_mark *m = marks, *end = marks + n; m < end; m++) {
        const struct span *span = m->span < s->plan->spans ? &s->plan->span[m->span] : NULL;
        if (!span || m->at < from || m->at > to || span->len > to - m->at || memcmp(text + m->at, span->s, span->len) != 0)
            continue;
        if (s->at >= s->next)
            begin_block(s);
        put_value(s, text, from, m->at);
        put_span(s, text, m->at, m->span);
        from = m->at + span->len;
    }
    put_value(s, text, from, to);
}

/* The end of the block, and an empty last one. */
int pz_splice_end(struct pz_splicer *s, struct pz_error *err)
{
    static const struct pz_bits last = {3, 10}; /* RFC 1951, 3.2.6: the fixed code, whose end of a block is seven times 0 */
    if (!pen_down(s, 0))
        return pz_fail_memory(err);
    put_again(s);
    pz_pen_put(&s->pen, s->code->literal[PZ_END_OF_BLOCK]);
    pz_pen_put(&s->pen, last);
    s->pen.n += 7; /* the last byte goes out whole */
    pz_pen_flush(&s->pen);
    pen_up(s);
    return s->out->failed ? pz_fail_memory(err) : 0;
}
