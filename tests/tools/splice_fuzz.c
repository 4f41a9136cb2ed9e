/* SPDX-License-Identifier: GPL-3.0-or-later */
/* splice_fuzz RECORDS [SEED]: templates and records out of a random number; each record is rendered, coded by its template's plan, inflated by
 * another library and compared with the rendering made without marks. Values are empty to 40 KB of any bytes, lists have 0 to 1,000 rows.
 * Ends with “N passed, N failed” and how many bytes went in and came out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "template/formats.h"
#include "template/program.h"
#include "zip/splice.h"

enum { RECORDS_OF_ONE = 500, NAMES = 6 };

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)((state >> 33) % n);
}

/* Whether the byte is of a character that began before it. */
static bool goes_on(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Markup as documents have it, with repeats of what came before. */
static void literal(struct pz_buf *out)
{
    static const char *const pieces[] = {"<w:p>",
                                         "<w:r><w:rPr><w:sz w:val=\"24\"/></w:rPr><w:t>",
                                         "</w:t></w:r>",
                                         "</w:p>",
                                         "<w:tr>",
                                         "</w:tr>",
                                         "о ",
                                         "приказ",
                                         " № ",
                                         "1",
                                         "\n"};
    for (uint32_t n = below(12); n--;) {
        size_t back = below(3) ? 0 : 1 + below(600), take = back ? 1 + below(300) : 0;
        while (back && back <= out->len && goes_on(out->data[out->len - back]))
            back--; /* a template is UTF-8: whole characters */
        if (back && back <= out->len) {
            for (; take || goes_on(out->data[out->len - back]); take -= take > 0)
                if (!strchr("{%}#", out->data[out->len - back])) /* no tags by chance */
                    pz_buf_putc(out, out->data[out->len - back]);
                else
                    pz_buf_putc(out, '.');
        } else {
            pz_buf_puts(out, pieces[below(sizeof pieces / sizeof *pieces)]);
        }
    }
}

/* loops: how many are open; nest: how many blocks. */
static void write_template(struct pz_buf *out, unsigned loops, unsigned nest)
{
    static const char *const ends[] = {"{% endif %}", "{% endset %}{{ kept }}{{ kept }}", "{% endfilter %}", "{% endfor %}"};
    for (uint32_t n = 1 + below(nest ? 4 : 12); n--;) {
        literal(out);
        uint32_t kind = below(nest < 3 ? (loops < 2 ? 9 : 7) : 4);
        if (kind < 4)
            pz_buf_printf(out, "{{ %s%u }}", loops ? "r.x" : "x", below(NAMES));
        else if (kind == 4)
            pz_buf_printf(out, "{%% if %s%u %%}", loops ? "r.x" : "x", below(NAMES));
        else
            pz_buf_puts(out, kind == 5   ? "{% set kept %}"
                             : kind == 6 ? "{% filter upper %}"
                             : loops     ? "{% for r in r.rows %}"
                                         : "{% for r in rows %}");
        if (kind < 4)
            continue;
        write_template(out, loops + (kind > 6), nest + 1);
        pz_buf_puts(out, ends[kind < 7 ? kind - 4 : 3]);
    }
    literal(out);
}

static struct pz_value value(struct pz_arena *arena)
{
    static const char *const usual[] = {"", "Детский сад № 12", "да", "14.09.2025", "48,6", "a<b>&\"c\""};
    if (below(3))
        return pz_str(usual[below(sizeof usual / sizeof *usual)]);
    size_t len = below(500) ? below(40) : below(40960), kind = below(3);
    char *s = pz_arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++)
        s[i] = (char)(kind == 0   ? (int)below(256)
                      : kind == 1 ? 0xB0 + (int)below(4)
                      : i > 9     ? s[i - 1 - below(9)]
                                  : (char)('a' + (int)below(26)));
    s[len] = '\0';
    return pz_strn(s, len);
}

static void put_values(struct pz_arena *arena, struct pz_map *map)
{
    for (uint32_t i = 0; i < NAMES; i++)
        pz_map_put(arena, map, pz_key_n(pz_arena_printf(arena, "x%u", i), 2), value(arena));
}

static struct pz_value record(struct pz_arena *arena, unsigned depth)
{
    struct pz_map *map = pz_map_new(arena, NAMES + 1);
    put_values(arena, map);
    uint32_t rows = depth ? below(3) : below(1000) ? below(5) : below(1001);
    struct pz_list *list = pz_list_new(arena, rows);
    for (uint32_t i = 0; depth < 2 && i < rows; i++)
        pz_list_add(arena, list, record(arena, depth + 1));
    pz_map_put(arena, map, pz_key_n("rows", 4), pz_list_value(list));
    return pz_map_value(map);
}

static bool inflates_to(const struct pz_buf *coded, const struct pz_buf *text)
{
    unsigned char *plain = malloc(text->len + 1);
    z_stream z = {
        .next_in = (Bytef *)coded->data, .avail_in = (uInt)coded->len, .next_out = plain, .avail_out = (uInt)text->len + 1};
    bool same = plain && inflateInit2(&z, -15) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out == text->len &&
                z.avail_in == 0 && memcmp(plain, pz_buf_str(text), text->len) == 0;
    inflateEnd(&z);
    free(plain);
    return same;
}

struct bench {
    struct pz_splicer *splicer;
    struct pz_marks marks;
    struct pz_buf text, plain, coded;
    unsigned long passed, failed, in, out;
};

/* In one piece, or in several as a long part is written; now and then with a place where a stored block comes in between afterwards. */
static void code(struct bench *b)
{
    size_t from = 0, mark = 0, cut = 0, plain = 0;
    bool cuts = below(4) == 0;
    do {
        if (cuts && !cut && below(2)) {
            cut = pz_splice_cut(b->splicer);
            plain = from;
        }
        size_t to = below(4) ? b->text.len : from + below((uint32_t)(b->text.len - from) + 1), end = mark;
        while (end < b->marks.n && b->marks.v[end].at < to)
            end++;
        pz_splice_put(b->splicer, pz_buf_str(&b->text), from, to, b->marks.v + mark, end - mark);
        from = to;
        mark = end;
    } while (from < b->text.len);
    if (cut) {
        pz_buf_splice(&b->coded, cut, cut, "\0\3\0\xFC\xFFxyz", 8);
        pz_buf_splice(&b->plain, plain, plain, "xyz", 3);
    }
}

static void one(struct bench *b, const struct pz_program *program, const struct pz_splice_plan *plan, struct pz_arena *arena)
{
    struct pz_error err = PZ_ERROR_INIT;
    static const struct pz_limits limits = {.timeout_ms = 100000};
    struct pz_render render = {.context = record(arena, 0), .arena = arena, .limits = &limits};
    b->marks.n = 0;
    pz_buf_clear(&b->text);
    pz_buf_clear(&b->plain);
    pz_buf_clear(&b->coded);
    bool same = pz_program_render_marked(program, &render, &b->text, &b->marks, &err) == 0 &&
                pz_program_render(program, &render, &b->plain, &err) == 0 && b->text.len == b->plain.len &&
                memcmp(pz_buf_str(&b->text), pz_buf_str(&b->plain), b->text.len) == 0 &&
                pz_splice_begin(b->splicer, plan, &b->coded, &err) == 0;
    if (same)
        code(b);
    same = same && pz_splice_end(b->splicer, &err) == 0 && inflates_to(&b->coded, &b->plain);
    b->passed += same;
    b->failed += !same;
    b->in += b->text.len;
    b->out += b->coded.len;
}

static void one_template(struct bench *b, unsigned long records)
{
    struct pz_arena arena = PZ_ARENA_INIT, data = PZ_ARENA_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_source source;
    struct pz_program *program = NULL;
    struct pz_splice_plan *plan = NULL;
    struct pz_template_options options = {.undefined = PZ_UNDEFINED_EMPTY, .format = &pz_text_format};
    pz_diags_init(&diags);
    write_template(&text, 0, 0);
    pz_source_init(&source, &arena, "fuzz");
    if (pz_text_source(&source, pz_buf_str(&text), text.len, &options, &diags) ||
        pz_program_new(&program, &source, &options, &diags)) {
        fprintf(stderr, "%s\n%s\n", pz_buf_str(&text), diags.n ? diags.v[0].message : "");
        exit(2);
    }
    uint32_t n = pz_program_literals(program, NULL);
    struct pz_splice_span *spans = PZ_NEW_ARRAY(&arena, n + 1, struct pz_splice_span);
    pz_program_literals(program, spans);
    if (pz_splice_plan_new(&plan, spans, n, &err))
        exit(2);
    for (; records--; pz_arena_clear(&data))
        one(b, program, plan, &data);
    pz_splice_plan_free(plan);
    pz_program_free(program);
    pz_diags_release(&diags);
    pz_buf_release(&text);
    pz_arena_release(&arena);
    pz_arena_release(&data);
}

int main(int argc, char **argv)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct bench b = {0};
    unsigned long left = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    state = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    if (pz_splicer_new(&b.splicer, &err))
        return 2;
    while (left) {
        unsigned long n = left < RECORDS_OF_ONE ? left : RECORDS_OF_ONE;
        one_template(&b, n);
        left -= n;
    }
    printf("%lu bytes of text, %lu coded\n%lu passed, %lu failed\n", b.in, b.out, b.passed, b.failed);
    pz_splicer_free(b.splicer);
    free(b.marks.v);
    pz_buf_release(&b.text);
    pz_buf_release(&b.plain);
    pz_buf_release(&b.coded);
    return b.failed ? 1 : 0;
}
