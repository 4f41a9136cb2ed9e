/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading for documents: one connection and one read transaction per thread, prepared statements kept, values into an arena.
 *
 * Values are maps with the canonical keys of data/vocabulary.tsv; the whole list of keys is in docs/store.md. They live as long as
 * the arena and the reader (names of indicators and the like are kept by the reader). Do not change the maps (they share their key index); pz_value_copy makes a copy that may be changed.
 * A number that is not known is none, never 0. Shares of the whole are 0..100 in `percent` and come with count and total. */
#ifndef PZ_STORE_READER_H
#define PZ_STORE_READER_H

#include "base/spool.h"
#include "store/store.h"

struct pz_reader;

/* n readers on one and the same snapshot. out: array of n handles. All or none. */
int pz_readers_open(struct pz_reader **out, size_t n, struct pz_store *store, struct pz_error *err);
void pz_reader_close(struct pz_reader *reader);
/* Go on to the newest snapshot (after an import or a registration). */
int pz_reader_renew(struct pz_reader *reader, struct pz_error *err);

/* Groups of fewer than n organisations are not shown by this reader: counts below n and those that would give them away are none and
 * marked `suppressed`, means over fewer are none, names in such groups are left out. For what goes to the public (site, open data), where
 * the office's own documents show all. 0: only what the setting «small_group» hides; of both the larger wins. Does not reach
 * pz_reader_query, which answers as it is asked. */
int pz_reader_suppress(struct pz_reader *reader, unsigned n, struct pz_error *err);

/* How much to read for each organisation. */
enum pz_with {
    PZ_WITH_AREAS = 1,    /* areas: results by area, each with its indicators when PZ_WITH_RESULTS is set too */
    PZ_WITH_RESULTS = 2,  /* results: flat list */
    PZ_WITH_DEFICITS = 4, /* deficits, each with its recommendations */
    PZ_WITH_PRACTICES = 8,
    PZ_WITH_CLUSTERS = 16,
    PZ_WITH_RECOMMENDATIONS = 32, /* recommendations */
    PZ_WITH_ALL = 63,
};

/* A set of organisations: "all", "deficits" (have any), "practices", "cluster:CODE", "level:N", "indicator:CODE" (deficit by it),
 * "area:CODE" (deficit in it), "missing" (data missing), "code:03,07", or SQL that begins with SELECT and gives codes in its first
 * column. Each code with its NUL is a record of the spool, the caller's, which is ready to be read. Errors: E-STORE-020 unknown set, with what there
 * is; E-STORE-021 SQL refused or failed; E-SYS-004. */
int pz_reader_codes(struct pz_reader *r, const char *set, struct pz_spool *codes, struct pz_error *err);

/* One organisation; E-STORE-022 when there is none with this code. */
int pz_organisation_value(struct pz_reader *r, const char *code, unsigned with, struct pz_arena *arena, struct pz_value *out,
                          struct pz_error *err);
/* What of `with` a name of an organisation's map needs to be right: its own fields and results as a whole nothing, its lists all of it. */
unsigned pz_organisation_needs(struct pz_key name);
/* Whether any text of the recommendations holds tags; otherwise they need not be looked through for them. */
int pz_reader_advice_has_tags(struct pz_reader *r, bool *out, struct pz_error *err);
/* A set of them as a list, in code order. */
int pz_organisations_value(struct pz_reader *r, const char *set, unsigned with, struct pz_arena *arena, struct pz_value *out,
                           struct pz_error *err);

/* A name of the context, by its canonical spelling:
 *   common:   period periods summary areas indicators levels clusters organisations results deficits practices recommendations
 *             persons grounds plans settings
 *   with an organisation code, those of them that it has are its own (areas results deficits practices clusters recommendations), and
 *             "organisation" is the whole of it.
 * 1 and *out set: the name is ours; 0: it is not. E-STORE-022 as above. */
int pz_reader_name(struct pz_reader *r, const char *name, const char *organisation, struct pz_arena *arena, struct pz_value *out,
                   struct pz_error *err);

/* The cluster with its organisations, means, common deficits and recommendations. E-STORE-023 unknown. */
int pz_cluster_value(struct pz_reader *r, const char *code, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);
/* All entities of a kind ("person", "ground", "plan", "section", "measure" …) as maps with `code` and their fields, in order. */
int pz_entities_value(struct pz_reader *r, const char *entity, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);

/* Where a field of an entity stands: file, sheet and cell, or line. Of a field that is not there, the entity's name or any of its fields; an
 * empty place when there is no such entity. */
int pz_entity_place(struct pz_reader *r, const char *entity, const char *key, const char *field, struct pz_place *out,
                    struct pz_error *err);

/* Any SELECT as a list of maps; ?1 … ?n are bound to args. Read-only, no attached files, at most a minute and 1,000,000 rows.
 * Errors: E-STORE-021. */
int pz_reader_query(struct pz_reader *r, const char *sql, const struct pz_value *args, size_t n, struct pz_arena *arena,
                    struct pz_value *out, struct pz_error *err);

#endif
