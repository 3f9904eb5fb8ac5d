/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over the files of the folders named, without libFuzzer: usage: replay DIR...
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size = -1;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
        rewind(file);
    }
    uint8_t *bytes = size >= 0 ? malloc((size_t)size + 1) : NULL;
    int good = bytes != NULL && fread(bytes, 1, (size_t)size, file) == (size_t)size;
    if (file != NULL) {
        (void)fclose(file);
    }
    if (good) {
        (void)fprintf(stderr, "%s\n", path); /* so that the last one named is the one that broke */
        (void)LLVMFuzzerTestOneInput(bytes, (size_t)size);
    }
    free(bytes);
    return good;
}

static int replay_folder(const char *folder)
{
    int count = 0;
    DIR *listing = opendir(folder);
    for (struct dirent *entry = listing != NULL ? readdir(listing) : NULL; entry != NULL;
         entry = readdir(listing)) {
        char path[1024];
        if (entry->d_name[0] != '.') {
            (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            count += replay_file(path);
        }
    }
    if (listing != NULL) {
        (void)closedir(listing);
    }
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++) {
        count += replay_folder(argv[i]);
    }
    (void)printf("%d files replayed\n", count);
    return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
