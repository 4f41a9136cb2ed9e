/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/io.h"
#include "store/register.h"
#include "workspace/internal.h"

/* What is the same for all documents of one definition. */
struct plan {
    const struct pz_workspace *ws;
    const struct pz_def *def;
    struct pz_context *context;
    struct pz_composer *composer;
    struct pz_arena *arena;
    struct pz_job proto;
    const char *formats[PZ_JOB_FORMATS], *templates[PZ_JOB_FORMATS];
    size_t format_n;
    struct pz_doubts *doubts; /* of the job being planned */
    const char *day;          /* that proto.profile is in force on */
};

static const struct pz_map *kind_of(const struct pz_workspace *ws, const struct pz_def *def)
{
    struct pz_value kinds = pz_map_get(ws->settings.u.map, "kinds");
    struct pz_value kind = kinds.type == PZ_MAP ? pz_map_get(kinds.u.map, pz_def_get(def, "kind")) : pz_undefined(NULL);
    return kind.type == PZ_MAP ? kind.u.map : NULL;
}

/* The definition's attribute, else the kind's, else "". */
static const char *attribute(struct plan *p, const struct pz_map *kind, const char *name)
{
    const char *own = pz_def_get(p->def, name);
    if (own)
        return own;
    const char *of_kind = kind ? pz_map_text(p->arena, kind, name) : NULL;
    return of_kind ? of_kind : "";
}

static bool says_yes(const struct pz_def *def, const char *name, bool otherwise)
{
    const char *v = pz_def_get(def, name);
    return v ? strcmp(v, "yes") == 0 : otherwise;
}

static int read_formats(struct plan *p, const struct pz_map *kind, struct pz_error *err)
{
    const char *at = attribute(p, kind, "formats"), *template = attribute(p, kind, "template");
    if (!*at)
        at = "docx pdf";
    while (*(at += strspn(at, " ,")) != '\0' && p->format_n < PZ_JOB_FORMATS) {
        size_t len = strcspn(at, " ,");
        const char *format = pz_arena_strndup(p->arena, at, len);
        at += len;
        if (strcmp(format, "pdf") == 0) {
            p->proto.pdf = true;
            continue;
        }
        const char *path = pz_template_find(p->ws->folders, template, format, p->arena);
        if (!path)
            return pz_fail(err, PZ_USAGE, "E-DEF-030", _("there is no template “%s” for the format “%s”"), template, format);
        p->formats[p->format_n] = format;
        p->templates[p->format_n++] = path;
    }
    return p->format_n ? 0 : pz_fail(err, PZ_USAGE, "E-DEF-031", _("“formats” names no format to make"));
}

static int prepare(struct plan *p, struct pz_error *err)
{
    const struct pz_map *kind = kind_of(p->ws, p->def);
    const char *id = pz_def_get(p->def, "id");
    p->proto = (struct pz_job){.document = id,
                               .kind = pz_def_get(p->def, "kind"),
                               .key = "",
                               .journal = attribute(p, kind, "journal"),
                               .section = attribute(p, kind, "section"),
                               .registered = says_yes(p->def, "registered", true),
                               .signed_ = says_yes(p->def, "signed", true),
                               .published = says_yes(p->def, "published", false),
                               .nightly = says_yes(p->def, "nightly", true),
                               .definition = p->def};
    const char *planned = attribute(p, NULL, "planned");
    p->day = *planned ? planned : "9999";
    if (pz_workspace_profile(p->ws, attribute(p, NULL, "profile"), p->day, p->arena, &p->proto.profile, err))
        return -1;
    return read_formats(p, kind, err);
}

/* The profile goes by the planned day until the document is registered, then by the day of its registration. */
static int choose_profile(struct plan *p, const struct pz_job *job, struct pz_error *err)
{
    const char *planned = attribute(p, NULL, "planned"), *own = attribute(p, NULL, "profile"), *day = NULL;
    if (*own || !job->registered || !p->context->reader)
        return 0;
    if (pz_register_date(p->context->reader, job->document, job->key, p->arena, &day, err))
        return -1;
    if (!day)
        day = *planned ? planned : "9999";
    if (strcmp(day, p->day) == 0)
        return 0;
    p->day = day;
    return pz_workspace_profile(p->ws, "", day, p->arena, &p->proto.profile, err);
}

/* A text attribute of the document evaluated for one job. */
static int evaluate(struct plan *p, const char *name, const char **out)
{
    struct pz_key key = pz_key(name);
    *out = NULL;
    for (size_t i = 0; i < p->def->attribute_n; i++) {
        const struct pz_def_attribute *a = &p->def->attributes[i];
        struct pz_value v;
        if (!pz_key_equal(a->key, key))
            continue;
        if (pz_compose_text(p->composer, &a->text, &p->def->place, &v))
            return -1;
        *out = pz_arena_strndup(p->arena, v.u.s, v.len);
    }
    return 0;
}

static int title_of(struct plan *p, const char **out)
{
    const struct pz_def *listed = pz_def_child(p->def, "listed-as");
    struct pz_value v;
    if (listed ? pz_compose_text(p->composer, &listed->text, &listed->place, &v) : pz_context_title(p->composer, p->def, &v))
        return -1;
    *out = pz_arena_strndup(p->arena, v.u.s, v.len);
    return 0;
}

/* A stock template takes the form profile; the office's own template looks as the office made it. */
static struct pz_job_file file_of(struct plan *p, size_t i, const char *output)
{
    const char *path = p->templates[i], *own = p->ws->folder;
    bool stock = strncmp(path, own, strlen(own)) != 0 || path[strlen(own)] != '/';
    const struct pz_map *profile = stock && p->proto.profile.type == PZ_MAP ? p->proto.profile.u.map : NULL;
    const char *id = profile ? pz_map_text(p->arena, profile, "id") : NULL;
    return (struct pz_job_file){
        .format = p->formats[i],
        .template_path = path,
        .output = pz_arena_printf(p->arena, "%s.%s", output, p->formats[i]),
        .profile = profile,
        .template_key = id ? pz_arena_printf(p->arena, "%s#%s", path, id) : path,
    };
}

/* The doubts of this job's title and names go with it. */
static void take_doubts(struct plan *p, struct pz_job *job)
{
    struct pz_doubts *d = p->doubts;
    if (d->n == 0)
        return;
    struct pz_doubt *copy = PZ_NEW_ARRAY(p->arena, d->n, struct pz_doubt);
    for (size_t i = 0; i < d->n; i++) {
        copy[i] = d->v[i];
        copy[i].text = pz_arena_strdup(p->arena, d->v[i].text);
        copy[i].guess = pz_arena_strdup(p->arena, d->v[i].guess);
    }
    job->doubts = copy;
    job->doubt_n = d->n;
    pz_doubts_clear(d);
}

/* Room for n more jobs. */
static void make_room(struct plan *p, struct pz_job_list *out, size_t n)
{
    if (out->cap - out->n >= n)
        return;
    size_t cap = n > 1 ? out->n + n : out->cap ? out->cap * 2 : 64;
    out->v = pz_arena_grow(p->arena, out->v, out->n, cap, sizeof *out->v);
    out->cap = cap;
}

static int add_job(struct plan *p, struct pz_job_list *out, struct pz_job job, struct pz_error *err)
{
    const char *output;
    if (evaluate(p, "output", &output) || title_of(p, &job.title) || choose_profile(p, &job, err))
        return -1;
    job.profile = p->proto.profile;
    if (!output)
        output = *job.key ? pz_arena_printf(p->arena, "%s/%s", job.document, job.key) : job.document;
    if (!pz_path_is_inside(output) || !*output) {
        pz_fail(err, PZ_USAGE, "E-DEF-033", _("the output name “%s” leads out of the folder of documents"), output);
        return pz_error_at(err, &p->def->place);
    }
    struct pz_job_file *files = PZ_NEW_ARRAY(p->arena, p->format_n, struct pz_job_file);
    for (size_t i = 0; i < p->format_n; i++)
        files[i] = file_of(p, i, output);
    take_doubts(p, &job);
    job.files = files;
    job.file_n = p->format_n;
    make_room(p, out, 1);
    out->v[out->n++] = job;
    return 0;
}

/* One document for each organisation of a set. */
static int fan_organisations(struct plan *p, const char *set, struct pz_job_list *out, struct pz_error *err)
{
    const char **codes;
    size_t n;
    if (!p->context->reader)
        return 0;
    if (pz_reader_codes(p->context->reader, set, p->arena, &codes, &n, err))
        return pz_error_at(err, &p->def->place);
    /* What the names and titles are made with goes at once: with the jobs stays only their text. */
    struct pz_arena scratch = {.trap = p->arena->trap};
    struct pz_arena *before = p->composer->arena;
    int rc = 0;
    make_room(p, out, n); /* at once: growing step by step leaves as much again behind in the arena */
    p->composer->arena = &scratch;
    for (size_t i = 0; i < n && rc == 0; i++) {
        struct pz_job job = p->proto;
        job.organisation = job.key = codes[i];
        p->context->organisation = codes[i];
        pz_arena_clear(&scratch);
        p->composer->context = pz_context_map(p->context, &scratch);
        rc = add_job(p, out, job, err);
    }
    p->composer->arena = before;
    pz_arena_release(&scratch);
    return rc;
}

/* One document for each item of a list. */
static int fan_items(struct plan *p, struct pz_job_list *out, struct pz_error *err)
{
    const struct pz_list *items;
    struct pz_key name = p->def->as.len ? p->def->as : pz_key("item");
    if (pz_compose_items(p->composer, p->def, &items))
        return pz_error_at(err, &p->def->place);
    for (size_t i = 0; i < items->n; i++) {
        struct pz_job job = p->proto;
        job.index = i;
        pz_map_put(p->arena, p->composer->context, name, items->v[i]);
        if (evaluate(p, "key", &job.key))
            return -1;
        if (!job.key || !*job.key) {
            pz_fail(err, PZ_USAGE, "E-DEF-034", _("a document made for each item of a list needs “key”"));
            return pz_error_at(err, &p->def->place);
        }
        if (add_job(p, out, job, err))
            return -1;
    }
    return 0;
}

static int fan_out(struct plan *p, struct pz_job_list *out, struct pz_error *err)
{
    const char *set;
    bool there;
    if (prepare(p, err))
        return pz_error_at(err, &p->def->place);
    p->composer->context = pz_context_map(p->context, p->arena);
    if (pz_compose_condition(p->composer, p->def, &there))
        return -1;
    if (!there)
        return 0;
    if (evaluate(p, "for", &set))
        return -1;
    if (set)
        return fan_organisations(p, set, out, err);
    return p->def->each ? fan_items(p, out, err) : add_job(p, out, p->proto, err);
}

static bool wanted(const char *const *ids, const char *id)
{
    for (size_t i = 0; ids && ids[i]; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return !ids;
}

/* Two documents may not be written to one file. */
static void check_outputs(const struct pz_job_list *jobs, struct pz_arena *trapped, struct pz_diags *diags)
{
    struct pz_arena own = {.trap = trapped->trap}, *arena = &own;
    struct pz_map *seen = pz_map_new(arena, jobs->n);
    for (size_t i = 0; i < jobs->n; i++) {
        const struct pz_def *def = jobs->v[i].definition;
        const char *output = jobs->v[i].files[0].output;
        if (pz_map_find(seen, pz_key(output)))
            pz_report(diags, "E-DEF-035", &def->place, _("two documents would be written to “%s”"), output);
        pz_map_set(arena, seen, output, pz_none());
    }
    pz_arena_release(&own);
}

/* Whoever names a document that is not there means another one: nothing is made. */
static int refuse_unknown(const struct pz_workspace *ws, const char *const *ids, struct pz_error *err)
{
    struct pz_place place = pz_place_file("prikaz.xml");
    for (size_t i = 0; ids && ids[i]; i++) {
        if (pz_workspace_definition(ws, ids[i]))
            continue;
        pz_fail(err, PZ_USAGE, "E-DEF-036", _("there is no document “%s”"), ids[i]);
        return pz_error_at(err, &place);
    }
    return 0;
}

static int jobs_of(const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids, struct pz_arena *arena,
                   struct pz_doubts *doubts, struct pz_job_list *out, struct pz_diags *diags, struct pz_error *err)
{
    if (refuse_unknown(ws, ids, err))
        return -1;
    for (size_t i = 0; i < ws->document_n; i++) {
        struct pz_error one = PZ_ERROR_INIT;
        struct pz_context context = {.ws = ws, .reader = reader, .err = &one};
        struct pz_composer composer;
        if (!wanted(ids, ws->ids[i]))
            continue;
        pz_composer_init(&composer, ws, arena, &one);
        context.composer = &composer;
        struct plan p = {
            .ws = ws, .def = ws->documents[i], .context = &context, .composer = &composer, .arena = arena, .doubts = doubts};
        composer.forms.doubts = doubts;
        size_t before = out->n;
        int rc = fan_out(&p, out, &one);
        pz_doubts_clear(doubts);
        pz_composer_release(&composer);
        if (rc == 0)
            continue;
        out->n = before;
        if (one.kind == PZ_SYSTEM) {
            *err = one;
            return -1;
        }
        pz_report_error(diags, &one);
    }
    check_outputs(out, arena, diags);
    return 0;
}

int pz_workspace_jobs(const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids, struct pz_arena *arena,
                      struct pz_job_list *out, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_doubts *doubts = PZ_NEW(arena, struct pz_doubts);
    jmp_buf oom, *before = pz_arena_trap(arena, &oom);
    pz_doubts_init(doubts);
    pz_arena_trap(&doubts->arena, &oom);
    if (setjmp(oom)) { /* what is not the arena's is released before its owner hears of it */
        pz_doubts_release(doubts);
        pz_arena_trap(arena, before);
        pz_arena_spent(arena);
    }
    int rc = jobs_of(ws, reader, ids, arena, doubts, out, diags, err);
    pz_doubts_release(doubts);
    pz_arena_trap(arena, before);
    return rc;
}
