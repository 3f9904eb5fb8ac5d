/* SPDX-License-Identifier: MIT */
/* Pairs counted by how far apart they are on a plane of cells half a bandwidth wide.
 *
 *   Hockney, R. W. & Eastwood, J. W. (1988). Computer simulation using particles, ch. 5: points are
 *   spread by B-splines of order 8, whose waves are known and divided out again.
 *
 * phi((r - d) / h) has no waves to speak of beyond 5.5 / h (exp(-5.5^2 / 2) = 3e-7), which the
 * plane can hold up to 6.3 / h; shorter ones are left out, so that nothing rounds to more than it
 * is. Two sectors go at once, as the real and the imaginary part. */
#include "metrics/agglomeration_internal.h"

enum { CELLS_PER_BANDWIDTH = 2, MARGIN = 12, SPLINE = 8 };
static const double shortest_wave = 5.5; /* over h */
static const int64_t cells_max = (int64_t)1 << 23;
static const double pair_ns = 2.5, cell_ns = 10.0, wave_ns = 3.0; /* measured, roughly */

typedef struct extent {
    double west, south, cell;
    int64_t apart;     /* cells that are of interest, either way */
    double wide, high; /* cells, before they are made to fit transforms */
} extent;

static extent extent_of(const geoi_members *members, const geoi_smoother *s)
{
    const geoi_sites *sites = members->sites;
    extent e = {.cell = s->h / CELLS_PER_BANDWIDTH};
    double east = sites->x[0], north = sites->y[0];
    e.west = east;
    e.south = north;
    for (int64_t i = 1; i < sites->n; i++) {
        e.west = fmin(e.west, sites->x[i]);
        east = fmax(east, sites->x[i]);
        e.south = fmin(e.south, sites->y[i]);
        north = fmax(north, sites->y[i]);
    }
    double reach = (double)s->bins * s->bin / e.cell;
    double across = (east - e.west) / e.cell + MARGIN, up = (north - e.south) / e.cell + MARGIN;
    e.wide = across + reach + MARGIN; /* what is left out of short waves spreads as far as it may */
    e.high = up + reach + MARGIN;
    if (e.wide * e.high < (double)cells_max) {
        e.apart = (int64_t)reach + 1;
    }
    return e;
}

bool geoi_plane_pays(const geoi_members *members, const geoi_smoother *s)
{
    if (members->sites->begin != NULL || members->sites->n == 0) {
        return false;
    }
    extent e = extent_of(members, s);
    double cells = e.wide * e.high, n = (double)members->n;
    return cells < (double)cells_max &&
           cells * (wave_ns * log2(cells) + cell_ns) < pair_ns * n * n / 2.0;
}

/* ---- Making -------------------------------------------------------------------------------- */

/* The wave k of n: that of the B-spline is sinc^8; once for either of two that are paired. */
static geo_status undo_waves(geo_ctx *ctx, int64_t n, double **out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof **out, out));
    for (int64_t k = 0; k < n; k++) {
        double half = acos(-1.0) * (double)(k <= n / 2 ? k : n - k) / (double)n;
        double sinc = half > 0.0 ? sin(half) / half : 1.0;
        (*out)[k] = pow(sinc, -2.0 * SPLINE);
    }
done:
    return status;
}

geo_status geoi_plane_create(geo_ctx *ctx, const geoi_members *members, const geoi_smoother *s,
                             geoi_plane *out)
{
    geo_status status = GEO_OK;
    extent e = extent_of(members, s);
    *out = (geoi_plane){
        .smoother = s, .cell = e.cell, .west = e.west, .south = e.south, .apart = e.apart};
    GEO_TRY(geoi_fourier_create(ctx, geoi_fourier_length((int64_t)e.wide + 1), &out->wide));
    GEO_TRY(geoi_fourier_create(ctx, geoi_fourier_length((int64_t)e.high + 1), &out->high));
    GEO_TRY(undo_waves(ctx, out->wide.n, &out->undo_x));
    GEO_TRY(undo_waves(ctx, out->high.n, &out->undo_y));
    GEO_TRY(geoi_array_raw(ctx, e.apart * e.apart, sizeof *out->bin, &out->bin));
    GEO_TRY(geoi_array_raw(ctx, e.apart * e.apart, sizeof *out->share, &out->share));
    for (int64_t row = 0; row < e.apart; row++) {
        for (int64_t column = 0; column < e.apart; column++) {
            double dx = (double)column * e.cell, dy = (double)row * e.cell;
            double at = sqrt(dx * dx + dy * dy) / s->bin;
            bool near = at < (double)(s->bins - 1);
            out->bin[row * e.apart + column] = near ? (int32_t)at : -1;
            out->share[row * e.apart + column] = at - floor(at);
        }
    }
done:
    return status;
}

void geoi_plane_clear(geoi_plane *plane)
{
    geoi_fourier_clear(&plane->wide);
    geoi_fourier_clear(&plane->high);
    geoi_release(plane->undo_x);
    geoi_release(plane->undo_y);
    geoi_release(plane->bin);
    geoi_release(plane->share);
    *plane = (geoi_plane){0};
}

geo_status geoi_plane_room_create(geo_ctx *ctx, const geoi_plane *plane, geoi_plane_room *out)
{
    geo_status status = GEO_OK;
    int64_t cells = plane->wide.n * plane->high.n;
    *out = (geoi_plane_room){0};
    GEO_TRY(geoi_array_raw(ctx, cells, sizeof *out->re, &out->re));
    GEO_TRY(geoi_array_raw(ctx, cells, sizeof *out->im, &out->im));
    GEO_TRY(geoi_array_raw(ctx, plane->smoother->bins, sizeof *out->bins, &out->bins));
    GEO_TRY(geoi_fourier_room_create(ctx, &plane->wide, &plane->high, &out->fourier));
done:
    return status;
}

void geoi_plane_room_clear(geoi_plane_room *room)
{
    geoi_release(room->re);
    geoi_release(room->im);
    geoi_release(room->bins);
    geoi_fourier_room_clear(&room->fourier);
    *room = (geoi_plane_room){0};
}

/* ---- Spreading ------------------------------------------------------------------------------ */

/* What the cells about a point get that lies the share f beyond one of them: B-splines of each
 * order from those of the one before (de Boor 1972). */
static void spline(double f, double share[SPLINE])
{
    share[0] = 1.0 - f;
    share[1] = f;
    for (int order = 3; order <= SPLINE; order++) {
        double part = 1.0 / (double)(order - 1);
        share[order - 1] = part * f * share[order - 2];
        for (int j = 1; j < order - 1; j++) {
            share[order - 1 - j] = part * ((f + (double)j) * share[order - 2 - j] +
                                           ((double)(order - j) - f) * share[order - 1 - j]);
        }
        share[0] = part * (1.0 - f) * share[0];
    }
}

void geoi_plane_empty(const geoi_plane *plane, const geoi_plane_room *room)
{
    size_t size = (size_t)(plane->wide.n * plane->high.n) * sizeof(double);
    memset(room->re, 0, size);
    memset(room->im, 0, size);
}

void geoi_plane_put(const geoi_plane *plane, const geoi_members *members, double *part)
{
    for (int64_t i = 0; i < members->n; i++) {
        double x = (members->x[i] - plane->west) / plane->cell;
        double y = (members->y[i] - plane->south) / plane->cell;
        double across[SPLINE], up[SPLINE], w = members->weight != NULL ? members->weight[i] : 1.0;
        spline(x - floor(x), across);
        spline(y - floor(y), up);
        for (int b = 0; b < SPLINE; b++) { /* all lie as much further on: nothing apart changes */
            double *row = part + ((int64_t)y + b) * plane->wide.n + (int64_t)x;
            for (int a = 0; a < SPLINE; a++) {
                row[a] += w * up[b] * across[a];
            }
        }
    }
}

/* ---- Correlation ---------------------------------------------------------------------------- */

/* The waves at k and -k, of which there is one or two: their squares, if long enough. */
static void square_waves(const geoi_plane *p, const geoi_plane_room *room, int64_t row,
                         int64_t column)
{
    int64_t wide = p->wide.n, high = p->high.n;
    int64_t at = row * wide + column;
    int64_t other = (high - row) % high * wide + (wide - column) % wide;
    if (other < at) {
        return;
    }
    double turn = 2.0 * acos(-1.0) * CELLS_PER_BANDWIDTH; /* k h of one wave a cell */
    double kx = turn * (double)(column <= wide / 2 ? column : wide - column) / (double)wide;
    double ky = turn * (double)(row <= high / 2 ? row : high - row) / (double)high;
    double a = 0.0, b = 0.0;
    if (kx * kx + ky * ky <= shortest_wave * shortest_wave) {
        double zr = room->re[at], zi = room->im[at];
        double yr = room->re[other], yi = room->im[other];
        double half = (zr * zr + zi * zi + yr * yr + yi * yi) / 2.0; /* |A|^2 + |B|^2 */
        double apart = zr * yr - zi * yi;                            /* |A|^2 - |B|^2 */
        double scale = p->undo_x[column] * p->undo_y[row] / (2.0 * (double)(wide * high));
        a = (half + apart) * scale;
        b = (half - apart) * scale;
    }
    room->re[at] = room->re[other] = a;
    room->im[at] = room->im[other] = b;
}

void geoi_plane_correlate(const geoi_plane *plane, const geoi_plane_room *room)
{
    geoi_fourier_plane(&plane->wide, &plane->high, &room->fourier, room->re, room->im);
    for (int64_t row = 0; row <= plane->high.n / 2; row++) {
        for (int64_t column = 0; column < plane->wide.n; column++) {
            square_waves(plane, room, row, column);
        }
    }
    /* symmetric about 0: there and back are the same */
    geoi_fourier_plane(&plane->wide, &plane->high, &room->fourier, room->re, room->im);
}

void geoi_plane_curve(const geoi_plane *plane, const geoi_plane_room *room, const double *part,
                      const geoi_members *members, double *curve)
{
    int64_t wide = plane->wide.n, high = plane->high.n;
    double sum = 0.0, squares = 0.0, *bins = room->bins;
    for (int64_t b = 0; b < plane->smoother->bins; b++) {
        bins[b] = 0.0;
    }
    for (int64_t row = 0; row < plane->apart; row++) {
        const double *up = part + row * wide, *down = part + (high - row) % high * wide;
        for (int64_t column = 0; column < plane->apart; column++) {
            int64_t at = row * plane->apart + column, left = (wide - column) % wide;
            double both = up[column] + (row > 0 ? down[column] : 0.0);
            double pairs = both + (column > 0 ? up[left] + (row > 0 ? down[left] : 0.0) : 0.0);
            int32_t bin = plane->bin[at];
            if (bin >= 0) {
                bins[bin] += pairs - pairs * plane->share[at];
                bins[bin + 1] += pairs * plane->share[at];
            }
        }
    }
    for (int64_t i = 0; i < members->n; i++) {
        double w = members->weight != NULL ? members->weight[i] : 1.0;
        sum += w;
        squares += w * w;
    }
    bins[0] -= squares; /* each with itself */
    geoi_smooth(plane->smoother, bins, sum * sum - squares, curve);
}
