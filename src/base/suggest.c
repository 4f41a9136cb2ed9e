/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/suggest.h"

#include "base/utf8.h"

enum { NAME_MAX_RUNES = 48 };

static size_t runes(uint32_t out[NAME_MAX_RUNES], const char *s, size_t len)
{
    size_t n = 0;
    for (const char *p = s, *end = s + len; p < end && n < NAME_MAX_RUNES;)
        out[n++] = pz_rune_lower(pz_utf8_next(&p, end));
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance. */
static size_t distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t row[3][NAME_MAX_RUNES + 1];
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *up = row[(i + 2) % 3], *upper = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(least(up[j], now[j - 1]) + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], upper[j - 2] + 1);
        }
    }
    return row[n % 3][m];
}

const char *pz_suggest(const struct pz_map *map, const char *s, size_t len)
{
    uint32_t want[NAME_MAX_RUNES], have[NAME_MAX_RUNES];
    size_t n = runes(want, s, len), best = n / 3 + 1;
    const char *found = NULL;
    for (uint32_t i = 0; i < map->n; i++) {
        size_t d = distance(want, n, have, runes(have, map->e[i].key.s, map->e[i].key.len));
        if (d < best) {
            best = d;
            found = map->e[i].key.s;
        }
    }
    return found;
}
