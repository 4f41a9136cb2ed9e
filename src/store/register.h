/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register of documents: editions, numbers, states, history.
 *
 *     document (id, organisation) ──▶ editions 1, 2, … each with path, digests, state ──▶ number of a journal
 *
 * States go draft → registered → for signing → signed → published, each change with time and who, kept for ever. A document in state
 * signed or published is protected: changed content makes the next edition, a draft, beside it. A number is given once and
 * never again within its journal and year; it belongs to the document, whatever becomes of it. Gaps are reported. */
#ifndef PZ_STORE_REGISTER_H
#define PZ_STORE_REGISTER_H

#include "store/reader.h"
#include "store/store.h"

enum pz_state { PZ_DRAFT, PZ_REGISTERED, PZ_SIGNING, PZ_SIGNED, PZ_PUBLISHED };

/* «черновик» … in the language of the run; the stable English word ("draft", "registered", "signing", "signed", "published"). */
const char *pz_state_title(enum pz_state state);
const char *pz_state_word(enum pz_state state);
static inline bool pz_state_protected(enum pz_state state)
{
    return state >= PZ_SIGNED;
}

/* One edition of a document. Strings "" when not there. */
struct pz_register_row {
    const char *id, *organisation; /* definition's id; organisation code or "" */
    unsigned edition;              /* from 1 */
    enum pz_state state;
    const char *kind, *title, *path;     /* path: relative to the workspace */
    const char *journal, *number, *date; /* number as printed («15/2386»); date ISO 8601 */
    const char *source_digest;           /* SHA-256 of the rendered bytes, hexadecimal */
    const char *formats;                 /* of the formats beside it, as in pz_register_put */
    const char *pdf_digest, *pdf_path;
    const char *signature_path; /* of the .sig */
    const char *made, *changed; /* times: of this edition; of its last change of state or content */
    bool current;               /* the newest edition */
};

/* Finding ------------------------------------------------------------------------------------------------ */

enum { PZ_FORMATS_SIZE = 640 }; /* of eight formats, with their digests */

/* What the batch asks for each document. 1: found; 0: never made. No strings are allocated: fixed buffers. */
struct pz_register_brief {
    unsigned edition;
    enum pz_state state;
    char source_digest[65], pdf_digest[65];
    char formats[PZ_FORMATS_SIZE];
    char path[PZ_PATH_MAX], pdf_path[PZ_PATH_MAX];
};
int pz_register_brief(struct pz_reader *r, const char *id, const char *organisation, struct pz_register_brief *out,
                      struct pz_error *err);

/* Current editions (all: every edition), sorted by document id in the order of definition names, organisation, edition.
 * id, organisation: NULL for any. */
int pz_register_rows(struct pz_reader *r, const char *id, const char *organisation, bool all, struct pz_arena *arena,
                     struct pz_register_row **v, size_t *n, struct pz_error *err);
/* The row whose path, pdf_path or signature_path is this file; 1 found, 0 not. */
int pz_register_by_path(struct pz_reader *r, const char *path, struct pz_arena *arena, struct pz_register_row *out,
                        struct pz_error *err);
/* Signed and published editions whose files have this name but for the extension. stem: a path up to its last dot, the dot included. */
int pz_register_protected(struct pz_reader *r, const char *stem, struct pz_arena *arena, struct pz_register_row **v, size_t *n,
                          struct pz_error *err);
/* The day on which the document was registered, in the arena; NULL while it is a draft. */
int pz_register_date(struct pz_reader *r, const char *id, const char *organisation, struct pz_arena *arena, const char **date,
                     struct pz_error *err);
/* For templates: kind, title, number (none as draft), date, edition, state, path, registered (flag), organisation, sha256, references
 * (list of {role, id, …}). Of the newest edition that has a number, else of the newest: a new edition in work
 * takes nothing away from those who quote the registered one. A document never made gives a map with number and date none. */
int pz_register_value(struct pz_reader *r, const char *id, const char *organisation, struct pz_arena *arena, struct pz_value *out,
                      struct pz_error *err);
/* A run's results ---------------------------------------------------------------------------------------- */

/* A reference of a document to another by definition id, or to a ground by code. */
struct pz_reference {
    const char *role;         /* "ground", "order", "approved_by", "appendix", … */
    const char *id;           /* target */
    const char *organisation; /* of the target, or "" */
};

/* Differences found between the old and the new content of a document, for `why` and the nightly report. */
struct pz_change {
    const char *id, *organisation;
    unsigned edition;
    const char *place; /* «таблица 2, строка 3» or the name of the value */
    const char *old_text, *new_text;
};

struct pz_register_put {
    const char *id, *organisation; /* organisation "" or NULL: a common document */
    const char *kind, *title, *path;
    const char *source_digest;         /* 64 hexadecimal digits */
    const char *formats;               /* the other formats, "odt <SHA-256>\n" for each; NULL: none */
    const char *pdf_digest, *pdf_path; /* NULL: as it was when the source is the same, else none */
    const char *journal;               /* NULL: is not registered */
    const char *date;                  /* planned date of the draft, ISO 8601, or NULL; checked against grounds and events */
    const char *event_date;            /* day of the event it announces, or NULL */
    const char *point_title;           /* what point 1 approves when it is not what the title names, else NULL */
    const struct pz_reference *references;
    size_t references_n;
    const struct pz_change *changes; /* what is other than before, kept together with the row; each names its document */
    size_t changes_n;
    bool anew; /* a protected edition of the same bytes does not hold it: another format of it differs, as the disk shows */
};

enum pz_put_outcome { PZ_PUT_NEW, PZ_PUT_UNCHANGED, PZ_PUT_CHANGED, PZ_PUT_NEW_EDITION };

/* Whether what stands around the bytes of the newest edition is as given: kind, title, journal, dates, references. */
int pz_register_same(struct pz_reader *r, const struct pz_register_put *put, bool *same, struct pz_error *err);
/* Whether a format that both lists name has other bytes. A format that only one of them knows says nothing: formats come and go. */
bool pz_register_formats_differ(const char *before, const char *now);
/* The digest of the format, 64 digits, in such a list (NULL: an empty one); NULL when it is not there. name: len bytes. */
const char *pz_register_format(const char *list, const char *name, size_t len);
/* Write many rows in one transaction; outcome (n entries) may be NULL. A changed digest over a protected edition makes the
 * next edition with the given path (E-STORE-031 when that path is the protected file's own). All or none. */
int pz_register_commit(struct pz_store *store, const struct pz_register_put *rows, size_t n, const struct pz_stamp *stamp,
                       enum pz_put_outcome *outcome, struct pz_error *err);
/* PDF made later, for the current edition: digest of the source it came from must be the edition's (else E-STORE-032). */
int pz_register_pdf(struct pz_store *store, const char *id, const char *organisation, const char *source_digest,
                    const char *pdf_path, const char *pdf_digest, struct pz_error *err);

/* Changes of one document, newest run first; since: ISO time or NULL. id NULL: of all. */
struct pz_change_row {
    struct pz_change change;
    const char *time, *who;
};
int pz_register_why(struct pz_reader *r, const char *id, const char *organisation, const char *since, struct pz_arena *arena,
                    struct pz_change_row **v, size_t *n, struct pz_error *err);

/* What a later import of a file changed in the data: a result (entity "result"; code its indicator) or a field (code its name). */
struct pz_data_change {
    const char *time, *who, *entity;
    const char *organisation, *name; /* whose; its short name; "" when it is nobody's: then `key` says of what */
    const char *key, *code, *title;  /* title: of the indicator, of the field in the office's words */
    const char *period;
    const char *old_text, *new_text; /* "" not there */
    struct pz_place place;           /* where the new value stands; the file alone when it is gone */
};
/* Newest first. organisation: NULL for all, else what is its own and what is common to all (indicators, levels, rules …). since: as above. */
int pz_data_changes(struct pz_reader *r, const char *organisation, const char *since, struct pz_arena *arena,
                    struct pz_data_change **v, size_t *n, struct pz_error *err);

/* Numbers and states ------------------------------------------------------------------------------------- */

/* A journal. pattern: text with {n} (the number; {n:03} with zeros), {yyyy}, {yy}, {mm}: «15/{n}», «26-01-06-{n}», «{n}-од».
 * first: where automatic numbers begin. yearly: begins anew each year. */
struct pz_journal {
    const char *code, *title, *pattern;
    unsigned first;
    bool yearly;
};
/* Errors: PZ_USAGE E-STORE-033 pattern without {n}, or changed so that a given number would be ambiguous. */
int pz_journal_put(struct pz_store *store, const struct pz_journal *journal, struct pz_error *err);

/* What a document was registered under. */
struct pz_registered {
    char number[120], date[11];
    size_t dependants; /* documents that refer to it and are stale now */
};
/* Second phase. Gives number and date to the current edition, draft → registered; on an edition registered already it corrects them (history
 * keeps the old). number NULL: the one it has, or the one an edition before it had in this journal and year; without one, the journal's next.
 * date NULL: that of the number it keeps, else the day of the stamp. out may be NULL.
 * Errors: PZ_USAGE E-STORE-034 unknown document or journal; E-STORE-035 number taken (says by which document); E-STORE-036 date is no
 * date; E-STORE-037 state does not allow it. */
int pz_register_number(struct pz_store *store, const char *id, const char *organisation, const char *number, const char *date,
                       const struct pz_stamp *stamp, struct pz_registered *out, struct pz_error *err);
/* Move the current edition on (or back from «for signing» to «registered»). signature_path: for PZ_SIGNED, else NULL.
 * Errors: E-STORE-037 the way from state to state does not exist; documents without journal may go from draft to signing. */
int pz_register_state(struct pz_store *store, const char *id, const char *organisation, enum pz_state state,
                      const char *signature_path, const struct pz_stamp *stamp, struct pz_error *err);
/* A remark for ever: a gate opened with --allow and its reason, a note. */
int pz_register_note(struct pz_store *store, const char *id, const char *organisation, const char *what, const char *text,
                     const struct pz_stamp *stamp, struct pz_error *err);

/* Numbers missing between the first and the last of a journal and year. */
struct pz_gap {
    const char *journal;
    int year; /* 0: a journal that is not yearly */
    unsigned from, to;
};
int pz_journal_gaps(struct pz_reader *r, struct pz_arena *arena, struct pz_gap **v, size_t *n, struct pz_error *err);

/* Editions of ours and history as CSV (UTF-8 with BOM, «;», header in Russian), appended. */
int pz_register_csv(struct pz_reader *r, struct pz_buf *out, struct pz_error *err);
int pz_history_csv(struct pz_reader *r, struct pz_buf *out, struct pz_error *err);
/* History of one document, oldest first. */
struct pz_history_row {
    const char *time, *who, *what, *text; /* what: "made", "changed", "number", "state", "edition", "note", … */
    unsigned edition;
};
int pz_register_history(struct pz_reader *r, const char *id, const char *organisation, struct pz_arena *arena,
                        struct pz_history_row **v, size_t *n, struct pz_error *err);

/* Take over the register of another store (a shard of the same workspace): documents it has and we do not, or newer ones.
 * Errors: E-STORE-038 both have numbered or signed the same document differently (names it); nothing is taken then. */
int pz_register_merge(struct pz_store *store, const char *other_path, struct pz_error *err);

#endif
