/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a document means the same among others as alone (merge.h). Inside the folder only. */
#ifndef PZ_ODT_MERGE_JUDGE_H
#define PZ_ODT_MERGE_JUDGE_H

#include "odt/merge_source.h"

/* Why it does not (static, English), or NULL. Notes its pictures. */
const char *pz_odt_judge(struct pz_odt_source *s);

#endif
