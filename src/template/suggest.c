/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "template/suggest.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "template/lookalike.h"

enum { RUNES_MAX = 48 };

static size_t runes(uint32_t *out, const char *s, size_t len)
{
    size_t n = 0;
    for (const char *end = s + len; s < end && n < RUNES_MAX;)
        out[n++] = pz_rune_lower(pz_utf8_next(&s, end));
    return n;
}

/* Edit distance with neighbours exchanged counted as one step. */
static unsigned distance(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    unsigned row[3][RUNES_MAX + 1];
    for (size_t j = 0; j <= nb; j++)
        row[0][j] = (unsigned)j;
    for (size_t i = 1; i <= na; i++) {
        unsigned *above2 = row[(i + 1) % 3], *above = row[(i - 1) % 3], *now = row[i % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= nb; j++) {
            unsigned best = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && above2[j - 2] + 1 < best)
                best = above2[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[na % 3][nb];
}

void pzt_suggestion_start(struct suggestion *s, const char *text, size_t len)
{
    size_t n = pz_utf8_length(text, len);
    *s = (struct suggestion){.text = text, .len = len, .distance = n < 2 ? 1 : n < 4 ? 2 : n < 8 ? 3 : 4};
}

void pzt_suggestion_try(struct suggestion *s, const char *name, size_t len)
{
    uint32_t a[RUNES_MAX], b[RUNES_MAX];
    if (len == s->len && memcmp(name, s->text, len) == 0)
        return;
    size_t na = runes(a, s->text, s->len), nb = runes(b, name, len);
    bool same = pz_look_differs_only(s->text, s->len, name, len);
    unsigned d = same ? 0 : distance(a, na, b, nb);
    if (d >= s->distance && !(same && !s->lookalike))
        return;
    s->distance = d;
    s->best = name;
    s->best_len = len;
    s->lookalike = same;
}

void pzt_suggestion_hint(const struct suggestion *s, char *out, size_t size)
{
    out[0] = '\0';
    if (s->best && s->lookalike)
        pz_look_hint(out, size, s->text, s->len, s->best, s->best_len);
    else if (s->best)
        snprintf(out, size, _("perhaps “%.*s”"), (int)s->best_len, s->best);
}

const char *pzt_suggest(char *out, size_t size, const char *text, size_t len, const char *(*name)(size_t i))
{
    struct suggestion s;
    pzt_suggestion_start(&s, text, len);
    const char *candidate;
    for (size_t i = 0; (candidate = name(i)); i++)
        pzt_suggestion_try(&s, candidate, strlen(candidate));
    pzt_suggestion_hint(&s, out, size);
    return s.lookalike ? s.best : NULL;
}
