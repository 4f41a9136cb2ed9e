/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents to the signer and back: a package, the signing command or signatures brought by hand, verification, states.
 *
 *     registered ──package──▶ for signing ──command or .sig files──▶ verified ──▶ signed
 *
 * Only a signature that verifies against the workspace's roots makes a document signed; the file is never touched again. */
#ifndef PZ_BATCH_SIGNING_H
#define PZ_BATCH_SIGNING_H

#include "batch/desk.h"

struct pz_signing {
    const struct pz_workspace *workspace;
    struct pz_store *store;
    struct pz_reader *reader;
    const struct pz_desk *desk;
    const struct pz_stamp *stamp;
    const char *date;    /* of the run, ISO */
    int64_t now;         /* seconds since 1970 */
    int64_t today;       /* day number */
    const char *attach;  /* folder of .sig files brought back, or NULL */
    bool package_only;   /* stop behind the package */
    bool package_folder; /* a folder in place of a ZIP */
    bool verify_only;    /* look at what is signed, change nothing */
};

struct pz_signing_result {
    size_t packed, signed_, verified, waiting,
        refused;         /* in the package; signed now; signatures found good; still without one; not good */
    const char *package; /* its path, in the arena; NULL: none was needed */
};

/* Errors to diags: E-SIGN-…; -1 for what stops all. */
int pz_signing_run(const struct pz_signing *signing, struct pz_arena *arena, struct pz_signing_result *result,
                   struct pz_diags *diags, struct pz_error *err);

#endif
