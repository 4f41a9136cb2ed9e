/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file of unknown kind, which mostly means CSV. */
#include "tables.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    read_bytes(data, size);
    return 0;
}
