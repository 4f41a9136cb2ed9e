/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a signature file and as a certificate one is asked to trust. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "deliver/sign/cms.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static int file_of(const void *data, size_t size, char path[64])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char signature[64], content[64];
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_cms_signature found;
    struct pz_cms *cms;
    unsigned signers;
    int a = file_of(data, size, signature), b = file_of("Приказ\n", sizeof "Приказ\n" - 1, content);
    if (pz_cms_open(&cms, (const char *const[]){signature, NULL}, &err) != 0 &&
        pz_cms_open(&cms, (const char *const[]){NULL}, &err) != 0)
        abort();
    pz_cms_verify(cms, content, signature, 1795000000, &found, &signers, &err);
    pz_cms_close(cms);
    close(a);
    close(b);
    return 0;
}
