/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The case files of tests/cases/russian: texts in six cases with sets of endings, and requests of the filter protocol with their answers. */
#include "test.h"

#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "russian/inflect.h"

enum { SETS_MAX = 96, LINE_MAX_BYTES = 4096 };

struct set {
    char name[32];
    char endings[PZ_CASES][32];
};

static struct set sets[SETS_MAX];
static size_t sets_n;
static int bad, good;

static void split_forms(char out[PZ_CASES][32], const char *text)
{
    for (int c = 0; c < PZ_CASES; c++) {
        size_t n = strcspn(text, " ");
        snprintf(out[c], 32, "%.*s", n == 1 && *text == '-' ? 0 : (int)n, text);
        text += n + (text[n] == ' ');
    }
}

static void read_set(const char *line)
{
    size_t n = strcspn(line, " ");
    assert_true(sets_n < SETS_MAX);
    snprintf(sets[sets_n].name, sizeof sets[0].name, "%.*s", (int)n, line);
    split_forms(sets[sets_n++].endings, line + n + 1);
}

static const struct set *find_set(const char *name, size_t len)
{
    for (size_t i = 0; i < sets_n; i++)
        if (strlen(sets[i].name) == len && memcmp(sets[i].name, name, len) == 0)
            return &sets[i];
    return NULL;
}

/* The template in one case: {set} gives the set's ending, {six words} the word itself. */
static void expand(struct pz_buf *out, const char *template, int c)
{
    for (const char *p = template; *p;) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;
        if (!close) {
            pz_buf_putc(out, *p++);
            continue;
        }
        const struct set *set = find_set(p + 1, (size_t)(close - p - 1));
        if (set) {
            pz_buf_puts(out, set->endings[c]);
        } else { /* forms written out */
            const char *word = p + 1;
            for (int i = 0; i < c; i++) {
                word += strcspn(word, " }");
                assert_int_equal(*word, ' '); /* else the set is missing */
                word++;
            }
            pz_buf_put(out, word, strcspn(word, " }"));
        }
        p = close + 1;
    }
}

static void check(const char *request, const char *want, const char *confidence)
{
    struct pz_buf got = PZ_BUF_INIT;
    struct pz_error err = PZ_ERROR_INIT;
    pz_inflect_line(&got, NULL, request, strlen(request), true, &err);
    char *mark = strrchr(got.data, '\t');
    *mark++ = '\0';
    /* ё stays where it was typed; what the rules write with ё may be expected without it, and the other way round */
    if (strcmp(got.data, want) == 0 && (!confidence || strcmp(mark, confidence) == 0)) {
        good++;
    } else {
        bad++;
        print_error("%s: want “%s”%s%s, got “%s” %s\n", request, want, confidence ? " " : "", confidence ? confidence : "",
                    got.data, mark);
    }
    pz_buf_release(&got);
}

static const char *const cases[PZ_CASES] = {"nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"};

/* «last m Ткач{м} certain», «post главн{ый} бухгалтер{м}» */
static void check_forms(const char *line, int with_sex)
{
    char kind[32] = "", sex[8] = "", request[LINE_MAX_BYTES];
    const char *template = line;
    size_t n = strcspn(template, " ");
    snprintf(kind, sizeof kind, "%.*s", (int)n, template);
    template += n + 1;
    if (with_sex) {
        snprintf(sex, sizeof sex, "%c", *template);
        template += 2;
    }
    char text[LINE_MAX_BYTES];
    snprintf(text, sizeof text, "%s", template);
    static const char *const marks[] = {"certain", "convention", "ask"};
    const char *confidence = NULL;
    for (int i = 0; i < 3; i++) {
        size_t len = strlen(text), mark = strlen(marks[i]);
        if (len > mark + 1 && text[len - mark - 1] == ' ' && strcmp(text + len - mark, marks[i]) == 0) {
            confidence = marks[i];
            text[len - mark - 1] = '\0';
        }
    }
    struct pz_buf nominative = PZ_BUF_INIT, want = PZ_BUF_INIT;
    expand(&nominative, text, 0);
    for (int c = 0; c < PZ_CASES; c++) {
        pz_buf_clear(&want);
        expand(&want, text, c);
        snprintf(request, sizeof request, "%s%s%s\t%s\t%s", kind, with_sex ? "\t" : "", sex, cases[c], pz_buf_str(&nominative));
        check(request, pz_buf_str(&want), c ? confidence : NULL);
    }
    pz_buf_release(&nominative);
    pz_buf_release(&want);
}

static void run_file(const char *name, void (*run)(const char *line))
{
    char path[256], line[LINE_MAX_BYTES];
    snprintf(path, sizeof path, "tests/cases/russian/%s", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    sets_n = 0;
    bad = good = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '@')
            read_set(line + 1);
        else if (line[0] && line[0] != '#')
            run(line);
    }
    fclose(file);
    print_message("%s: %d forms right, %d wrong\n", name, good, bad);
    assert_true(good > 0);
    assert_int_equal(bad, 0);
}

static void name_line(const char *line)
{
    check_forms(line, 1);
}

static void phrase_line(const char *line)
{
    check_forms(line, 0);
}

/* «REQUEST = ANSWER», fields of the request divided by | */
static void request_line(const char *line)
{
    char request[LINE_MAX_BYTES];
    const char *equals = strstr(line, " = ");
    assert_non_null(equals);
    snprintf(request, sizeof request, "%.*s", (int)(equals - line), line);
    for (char *p = request; *p; p++)
        if (*p == '|')
            *p = '\t';
    /* ~ is a no-break space */
    struct pz_buf want = PZ_BUF_INIT;
    for (const char *p = equals + 3; *p; p++)
        if (*p == '~')
            pz_buf_puts(&want, "\xC2\xA0");
        else
            pz_buf_putc(&want, *p);
    check(request, pz_buf_str(&want), NULL);
    pz_buf_release(&want);
}

#define NAMES(id, file)                                                                                                            \
    static void id(void **state)                                                                                                   \
    {                                                                                                                              \
        (void)state;                                                                                                               \
        run_file(file, name_line);                                                                                                 \
    }
#define PHRASES(id, file)                                                                                                          \
    static void id(void **state)                                                                                                   \
    {                                                                                                                              \
        (void)state;                                                                                                               \
        run_file(file, phrase_line);                                                                                               \
    }
#define REQUESTS(id, file)                                                                                                         \
    static void id(void **state)                                                                                                   \
    {                                                                                                                              \
        (void)state;                                                                                                               \
        run_file(file, request_line);                                                                                              \
    }

NAMES(names, "names.cases")
PHRASES(posts, "posts.cases")
PHRASES(organisations, "organisations.cases")
NAMES(hard_names, "hard-names.cases")
REQUESTS(plurals, "plurals.cases")
REQUESTS(numerals, "numerals.cases")
REQUESTS(dates, "dates.cases")
REQUESTS(shares, "shares.cases")
REQUESTS(requests, "requests.cases")

/* All tables together stay small enough to be written and read by hand. */
static void tables_are_small(void **state)
{
    (void)state;
    glob_t files;
    off_t sum = 0;
    struct stat st;
    assert_int_equal(glob("data/russian/*", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        assert_int_equal(stat(files.gl_pathv[i], &st), 0);
        sum += st.st_size;
    }
    globfree(&files);
    assert_true(sum > 0 && sum < 64 << 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),    cmocka_unit_test(hard_names),       cmocka_unit_test(posts), cmocka_unit_test(organisations),
        cmocka_unit_test(plurals),  cmocka_unit_test(numerals),         cmocka_unit_test(dates), cmocka_unit_test(shares),
        cmocka_unit_test(requests), cmocka_unit_test(tables_are_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
