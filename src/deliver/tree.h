/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a folder or of a ZIP, alike: names relative with slashes, sorted by bytes; empty folders and links to folders are left out. */
#ifndef PZ_DELIVER_TREE_H
#define PZ_DELIVER_TREE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "zip/package.h"

struct pz_tree {
    const char *root; /* borrowed */
    struct pz_package *zip;
    const char **names; /* in the arena */
    size_t n;
};

/* List what is there; a path that is no folder is opened as a ZIP. Errors: E-SYS-002, E-ZIP-…. */
int pz_tree_open(struct pz_tree *tree, const char *path, struct pz_arena *arena, struct pz_error *err);
void pz_tree_close(struct pz_tree *tree);
/* Index of the name, or -1. */
long pz_tree_find(const struct pz_tree *tree, const char *name);
/* Append a file to out. Errors: those of reading; E-ZIP-009 a damaged member. */
int pz_tree_read(const struct pz_tree *tree, const char *name, struct pz_buf *out, struct pz_error *err);
int pz_tree_digest(const struct pz_tree *tree, const char *name, char digest[PZ_DIGEST_SIZE], struct pz_error *err);

#endif
