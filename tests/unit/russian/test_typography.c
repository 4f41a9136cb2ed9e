/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "russian/typography.h"

/* ~ stands for a no-break space. */
static void put_wanted(struct pz_buf *out, const char *text)
{
    for (; *text; text++)
        if (*text == '~')
            pz_buf_puts(out, "\xC2\xA0");
        else
            pz_buf_putc(out, *text);
}

static void expect(const char *text, const char *want, unsigned what)
{
    struct pz_buf got = PZ_BUF_INIT, again = PZ_BUF_INIT, wanted = PZ_BUF_INIT;
    put_wanted(&wanted, want);
    pz_typography(&got, text, strlen(text), what);
    assert_string_equal(pz_buf_str(&got), pz_buf_str(&wanted));
    pz_typography(&again, got.data, got.len, what);
    assert_string_equal(pz_buf_str(&again), pz_buf_str(&wanted));
    pz_buf_release(&got);
    pz_buf_release(&again);
    pz_buf_release(&wanted);
}

static void no_break_spaces(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"А.С. Осокин", "А.С.~Осокин"},
        {"на заместителя Н.М. Соколову.", "на заместителя Н.М.~Соколову."},
        {"Осокин А.С.", "Осокин~А.С."},
        {"Осокин А.С., Ткач И.И.", "Осокин~А.С., Ткач~И.И."},
        {"(Осокин А.С.) Ткач И.И.", "(Осокин~А.С.) Ткач~И.И."},
        {"А. С. Осокин", "А.~С.~Осокин"},
        {"Директор А.С. Осокин", "Директор А.С.~Осокин"},
        {"приказ № 5 от 5 июня 2021 г. и далее", "приказ №~5 от 5~июня~2021~г. и далее"},
        {"в 2021 году", "в 2021~году"},
        {"25.06.2021 № 109", "25.06.2021 №~109"},
        {"г. Приреченск, ул. Садовая, д. 5", "г.~Приреченск, ул.~Садовая, д.~5"},
        {"2021 г. Приреченск", "2021~г. Приреченск"},
        {"на 8 л. в 2 экз.", "на 8~л. в 2~экз."},
        {"29,2 % организаций", "29,2~% организаций"},
        {"согласно п. 1.1 приказа", "согласно п.~1.1 приказа"},
        {"имеет 12 тыс. рублей", "имеет 12~тыс. рублей"},
        {"А. Общие сведения", "А. Общие сведения"},
        {"Управление образования города", "Управление образования города"},
        {"два  пробела", "два  пробела"},
        {"", ""},
        {" ", " "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i][0], cases[i][1], PZ_TYPO_NBSP);
}

/* What documents of ours have besides, and no form check asks of others. */
static void figures_ranges_titles(void **state)
{
    (void)state;
    static const char *const body[][2] = {
        {"дефициты в 15 из 24 организаций округа", "дефициты в 15~из~24~организаций округа"},
        {"«Речевое развитие» (7);", "«Речевое развитие»~(7);"},
        {"(5 из 24) имеют", "(5~из~24) имеют"},
        {"качеством образования – 87 %;", "качеством образования~–~87~%;"},
        {"ребёнка – детский сад", "ребёнка~– детский сад"},
        {"24 дошкольные организации", "24~дошкольные организации"},
        {"результат 4,0 процентного пункта", "результат 4,0~процентного пункта"},
        {"из 3 в 5", "из 3 в 5"},
        {"№ 118 приказа", "№~118 приказа"},
        {"в пункте 2.1 настоящего", "в пункте 2.1 настоящего"},
        {"в 2026 и 2027 годах", "в 2026 и 2027~годах"},
        {"на 2026-2027 учебный год", "на 2026–2027 учебный год"},
        {"март-апрель 2027", "март–апрель 2027"},
        {"с 5-13 апреля", "с 5–13~апреля"},
        {"тел. 2-10-22, 64-35 и 1234-5678", "тел. 2-10-22, 64-35 и 1234-5678"},
        {"№ 142-од, 26-01-06-659, 2026-2025", "№~142-од, 26-01-06-659, 2026-2025"},
        {"2026-11-23", "2026-11-23"},
        {"о сроках", "о сроках"},
    };
    static const char *const titles[][2] = {
        {"О проведении мониторинга в округе в 2026 году", "О~проведении мониторинга в~округе в~2026~году"},
        {"(о порядке и сроках)", "(о~порядке и~сроках)"},
        {"для педагогов", "для~педагогов"},
    };
    for (size_t i = 0; i < sizeof body / sizeof *body; i++)
        expect(body[i][0], body[i][1], PZ_TYPO_NBSP | PZ_TYPO_FIGURES | PZ_TYPO_RANGES);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        expect(titles[i][0], titles[i][1], PZ_TYPO_NBSP | PZ_TYPO_TITLE);
}

static void quotes(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"сад \"Ромашка\"", "сад «Ромашка»"},
        {"\"Ромашка\"", "«Ромашка»"},
        {"МБДОУ \"Сад \"Ромашка\"\"", "МБДОУ «Сад „Ромашка“»"},
        {"(\"Ромашка\")", "(«Ромашка»)"},
        {"МБДОУ «Сад \"Ромашка\" города»", "МБДОУ «Сад „Ромашка“ города»"},
        {"сад \"Ромашка", "сад \"Ромашка"},
        {"экран 17\" и рамка", "экран 17\" и рамка"},
        {"«Ромашка»", "«Ромашка»"},
        {"и \"Ромашка\", и \"Лютик\".", "и «Ромашка», и «Лютик»."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i][0], cases[i][1], PZ_TYPO_QUOTES);
    expect("9.00 - 1 подгруппа", "9.00 – 1 подгруппа", PZ_TYPO_DASHES);
    expect("- пункт", "- пункт", PZ_TYPO_DASHES);
    expect("учитель-логопед", "учитель-логопед", PZ_TYPO_DASHES);
    expect("приказ № 5 - \"Ромашка\"", "приказ №~5 – «Ромашка»", PZ_TYPO_ALL);
}

static void expect_joined(const char *text, const char *want, bool found)
{
    struct pz_buf got = PZ_BUF_INIT;
    assert_int_equal(pz_typography_unspace(&got, text, strlen(text)), found);
    assert_string_equal(pz_buf_str(&got), want);
    pz_buf_release(&got);
}

static void spaced_letters(void **state)
{
    (void)state;
    expect_joined("П Р И К А З", "ПРИКАЗ", true);
    expect_joined("в целях п р и к а з ы в а ю:", "в целях приказываю:", true);
    expect_joined("п р и к а з ы в а ю", "приказываю", true);
    expect_joined("ПРИКАЗ", "ПРИКАЗ", false);
    expect_joined("классы А Б В Г", "классы А Б В Г", false);
    expect_joined("и в а", "и в а", false);
    expect_joined("", "", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_break_spaces),
        cmocka_unit_test(figures_ranges_titles),
        cmocka_unit_test(quotes),
        cmocka_unit_test(spaced_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
