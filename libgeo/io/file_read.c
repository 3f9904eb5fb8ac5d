/* SPDX-License-Identifier: MIT */
/* A path to bytes. Only files and pipes are opened: a path is never an address, a device or
 * one of GDAL's virtual systems. */
#define _DEFAULT_SOURCE /* madvise */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"
#include "io/remote.h"

enum { FIRST_READ = 1 << 16 };

static char nothing[1]; /* what an empty input points to */

/* ---- Reading --------------------------------------------------------------------------- */

/* Wait until there is something to read, and hear meanwhile whether to stop. (Files are always
 * ready.) */
static geo_status wait_for_bytes(geo_ctx *ctx, int fd)
{
    enum { LISTEN_MS = 200 };
    struct pollfd one = {.fd = fd, .events = POLLIN};
    for (;;) {
        geo_status status = geoi_listen(ctx);
        int ready = status == GEO_OK ? poll(&one, 1, LISTEN_MS) : 1;
        if (ready < 0 && errno != EINTR) {
            return geoi_file_fail(ctx, errno, "cannot be read");
        }
        if (ready > 0) {
            return status;
        }
    }
}

geo_status geoi_input_read(geo_ctx *ctx, int fd, char *to, int64_t room, int64_t *got)
{
    for (;;) {
        geo_status status = wait_for_bytes(ctx, fd);
        if (status != GEO_OK) {
            return status;
        }
        ssize_t n = read(fd, to, (size_t)room);
        if (n >= 0) {
            *got = n;
            return GEO_OK;
        }
        if (errno != EINTR && errno != EAGAIN) {
            return geoi_file_fail(ctx, errno, "cannot be read");
        }
    }
}

static geo_status too_large(geo_ctx *ctx, int64_t most)
{
    geo_status status =
        geoi_fail(ctx, GEO_LIMIT, "is larger than %lld MiB", (long long)(most / GEOI_MIB));
    geoi_hint(ctx, "split it into several files");
    return status;
}

/* All that still comes, after what `out` has already in a block of `room` bytes. */
static geo_status read_all(geo_ctx *ctx, int fd, int64_t room, geoi_bytes *out)
{
    geo_status status = GEO_OK;
    int64_t got = 0;
    out->mapped = false;
    do {
        int64_t wanted = room - out->size < FIRST_READ ? out->size + FIRST_READ : room;
        GEO_TRY(geoi_grow(ctx, &out->data, &room, wanted, 1));
        GEO_TRY(geoi_input_read(ctx, fd, out->data + out->size, room - out->size, &got));
        out->size += got;
        GEO_TRY(out->size > GEOI_LARGEST_PIPE ? too_large(ctx, GEOI_LARGEST_PIPE) : GEO_OK);
    } while (got > 0);
done:
    if (status != GEO_OK) {
        geoi_release(out->data);
        *out = (geoi_bytes){0};
    }
    return status;
}

/* Private and writable: GDAL gets these bytes as a file of its own. */
static bool map_all(int fd, int64_t size, geoi_bytes *out)
{
    void *map = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED) {
        return false;
    }
    (void)posix_madvise(map, (size_t)size, POSIX_MADV_SEQUENTIAL);
    *out = (geoi_bytes){map, size, true, fd + 1, NULL};
    return true;
}

/* ---- Opening --------------------------------------------------------------------------- */

static geo_status fail_missing(geo_ctx *ctx)
{
    geo_status status = geoi_fail(ctx, GEO_IO, "no such file");
    geoi_hint(ctx, "check the spelling and the folder you are in");
    return status;
}

/* A pipe that nobody has written to yet looks as if it were at its end: so wait for a writer, and
 * read as from any other file after that. */
static geo_status wait_for_writer(geo_ctx *ctx, int fd)
{
    int flags = fcntl(fd, F_GETFL);
    geo_status status = wait_for_bytes(ctx, fd);
    if (status == GEO_OK && (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0)) {
        status = geoi_file_fail(ctx, errno, "cannot be read");
    }
    return status;
}

/* What it is must be known before anything can wait for it, hence O_NONBLOCK. */
geo_status geoi_input_open(geo_ctx *ctx, const char *path, int *fd, struct stat *info)
{
    bool standard = strcmp(path, "-") == 0;
    *fd = -1;
    if (geoi_check_is_file(ctx, path) != GEO_OK) {
        return GEO_UNSUPPORTED;
    }
    *fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0) {
        return errno == ENOENT ? fail_missing(ctx) : geoi_file_fail(ctx, errno, "cannot be opened");
    }
    if (fstat(*fd, info) != 0) {
        return geoi_file_fail(ctx, errno, "cannot be opened");
    }
    if (standard || S_ISREG(info->st_mode)) {
        return GEO_OK;
    }
    if (S_ISFIFO(info->st_mode)) {
        return wait_for_writer(ctx, *fd);
    }
    if (S_ISDIR(info->st_mode)) {
        return geoi_file_fail(ctx, EISDIR, "cannot be read");
    }
    return geoi_file_fail(ctx, ENXIO, "cannot be read");
}

/* What was packed goes, but for its digest. */
static geo_status unpack(geo_ctx *ctx, geoi_bytes *bytes)
{
    geo_status status = GEO_OK;
    geoi_bytes packed = *bytes;
    if (!geoi_is_gzip(bytes->data, bytes->size)) {
        return GEO_OK;
    }
    GEO_TRY(geoi_gunzip(ctx, packed.data, packed.size, &bytes->data, &bytes->size));
    bytes->mapped = false;
    if (geoi_is_gzip(bytes->data, bytes->size)) { /* nobody means to, and so bombs are built */
        geoi_release(bytes->data);
        status = geoi_fail(ctx, GEO_DATA, "is packed by gzip twice");
        geoi_hint(ctx, "unpack it once: gunzip < FILE > ONCE.gz");
        goto done;
    }
    if (bytes->file == 0) {
        status = geoi_digest_of_bytes(ctx, packed.data, (size_t)packed.size, &bytes->digest);
    }
    packed.file = 0;
    geoi_bytes_release(&packed);
    return status;
done:
    *bytes = packed;
    return status;
}

geo_status geoi_input_rest(geo_ctx *ctx, int fd, geoi_text *begun, geoi_bytes *out)
{
    *out = (geoi_bytes){.data = begun->bytes, .size = begun->length};
    int64_t room = begun->capacity;
    *begun = (geoi_text){0};
    geo_status status = read_all(ctx, fd, room, out);
    if (status == GEO_OK) {
        status = unpack(ctx, out);
    }
    if (status != GEO_OK || out->size == 0) {
        geoi_bytes_release(out);
        out->data = status == GEO_OK ? nothing : NULL;
    }
    return status;
}

geo_status geoi_bytes_read(geo_ctx *ctx, const char *path, geoi_bytes *out)
{
    geo_status status = GEO_OK;
    int fd = -1;
    struct stat info = {0};
    *out = (geoi_bytes){0};
    GEO_TRY(geoi_input_open(ctx, path, &fd, &info));
    if (S_ISREG(info.st_mode) && info.st_size > GEOI_LARGEST_FILE) {
        GEO_TRY(too_large(ctx, GEOI_LARGEST_FILE));
    }
    /* From the middle of a file on standard input, only reading gives the rest of it. */
    bool whole = S_ISREG(info.st_mode) && info.st_size > 0 && fd != STDIN_FILENO;
    if (!whole || !map_all(fd, info.st_size, out)) {
        GEO_TRY(read_all(ctx, fd, 0, out));
    }
    GEO_TRY(unpack(ctx, out));
    if (out->size == 0) {
        geoi_bytes_release(out);
        out->data = nothing;
    }
done:
    if (fd >= 0 && fd != STDIN_FILENO && out->file == 0) {
        (void)close(fd); /* was only read */
    }
    if (status != GEO_OK) {
        geoi_bytes_release(out);
    }
    return status;
}

void geoi_bytes_release(geoi_bytes *bytes)
{
    if (bytes->file > 0) {
        (void)close(bytes->file - 1); /* was only read */
    }
    geoi_digest_release(bytes->digest);
    if (bytes->mapped) {
        (void)munmap(bytes->data, (size_t)bytes->size);
    } else if (bytes->data != nothing) {
        geoi_release(bytes->data);
    }
    *bytes = (geoi_bytes){0};
}

void geoi_bytes_forget(const geoi_bytes *bytes)
{
    if (bytes->mapped) {
        (void)madvise(bytes->data, (size_t)bytes->size, MADV_DONTNEED);
    }
}

geo_status geoi_bytes_digest_begin(geo_ctx *ctx, geoi_bytes *bytes)
{
    geo_status status = GEO_OK;
    geoi_digest *digest;
    if (bytes->file > 0) {
        GEO_TRY(geoi_bytes_digest(ctx, bytes, &digest));
        geoi_digest_begin(ctx, digest);
        bytes->digest = digest;
    }
done:
    return status;
}

geo_status geoi_bytes_digest(geo_ctx *ctx, geoi_bytes *bytes, geoi_digest **out)
{
    int fd = bytes->file - 1;
    *out = bytes->digest;
    bytes->file = 0;
    bytes->digest = NULL;
    if (*out != NULL) {
        return GEO_OK;
    }
    return fd >= 0 ? geoi_digest_of_file(ctx, fd, out)
                   : geoi_digest_of_bytes(ctx, bytes->data, (size_t)bytes->size, out);
}
