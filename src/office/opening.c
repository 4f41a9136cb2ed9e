/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/opening.h"

#include <stdio.h>

#include "base/i18n.h"
#include "xml/encoding.h"

int pz_opening_refuse(struct pz_opening *o, const char *id, const char *message)
{
    struct pz_place place = pz_place_file(o->office->path);
    pz_report(o->diags, id, &place, "%s", message);
    return -1;
}

int pz_opening_report(struct pz_opening *o, struct pz_error *err)
{
    struct pz_place place = pz_place_file(o->office->path);
    if (err->place.file[0])
        snprintf(place.inside, sizeof place.inside, "%.200s", err->place.file);
    err->place = place;
    pz_report_error(o->diags, err);
    return -1;
}

int pz_opening_read(struct pz_opening *o, const char *name, struct pz_text *out)
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_buf raw = PZ_BUF_INIT, utf8 = PZ_BUF_INIT;
    int status = pz_package_read(&raw, o->package, name, 0, &err);
    if (!status)
        status = pz_xml_to_utf8(&utf8, pz_buf_str(&raw), raw.len, name, &err);
    if (!status)
        status = pz_xml_check(pz_buf_str(&utf8), utf8.len, name, &err);
    if (!status)
        *out = (struct pz_text){pz_arena_strndup(&o->office->arena, utf8.data, utf8.len), utf8.len};
    pz_buf_release(&raw);
    pz_buf_release(&utf8);
    return status ? pz_opening_report(o, &err) : 0;
}

void pz_opening_warn_signed(struct pz_opening *o)
{
    struct pz_place place = pz_place_file(o->office->path);
    pz_report(o->diags, "W-DOC-004", &place,
              _("the template is signed; what is made from it is not, so the signature is left out"));
}

/* An ordinary template takes less than 10 MB. */
enum { MEMORY_MAX = 160 << 20 };

int pz_opening_run(struct pz_office **out, const struct pz_office_format *format, const char *path, struct pz_package *package,
                   const struct pz_office_options *options, struct pz_diags *diags, int (*parts)(struct pz_opening *))
{
    struct pz_error err = PZ_ERROR_INIT;
    struct pz_opening o = {.package = package, .diags = diags};
    if (pz_office_new(&o.office, format, path, &err)) {
        pz_report_error(diags, &err);
        return -1;
    }
    jmp_buf oom;
    o.office->arena.limit = MEMORY_MAX;
    pz_arena_trap(&o.office->arena, &oom);
    if (setjmp(oom)) {
        struct pz_place place = pz_place_file(path);
        if (o.office->arena.used > MEMORY_MAX / 2)
            pz_report(diags, "E-DOC-005", &place, _("the document is too long for a template: it needs more than %d MB of memory"),
                      MEMORY_MAX >> 20);
        else
            pz_fail_memory(&err), pz_report_error(diags, &err);
        pz_office_free(o.office);
        return -1;
    }
    pz_office_set_options(o.office, path, options);
    int status = pz_office_make_loader(o.office, &err);
    if (status)
        pz_report_error(diags, &err);
    else
        status = parts(&o);
    if (status)
        pz_office_blocks_across(o.office, diags);
    pz_arena_trap(&o.office->arena, NULL);
    if (status && !options->review)
        pz_office_free(o.office);
    else
        *out = o.office;
    return status;
}
