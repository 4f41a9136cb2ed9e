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
    struct pz_arena *arena; /* of what the jobs share */
    struct pz_arena *own;   /* of a job's own strings: the same where they stay */
    const struct pz_job_taker *taker;
    bool stopped; /* by the taker */
    struct pz_job proto;
    struct pz_job_file files[PZ_JOB_FORMATS]; /* without output; of proto.profile */
    size_t format_n;
    struct pz_doubts *doubts; /* of the job being planned */
    struct day_profile *days;
};

/* A form profile by the day it is in force on: registered documents of one definition have many days in any order. */
struct day_profile {
    const char *day;
    struct pz_value profile;
    struct pz_job_file files[PZ_JOB_FORMATS];
    struct day_profile *next;
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
        p->files[p->format_n++] = (struct pz_job_file){.format = format, .template_path = path};
    }
    return p->format_n ? 0 : pz_fail(err, PZ_USAGE, "E-DEF-031", _("“formats” names no format to make"));
}

/* A stock template takes the form profile; the office's own template looks as the office made it. */
static void shape_file(struct plan *p, struct pz_job_file *file, struct pz_value profile)
{
    const char *path = file->template_path, *own = p->ws->folder;
    bool stock = strncmp(path, own, strlen(own)) != 0 || path[strlen(own)] != '/';
    file->profile = stock && profile.type == PZ_MAP ? profile.u.map : NULL;
    const char *id = file->profile ? pz_map_text(p->arena, file->profile, "id") : NULL;
    file->template_key = id ? pz_arena_printf(p->arena, "%s#%s", path, id) : path;
}

/* From now on the profile of that id, or the one in force on the day. */
static int take_profile(struct plan *p, const char *id, const char *day, struct pz_error *err)
{
    struct day_profile *known = p->days;
    while (known && strcmp(known->day, day) != 0)
        known = known->next;
    if (!known) {
        known = PZ_NEW(p->arena, struct day_profile);
        *known = (struct day_profile){.day = pz_arena_strdup(p->arena, day), .next = p->days};
        if (pz_workspace_profile(p->ws, id, day, p->arena, &known->profile, err))
            return -1;
        memcpy(known->files, p->files, sizeof known->files);
        for (size_t i = 0; i < p->format_n; i++)
            shape_file(p, &known->files[i], known->profile);
        p->days = known;
    }
    p->proto.profile = known->profile;
    memcpy(p->files, known->files, sizeof known->files);
    return 0;
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
    if (read_formats(p, kind, err))
        return -1;
    const char *planned = attribute(p, NULL, "planned");
    return take_profile(p, attribute(p, NULL, "profile"), *planned ? planned : "9999", err);
}

/* The profile goes by the planned day until the document is registered, then by the day of its registration. */
static int choose_profile(struct plan *p, const struct pz_job *job, struct pz_error *err)
{
    const char *planned = attribute(p, NULL, "planned"), *own = attribute(p, NULL, "profile"), *day = NULL;
    if (*own || !job->registered || !p->context->reader)
        return 0;
    if (pz_register_date(p->context->reader, job->document, job->key, p->own, &day, err))
        return -1;
    return take_profile(p, "", day ? day : *planned ? planned : "9999", err);
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
        *out = pz_arena_strndup(p->own, v.u.s, v.len);
    }
    return 0;
}

static int title_of(struct plan *p, const char **out)
{
    const struct pz_def *listed = pz_def_child(p->def, "listed-as");
    struct pz_value v;
    if (listed ? pz_compose_text(p->composer, &listed->text, &listed->place, &v) : pz_context_title(p->composer, p->def, &v))
        return -1;
    *out = pz_arena_strndup(p->own, v.u.s, v.len);
    return 0;
}

static const struct pz_doubt *copy_doubts(const struct pz_doubt *v, size_t n, struct pz_arena *arena)
{
    struct pz_doubt *copy = PZ_NEW_ARRAY(arena, n, struct pz_doubt);
    for (size_t i = 0; i < n; i++) {
        copy[i] = v[i];
        copy[i].text = pz_arena_strdup(arena, v[i].text);
        copy[i].guess = pz_arena_strdup(arena, v[i].guess);
    }
    return n ? copy : NULL;
}

struct pz_job pz_job_copy(const struct pz_job *job, struct pz_arena *arena)
{
    struct pz_job copy = *job;
    struct pz_job_file *files = PZ_NEW_ARRAY(arena, job->file_n, struct pz_job_file);
    for (size_t i = 0; i < job->file_n; i++) {
        files[i] = job->files[i];
        files[i].output = pz_arena_strdup(arena, files[i].output);
    }
    copy.files = files;
    copy.key = pz_arena_strdup(arena, job->key);
    copy.organisation = job->organisation ? copy.key : NULL;
    copy.title = pz_arena_strdup(arena, job->title);
    copy.doubts = copy_doubts(job->doubts, job->doubt_n, arena);
    return copy;
}

static int add_job(struct plan *p, struct pz_job job, struct pz_error *err)
{
    const char *output;
    if (evaluate(p, "output", &output) || title_of(p, &job.title) || choose_profile(p, &job, err))
        return -1;
    job.profile = p->proto.profile;
    if (!output)
        output = *job.key ? pz_arena_printf(p->own, "%s/%s", job.document, job.key) : job.document;
    if (!pz_path_is_inside(output) || !*output) {
        pz_fail(err, PZ_USAGE, "E-DEF-033", _("the output name “%s” leads out of the folder of documents"), output);
        return pz_error_at(err, &p->def->place);
    }
    struct pz_job_file *files = PZ_NEW_ARRAY(p->own, p->format_n, struct pz_job_file);
    for (size_t i = 0; i < p->format_n; i++) {
        files[i] = p->files[i];
        files[i].output = pz_arena_printf(p->own, "%s.%s", output, files[i].format);
    }
    job.files = files;
    job.file_n = p->format_n;
    job.doubts = copy_doubts(p->doubts->v, p->doubts->n, p->own); /* of its title and names */
    job.doubt_n = p->doubts->n;
    pz_doubts_clear(p->doubts);
    p->stopped = p->taker->take(p->taker->self, &job, err) != 0;
    return p->stopped ? -1 : 0;
}

/* What the names and titles are made with goes at once, and the job with it: whoever needs it longer has copied it. */
static int add_organisations(struct plan *p, struct pz_spool *codes, struct pz_error *err)
{
    const void *code;
    size_t len;
    int rc;
    while ((rc = pz_spool_next(codes, &code, &len, err)) == 1) {
        struct pz_job job = p->proto;
        job.organisation = job.key = code;
        p->context->organisation = code;
        pz_arena_clear(p->own);
        p->composer->context = pz_context_map(p->context, p->own);
        if (add_job(p, job, err) != 0)
            return -1;
    }
    return rc;
}

/* One document for each organisation of a set. */
static int fan_organisations(struct plan *p, const char *set, struct pz_error *err)
{
    if (!p->context->reader)
        return 0;
    struct pz_spool codes = {0};
    struct pz_arena scratch = PZ_ARENA_INIT, *before = p->composer->arena;
    jmp_buf oom, *trap = pz_arena_trap(p->arena, &oom);
    scratch.trap = &oom;
    int rc = -1;
    if (setjmp(oom))
        pz_fail_memory(err);
    else if (pz_reader_codes(p->context->reader, set, &codes, err) != 0)
        pz_error_at(err, &p->def->place);
    else {
        p->composer->arena = p->own = &scratch;
        rc = add_organisations(p, &codes, err);
    }
    p->composer->arena = before;
    p->own = p->arena;
    pz_arena_trap(p->arena, trap);
    pz_arena_release(&scratch);
    pz_spool_release(&codes);
    return rc;
}

/* One document for each item of a list. */
static int fan_items(struct plan *p, struct pz_error *err)
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
        if (add_job(p, job, err))
            return -1;
    }
    return 0;
}

static int fan_out(struct plan *p, struct pz_error *err)
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
        return fan_organisations(p, set, err);
    return p->def->each ? fan_items(p, err) : add_job(p, p->proto, err);
}

static bool wanted(const char *const *ids, const char *id)
{
    for (size_t i = 0; ids && ids[i]; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return !ids;
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

static int plan_document(const struct pz_workspace *ws, struct pz_reader *reader, size_t i, struct pz_arena *arena,
                         const struct pz_job_taker *taker, struct pz_doubts *doubts, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_error one = PZ_ERROR_INIT;
    struct pz_context context = {.ws = ws, .reader = reader, .err = &one};
    struct pz_composer composer;
    pz_composer_init(&composer, ws, arena, &one);
    context.composer = &composer;
    struct plan p = {.ws = ws,
                     .def = ws->documents[i],
                     .context = &context,
                     .composer = &composer,
                     .arena = arena,
                     .own = arena,
                     .taker = taker,
                     .doubts = doubts};
    composer.forms.doubts = doubts;
    int rc = fan_out(&p, &one);
    pz_doubts_clear(doubts);
    pz_composer_release(&composer);
    if (rc == 0)
        return 0;
    if (p.stopped || one.kind == PZ_SYSTEM) {
        *err = one;
        return -1;
    }
    if (taker->failed)
        taker->failed(taker->self, ws->ids[i]);
    pz_report_error(diags, &one);
    return 0;
}

static int plan_all(const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids, struct pz_arena *arena,
                    const struct pz_job_taker *taker, struct pz_doubts *doubts, struct pz_diags *diags, struct pz_error *err)
{
    if (refuse_unknown(ws, ids, err))
        return -1;
    for (size_t i = 0; i < ws->document_n; i++)
        if (wanted(ids, ws->ids[i]) && plan_document(ws, reader, i, arena, taker, doubts, diags, err))
            return -1;
    return 0;
}

int pz_workspace_each_job(const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids, struct pz_arena *arena,
                          const struct pz_job_taker *taker, struct pz_diags *diags, struct pz_error *err)
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
    int rc = plan_all(ws, reader, ids, arena, taker, doubts, diags, err);
    pz_doubts_release(doubts);
    pz_arena_trap(arena, before);
    return rc;
}

/* All of them as a list ------------------------------------------------------------------------------------- */

struct listing {
    struct pz_job_list *out;
    struct pz_arena *arena;
};

static int list_job(void *self, const struct pz_job *job, struct pz_error *err)
{
    struct listing *l = self;
    struct pz_job_list *out = l->out;
    (void)err;
    if (out->n == out->cap) {
        size_t cap = out->cap ? out->cap * 2 : 64;
        out->v = pz_arena_grow(l->arena, out->v, out->n, cap, sizeof *out->v);
        out->cap = cap;
    }
    out->v[out->n++] = pz_job_copy(job, l->arena);
    return 0;
}

static void unlist_jobs(void *self, const char *document)
{
    struct pz_job_list *out = ((struct listing *)self)->out;
    while (out->n && strcmp(out->v[out->n - 1].document, document) == 0)
        out->n--;
}

void pz_job_written_twice(const struct pz_workspace *ws, const char *document, const char *output, struct pz_diags *diags)
{
    const struct pz_def *def = pz_workspace_definition(ws, document);
    pz_report(diags, "E-DEF-035", &def->place, _("two documents would be written to “%s”"), output);
}

/* Two documents may not be written to one file. */
static void check_outputs(const struct pz_workspace *ws, const struct pz_job_list *jobs, struct pz_arena *trapped,
                          struct pz_diags *diags)
{
    struct pz_arena own = {.trap = trapped->trap}, *arena = &own;
    struct pz_map *seen = pz_map_new(arena, jobs->n);
    for (size_t i = 0; i < jobs->n; i++) {
        const char *output = jobs->v[i].files[0].output;
        if (pz_map_find(seen, pz_key(output)))
            pz_job_written_twice(ws, jobs->v[i].document, output, diags);
        pz_map_set(arena, seen, output, pz_none());
    }
    pz_arena_release(&own);
}

int pz_workspace_jobs(const struct pz_workspace *ws, struct pz_reader *reader, const char *const *ids, struct pz_arena *arena,
                      struct pz_job_list *out, struct pz_diags *diags, struct pz_error *err)
{
    struct listing listing = {out, arena};
    struct pz_job_taker taker = {list_job, unlist_jobs, &listing};
    if (pz_workspace_each_job(ws, reader, ids, arena, &taker, diags, err))
        return -1;
    check_outputs(ws, out, arena, diags);
    return 0;
}
