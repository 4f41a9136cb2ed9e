/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/schema.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/profile.h"
#include "store/term.h"

PZ_EMBED(pz_schema_fields, "data/schema/fields.tsv");
PZ_EMBEDDED(pz_calendar_days);
PZ_EMBEDDED(pz_calendar_terms);

/* One line of fields.tsv: borrowed from the embedded text. */
struct line {
    const char *entity, *name, *type;
    size_t entity_len, name_len, type_len;
};

static bool next_line(const char **at, struct line *out)
{
    for (const char *p = *at; *p; p = *at) {
        size_t len = strcspn(p, "\n");
        *at = p + len + (p[len] == '\n');
        if (*p == '#' || !len)
            continue;
        out->entity = p;
        out->entity_len = strcspn(p, "\t\n");
        out->name = p + out->entity_len + 1;
        out->name_len = strcspn(out->name, "\t\n");
        out->type = out->name + out->name_len + 1;
        out->type_len = strcspn(out->type, "\t\n");
        return true;
    }
    return false;
}

static void fill(struct pz_store *s)
{
    const char *at = pz_schema_fields;
    struct line l;
    s->fields = pz_map_new(&s->arena, 256);
    while (next_line(&at, &l)) /* the key is "entity\tname" as it stands in the text */
        pz_map_put(&s->arena, s->fields, pz_key_n(l.entity, l.entity_len + 1 + l.name_len),
                   pz_str(pz_arena_strndup(&s->arena, l.type, l.type_len)));
}

int schema_fields(struct pz_store *s, struct pz_error *err)
{
    jmp_buf oom;
    jmp_buf *before = pz_arena_trap(&s->arena, &oom);
    int rc = -1;
    if (setjmp(oom) == 0) {
        fill(s);
        rc = 0;
    } else {
        pz_fail_memory(err);
    }
    pz_arena_trap(&s->arena, before);
    return rc;
}

void schema_data_digest(struct pz_digest_stream *d)
{
    pz_digest_add(d, pz_schema_fields, PZ_EMBEDDED_SIZE(pz_schema_fields));
    pz_digest_add(d, pz_calendar_days, PZ_EMBEDDED_SIZE(pz_calendar_days));
    pz_digest_add(d, pz_calendar_terms, PZ_EMBEDDED_SIZE(pz_calendar_terms));
    const uint32_t layout[] = {1, sizeof(struct profile_head), sizeof(struct profile_item), sizeof(struct profile_property)};
    pz_digest_add(d, layout, sizeof layout); /* byte order and shape of profiles */
}

void schema_each_field(const char *entity, void (*each)(void *self, const char *name, size_t len, bool list), void *self)
{
    const char *at = pz_schema_fields;
    struct line l;
    size_t len = strlen(entity);
    while (next_line(&at, &l))
        if (l.entity_len == len && memcmp(l.entity, entity, len) == 0)
            each(self, l.name, l.name_len, l.type_len == 4 && memcmp(l.type, "list", 4) == 0);
}

const char *schema_field_title(const char *entity, const char *field, size_t *len)
{
    const char *at = pz_schema_fields;
    struct line l;
    while (next_line(&at, &l)) {
        if (l.entity_len != strlen(entity) || memcmp(l.entity, entity, l.entity_len) != 0 || l.name_len != strlen(field) ||
            memcmp(l.name, field, l.name_len) != 0)
            continue;
        const char *title = l.type + strcspn(l.type, "\t\n");
        title += *title == '\t';
        *len = strcspn(title, "\n");
        return *len ? title : NULL;
    }
    return NULL;
}

static void add_name(void *self, const char *name, size_t len, bool list)
{
    (void)list;
    struct pz_buf *out = self;
    pz_buf_puts(out, out->len ? ", " : "");
    pz_buf_put(out, name, len);
}

static int unknown(const char *entity, const char *field, struct pz_error *err)
{
    struct pz_buf names = PZ_BUF_INIT;
    schema_each_field(entity, add_name, &names);
    if (names.len)
        pz_fail(err, PZ_USAGE, "E-STORE-010", _("“%s” has no field “%s”; it has: %s"), entity, field, pz_buf_str(&names));
    else
        pz_fail(err, PZ_USAGE, "E-STORE-010", _("the store knows nothing called “%s”"), entity);
    pz_buf_release(&names);
    return -1;
}

const char *schema_field_type(struct pz_store *s, const char *entity, const char *field, struct pz_error *err)
{
    if (strcmp(entity, "property") == 0)
        return "any";
    char key[160];
    int n = snprintf(key, sizeof key, "%s\t%s", entity, field);
    struct pz_value *v = n > 0 && (size_t)n < sizeof key ? pz_map_find(s->fields, pz_key_n(key, (size_t)n)) : NULL;
    if (v)
        return v->u.s;
    unknown(entity, field, err);
    return NULL;
}

static struct pz_value as_text(struct pz_value in, struct pz_arena *arena)
{
    if (in.type == PZ_INT)
        return pz_str(pz_arena_printf(arena, "%" PRId64, in.u.i));
    if (in.type == PZ_FLOAT)
        return pz_str(pz_arena_printf(arena, "%.15g", in.u.f));
    if (in.type == PZ_BOOL)
        return pz_str(in.u.b ? "1" : "0");
    return in;
}

/* Decimal point or comma; the whole text must be a number. */
static bool as_number(struct pz_value in, struct pz_value *out)
{
    char text[64];
    if (in.type == PZ_BOOL)
        in = pz_int(in.u.b);
    if (in.type != PZ_STRING) {
        *out = in;
        return in.type == PZ_INT || (in.type == PZ_FLOAT && isfinite(in.u.f));
    }
    if (!in.len || in.len >= sizeof text)
        return false;
    memcpy(text, in.u.s, in.len);
    text[in.len] = '\0';
    for (char *p = text; *p; p++)
        if (*p == ',')
            *p = '.';
        else if (!isdigit((unsigned char)*p) && !strchr("+-.eE", *p))
            return false;
    char *end;
    double d = strtod(text, &end);
    *out = d == floor(d) && fabs(d) < 1e15 ? pz_int((int64_t)d) : pz_float(d);
    return !*end && isfinite(d);
}

/* One of `a=alias|b=alias` by any of its spellings; the canonical one. */
static bool as_choice(const char *choices, struct pz_value in, struct pz_value *out)
{
    if (in.type != PZ_STRING)
        return false;
    for (const char *item = choices; *item;) {
        size_t item_len = strcspn(item, "|"), canonical = strcspn(item, "=|");
        for (const char *p = item; p < item + item_len;) {
            size_t len = strcspn(p, "=|");
            if (len == in.len && memcmp(p, in.u.s, len) == 0) {
                *out = pz_strn(item, canonical);
                return true;
            }
            p += len + 1;
        }
        item += item_len + (item[item_len] == '|');
    }
    return false;
}

static bool as_date(struct pz_value in, struct pz_value *out, struct pz_arena *arena)
{
    int64_t day;
    if (in.type != PZ_STRING || !pz_day_read(in.u.s, in.len, &day))
        return false;
    char *iso = pz_arena_alloc(arena, 11);
    pz_day_print(day, iso);
    *out = pz_str(iso);
    return true;
}

static bool coerce(struct pz_value *out, const char *type, struct pz_value in, struct pz_arena *arena)
{
    *out = in;
    if (strcmp(type, "any") == 0) {
        if (in.type == PZ_BOOL)
            *out = pz_int(in.u.b);
        return in.type == PZ_INT || in.type == PZ_STRING || in.type == PZ_BOOL || (in.type == PZ_FLOAT && isfinite(in.u.f));
    }
    if (strcmp(type, "text") == 0 || strcmp(type, "list") == 0) {
        *out = as_text(in, arena);
        return out->type == PZ_STRING;
    }
    if (strcmp(type, "number") == 0)
        return as_number(in, out);
    if (strcmp(type, "date") == 0)
        return as_date(in, out, arena);
    if (strcmp(type, "flag") == 0 && in.type == PZ_STRING) {
        struct pz_value word;
        if (!as_choice("1=true=yes=да|0=false=no=нет", in, &word))
            return false;
        *out = pz_int(word.u.s[0] == '1');
        return true;
    }
    if (strcmp(type, "flag") == 0)
        return as_number(in, out);
    return as_choice(type, in, out);
}

/* `a=b|c` for a reader: «a, b; c». */
static const char *print_choices(const char *type, struct pz_arena *arena)
{
    struct pz_buf out = PZ_BUF_INIT;
    for (const char *p = type; *p; p++)
        if (*p == '=' || *p == '|')
            pz_buf_puts(&out, *p == '=' ? ", " : "; ");
        else
            pz_buf_put(&out, p, 1);
    pz_arena_check(arena, &out);
    const char *text = pz_arena_strndup(arena, pz_buf_str(&out), out.len);
    pz_buf_release(&out);
    return text;
}

int schema_coerce(struct pz_value *out, const char *type, struct pz_value in, const char *field, struct pz_arena *arena,
                  struct pz_error *err)
{
    if (coerce(out, type, in, arena))
        return 0;
    const char *shown =
        as_text(in, arena).type == PZ_STRING ? pz_arena_strndup(arena, as_text(in, arena).u.s, as_text(in, arena).len) : "";
    if (strchr(type, '|'))
        return pz_fail(err, PZ_DATA, "E-STORE-011", _("“%s” cannot be “%s”; it can be: %s"), field, shown,
                       print_choices(type, arena));
    if (strcmp(type, "date") == 0)
        return pz_fail(err, PZ_DATA, "E-STORE-011", _("“%s” must be a date, not “%s”"), field, shown);
    if (strcmp(type, "number") == 0)
        return pz_fail(err, PZ_DATA, "E-STORE-011", _("“%s” must be a number, not “%s”"), field, shown);
    return pz_fail(err, PZ_DATA, "E-STORE-011", _("“%s” cannot be “%s”"), field, shown);
}
