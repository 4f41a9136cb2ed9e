/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static long fault_countdown; /* 0: off */
static int fault_done;

void pz_fault_after(long n)
{
    fault_countdown = n;
    fault_done = 0;
}

int pz_fault_step(void)
{
    if (!fault_countdown || --fault_countdown)
        return 0;
    fault_done = 1;
    return 1;
}

int pz_fault_struck(void)
{
    return fault_done;
}

static _Thread_local unsigned long refusals;

void *pz_mem_counted(void *p)
{
    refusals += !p;
    return p;
}

unsigned long pz_mem_refusals(void)
{
    return refusals;
}

void *pz_malloc(size_t size)
{
    return pz_mem_counted(pz_fault_step() ? NULL : malloc(size ? size : 1));
}

void *pz_calloc(size_t n, size_t size)
{
    return pz_mem_counted(pz_fault_step() ? NULL : calloc(n ? n : 1, size ? size : 1));
}

void *pz_realloc(void *old, size_t size)
{
    return pz_mem_counted(pz_fault_step() ? NULL : realloc(old, size ? size : 1));
}

void pz_free(void *p)
{
    free(p);
}

char *pz_strndup(const char *s, size_t len)
{
    char *p = pz_malloc(len + 1);
    if (!p)
        return NULL;
    if (len)
        memcpy(p, s, len);
    p[len] = '\0';
    return p;
}

char *pz_strdup(const char *s)
{
    return pz_strndup(s, strlen(s));
}
