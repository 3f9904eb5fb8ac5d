/* SPDX-License-Identifier: MIT */
/* SQLite's view of an open descriptor (https://sqlite.org/vfs.html). One database is all there
 * is in this file system: no journal, no temporary file, no lock, no clock and no chance. */
#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/base.h"
#include "io/sqlite_file.h"

/* The versions of the file format at bytes 18 and 19: 2 says that there may be a write-ahead log
 * beside the file (https://sqlite.org/fileformat.html, 1.3.2). */
enum { VERSIONS_AT = 18, VERSIONS = 2, WITH_JOURNAL = 1, WITH_LOG = 2 };

typedef struct fd_file {
    sqlite3_file base;
    int fd;
} fd_file;

static _Thread_local int last_error; /* errno of the last call that failed */

static int fail(int code)
{
    last_error = errno;
    return code;
}

/* ---- The file ---------------------------------------------------------------------------- */

static int fd_close(sqlite3_file *file)
{
    (void)file; /* the descriptor is the caller's */
    return SQLITE_OK;
}

/* Without a log, which the caller has made sure of, the file is like any other. */
static void forget_log(char *bytes, int n, sqlite3_int64 at)
{
    for (sqlite3_int64 i = VERSIONS_AT; i < VERSIONS_AT + VERSIONS; i++) {
        if (i >= at && i < at + n && bytes[i - at] == WITH_LOG) {
            bytes[i - at] = WITH_JOURNAL;
        }
    }
}

static int fd_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
    const fd_file *f = (const fd_file *)file;
    int done = 0;
    while (done < n) {
        ssize_t got = pread(f->fd, (char *)bytes + done, (size_t)(n - done), at + done);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return fail(SQLITE_IOERR_READ);
        }
        done += got > 0 ? (int)got : 0;
    }
    forget_log(bytes, done, at);
    memset((char *)bytes + done, 0, (size_t)(n - done));
    return done == n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int fd_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    const fd_file *f = (const fd_file *)file;
    for (int done = 0; done < n;) {
        ssize_t put = pwrite(f->fd, (const char *)bytes + done, (size_t)(n - done), at + done);
        if (put < 0 && errno != EINTR) {
            return fail(SQLITE_IOERR_WRITE);
        }
        done += put > 0 ? (int)put : 0;
    }
    return SQLITE_OK;
}

static int fd_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return ftruncate(((const fd_file *)file)->fd, size) == 0 ? SQLITE_OK
                                                             : fail(SQLITE_IOERR_TRUNCATE);
}

static int fd_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct stat info;
    if (fstat(((const fd_file *)file)->fd, &info) != 0) {
        return fail(SQLITE_IOERR_FSTAT);
    }
    *size = info.st_size;
    return SQLITE_OK;
}

static int fd_control(sqlite3_file *file, int what, void *argument)
{
    (void)file, (void)what, (void)argument;
    return SQLITE_NOTFOUND;
}

static int do_nothing(sqlite3_file *file, int how) /* locks, and syncs: the caller's fsync() */
{
    (void)file, (void)how;
    return SQLITE_OK;
}

static int is_not_reserved(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

static int is_like_any(sqlite3_file *file)
{
    (void)file;
    return 0;
}

/* ---- The file system ---------------------------------------------------------------------- */

static int open_fd(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given)
{
    static const sqlite3_io_methods methods = {
        1,          fd_close,    fd_read,     fd_write,   fd_truncate,
        do_nothing, fd_size,     do_nothing,  do_nothing, is_not_reserved,
        fd_control, is_like_any, is_like_any, NULL,       NULL,
        NULL,       NULL,        NULL,        NULL};
    fd_file *f = (fd_file *)file;
    (void)vfs;
    *f = (fd_file){.fd = -1};
    if (name == NULL || (flags & SQLITE_OPEN_MAIN_DB) == 0) {
        return SQLITE_CANTOPEN;
    }
    f->fd = (int)strtol(name, NULL, 10);
    f->base.pMethods = &methods;
    if (given != NULL) {
        *given = flags;
    }
    return SQLITE_OK;
}

static int delete_none(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs, (void)name, (void)sync;
    return SQLITE_OK;
}

static int there_is_none(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs, (void)name, (void)flags;
    *out = 0;
    return SQLITE_OK;
}

static int full_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    (void)vfs;
    (void)snprintf(out, (size_t)size, "%s", name);
    return SQLITE_OK;
}

static int no_chance(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    memset(out, 0, (size_t)n);
    return n;
}

static int no_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int no_clock(sqlite3_vfs *vfs, double *julian_day)
{
    (void)vfs;
    *julian_day = 2440587.5; /* 1970-01-01 */
    return SQLITE_OK;
}

int geoi_sqlite_last_error(void)
{
    return last_error;
}

static bool known;

static void make_known(void)
{
    static sqlite3_vfs files = {.iVersion = 1,
                                .szOsFile = sizeof(fd_file),
                                .mxPathname = 64,
                                .zName = GEOI_SQLITE_FILES,
                                .xOpen = open_fd,
                                .xDelete = delete_none,
                                .xAccess = there_is_none,
                                .xFullPathname = full_name,
                                .xRandomness = no_chance,
                                .xSleep = no_sleep,
                                .xCurrentTime = no_clock};
    known = sqlite3_initialize() == SQLITE_OK && sqlite3_vfs_register(&files, 0) == SQLITE_OK;
}

bool geoi_sqlite_files(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_known);
    return known;
}
