/* SPDX-License-Identifier: MIT */
/* The digest of a file that was read: few need it, and it takes as long as reading, so it waits
 * until it is asked for, or is computed beside the reading by those who say that they will ask.
 * The file stays open until then; it is read, not mapped, because a file that another process
 * cuts short would end this one. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/context.h"
#include "base/digest.h"

enum { PIECE = 1 << 16, WORTH_A_THREAD = 1 << 20 };

struct geoi_digest {
    atomic_int users;
    pthread_mutex_t lock; /* guards the rest */
    int fd;               /* -1: the digest is there */
    bool running;         /* the thread computes it, and is not yet joined */
    pthread_t thread;
    atomic_bool stop; /* nobody will ask any more */
    struct stat info; /* when it was opened */
    char hex[GEOI_DIGEST_HEX];
};

static geo_status create(geo_ctx *ctx, geoi_digest **out)
{
    geo_status status = geoi_array(ctx, 1, sizeof **out, out);
    if (status == GEO_OK) {
        atomic_init(&(*out)->users, 1);
        atomic_init(&(*out)->stop, false);
        pthread_mutex_init(&(*out)->lock, NULL);
        (*out)->fd = -1;
    }
    return status;
}

geo_status geoi_digest_of_file(geo_ctx *ctx, int fd, geoi_digest **out)
{
    geo_status status = create(ctx, out);
    if (status == GEO_OK && fstat(fd, &(*out)->info) == 0) {
        (*out)->fd = fd;
        return GEO_OK;
    }
    (void)close(fd); /* was only read */
    return status;
}

geo_status geoi_digest_of_bytes(geo_ctx *ctx, const void *bytes, size_t size, geoi_digest **out)
{
    geo_status status = create(ctx, out);
    if (status == GEO_OK) {
        geoi_blake2b b;
        geoi_blake2b_init(&b, GEOI_DIGEST_SIZE);
        geoi_blake2b_add(&b, bytes, size);
        geoi_blake2b_hex(&b, (*out)->hex);
    }
    return status;
}

geoi_digest *geoi_digest_share(geoi_digest *d)
{
    if (d != NULL) {
        atomic_fetch_add(&d->users, 1);
    }
    return d;
}

void geoi_digest_release(geoi_digest *d)
{
    if (d == NULL || atomic_fetch_sub(&d->users, 1) > 1) {
        return;
    }
    if (d->running) {
        atomic_store(&d->stop, true);
        pthread_join(d->thread, NULL);
    }
    if (d->fd >= 0) {
        (void)close(d->fd); /* was only read */
    }
    pthread_mutex_destroy(&d->lock);
    geoi_release(d);
}

static bool is_unchanged(const geoi_digest *d)
{
    struct stat now;
    return fstat(d->fd, &now) == 0 && now.st_size == d->info.st_size &&
           now.st_mtim.tv_sec == d->info.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == d->info.st_mtim.tv_nsec;
}

static bool add_file(geoi_digest *d, geoi_blake2b *b)
{
    char piece[PIECE];
    off_t at = 0;
    while (at < d->info.st_size && !atomic_load(&d->stop)) {
        ssize_t n = pread(d->fd, piece, sizeof piece, at);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        geoi_blake2b_add(b, piece, (size_t)n);
        at += n;
    }
    return is_unchanged(d);
}

static void compute(geoi_digest *d)
{
    geoi_blake2b b;
    geoi_blake2b_init(&b, GEOI_DIGEST_SIZE);
    if (is_unchanged(d) && add_file(d, &b)) {
        geoi_blake2b_hex(&b, d->hex);
    }
}

static void *run(void *argument)
{
    compute(argument);
    return NULL;
}

void geoi_digest_begin(geo_ctx *ctx, geoi_digest *d)
{
    if (d->fd >= 0 && !d->running && ctx->threads > 1 && d->info.st_size >= WORTH_A_THREAD) {
        d->running = pthread_create(&d->thread, NULL, run, d) == 0; /* else when asked for */
    }
}

const char *geoi_digest_hex(geoi_digest *d)
{
    pthread_mutex_lock(&d->lock);
    if (d->fd >= 0) {
        if (d->running) {
            pthread_join(d->thread, NULL);
            d->running = false;
        } else {
            compute(d);
        }
        if (!is_unchanged(d)) {
            d->hex[0] = '\0'; /* after the thread, while the file was still being read */
        }
        (void)close(d->fd); /* was only read */
        d->fd = -1;
    }
    pthread_mutex_unlock(&d->lock);
    return d->hex;
}
