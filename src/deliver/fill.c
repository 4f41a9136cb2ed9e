/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/fill.h"

int pz_fill(struct pz_buf *out, const char *text, size_t len, const char *name, const struct pz_format *format,
            struct pz_map *context, struct pz_arena *arena, struct pz_error *err)
{
    int rc = -1;
    struct pz_diags diags;
    struct pz_source source;
    struct pz_program *program = NULL;
    struct pz_template_options options = {
        .format = format, .trim_blocks = true, .lstrip_blocks = true, .names = pz_names_default()};
    pz_diags_init(&diags);
    pz_source_init(&source, arena, name);
    if (pz_text_source(&source, text, len, &options, &diags) != 0 || pz_program_new(&program, &source, &options, &diags) != 0) {
        pz_diags_fail(&diags, err);
        goto done;
    }
    struct pz_render render = {.context = pz_map_value(context), .arena = arena};
    rc = pz_program_render(program, &render, out, err);
    if (rc == 0 && out->failed)
        rc = pz_fail_memory(err);
done:
    pz_program_free(program);
    pz_diags_release(&diags);
    return rc;
}
