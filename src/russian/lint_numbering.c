/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One style of numbering through the document: «1.1» or «1.1.», not both. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "russian/lint_text.h"

struct label {
    const char *s;
    size_t len;
    unsigned levels;
    bool stop; /* a full stop behind the last figure */
};

/* A number of several levels that opens the paragraph (behind a bullet, if any) and is no date or amount. */
static bool read_label(struct label *out, const struct pz_lint_paragraph *p)
{
    const char *s = p->text, *end = s + p->len;
    while (s < end && (*s == ' ' || *s == '-' || *s == '\t'))
        s++;
    *out = (struct label){.s = s};
    while (s < end && *s >= '0' && *s <= '9') {
        const char *digits = s;
        while (s < end && *s >= '0' && *s <= '9')
            s++;
        if (s - digits > 2)
            return false;
        out->levels++;
        out->stop = s < end && *s == '.';
        s += out->stop;
        if (!out->stop)
            break;
    }
    out->len = (size_t)(s - out->s);
    if (s == end)
        return out->levels >= 2 && p->cell;
    const char *next = s;
    uint32_t r = pz_utf8_next(&next, end);
    while (next < end && pz_rune_is_space(r))
        r = pz_utf8_next(&next, end);
    bool text_follows = pz_rune_is_letter(r) || r == 0xAB || r == '"';
    return out->levels >= 2 && (pz_rune_is_space((unsigned char)*s) || (unsigned char)*s == 0xC2) && text_follows;
}

/* Points are compared with points and cells of tables with cells: codes in a table are no points of the text. */
static void compare_labels(struct pz_lint *lint, bool cells)
{
    struct label first[2] = {{0}}, label; /* with and without a stop */
    size_t at[2] = {0, 0}, counts[2] = {0, 0};
    for (size_t i = 0; i < lint->n; i++) {
        if (lint->v[i].cell != cells || !read_label(&label, &lint->v[i]))
            continue;
        if (counts[label.stop]++ == 0) {
            first[label.stop] = label;
            at[label.stop] = i;
        }
    }
    if (counts[0] == 0 || counts[1] == 0)
        return;
    bool rare = counts[1] < counts[0];
    char message[PZ_MESSAGE_MAX];
    snprintf(message, sizeof message, _("points are numbered in two ways: “%.*s” and “%.*s”"), (int)first[rare].len, first[rare].s,
             (int)first[!rare].len, first[!rare].s);
    pz_lint_report(lint, at[rare], first[rare].s, first[rare].len, "W-TEXT-110", NULL, message);
}

void pz_lint_numbering(struct pz_lint *lint)
{
    compare_labels(lint, false);
    compare_labels(lint, true);
}
