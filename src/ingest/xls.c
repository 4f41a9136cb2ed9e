/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old XLS through libfreexl, in a process of its own: the library reads and writes out of bounds on damaged files (found by fuzzing), and such a file
 * must cost no more than itself. The child sends every cell through a pipe; what it held is kept as bytes (these files end at 65,536 rows).
 * It tells neither merged cells nor hidden sheets nor number formats other than dates.
 *
 *     'S' name of a sheet │ 'R' number of a row │ 'C' column, type, number, text │ … │ 'E' the end */
#include <errno.h>
#include <freexl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ingest/backend.h"

enum { RECEIVED_MAX = 256 << 20, SECONDS_MAX = 20 };
enum { CHILD_DONE = 0, CHILD_DAMAGED = 10, CHILD_PASSWORD = 11 };

/* In the child --------------------------------------------------------------------------------------------------- */

static void send_text(FILE *to, const char *text)
{
    uint32_t len = text ? (uint32_t)strlen(text) : 0;
    fwrite(&len, sizeof len, 1, to);
    fwrite(text ? text : "", 1, len, to);
}

static void send_cell(FILE *to, uint32_t column, const FreeXL_CellValue *v)
{
    char number[40] = "";
    double value = 0;
    char type = 't';
    const char *text = v->value.text_value;
    if (v->type == FREEXL_CELL_INT || v->type == FREEXL_CELL_DOUBLE) {
        value = v->type == FREEXL_CELL_INT ? v->value.int_value : v->value.double_value;
        snprintf(number, sizeof number, "%.15g", value);
        type = 'n';
        text = number;
    } else if (v->type == FREEXL_CELL_DATE || v->type == FREEXL_CELL_DATETIME) {
        type = 'd';
    }
    putc('C', to);
    fwrite(&column, sizeof column, 1, to);
    putc(type, to);
    fwrite(&value, sizeof value, 1, to);
    send_text(to, text);
}

static int send_sheet(FILE *to, const void *handle, unsigned short sheet)
{
    unsigned rows = 0;
    unsigned short columns = 0;
    const char *name = NULL;
    freexl_get_worksheet_name(handle, sheet, &name);
    putc('S', to);
    send_text(to, name);
    if (freexl_select_active_worksheet(handle, sheet) != FREEXL_OK ||
        freexl_worksheet_dimensions(handle, &rows, &columns) != FREEXL_OK)
        return -1;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t number = row + 1;
        putc('R', to);
        fwrite(&number, sizeof number, 1, to);
        for (unsigned short c = 0; c < columns; c++) {
            FreeXL_CellValue v;
            if (freexl_get_cell_value(handle, row, c, &v) == FREEXL_OK && v.type != FREEXL_CELL_NULL)
                send_cell(to, c + 1u, &v);
        }
    }
    return 0;
}

static int send_all(FILE *to, const char *path)
{
    const void *handle = NULL;
    unsigned password = 0, sheets = 0;
    int code = freexl_open(path, &handle);
    if (code == FREEXL_BIFF_OBFUSCATED ||
        (code == FREEXL_OK && freexl_get_info(handle, FREEXL_BIFF_PASSWORD, &password) == FREEXL_OK &&
         password == FREEXL_BIFF_OBFUSCATED))
        return CHILD_PASSWORD;
    if (code != FREEXL_OK || freexl_get_info(handle, FREEXL_BIFF_SHEET_COUNT, &sheets) != FREEXL_OK)
        return CHILD_DAMAGED;
    for (unsigned i = 0; i < sheets; i++)
        if (send_sheet(to, handle, (unsigned short)i) != 0)
            return CHILD_DAMAGED;
    putc('E', to);
    return fflush(to) == 0 ? CHILD_DONE : CHILD_DAMAGED;
}

static void run_child(int fd, const char *path)
{
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGXCPU};
    struct rlimit seconds = {SECONDS_MAX, SECONDS_MAX}, no_core = {0, 0};
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
        signal(deadly[i], SIG_DFL);
    setrlimit(RLIMIT_CPU, &seconds);
    setrlimit(RLIMIT_CORE, &no_core);
    if (!freopen("/dev/null", "w", stderr)) /* what the C library says of a broken heap is of no use to anyone */
        _exit(CHILD_DAMAGED);
    FILE *to = fdopen(fd, "wb");
    _exit(to ? send_all(to, path) : CHILD_DAMAGED);
}

/* In the parent -------------------------------------------------------------------------------------------------- */

struct xls {
    struct pz_buf bytes; /* what the child sent */
    size_t *starts;      /* of each sheet's rows in bytes */
};

struct xls_reader {
    struct pz_workbook *wb;
    const char *p, *end;
};

static int damaged(struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-DATA-012", _("the file is torn or damaged, or of an Excel version that is not supported"));
}

static int receive(struct pz_buf *out, int fd)
{
    for (;;) {
        char *to = out->len < RECEIVED_MAX ? pz_buf_reserve(out, 65536) : NULL;
        ssize_t n = to ? read(fd, to, 65536) : -1;
        if (n < 0 && to && errno == EINTR)
            continue;
        if (n <= 0)
            return (int)n;
        out->len += (size_t)n;
        out->data[out->len] = '\0';
    }
}

/* Let the child read the file; its bytes into out. */
static int run(struct pz_buf *out, const char *path, struct pz_error *err)
{
    int fds[2], status = 0;
    if (pz_fault_step() || pipe(fds) != 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), path);
    pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        run_child(fds[1], path);
    }
    close(fds[1]);
    int received = child < 0 ? -1 : receive(out, fds[0]);
    close(fds[0]); /* a child that still writes ends by SIGPIPE */
    if (child < 0)
        return pz_fail_errno(err, "E-SYS-002", _("cannot read “%s”"), path);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_PASSWORD)
        return pz_fail(err, PZ_DATA, "E-DATA-011", _("the file is protected by a password: remove the password and save it again"));
    if (received != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != CHILD_DONE || !out->len || out->data[out->len - 1] != 'E')
        return damaged(err);
    return 0;
}

/* Fixed-size piece at *p; false when the bytes end before it does. */
static bool take(const char **p, const char *end, void *to, size_t size)
{
    if ((size_t)(end - *p) < size)
        return false;
    memcpy(to, *p, size);
    *p += size;
    return true;
}

static bool take_text(const char **p, const char *end, const char **text, uint32_t *len)
{
    if (!take(p, end, len, sizeof *len) || (size_t)(end - *p) < *len)
        return false;
    *text = *p;
    *p += *len;
    return true;
}

struct cell {
    uint32_t column, len;
    char type;
    double number;
    const char *text;
};

static bool take_cell(const char **p, const char *end, struct cell *cell)
{
    return take(p, end, &cell->column, sizeof cell->column) && take(p, end, &cell->type, 1) &&
           take(p, end, &cell->number, sizeof cell->number) && take_text(p, end, &cell->text, &cell->len);
}

static void add_sheet(struct pz_workbook *wb, const char *name, uint32_t len, size_t start, size_t *cap)
{
    struct xls *xls = wb->data;
    if (wb->sheet_n == *cap) {
        size_t more = *cap ? *cap * 2 : 8;
        wb->sheets = pz_arena_grow(&wb->arena, wb->sheets, wb->sheet_n, more, sizeof *wb->sheets);
        xls->starts = pz_arena_grow(&wb->arena, xls->starts, wb->sheet_n, more, sizeof *xls->starts);
        *cap = more;
    }
    xls->starts[wb->sheet_n] = start;
    wb->sheets[wb->sheet_n++] = (struct pz_sheet_info){.name = pz_arena_strndup(&wb->arena, name, pz_utf8_valid(name, len))};
}

static int list_sheets(struct pz_workbook *wb, struct pz_error *err)
{
    struct xls *xls = wb->data;
    const char *p = xls->bytes.data, *end = p + xls->bytes.len, *name;
    size_t cap = 0;
    while (p < end) {
        uint32_t n;
        struct cell cell;
        char what = *p++;
        bool good = what == 'E' || (what == 'R' && take(&p, end, &n, sizeof n)) || (what == 'C' && take_cell(&p, end, &cell));
        if (what == 'S' && take_text(&p, end, &name, &n)) {
            add_sheet(wb, name, n, (size_t)(p - xls->bytes.data), &cap);
            good = true;
        }
        if (!good)
            return damaged(err);
    }
    return 0;
}

static int xls_open(struct pz_workbook *wb, struct pz_error *err)
{
    struct xls *xls = wb->data = PZ_NEW(&wb->arena, struct xls);
    return run(&xls->bytes, wb->path, err) == 0 ? list_sheets(wb, err) : -1;
}

static void xls_close(struct pz_workbook *wb)
{
    struct xls *xls = wb->data;
    if (xls)
        pz_buf_release(&xls->bytes);
}

static int xls_sheet_open(void **state, struct pz_workbook *wb, size_t i, struct pz_error *err)
{
    const struct xls *xls = wb->data;
    struct xls_reader *r = pz_calloc(1, sizeof *r);
    if (!r)
        return pz_fail_memory(err);
    *r = (struct xls_reader){wb, xls->bytes.data + xls->starts[i], xls->bytes.data + xls->bytes.len};
    *state = r;
    return 0;
}

static int add_cell(struct xls_reader *r, struct pz_row_builder *b, const struct cell *from, struct pz_error *err)
{
    if (!from->len)
        return 0;
    struct pz_cell *cell = pz_row_add(b, from->column, err);
    if (!cell)
        return -1;
    size_t start = b->text.len;
    cell->type = from->type == 'n' ? PZ_CELL_NUMBER : PZ_CELL_TEXT;
    cell->number = from->number;
    pz_buf_put(&b->text, from->text, pz_utf8_valid(from->text, from->len));
    if (from->type == 'd' && pz_serial_parse(from->text, from->len, &cell->number)) {
        cell->type = PZ_CELL_DATE;
        b->text.len = start;
        pz_serial_print(&b->text, cell->number);
    }
    return pz_row_end_cell(b, r->wb->options.max_cell, err);
}

static int xls_sheet_next(void *state, struct pz_row_builder *b, struct pz_error *err)
{
    struct xls_reader *r = state;
    uint32_t number;
    struct cell cell;
    if (r->p >= r->end || *r->p != 'R')
        return 0; /* the next sheet, or the end */
    r->p++;
    if (!take(&r->p, r->end, &number, sizeof number))
        return damaged(err);
    pz_row_begin(b, number);
    while (r->p < r->end && *r->p == 'C') {
        r->p++;
        if (!take_cell(&r->p, r->end, &cell))
            return damaged(err);
        if (add_cell(r, b, &cell, err) != 0)
            return -1;
    }
    return 1;
}

static void xls_sheet_close(void *state)
{
    pz_free(state);
}

const struct pz_backend pz_backend_xls = {PZ_WORKBOOK_XLS, xls_open, xls_close, xls_sheet_open, xls_sheet_next, xls_sheet_close};
