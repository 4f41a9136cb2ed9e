/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a template: compiled, its fields listed, rendered over a small context with small limits, as text and as HTML. */
#include <string.h>

#include "base/json.h"
#include "template/formats.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const char context[] =
    "{\"a\":1,\"b\":2.5,\"s\":\"текст <b>\",\"l\":[3,1,2],\"m\":{\"k\":\"v\",\"n\":{\"x\":[{\"y\":1},{\"y\":2}]}},"
    "\"t\":true,\"z\":null,\"name\":\"Ракитский Алексей Петрович\",\"d\":\"2021-06-05\"}";

static void try_one(const char *text, size_t size, const struct pz_format *format, enum pz_undefined_mode undefined)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_source source;
    struct pz_program *program = NULL;
    struct pz_template_options options = {
        .names = pz_names_default(), .format = format, .undefined = undefined, .trim_blocks = true};
    struct pz_limits limits = {20000, 1 << 20, 1 << 18, 8 << 20, 30, 2000, 2000};
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_value v;
    struct pz_buf out = PZ_BUF_INIT;
    pz_diags_init(&diags);
    pz_source_init(&source, &arena, "fuzz");
    int lexed = pz_text_source(&source, text, size, &options, &diags);
    if (pz_program_new(&program, &source, &options, &diags) == 0 && lexed == 0 &&
        pz_json_parse(&v, &arena, context, strlen(context), "context", &err) == 0) {
        struct pz_field_list fields = {0};
        struct pz_render render = {.context = v, .arena = &arena, .limits = &limits};
        pz_program_fields(program, NULL, &arena, &fields);
        pz_program_render(program, &render, &out, &err);
    }
    pz_program_free(program);
    pz_buf_release(&out);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const char *text = (const char *)data;
    try_one(text, size, &pz_text_format, PZ_UNDEFINED_STRICT);
    try_one(text, size, &pz_html_format, PZ_UNDEFINED_EMPTY);
    return 0;
}
