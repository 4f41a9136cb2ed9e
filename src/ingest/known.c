/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables of results are matched against. Names of organisations are not held: a country has many. */
#include <stdio.h>
#include <string.h>

#include "base/io.h"
#include "ingest/answers.h"
#include "ingest/intake.h"

bool pz_intake_is_matched(const char *kind)
{
    return strcmp(kind, "results") == 0 || strcmp(kind, "fulfilment") == 0;
}

static int answers_path(const struct pz_intake *in, struct pz_buf *path)
{
    pz_path_join(path, in->options->folder, PZ_ANSWERS_FILE);
    return path->failed ? pz_fail_memory(in->err) : 0;
}

bool pz_intake_has_answers(const struct pz_intake *in)
{
    struct pz_buf path = PZ_BUF_INIT;
    bool there = in->options->folder && (answers_path(in, &path) != 0 || pz_file_exists(pz_buf_str(&path)));
    pz_buf_release(&path);
    return there;
}

static int load_answers(struct pz_intake *in)
{
    if (!in->options->folder || !pz_intake_is_matched(in->source->kind))
        return 0;
    struct pz_buf path = PZ_BUF_INIT;
    int rc = answers_path(in, &path);
    if (rc == 0)
        rc = pz_answers_load(in->organisations, pz_buf_str(&path), in->diags, in->err);
    pz_buf_release(&path);
    return rc;
}

int pz_intake_load_indicators(struct pz_intake *in)
{
    return in->known ? 0 : pz_store_known_indicators(in->store, &in->arena, &in->known, &in->known_n, in->err);
}

/* Names ------------------------------------------------------------------------------------------------------------ */

struct names {
    struct pz_intake *in;
    size_t entry; /* of the organisation whose fields come, whose code is in->last_code; SIZE_MAX: none yet */
    void (*name)(void *to, size_t entry, const char *text);
    void *to;
};

/* Whether fields of the next organisation begin. */
static bool is_next(struct names *names, const char *code)
{
    struct pz_buf *last = &names->in->last_code;
    if (names->entry != SIZE_MAX && strcmp(pz_buf_str(last), code) == 0)
        return false;
    pz_buf_clear(last);
    pz_buf_puts(last, code);
    pz_arena_check(&names->in->arena, last);
    return true;
}

static void add_field(void *self, const char *code, const char *field, const char *value)
{
    struct names *names = self;
    struct pz_matcher *matcher = names->in->organisations;
    if (is_next(names, code))
        names->entry = pz_matcher_add(matcher, code, NULL);
    if (pz_store_is_name(field) && value[0])
        pz_matcher_add_name(matcher, names->entry, value);
}

/* The entries come in the order in which they were added. */
static void pass_field(void *self, const char *code, const char *field, const char *value)
{
    struct names *names = self;
    names->entry += is_next(names, code); /* SIZE_MAX and one more is the first */
    if (pz_store_is_name(field) && value[0])
        names->name(names->to, names->entry, value);
}

static void each_name(void *self, void (*name)(void *to, size_t entry, const char *text), void *to)
{
    struct pz_intake *in = self;
    struct names names = {.in = in, .entry = SIZE_MAX, .name = name, .to = to};
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_store_each_organisation(in->store, pass_field, &names, &err) != 0)
        in->lost = err;
}

static const char *title_of(void *self, const char *code)
{
    struct pz_intake *in = self;
    const char *title = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    if (pz_store_organisation_title(in->store, code, &in->row, &title, &err) != 0)
        in->lost = err;
    return title;
}

static void begin_organisations(struct pz_intake *in)
{
    struct pz_match_source *source = PZ_NEW(&in->arena, struct pz_match_source);
    *source = (struct pz_match_source){.self = in, .each = each_name, .title = title_of, .order = pz_code_compare};
    in->organisations = pz_matcher_new(&in->arena, source, &in->lost);
}

static int load_organisations(struct pz_intake *in)
{
    struct names names = {.in = in, .entry = SIZE_MAX};
    begin_organisations(in);
    return pz_store_each_organisation(in->store, add_field, &names, in->err);
}

int pz_intake_load_known(struct pz_intake *in)
{
    if ((!in->organisations && load_organisations(in) != 0) || pz_intake_load_indicators(in) != 0)
        return -1;
    in->indicators = pz_matcher_new(&in->arena, NULL, &in->lost);
    for (size_t i = 0; i < in->known_n; i++) {
        const char *names[] = {in->known[i].name ? in->known[i].name : "", in->known[i].short_name ? in->known[i].short_name : "",
                               NULL};
        pz_matcher_add(in->indicators, in->known[i].code, names);
    }
    return load_answers(in);
}

/* Digest ----------------------------------------------------------------------------------------------------------- */

static void add_text(struct pz_digest_stream *d, const char *text)
{
    pz_digest_add(d, text ? text : "", text ? strlen(text) : 0);
    pz_digest_add(d, "", 1);
}

struct names_digest {
    struct pz_digest_stream *digest;
    char code[256];
    struct names names; /* in NULL: they are not kept */
};

static void digest_field(void *self, const char *code, const char *field, const char *value)
{
    struct names_digest *d = self;
    if (d->names.in)
        add_field(&d->names, code, field, value);
    if (strcmp(code, d->code) != 0) { /* one without a name counts too */
        snprintf(d->code, sizeof d->code, "%s", code);
        add_text(d->digest, code);
    }
    if (!pz_store_is_name(field))
        return;
    add_text(d->digest, field);
    add_text(d->digest, value);
}

int pz_intake_digest_known(struct pz_intake *in, bool keep, struct pz_digest_stream *d)
{
    struct names_digest names = {.digest = d, .names = {.in = keep ? in : NULL, .entry = SIZE_MAX}};
    if (keep)
        begin_organisations(in);
    if (pz_store_each_organisation(in->store, digest_field, &names, in->err) != 0)
        return -1;
    for (size_t i = 0; i < in->known_n; i++) {
        const struct pz_known_indicator *k = &in->known[i];
        const char *const told[] = {k->code, k->name, k->short_name, k->kind, k->unit};
        for (size_t t = 0; t < sizeof told / sizeof told[0]; t++)
            add_text(d, told[t]);
    }
    return 0;
}
