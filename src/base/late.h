/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries that are loaded when the first of their functions is wanted (docs/decisions/late-libraries.md).
 *
 * A module that uses one lists the library's functions in a .def file, a line each, and defines them under their own names:
 *
 *     LATE(int, lib_count, (lib_handle h), (h))         the line: type, name, parameters, arguments
 *     #define LATE PZ_LATE_DEFINE                       defines lib_count, which calls what was loaded
 *     #define LATE PZ_LATE_ROW                          a row of the table of a pz_late
 *
 * so the compiler checks each line against the library's header, the linker misses a function that is not listed, and the code that calls
 * them looks as ever. Whoever hands out the library's first handle calls pz_late_load before; then no call can fail for want of it. */
#ifndef PZ_BASE_LATE_H
#define PZ_BASE_LATE_H

#include <pthread.h>
#include <stddef.h>

#include "base/error.h"

struct pz_late_function {
    const char *name;
    void *at; /* the pointer to the function, a `void **` once it is untyped */
};

/* A static object: PZ_LATE_INIT("libname.so.1", functions). */
struct pz_late {
    const char *file; /* name by which the loader finds it */
    const struct pz_late_function *functions;
    size_t n;
    pthread_mutex_t lock;
    void *handle; /* NULL until loaded; it stays loaded until the program ends */
};

#define PZ_LATE_INIT(FILE, FUNCTIONS)                                                                                              \
    {                                                                                                                              \
        .file = FILE, .functions = FUNCTIONS, .n = sizeof(FUNCTIONS) / sizeof *(FUNCTIONS), .lock = PTHREAD_MUTEX_INITIALIZER      \
    }

#define PZ_LATE_DEFINE(type, name, parameters, arguments)                                                                          \
    type name parameters;                                                                                                          \
    static type(*late_##name) parameters;                                                                                          \
    type name parameters                                                                                                           \
    {                                                                                                                              \
        return late_##name arguments;                                                                                              \
    }
#define PZ_LATE_ROW(type, name, parameters, arguments) {#name, &late_##name},

/* Load the library unless it is, and find all its functions, in what it depends on too. For several threads at once.
 * Errors: E-SYS-009, with the loader's words. */
int pz_late_load(struct pz_late *library, struct pz_error *err);

#endif
