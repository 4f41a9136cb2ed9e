/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/changes.h"

#include "base/utf8.h"
#include "document/text.h"

enum { CHANGES_MAX = 200, WINDOW = 64, CONTEXT_WORDS = 2 };

/* Where two texts differ: equal bytes in front and behind, cut back to blanks. */
struct difference {
    size_t front, old_end, new_end;
};

static bool is_blank(const char *s, size_t i)
{
    return s[i] == ' ' || s[i] == '\0';
}

static struct difference compare(const char *a, size_t la, const char *b, size_t lb)
{
    size_t front = 0, back = 0, least = la < lb ? la : lb;
    while (front < least && a[front] == b[front])
        front++;
    while (back < least - front && a[la - 1 - back] == b[lb - 1 - back])
        back++;
    while (front && !(a[front - 1] == ' ' && b[front - 1] == ' '))
        front--;
    while (back && !(is_blank(a, la - back) && is_blank(b, lb - back)))
        back--;
    return (struct difference){front, la - back, lb - back};
}

/* `n` words more to the left of `from`. */
static size_t words_before(const char *s, size_t from, int n)
{
    while (from && n >= 0) {
        from--;
        if (from && s[from - 1] == ' ')
            n--;
        if (n == 0)
            break;
    }
    return from;
}

void pz_changes_trim(const char *old_text, const char *new_text, struct pz_buf *old_words, struct pz_buf *new_words)
{
    size_t la = strlen(old_text), lb = strlen(new_text);
    struct difference d = compare(old_text, la, new_text, lb);
    size_t from = words_before(old_text, d.front, CONTEXT_WORDS);
    if (d.front <= d.old_end)
        pz_buf_put(old_words, old_text + from, d.old_end - from);
    if (d.front <= d.new_end)
        pz_buf_put(new_words, new_text + from, d.new_end - from);
}

struct finder {
    struct pz_arena *arena;
    struct pz_text_paragraph *a, *b;
    size_t an, bn;
    struct pz_change *v;
    size_t n;
    struct pz_buf old_words, new_words;
};

static void add(struct finder *f, const struct pz_text_paragraph *old, const struct pz_text_paragraph *now)
{
    if (f->n == CHANGES_MAX)
        return;
    pz_buf_clear(&f->old_words);
    pz_buf_clear(&f->new_words);
    pz_changes_trim(old ? old->text : "", now ? now->text : "", &f->old_words, &f->new_words);
    if (!f->v)
        f->v = PZ_NEW_ARRAY(f->arena, CHANGES_MAX, struct pz_change);
    pz_arena_check(f->arena, &f->old_words);
    pz_arena_check(f->arena, &f->new_words);
    f->v[f->n++] = (struct pz_change){.place = now ? now->place : old->place,
                                      .old_text = pz_arena_strdup(f->arena, pz_buf_str(&f->old_words)),
                                      .new_text = pz_arena_strdup(f->arena, pz_buf_str(&f->new_words))};
}

static bool same(const struct pz_text_paragraph *x, const struct pz_text_paragraph *y)
{
    return x->len == y->len && memcmp(x->text, y->text, x->len) == 0;
}

/* The nearest pair of equal paragraphs from (i, j) on: how many to step over on each side. */
static bool find_again(const struct finder *f, size_t i, size_t j, size_t *skip_a, size_t *skip_b)
{
    for (size_t sum = 1; sum < 2 * WINDOW; sum++)
        for (size_t da = sum > WINDOW ? sum - WINDOW : 0; da <= sum && da <= WINDOW; da++) {
            size_t db = sum - da;
            if (i + da < f->an && j + db < f->bn && same(&f->a[i + da], &f->b[j + db])) {
                *skip_a = da;
                *skip_b = db;
                return true;
            }
        }
    return false;
}

/* Paragraphs between two equal ones: paired while both sides have some, the rest was added or taken out. */
static void between(struct finder *f, size_t i, size_t da, size_t j, size_t db)
{
    for (size_t k = 0; k < da || k < db; k++)
        add(f, k < da ? &f->a[i + k] : NULL, k < db ? &f->b[j + k] : NULL);
}

static void walk(struct finder *f)
{
    size_t i = 0, j = 0;
    while (i < f->an && j < f->bn && f->n < CHANGES_MAX) {
        size_t da = f->an - i, db = f->bn - j;
        if (same(&f->a[i], &f->b[j])) {
            i++, j++;
            continue;
        }
        find_again(f, i, j, &da, &db);
        between(f, i, da, j, db);
        i += da, j += db;
    }
    between(f, i, f->an - i, j, f->bn - j);
}

void pz_changes_find(const struct pz_buf *old, const struct pz_buf *now, const char *name, struct pz_arena *arena,
                     struct pz_change **changes, size_t *n)
{
    struct finder f = {.arena = arena};
    struct pz_error ignored = PZ_ERROR_INIT;
    struct pz_arena_mark mark = pz_arena_save(arena);
    *changes = NULL;
    *n = 0;
    if (pz_document_text(pz_buf_str(old), old->len, name, arena, &f.a, &f.an, &ignored) == 0 &&
        pz_document_text(pz_buf_str(now), now->len, name, arena, &f.b, &f.bn, &ignored) == 0)
        walk(&f);
    else
        pz_arena_restore(arena, mark);
    pz_buf_release(&f.old_words);
    pz_buf_release(&f.new_words);
    *changes = f.v;
    *n = f.n;
}
