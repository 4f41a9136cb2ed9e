/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/gate/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/io.h"
#include "deliver/gate/scan.h"

PZ_EMBED(pz_gate_rules_tsv, "data/gate/rules.tsv");

enum { FILE_MAX = 256 << 20 };

bool pz_gate_rule(const struct pz_gate *gate, const char *kind, const char *value, size_t len)
{
    for (size_t i = 0; i < gate->rules.n; i++) {
        const struct pz_table_row *row = &gate->rules.v[i];
        if (strcmp(row->f[0], kind) == 0 && strlen(row->f[1]) == len && memcmp(row->f[1], value, len) == 0)
            return true;
    }
    return false;
}

/* The exception that covers a finding, or NULL. */
static struct pz_gate_allow *exception(struct pz_gate *gate, const char *rule, const char *whole)
{
    for (size_t i = 0; gate->options && i < gate->options->allow_n; i++) {
        struct pz_gate_allow *a = &gate->options->allow[i];
        bool rule_fits = strcmp(a->rule, "*") == 0 || strcmp(a->rule, rule) == 0;
        bool file_fits = !a->file || strcmp(a->file, gate->file) == 0 || strcmp(a->file, pz_path_name(gate->file)) == 0;
        bool text_fits = !a->text || strcmp(a->text, whole) == 0;
        if (rule_fits && file_fits && text_fits && a->reason && a->reason[0])
            return a;
    }
    return NULL;
}

/* The same finding at the same place is told once. */
static bool told_already(const struct pz_gate *gate, const char *id, const struct pz_place *place, const char *message)
{
    for (size_t i = gate->diags->n; i-- && strcmp(gate->diags->v[i].place.file, place->file) == 0;) {
        const struct pz_diag *d = &gate->diags->v[i];
        if (strcmp(d->id, id) == 0 && strcmp(d->place.inside, place->inside) == 0 && strcmp(d->message, message) == 0)
            return true;
    }
    return false;
}

void pz_gate_found(struct pz_gate *gate, const char *rule, const char *id, const char *where, const char *whole,
                   const char *message)
{
    struct pz_place place = pz_place_file(gate->file);
    snprintf(place.inside, sizeof place.inside, "%s", where);
    struct pz_gate_allow *allow = exception(gate, rule, whole);
    if (allow) {
        allow->used = true;
        message = pz_arena_printf(gate->arena, _("%s; allowed: %s"), message, allow->reason);
        id = "N-GATE-020";
    }
    if (told_already(gate, id, &place, message))
        return;
    const char *hint = allow ? NULL : pz_arena_printf(gate->arena, _("rule “%s”"), rule);
    pz_report_hint(gate->diags, id, &place, hint, "%s", message);
}

static void check_limits(struct pz_gate *gate, const struct pz_gate_file *f, size_t size)
{
    const char *extension = pz_path_extension(f->path);
    size_t limit = gate->options ? gate->options->max_bytes : 0;
    bool known = false;
    for (size_t i = 0; i < gate->rules.n; i++) {
        const struct pz_table_row *row = &gate->rules.v[i];
        if (strcmp(row->f[0], "format") != 0 || strcasecmp(row->f[1], extension) != 0)
            continue;
        known = true;
        if (!limit)
            limit = (size_t)strtoul(row->f[2], NULL, 10) << 20;
    }
    if (!known)
        pz_gate_found(gate, "format", "E-GATE-007", "", extension,
                      pz_arena_printf(gate->arena, _("files of the format “%s” are not published"), extension));
    else if (size > limit)
        pz_gate_found(gate, "size", "E-GATE-006", "", "",
                      pz_arena_printf(gate->arena, _("the file is larger than %zu MB"), limit >> 20));
    if (!f->registered)
        pz_gate_found(gate, "unregistered", "E-GATE-008", "", "", _("the document is not registered: it has no number and date"));
    if (!f->signed_)
        pz_gate_found(gate, "unsigned", "E-GATE-009", "", "", _("the document is not signed"));
}

/* Whether a tag of HTML stands inside a line of text. */
static bool is_inline_tag(const char *tag, const char *end)
{
    static const char *const names[] = {"a", "b", "i", "em", "strong", "span", "u", "s", "sub", "sup", "small", "time"};
    tag += tag + 1 < end && tag[1] == '/' ? 2 : 1;
    size_t len = 0;
    while (tag + len < end && ((tag[len] | 32) >= 'a' && (tag[len] | 32) <= 'z'))
        len++;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == len && strncasecmp(names[i], tag, len) == 0)
            return true;
    return false;
}

/* HTML is no XML: tags go, what attributes say stays. */
static void look_at_html(struct pz_gate *gate, const char *text, size_t len)
{
    struct pz_buf plain = PZ_BUF_INIT;
    for (const char *p = text, *end = text + len; p < end;) {
        const char *tag = memchr(p, '<', (size_t)(end - p)), *stop = tag ? tag : end;
        pz_buf_put(&plain, p, (size_t)(stop - p));
        if (!tag)
            break;
        const char *close = memchr(tag, '>', (size_t)(end - tag));
        close = close ? close : end;
        if (!is_inline_tag(tag, close))
            pz_buf_putc(&plain, '\n');
        pz_gate_text(gate, _("attributes"), tag, (size_t)(close - tag));
        p = close < end ? close + 1 : end;
    }
    if (!plain.failed)
        pz_gate_text(gate, _("text"), pz_buf_str(&plain), plain.len);
    pz_buf_release(&plain);
}

static int look_at_bytes(struct pz_gate *gate, const char *path, const char *extension, struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = pz_file_read(&bytes, path, FILE_MAX, err);
    if (rc == 0 && (strcmp(extension, "png") == 0 || strcmp(extension, "jpg") == 0 || strcmp(extension, "jpeg") == 0))
        pz_gate_picture(gate, _("picture"), (const unsigned char *)bytes.data, bytes.len);
    else if (rc == 0 && (strcmp(extension, "html") == 0 || strcmp(extension, "svg") == 0 || strcmp(extension, "xml") == 0))
        look_at_html(gate, pz_buf_str(&bytes), bytes.len);
    else if (rc == 0 && strcmp(extension, "sig") != 0 && strcmp(extension, "p7s") != 0)
        pz_gate_text(gate, _("text"), pz_buf_str(&bytes), bytes.len);
    pz_buf_release(&bytes);
    return rc;
}

static int look_through(struct pz_gate *gate, const char *path, struct pz_error *err)
{
    static const char *const packages[] = {"docx", "odt", "xlsx", "ods"};
    const char *extension = pz_path_extension(path);
    if (strcmp(extension, "pdf") == 0)
        return pz_gate_pdf(gate, path, err);
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++)
        if (strcmp(extension, packages[i]) == 0)
            return pz_gate_package(gate, path, err);
    return look_at_bytes(gate, path, extension, err);
}

static int check_file(struct pz_gate *gate, const struct pz_gate_file *f, struct pz_error *err)
{
    struct stat st;
    gate->file = f->name ? f->name : f->path;
    if (stat(f->path, &st) != 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), f->path);
    check_limits(gate, f, (size_t)st.st_size);
    struct pz_error why = PZ_ERROR_INIT;
    if (look_through(gate, f->path, &why) == 0)
        return 0;
    if (why.kind == PZ_SYSTEM) {
        *err = why;
        return -1;
    }
    pz_gate_found(gate, "unreadable", "E-GATE-013", "", "",
                  pz_arena_printf(gate->arena, _("the file cannot be looked through: %s"), why.message));
    return 0;
}

int pz_gate_check(const struct pz_gate_file *files, size_t n, const struct pz_gate_options *options, struct pz_diags *diags,
                  struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error mine = PZ_ERROR_INIT;
    struct pz_gate gate = {.options = options, .diags = diags, .arena = &arena};
    jmp_buf oom;
    volatile int rc = 0;
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom)) {
        pz_arena_release(&arena);
        return pz_fail_memory(err);
    }
    gate.rules = pz_table_read(pz_gate_rules_tsv, PZ_EMBEDDED_SIZE(pz_gate_rules_tsv), &arena);
    struct pz_arena_mark mark = pz_arena_save(&arena);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        rc = check_file(&gate, &files[i], &mine);
        pz_arena_restore(&arena, mark);
    }
    if (rc && err && err->kind == PZ_OK)
        *err = mine;
    pz_arena_release(&arena);
    return rc;
}
