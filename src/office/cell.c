/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/cell.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "office/guard.h"

enum { COLUMNS_MAX = 1000 };

bool pz_cell_is_statement(const char *word, size_t len)
{
    static const char *const words[] = {"cellbg", "colspan", "hm", "vm"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
            return true;
    }
    return false;
}

static struct pz_text trimmed(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return (struct pz_text){s, (size_t)(end - s)};
}

bool pz_cell_read(struct pz_part *part, uint32_t index, enum pz_cell_statement *statement, uint32_t *cell,
                  struct pz_text *expression)
{
    const struct pz_tag *tag = &part->tags[index];
    char first = tag->word.s[0];
    *cell = pz_part_ancestor(part, pz_tag_flow(part, tag)->node, PZ_ROLE_CELL);
    *expression = trimmed(tag->word.s + tag->word.len, tag->inside.s + tag->inside.len);
    *statement = first == 'c'      ? tag->word.len == 6 ? PZ_CELL_BACKGROUND : PZ_CELL_SPAN
                 : first == 'h'    ? PZ_CELL_ACROSS
                 : expression->len ? PZ_CELL_EQUAL
                                   : PZ_CELL_DOWN;
    if (*cell != PZ_NO_NODE)
        return true;
    struct pz_place place;
    pz_part_describe(part, index, 0, &place);
    pz_report(part->diags, "E-DOC-012", &place, _("this tag stands for a row or a cell, but it is in no table"));
    return false;
}

int pz_cell_span(const struct pz_value *v, struct pz_arena *arena, long *columns, struct pz_error *err)
{
    struct pz_text number;
    if (pz_office_text(v, arena, &number, err))
        return -1;
    char digits[24] = "";
    if (number.len < sizeof digits)
        memcpy(digits, number.s, number.len);
    char *end;
    *columns = strtol(digits, &end, 10);
    if (!digits[0] || *end || *columns < 1 || *columns > COLUMNS_MAX)
        return pz_fail(err, PZ_DATA, "E-DOC-014", _("a cell cannot span “%.*s” columns"), (int)number.len, number.s);
    return 0;
}

int pz_cell_colour(const struct pz_value *v, struct pz_arena *arena, struct pz_text *colour, struct pz_error *err)
{
    if (pz_office_text(v, arena, colour, err))
        return -1;
    if (colour->len && colour->s[0] == '#')
        colour->s++, colour->len--;
    if (colour->len == 4 && memcmp(colour->s, "auto", 4) == 0)
        colour->len = 0;
    if (colour->len && (colour->len != 6 || strspn(colour->s, "0123456789abcdefABCDEF") < 6))
        return pz_fail(err, PZ_DATA, "E-DOC-015", _("“%.*s” is not a colour: six hexadecimal digits are, like FFE0A0"),
                       (int)colour->len, colour->s);
    return 0;
}

static uint64_t hash_text(struct pz_text t)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < t.len; i++)
        h = (h ^ (unsigned char)t.s[i]) * 1099511628211u;
    return h;
}

bool pz_cell_merges(struct pz_office_state *state, int64_t number, struct pz_text value)
{
    static const struct pz_open_element none = {0};
    struct pz_merge *m = &state->merge[number];
    const struct pz_open_element *table = pz_guard_table(state);
    uint64_t hash = hash_text(value);
    table = table ? table : &none;
    m->continues =
        m->row && m->table == table->serial && m->row + 1 == table->rows && m->hash == hash && state->merge_left != table->rows;
    if (!m->continues)
        state->merge_left = table->rows; /* columns further right begin anew too */
    m->row = table->rows;
    m->table = table->serial;
    m->hash = hash;
    return m->continues;
}
