/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/manifest.h"

#include <inttypes.h>

#include "base/io.h"

static const char *base_name(const struct pz_sign_document *d, struct pz_arena *arena)
{
    if (d->name)
        return d->name;
    const char *file = pz_path_name(d->pdf ? d->pdf : d->source), *extension = pz_path_extension(file);
    size_t len = strlen(file) - (extension[0] ? strlen(extension) + 1 : 0);
    return pz_arena_strndup(arena, file, len);
}

const char *pz_manifest_signed_name(const struct pz_sign_document *d, struct pz_arena *arena)
{
    return pz_arena_printf(arena, "documents/%s.%s", base_name(d, arena), pz_path_extension(d->pdf ? d->pdf : d->source));
}

const char *pz_manifest_source_name(const struct pz_sign_document *d, struct pz_arena *arena)
{
    return d->pdf && d->source ? pz_arena_printf(arena, "sources/%s.%s", base_name(d, arena), pz_path_extension(d->source)) : NULL;
}

static void put(struct pz_arena *arena, struct pz_map *map, const char *key, const char *text)
{
    if (text && text[0])
        pz_map_set(arena, map, key, pz_str(text));
}

static struct pz_value entry(struct pz_arena *arena, const struct pz_sign_document *d, bool with_source)
{
    struct pz_map *map = pz_map_new(arena, 16);
    const char *file = pz_manifest_signed_name(d, arena), *source = with_source ? pz_manifest_source_name(d, arena) : NULL;
    pz_map_set(arena, map, "file", pz_str(file));
    put(arena, map, "id", d->id);
    put(arena, map, "organisation", d->organisation);
    put(arena, map, "kind", d->kind);
    put(arena, map, "kind_title", d->kind_title);
    put(arena, map, "title", d->title);
    put(arena, map, "number", d->number);
    put(arena, map, "date", d->date);
    pz_map_set(arena, map, "edition", pz_int(d->edition));
    put(arena, map, "addressee", d->addressee);
    put(arena, map, "executor", d->executor);
    put(arena, map, "signatory", d->signatory);
    pz_map_set(arena, map, "size", pz_int((int64_t)d->size));
    put(arena, map, "sha256", d->digest);
    put(arena, map, "streebog256", d->streebog);
    put(arena, map, "source", source);
    put(arena, map, "source_sha256", source ? d->source_digest : NULL);
    pz_map_set(arena, map, "signature", pz_str(pz_arena_printf(arena, "signatures/%s.sig", pz_path_name(file))));
    return pz_map_value(map);
}

struct pz_value pz_manifest_value(struct pz_arena *arena, const struct pz_sign_document *documents, size_t n,
                                  const struct pz_sign_package_options *options)
{
    struct pz_map *map = pz_map_new(arena, 4);
    struct pz_list *list = pz_list_new(arena, n);
    for (size_t i = 0; i < n; i++)
        pz_list_add(arena, list, entry(arena, &documents[i], !options->without_sources));
    pz_map_set(arena, map, "format", pz_str("prikaz-package/1"));
    put(arena, map, "title", options->title);
    put(arena, map, "list", options->list ? pz_path_name(options->list) : NULL);
    pz_map_set(arena, map, "documents", pz_list_value(list));
    return pz_map_value(map);
}

void pz_manifest_csv(struct pz_buf *out, const struct pz_value *manifest)
{
    static const struct {
        const char *key, *heading; /* Russian whatever the language of the run's messages: the list goes out to the signer */
    } columns[] = {
        {"file", "Файл"},
        {"kind_title", "Вид документа"},
        {"title", "Заголовок"},
        {"number", "Номер"},
        {"date", "Дата"},
        {"edition", "Редакция"},
        {"addressee", "Адресат"},
        {"executor", "Исполнитель"},
        {"signatory", "Подписывает"},
        {"size", "Размер, байт"},
        {"sha256", "SHA-256"},
        {"streebog256", "Стрибог-256"},
        {"source", "Исходный файл"},
        {"source_sha256", "SHA-256 исходного файла"},
        {"signature", "Место для подписи"},
    };
    enum { COLUMNS = sizeof columns / sizeof *columns };
    const struct pz_list *list = pz_map_get(manifest->u.map, "documents").u.list;
    pz_buf_puts(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < COLUMNS; c++)
        pz_buf_printf(out, "%s%s", c ? ";" : "", columns[c].heading);
    pz_buf_puts(out, "\r\n");
    for (uint32_t i = 0; i < list->n; i++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            struct pz_value v = pz_map_get(list->v[i].u.map, columns[c].key);
            if (c)
                pz_buf_putc(out, ';');
            if (v.type == PZ_INT)
                pz_buf_printf(out, "%" PRId64, v.u.i);
            else if (v.type == PZ_STRING)
                pz_buf_put_csv(out, v.u.s, v.len, ';');
        }
        pz_buf_puts(out, "\r\n");
    }
}
