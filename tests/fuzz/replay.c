/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over files, where no fuzzer drives it. */
#include <stdio.h>
#include <stdlib.h>

#include "base/io.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct pz_buf bytes = PZ_BUF_INIT;
        struct pz_error err = PZ_ERROR_INIT;
        if (pz_file_read(&bytes, argv[i], 64 << 20, &err) < 0) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        unsigned char *copy = malloc(bytes.len ? bytes.len : 1); /* of its exact size, so that tools see a read beyond it */
        if (!copy)
            return 1;
        for (size_t k = 0; k < bytes.len; k++)
            copy[k] = (unsigned char)bytes.data[k];
        LLVMFuzzerTestOneInput(copy, bytes.len);
        free(copy);
        pz_buf_release(&bytes);
    }
    return 0;
}
