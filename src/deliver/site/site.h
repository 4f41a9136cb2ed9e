/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public site: static files, made from templates the office can change.
 *
 *     FOLDER/                      (output/site)
 *     ├── current -> editions/3    what the web server serves; switched by one rename
 *     └── editions/
 *         ├── 2/
 *         └── 3/ index.html, documents/…, organisations/…, report/…, open-data/…, feed.xml, sitemap.xml, assets/…, files/…
 *
 * Invariants
 * - A visitor sees one whole edition or the other, never a mixture: an edition is complete and flushed before `current` is renamed over.
 * - A file with the same bytes as in the edition before is the same file (hard link): same name, same time, so rsync skips it.
 * - Pages ask nothing from other hosts and work without scripts.
 * - Same input, same bytes; an edition equal to the current one is not made at all.
 * - A template of the same name in the office's folder wins over the stock one. */
#ifndef PZ_DELIVER_SITE_SITE_H
#define PZ_DELIVER_SITE_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/value.h"
#include "deliver/gate/gate.h"

struct pz_site_file {
    const char *path; /* the file to copy */
    const char *role; /* "pdf", "source", "signature", "copy" (the PDF with the signature mark) */
    const char *name; /* name on the site; NULL: that of the path */
};

struct pz_site_document {
    const char *id;           /* definition */
    const char *organisation; /* code, or NULL for a common document */
    const char *kind;         /* "order", "letter", … as in the register */
    const char *kind_title;   /* «Приказ» */
    const char *title, *number;
    const char *date;   /* ISO, YYYY-MM-DD */
    const char *period; /* «2025/2026» or a year; NULL: year of the date */
    unsigned edition;
    const char *itemprop; /* microdata property from the profile, or NULL */
    const char *html;     /* content as HTML; NULL: made from the source file (DOCX, ODT) */
    const struct pz_site_file *files;
    size_t files_n;
    /* The signature, as verified; owner NULL: not signed. */
    const char *signed_by, *signer_post, *signed_at, *certificate, *valid_from, *valid_to;
    bool simple_signature; /* a simple e-signature: pictogram with tooltip and key */
    const char *signature_key;
};

struct pz_site_options {
    const char *folder;           /* output/site */
    const char *const *templates; /* the office's folders, NULL-terminated; the stock ones come last by themselves */
    const char *base_url;         /* where the site will stand, with its last slash; "" or NULL: relative addresses only, no QR */
    const char *profile;          /* of the microdata and limits, e.g. "831", "1493"; NULL: the default of data/site/profiles.tsv */
    struct pz_value context; /* map by the canonical names: authority, period, organisations, areas, indicators, results, … */
    int64_t today;           /* day of the run, day number */
    unsigned keep;           /* editions kept beside the current one; 0: 3 */
    unsigned rows;           /* documents on one page of a list; 0: 300 */
    unsigned shrink;         /* a site that loses more than so many per cent of its documents or files is warned of; 0: never */
    const struct pz_gate_options *gate; /* pages and open data are looked through by these rules; NULL: not */
    void (*progress)(void *data, size_t done, size_t total);
    void *progress_data;
};

struct pz_site_result {
    unsigned edition, previous; /* number of the new edition; equal to previous when nothing changed */
    size_t pages, files, unchanged, removed;
};

/* Make a new edition and switch to it; W-SITE-013 when it is much smaller than the one before. Pages that cannot be made go to diags (E-SITE-…) and then nothing is switched (-1). */
int pz_site_build(const struct pz_site_document *documents, size_t n, const struct pz_site_options *options,
                  struct pz_site_result *result, struct pz_diags *diags, struct pz_error *err);
/* Bring the edition before back (or forward again: `edition` 0 means the one before the current). Errors: E-SITE-010 no such edition. */
int pz_site_switch(const char *folder, unsigned edition, unsigned *now, struct pz_error *err);
/* Compare every file of the current edition with its list of digests: E-SUMS-001 … 004. Errors: E-SITE-010 there is none. */
int pz_site_verify(const char *folder, struct pz_diags *diags, size_t *files, struct pz_error *err);
/* Number of the current edition, 0: none. */
unsigned pz_site_current(const char *folder);

/* One organisation's documents as a bundle for its own site: a folder with the files, a page and the snippet.
 * path ends with .zip: a ZIP. Errors: E-SITE-011 no documents of that organisation. */
int pz_site_bundle(const char *path, const char *organisation, const struct pz_site_document *documents, size_t n,
                   const struct pz_site_options *options, struct pz_diags *diags, struct pz_error *err);

#endif
