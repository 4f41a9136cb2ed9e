/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names given out, each by somebody: as many as there are, in a temporary database that holds little of them in memory. */
#ifndef PZ_STORE_NAMES_H
#define PZ_STORE_NAMES_H

#include "base/error.h"

struct pz_names;

/* Errors of all: E-STORE-…, E-SYS-001. */
int pz_names_new(struct pz_names **out, struct pz_error *err);
void pz_names_free(struct pz_names *names);
int pz_names_add(struct pz_names *names, const char *name, const char *owner, struct pz_error *err);
/* Forget what this owner gave. */
int pz_names_forget(struct pz_names *names, const char *owner, struct pz_error *err);
/* Each name given more than once, with each owner who gave it again, in the order of these givings. */
int pz_names_twice(struct pz_names *names, void (*twice)(void *self, const char *owner, const char *name), void *self,
                   struct pz_error *err);

#endif
