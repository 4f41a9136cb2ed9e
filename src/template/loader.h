/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds, compiles and keeps the templates that others include, import or extend. Names are relative to the given folders, searched
 * in order; nothing outside them is ever opened, by «..», by an absolute name or through a symbolic link.
 * One loader serves all threads: a template is compiled once, under a lock, and found without one afterwards. */
#ifndef PZ_TEMPLATE_LOADER_H
#define PZ_TEMPLATE_LOADER_H

#include "template/program.h"

/* folders: NULL-terminated, copied. options: for the loaded templates (what they point at must outlive the loader); the loader puts
 * itself in. */
int pz_loader_new(struct pz_loader **out, const char *const *folders, const struct pz_template_options *options,
                  struct pz_error *err);
/* Frees the loaded programs too; programs that refer to them must not be rendered any more. */
void pz_loader_free(struct pz_loader *loader);

/* The program of a template, borrowed until the loader goes. 0; 1 when there is no such file; -1 on failure: E-TPL-040 (outside the
 * folders), or the first error of the template itself with its place. */
int pz_loader_get(struct pz_loader *loader, const char *name, size_t len, const struct pz_program **out, struct pz_error *err);

/* Whether there is such a file. */
bool pz_loader_has(const struct pz_loader *loader, const char *name);

/* Report every error of the templates that another (own: its file) names, and of those they name, each once with its own file and place;
 * what is not there is the rendering's affair. */
void pz_loader_check(struct pz_loader *loader, const char *own, const char *const *names, size_t n, struct pz_diags *diags);

/* The real path (PATH_MAX bytes) of a file inside a folder; false when there is none. Links that lead out do not count. */
bool pzt_locate(const char *folder, const char *name, char *real);

#endif
