/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/archive.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"

struct pz_archive {
    zip_t *zip;
    char *path, *temporary;
};

enum { DOS_DATE = 0x21, DOS_TIME = 0 }; /* 1980-01-01 00:00, the first day ZIP knows */

static int refused(const struct pz_archive *a, const char *why, struct pz_error *err)
{
    pz_fail(err, PZ_SYSTEM, "E-ZIP-010", _("cannot write the archive “%s”: %s"), a->path, why);
    if (err && a->zip)
        err->code = zip_error_code_zip(zip_get_error(a->zip));
    return -1;
}

int pz_archive_new(struct pz_archive **out, const char *path, struct pz_error *err)
{
    *out = NULL;
    char temporary[PATH_MAX];
    if (pz_temporary_name(temporary, sizeof temporary, path) != 0)
        return pz_fail_errno(err, "E-ZIP-010", _("cannot write the archive “%s”"), path);
    struct pz_archive *a = pz_calloc(1, sizeof *a);
    if (a) {
        a->path = pz_strdup(path);
        a->temporary = pz_strdup(temporary);
    }
    if (!a || !a->path || !a->temporary) {
        pz_archive_discard(a);
        return pz_fail_memory(err);
    }
    int code = 0;
    a->zip = zip_open(a->temporary, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!a->zip) {
        zip_error_t e;
        zip_error_init_with_code(&e, code);
        refused(a, zip_error_strerror(&e), err);
        zip_error_fini(&e);
        pz_archive_discard(a);
        return -1;
    }
    *out = a;
    return 0;
}

static int add(struct pz_archive *a, const char *name, zip_source_t *source, bool pack, struct pz_error *err)
{
    zip_int64_t i = source ? zip_file_add(a->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (i < 0) {
        zip_source_free(source);
        return refused(a, zip_strerror(a->zip), err);
    }
    if (zip_set_file_compression(a->zip, (zip_uint64_t)i, pack ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 6) != 0 ||
        zip_file_set_dostime(a->zip, (zip_uint64_t)i, DOS_TIME, DOS_DATE, 0) != 0)
        return refused(a, zip_strerror(a->zip), err);
    return 0;
}

int pz_archive_add(struct pz_archive *a, const char *name, const void *data, size_t len, bool pack, struct pz_error *err)
{
    if (len == 0 && name[0] && name[strlen(name) - 1] == '/') {
        zip_int64_t i = zip_dir_add(a->zip, name, ZIP_FL_ENC_UTF_8);
        return i >= 0 && zip_file_set_dostime(a->zip, (zip_uint64_t)i, DOS_TIME, DOS_DATE, 0) == 0
                   ? 0
                   : refused(a, zip_strerror(a->zip), err);
    }
    void *copy = malloc(len ? len : 1); /* freed by libzip */
    if (!copy)
        return pz_fail_memory(err);
    memcpy(copy, data, len);
    zip_source_t *source = zip_source_buffer(a->zip, copy, len, 1);
    if (!source)
        free(copy);
    return add(a, name, source, pack, err);
}

int pz_archive_add_file(struct pz_archive *a, const char *name, const char *path, bool pack, struct pz_error *err)
{
    return add(a, name, zip_source_file(a->zip, path, 0, -1), pack, err);
}

static int flush(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0)
        close(fd);
    return rc;
}

int pz_archive_finish(struct pz_archive *a, struct pz_error *err)
{
    int rc = -1;
    if (zip_close(a->zip) != 0) {
        refused(a, zip_strerror(a->zip), err);
        goto done;
    }
    a->zip = NULL;
    if (flush(a->temporary) != 0 || rename(a->temporary, a->path) != 0) {
        pz_fail_errno(err, "E-ZIP-010", _("cannot write the archive “%s”"), a->path);
        goto done;
    }
    rc = 0;
done:
    pz_archive_discard(a);
    return rc;
}

void pz_archive_discard(struct pz_archive *a)
{
    if (!a)
        return;
    if (a->zip)
        zip_discard(a->zip);
    if (a->temporary)
        unlink(a->temporary);
    pz_free(a->temporary);
    pz_free(a->path);
    pz_free(a);
}
