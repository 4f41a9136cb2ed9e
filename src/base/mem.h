/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where memory comes from, so that a test can let the n-th request fail. */
#ifndef PZ_BASE_MEM_H
#define PZ_BASE_MEM_H

#include <stddef.h>

/* As malloc, calloc, realloc and free. NULL when memory runs out or the fault counter says so. */
void *pz_malloc(size_t size);
void *pz_calloc(size_t n, size_t size);
void *pz_realloc(void *old, size_t size);
void pz_free(void *p);
/* How often memory was refused to this thread so far. Whoever must not take a result for whole that was made of many small comparisons,
 * each of which may have lost its memory, asks before and after. */
unsigned long pz_mem_refusals(void);
/* Count what malloc gave to a library whose requests do not come here; returns it. */
void *pz_mem_counted(void *p);
/* Copy of a string or of len bytes with a NUL behind; NULL when memory runs out. The caller's to free. */
char *pz_strdup(const char *s);
char *pz_strndup(const char *s, size_t len);

/* Fault injection: the n-th fallible step from now fails (1: the next), then steps succeed again; 0 turns
 * it off. Counts memory, I/O and SQL steps alike (pz_fault_step). Not for threads. */
void pz_fault_after(long n);
/* 1 when this step has to fail. Called by every wrapper of a fallible system call. */
int pz_fault_step(void);
/* Whether the fault set by pz_fault_after has struck. */
int pz_fault_struck(void);

#endif
