/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/review.h"

#include <stdlib.h>

#include "base/names.h"
#include "base/utf8.h"
#include "template/lookalike.h"

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

/* Letter by letter, so that formatting stays; how many were replaced. */
static size_t replace_word(struct pz_review *r, const struct pz_flow *flow, uint32_t from, uint32_t to, const char *word)
{
    const char *s = r->part->text + from, *end = r->part->text + to, *word_end = word + strlen(word);
    size_t mended = 0;
    for (const char *p = s, *q = word; p < end && q < word_end;) {
        const char *p0 = p, *q0 = q;
        if (pz_utf8_next(&p, end) == pz_utf8_next(&q, word_end))
            continue;
        replace_text(r, flow, from + (uint32_t)(p0 - s), from + (uint32_t)(p - s),
                     pz_arena_strndup(r->arena, q0, (size_t)(q - q0)));
        mended++;
    }
    return mended;
}

static size_t mend_word(struct pz_review *r, const struct pz_flow *flow, uint32_t from, uint32_t to)
{
    const char *meant = pz_look_unmixed(r->arena, pz_names_default(), r->part->text + from, to - from);
    return meant ? replace_word(r, flow, from, to, meant) : 0;
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

/* A word that compiling has noted: in the text of its tag, which may hold breaks of the page that its inside has not. */
static size_t mend_slip(struct pz_review *r, const struct pz_slip *slip)
{
    const struct pz_part *part = r->part;
    const struct pz_tag *tag = &part->tags[slip->place];
    const char *written = tag->inside.s + slip->at;
    uint32_t from = tag->from + 2 + slip->at;
    const char *found = from < tag->to && slip->at + slip->len <= tag->inside.len
                            ? memmem(part->text + from, tag->to - from, written, slip->len)
                            : NULL;
    if (!found)
        return 0;
    from = (uint32_t)(found - part->text);
    return replace_word(r, pz_tag_flow(part, tag), from, from + slip->len, slip->meant);
}

size_t pz_review_mend_names(struct pz_review *r)
{
    size_t mended = 0;
    for (size_t i = 0; i < r->part->slips.n; i++)
        mended += mend_slip(r, &r->part->slips.v[i]);
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
