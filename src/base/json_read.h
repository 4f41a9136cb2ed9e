/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short way from well-formed JSON to values: one pass, straight into the arena. What is not well-formed, too deep or holds numbers beyond
 * 64 bits is left to the library, which has the last word on what is JSON and the messages. Private to base/json.c. */
#ifndef PZ_BASE_JSON_READ_H
#define PZ_BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/value.h"

/* Where a stretch of a string ends that stands for itself: at a quote, a backslash or a control character, or at `end`. */
static inline const char *pz_json_plain_end(const char *p, const char *end)
{
    const uint64_t ones = UINT64_MAX / 255, tops = ones << 7;
    for (uint64_t v; end - p >= 8; p += 8) { /* (v - n·ones) & ~v has a top bit set where a byte of v is below n, n at most 128 */
        memcpy(&v, p, sizeof v);
        uint64_t quote = v ^ ones * '"', slash = v ^ ones * '\\';
        if ((((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((v - ones * 0x20) & ~v)) & tops)
            break;
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
        p++;
    return p;
}

enum pz_json_outcome {
    PZ_JSON_READ,
    PZ_JSON_ASK,      /* the library */
    PZ_JSON_TOO_LARGE /* the values take more than memory_max bytes */
};

/* PZ_JSON_READ and *out when the whole text is one JSON value; its strings are in the arena. *stopped: bytes read until then. */
enum pz_json_outcome pz_json_read(struct pz_value *out, struct pz_arena *arena, const char *text, size_t len, size_t memory_max,
                                  size_t *stopped);

#endif
