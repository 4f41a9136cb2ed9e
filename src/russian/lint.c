/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/lint.h"

#include <string.h>

#include "base/utf8.h"
#include "russian/lint_text.h"

enum { SHOWN_BEFORE = 90, SHOWN_BEHIND = 120 };

/* A piece of the paragraph round the words, cut between letters. */
static void show(struct pz_place *place, const struct pz_lint_paragraph *p, const char *s, size_t len)
{
    const char *start = p->text, *end = p->text + p->len;
    if (s - start > SHOWN_BEFORE) {
        start = s - SHOWN_BEFORE;
        while (start < s && *start != ' ')
            start++;
        start += start < s;
    }
    if (end - (s + len) > SHOWN_BEHIND) {
        end = s + len + SHOWN_BEHIND;
        while (end > s + len && *end != ' ')
            end--;
    }
    size_t n = 0;
    place->caret = 1;
    for (const char *q = start; q < end && n + 4 < sizeof place->source;) {
        uint32_t r = pz_utf8_next(&q, end);
        place->caret += q <= s;
        n += pz_utf8_encode(place->source + n, r == '\n' || r == '\t' || r == PZ_RUNE_BAD ? ' ' : r);
    }
    place->source[n] = '\0';
}

void pz_lint_report(struct pz_lint *lint, size_t at, const char *s, size_t len, const char *id, const char *hint,
                    const char *message)
{
    struct pz_place place = lint->v[at].place;
    show(&place, &lint->v[at], s, len);
    pz_report_hint(lint->diags, id, &place, hint, "%s", message);
}

const char *pz_lint_body(const struct pz_lint_paragraph *p)
{
    const char *s = p->text, *end = p->text + p->len;
    while (s < end) {
        const char *next = s;
        uint32_t r = pz_utf8_next(&next, end);
        if (!pz_rune_is_space(r) && !pz_rune_is_digit(r) && r != '.' && r != ')' && r != '-' && !(r >= 0x2010 && r <= 0x2015) &&
            r != 0xB7 && r != 0x2022 && r != '*')
            break;
        s = next;
    }
    return s;
}

/* «поиск-ом», «риск-ом», «выпуск-ом» are nouns; an adjective has a consonant before -ск- («детск-ом») or is one in -еск-. */
static bool ends_like_noun(const struct pz_word *stem)
{
    return stem->n < 4 || (pz_letter_vowel(stem->c[stem->n - 3]) && !pz_word_ends(stem, "ческ"));
}

/* Adjectives that are nothing else: other words may have their endings by chance. */
static bool is_sure_adjective(const struct pz_word *w)
{
    static const char *const stems[] = {"ск", "цк", "альн", "тельн", "ионн", "школьн", "ическ", NULL};
    static const char *const endings[] = {"ый", "ий", "ой", "ая", "ое", "ые", "ие",  "ого", "ому",
                                          "ым", "им", "ом", "ую", "ых", "их", "ыми", "ими", NULL};
    for (const char *const *e = endings; *e; e++) {
        if (!pz_word_ends(w, *e))
            continue;
        struct pz_word stem = *w;
        stem.n = (uint8_t)(w->n - strlen(*e) / 2);
        if (strcmp(*e, "ом") == 0 && pz_word_ends(&stem, "ск") && ends_like_noun(&stem))
            continue;
        for (const char *const *s = stems; *s; s++)
            if (stem.n > 3 && pz_word_ends(&stem, *s))
                return true;
    }
    return false;
}

/* «данными», «рабочими»: nouns by use, whatever stands behind them. */
static bool is_substantive(const struct pz_tables *t, const struct pz_word *w)
{
    enum { IE = 6 };
    struct pz_word nominative = *w;
    nominative.n = (uint8_t)(w->n - 1);
    nominative.c[nominative.n - 1] = IE;
    const struct pz_rule *r = pz_rules_find(&t->substantives, &nominative, PZ_RULE_MALE);
    return r && r->value == PZ_MARK_YES;
}

static uint32_t adjective_bits(const struct pz_tables *t, const struct pz_word *w)
{
    uint32_t bits = 0;
    if (pz_word_ends(w, "которыми") || pz_word_is(w, "какими")) /* they open a clause and agree with what stands before them */
        return 0;
    bool by_ending = w->n > 5 && (pz_word_ends(w, "ыми") || pz_word_ends(w, "ими")) && !is_substantive(t, w);
    if (!is_sure_adjective(w) && !by_ending)
        return 0;
    for (unsigned g = 0; g < PZ_GENDERS; g++)
        for (unsigned c = 0; c < PZ_CASES; c++)
            if (pz_adjective_could_be(w, (enum pz_gender)g, (enum pz_case)c))
                bits |= PZ_AGREE_BIT(g, c);
    return bits;
}

#define BIT(gender, c) PZ_AGREE_BIT(PZ_##gender, PZ_##c)

/* Nouns on -ение, -ание, -ция that are not in the list: their endings are no other part of speech's. «-ания» may be a feminine too. */
static uint32_t bits_by_ending(const struct pz_word *w)
{
    static const struct {
        const char *ending;
        uint32_t bits;
    } endings[] = {
        {"ние", BIT(NEUTER, NOMINATIVE) | BIT(NEUTER, ACCUSATIVE)},
        {"ния", BIT(NEUTER, GENITIVE) | BIT(PLURAL, NOMINATIVE) | BIT(PLURAL, ACCUSATIVE) | BIT(FEMININE, NOMINATIVE)},
        {"нию", BIT(NEUTER, DATIVE) | BIT(FEMININE, ACCUSATIVE)},
        {"нием", BIT(NEUTER, INSTRUMENTAL)},
        {"нии", BIT(NEUTER, PREPOSITIONAL) | BIT(FEMININE, GENITIVE) | BIT(FEMININE, DATIVE) | BIT(FEMININE, PREPOSITIONAL) |
                    BIT(PLURAL, NOMINATIVE) | BIT(PLURAL, ACCUSATIVE)},
        {"ниям", BIT(PLURAL, DATIVE)},
        {"ниями", BIT(PLURAL, INSTRUMENTAL)},
        {"ниях", BIT(PLURAL, PREPOSITIONAL)},
        {"ция", BIT(FEMININE, NOMINATIVE)},
        {"ции", BIT(FEMININE, GENITIVE) | BIT(FEMININE, DATIVE) | BIT(FEMININE, PREPOSITIONAL) | BIT(PLURAL, NOMINATIVE) |
                    BIT(PLURAL, ACCUSATIVE)},
        {"цию", BIT(FEMININE, ACCUSATIVE)},
        {"цией", BIT(FEMININE, INSTRUMENTAL)},
        {"циям", BIT(PLURAL, DATIVE)},
        {"циями", BIT(PLURAL, INSTRUMENTAL)},
        {"циях", BIT(PLURAL, PREPOSITIONAL)},
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (w->n < 7 || !pz_word_ends(w, endings[i].ending))
            continue;
        if (endings[i].ending[0] == "н"[0] && endings[i].ending[1] == "н"[1]) { /* -ение, -ание; «средние» is none */
            size_t at = w->n - strlen(endings[i].ending) / 2 - 1;
            if (w->c[at] != 1 && w->c[at] != 6)
                continue;
        }
        return endings[i].bits;
    }
    return 0;
}

static uint32_t noun_bits(const struct pz_nouns *nouns, const struct pz_word *w)
{
    uint32_t bits = 0;
    size_t slot = 0;
    for (const struct pz_noun_form *f; (f = pz_noun_forms(nouns, w, &slot));)
        for (unsigned i = 0; i < PZ_FORMS; i++)
            if (f->forms & 1u << i)
                bits |= PZ_AGREE_BIT(i < PZ_CASES ? nouns->classes[f->noun_class].gender : PZ_PLURAL, i % PZ_CASES);
    return bits ? bits : bits_by_ending(w);
}

static void count_quotes(const char *from, const char *to, int *depth, struct pz_lint_word *word)
{
    word->adjacent = true;
    while (from < to) {
        uint32_t r = pz_utf8_next(&from, to);
        *depth += r == 0xAB || r == 0x201E;
        *depth -= (r == 0xBB || r == 0x201D) && *depth > 0;
        word->comma |= r == ',';
        word->adjacent &= pz_rune_is_space(r);
    }
    word->quoted = *depth > 0;
}

void pz_lint_words_read(struct pz_lint *lint, struct pz_lint_words *out, const struct pz_lint_paragraph *p)
{
    const char *s = p->text, *end = p->text + p->len, *behind = p->text;
    size_t cap = p->len / 3 + 2;
    int depth = 0;
    out->v = PZ_NEW_ARRAY(&lint->arena, cap, struct pz_lint_word);
    out->n = 0;
    while (s < end && out->n < cap) {
        const char *start = s;
        if (!pz_rune_is_letter(pz_utf8_next(&s, end)))
            continue;
        const char *stop = s;
        while (s < end) {
            uint32_t r = pz_utf8_next(&s, end);
            if (!pz_rune_is_letter(r) && r != '-')
                break;
            stop = s;
        }
        s = stop;
        struct pz_lint_word *w = &out->v[out->n];
        *w = (struct pz_lint_word){.s = start, .len = (size_t)(stop - start)};
        if (!pz_word_read(&w->w, start, w->len))
            continue;
        count_quotes(behind, start, &depth, w);
        size_t slot = 0;
        bool listed = pz_noun_forms(&lint->t->nouns, &w->w, &slot) != NULL;
        w->adjective = listed ? 0 : adjective_bits(lint->t, &w->w);
        w->noun = w->adjective ? 0 : noun_bits(&lint->t->nouns, &w->w);
        behind = stop;
        out->n++;
    }
}

static void check_all(struct pz_lint *lint)
{
    lint->words = PZ_NEW_ARRAY(&lint->arena, lint->n, struct pz_lint_words);
    for (size_t i = 0; i < lint->n; i++)
        pz_lint_words_read(lint, &lint->words[i], &lint->v[i]);
    for (size_t i = 0; i < lint->n; i++) {
        pz_lint_government(lint, i);
        pz_lint_agreement(lint, i);
        pz_lint_salutation(lint, i);
        pz_lint_counts(lint, i);
        pz_lint_quotes(lint, i);
        pz_lint_signs(lint, i);
    }
    pz_lint_cut_names(lint);
    pz_lint_dates(lint);
    pz_lint_numbering(lint);
    pz_lint_title(lint);
}

void pz_lint_document(const struct pz_lint_paragraph *paragraphs, size_t n, struct pz_diags *diags)
{
    struct pz_lint lint = {.v = paragraphs, .n = n, .diags = diags, .t = pz_tables()};
    jmp_buf oom;
    pz_arena_init(&lint.arena, 0);
    pz_arena_trap(&lint.arena, &oom);
    if (setjmp(oom) == 0 && lint.t)
        check_all(&lint);
    else
        pz_report_error(diags, &(struct pz_error){.kind = PZ_SYSTEM, .id = "E-SYS-001", .message = "memory ran out"});
    pz_arena_release(&lint.arena);
}
