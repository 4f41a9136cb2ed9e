/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template compiled once and rendered many times, by many threads at once (read-only after compiling).
 *
 * The language is Jinja2's (docs/template-language.md) over dynamic values. A program is literal spans, values and
 * jumps; names are hashed at compile time; rendering allocates from the caller's arena only. */
#ifndef PZ_TEMPLATE_PROGRAM_H
#define PZ_TEMPLATE_PROGRAM_H

#include "base/buf.h"
#include "base/error.h"
#include "base/names.h"
#include "base/value.h"
#include "template/source.h"
#include "zip/splice.h"

struct pz_program;
struct pz_forms;
struct pz_loader; /* template/loader.h: finds included, imported and extended templates inside the given folders */

/* How a format writes values. Functions run on the render path: no locks, no allocation but the arena. */
struct pz_format {
    /* Write the value of a print tag: 0; 1 leaves it to the language, which writes it as text, escaped when `escape` is set (as it
     * does when this is NULL); -1 on failure. Undefined values never get here. */
    int (*write_value)(void *state, uint32_t site, const struct pz_value *v, struct pz_arena *arena, struct pz_buf *out,
                       struct pz_error *err);
    int (*hook)(void *state, uint32_t site, struct pz_arena *arena, struct pz_buf *out, struct pz_error *err);
    /* What an included template wrote begins at `from`: make it fit the document at the site of the include (0: in a template that is
     * included itself). NULL: it does. */
    void (*included)(void *state, uint32_t site, struct pz_buf *out, size_t from);
    bool escape; /* XML-escape text that is not PZ_SAFE */
    /* write_value and hook keep no pointer into a value or the arena once they have returned: memory of one iteration of a
     * long loop may then be used again in the next. */
    bool transient;
};

enum pz_undefined_mode {
    PZ_UNDEFINED_STRICT,    /* printing, iterating or testing an undefined name is an error with its place */
    PZ_UNDEFINED_EMPTY,     /* as Jinja2's default: prints nothing, is false, has no items; an attribute of it is an error */
    PZ_UNDEFINED_CHAINABLE, /* the same, and an attribute of it is undefined too */
    PZ_UNDEFINED_DEBUG,     /* as empty, printed as `{{ name }}` */
};

/* Delimiters; a NULL member means Jinja2's own. Line prefixes are off when NULL. Text sources only. */
struct pz_syntax {
    const char *block_start, *block_end;       /* {% %} */
    const char *variable_start, *variable_end; /* {{ }} */
    const char *comment_start, *comment_end;   /* {# #} */
    const char *line_statement, *line_comment;
};

struct pz_template_options {
    bool trim_blocks, lstrip_blocks, keep_trailing_newline; /* text sources only */
    const char *newline;                                    /* what a line end of a text source becomes; NULL: "\n" */
    struct pz_syntax syntax;
    const char *urlize_rel; /* `rel` of links that urlize makes; NULL: "noopener", "": none */
    enum pz_undefined_mode undefined;
    bool advise;                    /* W-TPL-019 too: what the data could still prove right */
    const struct pz_names *names;   /* aliases of context names (Russian → English), or NULL */
    const struct pz_format *format; /* NULL: plain text */
    struct pz_loader *loader;       /* NULL: include, import and extends are refused */
};

/* Compile. Every error of the source goes to diags (identifiers E-TPL-…); -1 when there was any. The program keeps nothing of
 * `source` but copies. */
int pz_program_new(struct pz_program **out, const struct pz_source *source, const struct pz_template_options *options,
                   struct pz_diags *diags);
void pz_program_free(struct pz_program *program);

/* Bounds of one rendering; 0 means the default in brackets. */
struct pz_limits {
    uint64_t steps;      /* operations of the program, weighted by what they do [20,000,000] */
    size_t output_bytes; /* [128 MiB] */
    size_t value_bytes;  /* size of one string or list built by an expression [32 MiB] */
    size_t memory_bytes; /* arena and output of one rendering [192 MiB] */
    unsigned depth;      /* nesting of calls and includes [200] */
    unsigned timeout_ms; /* CPU time of the thread, pictures and documents put in aside [800] */
    unsigned total_ms;   /* the same with them, over all programs of a document [900, or timeout_ms if that is more] */
};

struct pz_render {
    struct pz_value context; /* a map */
    struct pz_arena *arena;  /* for everything made while rendering; the caller clears it between documents */
    void *format_state;      /* handed to the format's functions */
    const struct pz_limits *limits;
    const struct pz_forms *forms; /* russian/forms.h: confirmed forms and this thread's list of doubtful ones; or NULL */
    bool typography;              /* values get no-break spaces where official text may not be torn (office formats) */
    int64_t today;                /* day number since 1970-01-01 for filters that need the day of the run; never the clock */
    int64_t stop_ns; /* CPU time of the thread at which the document has to be done; 0: begins with what first takes long */
};

/* Between the steps of dear work a format does: whether there is time left. Errors: E-TPL-034. */
int pz_render_check_time(struct pz_render *render, struct pz_error *err);
/* For work that another process does: the milliseconds it may take, and the time it took. Errors: E-TPL-034 none left. */
int pz_render_time_left(struct pz_render *render, unsigned *ms, struct pz_error *err);
void pz_render_took(struct pz_render *render, int64_t ns);

/* Append the rendering to out. On failure out holds what was written so far and the caller drops it.
 * Errors: PZ_DATA with place and E-TPL-… (undefined name, wrong type, limit), PZ_SYSTEM. */
int pz_program_render(const struct pz_program *program, struct pz_render *render, struct pz_buf *out, struct pz_error *err);

/* The literals of a program, by number; out: room for as many, or NULL. Their count. They live as long as the program. */
uint32_t pz_program_literals(const struct pz_program *program, struct pz_splice_span *out);
/* Where in a rendering the literals stand: by rising offset. Anything that changes the output afterwards makes some of them wrong, which
 * whoever uses them has to bear (zip/splice.h does). v is the caller's to pz_free. */
struct pz_marks {
    struct pz_splice_mark *v;
    size_t n, cap;
    /* For long output, or NULL: called between two rounds of a loop when some 256 KiB more are there. It may take bytes away from the front
     * of out, and their marks; the limit on output then is one on what is held at once. */
    int (*drain)(void *self, struct pz_buf *out, struct pz_error *err);
    void *self;
};
/* As pz_program_render; marks (may be NULL) are appended to. */
int pz_program_render_marked(const struct pz_program *program, struct pz_render *render, struct pz_buf *out, struct pz_marks *marks,
                             struct pz_error *err);

/* One use of a context name: «организация.название», with the kind inferred from how it is used. */
struct pz_field {
    const char *path; /* dotted; `[]` marks an item of a list: "results[].value" */
    const char *kind; /* "text", "number", "date", "list", "map", "flag", "picture", "colour", "" unknown */
    struct pz_place place;
};
struct pz_field_list {
    struct pz_field *v;
    size_t n, cap;
};
/* Gives what a document that include_document names takes from its context; nothing when there is no such document. */
struct pz_field_documents {
    void (*fields)(const void *self, const char *name, struct pz_arena *arena, struct pz_field_list *out);
    const void *self;
};
/* Append every use of a name that comes from the context (not set by the template itself), in source order, those of the templates, macros
 * and SVG pictures it names among them, each with its own file and place. documents: or NULL. */
void pz_program_fields(const struct pz_program *program, const struct pz_field_documents *documents, struct pz_arena *arena,
                       struct pz_field_list *out);
/* Whether the template reads this top-level context name (canonical spelling); lets the caller load only what is needed. */
bool pz_program_uses(const struct pz_program *program, const char *name);

/* Expressions on their own, for definitions («каждый: организации с дефицитами») and file names. */
struct pz_expression;
int pz_expression_new(struct pz_expression **out, const char *text, size_t len, const struct pz_place *place,
                      const struct pz_template_options *options, struct pz_diags *diags);
int pz_expression_eval(const struct pz_expression *e, struct pz_render *render, struct pz_value *out, struct pz_error *err);
/* Whether the value counts as true in the language (empty lists, texts and ranges do not). */
int pz_expression_truth(const struct pz_expression *e, struct pz_render *render, bool *out, struct pz_error *err);
/* The items of a list or a range, in the render's arena or borrowed from the context; none and undefined have none. NULL: no list. */
int pz_expression_list(const struct pz_expression *e, struct pz_render *render, const struct pz_list **out, struct pz_error *err);
/* As pz_program_fields. */
void pz_expression_fields(const struct pz_expression *e, struct pz_arena *arena, struct pz_field_list *out);
void pz_expression_free(struct pz_expression *e);

/* Text (or HTML, SVG) template to segments, by Jinja2's whitespace rules; comments and raw blocks are resolved here. */
int pz_text_source(struct pz_source *out, const char *text, size_t len, const struct pz_template_options *options,
                   struct pz_diags *diags);

#endif
