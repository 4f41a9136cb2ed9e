/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes behind the signature of an OLE container: password and foreign documents told apart, the rest given to libfreexl. */
#include "tables.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static unsigned char bytes[1 << 18];
    if (size > sizeof bytes - 8)
        return 0;
    memcpy(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    if (size)
        memcpy(bytes + 8, data, size);
    read_bytes(bytes, size + 8);
    return 0;
}
