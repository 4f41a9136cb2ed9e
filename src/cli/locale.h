/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of messages. Bytes of documents never depend on it: only LC_CTYPE and LC_MESSAGES are set, never numbers or dates. */
#ifndef PZ_CLI_LOCALE_H
#define PZ_CLI_LOCALE_H

/* Choose by LC_ALL, LC_MESSAGES, LANG and LANGUAGE as gettext does, and Russian also where the system has no Russian locale
 * installed (a bare Debian). The catalogue is looked for beside the program first, then under `datadir`/../locale. */
void cli_locale_init(const char *datadir);

#endif
