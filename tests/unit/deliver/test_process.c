/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deliver/process.h"

/* Under valgrind, which has no pidfd, this is the other way of the two. */
static void exit_is_seen_and_left_to_be_waited_for(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        pause();
        _exit(0);
    }
    assert_true(pid > 0);
    struct pollfd end = {.fd = pz_process_exit_fd(pid), .events = POLLIN};
    assert_true(end.fd >= 0);
    assert_int_equal(poll(&end, 1, 20), 0);
    kill(pid, SIGKILL);
    assert_int_equal(poll(&end, 1, 10000), 1);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    close(end.fd);
}

static void command_says_and_ends(void **state)
{
    (void)state;
    struct pz_buf said = PZ_BUF_INIT;
    struct pz_process_result result;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(
        pz_process_run((char *[]){(char[]){"sh"}, (char[]){"-c"}, (char[]){"echo one; exit 3"}, NULL}, 20000, &said, &result, &err),
        0);
    assert_string_equal(pz_buf_str(&said), "one\n");
    assert_int_equal(WEXITSTATUS(result.status), 3);
    assert_false(result.overdue);
    pz_buf_release(&said);
}

static void command_over_its_time_is_killed(void **state)
{
    (void)state;
    struct pz_buf said = PZ_BUF_INIT;
    struct pz_process_result result;
    struct pz_error err = PZ_ERROR_INIT;
    assert_int_equal(pz_process_run((char *[]){(char[]){"sleep"}, (char[]){"1000"}, NULL}, 50, &said, &result, &err), 0);
    assert_true(result.overdue);
    assert_true(WIFSIGNALED(result.status));
    pz_buf_release(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_is_seen_and_left_to_be_waited_for),
        cmocka_unit_test(command_says_and_ends),
        cmocka_unit_test(command_over_its_time_is_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
