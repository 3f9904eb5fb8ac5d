/* SPDX-License-Identifier: MIT */
/* Where a GeoPackage goes: into a new file, into a copy of the one that is there, or to standard
 * output by way of memory, since a database is not written from front to back. */
#define _GNU_SOURCE /* memfd_create */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/gpkg_check.h"
#include "io/gpkg_file.h"
#include "io/gpkg_write.h"
#include "io/sniff.h"

enum { PIECE = 1 << 18 };

typedef struct target {
    geo_ctx *ctx;
    const char *path;
    const geo_write_options *o;
    geoi_file file;
    int memory;         /* of standard output; -1 = none */
    int old;            /* the file that is there; -1 = none */
    struct stat before; /* of it */
} target;

/* ---- What is there ---------------------------------------------------------------------- */

static geo_status open_old(target *t)
{
    if (strcmp(t->path, "-") == 0) {
        return GEO_OK;
    }
    t->old = open(t->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (t->old < 0 || fstat(t->old, &t->before) != 0) {
        return errno == ENOENT ? GEO_OK : geoi_file_fail(t->ctx, errno, "cannot be written");
    }
    if (!S_ISREG(t->before.st_mode)) {
        (void)close(t->old); /* geoi_file_create() says what is wrong with it */
        t->old = -1;
    }
    return GEO_OK;
}

/* To replace the file would lose the other layers, which nobody asked for. */
static geo_status check_others(target *t)
{
    geo_status status = GEO_OK;
    int64_t layers;
    GEO_TRY(geoi_gpkg_count_layers(t->ctx, t->old, &layers));
    if (layers > 1) {
        status = geoi_fail(t->ctx, GEO_IO, "has %lld layers, which would all be lost",
                           (long long)layers);
        geoi_hint(t->ctx, "name the one to write, as in city.gpkg:stations, or remove the file");
    }
done:
    return status;
}

static geo_status look_at_target(target *t)
{
    geo_status status = GEO_OK;
    bool overwrite = t->o->overwrite != 0;
    GEO_TRY(geoi_gpkg_check_unfinished(t->ctx, t->path));
    GEO_TRY(open_old(t));
    if (t->old >= 0 && t->o->layer != NULL) {
        GEO_TRY(geoi_gpkg_check_name(t->ctx, t->old, t->o->layer, overwrite));
    } else if (t->old >= 0 && overwrite) {
        GEO_TRY(check_others(t));
    }
    geoi_file_options how = {.overwrite = overwrite || (t->old >= 0 && t->o->layer != NULL)};
    GEO_TRY(geoi_file_create(t->ctx, t->path, &how, &t->file));
done:
    return status;
}

/* ---- Bytes ------------------------------------------------------------------------------ */

/* All bytes of `from` into the sink. */
static geo_status copy_bytes(geo_ctx *ctx, int from, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    char *piece = NULL;
    off_t at = 0;
    GEO_TRY(geoi_array_raw(ctx, PIECE, 1, &piece));
    for (;;) {
        ssize_t got = pread(from, piece, PIECE, at);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            GEO_TRY(geoi_file_fail(ctx, errno, "cannot be read"));
        }
        if (got > 0) {
            GEO_TRY(sink->put(ctx, sink->user, piece, got));
            at += got;
        }
    }
done:
    geoi_release(piece);
    return status;
}

/* Another program that wrote meanwhile would lose what it wrote. */
static geo_status check_unchanged(const target *t)
{
    struct stat now;
    bool same = stat(t->path, &now) == 0 && now.st_dev == t->before.st_dev &&
                now.st_ino == t->before.st_ino && now.st_size == t->before.st_size &&
                now.st_mtim.tv_sec == t->before.st_mtim.tv_sec &&
                now.st_mtim.tv_nsec == t->before.st_mtim.tv_nsec;
    geo_status status =
        same ? geoi_gpkg_check_unfinished(t->ctx, t->path)
             : geoi_fail(t->ctx, GEO_IO, "another program changed it meanwhile; nothing is added");
    if (!same) {
        geoi_hint(t->ctx, "try again");
    }
    return status;
}

static geo_status write_standard(target *t, const geo_layer *layer, const geoi_gpkg_options *how)
{
    geo_status status = GEO_OK;
    geoi_sink sink = {geoi_file_put, &t->file};
    t->memory = memfd_create("geopackage", MFD_CLOEXEC);
    if (t->memory < 0) {
        GEO_TRY(geoi_file_fail(t->ctx, errno, "no memory can be had"));
    }
    GEO_TRY(geoi_gpkg_write(t->ctx, t->memory, layer, how));
    GEO_TRY(copy_bytes(t->ctx, t->memory, &sink));
done:
    return status;
}

static geo_status write_file(target *t, const geo_layer *layer, const geoi_gpkg_options *how)
{
    geo_status status = GEO_OK;
    geoi_sink sink = {geoi_file_put, &t->file};
    bool adding = t->old >= 0 && t->o->layer != NULL;
    if (adding) {
        GEO_TRY(copy_bytes(t->ctx, t->old, &sink));
        GEO_TRY(geoi_file_flush(t->ctx, &t->file));
    }
    GEO_TRY(geoi_gpkg_write(t->ctx, t->file.fd, layer, how));
    if (adding) {
        GEO_TRY(check_unchanged(t));
    }
done:
    return status;
}

static void release(target *t)
{
    if (t->memory >= 0) {
        (void)close(t->memory);
    }
    if (t->old >= 0) {
        (void)close(t->old);
    }
    geoi_file_close(&t->file);
}

/* ---- All together ----------------------------------------------------------------------- */

geo_status geoi_gpkg_file_write(geo_ctx *ctx, const char *path, const geo_layer *layer,
                                const geo_write_options *o)
{
    geo_status status = GEO_OK;
    char stem[GEOI_PATH_SIZE];
    target t = {.ctx = ctx, .path = path, .o = o, .memory = -1, .old = -1};
    geoi_stem(path, stem, sizeof stem);
    geoi_gpkg_options how = {.name = o->layer,
                             .stem = stem,
                             .replace = o->overwrite != 0,
                             .run = o->run,
                             .style = geoi_style_of(o)};
    GEO_TRY(look_at_target(&t));
    GEO_TRY(t.file.standard ? write_standard(&t, layer, &how) : write_file(&t, layer, &how));
    GEO_TRY(geoi_file_commit(ctx, &t.file));
done:
    release(&t);
    return status;
}

geo_status geoi_gpkg_file_check(geo_ctx *ctx, const char *path, const geo_write_options *o)
{
    target t = {.ctx = ctx, .path = path, .o = o, .memory = -1, .old = -1};
    geo_status status = look_at_target(&t);
    release(&t);
    return status;
}
