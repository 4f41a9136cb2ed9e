/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV (RFC 4180, read generously): any encoding iconv knows, decoded piece by piece; quotes over lines; LF, CRLF or CR. A quote inside
 * a field that does not begin with one is an ordinary character. */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ingest/backend.h"
#include "ingest/encoding.h"

enum { CHUNK = 65536, FILE_MAX_BYTES = 512 << 20 };

struct csv_file {
    size_t mark;         /* bytes of the byte order mark */
    bool says_separator; /* the first line is «sep=;» */
};

struct csv_reader {
    struct pz_workbook *wb;
    FILE *f;
    iconv_t cd; /* (iconv_t)-1: the file is UTF-8 already */
    char raw[CHUNK];
    size_t raw_n; /* bytes not decoded yet, at the start of raw */
    char text[CHUNK * 3 + 8];
    size_t at, n; /* decoded, unread: text[at..n) */
    bool eof;
    uint32_t record, line;
};

/* UTF-8 over chunk limits: how many bytes at the end are the beginning of a sequence that goes on. */
static size_t unfinished(const char *s, size_t n)
{
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        unsigned char c = (unsigned char)s[n - back];
        if (c >= 0xC0)
            return (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) > back ? back : 0;
        if (c < 0x80)
            return 0;
    }
    return 0;
}

/* Read the whole file once: is it valid UTF-8? The first bytes are left in head. */
static int scan(FILE *f, char *head, size_t *head_n, bool *utf8)
{
    char chunk[CHUNK];
    size_t kept = 0;
    *utf8 = true;
    *head_n = 0;
    for (;;) {
        size_t n = pz_fault_step() ? 0 : fread(chunk + kept, 1, sizeof chunk - kept, f);
        if (!*head_n) {
            memcpy(head, chunk, n);
            *head_n = n;
        }
        if (!n)
            break;
        n += kept;
        kept = unfinished(chunk, n);
        if (pz_utf8_valid(chunk, n - kept) != n - kept)
            *utf8 = false;
        if (!*utf8)
            return 0;
        memmove(chunk, chunk + n - kept, kept);
    }
    if (kept)
        *utf8 = false;
    return ferror(f) ? -1 : 0;
}

static int csv_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err);
static void csv_sheet_close(void *state);
static int fill(struct csv_reader *r, struct pz_error *err);

/* Decode the beginning to see the delimiter. */
static int find_delimiter(struct pz_workbook *wb, struct pz_error *err)
{
    void *state = NULL;
    int rc = csv_sheet_open(&state, wb, 0, err);
    struct csv_reader *r = state;
    if (rc == 0 && (rc = fill(r, err)) >= 0) {
        rc = 0;
        wb->delimiter = wb->options.delimiter ? wb->options.delimiter : pz_delimiter_guess(r->text + r->at, r->n - r->at, r->eof);
    }
    if (rc == 0)
        ((struct csv_file *)wb->data)->says_separator = r->n - r->at >= 5 && strncmp(r->text + r->at, "sep=", 4) == 0;
    csv_sheet_close(state);
    return rc;
}

static int csv_open(struct pz_workbook *wb, struct pz_error *err)
{
    struct csv_file *csv = wb->data = PZ_NEW(&wb->arena, struct csv_file);
    wb->sheets = PZ_NEW(&wb->arena, struct pz_sheet_info);
    wb->sheets->name = "";
    wb->sheet_n = 1;
    FILE *f = fopen(wb->path, "rb");
    struct stat st;
    if (!f)
        return pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), wb->path);
    if (fstat(fileno(f), &st) == 0 && st.st_size > FILE_MAX_BYTES) {
        fclose(f);
        return pz_fail(err, PZ_DATA, "E-DATA-013", _("the file is larger than %d MB"), FILE_MAX_BYTES >> 20);
    }
    char *head = pz_malloc(CHUNK);
    size_t n = 0;
    bool utf8 = false;
    int rc = !head                           ? pz_fail_memory(err)
             : scan(f, head, &n, &utf8) != 0 ? pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), wb->path)
                                             : 0;
    if (rc == 0) {
        wb->encoding = pz_encoding_guess(head, n, utf8, &csv->mark, &wb->encoding_guessed);
        if (wb->options.encoding && !csv->mark) {
            wb->encoding = pz_arena_strdup(&wb->arena, wb->options.encoding);
            wb->encoding_guessed = false;
        }
    }
    pz_free(head);
    fclose(f);
    return rc == 0 ? find_delimiter(wb, err) : rc;
}

static void csv_close(struct pz_workbook *wb)
{
    (void)wb;
}

static int csv_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err)
{
    (void)i;
    const struct csv_file *csv = wb->data;
    struct csv_reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    *state = r;
    r->wb = wb;
    r->line = 1;
    r->cd = (iconv_t)-1;
    if (!(r->f = fopen(wb->path, "rb")) || fseek(r->f, (long)csv->mark, SEEK_SET) != 0) {
        pz_fail_errno(err, "E-SYS-002", _("cannot open “%s”"), wb->path);
        csv_sheet_close(r);
        *state = NULL;
        return -1;
    }
    bool utf8 = strcmp(wb->encoding, "UTF-8") == 0;
    if (!utf8 && (r->cd = iconv_open("UTF-8", wb->encoding)) == (iconv_t)-1) {
        pz_fail(err, PZ_USAGE, "E-DATA-014", _("the encoding “%s” is not known"), wb->encoding);
        csv_sheet_close(r);
        *state = NULL;
        return -1;
    }
    return 0;
}

static void csv_sheet_close(void *state)
{
    struct csv_reader *r = state;
    if (!r)
        return;
    if (r->f)
        fclose(r->f);
    if (r->cd != (iconv_t)-1)
        iconv_close(r->cd);
    pz_free(r);
}

static int not_in_encoding(struct csv_reader *r, struct pz_error *err)
{
    for (size_t i = r->at; i < r->n; i++)
        r->line += r->text[i] == '\n';
    struct pz_place place = pz_place_line(r->wb->path, r->line, 0);
    pz_fail(err, PZ_DATA, "E-DATA-014", _("this is not text in the encoding %s"), r->wb->encoding);
    return pz_error_at(err, &place);
}

static int decode_utf8(struct csv_reader *r, struct pz_error *err)
{
    size_t kept = r->eof ? 0 : unfinished(r->raw, r->raw_n), good = r->raw_n - kept;
    size_t valid = pz_utf8_valid(r->raw, good);
    memcpy(r->text + r->n, r->raw, valid);
    r->n += valid;
    if (valid != good)
        return not_in_encoding(r, err);
    memmove(r->raw, r->raw + good, kept);
    r->raw_n = kept;
    return 0;
}

static int decode_iconv(struct csv_reader *r, struct pz_error *err)
{
    char *from = r->raw, *to = r->text + r->n;
    size_t left = r->raw_n, room = sizeof r->text - r->n;
    size_t rc = iconv(r->cd, &from, &left, &to, &room);
    r->n = sizeof r->text - room;
    if (rc == (size_t)-1 && (errno == EILSEQ || (errno == EINVAL && r->eof)))
        return not_in_encoding(r, err);
    memmove(r->raw, from, left);
    r->raw_n = left;
    return 0;
}

/* Decode more behind what is unread. 1: there is something to read; 0: the file has ended; -1. */
static int fill(struct csv_reader *r, struct pz_error *err)
{
    while (!r->eof && r->n - r->at < 2) {
        memmove(r->text, r->text + r->at, r->n - r->at);
        r->n -= r->at;
        r->at = 0;
        size_t n = pz_fault_step() ? 0 : fread(r->raw + r->raw_n, 1, sizeof r->raw - r->raw_n, r->f);
        if (ferror(r->f))
            return pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), r->wb->path);
        r->eof = n == 0;
        r->raw_n += n;
        if (r->raw_n && (r->cd == (iconv_t)-1 ? decode_utf8(r, err) : decode_iconv(r, err)) != 0)
            return -1;
    }
    return r->at < r->n;
}

/* The character at hand, or -1 at the end, -2 on failure. There are always two in view, or the end. */
static int look(struct csv_reader *r, struct pz_error *err)
{
    if (r->n - r->at < 2) {
        int rc = fill(r, err);
        if (rc <= 0)
            return rc == 0 ? -1 : -2;
    }
    return (unsigned char)r->text[r->at];
}

static bool next_is(struct csv_reader *r, char c)
{
    return r->n - r->at >= 2 && r->text[r->at + 1] == c;
}

/* Inside quotes, up to the closing one. */
static int read_quoted(struct csv_reader *r, struct pz_row_builder *b, struct pz_error *err)
{
    uint32_t opened = r->line;
    size_t start = b->text.len;
    for (r->at++;; r->at++) {
        int c = look(r, err);
        if (c == -2)
            return -1;
        if (c == -1 || b->text.len - start > r->wb->options.max_cell) {
            struct pz_place place = pz_place_line(r->wb->path, opened, 0);
            pz_fail(err, PZ_DATA, "E-DATA-012", _("the quotation mark opened here is never closed"));
            return pz_error_at(err, &place);
        }
        if (c == '"') {
            if (!next_is(r, '"')) {
                r->at++;
                return 0;
            }
            r->at++;
        }
        r->line += c == '\n';
        pz_buf_putc(&b->text, (char)c);
    }
}

/* Copy plain characters up to the end of the field; *c is what ends it. */
static int read_plain(struct csv_reader *r, struct pz_row_builder *b, int *c, struct pz_error *err)
{
    size_t start = b->text.len;
    while ((*c = look(r, err)) >= 0 && *c != r->wb->delimiter && *c != '\n' && *c != '\r') {
        pz_buf_putc(&b->text, (char)*c);
        r->at++;
        if (b->text.len - start > r->wb->options.max_cell)
            return 0; /* pz_row_end_cell refuses it */
    }
    return *c == -2 ? -1 : 0;
}

/* Step over the line end at hand: LF, CRLF or CR. */
static void end_line(struct csv_reader *r, int c)
{
    if (c == '\r' && next_is(r, '\n'))
        r->at++;
    if (c >= 0)
        r->at++;
    r->line++;
}

static int read_record(struct csv_reader *r, struct pz_row_builder *b, struct pz_error *err)
{
    int c = look(r, err);
    if (c < 0)
        return c == -1 ? 0 : -1;
    pz_row_begin(b, ++r->record);
    b->row.line = r->line;
    for (uint32_t column = 1;; column++) {
        struct pz_cell *cell = pz_row_add(b, column, err);
        if (!cell)
            return -1;
        cell->type = PZ_CELL_TEXT;
        if ((c = look(r, err)) == -2 || (c == '"' && read_quoted(r, b, err) != 0) || read_plain(r, b, &c, err) != 0)
            return -1;
        if (pz_row_end_cell(b, r->wb->options.max_cell, err) != 0)
            return -1;
        if (b->cells[b->n - 1].len == 0)
            pz_row_drop(b);
        if (c != r->wb->delimiter)
            break;
        r->at++;
    }
    end_line(r, c);
    return 1;
}

static int csv_sheet_next(void *state, struct pz_row_builder *b, struct pz_error *err)
{
    struct csv_reader *r = state;
    int rc = read_record(r, b, err);
    if (rc == 1 && r->record == 1 && ((struct csv_file *)r->wb->data)->says_separator)
        b->n = 0; /* the line that says it is no row of the table; the caller asks for the next */
    return rc;
}

const struct pz_backend pz_backend_csv = {PZ_WORKBOOK_CSV, csv_open, csv_close, csv_sheet_open, csv_sheet_next, csv_sheet_close};
