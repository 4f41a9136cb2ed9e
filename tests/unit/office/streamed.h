/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long part rendered twice: as documents are written, going out meanwhile, and held until it is complete. */
#ifndef TESTS_STREAMED_H
#define TESTS_STREAMED_H

#include "test.h"

#include "base/json.h"
#include "base/names.h"
#include "office/office.h"

static struct pz_buf context;

/* The text of the part; level: 0 as documents are written, 1 held until it is complete. *held: most bytes in the buffer. */
static inline void render(struct pz_buf *text, const struct pz_office_format *format, const char *part,
                          const struct pz_buf *template, unsigned level, size_t *held)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_package *package, *done;
    struct pz_office *office;
    struct pz_office_worker *worker;
    struct pz_buf out = PZ_BUF_INIT;
    struct pz_value v;
    struct pz_template_options language = {.names = pz_names_default()};
    struct pz_office_options options = {.language = &language, .level = level};
    pz_diags_init(&diags);
    assert_int_equal(pz_package_open_memory(&package, template->data, template->len, "t", NULL, &err), 0);
    assert_int_equal(format->open(&office, "t", package, &options, &diags), 0);
    assert_int_equal(pz_json_parse(&v, &arena, context.data, context.len, "context", &err), 0);
    assert_int_equal(pz_office_worker_new(&worker, level, &err), 0);
    const struct pz_limits limits = {.timeout_ms = 60000}; /* valgrind takes its time */
    struct pz_render how = {.context = v, .arena = &arena, .limits = &limits};
    assert_int_equal(pz_office_render(office, worker, &how, &out, &err), 0);
    *held = worker->xml.cap;
    assert_int_equal(pz_package_open_memory(&done, out.data, out.len, "d", NULL, &err), 0);
    assert_int_equal(pz_package_read(text, done, part, (size_t)256 << 20, &err), 0);
    pz_package_close(done);
    pz_package_close(package);
    pz_office_worker_free(worker);
    pz_office_free(office);
    pz_diags_release(&diags);
    pz_buf_release(&out);
    pz_arena_release(&arena);
}

/* streams: whether it is expected to go out. */
static inline void same_streamed(const struct pz_office_format *format, const char *part, const struct pz_buf *template,
                                 bool streams)
{
    struct pz_buf held = PZ_BUF_INIT, streamed = PZ_BUF_INIT;
    size_t most, least;
    render(&held, format, part, template, 1, &most);
    render(&streamed, format, part, template, 0, &least);
    assert_true(held.len > (1 << 20)); /* or there is nothing to see */
    assert_int_equal(held.len, streamed.len);
    assert_memory_equal(held.data, streamed.data, held.len);
    assert_true(streams == (least <= (1 << 20)));
    pz_buf_release(&held);
    pz_buf_release(&streamed);
}

/* 4,000 items of `many`: a text, no row, one or two, Markdown. */
static inline void make_context(void)
{
    pz_buf_puts(&context, "{\"a\": \"начало & конец\", \"many\": [");
    for (int i = 0; i < 4000; i++)
        pz_buf_printf(&context, "%s{\"x\": \"Детский сад № %d <«Мир»>\", \"rows\": [%s], \"md\": \"**а** %d\\n\\n- б\"}",
                      i ? "," : "", i,
                      i % 3 == 0   ? ""
                      : i % 3 == 1 ? "1"
                                   : "1, 2",
                      i);
    pz_buf_puts(&context, "]}");
}

#endif
