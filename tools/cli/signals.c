/* SPDX-License-Identifier: MIT */
/* Ctrl-C and its kin. The first asks the run to stop at the next progress step, so that nothing
 * half-written stays; the second ends the process at once. */
#include <signal.h>

#include "call.h"

static volatile sig_atomic_t caught;

static void remember(int signal_number)
{
    caught = signal_number;
}

void cli_catch_signals(void)
{
    struct sigaction stop = {.sa_handler = remember};
    sigemptyset(&stop.sa_mask);
    stop.sa_flags = (int)SA_RESETHAND; /* no SA_RESTART: a read that waits for input gives up */
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);

    /* A closed pipe ends us quietly even when a parent ignores the signal. */
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigemptyset(&usual.sa_mask);
    sigaction(SIGPIPE, &usual, NULL);

    /* A file larger than the limit is an error of writing like any other. */
    struct sigaction none = {.sa_handler = SIG_IGN};
    sigemptyset(&none.sa_mask);
    sigaction(SIGXFSZ, &none, NULL);
}

int cli_caught_signal(void)
{
    return caught;
}
