/* SPDX-License-Identifier: MIT */
/* geo: `geo VERB ...` becomes geo-VERB, which stands beside this program or on the PATH. It is
 * linked with nothing else, so that a tool starts as fast through it as by its own name; what is
 * not a verb, geo-help answers. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "own_folder.h"

enum { FAILED = 1, LONGEST_VERB = 64 };

/* Become geo-VERB; returns when there is no such program. @p argv begins where its name goes. */
static void become(const char *verb, char **argv)
{
    static char path[PATH_SIZE];
    if (strchr(verb, '/') != NULL || strlen(verb) > LONGEST_VERB) {
        return;
    }
    int length = snprintf(path, sizeof path, "%sgeo-%s", own_folder(), verb);
    if (length < 0 || (size_t)length >= sizeof path) {
        return;
    }
    char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    argv[0] = name;
    execv(path, argv);
    execvp(name, argv);
}

int main(int argc, char **argv)
{
    static char help[] = "help";
    static char question[] = "--help";
    bool asks = argc > 1 && strcmp(argv[1], help) == 0;
    int at = asks ? 2 : 1;
    char *verb = at < argc && argv[at][0] != '-' ? argv[at] : NULL;
    if (asks && (argc > 3 || (argc == 3 && verb == NULL))) {
        become(help, argv + 1); /* which tells what of it is too much */
    } else if (verb != NULL && asks) {
        char *words[] = {NULL, question, NULL};
        become(verb, words);
    } else if (verb != NULL) {
        become(verb, argv + 1);
    }
    char *words[] = {NULL, verb, NULL};
    become(help, asks || verb != NULL ? words : argv);
    fputs("geo: the program geo-help is missing; install libgeo's tools again\n", stderr);
    return FAILED;
}
