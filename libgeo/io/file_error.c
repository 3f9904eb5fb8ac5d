/* SPDX-License-Identifier: MIT */
/* What errno means to somebody who only wanted to save a map. */
#include <errno.h>

#include "geo/io.h"
#include "io/file.h"

typedef struct reason {
    int error;
    const char *text, *hint;
} reason;

static const reason reasons[] = {
    {ENOENT, "no such file or folder", "check the spelling; the folder must exist"},
    {EACCES, "permission denied", "choose a place that you may use"},
    {EPERM, "not permitted", "choose a place that you may use"},
    {ENOTDIR, "a part of the path is not a folder", "check the spelling"},
    {EISDIR, "is a folder", "give the path of a file"},
    {EROFS, "the file system is read-only", "choose another place"},
    {ENOSPC, "no space left on the device", "free some space, or choose another disk"},
    {EDQUOT, "the disk quota is used up", "free some space, or choose another disk"},
    {EFBIG, "larger than the limit for files", "choose another disk, or raise ulimit -f"},
    {EIO, "the device reports an input/output error", "check the disk"},
    {ENAMETOOLONG, "the name is too long", NULL},
    {ELOOP, "too many symbolic links", NULL},
    {EMFILE, "too many open files", "raise the limit: ulimit -n"},
    {ENFILE, "too many open files in the system", NULL},
    {EPIPE, "the reader closed the pipe", NULL},
    {EBADF, "it is closed", NULL},
    {ENXIO, "is a socket or a device", "give the path of a file"},
    {ENOMEM, "out of memory", NULL},
};

geo_status geoi_file_fail(geo_ctx *ctx, int error, const char *doing)
{
    for (int64_t i = 0; i < GEOI_COUNT_OF(reasons); i++) {
        if (reasons[i].error == error) {
            geo_status status = geoi_fail(ctx, GEO_IO, "%s: %s", doing, reasons[i].text);
            if (reasons[i].hint != NULL) {
                geoi_hint(ctx, "%s", reasons[i].hint);
            }
            return status;
        }
    }
    return geoi_fail(ctx, GEO_IO, "%s: system error %d", doing, error);
}

static void put_path(geo_ctx *ctx, const char *path, bool writing)
{
    enum { SHOWN = 200 };
    char shown[SHOWN], open[SHOWN + 100]; /* open: nothing secret in it */
    if (strcmp(path, "-") == 0) {
        geoi_where(ctx, "%s", writing ? "standard output" : "standard input");
        return;
    }
    (void)geo_source_shown(path, open, sizeof open);
    geoi_where(ctx, "%s", geoi_printable(open, (int64_t)strlen(open), shown, sizeof shown));
}

void geoi_at_input(geo_ctx *ctx, const char *path)
{
    put_path(ctx, path, false);
}

void geoi_at_output(geo_ctx *ctx, const char *path)
{
    put_path(ctx, path, true);
}
