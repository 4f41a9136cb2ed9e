/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/splice.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "zip/huffman.h"

enum {
    SHORTEST = 3,
    LONGEST = 258,
    FAR = 24576, /* how far back in the template a match may be: values come in between */
    NEAR = 4096,
    TRIES = 48,      /* earlier places a span's match is looked for at */
    ROOTS = 1 << 14, /* hashes of spans */
    SLOTS = 1 << 12, /* hashes of values */
    WORTH = 6,       /* a shorter match of a value saves nothing */
    SLACK = 32,      /* bytes that may be written beyond what is counted */
};

/* What a span is made of: so many literals, then a match, or none. Where the match cannot be had, because its source was left out or values
 * have pushed it out of reach, its bytes are coded as `nears` tokens of near matches. */
struct token {
    uint32_t literals;
    uint32_t match;      /* bytes; 0: none */
    uint32_t span, from; /* where it begins, in which span */
    uint32_t near, nears;
};

struct span {
    const char *s;
    uint32_t len;
    uint32_t at; /* in the spans put together */
    uint32_t token, tokens;
};

struct pz_splice_plan {
    struct span *span;
    uint32_t spans;
    struct token *token;
    uint32_t tokens, room;
    struct pz_huffman code;
    struct pz_bits length[LONGEST + 1]; /* with its extra bits */
};

struct pz_splicer {
    const struct pz_splice_plan *plan;
    struct pz_buf *out;
    uint64_t bits; /* not written yet, the first the lowest */
    unsigned n;
    uint64_t at;     /* bytes of the text coded so far */
    uint64_t *where; /* by span: where it was written last, and 1; 0: not yet */
    uint32_t room;
    uint32_t slot[SLOTS]; /* by hash of 4 bytes of a value: where they stood, and 1 */
};

/* The plan ------------------------------------------------------------------------------------------------------- */

struct parse {
    struct pz_splice_plan *plan;
    char *text;      /* the spans put together */
    uint32_t *owner; /* by byte: its span */
    int64_t root[ROOTS];
    int64_t *older; /* by byte: the last one before that begins with the same four */
    uint32_t lengths[PZ_LENGTHS], distances[PZ_DISTANCES];
};

static uint32_t hash(const char *s, unsigned bits)
{
    uint32_t v;
    memcpy(&v, s, sizeof v);
    return le32toh(v) * 2654435761U >> (32 - bits);
}

static uint32_t common(const char *a, const char *b, uint32_t most)
{
    uint32_t n = 0;
    while (n < most && a[n] == b[n])
        n++;
    return n;
}

/* The longest match for the bytes from `at` up to `end`, inside one span and not further back than `reach`. */
static uint32_t find(const struct parse *p, uint32_t at, uint32_t end, uint32_t reach, uint32_t *from)
{
    uint32_t best = SHORTEST, most = end - at < LONGEST ? end - at : LONGEST; /* SHORTEST bytes are no gain yet */
    unsigned tries = TRIES;
    if (end - at < 4)
        return 0;
    for (int64_t i = p->older[at]; i >= 0 && at - i <= reach && tries--; i = p->older[i]) {
        const struct span *s = &p->plan->span[p->owner[i]];
        uint32_t inside = s->at + s->len - (uint32_t)i; /* a match may run into itself, in a span that goes on */
        uint32_t limit = p->owner[i] == p->owner[at] || inside > most ? most : inside;
        uint32_t n = limit > best && p->text[i + best] == p->text[at + best] ? common(p->text + i, p->text + at, limit) : 0;
        if (n > best) {
            best = n;
            *from = (uint32_t)i;
        }
    }
    return best > SHORTEST ? best : 0;
}

static bool add_token(struct parse *p, struct token t)
{
    struct pz_splice_plan *plan = p->plan;
    if (plan->tokens == plan->room) {
        uint32_t room = plan->room ? plan->room * 2 : 256;
        struct token *more = pz_realloc(plan->token, room * sizeof *more);
        if (!more)
            return false;
        plan->token = more;
        plan->room = room;
    }
    plan->token[plan->tokens++] = t;
    return true;
}

static void count(struct parse *p, uint32_t from, uint32_t literals, uint32_t match, uint32_t distance)
{
    struct pz_bits extra;
    for (uint32_t i = 0; i < literals; i++)
        p->lengths[(unsigned char)p->text[from + i]]++;
    if (match) {
        p->lengths[pz_length_symbol(match, &extra)]++;
        p->distances[pz_distance_symbol(distance, &extra)]++;
    }
}

/* Bytes of a span into tokens: the longest match, unless the next byte begins a longer one. */
static bool parse_bytes(struct parse *p, uint32_t at, uint32_t end, uint32_t reach)
{
    uint32_t plain = at, from = 0, later = 0;
    while (at < end) {
        uint32_t n = find(p, at, end, reach, &from);
        if (!n || (at + 1 < end && find(p, at + 1, end, reach, &later) > n)) {
            at++;
            continue;
        }
        uint32_t owner = p->owner[from];
        if (!add_token(p, (struct token){at - plain, n, owner, from - p->plan->span[owner].at, 0, 0}))
            return false;
        if (reach == FAR)
            count(p, plain, at - plain, n, at - from);
        plain = at += n;
    }
    if (reach == FAR)
        count(p, plain, end - plain, 0, 0);
    return plain == end || add_token(p, (struct token){.literals = end - plain});
}

static bool parse_span(struct parse *p, struct span *s)
{
    struct pz_splice_plan *plan = p->plan;
    s->token = plan->tokens;
    if (!parse_bytes(p, s->at, s->at + s->len, FAR))
        return false;
    s->tokens = plan->tokens - s->token;
    for (uint32_t i = s->token, at = s->at, end = plan->tokens; i < end; i++) {
        uint32_t match = plan->token[i].match, first = plan->tokens;
        at += plan->token[i].literals;
        if (match && !parse_bytes(p, at, at + match, NEAR))
            return false;
        plan->token[i].near = first;
        plan->token[i].nears = plan->tokens - first;
        at += match;
    }
    return true;
}

/* What values bring to the counts of the spans: text like this, matches of some letters with values before, and whole spans again. */
static void expect_values(struct parse *p)
{
    static const char like_this[] =
        "муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № 217 комбинированного вида» "
        "Кировского района г. Заречный, ул. Садовая, д. 35; Иванова Мария Петровна, заведующий; 1 сентября 2026 г.; "
        "доля педагогов с высшей категорией, % (48,6); 14.09.2025; 3 906 750,00 руб.; до 25 мая; Ответственные";
    enum { SAMPLE = sizeof like_this - 1 };
    uint32_t all = 1;
    for (unsigned i = 0; i < PZ_LENGTHS; i++)
        all += p->lengths[i];
    for (size_t i = 0; i < SAMPLE; i++)
        p->lengths[(unsigned char)like_this[i]] += all / SAMPLE / 2 + 1;
    for (uint32_t i = WORTH; i < 24; i++) {
        struct pz_bits extra;
        p->lengths[pz_length_symbol(i, &extra)] += all / 500 + 1;
    }
    p->lengths[PZ_LENGTHS - 1] += all / 20;
    for (unsigned i = PZ_DISTANCES / 2; i < PZ_DISTANCES; i++)
        p->distances[i] += all / 400 + 1;
}

static bool lay_out(struct parse *p, const struct pz_splice_span *spans, uint32_t n)
{
    struct pz_splice_plan *plan = p->plan;
    size_t len = 0;
    for (uint32_t i = 0; i < n; i++)
        len += spans[i].len;
    if (len > INT32_MAX || !(plan->span = pz_calloc(n, sizeof *plan->span)) || !(p->text = pz_malloc(len + 4)) ||
        !(p->owner = pz_malloc((len + 1) * sizeof *p->owner)) || !(p->older = pz_malloc((len + 1) * sizeof *p->older)))
        return false;
    plan->spans = n;
    for (uint32_t i = 0, at = 0; i < n; at += (uint32_t)spans[i++].len) {
        plan->span[i] = (struct span){.s = spans[i].s, .len = (uint32_t)spans[i].len, .at = at};
        memcpy(p->text + at, spans[i].s, spans[i].len);
        for (size_t k = 0; k < spans[i].len; k++)
            p->owner[at + k] = i;
    }
    return true;
}

/* By byte the one before that begins with the same four. */
static void link_bytes(struct parse *p, uint32_t len)
{
    for (size_t i = 0; i < ROOTS; i++)
        p->root[i] = -1;
    for (uint32_t at = 0; at + 4 <= len; at++) {
        int64_t *root = &p->root[hash(p->text + at, 14)];
        p->older[at] = *root;
        *root = at;
    }
}

static bool make(struct parse *p, const struct pz_splice_span *spans, uint32_t n)
{
    if (!lay_out(p, spans, n))
        return false;
    link_bytes(p, n ? p->plan->span[n - 1].at + p->plan->span[n - 1].len : 0);
    for (uint32_t i = 0; i < n; i++) {
        if (!parse_span(p, &p->plan->span[i]))
            return false;
    }
    expect_values(p);
    pz_huffman_make(&p->plan->code, p->lengths, p->distances);
    for (uint32_t i = SHORTEST; i <= LONGEST; i++) {
        struct pz_bits extra, code = p->plan->code.literal[pz_length_symbol(i, &extra)];
        p->plan->length[i] = (struct pz_bits){code.bits | extra.bits << code.n, code.n + extra.n};
    }
    return true;
}

int pz_splice_plan_new(struct pz_splice_plan **out, const struct pz_splice_span *spans, uint32_t n, struct pz_error *err)
{
    struct parse *p = pz_calloc(1, sizeof *p);
    bool made = p && (p->plan = pz_calloc(1, sizeof *p->plan)) && make(p, spans, n);
    if (made)
        *out = p->plan;
    else if (p)
        pz_splice_plan_free(p->plan);
    if (p) {
        pz_free(p->text);
        pz_free(p->owner);
        pz_free(p->older);
    }
    pz_free(p);
    return made ? 0 : pz_fail_memory(err);
}

void pz_splice_plan_free(struct pz_splice_plan *plan)
{
    if (!plan)
        return;
    pz_free(plan->span);
    pz_free(plan->token);
    pz_free(plan);
}

/* Coding ---------------------------------------------------------------------------------------------------------- */

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

/* Bits on their way out; room for them is made before. */
struct pen {
    uint64_t bits;
    unsigned n;
    char *to;
};

static inline void put(struct pen *pen, struct pz_bits b)
{
    pen->bits |= (uint64_t)b.bits << pen->n;
    pen->n += b.n;
}

/* Write whole bytes; at most 56 bits may have gathered. */
static inline void flush(struct pen *pen)
{
    uint64_t v = htole64(pen->bits);
    memcpy(pen->to, &v, sizeof v);
    pen->to += pen->n / 8;
    pen->bits >>= pen->n & ~7U;
    pen->n &= 7;
}

/* Room for the bits of so many bytes of text, at most 15 each. */
static bool pen_down(struct pz_splicer *s, struct pen *pen, size_t bytes)
{
    *pen = (struct pen){s->bits, s->n, pz_buf_reserve(s->out, 2 * bytes + SLACK)};
    return pen->to != NULL;
}

static void pen_up(struct pz_splicer *s, const struct pen *pen)
{
    s->bits = pen->bits;
    s->n = pen->n;
    s->out->len = (size_t)(pen->to - s->out->data);
}

static inline void put_literals(const struct pz_splice_plan *plan, struct pen *pen, const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + n;
    for (; end - p >= 3; p += 3) {
        put(pen, plan->code.literal[p[0]]);
        put(pen, plan->code.literal[p[1]]);
        put(pen, plan->code.literal[p[2]]);
        flush(pen);
    }
    for (; p < end; p++)
        put(pen, plan->code.literal[*p]);
    flush(pen);
}

static inline void put_match(const struct pz_splice_plan *plan, struct pen *pen, uint32_t length, uint32_t distance)
{
    struct pz_bits extra;
    put(pen, plan->length[length]);
    put(pen, plan->code.distance[pz_distance_symbol(distance, &extra)]);
    put(pen, extra);
    flush(pen);
}

/* A stretch that stands `distance` bytes before too; 3 bytes or more. */
static void put_again(const struct pz_splice_plan *plan, struct pen *pen, uint32_t n, uint32_t distance)
{
    while (n) {
        uint32_t piece = n <= LONGEST ? n : n - LONGEST < SHORTEST ? LONGEST - SHORTEST : LONGEST;
        put_match(plan, pen, piece, distance);
        n -= piece;
    }
}

/* text: the bytes the tokens stand for, which begin at byte `at` of the stream. */
static void put_tokens(const struct pz_splicer *s, struct pen *pen, const char *text, uint64_t at, uint32_t token, uint32_t n)
{
    for (const struct token *t = s->plan->token + token, *end = t + n; t < end; t++) {
        put_literals(s->plan, pen, text, t->literals);
        at += t->literals;
        text += t->literals;
        uint64_t where = s->where[t->span], distance = at + 1 - where - t->from;
        if (t->match && where && distance <= PZ_SPLICE_WINDOW)
            put_match(s->plan, pen, t->match, (uint32_t)distance);
        else if (t->nears)
            put_tokens(s, pen, text, at, t->near, t->nears);
        else
            put_literals(s->plan, pen, text, t->match);
        at += t->match;
        text += t->match;
    }
}

static void put_span(struct pz_splicer *s, uint32_t index)
{
    const struct span *span = &s->plan->span[index];
    uint64_t distance = s->at + 1 - s->where[index];
    bool again = s->where[index] && distance <= PZ_SPLICE_WINDOW && span->len >= SHORTEST;
    struct pen pen;
    if (!pen_down(s, &pen, again ? span->len / 32 : span->len))
        return;
    s->where[index] = s->at + 1;
    if (again)
        put_again(s->plan, &pen, span->len, (uint32_t)distance);
    else
        put_tokens(s, &pen, span->s, s->at, span->token, span->tokens);
    s->at += span->len;
    pen_up(s, &pen);
}

/* A value: literals, and matches with what was coded before. shift: bytes of the stream before the first of text. */
static void put_value(struct pz_splicer *s, const char *text, size_t from, size_t to)
{
    struct pen pen;
    uint64_t shift = s->at - from;
    size_t plain = from, at = from;
    if (from == to || !pen_down(s, &pen, to - from))
        return;
    while (to - at >= WORTH) {
        uint64_t now = shift + at + 1;
        uint32_t *slot = &s->slot[hash(text + at, 12)], most = to - at < LONGEST ? (uint32_t)(to - at) : LONGEST;
        bool seen = *slot > shift && now - *slot <= PZ_SPLICE_WINDOW;
        uint32_t n = seen ? common(text + (*slot - 1 - shift), text + at, most) : 0, distance = (uint32_t)(now - *slot);
        *slot = (uint32_t)now;
        if (n < WORTH) {
            at++;
            continue;
        }
        put_literals(s->plan, &pen, text + plain, at - plain);
        put_match(s->plan, &pen, n, distance);
        for (uint32_t i = 1; i < n && at + i + 4 <= to; i++)
            s->slot[hash(text + at + i, 12)] = (uint32_t)(now + i);
        plain = at += n;
    }
    put_literals(s->plan, &pen, text + plain, to - plain);
    s->at += to - from;
    pen_up(s, &pen);
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

int pz_splice_begin(struct pz_splicer *s, const struct pz_splice_plan *plan, struct pz_buf *out, struct pz_error *err)
{
    if (make_room(s, plan->spans, err))
        return -1;
    memset(s->where, 0, plan->spans * sizeof *s->where);
    memset(s->slot, 0, sizeof s->slot);
    s->plan = plan;
    s->out = out;
    s->at = 0;
    unsigned whole = plan->code.header_bits / 8;
    pz_buf_put(out, plan->code.header, whole);
    s->bits = plan->code.header[whole];
    s->n = plan->code.header_bits % 8;
    return out->failed ? pz_fail_memory(err) : 0;
}

void pz_splice_put(struct pz_splicer *s, const char *text, size_t from, size_t to, const struct pz_splice_mark *marks, size_t n)
{
    for (const struct pz_splice_mark *m = marks, *end = marks + n; m < end; m++) {
        const struct span *span = m->span < s->plan->spans ? &s->plan->span[m->span] : NULL;
        if (!span || m->at < from || m->at > to || span->len > to - m->at || memcmp(text + m->at, span->s, span->len) != 0)
            continue;
        put_value(s, text, from, m->at);
        put_span(s, m->span);
        from = m->at + span->len;
    }
    put_value(s, text, from, to);
}

int pz_splice_end(struct pz_splicer *s, struct pz_error *err)
{
    struct pen pen;
    if (!pen_down(s, &pen, 0))
        return pz_fail_memory(err);
    put(&pen, s->plan->code.literal[PZ_END_OF_BLOCK]);
    pen.n += 7; /* the last byte goes out whole */
    flush(&pen);
    pen.bits = pen.n = 0;
    pen_up(s, &pen);
    return s->out->failed ? pz_fail_memory(err) : 0;
}
