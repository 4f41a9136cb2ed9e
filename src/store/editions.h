/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The current edition of a document as the register's own functions need it. Internal to src/store. */
#ifndef PZ_STORE_EDITIONS_H
#define PZ_STORE_EDITIONS_H

#include "store/db.h"
#include "store/register.h"

struct edition {
    unsigned edition;
    enum pz_state state;
    char digest[65], formats[PZ_FORMATS_SIZE], path[PZ_PATH_MAX], journal[80], number[120];
};

/* 1 found, 0 not, -1 failure. / Found or E-STORE-034. */
int edition_find(struct db *db, const char *id, const char *organisation, struct edition *out, struct pz_error *err);
int edition_need(struct db *db, const char *id, const char *organisation, struct edition *out, struct pz_error *err);
int history_add(struct db *db, const struct pz_stamp *stamp, const char *id, const char *organisation, unsigned edition,
                const char *what, const char *text, struct pz_error *err);
/* Whether the references stored are those given (both without an order that matters). */
int references_same(struct db *db, const struct pz_register_put *p, const char *organisation, bool *same, struct pz_error *err);

#endif
