/* SPDX-License-Identifier: MIT */
/* The density at the centres of a grid's cells, band by band of rows. */
#include "base/sum.h"
#include "metrics/density_internal.h"

enum { MOST_CELLS = 50000000, BAND = 32 };

/* ---- Grids ---------------------------------------------------------------------------- */

geo_status geo_density_grid_over(geo_ctx *ctx, const geo_window *window, double cell_m,
                                 geo_density_grid *out)
{
    geo_box e = geo_window_extent(window);
    *out = (geo_density_grid){0};
    if (!(cell_m > 0.0 && isfinite(cell_m))) {
        return geoi_fail(ctx, GEO_INVALID, "cells of %g m cannot be made", cell_m);
    }
    double west = floor(e.min_x / cell_m), east = ceil(e.max_x / cell_m);
    double south = floor(e.min_y / cell_m), north = ceil(e.max_y / cell_m);
    double columns = fmax(east - west, 1.0), rows = fmax(north - south, 1.0);
    if (!(columns * rows <= MOST_CELLS)) {
        geo_status status =
            geoi_fail(ctx, GEO_LIMIT, "cells of %g m would be %.3g; the limit is %d million",
                      cell_m, columns * rows, MOST_CELLS / 1000000);
        double width = e.max_x - e.min_x, height = e.max_y - e.min_y;
        double enough =
            fmax(sqrt(width / MOST_CELLS) * sqrt(height), fmax(width, height) / MOST_CELLS);
        geoi_hint(ctx, "choose larger cells, of %.3g m or more", enough * 1.02);
        return status;
    }
    *out =
        (geo_density_grid){west * cell_m, north * cell_m, cell_m, (int64_t)columns, (int64_t)rows};
    return GEO_OK;
}

static geo_status check_grid(geo_ctx *ctx, const geo_density_grid *g)
{
    double cells = (double)g->columns * (double)g->rows;
    if (g->columns < 1 || g->rows < 1 || cells > MOST_CELLS || !(g->cell_m > 0.0) ||
        !isfinite(geoi_centre_x(g, g->columns)) || !isfinite(geoi_centre_y(g, g->rows)) ||
        !isfinite(g->west_m) || !isfinite(g->north_m)) {
        return geoi_fail(ctx, GEO_INVALID, "a grid of %lld by %lld cells of %g m cannot be used",
                         (long long)g->columns, (long long)g->rows, g->cell_m);
    }
    return GEO_OK;
}

/* ---- Bands ---------------------------------------------------------------------------- */

typedef struct summing {
    const geoi_density *d;
    const geo_density_grid *g;
    double *density;
} summing;

/* Cells whose centre is outside have no density. */
static void mark_outside(const geoi_density *d, const geoi_band *b)
{
    for (int64_t row = 0; row < b->rows; row++) {
        double y = geoi_centre_y(b->g, b->row + row);
        for (int64_t c = 0; c < b->g->columns; c++) {
            if (!geo_window_contains(d->w, geoi_centre_x(b->g, c), y)) {
                b->value[row * b->g->columns + c] = (double)NAN;
            }
        }
    }
}

static geo_status correct(const summing *s, const geoi_band *b)
{
    geo_status status = GEO_OK;
    int64_t cells = b->rows * b->g->columns;
    double *share = NULL;
    GEO_TRY(geoi_array_raw(s->d->ctx, cells, sizeof *share, &share));
    GEO_TRY(geoi_border_shares(s->d, b, share));
    for (int64_t i = 0; i < cells; i++) {
        b->value[i] = share[i] >= GEOI_LEAST_SHARE ? b->value[i] / share[i] : (double)NAN;
    }
done:
    geoi_release(share);
    return status;
}

static geo_status sum_band(void *job, int64_t begin, int64_t end)
{
    const summing *s = job;
    geo_status status = GEO_OK;
    double *room = NULL;
    geoi_band b = {s->g, begin, end - begin, s->density + begin * s->g->columns};
    GEO_TRY(geoi_array_raw(s->d->ctx, 2 * s->g->columns + b.rows, sizeof *room, &room));
    memset(b.value, 0, (size_t)(b.rows * s->g->columns) * sizeof *b.value);
    GEO_TRY(geoi_band_spread(s->d, &b, room));
    mark_outside(s->d, &b);
    if (s->d->o.edge == GEO_DENSITY_EDGE_UNIFORM) {
        GEO_TRY(correct(s, &b));
    }
done:
    geoi_release(room);
    return status;
}

geo_status geo_density_on_grid(geo_ctx *ctx, const geo_window *window, const geo_shapes *points,
                               const double *weight, const geo_density_grid *grid,
                               const geo_density_options *options, double *density,
                               geo_density_sum *out)
{
    geo_status status = GEO_OK;
    geoi_density d = {0};
    geo_density_sum sum;
    geoi_sum integral = {0};
    summing s = {.d = &d, .g = grid, .density = density};
    *out = (geo_density_sum){0};
    GEO_TRY(check_grid(ctx, grid));
    GEO_TRY(geoi_density_create(ctx, window, points, weight, options, &d, &sum));
    GEO_TRY(geoi_stage(ctx, 0.3, 1.0, "summing kernels"));
    GEO_TRY(geoi_parallel(ctx, grid->rows, BAND, sum_band, &s));
    for (int64_t i = 0; i < grid->rows * grid->columns; i++) {
        if (!isnan(density[i])) {
            geoi_sum_add(&integral, density[i]);
            sum.places++;
        }
    }
    sum.integral = geoi_sum_value(&integral) * grid->cell_m * grid->cell_m;
    *out = sum;
done:
    geoi_density_clear(&d);
    return status;
}
