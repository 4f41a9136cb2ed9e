/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/maker.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "batch/changes.h"
#include "zip/package.h"

enum { FILE_MAX = 256 << 20 };

struct pz_maker {
    const struct pz_maker_settings *settings;
    struct pz_reader *reader;
    struct pz_document_worker *worker;
    struct pz_arena arena; /* of one document */
    struct pz_buf bytes, old, path;
    struct pz_buf others[PZ_JOB_FORMATS - 1]; /* the other formats of the document */
    struct pz_buf formats;                    /* their digests, as the register keeps them */
    struct pz_doubts doubts, all;             /* of one document; of all until now */
    struct pz_forms forms;
};

int pz_maker_new(struct pz_maker **out, const struct pz_maker_settings *settings, struct pz_reader *reader, struct pz_error *err)
{
    struct pz_maker *m = pz_calloc(1, sizeof *m);
    if (!m)
        return pz_fail_memory(err);
    m->settings = settings;
    m->reader = reader;
    pz_doubts_init(&m->doubts);
    pz_doubts_init(&m->all);
    m->forms = (struct pz_forms){pz_workspace_approved(settings->workspace), &m->doubts};
    if (pz_document_worker_new(&m->worker, err) != 0) {
        pz_maker_free(m);
        return -1;
    }
    *out = m;
    return 0;
}

void pz_maker_free(struct pz_maker *m)
{
    if (!m)
        return;
    pz_document_worker_free(m->worker);
    pz_arena_release(&m->arena);
    pz_doubts_release(&m->doubts);
    pz_doubts_release(&m->all);
    pz_buf_release(&m->bytes);
    pz_buf_release(&m->old);
    pz_buf_release(&m->path);
    pz_buf_release(&m->formats);
    for (size_t i = 0; i < PZ_JOB_FORMATS - 1; i++)
        pz_buf_release(&m->others[i]);
    pz_free(m);
}

void pz_edition_path(struct pz_buf *out, const char *folder, const char *name, unsigned edition)
{
    const char *extension = pz_path_extension(name);
    int stem = (int)(*extension ? extension - 1 - name : (long)strlen(name));
    pz_path_join(out, folder, "");
    if (edition <= 1)
        pz_buf_puts(out, name);
    else
        pz_buf_printf(out, "%.*s (ред. %u)%s", stem, name, edition, name + stem);
}

/* The path for this edition, borrowed until the next call. */
static const char *path_of(struct pz_maker *m, const struct pz_job_file *file, unsigned edition)
{
    pz_buf_clear(&m->path);
    pz_edition_path(&m->path, m->settings->folder, file->output, edition);
    return pz_buf_str(&m->path);
}

int pz_doubts_refuse(const struct pz_doubts *doubts, enum pz_kind kind, const char *file, struct pz_error *err)
{
    const struct pz_doubt *first = &doubts->v[0];
    struct pz_place place = pz_place_file(file);
    pz_fail(err, kind, "E-RUN-008",
            _("doubtful forms: %zu; the first is “%.200s”, %s, guessed as “%.200s”; confirm them: see “prikaz inflect --review”"),
            doubts->n, first->text, _(pz_form_name(first->form)), first->guess[0] ? first->guess : "?");
    return pz_error_at(err, &place);
}

/* Strict: no document leaves with a form that grammar alone does not settle and nobody has confirmed. */
static int judge_forms(const struct pz_maker *m, const struct pz_job_file *file, struct pz_error *err)
{
    char path[PZ_PATH_MAX];
    if (!m->settings->strict || m->doubts.n == 0)
        return 0;
    snprintf(path, sizeof path, "%s/%s", m->settings->folder, file->output);
    return pz_doubts_refuse(&m->doubts, PZ_DATA, path, err);
}

static int render(struct pz_maker *m, const struct pz_job_file *file, struct pz_value context, struct pz_buf *bytes,
                  struct pz_error *err)
{
    const struct pz_document *document = pz_templates_find(m->settings->templates, file->template_key);
    if (!document)
        return pz_fail(err, PZ_DATA, "E-RUN-006", _("its template “%s” has errors"), file->template_path);
    if (!pz_path_is_inside(file->output))
        return pz_fail(err, PZ_DATA, "E-RUN-002", _("the name “%s” leads out of its folder"), file->output);
    static const struct pz_limits own = {.total_ms = 5000}; /* templates of the office, with as many charts as they need */
    struct pz_render render = {
        .context = context,
        .limits = &own,
        .arena = &m->arena,
        .forms = &m->forms,
        .typography = !file->profile, /* what stock templates print is typeset by the composer */
        .today = m->settings->today,
    };
    pz_buf_clear(bytes);
    if (pz_document_render(document, m->worker, &render, bytes, err) != 0)
        return -1;
    return bytes->failed ? pz_fail_memory(err) : judge_forms(m, file, err);
}

/* Bytes of a file, or -1 when there is none. */
static long long size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (long long)st.st_size : -1;
}

static bool same_on_disk(struct pz_maker *m, const char *path, const struct pz_buf *bytes)
{
    struct pz_error ignored = PZ_ERROR_INIT; /* unreadable counts as different */
    if (size_of(path) != (long long)bytes->len)
        return false;
    pz_buf_clear(&m->old);
    return pz_file_read(&m->old, path, FILE_MAX, &ignored) == 0 && m->old.len == bytes->len &&
           memcmp(m->old.data, bytes->data, bytes->len) == 0;
}

/* Whether the file holds the same parts as these bytes, packed otherwise: an earlier version of the program wrote it. digest: the
 * file's, 64 digits, as the register has it; another file says nothing. */
static bool same_parts(struct pz_maker *m, const char *path, const char *digest, const struct pz_buf *bytes)
{
    struct pz_error ignored = PZ_ERROR_INIT; /* unreadable, or no package: different */
    struct pz_package *old = NULL, *now = NULL;
    char found[PZ_DIGEST_SIZE];
    pz_buf_clear(&m->old);
    bool same = pz_file_read(&m->old, path, FILE_MAX, &ignored) == 0 && pz_digest(found, m->old.data, m->old.len, &ignored) == 0 &&
                strncmp(found, digest, 64) == 0 &&
                pz_package_open_memory(&old, m->old.data, m->old.len, path, NULL, &ignored) == 0 &&
                pz_package_open_memory(&now, bytes->data, bytes->len, path, NULL, &ignored) == 0 && pz_package_same(old, now);
    pz_package_close(old);
    pz_package_close(now);
    return same;
}

static int write_bytes(struct pz_maker *m, const char *path, const struct pz_buf *bytes, struct pz_error *err)
{
    if (m->settings->dry)
        return 0;
    return pz_file_write(path, bytes->data, bytes->len, false, err);
}

/* Whether the file of another format of a protected edition is what went out, and what the run would write: by its bytes, or by its parts. */
static bool as_it_went_out(struct pz_maker *m, const struct pz_job *job, size_t i, const char *path,
                           const struct pz_register_brief *brief)
{
    const char *format = job->files[i].format, *digest = pz_register_format(brief->formats, format, strlen(format));
    return same_on_disk(m, path, &m->others[i - 1]) || (digest && same_parts(m, path, digest, &m->others[i - 1]));
}

/* Whether another format of a protected edition would be another than went out. Where the register keeps no digest of it, the file on the disk
 * is what went out: editions signed before digests of formats were kept, a format added since. */
static bool others_differ(struct pz_maker *m, const struct pz_job *job, const struct pz_register_brief *brief)
{
    for (size_t i = 1; i < job->file_n; i++) {
        const char *path = path_of(m, &job->files[i], brief->edition), *format = job->files[i].format;
        const char *before = pz_register_format(brief->formats, format, strlen(format));
        const char *now = pz_register_format(pz_buf_str(&m->formats), format, strlen(format));
        bool same = before ? strncmp(before, now, 64) == 0 : size_of(path) < 0;
        if (!same && !as_it_went_out(m, job, i, path, brief))
            return true;
    }
    return false;
}

/* What has to happen to the first file, by the register and the disk. *edition: the one whose file this is. */
static enum pz_made_state judge(struct pz_maker *m, const struct pz_job *job, const struct pz_register_brief *brief,
                                const char *digest, unsigned *edition)
{
    *edition = brief->edition ? brief->edition : 1;
    if (!brief->edition)
        return PZ_MADE_NEW;
    bool locked = pz_state_protected(brief->state), as_it_was = strcmp(brief->source_digest, digest) == 0;
    bool packed_anew = !as_it_was && locked && same_parts(m, brief->path, brief->source_digest, &m->bytes);
    if (!as_it_was && !packed_anew) {
        *edition += locked;
        return locked ? PZ_MADE_EDITION : PZ_MADE_CHANGED;
    }
    if (locked && others_differ(m, job, brief))
        return ++*edition, PZ_MADE_EDITION;
    if (!locked && strcmp(brief->path, path_of(m, &job->files[0], *edition)) != 0)
        return PZ_MADE_CHANGED;
    bool there = packed_anew || (m->settings->distrust ? same_on_disk(m, brief->path, &m->bytes)
                                                       : size_of(brief->path) == (long long)m->bytes.len);
    return there ? PZ_MADE_UNCHANGED : PZ_MADE_RESTORED;
}

/* The file that is about to be written over stays readable under the digest the register knows it by, as long as the run lasts: when the
 * run dies between the file and its row, the next one still can tell what was there. One more name for the file; where the file system
 * knows no such names, a crash costs these texts. */
static void keep_before(const struct pz_maker *m, const char *path, const char *kept)
{
    struct pz_error ignored = PZ_ERROR_INIT;
    if (link(path, kept) != 0 && errno == ENOENT && pz_file_exists(path) && pz_make_folders(m->settings->before, &ignored) == 0)
        (void)!link(path, kept);
}

static const char *kept_path(struct pz_maker *m, const struct pz_register_brief *brief)
{
    return pz_arena_printf(&m->arena, "%s/%s", m->settings->before, brief->source_digest);
}

/* Old and new texts of a document that was there. A first file that cannot be read any more has no old texts. */
static void note_changes(struct pz_maker *m, const struct pz_job *job, const struct pz_register_brief *brief, unsigned edition,
                         struct pz_arena *keep, struct pz_made *made)
{
    struct pz_error ignored = PZ_ERROR_INIT;
    const char *kept = kept_path(m, brief);
    if (made->state == PZ_MADE_CHANGED)
        keep_before(m, brief->path, kept);
    pz_buf_clear(&m->old);
    if (pz_file_read(&m->old, pz_file_exists(kept) ? kept : brief->path, FILE_MAX, &ignored) != 0)
        return;
    pz_changes_find(&m->old, &m->bytes, brief->path, keep, &made->changes, &made->changes_n);
    for (size_t i = 0; i < made->changes_n; i++) {
        made->changes[i].id = job->document;
        made->changes[i].organisation = job->key;
        made->changes[i].edition = edition;
    }
}

static const char *text_of(struct pz_arena *keep, const struct pz_map *map, const char *key)
{
    const char *text = pz_map_text(keep, map, key);
    return text && *text ? text : NULL;
}

/* What the composed document refers to: document.references, a list of {role, id, organisation}. */
static void put_references(struct pz_register_put *put, const struct pz_map *document, struct pz_arena *keep)
{
    struct pz_value list = pz_map_get(document, "references");
    if (list.type != PZ_LIST)
        return;
    struct pz_reference *refs = PZ_NEW_ARRAY(keep, list.u.list->n, struct pz_reference);
    for (uint32_t i = 0; i < list.u.list->n; i++) {
        struct pz_value item = list.u.list->v[i];
        const char *id = item.type == PZ_MAP ? text_of(keep, item.u.map, "id") : NULL;
        if (!id)
            continue;
        const char *role = text_of(keep, item.u.map, "role"), *organisation = text_of(keep, item.u.map, "organisation");
        refs[put->references_n++] = (struct pz_reference){role ? role : "", id, organisation ? organisation : ""};
    }
    put->references = refs;
}

static void fill_put(const struct pz_maker *m, struct pz_made *made, const struct pz_job *job, const struct pz_map *context,
                     const char *path, struct pz_arena *keep)
{
    struct pz_register_put *put = &made->put;
    *put = (struct pz_register_put){.id = job->document,
                                    .organisation = job->key,
                                    .kind = job->kind,
                                    .title = job->title,
                                    .path = pz_arena_strdup(keep, path),
                                    .source_digest = pz_arena_strdup(keep, made->digest),
                                    .formats = m->formats.len ? pz_arena_strdup(keep, pz_buf_str(&m->formats)) : NULL,
                                    .journal = job->registered ? job->journal : NULL,
                                    .changes = made->changes,
                                    .changes_n = made->changes_n,
                                    .anew = made->state == PZ_MADE_EDITION};
    struct pz_value document = pz_map_get(context, "document");
    if (document.type != PZ_MAP)
        return;
    /* A draft is known by its planned day; the register keeps the day of what has a number by itself. */
    put->date = text_of(keep, document.u.map, "planned");
    put->event_date = text_of(keep, document.u.map, "event_date");
    put->point_title = text_of(keep, document.u.map, "point_title");
    put_references(put, document.u.map, keep);
}

/* A changed source wants a PDF, and so does one whose PDF was never made or is gone from the disk. A protected edition
 * keeps what it went out with: other bytes would stand beside the signature. */
static bool wants_pdf(const struct pz_job *job, const struct pz_register_brief *brief, bool kept)
{
    if (!job->pdf || !kept)
        return job->pdf;
    return !pz_state_protected(brief->state) && (!brief->pdf_digest[0] || size_of(brief->pdf_path) < 0);
}

static int other_hand(const char *path, struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-RUN-007",
                   _("“%s” belongs to a signed or published document and is not what the run would write; it is left as it is: "
                     "move it away, and the next "
                     "run makes it again as it was"),
                   path);
}

/* Whether the two would have a file of one name; their names are the same up to the extension. */
static bool share_file(const struct pz_job *job, const struct pz_register_row *row)
{
    bool shared = job->pdf && row->pdf_path[0];
    for (size_t i = 0; i < job->file_n && !shared; i++) {
        const char *extension = pz_path_extension(job->files[i].output);
        shared = strcmp(extension, pz_path_extension(row->path)) == 0 ||
                 pz_register_format(row->formats, extension, strlen(extension)) != NULL;
    }
    return shared;
}

/* Files of a signed or published edition stay, whatever document has their name now: its own got another name, or is gone. */
static int keep_protected(struct pz_maker *m, const struct pz_job *job, unsigned edition, struct pz_error *err)
{
    struct pz_register_row *rows;
    size_t n;
    const char *path = path_of(m, &job->files[0], edition);
    const char *stem = pz_arena_strndup(&m->arena, path, (size_t)(pz_path_extension(path) - path));
    if (pz_register_protected(m->reader, stem, &m->arena, &rows, &n, err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        bool own =
            strcmp(rows[i].id, job->document) == 0 && strcmp(rows[i].organisation, job->key) == 0 && rows[i].edition == edition;
        if (!own && share_file(job, &rows[i]))
            return pz_fail(err, PZ_DATA, "E-RUN-017",
                           _("“%s” belongs to “%s”, which is signed or published, and is left as it is: give this document another "
                             "name"),
                           rows[i].path, rows[i].id);
    }
    return 0;
}

/* The bytes are as they were, but the title in lists, a planned day or what is referred to may be others now. */
static int note_around(struct pz_maker *m, const struct pz_job *job, const struct pz_register_brief *brief,
                       const struct pz_map *context, struct pz_arena *keep, struct pz_made *made, struct pz_error *err)
{
    bool same = true;
    if (pz_state_protected(brief->state))
        return 0;
    fill_put(m, made, job, context, brief->path, keep);
    if (pz_register_same(m->reader, &made->put, &same, err) != 0)
        return -1;
    made->around = !same;
    return 0;
}

/* brief: filled with what the register says of the newest edition. */
static int make_first(struct pz_maker *m, const struct pz_job *job, struct pz_value context, struct pz_arena *keep,
                      struct pz_made *made, struct pz_register_brief *brief, unsigned *edition, bool *locked, struct pz_error *err)
{
    if (render(m, &job->files[0], context, &m->bytes, err) != 0 || pz_digest(made->digest, m->bytes.data, m->bytes.len, err) != 0 ||
        pz_register_brief(m->reader, job->document, job->key, brief, err) < 0)
        return -1;
    made->state = judge(m, job, brief, made->digest, edition);
    bool kept = made->state == PZ_MADE_UNCHANGED || made->state == PZ_MADE_RESTORED;
    *locked = kept && pz_state_protected(brief->state);
    made->pdf_wanted = wants_pdf(job, brief, kept);
    if (!kept && keep_protected(m, job, *edition, err) != 0)
        return -1;
    if (m->settings->dry)
        return 0;
    if (kept && note_around(m, job, brief, context.u.map, keep, made, err) != 0)
        return -1;
    if (made->around && keep_protected(m, job, *edition, err) != 0)
        return -1;
    if (made->state == PZ_MADE_UNCHANGED)
        return 0;
    const char *path = kept ? brief->path : path_of(m, &job->files[0], *edition);
    if (*locked && size_of(path) >= 0)
        return other_hand(path, err);
    if (!kept && brief->edition)
        note_changes(m, job, brief, *edition, keep, made);
    if (!kept)
        fill_put(m, made, job, context.u.map, path, keep);
    if (made->state == PZ_MADE_CHANGED && strcmp(brief->path, path) != 0)
        made->left = pz_leftover_of(brief, keep);
    return write_bytes(m, path, &m->bytes, err);
}

/* The other formats of the document, and their digests: other bytes in one of them make another document of it. */
static int render_others(struct pz_maker *m, const struct pz_job *job, struct pz_value context, struct pz_error *err)
{
    char digest[PZ_DIGEST_SIZE];
    pz_buf_clear(&m->formats);
    for (size_t i = 1; i < job->file_n; i++) {
        struct pz_buf *bytes = &m->others[i - 1];
        if (render(m, &job->files[i], context, bytes, err) != 0 || pz_digest(digest, bytes->data, bytes->len, err) != 0)
            return -1;
        pz_buf_printf(&m->formats, "%s %s\n", job->files[i].format, digest);
    }
    return m->formats.failed ? pz_fail_memory(err) : 0;
}

/* Beside a signed or published document the other formats are as untouchable as the file that was signed: a missing one
 * comes back, none is written over. */
static int write_others(struct pz_maker *m, const struct pz_job *job, const struct pz_register_brief *brief, unsigned edition,
                        bool locked, struct pz_error *err)
{
    for (size_t i = 1; i < job->file_n; i++) {
        const struct pz_buf *bytes = &m->others[i - 1];
        const char *path = path_of(m, &job->files[i], edition);
        if (locked ? as_it_went_out(m, job, i, path, brief) : same_on_disk(m, path, bytes))
            continue;
        if (locked && size_of(path) >= 0)
            return other_hand(path, err);
        if (write_bytes(m, path, bytes, err) != 0)
            return -1;
    }
    return 0;
}

static int make_all(struct pz_maker *m, const struct pz_job *job, struct pz_arena *keep, struct pz_made *made, struct pz_error *err)
{
    struct pz_register_brief brief = {0};
    struct pz_value context;
    unsigned edition;
    bool locked;
    pz_doubts_note(&m->doubts, job->doubts, job->doubt_n);
    if (pz_workspace_context(m->settings->workspace, m->reader, job, &m->doubts, &m->arena, &context, err) != 0 ||
        render_others(m, job, context, err) != 0 || make_first(m, job, context, keep, made, &brief, &edition, &locked, err) != 0)
        return -1;
    return write_others(m, job, &brief, edition, locked, err);
}

static int make_guarded(struct pz_maker *m, const struct pz_job *job, struct pz_arena *keep, struct pz_made *made,
                        struct pz_error *err)
{
    int rc = make_all(m, job, keep, made, err);
    pz_doubts_merge(&m->all, &m->doubts);
    return rc;
}

int pz_maker_make(struct pz_maker *m, const struct pz_job *job, struct pz_arena *keep, struct pz_made *made, struct pz_error *err)
{
    jmp_buf oom;
    *made = (struct pz_made){.state = PZ_MADE_WAITING};
    pz_arena_clear(&m->arena);
    if (m->doubts.n)
        pz_doubts_release(&m->doubts);
    pz_arena_trap(&m->arena, &oom);
    pz_arena_trap(&m->doubts.arena, &oom);
    pz_arena_trap(&m->all.arena, &oom);
    jmp_buf *before = pz_arena_trap(keep, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : make_guarded(m, job, keep, made, err);
    pz_arena_trap(&m->arena, NULL);
    pz_arena_trap(&m->doubts.arena, NULL);
    pz_arena_trap(&m->all.arena, NULL);
    pz_arena_trap(keep, before);
    if (rc)
        made->state = PZ_MADE_REFUSED;
    return rc;
}

const struct pz_doubts *pz_maker_doubts(const struct pz_maker *m)
{
    return &m->all;
}
