/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file of definitions: prikaz.xml, a document, a plan. */
#include "base/names.h"
#include "workspace/definition.h"
#include "workspace/schema.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct pz_schema *schema; /* kept: it is read once a run of the program too */
    struct pz_error err = PZ_ERROR_INIT;
    if (!schema && pz_schema_new(&schema, &err) != 0)
        return 0;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_template_options options = {.names = pz_names_default()};
    struct pz_loading loading = {.schema = schema, .arena = &arena, .options = &options, .diags = &diags};
    struct pz_def *def;
    pz_diags_init(&diags);
    pz_def_load_text(&def, &loading, (const char *)data, size, "fuzz.xml");
    pz_loading_release(&loading);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
    return 0;
}
