/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table set wrongly is wrong in every row: what is the same in many of its paragraphs is said once, at the first, with their number. */
#include <stdarg.h>
#include <stdio.h>

#include "base/i18n.h"
#include "form/rules.h"

struct pz_form_seen {
    int table;
    size_t diag, times; /* diag: index of the finding */
};

/* The same finding in the same table, reported before. Tables come one after another: the last ones are looked through first. */
static struct pz_form_seen *seen_before(const struct pz_form_state *s, int table, const char *id, const char *message)
{
    for (size_t k = s->seen_n; k-- > 0;) {
        const struct pz_diag *d = &s->diags->v[s->seen[k].diag];
        if (s->seen[k].table == table && strcmp(d->id, id) == 0 && strcmp(d->message, message) == 0)
            return &s->seen[k];
    }
    return NULL;
}

void pz_form_report(struct pz_form_state *s, const char *id, size_t i, const char *format, ...)
{
    char message[PZ_MESSAGE_MAX];
    va_list ap;
    va_start(ap, format);
    vsnprintf(message, sizeof message, format, ap);
    va_end(ap);
    int table = s->model->paragraphs[i].table;
    struct pz_form_seen *seen = table >= 0 ? seen_before(s, table, id, message) : NULL;
    if (seen) {
        seen->times++;
        return;
    }
    struct pz_place place = pz_form_place(s->model, i);
    if (table >= 0) {
        if (s->seen_n == s->seen_cap) {
            size_t cap = s->seen_cap ? s->seen_cap * 2 : 8;
            s->seen = pz_arena_grow(&s->diags->arena, s->seen, s->seen_n, cap, sizeof *s->seen);
            s->seen_cap = cap;
        }
        s->seen[s->seen_n++] = (struct pz_form_seen){table, s->diags->n, 1};
    }
    pz_report(s->diags, id, &place, "%s", message);
}

void pz_form_gather(struct pz_form_state *s)
{
    for (size_t k = 0; k < s->seen_n; k++) {
        struct pz_diag *d = &s->diags->v[s->seen[k].diag];
        if (s->seen[k].times > 1)
            d->message =
                pz_arena_printf(&s->diags->arena, _("%s; paragraphs like it in this table: %zu"), d->message, s->seen[k].times);
    }
}
