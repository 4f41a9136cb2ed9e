/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every unit test includes first: cmocka with the headers it wants before it. */
#ifndef PZ_TEST_H
#define PZ_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#endif
