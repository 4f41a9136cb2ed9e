/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/leftover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/i18n.h"
#include "base/io.h"
#include "batch/run.h"

#define NOTE PZ_RUN_STATE "/leftover"

static const struct pz_leftover *put(const char *path, const char *digest, const struct pz_leftover *rest, struct pz_arena *arena)
{
    struct pz_leftover *one = PZ_NEW(arena, struct pz_leftover);
    *one = (struct pz_leftover){path, digest, rest};
    return one;
}

const struct pz_leftover *pz_leftover_of(const struct pz_register_brief *brief, struct pz_arena *arena)
{
    int stem = (int)(pz_path_extension(brief->path) - brief->path);
    const struct pz_leftover *list =
        put(pz_arena_strdup(arena, brief->path), pz_arena_strdup(arena, brief->source_digest), NULL, arena);
    for (const char *at = brief->formats; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        int len = (int)strcspn(at, " \n");
        const char *digest = at[len] == ' ' ? pz_arena_strndup(arena, at + len + 1, strcspn(at + len + 1, "\n")) : "";
        list = put(pz_arena_printf(arena, "%.*s%.*s", stem, brief->path, len, at), digest, list, arena);
    }
    if (brief->pdf_path[0])
        list = put(pz_arena_strdup(arena, brief->pdf_path), pz_arena_strdup(arena, brief->pdf_digest), list, arena);
    return list;
}

/* A record is NUL, digest, blank, path, NUL: one that a killed run wrote in part spoils none behind it. */
int pz_leftover_note(const struct pz_leftover *list, struct pz_error *err)
{
    struct pz_buf records = PZ_BUF_INIT;
    if (!list)
        return 0;
    for (; list; list = list->next) {
        pz_buf_putc(&records, '\0');
        pz_buf_printf(&records, "%s %s", list->digest, list->path);
        pz_buf_putc(&records, '\0');
    }
    int rc = records.failed ? pz_fail_memory(err) : pz_file_append(NOTE, records.data, records.len, err);
    pz_buf_release(&records);
    return rc;
}

static int remove_one(const char *path, const char *digest, struct pz_reader *reader, struct pz_arena *arena, struct pz_error *err)
{
    char now[PZ_DIGEST_SIZE];
    struct pz_error ignored = PZ_ERROR_INIT; /* gone, or not to be read: it stays */
    struct pz_register_row row;
    jmp_buf oom;
    if (pz_digest_file(now, path, &ignored) != 0 || strcmp(now, digest) != 0)
        return 0;
    pz_arena_trap(arena, &oom);
    int named = setjmp(oom) ? pz_fail_memory(err) : pz_register_by_path(reader, path, arena, &row, err);
    pz_arena_clear(arena);
    if (named == 0)
        unlink(path);
    return named < 0 ? -1 : 0;
}

static int remove_noted(FILE *file, struct pz_reader *reader, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    char *record = NULL;
    size_t size = 0;
    ssize_t len;
    int rc = 0;
    while (rc == 0 && (len = getdelim(&record, &size, '\0', file)) >= 0) {
        char *blank = strchr(record, ' ');
        if (!blank || record[len - 1] != '\0')
            continue;
        *blank = '\0';
        rc = remove_one(blank + 1, record, reader, &arena, err);
    }
    if (rc == 0 && ferror(file))
        rc = pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), NOTE);
    free(record); /* getdelim's */
    pz_arena_release(&arena);
    return rc;
}

int pz_leftover_remove(struct pz_store *store, struct pz_error *err)
{
    struct pz_reader *reader = NULL;
    FILE *file = fopen(NOTE, "re");
    if (!file)
        return errno == ENOENT ? 0 : pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), NOTE);
    int rc = pz_readers_open(&reader, 1, store, err);
    if (rc == 0)
        rc = remove_noted(file, reader, err);
    pz_reader_close(reader);
    fclose(file);
    if (rc == 0 && unlink(NOTE) != 0)
        rc = pz_fail_errno(err, "E-SYS-007", _("cannot remove “%s”"), NOTE);
    return rc;
}
