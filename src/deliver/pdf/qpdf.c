/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/pdf/qpdf.h"

#include "base/i18n.h"
#include "base/late.h"

#define LATE PZ_LATE_DEFINE
#include "deliver/pdf/qpdf.def"
#undef LATE

static const struct pz_late_function functions[] = {
#define LATE PZ_LATE_ROW
#include "deliver/pdf/qpdf.def"
#undef LATE
};
static struct pz_late library = PZ_LATE_INIT(PZ_LIBQPDF, functions);

int pz_qpdf_complaint(qpdf_data q, struct pz_error *err)
{
    qpdf_error e = qpdf_has_error(q) ? qpdf_get_error(q) : qpdf_more_warnings(q) ? qpdf_next_warning(q) : NULL;
    if (!e)
        return 0;
    return pz_fail(err, PZ_DATA, "E-PDF-004", _("the PDF is damaged: %s"), qpdf_get_error_message_detail(q, e));
}

static int prepare(qpdf_data *q, struct pz_error *err)
{
    if (pz_late_load(&library, err) != 0)
        return -1;
    *q = qpdf_init();
    if (!*q)
        return pz_fail_memory(err);
    qpdf_silence_errors(*q);
    qpdf_set_suppress_warnings(*q, QPDF_TRUE);
    qpdf_set_attempt_recovery(*q, QPDF_FALSE);
    return 0;
}

int pz_qpdf_open(qpdf_data *q, const char *path, struct pz_error *err)
{
    if (prepare(q, err) != 0)
        return -1;
    qpdf_read(*q, path, NULL);
    return pz_qpdf_complaint(*q, err);
}

int pz_qpdf_open_memory(qpdf_data *q, const char *name, const void *data, size_t len, struct pz_error *err)
{
    if (prepare(q, err) != 0)
        return -1;
    qpdf_read_memory(*q, name, data, len, NULL);
    return pz_qpdf_complaint(*q, err);
}

int pz_qpdf_write(qpdf_data q, struct pz_buf *out, struct pz_error *err)
{
    if (qpdf_init_write_memory(q) != QPDF_SUCCESS)
        return pz_qpdf_complaint(q, err);
    qpdf_set_object_stream_mode(q, qpdf_o_generate);
    qpdf_set_deterministic_ID(q, QPDF_TRUE);
    if ((qpdf_write(q) & QPDF_ERRORS) || pz_qpdf_complaint(q, err) != 0)
        return pz_qpdf_complaint(q, err) ? -1 : pz_fail(err, PZ_DATA, "E-PDF-004", _("the PDF is damaged: %s"), "");
    pz_buf_put(out, qpdf_get_buffer(q), qpdf_get_buffer_length(q));
    return out->failed ? pz_fail_memory(err) : 0;
}
