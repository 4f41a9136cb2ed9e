/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings as SARIF 2.1.0 (OASIS), the form that editors and code platforms read. */
#ifndef PZ_CLI_SARIF_H
#define PZ_CLI_SARIF_H

#include "base/buf.h"
#include "base/error.h"

/* Append one SARIF log with one run; diags as sorted. A place inside a document or a spreadsheet becomes a logical location. */
void cli_sarif(const struct pz_diags *diags, struct pz_buf *out);

#endif
