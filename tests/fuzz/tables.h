/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzz targets of spreadsheets share: bytes as a file, read to the end and understood as a table. */
#ifndef PZ_FUZZ_TABLES_H
#define PZ_FUZZ_TABLES_H

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "ingest/table.h"
#include "ingest/value.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void read_sheet(struct pz_workbook *workbook, size_t i)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_arena arena = PZ_ARENA_INIT;
    struct pz_sheet_reader *reader;
    struct pz_table table;
    struct pz_table_row row;
    double sum = 0;
    if (pz_sheet_open(&reader, workbook, i, &err) == 0 && pz_table_open(&table, &arena, reader, NULL, &err) == 0)
        for (int n = 0; n < 3000 && pz_table_next(&table, &row, &err) == 1; n++)
            for (size_t c = 0; c < table.n; c++)
                sum += pz_reading_of(row.cells[c]).number;
    if (sum > 1e300)
        fprintf(stderr, "%g\n", sum); /* so that the readings are not optimised away */
    pz_sheet_close(reader);
    pz_arena_release(&arena);
}

static inline void read_bytes(const void *data, size_t size)
{
    char path[64];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_workbook_options options = {.max_cell = 1 << 16, .max_unpacked = 8 << 20, .max_rows = 5000};
    struct pz_workbook *workbook;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        return;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (pz_workbook_open(&workbook, path, &options, &err) == 0) {
        for (size_t i = 0; i < pz_workbook_sheet_count(workbook) && i < 4; i++)
            read_sheet(workbook, i);
        pz_workbook_close(workbook);
    }
    close(fd);
}

/* A ZIP with stored members, so that the fuzzer changes their bytes and not packed ones. */
struct pack {
    unsigned char bytes[1 << 18];
    unsigned char directory[4096];
    size_t n, directory_n;
    unsigned count;
};

static inline void put_number(unsigned char *to, unsigned long v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (unsigned char)(v >> (8 * i));
}

static inline void pack_add(struct pack *p, const char *name, const void *data, size_t size)
{
    size_t name_n = strlen(name);
    if (p->n + size + name_n + 64 > sizeof p->bytes || p->directory_n + 46 + name_n > sizeof p->directory)
        return;
    unsigned char head[30] = "PK\3\4\x14";
    put_number(head + 14, crc32(0, data, (unsigned)size), 4);
    put_number(head + 18, size, 4);
    put_number(head + 22, size, 4);
    put_number(head + 26, name_n, 2);
    unsigned char entry[46] = "PK\1\2\x14\0\x14";
    memcpy(entry + 16, head + 14, 12);
    put_number(entry + 28, name_n, 2);
    put_number(entry + 42, p->n, 4);
    memcpy(p->bytes + p->n, head, 30);
    memcpy(p->bytes + p->n + 30, name, name_n);
    memcpy(p->bytes + p->n + 30 + name_n, data, size);
    p->n += 30 + name_n + size;
    memcpy(p->directory + p->directory_n, entry, 46);
    memcpy(p->directory + p->directory_n + 46, name, name_n);
    p->directory_n += 46 + name_n;
    p->count++;
}

static inline void pack_read(struct pack *p)
{
    unsigned char end[22] = "PK\5\6";
    put_number(end + 8, p->count, 2);
    put_number(end + 10, p->count, 2);
    put_number(end + 12, p->directory_n, 4);
    put_number(end + 16, p->n, 4);
    if (p->n + p->directory_n + 22 > sizeof p->bytes)
        return;
    memcpy(p->bytes + p->n, p->directory, p->directory_n);
    memcpy(p->bytes + p->n + p->directory_n, end, 22);
    read_bytes(p->bytes, p->n + p->directory_n + 22);
}

#endif
