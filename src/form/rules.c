/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/rules.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/embed.h"
#include "base/mem.h"

PZ_EMBED(pz_form_rules_tsv, "data/form/rules.tsv");

struct pz_form_rules {
    struct pz_form_figure *v;
    size_t n;
};

static struct pz_form_rules the_rules;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static char *field(char **line)
{
    char *start = *line, *tab = strchr(start, '\t');
    if (tab)
        *tab = '\0';
    *line = tab ? tab + 1 : start + strlen(start);
    return start;
}

static void load(void)
{
    size_t size = PZ_EMBEDDED_SIZE(pz_form_rules_tsv), lines = 1;
    char *text = pz_strndup(pz_form_rules_tsv, size); /* lives as long as the program */
    for (size_t i = 0; i < size; i++)
        lines += pz_form_rules_tsv[i] == '\n';
    struct pz_form_figure *v = pz_calloc(lines, sizeof *v);
    if (!text || !v) {
        pz_free(text);
        pz_free(v);
        return;
    }
    the_rules.v = v;
    for (char *line = text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        if (!line[0] || line[0] == '#')
            continue;
        struct pz_form_figure *f = &v[the_rules.n++];
        f->profile = field(&line);
        f->key = field(&line);
        f->value = field(&line);
        f->clause = field(&line);
    }
}

const struct pz_form_rules *pz_form_rules(void)
{
    pthread_once(&once, load);
    return &the_rules;
}

int pz_form_edition(const struct pz_form_rules *rules, const char *profile, int64_t day)
{
    int found = -1, first = -1;
    for (size_t i = 0; i < rules->n; i++) {
        const struct pz_form_figure *f = &rules->v[i];
        if (strcmp(f->key, "from") != 0)
            continue;
        if (first < 0)
            first = (int)i;
        struct pz_date from = {0};
        pz_date_parse(&from, f->value, strlen(f->value));
        if (profile ? strcmp(f->profile, profile) == 0 : !day || pz_date_to_days(from) <= day)
            found = (int)i;
    }
    return found >= 0 || profile ? found : first; /* before the first edition in the table: by the first */
}

const struct pz_form_figure *pz_form_figure(const struct pz_form_rules *rules, int edition, const char *key)
{
    const struct pz_form_figure *best = NULL;
    const char *last = edition >= 0 ? rules->v[edition].profile : "";
    for (size_t i = 0; i < rules->n; i++) {
        const struct pz_form_figure *f = &rules->v[i];
        if ((int)i > edition && strcmp(f->profile, last) != 0)
            break; /* a later edition */
        if (strcmp(f->key, key) == 0)
            best = f;
    }
    return best;
}

double pz_form_value(const struct pz_form_state *s, const char *key, double otherwise)
{
    const struct pz_form_figure *f = pz_form_figure(s->rules, s->edition, key);
    return f ? strtod(f->value, NULL) : otherwise;
}

const char *pz_form_clause(const struct pz_form_state *s, const char *key, char buffer[256])
{
    const struct pz_form_figure *f = key ? pz_form_figure(s->rules, s->edition, key) : NULL;
    buffer[0] = '\0';
    if (f && f->clause[0])
        snprintf(buffer, 256, " (%s, %s)", s->standard, f->clause);
    return buffer;
}
