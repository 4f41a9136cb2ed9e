/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An office document as a template: a package whose XML parts are programs, and everything else bytes that go out as they came.
 *
 *     open:    package ─▶ members ─▶ parts with tags compiled (docx/, odt/ say which) ; the rest kept packed
 *     render:  member by member: packed bytes copied, programs run and compressed                                           */
#ifndef PZ_OFFICE_OFFICE_H
#define PZ_OFFICE_OFFICE_H

#include "office/format.h"
#include "office/state.h"
#include "template/program.h"
#include "zip/writer.h"

/* A part with tags, compiled. */
struct pz_office_part {
    const char *name;
    struct pz_part *source; /* for places in messages */
    struct pz_program *program;
    struct pz_splice_plan *plan; /* how its output is compressed; NULL: by libdeflate, at the level asked for */
    struct pz_site **sites;
    size_t member;    /* index of its member */
    size_t relations; /* DOCX: member that holds its relationships, or PZ_NO_MEMBER */
    uint32_t values;  /* columns merged by value */
    uint32_t lists;   /* counters of what loops number */
    uint32_t loops;   /* loops that count their rounds */
    uint32_t ids;     /* identifiers that both ends of something have */
};

/* XML that stays as it is but may have to grow: relationships, content types, numbering, styles. */
struct pz_office_patch {
    const char *text; /* the part, or what it is to be when it was not there */
    size_t len;
    size_t at[2]; /* the two places where more is put in, in order */
    bool changed; /* it is not what the package has, even with nothing put in */
};

struct pz_office_member {
    const char *name;
    struct pz_packed packed;       /* bytes NULL: a part that is compiled, or left out */
    struct pz_office_part *part;   /* or NULL */
    struct pz_office_patch *patch; /* or NULL */
    bool late;                     /* a part that is written behind all others: they may add to it */
};

#define PZ_NO_MEMBER SIZE_MAX

struct pz_office_options {
    const struct pz_template_options *language;
    const char *const *folders; /* where what is put in may come from; NULL-terminated, or NULL */
    unsigned level;             /* of libdeflate; 0: parts with tags by their plan, all else at 1 */
    bool review;                /* every part is kept, and the handle is given out even when the template has errors */
};

/* What a format does beyond scanning: everything else it needs hangs on `own`. */
struct pz_office {
    struct pz_arena arena;
    const struct pz_office_format *format;
    const char *path;
    struct pz_office_member *members;
    size_t members_n, members_cap;
    struct pz_office_part **parts;
    size_t parts_n, parts_cap;
    struct pz_part **sources; /* every part that may hold tags; for a review: every part */
    size_t sources_n, sources_cap;
    bool review;
    const char *const *folders;
    struct pz_loader *loader;
    struct pz_map *sound; /* names of files that were looked at and can be put in; or NULL */
    struct pz_template_options language;
    unsigned level;
    void *own;
};

/* What rendering added to the package beyond its parts. */
struct pz_office_extra {
    const char *name;
    struct pz_buf data;
    bool stored;
};

struct pz_office_worker {
    struct pz_deflater *deflater;
    struct pz_zip_writer zip;
    struct pz_splicer *splicer;
    struct pz_buf xml;     /* the part being rendered */
    struct pz_marks marks; /* where its program's literals stand in it */
    size_t coded;          /* bytes of xml that are in the package already; the last of them are kept for matches */
    struct pz_buf scratch;
    struct pz_buf styles;   /* ODT: automatic styles this part needs */
    struct pz_buf typed;    /* a value with its no-break spaces */
    struct pz_buf *patches; /* two by member: what goes into its patch */
    size_t patches_n;
    struct pz_office_extra *extras;
    size_t extras_n, extras_cap;
};

int pz_office_worker_new(struct pz_office_worker **out, unsigned level, struct pz_error *err);
void pz_office_worker_free(struct pz_office_worker *w);

/* Compile one part; xml has to live as long as the arena. label: the part in words, "" for the body; own: the format's.
 * *part is NULL when it holds no tags. Errors go to diags. */
int pz_office_compile(struct pz_office *office, struct pz_office_part **part, const char *name, const char *label, const void *own,
                      const char *xml, size_t len, struct pz_diags *diags);
void pz_office_free(struct pz_office *office);

/* The type of pz_source.file (named.c). Errors: E-DOC-020, 021, 022, 024; W-DOC-027 for any of them where the tag may not be reached. */
int pz_part_check_file(const void *part, const char *name, bool document, bool certain, struct pz_error *err);

/* After all parts: tell errors about a block that begins in one part and ends in another of its other end (across.c). */
void pz_office_blocks_across(const struct pz_office *office, struct pz_diags *diags);

/* Append the rendered package to out. */
int pz_office_render(const struct pz_office *office, struct pz_office_worker *worker, struct pz_render *render, struct pz_buf *out,
                     struct pz_error *err);

/* The same for a document that is put into another. */
int pz_office_render_nested(const struct pz_office *office, struct pz_office_worker *worker, struct pz_render *render,
                            unsigned nesting, struct pz_buf *out, struct pz_error *err);

void pz_office_fields(const struct pz_office *office, struct pz_arena *arena, struct pz_field_list *out);
/* nesting: how many documents this one is put into; opened: how many were looked into for the outermost one so far. */
void pz_office_fields_nested(const struct pz_office *office, unsigned nesting, unsigned *opened, struct pz_arena *arena,
                             struct pz_field_list *out);
bool pz_office_has_tags(const struct pz_office *office);
bool pz_office_uses(const struct pz_office *office, const char *name);

/* While rendering: the buffer of a member's patch at one of its places; add a member (data is taken over). */
struct pz_buf *pz_office_patch(struct pz_office_state *state, size_t member, unsigned place);
int pz_office_add_member(struct pz_office_state *state, const char *name, struct pz_buf *data, bool stored, struct pz_error *err);

/* Opening, step by step: a new handle; a member as it is; a member that is compiled; a member that may grow. */
int pz_office_new(struct pz_office **out, const struct pz_office_format *format, const char *path, struct pz_error *err);
/* Copies of path and options into the handle. */
void pz_office_set_options(struct pz_office *office, const char *path, const struct pz_office_options *options);
/* The loader of included templates and SVG pictures; after the options are set. */
int pz_office_make_loader(struct pz_office *office, struct pz_error *err);
size_t pz_office_add(struct pz_office *office, const char *name);
long pz_office_find(const struct pz_office *office, const char *name);

#endif
