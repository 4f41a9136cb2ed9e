/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/inclusion.h"

#include "base/i18n.h"
#include "office/picture.h"

enum {
    NESTING_MAX = 8,
    OPENED_MAX = 500, /* to learn their fields: documents that name themselves ten times would make it ten to the eighth */
};

void pz_inclusion_copy(struct pz_buf *out, const struct pz_markup *m, uint32_t from, uint32_t to)
{
    if (to > from)
        pz_buf_put(out, m->src + from, to - from);
}

static bool tag_has(const struct pz_markup *m, uint32_t node, const char *text, size_t len)
{
    return node != PZ_NO_NODE && m->n &&
           memmem(m->src + m->v[node].start, m->v[node].open_end - m->v[node].start, text, len) != NULL;
}

void pz_inclusion_declare(struct pz_buf *out, const struct pz_markup *m, uint32_t node, const struct pz_markup *outer)
{
    struct pz_markup_attribute a;
    for (uint32_t k = 0; pz_markup_attribute(m, pz_markup_root(m), &k, &a);) {
        bool known = tag_has(m, node, m->src + a.start, a.name_end - a.start + 1) ||
                     tag_has(outer, pz_markup_root(outer), m->src + a.start, a.value_end + 1 - a.start);
        if (!known && a.name_end - a.start > 5 && memcmp(m->src + a.start, "xmlns", 5) == 0) {
            pz_buf_putc(out, ' ');
            pz_inclusion_copy(out, m, a.start, a.value_end + 1);
        }
    }
}

static int open_inner(struct pz_office **inner, struct pz_package **package, const struct pz_office *office, const char *path,
                      const char *name, struct pz_error *err)
{
    struct pz_diags diags;
    struct pz_office_options options = {&office->language, office->folders, 1, false};
    pz_diags_init(&diags);
    int status = pz_package_open(package, path, NULL, err);
    if (!status && pz_package_find(*package, office->format->foreign) >= 0)
        status = pz_fail(err, PZ_DATA, "E-DOC-026",
                         _("“%s” is of another format: only a DOCX can be put into a DOCX, and an ODT into an ODT"), name);
    if (!status)
        status = office->format->open(inner, path, *package, &options, &diags);
    if (status && diags.n)
        pz_diags_fail(&diags, err);
    pz_diags_release(&diags);
    return status;
}

/* The document's finished bytes. */
static int render_inner(struct pz_office_state *state, const char *path, const struct pz_rich *rich, struct pz_buf *bytes,
                        struct pz_error *err)
{
    struct pz_package *package = NULL;
    struct pz_office *inner = NULL;
    struct pz_office_worker *worker = NULL;
    int status = open_inner(&inner, &package, state->office, path, rich->text, err);
    if (!status)
        status = pz_office_worker_new(&worker, 1, err);
    if (!status) {
        struct pz_render own = *state->render;
        if (rich->context.type == PZ_MAP)
            own.context = rich->context;
        status = pz_office_render_nested(inner, worker, &own, state->nesting + 1, bytes, err);
        state->render->stop_ns = own.stop_ns; /* what it had drawn took of the whole document's time */
    }
    pz_office_worker_free(worker);
    pz_office_free(inner);
    pz_package_close(package);
    return status;
}

const char *pz_inclusion_find(const struct pz_office *office, const char *name, struct pz_arena *arena, struct pz_error *err)
{
    const char *path = pz_office_find_file(office, name, arena);
    if (!path)
        pz_fail(err, PZ_DATA, "E-DOC-024", _("the document “%s” is not in the template folders"), name);
    return path;
}

int pz_inclusion_put(struct pz_office_state *state, const struct pz_rich *rich, struct pz_arena *arena, pz_inclusion_take *take,
                     void *self, struct pz_error *err)
{
    const char *path = pz_inclusion_find(state->office, rich->text, arena, err);
    if (!path)
        return -1;
    if (state->nesting >= NESTING_MAX)
        return pz_fail(err, PZ_DATA, "E-DOC-025", _("documents are put into one another without end: “%s”"), rich->text);
    struct pz_buf bytes = PZ_BUF_INIT;
    struct pz_package *package = NULL;
    int status = render_inner(state, path, rich, &bytes, err);
    if (!status)
        status = pz_package_open_memory(&package, pz_buf_str(&bytes), bytes.len, path, NULL, err);
    if (!status && take(self, package))
        status = pz_fail(err, PZ_DATA, "E-DOC-024", _("the document “%s” cannot be put in"), rich->text);
    pz_package_close(package);
    pz_buf_release(&bytes);
    return status;
}

const struct pz_brought *pz_inclusion_brought(const struct pz_office_state *state, const char *kind, const char *name)
{
    const struct pz_brought *b = state->brought;
    while (b && (strcmp(b->kind, kind) != 0 || strcmp(b->name, name) != 0))
        b = b->older;
    return b;
}

void pz_inclusion_bring(struct pz_office_state *state, const char *kind, const char *name, const char *id)
{
    struct pz_arena *arena = state->render->arena;
    struct pz_brought *b = PZ_NEW(arena, struct pz_brought);
    *b =
        (struct pz_brought){pz_arena_strdup(arena, kind), pz_arena_strdup(arena, name), pz_arena_strdup(arena, id), state->brought};
    state->brought = b;
}

struct opened { /* in the arena: what a way out by its trap has to close */
    struct pz_package *package;
    struct pz_office *office;
};

void pz_inclusion_fields(const struct pz_office *office, const char *name, unsigned nesting, unsigned *opened,
                         struct pz_arena *arena, struct pz_field_list *out)
{
    if (nesting >= NESTING_MAX || ++*opened > OPENED_MAX)
        return;
    struct pz_error ignored = PZ_ERROR_INIT; /* rendering tells what is wrong with the document */
    struct opened *const inner = PZ_NEW(arena, struct opened);
    const char *path = pz_office_find_file(office, name, arena);
    jmp_buf oom, *before = pz_arena_trap(arena, &oom);
    bool spent = setjmp(oom) != 0;
    if (path && !spent && !open_inner(&inner->office, &inner->package, office, path, name, &ignored))
        pz_office_fields_nested(inner->office, nesting + 1, opened, arena, out);
    pz_arena_trap(arena, before);
    pz_office_free(inner->office);
    pz_package_close(inner->package);
    if (spent)
        pz_arena_spent(arena);
}
