/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What prikaz.xml tells the store: rows of the analysis as they stand, the period, and grounds. */
#include "base/digest.h"
#include "base/i18n.h"
#include "base/io.h"
#include "store/import.h"
#include "workspace/internal.h"

struct put {
    struct pz_import *import;
    struct pz_diags *diags;
    struct pz_import_counts counts;
    struct pz_error *err;
};

/* A field that the store refuses is reported and the rest goes on; -1 only when the store fails. */
static int put_field(struct put *p, const char *entity, const char *key, const char *field, struct pz_value v,
                     const struct pz_def *def)
{
    struct pz_origin origin = {.line = def->place.line, .column = def->place.column};
    struct pz_error err = PZ_ERROR_INIT;
    if (v.type != PZ_STRING || v.len == 0)
        return 0;
    if (pz_import_put(p->import, entity, key, field, v, &origin, &err) == 0)
        return 0;
    if (err.kind == PZ_SYSTEM) {
        *p->err = err;
        return -1;
    }
    pz_error_at(&err, &def->place);
    pz_report_error(p->diags, &err);
    p->counts.rows_refused++;
    return 0;
}

/* <entity id="key" field="value" …>text</entity>: the text is the field «description» of what has one. */
static int put_row(struct put *p, const struct pz_def *def)
{
    const char *key = pz_def_get(def, "id");
    if (!key) {
        pz_report(p->diags, "E-DEF-040", &def->place, _("a row of the analysis needs an id"));
        return 0;
    }
    p->counts.rows_read++;
    for (size_t i = 0; i < def->attribute_n; i++) {
        const struct pz_def_attribute *a = &def->attributes[i];
        if (strcmp(a->key.s, "id") != 0 && put_field(p, def->type, key, a->key.s, pz_str(a->text.s), def))
            return -1;
    }
    return put_field(p, def->type, key, "description", pz_strn(def->text.s, def->text.len), def);
}

static int put_period(struct put *p, const struct pz_def *def)
{
    static const char *const fields[] = {"start", "end", "previous"};
    const char *id = pz_def_get(def, "id");
    p->counts.rows_read++;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *v = pz_def_get(def, fields[i]);
        if (v && put_field(p, "period", id, fields[i], pz_str(v), def))
            return -1;
    }
    return put_field(p, "period", id, "title", pz_strn(def->text.s, def->text.len), def);
}

static int put_act(struct put *p, const struct pz_def *def)
{
    static const char *const fields[] = {"date", "number", "force"};
    const char *id = pz_def_get(def, "id");
    const struct pz_def *title = pz_def_child(def, "title"), *issued = pz_def_child(def, "issued-as");
    p->counts.rows_read++;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *v = pz_def_get(def, fields[i]);
        if (v && put_field(p, "ground", id, fields[i], pz_str(v), def))
            return -1;
    }
    if (issued && put_field(p, "ground", id, "issuer", pz_strn(issued->text.s, issued->text.len), issued))
        return -1;
    return title ? put_field(p, "ground", id, "title", pz_strn(title->text.s, title->text.len), title) : 0;
}

static int put_all(struct put *p, const struct pz_def *root)
{
    for (size_t i = 0; i < root->kid_n; i++) {
        const struct pz_def *part = root->kids[i];
        if (strcmp(part->type, "period") == 0 && put_period(p, part))
            return -1;
        bool acts = strcmp(part->type, "acts") == 0, analysis = strcmp(part->type, "analysis") == 0;
        for (size_t k = 0; (acts || analysis) && k < part->kid_n; k++)
            if (acts ? put_act(p, part->kids[k]) : put_row(p, part->kids[k]))
                return -1;
    }
    return 0;
}

int pz_workspace_put(const struct pz_workspace *ws, struct pz_store *store, const struct pz_stamp *stamp, struct pz_diags *diags,
                     struct pz_error *err)
{
    char digest[PZ_DIGEST_SIZE], had[129];
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, ws->folder, "prikaz.xml");
    int rc = pz_digest_file(digest, pz_buf_str(&path), err);
    pz_buf_release(&path);
    if (rc || pz_store_file_digest(store, "prikaz.xml", had, err))
        return -1;
    if (strcmp(digest, had) == 0)
        return 0;
    struct pz_source_file file = {.path = "prikaz.xml", .digest = digest, .kind = "definitions", .rank = 0};
    struct put p = {.diags = diags, .err = err};
    if (pz_import_begin(&p.import, store, &file, err))
        return -1;
    if (put_all(&p, ws->root)) {
        pz_import_cancel(p.import);
        return -1;
    }
    p.counts.rows_stored = p.counts.rows_read;
    return pz_import_commit(p.import, &p.counts, stamp, err);
}
