/* SPDX-License-Identifier: MIT */
/* Preloaded into a tool, it lets one call fail that puts bytes or names on a disk, or takes them
 * from one. From the environment:
 *
 *   FAILWRITE_LOG     file that gets "<number> <call>" of each call (needed)
 *   FAILWRITE_AT      number of the call to fail, from 1; 0 fails none
 *   FAILWRITE_ERRNO   what it says: 5 is EIO, 28 is ENOSPC
 *
 *   FAILWRITE_KILL    1 to be killed there instead, before the call
 *   FAILWRITE_INPUT   file whose reading counts, too
 *
 * Standard error is left alone, and so are sockets and terminals: messages must come out. */
#define _GNU_SOURCE /* RTLD_NEXT */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long at, number;
static int error_number, log_file = -1;
static bool kills;
static struct stat input;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("FAILWRITE_AT"), *path = getenv("FAILWRITE_LOG");
    const char *error = getenv("FAILWRITE_ERRNO");
    at = text != NULL ? strtol(text, NULL, 10) : 0;
    error_number = error != NULL ? (int)strtol(error, NULL, 10) : EIO;
    const char *kill_text = getenv("FAILWRITE_KILL");
    kills = kill_text != NULL && kill_text[0] == '1';
    const char *read_from = getenv("FAILWRITE_INPUT");
    if (read_from == NULL || stat(read_from, &input) != 0) {
        input = (struct stat){0};
    }
    if (path != NULL) {
        log_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

/* ---- Which calls count ------------------------------------------------------------------ */

/* A file, a folder or a pipe that the tool opened or was given as standard output. */
static bool is_watched(int fd)
{
    struct stat info;
    if (fd == log_file || fd == STDERR_FILENO || fstat(fd, &info) != 0) {
        return false;
    }
    return S_ISREG(info.st_mode) || S_ISDIR(info.st_mode) || S_ISFIFO(info.st_mode);
}

static bool is_written(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && is_watched(fd);
}

static bool is_input(int fd)
{
    struct stat info;
    return input.st_ino != 0 && fstat(fd, &info) == 0 && info.st_ino == input.st_ino &&
           info.st_dev == input.st_dev;
}

static bool fails(const char *call)
{
    char line[64];
    if (log_file < 0) {
        return false;
    }
    long mine = __atomic_add_fetch(&number, 1, __ATOMIC_RELAXED);
    int length = snprintf(line, sizeof line, "%ld %s\n", mine, call);
    static ssize_t (*put)(int, const void *, size_t);
    if (put == NULL) {
        *(void **)&put = dlsym(RTLD_NEXT, "write");
    }
    (void)put(log_file, line, (size_t)length);
    if (mine == at && kills) {
        (void)raise(SIGKILL);
    }
    if (mine == at) {
        errno = error_number;
        return true;
    }
    return false;
}

/* The call of this name that would be made without us. */
#define NEXT(result, name, ...)                                                                    \
    static result (*next)(__VA_ARGS__);                                                            \
    if (next == NULL) {                                                                            \
        *(void **)&next = dlsym(RTLD_NEXT, name);                                                  \
    }

/* ---- Bytes ------------------------------------------------------------------------------ */

ssize_t write(int fd, const void *bytes, size_t n)
{
    NEXT(ssize_t, "write", int, const void *, size_t)
    return is_written(fd) && fails("write") ? -1 : next(fd, bytes, n);
}

ssize_t writev(int fd, const struct iovec *parts, int n)
{
    NEXT(ssize_t, "writev", int, const struct iovec *, int)
    return is_written(fd) && fails("writev") ? -1 : next(fd, parts, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
    NEXT(ssize_t, "pwrite", int, const void *, size_t, off_t)
    return is_written(fd) && fails("pwrite") ? -1 : next(fd, bytes, n, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
    NEXT(ssize_t, "pwrite64", int, const void *, size_t, off64_t)
    return is_written(fd) && fails("pwrite64") ? -1 : next(fd, bytes, n, offset);
}

int ftruncate(int fd, off_t size)
{
    NEXT(int, "ftruncate", int, off_t)
    return is_written(fd) && fails("ftruncate") ? -1 : next(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    NEXT(int, "ftruncate64", int, off64_t)
    return is_written(fd) && fails("ftruncate64") ? -1 : next(fd, size);
}

int posix_fallocate(int fd, off_t offset, off_t size)
{
    NEXT(int, "posix_fallocate", int, off_t, off_t)
    return is_written(fd) && fails("posix_fallocate") ? error_number : next(fd, offset, size);
}

int fallocate(int fd, int mode, off_t offset, off_t size)
{
    NEXT(int, "fallocate", int, int, off_t, off_t)
    return is_written(fd) && fails("fallocate") ? -1 : next(fd, mode, offset, size);
}

int fsync(int fd)
{
    NEXT(int, "fsync", int)
    struct stat info;
    bool folder = fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);
    return is_watched(fd) && fails(folder ? "fsync-folder" : "fsync") ? -1 : next(fd);
}

int fdatasync(int fd)
{
    NEXT(int, "fdatasync", int)
    return is_watched(fd) && fails("fdatasync") ? -1 : next(fd);
}

/* The system closes a file even when it says that it could not. */
int close(int fd)
{
    NEXT(int, "close", int)
    bool fail = is_written(fd) && fails("close");
    int result = next(fd);
    if (fail) {
        errno = error_number;
    }
    return fail ? -1 : result;
}

/* ---- The input -------------------------------------------------------------------------- */

ssize_t read(int fd, void *bytes, size_t n)
{
    NEXT(ssize_t, "read", int, void *, size_t)
    return is_input(fd) && fails("read") ? -1 : next(fd, bytes, n);
}

ssize_t pread(int fd, void *bytes, size_t n, off_t offset)
{
    NEXT(ssize_t, "pread", int, void *, size_t, off_t)
    return is_input(fd) && fails("pread") ? -1 : next(fd, bytes, n, offset);
}

ssize_t pread64(int fd, void *bytes, size_t n, off64_t offset)
{
    NEXT(ssize_t, "pread64", int, void *, size_t, off64_t)
    return is_input(fd) && fails("pread64") ? -1 : next(fd, bytes, n, offset);
}

void *mmap(void *where, size_t size, int protection, int flags, int fd, off_t offset)
{
    NEXT(void *, "mmap", void *, size_t, int, int, int, off_t)
    return fd >= 0 && is_input(fd) && fails("mmap")
               ? MAP_FAILED
               : next(where, size, protection, flags, fd, offset);
}

/* ---- Names ------------------------------------------------------------------------------ */

int linkat(int from, const char *old, int to, const char *name, int flags)
{
    NEXT(int, "linkat", int, const char *, int, const char *, int)
    return fails("linkat") ? -1 : next(from, old, to, name, flags);
}

int link(const char *old, const char *name)
{
    NEXT(int, "link", const char *, const char *)
    return fails("link") ? -1 : next(old, name);
}

int rename(const char *old, const char *name)
{
    NEXT(int, "rename", const char *, const char *)
    return fails("rename") ? -1 : next(old, name);
}

int renameat(int from, const char *old, int to, const char *name)
{
    NEXT(int, "renameat", int, const char *, int, const char *)
    return fails("renameat") ? -1 : next(from, old, to, name);
}

int renameat2(int from, const char *old, int to, const char *name, unsigned flags)
{
    NEXT(int, "renameat2", int, const char *, int, const char *, unsigned)
    return fails("renameat2") ? -1 : next(from, old, to, name, flags);
}

int unlink(const char *name)
{
    NEXT(int, "unlink", const char *)
    return fails("unlink") ? -1 : next(name);
}

int unlinkat(int folder, const char *name, int flags)
{
    NEXT(int, "unlinkat", int, const char *, int)
    return fails("unlinkat") ? -1 : next(folder, name, flags);
}

int fchmod(int fd, mode_t mode)
{
    NEXT(int, "fchmod", int, mode_t)
    return is_watched(fd) && fails("fchmod") ? -1 : next(fd, mode);
}

/* Only opening what is to be written: a file that is made, with a name or without. */
static bool fails_to_open(int flags)
{
    return ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) &&
           fails((flags & O_TMPFILE) == O_TMPFILE ? "open-nameless" : "open-new");
}

static mode_t mode_of(va_list rest, int flags)
{
    bool given = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
    return given ? va_arg(rest, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    NEXT(int, "open", const char *, int, ...)
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(rest, flags);
    va_end(rest);
    return fails_to_open(flags) ? -1 : next(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    NEXT(int, "open64", const char *, int, ...)
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(rest, flags);
    va_end(rest);
    return fails_to_open(flags) ? -1 : next(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    NEXT(int, "openat", int, const char *, int, ...)
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(rest, flags);
    va_end(rest);
    return fails_to_open(flags) ? -1 : next(folder, path, flags, mode);
}
