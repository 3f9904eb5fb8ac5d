/* SPDX-License-Identifier: MIT */
/* Any text is typed as the value of an option of every type. Promises: a value that is not taken
 * has been complained about, a value that is taken lies in the option's range, and what --help
 * would show of it is taken again and means the same. */
#include "fuzz.h"

#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "call.h"

static const char *const words[] = {"dbscan", "kmeans", NULL};

typedef union variable {
    double real;
    int64_t whole;
    uint64_t seed;
    int choice;
    cli_distances distances;
    char room[256];
} variable;

/* Messages go nowhere meanwhile. */
static bool parse(cli_call *call, const cli_option *option, const char *text)
{
    static int nowhere = -1;
    if (nowhere < 0) {
        nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    }
    int kept = dup(STDERR_FILENO);
    PROMISE(nowhere >= 0 && kept >= 0 && dup2(nowhere, STDERR_FILENO) >= 0);
    bool good = cli_value_parse(call, option, text);
    PROMISE(dup2(kept, STDERR_FILENO) >= 0 && close(kept) == 0);
    return good;
}

static void check_type(cli_type type, bool ranged, const char *text)
{
    static const cli_tool tool = {.name = "geo-fuzz"};
    cli_call call = {.tool = &tool};
    variable value = {0}, again = {0};
    cli_option option = {.name = "value", .type = type, .value = &value, .choices = words};
    option.min = ranged ? 1.0 : 0.0;
    option.max = ranged ? 1000.0 : 0.0;
    bool good = parse(&call, &option, text);
    PROMISE(good || call.reported);
    bool real = type == CLI_TYPE_REAL || type == CLI_TYPE_SHARE || type == CLI_TYPE_DISTANCE ||
                type == CLI_TYPE_DURATION || type == CLI_TYPE_SPEED;
    if (good && real) {
        cli_text shown = {NULL, 0, 0};
        PROMISE(isfinite(value.real));
        PROMISE(!ranged || (value.real >= 1.0 && value.real <= 1000.0));
        cli_value_text(&shown, &option);
        double size = fabs(value.real);
        if (size > 1e-300 && size < 1e300) {
            option.min = option.max = 0.0;
            option.value = &again;
            PROMISE(parse(&call, &option, shown.data));
            PROMISE(fabs(again.real - value.real) <= 1e-10 * size);
        }
        cli_text_clear(&shown);
    }
    if (good && type == CLI_TYPE_INTEGER) {
        PROMISE(!ranged || (value.whole >= 1 && value.whole <= 1000));
    }
    cli_free_blocks(&call);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const cli_type types[] = {CLI_TYPE_INTEGER, CLI_TYPE_SEED,     CLI_TYPE_REAL,
                                     CLI_TYPE_SHARE,   CLI_TYPE_DISTANCE, CLI_TYPE_DISTANCES,
                                     CLI_TYPE_SPEED,   CLI_TYPE_DURATION, CLI_TYPE_CHOICE};
    char *text = malloc(size + 1);
    PROMISE(text != NULL);
    memcpy(text, bytes, size);
    text[size] = '\0';
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        check_type(types[i], false, text);
        check_type(types[i], true, text);
    }
    free(text);
    return 0;
}
