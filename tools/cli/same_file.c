/* SPDX-License-Identifier: MIT */
/* Do two spellings of a path name one file, which may not be there yet? */
#define _XOPEN_SOURCE 700 /* realpath */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "call.h"

/* The folder of `path`, resolved, in `folder`; the name in it, or NULL when there is no folder. */
static const char *resolve(const char *path, char folder[PATH_MAX])
{
    char written[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    if (length >= sizeof written) {
        return NULL;
    }
    memcpy(written, path, length);
    written[length] = '\0';
    return realpath(length > 0 ? written : ".", folder) != NULL ? path + length : NULL;
}

bool cli_same_file(const char *a, const char *b)
{
    struct stat left, right;
    char left_folder[PATH_MAX], right_folder[PATH_MAX];
    if (strcmp(a, b) == 0) {
        return true;
    }
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0) {
        return false;
    }
    if (stat(a, &left) == 0 && stat(b, &right) == 0) {
        return left.st_dev == right.st_dev && left.st_ino == right.st_ino;
    }
    const char *left_name = resolve(a, left_folder), *right_name = resolve(b, right_folder);
    return left_name != NULL && right_name != NULL && strcmp(left_name, right_name) == 0 &&
           strcmp(left_folder, right_folder) == 0;
}
