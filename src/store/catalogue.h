/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every document shares, read once per snapshot: areas, indicators, levels, clusters, the municipality's figures. The maps of an
 * organisation's results are copies of the models here with a few values filled in. Internal to src/store. */
#ifndef PZ_STORE_CATALOGUE_H
#define PZ_STORE_CATALOGUE_H

#include "store/db.h"
#include "store/reader.h"

/* Keys of maps, in one list each; the enum gives the position of a key in the map. clang-format has no stable layout for such lists. */
/* clang-format off */
#define SCORE_KEYS(X) \
    X(code) X(name) X(short_name) X(kind) X(area) X(area_name) X(unit) X(scale) X(scale_min) X(scale_max) X(weight) \
    X(threshold) X(decimals) X(base_name) X(reverse) X(description) X(value) X(shown) X(number) X(base) X(text) X(percent) \
    X(level) X(level_name) X(rank) X(rank_last) X(ranks) X(ranked) X(mean) X(mean_percent) X(min) X(max) X(difference) \
    X(previous) X(previous_percent) X(previous_level) X(change) X(change_percent) X(trend) X(known) X(total) X(missing) \
    X(deficit) X(practice) X(reason) X(recommendations) X(indicators)
#define NORM_KEYS(X) \
    X(code) X(name) X(short_name) X(kind) X(area) X(area_name) X(unit) X(scale) X(scale_min) X(scale_max) X(weight) \
    X(threshold) X(decimals) X(base_name) X(reverse) X(description) X(value) X(shown) X(percent) X(level) X(level_name) \
    X(min) X(max) X(min_percent) X(max_percent) X(previous) X(previous_percent) X(previous_level) X(change) \
    X(change_percent) X(trend) X(known) X(total) X(missing) X(levels) X(deficits) X(practices) X(improved) X(declined) \
    X(indicators)
#define ADVICE_KEYS(X) \
    X(code) X(indicator) X(area) X(name) X(problem) X(evidence) X(action) X(responsible) X(deadline) X(deadline_date) \
    X(deadline_text) X(deadline_off) X(deadline_next) X(metric) X(expected) X(item) X(items) X(count) X(total) X(percent) \
    X(organisations)
#define ORGANISATION_KEYS(X) \
    X(code) X(name) X(short_name) X(former_names) X(kind) X(type) X(settlement) X(district) X(address) X(email) X(phone) \
    X(site) X(head) X(forms) X(properties) X(overall) X(percent) X(level) X(level_name) X(rank) X(rank_last) X(ranks) \
    X(ranked) X(previous_percent) X(change_percent) X(trend) X(mean_percent) X(missing) X(deficits_count) \
    X(practices_count) X(areas) X(results) X(deficits) X(practices) X(clusters) X(recommendations) X(fulfilment)
/* clang-format on */

#define S(name) S_##name,
#define N(name) N_##name,
#define A(name) A_##name,
#define O(name) O_##name,
enum score_key { SCORE_KEYS(S) S_KEYS };
enum norm_key { NORM_KEYS(N) N_KEYS };
enum advice_key { ADVICE_KEYS(A) A_KEYS };
enum organisation_key { ORGANISATION_KEYS(O) O_KEYS };
#undef S
#undef N
#undef A
#undef O

enum item_kind { ITEM_INDICATOR, ITEM_AREA, ITEM_OVERALL, ITEM_KINDS };

/* An indicator, an area, or the whole. */
struct item {
    const char *code;
    enum item_kind kind;
    size_t area;            /* of an indicator: position of its area; SIZE_MAX without one */
    const char *scale_kind; /* points, level, percent, yesno, share, count; "" of areas */
    const char *scheme;
    double mean_percent;  /* of the municipality; NAN unknown */
    int decimals;         /* -1: as the number needs */
    struct pz_map *score; /* model, SCORE_KEYS, with names and the municipality's figures of the period */
    struct pz_map *norm;  /* NORM_KEYS, finished */
};

struct level {
    const char *scheme;
    int number;
    struct pz_value name;
    struct pz_map *map; /* number, name, colour, description */
};

struct rule {
    const char *code, *title;
};

struct cluster {
    const char *code;
    struct pz_map *brief; /* code, name, description, count, total, percent */
    double *mean;         /* by item: indicators, areas, overall; NAN unknown or suppressed */
    bool suppressed;
};

struct catalogue {
    struct pz_arena arena;
    const char *period, *previous; /* "" when there is none */
    struct pz_map *period_map;
    struct item *items; /* indicators, then areas, then the whole, each in their order */
    size_t indicators, areas, n;
    struct pz_map *codes[ITEM_KINDS]; /* code → position in items */
    struct level *levels;
    size_t levels_n;
    struct rule *rules;
    size_t rules_n;
    struct cluster *clusters;
    size_t clusters_n;
    struct pz_map *cluster_codes;
    struct pz_map **advice; /* the catalogue of recommendations in its order: models with all texts */
    size_t advice_n;
    struct pz_map *advice_codes; /* code → position */
    bool fulfilment;             /* anything was reported as done or not */
    bool advice_has_tags;        /* some text of the recommendations is a template */
    struct pz_map *advice_model, *organisation_model, *head_model;
    int64_t organisations;  /* how many there are */
    int64_t suppress_below; /* groups smaller than this are not shown; 0: all are */
    struct pz_value missing_text, yes, no;
    const char *of, *until;
};

/* The catalogue of an earlier snapshot: values still point there. */
struct old_catalogue {
    struct pz_arena arena;
    struct old_catalogue *next;
};

struct pz_reader {
    struct db own;
    struct db *db; /* own, or the store's in memory */
    struct pz_store *store;
    struct catalogue catalogue;
    bool loaded;
    int64_t suppress_below; /* asked for by the caller; the setting may be higher */
    struct old_catalogue *old;
};

/* Read the catalogue if that is not done yet. */
int catalogue_need(struct pz_reader *r, struct pz_error *err);

struct item *catalogue_item(const struct catalogue *c, enum item_kind kind, const char *code, size_t len);
/* 'i', 'a' or 'o' of the database's words. */
enum item_kind item_kind_of(const char *word);
struct level *catalogue_level(const struct catalogue *c, const char *scheme, int64_t number);

/* Printing: «3,6», «87,5», «14 из 20», «да»; digits: decimals, -1 as needed. */
struct pz_value shown_number(struct pz_arena *arena, double number, int decimals);
struct pz_value shown_result(const struct catalogue *c, const struct item *it, struct pz_arena *arena, double number, double base);
/* {count, total, percent, suppressed}: small groups are hidden when the workspace or the caller says so. */
struct pz_value share_value(const struct catalogue *c, struct pz_arena *arena, int64_t count, int64_t total);

/* A column as a number; NAN for null. A double as a value, none for NAN. */
double db_double(sqlite3_stmt *st, int column);
struct pz_value number_value(double d);
/* What is shown of a mean, minimum, maximum: of an indicator in its own unit, of a share, an area and the whole in per cent. */
double own_value(const struct item *it, double normal, double number);
/* "up", "down", "same" or none. Less than half of a hundredth of a point is the same. */
struct pz_value trend_value(double change);

struct pz_map *model_of(struct pz_arena *arena, const char *const *keys, size_t n);

/* An organisation's line for lists: code, name, short_name, settlement, type, percent, level, rank. */
struct pz_value brief_organisation(struct pz_reader *r, sqlite3_stmt *st, struct pz_arena *arena);

/* The rows of a prepared statement as a list of maps by column name; st NULL: its preparation failed. */
int rows_value(struct pz_reader *r, sqlite3_stmt *st, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);

/* summary.c */
int summary_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
int items_value(struct pz_reader *r, enum item_kind kind, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
int findings_value(struct pz_reader *r, const char *finding, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
int levels_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
/* clusters.c */
int clusters_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
/* Recommendations of a cluster ("" for all organisations): one map a row of the catalogue, with how many need it. */
int common_advice(struct pz_reader *r, const char *cluster, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
/* A row of the catalogue of recommendations, by these columns first. */
#define ADVICE_COLUMNS                                                                                                             \
    "c.code, c.indicator, c.area, c.problem, c.evidence, c.action, c.responsible, c.deadline, d.day, nullif(d.off, ''), d.next, "  \
    "c.metric, c.expected"
struct pz_map *advice_map(const struct catalogue *c, sqlite3_stmt *st, struct pz_arena *arena);
/* entities.c */
int periods_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
int plans_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
int settings_value(struct pz_reader *r, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);

#endif
