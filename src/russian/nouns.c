/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/nouns.h"

#include <string.h>

#include "base/utf8.h"
#include "russian/tsv.h"

static uint64_t hash_letters(const uint8_t *c, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ c[i]) * 0x100000001b3u;
    return h ? h : 1;
}

/* «mi:завод» → a class, made when it is new. */
static int class_number(const void *self, const char *name, size_t len)
{
    /* The table being built is the one thing the callback changes. */
    struct pz_nouns *nouns = (struct pz_nouns *)(uintptr_t)self;
    if (len < 4 || name[2] != ':')
        return -1;
    int paradigm = pz_paradigm_number(nouns->paradigms, name + 3, len - 3);
    const char *gender = strchr("mfnp", name[0]);
    if (paradigm < 0 || !gender)
        return -1;
    struct pz_noun_class made = {&nouns->paradigms->v[paradigm], (enum pz_gender)(gender - "mfnp"), name[1] == 'a'};
    for (size_t i = 0; i < nouns->classes_n; i++)
        if (nouns->classes[i].paradigm == made.paradigm && nouns->classes[i].gender == made.gender &&
            nouns->classes[i].animate == made.animate)
            return (int)i;
    if (nouns->classes_n == PZ_NOUN_CLASSES)
        return -1;
    nouns->classes[nouns->classes_n] = made;
    return (int)nouns->classes_n++;
}

static void add_form(struct pz_nouns *nouns, const char *word, size_t len, unsigned cls, unsigned form)
{
    uint8_t c[PZ_WORD_MAX];
    size_t n = pz_letters(c, PZ_WORD_MAX, word, len);
    uint64_t hash = hash_letters(c, n);
    for (size_t i = hash & nouns->forms_mask;; i = (i + 1) & nouns->forms_mask) {
        struct pz_noun_form *f = &nouns->forms[i];
        if (f->hash == 0)
            *f = (struct pz_noun_form){.hash = hash, .noun_class = (uint8_t)cls};
        if (f->hash == hash && f->noun_class == cls) {
            f->forms |= (uint16_t)(1u << form);
            return;
        }
    }
}

/* Every form of a listed noun into the hash. A word of the plural alone has its nominative there too. */
static void add_forms(struct pz_nouns *nouns, struct pz_buf *buf, const char *word, size_t len, unsigned cls)
{
    const struct pz_noun_class *k = &nouns->classes[cls];
    struct pz_word w;
    if (!pz_word_read(&w, word, len))
        return;
    for (unsigned form = 0; form < PZ_FORMS; form++) {
        bool plural = form >= PZ_CASES;
        if (k->gender == PZ_PLURAL && !plural)
            continue;
        pz_buf_clear(buf);
        if (pz_paradigm_put(buf, k->paradigm, &w, (enum pz_case)(form % PZ_CASES), plural, k->animate))
            add_form(nouns, buf->data, buf->len, cls, form);
    }
}

static void add_all_forms(struct pz_nouns *nouns, const char *text, size_t len)
{
    struct pz_buf buf = PZ_BUF_INIT;
    struct pz_tsv tsv = pz_tsv_open(text, len);
    struct pz_tsv_field f[5];
    while (pz_tsv_next(&tsv, f, 5)) {
        int cls = class_number(nouns, f[2].s, f[2].len);
        for (const char *p = f[4].s, *end = p + f[4].len; p < end && cls >= 0 && f[0].s[0] == 's';) {
            const char *stop = memchr(p, ' ', (size_t)(end - p));
            stop = stop ? stop : end;
            if (*p == '^')
                add_forms(nouns, &buf, p + 1, (size_t)(stop - p - 1), (unsigned)cls);
            p = stop + 1;
        }
    }
    pz_buf_release(&buf);
}

int pz_nouns_build(struct pz_nouns *out, struct pz_arena *arena, const char *text, size_t len, unsigned *bad_line)
{
    if (pz_rules_build(&out->rules, arena, text, len, class_number, out, bad_line) != 0)
        return -1;
    size_t words = 0, slots = 1024;
    for (size_t i = 0; i < len; i++)
        words += text[i] == '^';
    while (slots < words * 24)
        slots *= 2;
    out->forms = pz_arena_zalloc(arena, slots * sizeof *out->forms);
    out->forms_mask = slots - 1;
    add_all_forms(out, text, len);
    return 0;
}

const struct pz_noun_form *pz_noun_forms(const struct pz_nouns *nouns, const struct pz_word *w, size_t *slot)
{
    uint64_t hash = hash_letters(w->c, w->n);
    for (size_t step = *slot; step <= nouns->forms_mask; step++) {
        const struct pz_noun_form *f = &nouns->forms[(hash + step) & nouns->forms_mask];
        if (f->hash == 0)
            return NULL;
        if (f->hash == hash) {
            *slot = step + 1;
            return f;
        }
    }
    return NULL;
}

unsigned pz_noun_form_bits(const struct pz_nouns *nouns, const struct pz_word *w)
{
    unsigned bits = 0;
    size_t slot = 0;
    for (const struct pz_noun_form *f; (f = pz_noun_forms(nouns, w, &slot));)
        bits |= f->forms;
    return bits;
}

/* The word is the nominative plural of a listed noun: its plural endings fit behind what is left without the nominative's. */
static bool find_plural(struct pz_noun *out, const struct pz_nouns *nouns, const struct pz_word *w)
{
    size_t slot = 0;
    for (const struct pz_noun_form *f; (f = pz_noun_forms(nouns, w, &slot));) {
        if (!(f->forms & PZ_FORM_BIT(PZ_NOMINATIVE, true)))
            continue;
        const struct pz_noun_class *k = &nouns->classes[f->noun_class];
        const struct pz_ending *e = &k->paradigm->endings[PZ_CASES];
        *out = (struct pz_noun){.cls = k, .plural = true, .strip = (uint8_t)pz_utf8_length(e->s, e->len), .confidence = PZ_CERTAIN};
        return true;
    }
    return false;
}

static bool find_singular(struct pz_noun *out, const struct pz_nouns *nouns, const struct pz_word *w, bool counted)
{
    const struct pz_rule *r = counted ? pz_rules_find(&nouns->rules, w, PZ_RULE_FEMALE) : NULL;
    if (!r)
        r = pz_rules_find(&nouns->rules, w, PZ_RULE_MALE);
    if (!r)
        return false;
    const struct pz_noun_class *k = &nouns->classes[r->value];
    *out = (struct pz_noun){
        .cls = k, .plural = k->gender == PZ_PLURAL, .strip = k->paradigm->strip, .confidence = (enum pz_confidence)r->confidence};
    return true;
}

bool pz_noun_find(struct pz_noun *out, const struct pz_nouns *nouns, const struct pz_word *w, bool want_plural, bool counted)
{
    bool singular = pz_noun_form_bits(nouns, w) & PZ_FORM_BIT(PZ_NOMINATIVE, false);
    if ((want_plural || !singular) && find_plural(out, nouns, w))
        return true;
    return find_singular(out, nouns, w, counted);
}

bool pz_noun_put(struct pz_buf *out, const struct pz_noun *noun, const struct pz_word *w, enum pz_case c, bool plural)
{
    const struct pz_ending *e = pz_paradigm_ending(noun->cls->paradigm, c, plural || noun->plural, noun->cls->animate);
    if (!e)
        return false;
    if (e->s == NULL || (noun->plural && c == PZ_NOMINATIVE))
        pz_buf_put(out, w->s, w->len);
    else
        pz_word_put(out, w, noun->strip, e->s, e->len);
    return true;
}

bool pz_noun_listed(const struct pz_nouns *nouns, const struct pz_word *w)
{
    return pz_noun_form_bits(nouns, w) & (PZ_FORM_BIT(PZ_NOMINATIVE, false) | PZ_FORM_BIT(PZ_NOMINATIVE, true));
}
