/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/site/model.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/utf8.h"
#include "deliver/site/lists.h"
#include "russian/date.h"

PZ_EMBED(pz_site_pages_tsv, "data/site/pages.tsv");
PZ_EMBED(pz_site_roles_tsv, "data/site/roles.tsv");
PZ_EMBED(pz_site_media_tsv, "data/site/media.tsv");
PZ_EMBED(pz_site_letters_tsv, "data/site/letters.tsv");
PZ_EMBED(pz_site_profiles_tsv, "data/site/profiles.tsv");

static void put(struct pz_site_model *m, struct pz_map *map, const char *key, const char *text)
{
    pz_map_set(m->arena, map, key, text && text[0] ? pz_str(text) : pz_none());
}

static struct pz_value get(const struct pz_value *v, const char *key)
{
    return v->type == PZ_MAP ? pz_map_get(v->u.map, key) : pz_undefined(NULL);
}

static const char *text_of(struct pz_site_model *m, const struct pz_value *v, const char *key)
{
    return v->type == PZ_MAP ? pz_map_text(m->arena, v->u.map, key) : NULL;
}

struct pz_value pz_site_lookup(const struct pz_value *row, const char *path)
{
    struct pz_value v = *row;
    while (*path && v.type == PZ_MAP) {
        size_t len = strcspn(path, ".");
        struct pz_value *found = pz_map_find(v.u.map, pz_key_n(path, len));
        v = found ? *found : pz_none();
        path += len + (path[len] == '.');
    }
    return *path ? pz_none() : v;
}

const char *pz_site_number(struct pz_arena *arena, const struct pz_value *v, bool sign)
{
    double d = v->type == PZ_INT ? (double)v->u.i : v->type == PZ_FLOAT ? v->u.f : NAN;
    if (isnan(d))
        return "";
    double tenths = round(d * 10);
    char *text = pz_arena_printf(arena, "%.1f", fabs(tenths) / 10);
    char *point = strchr(text, '.');
    if (point)
        *point = ',';
    const char *before = tenths < 0 ? "\xE2\x88\x92" : sign && tenths > 0 ? "+" : "";
    return pz_arena_printf(arena, "%s%s", before, text);
}

static void put_number(struct pz_site_model *m, struct pz_map *to, const char *key, const struct pz_value *from, const char *name,
                       bool sign)
{
    struct pz_value v = get(from, name);
    const char *text = pz_site_number(m->arena, &v, sign);
    pz_map_set(m->arena, to, key, pz_str(text));
}

static void put_date(struct pz_site_model *m, struct pz_map *map, const char *key, const char *iso)
{
    struct pz_date date;
    struct pz_buf text = PZ_BUF_INIT;
    if (iso && iso[0] && pz_date_parse(&date, iso, strlen(iso) > 10 ? 10 : strlen(iso)) == 0 &&
        pz_date_print(&text, date, PZ_DATE_LONG) == 0)
        put(m, map, key, pz_arena_take(m->arena, &text));
    else
        put(m, map, key, iso);
    pz_buf_release(&text);
}

/* A copy of a map that may be changed; a fresh one when v is none. */
static struct pz_map *copy_map(struct pz_site_model *m, const struct pz_value *v)
{
    struct pz_map *map = pz_map_new(m->arena, 16);
    for (uint32_t i = 0; v->type == PZ_MAP && i < v->u.map->n; i++)
        pz_map_put(m->arena, map, v->u.map->e[i].key, v->u.map->e[i].value);
    return map;
}

/* Keys that pages ask for are always there, none when nothing is known. */
static void fill_keys(struct pz_site_model *m, struct pz_map *map, const char *const *keys)
{
    for (; *keys; keys++)
        if (pz_map_get(map, *keys).type == PZ_UNDEFINED)
            pz_map_set(m->arena, map, *keys, pz_none());
}

/* One letter of an address; false when it had to be replaced by a dash. */
static bool put_letter(struct pz_site_model *m, struct pz_buf *out, const char *letter, size_t len)
{
    char c = letter[0], lower[8];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_') {
        pz_buf_putc(out, c);
        return true;
    }
    const char *p = letter;
    lower[pz_utf8_encode(lower, pz_rune_lower(pz_utf8_next(&p, letter + len)))] = '\0';
    const struct pz_table_row *row = pz_table_find(&m->letters, lower);
    pz_buf_puts(out, row ? row->f[1] : "-");
    return row;
}

/* A piece of an address in Latin letters; what has no letter of its own there is told apart by a digest. */
const char *pz_site_slug(struct pz_site_model *m, const char *text)
{
    char digest[PZ_DIGEST_SIZE];
    struct pz_buf out = PZ_BUF_INIT;
    bool plain = true;
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        const char *letter = p;
        pz_utf8_next(&p, end);
        plain &= put_letter(m, &out, letter, (size_t)(p - letter));
    }
    const char *piece = pz_arena_take(m->arena, &out);
    return plain || pz_digest(digest, text, strlen(text), NULL) != 0 ? piece : pz_arena_printf(m->arena, "%s-%.6s", piece, digest);
}

/* The site --------------------------------------------------------------------------------------------- */

static void make_nav(struct pz_site_model *m)
{
    struct pz_table pages = pz_table_read(pz_site_pages_tsv, PZ_EMBEDDED_SIZE(pz_site_pages_tsv), m->arena);
    struct pz_list *nav = pz_list_new(m->arena, pages.n);
    for (size_t i = 0; i < pages.n; i++) {
        if (!pages.v[i].f[2][0])
            continue;
        struct pz_map *item = pz_map_new(m->arena, 2);
        put(m, item, "page", pages.v[i].f[1]);
        put(m, item, "title", pages.v[i].f[2]);
        pz_list_add(m->arena, nav, pz_map_value(item));
    }
    pz_map_set(m->arena, m->site, "nav", pz_list_value(nav));
}

static void make_site(struct pz_site_model *m)
{
    const struct pz_site_options *o = m->options;
    struct pz_value authority = get(&o->context, "authority"), publication = get(&o->context, "publication");
    m->site = pz_map_new(m->arena, 16);
    const char *name = text_of(m, &authority, "name"), *title = text_of(m, &publication, "title");
    put(m, m->site, "authority", name ? name : "");
    put(m, m->site, "title", title ? title : name ? name : "");
    put(m, m->site, "description", text_of(m, &publication, "description"));
    put(m, m->site, "address", text_of(m, &authority, "address"));
    put(m, m->site, "phone", text_of(m, &authority, "phone"));
    put(m, m->site, "email", text_of(m, &authority, "email"));
    pz_map_set(m->arena, m->site, "url", pz_str(o->base_url ? o->base_url : ""));
    make_nav(m);
}

/* The site is as new as its newest document: a page whose content did not change must not change with the day. */
static void date_site(struct pz_site_model *m, const struct pz_site_document *documents, size_t n)
{
    struct pz_buf day = PZ_BUF_INIT;
    pz_date_print(&day, pz_date_from_days(m->options->today), PZ_DATE_ISO);
    const char *newest = NULL;
    for (size_t i = 0; i < n; i++)
        if (documents[i].date && (!newest || strcmp(documents[i].date, newest) > 0))
            newest = documents[i].date;
    const char *iso = newest ? newest : pz_arena_take(m->arena, &day);
    pz_map_set(m->arena, m->site, "updated", pz_str(iso));
    put_date(m, m->site, "updated_text", iso);
    pz_buf_release(&day);
}

/* Documents ---------------------------------------------------------------------------------------------- */

static const char *property(struct pz_site_model *m, const struct pz_site_document *d)
{
    const char *profile = m->options->profile ? m->options->profile : m->profiles.n ? m->profiles.v[0].f[0] : "";
    if (d->itemprop)
        return d->itemprop;
    for (size_t i = 0; i < m->profiles.n; i++)
        if (strcmp(m->profiles.v[i].f[0], profile) == 0 && d->kind && strcmp(m->profiles.v[i].f[1], d->kind) == 0)
            return m->profiles.v[i].f[2];
    return NULL;
}

/* «files/ORDER-2.pdf», the signature as «files/ORDER-2.pdf.sig», the marked copy as «files/ORDER-2-signed.pdf». */
static const char *file_address(struct pz_site_model *m, const char *page, const struct pz_site_file *f)
{
    const char *name = pz_path_name(f->path), *extension = pz_path_extension(name);
    if (strcmp(f->role, "signature") == 0) {
        const char *dot = extension > name ? extension - 1 : name + strlen(name);
        size_t len = (size_t)(dot - name);
        const char *signed_as = pz_path_extension(pz_arena_strndup(m->arena, name, len)); /* the extension before .sig */
        return pz_arena_printf(m->arena, "files/%s.%s.%s", page, signed_as[0] ? signed_as : "pdf", extension);
    }
    return pz_arena_printf(m->arena, "files/%s%s.%s", page, strcmp(f->role, "copy") == 0 ? "-signed" : "", extension);
}

static int make_file(struct pz_site_model *m, const char *page, const struct pz_site_file *f, const char *itemprop,
                     struct pz_map **out, struct pz_error *err)
{
    struct stat st;
    char digest[PZ_DIGEST_SIZE];
    if (stat(f->path, &st) != 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), f->path);
    if (pz_digest_file(digest, f->path, err) != 0)
        return -1;
    struct pz_map *map = *out = pz_map_new(m->arena, 12);
    const struct pz_table_row *role = pz_table_find(&m->roles, f->role);
    const struct pz_table_row *media = pz_table_find(&m->media, pz_path_extension(f->path));
    put(m, map, "path", f->path);
    put(m, map, "role", f->role);
    put(m, map, "name", f->name ? f->name : pz_path_name(f->path));
    put(m, map, "url", file_address(m, page, f));
    put(m, map, "label", role ? role->f[1] : f->role);
    pz_map_set(m->arena, map, "listed", pz_bool(role && strcmp(role->f[2], "yes") == 0));
    put(m, map, "media", media ? media->f[1] : "application/octet-stream");
    put(m, map, "format", media ? media->f[2] : pz_path_extension(f->path));
    pz_map_set(m->arena, map, "size", pz_int((int64_t)st.st_size));
    put(m, map, "sha256", pz_arena_strdup(m->arena, digest));
    put(m, map, "itemprop", itemprop);
    return 0;
}

static struct pz_value make_signature(struct pz_site_model *m, const struct pz_site_document *d)
{
    if (!d->signed_by || !d->signed_by[0])
        return pz_none();
    struct pz_map *map = pz_map_new(m->arena, 12);
    put(m, map, "owner", d->signed_by);
    put(m, map, "post", d->signer_post);
    put(m, map, "at", d->signed_at);
    put_date(m, map, "at_text", d->signed_at);
    put(m, map, "certificate", d->certificate);
    put_date(m, map, "valid_from", d->valid_from);
    put_date(m, map, "valid_to", d->valid_to);
    put(m, map, "key", d->signature_key);
    pz_map_set(m->arena, map, "simple", pz_bool(d->simple_signature));
    return pz_map_value(map);
}

static const char *page_name(struct pz_site_model *m, const struct pz_site_document *d, bool older)
{
    const char *name = pz_site_slug(m, d->id);
    if (d->organisation && d->organisation[0])
        name = pz_arena_printf(m->arena, "%s-%s", name, pz_site_slug(m, d->organisation));
    return older ? pz_arena_printf(m->arena, "%s-e%u", name, d->edition) : name;
}

static int make_files(struct pz_site_model *m, struct pz_map *map, const struct pz_site_document *d, const char *page,
                      struct pz_error *err)
{
    struct pz_list *files = pz_list_new(m->arena, d->files_n);
    const char *itemprop = property(m, d);
    put(m, map, "itemprop", itemprop);
    pz_map_set(m->arena, map, "file", pz_none());
    pz_map_set(m->arena, map, "sha256", pz_none());
    for (size_t i = 0; i < d->files_n; i++) {
        struct pz_map *file = NULL;
        bool main = strcmp(d->files[i].role, "pdf") == 0;
        if (make_file(m, page, &d->files[i], main ? itemprop : NULL, &file, err) != 0)
            return -1;
        if (main || i == 0) {
            pz_map_set(m->arena, map, "file", pz_map_get(file, "url"));
            pz_map_set(m->arena, map, "sha256", pz_map_get(file, "sha256"));
        }
        pz_list_add(m->arena, files, pz_map_value(file));
    }
    pz_map_set(m->arena, map, "files", pz_list_value(files));
    return 0;
}

static void make_code(struct pz_site_model *m, struct pz_map *map, const char *address)
{
    const char *url = m->options->base_url, *digest = pz_map_text(m->arena, map, "sha256");
    const char *text = url && url[0] ? pz_arena_printf(m->arena, "%s%s", url, address)
                       : digest      ? pz_arena_printf(m->arena, "SHA-256: %s", digest)
                                     : NULL;
    pz_map_set(m->arena, map, "qr", text ? pz_site_qr(text, text, m->arena) : pz_none());
}

static int make_document(struct pz_site_model *m, const struct pz_site_document *d, bool older, struct pz_map **out,
                         struct pz_error *err)
{
    struct pz_map *map = *out = pz_map_new(m->arena, 32);
    const char *page = page_name(m, d, older), *address = pz_arena_printf(m->arena, "documents/%s.html", page);
    put(m, map, "id", d->id);
    put(m, map, "kind", d->kind);
    put(m, map, "kind_title", d->kind_title ? d->kind_title : d->kind);
    put(m, map, "title", d->title);
    put(m, map, "number", d->number);
    put(m, map, "date", d->date);
    put_date(m, map, "date_text", d->date);
    put(m, map, "year", d->date && strlen(d->date) >= 4 ? pz_arena_strndup(m->arena, d->date, 4) : "");
    put(m, map, "period", d->period);
    put(m, map, "page", address);
    put(m, map, "urn", pz_arena_printf(m->arena, "urn:prikaz:%s:%u", page, d->edition));
    pz_map_set(m->arena, map, "edition", pz_int(d->edition));
    pz_map_set(m->arena, map, "organisation", pz_none());
    pz_map_set(m->arena, map, "editions", pz_list_value(pz_list_new(m->arena, 0)));
    pz_map_set(m->arena, map, "signature", make_signature(m, d));
    struct pz_value html = d->html ? pz_str(d->html) : pz_none();
    html.flags |= d->html ? PZ_SAFE : 0;
    pz_map_set(m->arena, map, "html", html);
    if (make_files(m, map, d, page, err) != 0)
        return -1;
    make_code(m, map, address);
    return 0;
}

/* By document and organisation, the newest edition first. */
static int by_document(const void *x, const void *y)
{
    const struct pz_site_document *a = *(const struct pz_site_document *const *)x, *b = *(const struct pz_site_document *const *)y;
    int c = strcmp(a->id, b->id);
    if (!c)
        c = strcmp(a->organisation ? a->organisation : "", b->organisation ? b->organisation : "");
    return c ? c : (a->edition < b->edition) - (a->edition > b->edition);
}

static bool same_document(const struct pz_site_document *a, const struct pz_site_document *b)
{
    return strcmp(a->id, b->id) == 0 && strcmp(a->organisation ? a->organisation : "", b->organisation ? b->organisation : "") == 0;
}

struct made {
    struct pz_map *map;
    const struct pz_site_document *source;
};

/* Newest first; the same day by title, then by organisation. */
static int by_day(const void *x, const void *y)
{
    const struct pz_site_document *a = ((const struct made *)x)->source, *b = ((const struct made *)y)->source;
    int c = strcmp(b->date ? b->date : "", a->date ? a->date : "");
    if (!c)
        c = strcmp(a->title, b->title);
    return c ? c : by_document(&a, &b);
}

static int make_documents(struct pz_site_model *m, const struct pz_site_document *documents, size_t n, struct pz_error *err)
{
    const struct pz_site_document **sorted = pz_arena_array(m->arena, n + 1, sizeof *sorted);
    struct made *current = pz_arena_array(m->arena, n + 1, sizeof *current);
    const struct pz_site_document **older = pz_arena_array(m->arena, n + 1, sizeof *older);
    size_t current_n = 0, older_n = 0;
    for (size_t i = 0; i < n; i++)
        sorted[i] = &documents[i];
    if (n)
        qsort(sorted, n, sizeof *sorted, by_document);
    m->older = pz_list_new(m->arena, 0);
    for (size_t i = 0; i < n; i++) {
        struct pz_map *map;
        bool old = i && same_document(sorted[i - 1], sorted[i]);
        if (make_document(m, sorted[i], old, &map, err) != 0)
            return -1;
        if (!old) {
            current[current_n++] = (struct made){map, sorted[i]};
            continue;
        }
        pz_list_add(m->arena, pz_map_get(current[current_n - 1].map, "editions").u.list, pz_map_value(map));
        pz_list_add(m->arena, m->older, pz_map_value(map));
        older[older_n++] = sorted[i];
    }
    if (current_n)
        qsort(current, current_n, sizeof *current, by_day);
    m->documents = pz_list_new(m->arena, current_n);
    m->sources = pz_arena_array(m->arena, n + 1, sizeof *m->sources);
    for (size_t i = 0; i < current_n; i++) {
        pz_list_add(m->arena, m->documents, pz_map_value(current[i].map));
        m->sources[i] = current[i].source;
    }
    for (size_t i = 0; i < older_n; i++)
        m->sources[current_n + i] = older[i];
    return 0;
}

/* Kinds and years with their counts, for the filters ------------------------------------------------------- */

static struct pz_map *find_kind(struct pz_list *kinds, const char *id, size_t len)
{
    for (uint32_t i = 0; i < kinds->n; i++) {
        struct pz_value v = pz_map_get(kinds->v[i].u.map, "id");
        if (v.type == PZ_STRING && v.len == len && memcmp(v.u.s, id, len) == 0)
            return kinds->v[i].u.map;
    }
    return NULL;
}

/* Kinds of one name are one to the visitor: two forms of an order, two of a letter. */
static void count_kinds(struct pz_site_model *m)
{
    m->kinds = pz_list_new(m->arena, 8);
    for (uint32_t i = 0; i < m->documents->n; i++) {
        struct pz_value id = pz_map_get(m->documents->v[i].u.map, "kind_title");
        if (id.type != PZ_STRING)
            continue;
        struct pz_map *kind = find_kind(m->kinds, id.u.s, id.len);
        if (!kind) {
            kind = pz_map_new(m->arena, 4);
            pz_map_set(m->arena, kind, "id", id);
            pz_map_set(m->arena, kind, "title", id);
            pz_map_set(m->arena, kind, "count", pz_int(0));
            pz_list_add(m->arena, m->kinds, pz_map_value(kind));
        }
        pz_map_set(m->arena, kind, "count", pz_int(pz_map_get(kind, "count").u.i + 1));
    }
}

static void list_years(struct pz_site_model *m)
{
    m->years = pz_list_new(m->arena, 4);
    struct pz_value last = pz_none();
    for (uint32_t i = 0; i < m->documents->n; i++) { /* newest first, so equal years are neighbours */
        struct pz_value year = pz_map_get(m->documents->v[i].u.map, "year");
        if (year.type != PZ_STRING || (last.type == PZ_STRING && last.len == year.len && memcmp(last.u.s, year.u.s, year.len) == 0))
            continue;
        pz_list_add(m->arena, m->years, last = year);
    }
}

/* Kindergartens -------------------------------------------------------------------------------------------- */

static struct pz_value make_area(struct pz_site_model *m, const struct pz_value *area)
{
    static const char *const keys[] = {"name",        "short_name",  "level_name",       "percent", "mean_percent",
                                       "min_percent", "max_percent", "previous_percent", "code",    NULL};
    struct pz_map *map = copy_map(m, area);
    fill_keys(m, map, keys);
    put_number(m, map, "percent_text", area, "percent", false);
    put_number(m, map, "mean_text", area, "mean_percent", false);
    put_number(m, map, "min_text", area, "min_percent", false);
    put_number(m, map, "max_text", area, "max_percent", false);
    put_number(m, map, "previous_text", area, "previous_percent", false);
    put_number(m, map, "change_text", area, "change_percent", true);
    return pz_map_value(map);
}

static struct pz_list *make_areas(struct pz_site_model *m, const struct pz_value *areas)
{
    struct pz_list *list = pz_list_new(m->arena, 8);
    for (uint32_t i = 0; areas->type == PZ_LIST && i < areas->u.list->n; i++)
        pz_list_add(m->arena, list, make_area(m, &areas->u.list->v[i]));
    return list;
}

static void make_organisation(struct pz_site_model *m, const struct pz_value *v)
{
    static const char *const keys[] = {"name", "short_name", "address", "head", "level_name", "practices", "site", NULL};
    struct pz_map *map = copy_map(m, v);
    const char *code = text_of(m, v, "code"), *name = pz_site_slug(m, code ? code : "");
    fill_keys(m, map, keys);
    put(m, map, "code", code);
    put(m, map, "page", pz_arena_printf(m->arena, "organisations/%s.html", name));
    put(m, map, "snippet", pz_arena_printf(m->arena, "organisations/%s-snippet.html", name));
    put_number(m, map, "percent_text", v, "percent", false);
    struct pz_value areas = get(v, "areas");
    pz_map_set(m->arena, map, "profile", pz_list_value(make_areas(m, &areas)));
    pz_map_set(m->arena, map, "documents", pz_list_value(pz_list_new(m->arena, 0)));
    pz_list_add(m->arena, m->organisations, pz_map_value(map));
}

/* Every document knows its kindergarten, every kindergarten its documents. */
static void tie_documents(struct pz_site_model *m)
{
    struct pz_map *by_code = pz_map_new(m->arena, m->organisations->n);
    for (uint32_t i = 0; i < m->organisations->n; i++) {
        const char *code = pz_map_text(m->arena, m->organisations->v[i].u.map, "code");
        if (code)
            pz_map_set(m->arena, by_code, code, m->organisations->v[i]);
    }
    for (uint32_t i = 0; i < m->documents->n + m->older->n; i++) {
        bool current = i < m->documents->n;
        struct pz_value document = current ? m->documents->v[i] : m->older->v[i - m->documents->n];
        const char *code = m->sources[i]->organisation;
        struct pz_value organisation = code && code[0] ? pz_map_get(by_code, code) : pz_none();
        if (organisation.type != PZ_MAP)
            continue;
        pz_map_set(m->arena, document.u.map, "organisation", organisation);
        if (current)
            pz_list_add(m->arena, pz_map_get(organisation.u.map, "documents").u.list, document);
    }
}

/* The yearly report ------------------------------------------------------------------------------------------ */

static struct pz_list *make_levels(struct pz_site_model *m, const struct pz_value *levels, int64_t total, bool *hidden)
{
    static const char *const keys[] = {"name", "count", NULL};
    struct pz_list *list = pz_list_new(m->arena, 4);
    for (uint32_t i = 0; levels->type == PZ_LIST && i < levels->u.list->n; i++) {
        struct pz_map *map = copy_map(m, &levels->u.list->v[i]);
        fill_keys(m, map, keys);
        struct pz_value count = pz_map_get(map, "count");
        double share = count.type == PZ_INT && total ? 100.0 * (double)count.u.i / (double)total : 0;
        struct pz_value v = pz_float(share);
        pz_map_set(m->arena, map, "share", v);
        bool shown = count.type == PZ_INT; /* a small group is not */
        put(m, map, "count_text", shown ? pz_arena_printf(m->arena, "%" PRId64, count.u.i) : "\xE2\x80\x93");
        put(m, map, "share_text", shown ? pz_site_number(m->arena, &v, false) : "\xE2\x80\x93");
        *hidden |= !shown;
        pz_list_add(m->arena, list, pz_map_value(map));
    }
    return list;
}

static bool is_report(struct pz_site_model *m, const struct pz_value *document)
{
    const char *property_name = text_of(m, document, "itemprop");
    return property_name && strcmp(property_name, "reportEduDocLink") == 0;
}

static void make_report(struct pz_site_model *m)
{
    struct pz_map *map = pz_map_new(m->arena, 8);
    struct pz_value areas = get(&m->options->context, "areas"), summary = get(&m->options->context, "summary");
    struct pz_value levels = get(&summary, "levels");
    struct pz_list *documents = pz_list_new(m->arena, 4);
    bool hidden = false;
    for (uint32_t i = 0; i < m->documents->n; i++)
        if (is_report(m, &m->documents->v[i]))
            pz_list_add(m->arena, documents, m->documents->v[i]);
    pz_map_set(m->arena, map, "count", pz_int(m->organisations->n));
    put_number(m, map, "percent_text", &summary, "percent", false);
    pz_map_set(m->arena, map, "areas", pz_list_value(make_areas(m, &areas)));
    pz_map_set(m->arena, map, "levels", pz_list_value(make_levels(m, &levels, m->organisations->n, &hidden)));
    pz_map_set(m->arena, map, "hidden", pz_bool(hidden));
    pz_map_set(m->arena, map, "organisations", pz_list_value(m->organisations));
    pz_map_set(m->arena, map, "documents", pz_list_value(documents));
    m->report = pz_map_value(map);
}

int pz_site_model(struct pz_site_model *m, const struct pz_site_document *documents, size_t n,
                  const struct pz_site_options *options, struct pz_arena *arena, struct pz_error *err)
{
    static const char *const period_keys[] = {"title", NULL};
    *m = (struct pz_site_model){.arena = arena, .options = options};
    m->roles = pz_table_read(pz_site_roles_tsv, PZ_EMBEDDED_SIZE(pz_site_roles_tsv), arena);
    m->media = pz_table_read(pz_site_media_tsv, PZ_EMBEDDED_SIZE(pz_site_media_tsv), arena);
    m->letters = pz_table_read(pz_site_letters_tsv, PZ_EMBEDDED_SIZE(pz_site_letters_tsv), arena);
    m->profiles = pz_table_read(pz_site_profiles_tsv, PZ_EMBEDDED_SIZE(pz_site_profiles_tsv), arena);
    make_site(m);
    date_site(m, documents, n);
    if (make_documents(m, documents, n, err) != 0)
        return -1;
    count_kinds(m);
    pz_site_lists(m);
    list_years(m);
    struct pz_value all = get(&options->context, "organisations"), period = get(&options->context, "period");
    m->organisations = pz_list_new(arena, 32);
    for (uint32_t i = 0; all.type == PZ_LIST && i < all.u.list->n; i++)
        make_organisation(m, &all.u.list->v[i]);
    tie_documents(m);
    m->period = pz_none();
    if (period.type == PZ_MAP) {
        struct pz_map *map = copy_map(m, &period);
        fill_keys(m, map, period_keys);
        m->period = pz_map_value(map);
    }
    make_report(m);
    return 0;
}
