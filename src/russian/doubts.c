/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "russian/approved.h"
#include "russian/doubts.h"

void pz_doubts_init(struct pz_doubts *doubts)
{
    *doubts = (struct pz_doubts){.n = 0};
    pz_arena_init(&doubts->arena, 0);
}

void pz_doubts_release(struct pz_doubts *doubts)
{
    pz_arena_release(&doubts->arena);
    pz_doubts_init(doubts);
}

void pz_doubts_clear(struct pz_doubts *doubts)
{
    jmp_buf *trap = doubts->arena.trap;
    pz_doubts_release(doubts);
    doubts->arena.trap = trap;
}

static uint32_t hash(enum pz_form_kind kind, unsigned form, enum pz_sex sex, const char *text, size_t len)
{
    uint32_t h = 2166136261u ^ (uint32_t)(kind * 128 + form * 4 + sex);
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    return h;
}

static uint32_t *find_slot(struct pz_doubts *d, enum pz_form_kind kind, unsigned form, enum pz_sex sex, const char *text,
                           size_t len)
{
    for (size_t i = hash(kind, form, sex, text, len) & (d->slots - 1);; i = (i + 1) & (d->slots - 1)) {
        const struct pz_doubt *v = d->index[i] ? &d->v[d->index[i] - 1] : NULL;
        if (!v ||
            (v->kind == kind && v->form == form && v->sex == sex && strlen(v->text) == len && memcmp(v->text, text, len) == 0))
            return &d->index[i];
    }
}

static void grow(struct pz_doubts *d)
{
    size_t cap = d->cap ? d->cap * 2 : 64;
    d->v = pz_arena_grow(&d->arena, d->v, d->n, cap, sizeof *d->v);
    d->cap = cap;
    d->slots = cap * 2;
    d->index = pz_arena_zalloc(&d->arena, d->slots * sizeof *d->index);
    for (size_t i = 0; i < d->n; i++) {
        const struct pz_doubt *v = &d->v[i];
        *find_slot(d, v->kind, v->form, v->sex, v->text, strlen(v->text)) = (uint32_t)i + 1;
    }
}

static void add(struct pz_doubts *d, const struct pz_doubt *what, size_t len, size_t guess_len)
{
    if (d->n == d->cap)
        grow(d);
    uint32_t *slot = find_slot(d, what->kind, what->form, what->sex, what->text, len);
    if (*slot) {
        d->v[*slot - 1].times += what->times;
        return;
    }
    struct pz_doubt *made = &d->v[d->n];
    *made = *what;
    made->text = pz_arena_strndup(&d->arena, what->text, len);
    made->guess = pz_arena_strndup(&d->arena, what->guess, guess_len);
    *slot = (uint32_t)++d->n;
}

void pz_doubts_add(struct pz_doubts *d, const struct pz_doubt *what, size_t len, size_t guess_len)
{
    add(d, what, len, guess_len);
}

void pz_doubts_note(struct pz_doubts *d, const struct pz_doubt *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add(d, &v[i], strlen(v[i].text), strlen(v[i].guess));
}

void pz_doubts_merge(struct pz_doubts *into, const struct pz_doubts *from)
{
    pz_doubts_note(into, from->v, from->n);
}

static int compare(const void *a, const void *b)
{
    const struct pz_doubt *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int by_text = strcmp(x->text, y->text);
    if (by_text != 0)
        return by_text;
    if (x->sex != y->sex)
        return x->sex < y->sex ? -1 : 1;
    return x->form < y->form ? -1 : x->form > y->form;
}

void pz_doubts_sort(struct pz_doubts *d)
{
    if (d->n == 0)
        return;
    qsort(d->v, d->n, sizeof *d->v, compare);
    memset(d->index, 0, d->slots * sizeof *d->index);
    for (size_t i = 0; i < d->n; i++) {
        const struct pz_doubt *v = &d->v[i];
        *find_slot(d, v->kind, v->form, v->sex, v->text, strlen(v->text)) = (uint32_t)i + 1;
    }
}

static void put_cell(struct pz_buf *out, const char *text)
{
    if (!strpbrk(text, ";\"\n\r")) {
        pz_buf_puts(out, text);
        return;
    }
    pz_buf_putc(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            pz_buf_putc(out, '"');
        pz_buf_putc(out, *text);
    }
    pz_buf_putc(out, '"');
}

/* Columns of the plural are printed only where something is counted. */
static bool any_plural(const struct pz_doubts *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->v[i].form >= PZ_FORM_PLURAL && d->v[i].form < PZ_FORM_SEX)
            return true;
    return false;
}

static void put_row(struct pz_buf *out, const struct pz_doubt *v, const char *const *guesses, unsigned forms)
{
    static const char *const kinds[] = {"", "имя", "фамилия", "личное имя", "отчество", "должность", "организация", "слово"};
    static const char *const sexes[] = {"", "м", "ж"};
    pz_buf_printf(out, "%s;", kinds[v->kind]);
    put_cell(out, v->text);
    pz_buf_printf(out, ";%s", guesses[PZ_FORM_SEX] ? guesses[PZ_FORM_SEX] : sexes[v->sex]);
    for (unsigned i = PZ_GENITIVE; i < forms; i++) {
        pz_buf_putc(out, ';');
        put_cell(out, guesses[i] ? guesses[i] : "");
    }
    pz_buf_putc(out, '\n');
}

void pz_doubts_print_csv(const struct pz_doubts *d, struct pz_buf *out)
{
    unsigned forms = any_plural(d) ? PZ_FORM_SEX : PZ_CASES;
    pz_buf_puts(out, "вид;исходная форма;пол;родительный;дательный;винительный;творительный;предложный");
    if (forms > PZ_CASES)
        pz_buf_puts(out, ";мн. именительный;мн. родительный;мн. дательный;мн. винительный;мн. творительный;мн. предложный;два");
    pz_buf_putc(out, '\n');
    for (size_t i = 0; i < d->n;) {
        const struct pz_doubt *v = &d->v[i];
        const char *guesses[PZ_FORM_COUNT] = {NULL};
        size_t j = i;
        for (; j < d->n && d->v[j].kind == v->kind && d->v[j].sex == v->sex && strcmp(d->v[j].text, v->text) == 0; j++)
            guesses[d->v[j].form] = d->v[j].guess;
        put_row(out, v, guesses, forms);
        i = j;
    }
}

const char *pz_form_name(unsigned form)
{
    static const char *const names[PZ_FORM_COUNT] = {N_("nominative"),
                                                     N_("genitive"),
                                                     N_("dative"),
                                                     N_("accusative"),
                                                     N_("instrumental"),
                                                     N_("prepositional"),
                                                     N_("nominative plural"),
                                                     N_("genitive plural"),
                                                     N_("dative plural"),
                                                     N_("accusative plural"),
                                                     N_("instrumental plural"),
                                                     N_("prepositional plural"),
                                                     N_("behind 2, 3, 4"),
                                                     N_("sex or gender")};
    return names[form];
}
