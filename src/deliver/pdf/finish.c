/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/finish.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "deliver/fill.h"
#include "deliver/pdf/split.h"
#include "template/formats.h"

PZ_EMBED(pz_pdf_metadata_xml, "data/pdf/metadata.xml");

/* A text of the document information as UTF-8 in the arena; NULL when there is none. */
static const char *info_text(qpdf_data q, const char *key, struct pz_arena *arena)
{
    qpdf_oh info = qpdf_oh_get_key(q, qpdf_get_trailer(q), "/Info");
    if (!qpdf_oh_is_dictionary(q, info) || !qpdf_oh_has_key(q, info, key))
        return NULL;
    const char *text = qpdf_oh_get_utf8_value(q, qpdf_oh_get_key(q, info, key));
    return text ? pz_arena_strdup(arena, text) : NULL;
}

static void set_info(qpdf_data q, qpdf_oh info, const char *key, const char *text)
{
    if (text && text[0])
        qpdf_oh_replace_key(q, info, key, qpdf_oh_new_unicode_string(q, text));
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
};

static void write_info(qpdf_data q, const struct marks *m)
{
    char date[32];
    qpdf_oh info = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
    set_info(q, info, "/Title", m->title);
    set_info(q, info, "/Author", m->author);
    set_info(q, info, "/Producer", m->producer);
    if (m->facts->date)
        qpdf_oh_replace_key(q, info, "/CreationDate",
                            qpdf_oh_new_string(q, day_text(date, sizeof date, "D:%Y%m%d000000Z", m->facts->date)));
    qpdf_oh_replace_key(q, qpdf_get_trailer(q), "/Info", info);
}

/* XMP (ISO 16684-1) saying the same as the document information; ISO 19005-2, 6.6. */
static int write_metadata(qpdf_data q, const struct marks *m, struct pz_arena *arena, struct pz_error *err)
{
    char date[32];
    struct pz_map *map = pz_map_new(arena, 8);
    pz_map_set(arena, map, "archival", pz_bool(m->facts->archival));
    pz_map_set(arena, map, "title", pz_str(m->title));
    pz_map_set(arena, map, "author", pz_str(m->author));
    pz_map_set(arena, map, "language", pz_str(m->language));
    pz_map_set(arena, map, "producer", pz_str(m->producer));
    pz_map_set(arena, map, "date", pz_str(day_text(date, sizeof date, "%Y-%m-%dT00:00:00Z", m->facts->date)));
    struct pz_buf xmp = PZ_BUF_INIT;
    int rc = pz_fill(&xmp, pz_pdf_metadata_xml, PZ_EMBEDDED_SIZE(pz_pdf_metadata_xml), "data/pdf/metadata.xml", &pz_html_format,
                     map, arena, err);
    if (rc == 0) {
        qpdf_oh stream = qpdf_oh_new_stream(q), dict = qpdf_oh_get_dict(q, stream);
        qpdf_oh_replace_key(q, dict, "/Type", qpdf_oh_new_name(q, "/Metadata"));
        qpdf_oh_replace_key(q, dict, "/Subtype", qpdf_oh_new_name(q, "/XML"));
        qpdf_oh_replace_stream_data(q, stream, (const unsigned char *)xmp.data, xmp.len, qpdf_oh_new_null(q), qpdf_oh_new_null(q));
        qpdf_oh_replace_key(q, qpdf_get_root(q), "/Metadata", stream);
    }
    pz_buf_release(&xmp);
    return rc;
}

/* The colour profile carries the second it was generated (ICC.1, header bytes 24 to 35: year, month, day, hours, minutes, seconds). */
static void settle_profile(qpdf_data q)
{
    static const unsigned char moment[12] = {0x07, 0xD0, 0, 1, 0, 1};
    qpdf_oh intents = qpdf_oh_get_key(q, qpdf_get_root(q), "/OutputIntents");
    if (!qpdf_oh_is_array(q, intents) || qpdf_oh_get_array_n_items(q, intents) < 1)
        return;
    qpdf_oh profile = qpdf_oh_get_key(q, qpdf_oh_get_array_item(q, intents, 0), "/DestOutputProfile");
    unsigned char *data = NULL;
    size_t len = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    if (!qpdf_oh_is_stream(q, profile) || qpdf_oh_get_stream_data(q, profile, qpdf_dl_all, &filtered, &data, &len) != QPDF_SUCCESS)
        return;
    if (filtered && len > 128) {
        memcpy(data + 24, moment, sizeof moment);
        qpdf_oh_replace_stream_data(q, profile, data, len, qpdf_oh_new_null(q), qpdf_oh_new_null(q));
    }
    free(data); /* qpdf's, from malloc */
}

static int set_marks(qpdf_data q, const struct pz_pdf_facts *facts, struct pz_arena *arena, struct pz_error *err)
{
    struct marks m = {.facts = facts, .language = facts->language ? facts->language : "ru-RU"};
    m.title = facts->title ? facts->title : info_text(q, "/Title", arena);
    m.author = facts->author ? facts->author : info_text(q, "/Author", arena);
    m.producer = info_text(q, "/Producer", arena);
    m.title = m.title ? m.title : "";
    m.author = m.author ? m.author : "";
    m.producer = m.producer ? m.producer : "";
    qpdf_oh root = qpdf_get_root(q), view = qpdf_oh_get_key(q, root, "/ViewerPreferences");
    if (!qpdf_oh_is_dictionary(q, view))
        view = qpdf_oh_new_dictionary(q);
    qpdf_oh_replace_key(q, view, "/DisplayDocTitle", qpdf_oh_new_bool(q, QPDF_TRUE));
    qpdf_oh_replace_key(q, root, "/ViewerPreferences", view);
    qpdf_oh_replace_key(q, root, "/Lang", qpdf_oh_new_string(q, m.language));
    qpdf_oh_remove_key(q, qpdf_get_trailer(q), "/DocChecksum");
    qpdf_oh_remove_key(q, qpdf_get_trailer(q), "/ID"); /* its first half would be kept */
    settle_profile(q);
    write_info(q, &m);
    return write_metadata(q, &m, arena, err);
}

/* Marks and bytes of what the qpdf holds now. */
static int finish_guarded(struct pz_buf *out, qpdf_data q, const struct pz_pdf_facts *facts, struct pz_arena *arena,
                          struct pz_error *err)
{
    jmp_buf oom;
    pz_arena_trap(arena, &oom);
    if (setjmp(oom))
        return pz_fail_memory(err);
    return set_marks(q, facts, arena, err) == 0 ? pz_qpdf_write(q, out, err) : -1;
}

int pz_pdf_finish_part(struct pz_buf *out, struct pz_pdf_book *book, unsigned first, unsigned n, const struct pz_pdf_facts *facts,
                       const char **reason, struct pz_error *err)
{
    struct pz_arena arena = PZ_ARENA_INIT;
    *reason = pz_pdf_book_select(book, first, n);
    int rc = *reason ? 0 : finish_guarded(out, pz_pdf_book_qpdf(book), facts, &arena, err);
    pz_arena_release(&arena);
    return rc;
}

/* As the office made it. */
static int finish_as_it_is(struct pz_buf *out, const char *path, const struct pz_pdf_facts *facts, struct pz_error *err)
{
    qpdf_data q = NULL;
    struct pz_arena arena = PZ_ARENA_INIT;
    int rc = pz_qpdf_open(&q, path, err) == 0 ? finish_guarded(out, q, facts, &arena, err) : -1;
    if (q)
        qpdf_cleanup(&q);
    pz_arena_release(&arena);
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
