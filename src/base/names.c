/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/names.h"

#include <pthread.h>

#include "base/embed.h"
#include "base/mem.h"

PZ_EMBED(pz_vocabulary, "data/vocabulary.tsv");

struct pz_names {
    struct pz_arena arena;
    struct pz_name *v;
    size_t n;
    struct pz_map *by_key; /* canonical and alias → entry number */
};

static struct pz_names *the_names;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static char *next_field(char **line)
{
    char *field = *line, *tab = strchr(field, '\t');
    if (tab)
        *tab = '\0';
    *line = tab ? tab + 1 : field + strlen(field);
    return field;
}

static void add_line(struct pz_names *names, char *line)
{
    struct pz_name *name = &names->v[names->n];
    name->canonical = pz_key(next_field(&line));
    name->alias = pz_key(next_field(&line));
    name->kind = next_field(&line);
    name->synonyms = next_field(&line);
    name->description = next_field(&line);
    struct pz_value number = pz_int((int64_t)names->n++);
    if (!pz_map_find(names->by_key, name->canonical))
        pz_map_put(&names->arena, names->by_key, name->canonical, number);
    if (name->alias.len && !pz_map_find(names->by_key, name->alias))
        pz_map_put(&names->arena, names->by_key, name->alias, number);
}

static void load(void)
{
    struct pz_names *names = pz_calloc(1, sizeof *names);
    if (!names)
        return;
    pz_arena_init(&names->arena, 0);
    jmp_buf oom;
    pz_arena_trap(&names->arena, &oom);
    if (setjmp(oom)) {
        pz_arena_release(&names->arena);
        pz_free(names);
        return;
    }
    size_t size = PZ_EMBEDDED_SIZE(pz_vocabulary), lines = 1;
    char *text = pz_arena_strndup(&names->arena, pz_vocabulary, size);
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    names->v = PZ_NEW_ARRAY(&names->arena, lines, struct pz_name);
    names->by_key = pz_map_new(&names->arena, lines * 2);
    for (char *line = text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        if (line[0] && line[0] != '#')
            add_line(names, line);
    }
    pz_arena_trap(&names->arena, NULL);
    the_names = names;
}

const struct pz_names *pz_names_default(void)
{
    pthread_once(&once, load);
    return the_names;
}

const struct pz_name *pz_names_find(const struct pz_names *names, struct pz_key key)
{
    struct pz_value *number = names ? pz_map_find(names->by_key, key) : NULL;
    return number ? &names->v[number->u.i] : NULL;
}

struct pz_key pz_names_canonical(const struct pz_names *names, struct pz_key key)
{
    const struct pz_name *name = pz_names_find(names, key);
    return name ? name->canonical : key;
}

size_t pz_names_count(const struct pz_names *names)
{
    return names ? names->n : 0;
}

const struct pz_name *pz_names_at(const struct pz_names *names, size_t i)
{
    return &names->v[i];
}
