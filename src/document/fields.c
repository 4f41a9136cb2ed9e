/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/fields.h"

#include "base/i18n.h"

/* A grey square of 10 mm. */
#define SAMPLE_PICTURE                                                                                                             \
    "data:image/svg+xml;base64,"                                                                                                   \
    "PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnIHdpZHRoPScxMG1tJyBoZWlnaHQ9JzEwbW0nPjxyZWN0IHdp"                         \
    "ZHRoPScxMDAlJyBoZWlnaHQ9JzEwMCUnIGZpbGw9JyNjY2MnLz48L3N2Zz4="

static struct pz_field_node *child(struct pz_field_node *parent, const char *name, size_t len)
{
    for (struct pz_field_node *n = parent->first; n; n = n->next)
        if (strlen(n->name) == len && memcmp(n->name, name, len) == 0)
            return n;
    return NULL;
}

/* How much a kind says about what to give: what a loop, a filter or a place takes counts more than what the vocabulary has under the
 * name, that more than being printed or asked for. */
enum weight { NOTHING, ASKED, PRINTED, KNOWN, TAKEN };

static enum weight weight_of_use(const char *kind)
{
    if (!kind[0])
        return NOTHING;
    return strcmp(kind, "text") == 0 ? PRINTED : strcmp(kind, "flag") == 0 ? ASKED : TAKEN;
}

static enum weight weight_of_known(const char *kind)
{
    bool whole = strcmp(kind, "map") == 0 || strcmp(kind, "list") == 0; /* a name without fields here is another thing */
    return !kind[0] ? NOTHING : whole ? ASKED : KNOWN;
}

static void set_kind(struct pz_field_node *n, const char *kind, unsigned weight)
{
    if (weight <= n->weight)
        return;
    n->kind = kind;
    n->weight = weight;
}

static struct pz_field_node *add_child(struct pz_field_node *parent, const char *path, size_t start, size_t end, bool list,
                                       const struct pz_names *names, struct pz_arena *arena)
{
    struct pz_field_node **at = &parent->first, *n;
    while (*at)
        at = &(*at)->next;
    n = *at = PZ_NEW(arena, struct pz_field_node);
    n->name = pz_arena_strndup(arena, path + start, end - start - (list ? 2 : 0));
    n->path = pz_arena_strndup(arena, path, end - (list ? 2 : 0));
    const struct pz_name *known = names ? pz_names_find(names, pz_key(n->name)) : NULL;
    n->kind = "";
    if (known && known->kind)
        set_kind(n, known->kind, weight_of_known(known->kind));
    n->description = known && known->description ? known->description : "";
    return n;
}

static void add_path(struct pz_field_node *root, const struct pz_field *field, const struct pz_names *names, struct pz_arena *arena)
{
    struct pz_field_node *at = root;
    for (size_t start = 0, end; field->path[start]; start = end + (field->path[end] == '.')) {
        end = start + strcspn(field->path + start, ".");
        bool list = end - start > 2 && memcmp(field->path + end - 2, "[]", 2) == 0;
        struct pz_field_node *n = child(at, field->path + start, end - start - (list ? 2 : 0));
        if (!n) {
            n = add_child(at, field->path, start, end, list, names, arena);
            n->place = field->place;
        }
        if (list)
            n->kind = "list";
        else if (field->path[end] && strcmp(n->kind, "list") != 0)
            n->kind = "map";
        else if (!field->path[end] && !n->first)
            set_kind(n, field->kind, weight_of_use(field->kind));
        n->uses += !field->path[end];
        at = n;
    }
}

struct pz_field_node *pz_field_tree(const struct pz_field_list *fields, const struct pz_names *names, struct pz_arena *arena)
{
    struct pz_field_node *root = PZ_NEW(arena, struct pz_field_node);
    root->name = root->path = root->kind = root->description = "";
    for (size_t i = 0; i < fields->n; i++)
        add_path(root, &fields->v[i], names, arena);
    return root;
}

/* For people: programs read the kind itself, as JSON. With the brackets it is another word to translate than «номер». */
static const char *kind_in_words(const char *kind)
{
    static const char *const words[][2] = {{"text", N_("(text)")},     {"number", N_("(number)")},  {"date", N_("(date)")},
                                           {"list", N_("(list)")},     {"map", N_("(map)")},        {"flag", N_("(flag)")},
                                           {"colour", N_("(colour)")}, {"picture", N_("(picture)")}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], kind) == 0)
            return _(words[i][1]);
    return "";
}

static void print(const struct pz_field_node *n, int depth, struct pz_buf *out)
{
    for (; n; n = n->next) {
        pz_buf_printf(out, "%*s%s", 2 * depth, "", n->name);
        if (n->kind[0])
            pz_buf_printf(out, "  %s", kind_in_words(n->kind));
        if (n->description[0])
            pz_buf_printf(out, "  %s", n->description);
        pz_buf_puts(out, "  ");
        pz_place_print(&n->place, out);
        pz_buf_putc(out, '\n');
        print(n->first, depth + 1, out);
    }
}

void pz_field_tree_print(const struct pz_field_node *root, struct pz_buf *out)
{
    print(root->first, 0, out);
}

static void put_pair(struct pz_buf *out, const char *key, const char *text)
{
    pz_buf_printf(out, ", \"%s\": ", key);
    pz_buf_put_json(out, text, strlen(text));
}

static void json(const struct pz_field_node *n, struct pz_buf *out)
{
    pz_buf_putc(out, '[');
    for (; n; n = n->next) {
        struct pz_buf place = PZ_BUF_INIT;
        pz_place_print(&n->place, &place);
        pz_buf_puts(out, "{\"name\": ");
        pz_buf_put_json(out, n->name, strlen(n->name));
        put_pair(out, "path", n->path);
        put_pair(out, "kind", n->kind);
        put_pair(out, "description", n->description);
        put_pair(out, "place", pz_buf_str(&place));
        pz_buf_printf(out, ", \"uses\": %u, \"fields\": ", n->uses);
        json(n->first, out);
        pz_buf_puts(out, n->next ? "}, " : "}");
        pz_buf_release(&place);
    }
    pz_buf_putc(out, ']');
}

void pz_field_tree_json(const struct pz_field_node *root, struct pz_buf *out)
{
    json(root->first, out);
    pz_buf_putc(out, '\n');
}

static void sample_fields(const struct pz_field_node *n, int depth, struct pz_buf *out);

static void sample_value(const struct pz_field_node *n, int depth, struct pz_buf *out)
{
    static const struct {
        const char *kind, *json;
    } values[] = {{"number", "12"}, {"date", "\"2026-05-14\""}, {"flag", "true"},
                  {"map", "{}"},    {"colour", "\"FFE0A0\""},   {"picture", "\"" SAMPLE_PICTURE "\""}};
    if (strcmp(n->kind, "list") == 0) {
        for (int i = 0; i < 2; i++) {
            pz_buf_puts(out, i ? ", " : "[");
            if (n->first)
                sample_fields(n->first, depth, out);
            else
                pz_buf_put_json(out, n->name, strlen(n->name));
        }
        pz_buf_putc(out, ']');
        return;
    }
    if (n->first) {
        sample_fields(n->first, depth, out);
        return;
    }
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(n->kind, values[i].kind) == 0) {
            pz_buf_puts(out, values[i].json);
            return;
        }
    const char *text = n->description[0] ? n->description : n->name;
    pz_buf_put_json(out, text, strlen(text));
}

static void sample_fields(const struct pz_field_node *n, int depth, struct pz_buf *out)
{
    pz_buf_puts(out, "{\n");
    for (; n; n = n->next) {
        pz_buf_printf(out, "%*s", 2 * depth + 2, "");
        pz_buf_put_json(out, n->name, strlen(n->name));
        pz_buf_puts(out, ": ");
        sample_value(n, depth + 1, out);
        pz_buf_puts(out, n->next ? ",\n" : "\n");
    }
    pz_buf_printf(out, "%*s}", 2 * depth, "");
}

void pz_field_tree_sample(const struct pz_field_node *root, struct pz_buf *out)
{
    sample_fields(root->first, 0, out);
    pz_buf_putc(out, '\n');
}

static bool is_list(const struct pz_field_node *n)
{
    return strcmp(n->kind, "list") == 0;
}

static void put_cell(struct pz_buf *out, const char *text, bool *first)
{
    pz_buf_puts(out, *first ? "" : ";");
    *first = false;
    pz_buf_put_csv(out, text, strlen(text), ';');
}

size_t pz_field_outer_lists(const struct pz_field_node *list, size_t at)
{
    const char *mark = strstr(list->path + at, "[]");
    return mark && mark[2] ? (size_t)(mark - list->path) + 2 : 0;
}

bool pz_field_has_columns(const struct pz_field_node *list)
{
    for (const struct pz_field_node *n = list->first; n; n = n->next)
        if (!is_list(n) && (!n->first || pz_field_has_columns(n)))
            return true;
    return !list->first;
}

/* Of a list inside others: the columns that say to which of their items a row belongs, and what these mean. */
static void csv_outer(const struct pz_field_node *list, struct pz_buf *out, bool *first)
{
    for (size_t end = 0; (end = pz_field_outer_lists(list, end));) {
        pz_buf_puts(out, *first ? "" : ";");
        pz_buf_put(out, list->path, end);
        *first = false;
    }
}

/* Russian whatever the language of the run's messages: the form goes out to those who fill it in. */
void pz_field_outer_meaning(struct pz_buf *out, const struct pz_field_node *list, size_t end)
{
    pz_buf_printf(out, "↑ к которому по счёту из «%.*s» относится строка: номер; пусто — как выше", (int)end, list->path);
}

static void csv_outer_meaning(const struct pz_field_node *list, struct pz_buf *out)
{
    if (pz_field_outer_lists(list, 0))
        pz_buf_puts(out, "\r\n");
    bool first = true;
    for (size_t end = 0; (end = pz_field_outer_lists(list, end));) {
        struct pz_buf words = PZ_BUF_INIT;
        pz_field_outer_meaning(&words, list, end);
        put_cell(out, pz_buf_str(&words), &first);
        out->failed |= words.failed;
        pz_buf_release(&words);
    }
}

/* A list of plain values: one column. */
static void put_plain(struct pz_buf *out, const struct pz_field_node *list, bool *first)
{
    struct pz_buf heading = PZ_BUF_INIT;
    pz_buf_printf(&heading, "%s[]", list->path);
    put_cell(out, pz_buf_str(&heading), first);
    out->failed |= heading.failed;
    pz_buf_release(&heading);
}

/* Paths of the single fields below n, lists left out. */
static void csv_columns(const struct pz_field_node *n, struct pz_buf *out, bool *first)
{
    for (; n; n = n->next) {
        if (n->first && !is_list(n))
            csv_columns(n->first, out, first);
        else if (!is_list(n))
            put_cell(out, n->path, first);
    }
}

static void csv_lists(const struct pz_field_node *n, struct pz_buf *out)
{
    for (; n; n = n->next) {
        if (is_list(n) && pz_field_has_columns(n)) {
            bool first = true;
            pz_buf_puts(out, "\r\n\r\n");
            csv_outer(n, out, &first);
            if (n->first)
                csv_columns(n->first, out, &first);
            else
                put_plain(out, n, &first);
            csv_outer_meaning(n, out);
        }
        csv_lists(n->first, out);
    }
}

void pz_field_tree_csv(const struct pz_field_node *root, struct pz_buf *out)
{
    bool first = true;
    pz_buf_puts(out, "\xEF\xBB\xBF");
    csv_columns(root->first, out, &first);
    csv_lists(root->first, out);
    pz_buf_puts(out, "\r\n");
}
