/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/signer.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/value.h"
#include "deliver/process.h"
#include "deliver/sign/words.h"

enum { TIMEOUT_MS = 120000, SAID_MAX = 16384, SIGNATURE_MAX = 4 << 20 };

struct call {
    const struct pz_sign_options *options;
    struct pz_arena arena;
    struct pz_buf said;
    struct pz_process_result result;
};

static bool is_there(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
}

/* The command's last words, on one line. */
static const char *last_words(struct call *call)
{
    char *text = pz_arena_strdup(&call->arena, pz_buf_str(&call->said));
    size_t len = strlen(text);
    while (len && strchr(" \n\r\t", text[len - 1]))
        text[--len] = '\0';
    for (char *p = text; *p; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
    return len > 400 ? text + len - 400 : text;
}

static int run(struct call *call, const struct pz_words_values *values, struct pz_error *err)
{
    char **words;
    pz_buf_clear(&call->said);
    call->said.limit = SAID_MAX;
    unsigned ms = call->options->timeout_ms ? call->options->timeout_ms : TIMEOUT_MS;
    return pz_words_split(&words, call->options->command, values, &call->arena, err) == 0
               ? pz_process_run(words, ms, &call->said, &call->result, err)
               : -1;
}

/* After a call: report why `file` has no signature, if it has none. */
static bool judge(struct call *call, const char *file, bool there, struct pz_diags *diags)
{
    struct pz_place place = pz_place_file(file);
    if (call->result.overdue)
        pz_report(diags, "E-SIGN-032", &place, _("the signing command was stopped after %u s"),
                  (call->options->timeout_ms ? call->options->timeout_ms : TIMEOUT_MS) / 1000);
    else if (!WIFEXITED(call->result.status) || WEXITSTATUS(call->result.status) != 0)
        pz_report(diags, "E-SIGN-031", &place, _("the signing command failed: %s"), last_words(call));
    else if (!there)
        pz_report(diags, "E-SIGN-033", &place, _("the signing command ended well but made no signature: %s"), last_words(call));
    else
        return true;
    return false;
}

static char *folder_of(struct pz_arena *arena, const char *path)
{
    size_t len = (size_t)(pz_path_name(path) - path);
    return len > 1 ? pz_arena_strndup(arena, path, len - 1) : pz_arena_strdup(arena, len ? "/" : ".");
}

static int sign_one(struct call *call, struct pz_sign_item *item, struct pz_diags *diags, struct pz_error *err)
{
    bool named = pz_words_have(call->options->command, "{signature}");
    char temporary[PATH_MAX];
    if (pz_temporary_name(temporary, sizeof temporary, item->signature) != 0)
        return pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), item->signature);
    struct pz_words_values values = {.file = item->file, .signature = temporary, .folder = folder_of(&call->arena, item->file)};
    if (run(call, &values, err) != 0)
        return -1;
    const char *made = named ? temporary : item->signature;
    item->done = judge(call, item->file, is_there(made), diags);
    if (item->done && named && rename(temporary, item->signature) != 0) {
        item->done = false;
        pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), item->signature);
    }
    unlink(temporary);
    return err->kind == PZ_OK ? 0 : -1;
}

/* One call for all that are not signed: their paths in a file, one a line. */
static int sign_all(struct call *call, struct pz_sign_item *items, size_t n, struct pz_diags *diags, struct pz_error *err)
{
    struct pz_buf list = PZ_BUF_INIT;
    const char *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (items[i].done)
            continue;
        first = first ? first : items[i].signature;
        pz_buf_printf(&list, "%s\n", items[i].file);
    }
    int rc = list.failed ? pz_fail_memory(err) : 0;
    if (rc == 0 && first) {
        char path[PATH_MAX] = "";
        struct pz_words_values values = {.list = path, .folder = folder_of(&call->arena, first)};
        rc = pz_temporary_name(path, sizeof path, first) != 0 ? pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), first)
                                                              : pz_file_write(path, list.data, list.len, false, err);
        if (rc == 0)
            rc = run(call, &values, err);
        unlink(path);
        for (size_t i = 0; rc == 0 && i < n; i++)
            if (!items[i].done && !(items[i].done = is_there(items[i].signature)))
                judge(call, items[i].file, false, diags);
    }
    pz_buf_release(&list);
    return rc;
}

int pz_sign_call(struct pz_sign_item *items, size_t n, const struct pz_sign_options *options, struct pz_diags *diags,
                 struct pz_error *err)
{
    struct call call = {.options = options};
    struct pz_error mine = PZ_ERROR_INIT;
    int rc = 0;
    for (size_t i = 0; i < n; i++) {
        if (items[i].worthless)
            unlink(items[i].signature);
        items[i].done = is_there(items[i].signature);
    }
    if (pz_words_have(options->command, "{list}"))
        rc = sign_all(&call, items, n, diags, &mine);
    else
        for (size_t i = 0; rc == 0 && i < n; i++)
            if (!items[i].done)
                rc = sign_one(&call, &items[i], diags, &mine);
    if (rc && err && err->kind == PZ_OK)
        *err = mine;
    pz_buf_release(&call.said);
    pz_arena_release(&call.arena);
    return rc;
}

/* Attaching by hand --------------------------------------------------------------------------------------- */

enum { NAMES_MAX = 4 }; /* of an item: both names, with and without extension */

/* Items by the names of their files: «01.pdf», «01», «рекомендации-01.pdf» … Several may share one. */
struct names {
    struct pz_arena arena;
    struct pz_map *first; /* name → the last entry added */
    struct entry {
        struct pz_sign_item *item;
        const struct entry *next;
    } * v;
    size_t n;
};

static void add_name(struct names *names, const char *name, struct pz_sign_item *item)
{
    const struct pz_value *known = pz_map_find(names->first, pz_key(name));
    names->v[names->n] = (struct entry){item, known ? &names->v[known->u.i] : NULL};
    pz_map_set(&names->arena, names->first, name, pz_int((int64_t)names->n++));
}

static void add_names(struct names *names, const char *file, struct pz_sign_item *item)
{
    size_t bare = strlen(file) - strlen(pz_path_extension(file));
    add_name(names, file, item);
    if (bare > 1 && file[bare])
        add_name(names, pz_arena_strndup(&names->arena, file, bare - 1), item);
}

/* From the last to the first, so that the first item is found first. */
static void fill_names(struct names *names, struct pz_sign_item *items, size_t n)
{
    names->first = pz_map_new(&names->arena, NAMES_MAX * n + 1);
    names->v = pz_arena_array(&names->arena, NAMES_MAX * n + 1, sizeof *names->v);
    for (size_t i = n; i-- > 0;) {
        const char *own = pz_path_name(items[i].file);
        if (!items[i].ambiguous)
            add_names(names, own, &items[i]);
        if (items[i].name && (items[i].ambiguous || strcmp(items[i].name, own) != 0))
            add_names(names, items[i].name, &items[i]);
    }
}

/* Whether a file holds just these bytes. */
static bool same_bytes(const char *path, const struct pz_buf *bytes)
{
    struct pz_buf there = PZ_BUF_INIT;
    struct pz_error ignored = PZ_ERROR_INIT;
    bool same = pz_file_read(&there, path, SIGNATURE_MAX, &ignored) == 0 && there.len == bytes->len &&
                memcmp(there.data, bytes->data, bytes->len) == 0;
    pz_buf_release(&there);
    return same;
}

/* The item a signature is for, one that waits before a settled one; a settled one that has it already before all. NULL: none. */
static struct pz_sign_item *find_item(const struct names *names, const char *name, const struct pz_buf *bytes)
{
    const struct pz_value *at = pz_map_find(names->first, pz_key(name));
    struct pz_sign_item *found = NULL;
    for (const struct entry *e = at ? &names->v[at->u.i] : NULL; e; e = e->next) {
        if (e->item->settled && same_bytes(e->item->signature, bytes))
            return e->item;
        if (!found || (found->settled && !e->item->settled))
            found = e->item;
    }
    return found;
}

static int attach(struct pz_sign_item *item, const char *path, const struct pz_buf *bytes, struct pz_diags *diags,
                  struct pz_error *err)
{
    struct pz_place place = pz_place_file(path);
    bool there = pz_file_exists(item->signature);
    if (there && same_bytes(item->signature, bytes))
        return 0;
    if (item->settled || (there && !item->refused)) {
        pz_report(diags, "E-SIGN-035", &place, _("another signature of “%s” is there already and stays"), pz_path_name(item->file));
        return 0;
    }
    int rc = pz_file_write(item->signature, bytes->data, bytes->len, true, err);
    item->done = rc == 0;
    return rc;
}

/* A file of the folder: NAME.pdf.sig, NAME.pdf.p7s, NAME.sig, in letters of any size behind the name, is a signature. */
static int take(struct names *names, const char *folder, const char *name, struct pz_diags *diags, struct pz_error *err)
{
    const char *extension = pz_path_extension(name);
    if (strcasecmp(extension, "sig") != 0 && strcasecmp(extension, "p7s") != 0 && strcasecmp(extension, "sgn") != 0)
        return 0;
    struct pz_buf path = PZ_BUF_INIT, bytes = PZ_BUF_INIT;
    pz_path_join(&path, folder, name);
    int rc = path.failed ? pz_fail_memory(err) : pz_file_read(&bytes, path.data, SIGNATURE_MAX, err);
    const char *of = pz_arena_strndup(&names->arena, name, (size_t)(extension - name) - 1);
    struct pz_sign_item *item = rc == 0 ? find_item(names, of, &bytes) : NULL;
    struct pz_place place = pz_place_file(pz_buf_str(&path));
    if (rc == 0 && !item)
        pz_report(diags, "W-SIGN-034", &place, _("this signature belongs to none of the documents"));
    else if (rc == 0)
        rc = attach(item, path.data, &bytes, diags, err);
    pz_buf_release(&path);
    pz_buf_release(&bytes);
    return rc;
}

int pz_sign_attach(struct pz_sign_item *items, size_t n, const char *folder, struct pz_diags *diags, struct pz_error *err)
{
    struct dirent **files = NULL;
    struct names names = {0};
    int found = scandir(folder, &files, NULL, alphasort), rc = 0;
    if (found < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), folder);
    for (size_t i = 0; i < n; i++)
        items[i].done = is_there(items[i].signature);
    fill_names(&names, items, n);
    for (int i = 0; i < found; i++) {
        if (rc == 0)
            rc = take(&names, folder, files[i]->d_name, diags, err);
        free(files[i]);
    }
    free(files);
    pz_arena_release(&names.arena);
    return rc;
}
