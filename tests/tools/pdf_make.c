/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdf_make together|apart WORKERS FOLDER FILE…: PDFs of the files into the folder; prints how many were made and with how many processes' time.
 * pdf_make look FILE…: with which others each can be laid out, by a class, or why with none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/io.h"
#include "base/mem.h"
#include "deliver/pdf/pdf.h"
#include "docx/merge.h"
#include "odt/merge.h"

static double seconds(int who)
{
    struct rusage u;
    getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static char *target(const char *folder, const char *source)
{
    const char *name = strrchr(source, '/') ? strrchr(source, '/') + 1 : source;
    char *path = pz_malloc(strlen(folder) + strlen(name) + 8);
    if (path)
        sprintf(path, "%s/%.*s.pdf", folder, (int)strcspn(name, "."), name);
    return path;
}

static int look(const char *path)
{
    char class[PZ_DIGEST_SIZE] = "";
    const char *reason = NULL;
    struct pz_error err = PZ_ERROR_INIT;
    bool odt = strcmp(pz_path_extension(path), "odt") == 0;
    int rc = (odt ? pz_odt_class : pz_docx_class)(path, class, &reason, &err);
    printf("%s %s\n", path, rc < 0 ? err.message : rc > 0 ? reason : class);
    return rc < 0;
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "look") == 0) {
        int failed = 0;
        for (int i = 2; i < argc; i++)
            failed |= look(argv[i]);
        return failed;
    }
    if (argc < 5)
        return 2;
    size_t n = (size_t)argc - 4, made = 0;
    struct pz_pdf_job *jobs = pz_calloc(n, sizeof *jobs);
    struct pz_pdf_options options = {.apart = strcmp(argv[1], "apart") == 0, .workers = (unsigned)atoi(argv[2])};
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    pz_diags_init(&diags);
    for (size_t i = 0; i < n; i++)
        jobs[i] = (struct pz_pdf_job){.source = argv[4 + i],
                                      .target = target(argv[3], argv[4 + i]),
                                      .title = "О результатах",
                                      .author = "Управление",
                                      .date = 20000};
    int rc = pz_pdf_make(jobs, n, &options, &diags, &err);
    for (size_t i = 0; i < n; i++)
        made += jobs[i].state == PZ_PDF_MADE;
    printf("%zu made, %.3f s in the office, %.3f s here\n", made, seconds(RUSAGE_CHILDREN), seconds(RUSAGE_SELF));
    if (rc)
        fprintf(stderr, "%s\n", err.message);
    for (size_t i = 0; i < diags.n; i++)
        fprintf(stderr, "%s %s\n", diags.v[i].id, diags.v[i].message);
    for (size_t i = 0; i < n; i++) {
        char *path = (char *)(uintptr_t)jobs[i].target;
        pz_free(path);
    }
    pz_diags_release(&diags);
    pz_free(jobs);
    return rc || made < n;
}
