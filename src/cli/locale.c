/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/locale.h"

#include <limits.h>
#include <locale.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/io.h"

static const char *wanted_language(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

/* A locale that lets gettext look at LANGUAGE: any but "C" does. */
static void set_stand_in(void)
{
    static const char *const names[] = {"ru_RU.UTF-8", "C.UTF-8", "en_US.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (setlocale(LC_MESSAGES, names[i])) {
            setlocale(LC_CTYPE, names[i]);
            return;
        }
    }
}

static bool bind_in(const char *folder)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/ru/LC_MESSAGES/" PZ_DOMAIN ".mo", folder);
    if (n < 0 || (size_t)n >= sizeof path || !pz_file_exists(path))
        return false;
    return bindtextdomain(PZ_DOMAIN, folder) != NULL;
}

static void bind_catalogue(const char *datadir)
{
    static const char *const beside[] = {"share/locale", "../share/locale"};
    char program[PATH_MAX], folder[PATH_MAX + 32];
    pz_program_path(program, sizeof program);
    if (*program) {
        int dir = (int)(pz_path_name(program) - program);
        for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
            snprintf(folder, sizeof folder, "%.*s%s", dir, program, beside[i]);
            if (bind_in(folder))
                return;
        }
    }
    snprintf(folder, sizeof folder, "%s/../locale", datadir);
    bind_in(folder);
}

void cli_locale_init(const char *datadir)
{
    const char *language = wanted_language();
    if (strcmp(language, "C") == 0 || strcmp(language, "POSIX") == 0)
        return; /* English without opening a file */
    if (!setlocale(LC_CTYPE, "") || !setlocale(LC_MESSAGES, "")) {
        set_stand_in();
        if (strncmp(language, "ru", 2) == 0 && !getenv("LANGUAGE"))
            setenv("LANGUAGE", "ru", 1);
    }
    bind_catalogue(datadir);
    bind_textdomain_codeset(PZ_DOMAIN, "UTF-8");
}
