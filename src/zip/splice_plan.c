/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/splice_plan.h"

#include <stdbool.h>

#include "base/mem.h"

enum {
    FAR = 24576, /* how far back in the template a match may be: values come in between */
    NEAR = 4096,
    TRIES = 48,      /* earlier places a span's match is looked for at */
    ROOTS = 1 << 14, /* hashes of spans */
    VALUES_FROM = 6, /* the shortest match that values bring */
    SLACK = 32,      /* bytes that may be written beyond what is counted */
};

/* So many literals, then a match, or none. */
struct step {
    uint32_t literals, match;
    uint32_t from; /* where the match begins, in the spans put together */
};

struct parse {
    struct pz_splice_plan *plan;
    char *text;      /* the spans put together */
    uint32_t *owner; /* by byte: its span */
    int64_t root[ROOTS];
    int64_t *older; /* by byte: the last one before that begins with the same four */
    struct step *step;
    size_t steps, room;
    uint32_t lengths[PZ_LENGTHS], distances[PZ_DISTANCES];
};

/* Steps ----------------------------------------------------------------------------------------------------------- */

static uint32_t hash(const char *s)
{
    uint32_t v;
    memcpy(&v, s, sizeof v);
    return le32toh(v) * 2654435761U >> 18;
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
    uint32_t best = PZ_MATCH_MIN, most = end - at < PZ_MATCH_MAX ? end - at : PZ_MATCH_MAX; /* so few bytes are no gain yet */
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
    return best > PZ_MATCH_MIN ? best : 0;
}

static bool add_step(struct parse *p, struct step step)
{
    if (p->steps == p->room) {
        size_t room = p->room ? p->room * 2 : 256;
        struct step *more = pz_realloc(p->step, room * sizeof *more);
        if (!more)
            return false;
        p->step = more;
        p->room = room;
    }
    p->step[p->steps++] = step;
    return true;
}

/* Bytes of a span into steps: the longest match, unless the next byte begins a longer one. */
static bool parse_bytes(struct parse *p, uint32_t at, uint32_t end, uint32_t reach)
{
    uint32_t plain = at, from = 0, later = 0;
    while (at < end) {
        uint32_t n = find(p, at, end, reach, &from);
        if (!n || (at + 1 < end && find(p, at + 1, end, reach, &later) > n)) {
            at++;
            continue;
        }
        if (!add_step(p, (struct step){at - plain, n, from}))
            return false;
        plain = at += n;
    }
    return plain == end || add_step(p, (struct step){.literals = end - plain});
}

/* The code -------------------------------------------------------------------------------------------------------- */

/* How often the spans need each symbol, when each stands once. */
static void count_steps(struct parse *p)
{
    struct pz_bits extra;
    uint32_t at = 0;
    for (const struct step *s = p->step, *end = s + p->steps; s < end; s++) {
        for (uint32_t i = 0; i < s->literals; i++)
            p->lengths[(unsigned char)p->text[at + i]]++;
        at += s->literals;
        if (s->match) {
            p->lengths[pz_length_symbol(s->match, &extra)]++;
            p->distances[pz_distance_symbol(at - s->from, &extra)]++;
        }
        at += s->match;
    }
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
    for (uint32_t i = VALUES_FROM; i < 24; i++) {
        struct pz_bits extra;
        p->lengths[pz_length_symbol(i, &extra)] += all / 500 + 1;
    }
    p->lengths[PZ_LENGTHS - 1] += all / 20;
    for (unsigned i = PZ_DISTANCES / 2; i < PZ_DISTANCES; i++)
        p->distances[i] += all / 400 + 1;
}

/* Tokens ---------------------------------------------------------------------------------------------------------- */

static bool add_token(struct pz_splice_plan *plan, struct token t)
{
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

/* A step's literals, and its match where it is one inside the span. */
static bool code_step(struct pz_splice_plan *plan, struct token *t, const struct step *step, const char *text, uint32_t distance)
{
    const struct pz_huffman *code = &plan->code;
    char *to = pz_buf_reserve(&plan->coded, 2 * ((size_t)step->literals + step->match) + SLACK);
    if (!to)
        return false;
    struct pz_pen pen = {(unsigned char)*to, t->bits % 8, to}; /* the byte begun before */
    for (uint32_t i = 0; i < step->literals; i++, pz_pen_flush(&pen))
        pz_pen_put(&pen, code->literal[(unsigned char)text[i]]);
    if (distance) {
        struct pz_bits extra;
        pz_pen_put(&pen, code->length[step->match]);
        pz_pen_put(&pen, code->distance[pz_distance_symbol(distance, &extra)]);
        pz_pen_put(&pen, extra);
        pz_pen_flush(&pen);
    }
    t->bits += 8 * (uint32_t)(pen.to - to) + pen.n - t->bits % 8;
    plan->coded.len += (size_t)(pen.to - to);
    return true;
}

static struct token token_at(struct pz_splice_plan *plan, bool begun)
{
    char *to = pz_buf_reserve(&plan->coded, SLACK);
    plan->coded.len += begun;
    if (to)
        to[begun] = 0;
    return (struct token){.coded = (uint32_t)plan->coded.len};
}

/* Steps from `first` on, which begin at byte `at`, into tokens. */
static bool add_tokens(struct parse *p, size_t first, size_t end, uint32_t at)
{
    struct pz_splice_plan *plan = p->plan;
    struct token t = token_at(plan, false);
    for (const struct step *step = p->step + first, *stop = p->step + end; step < stop; step++) {
        uint32_t owner = p->owner[step->from], match = at + step->literals;
        bool inside = step->match && owner == p->owner[at];
        if (!code_step(plan, &t, step, p->text + at, inside ? match - step->from : 0))
            return false;
        at = match + step->match;
        t.bytes += step->literals + (inside ? step->match : 0);
        if (!step->match || inside)
            continue;
        t.match = step->match;
        t.span = owner;
        t.from = step->from - plan->span[owner].at;
        if (!add_token(plan, t))
            return false;
        t = token_at(plan, t.bits % 8 != 0);
    }
    bool added = !t.bytes || add_token(plan, t);
    plan->coded.len += t.bits % 8 != 0;
    return added && !plan->coded.failed;
}

/* The tokens of a span, and for each match with another what stands for it when it cannot be had. */
static bool finish_span(struct parse *p, struct span *s, size_t first, size_t end)
{
    struct pz_splice_plan *plan = p->plan;
    s->token = plan->tokens;
    if (!add_tokens(p, first, end, s->at))
        return false;
    s->tokens = plan->tokens - s->token;
    for (uint32_t i = s->token, at = s->at, last = plan->tokens; i < last; i++) {
        uint32_t match = plan->token[i].match, near = plan->tokens;
        size_t steps = p->steps;
        at += plan->token[i].bytes;
        if (match && (!parse_bytes(p, at, at + match, NEAR) || !add_tokens(p, steps, p->steps, at)))
            return false;
        p->steps = steps;
        plan->token[i].near = near;
        plan->token[i].nears = plan->tokens - near;
        at += match;
    }
    return true;
}

/* The plan -------------------------------------------------------------------------------------------------------- */

static bool lay_out(struct parse *p, const struct pz_splice_span *spans, uint32_t n)
{
    struct pz_splice_plan *plan = p->plan;
    size_t len = 0;
    for (uint32_t i = 0; i < n; i++)
        len += spans[i].len;
    if (len > INT32_MAX / 4 || !(plan->span = pz_calloc(n + 1, sizeof *plan->span)) || !(p->text = pz_malloc(len + 4)) ||
        !(p->owner = pz_calloc(len + 1, sizeof *p->owner)) || !(p->older = pz_malloc((len + 1) * sizeof *p->older)))
        return false;
    plan->spans = n;
    for (uint32_t i = 0, at = 0; i < n; at += (uint32_t)spans[i++].len) {
        plan->span[i] = (struct span){.s = spans[i].s, .len = (uint32_t)spans[i].len, .at = at};
        memcpy(p->text + at, spans[i].s, spans[i].len);
        for (size_t k = 0; k < spans[i].len; k++)
            p->owner[at + k] = i;
    }
    plan->span[n].at = (uint32_t)len;
    return true;
}

/* By byte the one before that begins with the same four. */
static void link_bytes(struct parse *p, uint32_t len)
{
    for (size_t i = 0; i < ROOTS; i++)
        p->root[i] = -1;
    for (uint32_t at = 0; at + 4 <= len; at++) {
        int64_t *root = &p->root[hash(p->text + at)];
        p->older[at] = *root;
        *root = at;
    }
}

static bool make(struct parse *p, const struct pz_splice_span *spans, uint32_t n)
{
    if (!lay_out(p, spans, n))
        return false;
    link_bytes(p, p->plan->span[n].at);
    for (uint32_t i = 0; i < n; i++) {
        struct span *s = &p->plan->span[i];
        s->token = (uint32_t)p->steps; /* its first step, for now */
        if (!parse_bytes(p, s->at, s->at + s->len, FAR))
            return false;
    }
    p->plan->span[n].token = (uint32_t)p->steps;
    count_steps(p);
    expect_values(p);
    pz_huffman_make(&p->plan->code, p->lengths, p->distances);
    for (uint32_t i = 0; i < n; i++) {
        struct span *s = &p->plan->span[i];
        if (!finish_span(p, s, s->token, s[1].token))
            return false;
    }
    return pz_buf_reserve(&p->plan->coded, SLACK) != NULL; /* pz_pen_copy reads beyond the end */
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
        pz_free(p->step);
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
    pz_buf_release(&plan->coded);
    pz_free(plan);
}
