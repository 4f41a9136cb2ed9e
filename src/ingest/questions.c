/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/questions.h"

#include <iconv.h>

#include "base/embed.h"
#include "base/i18n.h"
#include "base/io.h"
#include "base/value.h"
#include "ingest/sheet.h"
#include "ingest/text.h"

PZ_EMBED(pz_ingest_answers, "data/ingest/answers.csv");

enum { FILE_MAX_BYTES = 16 << 20 };

void pz_questions_init(struct pz_questions *q)
{
    *q = (struct pz_questions){0};
    pz_arena_init(&q->arena, 0);
}

void pz_questions_release(struct pz_questions *q)
{
    pz_arena_release(&q->arena);
    *q = (struct pz_questions){0};
}

static bool same_text(const char *a, const char *b)
{
    struct pz_buf x = PZ_BUF_INIT, y = PZ_BUF_INIT;
    bool same = strcmp(pz_text_fold(&x, a, strlen(a)), pz_text_fold(&y, b, strlen(b))) == 0;
    pz_buf_release(&x);
    pz_buf_release(&y);
    return same;
}

static void keep(struct pz_questions *q, const char *text, const char *near, const char *place)
{
    if (q->n == q->cap) {
        size_t cap = q->cap ? q->cap * 2 : 16;
        q->v = pz_arena_grow(&q->arena, q->v, q->n, cap, sizeof *q->v);
        q->cap = cap;
    }
    q->v[q->n] =
        (struct pz_question){pz_arena_strdup(&q->arena, text), pz_arena_strdup(&q->arena, near), pz_arena_strdup(&q->arena, place)};
    q->n++;
}

bool pz_questions_ask(struct pz_questions *q, const char *text, const char *near, const struct pz_place *place)
{
    for (size_t i = 0; i < q->n; i++)
        if (same_text(q->v[i].text, text))
            return true;
    struct pz_buf where = PZ_BUF_INIT;
    jmp_buf oom;
    pz_arena_trap(&q->arena, &oom);
    bool kept = setjmp(oom) == 0;
    if (kept) {
        pz_place_print(place, &where);
        keep(q, text, near, pz_buf_str(&where));
    }
    pz_arena_trap(&q->arena, NULL);
    pz_buf_release(&where);
    return kept;
}

/* The file as it is ------------------------------------------------------------------------------------------------ */

struct known {
    struct pz_buf bytes;  /* of the file, or of a new one */
    struct pz_map *texts; /* folded spellings that stand in it */
    const char *encoding;
    char separator;
    struct pz_arena arena;
};

static void note_rows(struct known *k, struct pz_sheet_reader *reader, struct pz_error *err)
{
    const struct pz_row *row;
    while (pz_sheet_next(reader, &row, err) == 1) {
        struct pz_buf folded = PZ_BUF_INIT;
        if (row->n && row->cells[0].column == 1)
            pz_map_set(&k->arena, k->texts,
                       pz_arena_strdup(&k->arena, pz_text_fold(&folded, row->cells[0].text, row->cells[0].len)), pz_bool(true));
        pz_buf_release(&folded);
    }
}

static int read_known(struct known *k, const char *path, struct pz_error *err)
{
    struct pz_workbook *workbook = NULL;
    struct pz_sheet_reader *reader = NULL;
    if (pz_file_read(&k->bytes, path, FILE_MAX_BYTES, err) != 0 || pz_workbook_open(&workbook, path, NULL, err) != 0)
        return -1;
    if (pz_workbook_format(workbook) != PZ_WORKBOOK_CSV) {
        struct pz_place place = pz_place_file(path);
        pz_fail(err, PZ_DATA, "E-DATA-010", _("this is %s, not a spreadsheet: save the table as XLSX, ODS or CSV"),
                _("a file of another kind"));
        pz_error_at(err, &place);
    } else if (pz_sheet_open(&reader, workbook, 0, err) == 0) {
        note_rows(k, reader, err);
        k->encoding = pz_arena_strdup(&k->arena, pz_workbook_encoding(workbook, NULL));
        k->separator = pz_workbook_delimiter(workbook);
    }
    pz_sheet_close(reader);
    pz_workbook_close(workbook);
    return err->kind ? -1 : 0;
}

/* A new file has a mark, so that a spreadsheet program takes it for UTF-8. */
static void begin_file(struct known *k)
{
    pz_buf_puts(&k->bytes, "\xEF\xBB\xBF");
    pz_buf_put(&k->bytes, pz_ingest_answers, PZ_EMBEDDED_SIZE(pz_ingest_answers));
    k->encoding = "UTF-8";
    k->separator = ';';
}

/* Lines to add ------------------------------------------------------------------------------------------------------ */

static void put_line(struct pz_buf *out, const struct pz_question *q, char separator)
{
    pz_buf_put_csv(out, q->text, strlen(q->text), separator);
    pz_buf_putc(out, separator);
    pz_buf_putc(out, separator);
    pz_buf_put_csv(out, q->near, strlen(q->near), separator);
    pz_buf_putc(out, separator);
    pz_buf_put_csv(out, q->place, strlen(q->place), separator);
    pz_buf_puts(out, "\r\n");
}

/* UTF-8 in the file's encoding; what it cannot say is spelled near to it. */
static int put_encoded(struct known *k, const struct pz_buf *lines, struct pz_error *err)
{
    char name[64];
    snprintf(name, sizeof name, "%s//TRANSLIT", k->encoding);
    iconv_t cd = iconv_open(name, "UTF-8");
    size_t in_n = lines->len, room = lines->len * 4 + 16;
    char *in = lines->data, *to = cd == (iconv_t)-1 ? NULL : pz_buf_reserve(&k->bytes, room);
    size_t rc = to ? iconv(cd, &in, &in_n, &to, &room) : (size_t)-1;
    if (rc != (size_t)-1)
        k->bytes.len = (size_t)(to - k->bytes.data);
    if (cd != (iconv_t)-1)
        iconv_close(cd);
    return rc == (size_t)-1 ? pz_fail_errno(err, "E-SYS-004", _("cannot write questions in the encoding %s"), k->encoding) : 0;
}

static int add_lines(const struct pz_questions *q, struct known *k, const char *path, size_t *added, struct pz_error *err)
{
    struct pz_buf lines = PZ_BUF_INIT, folded = PZ_BUF_INIT;
    bool ended = k->bytes.len < 2 || k->bytes.data[k->bytes.len - 1] == '\n' || k->bytes.data[k->bytes.len - 2] == '\n';
    if (!ended)
        pz_buf_puts(&lines, "\r\n");
    for (size_t i = 0; i < q->n; i++) {
        pz_buf_clear(&folded);
        if (pz_map_find(k->texts, pz_key(pz_text_fold(&folded, q->v[i].text, strlen(q->v[i].text)))))
            continue;
        put_line(&lines, &q->v[i], k->separator);
        ++*added;
    }
    int rc = lines.failed || folded.failed ? pz_fail_memory(err) : 0;
    if (rc == 0 && *added)
        rc = put_encoded(k, &lines, err) != 0 ? -1 : pz_file_write(path, k->bytes.data, k->bytes.len, false, err);
    pz_buf_release(&lines);
    pz_buf_release(&folded);
    return rc;
}

int pz_questions_write(const struct pz_questions *q, const char *path, size_t *added, struct pz_error *err)
{
    struct known k = {0};
    *added = 0;
    if (!q->n)
        return 0;
    jmp_buf oom;
    pz_arena_init(&k.arena, 0);
    pz_arena_trap(&k.arena, &oom);
    int rc = setjmp(oom) ? pz_fail_memory(err) : 0;
    if (rc == 0) {
        k.texts = pz_map_new(&k.arena, 64);
        if (pz_file_exists(path))
            rc = read_known(&k, path, err);
        else
            begin_file(&k);
    }
    if (rc == 0)
        rc = add_lines(q, &k, path, added, err);
    pz_buf_release(&k.bytes);
    pz_arena_release(&k.arena);
    return rc;
}
