/* SPDX-License-Identifier: MIT */
/* Files as bytes: read whole, written whole or not at all. Messages do not name the path: the
 * public call puts it before them, once. */
#ifndef GEOI_FILE_H
#define GEOI_FILE_H

#include "base/digest.h"
#include "io/limits.h"
#include "io/sink.h"

/* ---- Reading (file_read.c) ------------------------------------------------------------- */

/* The bytes of a file, a pipe or standard input. A file is mapped privately: what a library
 * may scribble there never reaches the disk. Starts as {0}. */
typedef struct geoi_bytes {
    char *data; /* never NULL once read; not terminated */
    int64_t size;
    bool mapped;
    int file; /* 1 + the descriptor of the file they are of, kept for its digest; 0 = none */
    geoi_digest *digest; /* of what was unpacked, when there is no such file, or begun; or NULL */
} geoi_bytes;

/* "-" is standard input; what is packed by gzip is unpacked. GEO_IO: not there, not permitted, or
 * neither a file nor a pipe. */
geo_status geoi_bytes_read(geo_ctx *ctx, const char *path, geoi_bytes *out);
void geoi_bytes_release(geoi_bytes *bytes);
/* The bytes stay, but those of a mapped file need not be in memory until they are looked at again;
 * nothing may have been written there. */
void geoi_bytes_forget(const geoi_bytes *bytes);
/* The digest of the file will be asked for: begin with it. */
geo_status geoi_bytes_digest_begin(geo_ctx *ctx, geoi_bytes *bytes);
/* The digest of the file, or of the bytes that came through a pipe; once. */
geo_status geoi_bytes_digest(geo_ctx *ctx, geoi_bytes *bytes, geoi_digest **out);

/* ---- Unpacking (file_inflate.c) -------------------------------------------------------- */

bool geoi_is_gzip(const char *bytes, int64_t size);
/* *out is freed by geoi_release(). GEO_DATA: damaged or cut off; GEO_LIMIT: grows beyond reason. */
geo_status geoi_gunzip(geo_ctx *ctx, const char *bytes, int64_t size, char **out,
                       int64_t *out_size);

struct stat;
/* The steps of it, for what is read bit by bit: open; read at most `room` bytes (*got 0 at the
 * end), giving up when progress says so; and read all the rest after the bytes `begun`, which are
 * taken over. */
geo_status geoi_input_open(geo_ctx *ctx, const char *path, int *fd, struct stat *info);
geo_status geoi_input_read(geo_ctx *ctx, int fd, char *to, int64_t room, int64_t *got);
geo_status geoi_input_rest(geo_ctx *ctx, int fd, geoi_text *begun, geoi_bytes *out);

/* ---- Writing (file_write.c) ------------------------------------------------------------ */

enum { GEOI_PATH_SIZE = 4096 };

/* One output on its way. It has no name until geoi_file_commit(): a process that ends before
 * leaves nothing behind. Standard output ("-") is written as it comes. Starts as {0}. */
typedef struct geoi_file {
    bool open, standard, named; /* named: the file system knows no nameless files */
    bool overwrite;
    int fd, folder;
    int error;               /* the first errno: later calls overwrite it */
    int64_t used;            /* of the buffer */
    int64_t written, stored; /* bytes handed over, kept when closed; those the disk was told of */
    char *buffer;
    char path[GEOI_PATH_SIZE];      /* where it shall be, symbolic links followed */
    char temporary[GEOI_PATH_SIZE]; /* beside it */
} geoi_file;

typedef struct geoi_file_options {
    bool overwrite;
    bool named_temporary; /* as on file systems without O_TMPFILE; for tests */
} geoi_file_options;

/* GEO_IO when it exists (and overwrite is false), is no regular file, or its folder cannot be
 * written. */
geo_status geoi_file_create(geo_ctx *ctx, const char *path, const geoi_file_options *options,
                            geoi_file *file);
/* The put of a geoi_sink whose user is a geoi_file. A reader that closed standard output ends
 * the process by SIGPIPE as it does any filter; where that signal is ignored the failure is
 * "the reader closed the pipe". */
geo_status geoi_file_put(geo_ctx *ctx, void *file, const char *bytes, int64_t n);
/* Nothing is kept back: file->fd has all bytes that were put. */
geo_status geoi_file_flush(geo_ctx *ctx, geoi_file *file);
/* All bytes are on the disk and the file has its name; or it fails and nothing changed. */
geo_status geoi_file_commit(geo_ctx *ctx, geoi_file *file);
/* Let go, at every `done:`; without a commit nothing remains. */
void geoi_file_close(geoi_file *file);

/* ---- Errors (file_error.c) ------------------------------------------------------------- */

/* GEO_IO "<doing>: <what errno `error` means>", in words that no locale changes. */
geo_status geoi_file_fail(geo_ctx *ctx, int error, const char *doing);
/* Put the path, as it can be shown, before the failure just recorded. "-" is called standard
 * input or output. */
void geoi_at_input(geo_ctx *ctx, const char *path);
void geoi_at_output(geo_ctx *ctx, const char *path);

#endif /* GEOI_FILE_H */
