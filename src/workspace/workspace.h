/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace: a folder with prikaz.xml at its root, and what its definitions ask for.
 *
 *     FOLDER/prikaz.xml        authority, period, imports, persons, documents, publication
 *     FOLDER/documents/ *.xml  what documents say (named by prikaz.xml)
 *     FOLDER/plans/ *.xml      roadmaps and meetings
 *     FOLDER/templates/        the office's own templates; the stock ones are found when none is here
 *
 *     prikaz.xml ─ validate (RelaxNG) ─ load by the schema's marks ─▶ settings (a value)
 *     documents ─▶ definitions ─ fan out (`each`) ─▶ jobs ─ compose ─▶ context of one document ─▶ templates
 *
 * The program knows no element of a definition by name but those of the language of definitions (`if`, `each`, `as`, `id`, `key`): how an
 * element becomes a value is written in the schema, see schema.h and docs/definitions.md. After opening a workspace is immutable and
 * shared by threads. */
#ifndef PZ_WORKSPACE_WORKSPACE_H
#define PZ_WORKSPACE_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/value.h"

struct pz_store;  /* store/store.h */
struct pz_stamp;  /* store/store.h */
struct pz_reader; /* store/reader.h */
struct pz_workspace;
struct pz_approved; /* russian/approved.h */
struct pz_doubt;    /* russian/approved.h */
struct pz_doubts;   /* russian/approved.h */

/* Read and validate every definition of the folder. Everything found goes to diags (places relative to the folder); -1 when there was an
 * error, and then *out is NULL.
 * Errors: E-DEF-…, E-XML-…, E-TPL-… of texts and expressions, E-TEXT-00x of approved forms, E-SYS-002. */
int pz_workspace_open(struct pz_workspace **out, const char *folder, struct pz_diags *diags);
void pz_workspace_close(struct pz_workspace *ws);

const char *pz_workspace_folder(const struct pz_workspace *ws);
/* prikaz.xml as one map: authority, period, imports (list of maps: file, kind, sheet, …), thresholds, clusters, journals (map by id:
 * pattern, …), publication, signing, nightly, … Elements that prikaz.xml leaves out are missing. Borrowed from ws. */
struct pz_value pz_workspace_settings(const struct pz_workspace *ws);
/* Ids of the document definitions in their order; *n: how many. Borrowed from ws. */
const char *const *pz_workspace_documents(const struct pz_workspace *ws, size_t *n);
/* Every file of definitions that was read (relative to the folder, sorted, prikaz.xml first); for digests of the whole. Borrowed. */
const char *const *pz_workspace_files(const struct pz_workspace *ws, size_t *n);

/* Russian forms that a clerk confirmed (approved/forms.csv of the folder), read with the definitions; NULL when there is no such file.
 * Borrowed. */
const struct pz_approved *pz_workspace_approved(const struct pz_workspace *ws);
/* Doubtful forms in the texts of prikaz.xml, plans and stock data, which every document may print. Borrowed. */
const struct pz_doubts *pz_workspace_doubts(const struct pz_workspace *ws);

/* Where templates may come from: the office's folder, then the stock ones; NULL-terminated. Borrowed. */
const char *const *pz_workspace_template_folders(const struct pz_workspace *ws);

/* Put what prikaz.xml tells the store (rows of the analysis, period, grounds) into it, as an import of the file prikaz.xml; does nothing
 * when the file is the one imported last. What the store refuses is reported and left out. Errors: those of store/import.h; E-DEF-040. */
int pz_workspace_put(const struct pz_workspace *ws, struct pz_store *store, const struct pz_stamp *stamp, struct pz_diags *diags,
                     struct pz_error *err);
enum { PZ_JOB_FORMATS = 8 }; /* at most, of one document */

/* One source file of a document: rendered from `template`, written to `output`. */
struct pz_job_file {
    const char *format;           /* "docx", "odt", "html", "txt" */
    const char *template_path;    /* can be opened as it stands */
    const char *output;           /* relative to output/documents, with its extension */
    const struct pz_map *profile; /* form profile of a stock template; NULL for the office's own, whose looks are its own */
    const char *template_key;     /* the same for files of one template in one profile */
};

/* One document to make. Strings live in the arena given to pz_workspace_jobs or in ws; "" where there is nothing. */
struct pz_job {
    const char *document;     /* id of the definition */
    const char *organisation; /* code of the recipient, or NULL when the document has none */
    const char *key;   /* what tells the documents of one definition apart: the organisation's code, a cluster's code; "" for one */
    const char *kind;  /* id of the kind: "order", "letter", … */
    const char *title; /* for lists and the site, in Russian */
    const struct pz_job_file *files;
    size_t file_n;       /* at least 1 */
    const char *journal; /* id of the journal, "" for the kind's */
    const char *section; /* of the site */
    bool pdf;            /* PDF/A of the first file */
    bool registered, signed_, published, nightly;
    struct pz_value profile;       /* form profile for the templates, or none */
    const struct pz_doubt *doubts; /* doubtful forms in its title and in the names of its files */
    size_t doubt_n;
    const void *definition; /* of the workspace */
    size_t index;           /* of the item of `each` */
};

struct pz_job_list {
    struct pz_job *v;
    size_t n, cap;
};

/* Jobs of the documents named in ids (NULL: all), in the order of the definitions and of their sets. A definition that fails is
 * reported and left out; the others are made. -1 when the system fails, and when an id is none (E-DEF-036).
 * Errors, to diags: E-DEF-… with the definition's place; E-TPL-… of its expressions. */
int pz_workspace_jobs(const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids, struct pz_arena *arena,
                      struct pz_job_list *out, struct pz_diags *diags, struct pz_error *err);

/* The same jobs one after the other, for more of them than memory should hold. */
struct pz_job_taker {
    /* The job is borrowed until it returns (pz_job_copy); -1 stops all. */
    int (*take)(void *self, const struct pz_job *job, struct pz_error *err);
    /* The definition failed (and was reported): its jobs that were taken already are not to be made. May be NULL. */
    void (*failed)(void *self, const char *document);
    void *self;
};
/* arena: of what jobs share; holds nothing of each job that is made for an organisation. Two files of one name are not looked for. */
int pz_workspace_each_job(const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids, struct pz_arena *arena,
                          const struct pz_job_taker *taker, struct pz_diags *diags, struct pz_error *err);
/* A copy whose own strings live in the arena. What jobs share stays where it is. */
struct pz_job pz_job_copy(const struct pz_job *job, struct pz_arena *arena);
/* Report that two documents would be written to one file. */
void pz_job_written_twice(const struct pz_workspace *ws, const char *document, const char *output, struct pz_diags *diags);

/* Cross-checks of definitions with data before anything is made: grounds dated after the act, an event on or before the document's day, a
 * title that point 1 or the approved appendix repeats otherwise; measures without term, person of the register or result, deficits without
 * a measure. pz_checker_job is given each document to make, in their order. What is found goes to diags; -1 when the system fails. */
struct pz_checker;
int pz_checker_new(struct pz_checker **out, const struct pz_workspace *ws, struct pz_reader *reader, struct pz_diags *diags,
                   struct pz_error *err);
int pz_checker_job(struct pz_checker *checker, const struct pz_job *job, struct pz_error *err);
int pz_checker_plans(struct pz_checker *checker, struct pz_error *err);
void pz_checker_free(struct pz_checker *checker);

/* The context of one job for its templates: the store's names and `document` composed from the definition. Thread-safe: each thread has
 * its own reader and arena. Approved forms win in its texts; doubts: the thread's list of doubtful ones, which has to live as long as the
 * context (parts of it speak while a template is rendered), or NULL. */
int pz_workspace_context(const struct pz_workspace *ws, struct pz_reader *reader, const struct pz_job *job,
                         struct pz_doubts *doubts, struct pz_arena *arena, struct pz_value *out, struct pz_error *err);

/* The form profile of that id, or ("" or NULL) the one in force on the day (ISO 8601): a map with id, page, styles, rules, what it takes
 * from its base included; none when there is none. Errors: E-DEF-037. */
int pz_workspace_profile(const struct pz_workspace *ws, const char *id, const char *day, struct pz_arena *arena,
                         struct pz_value *out, struct pz_error *err);

/* The RelaxNG schema of definitions, to print and to give an editor. name: "workspace" (prikaz.xml), "document", "plan"; NULL text when
 * there is none of that name. */
const char *pz_workspace_schema(const char *name, size_t *len);

#endif
