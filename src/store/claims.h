/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names claimed, each by somebody: as many as there are, in a temporary database that holds little of them in memory. */
#ifndef PZ_STORE_CLAIMS_H
#define PZ_STORE_CLAIMS_H

#include "base/error.h"

struct pz_claims;

/* Errors of all: E-STORE-…, E-SYS-001. */
int pz_claims_new(struct pz_claims **out, struct pz_error *err);
void pz_claims_free(struct pz_claims *claims);
int pz_claims_add(struct pz_claims *claims, const char *name, const char *owner, struct pz_error *err);
/* Forget what this owner gave. */
int pz_claims_forget(struct pz_claims *claims, const char *owner, struct pz_error *err);
/* Each name given more than once, with each owner who gave it again, in the order of these givings. */
int pz_claims_twice(struct pz_claims *claims, void (*twice)(void *self, const char *owner, const char *name), void *self,
                    struct pz_error *err);

#endif
