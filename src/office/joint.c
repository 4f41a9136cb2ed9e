/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/joint.h"

#include <string.h>

#include "base/digest.h"
#include "base/i18n.h"

enum { LEVEL = 1 };

int pz_joint_begin(struct pz_joint *j, struct pz_buf *out, size_t n, const char *mark, struct pz_error *err)
{
    *j = (struct pz_joint){.n = n, .mark = mark};
    pz_zip_begin(&j->zip, out);
    return pz_deflater_new(&j->deflater, LEVEL, err);
}

void pz_joint_release(struct pz_joint *j)
{
    pz_zip_release(&j->zip);
    pz_deflater_free(j->deflater);
    pz_arena_release(&j->arena);
}

const char *pz_joint_rename(struct pz_joint *j, const char *folder, const char *name)
{
    const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    return pz_arena_printf(&j->arena, "%s%sd%zu-%s", folder, folder[0] ? "/" : "", j->number, base);
}

/* The digest of the picture as it is packed, under a name that is its extension alone: the directory's CRC may be another picture's too. */
static int digest_of(char digest[PZ_DIGEST_SIZE], struct pz_package *package, size_t member, struct pz_error *err)
{
    struct pz_packed packed = {0};
    const char *dot = strrchr(pz_package_member(package, member)->name, '.');
    if (pz_packed_read(&packed, package, member, dot ? dot : ".", err) != 0)
        return -1;
    int rc = pz_digest(digest, packed.bytes, packed.local, err);
    pz_packed_release(&packed);
    return rc;
}

const char *pz_joint_picture(struct pz_joint *j, struct pz_package *package, size_t member, const char *folder, bool *fresh,
                             struct pz_error *err)
{
    char digest[PZ_DIGEST_SIZE];
    if (digest_of(digest, package, member, err) != 0)
        return NULL;
    if (!j->pictures)
        j->pictures = pz_map_new(&j->arena, 16);
    const struct pz_value *known = pz_map_find(j->pictures, pz_key(digest));
    *fresh = !known;
    if (known)
        return known->u.s;
    const char *name = pz_joint_rename(j, folder, pz_package_member(package, member)->name);
    pz_map_set(&j->arena, j->pictures, pz_arena_strdup(&j->arena, digest), pz_str(name));
    return name;
}

int pz_joint_copy(struct pz_joint *j, struct pz_package *package, size_t member, const char *name, struct pz_error *err)
{
    struct pz_packed packed = {0};
    if (pz_packed_read(&packed, package, member, name, err) != 0)
        return -1;
    pz_zip_add_packed(&j->zip, &packed);
    pz_packed_release(&packed);
    return 0;
}

int pz_joint_put(struct pz_joint *j, const char *name, const struct pz_buf *text, struct pz_error *err)
{
    return text->failed ? pz_fail_memory(err) : pz_zip_add(&j->zip, j->deflater, name, text->data, text->len, false, err);
}

int pz_joint_changed(struct pz_error *err)
{
    return pz_fail(err, PZ_DATA, "E-PDF-012", _("the document was changed while it was being read"));
}
