/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting signatures: by a configured command (КриптоПро's, OpenSSL's …) or from .sig files brought back by hand. The program never sees
 * a private key and never opens a signed file for writing. */
#ifndef PZ_DELIVER_SIGN_SIGNER_H
#define PZ_DELIVER_SIGN_SIGNER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct pz_sign_item {
    const char *file;      /* what is signed */
    const char *signature; /* where its signature belongs, usually FILE.sig */
    const char *name;      /* another name the file goes by, in a package where file names repeat; NULL: none */
    bool ambiguous;        /* the file's own name is another item's too: only `name` tells them apart */
    bool refused;          /* the signature that lies there is not good: one brought by hand takes its place */
    bool worthless;        /* … and cannot become good: the command is called again */
    bool settled;          /* signed already: its signature stays, whatever is brought */
    bool done;             /* out: the signature is there */
};

struct pz_sign_options {
    /* The command line, words separated by blanks, quotes as in a shell but no shell is started. `{file}` and `{signature}`: called
     * once a file; `{list}` (a text file with one path a line): called once for all. `{folder}`: the folder of the first file. */
    const char *command;
    unsigned timeout_ms; /* for one call; 0: 120,000 */
};

/* Call the command for every item whose signature is not there or worthless. Failures are reported with the file and what the command said
 * (E-SIGN-030 … 033); 0 when the calls were made, -1 for what stops all (no such program). A signature appears by rename. */
int pz_sign_call(struct pz_sign_item *items, size_t n, const struct pz_sign_options *options, struct pz_diags *diags,
                 struct pz_error *err);

/* Look through a folder (one level) for signatures of the items: NAME.pdf.sig, NAME.pdf.p7s, NAME.sig; copy each to its place.
 * Files that fit no item are reported (W-SIGN-034). The signature of a settled item, or one that is not refused, is never replaced by
 * other bytes (E-SIGN-035). */
int pz_sign_attach(struct pz_sign_item *items, size_t n, const char *folder, struct pz_diags *diags, struct pz_error *err);

#endif
