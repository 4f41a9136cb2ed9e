/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/plain.h"

#include "base/io.h"
#include "base/mem.h"
#include "template/formats.h"
#include "template/loader.h"

enum { TEMPLATE_MAX = 64 << 20 };

struct pz_plain {
    struct pz_program *program;
    struct pz_loader *loader;
    char **folders; /* copies, NULL-terminated, for pictures */
};

static int copy_folders(struct pz_plain *p, const char *const *folders)
{
    size_t n = 0;
    while (folders && folders[n])
        n++;
    if (!(p->folders = pz_calloc(n + 1, sizeof *p->folders)))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (!(p->folders[i] = pz_strdup(folders[i])))
            return -1;
    return 0;
}

static int compile(struct pz_plain *p, const struct pz_buf *text, const char *path, enum pz_document_kind kind,
                   const struct pz_document_options *options, struct pz_arena *arena, struct pz_diags *diags, struct pz_error *err)
{
    static const struct pz_format *const formats[] = {
        [PZ_DOCUMENT_HTML] = &pz_html_format, [PZ_DOCUMENT_SVG] = &pz_svg_format, [PZ_DOCUMENT_TEXT] = &pz_text_format};
    struct pz_template_options language = options->language;
    struct pz_source source;
    language.format = formats[kind];
    if (copy_folders(p, options->folders) != 0)
        return pz_fail_memory(err);
    if (pz_loader_new(&p->loader, (const char *const *)p->folders, &language, err) != 0)
        return -1;
    language.loader = p->loader;
    pz_source_init(&source, arena, path);
    int lexed = pz_text_source(&source, pz_buf_str(text), text->len, &language, diags);
    int parsed = pz_program_new(&p->program, &source, &language, diags); /* all errors come in one run */
    return lexed == 0 ? parsed : -1;
}

int pz_plain_open(struct pz_plain **out, const char *path, enum pz_document_kind kind, const struct pz_document_options *options,
                  struct pz_diags *diags)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    jmp_buf oom;
    if (!(*out = pz_calloc(1, sizeof **out)))
        pz_fail_memory(&err);
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom))
        pz_fail_memory(&err);
    else if (*out && pz_file_read(&text, path, TEMPLATE_MAX, &err) == 0 &&
             compile(*out, &text, path, kind, options, &arena, diags, &err) == 0)
        goto done;
    pz_report_error(diags, &err);
    pz_plain_close(*out);
    *out = NULL;
done:
    pz_buf_release(&text);
    pz_arena_release(&arena);
    return *out ? 0 : -1;
}

void pz_plain_close(struct pz_plain *p)
{
    if (!p)
        return;
    pz_program_free(p->program);
    pz_loader_free(p->loader);
    for (char **folder = p->folders; folder && *folder; folder++)
        pz_free(*folder);
    pz_free(p->folders);
    pz_free(p);
}

int pz_plain_render(const struct pz_plain *p, struct pz_render *render, struct pz_buf *out, struct pz_error *err)
{
    struct pz_text_state state = {.folders = (const char *const *)p->folders};
    struct pz_render own = *render;
    own.format_state = &state;
    return pz_program_render(p->program, &own, out, err);
}

const struct pz_program *pz_plain_program(const struct pz_plain *p)
{
    return p->program;
}
