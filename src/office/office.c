/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/office.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "office/guard.h"
#include "office/inclusion.h"
#include "office/site.h"
#include "template/formats.h"
#include "template/loader.h"

enum {
    KEEP_BYTES = 64 << 20,   /* buffers larger than this are given back after a document */
    PACKAGE_MAX = 128 << 20, /* what is larger packed could not be opened again (zip/package.h) */
};

static const struct pz_format office_language = {.write_value = pz_office_write_value,
                                                 .hook = pz_office_hook,
                                                 .included = pz_office_included,
                                                 .escape = true,
                                                 .transient = true};

int pz_office_new(struct pz_office **out, const struct pz_office_format *format, const char *path, struct pz_error *err)
{
    struct pz_office *office = pz_calloc(1, sizeof *office);
    if (!office)
        return pz_fail_memory(err);
    office->format = format;
    office->path = path;
    *out = office;
    return 0;
}

void pz_office_free(struct pz_office *office)
{
    if (!office)
        return;
    for (size_t i = 0; i < office->members_n; i++)
        pz_packed_release(&office->members[i].packed);
    for (size_t i = 0; i < office->parts_n; i++) {
        pz_splice_plan_free(office->parts[i]->plan);
        pz_program_free(office->parts[i]->program);
    }
    pz_loader_free(office->loader);
    pz_arena_release(&office->arena);
    pz_free(office);
}

void pz_office_set_options(struct pz_office *office, const char *path, const struct pz_office_options *options)
{
    size_t n = 0;
    while (options->folders && options->folders[n])
        n++;
    const char **copy = PZ_NEW_ARRAY(&office->arena, n + 1, const char *);
    for (size_t i = 0; i < n; i++)
        copy[i] = pz_arena_strdup(&office->arena, options->folders[i]);
    copy[n] = NULL;
    office->folders = copy;
    office->path = pz_arena_strdup(&office->arena, path);
    office->language = *options->language;
    office->level = options->level;
    office->review = options->review;
}

int pz_office_make_loader(struct pz_office *office, struct pz_error *err)
{
    struct pz_template_options language = office->language;
    language.format = &pz_svg_format;
    return office->folders && office->folders[0] ? pz_loader_new(&office->loader, office->folders, &language, err) : 0;
}

size_t pz_office_add(struct pz_office *office, const char *name)
{
    PZ_GROW(&office->arena, office->members, office->members_n, office->members_cap);
    office->members[office->members_n] = (struct pz_office_member){.name = pz_arena_strdup(&office->arena, name)};
    return office->members_n++;
}

long pz_office_find(const struct pz_office *office, const char *name)
{
    for (size_t i = 0; i < office->members_n; i++) {
        if (strcmp(office->members[i].name, name) == 0)
            return (long)i;
    }
    return -1;
}

/* Compiling ---------------------------------------------------------------------------------------------- */

static struct pz_part *part_new(struct pz_office *office, const char *name, const char *xml, size_t len, struct pz_diags *diags)
{
    struct pz_part *part = PZ_NEW(&office->arena, struct pz_part);
    part->office = office;
    part->arena = &office->arena;
    part->memo = pz_arena_zalloc(&office->arena, sizeof *part->memo);
    part->format = office->format;
    part->file = office->path;
    part->name = pz_arena_strdup(&office->arena, name);
    part->diags = diags;
    pz_markup_scan(&part->m, &office->arena, xml, len, office->format->names);
    part->removed = PZ_NEW_ARRAY(&office->arena, part->m.n + 1, uint32_t);
    part->marks = PZ_NEW_ARRAY(&office->arena, part->m.n + 1, uint8_t);
    memset(part->removed, 0, (part->m.n + 1) * sizeof *part->removed);
    memset(part->marks, 0, part->m.n + 1);
    return part;
}

/* How its text is compressed, once for all documents. */
static int make_plan(struct pz_office *office, struct pz_office_part *part, struct pz_diags *diags)
{
    struct pz_error err = PZ_ERROR_INIT;
    uint32_t n = pz_program_literals(part->program, NULL);
    if (office->level || office->review || !n)
        return 0;
    struct pz_splice_span *spans = PZ_NEW_ARRAY(&office->arena, n, struct pz_splice_span);
    pz_program_literals(part->program, spans);
    if (pz_splice_plan_new(&part->plan, spans, n, &err) == 0)
        return 0;
    pz_report_error(diags, &err);
    return -1;
}

int pz_office_compile(struct pz_office *office, struct pz_office_part **out, const char *name, const char *label, const void *own,
                      const char *xml, size_t len, struct pz_diags *diags)
{
    *out = NULL;
    bool always = office->format->always && office->format->always(&office->arena, own);
    if (!always && !office->review && !pz_source_may_hold_tags(xml, len))
        return 0;
    pz_source_normalise(office, &xml, &len);
    struct pz_part *part = part_new(office, name, xml, len, diags);
    size_t errors = diags->errors;
    part->label = label;
    part->own = own;
    PZ_GROW(&office->arena, office->sources, office->sources_n, office->sources_cap);
    office->sources[office->sources_n++] = part;
    pz_flows_collect(part);
    pz_tags_find(part);
    if (!always && !part->tags_n && !part->cuts_n)
        return diags->errors > errors ? -1 : 0;
    pz_scopes_infer(part);
    pz_edit_tags(part);
    struct pz_source source;
    pz_source_init(&source, &office->arena, part->file);
    source.describe = pz_part_describe;
    source.self = part;
    source.file = pz_part_check_file;
    part->slips.arena = part->arena;
    source.slips = office->review ? &part->slips : NULL;
    pz_edit_segments(part, &source);
    struct pz_office_part *compiled = PZ_NEW(&office->arena, struct pz_office_part);
    *compiled = (struct pz_office_part){.name = part->name,
                                        .source = part,
                                        .sites = part->sites,
                                        .relations = PZ_NO_MEMBER,
                                        .values = part->values,
                                        .lists = part->lists,
                                        .loops = part->loops,
                                        .ids = part->ids};
    struct pz_template_options language = office->language;
    language.format = &office_language;
    language.loader = office->loader;
    int status = pz_program_new(&compiled->program, &source, &language, diags);
    part->diags = NULL;
    if (status || diags->errors > errors) {
        pz_program_free(status ? NULL : compiled->program);
        return -1;
    }
    PZ_GROW(&office->arena, office->parts, office->parts_n, office->parts_cap);
    office->parts[office->parts_n++] = compiled;
    if (make_plan(office, compiled, diags))
        return -1;
    *out = compiled;
    return 0;
}

/* Rendering ---------------------------------------------------------------------------------------------- */

int pz_office_worker_new(struct pz_office_worker **out, unsigned level, struct pz_error *err)
{
    struct pz_office_worker *w = pz_calloc(1, sizeof *w);
    if (!w)
        return pz_fail_memory(err);
    if (pz_deflater_new(&w->deflater, level, err) || pz_splicer_new(&w->splicer, err)) {
        pz_deflater_free(w->deflater);
        pz_free(w);
        return -1;
    }
    *out = w;
    return 0;
}

static void forget_extras(struct pz_office_worker *w)
{
    for (size_t i = 0; i < w->extras_n; i++)
        pz_buf_release(&w->extras[i].data);
    w->extras_n = 0;
    for (size_t i = 0; i < w->patches_n; i++)
        pz_buf_clear(&w->patches[i]);
}

void pz_office_worker_free(struct pz_office_worker *w)
{
    if (!w)
        return;
    forget_extras(w);
    for (size_t i = 0; i < w->patches_n; i++)
        pz_buf_release(&w->patches[i]);
    pz_free(w->patches);
    pz_free(w->extras);
    pz_buf_release(&w->xml);
    pz_buf_release(&w->scratch);
    pz_buf_release(&w->styles);
    pz_buf_release(&w->typed);
    pz_zip_release(&w->zip);
    pz_deflater_free(w->deflater);
    pz_splicer_free(w->splicer);
    pz_free(w->marks.v);
    pz_free(w);
}

struct pz_buf *pz_office_patch(struct pz_office_state *state, size_t member, unsigned place)
{
    return &state->worker->patches[2 * member + place];
}

int pz_office_add_member(struct pz_office_state *state, const char *name, struct pz_buf *data, bool stored, struct pz_error *err)
{
    struct pz_office_worker *w = state->worker;
    if (w->extras_n == w->extras_cap) {
        size_t cap = w->extras_cap ? w->extras_cap * 2 : 8;
        struct pz_office_extra *more = pz_realloc(w->extras, cap * sizeof *more);
        if (!more)
            return pz_fail_memory(err);
        w->extras = more;
        w->extras_cap = cap;
    }
    w->extras[w->extras_n++] = (struct pz_office_extra){pz_arena_strdup(state->render->arena, name), *data, stored};
    *data = (struct pz_buf)PZ_BUF_INIT;
    return 0;
}

static int make_room_for_patches(struct pz_office_worker *w, size_t n, struct pz_error *err)
{
    if (w->patches_n >= n)
        return 0;
    struct pz_buf *more = pz_realloc(w->patches, n * sizeof *more);
    if (!more)
        return pz_fail_memory(err);
    memset(more + w->patches_n, 0, (n - w->patches_n) * sizeof *more);
    w->patches = more;
    w->patches_n = n;
    return 0;
}

static uint32_t *zeros(struct pz_office_state *state, uint32_t n)
{
    return n ? pz_arena_zalloc(state->render->arena, n * sizeof(uint32_t)) : NULL;
}

/* Code what will not change any more, up to a mark, and keep of it what matches may reach. */
static int drain(void *self, struct pz_buf *xml, struct pz_error *err)
{
    struct pz_office_state *state = self;
    struct pz_office_worker *w = state->worker;
    struct pz_marks *marks = &w->marks;
    size_t settled = state->office->format->settled(state, xml), n = marks->n;
    while (n && marks->v[n - 1].at > settled)
        n--;
    if (!n || marks->v[n - 1].at <= w->coded || xml->failed)
        return 0;
    if (w->zip.out->len > PACKAGE_MAX)
        return pz_fail(err, PZ_DATA, "E-ZIP-010", _("the part “%s” is too large to be written"), state->part->name);
    if (state->head && !state->head_coded) {
        if (marks->v[n - 1].at < state->head)
            return 0;
        pz_zip_put_spliced(&w->zip, xml->data, w->coded, state->head, marks->v, n);
        pz_zip_cut_spliced(&w->zip);
        w->coded = state->head;
        state->head_coded = true;
    }
    size_t to = marks->v[--n].at, gone = to > PZ_SPLICE_WINDOW ? to - PZ_SPLICE_WINDOW : 0;
    pz_zip_put_spliced(&w->zip, xml->data, w->coded, to, marks->v, n);
    for (size_t i = n; i < marks->n; i++)
        marks->v[i - n] = (struct pz_splice_mark){marks->v[i].at - gone, marks->v[i].span};
    marks->n -= n;
    w->coded = to - gone;
    pz_guard_shift(state, gone);
    pz_buf_splice(xml, 0, gone, "", 0);
    return w->zip.out->failed ? pz_fail_memory(err) : 0;
}

/* The program's output into the buffer, with what the format puts in at its head. */
static int render_part(struct pz_office_state *state, const struct pz_office_part *part, struct pz_error *err)
{
    struct pz_office_worker *w = state->worker;
    w->marks.n = 0;
    w->marks.drain = part->plan && state->office->format->settled ? drain : NULL;
    w->marks.self = state;
    if (pz_program_render_marked(part->program, state->render, &w->xml, part->plan ? &w->marks : NULL, err))
        return -1;
    size_t len = w->xml.len, head = state->head;
    if (state->office->format->complete && state->office->format->complete(state, &w->xml, err))
        return -1;
    for (size_t i = 0; w->xml.len != len && i < w->marks.n; i++) {
        if (w->marks.v[i].at >= head)
            w->marks.v[i].at += w->xml.len - len;
    }
    return w->xml.failed ? pz_fail_memory(err) : 0;
}

/* One part, compressed into the package. */
static int part_emit(struct pz_office_state *state, const struct pz_office_part *part, struct pz_error *err)
{
    struct pz_office_worker *w = state->worker;
    pz_buf_clear(&w->xml);
    pz_buf_clear(&w->styles);
    state->head = 0;
    state->head_coded = false;
    state->bare = NULL;
    state->part = part;
    state->depth = 0;
    state->merge = NULL;
    if (part->values) {
        state->merge = PZ_NEW_ARRAY(state->render->arena, part->values, struct pz_merge);
        memset(state->merge, 0, part->values * sizeof *state->merge);
    }
    state->lists = zeros(state, part->lists);
    state->rounds = zeros(state, part->loops);
    state->ids = zeros(state, part->ids);
    w->coded = 0;
    if (part->plan && pz_zip_begin_spliced(&w->zip, w->splicer, part->plan, part->name, err))
        return -1;
    if (render_part(state, part, err))
        return -1;
    if (part->plan) {
        if (state->head_coded)
            pz_zip_fill_cut(&w->zip, pz_buf_str(&w->styles), w->styles.len);
        pz_zip_put_spliced(&w->zip, pz_buf_str(&w->xml), w->coded, w->xml.len, w->marks.v, w->marks.n);
        return pz_zip_end_spliced(&w->zip, err);
    }
    return pz_zip_add(&w->zip, w->deflater, part->name, pz_buf_str(&w->xml), w->xml.len, false, err);
}

static int patch_emit(struct pz_office_state *state, size_t index, struct pz_error *err)
{
    struct pz_office_worker *w = state->worker;
    const struct pz_office_member *m = &state->office->members[index];
    const struct pz_office_patch *patch = m->patch;
    pz_buf_clear(&w->scratch);
    const struct pz_buf *more = &w->patches[2 * index];
    pz_buf_put(&w->scratch, patch->text, patch->at[0]);
    pz_buf_put(&w->scratch, pz_buf_str(&more[0]), more[0].len);
    pz_buf_put(&w->scratch, patch->text + patch->at[0], patch->at[1] - patch->at[0]);
    pz_buf_put(&w->scratch, pz_buf_str(&more[1]), more[1].len);
    pz_buf_put(&w->scratch, patch->text + patch->at[1], patch->len - patch->at[1]);
    if (w->scratch.failed || more[0].failed || more[1].failed)
        return pz_fail_memory(err);
    return pz_zip_add(&w->zip, w->deflater, m->name, pz_buf_str(&w->scratch), w->scratch.len, false, err);
}

/* Members that may still grow wait until all parts are written; everything else goes out in the package's order. */
static int emit_all(struct pz_office_state *state, struct pz_error *err)
{
    const struct pz_office *office = state->office;
    struct pz_office_worker *w = state->worker;
    for (size_t i = 0; i < office->members_n; i++) {
        const struct pz_office_member *m = &office->members[i];
        if (m->part && !m->late) {
            if (part_emit(state, m->part, err))
                return -1;
        } else if (!m->patch && m->packed.bytes) {
            pz_zip_add_packed(&w->zip, &m->packed);
        }
    }
    for (size_t i = 0; i < office->members_n; i++) {
        const struct pz_office_member *m = &office->members[i];
        if (m->part && m->late && part_emit(state, m->part, err))
            return -1;
        if (!m->patch)
            continue;
        if (m->patch->changed || w->patches[2 * i].len || w->patches[2 * i + 1].len) {
            if (patch_emit(state, i, err))
                return -1;
        } else if (m->packed.bytes) {
            pz_zip_add_packed(&w->zip, &m->packed);
        }
    }
    for (size_t i = 0; i < w->extras_n; i++) {
        const struct pz_office_extra *e = &w->extras[i];
        if (pz_zip_add(&w->zip, w->deflater, e->name, pz_buf_str(&e->data), e->data.len, e->stored, err))
            return -1;
    }
    return pz_zip_end(&w->zip, err);
}

int pz_office_render(const struct pz_office *office, struct pz_office_worker *worker, struct pz_render *render, struct pz_buf *out,
                     struct pz_error *err)
{
    return pz_office_render_nested(office, worker, render, 0, out, err);
}

int pz_office_render_nested(const struct pz_office *office, struct pz_office_worker *worker, struct pz_render *render,
                            unsigned nesting, struct pz_buf *out, struct pz_error *err)
{
    if (make_room_for_patches(worker, 2 * office->members_n, err))
        return -1;
    struct pz_office_state *state = PZ_NEW(render->arena, struct pz_office_state);
    state->office = office;
    state->worker = worker;
    state->render = render;
    state->nesting = nesting;
    void *before = render->format_state;
    render->format_state = state;
    size_t start = out->len;
    pz_zip_begin(&worker->zip, out);
    int status = emit_all(state, err);
    render->format_state = before;
    forget_extras(worker);
    if (worker->xml.cap > KEEP_BYTES)
        pz_buf_release(&worker->xml);
    if (status && !out->failed)
        out->len = start;
    return status;
}

struct nested {
    const struct pz_office *office;
    unsigned nesting, *opened;
};

static void inner_fields(const void *self, const char *name, struct pz_arena *arena, struct pz_field_list *out)
{
    const struct nested *n = self;
    pz_inclusion_fields(n->office, name, n->nesting, n->opened, arena, out);
}

void pz_office_fields(const struct pz_office *office, struct pz_arena *arena, struct pz_field_list *out)
{
    unsigned opened = 0;
    pz_office_fields_nested(office, 0, &opened, arena, out);
}

void pz_office_fields_nested(const struct pz_office *office, unsigned nesting, unsigned *opened, struct pz_arena *arena,
                             struct pz_field_list *out)
{
    struct nested self = {office, nesting, opened};
    struct pz_field_documents documents = {inner_fields, &self};
    for (size_t i = 0; i < office->parts_n; i++)
        pz_program_fields(office->parts[i]->program, &documents, arena, out);
}

bool pz_office_uses(const struct pz_office *office, const char *name)
{
    for (size_t i = 0; i < office->parts_n; i++) {
        if (pz_program_uses(office->parts[i]->program, name))
            return true;
    }
    return false;
}

bool pz_office_has_tags(const struct pz_office *office)
{
    for (size_t i = 0; i < office->parts_n; i++) {
        if (office->parts[i]->source->tags_n)
            return true;
    }
    return false;
}
