/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/output.h"

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"

struct pz_output {
    struct pz_program *program;
    size_t folder; /* bytes of the fixed folder, its slash included */
};

static size_t fixed_folder(const char *text)
{
    size_t fixed = 0;
    for (size_t i = 0; text[i] && text[i] != '{'; i++)
        if (text[i] == '/')
            fixed = i + 1;
    return fixed;
}

static int compile(struct pz_output *output, struct pz_arena *arena, const char *text, const char *name,
                   const struct pz_names *names, struct pz_diags *diags)
{
    struct pz_source source;
    struct pz_template_options options = {.names = names};
    pz_source_init(&source, arena, name);
    if (pz_text_source(&source, text, strlen(text), &options, diags) != 0)
        return -1;
    output->folder = fixed_folder(text);
    return pz_program_new(&output->program, &source, &options, diags);
}

int pz_output_new(struct pz_output **out, const char *text, const char *name, const struct pz_names *names, struct pz_diags *diags)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    jmp_buf oom;
    if (!(*out = pz_calloc(1, sizeof **out))) {
        pz_fail_memory(&err);
        pz_report_error(diags, &err);
        return -1;
    }
    pz_arena_trap(&arena, &oom);
    if (setjmp(oom))
        pz_fail_memory(&err);
    else if (compile(*out, &arena, text, name, names, diags) == 0)
        goto done;
    pz_report_error(diags, &err);
    pz_output_free(*out);
    *out = NULL;
done:
    pz_arena_release(&arena);
    return *out ? 0 : -1;
}

void pz_output_free(struct pz_output *output)
{
    if (!output)
        return;
    pz_program_free(output->program);
    pz_free(output);
}

int pz_output_path(const struct pz_output *output, struct pz_render *render, struct pz_buf *path, struct pz_error *err)
{
    pz_buf_clear(path);
    if (pz_program_render(output->program, render, path, err) != 0)
        return -1;
    if (path->failed)
        return pz_fail_memory(err);
    const char *text = pz_buf_str(path), *rest = text + (output->folder < path->len ? output->folder : path->len);
    if (strlen(text) != path->len || !*pz_path_name(text) || strpbrk(rest, "\n\r"))
        return pz_fail(err, PZ_DATA, "E-RUN-001", _("“%s” cannot be the name of a file"), text);
    if (!pz_path_is_inside(rest))
        return pz_fail(err, PZ_DATA, "E-RUN-002", _("the name “%s” leads out of its folder"), text);
    return 0;
}
