/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as values and as they are printed, maps by a list of keys. */
#include <math.h>

#include "store/catalogue.h"

struct pz_map *model_of(struct pz_arena *arena, const char *const *keys, size_t n)
{
    struct pz_map *map = pz_map_new(arena, n);
    for (size_t i = 0; i < n; i++)
        pz_map_set(arena, map, keys[i], pz_none());
    return map;
}

double db_double(sqlite3_stmt *st, int column)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL ? NAN : sqlite3_column_double(st, column);
}

struct pz_value number_value(double d)
{
    if (isnan(d))
        return pz_none();
    if (d == floor(d) && fabs(d) < 1e15)
        return pz_int((int64_t)d);
    double r = round(d * 1e10) / 1e10; /* 87.10000000000001 − 0 is nobody's result */
    return r == floor(r) && fabs(r) < 1e15 ? pz_int((int64_t)r) : pz_float(r);
}

struct pz_value trend_value(double change)
{
    if (isnan(change))
        return pz_none();
    return pz_str(change > 0.005 ? "up" : change < -0.005 ? "down" : "same");
}

double own_value(const struct item *it, double normal, double number)
{
    if (it->kind != ITEM_INDICATOR)
        return normal * 100;
    if (it->scale_kind[0] != 's')
        return number;
    struct pz_value reverse = it->score->e[S_reverse].value;
    return 100 * (reverse.type == PZ_BOOL && reverse.u.b ? 1 - normal : normal);
}

/* Digits of |n| with `decimals` of them behind a comma, written backwards. */
static struct pz_value digits(struct pz_arena *arena, int64_t n, int decimals)
{
    char text[32], *p = text + sizeof text;
    uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    for (int i = 0; u || i <= decimals; i++) {
        if (i && i == decimals)
            *--p = ',';
        *--p = (char)('0' + u % 10);
        u /= 10;
    }
    if (n < 0)
        *--p = '-';
    size_t len = (size_t)(text + sizeof text - p);
    return pz_strn(pz_arena_strndup(arena, p, len), len);
}

struct pz_value shown_number(struct pz_arena *arena, double number, int decimals)
{
    static const double power[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (isnan(number))
        return pz_none();
    if (fabs(number) < 1e9 && decimals <= 6) {
        int d = decimals;
        if (d < 0) /* as many as it needs, up to six */
            for (d = 0; d < 6 && fabs(number * power[d] - nearbyint(number * power[d])) > 1e-7; d++)
                ;
        /* Half away from zero, with the slack that decimal fractions need: 2,675 is 2,68. */
        double scaled = number * power[d];
        return digits(arena, (int64_t)(scaled < 0 ? ceil(scaled - 0.5 - 1e-9) : floor(scaled + 0.5 + 1e-9)), d);
    }
    char *text = pz_arena_printf(arena, "%.*g", 15, number);
    for (char *p = text; *p; p++)
        if (*p == '.')
            *p = ',';
    return pz_str(text);
}

struct pz_value shown_result(const struct catalogue *c, const struct item *it, struct pz_arena *arena, double number, double base)
{
    if (isnan(number))
        return c->missing_text;
    if (it->scale_kind[0] == 'y')
        return number >= 0.5 ? c->yes : c->no;
    struct pz_value n = shown_number(arena, number, it->decimals);
    if (isnan(base))
        return n;
    struct pz_value b = shown_number(arena, base, it->decimals);
    size_t of = strlen(c->of), len = n.len + of + b.len;
    char *text = pz_arena_alloc(arena, len + 1);
    memcpy(text, n.u.s, n.len);
    memcpy(text + n.len, c->of, of);
    memcpy(text + n.len + of, b.u.s, b.len);
    text[len] = '\0';
    return pz_strn(text, len);
}

struct pz_value share_value(const struct catalogue *c, struct pz_arena *arena, int64_t count, int64_t total)
{
    static const char *const keys[] = {"count", "total", "percent", "suppressed"};
    struct pz_map *map = model_of(arena, keys, 4);
    bool small =
        c->suppress_below && ((count > 0 && count < c->suppress_below) || (count < total && total - count < c->suppress_below));
    map->e[0].value = small ? pz_none() : pz_int(count);
    map->e[1].value = pz_int(total);
    map->e[2].value = small || !total ? pz_none() : number_value(100.0 * (double)count / (double)total);
    map->e[3].value = pz_bool(small);
    return pz_map_value(map);
}
