/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zip/inflate.h"

#include <zlib.h>

enum { PIECE = 16384 };

int pz_inflate(struct pz_buf *out, const void *data, size_t len, size_t max_bytes)
{
    unsigned char piece[PIECE];
    z_stream z = {.next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)len};
    int rc = len > UINT32_MAX || inflateInit(&z) != Z_OK ? Z_DATA_ERROR : Z_OK;
    size_t room = max_bytes;
    if (rc != Z_OK)
        return -1;
    while (rc == Z_OK && room) {
        z.next_out = piece;
        z.avail_out = room < PIECE ? (uInt)room : PIECE;
        uInt asked = z.avail_out;
        rc = inflate(&z, Z_NO_FLUSH);
        pz_buf_put(out, piece, asked - z.avail_out);
        room -= asked - z.avail_out;
    }
    inflateEnd(&z);
    return rc == Z_STREAM_END && !out->failed ? 0 : -1;
}
