/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <stdio.h>

#include "store/term.h"

static const char *const names[] = {"unknown", "day", "range", "relative", "repeated"};

static void check(const char *text, enum pz_term_kind kind, const char *from, const char *to)
{
    struct pz_term t = pz_term_parse(text, strlen(text), 2026);
    char a[11], b[11];
    if (t.kind != kind)
        fail_msg("%s: %s", text, names[t.kind]);
    if (!from)
        return;
    pz_day_print(t.from, a);
    pz_day_print(t.to, b);
    if (strcmp(a, from) || strcmp(b, to))
        fail_msg("%s: %s..%s", text, a, b);
}

static void terms_of_the_field(void **state)
{
    (void)state;
    check("до 15.07.2022", PZ_TERM_DAY, "2022-07-15", "2022-07-15");
    check("в срок до 15.07.2022г.", PZ_TERM_DAY, "2022-07-15", "2022-07-15");
    check("до 15.07", PZ_TERM_DAY, "2026-07-15", "2026-07-15");
    check("до 15.07.26", PZ_TERM_DAY, "2026-07-15", "2026-07-15");
    check("не позднее 1 апреля текущего года", PZ_TERM_DAY, "2026-04-01", "2026-04-01");
    check("5 ноября 2019 г.", PZ_TERM_DAY, "2019-11-05", "2019-11-05");
    check("июль-август 2021", PZ_TERM_RANGE, "2021-07-01", "2021-08-31");
    check("ноябрь – февраль 2027 года", PZ_TERM_RANGE, "2026-11-01", "2027-02-28");
    check("Ноябрь 2026 — январь 2027", PZ_TERM_RANGE, "2026-11-01", "2027-01-31");
    check("сентябрь 2021", PZ_TERM_RANGE, "2021-09-01", "2021-09-30");
    check("февраль", PZ_TERM_RANGE, "2026-02-01", "2026-02-28");
    check("с 05 по 13 апреля 2021 года", PZ_TERM_RANGE, "2021-04-05", "2021-04-13");
    check("с 28 марта по 3 апреля 2021", PZ_TERM_RANGE, "2021-03-28", "2021-04-03");
    check("с октября 2026 по март 2027 года", PZ_TERM_RANGE, "2026-10-01", "2027-03-31");
    check("05.04.2021-13.04.2021", PZ_TERM_RANGE, "2021-04-05", "2021-04-13");
    check("2021-2022 учебный год", PZ_TERM_RANGE, "2021-09-01", "2022-08-31");
    check("2026/27 учебный год", PZ_TERM_RANGE, "2026-09-01", "2027-08-31");
    check("IV квартал 2026 года", PZ_TERM_RANGE, "2026-10-01", "2026-12-31");
    check("первое полугодие 2026 года", PZ_TERM_RANGE, "2026-01-01", "2026-06-30");
    check("в течение 2026 года", PZ_TERM_RANGE, "2026-01-01", "2026-12-31");
    check("2026 год", PZ_TERM_RANGE, "2026-01-01", "2026-12-31");
    check("Ежегодно", PZ_TERM_REPEATED, NULL, NULL);
    check("ежегодно, до 25 октября", PZ_TERM_REPEATED, NULL, NULL);
    check("по мере необходимости", PZ_TERM_REPEATED, NULL, NULL);
    check("ежегодно в сентябре", PZ_TERM_REPEATED, NULL, NULL);
    check("на постоянной основе", PZ_TERM_REPEATED, NULL, NULL);
    check("до конца 2026 года", PZ_TERM_DAY, "2026-12-31", "2026-12-31");
    check("28.12-10.01.2027", PZ_TERM_RANGE, "2026-12-28", "2027-01-10");
    check("до июля 2026", PZ_TERM_DAY, "2026-06-30", "2026-06-30");
}

static void what_is_no_term(void **state)
{
    (void)state;
    check("", PZ_TERM_UNKNOWN, NULL, NULL);
    check("скоро", PZ_TERM_UNKNOWN, NULL, NULL);
    check("31.02.2026", PZ_TERM_UNKNOWN, NULL, NULL);
    check("до 15.07.2026 и далее", PZ_TERM_UNKNOWN, NULL, NULL);
    check("майские праздники", PZ_TERM_UNKNOWN, NULL, NULL);
    struct pz_term t = pz_term_parse("до 15.07", strlen("до 15.07"), 0);
    assert_int_equal(t.kind, PZ_TERM_UNKNOWN);
    assert_true(pz_term_parse("до 15.07", strlen("до 15.07"), 2026).year_missing);
    assert_false(pz_term_parse("до 15.07.2026", strlen("до 15.07.2026"), 2025).year_missing);
}

static void due(const char *text, const char *event_day, const char *event, const char *expected)
{
    struct pz_term t = pz_term_parse(text, strlen(text), 0);
    int64_t day;
    char got[11];
    assert_true(pz_day_parse(event_day, &day));
    assert_int_equal(t.kind, PZ_TERM_RELATIVE);
    if (event) {
        assert_non_null(t.event);
        assert_int_equal(t.event_len, strlen(event));
        assert_memory_equal(t.event, event, t.event_len);
    } else {
        assert_null(t.event);
    }
    pz_day_print(pz_term_due(&t, day, NULL), got);
    assert_string_equal(got, expected);
}

static void days_after_an_event(void **state)
{
    (void)state;
    due("10 календарных дней после окончания мониторинга", "2026-05-22", "monitoring_end", "2026-06-01");
    due("в течение 5 рабочих дней со дня получения письма", "2026-04-28", "letter_date", "2026-05-06");
    due("в течение десяти дней со дня подписания приказа", "2026-12-25", "order_date", "2027-01-04");
    due("через 2 недели после совещания", "2026-03-02", "meeting_date", "2026-03-16");
    due("месяц со дня утверждения плана", "2026-01-31", "plan_date", "2026-02-28");
    due("в течение квартала со дня утверждения плана", "2026-01-31", "plan_date", "2026-04-30");
    due("5 раб. дн. от даты получения письма", "2026-04-28", "letter_date", "2026-05-06");
    due("в течение 5 дней со дня прилёта инопланетян", "2026-05-22", NULL, "2026-05-27");
}

static void production_calendar(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        enum pz_day_kind kind;
        bool known;
    } cases[] = {
        {"2026-01-09", PZ_DAY_WEEKEND, true},  {"2026-05-09", PZ_DAY_HOLIDAY, true},  {"2026-05-11", PZ_DAY_WEEKEND, true},
        {"2026-05-16", PZ_DAY_WEEKEND, true},  {"2026-05-18", PZ_DAY_WORKING, true},  {"2025-11-01", PZ_DAY_WORKING, true},
        {"2026-11-03", PZ_DAY_SHORT, true},    {"2030-01-05", PZ_DAY_HOLIDAY, false}, {"2030-06-11", PZ_DAY_WORKING, false},
        {"2030-01-12", PZ_DAY_WEEKEND, false}, {"1969-12-31", PZ_DAY_WORKING, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t day;
        bool known;
        assert_true(pz_day_parse(cases[i].day, &day));
        if (pz_day_kind(day, NULL, &known) != cases[i].kind || known != cases[i].known)
            fail_msg("%s", cases[i].day);
    }
    int64_t day, next;
    const char *title;
    assert_true(pz_day_parse("2025-12-31", &day) && pz_day_parse("2026-01-12", &next));
    assert_int_equal(pz_day_next_working(day, NULL), next);
    assert_true(pz_day_parse("2026-06-12T10:00", &day));
    assert_int_equal(pz_day_title(day, NULL, &title), strlen("День России"));
    assert_false(pz_day_parse("12.06.2026", &day));
    assert_false(pz_day_parse("2026-02-29", &day));
}

/* What the office gives wins for its days and makes their years known; the rest stays the program's. */
static void days_of_the_office(void **state)
{
    (void)state;
    static const struct {
        const char *iso;
        enum pz_day_kind kind;
        const char *title;
    } given[] = {{"2026-06-12", PZ_DAY_WORKING, "не праздник"},
                 {"2026-06-13", PZ_DAY_SHORT, ""},
                 {"2026-11-04", PZ_DAY_WEEKEND, ""},
                 {"2028-01-10", PZ_DAY_WEEKEND, ""},
                 {"2028-01-11", PZ_DAY_WEEKEND, "День посёлка"}};
    struct pz_own_day days[5];
    struct pz_calendar own = {days, 5};
    for (size_t i = 0; i < own.n; i++) {
        days[i] = (struct pz_own_day){.kind = given[i].kind, .title = given[i].title};
        assert_true(pz_day_parse(given[i].iso, &days[i].day));
    }
    for (size_t i = 0; i < own.n; i++)
        assert_int_equal(pz_day_kind(days[i].day, &own, NULL), given[i].kind);
    bool known;
    const char *title;
    int64_t day, next;
    assert_int_equal(pz_day_title(days[0].day, &own, &title), 0);
    assert_int_equal(pz_day_next_working(days[1].day, &own), days[1].day);
    assert_int_equal(pz_day_title(days[2].day, &own, &title), strlen("День народного единства"));
    assert_int_equal(pz_day_title(days[4].day, &own, &title), strlen("День посёлка"));
    assert_true(pz_day_parse("2028-01-03", &day) && pz_day_parse("2028-01-12", &next));
    assert_int_equal(pz_day_kind(day, &own, &known), PZ_DAY_HOLIDAY); /* the Code's, given by nobody */
    assert_true(known);
    assert_int_equal(pz_day_next_working(day, &own), next);
    struct pz_term t =
        pz_term_parse("3 рабочих дня со дня подписания приказа", strlen("3 рабочих дня со дня подписания приказа"), 0);
    assert_true(pz_day_parse("2028-01-16", &next));
    assert_int_equal(pz_term_due(&t, day, &own), next - 2); /* 12, 13, 14 January */
    assert_int_equal(pz_term_due(&t, day, NULL), next - 4); /* 10, 11, 12 */
    assert_true(pz_day_parse("2029-03-01", &day));
    pz_day_kind(day, &own, &known);
    assert_false(known);
}

/* Art. 112 of the Labour Code, whatever a year's decree says: its holidays are there, and each that falls on a weekend is made up for by
 * one weekday off, as is each weekend worked. unknown: moved by a decree that is not in the calendar yet. */
static void calendar_by_the_code(void **state)
{
    (void)state;
    static const char *const holidays[] = {"01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07",
                                           "01-08", "02-23", "03-08", "05-01", "05-09", "06-12", "11-04"};
    static const struct {
        int year, unknown;
    } years[] = {{2025, 0}, {2026, 0}, {2027, 2}};
    for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
        int due = 0, made_up = 0;
        int64_t first, last, day;
        assert_true(pz_day_make(years[i].year, 1, 1, &first) && pz_day_make(years[i].year, 12, 31, &last));
        for (size_t k = 0; k < sizeof holidays / sizeof *holidays; k++) {
            char iso[16];
            snprintf(iso, sizeof iso, "%d-%s", years[i].year, holidays[k]);
            assert_true(pz_day_parse(iso, &day));
            if (pz_day_kind(day, NULL, NULL) != PZ_DAY_HOLIDAY)
                fail_msg("%s is no holiday", iso);
            due += (day + 3) % 7 >= 5; /* 1970-01-01 was a Thursday */
        }
        for (day = first; day <= last; day++) {
            bool weekend = (day + 3) % 7 >= 5;
            enum pz_day_kind kind = pz_day_kind(day, NULL, NULL);
            made_up += !weekend && kind == PZ_DAY_WEEKEND;
            due += weekend && (kind == PZ_DAY_WORKING || kind == PZ_DAY_SHORT);
        }
        if (made_up + years[i].unknown != due)
            fail_msg("%d: %d days off on weekdays, not %d", years[i].year, made_up, due - years[i].unknown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_of_the_field),  cmocka_unit_test(what_is_no_term),      cmocka_unit_test(days_after_an_event),
        cmocka_unit_test(production_calendar), cmocka_unit_test(calendar_by_the_code), cmocka_unit_test(days_of_the_office),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
