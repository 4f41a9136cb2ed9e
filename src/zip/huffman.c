/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/huffman.h"

#include <stdbool.h>

enum { MOST = PZ_LENGTHS + PZ_DISTANCES, CODE_LENGTHS = 19, LONGEST = 15, LONGEST_OF_LENGTHS = 7, REPEAT = 16 };

/* Of a code of n symbols: parents of leaves 0..n-1 and of inner nodes n..2n-2. Leaves are taken by weight, inner nodes come up sorted. */
static unsigned deepest(const uint32_t *weight, unsigned n, uint8_t *length)
{
    uint16_t order[MOST], parent[2 * MOST] = {0};
    uint64_t sum[2 * MOST];
    unsigned leaf = 0, inner = n, next = n, most = 0;
    for (unsigned i = 0; i < n; i++) { /* by weight, equal ones by number: the same code whatever sorts */
        unsigned at = i;
        for (; at && weight[order[at - 1]] > weight[i]; at--)
            order[at] = order[at - 1];
        order[at] = (uint16_t)i;
    }
    for (; next < 2 * n - 1; next++) {
        sum[next] = 0;
        for (int twice = 0; twice < 2; twice++) {
            bool take_leaf = leaf < n && (inner == next || weight[order[leaf]] <= sum[inner]);
            unsigned node = take_leaf ? order[leaf] : inner;
            sum[next] += take_leaf ? weight[order[leaf]] : sum[inner];
            parent[node] = (uint16_t)next;
            leaf += take_leaf;
            inner += !take_leaf;
        }
    }
    uint8_t depth[2 * MOST];
    depth[2 * n - 2] = 0;
    for (unsigned i = 2 * n - 2; i-- > n;)
        depth[i] = (uint8_t)(depth[parent[i]] + 1);
    for (unsigned i = 0; i < n; i++) {
        length[i] = (uint8_t)(depth[parent[i]] + 1);
        most = length[i] > most ? length[i] : most;
    }
    return most;
}

/* Code lengths, none over the limit: weights are evened out until that holds. */
static void lengths_of(const uint32_t *frequency, unsigned n, unsigned limit, uint8_t *length)
{
    uint32_t weight[MOST];
    for (unsigned i = 0; i < n; i++)
        weight[i] = frequency[i] ? frequency[i] : 1;
    while (deepest(weight, n, length) > limit) {
        for (unsigned i = 0; i < n; i++)
            weight[i] = weight[i] / 2 + 1;
    }
}

static uint32_t reversed(uint32_t code, unsigned n)
{
    uint32_t out = 0;
    for (; n; n--, code >>= 1)
        out = out << 1 | (code & 1);
    return out;
}

/* RFC 1951, 3.2.2. */
static void assign(struct pz_bits *code, const uint8_t *length, unsigned n)
{
    uint32_t count[LONGEST + 1] = {0}, next[LONGEST + 1], value = 0;
    for (unsigned i = 0; i < n; i++)
        count[length[i]]++;
    for (unsigned bits = 1; bits <= LONGEST; bits++) {
        value = (value + (bits > 1 ? count[bits - 1] : 0)) << 1;
        next[bits] = value;
    }
    for (unsigned i = 0; i < n; i++)
        code[i] = (struct pz_bits){reversed(next[length[i]]++, length[i]), length[i]};
}

static void put(struct pz_huffman *h, uint32_t bits, unsigned n)
{
    for (; n; n--, bits >>= 1, h->header_bits++)
        h->header[h->header_bits / 8] |= (uint8_t)((bits & 1) << h->header_bits % 8);
}

/* The lengths as symbols of the code for lengths: the length itself, or “the last one again, 3 to 6 times”. */
static unsigned run_lengths(const uint8_t *length, uint8_t *symbol, uint8_t *times)
{
    unsigned n = 0;
    for (unsigned i = 0; i < MOST;) {
        unsigned same = 0;
        while (i && i + same < MOST && same < 6 && length[i + same] == length[i - 1])
            same++;
        symbol[n] = same >= 3 ? REPEAT : length[i];
        times[n++] = (uint8_t)(same >= 3 ? same : 1);
        i += same >= 3 ? same : 1;
    }
    return n;
}

/* RFC 1951, 3.2.7. */
static void put_header(struct pz_huffman *h, const uint8_t *length)
{
    static const uint8_t order[CODE_LENGTHS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t symbol[MOST], times[MOST], own[CODE_LENGTHS];
    uint32_t frequency[CODE_LENGTHS] = {0};
    struct pz_bits code[CODE_LENGTHS];
    unsigned n = run_lengths(length, symbol, times);
    for (unsigned i = 0; i < n; i++)
        frequency[symbol[i]]++;
    lengths_of(frequency, CODE_LENGTHS, LONGEST_OF_LENGTHS, own);
    assign(code, own, CODE_LENGTHS);
    put(h, 0, 1); /* not the last block */
    put(h, 2, 2); /* with a code of its own */
    put(h, PZ_LENGTHS - 257, 5);
    put(h, PZ_DISTANCES - 1, 5);
    put(h, CODE_LENGTHS - 4, 4);
    for (unsigned i = 0; i < CODE_LENGTHS; i++)
        put(h, own[order[i]], 3);
    for (unsigned i = 0; i < n; i++) {
        put(h, code[symbol[i]].bits, code[symbol[i]].n);
        if (symbol[i] == REPEAT)
            put(h, times[i] - 3U, 2);
    }
}

void pz_huffman_make(struct pz_huffman *h, const uint32_t lengths[PZ_LENGTHS], const uint32_t distances[PZ_DISTANCES])
{
    uint8_t length[MOST];
    memset(h, 0, sizeof *h);
    lengths_of(lengths, PZ_LENGTHS, LONGEST, length);
    lengths_of(distances, PZ_DISTANCES, LONGEST, length + PZ_LENGTHS);
    assign(h->literal, length, PZ_LENGTHS);
    assign(h->distance, length + PZ_LENGTHS, PZ_DISTANCES);
    for (uint32_t i = PZ_MATCH_MIN; i <= PZ_MATCH_MAX; i++) {
        struct pz_bits extra, code = h->literal[pz_length_symbol(i, &extra)];
        h->length[i] = (struct pz_bits){code.bits | extra.bits << code.n, code.n + extra.n};
    }
    put_header(h, length);
}
