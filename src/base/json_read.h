/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short way from well-formed JSON to values: one pass, straight into the arena. What is not well-formed, too deep or holds numbers beyond
 * 64 bits is left to the library, which has the last word on what is JSON and the messages. Private to base/json.c. */
#ifndef PZ_BASE_JSON_READ_H
#define PZ_BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/value.h"

/* true and *out when the whole text is one JSON value; false: ask the library. Strings are in the arena. */
bool pz_json_read(struct pz_value *out, struct pz_arena *arena, const char *text, size_t len);

#endif
