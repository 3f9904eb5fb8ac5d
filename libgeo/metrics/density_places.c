/* SPDX-License-Identifier: MIT */
/* The density at any places. */
#include "metrics/density_internal.h"
#include "space/point_columns.h"

enum { GRAIN = 64 };

typedef struct asking {
    const geoi_density *d;
    const geoi_points *places;
    double *density; /* [features] */
} asking;

/* What is summed at one place. */
typedef struct arriving {
    const geoi_density *d;
    double sum;
} arriving;

static double height(geo_density_kernel kernel, double v2)
{
    double left = fmax(1.0 - v2, 0.0);
    switch (kernel) {
    case GEO_DENSITY_GAUSSIAN:
        return exp(-0.5 * v2);
    case GEO_DENSITY_QUARTIC:
        return left * left;
    case GEO_DENSITY_EPANECHNIKOV:
        return left;
    case GEO_DENSITY_UNIFORM:
        return 1.0;
    case GEO_DENSITY_TRIANGULAR:
        return fmax(1.0 - sqrt(v2), 0.0);
    case GEO_DENSITY_TRIWEIGHT:
        return left * left * left;
    }
    return 0.0;
}

static void add_near(void *user, const geoi_near *near)
{
    arriving *a = user;
    const geoi_density *d = a->d;
    double per_h2 = 1.0 / (d->o.bandwidth_m * d->o.bandwidth_m);
    for (int64_t i = 0; i < near->n; i++) {
        a->sum += d->weight[near->at[i]] * height(d->o.kernel, near->d2[i] * per_h2);
    }
}

static geo_status ask_chunk(void *job, int64_t begin, int64_t end)
{
    const asking *m = job;
    const geoi_density *d = m->d;
    geo_status status = GEO_OK;
    geoi_asking *q = NULL;
    int32_t *edge = NULL;
    GEO_TRY(geoi_array_raw(d->ctx, 1, sizeof *q, &q));
    GEO_TRY(geoi_array_raw(d->ctx, d->w->n, sizeof *edge, &edge));
    int64_t n = geoi_edges_for(d, geoi_box_of(m->places->x, m->places->y, begin, end), edge);
    q->cells = &d->cells;
    q->r2 = d->reach * d->reach;
    q->fn = add_near;
    for (int64_t i = begin; i < end; i++) {
        double x = m->places->x[i], y = m->places->y[i];
        arriving a = {d, 0.0};
        if (!geo_window_contains(d->w, x, y)) {
            continue;
        }
        q->user = &a;
        geoi_ask_near(q, i, x, y, -1, -1);
        if (d->o.edge == GEO_DENSITY_EDGE_UNIFORM) {
            double share = geoi_share_of(d->w, d->o.kernel, d->o.bandwidth_m, n, edge, x, y);
            a.sum = share >= GEOI_LEAST_SHARE ? a.sum / share : (double)NAN;
        }
        m->density[geoi_point_row(m->places, i)] = a.sum;
        if (geoi_stopping(d->ctx)) {
            GEO_TRY(GEO_CANCELLED);
        }
    }
done:
    geoi_release(edge);
    geoi_release(q);
    return status;
}

geo_status geo_density_at(geo_ctx *ctx, const geo_window *window, const geo_shapes *points,
                          const double *weight, const geo_shapes *places,
                          const geo_density_options *options, double *density, geo_density_sum *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points p;
    geoi_density d = {0};
    geo_density_sum sum;
    int64_t n = geo_shapes_geometry(places)->n;
    *out = (geo_density_sum){0};
    for (int64_t i = 0; i < n; i++) {
        density[i] = (double)NAN;
    }
    GEO_TRY(geoi_density_create(ctx, window, points, weight, options, &d, &sum));
    GEO_TRY(geoi_points_of(ctx, places, "places", &p));
    asking job = {&d, &p, density};
    GEO_TRY(geoi_stage(ctx, 0.3, 1.0, "summing kernels"));
    GEO_TRY(geoi_parallel(ctx, p.n, GRAIN, ask_chunk, &job));
    for (int64_t i = 0; i < n; i++) {
        sum.places += !isnan(density[i]);
    }
    *out = sum;
done:
    geoi_density_clear(&d);
    geoi_scratch_reset(ctx, mark);
    return status;
}
