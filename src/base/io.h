/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files: read whole, written beside the target and renamed, so that a reader sees the old bytes or the new ones, never a part. */
#ifndef PZ_BASE_IO_H
#define PZ_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* Append the whole file to out. max_bytes: larger files are refused.
 * Errors: E-SYS-002 cannot open or read, E-SYS-003 too large. */
int pz_file_read(struct pz_buf *out, const char *path, size_t max_bytes, struct pz_error *err);

/* Write beside the target, rename over it. sync: also flush file and folder to the disk before returning; without it the caller
 * syncs the file system once for many files (pz_filesystem_sync) before it relies on them.
 * Missing folders of the path are made. On failure the target is as it was and no temporary file stays. Errors: E-SYS-004. */
int pz_file_write(const char *path, const void *data, size_t len, bool sync, struct pz_error *err);
/* The name of a file or folder beside `path` that no other writer uses, hidden: «.NAME.PID-N.tmp». What a killed program leaves under such
 * a name is known for what it is. -1: out has no room, errno is set. */
int pz_temporary_name(char *out, size_t size, const char *path);
/* Append to the file, which is made when it is missing, by one call: what several processes append does not mix. Not flushed to the disk.
 * Errors: E-SYS-004. */
int pz_file_append(const char *path, const void *data, size_t len, struct pz_error *err);

/* Make a folder and those above it. Errors: E-SYS-005. */
int pz_make_folders(const char *path, struct pz_error *err);
/* Flush everything written to the file system that holds `path` (syncfs). Errors: E-SYS-006. */
int pz_filesystem_sync(const char *path, struct pz_error *err);
/* Remove a folder and all below it; symbolic links are removed, not followed. A missing folder is success. Errors: E-SYS-007. */
int pz_remove_tree(const char *path, struct pz_error *err);
/* The same of a folder that is there, in the folder open as `parent`; -1: errno tells why. */
int pz_remove_tree_at(int parent, const char *name);

/* The path of the running program; "" when it cannot be told. */
void pz_program_path(char *path, size_t size);
bool pz_file_exists(const char *path);
bool pz_is_folder(const char *path);

/* Join with one slash; an absolute `name` wins. Appends to out. */
void pz_path_join(struct pz_buf *out, const char *folder, const char *name);
/* The part behind the last slash; the part behind the last dot of it ("" without one). Borrowed from path. */
const char *pz_path_name(const char *path);
const char *pz_path_extension(const char *path);
/* Whether a relative path stays below its folder: not absolute, no «..» that leads out, no NUL. */
bool pz_path_is_inside(const char *path);

#endif
