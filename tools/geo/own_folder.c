/* SPDX-License-Identifier: MIT */
#include "own_folder.h"

#include <string.h>
#include <unistd.h>

const char *own_folder(void)
{
    static char path[PATH_SIZE];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    path[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(path, '/');
    if (slash != NULL) {
        slash[1] = '\0';
    }
    return path;
}
