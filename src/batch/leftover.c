/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/leftover.h"

#include <unistd.h>

#include "base/digest.h"
#include "base/io.h"

static const struct pz_leftover *put(const char *path, const char *digest, const struct pz_leftover *rest, struct pz_arena *arena)
{
    struct pz_leftover *one = PZ_NEW(arena, struct pz_leftover);
    *one = (struct pz_leftover){pz_arena_strdup(arena, path), pz_arena_strdup(arena, digest), rest};
    return one;
}

const struct pz_leftover *pz_leftover_of(const struct pz_register_brief *brief, const struct pz_leftover *rest,
                                         struct pz_arena *arena)
{
    int stem = (int)(pz_path_extension(brief->path) - brief->path);
    for (const char *at = brief->formats; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        int len = (int)strcspn(at, " \n");
        const char *digest = at[len] == ' ' ? pz_arena_strndup(arena, at + len + 1, strcspn(at + len + 1, "\n")) : "";
        rest = put(pz_arena_printf(arena, "%.*s%.*s", stem, brief->path, len, at), digest, rest, arena);
    }
    if (brief->pdf_path[0])
        rest = put(brief->pdf_path, brief->pdf_digest, rest, arena);
    return put(brief->path, brief->source_digest, rest, arena);
}

const struct pz_leftover *pz_leftover_copy(const struct pz_leftover *list, const struct pz_leftover *rest, struct pz_arena *arena)
{
    for (; list; list = list->next)
        rest = put(list->path, list->digest, rest, arena);
    return rest;
}

static int remove_one(const struct pz_leftover *one, struct pz_reader *reader, struct pz_arena *arena, struct pz_error *err)
{
    char now[PZ_DIGEST_SIZE];
    struct pz_error ignored = PZ_ERROR_INIT; /* gone, or not to be read: it stays */
    struct pz_register_row row;
    if (pz_digest_file(now, one->path, &ignored) != 0 || strcmp(now, one->digest) != 0)
        return 0;
    int named = pz_register_by_path(reader, one->path, arena, &row, err);
    if (named == 0)
        unlink(one->path);
    return named < 0 ? -1 : 0;
}

static int remove_all(const struct pz_leftover *list, struct pz_reader *reader, struct pz_arena *arena, struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    for (const struct pz_leftover *one = list; one; one = one->next) {
        pz_arena_clear(arena);
        if (remove_one(one, reader, arena, err) != 0)
            return -1;
    }
    return 0;
}

int pz_leftover_remove(const struct pz_leftover *list, struct pz_store *store, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_reader *reader = NULL;
    if (!list)
        return 0;
    int rc = pz_readers_open(&reader, 1, store, err);
    if (rc == 0)
        rc = remove_all(list, reader, &arena, err);
    pz_reader_close(reader);
    pz_arena_release(&arena);
    return rc;
}
