/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates an office trusts, read from files and folders. */
#ifndef PZ_DELIVER_SIGN_ROOTS_H
#define PZ_DELIVER_SIGN_ROOTS_H

#include <openssl/x509.h>

#include "base/error.h"

struct pz_cms {
    X509_STORE *store;        /* roots and revocation lists */
    STACK_OF(X509) * helpers; /* certificates between a signer and a root */
    size_t roots;
    bool lists; /* there is a revocation list */
};

/* Add everything in a file or folder. Errors: E-SIGN-020. */
int pz_roots_add(struct pz_cms *cms, const char *path, struct pz_error *err);

#endif
