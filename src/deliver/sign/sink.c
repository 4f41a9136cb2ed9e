/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/sink.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/sums.h"
#include "zip/archive.h"

struct pz_sink {
    struct pz_archive *archive; /* NULL: a folder */
    struct pz_buf path, temporary, sums;
    bool committed;
};

enum { FILE_MAX = 1 << 30 };

static int make_parent(const char *path, struct pz_error *err)
{
    size_t len = (size_t)(pz_path_name(path) - path);
    if (len < 2)
        return 0;
    char *folder = pz_strndup(path, len - 1);
    int rc = folder ? pz_make_folders(folder, err) : pz_fail_memory(err);
    pz_free(folder);
    return rc;
}

int pz_sink_open(struct pz_sink **out, const char *path, bool folder, struct pz_error *err)
{
    *out = NULL;
    char temporary[PATH_MAX];
    if (pz_temporary_name(temporary, sizeof temporary, path) != 0)
        return pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), path);
    struct pz_sink *sink = pz_calloc(1, sizeof *sink);
    if (!sink)
        return pz_fail_memory(err);
    pz_buf_puts(&sink->path, path);
    if (folder) /* an archive has its own */
        pz_buf_puts(&sink->temporary, temporary);
    int rc = sink->path.failed || sink->temporary.failed ? pz_fail_memory(err) : make_parent(path, err);
    if (rc == 0 && folder)
        rc = pz_make_folders(sink->temporary.data, err); /* the name is nobody else's */
    else if (rc == 0)
        rc = pz_archive_new(&sink->archive, path, err);
    if (rc) {
        pz_sink_close(sink);
        return -1;
    }
    *out = sink;
    return 0;
}

/* What is packed already gains nothing from another packing. */
static bool worth_packing(const char *name)
{
    static const char *const packed[] = {"pdf", "docx", "odt", "zip", "png", "jpg", "xlsx", "ods"};
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (strcmp(pz_path_extension(name), packed[i]) == 0)
            return false;
    return true;
}

static int put(struct pz_sink *sink, const char *name, const void *data, size_t len, struct pz_error *err)
{
    if (sink->archive)
        return pz_archive_add(sink->archive, name, data, len, worth_packing(name), err);
    struct pz_buf path = PZ_BUF_INIT;
    pz_path_join(&path, sink->temporary.data, name);
    int rc = path.failed                                  ? pz_fail_memory(err)
             : len == 0 && path.data[path.len - 1] == '/' ? pz_make_folders(path.data, err)
                                                          : pz_file_write(path.data, data, len, false, err);
    pz_buf_release(&path);
    return rc;
}

int pz_sink_add(struct pz_sink *sink, const char *name, const void *data, size_t len, struct pz_error *err)
{
    bool folder = !len && name[0] && name[strlen(name) - 1] == '/';
    if (!folder && pz_sums_add_bytes(&sink->sums, name, data, len, err) != 0)
        return -1;
    return put(sink, name, data, len, err);
}

int pz_sink_add_file(struct pz_sink *sink, const char *name, const char *path, struct pz_error *err)
{
    char digest[PZ_DIGEST_SIZE];
    if (sink->archive && pz_digest_file(digest, path, err) != 0)
        return -1;
    if (sink->archive) {
        pz_sums_add(&sink->sums, digest, name);
        return pz_archive_add_file(sink->archive, name, path, worth_packing(name), err);
    }
    struct pz_buf bytes = PZ_BUF_INIT;
    int rc = pz_file_read(&bytes, path, FILE_MAX, err);
    if (rc == 0)
        rc = pz_sink_add(sink, name, bytes.data, bytes.len, err);
    pz_buf_release(&bytes);
    return rc;
}

/* The new folder takes the name of the old one in one step; the old one goes after. */
static int replace_folder(struct pz_sink *sink, struct pz_error *err)
{
    const char *from = sink->temporary.data, *to = sink->path.data;
    if (pz_filesystem_sync(from, err) != 0)
        return -1;
    if (pz_file_exists(to)) {
        if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) != 0)
            return pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), to);
        return pz_remove_tree(from, err);
    }
    return rename(from, to) == 0 ? 0 : pz_fail_errno(err, "E-SYS-004", _("cannot write “%s”"), to);
}

int pz_sink_commit(struct pz_sink *sink, struct pz_error *err)
{
    bool folder = !sink->archive;
    int rc = sink->sums.failed ? pz_fail_memory(err) : put(sink, PZ_SUMS, sink->sums.data, sink->sums.len, err);
    if (rc)
        return -1;
    if (folder) {
        rc = replace_folder(sink, err);
    } else {
        rc = pz_archive_finish(sink->archive, err);
        sink->archive = NULL;
    }
    sink->committed = rc == 0;
    if (rc)
        return -1;
    struct pz_buf sealed = PZ_BUF_INIT;
    pz_buf_printf(&sealed, folder ? "%s/" PZ_SUMS : "%s", sink->path.data);
    rc = sealed.failed ? pz_fail_memory(err) : pz_sums_seal(sink->path.data, sealed.data, err);
    pz_buf_release(&sealed);
    return rc;
}

void pz_sink_close(struct pz_sink *sink)
{
    if (!sink)
        return;
    pz_archive_discard(sink->archive);
    if (!sink->committed && sink->temporary.data)
        pz_remove_tree(sink->temporary.data, NULL);
    pz_buf_release(&sink->path);
    pz_buf_release(&sink->temporary);
    pz_buf_release(&sink->sums);
    pz_free(sink);
}
