/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One outside command, run to its end or to its time limit. */
#ifndef PZ_DELIVER_PROCESS_H
#define PZ_DELIVER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

struct pz_process_result {
    int status;   /* wait status */
    bool overdue; /* killed, with everything it started, because its time was up */
};

/* A descriptor that is readable from the moment the child pid is gone; it stays to be waited for. A pidfd, or, where the kernel or what
 * stands in for it has none (Linux before 5.3, some containers, valgrind), the end of a pipe that a thread closes. The caller closes it.
 * -1 with errno. */
int pz_process_exit_fd(pid_t pid);

/* argv: NULL-terminated, argv[0] looked for in PATH; the environment is the caller's own, standard input is empty. said: what it
 * printed on either output, up to the buffer's limit. 0 when it ran, however it ended; -1 when it could not be started (errno kept in
 * err->code). Errors: E-SIGN-030. */
int pz_process_run(char *const *argv, unsigned timeout_ms, struct pz_buf *said, struct pz_process_result *result,
                   struct pz_error *err);

#endif
