/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stack.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "base/i18n.h"

enum { STACK = 1 << 20, REST = 128 << 10 /* what stands on it already, arguments and environment too */ };

static __attribute__((noinline)) void touch(void)
{
    volatile char below[STACK - REST];
    below[0] = 0;
    (void)below[0];
}

int cli_stack_claim(struct pz_error *err)
{
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur < STACK) {
        stack.rlim_cur = stack.rlim_max < STACK ? stack.rlim_max : STACK;
        if (stack.rlim_max < STACK || setrlimit(RLIMIT_STACK, &stack) != 0)
            return pz_fail(err, PZ_SYSTEM, "E-CLI-046", _("the stack is limited to %lu KB (ulimit -s), the program needs %d"),
                           (unsigned long)stack.rlim_max >> 10, STACK >> 10);
    }
    void *room = malloc(STACK); /* a stack cannot say that there is none */
    if (!room)
        return pz_fail_memory(err);
    free(room);
    touch();
    return 0;
}
