/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/log.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"

enum { LOG_MAX = 4 << 20 };

static void put_line(struct pz_buf *out, const struct pz_run_options *o, const struct pz_run_result *r,
                     const struct pz_error *failure)
{
    pz_buf_puts(out, "{\"time\": ");
    pz_buf_put_json(out, o->stamp.time, strlen(o->stamp.time));
    pz_buf_puts(out, ", \"who\": ");
    pz_buf_put_json(out, o->stamp.who, strlen(o->stamp.who));
    pz_buf_printf(out, ", \"event\": \"run\", \"result\": \"%s\"",
                  failure->kind   ? "failed"
                  : r->editions   ? "protected"
                  : r->refused    ? "refused"
                  : r->pdf_failed ? "refused"
                                  : "done");
    if (o->shards)
        pz_buf_printf(out, ", \"shard\": \"%u/%u\"", o->shard, o->shards);
    pz_buf_printf(out,
                  ", \"documents\": %zu, \"unchanged\": %zu, \"restored\": %zu, \"new\": %zu, \"changed\": %zu, \"editions\": %zu, "
                  "\"refused\": %zu, \"values\": %zu, \"imported\": %zu, \"pdf\": %zu, \"pdf_failed\": %zu, \"resumed\": %s",
                  r->documents, r->unchanged, r->restored, r->new_, r->changed, r->editions, r->refused, r->values,
                  r->files_imported, r->pdf_made, r->pdf_failed, r->resumed ? "true" : "false");
    if (failure->kind) {
        pz_buf_printf(out, ", \"id\": \"%s\", \"message\": ", failure->id);
        pz_buf_put_json(out, failure->message, strlen(failure->message));
    }
    pz_buf_puts(out, "}\n");
}

static void rotate(const char *path)
{
    struct stat st;
    char older[256];
    if (stat(path, &st) == 0 && st.st_size > LOG_MAX && (size_t)snprintf(older, sizeof older, "%s.1", path) < sizeof older &&
        rename(path, older) != 0)
        unlink(path); /* a log that cannot be kept must not grow for ever */
}

int pz_run_log(const char *path, const struct pz_run_options *options, const struct pz_run_result *result,
               const struct pz_error *failure, struct pz_error *err)
{
    struct pz_buf line = PZ_BUF_INIT;
    if (pz_make_folders(PZ_RUN_REPORT, err) != 0)
        return -1;
    rotate(path);
    put_line(&line, options, result, failure);
    int rc = line.failed ? pz_fail_memory(err) : pz_file_append(path, line.data, line.len, err);
    pz_buf_release(&line);
    return rc;
}
