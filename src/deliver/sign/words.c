/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver/sign/words.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"

enum { WORDS_MAX = 100 };

bool pz_words_have(const char *command, const char *placeholder)
{
    return strstr(command, placeholder) != NULL;
}

/* The next word, unquoted, into word. 1: a word; 0: the end; -1: an open quote. */
static int next_word(const char **p, struct pz_buf *word)
{
    pz_buf_clear(word);
    *p += strspn(*p, " \t\n");
    if (!**p)
        return 0;
    char quote = '\0';
    for (; **p && (quote || !strchr(" \t\n", **p)); (*p)++) {
        if (**p == quote)
            quote = '\0';
        else if (!quote && (**p == '"' || **p == '\''))
            quote = **p;
        else if (**p == '\\' && quote != '\'' && (*p)[1])
            pz_buf_putc(word, *++*p);
        else
            pz_buf_putc(word, **p);
    }
    return quote ? -1 : 1;
}

static int fill_in(struct pz_buf *out, const char *word, const struct pz_words_values *v, struct pz_error *err)
{
    const struct {
        const char *name, *value;
    } places[] = {{"{file}", v->file}, {"{signature}", v->signature}, {"{list}", v->list}, {"{folder}", v->folder}};
    while (*word) {
        size_t i = 0;
        while (i < 4 && strncmp(word, places[i].name, strlen(places[i].name)) != 0)
            i++;
        if (i < 4 && places[i].value) {
            pz_buf_puts(out, places[i].value);
            word += strlen(places[i].name);
        } else if (*word == '{') {
            return pz_fail(err, PZ_USAGE, "E-SIGN-030", _("the signing command has a placeholder that is not known here: “%.40s”"),
                           word);
        } else {
            pz_buf_putc(out, *word++);
        }
    }
    return 0;
}

int pz_words_split(char ***out, const char *command, const struct pz_words_values *values, struct pz_arena *arena,
                   struct pz_error *err)
{
    struct pz_buf word = PZ_BUF_INIT, filled = PZ_BUF_INIT;
    char **words = pz_arena_zalloc(arena, (WORDS_MAX + 1) * sizeof *words);
    size_t n = 0;
    int got, rc = 0;
    while (rc == 0 && (got = next_word(&command, &word)) == 1 && n < WORDS_MAX) {
        pz_buf_clear(&filled);
        rc = fill_in(&filled, pz_buf_str(&word), values, err);
        if (rc == 0 && (word.failed || filled.failed))
            rc = pz_fail_memory(err);
        words[n++] = pz_arena_take(arena, &filled);
    }
    if (rc == 0 && got != 0)
        rc = pz_fail(err, PZ_USAGE, "E-SIGN-030",
                     got < 0 ? _("the signing command has a quote that is not closed") : _("the signing command is too long"));
    if (rc == 0 && n == 0)
        rc = pz_fail(err, PZ_USAGE, "E-SIGN-030", _("the signing command is empty"));
    pz_buf_release(&word);
    pz_buf_release(&filled);
    *out = words;
    return rc;
}
