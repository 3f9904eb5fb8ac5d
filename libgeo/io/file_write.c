/* SPDX-License-Identifier: MIT */
/* A file appears whole under its name or not at all.
 *
 * The bytes go to a nameless file in the target's folder (O_TMPFILE), which the system drops
 * by itself should we be killed; then to the disk (fsync); then the file gets its name
 * (file_name.c). File systems without nameless files get one with a temporary name. */
#define _GNU_SOURCE /* O_TMPFILE */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file_internal.h"

/* What is at least DIRECT long is written without a copy. After every AHEAD bytes the system is
 * asked to begin with the disk, so that fsync() finds little left to do. */
enum { BUFFER = 1 << 16, DIRECT = 1 << 14, AHEAD = 8 << 20 };

_Static_assert(GEOI_PATH_SIZE >= PATH_MAX, "realpath() writes PATH_MAX bytes");

/* ---- Opening ---------------------------------------------------------------------------- */

static geo_status open_folder(geo_ctx *ctx, geoi_file *f)
{
    char folder[GEOI_PATH_SIZE];
    int64_t length = geoi_file_last_part(f->path) - f->path;
    (void)snprintf(folder, sizeof folder, "%.*s", (int)length, length > 0 ? f->path : "");
    f->folder = open(length > 0 ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return f->folder >= 0 ? GEO_OK : geoi_file_fail(ctx, errno, "its folder cannot be opened");
}

/* Refuse what is there, or learn which file shall be replaced and its permissions. */
static geo_status look_at_target(geo_ctx *ctx, const char *path, geoi_file *f, mode_t *mode)
{
    struct stat info;
    if (strlen(path) >= sizeof f->path || geoi_file_last_part(path)[0] == '\0') {
        int error = path[0] == '\0'                        ? ENOENT
                    : geoi_file_last_part(path)[0] == '\0' ? EISDIR
                                                           : ENAMETOOLONG;
        return geoi_file_fail(ctx, error, "cannot be written");
    }
    memcpy(f->path, path, strlen(path) + 1);
    if (lstat(path, &info) != 0) {
        return errno == ENOENT ? GEO_OK : geoi_file_fail(ctx, errno, "cannot be written");
    }
    if (!f->overwrite) {
        return geoi_file_exists(ctx);
    }
    if (realpath(path, f->path) == NULL || stat(f->path, &info) != 0) {
        return geoi_file_fail(ctx, errno, "cannot be replaced");
    }
    if (!S_ISREG(info.st_mode)) {
        geo_status status = geoi_fail(ctx, GEO_IO, "is not a regular file, so not replaced");
        geoi_hint(ctx, "use - to write to a pipe");
        return status;
    }
    *mode = info.st_mode & 07777;
    return GEO_OK;
}

static geo_status open_named(geo_ctx *ctx, geoi_file *f)
{
    f->named = true;
    for (int k = 0; k < GEOI_NAME_TRIES; k++) {
        geoi_file_next_name(f, k);
        f->fd = open(f->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (f->fd >= 0 || errno != EEXIST) {
            break;
        }
    }
    if (f->fd < 0) {
        f->temporary[0] = '\0';
        return geoi_file_fail(ctx, errno, "cannot be written");
    }
    geoi_file_hold(f);
    return GEO_OK;
}

static geo_status open_nameless(geo_ctx *ctx, geoi_file *f)
{
    if (access("/proc/self/fd", X_OK) != 0) { /* without it there is no way to give a name */
        return open_named(ctx, f);
    }
    f->fd = openat(f->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    if (f->fd >= 0) {
        geoi_file_hold(f);
        return GEO_OK;
    }
    if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOENT) {
        return open_named(ctx, f);
    }
    return geoi_file_fail(ctx, errno, "cannot be written");
}

geo_status geoi_file_create(geo_ctx *ctx, const char *path, const geoi_file_options *options,
                            geoi_file *f)
{
    geo_status status = GEO_OK;
    mode_t mode = 0;
    *f = (geoi_file){.open = true, .fd = -1, .folder = -1, .overwrite = options->overwrite};
    if (strcmp(path, "-") == 0) {
        f->standard = true;
        f->fd = STDOUT_FILENO;
    } else {
        GEO_TRY(look_at_target(ctx, path, f, &mode));
        GEO_TRY(open_folder(ctx, f));
        geoi_file_drop_stale(f);
        GEO_TRY(options->named_temporary ? open_named(ctx, f) : open_nameless(ctx, f));
        if (mode != 0 && fchmod(f->fd, mode) != 0) {
            GEO_TRY(geoi_file_fail(ctx, errno, "its permissions cannot be set"));
        }
    }
    GEO_TRY(geoi_array_raw(ctx, BUFFER, 1, &f->buffer));
done:
    if (status != GEO_OK) {
        geoi_file_close(f);
    }
    return status;
}

/* ---- Writing ---------------------------------------------------------------------------- */

static geo_status fail_write(geo_ctx *ctx, const geoi_file *f)
{
    return geoi_file_fail(ctx, f->error, "cannot be written");
}

/* Failing is no matter: fsync() does it all, and tells. */
static void begin_storing(geoi_file *f)
{
#ifdef SYNC_FILE_RANGE_WRITE
    if (!f->standard && f->written - f->stored >= AHEAD) {
        (void)sync_file_range(f->fd, f->stored, f->written - f->stored, SYNC_FILE_RANGE_WRITE);
        f->stored = f->written;
    }
#else
    (void)f;
#endif
}

static geo_status write_all(geo_ctx *ctx, geoi_file *f, const char *bytes, int64_t n)
{
    while (n > 0 && f->error == 0) {
        ssize_t done = write(f->fd, bytes, (size_t)n);
        if (done >= 0) {
            bytes += done;
            n -= done;
            f->written += done;
        } else if (errno != EINTR) {
            f->error = errno;
        }
    }
    begin_storing(f);
    return f->error == 0 ? GEO_OK : fail_write(ctx, f);
}

geo_status geoi_file_flush(geo_ctx *ctx, geoi_file *f)
{
    int64_t n = f->used;
    f->used = 0;
    return write_all(ctx, f, f->buffer, n);
}

geo_status geoi_file_put(geo_ctx *ctx, void *file, const char *bytes, int64_t n)
{
    geo_status status = GEO_OK;
    geoi_file *f = file;
    if (n >= DIRECT || f->used + n > BUFFER) {
        GEO_TRY(geoi_file_flush(ctx, f));
    }
    if (n >= DIRECT) {
        return write_all(ctx, f, bytes, n);
    }
    if (n > 0) {
        memcpy(f->buffer + f->used, bytes, (size_t)n);
        f->used += n;
    }
done:
    return status;
}

/* ---- Ending ----------------------------------------------------------------------------- */

/* The name, too, must be on the disk; some file systems cannot tell. */
static geo_status store_name(geo_ctx *ctx, const geoi_file *f)
{
    if (fsync(f->folder) == 0 || errno == EINVAL || errno == EROFS || errno == EOPNOTSUPP) {
        return GEO_OK;
    }
    return geoi_file_fail(ctx, errno, "its name cannot be written to the disk");
}

static geo_status close_whole(geo_ctx *ctx, geoi_file *f)
{
    int fd = f->fd;
    f->fd = -1;
    return close(fd) == 0 || errno == EINTR
               ? GEO_OK
               : geoi_file_fail(ctx, errno, "cannot be written to the disk");
}

geo_status geoi_file_commit(geo_ctx *ctx, geoi_file *f)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_file_flush(ctx, f));
    /* Pipes and terminals cannot be synchronised, and say so by EINVAL. */
    if (fsync(f->fd) != 0 && !(f->standard && (errno == EINVAL || errno == EROFS))) {
        GEO_TRY(geoi_file_fail(ctx, errno, "cannot be written to the disk"));
    }
    if (f->standard) {
        goto done;
    }
    GEO_TRY(geoi_file_name(ctx, f));
    GEO_TRY(store_name(ctx, f));
    GEO_TRY(close_whole(ctx, f));
done:
    geoi_file_close(f);
    return status;
}

void geoi_file_close(geoi_file *f)
{
    if (!f->open) {
        return;
    }
    if (f->temporary[0] != '\0') {
        (void)unlink(f->temporary);
    }
    if (f->fd >= 0 && !f->standard) {
        (void)close(f->fd); /* given up: nothing is lost that anybody waits for */
    }
    if (f->folder >= 0) {
        (void)close(f->folder);
    }
    geoi_release(f->buffer);
    *f = (geoi_file){.fd = -1, .folder = -1, .written = f->written};
}
