/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/signing.h"

#include "base/i18n.h"
#include "base/io.h"
#include "batch/gather.h"
#include "batch/intact.h"
#include "batch/mark.h"
#include "batch/run.h"
#include "deliver/sign/cms.h"
#include "deliver/sign/package.h"
#include "deliver/sign/signer.h"
#include "document/document.h"
#include "russian/normal.h"

#define PACKAGES "output/packages"

struct signing {
    const struct pz_signing *task;
    struct pz_arena *arena;
    struct pz_signing_result *result;
    struct pz_diags *diags;
    const struct pz_desk_item **items; /* what waits for a signature */
    size_t n;
    struct pz_gather others; /* signed by another than the document names */
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
        if (waits(item))
            s->items[s->n++] = item;
    }
}

/* What was changed beside the program does not go to the signer; the rest does. */
static int leave_changed(struct signing *s, struct pz_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        int good = pz_intact_check(s->items[i]->row, s->arena, s->diags, err);
        if (good < 0)
            return -1;
        if (good)
            s->items[n++] = s->items[i];
    }
    s->result->refused = s->n - n;
    s->n = n;
    return 0;
}

/* A line of what the composed document says: line ends and doubled blanks become one blank. NULL: nothing said. */
static const char *line_of(struct pz_arena *arena, struct pz_value text)
{
    struct pz_buf out = PZ_BUF_INIT;
    for (size_t i = 0; text.type == PZ_STRING && i < text.len; i++) {
        bool blank = text.u.s[i] == '\n' || text.u.s[i] == ' ';
        if (!blank || (out.len && out.data[out.len - 1] != ' '))
            pz_buf_putc(&out, blank ? ' ' : text.u.s[i]);
    }
    return out.len ? pz_arena_take(arena, &out) : NULL;
}

static struct pz_value map_at(struct pz_value map, const char *key)
{
    return map.type == PZ_MAP ? pz_map_get(map.u.map, key) : pz_none();
}

/* All addressees in one line: «Директору школы Иванову И.И.; Управлению финансов». */
static const char *addressees(struct pz_arena *arena, struct pz_value list)
{
    const char *all = NULL;
    for (uint32_t i = 0; list.type == PZ_LIST && i < list.u.list->n; i++) {
        const char *one = line_of(arena, map_at(list.u.list->v[i], "text"));
        all = !one ? all : all ? pz_arena_printf(arena, "%s; %s", all, one) : one;
    }
    return all;
}

/* Who signs by the document itself, in full where the person is known. */
static const char *signatory(struct pz_arena *arena, struct pz_value signatures)
{
    if (signatures.type != PZ_LIST || !signatures.u.list->n)
        return NULL;
    struct pz_value first = signatures.u.list->v[0];
    const char *full = line_of(arena, map_at(map_at(first, "person"), "name"));
    return full ? full : line_of(arena, map_at(first, "name"));
}

/* Addressee, executor and signatory as the document itself names them. */
static void fill_people(struct signing *s, const struct pz_desk_item *item, struct pz_sign_document *d)
{
    struct pz_value context;
    struct pz_error ignored = PZ_ERROR_INIT; /* a document that cannot be composed now is signed as it stands */
    if (pz_workspace_context(s->task->workspace, s->task->reader, item->job, NULL, s->arena, &context, &ignored) != 0)
        return;
    struct pz_value document = pz_map_get(context.u.map, "document");
    struct pz_value mark = map_at(document, "executor_mark");
    const char *executor = line_of(s->arena, map_at(map_at(mark, "person"), "name"));
    d->addressee = addressees(s->arena, map_at(document, "addressees"));
    d->executor = executor ? executor : line_of(s->arena, map_at(mark, "text"));
    d->signatory = signatory(s->arena, map_at(document, "signatures"));
}

/* «рекомендации-01.pdf»: the path below the documents as one name. */
static const char *long_name(struct signing *s, const struct pz_register_row *row)
{
    const char *file = signed_file(row), *folder = PZ_RUN_DOCUMENTS "/";
    char *name = pz_arena_strdup(s->arena, strncmp(file, folder, strlen(folder)) == 0 ? file + strlen(folder) : file);
    for (char *p = name; *p; p++)
        *p = *p == '/' ? '-' : *p;
    return name;
}

/* Which of the chosen files share their last name with another: «рекомендации/01.pdf» and «планы/01.pdf». */
static bool *find_ambiguous(struct signing *s)
{
    struct pz_map *seen = pz_map_new(s->arena, s->n + 1);
    bool *ambiguous = PZ_NEW_ARRAY(s->arena, s->n + 1, bool);
    for (size_t i = 0; i < s->n; i++) {
        const char *name = pz_path_name(signed_file(s->items[i]->row));
        const struct pz_value *first = pz_map_find(seen, pz_key(name));
        if (first)
            ambiguous[i] = ambiguous[first->u.i] = true;
        else
            pz_map_set(s->arena, seen, name, pz_int((int64_t)i));
    }
    return ambiguous;
}

static struct pz_sign_document *package_documents(struct signing *s)
{
    const bool *ambiguous = find_ambiguous(s);
    struct pz_sign_document *v = PZ_NEW_ARRAY(s->arena, s->n + 1, struct pz_sign_document);
    for (size_t i = 0; i < s->n; i++) {
        const struct pz_desk_item *item = s->items[i];
        const struct pz_register_row *row = item->row;
        v[i] = (struct pz_sign_document){.id = row->id,
                                         .organisation = row->organisation[0] ? row->organisation : NULL,
                                         .kind = row->kind,
                                         .kind_title = pz_desk_kind_title(s->task->workspace, row->kind, s->arena),
                                         .title = row->title,
                                         .number = row->number[0] ? row->number : NULL,
                                         .date = row->date[0] ? row->date : NULL,
                                         .edition = row->edition,
                                         .source = row->path,
                                         .pdf = row->pdf_path[0] ? row->pdf_path : NULL};
        const char *name = ambiguous[i] ? long_name(s, row) : NULL;
        if (name)
            v[i].name = pz_arena_strndup(s->arena, name, strlen(name) - strlen(pz_path_extension(name)) - 1);
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
    const char *path =
        pz_arena_printf(s->arena, PACKAGES "/for-signing-%s%s", s->task->date, s->task->package_folder ? "" : ".zip");
    if (pz_sign_package_check(path, v, s->n, s->arena, s->diags) != 0)
        return pz_fail(err, PZ_DATA, "E-SIGN-001", _("the package “%s” was not made"), path);
    if (pz_make_folders(PACKAGES, err) != 0 || make_list(s, v, &list, err) != 0)
        return -1;
    struct pz_sign_package_options options = {.folder = s->task->package_folder, .title = s->task->date, .list = list};
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

/* Where an item's signature belongs, and whether the one that lies there is good. */
static int fill_item(struct signing *s, const struct pz_cms *cms, size_t i, bool ambiguous, struct pz_sign_item *item,
                     struct pz_error *err)
{
    const struct pz_register_row *row = s->items[i]->row;
    struct pz_cms_signature found;
    *item = (struct pz_sign_item){
        .file = signed_file(row), .signature = signature_of(s->arena, row), .name = long_name(s, row), .ambiguous = ambiguous};
    if (!pz_file_exists(item->signature) || !pz_file_exists(item->file))
        return 0;
    int rc = pz_cms_verify(cms, item->file, item->signature, s->task->now, &found, NULL, err);
    item->refused = rc == 0 && found.verdict != PZ_CMS_VALID;
    item->worthless = item->refused && !pz_cms_may_become_valid(found.verdict);
    return rc;
}

/* Documents that are signed already: their signatures may lie in the same folder. */
static size_t fill_settled(struct signing *s, struct pz_sign_item *items)
{
    size_t n = s->n;
    for (size_t i = 0; i < s->task->desk->rows_n; i++) {
        const struct pz_register_row *row = &s->task->desk->rows[i];
        if (row->signature_path[0])
            items[n++] = (struct pz_sign_item){
                .file = signed_file(row), .signature = row->signature_path, .name = long_name(s, row), .settled = true};
    }
    return n;
}

/* Get signatures by hand or by the configured command; items[i].done afterwards. */
static int collect(struct signing *s, const struct pz_cms *cms, struct pz_sign_item *items, struct pz_error *err)
{
    const char *command = setting(s, "command"), *timeout = setting(s, "timeout");
    const bool *ambiguous = find_ambiguous(s);
    for (size_t i = 0; i < s->n; i++)
        if (fill_item(s, cms, i, ambiguous[i], &items[i], err) != 0)
            return -1;
    if (s->task->attach)
        return pz_sign_attach(items, fill_settled(s, items), s->task->attach, s->diags, err);
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
static int verify(struct signing *s, const struct pz_cms *cms, const char *file, const char *signature,
                  struct pz_cms_signature *found, struct pz_error *err)
{
    if (pz_cms_verify(cms, file, signature, s->task->now, found, NULL, err) != 0)
        return -1;
    if (found->verdict != PZ_CMS_VALID)
        pz_cms_report(s->diags, file, signature, found);
    return found->verdict == PZ_CMS_VALID;
}

/* Every signed or published edition, also those a newer one follows. */
static int verify_all(struct signing *s, const struct pz_cms *cms, struct pz_error *err)
{
    for (size_t i = 0; i < s->task->desk->rows_n; i++) {
        const struct pz_register_row *row = &s->task->desk->rows[i];
        struct pz_cms_signature found;
        if (!pz_state_protected(row->state))
            continue;
        if (pz_intact_check(row, s->arena, s->diags, err) < 0)
            return -1;
        int good = row->signature_path[0] ? verify(s, cms, signed_file(row), row->signature_path, &found, err) : 0;
        if (good < 0)
            return -1;
        s->result->verified += (size_t)good;
    }
    return 0;
}

/* Whether each word of the owner's name stands in the other: «Стрельников Андрей Николаевич», in any order. */
static bool same_person(const char *owner, const char *name)
{
    struct pz_buf a = PZ_BUF_INIT, b = PZ_BUF_INIT;
    pz_fold(&a, owner, strlen(owner), PZ_FOLD_ALL);
    pz_fold(&b, name, strlen(name), PZ_FOLD_ALL);
    bool same = true;
    for (const char *word = pz_buf_str(&a); same && *word;) {
        size_t len = strcspn(word, " ");
        same = !len || memmem(pz_buf_str(&b), b.len, word, len);
        word += len + (word[len] == ' ');
    }
    pz_buf_release(&a);
    pz_buf_release(&b);
    return same;
}

/* A good signature of another than the document names is accepted, as a deputy's may be, but said. */
static void compare_signer(struct signing *s, const struct pz_desk_item *item, const char *signature, const char *owner)
{
    struct pz_sign_document d = {0};
    fill_people(s, item, &d);
    if (d.signatory && !same_person(owner, d.signatory))
        pz_gather_add(&s->others,
                      pz_arena_printf(s->arena, _("signed by %s, but the document is signed by %s"), owner, d.signatory),
                      signature);
}

static int accept(struct signing *s, const struct pz_cms *cms, const struct pz_sign_item *items, struct pz_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        if (!pz_file_exists(items[i].signature)) {
            s->result->waiting++;
            continue;
        }
        struct pz_cms_signature found;
        int good = pz_intact_check(s->items[i]->row, s->arena, s->diags, err);
        if (good > 0)
            good = verify(s, cms, items[i].file, items[i].signature, &found, err);
        if (good > 0)
            compare_signer(s, s->items[i], items[i].signature, found.owner);
        if (good < 0 || (good && set_state(s, s->items[i]->row, PZ_SIGNED, items[i].signature, err) != 0))
            return -1;
        s->result->signed_ += (size_t)good;
        s->result->refused += !good;
    }
    pz_gather_report(&s->others, "W-SIGN-045", s->diags);
    return 0;
}

static int sign_all(struct signing *s, struct pz_error *err)
{
    struct pz_cms *cms = NULL;
    struct pz_sign_item *items = PZ_NEW_ARRAY(s->arena, s->n + s->task->desk->rows_n + 1, struct pz_sign_item);
    int rc = open_roots(s, &cms, err);
    if (rc == 0 && s->task->verify_only)
        rc = verify_all(s, cms, err);
    else if (rc == 0 && (rc = collect(s, cms, items, err)) == 0)
        rc = accept(s, cms, items, err);
    pz_cms_close(cms);
    return rc;
}

int pz_signing_run(const struct pz_signing *signing, struct pz_arena *arena, struct pz_signing_result *result,
                   struct pz_diags *diags, struct pz_error *err)
{
    struct signing s = {.task = signing, .arena = arena, .result = result, .diags = diags, .others = {.arena = arena}};
    *result = (struct pz_signing_result){0};
    if (signing->verify_only)
        return sign_all(&s, err);
    choose(&s);
    if (pz_mark_output_begin(err) != 0)
        return -1;
    int rc = 0;
    if (!signing->attach && (leave_changed(&s, err) != 0 || make_package(&s, err) != 0 || mark_for_signing(&s, err) != 0))
        rc = -1;
    if (rc == 0 && !signing->package_only && (s.n || signing->attach))
        rc = sign_all(&s, err);
    pz_mark_output_end();
    return rc;
}
