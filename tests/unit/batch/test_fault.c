/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The n-th fallible step of a scenario fails (memory, reading, writing, SQL): the scenario reports failure or gives the very result of an
 * undisturbed one, leaves nothing half-written, and the next try completes. FAULTS: how many places to try, spread over the scenario
 * (`make check-fault` tries all). */
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "batch/each.h"
#include "batch/run.h"

static char folder[64];

static long places(void)
{
    const char *text = getenv("FAULTS");
    return text ? atol(text) : 24;
}

static void in_folder(char *path, size_t size, const char *name)
{
    snprintf(path, size, "%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
    char path[128];
    struct pz_error err = PZ_ERROR_INIT;
    in_folder(path, sizeof path, name);
    assert_int_equal(pz_file_write(path, text, strlen(text), false, &err), 0);
}

/* Contents of all files below a folder, one after the other in order of names; fails on a temporary file. */
static void gather(const char *path, struct pz_buf *out)
{
    struct dirent **v;
    int n = scandir(path, &v, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        struct pz_buf below = PZ_BUF_INIT;
        struct pz_error err = PZ_ERROR_INIT;
        pz_path_join(&below, path, v[i]->d_name);
        size_t len = strlen(v[i]->d_name);
        assert_false(len > 4 && strcmp(v[i]->d_name + len - 4, ".tmp") == 0);
        if (strcmp(v[i]->d_name, ".") != 0 && strcmp(v[i]->d_name, "..") != 0) {
            pz_buf_printf(out, "\n%s\n", v[i]->d_name);
            if (pz_is_folder(pz_buf_str(&below)))
                gather(pz_buf_str(&below), out);
            else
                assert_int_equal(pz_file_read(out, pz_buf_str(&below), 1 << 20, &err), 0);
        }
        pz_buf_release(&below);
        free(v[i]);
    }
    if (n >= 0)
        free(v);
}

/* Each scenario: 0, or -1 with err. */
static int each_scenario(struct pz_error *err)
{
    char template_path[128], data[128], name[160];
    struct pz_document *document = NULL;
    struct pz_output *output = NULL;
    struct pz_each_result result;
    struct pz_diags diags;
    pz_diags_init(&diags);
    in_folder(template_path, sizeof template_path, "t.txt");
    in_folder(data, sizeof data, "d.json");
    snprintf(name, sizeof name, "%s/out/{{ index }}.txt", folder);
    const char *const folders[] = {folder, NULL};
    struct pz_document_options options = {.folders = folders};
    int rc = -1;
    if (pz_document_open(&document, template_path, &options, &diags) == 0 &&
        pz_output_new(&output, name, "-o", NULL, &diags) == 0) {
        struct pz_each each = {.document = document, .output = output, .data = data, .jobs = 1};
        rc = pz_each_run(&each, &result, &diags, err);
    }
    if (diags.errors)
        rc = pz_fail(err, PZ_DATA, diags.v[0].id, "%s", diags.v[0].message);
    pz_output_free(output);
    pz_document_close(document);
    pz_diags_release(&diags);
    return rc;
}

static int run_scenario(struct pz_error *err)
{
    struct pz_run_result result;
    struct pz_diags diags;
    pz_diags_init(&diags);
    if (chdir(folder) != 0)
        return -1;
    struct pz_run_options options = {
        .jobs = 1, .stamp = {"2026-11-22T03:00:00+00:00", "tester"}, .today = 20779, .now = 1795316400, .without_pdf = true};
    int rc = pz_run(&options, &result, &diags, err);
    if (rc == 0 && diags.errors)
        rc = pz_fail(err, PZ_DATA, diags.v[0].id, "%s", diags.v[0].message);
    pz_diags_release(&diags);
    return rc;
}

/* The thread that cannot be started (E-RUN-005) is one of the steps.
 * In a process of its own: 0 done, 1 failed with a message, 2 failed without one, 3 done and the fault never came. */
static int in_child(int (*scenario)(struct pz_error *err), long fault)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        struct pz_error err = PZ_ERROR_INIT;
        pz_fault_after(fault);
        int rc = scenario(&err);
        int struck = pz_fault_struck();
        pz_fault_after(0);
        _exit(rc == 0 ? (fault && !struck ? 3 : 0) : err.kind && err.message[0] ? 1 : 2);
    }
    int status = 0;
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    if (!WIFEXITED(status))
        print_error("step %ld ends the program by signal %d\n", fault, WTERMSIG(status));
    assert_true(WIFEXITED(status)); /* no crash, no abort */
    return WEXITSTATUS(status);
}

/* Steps of a scenario, by doubling and halving. */
static long count_steps(int (*scenario)(struct pz_error *err), void (*reset)(void))
{
    long low = 1, high = 2;
    for (;; low = high, high *= 2) {
        reset();
        if (in_child(scenario, high) == 3)
            break;
    }
    while (high - low > 1 && high - low > low / 50) {
        long middle = (low + high) / 2;
        reset();
        *(in_child(scenario, middle) == 3 ? &high : &low) = middle;
    }
    return low;
}

static void loop(int (*scenario)(struct pz_error *err), void (*reset)(void), const char *results)
{
    struct pz_buf want = PZ_BUF_INIT, got = PZ_BUF_INIT;
    char path[128];
    in_folder(path, sizeof path, results);
    reset();
    assert_int_equal(in_child(scenario, 0), 0);
    gather(path, &want);
    long steps = count_steps(scenario, reset), stride = steps / places();
    for (long n = 1; n <= steps; n += stride > 1 ? stride : 1) {
        reset();
        int code = in_child(scenario, n);
        if (code == 2)
            print_error("step %ld of %ld fails without a message\n", n, steps);
        assert_int_not_equal(code, 2);
        if (code == 1) /* the next try completes what is left */
            assert_int_equal(in_child(scenario, 0), 0);
        pz_buf_clear(&got);
        gather(path, &got);
        if (strcmp(pz_buf_str(&got), pz_buf_str(&want)) != 0)
            print_error("step %ld of %ld leaves another result\n", n, steps);
        assert_string_equal(pz_buf_str(&got), pz_buf_str(&want));
    }
    pz_buf_release(&want);
    pz_buf_release(&got);
}

static void remove_results(const char *const *names)
{
    struct pz_error err = PZ_ERROR_INIT;
    for (; *names; names++) {
        char path[128];
        in_folder(path, sizeof path, *names);
        assert_int_equal(pz_remove_tree(path, &err), 0);
    }
}

static void reset_each(void)
{
    static const char *const names[] = {"out", NULL};
    remove_results(names);
}

static void reset_run(void)
{
    static const char *const names[] = {"output",        ".prikaz",       "prikaz.db", "prikaz.db-journal",
                                        "prikaz.db-wal", "prikaz.db-shm", NULL};
    remove_results(names);
}

static void each_under_faults(void **state)
{
    (void)state;
    put("t.txt", "{{ a }} {% for x in xs %}{{ loop.index }}:{{ x|upper }} {% endfor %}\n");
    put("d.json", "[{\"a\": 1, \"xs\": [\"a\", \"b\"]}, {\"a\": \"long text\", \"xs\": []}, {\"a\": null, \"xs\": [1]}]");
    loop(each_scenario, reset_each, "out");
}

static void run_under_faults(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof command, "tests/tools/office '%s' --kindergartens 2", folder);
    assert_int_equal(system(command), 0);
    loop(run_scenario, reset_run, "output/documents");
}

int main(void)
{
    snprintf(folder, sizeof folder, "/tmp/prikaz-fault-%ld", (long)getpid());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_under_faults),
        cmocka_unit_test(run_under_faults),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    struct pz_error err = PZ_ERROR_INIT;
    pz_remove_tree(folder, &err);
    return failed;
}
