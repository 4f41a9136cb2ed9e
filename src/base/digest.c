/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

void pz_hex(char *out, const void *data, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *p = data;
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[p[i] >> 4];
        out[2 * i + 1] = digits[p[i] & 15];
    }
    out[2 * len] = '\0';
}

static EVP_MD *fetched;

static void fetch(void)
{
    fetched = EVP_MD_fetch(NULL, "SHA2-256", NULL);
}

/* Looked up once: the library would do it for every digest, under a lock. NULL when it has none. */
static const EVP_MD *sha256(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fetch);
    return fetched;
}

static int refused(struct pz_error *err)
{
    return pz_fail(err, PZ_SYSTEM, "E-SYS-008", _("the cryptographic library cannot compute SHA-256"));
}

int pz_digest(char out[PZ_DIGEST_SIZE], const void *data, size_t len, struct pz_error *err)
{
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (EVP_Digest(data, len, md, &n, sha256(), NULL) != 1)
        return refused(err);
    pz_hex(out, md, n);
    return 0;
}

void pz_digest_begin(struct pz_digest_stream *d)
{
    EVP_MD_CTX *ctx = pz_fault_step() ? NULL : EVP_MD_CTX_new();
    if (ctx && EVP_DigestInit_ex(ctx, sha256(), NULL) != 1) {
        EVP_MD_CTX_free(ctx);
        ctx = NULL;
    }
    d->context = ctx;
}

void pz_digest_add(struct pz_digest_stream *d, const void *data, size_t len)
{
    if (d->context)
        EVP_DigestUpdate(d->context, data, len);
}

int pz_digest_end(struct pz_digest_stream *d, char out[PZ_DIGEST_SIZE], struct pz_error *err)
{
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    bool ok = d->context && EVP_DigestFinal_ex(d->context, md, &n) == 1;
    EVP_MD_CTX_free(d->context);
    d->context = NULL;
    if (!ok)
        return refused(err);
    pz_hex(out, md, n);
    return 0;
}

/* Feed the rest of the file to ctx; -1 with errno set when it cannot be read. */
static int feed(EVP_MD_CTX *ctx, int fd)
{
    char piece[65536];
    for (;;) {
        ssize_t n = pz_fault_step() ? (errno = EIO, -1) : read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return (int)n;
        EVP_DigestUpdate(ctx, piece, (size_t)n);
    }
}

int pz_digest_file(char out[PZ_DIGEST_SIZE], const char *path, struct pz_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
    int rc = -1;
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || EVP_DigestInit_ex(ctx, sha256(), NULL) != 1) {
        refused(err);
    } else if (feed(ctx, fd) != 0) {
        pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), path);
    } else if (EVP_DigestFinal_ex(ctx, md, &n) != 1) {
        refused(err);
    } else {
        pz_hex(out, md, n);
        rc = 0;
    }
    EVP_MD_CTX_free(ctx);
    close(fd);
    return rc;
}
