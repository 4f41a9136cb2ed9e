/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases of the template language, from case files and from the examples of the manuals; ends with “N passed, N failed”.
 *
 * A case file (*.txt):              An example of a manual (*.md):
 *     === name                          ```jinja   template (```jinja html: as HTML; ```jinja strict is the usual)
 *     --- template                      ```json    data (optional)
 *     --- file NAME                     ```text    expected text, or ```error expected message
 *     --- data
 *     --- options                   Options are a JSON map as pz_template_options_read takes; besides "html": true.
 *     --- expect | --- error | --- fields
 * A last line end of each part is dropped. Messages are compared as printed, with the caret. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/json.h"
#include "template/formats.h"
#include "template/loader.h"
#include "template/options.h"

enum part { P_NONE, P_TEMPLATE, P_FILE, P_DATA, P_OPTIONS, P_EXPECT, P_ERROR, P_FIELDS, PARTS };

struct example {
    char name[200], file[200];
    struct pz_buf part[PARTS];
    bool given[PARTS];
    bool html, manual;
};

static unsigned passed, failed;
static char folder[64];

static void forget(struct example *e)
{
    for (int i = 0; i < PARTS; i++) {
        pz_buf_release(&e->part[i]);
        e->given[i] = false;
    }
    e->html = false;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s/*", folder);
    if (system(command) != 0)
        exit(2);
}

static int read_options(struct example *e, struct pz_template_options *o, struct pz_arena *arena, struct pz_error *err)
{
    struct pz_value v;
    if (!e->given[P_OPTIONS])
        return 0;
    if (pz_json_parse(&v, arena, pz_buf_str(&e->part[P_OPTIONS]), e->part[P_OPTIONS].len, "options", err) < 0)
        return -1;
    struct pz_map *rest = pz_map_new(arena, 4);
    for (uint32_t i = 0; i < v.u.map->n; i++) {
        if (v.u.map->e[i].key.len == 4 && memcmp(v.u.map->e[i].key.s, "html", 4) == 0)
            e->html = true;
        else
            pz_map_put(arena, rest, v.u.map->e[i].key, v.u.map->e[i].value);
    }
    return pz_template_options_read(o, rest, arena, err);
}

static void print_fields(const struct pz_program *program, struct pz_arena *arena, struct pz_buf *out)
{
    struct pz_field_list fields = {0};
    pz_program_fields(program, NULL, arena, &fields);
    for (size_t i = 0; i < fields.n; i++)
        pz_buf_printf(out, "%s%s%u:%u %s%s%s\n", strcmp(fields.v[i].place.file, "template") ? fields.v[i].place.file : "",
                      strcmp(fields.v[i].place.file, "template") ? ":" : "", fields.v[i].place.line, fields.v[i].place.column,
                      fields.v[i].path, fields.v[i].kind[0] ? " " : "", fields.v[i].kind);
}

/* The text, or the messages, or the fields of a case, into out. */
static void render(struct example *e, struct pz_buf *out)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_diags diags;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_template_options o = {.names = pz_names_default()};
    struct pz_loader *loader = NULL;
    struct pz_program *program = NULL;
    struct pz_source source;
    struct pz_value data = pz_map_value(pz_map_new(&arena, 0));
    const char *const folders[] = {folder, NULL};
    const char *const *roots = folders;
    struct pz_text_state state = {.folders = roots};
    /* Small limits, so that cases on limits are quick. */
    struct pz_limits limits = {
        .steps = 200000, .output_bytes = 1 << 20, .value_bytes = 1 << 20, .memory_bytes = 16 << 20, .depth = 50};
    pz_diags_init(&diags);
    int status = read_options(e, &o, &arena, &err);
    if (status == 0 && e->given[P_DATA])
        status = pz_json_parse(&data, &arena, pz_buf_str(&e->part[P_DATA]), e->part[P_DATA].len, "data.json", &err);
    o.format = e->html ? &pz_html_format : &pz_text_format;
    if (status == 0)
        status = pz_loader_new(&loader, folders, &o, &err);
    o.loader = loader;
    pz_source_init(&source, &arena, "template");
    if (status == 0) {
        struct pz_buf *text = &e->part[P_TEMPLATE];
        int lexed = pz_text_source(&source, pz_buf_str(text), text->len, &o, &diags);
        status = pz_program_new(&program, &source, &o, &diags);
        status = lexed < 0 ? lexed : status;
    }
    struct pz_render r = {.context = data, .arena = &arena, .format_state = &state, .limits = &limits};
    if (status == 0 && e->given[P_FIELDS])
        print_fields(program, &arena, out);
    else if (status == 0)
        status = pz_program_render(program, &r, out, &err);
    if (status < 0) {
        pz_report_error(&diags, &err);
        pz_diags_sort(&diags);
        pz_buf_clear(out);
    }
    for (size_t i = 0; (status < 0 || e->given[P_ERROR]) && i < diags.n; i++)
        pz_diag_print(&diags.v[i], out);
    pz_program_free(program);
    pz_loader_free(loader);
    pz_diags_release(&diags);
    pz_arena_release(&arena);
}

static void drop_last_newline(struct pz_buf *b)
{
    if (b->len && b->data[b->len - 1] == '\n')
        b->data[--b->len] = '\0';
}

/* A manual shows spaces that do not break as plain ones. */
static void plain_spaces(struct pz_buf *b)
{
    char *to = b->data;
    for (size_t i = 0; i < b->len; i++) {
        bool nbsp = i + 1 < b->len && memcmp(b->data + i, "\xC2\xA0", 2) == 0;
        *to++ = nbsp ? ' ' : b->data[i];
        i += nbsp;
    }
    if (b->data) {
        b->len = (size_t)(to - b->data);
        *to = '\0';
    }
}

static void check(struct example *e)
{
    struct pz_buf got = PZ_BUF_INIT;
    enum part wanted = e->given[P_ERROR] ? P_ERROR : e->given[P_FIELDS] ? P_FIELDS : P_EXPECT;
    if (!e->given[P_TEMPLATE] || !e->given[wanted]) {
        forget(e);
        return;
    }
    for (int i = 0; i < PARTS; i++)
        drop_last_newline(&e->part[i]);
    render(e, &got);
    if (wanted != P_EXPECT || e->manual)
        drop_last_newline(&got);
    if (e->manual)
        plain_spaces(&got);
    if (strcmp(pz_buf_str(&got), pz_buf_str(&e->part[wanted])) == 0) {
        passed++;
    } else {
        failed++;
        printf("%s: %s\n--- template\n%s\n--- expected\n%s\n--- got\n%s\n\n", e->file, e->name, pz_buf_str(&e->part[P_TEMPLATE]),
               pz_buf_str(&e->part[wanted]), pz_buf_str(&got));
    }
    pz_buf_release(&got);
    forget(e);
}

static void save_file(struct example *e, const char *name)
{
    struct pz_error err = PZ_ERROR_INIT;
    char path[300];
    drop_last_newline(&e->part[P_FILE]);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (pz_file_write(path, pz_buf_str(&e->part[P_FILE]), e->part[P_FILE].len, false, &err) < 0)
        exit(2);
    pz_buf_clear(&e->part[P_FILE]);
}

static enum part part_named(const char *word)
{
    static const char *const words[] = {"", "template", "file", "data", "options", "expect", "error", "fields"};
    for (int i = 1; i < PARTS; i++)
        if (strncmp(word, words[i], strlen(words[i])) == 0)
            return (enum part)i;
    return P_NONE;
}

static void run_cases(struct example *e, char *text)
{
    enum part now = P_NONE;
    char file[200] = "";
    for (char *line = text, *next; *line; line = next) {
        next = line + strcspn(line, "\n");
        next += *next == '\n';
        bool head = strncmp(line, "=== ", 4) == 0, part = strncmp(line, "--- ", 4) == 0 && part_named(line + 4);
        if ((head || part) && now == P_FILE)
            save_file(e, file);
        if (head) {
            check(e);
            snprintf(e->name, sizeof e->name, "%.*s", (int)strcspn(line + 4, "\n"), line + 4);
            now = P_NONE;
        } else if (part) {
            now = part_named(line + 4);
            e->given[now] = true;
            if (now == P_FILE)
                snprintf(file, sizeof file, "%.*s", (int)strcspn(line + 9, "\n"), line + 9);
        } else if (now) {
            pz_buf_put(&e->part[now], line, (size_t)(next - line));
        }
    }
    if (now == P_FILE)
        save_file(e, file);
    check(e);
}

static void run_manual(struct example *e, char *text)
{
    enum part now = P_NONE;
    unsigned number = 0;
    char file[200] = "";
    e->manual = true;
    for (char *line = text, *next; *line; line = next) {
        next = line + strcspn(line, "\n");
        next += *next == '\n';
        bool fence = strncmp(line, "```", 3) == 0;
        if (fence && now) {
            if (now == P_FILE)
                save_file(e, file);
            if (now == P_EXPECT || now == P_ERROR)
                check(e);
            now = P_NONE;
        } else if (fence) {
            const char *word = line + 3;
            now = strncmp(word, "jinja", 5) == 0     ? P_TEMPLATE
                  : strncmp(word, "json", 4) == 0    ? P_DATA
                  : strncmp(word, "options", 7) == 0 ? P_OPTIONS
                  : strncmp(word, "text", 4) == 0    ? P_EXPECT
                  : strncmp(word, "error", 5) == 0   ? P_ERROR
                                                     : P_NONE;
            if (now == P_TEMPLATE && strncmp(word, "jinja file ", 11) == 0) {
                now = P_FILE;
                snprintf(file, sizeof file, "%.*s", (int)strcspn(word + 11, "\n"), word + 11);
            } else if (now == P_TEMPLATE) {
                e->html = strncmp(word, "jinja html", 10) == 0;
                snprintf(e->name, sizeof e->name, "example %u", ++number);
            }
            e->given[now] = true;
        } else if (now) {
            pz_buf_put(&e->part[now], line, (size_t)(next - line));
        }
    }
}

static void run_file(const char *path)
{
    struct pz_buf text = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct example e = {.name = ""};
    snprintf(e.file, sizeof e.file, "%s", path);
    if (pz_file_read(&text, path, 16 << 20, &err) < 0) {
        printf("%s: %s\n", path, err.message);
        failed++;
    } else if (strcmp(pz_path_extension(path), "md") == 0) {
        run_manual(&e, text.data);
    } else {
        run_cases(&e, text.data);
    }
    forget(&e);
    pz_buf_release(&text);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    snprintf(folder, sizeof folder, "/tmp/prikaz-cases-%ld", (long)getpid());
    if (mkdir(folder, 0700) != 0)
        return 2;
    for (int i = 1; i < argc; i++)
        run_file(argv[i]);
    rmdir(folder);
    printf("%u passed, %u failed\n", passed, failed);
    return failed != 0;
}
