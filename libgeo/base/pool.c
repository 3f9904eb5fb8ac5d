/* SPDX-License-Identifier: MIT */
/* The thread pool: one loop at a time, chunks handed out in ascending order.
 *
 * Why not OpenMP: gcc's runtime hides its synchronisation from ThreadSanitizer, and errors and
 * cancellation cannot leave a region. A pool of a hundred lines has neither fault. */
#include <stdatomic.h>
#include <time.h>

#include "base/context.h"

/* One parallel loop. */
typedef struct loop {
    geoi_chunk_fn fn;
    void *job;
    int64_t n, grain, chunk_count;
    atomic_llong next; /* chunk to hand out */
    atomic_llong done; /* chunks finished */
    atomic_bool stop;  /* failed or cancelled: hand out no more */
    atomic_bool cancelled;
    pthread_t caller;
    pthread_mutex_t lock; /* guards the three below */
    int64_t failed_chunk; /* lowest so far, or chunk_count */
    geo_status failed_status;
    geoi_message failed_message;
} loop;

struct geoi_pool {
    pthread_mutex_t lock;
    pthread_cond_t wake, idle;
    loop *current;
    uint64_t generation; /* counts loops, so that a worker joins each once */
    int64_t busy;
    bool quit;
    int64_t worker_count;
    pthread_t *workers;
};

static _Thread_local loop *running; /* whose chunk this thread is in */

/* ---- Chunks --------------------------------------------------------------------------- */

static void record_failure(loop *l, int64_t chunk, geo_status status, const geoi_message *message)
{
    pthread_mutex_lock(&l->lock);
    if (chunk < l->failed_chunk) {
        l->failed_chunk = chunk;
        l->failed_status = status;
        l->failed_message = *message;
    }
    pthread_mutex_unlock(&l->lock);
    atomic_store(&l->stop, true);
}

/* The caller's thread alone may ask; the others hear of it. */
static bool ask(geo_ctx *ctx, loop *l)
{
    double part = (double)atomic_load(&l->done) / (double)l->chunk_count;
    if (!atomic_load(&l->cancelled) && geoi_progress(ctx, part) != GEO_OK) {
        atomic_store(&l->cancelled, true);
        atomic_store(&l->stop, true);
    }
    return atomic_load(&l->cancelled);
}

bool geoi_stopping(geo_ctx *ctx)
{
    loop *l = running;
    if (l == NULL) {
        return false;
    }
    return pthread_equal(pthread_self(), l->caller) != 0 ? ask(ctx, l) : atomic_load(&l->cancelled);
}

/* Run one chunk; false when there are none left. */
static bool run_chunk(loop *l)
{
    if (atomic_load(&l->stop)) {
        return false;
    }
    int64_t chunk = atomic_fetch_add(&l->next, 1);
    if (chunk >= l->chunk_count) {
        return false;
    }
    int64_t begin = chunk * l->grain;
    int64_t end = l->n - begin < l->grain ? l->n : begin + l->grain;
    geoi_message message = {{0}, {0}};
    geoi_set_chunk_message(&message);
    running = l;
    geo_status status = l->fn(l->job, begin, end);
    running = NULL;
    geoi_set_chunk_message(NULL);
    bool obeyed = status == GEO_CANCELLED && atomic_load(&l->cancelled);
    if (status != GEO_OK && !obeyed) {
        record_failure(l, chunk, status, &message);
    }
    atomic_fetch_add(&l->done, 1);
    return true;
}

/* ---- Workers -------------------------------------------------------------------------- */

static void *work(void *argument)
{
    geoi_pool *pool = argument;
    uint64_t seen = 0;
    pthread_mutex_lock(&pool->lock);
    while (!pool->quit) {
        if (pool->generation == seen || pool->current == NULL) {
            pthread_cond_wait(&pool->wake, &pool->lock);
            continue;
        }
        seen = pool->generation;
        loop *l = pool->current;
        pool->busy++;
        pthread_mutex_unlock(&pool->lock);
        while (run_chunk(l)) {
        }
        pthread_mutex_lock(&pool->lock);
        pool->busy--;
        pthread_cond_signal(&pool->idle);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static geo_status pool_create(geo_ctx *ctx)
{
    geo_status status = GEO_OK;
    geoi_pool *pool;
    pthread_condattr_t attributes;
    GEO_TRY(geoi_array(ctx, 1, sizeof *pool, &pool));
    status = geoi_array(ctx, ctx->threads - 1, sizeof *pool->workers, &pool->workers);
    if (status != GEO_OK) {
        geoi_release(pool);
        return status;
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->idle, &attributes);
    pthread_condattr_destroy(&attributes);
    for (int64_t i = 0; i < ctx->threads - 1; i++) {
        if (pthread_create(&pool->workers[i], NULL, work, pool) != 0) {
            break; /* fewer threads do the same work */
        }
        pool->worker_count++;
    }
    ctx->pool = pool;
done:
    return status;
}

void geoi_pool_destroy(geoi_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->quit = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (int64_t i = 0; i < pool->worker_count; i++) {
        pthread_join(pool->workers[i], NULL);
    }
    pthread_cond_destroy(&pool->idle);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    geoi_release(pool->workers);
    geoi_release(pool);
}

/* ---- The loop ------------------------------------------------------------------------- */

static void begin_loop(geoi_pool *pool, loop *l)
{
    pthread_mutex_lock(&pool->lock);
    pool->current = l;
    pool->generation++;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

/* Wait a blink for a worker to come out. */
static void wait_idle(geoi_pool *pool)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += 50000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void)pthread_cond_timedwait(&pool->idle, &pool->lock, &until);
}

/* The last chunks of others may be long: who waits for them may tire of it. */
static void end_loop(geo_ctx *ctx, loop *l)
{
    geoi_pool *pool = ctx->pool;
    pthread_mutex_lock(&pool->lock);
    pool->current = NULL; /* a worker that wakes late finds nothing to join */
    while (pool->busy > 0) {
        wait_idle(pool);
        if (pool->busy > 0) {
            pthread_mutex_unlock(&pool->lock);
            (void)ask(ctx, l);
            pthread_mutex_lock(&pool->lock);
        }
    }
    pthread_mutex_unlock(&pool->lock);
}

/* The caller's thread works too, and reports between its chunks. */
static geo_status run_loop(geo_ctx *ctx, loop *l)
{
    bool shared = l->chunk_count > 1 && ctx->pool != NULL && ctx->pool->worker_count > 0;
    if (shared) {
        begin_loop(ctx->pool, l);
    }
    while (run_chunk(l) && !ask(ctx, l)) {
    }
    if (shared) {
        end_loop(ctx, l);
    }
    if (l->failed_chunk < l->chunk_count) {
        ctx->message = l->failed_message;
        return l->failed_status;
    }
    return atomic_load(&l->cancelled) ? geoi_fail(ctx, GEO_CANCELLED, "cancelled") : GEO_OK;
}

geo_status geoi_parallel(geo_ctx *ctx, int64_t n, int64_t grain, geoi_chunk_fn fn, void *job)
{
    if (n <= 0) {
        return GEO_OK;
    }
    if (geoi_in_chunk()) {
        geo_status status = GEO_OK;
        for (int64_t begin = 0; begin < n && status == GEO_OK; begin += grain) {
            status = fn(job, begin, n - begin < grain ? n : begin + grain);
        }
        return status;
    }
    loop l = {.fn = fn, .job = job, .n = n, .grain = grain, .caller = pthread_self()};
    l.chunk_count = (n - 1) / grain + 1;
    l.failed_chunk = l.chunk_count;
    if (ctx->threads > 1 && l.chunk_count > 1 && ctx->pool == NULL) {
        geo_status status = pool_create(ctx);
        if (status != GEO_OK) {
            return status;
        }
    }
    pthread_mutex_init(&l.lock, NULL);
    geo_status status = run_loop(ctx, &l);
    pthread_mutex_destroy(&l.lock);
    return status;
}
