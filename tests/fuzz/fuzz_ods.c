/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as content.xml of an ODS package. */
#include "tables.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct pack pack;
    static const char type[] = "application/vnd.oasis.opendocument.spreadsheet";
    pack.n = pack.directory_n = pack.count = 0;
    pack_add(&pack, "mimetype", type, sizeof type - 1);
    pack_add(&pack, "content.xml", data, size);
    pack_read(&pack);
    return 0;
}
