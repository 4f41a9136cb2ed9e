/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents to the public site: the gate, a new edition of the site, one switch.
 *
 * What may go out: the newest signed or published edition of each document marked for publication; of documents that need no signature,
 * the newest registered one (or the newest at all, when they need no number either). */
#ifndef PZ_BATCH_PUBLISHING_H
#define PZ_BATCH_PUBLISHING_H

#include "batch/desk.h"
#include "deliver/gate/gate.h"
#include "deliver/site/site.h"

#define PZ_PUBLISH_SITE   "output/site"
#define PZ_PUBLISH_MARKED "output/marked" /* copies with the mark of the signature, made anew when they are needed */

struct pz_publishing {
    const struct pz_workspace *workspace;
    struct pz_store *store;
    struct pz_reader *reader;
    const struct pz_desk *desk;
    const struct pz_stamp *stamp;
    int64_t now, today;
    struct pz_gate_allow *allow; /* exceptions the office answers for */
    size_t allow_n;
    bool check_only; /* the gate alone */
    void (*progress)(void *self, size_t done, size_t total);
    void *self;
};

struct pz_publishing_result {
    size_t documents, held; /* that go out; marked for publication but not ready (drafts, unsigned) */
    struct pz_site_result site;
};

/* Errors to diags: E-GATE-… (then nothing is switched, -1), W-RUN-040 a document that is not ready, E-SITE-…. */
int pz_publishing_run(const struct pz_publishing *publishing, struct pz_arena *arena, struct pz_publishing_result *result,
                      struct pz_diags *diags, struct pz_error *err);

/* One organisation's documents as a bundle for its own site, into `path`. */
int pz_publishing_bundle(const struct pz_publishing *publishing, const char *organisation, const char *path, struct pz_arena *arena,
                         struct pz_diags *diags, struct pz_error *err);

#endif
