/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "russian/tables.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/mem.h"

PZ_EMBED(pz_data_paradigms, "data/russian/paradigms.tsv");
PZ_EMBED(pz_data_surnames, "data/russian/surnames.tsv");
PZ_EMBED(pz_data_first_names, "data/russian/first-names.tsv");
PZ_EMBED(pz_data_patronymics, "data/russian/patronymics.tsv");
PZ_EMBED(pz_data_sex_surnames, "data/russian/sex-surnames.tsv");
PZ_EMBED(pz_data_sex_first_names, "data/russian/sex-first-names.tsv");
PZ_EMBED(pz_data_sex_patronymics, "data/russian/sex-patronymics.tsv");
PZ_EMBED(pz_data_patronymic_words, "data/russian/patronymic-words.tsv");
PZ_EMBED(pz_data_fixed_surnames, "data/russian/fixed-surnames.tsv");
PZ_EMBED(pz_data_fixed_first_names, "data/russian/fixed-first-names.tsv");
PZ_EMBED(pz_data_nouns, "data/russian/nouns.tsv");
PZ_EMBED(pz_data_adjectives, "data/russian/adjectives.tsv");
PZ_EMBED(pz_data_substantives, "data/russian/substantives.tsv");
PZ_EMBED(pz_data_pronouns, "data/russian/pronouns.tsv");
PZ_EMBED(pz_data_fixed_words, "data/russian/fixed-words.tsv");
PZ_EMBED(pz_data_numerals, "data/russian/numerals.tsv");
PZ_EMBED(pz_data_shares, "data/russian/shares.tsv");
PZ_EMBED(pz_data_surname_like, "data/russian/surname-like.tsv");

struct store {
    struct pz_tables tables;
    struct pz_arena arena;
};

static int mark_number(const void *self, const char *name, size_t len)
{
    (void)self;
    static const char *const names[] = {"no", "yes", "male", "female", "both"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return (int)i;
    return -1;
}

#define TEXT(name) name, PZ_EMBEDDED_SIZE(name)

/* A fault here is one of the program's own data, found by the first test run: no user can cause it. */
static void expect(int status, const char *table, unsigned line)
{
    if (status != 0)
        fprintf(stderr, "data/russian: %s, line %u\n", table, line);
    assert(status == 0);
}

static void build_rules(struct store *s, struct pz_rules *out, const char *name, const char *text, size_t len)
{
    unsigned line = 0;
    expect(pz_rules_build(out, &s->arena, text, len, pz_paradigm_number, &s->tables.paradigms, &line), name, line);
}

static void build_marks(struct store *s, struct pz_rules *out, const char *name, const char *text, size_t len)
{
    unsigned line = 0;
    expect(pz_rules_build(out, &s->arena, text, len, mark_number, NULL, &line), name, line);
}

static void build(struct store *s)
{
    struct pz_tables *t = &s->tables;
    unsigned line = 0;
    expect(pz_paradigms_build(&t->paradigms, &s->arena, TEXT(pz_data_paradigms), &line), "paradigms", line);
    build_rules(s, &t->last, "surnames", TEXT(pz_data_surnames));
    build_rules(s, &t->first, "first-names", TEXT(pz_data_first_names));
    build_rules(s, &t->middle, "patronymics", TEXT(pz_data_patronymics));
    build_marks(s, &t->sex_last, "sex-surnames", TEXT(pz_data_sex_surnames));
    build_marks(s, &t->sex_first, "sex-first-names", TEXT(pz_data_sex_first_names));
    build_marks(s, &t->sex_middle, "sex-patronymics", TEXT(pz_data_sex_patronymics));
    build_marks(s, &t->patronymic_words, "patronymic-words", TEXT(pz_data_patronymic_words));
    build_marks(s, &t->fixed_last, "fixed-surnames", TEXT(pz_data_fixed_surnames));
    build_marks(s, &t->fixed_first, "fixed-first-names", TEXT(pz_data_fixed_first_names));
    build_marks(s, &t->substantives, "substantives", TEXT(pz_data_substantives));
    t->nouns.paradigms = &t->paradigms;
    expect(pz_nouns_build(&t->nouns, &s->arena, TEXT(pz_data_nouns), &line), "nouns", line);
    expect(pz_adjectives_build(&t->adjectives, TEXT(pz_data_adjectives), &line), "adjectives", line);
    expect(pz_pronouns_build(&t->pronouns, TEXT(pz_data_pronouns), &line), "pronouns", line);
    build_marks(s, &t->fixed_words, "fixed-words", TEXT(pz_data_fixed_words));
    expect(pz_numerals_build(&t->numerals, TEXT(pz_data_numerals), &line), "numerals", line);
    expect(pz_shares_build(&t->shares, TEXT(pz_data_shares), &line), "shares", line);
    build_marks(s, &t->surname_like, "surname-like", TEXT(pz_data_surname_like));
}

static struct store *store_new(void)
{
    struct store *s = pz_calloc(1, sizeof *s);
    if (!s)
        return NULL;
    pz_arena_init(&s->arena, 0);
    jmp_buf oom;
    pz_arena_trap(&s->arena, &oom);
    if (setjmp(oom)) {
        pz_arena_release(&s->arena);
        pz_free(s);
        return NULL;
    }
    build(s);
    return s;
}

const struct pz_tables *pz_tables(void)
{
    static _Atomic(struct store *) built;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct store *s = atomic_load_explicit(&built, memory_order_acquire);
    if (!s) {
        pthread_mutex_lock(&lock);
        s = atomic_load_explicit(&built, memory_order_acquire);
        if (!s) {
            s = store_new();
            atomic_store_explicit(&built, s, memory_order_release);
        }
        pthread_mutex_unlock(&lock);
    }
    return s ? &s->tables : NULL;
}
