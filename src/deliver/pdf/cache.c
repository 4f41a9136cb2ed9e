/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/io.h"

/* Raised when the way of making changes what comes out for the same source. */
enum { RECIPE = 4 };

static void add_field(struct pz_buf *text, const char *field)
{
    pz_buf_puts(text, field ? field : "\1");
    pz_buf_putc(text, '\0');
}

int pz_pdf_key(char key[PZ_DIGEST_SIZE], struct pz_pdf_job *job, bool plain, struct pz_error *err)
{
    if (!job->source_digest[0] && pz_digest_file(job->source_digest, job->source, err) != 0)
        return -1;
    struct pz_buf text = PZ_BUF_INIT;
    pz_buf_printf(&text, "%d %d %s %" PRId64 " ", RECIPE, plain, job->source_digest, job->date);
    add_field(&text, job->title);
    add_field(&text, job->language);
    add_field(&text, job->author);
    int rc = text.failed ? pz_fail_memory(err) : pz_digest(key, text.data, text.len, err);
    pz_buf_release(&text);
    return rc;
}

static void entry_path(struct pz_buf *out, const char *cache, const char *key, const char *extension)
{
    pz_buf_printf(out, "%s/%.2s/%s.%s", cache, key, key, extension);
}

static bool read_note(struct pz_pdf_job *job, const char *path)
{
    char digest[PZ_DIGEST_SIZE];
    unsigned pages;
    struct pz_buf note = PZ_BUF_INIT;
    bool good = pz_file_read(&note, path, 4096, NULL) == 0 && sscanf(pz_buf_str(&note), "%64[0-9a-f] %u", digest, &pages) == 2 &&
                strlen(digest) == 64;
    pz_buf_release(&note);
    if (!good)
        return false;
    memcpy(job->digest, digest, sizeof digest);
    job->pages = pages;
    return true;
}

int pz_pdf_cache_get(const char *cache, const char *key, struct pz_pdf_job *job, struct pz_buf *out)
{
    size_t before = out->len;
    char digest[PZ_DIGEST_SIZE];
    struct pz_buf pdf = PZ_BUF_INIT, note = PZ_BUF_INIT;
    entry_path(&pdf, cache, key, "pdf");
    entry_path(&note, cache, key, "txt");
    int found = !pdf.failed && !note.failed && read_note(job, note.data) &&
                pz_file_read(out, pdf.data, (size_t)1 << 30, NULL) == 0 &&
                pz_digest(digest, out->data + before, out->len - before, NULL) == 0 && strcmp(digest, job->digest) == 0;
    if (found)
        utimensat(AT_FDCWD, note.data, NULL, 0); /* the day of use, for the sweep; a cache that cannot be written is still read */
    else
        out->len = before;
    pz_buf_release(&pdf);
    pz_buf_release(&note);
    return found;
}

int pz_pdf_cache_put(const char *cache, const char *key, const struct pz_pdf_job *job, const struct pz_buf *bytes,
                     struct pz_error *err)
{
    struct pz_buf path = PZ_BUF_INIT, note = PZ_BUF_INIT;
    entry_path(&path, cache, key, "pdf");
    pz_buf_printf(&note, "%s %u\n", job->digest, job->pages);
    int rc = path.failed || note.failed ? pz_fail_memory(err) : pz_file_write(path.data, bytes->data, bytes->len, false, err);
    if (rc == 0) {
        pz_buf_clear(&path);
        entry_path(&path, cache, key, "txt");
        rc = path.failed ? pz_fail_memory(err) : pz_file_write(path.data, note.data, note.len, false, err);
    }
    pz_buf_release(&path);
    pz_buf_release(&note);
    return rc;
}

/* Remove what was not used since `before` from one folder of the cache; a PDF goes by the time of its note. */
static void sweep_folder(const char *folder, int64_t before)
{
    DIR *dir = opendir(folder);
    struct pz_buf path = PZ_BUF_INIT;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t len = strlen(e->d_name);
        struct stat st;
        if (len < 5 || strcmp(e->d_name + len - 4, ".pdf") != 0)
            continue;
        pz_buf_clear(&path);
        pz_buf_printf(&path, "%s/%.*s.txt", folder, (int)len - 4, e->d_name);
        if (path.failed || (stat(path.data, &st) != 0 && fstatat(dirfd(dir), e->d_name, &st, 0) != 0))
            continue;
        bool old = st.st_mtime < before;
        if (!old)
            continue;
        unlink(path.data);
        memcpy(path.data + path.len - 3, "pdf", 3);
        unlink(path.data);
    }
    if (dir)
        closedir(dir);
    pz_buf_release(&path);
}

int pz_pdf_cache_sweep(const char *cache, unsigned days, int64_t now, struct pz_error *err)
{
    DIR *dir = opendir(cache);
    if (!dir)
        return errno == ENOENT ? 0 : pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), cache);
    struct pz_buf path = PZ_BUF_INIT;
    for (struct dirent *e; (e = readdir(dir));) {
        if (strlen(e->d_name) != 2 || e->d_name[0] == '.')
            continue;
        pz_buf_clear(&path);
        pz_path_join(&path, cache, e->d_name);
        if (!path.failed)
            sweep_folder(path.data, now - (int64_t)days * 86400);
    }
    closedir(dir);
    pz_buf_release(&path);
    return 0;
}
