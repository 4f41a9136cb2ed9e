/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/review.h"

#include <stdlib.h>

#include "base/names.h"
#include "base/utf8.h"

static bool same_place(const struct pz_part *part, uint32_t tag, const struct pz_place *place)
{
    struct pz_place own;
    pz_part_describe(part, tag, 0, &own);
    if (strcmp(own.inside, place->inside) != 0)
        return false;
    for (size_t offset = 0; offset <= part->tags[tag].inside.len; offset++) {
        pz_part_describe(part, tag, offset, &own);
        if (own.caret == place->caret && strcmp(own.source, place->source) == 0)
            return true;
    }
    return !place->source[0];
}

/* What is no tag counts as one from now on: nothing but places is asked of the part any more. */
static void count_faults(struct pz_part *part)
{
    for (size_t i = 0; i < part->faults_n; i++) {
        PZ_GROW(part->arena, part->tags, part->tags_n, part->tags_cap);
        part->tags[part->tags_n++] = part->faults[i];
    }
    part->faults_n = 0;
}

bool pz_review_find(const struct pz_review *r, const struct pz_diag *diag, struct pz_part **part, uint32_t *tag)
{
    for (size_t p = 0; p < r->office->sources_n; p++) {
        struct pz_part *own = r->office->sources[p];
        count_faults(own);
        for (uint32_t t = 0; t < own->tags_n; t++) {
            if (same_place(own, t, &diag->place)) {
                *part = own;
                *tag = t;
                return true;
            }
        }
    }
    return false;
}

void pz_review_replace(struct pz_review *r, uint32_t start, uint32_t end, const char *text)
{
    PZ_GROW(r->arena, r->v, r->n, r->cap);
    r->v[r->n++] = (struct pz_replacement){start, end, {text, strlen(text)}};
}

struct pz_text pz_review_apply(struct pz_review *r, const struct pz_part *part)
{
    struct pz_buf out = PZ_BUF_INIT;
    uint32_t at = 0;
    for (size_t i = 1; i < r->n; i++) { /* few and nearly in order */
        struct pz_replacement own = r->v[i];
        size_t j = i;
        for (; j > 0 && r->v[j - 1].start > own.start; j--)
            r->v[j] = r->v[j - 1];
        r->v[j] = own;
    }
    for (size_t i = 0; i < r->n; i++) {
        if (r->v[i].start < at)
            continue;
        pz_buf_put(&out, part->m.src + at, r->v[i].start - at);
        pz_buf_put(&out, r->v[i].text.s, r->v[i].text.len);
        at = r->v[i].end;
    }
    pz_buf_put(&out, part->m.src + at, part->m.len - at);
    size_t len = out.len;
    struct pz_text text = {pz_arena_take(r->arena, &out), len};
    r->n = 0;
    return text;
}

/* Mending ------------------------------------------------------------------------------------------------- */

static void replace_text(struct pz_review *r, const struct pz_flow *flow, uint32_t from, uint32_t to, const char *text)
{
    uint32_t start = pz_flow_source(r->part, flow, from, false), end = pz_flow_source(r->part, flow, to, true);
    pz_review_replace(r, start, end, text);
}

static uint32_t twin(uint32_t rune, bool to_cyrillic)
{
    if (pz_rune_is_cyrillic(rune) == to_cyrillic || !pz_rune_is_letter(rune))
        return rune;
    return to_cyrillic ? pz_rune_latin_to_cyrillic(rune) : pz_rune_cyrillic_to_latin(rune);
}

/* The word in one script only; false when a letter has no twin. */
static bool unify(const char *s, size_t len, bool cyrillic, struct pz_buf *out)
{
    for (const char *p = s; p < s + len;) {
        uint32_t rune = pz_utf8_next(&p, s + len), other = rune == PZ_RUNE_BAD ? 0 : twin(rune, cyrillic);
        if (!other)
            return false;
        pz_buf_put_rune(out, other);
    }
    return true;
}

static bool is_keyword(const char *s)
{
    static const char *const words[] = {"for", "in", "if",   "else", "elif",    "endif", "endfor",   "set",  "endset", "and", "or",
                                        "not", "is", "loop", "with", "endwith", "macro", "endmacro", "true", "false",  "none"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], s) == 0)
            return true;
    }
    return false;
}

/* A word of both scripts: the one it was meant in, when only one is possible or one is a known name. */
static bool choose(const char *s, size_t len, struct pz_buf *out)
{
    const struct pz_names *names = pz_names_default();
    struct pz_buf forms[2] = {PZ_BUF_INIT, PZ_BUF_INIT};
    bool possible[2], known[2];
    for (int cyrillic = 0; cyrillic < 2; cyrillic++) {
        possible[cyrillic] = unify(s, len, cyrillic, &forms[cyrillic]);
        known[cyrillic] = possible[cyrillic] && ((names && pz_names_find(names, pz_key(pz_buf_str(&forms[cyrillic])))) ||
                                                 is_keyword(pz_buf_str(&forms[cyrillic])));
    }
    int pick = known[0] != known[1] ? known[1] : possible[0] != possible[1] ? possible[1] : -1;
    if (pick >= 0 && (known[pick] || possible[pick]))
        pz_buf_put(out, forms[pick].data, forms[pick].len);
    pz_buf_release(&forms[0]);
    pz_buf_release(&forms[1]);
    return out->len > 0;
}

static size_t mend_word(struct pz_review *r, const struct pz_flow *flow, uint32_t from, uint32_t to)
{
    const char *s = r->part->text + from, *end = r->part->text + to;
    bool latin = false, cyrillic = false;
    size_t mended = 0;
    for (const char *p = s; p < end;) {
        uint32_t rune = pz_utf8_next(&p, end);
        if (pz_rune_is_letter(rune))
            *(pz_rune_is_cyrillic(rune) ? &cyrillic : &latin) = true;
    }
    char whole[64] = "";
    struct pz_buf word = PZ_BUF_INIT;
    bool all_cyrillic_keyword = false;
    if (cyrillic && !latin && to - from < sizeof whole && unify(s, to - from, false, &word))
        all_cyrillic_keyword = is_keyword(pz_buf_str(&word));
    if (!all_cyrillic_keyword)
        pz_buf_clear(&word);
    if (all_cyrillic_keyword || (latin && cyrillic && choose(s, to - from, &word))) {
        const char *p = s, *q = pz_buf_str(&word), *q_end = q + word.len;
        while (p < end && q < q_end) { /* letter by letter, so that formatting stays */
            const char *p0 = p, *q0 = q;
            if (pz_utf8_next(&p, end) == pz_utf8_next(&q, q_end))
                continue;
            replace_text(r, flow, from + (uint32_t)(p0 - s), from + (uint32_t)(p - s),
                         pz_arena_strndup(r->arena, q0, (size_t)(q - q0)));
            mended++;
        }
    }
    pz_buf_release(&word);
    return mended;
}

static const struct quotes {
    const char *open, *close;
} quote_pairs[] = {{"“", "”"}, {"‘", "’"}, {"„", "“"}, {"«", "»"}, {"”", "”"}, {"’", "’"}};

/* A string in typographic quotes: straight ones in their place. Returns the end of the string, or 0. */
static uint32_t mend_string(struct pz_review *r, const struct pz_flow *flow, uint32_t at, uint32_t end, size_t *mended)
{
    const char *text = r->part->text;
    for (size_t i = 0; i < sizeof quote_pairs / sizeof *quote_pairs; i++) {
        size_t open = strlen(quote_pairs[i].open), close = strlen(quote_pairs[i].close);
        if (end - at < open || memcmp(text + at, quote_pairs[i].open, open) != 0)
            continue;
        const char *found = memmem(text + at + open, end - at - open, quote_pairs[i].close, close);
        if (!found)
            continue;
        uint32_t stop = (uint32_t)(found - text);
        bool doubled = memchr(text + at, '"', stop - at) != NULL;
        const char *quote = doubled                                                                                   ? "'"
                            : flow->first_tag != PZ_NO_TAG && (r->part->tags[flow->first_tag].flow & PZ_IN_ATTRIBUTE) ? "&quot;"
                                                                                                                      : "\"";
        replace_text(r, flow, at, at + (uint32_t)open, quote);
        replace_text(r, flow, stop, stop + (uint32_t)close, quote);
        *mended += 2;
        return stop + (uint32_t)close;
    }
    return 0;
}

static size_t mend_tag(struct pz_review *r, const struct pz_tag *tag)
{
    const struct pz_flow *flow = pz_tag_flow(r->part, tag);
    const char *text = r->part->text;
    size_t mended = 0;
    uint32_t at = tag->from + 2, end = tag->to - 2;
    while (at < end) {
        if (text[at] == '"' || text[at] == '\'') {
            const char *close = memchr(text + at + 1, text[at], end - at - 1);
            at = close ? (uint32_t)(close - text) + 1 : end;
            continue;
        }
        uint32_t string = mend_string(r, flow, at, end, &mended);
        if (string) {
            at = string;
            continue;
        }
        const char *p = text + at, *start = p;
        while (p < text + end) {
            const char *next = p;
            uint32_t rune = pz_utf8_next(&next, text + end);
            if (!pz_rune_is_letter(rune) && !pz_rune_is_digit(rune) && rune != '_')
                break;
            p = next;
        }
        if (p > start)
            mended += mend_word(r, flow, at, (uint32_t)(p - text));
        else
            pz_utf8_next(&p, text + end);
        at = (uint32_t)(p - text);
    }
    return mended;
}

size_t pz_review_mend(struct pz_review *r)
{
    size_t mended = 0;
    for (size_t i = 0; i < r->part->tags_n; i++) {
        if (r->part->tags[i].kind != PZ_TAG_COMMENT)
            mended += mend_tag(r, &r->part->tags[i]);
    }
    return mended;
}

/* Writing ------------------------------------------------------------------------------------------------- */

static const struct pz_review_member *find_member(const struct pz_review_member *members, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    }
    return NULL;
}

int pz_review_write(struct pz_review *r, const struct pz_review_member *members, size_t n, struct pz_buf *out, struct pz_error *err)
{
    struct pz_deflater *deflater = NULL;
    struct pz_zip_writer zip = {0};
    if (pz_deflater_new(&deflater, 6, err))
        return -1;
    int status = 0;
    pz_zip_begin(&zip, out);
    for (size_t i = 0; i < pz_package_count(r->package) && !status; i++) {
        const char *name = pz_package_member(r->package, i)->name;
        const struct pz_review_member *own = find_member(members, n, name);
        struct pz_packed packed = {0};
        if (own) {
            status = pz_zip_add(&zip, deflater, name, own->bytes.s, own->bytes.len, false, err);
        } else if (!(status = pz_packed_read(&packed, r->package, i, NULL, err))) {
            pz_zip_add_packed(&zip, &packed);
        }
        pz_packed_release(&packed);
    }
    for (size_t i = 0; i < n && !status; i++) {
        if (pz_package_find(r->package, members[i].name) < 0)
            status = pz_zip_add(&zip, deflater, members[i].name, members[i].bytes.s, members[i].bytes.len, false, err);
    }
    if (!status)
        status = pz_zip_end(&zip, err);
    pz_zip_release(&zip);
    pz_deflater_free(deflater);
    return status;
}
