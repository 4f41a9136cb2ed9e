/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "store/opened.h"

static struct pz_error err;

static int set_up_journals(void **state)
{
    static const struct pz_journal journals[] = {{"orders", "Приказы", "{n}-од", 1, true},
                                                 {"out", "Исходящие", "15/{n}", 2386, false},
                                                 {"long", "Длинный", "26-{mm}-{yyyy}/{n:03}", 1, true}};
    pz_error_clear(&err);
    set_up(state);
    for (size_t i = 0; i < 3; i++)
        if (pz_journal_put(store, &journals[i], &err))
            return -1;
    return 0;
}

static enum pz_put_outcome put(const char *id, const char *organisation, const char *digest, const char *path, const char *journal)
{
    enum pz_put_outcome outcome;
    struct pz_reference ref = {"order", "order", ""};
    struct pz_register_put p = {.id = id,
                                .organisation = organisation,
                                .kind = "letter",
                                .title = "О мониторинге",
                                .path = path,
                                .source_digest = digest,
                                .journal = journal,
                                .references = &ref,
                                .references_n = strcmp(id, "letter") == 0};
    if (pz_register_commit(store, &p, 1, &stamp, &outcome, &err))
        fail_msg("%s", err.message);
    return outcome;
}

static const char *number(const char *id, const char *organisation, const char *given, const char *date)
{
    static struct pz_registered out;
    if (pz_register_number(store, id, organisation, given, date, &stamp, &out, &err))
        fail_msg("%s", err.message);
    return out.number;
}

static void fails(int rc, const char *id)
{
    assert_int_equal(rc, -1);
    assert_string_equal(err.id, id);
    pz_error_clear(&err);
}

static struct pz_register_row row(const char *id, const char *organisation)
{
    struct pz_register_row *v;
    size_t n;
    assert_int_equal(pz_register_rows(reader, id, organisation, false, &arena, &v, &n, &err), 0);
    assert_int_equal(n, 1);
    return v[0];
}

static void a_draft_changes_in_place(void **state)
{
    (void)state;
    assert_int_equal(put("order", NULL, "aa", "order.docx", "orders"), PZ_PUT_NEW);
    assert_int_equal(put("order", NULL, "aa", "order.docx", "orders"), PZ_PUT_UNCHANGED);
    assert_int_equal(put("order", NULL, "bb", "order.docx", "orders"), PZ_PUT_CHANGED);
    struct pz_register_brief b;
    assert_int_equal(pz_register_brief(reader, "order", "", &b, &err), 1);
    assert_string_equal(b.source_digest, "bb");
    assert_int_equal(b.edition, 1);
    assert_int_equal(b.state, PZ_DRAFT);
    assert_int_equal(pz_register_brief(reader, "order", "1", &b, &err), 0);
    struct pz_history_row *h;
    size_t n;
    assert_int_equal(pz_register_history(reader, "order", NULL, &arena, &h, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_string_equal(h[0].what, "made");
    assert_string_equal(h[1].text, "aa → bb");
    assert_string_equal(h[1].who, stamp.who);
}

static void numbers_are_given_once(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        put(pz_arena_printf(&arena, "o%d", i), NULL, "aa", "o.docx", "orders");
    assert_string_equal(number("o0", NULL, NULL, "2026-05-25"), "1-од");
    assert_string_equal(number("o1", NULL, "№ 5-од ", "2026-05-26"), "5-од");
    assert_string_equal(number("o2", NULL, NULL, "2026-05-26"), "6-од"); /* behind the one by hand */
    fails(pz_register_number(store, "o3", NULL, "5-од", "2026-05-26", &stamp, NULL, &err), "E-STORE-035");
    fails(pz_register_number(store, "o3", NULL, "05-од", "2026-05-26", &stamp, NULL, &err),
          "E-STORE-035"); /* the same number otherwise written */
    fails(pz_register_number(store, "o3", NULL, "№  ", "2026-05-26", &stamp, NULL, &err), "E-STORE-035");
    assert_string_equal(number("o3", NULL, "5/1-од", "2026-05-26"), "5/1-од"); /* does not follow the pattern: allowed, once */
    fails(pz_register_number(store, "o4", NULL, "5/1-од", "2026-05-26", &stamp, NULL, &err), "E-STORE-035");
    assert_string_equal(number("o4", NULL, NULL, "2027-01-11"), "1-од"); /* another year */
    assert_string_equal(number("o1", NULL, NULL, "2026-05-27"), "5-од"); /* the date alone is corrected */
    assert_string_equal(row("o1", "").date, "2026-05-27");
    assert_string_equal(number("o1", NULL, "9-од", "2026-05-27"), "9-од");
    fails(pz_register_number(store, "o5", NULL, "5-од", "2026-05-27", &stamp, NULL, &err),
          "E-STORE-035"); /* stays with o1 for ever */
    struct pz_gap *gaps;
    size_t n;
    assert_int_equal(pz_journal_gaps(reader, &arena, &gaps, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_int_equal(gaps[0].from, 2);
    assert_int_equal(gaps[0].to, 4);
    assert_int_equal(gaps[1].from, 7);
    assert_int_equal(gaps[1].to, 8);
    assert_int_equal(gaps[1].year, 2026);
}

static void patterns_of_offices(void **state)
{
    (void)state;
    put("a", NULL, "aa", "a", "out");
    put("b", NULL, "aa", "b", "long");
    put("c", NULL, "aa", "c", "long");
    assert_string_equal(number("a", NULL, NULL, "2026-05-25"), "15/2386");
    assert_string_equal(number("b", NULL, NULL, "2026-05-25"), "26-05-2026/001");
    assert_string_equal(number("c", NULL, NULL, "2026-06-25"), "26-06-2026/002");
    struct pz_journal bad = {"x", "Без номера", "од", 1, true}, changed = {"out", "Исходящие", "15/{n}", 1, true};
    fails(pz_journal_put(store, &bad, &err), "E-STORE-033");
    fails(pz_journal_put(store, &changed, &err), "E-STORE-033"); /* 15/2386 of which year? */
}

static void what_cannot_be_registered(void **state)
{
    (void)state;
    put("a", NULL, "aa", "a", NULL);
    put("b", NULL, "aa", "b", "nowhere");
    put("c", NULL, "aa", "c", "orders");
    fails(pz_register_number(store, "zzz", NULL, NULL, "2026-05-25", &stamp, NULL, &err), "E-STORE-034");
    fails(pz_register_number(store, "a", NULL, NULL, "2026-05-25", &stamp, NULL, &err), "E-STORE-034");
    fails(pz_register_number(store, "b", NULL, NULL, "2026-05-25", &stamp, NULL, &err), "E-STORE-034");
    fails(pz_register_number(store, "c", NULL, NULL, "25.05.2026", &stamp, NULL, &err), "E-STORE-036");
    fails(pz_register_number(store, "c", NULL, NULL, "2026-02-30", &stamp, NULL, &err), "E-STORE-036");
    number("c", NULL, NULL, "2026-05-25");
    assert_int_equal(pz_register_state(store, "c", NULL, PZ_SIGNING, NULL, &stamp, &err), 0);
    fails(pz_register_number(store, "c", NULL, "7-од", "2026-05-25", &stamp, NULL, &err), "E-STORE-037");
}

static void sign(const char *id)
{
    assert_int_equal(pz_register_state(store, id, NULL, PZ_SIGNING, NULL, &stamp, &err), 0);
    assert_int_equal(pz_register_state(store, id, NULL, PZ_SIGNED, "x.sig", &stamp, &err), 0);
}

/* What was registered is issued again under its number and date, unless others are given. */
static void an_edition_keeps_its_number(void **state)
{
    (void)state;
    put("other", NULL, "aa", "other.docx", "orders");
    number("other", NULL, "4-од", "2026-05-20");
    put("order", NULL, "aa", "order-1.docx", "orders");
    assert_string_equal(number("order", NULL, NULL, "2026-05-25"), "5-од");
    assert_string_equal(number("order", NULL, "8-од", NULL), "8-од"); /* a slip of the pen: the day stays */
    assert_string_equal(row("order", NULL).date, "2026-05-25");
    sign("order");
    assert_int_equal(put("order", NULL, "bb", "order-2.docx", "orders"), PZ_PUT_NEW_EDITION);
    assert_string_equal(row("order", NULL).number, "");
    assert_string_equal(number("order", NULL, NULL, NULL), "8-од");
    assert_string_equal(row("order", NULL).date, "2026-05-25");
    assert_string_equal(number("order", NULL, NULL, "2026-06-01"), "8-од"); /* its day alone */
    assert_string_equal(row("order", NULL).date, "2026-06-01");
    sign("order");
    put("order", NULL, "cc", "order-3.docx", "orders");
    assert_string_equal(number("order", NULL, "12-од", NULL), "12-од"); /* another number is of the day it is given */
    assert_memory_equal(row("order", NULL).date, stamp.time, 10);
    sign("order");
    put("order", NULL, "dd", "order-4.docx", "orders");
    assert_string_equal(number("order", NULL, NULL, "2027-01-11"), "1-од"); /* a journal of another year */
}

static void dependants_follow(void **state)
{
    (void)state;
    struct pz_registered registered;
    put("order", NULL, "aa", "order.docx", "orders");
    put("letter", "2", "bb", "2.docx", "out");
    put("letter", "1", "cc", "1.docx", "out");
    assert_int_equal(pz_register_number(store, "order", NULL, NULL, "2026-05-25", &stamp, &registered, &err), 0);
    assert_int_equal(registered.dependants, 2);
    struct pz_value value;
    assert_int_equal(pz_register_value(reader, "letter", "1", &arena, &value, &err), 0);
    expect(value, "number", "null");
    expect(value, "registered", "false");
    expect(value, "references.0.id", "\"order\"");
    expect(value, "references.0.number", "\"1-од\"");
    expect(value, "references.0.date", "\"2026-05-25\"");
    assert_int_equal(pz_register_value(reader, "order", NULL, &arena, &value, &err), 0);
    expect(value, "number", "\"1-од\"");
    expect(value, "state", "\"registered\"");
    assert_int_equal(pz_register_value(reader, "plan", NULL, &arena, &value, &err), 0);
    expect(value, "number", "null");
    expect(value, "references", "[]");
}

/* What stands around the bytes is compared as a whole. */
static void around_the_bytes(void **state)
{
    (void)state;
    bool same;
    struct pz_reference ref = {"ground", "order", ""};
    struct pz_register_put p = {.id = "letter",
                                .kind = "letter",
                                .title = "О мониторинге",
                                .path = "l.docx",
                                .source_digest = "aa",
                                .journal = "out",
                                .date = "2026-05-20",
                                .references = &ref,
                                .references_n = 1};
    assert_int_equal(pz_register_commit(store, &p, 1, &stamp, NULL, &err), 0);
    assert_int_equal(pz_reader_renew(reader, &err) || pz_register_same(reader, &p, &same, &err), 0);
    assert_true(same);
    p.event_date = "2026-06-01";
    assert_int_equal(pz_register_same(reader, &p, &same, &err), 0);
    assert_false(same);
    p.event_date = NULL;
    ref.id = "other";
    assert_int_equal(pz_register_same(reader, &p, &same, &err), 0);
    assert_false(same);
    p.references_n = 0;
    assert_int_equal(pz_register_same(reader, &p, &same, &err), 0);
    assert_false(same);
    p.id = "never made";
    assert_int_equal(pz_register_same(reader, &p, &same, &err), 0);
    assert_false(same);
}

static void states_go_their_way(void **state)
{
    (void)state;
    put("order", NULL, "aa", "order.docx", "orders");
    fails(pz_register_state(store, "order", NULL, PZ_SIGNING, NULL, &stamp, &err), "E-STORE-037"); /* no number yet */
    number("order", NULL, NULL, "2026-05-25");
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_SIGNING, NULL, &stamp, &err), 0);
    assert_int_equal(put("order", NULL, "bb", "order.docx", "orders"), PZ_PUT_CHANGED); /* other bytes are to be signed */
    assert_int_equal(row("order", "").state, PZ_REGISTERED);
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_SIGNING, NULL, &stamp, &err), 0);
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_REGISTERED, NULL, &stamp, &err), 0);
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_SIGNING, NULL, &stamp, &err), 0);
    fails(pz_register_state(store, "order", NULL, PZ_PUBLISHED, NULL, &stamp, &err), "E-STORE-037");
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_SIGNED, "order.docx.sig", &stamp, &err), 0);
    assert_string_equal(row("order", "").signature_path, "order.docx.sig");
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_PUBLISHED, NULL, &stamp, &err), 0);
    fails(pz_register_state(store, "order", NULL, PZ_DRAFT, NULL, &stamp, &err), "E-STORE-037");
    put("note", NULL, "aa", "note.docx", NULL); /* without a journal */
    assert_int_equal(pz_register_state(store, "note", NULL, PZ_PUBLISHED, NULL, &stamp, &err), 0);
    assert_string_equal(pz_state_word(PZ_SIGNING), "signing");
    assert_string_equal(pz_state_title(PZ_SIGNING), "for signing");
}

static void a_signed_document_stays(void **state)
{
    (void)state;
    put("order", NULL, "aa", "order.docx", "orders");
    number("order", NULL, NULL, "2026-05-25");
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_SIGNED, "order.sig", &stamp, &err), 0);
    assert_int_equal(put("order", NULL, "aa", "elsewhere.docx", "orders"), PZ_PUT_UNCHANGED);
    assert_string_equal(row("order", "").path, "order.docx");
    struct pz_register_put p = {
        .id = "order", .kind = "order", .title = "Т", .path = "order.docx", .source_digest = "bb", .journal = "orders"};
    fails(pz_register_commit(store, &p, 1, &stamp, NULL, &err), "E-STORE-031");
    fails(pz_register_pdf(store, "order", NULL, "aa", "order.pdf", "pp", &err), "E-STORE-031");
    assert_int_equal(put("order", NULL, "bb", "order-2.docx", "orders"), PZ_PUT_NEW_EDITION);
    struct pz_register_row *v;
    size_t n;
    assert_int_equal(pz_register_rows(reader, "order", NULL, true, &arena, &v, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_string_equal(v[0].source_digest, "aa");
    assert_int_equal(v[0].state, PZ_SIGNED);
    assert_false(v[0].current);
    assert_int_equal(v[1].edition, 2);
    assert_int_equal(v[1].state, PZ_DRAFT);
    assert_string_equal(v[1].number, "");
    assert_string_equal(number("order", NULL, "1-од", "2026-06-01"), "1-од"); /* its own number may stand on the new edition */
    struct pz_register_row found;
    assert_int_equal(pz_register_by_path(reader, "order.docx", &arena, &found, &err), 1);
    assert_int_equal(found.edition, 1);
    assert_int_equal(pz_register_by_path(reader, "order.sig", &arena, &found, &err), 1);
    assert_int_equal(pz_register_by_path(reader, "none", &arena, &found, &err), 0);
}

static void pdf_belongs_to_its_source(void **state)
{
    (void)state;
    put("order", NULL, "aa", "order.docx", "orders");
    fails(pz_register_pdf(store, "order", NULL, "old", "order.pdf", "pp", &err), "E-STORE-032");
    assert_int_equal(pz_register_pdf(store, "order", NULL, "aa", "order.pdf", "pp", &err), 0);
    assert_int_equal(put("order", NULL, "aa", "order.docx", "orders"), PZ_PUT_UNCHANGED);
    assert_string_equal(row("order", "").pdf_digest, "pp"); /* kept with the same source */
    put("order", NULL, "bb", "order.docx", "orders");
    assert_string_equal(row("order", "").pdf_digest, ""); /* gone with another */
}

static void a_batch_is_all_or_nothing(void **state)
{
    (void)state;
    put("order", NULL, "aa", "order.docx", "orders");
    number("order", NULL, NULL, "2026-05-25");
    assert_int_equal(pz_register_state(store, "order", NULL, PZ_SIGNED, NULL, &stamp, &err), 0);
    struct pz_register_put p[] = {{.id = "new", .kind = "k", .title = "t", .path = "n", .source_digest = "aa"},
                                  {.id = "order", .kind = "k", .title = "t", .path = "order.docx", .source_digest = "zz"}};
    fails(pz_register_commit(store, p, 2, &stamp, NULL, &err), "E-STORE-031");
    struct pz_register_brief b;
    assert_int_equal(pz_register_brief(reader, "new", "", &b, &err), 0);
}

static void history_cannot_be_rewritten(void **state)
{
    (void)state;
    char path[80], command[300];
    struct pz_store *s;
    fresh_path(path, sizeof path);
    assert_int_equal(pz_store_open(&s, path, PZ_STORE_CREATE, &err), 0);
    struct pz_journal j = {"orders", "Приказы", "{n}-од", 1, true};
    struct pz_register_put p = {
        .id = "order", .kind = "order", .title = "Т", .path = "order.docx", .source_digest = "bb", .journal = "orders"};
    assert_int_equal(pz_journal_put(s, &j, &err) || pz_register_commit(s, &p, 1, &stamp, NULL, &err), 0);
    assert_int_equal(pz_register_number(s, "order", NULL, NULL, "2026-05-25", &stamp, NULL, &err), 0);
    assert_int_equal(pz_register_state(s, "order", NULL, PZ_SIGNED, NULL, &stamp, &err), 0);
    pz_store_close(s);
    static const char *const attempts[] = {"DELETE FROM history",
                                           "UPDATE history SET who = 'x'",
                                           "DELETE FROM number",
                                           "UPDATE number SET number = '2-од'",
                                           "UPDATE edition SET source_digest = 'x'",
                                           "DELETE FROM edition"};
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) { /* by another program */
        snprintf(command, sizeof command,
                 "python3 -c \"import sqlite3; c=sqlite3.connect('%s'); c.execute(\\\"%s\\\"); c.commit()\" 2>/dev/null", path,
                 attempts[i]);
        assert_int_not_equal(system(command), 0);
    }
    remove_database(path);
}

static void notes_and_changes_are_kept(void **state)
{
    (void)state;
    put("letter", "1", "aa", "1.docx", NULL);
    assert_int_equal(pz_register_note(store, "letter", "1", "allow", "телефон служебный", &stamp, &err), 0);
    struct pz_change change = {"letter", "1", 1, "таблица 2, строка 3", "3,4", "3,6"};
    struct pz_register_put p = {.id = "letter",
                                .organisation = "1",
                                .kind = "letter",
                                .title = "t",
                                .path = "1.docx",
                                .source_digest = "bb",
                                .changes = &change,
                                .changes_n = 1};
    assert_int_equal(pz_register_commit(store, &p, 1, &stamp, NULL, &err), 0);
    struct pz_change_row *c;
    size_t n;
    assert_int_equal(pz_register_why(reader, "letter", "1", NULL, &arena, &c, &n, &err), 0);
    assert_int_equal(n, 1);
    assert_string_equal(c[0].change.new_text, "3,6");
    assert_int_equal(pz_register_why(reader, NULL, NULL, "2026-05-26", &arena, &c, &n, &err), 0);
    assert_int_equal(n, 0);
}

static void exports_are_tables(void **state)
{
    (void)state;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_register_put p = {.id = "order",
                                .kind = "order",
                                .title = "=О «плане»; \"дорожной карте\"",
                                .path = "o.docx",
                                .source_digest = "aa",
                                .journal = "orders"};
    assert_int_equal(pz_register_commit(store, &p, 1, &stamp, NULL, &err), 0);
    number("order", NULL, NULL, "2026-05-25");
    assert_int_equal(pz_register_csv(reader, &out, &err), 0);
    assert_non_null(strstr(out.data, "\xEF\xBB\xBFДокумент;Код организации;Организация;Редакция;"));
    assert_non_null(strstr(
        out.data, "\r\norder;;;1;order;\"'=О «плане»; \"\"дорожной карте\"\"\";orders;1-од;2026-05-25;зарегистрирован;o.docx;aa;"));
    pz_buf_clear(&out);
    assert_int_equal(pz_history_csv(reader, &out, &err), 0);
    assert_non_null(strstr(out.data, ";Гончар Ю.А.;order;;1;номер;1-од, 2026-05-25\r\n"));
    pz_buf_release(&out);
}

static void shards_are_merged(void **state)
{
    (void)state;
    char path[80];
    struct pz_store *other;
    struct pz_journal j = {"orders", "Приказы", "{n}-од", 1, true};
    struct pz_register_put p = {.id = "letter",
                                .organisation = "2",
                                .kind = "letter",
                                .title = "Т",
                                .path = "2.docx",
                                .source_digest = "bb",
                                .journal = "orders"};
    fresh_path(path, sizeof path);
    assert_int_equal(pz_store_open(&other, path, PZ_STORE_CREATE, &err), 0);
    assert_int_equal(pz_journal_put(other, &j, &err) || pz_register_commit(other, &p, 1, &stamp, NULL, &err), 0);
    pz_store_close(other);
    put("letter", "1", "aa", "1.docx", "orders");
    assert_int_equal(pz_register_merge(store, path, &err), 0);
    assert_int_equal(pz_register_merge(store, path, &err), 0); /* again: nothing more */
    struct pz_register_row *v;
    struct pz_history_row *h;
    size_t n;
    assert_int_equal(pz_register_rows(reader, "letter", NULL, true, &arena, &v, &n, &err), 0);
    assert_int_equal(n, 2);
    assert_int_equal(pz_register_history(reader, "letter", "2", &arena, &h, &n, &err), 0);
    assert_int_equal(n, 1);
    /* both give number 1: nothing is taken over */
    number("letter", "1", NULL, "2026-05-25");
    assert_int_equal(pz_store_open(&other, path, PZ_STORE_WRITE, &err), 0);
    assert_int_equal(pz_register_number(other, "letter", "2", NULL, "2026-05-25", &stamp, NULL, &err), 0);
    pz_store_close(other);
    fails(pz_register_merge(store, path, &err), "E-STORE-038");
    assert_string_equal(row("letter", "2").number, "");
    remove_database(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_draft_changes_in_place, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_given_once, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(patterns_of_offices, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_registered, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(an_edition_keeps_its_number, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(dependants_follow, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(around_the_bytes, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(states_go_their_way, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(a_signed_document_stays, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(pdf_belongs_to_its_source, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(a_batch_is_all_or_nothing, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(history_cannot_be_rewritten, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(notes_and_changes_are_kept, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(exports_are_tables, set_up_journals, tear_down),
        cmocka_unit_test_setup_teardown(shards_are_merged, set_up_journals, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
