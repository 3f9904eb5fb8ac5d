/* SPDX-License-Identifier: MIT */
/* A complete file gets its name.
 *
 * A new name is given by linkat(), which fails if somebody took it in the meantime. No call
 * gives a nameless file the name of another: to replace one, the file first gets a temporary
 * name and is then renamed over the old one. At every moment the name thus leads to the old
 * file or to the new one, both whole. A process killed between those two calls leaves a complete
 * file named .NAME.geo-0.part; the next one that writes NAME removes it. It knows that nobody uses
 * it any more because who does holds a lock on it, which ends with the process. */
#define _GNU_SOURCE /* flock */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file_internal.h"

/* ---- Temporary names -------------------------------------------------------------------- */

const char *geoi_file_last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* "<folder>/.<name>.geo-<k>.part"; a long name is cut, the folder is not. */
static void name_temporary(const geoi_file *f, int k, char out[GEOI_PATH_SIZE])
{
    const char *name = geoi_file_last_part(f->path);
    (void)snprintf(out, GEOI_PATH_SIZE, "%.*s.%.200s.geo-%d.part", (int)(name - f->path), f->path,
                   name, k);
}

void geoi_file_hold(const geoi_file *f)
{
    (void)flock(f->fd, LOCK_EX | LOCK_NB); /* where there are no locks, nothing is removed */
}

/* Whoever holds the lock of a file with a temporary name may remove or rename it, and nobody
 * else; so once we hold it the name cannot come to lead elsewhere. */
static void drop_if_stale(const char *temporary)
{
    struct stat held, named;
    int fd = open(temporary, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &held) == 0 &&
        lstat(temporary, &named) == 0 && S_ISREG(held.st_mode) && held.st_dev == named.st_dev &&
        held.st_ino == named.st_ino) {
        (void)unlink(temporary);
    }
    (void)close(fd); /* was only looked at */
}

void geoi_file_drop_stale(const geoi_file *f)
{
    char temporary[GEOI_PATH_SIZE];
    name_temporary(f, 0, temporary);
    drop_if_stale(temporary);
}

void geoi_file_next_name(geoi_file *f, int k)
{
    name_temporary(f, k, f->temporary);
    drop_if_stale(f->temporary);
}

/* ---- The name --------------------------------------------------------------------------- */

geo_status geoi_file_exists(geo_ctx *ctx)
{
    geo_status status = geoi_fail(ctx, GEO_IO, "exists already");
    geoi_hint(ctx, "give another name, or --overwrite to replace it");
    return status;
}

/* A second name for the bytes: fails when it is taken. */
static bool link_to(const geoi_file *f, const char *name)
{
    char self[64];
    if (f->named) {
        return linkat(AT_FDCWD, f->temporary, AT_FDCWD, name, 0) == 0;
    }
    (void)snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
    return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

static geo_status give_new_name(geo_ctx *ctx, geoi_file *f)
{
    struct stat info;
    bool linked = link_to(f, f->path);
    if (!linked && errno == EEXIST) {
        return geoi_file_exists(ctx);
    }
    if (!linked && f->named && (errno == EPERM || errno == EOPNOTSUPP)) {
        /* No hard links here (FAT): the name can be seen to be free, but not held. */
        if (lstat(f->path, &info) == 0) {
            return geoi_file_exists(ctx);
        }
        linked = rename(f->temporary, f->path) == 0;
        f->temporary[0] = linked ? '\0' : f->temporary[0];
    }
    return linked ? GEO_OK : geoi_file_fail(ctx, errno, "cannot be given its name");
}

static geo_status replace_old(geo_ctx *ctx, geoi_file *f)
{
    bool linked = f->named;
    int error = EEXIST;
    for (int k = 0; !linked && error == EEXIST && k < GEOI_NAME_TRIES; k++) {
        geoi_file_next_name(f, k);
        linked = link_to(f, f->temporary);
        error = linked ? 0 : errno;
    }
    if (!linked) {
        f->temporary[0] = '\0'; /* it is somebody else's */
        return geoi_file_fail(ctx, error, "cannot be replaced");
    }
    if (rename(f->temporary, f->path) != 0) {
        return geoi_file_fail(ctx, errno, "cannot be replaced");
    }
    f->temporary[0] = '\0';
    return GEO_OK;
}

geo_status geoi_file_name(geo_ctx *ctx, geoi_file *f)
{
    return f->overwrite ? replace_old(ctx, f) : give_new_name(ctx, f);
}
