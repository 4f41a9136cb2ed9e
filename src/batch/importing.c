/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/importing.h"

#include "base/i18n.h"
#include "base/io.h"
#include "ingest/answers.h"
#include "ingest/import.h"
#include "ingest/questions.h"
#include "store/register.h"

struct importing {
    const struct pz_importing *task;
    struct pz_importing_result *result;
    struct pz_arena arena;
    struct pz_questions questions;
    struct pz_diags *diags;
};

static struct pz_value setting(const struct importing *m, const char *name)
{
    return pz_map_get(pz_workspace_settings(m->task->workspace).u.map, name);
}

static const char *text_at(struct importing *m, const struct pz_map *map, const char *key)
{
    const char *text = pz_map_text(&m->arena, map, key);
    return text ? text : "";
}

/* Number patterns of the journals, as the definitions give them now. */
static int put_journals(struct importing *m, struct pz_error *err)
{
    struct pz_value journals = setting(m, "journals");
    for (uint32_t i = 0; journals.type == PZ_MAP && i < journals.u.map->n; i++) {
        const struct pz_entry *e = &journals.u.map->e[i];
        if (e->value.type != PZ_MAP)
            continue;
        const struct pz_map *map = e->value.u.map;
        unsigned long first = strtoul(text_at(m, map, "first"), NULL, 10);
        struct pz_journal journal = {.code = pz_arena_strndup(&m->arena, e->key.s, e->key.len),
                                     .title = text_at(m, map, "name"),
                                     .pattern = text_at(m, map, "pattern"),
                                     .first = first ? (unsigned)first : 1,
                                     .yearly = true};
        struct pz_error wrong = PZ_ERROR_INIT;
        if (pz_journal_put(m->task->store, &journal, &wrong) == 0)
            continue;
        if (wrong.kind == PZ_SYSTEM) {
            *err = wrong;
            return -1;
        }
        pz_report_error(m->diags, &wrong);
    }
    return 0;
}

static int collect_sources(struct importing *m, struct pz_import_source **v, size_t *n, struct pz_error *err)
{
    struct pz_value imports = setting(m, "imports");
    uint32_t count = imports.type == PZ_LIST ? imports.u.list->n : 0;
    *v = PZ_NEW_ARRAY(&m->arena, count + 1, struct pz_import_source);
    *n = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct pz_error wrong = PZ_ERROR_INIT;
        struct pz_place place = pz_place_file("prikaz.xml");
        if (pz_import_source_from_value(&(*v)[*n], imports.u.list->v[i], pz_workspace_folder(m->task->workspace), &m->arena,
                                        &wrong) == 0) {
            ++*n;
        } else if (wrong.kind == PZ_SYSTEM) {
            *err = wrong;
            return -1;
        } else {
            pz_error_at(&wrong, &place);
            pz_report_error(m->diags, &wrong);
        }
    }
    return 0;
}

/* What the clerk has to answer goes below the answers; a file that cannot be written is a finding, the data are in the store. */
static int write_questions(struct importing *m, struct pz_error *err)
{
    struct pz_buf path = PZ_BUF_INIT;
    struct pz_error failure = PZ_ERROR_INIT;
    size_t added;
    pz_path_join(&path, pz_workspace_folder(m->task->workspace), PZ_ANSWERS_FILE);
    int rc = path.failed ? pz_fail_memory(err) : 0;
    if (rc == 0 && pz_questions_write(&m->questions, pz_buf_str(&path), &added, &failure) != 0)
        failure.place = pz_place_file(PZ_ANSWERS_FILE);
    pz_report_error(m->diags, &failure);
    pz_buf_release(&path);
    struct pz_place place = pz_place_file(PZ_ANSWERS_FILE);
    if (m->questions.n && !failure.kind)
        pz_report_hint(
            m->diags, "W-DATA-070", &place, _("write a code beside each, or “-” when it is none of yours"),
            PZ_N("%zu name waits for an answer, %zu of them new", "%zu names wait for an answer, %zu of them new", m->questions.n),
            m->questions.n, added);
    return rc;
}

static int import_files(struct importing *m, struct pz_error *err)
{
    struct pz_import_source *v;
    size_t n;
    if (collect_sources(m, &v, &n, err) != 0)
        return -1;
    struct pz_intake_report *reports = PZ_NEW_ARRAY(&m->arena, n + 1, struct pz_intake_report);
    struct pz_intake_options options = {.folder = pz_workspace_folder(m->task->workspace),
                                        .strict = m->task->strict,
                                        .again = m->task->force,
                                        .stamp = *m->task->stamp,
                                        .questions = &m->questions,
                                        .explain = m->task->explain};
    if (pz_intake_all(m->task->store, v, n, &options, reports, m->diags, err) != 0 || write_questions(m, err) != 0)
        return -1;
    m->result->files = n;
    for (size_t i = 0; i < n; i++) {
        m->result->imported += !reports[i].unchanged && !reports[i].failed;
        m->result->rows_read += reports[i].rows_read;
        m->result->rows_stored += reports[i].rows_stored;
        m->result->rows_refused += reports[i].rows_refused;
        if (m->task->told)
            m->task->told(m->task->self, &reports[i]);
    }
    return 0;
}

static int guarded(struct importing *m, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(&m->arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    if (pz_workspace_put(m->task->workspace, m->task->store, m->task->stamp, m->diags, err) != 0 || put_journals(m, err) != 0 ||
        import_files(m, err) != 0)
        return -1;
    if (pz_store_refresh(m->task->store, err) != 0)
        return -1;
    return m->task->check ? pz_store_check_data(m->task->store, m->diags, err) : 0;
}

int pz_importing_run(const struct pz_importing *importing, struct pz_importing_result *result, struct pz_diags *diags,
                     struct pz_error *err)
{
    struct importing m = {.task = importing, .result = result, .diags = diags};
    *result = (struct pz_importing_result){0};
    pz_questions_init(&m.questions);
    int rc = guarded(&m, err);
    pz_questions_release(&m.questions);
    pz_arena_release(&m.arena);
    return rc;
}
