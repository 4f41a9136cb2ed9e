/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/intact.h"

#include <sys/stat.h>

#include "base/digest.h"
#include "base/i18n.h"
#include "base/io.h"

static void report(const struct pz_register_row *row, const char *path, bool gone, struct pz_diags *diags)
{
    struct pz_place place = pz_place_file(path);
    if (pz_state_protected(row->state))
        pz_report(diags, "E-SIGN-019", &place,
                  gone ? _("the file of a signed or published document is gone")
                       : _("the file of a signed or published document was changed"));
    else
        pz_report_hint(diags, "E-SIGN-046", &place,
                       gone ? _("“prikaz run” makes it anew") : _("remove it, and “prikaz run” makes it anew"), "%s",
                       gone ? _("the file of the document is gone") : _("the file was changed after the program had made it"));
}

static int compare(const struct pz_register_row *row, const char *path, const char *digest, struct pz_diags *diags,
                   struct pz_error *err)
{
    char now[PZ_DIGEST_SIZE];
    bool gone = !pz_file_exists(path);
    if (!gone && pz_digest_file(now, path, err) != 0)
        return -1;
    if (!gone && strcmp(now, digest) == 0)
        return 1;
    report(row, path, gone, diags);
    return 0;
}

/* The other formats lie beside the first file, under its name. */
static int compare_formats(const struct pz_register_row *row, struct pz_arena *arena, struct pz_diags *diags, struct pz_error *err)
{
    int stem = (int)(pz_path_extension(row->path) - row->path), good = 1;
    for (const char *at = row->formats; *at && good >= 0; at += strcspn(at, "\n"), at += *at == '\n') {
        int len = (int)strcspn(at, " ");
        const char *path = pz_arena_printf(arena, "%.*s%.*s", stem, row->path, len, at);
        int one = compare(row, path, pz_arena_strndup(arena, at + len + 1, PZ_DIGEST_SIZE - 1), diags, err);
        good = one < good ? one : good;
    }
    return good;
}

int pz_intact_check(const struct pz_register_row *row, struct pz_arena *arena, struct pz_diags *diags, struct pz_error *err)
{
    bool bare = !row->signature_path[0], pdf = row->pdf_path[0];
    int source = bare || pdf ? compare(row, row->path, row->source_digest, diags, err) : 1;
    int paper = source >= 0 && bare && pdf ? compare(row, row->pdf_path, row->pdf_digest, diags, err) : 1;
    int others = source >= 0 && paper >= 0 ? compare_formats(row, arena, diags, err) : 1;
    return source < 0 || paper < 0 || others < 0 ? -1 : source && paper && others;
}

int pz_intact_database(const char *database, const char *documents, struct pz_error *err)
{
    struct stat st;
    if (stat(database, &st) != 0 || st.st_size != 0 || !pz_is_folder(documents))
        return 0;
    return pz_fail(
        err, PZ_SYSTEM, "E-RUN-016",
        _("“%s” is empty, but documents were made here: the register with their numbers is lost. Put the file back from a "
          "copy; or remove it, and “prikaz run” begins anew from the spreadsheets, without numbers"),
        database);
}
