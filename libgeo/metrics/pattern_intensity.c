/* SPDX-License-Identifier: MIT */
/* The density at each point, of all the others: a Gaussian about each. */
#include "metrics/pattern_internal.h"
#include "space/point_columns.h"

enum { GRAIN = 256 };

static const double TURN = 6.283185307179586476925;
static const double FAR = 8.0; /* standard deviations: what is beyond adds less than 1e-14 of one */

typedef struct smoothing {
    geo_ctx *ctx;
    const geo_window *w;
    geoi_spot_cells cells;
    double sigma;
    double *density; /* [n] in the order of cells */
} smoothing;

typedef struct summed {
    double scale, sum;
} summed;

static void add_near(void *user, const geoi_near *near)
{
    summed *s = user;
    for (int64_t i = 0; i < near->n; i++) {
        s->sum += exp(near->d2[i] * s->scale);
    }
}

static geo_status smooth_chunk(void *job, int64_t begin, int64_t end)
{
    const smoothing *m = job;
    geo_status status = GEO_OK;
    geoi_asking *q = NULL;
    double variance = m->sigma * m->sigma;
    GEO_TRY(geoi_array_raw(m->ctx, 1, sizeof *q, &q));
    q->cells = &m->cells;
    q->r2 = FAR * FAR * variance;
    q->fn = add_near;
    for (int64_t i = begin; i < end; i++) {
        double x = m->cells.x[i], y = m->cells.y[i];
        summed s = {-0.5 / variance, 0.0};
        q->user = &s;
        geoi_ask_near(q, i, x, y, -1, i);
        m->density[i] = s.sum / (TURN * variance) / geo_window_gaussian_share(m->w, x, y, m->sigma);
    }
done:
    geoi_release(q);
    return status;
}

geo_status geo_pattern_intensity(geo_ctx *ctx, const geo_window *window, const geo_shapes *points,
                                 double sigma_m, double *intensity)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points p;
    geoi_spots spots = {0};
    geoi_left_out left_out;
    smoothing m = {.ctx = ctx, .w = window, .sigma = sigma_m};
    int64_t k = 0, *row;
    if (!(sigma_m > 0.0 && isfinite(sigma_m))) {
        return geoi_fail(ctx, GEO_INVALID, "sigma %g m is not above 0", sigma_m);
    }
    for (int64_t i = 0; i < geo_shapes_geometry(points)->n; i++) {
        intensity[i] = (double)NAN;
    }
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    GEO_TRY(geoi_spots_create(ctx, window, points, NULL, &spots, &left_out));
    GEO_TRY(geoi_scratch(ctx, p.n, sizeof *row, &row));
    for (int64_t i = 0; i < p.n; i++) { /* of the points inside, as the spots stand */
        if (geo_window_contains(window, p.x[i], p.y[i])) {
            row[k++] = geoi_point_row(&p, i);
        }
    }
    GEO_TRY(geoi_spot_cells_create(ctx, spots.n, spots.x, spots.y, FAR * sigma_m, &m.cells));
    GEO_TRY(geoi_array_raw(ctx, spots.n, sizeof *m.density, &m.density));
    GEO_TRY(geoi_parallel(ctx, spots.n, GRAIN, smooth_chunk, &m));
    for (int64_t i = 0; i < spots.n; i++) {
        intensity[row[m.cells.id[i]]] = m.density[i];
    }
done:
    geoi_spot_cells_clear(&m.cells);
    geoi_spots_clear(&spots);
    geoi_release(m.density);
    geoi_scratch_reset(ctx, mark);
    return status;
}
