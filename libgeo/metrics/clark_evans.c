/* SPDX-License-Identifier: MIT */
/* Clark & Evans 1954, with Donnelly's correction of 1978. */
#include "base/sum.h"
#include "geo/autocorrelation.h"
#include "metrics/pattern_internal.h"

enum { MOST_SIMULATIONS = 100000 };

static const double PI = 3.14159265358979323846;

typedef struct drawing {
    geo_ctx *ctx;
    const geo_window *w;
    int64_t n;
    uint64_t seed;
    double *mean; /* [simulations] */
} drawing;

static geo_status mean_distance(geo_ctx *ctx, const geoi_spots *spots, double *mean)
{
    geo_status status = GEO_OK;
    double *distance = NULL;
    GEO_TRY(geoi_array_raw(ctx, spots->n, sizeof *distance, &distance));
    GEO_TRY(geoi_nearest_others(ctx, spots, distance));
    *mean = geoi_sum_of(spots->n, distance) / (double)spots->n;
done:
    geoi_release(distance);
    return status;
}

static geo_status draw_chunk(void *job, int64_t begin, int64_t end)
{
    const drawing *d = job;
    geo_status status = GEO_OK;
    geoi_spots spots = {.n = d->n};
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *spots.x, &spots.x));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *spots.y, &spots.y));
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(geo_window_draw(d->ctx, d->w, d->seed, (uint64_t)i, d->n, spots.x, spots.y));
        GEO_TRY(mean_distance(d->ctx, &spots, &d->mean[i]));
    }
done:
    geoi_spots_clear(&spots);
    return status;
}

/* Ratio and p by patterns drawn in the window. */
static geo_status simulate(geo_ctx *ctx, const geo_window *w, int64_t simulations, uint64_t seed,
                           geo_clark_evans *e)
{
    geo_status status = GEO_OK;
    drawing d = {ctx, w, e->used, seed, NULL};
    int64_t less = 0, more = 0;
    GEO_TRY(geoi_array_raw(ctx, simulations, sizeof *d.mean, &d.mean));
    GEO_TRY(geoi_parallel(ctx, simulations, 1, draw_chunk, &d));
    double slack = 1e-12 * e->mean_m;
    for (int64_t i = 0; i < simulations; i++) {
        less += d.mean[i] <= e->mean_m + slack;
        more += d.mean[i] >= e->mean_m - slack;
    }
    e->drawn_ratio = e->mean_m / (geoi_sum_of(simulations, d.mean) / (double)simulations);
    double one = (double)(1 + (less < more ? less : more)) / (double)(simulations + 1);
    e->drawn_p = fmin(2.0 * one, 1.0);
done:
    geoi_release(d.mean);
    return status;
}

static void conclude(const geo_window *w, geo_clark_evans *e)
{
    double n = (double)e->used, area = w->area;
    e->expected_m = 0.5 * sqrt(area / n);
    e->error_m = sqrt((4.0 - PI) * area / (4.0 * PI)) / n;
    e->ratio = e->mean_m / e->expected_m;
    e->z = (e->mean_m - e->expected_m) / e->error_m;
    e->p = geo_p_of_z(e->z, GEO_TAIL_TWO_SIDED);
    if (w->box) {
        double length = w->boundary;
        e->donnelly_expected_m = e->expected_m + (0.0514 + 0.0412 / sqrt(n)) * length / n;
        e->donnelly_error_m =
            sqrt(0.0703 * area / (n * n) + 0.037 * length * sqrt(area / (n * n * n * n * n)));
        e->donnelly_ratio = e->mean_m / e->donnelly_expected_m;
        e->donnelly_z = (e->mean_m - e->donnelly_expected_m) / e->donnelly_error_m;
        e->donnelly_p = geo_p_of_z(e->donnelly_z, GEO_TAIL_TWO_SIDED);
    }
}

geo_status geo_clark_evans_test(geo_ctx *ctx, const geo_window *window, const geo_shapes *points,
                                int64_t simulations, uint64_t seed, geo_clark_evans *out)
{
    geo_status status = GEO_OK;
    geoi_spots spots = {0};
    geoi_left_out left_out;
    const double no = (double)NAN;
    geo_clark_evans e = {no, no, no, no, no, no, no, no, no, no, no, no, no, 0, 0, 0};
    *out = (geo_clark_evans){0};
    if (simulations < 0 || simulations > MOST_SIMULATIONS) {
        return geoi_fail(ctx, GEO_INVALID, "%lld simulations are not in 0..%d",
                         (long long)simulations, MOST_SIMULATIONS);
    }
    GEO_TRY(geoi_spots_create(ctx, window, points, NULL, &spots, &left_out));
    e.used = spots.n;
    e.outside = left_out.outside;
    e.unplaced = left_out.unplaced;
    if (spots.n >= 2) {
        GEO_TRY(mean_distance(ctx, &spots, &e.mean_m));
        conclude(window, &e);
    }
    if (spots.n >= 2 && simulations > 0) {
        GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "drawing patterns"));
        GEO_TRY(simulate(ctx, window, simulations, seed, &e));
    }
    *out = e;
done:
    geoi_spots_clear(&spots);
    return status;
}
