/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-checks over data and register before anything is made. Each is a view of data/schema/checks.sql that gives file, sheet,
 * cell, line, column and the words of its message. */
#include "base/i18n.h"
#include "store/db.h"

enum { MAX_WORDS = 5 };

/* One row of a check. */
struct finding {
    struct pz_place place;
    const char *word[MAX_WORDS]; /* "" when null */
};

struct check {
    enum pz_check what;
    const char *sql;
    void (*report)(const struct finding *f, struct pz_diags *diags);
};

static void unknown_organisation(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-040", &f->place, _("results of “%s”, which is in no list of organisations"), f->word[0]);
}

static void unknown_indicator(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-041", &f->place, _("results by the indicator “%s”, which is not defined"), f->word[0]);
}

static void off_scale(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-042", &f->place, _("%s of “%s” by “%s” is not on its scale %s; it counts nowhere"), f->word[0],
              f->word[1], f->word[2], f->word[3]);
}

static void contradiction(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-043", &f->place, _("“%s” of “%s” is “%s” here and “%s” in “%s”, which is taken"), f->word[0],
              f->word[1], f->word[2], f->word[3], f->word[4]);
}

/* A number as SQL or a spreadsheet prints it, with the decimal sign of the language. */
static const char *decimal(char out[64], const char *number)
{
    snprintf(out, 64, "%s", number);
    char *point = strchr(out, '.');
    if (point && strspn(number, "-0123456789.") == strlen(number))
        *point = _(".")[0];
    return out;
}

static void wrong_total(const struct finding *f, struct pz_diags *diags)
{
    char said[64], found[64];
    pz_report(diags, "W-STORE-044", &f->place, _("the total of “%s” is %s, the rows give %s"), f->word[0],
              decimal(said, f->word[1]), decimal(found, f->word[2]));
}

static void no_recommendation(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-045", &f->place, _("no recommendation of the catalogue fits the deficit “%s” %s (organisations: %s)"),
              f->word[0], f->word[1], f->word[2]);
}

static void indicator_incomplete(const struct finding *f, struct pz_diags *diags)
{
    if (f->word[1][0] == 's')
        pz_report(diags, "E-STORE-047", &f->place, _("the indicator “%s” names the scale “%s”, which is not defined"), f->word[0],
                  f->word[2]);
    else if (!f->word[2][0])
        pz_report(diags, "E-STORE-047", &f->place, _("the indicator “%s” has no area, so it would count nowhere"), f->word[0]);
    else
        pz_report(diags, "E-STORE-047", &f->place, _("the indicator “%s” names the area “%s”, which is not defined"), f->word[0],
                  f->word[2]);
}

static void bad_level(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-048", &f->place, _("the levels “%s” leave a hole: the lowest begins at %s %%, not at 0"), f->word[0],
              f->word[1]);
}

static void bad_rule(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-049", &f->place, _("the rule “%s” has no %s"), f->word[0], f->word[1]);
}

static void unknown_target(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-050", &f->place, _("“%s” refers to “%s”, which is not defined"), f->word[0], f->word[1]);
}

static void term_on_day_off(const struct finding *f, struct pz_diags *diags)
{
    if (strcmp(f->word[2], "weekend") == 0)
        pz_report(diags, "W-STORE-051", &f->place, _("the term “%s” of “%s” falls on a day off; the next working day is %s"),
                  f->word[0], f->word[1], f->word[3]);
    else
        pz_report(diags, "W-STORE-051", &f->place, _("the term “%s” of “%s” falls on a holiday (%s); the next working day is %s"),
                  f->word[0], f->word[1], f->word[2], f->word[3]);
}

static void year_without_calendar(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-060", &f->place,
              _("the term “%s” of “%s” is in %s, whose moved days off are not known; give them by an import of kind “calendar”"),
              f->word[0], f->word[1], f->word[2]);
}

static void term_unknown(const struct finding *f, struct pz_diags *diags)
{
    if (f->word[2][0])
        pz_report(diags, "W-STORE-052", &f->place, _("the term “%s” of “%s” needs the setting “%s”, which is missing"), f->word[0],
                  f->word[1], f->word[2]);
    else
        pz_report(diags, "W-STORE-053", &f->place, _("the term “%s” of “%s” is not understood; it is printed as it stands"),
                  f->word[0], f->word[1]);
}

static void ground_after_act(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-054", &f->place, _("the ground “%s” is of %s, later than the document “%s” of %s"), f->word[0],
              f->word[1], f->word[2], f->word[3]);
}

static void late_letter(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-055", &f->place, _("the document “%s” of %s announces an event of %s"), f->word[0], f->word[1],
              f->word[2]);
}

static void title_differs(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-056", &f->place, _("the title “%s” is “%s” in the text"), f->word[0], f->word[1]);
}

static void missing_document(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "E-STORE-057", &f->place, _("the document “%s” refers to “%s”, which does not exist"), f->word[0], f->word[1]);
}

static void number_gap(const struct finding *f, struct pz_diags *diags)
{
    if (strcmp(f->word[2], f->word[3]) == 0)
        pz_report(diags, "W-STORE-058", NULL, _("the journal “%s” has not given the number %s"), f->word[0], f->word[2]);
    else
        pz_report(diags, "W-STORE-058", NULL, _("the journal “%s” has not given the numbers %s to %s"), f->word[0], f->word[2],
                  f->word[3]);
}

static void without_results(const struct finding *f, struct pz_diags *diags)
{
    pz_report(diags, "W-STORE-059", &f->place, _("there are no results of “%s” for %s"), f->word[0], f->word[1]);
}

static const struct check checks[] = {
    {PZ_CHECK_DATA, "SELECT * FROM check_unknown_organisation", unknown_organisation},
    {PZ_CHECK_DATA, "SELECT * FROM check_unknown_indicator", unknown_indicator},
    {PZ_CHECK_DATA, "SELECT * FROM check_off_scale", off_scale},
    {PZ_CHECK_DATA, "SELECT * FROM check_contradiction", contradiction},
    {PZ_CHECK_DATA, "SELECT * FROM check_contradiction_2", contradiction},
    {PZ_CHECK_DATA, "SELECT * FROM check_wrong_total", wrong_total},
    {PZ_CHECK_DATA, "SELECT * FROM check_no_recommendation", no_recommendation},
    {PZ_CHECK_DATA, "SELECT * FROM check_indicator_incomplete", indicator_incomplete},
    {PZ_CHECK_DATA, "SELECT * FROM check_bad_level", bad_level},
    {PZ_CHECK_DATA, "SELECT * FROM check_bad_rule", bad_rule},
    {PZ_CHECK_DATA, "SELECT * FROM check_unknown_target", unknown_target},
    {PZ_CHECK_DATA, "SELECT * FROM check_term_on_day_off", term_on_day_off},
    {PZ_CHECK_DATA, "SELECT * FROM check_year_without_calendar", year_without_calendar},
    {PZ_CHECK_DATA, "SELECT * FROM check_term_unknown", term_unknown},
    {PZ_CHECK_REGISTER, "SELECT * FROM check_ground_after_act", ground_after_act},
    {PZ_CHECK_REGISTER, "SELECT * FROM check_ground_after_act_2", ground_after_act},
    {PZ_CHECK_REGISTER, "SELECT * FROM check_late_letter", late_letter},
    {PZ_CHECK_REGISTER, "SELECT * FROM check_title_differs", title_differs},
    {PZ_CHECK_REGISTER, "SELECT * FROM check_missing_document", missing_document},
    {PZ_CHECK_JOURNALS, "SELECT * FROM check_number_gap", number_gap},
    {PZ_CHECK_DATA, "SELECT * FROM check_without_results", without_results},
};

static const char *word(sqlite3_stmt *st, int column)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    return text ? text : "";
}

static int run(struct db *db, const struct check *check, struct pz_diags *diags, struct pz_error *err)
{
    sqlite3_stmt *st = db_query(db, check->sql, err);
    int rc = st ? 1 : -1;
    while (rc > 0 && (rc = db_step(db, st, err)) > 0) {
        struct finding f = {.place = pz_place_cell(word(st, 0), word(st, 1), word(st, 2))};
        f.place.line = (unsigned)sqlite3_column_int(st, 3);
        f.place.column = (unsigned)sqlite3_column_int(st, 4);
        for (int i = 0; i < MAX_WORDS; i++)
            f.word[i] = i + 5 < sqlite3_column_count(st) ? word(st, i + 5) : "";
        check->report(&f, diags);
    }
    return rc;
}

int pz_store_check(struct pz_store *s, unsigned what, struct pz_diags *diags, struct pz_error *err)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (checks[i].what & what && run(&s->db, &checks[i], diags, err))
            return -1;
    return 0;
}

/* That the data have no errors is kept in `meta`; every import and pz_store_refresh take it back. */
int pz_store_check_data(struct pz_store *s, struct pz_diags *diags, struct pz_error *err)
{
    int64_t sound;
    size_t before = diags->errors;
    if (db_number(&s->db, &sound, 0, err, "SELECT 1 FROM meta WHERE name = 'sound'", ""))
        return -1;
    if (sound)
        return 0;
    if (pz_store_check(s, PZ_CHECK_DATA, diags, err))
        return -1;
    return diags->errors > before ? 0 : db_do(&s->db, err, "INSERT INTO meta VALUES ('sound', '1')", "");
}
