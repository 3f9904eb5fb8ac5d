/* SPDX-License-Identifier: MIT */
/* Positions through PROJ, many at a time and on many threads; those of a transverse Mercator
 * through its series, which is faster, as far as that reaches (each position for itself, so that
 * its image does not depend on its neighbours).
 *
 * What a system means is found once (projection_define.c) and kept as a PROJ string. Threads
 * make their own objects from that string, which needs no database, and lend them to each other
 * through a list: so one frame may serve several contexts at once. */
#include "space/projection.h"

enum {
    GRAIN = 8192, /* some milliseconds of work */
    BLOCK = 512   /* positions on the stack: input stays whole until they all went through */
};

/* ---- Channels ------------------------------------------------------------------------- */

static void silent(void *user, int level, const char *message)
{
    (void)user;
    (void)level;
    (void)message;
}

static char version[32];

static void find_version(void)
{
    (void)snprintf(version, sizeof version, "%s", proj_info().version);
}

geo_status geoi_proj_context(geo_ctx *ctx, PJ_CONTEXT **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *out = proj_context_create();
    if (*out == NULL) {
        return geoi_fail(ctx, GEO_MEMORY, "no memory for a PROJ context");
    }
    proj_log_func(*out, NULL, silent);
    proj_context_set_enable_network(*out, 0);
    (void)pthread_once(&once, find_version); /* proj_info() is for one thread */
    geoi_uses(ctx, GEOI_PROJ, version);
    return GEO_OK;
}

static void close_channel(geoi_channel *c)
{
    proj_destroy(c->pipeline);
    if (c->context != NULL) { /* NULL would be PROJ's default context */
        proj_context_destroy(c->context);
    }
    geoi_release(c);
}

static geo_status open_channel(geo_ctx *ctx, const geoi_projection *p, geoi_channel **out)
{
    geo_status status = GEO_OK;
    geoi_channel *c = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *c, &c));
    GEO_TRY(geoi_proj_context(ctx, &c->context));
    c->pipeline = proj_create(c->context, p->pipeline);
    if (c->pipeline == NULL) {
        status = GEO_UNSUPPORTED;
        geoi_fail(ctx, status, "PROJ cannot carry out %s", p->pipeline);
        goto done;
    }
    *out = c;
    c = NULL;
done:
    if (c != NULL) {
        close_channel(c);
    }
    return status;
}

static geo_status borrow_channel(geo_ctx *ctx, const geoi_projection *p, geoi_channel **out)
{
    geoi_channels *channels = p->channels;
    pthread_mutex_lock(&channels->lock);
    geoi_channel *c = channels->idle;
    if (c != NULL) {
        channels->idle = c->next;
    }
    pthread_mutex_unlock(&channels->lock);
    *out = c;
    return c != NULL ? GEO_OK : open_channel(ctx, p, out);
}

static void return_channel(const geoi_projection *p, geoi_channel *c)
{
    geoi_channels *channels = p->channels;
    pthread_mutex_lock(&channels->lock);
    c->next = channels->idle;
    channels->idle = c;
    pthread_mutex_unlock(&channels->lock);
}

static geo_status create_channels(geo_ctx *ctx, geoi_channels **out)
{
    geo_status status = geoi_array(ctx, 1, sizeof **out, out);
    if (status == GEO_OK) {
        pthread_mutex_init(&(*out)->lock, NULL);
    }
    return status;
}

static void destroy_channels(geoi_channels *channels)
{
    if (channels == NULL) {
        return;
    }
    while (channels->idle != NULL) {
        geoi_channel *next = channels->idle->next;
        close_channel(channels->idle);
        channels->idle = next;
    }
    pthread_mutex_destroy(&channels->lock);
    geoi_release(channels);
}

/* ---- Many positions ------------------------------------------------------------------- */

typedef struct run_job {
    geo_ctx *ctx;
    const geoi_projection *p;
    PJ_DIRECTION direction;
    const double *x_in, *y_in;
    double *x_out, *y_out;
} run_job;

static geo_status no_image(const run_job *job, int64_t i)
{
    char name[96];
    geoi_printable(job->p->name, (int64_t)strlen(job->p->name), name, sizeof name);
    return geoi_fail(job->ctx, GEO_DATA, "position %lld (%.10g, %.10g) cannot be converted %s %s",
                     (long long)i + 1, job->x_in[i], job->y_in[i],
                     job->direction == PJ_FWD ? "from" : "to", name);
}

/* By the series; positions beyond its reach become NaN. */
static void run_series(const run_job *job, int64_t n, const double *x_in, const double *y_in,
                       double *x, double *y)
{
    if (job->direction == PJ_FWD) {
        geoi_krueger_inverse(&job->p->series, n, x_in, y_in, x, y);
    } else {
        geoi_krueger_forward(&job->p->series, n, x_in, y_in, x, y);
    }
}

/* By PROJ what has no image in x, y [n] yet. */
static geo_status run_rest(const run_job *job, int64_t n, const double *x_in, const double *y_in,
                           double *x, double *y)
{
    geoi_channel *channel = NULL;
    for (int64_t i = 0; i < n; i++) {
        if (isfinite(x[i]) && isfinite(y[i])) {
            continue;
        }
        geo_status status = channel == NULL ? borrow_channel(job->ctx, job->p, &channel) : GEO_OK;
        if (status != GEO_OK) {
            return status;
        }
        PJ_COORD c = proj_coord(x_in[i], y_in[i], 0.0, 0.0);
        c = proj_trans(channel->pipeline, job->direction, c);
        x[i] = c.xy.x;
        y[i] = c.xy.y;
    }
    if (channel != NULL) {
        return_channel(job->p, channel);
    }
    return GEO_OK;
}

static geo_status run_by_proj(const run_job *job, int64_t n, double *x, double *y)
{
    geoi_channel *channel;
    geo_status status = borrow_channel(job->ctx, job->p, &channel);
    if (status == GEO_OK) {
        proj_trans_generic(channel->pipeline, job->direction, x, sizeof *x, (size_t)n, y, sizeof *y,
                           (size_t)n, NULL, 0, 0, NULL, 0, 0);
        return_channel(job->p, channel);
    }
    return status;
}

static geo_status run_block(const run_job *job, int64_t begin, int64_t end)
{
    double x[BLOCK], y[BLOCK];
    geo_status status = GEO_OK;
    const double *x_in = job->x_in + begin, *y_in = job->y_in + begin;
    int64_t n = end - begin;
    if (job->p->has_series) {
        run_series(job, n, x_in, y_in, x, y);
        GEO_TRY(run_rest(job, n, x_in, y_in, x, y));
    } else {
        memcpy(x, x_in, (size_t)n * sizeof *x);
        memcpy(y, y_in, (size_t)n * sizeof *y);
        GEO_TRY(run_by_proj(job, n, x, y));
    }
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i])) {
            status = no_image(job, begin + i);
            goto done;
        }
    }
    memcpy(job->x_out + begin, x, (size_t)n * sizeof *x);
    memcpy(job->y_out + begin, y, (size_t)n * sizeof *y);
done:
    return status;
}

static geo_status run_chunk(void *data, int64_t begin, int64_t end)
{
    const run_job *job = data;
    geo_status status = GEO_OK;
    for (int64_t i = begin; i < end && status == GEO_OK; i += BLOCK) {
        status = run_block(job, i, end - i < BLOCK ? end : i + BLOCK);
    }
    return status;
}

geo_status geoi_projection_run(geo_ctx *ctx, const geoi_projection *p, PJ_DIRECTION direction,
                               int64_t n, const double *x_in, const double *y_in, double *x_out,
                               double *y_out)
{
    run_job job = {ctx, p, direction, x_in, y_in, x_out, y_out};
    return geoi_parallel(ctx, n, GRAIN, run_chunk, &job);
}

/* ---- Life ----------------------------------------------------------------------------- */

geo_status geoi_projection_create(geo_ctx *ctx, const char *definition, unsigned wishes,
                                  geoi_projection **out)
{
    geo_status status = GEO_OK;
    geoi_projection *p = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *p, &p));
    GEO_TRY(create_channels(ctx, &p->channels));
    GEO_TRY(geoi_projection_define(ctx, definition, wishes, p));
    *out = p;
    p = NULL;
done:
    geoi_projection_destroy(p);
    return status;
}

void geoi_projection_destroy(geoi_projection *p)
{
    if (p == NULL) {
        return;
    }
    destroy_channels(p->channels);
    geoi_release(p->name);
    geoi_release(p->title);
    geoi_release(p->pipeline);
    geoi_release(p);
}
