/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong in one place is wrong in many: the same finding is said once, at the first place, and names the others. */
#include <stdarg.h>
#include <stdio.h>

#include "base/i18n.h"
#include "form/rules.h"

enum {
    PLACES_MAX = 12,
    GROUPS_MAX = 2000
}; /* of a document with more kinds of findings the rest stay as they are: time stays linear */

/* Rules whose words are those of the place and whose remedy is one: gathered whatever they quote. */
static bool is_mechanical(const char *id)
{
    static const char *const ids[] = {"W-FORM-060", "W-TEXT-106", "W-TEXT-107", "W-TEXT-108", "W-TEXT-116", "W-TEXT-118"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(id, ids[i]) == 0)
            return true;
    return false;
}

void pz_form_report(struct pz_form_state *s, const char *id, size_t i, const char *format, ...)
{
    char message[PZ_MESSAGE_MAX];
    va_list ap;
    va_start(ap, format);
    vsnprintf(message, sizeof message, format, ap);
    va_end(ap);
    struct pz_place place = pz_form_place(s->model, i);
    pz_report(s->diags, id, &place, "%s", message);
}

static bool is_same(const struct pz_diag *a, const struct pz_diag *b)
{
    return strcmp(a->id, b->id) == 0 && (is_mechanical(a->id) || strcmp(a->message, b->message) == 0);
}

/* The place without the words that stand there: «table 2, row 3, column 1». */
static size_t short_place(const struct pz_place *place)
{
    const char *quote = strstr(place->inside, " “"), *other = strstr(place->inside, " «");
    if (!quote || (other && other < quote))
        quote = other;
    return quote ? (size_t)(quote - place->inside) : strlen(place->inside);
}

/* Findings like `v[first]` behind it leave their places in `places`; each is marked by an empty id. */
static size_t collect(struct pz_diag *v, size_t first, size_t n, struct pz_buf *places)
{
    size_t more = 0;
    for (size_t i = first + 1; i < n; i++) {
        if (!v[i].id[0] || !is_same(&v[first], &v[i]))
            continue;
        if (more++ < PLACES_MAX)
            pz_buf_printf(places, "%s%.*s", places->len ? "; " : "", (int)short_place(&v[i].place), v[i].place.inside);
        v[i].id = "";
    }
    return more;
}

static void say_places(struct pz_diags *diags, struct pz_diag *d, size_t more, const struct pz_buf *places)
{
    if (more > PLACES_MAX)
        d->message =
            pz_arena_printf(&diags->arena, _("%s; also: %s and %zu more"), d->message, pz_buf_str(places), more - PLACES_MAX);
    else
        d->message = pz_arena_printf(&diags->arena, _("%s; also: %s"), d->message, pz_buf_str(places));
}

void pz_form_gather(struct pz_diags *diags, size_t from)
{
    size_t kept = from;
    struct pz_buf places = PZ_BUF_INIT;
    for (size_t i = from; i < diags->n; i++) {
        struct pz_diag *d = &diags->v[i];
        if (!d->id[0]) {
            diags->errors -= d->severity == PZ_ERROR;
            diags->warnings -= d->severity == PZ_WARNING;
            continue;
        }
        pz_buf_clear(&places);
        size_t more = d->place.inside[0] && kept - from < GROUPS_MAX ? collect(diags->v, i, diags->n, &places) : 0;
        if (more)
            say_places(diags, d, more, &places);
        diags->v[kept++] = *d;
    }
    diags->n = kept;
    pz_buf_release(&places);
}
