/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Old XLS. The first byte chooses: even, any bytes behind the signature of a compound file; odd, any bytes as the stream «Workbook» of a sound
 * compound file, so that records are reached without a chain of sectors to be guessed. */
#include "tables.h"

enum { SECTOR = 512, STREAM_MAX = 100 * SECTOR };

static unsigned char bytes[1 << 18];

static void put_chain(unsigned char *table, unsigned first, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        put_number(table + 4 * (size_t)(first + i), i + 1 < n ? first + i + 1 : 0xFFFFFFFE, 4);
}

static void put_entry(unsigned char *entry, const char *name, unsigned kind, unsigned long child, unsigned first, size_t size)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++)
        entry[2 * i] = (unsigned char)name[i];
    put_number(entry + 64, 2 * (n + 1), 2);
    entry[66] = (unsigned char)kind;
    memset(entry + 68, 0xFF, 8);
    put_number(entry + 76, child, 4);
    put_number(entry + 116, first, 4);
    put_number(entry + 120, size, 4);
}

/* Sectors: 0 the table, 1 the directory, the stream from 2 on. */
static size_t wrap(const unsigned char *data, size_t size)
{
    unsigned n = (unsigned)(size / SECTOR + 1);
    n = n < 8 ? 8 : n; /* long enough to stay out of the mini stream */
    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    put_number(bytes + 26, 3, 2);
    put_number(bytes + 28, 0xFFFE, 2);
    put_number(bytes + 30, 9, 2);
    put_number(bytes + 32, 6, 2);
    put_number(bytes + 44, 1, 4);
    put_number(bytes + 48, 1, 4);
    put_number(bytes + 56, 4096, 4);
    put_number(bytes + 60, 0xFFFFFFFE, 4);
    put_number(bytes + 68, 0xFFFFFFFE, 4);
    memset(bytes + 76, 0xFF, 436);
    put_number(bytes + 76, 0, 4);
    unsigned char *table = bytes + SECTOR, *directory = table + SECTOR;
    memset(table, 0xFF, SECTOR);
    put_chain(table, 0, 1);
    put_chain(table, 1, 1);
    put_chain(table, 2, n);
    put_entry(directory, "Root Entry", 5, 1, 0xFFFFFFFE, 0);
    put_entry(directory + 128, "Workbook", 2, 0xFFFFFFFF, 2, (size_t)n * SECTOR);
    memcpy(directory + SECTOR, data, size);
    return (size_t)(n + 3) * SECTOR;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size && (data[0] & 1)) {
        size--;
        read_bytes(bytes, wrap(data + 1, size < STREAM_MAX ? size : STREAM_MAX - 1));
        return 0;
    }
    if (size > sizeof bytes - 8)
        return 0;
    memcpy(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    if (size)
        memcpy(bytes + 8, data, size);
    read_bytes(bytes, size + 8);
    return 0;
}
