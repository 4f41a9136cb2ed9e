/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as content.xml of an ODT template, or as the whole package. */
#include "odt/odt.h"
#include "office.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const struct fuzz_member members[] = {{"mimetype", "application/vnd.oasis.opendocument.text"}};
    return fuzz_office(data, size, "content.xml", members, 1, pz_odt_open);
}
