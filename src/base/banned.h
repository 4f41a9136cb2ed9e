/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that do harm are refused at compile time with the name of what to use. Included by the build before every source
 * of src/ (-include), after the system headers that declare them. */
#ifndef PZ_BASE_BANNED_H
#define PZ_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#define strcpy(d, s) use_pz_buf_or_memcpy_not_strcpy()
#undef strcat
#define strcat(d, s) use_pz_buf_not_strcat()
#undef strncpy
#define strncpy(d, s, n) use_pz_arena_strndup_not_strncpy()
#undef strncat
#define strncat(d, s, n) use_pz_buf_not_strncat()
#undef sprintf
#define sprintf(...) use_snprintf_not_sprintf()
#undef vsprintf
#define vsprintf(...) use_vsnprintf_not_vsprintf()
#undef strtok
#define strtok(s, d) use_strcspn_not_strtok()
#undef localtime
#define localtime(t) use_pz_clock_not_localtime()
#undef gmtime
#define gmtime(t) use_gmtime_r_not_gmtime()
#undef ctime
#define ctime(t) use_pz_clock_not_ctime()
#undef asctime
#define asctime(t) use_strftime_not_asctime()
#undef tmpnam
#define tmpnam(s) use_mkstemp_not_tmpnam()
#undef rand
#define rand() use_a_seeded_generator_not_rand()

#endif
