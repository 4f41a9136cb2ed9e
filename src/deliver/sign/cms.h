/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detached signatures: CMS (RFC 5652) and CAdES-BES (ETSI EN 319 122-1) beside the file they sign; RSA, ECDSA, and ГОСТ Р 34.10-2012
 * where OpenSSL's gost engine is installed. Read in DER, PEM or base64. */
#ifndef PZ_DELIVER_SIGN_CMS_H
#define PZ_DELIVER_SIGN_CMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"

/* From best to worst; the first that is not fulfilled decides. */
enum pz_cms_verdict {
    PZ_CMS_VALID,
    PZ_CMS_UNTRUSTED_TIME, /* all right, but the time of signing is only the signer's own word and later than the run's */
    PZ_CMS_EXPIRED,        /* the certificate was past its time when the file was signed */
    PZ_CMS_NOT_YET,        /* … or before it */
    PZ_CMS_REVOKED,        /* on a revocation list; since when is not asked, the signer's own word on time proves nothing */
    PZ_CMS_FOREIGN,        /* the chain does not lead to a given root */
    PZ_CMS_WRONG_USE,      /* the certificate is not for signing */
    PZ_CMS_FORGED,       /* the certificate names a known authority that did not sign it so: damaged, forged, or of another root */
    PZ_CMS_TAMPERED,     /* the file is not the one that was signed, or the signature was changed */
    PZ_CMS_NO_ALGORITHM, /* its algorithm is not known here (ГОСТ without the engine) */
    PZ_CMS_UNREADABLE,   /* not a CMS signature */
};

struct pz_cms_signature {
    enum pz_cms_verdict verdict;
    char owner[256]; /* full name as the certificate has it: surname and given name, else common name */
    char organisation[256];
    char post[256];
    char serial[80];              /* certificate number, upper-case hexadecimal */
    char issuer[256];             /* common name */
    int64_t valid_from, valid_to; /* seconds since 1970, UTC */
    int64_t signed_at;            /* the signingTime attribute; 0: none */
    char algorithm[64];           /* "RSA", "ECDSA", "ГОСТ Р 34.10-2012 (256)" … */
    bool cades;                   /* signing-certificate attribute there and right */
    char reason[256];             /* the library's word on why not, "" when valid */
};

struct pz_cms; /* roots, intermediate certificates, revocation lists; read-only after opening */

/* roots: files or folders of PEM or DER certificates, NULL-terminated; certificates that are their own issuer are trusted, others help
 * to build chains; .crl files are revocation lists. An empty list trusts nobody. Errors: E-SIGN-020 (unreadable certificate, named). */
int pz_cms_open(struct pz_cms **out, const char *const *roots, struct pz_error *err);
void pz_cms_close(struct pz_cms *cms);
/* Whether ГОСТ algorithms can be used here. */
bool pz_cms_has_gost(void);

/* Verify one detached signature over a file. Several signers: the worst decides, the first is described, *signers (may be NULL) tells
 * how many. now: seconds since 1970, used where the signature names no time of its own.
 * 0: *out is filled in, whatever the verdict; -1: a file cannot be read. */
int pz_cms_verify(const struct pz_cms *cms, const char *file, const char *signature, int64_t now, struct pz_cms_signature *out,
                  unsigned *signers, struct pz_error *err);
/* Whether the same signature of the same file may be found good later: with another root, list, engine or clock. */
bool pz_cms_may_become_valid(enum pz_cms_verdict verdict);
/* The verdict as one sentence naming the file; id is E-SIGN-010 … 018, 047, or NULL for a valid one. */
const char *pz_cms_verdict_id(enum pz_cms_verdict verdict);
void pz_cms_report(struct pz_diags *diags, const char *file, const char *signature, const struct pz_cms_signature *s);

/* ГОСТ Р 34.11-2012 with 256 bits of a file. 1: done, 0: no engine, -1: failure. */
int pz_streebog_file(char out[PZ_DIGEST_SIZE], const char *path, struct pz_error *err);

#endif
