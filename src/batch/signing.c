/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/signing.h"

#include "base/i18n.h"
#include "base/io.h"
#include "deliver/sign/cms.h"
#include "deliver/sign/package.h"
#include "deliver/sign/signer.h"
#include "document/document.h"

#define PACKAGES "output/packages"

struct signing {
    const struct pz_signing *task;
    struct pz_arena *arena;
    struct pz_signing_result *result;
    struct pz_diags *diags;
    const struct pz_desk_item **items; /* what waits for a signature, or what has one when verifying */
    size_t n;
};

static const char *setting(const struct signing *s, const char *name)
{
    struct pz_value signing = pz_map_get(pz_workspace_settings(s->task->workspace).u.map, "signing");
    return signing.type == PZ_MAP ? pz_map_text(s->arena, signing.u.map, name) : NULL;
}

/* What is signed: the PDF where there is one, else the document itself. */
static const char *signed_file(const struct pz_register_row *row)
{
    return row->pdf_path[0] ? row->pdf_path : row->path;
}

static const char *signature_of(struct pz_arena *arena, const struct pz_register_row *row)
{
    return row->signature_path[0] ? row->signature_path : pz_arena_printf(arena, "%s.sig", signed_file(row));
}

/* Registered documents wait for a signature; so do those that need no number. */
static bool waits(const struct pz_desk_item *item)
{
    if (!item->job->signed_)
        return false;
    enum pz_state state = item->row->state;
    return state == PZ_REGISTERED || state == PZ_SIGNING || (state == PZ_DRAFT && !item->job->registered);
}

static void choose(struct signing *s)
{
    const struct pz_desk *desk = s->task->desk;
    s->items = pz_arena_array(s->arena, desk->n + 1, sizeof *s->items);
    for (size_t i = 0; i < desk->n; i++) {
        const struct pz_desk_item *item = &desk->v[i];
        if (s->task->verify_only ? item->protected_ && item->protected_->signature_path[0] : waits(item))
            s->items[s->n++] = item;
    }
}

static const char *text_at(struct pz_arena *arena, const struct pz_map *map, const char *key)
{
    const char *text = map ? pz_map_text(arena, map, key) : NULL;
    return text && *text ? text : NULL;
}

/* Addressee, executor and signatory as the document itself names them. */
static void fill_people(struct signing *s, const struct pz_desk_item *item, struct pz_sign_document *d)
{
    struct pz_value context;
    struct pz_error ignored = PZ_ERROR_INIT; /* a document that cannot be composed now is signed as it stands */
    if (pz_workspace_context(s->task->workspace, s->task->reader, item->job, NULL, s->arena, &context, &ignored) != 0)
        return;
    struct pz_value document = pz_map_get(context.u.map, "document");
    if (document.type != PZ_MAP)
        return;
    d->addressee = text_at(s->arena, document.u.map, "addressee_text");
    d->executor = text_at(s->arena, document.u.map, "executor_text");
    d->signatory = text_at(s->arena, document.u.map, "signatory_text");
}

static struct pz_sign_document *package_documents(struct signing *s)
{
    struct pz_sign_document *v = PZ_NEW_ARRAY(s->arena, s->n + 1, struct pz_sign_document);
    for (size_t i = 0; i < s->n; i++) {
        const struct pz_desk_item *item = s->items[i];
        const struct pz_register_row *row = item->row;
        v[i] = (struct pz_sign_document){.id = row->id,
                                         .organisation = row->organisation[0] ? row->organisation : NULL,
                                         .kind = row->kind,
                                         .title = row->title,
                                         .number = row->number[0] ? row->number : NULL,
                                         .date = row->date[0] ? row->date : NULL,
                                         .edition = row->edition,
                                         .source = row->path,
                                         .pdf = row->pdf_path[0] ? row->pdf_path : NULL};
        fill_people(s, item, &v[i]);
    }
    return v;
}

static const char *find_template(struct signing *s, const char *name)
{
    for (const char *const *folder = pz_workspace_template_folders(s->task->workspace); *folder; folder++) {
        const char *path = pz_arena_printf(s->arena, "%s/%s", *folder, name);
        if (pz_file_exists(path))
            return path;
    }
    return NULL;
}

static int render_list(struct signing *s, const char *template_path, struct pz_value context, const char *target,
                       struct pz_error *err)
{
    struct pz_document_options options = {.language = {.names = pz_names_default()},
                                          .folders = pz_workspace_template_folders(s->task->workspace)};
    struct pz_document *document = NULL;
    struct pz_document_worker *worker = NULL;
    struct pz_buf bytes = PZ_BUF_INIT;
    struct pz_render render = {.context = context, .arena = s->arena, .today = s->task->today};
    int rc = -1;
    if (pz_document_open(&document, template_path, &options, s->diags) != 0)
        pz_fail(err, PZ_USAGE, "E-RUN-006", _("its template “%s” has errors"), template_path);
    else if (pz_document_worker_new(&worker, err) == 0 && pz_document_render(document, worker, &render, &bytes, err) == 0)
        rc = bytes.failed ? pz_fail_memory(err) : pz_file_write(target, bytes.data, bytes.len, false, err);
    pz_document_worker_free(worker);
    pz_document_close(document);
    pz_buf_release(&bytes);
    return rc;
}

/* The list for the signer: a document by the template «signing-list», where there is one. *path NULL without it. */
static int make_list(struct signing *s, struct pz_sign_document *v, const char **path, struct pz_error *err)
{
    const char *template_path = find_template(s, "signing-list.docx");
    *path = NULL;
    if (!template_path)
        return 0;
    if (pz_sign_package_digest(v, s->n, err) != 0)
        return -1;
    struct pz_value context = pz_sign_package_value(s->arena, v, s->n, s->task->date);
    struct pz_value settings = pz_workspace_settings(s->task->workspace);
    if (context.type == PZ_MAP)
        pz_map_set(s->arena, context.u.map, "authority", pz_map_get(settings.u.map, "authority"));
    *path = PACKAGES "/signing-list.docx";
    return render_list(s, template_path, context, *path, err);
}

static int make_package(struct signing *s, struct pz_error *err)
{
    const char *list;
    struct pz_sign_document *v = package_documents(s);
    if (!s->n)
        return 0;
    if (pz_make_folders(PACKAGES, err) != 0 || make_list(s, v, &list, err) != 0)
        return -1;
    const char *path = pz_arena_printf(s->arena, PACKAGES "/for-signing-%s.zip", s->task->date);
    struct pz_sign_package_options options = {.title = s->task->date, .list = list};
    if (pz_sign_package_make(path, v, s->n, &options, s->diags, err) != 0)
        return -1;
    s->result->package = path;
    s->result->packed = s->n;
    return 0;
}

static int set_state(struct signing *s, const struct pz_register_row *row, enum pz_state state, const char *signature,
                     struct pz_error *err)
{
    return pz_register_state(s->task->store, row->id, row->organisation, state, signature, s->task->stamp, err);
}

static int mark_for_signing(struct signing *s, struct pz_error *err)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i]->row->state != PZ_SIGNING && set_state(s, s->items[i]->row, PZ_SIGNING, NULL, err) != 0)
            return -1;
    return 0;
}

/* Get signatures by hand or by the configured command; items[i].done afterwards. */
static int collect(struct signing *s, struct pz_sign_item *items, struct pz_error *err)
{
    const char *command = setting(s, "command"), *timeout = setting(s, "timeout");
    for (size_t i = 0; i < s->n; i++) {
        items[i] =
            (struct pz_sign_item){.file = signed_file(s->items[i]->row), .signature = signature_of(s->arena, s->items[i]->row)};
        items[i].done = pz_file_exists(items[i].signature);
    }
    if (s->task->attach)
        return pz_sign_attach(items, s->n, s->task->attach, s->diags, err);
    if (!command || !*command)
        return 0;
    struct pz_sign_options options = {.command = command, .timeout_ms = timeout ? (unsigned)strtoul(timeout, NULL, 10) * 1000 : 0};
    return pz_sign_call(items, s->n, &options, s->diags, err);
}

static int open_roots(struct signing *s, struct pz_cms **cms, struct pz_error *err)
{
    const char *folder = setting(s, "roots");
    const char *roots[] = {folder && *folder ? folder : NULL, NULL};
    if (!roots[0] && pz_is_folder("approved/roots"))
        roots[0] = "approved/roots";
    return pz_cms_open(cms, roots, err);
}

/* 1: good; 0: not, and reported; -1: failure. */
static int verify(struct signing *s, const struct pz_cms *cms, const char *file, const char *signature, struct pz_error *err)
{
    struct pz_cms_signature found;
    if (pz_cms_verify(cms, file, signature, s->task->now, &found, NULL, err) != 0)
        return -1;
    if (found.verdict != PZ_CMS_VALID)
        pz_cms_report(s->diags, file, signature, &found);
    return found.verdict == PZ_CMS_VALID;
}

static int verify_all(struct signing *s, const struct pz_cms *cms, struct pz_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct pz_register_row *row = s->items[i]->protected_;
        int good = verify(s, cms, signed_file(row), row->signature_path, err);
        if (good < 0)
            return -1;
        s->result->verified += (size_t)good;
    }
    return 0;
}

static int accept(struct signing *s, const struct pz_cms *cms, const struct pz_sign_item *items, struct pz_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        if (!pz_file_exists(items[i].signature)) {
            s->result->waiting++;
            continue;
        }
        int good = verify(s, cms, items[i].file, items[i].signature, err);
        if (good < 0 || (good && set_state(s, s->items[i]->row, PZ_SIGNED, items[i].signature, err) != 0))
            return -1;
        s->result->signed_ += (size_t)good;
    }
    return 0;
}

static int sign_all(struct signing *s, struct pz_error *err)
{
    struct pz_cms *cms = NULL;
    struct pz_sign_item *items = PZ_NEW_ARRAY(s->arena, s->n + 1, struct pz_sign_item);
    int rc = s->task->verify_only ? 0 : collect(s, items, err);
    if (rc == 0 && (rc = open_roots(s, &cms, err)) == 0)
        rc = s->task->verify_only ? verify_all(s, cms, err) : accept(s, cms, items, err);
    pz_cms_close(cms);
    return rc;
}

int pz_signing_run(const struct pz_signing *signing, struct pz_arena *arena, struct pz_signing_result *result,
                   struct pz_diags *diags, struct pz_error *err)
{
    struct signing s = {.task = signing, .arena = arena, .result = result, .diags = diags};
    *result = (struct pz_signing_result){0};
    choose(&s);
    if (signing->verify_only)
        return sign_all(&s, err);
    if (!signing->attach && (make_package(&s, err) != 0 || mark_for_signing(&s, err) != 0))
        return -1;
    return signing->package_only || !s.n ? 0 : sign_all(&s, err);
}
