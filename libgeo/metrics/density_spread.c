/* SPDX-License-Identifier: MIT */
/* Kernels spread over rows of cells, point by point.
 *
 * The Gaussian of a distance is the product of those of its two parts: of a point there is one
 * number for each column and one for each row, and each cell takes one multiplication and one
 * addition. The other kernels are polynomials of the squared distance, but for one root. The loops
 * over columns are such that compilers turn them into vector operations. */
#include "metrics/density_internal.h"

/* ---- What is near --------------------------------------------------------------------- */

static int64_t clamped(double cell, int64_t least, int64_t most)
{
    return !(cell > (double)least) ? least : cell < (double)most ? (int64_t)cell : most;
}

static geo_span columns_near(const geo_density_grid *g, double x, double reach)
{
    double middle = (x - g->west_m) / g->cell_m - 0.5, wide = reach / g->cell_m;
    return (geo_span){clamped(floor(middle - wide), 0, g->columns),
                      clamped(ceil(middle + wide) + 1.0, 0, g->columns)};
}

bool geoi_band_near(const geoi_band *b, double x, double y, double reach, geo_span *columns,
                    geo_span *rows)
{
    double middle = (b->g->north_m - y) / b->g->cell_m - 0.5, wide = reach / b->g->cell_m;
    *columns = columns_near(b->g, x, reach);
    *rows = (geo_span){clamped(floor(middle - wide), b->row, b->row + b->rows),
                       clamped(ceil(middle + wide) + 1.0, b->row, b->row + b->rows)};
    return columns->begin < columns->end && rows->begin < rows->end;
}

/* ---- Gaussians ------------------------------------------------------------------------ */

/* A few steps outwards from v > -wide / 2, one product after another: the factor from one to the
 * next is exp(-v wide - wide^2 / 2), and falls by exp(-wide^2) each time. */
static void few_gaussians(int64_t n, double v, double wide, int64_t stride, double *out)
{
    double at = exp(-0.5 * v * v), factor = exp(-(v + 0.5 * wide) * wide), fall = exp(-wide * wide);
    for (int64_t k = 0; k < n; k++) {
        out[k * stride] = at;
        at *= factor;
        factor *= fall;
    }
}

void geoi_gaussians(int64_t n, double first, double step, double h, double *out)
{
    enum { FEW = 32 }; /* so that rounding does not add up */
    double d = first / h, wide = step / h;
    if (wide > 1.0) {
        for (int64_t k = 0; k < n; k++) {
            double v = d + (double)k * wide;
            out[k] = exp(-0.5 * v * v);
        }
        return;
    }
    int64_t middle = clamped(floor(-d / wide + 0.5), 0, n - 1);
    for (int64_t k = middle; k < n; k += FEW) {
        few_gaussians(n - k < FEW ? n - k : FEW, d + (double)k * wide, wide, 1, out + k);
    }
    for (int64_t k = middle - 1; k >= 0; k -= FEW) {
        few_gaussians(k + 1 < FEW ? k + 1 : FEW, -d - (double)k * wide, wide, -1, out + k);
    }
}

static void spread_gaussian(const geoi_density *d, const geoi_band *b, int64_t spot, double *room)
{
    const geo_density_grid *g = b->g;
    double x = d->cells.x[spot], y = d->cells.y[spot], h = d->o.bandwidth_m;
    double reach2 = d->reach * d->reach;
    geo_span columns, rows;
    if (!geoi_band_near(b, x, y, d->reach, &columns, &rows)) {
        return;
    }
    double *across = room, *along = room + g->columns;
    geoi_gaussians(columns.end - columns.begin, geoi_centre_x(g, columns.begin) - x, g->cell_m, h,
                   across);
    geoi_gaussians(rows.end - rows.begin, y - geoi_centre_y(g, rows.begin), g->cell_m, h, along);
    for (int64_t r = rows.begin; r < rows.end; r++) {
        double dy = geoi_centre_y(g, r) - y, scale = d->weight[spot] * along[r - rows.begin];
        geo_span at = columns_near(g, x, sqrt(fmax(reach2 - dy * dy, 0.0)));
        int64_t n = at.end - at.begin;
        double *restrict to = b->value + (r - b->row) * g->columns + at.begin;
        const double *restrict from = across + (at.begin - columns.begin);
        for (int64_t c = 0; c < n; c++) {
            to[c] += scale * from[c];
        }
    }
}

/* ---- The others ----------------------------------------------------------------------- */

/* A stretch of a row: squares of the distance across, and of that along. */
typedef struct stretch {
    int64_t n;
    double *to;
    const double *dx2;
    double dy2, weight, h;
} stretch;

static void add_uniform(const stretch *s)
{
    double *restrict to = s->to;
    const double *restrict dx2 = s->dx2;
    double dy2 = s->dy2, weight = s->weight, h2 = s->h * s->h;
    for (int64_t c = 0; c < s->n; c++) {
        to[c] += dx2[c] + dy2 <= h2 ? weight : 0.0;
    }
}

static void add_triangular(const stretch *s)
{
    double *restrict to = s->to;
    const double *restrict dx2 = s->dx2;
    double dy2 = s->dy2, weight = s->weight, per_h = 1.0 / s->h;
    for (int64_t c = 0; c < s->n; c++) {
        double left = 1.0 - sqrt(dx2[c] + dy2) * per_h;
        to[c] += weight * (left > 0.0 ? left : 0.0);
    }
}

#define ADD_POWER(name, of_left)                                                                   \
    static void name(const stretch *s)                                                             \
    {                                                                                              \
        double *restrict to = s->to;                                                               \
        const double *restrict dx2 = s->dx2;                                                       \
        double dy2 = s->dy2, weight = s->weight, per_h2 = 1.0 / (s->h * s->h);                     \
        for (int64_t c = 0; c < s->n; c++) {                                                       \
            double left = 1.0 - (dx2[c] + dy2) * per_h2;                                           \
            left = left > 0.0 ? left : 0.0;                                                        \
            to[c] += weight * (of_left);                                                           \
        }                                                                                          \
    }
ADD_POWER(add_epanechnikov, left)
ADD_POWER(add_quartic, left *left)
ADD_POWER(add_triweight, left *left *left)
#undef ADD_POWER

static void spread_other(const geoi_density *d, const geoi_band *b, int64_t spot, double *room)
{
    static void (*const add[])(const stretch *) = {[GEO_DENSITY_QUARTIC] = add_quartic,
                                                   [GEO_DENSITY_EPANECHNIKOV] = add_epanechnikov,
                                                   [GEO_DENSITY_UNIFORM] = add_uniform,
                                                   [GEO_DENSITY_TRIANGULAR] = add_triangular,
                                                   [GEO_DENSITY_TRIWEIGHT] = add_triweight};
    const geo_density_grid *g = b->g;
    double x = d->cells.x[spot], y = d->cells.y[spot], h = d->o.bandwidth_m;
    geo_span columns, rows;
    if (!geoi_band_near(b, x, y, h, &columns, &rows)) {
        return;
    }
    for (int64_t c = columns.begin; c < columns.end; c++) {
        double dx = geoi_centre_x(g, c) - x;
        room[c - columns.begin] = dx * dx;
    }
    for (int64_t r = rows.begin; r < rows.end; r++) {
        double dy = geoi_centre_y(g, r) - y, dy2 = dy * dy;
        geo_span at = columns_near(g, x, sqrt(fmax(h * h - dy2, 0.0)));
        stretch s = {at.end - at.begin,
                     b->value + (r - b->row) * g->columns + at.begin,
                     room + (at.begin - columns.begin),
                     dy2,
                     d->weight[spot],
                     h};
        add[d->o.kernel](&s);
    }
}

/* ---- All that are near ---------------------------------------------------------------- */

geo_status geoi_band_spread(const geoi_density *d, const geoi_band *b, double *room)
{
    enum { ASK_EVERY = 64 };
    const geoi_spot_cells *c = &d->cells;
    double slack = 1e-9 * c->side + b->g->cell_m; /* cells are found by another rounding */
    double high = geoi_centre_y(b->g, b->row) + d->reach + slack;
    double low = geoi_centre_y(b->g, b->row + b->rows - 1) - d->reach - slack;
    if (c->n == 0 || high < c->min_y || low > c->min_y + (double)c->rows * c->side) {
        return GEO_OK;
    }
    int64_t first = clamped((low - c->min_y) / c->side, 0, c->rows - 1);
    int64_t last = clamped((high - c->min_y) / c->side, 0, c->rows - 1);
    for (int64_t i = c->begin[first * c->columns]; i < c->begin[(last + 1) * c->columns]; i++) {
        if (d->o.kernel == GEO_DENSITY_GAUSSIAN) {
            spread_gaussian(d, b, i, room);
        } else {
            spread_other(d, b, i, room);
        }
        if (i % ASK_EVERY == 0 && geoi_stopping(d->ctx)) {
            return GEO_CANCELLED;
        }
    }
    return GEO_OK;
}
