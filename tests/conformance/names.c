/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores the names of ../shared/conformance/names through the filter protocol: names [-v] FOLDER. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "russian/inflect.h"

enum { COLUMNS = 9, EXCLUDED_MAX = 1024, LINE_MAX_BYTES = 4096 };

static const char *const cases[] = {"nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"};
static char *excluded[EXCLUDED_MAX];
static size_t excluded_n;
static int verbose;

struct score {
    long forms, wrong, unknown;
};

static size_t cut(char *line, char **f)
{
    size_t n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *p = line; p && n < COLUMNS; n++) {
        f[n] = p;
        p = strchr(p, '\t');
        if (p)
            *p++ = '\0';
    }
    for (size_t i = n; i < COLUMNS; i++)
        f[i] = line + strlen(line);
    return n;
}

static FILE *open_in(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(3);
    }
    return file;
}

static void read_excluded(const char *folder)
{
    FILE *file = open_in(folder, "exclude.tsv");
    char line[LINE_MAX_BYTES], key[LINE_MAX_BYTES * 2], *f[COLUMNS];
    while (fgets(line, sizeof line, file) && excluded_n < EXCLUDED_MAX) {
        cut(line, f);
        snprintf(key, sizeof key, "%s\t%s\t%s\t%s", f[0], f[1], f[2], f[3]);
        excluded[excluded_n++] = strdup(key);
    }
    fclose(file);
}

static int is_excluded(const char *file, char **f, const char *lemma)
{
    char key[LINE_MAX_BYTES];
    snprintf(key, sizeof key, "%s\t%s\t%s\t%s", file, f[0], f[1], lemma);
    for (size_t i = 0; i < excluded_n; i++)
        if (strcmp(excluded[i], key) == 0)
            return 1;
    return 0;
}

/* ё and е are one letter. */
static void fold(char *s)
{
    for (; *s; s++)
        if (memcmp(s, "\xD1\x91", 2) == 0)
            memcpy(s, "\xD0\xB5", 2);
        else if (memcmp(s, "\xD0\x81", 2) == 0)
            memcpy(s, "\xD0\x95", 2);
}

static int accepted(const char *gold, const char *answer)
{
    char want[LINE_MAX_BYTES], got[LINE_MAX_BYTES];
    snprintf(want, sizeof want, "%s", gold);
    snprintf(got, sizeof got, "%s", answer);
    fold(want);
    fold(got);
    for (char *p = want, *next; p; p = next) {
        next = strchr(p, '|');
        if (next)
            *next++ = '\0';
        if (strcmp(p, got) == 0)
            return 1;
    }
    return 0;
}

static void ask(struct pz_buf *answer, const char *request)
{
    struct pz_error err = PZ_ERROR_INIT;
    pz_buf_clear(answer);
    pz_inflect_line(answer, NULL, request, strlen(request), true, &err);
}

static void check_form(struct score *s, const char *part, const char *sex, int c, const char *lemma, const char *gold,
                       const char *file)
{
    struct pz_buf answer = PZ_BUF_INIT;
    char request[LINE_MAX_BYTES];
    snprintf(request, sizeof request, "%s\t%s\t%s\t%s", part, sex, cases[c], lemma);
    ask(&answer, request);
    char *form = answer.data, *confidence = strchr(form, '\t');
    *confidence++ = '\0';
    s->forms++;
    if (strcmp(form, "?") == 0)
        s->unknown++;
    if (!accepted(gold, form)) {
        s->wrong++;
        if (verbose)
            printf("%s\t%s\t%s\t%s\t%s\t%s\tgot %s\t%s\n", file, part, sex, lemma, cases[c], gold, form, confidence);
    }
    pz_buf_release(&answer);
}

/* One score per kind of part. */
static struct score scores[3];
static struct score *score_of(const char *part)
{
    return &scores[strcmp(part, "last") == 0 ? 0 : strcmp(part, "first") == 0 ? 1 : 2];
}

static void score_forms(const char *folder, const char *name)
{
    FILE *file = open_in(folder, name);
    char line[LINE_MAX_BYTES], *f[COLUMNS];
    if (!fgets(line, sizeof line, file))
        exit(3);
    while (fgets(line, sizeof line, file)) {
        cut(line, f);
        if (is_excluded(name, f, f[3]))
            continue;
        for (int c = 1; c < 6; c++)
            check_form(score_of(f[0]), f[0], f[1], c, f[3], f[3 + c], name);
    }
    fclose(file);
}

/* pe_misc.tsv: one form a row, the case as a number from 1. */
static void score_single(const char *folder, const char *name)
{
    FILE *file = open_in(folder, name);
    char line[LINE_MAX_BYTES], *f[COLUMNS];
    if (!fgets(line, sizeof line, file))
        exit(3);
    while (fgets(line, sizeof line, file)) {
        cut(line, f);
        int c = atoi(f[2]) - 1;
        if (c >= 1 && c < 6 && !is_excluded(name, f, f[3]))
            check_form(score_of(f[0]), f[0], f[1], c, f[3], f[4], name);
    }
    fclose(file);
}

struct sex_score {
    long rows, right, wrong, wrong_certain, asked;
};

static void score_sex(const char *folder, const char *name, struct sex_score *s)
{
    FILE *file = open_in(folder, name);
    struct pz_buf answer = PZ_BUF_INIT;
    char line[LINE_MAX_BYTES], request[LINE_MAX_BYTES + 8], *f[COLUMNS];
    if (!fgets(line, sizeof line, file))
        exit(3);
    while (fgets(line, sizeof line, file)) {
        cut(line, f);
        snprintf(request, sizeof request, "sex\t%s\t%s\t%s", f[0], f[1], f[2]);
        ask(&answer, request);
        char got = answer.data[0], want = f[3][0];
        int certain = strstr(answer.data, "certain") != NULL;
        s->rows++;
        s->right += got == want;
        s->asked += got == '-' && want != '-';
        int wrong = got != want && got != '-';
        s->wrong += wrong;
        s->wrong_certain += wrong && certain && want != '-';
        if (verbose && got != want)
            printf("%s\tsex\t%s %s %s\t%s\tgot %s\n", name, f[0], f[1], f[2], f[3], answer.data);
    }
    pz_buf_release(&answer);
    fclose(file);
}

static int print_score(const char *what, const struct score *s, double wanted)
{
    double share = s->forms ? 100.0 * (double)(s->forms - s->wrong) / (double)s->forms : 0;
    printf("%-12s %8ld forms  %6ld wrong (%ld not known)  %8.4f %%  (wanted %.2f %%) %s\n", what, s->forms, s->wrong, s->unknown,
           share, wanted, share >= wanted ? "reached" : "FALLS SHORT");
    return share >= wanted;
}

int main(int argc, char **argv)
{
    static const char *const sexes[] = {"pe_gender_surnames.tsv", "pe_gender_firstnames.tsv", "pe_gender_midnames.tsv",
                                        "pe_gender_misc.tsv", "ncl_gender.tsv"};
    verbose = argc > 2 && strcmp(argv[1], "-v") == 0;
    const char *folder = argv[argc - 1];
    read_excluded(folder);
    score_forms(folder, "aot_surnames.tsv");
    score_forms(folder, "aot_patronymics.tsv");
    score_forms(folder, "pe_firstnames.tsv");
    score_forms(folder, "ncl_forms.tsv");
    score_single(folder, "pe_misc.tsv");
    int good = print_score("surnames", &scores[0], 99.95) & print_score("first names", &scores[1], 99.6) &
               print_score("patronymics", &scores[2], 100);
    for (size_t i = 0; i < sizeof sexes / sizeof *sexes; i++) {
        struct sex_score s = {0};
        score_sex(folder, sexes[i], &s);
        printf("sex: %-24s %6ld rows  %6ld as given  %5ld other  %5ld left open; %ld wrong though certain\n", sexes[i], s.rows,
               s.right, s.wrong, s.asked, s.wrong_certain);
        good &= s.wrong_certain == 0;
    }
    return good ? 0 : 1;
}
