/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/publishing.h"

#include <time.h>

#include "base/i18n.h"
#include "base/io.h"
#include "batch/gather.h"
#include "batch/intact.h"
#include "batch/mark.h"
#include "deliver/sign/cms.h"
#include "deliver/sign/mark.h"
#include "russian/date.h"

enum { FILES_MAX = 4, SHRINK = 20 };

struct publishing {
    const struct pz_publishing *task;
    struct pz_arena *arena;
    struct pz_publishing_result *result;
    struct pz_diags *diags;
    struct pz_cms *cms;
    struct pz_site_document *documents;
    const struct pz_desk_item **items; /* of each document */
    const struct pz_register_row **rows;
    size_t n;
    struct pz_site_file *files; /* of the document under way */
    struct pz_gather copyless;
};

static struct pz_value section_of_settings(const struct publishing *p, const char *name)
{
    return pz_map_get(pz_workspace_settings(p->task->workspace).u.map, name);
}

static const char *text_at(struct pz_arena *arena, struct pz_value map, const char *key)
{
    const char *text = map.type == PZ_MAP ? pz_map_text(arena, map.u.map, key) : NULL;
    return text && *text ? text : NULL;
}

/* Also what was given to the signer before its definition said that it is not signed. */
static bool waits_for_signature(const struct pz_desk_item *item)
{
    return item->job->signed_ || item->row->state == PZ_SIGNING;
}

/* The edition that may go out, or NULL. */
static const struct pz_register_row *ready(const struct pz_desk_item *item)
{
    if (waits_for_signature(item))
        return item->protected_;
    if (item->job->registered)
        return item->row->number[0] ? item->row : item->protected_;
    return item->row;
}

static void add_file(struct pz_site_document *d, struct pz_site_file *files, const char *path, const char *role)
{
    if (path && path[0])
        files[d->files_n++] = (struct pz_site_file){.path = path, .role = role};
}

static const char *moment(struct pz_arena *arena, int64_t seconds)
{
    struct tm tm;
    time_t t = (time_t)seconds;
    char text[32];
    if (!seconds || !gmtime_r(&t, &tm) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
        return NULL;
    return pz_arena_strdup(arena, text);
}

/* The copy with the mark of the signature; without room for it the document goes out without a copy. */
static void add_copy(struct publishing *p, const struct pz_register_row *row, const struct pz_cms_signature *s,
                     struct pz_site_document *d)
{
    struct pz_error why = PZ_ERROR_INIT;
    struct pz_date date;
    struct pz_mark_options options = {.folders = pz_workspace_template_folders(p->task->workspace)};
    if (!row->pdf_path[0])
        return;
    if (pz_date_parse(&date, row->date, strlen(row->date)) == 0)
        options.date = pz_date_to_days(date);
    const char *copy = pz_arena_printf(p->arena, "%s/%s-%s-%u.pdf", PZ_PUBLISH_MARKED, row->id, row->organisation, row->edition);
    if (pz_mark_make(row->pdf_path, copy, s, &options, &why) == 0) {
        add_file(d, p->files, copy, "copy");
        return;
    }
    pz_gather_add(&p->copyless, pz_arena_printf(p->arena, _("no copy with the mark of the signature goes out: %s"), why.message),
                  row->pdf_path);
}

/* What the signature says, when it verifies. A bad one is reported and the document stays at home (false). */
static int fill_signature(struct publishing *p, const struct pz_register_row *row, struct pz_site_document *d, struct pz_error *err)
{
    struct pz_cms_signature s;
    const char *file = row->pdf_path[0] ? row->pdf_path : row->path;
    if (!row->signature_path[0])
        return 1;
    if (pz_cms_verify(p->cms, file, row->signature_path, p->task->now, &s, NULL, err) != 0)
        return -1;
    if (s.verdict != PZ_CMS_VALID) {
        pz_cms_report(p->diags, file, row->signature_path, &s);
        return 0;
    }
    d->signed_by = pz_arena_strdup(p->arena, s.owner);
    d->signer_post = s.post[0] ? pz_arena_strdup(p->arena, s.post) : NULL;
    d->certificate = pz_arena_strdup(p->arena, s.serial);
    d->signed_at = moment(p->arena, s.signed_at);
    d->valid_from = moment(p->arena, s.valid_from);
    d->valid_to = moment(p->arena, s.valid_to);
    add_copy(p, row, &s, d);
    return 1;
}

static const char *section_itemprop(struct publishing *p, const char *section)
{
    struct pz_value publication = section_of_settings(p, "publication");
    struct pz_value list = publication.type == PZ_MAP ? pz_map_get(publication.u.map, "sections") : pz_none();
    for (uint32_t i = 0; list.type == PZ_LIST && i < list.u.list->n; i++) {
        const char *id = text_at(p->arena, list.u.list->v[i], "id");
        if (id && strcmp(id, section) == 0)
            return text_at(p->arena, list.u.list->v[i], "itemprop");
    }
    return NULL;
}

/* 1: added; 0: stays at home; -1: failure. */
static int add_document(struct publishing *p, const struct pz_desk_item *item, const struct pz_register_row *row,
                        struct pz_error *err)
{
    struct pz_site_document *d = &p->documents[p->n];
    struct pz_site_file *files = p->files = PZ_NEW_ARRAY(p->arena, FILES_MAX, struct pz_site_file);
    *d = (struct pz_site_document){.id = row->id,
                                   .organisation = item->job->organisation,
                                   .kind = row->kind,
                                   .kind_title = pz_desk_kind_title(p->task->workspace, row->kind, p->arena),
                                   .title = row->title,
                                   .number = row->number,
                                   .date = row->date[0] ? row->date : pz_arena_strndup(p->arena, row->made, 10),
                                   .period = text_at(p->arena, section_of_settings(p, "period"), "year"),
                                   .edition = row->edition,
                                   .itemprop = section_itemprop(p, item->job->section),
                                   .files = files};
    add_file(d, files, row->pdf_path, "pdf");
    add_file(d, files, row->path, "source");
    add_file(d, files, row->signature_path, "signature");
    int good = pz_intact_check(row, p->arena, p->diags, err);
    if (good > 0)
        good = fill_signature(p, row, d, err);
    if (good <= 0)
        return good;
    p->items[p->n] = item;
    p->rows[p->n++] = row;
    return 1;
}

static int choose(struct publishing *p, const char *organisation, struct pz_error *err)
{
    const struct pz_desk *desk = p->task->desk;
    p->documents = PZ_NEW_ARRAY(p->arena, desk->n + 1, struct pz_site_document);
    p->items = pz_arena_array(p->arena, desk->n + 1, sizeof *p->items);
    p->rows = pz_arena_array(p->arena, desk->n + 1, sizeof *p->rows);
    struct pz_gather held = {.arena = p->arena};
    for (size_t i = 0; i < desk->n; i++) {
        const struct pz_desk_item *item = &desk->v[i];
        if (!item->job->published ||
            (organisation && (!item->job->organisation || strcmp(item->job->organisation, organisation) != 0)))
            continue;
        const struct pz_register_row *row = ready(item);
        int added = row ? add_document(p, item, row, err) : 0;
        if (added < 0)
            return -1;
        if (!row)
            pz_gather_add(&held,
                          waits_for_signature(item) ? _("it is not signed yet and stays off the site")
                                                    : _("it has no number yet and stays off the site"),
                          item->row->path);
        p->result->held += !added;
    }
    p->result->documents = p->n;
    pz_gather_report(&held, "W-RUN-040", p->diags);
    pz_gather_report(&p->copyless, "W-SIGN-044", p->diags);
    return 0;
}

/* A number among the settings of the publication, `otherwise` without it. */
static unsigned number_of(const struct publishing *p, const char *key, unsigned otherwise)
{
    const char *text = text_at(p->arena, section_of_settings(p, "publication"), key);
    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/* Addresses and telephones of the office and of the kindergartens may stand everywhere, also those at mail services of private persons. */
static const struct pz_map *own_addresses(struct publishing *p, struct pz_value organisations)
{
    static const char *const keys[] = {"email", "phone", "fax"};
    uint32_t many = organisations.type == PZ_LIST ? organisations.u.list->n : 0;
    struct pz_map *own = pz_map_new(p->arena, 3 * (many + 1));
    for (uint32_t i = 0; i <= many; i++)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            const char *text = text_at(p->arena, i ? organisations.u.list->v[i - 1] : section_of_settings(p, "authority"), keys[k]);
            if (text)
                pz_gate_own(p->arena, own, text);
        }
    return own;
}

/* The gate looks at every file that would go out. */
static int check(struct publishing *p, const struct pz_gate_options *options, struct pz_error *err)
{
    struct pz_gate_file *files = PZ_NEW_ARRAY(p->arena, p->n * FILES_MAX + 1, struct pz_gate_file);
    size_t n = 0, errors = p->diags->errors;
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->documents[i].files_n; k++) {
            const struct pz_site_file *f = &p->documents[i].files[k];
            if (strcmp(f->role, "signature") != 0)
                files[n++] = (struct pz_gate_file){.path = f->path, .registered = true, .signed_ = true};
        }
    if (pz_gate_check(files, n, options, p->diags, err) != 0)
        return -1;
    if (p->diags->errors > errors)
        return pz_fail(err, PZ_DATA, "E-RUN-041", _("the gate holds the publication back; the site stays as it was"));
    return 0;
}

/* The document a file or a page belongs to; what belongs to none is noted at the first. */
static const struct pz_register_row *row_of(const struct publishing *p, const char *file)
{
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->documents[i].files_n; k++)
            if (strcmp(p->documents[i].files[k].path, file) == 0)
                return p->rows[i];
    return p->rows[0];
}

/* Exceptions that were used go into the register with place and reason, whatever becomes of the file. */
static int note_exceptions(struct publishing *p, struct pz_error *err)
{
    for (size_t i = 0; p->n && i < p->diags->n; i++) {
        const struct pz_diag *d = &p->diags->v[i];
        if (strcmp(d->id, "N-GATE-020") != 0)
            continue;
        const struct pz_register_row *row = row_of(p, d->place.file);
        const char *text =
            pz_arena_printf(p->arena, "%s%s%s: %s", d->place.file, d->place.inside[0] ? ", " : "", d->place.inside, d->message);
        if (pz_register_note(p->task->store, row->id, row->organisation, "allow", text, p->task->stamp, err) != 0)
            return -1;
    }
    return 0;
}

static int make_context(struct publishing *p, struct pz_map **out, struct pz_error *err)
{
    static const char *const names[] = {"period", "summary",  "areas",         "indicators",
                                        "levels", "clusters", "organisations", "results"};
    struct pz_map *map = *out = pz_map_new(p->arena, 16);
    pz_map_set(p->arena, map, "authority", section_of_settings(p, "authority"));
    pz_map_set(p->arena, map, "publication", section_of_settings(p, "publication"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct pz_value v;
        int found = pz_reader_name(p->task->reader, names[i], NULL, p->arena, &v, err);
        if (found < 0)
            return -1;
        if (found)
            pz_map_set(p->arena, map, names[i], v);
    }
    return 0;
}

/* The `site` folder below each folder of templates. */
static const char *const *site_folders(struct publishing *p)
{
    const char *const *folders = pz_workspace_template_folders(p->task->workspace);
    size_t n = 0;
    while (folders[n])
        n++;
    const char **out = pz_arena_array(p->arena, n + 1, sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] = pz_arena_printf(p->arena, "%s/site", folders[i]);
    out[n] = NULL;
    return out;
}

static int site_options(struct publishing *p, struct pz_gate_options *gate, struct pz_site_options *options, struct pz_error *err)
{
    struct pz_map *context;
    unsigned small = number_of(p, "small_group", 0);
    if (small && pz_reader_suppress(p->task->reader, small, err) != 0)
        return -1;
    struct pz_value publication = section_of_settings(p, "publication");
    const char *keep = text_at(p->arena, section_of_settings(p, "nightly"), "keep_editions");
    if (make_context(p, &context, err) != 0)
        return -1;
    *gate = (struct pz_gate_options){.allow = p->task->allow,
                                     .allow_n = p->task->allow_n,
                                     .own = own_addresses(p, pz_map_get(context, "organisations")),
                                     .max_bytes = (size_t)number_of(p, "max_size", 0) << 20};
    *options = (struct pz_site_options){.folder = PZ_PUBLISH_SITE,
                                        .templates = site_folders(p),
                                        .base_url = text_at(p->arena, publication, "url"),
                                        .profile = text_at(p->arena, publication, "profile"),
                                        .context = pz_map_value(context),
                                        .today = p->task->today,
                                        .keep = keep ? (unsigned)strtoul(keep, NULL, 10) : 0,
                                        .rows = number_of(p, "rows", 0),
                                        .shrink = number_of(p, "shrink", SHRINK),
                                        .gate = gate,
                                        .progress = p->task->progress,
                                        .progress_data = p->task->self};
    return 0;
}

/* What is on the site is protected from now on. */
static int mark_published(struct publishing *p, struct pz_error *err)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct pz_register_row *row = p->rows[i];
        if (row->current && row->state != PZ_PUBLISHED &&
            pz_register_state(p->task->store, row->id, row->organisation, PZ_PUBLISHED, NULL, p->task->stamp, err) != 0)
            return -1;
    }
    return 0;
}

static int open_roots(struct publishing *p, struct pz_error *err)
{
    const char *folder = text_at(p->arena, section_of_settings(p, "signing"), "roots");
    const char *roots[] = {folder, NULL};
    if (!folder && pz_is_folder("approved/roots"))
        roots[0] = "approved/roots";
    return pz_cms_open(&p->cms, roots, err);
}

static int publish(struct publishing *p, struct pz_error *err)
{
    struct pz_site_options options;
    struct pz_gate_options gate;
    if (open_roots(p, err) != 0 || choose(p, NULL, err) != 0 || site_options(p, &gate, &options, err) != 0 ||
        check(p, &gate, err) != 0)
        return -1;
    if (p->task->check_only)
        return 0;
    if (pz_site_build(p->documents, p->n, &options, &p->result->site, p->diags, err) != 0)
        return -1;
    return note_exceptions(p, err) == 0 ? mark_published(p, err) : -1;
}

int pz_publishing_run(const struct pz_publishing *publishing, struct pz_arena *arena, struct pz_publishing_result *result,
                      struct pz_diags *diags, struct pz_error *err)
{
    struct publishing p = {.task = publishing, .arena = arena, .result = result, .diags = diags, .copyless = {.arena = arena}};
    *result = (struct pz_publishing_result){0};
    bool writes = !publishing->check_only;
    if (writes && pz_mark_output_begin(err) != 0)
        return -1;
    int rc = publish(&p, err);
    if (writes)
        pz_mark_output_end();
    pz_cms_close(p.cms);
    return rc;
}

int pz_publishing_bundle(const struct pz_publishing *publishing, const char *organisation, const char *path, struct pz_arena *arena,
                         struct pz_diags *diags, struct pz_error *err)
{
    struct pz_publishing_result result = {0};
    struct pz_site_options options;
    struct pz_gate_options gate;
    struct publishing p = {.task = publishing, .arena = arena, .result = &result, .diags = diags, .copyless = {.arena = arena}};
    int rc = open_roots(&p, err);
    if (rc == 0 && (rc = choose(&p, organisation, err)) == 0 && (rc = site_options(&p, &gate, &options, err)) == 0 &&
        (rc = check(&p, &gate, err)) == 0)
        rc = pz_site_bundle(path, organisation, p.documents, p.n, &options, diags, err);
    pz_cms_close(p.cms);
    return rc;
}
