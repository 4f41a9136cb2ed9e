/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package for signing: documents with a manifest, and places for their signatures.
 *
 *     ПАКЕТ/ (or ПАКЕТ.zip)
 *     ├── manifest.json        what is inside, machine-readable
 *     ├── manifest.csv         the same for a spreadsheet (UTF-8 with BOM, semicolons)
 *     ├── documents/NAME.pdf   what is signed
 *     ├── sources/NAME.docx    what it was made from
 *     ├── SHA256SUMS           the digests of all of it, for sha256sum -c; itself known by ПАКЕТ.sha256 beside the package
 *     └── signatures/          NAME.pdf.sig come here
 *
 * Same documents, same bytes: no time of making is written, members are in fixed order with a fixed time. */
#ifndef PZ_DELIVER_SIGN_PACKAGE_H
#define PZ_DELIVER_SIGN_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/value.h"

struct pz_sign_document {
    /* In; NULL where there is none. */
    const char *id, *organisation;                         /* definition and organisation code: the key in the register */
    const char *kind, *kind_title, *title, *number, *date; /* kind: "order"; kind_title: «приказ» */
    const char *addressee, *executor, *signatory;
    unsigned edition;
    const char *source; /* DOCX or ODT */
    const char *pdf;    /* NULL: the source itself is signed */
    const char *name;   /* name without extension inside the package; NULL: that of the file */
    /* Out. */
    size_t size;                        /* of the signed file */
    char digest[PZ_DIGEST_SIZE];        /* SHA-256 of the signed file */
    char source_digest[PZ_DIGEST_SIZE]; /* "" without a source */
    char streebog[PZ_DIGEST_SIZE];      /* ГОСТ Р 34.11-2012, 256 bits; "" where the engine is absent */
    unsigned pages;                     /* of the PDF */
};

struct pz_sign_package_options {
    bool folder; /* a folder in place of a ZIP */
    bool without_sources;
    const char *title; /* of the package */
    const char *list;  /* a finished file (the list for the signer) to go along under its own name, or NULL */
};

/* Make the package at path (replaced as a whole). Every document is checked: a file that is missing or empty, two documents of one
 * name (E-SIGN-001 … 003) go to diags and nothing is written. */
int pz_sign_package_make(const char *path, struct pz_sign_document *documents, size_t n,
                         const struct pz_sign_package_options *options, struct pz_diags *diags, struct pz_error *err);

/* The same check alone: 0, or -1 when something was reported. */
int pz_sign_package_check(const char *path, const struct pz_sign_document *documents, size_t n, struct pz_arena *arena,
                          struct pz_diags *diags);

/* The data of the list for the signer as a document: {"package": {title, count, pages, size}, "documents": [{index, kind, kind_title, title,
 * number, date, addressee, executor, signatory, file, size, pages, sha256, streebog}]}. Fill in the digests first
 * (pz_sign_package_make or pz_sign_package_digest). */
struct pz_value pz_sign_package_value(struct pz_arena *arena, const struct pz_sign_document *documents, size_t n,
                                      const char *title);
/* Read the files, fill in what is «Out». Errors: E-SYS-002. */
int pz_sign_package_digest(struct pz_sign_document *documents, size_t n, struct pz_error *err);

/* Compare a package (folder or ZIP) with its list of digests, then with its manifest: every missing, changed or foreign file is named
 * (E-SUMS-001 … 004, E-SIGN-004, 005, 007). Signatures that came back into it are left alone. -1 when it cannot be read at all. */
int pz_sign_package_verify(const char *path, struct pz_diags *diags, struct pz_error *err);

#endif
