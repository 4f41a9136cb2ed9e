/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/finish.h"

#include <string.h>
#include <time.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "deliver/fill.h"
#include "deliver/pdf/split.h"
#include "template/formats.h"

PZ_EMBED(pz_pdf_metadata_xml, "data/pdf/metadata.xml");

/* A text of the document information as UTF-8 in the file's arena; NULL when there is none. */
static const char *info_text(struct pz_pdf_file *f, const char *key)
{
    return pz_cos_text(f, pz_cos_get(f, pz_cos_get(f, f->trailer, "/Info"), key));
}

static void set_text(struct pz_pdf_file *f, struct pz_cos *dict, const char *key, const char *text)
{
    if (text && text[0])
        pz_cos_set(f, dict, key, pz_cos_string(f, text));
}

/* Day number to text by strftime; "" for day 0. */
static const char *day_text(char *to, size_t size, const char *format, int64_t day)
{
    time_t seconds = (time_t)(day * 86400);
    struct tm tm;
    to[0] = '\0';
    if (day && gmtime_r(&seconds, &tm))
        strftime(to, size, format, &tm);
    return to;
}

struct marks {
    const char *title, *author, *producer, *language;
    const struct pz_pdf_facts *facts;
    struct pz_buf *xmp; /* room for the metadata */
};

static void write_info(struct pz_pdf_file *f, const struct marks *m)
{
    char date[32];
    struct pz_cos *info = pz_cos_numbered(f, pz_cos_dictionary(f));
    set_text(f, info, "/Title", m->title);
    set_text(f, info, "/Author", m->author);
    set_text(f, info, "/Producer", m->producer);
    set_text(f, info, "/CreationDate", day_text(date, sizeof date, "D:%Y%m%d000000Z", m->facts->date));
    pz_cos_set(f, f->trailer, "/Info", info);
}

/* XMP (ISO 16684-1) saying the same as the document information; ISO 19005-2, 6.6. */
static int write_metadata(struct pz_pdf_file *f, const struct marks *m, struct pz_error *err)
{
    char date[32];
    struct pz_map *map = pz_map_new(f->arena, 8);
    pz_map_set(f->arena, map, "archival", pz_bool(m->facts->archival));
    pz_map_set(f->arena, map, "title", pz_str(m->title));
    pz_map_set(f->arena, map, "author", pz_str(m->author));
    pz_map_set(f->arena, map, "language", pz_str(m->language));
    pz_map_set(f->arena, map, "producer", pz_str(m->producer));
    pz_map_set(f->arena, map, "date", pz_str(day_text(date, sizeof date, "%Y-%m-%dT00:00:00Z", m->facts->date)));
    pz_buf_clear(m->xmp);
    if (pz_fill(m->xmp, pz_pdf_metadata_xml, PZ_EMBEDDED_SIZE(pz_pdf_metadata_xml), "data/pdf/metadata.xml", &pz_html_format, map,
                f->arena, err) != 0)
        return -1;
    struct pz_cos *stream = pz_cos_stream(f, pz_buf_str(m->xmp), m->xmp->len, NULL); /* not packed: to be read by any program */
    pz_cos_set(f, stream, "/Type", pz_cos_name(f, "/Metadata"));
    pz_cos_set(f, stream, "/Subtype", pz_cos_name(f, "/XML"));
    pz_cos_set(f, pz_pdf_file_root(f), "/Metadata", stream);
    return 0;
}

/* The colour profile carries the second it was generated (ICC.1, header bytes 24 to 35: year, month, day, hours, minutes, seconds). */
static int settle_profile(struct pz_pdf_book *book, struct pz_error *err)
{
    static const unsigned char moment[12] = {0x07, 0xD0, 0, 1, 0, 1};
    struct pz_pdf_file *f = pz_pdf_book_file(book);
    struct pz_cos *intents = pz_cos_get(f, pz_pdf_file_root(f), "/OutputIntents");
    struct pz_cos *profile = pz_cos_get(f, pz_cos_item(f, intents, 0), "/DestOutputProfile");
    const char *data;
    size_t len;
    if (!pz_cos_plain(f, profile, &data, &len) || len <= 128 || memcmp(data + 24, moment, sizeof moment) == 0)
        return 0;
    char *settled = pz_arena_strndup(f->arena, data, len);
    memcpy(settled + 24, moment, sizeof moment);
    return pz_pdf_book_fill(book, profile, settled, len) ? 0 : pz_fail_memory(err);
}

static int set_marks(struct pz_pdf_book *book, const struct pz_pdf_facts *facts, struct pz_buf *xmp, struct pz_error *err)
{
    struct pz_pdf_file *f = pz_pdf_book_file(book);
    struct marks m = {.facts = facts, .language = facts->language ? facts->language : "ru-RU", .xmp = xmp};
    m.title = facts->title ? facts->title : info_text(f, "/Title");
    m.author = facts->author ? facts->author : info_text(f, "/Author");
    m.producer = info_text(f, "/Producer");
    m.title = m.title ? m.title : "";
    m.author = m.author ? m.author : "";
    m.producer = m.producer ? m.producer : "";
    struct pz_cos *root = pz_pdf_file_root(f), *view = pz_cos_get(f, root, "/ViewerPreferences");
    if (!pz_cos_is_dictionary(view))
        view = pz_cos_dictionary(f);
    pz_cos_set(f, view, "/DisplayDocTitle", pz_cos_parse(f, "true"));
    pz_cos_set(f, root, "/ViewerPreferences", view);
    pz_cos_set(f, root, "/Lang", pz_cos_string(f, m.language));
    write_info(f, &m);
    return settle_profile(book, err) == 0 ? write_metadata(f, &m, err) : -1;
}

static int set_marks_guarded(struct pz_pdf_book *book, const struct pz_pdf_facts *facts, struct pz_buf *xmp, struct pz_error *err)
{
    struct pz_arena *arena = pz_pdf_book_file(book)->arena;
    jmp_buf oom, *before = pz_arena_trap(arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : set_marks(book, facts, xmp, err);
    pz_arena_trap(arena, before);
    return rc;
}

/* Marks and bytes of what is selected. */
static int finish(struct pz_buf *out, struct pz_pdf_book *book, const struct pz_pdf_facts *facts, struct pz_error *err)
{
    struct pz_buf xmp = PZ_BUF_INIT;
    int rc = set_marks_guarded(book, facts, &xmp, err);
    pz_buf_release(&xmp);
    return rc == 0 ? pz_pdf_book_save(book, out, err) : -1;
}

int pz_pdf_finish_part(struct pz_buf *out, struct pz_pdf_book *book, unsigned first, unsigned n, const struct pz_pdf_facts *facts,
                       const char **reason, struct pz_error *err)
{
    *reason = pz_pdf_book_select(book, first, n);
    return *reason ? 0 : finish(out, book, facts, err);
}

/* As the office made it. */
static int finish_as_it_is(struct pz_buf *out, const char *path, const struct pz_pdf_facts *facts, struct pz_error *err)
{
    struct pz_pdf_book *book = NULL;
    int rc = pz_pdf_book_open(&book, path, err) == 0 ? finish(out, book, facts, err) : -1;
    pz_pdf_book_close(book);
    return rc;
}

int pz_pdf_finish(struct pz_buf *out, const char *path, const struct pz_pdf_facts *facts, unsigned *pages, struct pz_error *err)
{
    struct pz_pdf_book *book = NULL;
    const char *reason = NULL;
    if (pz_pdf_book_open(&book, path, err) != 0)
        return -1;
    *pages = pz_pdf_book_pages(book);
    int rc = pz_pdf_finish_part(out, book, 0, *pages, facts, &reason, err);
    pz_pdf_book_close(book);
    return rc == 0 && reason ? finish_as_it_is(out, path, facts, err) : rc;
}
