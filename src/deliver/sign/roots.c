/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/roots.h"

#include <dirent.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/sign/cms.h"
#include "deliver/sign/gost.h"

static int add_certificate(struct pz_cms *cms, X509 *cert)
{
    bool root = X509_NAME_cmp(X509_get_subject_name(cert), X509_get_issuer_name(cert)) == 0;
    if (root) {
        cms->roots++;
        return X509_STORE_add_cert(cms->store, cert) == 1 ? 0 : -1;
    }
    return X509_up_ref(cert) && sk_X509_push(cms->helpers, cert) ? 0 : -1;
}

/* All certificates and lists of a PEM text; the count, or -1. */
static int add_pem(struct pz_cms *cms, BIO *bio)
{
    int n = 0;
    STACK_OF(X509_INFO) *infos = PEM_X509_INFO_read_bio(bio, NULL, NULL, NULL);
    for (int i = 0; infos && n >= 0 && i < sk_X509_INFO_num(infos); i++) {
        X509_INFO *info = sk_X509_INFO_value(infos, i);
        if (info->x509)
            n = add_certificate(cms, info->x509) == 0 ? n + 1 : -1;
        if (info->crl && n >= 0) {
            n = X509_STORE_add_crl(cms->store, info->crl) == 1 ? n + 1 : -1;
            cms->lists = true;
        }
    }
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
    return n;
}

static int add_der(struct pz_cms *cms, const struct pz_buf *bytes)
{
    int rc = 0;
    const unsigned char *p = (const unsigned char *)bytes->data;
    X509 *cert = d2i_X509(NULL, &p, (long)bytes->len);
    if (cert) {
        rc = add_certificate(cms, cert) == 0 ? 1 : -1;
        X509_free(cert);
        return rc;
    }
    p = (const unsigned char *)bytes->data;
    X509_CRL *list = d2i_X509_CRL(NULL, &p, (long)bytes->len);
    if (list) {
        rc = X509_STORE_add_crl(cms->store, list) == 1 ? 1 : -1;
        cms->lists = true;
        X509_CRL_free(list);
    }
    return rc;
}

static int add_file(struct pz_cms *cms, const char *path, struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    if (pz_file_read(&bytes, path, 16 << 20, err) != 0)
        return -1;
    int n = add_der(cms, &bytes);
    BIO *bio = n == 0 ? BIO_new_mem_buf(bytes.data, (int)bytes.len) : NULL;
    if (bio)
        n = add_pem(cms, bio);
    BIO_free(bio);
    pz_buf_release(&bytes);
    ERR_clear_error();
    return n > 0 ? 0 : pz_fail(err, PZ_USAGE, "E-SIGN-020", _("“%s” holds no certificate that can be read"), path);
}

static int visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

int pz_roots_add(struct pz_cms *cms, const char *path, struct pz_error *err)
{
    if (!pz_is_folder(path))
        return add_file(cms, path, err);
    struct dirent **names = NULL;
    int n = scandir(path, &names, visible, alphasort), rc = 0;
    if (n < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), path);
    for (int i = 0; i < n; i++) {
        struct pz_buf file = PZ_BUF_INIT;
        pz_path_join(&file, path, names[i]->d_name);
        if (rc == 0)
            rc = file.failed ? pz_fail_memory(err) : add_file(cms, file.data, err);
        pz_buf_release(&file);
        free(names[i]);
    }
    free(names);
    return rc;
}

int pz_cms_open(struct pz_cms **out, const char *const *roots, struct pz_error *err)
{
    *out = NULL;
    pz_gost_load();
    struct pz_cms *cms = pz_calloc(1, sizeof *cms);
    if (!cms)
        return pz_fail_memory(err);
    cms->store = X509_STORE_new();
    cms->helpers = sk_X509_new_null();
    int rc = cms->store && cms->helpers ? 0 : pz_fail_memory(err);
    for (; rc == 0 && roots && *roots; roots++)
        rc = pz_roots_add(cms, *roots, err);
    if (rc) {
        pz_cms_close(cms);
        return -1;
    }
    *out = cms;
    return 0;
}

void pz_cms_close(struct pz_cms *cms)
{
    if (!cms)
        return;
    X509_STORE_free(cms->store);
    sk_X509_pop_free(cms->helpers, X509_free);
    pz_free(cms);
}
