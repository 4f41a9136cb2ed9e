/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/dress.h"

#include "docx/profile.h"
#include "odt/profile.h"
#include "zip/writer.h"

struct dressing {
    struct pz_package *package;
    const struct pz_map *profile;
    struct pz_deflater *deflater;
    struct pz_zip_writer zip;
    struct pz_buf xml;
};

static bool is_dressed(const char *member)
{
    return strcmp(member, "word/styles.xml") == 0 || strcmp(member, "word/document.xml") == 0 ||
           strcmp(member, "styles.xml") == 0 || strcmp(member, "content.xml") == 0;
}

static int copy_member(struct dressing *d, size_t index, struct pz_error *err)
{
    struct pz_packed packed = {0};
    if (pz_packed_read(&packed, d->package, index, NULL, err))
        return -1;
    pz_zip_add_packed(&d->zip, &packed);
    pz_packed_release(&packed);
    return 0;
}

static int add_member(struct dressing *d, size_t index, struct pz_error *err)
{
    const char *name = pz_package_member(d->package, index)->name;
    if (!is_dressed(name))
        return copy_member(d, index, err);
    pz_buf_clear(&d->xml);
    if (pz_package_read_at(&d->xml, d->package, index, 0, err))
        return -1;
    if (!pz_docx_profile(&d->xml, name, d->profile))
        pz_odt_profile(&d->xml, name, d->profile);
    return d->xml.failed ? pz_fail_memory(err) : pz_zip_add(&d->zip, d->deflater, name, d->xml.data, d->xml.len, false, err);
}

static int write_all(struct dressing *d, struct pz_buf *bytes, struct pz_error *err)
{
    if (pz_deflater_new(&d->deflater, 1, err))
        return -1;
    pz_zip_begin(&d->zip, bytes);
    for (size_t i = 0; i < pz_package_count(d->package); i++)
        if (add_member(d, i, err))
            return -1;
    return pz_zip_end(&d->zip, err);
}

int pz_package_dress(struct pz_buf *bytes, struct pz_package **package, const struct pz_map *profile, struct pz_error *err)
{
    struct dressing d = {.package = *package, .profile = profile};
    struct pz_package *dressed = NULL;
    int rc = write_all(&d, bytes, err);
    if (rc == 0)
        rc = pz_package_open_memory(&dressed, bytes->data, bytes->len, pz_package_name(*package), NULL, err);
    pz_zip_release(&d.zip);
    pz_deflater_free(d.deflater);
    pz_buf_release(&d.xml);
    if (rc)
        return -1;
    pz_package_close(*package);
    *package = dressed;
    return 0;
}
