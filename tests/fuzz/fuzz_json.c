/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as JSON: whole, printed and read again, as records of a file; and the short way takes nothing that the library refuses. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "base/json_read.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void as_records(const void *data, size_t size)
{
    char path[64];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_json_reader *reader;
    struct pz_value v;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (pz_json_reader_open(&reader, path, &err) == 0) {
        struct pz_arena arena = PZ_ARENA_INIT;
        while (pz_json_reader_next(reader, &v, &arena, &err) == 1)
            ;
        pz_arena_release(&arena);
        pz_json_reader_close(reader);
    }
    close(fd);
}

static void print(const struct pz_value *v, struct pz_buf *out)
{
    pz_json_print(v, 0, out);
    if (out->failed)
        abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const char *text = (const char *)data;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf once = PZ_BUF_INIT, twice = PZ_BUF_INIT;
    struct pz_value v, same;
    size_t stopped;
    as_records(data, size);
    if (pz_json_parse(&v, &arena, text, size, "fuzz", &err) == 0) {
        print(&v, &once);
        if (pz_json_parse(&same, &arena, once.data, once.len, "printed", &err) != 0)
            abort();
        print(&same, &twice);
        if (strcmp(pz_buf_str(&once), pz_buf_str(&twice)) != 0)
            abort();
    }
    if (pz_json_read(&same, &arena, text, size, SIZE_MAX, &stopped) == PZ_JSON_READ) {
        json_t *judge = json_loadb(text, size, JSON_DECODE_ANY, NULL);
        if (!judge)
            abort();
        json_decref(judge);
    }
    pz_buf_release(&once);
    pz_buf_release(&twice);
    pz_arena_release(&arena);
    return 0;
}
