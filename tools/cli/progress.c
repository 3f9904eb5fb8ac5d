/* SPDX-License-Identifier: MIT */
/* A bar on standard error, only when that is a terminal; at most ten times a second. */
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "call.h"

enum { BAR_WIDTH = 30 };

static bool drawing;         /* a terminal looks and has not been told to be quiet */
static bool drawn;           /* a bar stands on the line now */
static const char *stage;    /* what is being done */
static struct timespec last; /* when it was drawn */

void cli_progress_start(bool quiet)
{
    drawing = !quiet && isatty(STDERR_FILENO);
    clock_gettime(CLOCK_MONOTONIC, &last); /* what is done in a blink needs no bar */
}

void cli_progress_stage(const char *label)
{
    stage = label;
}

static bool is_due(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds =
        (double)(now.tv_sec - last.tv_sec) + 1e-9 * (double)(now.tv_nsec - last.tv_nsec);
    if (seconds < 0.1) {
        return false;
    }
    last = now;
    return true;
}

static void draw(double fraction, const char *label)
{
    char bar[BAR_WIDTH + 1];
    int full = (int)lround(fraction * BAR_WIDTH);
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', (size_t)full);
    bar[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K[%s] %3d %% %s", bar, (int)(fraction * 100.0), label);
    fflush(stderr);
    drawn = true;
}

int cli_progress_step(double fraction, const char *message, void *user)
{
    (void)user;
    if (drawing && is_due()) {
        double within = fmin(fmax(fraction, 0.0), 1.0);
        draw(within, message != NULL ? message : stage != NULL ? stage : "");
    }
    return cli_caught_signal() == 0;
}

void cli_progress_erase(void)
{
    if (drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
        drawn = false;
    }
}
