/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A data file as part of the program: PZ_EMBED(pz_schema_sql, "data/schema/001.sql") in one .c file defines
 * `pz_schema_sql` (bytes, a NUL behind) and `pz_schema_sql_size`; declare them elsewhere with PZ_EMBEDDED. The path is from the project's
 * root; the Makefile rebuilds what embeds a file when anything under data/ changes. */
#ifndef PZ_BASE_EMBED_H
#define PZ_BASE_EMBED_H

#include <stddef.h>
#include <stdint.h>

#define PZ_EMBEDDED(name)                                                                                                          \
    extern const char name[];                                                                                                      \
    extern const char name##_end[]

#define PZ_EMBED(name, path)                                                                                                       \
    __asm__(".pushsection .rodata\n"                                                                                               \
            ".balign 16\n"                                                                                                         \
            ".globl " #name "\n" #name ":\n"                                                                                       \
            ".incbin \"" path "\"\n"                                                                                               \
            ".globl " #name "_end\n" #name "_end:\n"                                                                               \
            ".byte 0\n"                                                                                                            \
            ".popsection\n");                                                                                                      \
    PZ_EMBEDDED(name)

#define PZ_EMBEDDED_SIZE(name) ((size_t)((uintptr_t)(name##_end) - (uintptr_t)(name)))

#endif
