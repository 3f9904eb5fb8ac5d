/* SPDX-License-Identifier: MIT */
/* Positions to metres and between datums, against PROJ alone: one proj_trans_generic() over all.
 *
 * usage: bench_project [POINTS]      prints rows as bench.py does: ours, the peer, the ratio */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <proj.h>

#include "geo/space.h"

enum { REPEAT = 3 };

typedef struct work {
    geo_ctx *ctx;
    geo_frame *frame;
    PJ *pipeline;
    size_t n;
    double *lon, *lat, *x, *y;
} work;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int forward(const work *w)
{
    return geo_frame_forward(w->ctx, w->frame, (int64_t)w->n, w->lon, w->lat, w->x, w->y) != GEO_OK;
}

static int inverse(const work *w)
{
    return geo_frame_inverse(w->ctx, w->frame, (int64_t)w->n, w->x, w->y, w->x, w->y) != GEO_OK;
}

static int proj(const work *w, PJ_DIRECTION direction, const double *x, const double *y)
{
    memmove(w->x, x, w->n * sizeof *x);
    memmove(w->y, y, w->n * sizeof *y);
    return proj_trans_generic(w->pipeline, direction, w->x, sizeof *x, w->n, w->y, sizeof *y, w->n,
                              NULL, 0, 0, NULL, 0, 0) != w->n;
}

static int proj_forward(const work *w)
{
    return proj(w, PJ_INV, w->lon, w->lat);
}

static int proj_inverse(const work *w)
{
    return proj(w, PJ_FWD, w->x, w->y);
}

static int unshift(const work *w)
{
    memcpy(w->x, w->lon, w->n * sizeof *w->x);
    memcpy(w->y, w->lat, w->n * sizeof *w->y);
    geo_datum_convert(GEO_DATUM_GCJ02, GEO_DATUM_WGS84, (int64_t)w->n, w->x, w->y);
    return 0;
}

/* Before an inverse, what it is to take back. */
static double best(const work *w, int (*step)(const work *), int (*before)(const work *))
{
    double least = 1e300;
    for (int i = 0; i < REPEAT; i++) {
        int failed = before != NULL && before(w);
        double begin = now();
        failed |= step(w);
        double took = now() - begin;
        least = took < least ? took : least;
        if (failed) {
            (void)fprintf(stderr, "bench_project: failed\n");
            exit(1);
        }
    }
    return least;
}

static void tell(const work *w, const char *what, double ours, double peer)
{
    char name[80];
    (void)snprintf(name, sizeof name, "%s, %zu points", what, w->n);
    if (peer > 0.0) {
        (void)printf("%-62s %8.3f   %-44s %8.3f   x %.1f\n", name, ours, "PROJ alone, one thread",
                     peer, peer / ours);
    } else {
        (void)printf("%-62s %8.3f   %-44s %8s   x -\n", name, ours, "-", "-");
    }
}

static int make(work *w)
{
    const geo_box beijing = {115.5, 39.5, 117.5, 41.0};
    for (size_t i = 0; i < w->n; i++) { /* a lattice that visits no place twice */
        w->lon[i] = 115.5 + 2.0 * (double)(i * 7919 % w->n) / (double)w->n;
        w->lat[i] = 39.5 + 1.5 * (double)i / (double)w->n;
    }
    w->pipeline = proj_create(NULL, "+proj=pipeline +step +inv +proj=tmerc +lat_0=0 +lon_0=117 "
                                    "+k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +step "
                                    "+proj=unitconvert +xy_in=rad +xy_out=deg");
    return w->pipeline == NULL || geo_ctx_create(NULL, &w->ctx) != GEO_OK ||
           geo_frame_create(w->ctx, beijing, NULL, &w->frame) != GEO_OK;
}

int main(int argc, char **argv)
{
    work w = {.n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000};
    double *all = calloc(4 * w.n, sizeof *all);
    if (all == NULL || w.n == 0) {
        return 1;
    }
    w.lon = all, w.lat = all + w.n, w.x = all + 2 * w.n, w.y = all + 3 * w.n;
    int failed = make(&w);
    if (!failed) {
        tell(&w, "degrees to EPSG:4548", best(&w, forward, NULL), best(&w, proj_forward, NULL));
        tell(&w, "EPSG:4548 to degrees", best(&w, inverse, forward),
             best(&w, proj_inverse, forward));
        tell(&w, "GCJ-02 to WGS 84, one thread", best(&w, unshift, NULL), 0.0);
    }
    proj_destroy(w.pipeline);
    geo_frame_destroy(w.frame);
    geo_ctx_destroy(w.ctx);
    free(all);
    return failed;
}
