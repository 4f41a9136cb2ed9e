/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gost engine of OpenSSL, where it is installed. */
#ifndef PZ_DELIVER_SIGN_GOST_H
#define PZ_DELIVER_SIGN_GOST_H

#include <stdbool.h>

/* Load it once for the process; whether it is there. Threads may call it at the same time. */
bool pz_gost_load(void);

#endif
