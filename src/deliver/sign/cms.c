/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/cms.h"

#include <openssl/pem.h> /* before cms.h, which then declares the PEM form */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <time.h>

#include "base/i18n.h"
#include "base/io.h"
#include "base/mem.h"
#include "deliver/sign/gost.h"
#include "deliver/sign/roots.h"

enum {
    SIGNATURE_MAX = 4 << 20,
    CLOCK_SLACK = 24 * 3600, /* seconds: some programs write their local time as UTC, and the run's time is that of its start */
};

/* Reading ------------------------------------------------------------------------------------------------ */

static CMS_ContentInfo *from_der(const void *data, size_t len)
{
    const unsigned char *p = data;
    return d2i_CMS_ContentInfo(NULL, &p, (long)len);
}

static CMS_ContentInfo *from_pem(const struct pz_buf *bytes)
{
    BIO *bio = BIO_new_mem_buf(bytes->data, (int)bytes->len);
    CMS_ContentInfo *cms = bio ? PEM_read_bio_CMS(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    return cms;
}

/* Base64 without any heading, as some signing programs write it. */
static CMS_ContentInfo *from_base64(const struct pz_buf *bytes)
{
    CMS_ContentInfo *cms = NULL;
    EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
    unsigned char *der = pz_malloc(bytes->len + 4);
    int n = 0, last = 0;
    if (ctx && der) {
        EVP_DecodeInit(ctx);
        if (EVP_DecodeUpdate(ctx, der, &n, (const unsigned char *)bytes->data, (int)bytes->len) >= 0 &&
            EVP_DecodeFinal(ctx, der + n, &last) == 1)
            cms = from_der(der, (size_t)(n + last));
    }
    EVP_ENCODE_CTX_free(ctx);
    pz_free(der);
    return cms;
}

/* The signature in any of its dresses; NULL when it is none. */
static CMS_ContentInfo *read_signature(const struct pz_buf *bytes)
{
    CMS_ContentInfo *cms = from_der(bytes->data, bytes->len);
    if (!cms)
        cms = from_pem(bytes);
    if (!cms)
        cms = from_base64(bytes);
    if (cms && OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
        CMS_ContentInfo_free(cms);
        cms = NULL;
    }
    return cms;
}

/* Describing --------------------------------------------------------------------------------------------- */

static void name_part(char *to, size_t size, X509_NAME *name, int nid)
{
    to[0] = '\0';
    int at = X509_NAME_get_index_by_NID(name, nid, -1);
    unsigned char *text = NULL;
    if (at >= 0 && ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at))) >= 0)
        snprintf(to, size, "%s", (char *)text);
    OPENSSL_free(text);
}

/* A qualified certificate has the person's surname and given names apart (order of the ФСБ № 795); others only a common name. */
static void owner_name(char *to, size_t size, X509_NAME *subject)
{
    char surname[120], given[120];
    name_part(surname, sizeof surname, subject, NID_surname);
    name_part(given, sizeof given, subject, NID_givenName);
    if (surname[0] && given[0])
        snprintf(to, size, "%s %s", surname, given);
    else
        name_part(to, size, subject, NID_commonName);
}

static void serial_number(char *to, size_t size, const X509 *cert)
{
    BIGNUM *bn = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL);
    char *hex = bn ? BN_bn2hex(bn) : NULL;
    snprintf(to, size, "%s", hex ? hex : "");
    OPENSSL_free(hex);
    BN_free(bn);
}

static int64_t moment(const ASN1_TIME *t)
{
    struct tm tm;
    return t && ASN1_TIME_to_tm(t, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

static const char *algorithm_name(EVP_PKEY *key)
{
    switch (key ? EVP_PKEY_base_id(key) : NID_undef) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: return "RSA";
    case EVP_PKEY_EC: return "ECDSA";
    case NID_id_GostR3410_2012_256: return "ГОСТ Р 34.10-2012 (256)";
    case NID_id_GostR3410_2012_512: return "ГОСТ Р 34.10-2012 (512)";
    case NID_id_GostR3410_2001: return "ГОСТ Р 34.10-2001";
    default: return "";
    }
}

static void describe(struct pz_cms_signature *s, CMS_SignerInfo *info, X509 *cert)
{
    X509_NAME *subject = X509_get_subject_name(cert);
    owner_name(s->owner, sizeof s->owner, subject);
    name_part(s->organisation, sizeof s->organisation, subject, NID_organizationName);
    name_part(s->post, sizeof s->post, subject, NID_title);
    name_part(s->issuer, sizeof s->issuer, X509_get_issuer_name(cert), NID_commonName);
    serial_number(s->serial, sizeof s->serial, cert);
    s->valid_from = moment(X509_get0_notBefore(cert));
    s->valid_to = moment(X509_get0_notAfter(cert));
    snprintf(s->algorithm, sizeof s->algorithm, "%s", algorithm_name(X509_get0_pubkey(cert)));
    int at = CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1);
    ASN1_TYPE *value = at >= 0 ? X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(info, at), 0) : NULL;
    if (value && (value->type == V_ASN1_UTCTIME || value->type == V_ASN1_GENERALIZEDTIME))
        s->signed_at = moment(value->value.asn1_string);
}

static void worsen(struct pz_cms_signature *s, enum pz_cms_verdict verdict, const char *reason)
{
    if (verdict <= s->verdict)
        return;
    s->verdict = verdict;
    snprintf(s->reason, sizeof s->reason, "%s", reason ? reason : "");
}

/* Checking ----------------------------------------------------------------------------------------------- */

static const char *library_word(void)
{
    const char *word = ERR_reason_error_string(ERR_peek_last_error());
    return word ? word : "";
}

/* Whether the algorithms of a signer are known here. */
static bool can_check(CMS_SignerInfo *info, X509 *cert)
{
    X509_ALGOR *digest = NULL;
    const ASN1_OBJECT *oid = NULL;
    CMS_SignerInfo_get0_algs(info, NULL, NULL, &digest, NULL);
    X509_ALGOR_get0(&oid, NULL, NULL, digest);
    return EVP_get_digestbyobj(oid) && X509_get0_pubkey(cert);
}

static enum pz_cms_verdict verdict_of(int code)
{
    switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return PZ_CMS_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID: return PZ_CMS_NOT_YET;
    case X509_V_ERR_CERT_REVOKED: return PZ_CMS_REVOKED;
    case X509_V_ERR_INVALID_PURPOSE: return PZ_CMS_WRONG_USE;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: return PZ_CMS_FORGED;
    case X509_V_ERR_UNABLE_TO_GET_CRL: /* no list of that issuer is at hand, or it is old: nothing is said about revocation */
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID: return PZ_CMS_VALID;
    default: return PZ_CMS_FOREIGN;
    }
}

/* Called for every flaw of the chain; all are gone through, the worst counts. */
static int note_flaw(int ok, X509_STORE_CTX *ctx)
{
    struct pz_cms_signature *s = X509_STORE_CTX_get_app_data(ctx);
    if (!ok && s) {
        int code = X509_STORE_CTX_get_error(ctx);
        worsen(s, verdict_of(code), X509_verify_cert_error_string(code));
    }
    return 1;
}

/* The attribute that ties the signature to the certificate (ETSI EN 319 122-1, 5.2.2; RFC 5035). */
static bool names_certificate(CMS_SignerInfo *info, const STACK_OF(X509) * chain)
{
    int at = CMS_signed_get_attr_by_NID(info, NID_id_smime_aa_signingCertificateV2, -1);
    bool second = at >= 0;
    if (!second)
        at = CMS_signed_get_attr_by_NID(info, NID_id_smime_aa_signingCertificate, -1);
    ASN1_TYPE *value = at >= 0 ? X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(info, at), 0) : NULL;
    if (!value || value->type != V_ASN1_SEQUENCE)
        return false;
    const unsigned char *p = value->value.sequence->data;
    long len = value->value.sequence->length;
    ESS_SIGNING_CERT_V2 *v2 = second ? d2i_ESS_SIGNING_CERT_V2(NULL, &p, len) : NULL;
    ESS_SIGNING_CERT *v1 = second ? NULL : d2i_ESS_SIGNING_CERT(NULL, &p, len);
    bool good = (v1 || v2) && OSSL_ESS_check_signing_certs(v1, v2, chain, 1) == 1;
    ESS_SIGNING_CERT_V2_free(v2);
    ESS_SIGNING_CERT_free(v1);
    return good;
}

static STACK_OF(X509) * join(STACK_OF(X509) * a, STACK_OF(X509) * b)
{
    STACK_OF(X509) *all = sk_X509_new_null();
    if (all) {
        X509_add_certs(all, a, X509_ADD_FLAG_DEFAULT);
        X509_add_certs(all, b, X509_ADD_FLAG_DEFAULT);
    }
    return all;
}

static int check_chain(const struct pz_cms *cms, struct pz_cms_signature *s, CMS_SignerInfo *info, X509 *cert,
                       STACK_OF(X509) * along, int64_t at, struct pz_error *err)
{
    int rc = -1;
    STACK_OF(X509) *helpers = join(along, cms->helpers); /* borrowed certificates */
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    if (!helpers || !ctx || X509_STORE_CTX_init(ctx, cms->store, cert, helpers) != 1) {
        pz_fail_memory(err);
        goto done;
    }
    X509_STORE_CTX_set_app_data(ctx, s);
    X509_STORE_CTX_set_verify_cb(ctx, note_flaw);
    X509_STORE_CTX_set_time(ctx, cms->lists ? X509_V_FLAG_CRL_CHECK : 0, (time_t)at);
    if (cms->lists)
        X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_CRL_CHECK);
    if (X509_verify_cert(ctx) != 1)
        worsen(s, PZ_CMS_FOREIGN, X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
    if (X509_get_extension_flags(cert) & EXFLAG_KUSAGE && !(X509_get_key_usage(cert) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
        worsen(s, PZ_CMS_WRONG_USE, X509_verify_cert_error_string(X509_V_ERR_INVALID_PURPOSE));
    s->cades = names_certificate(info, X509_STORE_CTX_get0_chain(ctx));
    rc = 0;
done:
    X509_STORE_CTX_free(ctx);
    sk_X509_free(helpers);
    return rc;
}

static int check_signer(const struct pz_cms *cms, CMS_ContentInfo *content, int i, int64_t now, struct pz_cms_signature *s,
                        struct pz_error *err)
{
    X509 *cert = NULL;
    CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(content), i);
    CMS_SignerInfo_get0_algs(info, NULL, &cert, NULL, NULL);
    if (!cert) {
        worsen(s, PZ_CMS_FOREIGN, _("the signer's certificate is not in the signature"));
        return 0;
    }
    describe(s, info, cert);
    if (!can_check(info, cert)) {
        worsen(s, PZ_CMS_NO_ALGORITHM, library_word());
        return 0;
    }
    if (s->signed_at > now + CLOCK_SLACK)
        worsen(s, PZ_CMS_UNTRUSTED_TIME, "");
    STACK_OF(X509) *along = CMS_get1_certs(content);
    int rc = check_chain(cms, s, info, cert, along, s->signed_at ? s->signed_at : now, err);
    sk_X509_pop_free(along, X509_free);
    return rc;
}

/* Digest of the file and the signers' seals over it, certificates aside. */
static bool seals_hold(CMS_ContentInfo *content, const char *file, struct pz_error *err)
{
    BIO *data = BIO_new_file(file, "rb");
    if (!data) {
        pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), file);
        return false;
    }
    int ok = CMS_verify(content, NULL, NULL, data, NULL, CMS_BINARY | CMS_DETACHED | CMS_NO_SIGNER_CERT_VERIFY);
    BIO_free(data);
    return ok == 1;
}

static int check_all(const struct pz_cms *cms, CMS_ContentInfo *content, const char *file, int64_t now,
                     struct pz_cms_signature *out, unsigned *signers, struct pz_error *err)
{
    int n = sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(content));
    if (signers)
        *signers = n > 0 ? (unsigned)n : 0;
    if (n <= 0) {
        worsen(out, PZ_CMS_UNREADABLE, _("it names no signer"));
        return 0;
    }
    CMS_set1_signers_certs(content, cms->helpers, 0);
    for (int i = 0; i < n; i++) {
        struct pz_cms_signature one = {0};
        if (check_signer(cms, content, i, now, i ? &one : out, err) != 0)
            return -1;
        if (i)
            worsen(out, one.verdict, one.reason);
    }
    if (out->verdict < PZ_CMS_NO_ALGORITHM && !seals_hold(content, file, err)) {
        if (err->kind != PZ_OK)
            return -1;
        worsen(out, PZ_CMS_TAMPERED, library_word());
    }
    return 0;
}

int pz_cms_verify(const struct pz_cms *cms, const char *file, const char *signature, int64_t now, struct pz_cms_signature *out,
                  unsigned *signers, struct pz_error *err)
{
    struct pz_buf bytes = PZ_BUF_INIT;
    struct pz_error inner = PZ_ERROR_INIT;
    memset(out, 0, sizeof *out);
    if (signers)
        *signers = 0;
    if (pz_file_read(&bytes, signature, SIGNATURE_MAX, err) != 0)
        return -1;
    ERR_clear_error();
    CMS_ContentInfo *content = read_signature(&bytes);
    int rc = 0;
    if (content)
        rc = check_all(cms, content, file, now, out, signers, &inner);
    else
        worsen(out, PZ_CMS_UNREADABLE, library_word());
    CMS_ContentInfo_free(content);
    pz_buf_release(&bytes);
    ERR_clear_error();
    if (rc && err && err->kind == PZ_OK)
        *err = inner;
    return rc;
}
