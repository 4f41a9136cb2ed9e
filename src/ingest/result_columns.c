/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the columns of a table of results are. In this order: the rules of prikaz.xml, known headers, years, indicators by code and name,
 * organisations by name; then guesses by what stands in the rows. */
#include <string.h>

#include "base/i18n.h"
#include "ingest/columns.h"
#include "ingest/results.h"
#include "ingest/text.h"

static const struct {
    const char *field;
    enum pz_role role;
} roles[] = {{"organisation.code", PZ_ROLE_ORGANISATION_CODE},
             {"organisation.name", PZ_ROLE_ORGANISATION_NAME},
             {"organisation", PZ_ROLE_ORGANISATION_NAME},
             {"indicator.code", PZ_ROLE_INDICATOR_CODE},
             {"indicator.name", PZ_ROLE_INDICATOR_NAME},
             {"period", PZ_ROLE_PERIOD},
             {"unit", PZ_ROLE_UNIT},
             {"value", PZ_ROLE_VALUE},
             {"base", PZ_ROLE_BASE},
             {"ordinal", PZ_ROLE_IGNORED},
             {"ignore", PZ_ROLE_IGNORED}};

static bool set_role(struct pz_result_column *out, const char *field)
{
    for (size_t i = 0; field && i < sizeof roles / sizeof roles[0]; i++)
        if (strcmp(roles[i].field, field) == 0) {
            out->role = roles[i].role;
            return true;
        }
    return false;
}

const char *pz_period_of(struct pz_arena *arena, const char *text, size_t len, bool whole)
{
    int years[2] = {0}, n = 0;
    size_t digits = 0, others = 0;
    for (size_t i = 0; i <= len; i++) {
        bool digit = i < len && text[i] >= '0' && text[i] <= '9';
        if (digit) {
            digits++;
            continue;
        }
        int year =
            digits == 4 ? (text[i - 4] - '0') * 1000 + (text[i - 3] - '0') * 100 + (text[i - 2] - '0') * 10 + text[i - 1] - '0' : 0;
        if (year >= 1990 && year <= 2100 && n < 2 && (!n || years[0] != year))
            years[n++] = year;
        else if (digits)
            others++;
        digits = 0;
    }
    if (!n || (whole && (others || len > 40)))
        return NULL;
    if (n == 2 && years[1] == years[0] + 1)
        return pz_arena_printf(arena, "%d-%d", years[0], years[1]);
    return n == 1 ? pz_arena_printf(arena, "%d", years[0]) : NULL;
}

/* By a tier of the header, also without the unit behind it: «Численность, чел.» is «Численность». */
static struct pz_match match_tier(const struct pz_results *r, const char *tier)
{
    struct pz_match match = pz_match_any(r->in->indicators, tier, strlen(tier));
    size_t bare = pz_header_without_unit(tier);
    if (match.kind > PZ_MATCH_GUESS || !tier[bare])
        return match;
    struct pz_match without = pz_match_any(r->in->indicators, tier, bare);
    return without.kind > match.kind ? without : match;
}

/* Whether the last tier tells the columns below one indicator apart («число», «из скольких», «2026»), and is not a name that nobody knows. */
static bool last_tier_only_tells_apart(const struct pz_results *r, const struct pz_column *column)
{
    const char *last = column->tiers[column->tier_n - 1];
    return pz_words(last, strlen(last)) || pz_period_of(&r->in->arena, last, strlen(last), true);
}

/* By the tiers of the header, the lowest first. A heading above a name that nobody knows is that of a group: part of an indicator's name in it
 * means nothing. */
static struct pz_match match_tiers(const struct pz_results *r, const struct pz_column *column)
{
    struct pz_match match = {.kind = PZ_MATCH_NONE};
    for (size_t t = column->tier_n; t-- > 0 && match.kind < PZ_MATCH_GUESS;) {
        match = match_tier(r, column->tiers[t]);
        if (match.kind == PZ_MATCH_AMBIGUOUS && match.near_n == 2)
            break;
        if (match.kind == PZ_MATCH_GUESS && t + 1 < column->tier_n && !last_tier_only_tells_apart(r, column))
            match.kind = PZ_MATCH_NONE;
    }
    return match;
}

/* An indicator by the column's code or by a tier of its header. 1 found, 0 not, -1 code and name are of two. */
static int find_indicator(struct pz_results *r, size_t c, const struct pz_column *column, long *entry)
{
    struct pz_match match = {.kind = PZ_MATCH_NONE};
    if (column->code[0])
        match = pz_match_code(r->in->indicators, column->code, strlen(column->code));
    struct pz_match named = match_tiers(r, column);
    bool conflict =
        (match.kind == PZ_MATCH_EXACT && named.kind >= PZ_MATCH_SAME && named.entry != match.entry) ||
        (match.kind != PZ_MATCH_EXACT && named.kind == PZ_MATCH_AMBIGUOUS && column->code[0]) ||
        (match.kind == PZ_MATCH_EXACT && named.kind == PZ_MATCH_AMBIGUOUS && named.near_n == 2 && named.near[0] == match.entry);
    if (conflict) {
        struct pz_place place = pz_intake_column(r->in, r->table, c);
        pz_report(r->in->diags, "E-DATA-034", &place, _("the code and the name of the column “%s” are of two indicators"),
                  column->path);
        return -1;
    }
    bool strange = named.kind == PZ_MATCH_GUESS && !named.by_words && named.entry == match.entry;
    if (match.kind != PZ_MATCH_EXACT || strange)
        match = named;
    if (match.kind < PZ_MATCH_GUESS)
        return 0;
    *entry = (long)match.entry;
    if (match.kind == PZ_MATCH_GUESS) {
        struct pz_place place = pz_intake_column(r->in, r->table, c);
        pz_report(r->in->diags, "W-DATA-060", &place, _("“%s” is taken for %s %s"), column->path,
                  pz_matcher_code(r->in->indicators, match.entry, &r->in->row),
                  pz_matcher_title(r->in->indicators, match.entry, &r->in->row));
    }
    return 1;
}

static void find_period(struct pz_results *r, const struct pz_column *column, struct pz_result_column *out)
{
    for (size_t t = 0; t < column->tier_n && !out->period; t++)
        out->period = pz_period_of(&r->in->arena, column->tiers[t], strlen(column->tiers[t]), true);
}

static bool find_organisation(struct pz_results *r, const struct pz_column *column, struct pz_result_column *out)
{
    for (size_t t = column->tier_n; t-- > 0;) {
        struct pz_match match = pz_match_name(r->in->organisations, column->tiers[t], strlen(column->tiers[t]));
        if (match.kind >= PZ_MATCH_GUESS) {
            out->organisation = (long)match.entry;
            return true;
        }
    }
    return false;
}

/* The last tier only says whether it is the count or its base. */
static unsigned last_words(const struct pz_column *column)
{
    return column->tier_n > 1 ? pz_words(column->tiers[column->tier_n - 1], strlen(column->tiers[column->tier_n - 1])) : 0;
}

/* What prikaz.xml says about the whole table; NONE: nothing. */
static enum pz_layout told_layout(const struct pz_results *r)
{
    static const char *const names[] = {
        [PZ_LAYOUT_WIDE] = "wide", [PZ_LAYOUT_LONG] = "long", [PZ_LAYOUT_SWAPPED] = "swapped", [PZ_LAYOUT_PERIODS] = "years"};
    for (size_t i = 1; r->in->source->layout && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(r->in->source->layout, names[i]) == 0)
            return (enum pz_layout)i;
    return PZ_LAYOUT_NONE;
}

/* The layout is told, so columns can be of one thing only. */
static void by_layout(struct pz_results *r, const struct pz_column *column, enum pz_layout told, struct pz_result_column *out)
{
    bool value = false;
    find_period(r, column, out);
    if (told == PZ_LAYOUT_SWAPPED)
        value = find_organisation(r, column, out);
    else if (told == PZ_LAYOUT_PERIODS)
        value = out->period != NULL;
    if (value)
        out->role = last_words(column) & PZ_WORD_BASE ? PZ_ROLE_BASE : PZ_ROLE_VALUE;
}

static void by_content(struct pz_results *r, size_t c, struct pz_result_column *out)
{
    const struct pz_column *column = &r->table->columns[c];
    enum pz_layout told = told_layout(r);
    if (told != PZ_LAYOUT_NONE && told != PZ_LAYOUT_WIDE) {
        by_layout(r, column, told, out);
        return;
    }
    find_period(r, column, out);
    int found = find_indicator(r, c, column, &out->indicator);
    if (found < 0) {
        out->role = PZ_ROLE_IGNORED;
        return;
    }
    if (found || find_organisation(r, column, out) || out->period)
        out->role = last_words(column) & PZ_WORD_BASE ? PZ_ROLE_BASE : PZ_ROLE_VALUE;
}

static void by_rule(struct pz_results *r, size_t c, const struct pz_column_rule *rule, struct pz_result_column *out)
{
    struct pz_place place = pz_intake_column(r->in, r->table, c);
    set_role(out, rule->field);
    if (rule->indicator) {
        struct pz_match match = pz_match_any(r->in->indicators, rule->indicator, strlen(rule->indicator));
        if (match.kind >= PZ_MATCH_SAME)
            out->indicator = (long)match.entry;
        else
            pz_report(r->in->diags, "E-DATA-033", &place, _("the indicator “%s” is not known"), rule->indicator);
        out->role = out->role == PZ_ROLE_BASE ? PZ_ROLE_BASE : match.kind >= PZ_MATCH_SAME ? PZ_ROLE_VALUE : PZ_ROLE_IGNORED;
    }
    if (out->role == PZ_ROLE_NONE)
        out->role = PZ_ROLE_IGNORED;
    find_period(r, &r->table->columns[c], out);
}

static void find_role(struct pz_results *r, size_t c)
{
    const struct pz_column *column = &r->table->columns[c];
    struct pz_result_column *out = &r->columns[c];
    *out = (struct pz_result_column){.organisation = -1, .indicator = -1, .base = -1};
    out->percent = pz_words(column->unit, strlen(column->unit)) & PZ_WORD_PERCENT;
    const struct pz_column_rule *rule = pz_column_rule(r->in->source, column);
    out->scale = rule ? rule->scale : NULL;
    if (rule && (rule->field || rule->indicator)) {
        by_rule(r, c, rule, out);
        return;
    }
    if (!column->path[0])
        return;
    /* A code says more than a common heading above it («Показатели» over 2.1, 2.2 …). */
    bool coded = column->code[0] && pz_match_code(r->in->indicators, column->code, strlen(column->code)).kind == PZ_MATCH_EXACT;
    if (coded || (last_words(column) & (PZ_WORD_BASE | PZ_WORD_COUNT | PZ_WORD_VALUE)))
        by_content(r, c, out);
    if (out->role == PZ_ROLE_NONE && !set_role(out, pz_column_field("results", column)))
        by_content(r, c, out);
}

/* How many of the rows seen ahead match in this column. */
static size_t matches_in_rows(const struct pz_results *r, struct pz_matcher *matcher, size_t c, size_t *filled)
{
    size_t hits = 0;
    *filled = 0;
    for (size_t i = 0; i < pz_table_ahead(r->table); i++) {
        const struct pz_cell *cell = pz_table_peek(r->table, i, r->table->columns[c].number);
        if (!cell || cell->row <= r->table->header_last || cell->type != PZ_CELL_TEXT)
            continue;
        ++*filled;
        hits += pz_match_any(matcher, cell->text, cell->len).kind >= PZ_MATCH_GUESS;
    }
    return hits;
}

static bool has_role(const struct pz_results *r, enum pz_role role)
{
    for (size_t c = 0; c < r->table->n; c++)
        if (r->columns[c].role == role)
            return true;
    return false;
}

/* No header says where the names stand: the column in which most rows are names is it. */
static void guess_names(struct pz_results *r, struct pz_matcher *matcher, enum pz_role role, const char *what)
{
    size_t best = SIZE_MAX, best_hits = 0;
    for (size_t c = 0; c < r->table->n; c++) {
        size_t filled, hits = r->columns[c].role == PZ_ROLE_NONE || r->columns[c].role == PZ_ROLE_IGNORED ||
                                      r->columns[c].role == PZ_ROLE_INDICATOR_NAME
                                  ? matches_in_rows(r, matcher, c, &filled)
                                  : 0;
        if (hits > best_hits && hits * 2 >= filled) {
            best = c;
            best_hits = hits;
        }
    }
    if (best == SIZE_MAX)
        return;
    r->columns[best].role = role;
    struct pz_place place = pz_intake_column(r->in, r->table, best);
    pz_report(r->in->diags, "W-DATA-062", &place, _("the column “%s” is taken for %s, by what stands in its rows"),
              r->table->columns[best].path, what);
}

static size_t count_values(const struct pz_results *r, bool (*test)(const struct pz_result_column *))
{
    size_t n = 0;
    for (size_t c = 0; c < r->table->n; c++)
        n += r->columns[c].role == PZ_ROLE_VALUE && test(&r->columns[c]);
    return n;
}

static bool says_indicator(const struct pz_result_column *c)
{
    return c->indicator >= 0;
}

static bool says_organisation(const struct pz_result_column *c)
{
    return c->organisation >= 0;
}

static bool says_period(const struct pz_result_column *c)
{
    return c->period != NULL;
}

static enum pz_layout find_layout(struct pz_results *r)
{
    bool names = has_role(r, PZ_ROLE_ORGANISATION_CODE) || has_role(r, PZ_ROLE_ORGANISATION_NAME);
    bool file_is = r->in->organisation >= 0;
    enum pz_layout told = told_layout(r);
    if (told == PZ_LAYOUT_WIDE || (told == PZ_LAYOUT_NONE && count_values(r, says_indicator))) {
        if (!names && !file_is)
            guess_names(r, r->in->organisations, PZ_ROLE_ORGANISATION_NAME, _("the organisation"));
        names |= has_role(r, PZ_ROLE_ORGANISATION_NAME);
        return count_values(r, says_indicator) && (names || file_is) ? PZ_LAYOUT_WIDE : PZ_LAYOUT_NONE;
    }
    bool indicators = has_role(r, PZ_ROLE_INDICATOR_CODE) || has_role(r, PZ_ROLE_INDICATOR_NAME);
    if (!indicators)
        guess_names(r, r->in->indicators, PZ_ROLE_INDICATOR_NAME, _("the indicator"));
    indicators |= has_role(r, PZ_ROLE_INDICATOR_NAME);
    if (!indicators)
        return PZ_LAYOUT_NONE;
    if (count_values(r, says_organisation) && told != PZ_LAYOUT_PERIODS && told != PZ_LAYOUT_LONG)
        return PZ_LAYOUT_SWAPPED;
    if (count_values(r, says_period) && (names || file_is) && told != PZ_LAYOUT_SWAPPED && told != PZ_LAYOUT_LONG)
        return PZ_LAYOUT_PERIODS;
    if (told != PZ_LAYOUT_NONE && told != PZ_LAYOUT_LONG)
        return PZ_LAYOUT_NONE;
    return has_role(r, PZ_ROLE_VALUE) && (names || file_is) ? PZ_LAYOUT_LONG : PZ_LAYOUT_NONE;
}

/* The base of a value is the next column of the same indicator, organisation and period. */
static void join_bases(struct pz_results *r)
{
    for (size_t c = 0; c < r->table->n; c++) {
        struct pz_result_column *value = &r->columns[c];
        for (size_t k = 0; value->role == PZ_ROLE_VALUE && k < r->table->n && value->base < 0; k++) {
            const struct pz_result_column *base = &r->columns[k];
            bool same_period =
                base->period == value->period || (base->period && value->period && strcmp(base->period, value->period) == 0);
            if (base->role == PZ_ROLE_BASE && base->indicator == value->indicator && base->organisation == value->organisation &&
                same_period)
                value->base = (long)k;
        }
    }
}

static const char *describe(struct pz_results *r, const struct pz_result_column *column)
{
    static const char *const names[] = {
        [PZ_ROLE_NONE] = N_("nothing known"),
        [PZ_ROLE_ORGANISATION_CODE] = N_("code of the organisation"),
        [PZ_ROLE_ORGANISATION_NAME] = N_("name of the organisation"),
        [PZ_ROLE_INDICATOR_CODE] = N_("code of the indicator"),
        [PZ_ROLE_INDICATOR_NAME] = N_("name of the indicator"),
        [PZ_ROLE_PERIOD] = N_("period"),
        [PZ_ROLE_UNIT] = N_("unit"),
        [PZ_ROLE_VALUE] = N_("values"),
        [PZ_ROLE_BASE] = N_("bases of values (out of how many)"),
        [PZ_ROLE_IGNORED] = N_("not read"),
    };
    const char *text = _(names[column->role]);
    if (column->indicator >= 0)
        text = pz_arena_printf(&r->in->arena, "%s: %s %s", text,
                               pz_matcher_code(r->in->indicators, (size_t)column->indicator, &r->in->row),
                               pz_matcher_title(r->in->indicators, (size_t)column->indicator, &r->in->row));
    if (column->organisation >= 0)
        text = pz_arena_printf(&r->in->arena, "%s: %s %s", text,
                               pz_matcher_code(r->in->organisations, (size_t)column->organisation, &r->in->row),
                               pz_matcher_title(r->in->organisations, (size_t)column->organisation, &r->in->row));
    return column->period ? pz_arena_printf(&r->in->arena, "%s, %s", text, column->period) : text;
}

static void note_columns(struct pz_results *r)
{
    for (size_t c = 0; c < r->table->n; c++) {
        const struct pz_column *column = &r->table->columns[c];
        struct pz_place place = pz_intake_column(r->in, r->table, c);
        if (r->columns[c].role == PZ_ROLE_NONE && column->path[0])
            pz_report(r->in->diags, "W-DATA-061", &place, _("the column “%s” was not understood and is not read"), column->path);
        else if (column->path[0])
            pz_intake_note(r->in, &place, _("column “%s” read as %s"), column->path, describe(r, &r->columns[c]));
    }
}

enum pz_layout pz_results_columns(struct pz_results *r)
{
    struct pz_diags *diags = r->in->diags, own; /* what is found in a sheet that is no table of results stays unsaid */
    pz_diags_init(&own);
    r->in->diags = &own;
    r->columns = PZ_NEW_ARRAY(&r->in->arena, r->table->n + 1, struct pz_result_column);
    for (size_t c = 0; c < r->table->n; c++)
        find_role(r, c);
    enum pz_layout layout = find_layout(r);
    if (layout != PZ_LAYOUT_NONE) {
        join_bases(r);
        note_columns(r);
        pz_diags_merge(diags, &own);
    }
    r->in->diags = diags;
    pz_diags_release(&own);
    return layout;
}
