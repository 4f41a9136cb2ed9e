/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package made member by member, in memory or in the test's folder. */
#ifndef PZ_TEST_PACKED_H
#define PZ_TEST_PACKED_H

#include "folder.h"
#include "zip/writer.h"

struct packing {
    struct pz_deflater *deflater;
    struct pz_zip_writer zip;
};

/* Begin a package in `out`, which stays the caller's. */
static inline void pack_begin(struct packing *p, struct pz_buf *out)
{
    struct pz_error err = PZ_ERROR_INIT;
    *p = (struct packing){0};
    assert_int_equal(pz_deflater_new(&p->deflater, 1, &err), 0);
    pz_zip_begin(&p->zip, out);
}

/* A member "mimetype" is stored, as ODF wants it. */
static inline void pack_add(struct packing *p, const char *name, const char *text)
{
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_zip_add(&p->zip, p->deflater, name, text, strlen(text), strcmp(name, "mimetype") == 0, &err), 0);
}

static inline void pack_end(struct packing *p)
{
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_zip_end(&p->zip, &err), 0);
    pz_zip_release(&p->zip);
    pz_deflater_free(p->deflater);
}

/* End the package in `out`, write it into the folder under a number and this suffix, and release `out`; the path is good until the
 * eighth next one. */
static inline const char *pack_file(struct packing *p, struct pz_buf *out, const char *suffix)
{
    static unsigned k;
    char name[32];
    struct pz_error err = PZ_ERROR_INIT;
    pack_end(p);
    snprintf(name, sizeof name, "%u%s", k++, suffix);
    const char *path = in(name);
    assert_int_equal(pz_file_write(path, out->data, out->len, false, &err), 0);
    pz_buf_release(out);
    return path;
}

#endif
