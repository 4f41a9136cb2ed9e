/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dynamic Huffman code of DEFLATE made of frequencies, and the block header that says it. Source: RFC 1951, 3.2.2, 3.2.5, 3.2.7. */
#ifndef PZ_ZIP_HUFFMAN_H
#define PZ_ZIP_HUFFMAN_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum {
    PZ_MATCH_MIN = 3,
    PZ_MATCH_MAX = 258,
    PZ_LENGTHS = 286, /* literals 0–255, the end of the block, lengths */
    PZ_DISTANCES = 30,
    PZ_END_OF_BLOCK = 256,
    PZ_HEADER_BYTES = 320, /* most that a header takes: 17 + 19·3 + 316·7 bits */
};

/* Bits as they go out, the first the lowest. */
struct pz_bits {
    uint32_t bits;
    uint32_t n;
};

/* Bits gathered on their way to memory; room for them, and 8 bytes more, is made before. */
struct pz_pen {
    uint64_t bits;
    unsigned n;
    char *to;
};

static inline void pz_pen_put(struct pz_pen *pen, struct pz_bits b)
{
    pen->bits |= (uint64_t)b.bits << pen->n;
    pen->n += b.n;
}

/* Write whole bytes; at most 63 bits may have gathered, fewer than 8 stay. */
static inline void pz_pen_flush(struct pz_pen *pen)
{
    uint64_t v = htole64(pen->bits);
    memcpy(pen->to, &v, sizeof v);
    pen->to += pen->n / 8;
    pen->bits >>= pen->n & ~7U;
    pen->n &= 7;
}

/* Bits that were coded before; fewer than 8 may wait. 8 bytes behind the last whole one can be read. */
static inline void pz_pen_copy(struct pz_pen *pen, const void *coded, uint32_t n)
{
    enum { AT_ONCE = 56 };
    const char *from = coded;
    uint64_t v;
    for (;; from += AT_ONCE / 8) {
        unsigned now = n < AT_ONCE ? n : AT_ONCE;
        memcpy(&v, from, sizeof v);
        pen->bits |= (le64toh(v) & ((1ULL << now) - 1)) << pen->n;
        pen->n += now;
        pz_pen_flush(pen);
        if (n <= AT_ONCE)
            return;
        n -= AT_ONCE;
    }
}

struct pz_huffman {
    struct pz_bits literal[PZ_LENGTHS]; /* all that stands before extra bits */
    struct pz_bits distance[PZ_DISTANCES];
    struct pz_bits length[PZ_MATCH_MAX + 1]; /* by bytes of a match, with the extra bits */
    uint8_t header[PZ_HEADER_BYTES + 8];     /* of a block that is not the last one: its code, behind which symbols follow */
    unsigned header_bits;
};

/* Make the code. Frequencies of 0 count as 1: every symbol can be coded. */
void pz_huffman_make(struct pz_huffman *h, const uint32_t lengths[PZ_LENGTHS], const uint32_t distances[PZ_DISTANCES]);

/* The symbol of a match of 3 to 258 bytes, or of a distance of 1 to 32,768, and its extra bits. */
static inline uint32_t pz_length_symbol(uint32_t length, struct pz_bits *extra)
{
    uint32_t x = length - 3;
    *extra = (struct pz_bits){0, 0};
    if (x < 8)
        return 257 + x;
    if (length == 258)
        return 285;
    uint32_t top = 31 - (uint32_t)__builtin_clz(x);
    *extra = (struct pz_bits){x & ((1U << (top - 2)) - 1), top - 2};
    return 257 + 4 * (top - 1) + (x >> (top - 2) & 3);
}

static inline uint32_t pz_distance_symbol(uint32_t distance, struct pz_bits *extra)
{
    uint32_t x = distance - 1;
    *extra = (struct pz_bits){0, 0};
    if (x < 4)
        return x;
    uint32_t top = 31 - (uint32_t)__builtin_clz(x);
    *extra = (struct pz_bits){x & ((1U << (top - 1)) - 1), top - 1};
    return 2 * top + (x >> (top - 1) & 1);
}

#endif
