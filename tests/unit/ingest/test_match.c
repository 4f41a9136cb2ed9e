/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "ingest/match.h"

static const char *const names[][4] = {
    {"01", "Муниципальное бюджетное дошкольное образовательное учреждение «Детский сад № 1 „Берёзка“»",
     "МБДОУ «Детский сад № 1 „Берёзка“»", NULL},
    {"02", "Муниципальное автономное дошкольное образовательное учреждение «Детский сад № 2 „Ручеёк“»",
     "МАДОУ «Детский сад № 2 „Ручеёк“»", NULL},
    {"10", "МБДОУ «Детский сад № 10 „Ромашка“»", "Детский сад № 10", NULL},
    {"11", "МБДОУ «Луговской детский сад „Ромашка“»", "Луговской детский сад", NULL},
    {"12", "МБДОУ «Центр развития ребёнка – детский сад № 12 „Жемчужинка“»", "ЦРР № 12", NULL},
};

enum { NAMES = sizeof names / sizeof names[0] };

/* The names as somebody else holds them: the last first. */
static void each_name(void *self, void (*name)(void *to, size_t entry, const char *text), void *to)
{
    ++*(int *)self;
    for (size_t i = NAMES; i-- > 0;)
        for (size_t k = 1; names[i][k]; k++)
            name(to, i, names[i][k]);
}

static const char *title_of(void *self, const char *code)
{
    (void)self;
    for (size_t i = 0; i < NAMES; i++)
        if (strcmp(names[i][0], code) == 0)
            return names[i][2];
    return NULL;
}

static struct pz_error lost;
static int asked;
static const struct pz_match_source elsewhere = {.self = &asked, .each = each_name, .title = title_of, .order = strcmp};

static struct pz_matcher *fresh(struct pz_arena *arena, const struct pz_match_source *source)
{
    struct pz_matcher *m = pz_matcher_new(arena, source, &lost);
    for (size_t i = 0; i < NAMES; i++)
        pz_matcher_add(m, names[i][0], &names[i][1]);
    return m;
}

struct match_case {
    const char *text;
    enum pz_match_kind kind;
    const char *code; /* NULL: none */
};

static const struct match_case cases[] = {
    {"МБДОУ «Детский сад № 1 „Берёзка“»", PZ_MATCH_EXACT, "01"},
    {"01", PZ_MATCH_EXACT, "01"},
    {"1", PZ_MATCH_EXACT, "01"},
    {"MБДOУ ДЕТСКИЙ САД №1 БЕРЕЗКА", PZ_MATCH_SAME, "01"},      /* Latin M and O, no «ё» */
    {"«Берёзка», детский сад № 1, МБДОУ", PZ_MATCH_SAME, "01"}, /* another order */
    {"мбдоу д/с N 1 \"Березка\"", PZ_MATCH_SAME, "01"},         /* abbreviations, N for № */
    {"Детский сад № 1 Берёзка", PZ_MATCH_SAME, "01"},           /* without legal form */
    {"МБДОУ детский сад № 2 Ручеек", PZ_MATCH_GUESS, "02"},     /* another legal form */
    {"Детский сад № 2", PZ_MATCH_GUESS, "02"},                  /* part of one name only */
    {"ЦРР - д/с № 12 «Жемчужинка»", PZ_MATCH_SAME, "12"},
    {"Детский сад «Ромашка»", PZ_MATCH_AMBIGUOUS, NULL}, /* two have it */
    {"Детский сад № 1 «Ручеёк»", PZ_MATCH_NONE, NULL},   /* number of one, name of another */
    {"Детский сад № 1 «Беризка»", PZ_MATCH_NONE, NULL},  /* a misspelling is never accepted */
    {"Детский сад № 7", PZ_MATCH_NONE, NULL},
    {"01 Детский сад № 1 «Берёзка»", PZ_MATCH_EXACT, "01"},
    {"01 Детский сад № 2 «Ручеёк»", PZ_MATCH_AMBIGUOUS, NULL}, /* code and name contradict */
    {"детский сад", PZ_MATCH_NONE, NULL},
    {"11", PZ_MATCH_EXACT, "11"},
    {"12", PZ_MATCH_EXACT, "12"},
    {"", PZ_MATCH_NONE, NULL},
};

static void spellings_find_their_organisation_and_no_other(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_matcher *m = fresh(&arena, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pz_match found = pz_match_any(m, cases[i].text, strlen(cases[i].text));
        bool right =
            found.kind == cases[i].kind && (!cases[i].code || strcmp(pz_matcher_code(m, found.entry, &arena), cases[i].code) == 0);
        if (!right)
            fail_msg("“%s”: kind %d, %s", cases[i].text, (int)found.kind,
                     found.kind >= PZ_MATCH_GUESS ? pz_matcher_code(m, found.entry, &arena) : "-");
    }
    pz_matcher_free(m);
    pz_arena_release(&arena);
}

/* Whoever holds the names, and in whatever order they come, the same is found and offered; they are asked for once, and only for their words. */
static void names_need_not_be_held(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_matcher *m = fresh(&arena, NULL), *other = fresh(&arena, &elsewhere);
    asked = 0;
    assert_int_equal(pz_match_any(other, names[2][1], strlen(names[2][1])).entry, 2);
    assert_int_equal(asked, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pz_match a = pz_match_any(m, cases[i].text, strlen(cases[i].text));
        struct pz_match b = pz_match_any(other, cases[i].text, strlen(cases[i].text));
        assert_int_equal(a.kind, b.kind);
        assert_int_equal(a.entry, b.entry);
        assert_int_equal(a.by_words, b.by_words);
        assert_int_equal(a.near_n, b.near_n);
        for (size_t k = 0; k < a.near_n; k++)
            assert_int_equal(a.near[k], b.near[k]);
    }
    assert_int_equal(asked, 1);
    for (size_t i = 0; i < NAMES; i++)
        assert_string_equal(pz_matcher_title(m, i, &arena), pz_matcher_title(other, i, &arena));
    pz_matcher_free(other);
    pz_matcher_free(m);
    pz_arena_release(&arena);
}

/* «2» alone may be the code of one and the number of another; in a column of codes it is a code and nothing else. */
static void a_number_alone_is_no_silent_guess(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_matcher *m = pz_matcher_new(&arena, NULL, &lost);
    const char *first[] = {"Детский сад № 7 «Ёлочка»", NULL}, *second[] = {"Детский сад № 2 «Рябинка»", NULL};
    pz_matcher_add(m, "02", first);
    pz_matcher_add(m, "07", second);
    struct pz_match found = pz_match_any(m, "2", 1);
    assert_int_equal(found.kind, PZ_MATCH_AMBIGUOUS);
    assert_int_equal(found.near_n, 2);
    found = pz_match_coded(m, "2", 1);
    assert_int_equal(found.kind, PZ_MATCH_EXACT);
    assert_string_equal(pz_matcher_code(m, found.entry, &arena), "02");
    assert_int_equal(pz_match_coded(m, "5", 1).kind, PZ_MATCH_NONE);
    assert_int_equal(pz_match_coded(m, "Рябинка", strlen("Рябинка")).kind, PZ_MATCH_GUESS);
    pz_matcher_free(m);
    pz_arena_release(&arena);
}

static void misspellings_are_offered(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_matcher *m = fresh(&arena, NULL);
    const char *text = "Детский сад № 1 «Беризка»";
    struct pz_match found = pz_match_name(m, text, strlen(text));
    struct pz_buf near = PZ_BUF_INIT;
    pz_match_print_near(m, &found, &near);
    assert_true(found.near_n >= 1);
    assert_non_null(strstr(pz_buf_str(&near), "01 "));
    pz_buf_release(&near);
    pz_matcher_free(m);
    pz_arena_release(&arena);
}

static void the_clerks_answer_wins(void **state)
{
    (void)state;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_matcher *m = fresh(&arena, NULL);
    assert_int_equal(pz_matcher_answer(m, "Детский сад № 2", "10"), 0);
    assert_int_equal(pz_matcher_answer(m, "Школа", " – "), 0);
    assert_int_equal(pz_matcher_answer(m, "Сад", "99"), -1);
    const char *text = "ДЕТСКИЙ САД  № 2";
    struct pz_match found = pz_match_any(m, text, strlen(text));
    assert_int_equal(found.kind, PZ_MATCH_EXACT);
    assert_string_equal(pz_matcher_code(m, found.entry, &arena), "10");
    assert_int_equal(pz_match_any(m, "школа", strlen("школа")).kind, PZ_MATCH_SKIP);
    pz_matcher_free(m);
    pz_arena_release(&arena);
}

enum { MANY = 90000 };

static const char *one_of_many(char *text, size_t size, size_t i)
{
    snprintf(text, size, "МБДОУ «Детский сад № %zu „%s“»", i, i % 2 ? "Солнышко" : "Росинка");
    return text;
}

static void each_of_many(void *self, void (*name)(void *to, size_t entry, const char *text), void *to)
{
    char text[128];
    (void)self;
    for (size_t i = 0; i < MANY; i++)
        name(to, i, one_of_many(text, sizeof text, i));
}

static const char *no_title(void *self, const char *code)
{
    (void)self;
    (void)code;
    return NULL;
}

/* So many that their codes, imprints and words go to files. */
static void a_countrys_names_are_found(void **state)
{
    (void)state;
    static const struct match_case many[] = {
        {"77001", PZ_MATCH_EXACT, "77001"},
        {"МБДОУ «Детский сад № 77001 „Солнышко“»", PZ_MATCH_EXACT, "77001"},
        {"«Солнышко», детский сад № 77001, МБДОУ", PZ_MATCH_SAME, "77001"},
        {"Детский сад № 5", PZ_MATCH_GUESS, "00005"},
        {"Детский сад «Росинка»", PZ_MATCH_AMBIGUOUS, NULL},
        {"Детский сад № 77000 «Солнышко»", PZ_MATCH_NONE, NULL},
        {"Детский сад № 89999 «Сонышко»", PZ_MATCH_NONE, NULL},
    };
    static const struct pz_match_source source = {.each = each_of_many, .title = no_title, .order = strcmp};
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_matcher *m = pz_matcher_new(&arena, &source, &lost);
    for (size_t i = 0; i < MANY; i++) {
        char code[32], text[128];
        snprintf(code, sizeof code, "%05zu", i);
        pz_matcher_add(m, code, (const char *[]){one_of_many(text, sizeof text, i), NULL});
    }
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++) {
        struct pz_match found = pz_match_any(m, many[i].text, strlen(many[i].text));
        assert_int_equal(found.kind, many[i].kind);
        if (many[i].code)
            assert_string_equal(pz_matcher_code(m, found.entry, &arena), many[i].code);
        else
            assert_int_equal(found.near_n, PZ_MATCH_NEAR);
        if (i + 1 == sizeof many / sizeof many[0])
            assert_int_equal(found.near[0], 89999);
    }
    pz_matcher_free(m);
    pz_arena_release(&arena);
}

/* No room for the file: the way goes to the trap, and why is told. */
static void a_file_that_fails_is_told(void **state)
{
    (void)state;
    struct pz_error why = PZ_ERROR_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct rlimit before, none;
    jmp_buf oom;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    struct pz_matcher *volatile m = pz_matcher_new(&arena, NULL, &why);
    volatile bool told = false;
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom))
        told = true;
    char code[32];
    for (size_t i = 0; i < 200000 && !told; i++) {
        snprintf(code, sizeof code, "%05zu", i);
        pz_matcher_add(m, code, NULL);
    }
    setrlimit(RLIMIT_FSIZE, &before);
    assert_true(told);
    assert_string_equal(why.id, "E-SYS-004");
    pz_matcher_free(m);
    pz_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_find_their_organisation_and_no_other),
        cmocka_unit_test(names_need_not_be_held),
        cmocka_unit_test(a_number_alone_is_no_silent_guess),
        cmocka_unit_test(misspellings_are_offered),
        cmocka_unit_test(the_clerks_answer_wins),
        cmocka_unit_test(a_countrys_names_are_found),
        cmocka_unit_test(a_file_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
