/* SPDX-License-Identifier: MIT */
/* A file appears whole under its name or not at all.
 *
 * The bytes go to a nameless file in the target's folder (O_TMPFILE), which the system drops
 * by itself should we be killed; then to the disk (fsync); then it gets its name (linkat),
 * which fails if somebody took that name in the meantime. To replace a file it first gets a
 * temporary name and is then renamed over the old one: the one moment in which a kill can leave
 * something, namely a complete file with a name that begins with a dot. File systems without
 * nameless files get a file with such a name from the start. */
#define _GNU_SOURCE /* O_TMPFILE */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"

enum { BUFFER = 1 << 18, NAME_TRIES = 1000 };

_Static_assert(GEOI_PATH_SIZE >= PATH_MAX, "realpath() writes PATH_MAX bytes");

/* ---- Names ------------------------------------------------------------------------------ */

/* Where the last component of a path begins. */
static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* "<folder>/.<name>.<process>-<k>.part"; a long name is cut, the folder is not. */
static void name_temporary(geoi_file *f, int k)
{
    const char *name = last_part(f->path);
    (void)snprintf(f->temporary, sizeof f->temporary, "%.*s.%.200s.%ld-%d.part",
                   (int)(name - f->path), f->path, name, (long)getpid(), k);
}

static geo_status open_folder(geo_ctx *ctx, geoi_file *f)
{
    char folder[GEOI_PATH_SIZE];
    int64_t length = last_part(f->path) - f->path;
    (void)snprintf(folder, sizeof folder, "%.*s", (int)length, length > 0 ? f->path : "");
    f->folder = open(length > 0 ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return f->folder >= 0 ? GEO_OK : geoi_file_fail(ctx, errno, "its folder cannot be opened");
}

/* ---- Opening ---------------------------------------------------------------------------- */

static geo_status fail_exists(geo_ctx *ctx)
{
    geo_status status = geoi_fail(ctx, GEO_IO, "exists already");
    geoi_hint(ctx, "give another name, or --overwrite to replace it");
    return status;
}

/* Refuse what is there, or learn which file shall be replaced and its permissions. */
static geo_status look_at_target(geo_ctx *ctx, const char *path, geoi_file *f, mode_t *mode)
{
    struct stat info;
    if (strlen(path) >= sizeof f->path || last_part(path)[0] == '\0') {
        int error = path[0] == '\0' ? ENOENT : last_part(path)[0] == '\0' ? EISDIR : ENAMETOOLONG;
        return geoi_file_fail(ctx, error, "cannot be written");
    }
    memcpy(f->path, path, strlen(path) + 1);
    if (lstat(path, &info) != 0) {
        return errno == ENOENT ? GEO_OK : geoi_file_fail(ctx, errno, "cannot be written");
    }
    if (!f->overwrite) {
        return fail_exists(ctx);
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
    for (int k = 0; k < NAME_TRIES; k++) {
        name_temporary(f, k);
        f->fd = open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (f->fd >= 0 || errno != EEXIST) {
            break;
        }
    }
    return f->fd >= 0 ? GEO_OK : geoi_file_fail(ctx, errno, "cannot be written");
}

static geo_status open_nameless(geo_ctx *ctx, geoi_file *f)
{
    if (access("/proc/self/fd", X_OK) != 0) { /* without it there is no way to give a name */
        return open_named(ctx, f);
    }
    f->fd = openat(f->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (f->fd >= 0) {
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

static geo_status write_all(geo_ctx *ctx, geoi_file *f, const char *bytes, int64_t n)
{
    while (n > 0 && f->error == 0) {
        ssize_t done = write(f->fd, bytes, (size_t)n);
        if (done >= 0) {
            bytes += done;
            n -= done;
        } else if (errno != EINTR) {
            f->error = errno;
        }
    }
    return f->error == 0 ? GEO_OK : fail_write(ctx, f);
}

static geo_status flush(geo_ctx *ctx, geoi_file *f)
{
    int64_t n = f->used;
    f->used = 0;
    return write_all(ctx, f, f->buffer, n);
}

geo_status geoi_file_put(geo_ctx *ctx, void *file, const char *bytes, int64_t n)
{
    geo_status status = GEO_OK;
    geoi_file *f = file;
    if (f->used + n > BUFFER) {
        GEO_TRY(flush(ctx, f));
    }
    if (n >= BUFFER) {
        return write_all(ctx, f, bytes, n);
    }
    if (n > 0) {
        memcpy(f->buffer + f->used, bytes, (size_t)n);
        f->used += n;
    }
done:
    return status;
}

/* ---- Giving the name -------------------------------------------------------------------- */

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
        return fail_exists(ctx);
    }
    if (!linked && f->named && (errno == EPERM || errno == EOPNOTSUPP)) {
        /* No hard links here (FAT): the name can be seen to be free, but not held. */
        if (lstat(f->path, &info) == 0) {
            return fail_exists(ctx);
        }
        linked = rename(f->temporary, f->path) == 0;
        f->temporary[0] = linked ? '\0' : f->temporary[0];
    }
    return linked ? GEO_OK : geoi_file_fail(ctx, errno, "cannot be given its name");
}

static geo_status replace_old(geo_ctx *ctx, geoi_file *f)
{
    bool linked = f->named;
    for (int k = 0; !linked && k < NAME_TRIES; k++) {
        name_temporary(f, k);
        linked = link_to(f, f->temporary);
        if (!linked) {
            f->temporary[0] = '\0';
            if (errno != EEXIST) {
                break;
            }
        }
    }
    if (!linked || rename(f->temporary, f->path) != 0) {
        return geoi_file_fail(ctx, errno, "cannot be replaced");
    }
    f->temporary[0] = '\0';
    return GEO_OK;
}

geo_status geoi_file_commit(geo_ctx *ctx, geoi_file *f)
{
    geo_status status = GEO_OK;
    GEO_TRY(flush(ctx, f));
    /* Pipes and terminals cannot be synchronised, and say so by EINVAL. */
    if (fsync(f->fd) != 0 && !(f->standard && (errno == EINVAL || errno == EROFS))) {
        GEO_TRY(geoi_file_fail(ctx, errno, "cannot be written to the disk"));
    }
    if (f->standard) {
        goto done;
    }
    GEO_TRY(f->overwrite ? replace_old(ctx, f) : give_new_name(ctx, f));
    (void)fsync(f->folder); /* the name; some file systems cannot, and the bytes are safe */
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
        (void)close(f->fd); /* given up, or fsync() said that all is on the disk */
    }
    if (f->folder >= 0) {
        (void)close(f->folder);
    }
    geoi_release(f->buffer);
    *f = (geoi_file){.fd = -1, .folder = -1};
}
