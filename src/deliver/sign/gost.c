/* SPDX-License-Identifier: GPL-3.0-or-later */
#define OPENSSL_SUPPRESS_DEPRECATED /* engines: the only way to ГОСТ in OpenSSL 3.0 */
#include "deliver/sign/gost.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <unistd.h>

#include "base/i18n.h"
#include "deliver/sign/cms.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

static void load(void)
{
    ENGINE_load_builtin_engines();
    ENGINE *engine = ENGINE_by_id("gost");
    if (engine && ENGINE_init(engine)) {
        loaded = ENGINE_set_default(engine, ENGINE_METHOD_ALL) == 1;
        ENGINE_finish(engine);
    }
    ENGINE_free(engine);
    ERR_clear_error();
}

bool pz_gost_load(void)
{
    pthread_once(&once, load);
    return loaded;
}

bool pz_cms_has_gost(void)
{
    return pz_gost_load();
}

static int feed(EVP_MD_CTX *ctx, const char *path, struct pz_error *err)
{
    char piece[65536];
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
    while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            EVP_DigestUpdate(ctx, piece, (size_t)n);
    if (n < 0)
        pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), path);
    close(fd);
    return n < 0 ? -1 : 0;
}

int pz_streebog_file(char out[PZ_DIGEST_SIZE], const char *path, struct pz_error *err)
{
    out[0] = '\0';
    const EVP_MD *md = pz_gost_load() ? EVP_get_digestbyname("md_gost12_256") : NULL;
    EVP_MD_CTX *ctx = md ? EVP_MD_CTX_new() : NULL;
    if (!ctx || EVP_DigestInit_ex(ctx, md, NULL) != 1) {
        EVP_MD_CTX_free(ctx);
        ERR_clear_error();
        return 0;
    }
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    int rc = feed(ctx, path, err);
    if (rc == 0 && EVP_DigestFinal_ex(ctx, digest, &n) == 1 && n == 32) {
        pz_hex(out, digest, n);
        rc = 1;
    }
    EVP_MD_CTX_free(ctx);
    return rc;
}
