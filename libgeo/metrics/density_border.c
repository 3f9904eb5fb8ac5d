/* SPDX-License-Identifier: MIT */
/* Shares of the kernel inside, for rows of cells.
 *
 * Of the Gaussian the share is an integral along the border, of the distribution function of the
 * column times the density of the row. Replaced by a sum over places of the border, each adds a
 * product to all cells near its level, as points do to the density: so that a border of thousands
 * of edges costs no more than thousands of points. Each band lays its places anew and keeps none,
 * so that no border is too long. */
#include "metrics/density_internal.h"

enum { LEGENDRE = 16, FEW = 4, TILE = 32, ASK_EVERY = 64 };

/* Up to so many standard deviations four places of an edge are exact to 1e-15. */
static const double SHORT = 0.15;

/* ---- Gaussians over a band ------------------------------------------------------------ */

typedef struct summing {
    const geoi_density *d;
    const geoi_band *b;
    double *share;          /* [rows * columns] */
    double *whole;          /* [rows * (columns + 1)] what columns below this one get besides */
    double *across, *along; /* room */
    int64_t places;         /* so far */
} summing;

/* What a place of the border adds to the cells about its level, and to those to the left. */
static void add_place(const summing *s, double x, double y, double weight)
{
    const double far = GEOI_DENSITY_FAR,
                 to_density = 0.398942280401432677940; /* 1 / root of 2 pi */
    const geo_density_grid *g = s->b->g;
    double h = s->d->o.bandwidth_m;
    geo_span columns, rows;
    (void)geoi_band_near(s->b, x, y, far * h, &columns, &rows);
    if (rows.begin >= rows.end) {
        return;
    }
    geoi_gaussians(rows.end - rows.begin, y - geoi_centre_y(g, rows.begin), g->cell_m, h, s->along);
    for (int64_t c = columns.begin; c < columns.end; c++) {
        s->across[c - columns.begin] = 0.5 * erfc((geoi_centre_x(g, c) - x) / (h * sqrt(2.0)));
    }
    for (int64_t r = rows.begin; r < rows.end; r++) {
        double scale = weight * to_density * s->along[r - rows.begin];
        int64_t row = r - s->b->row, n = columns.end - columns.begin;
        double *restrict to = s->share + row * g->columns + columns.begin;
        const double *restrict from = s->across;
        s->whole[row * (g->columns + 1) + columns.begin] += scale;
        for (int64_t c = 0; c < n; c++) {
            to[c] += scale * from[c];
        }
    }
}

/* From (ax, ay) to (bx, by), of panels no longer than a standard deviation. */
static geo_status add_stretch(summing *s, double ax, double ay, double bx, double by)
{
    static const double few[] = {0.3399810435848562648, 0.8611363115940525752};
    static const double few_weight[] = {0.6521451548625461426, 0.3478548451374538574};
    double h = s->d->o.bandwidth_m;
    double dx = bx - ax, dy = by - ay, length = sqrt(dx * dx + dy * dy) / h;
    bool is_short = length <= SHORT;
    int64_t panels = is_short ? 1 : (int64_t)ceil(length),
            pairs = is_short ? FEW / 2 : LEGENDRE / 2;
    const double *place = is_short ? few : geoi_legendre_place;
    const double *weight = is_short ? few_weight : geoi_legendre_weight;
    for (int64_t p = 0; p < panels; p++) {
        double half = 0.5 / (double)panels, middle = ((double)p + 0.5) / (double)panels;
        for (int64_t k = 0; k < pairs; k++) {
            double off = half * place[k], counts = half * weight[k] * dy / h;
            add_place(s, ax + (middle - off) * dx, ay + (middle - off) * dy, counts);
            add_place(s, ax + (middle + off) * dx, ay + (middle + off) * dy, counts);
        }
        if (s->places++ % ASK_EVERY == 0 && geoi_stopping(s->d->ctx)) {
            return GEO_CANCELLED;
        }
    }
    return GEO_OK;
}

/* What there is of all edges within the levels that the band reaches. */
static geo_status add_border(summing *s)
{
    geo_status status = GEO_OK;
    const geo_window *w = s->d->w;
    const geoi_band *b = s->b;
    double low = geoi_centre_y(b->g, b->row + b->rows - 1) - s->d->reach;
    double high = geoi_centre_y(b->g, b->row) + s->d->reach;
    for (int64_t i = 0; i < w->n; i++) {
        const geoi_side *e = &w->side[i];
        double rise = e->by - e->ay, slope = (e->bx - e->ax) / rise;
        double from = fmin(fmax(e->ay, low), high), to = fmin(fmax(e->by, low), high);
        if (fabs(to - from) > 0.0) {
            bool whole = fabs(to - from) >= fabs(rise);
            GEO_TRY(add_stretch(s, whole ? e->ax : e->ax + (from - e->ay) * slope, from,
                                whole ? e->bx : e->ax + (to - e->ay) * slope, to));
        }
    }
done:
    return status;
}

static void finish_row(const summing *s, int64_t row)
{
    int64_t columns = s->b->g->columns;
    double *share = s->share + row * columns, *whole = s->whole + row * (columns + 1), right = 0.0;
    for (int64_t c = columns - 1; c >= 0; c--) {
        right += whole[c + 1];
        share[c] = fmin(fmax(share[c] + right, 0.0), 1.0);
    }
}

static geo_status sum_border(const geoi_density *d, const geoi_band *b, double *share)
{
    geo_status status = GEO_OK;
    summing s = {.d = d, .b = b, .share = share};
    int64_t columns = b->g->columns;
    GEO_TRY(geoi_array(d->ctx, b->rows * (columns + 1), sizeof *s.whole, &s.whole));
    GEO_TRY(geoi_array_raw(d->ctx, columns, sizeof *s.across, &s.across));
    GEO_TRY(geoi_array_raw(d->ctx, b->rows, sizeof *s.along, &s.along));
    memset(share, 0, (size_t)(b->rows * columns) * sizeof *share);
    GEO_TRY(add_border(&s));
    for (int64_t row = 0; row < b->rows; row++) {
        finish_row(&s, row);
    }
done:
    geoi_release(s.whole);
    geoi_release(s.across);
    geoi_release(s.along);
    return status;
}

/* ---- Rectangles ------------------------------------------------------------------------------ */

static double between(double low, double high, double h)
{
    return 0.5 * (erfc(-high / (h * sqrt(2.0))) - erfc(-low / (h * sqrt(2.0))));
}

/* Of a rectangle the share is a product, too. */
static geo_status box_shares(const geoi_density *d, const geoi_band *b, double *share)
{
    geo_status status = GEO_OK;
    const geo_box *e = &d->w->extent;
    double *across = NULL, h = d->o.bandwidth_m;
    int64_t columns = b->g->columns;
    GEO_TRY(geoi_array_raw(d->ctx, columns, sizeof *across, &across));
    for (int64_t c = 0; c < columns; c++) {
        double x = geoi_centre_x(b->g, c);
        across[c] = between(e->min_x - x, e->max_x - x, h);
    }
    for (int64_t row = 0; row < b->rows; row++) {
        double y = geoi_centre_y(b->g, b->row + row);
        double along = between(e->min_y - y, e->max_y - y, h);
        for (int64_t c = 0; c < columns; c++) {
            share[row * columns + c] = along * across[c];
        }
    }
done:
    geoi_release(across);
    return status;
}

/* ---- One by one ------------------------------------------------------------------------------ */

/* Edges are gathered for a few columns of the band at a time. */
static geo_status ask_shares(const geoi_density *d, const geoi_band *b, double *share)
{
    geo_status status = GEO_OK;
    int32_t *edge = NULL;
    const geo_density_grid *g = b->g;
    GEO_TRY(geoi_array_raw(d->ctx, d->w->n, sizeof *edge, &edge));
    for (int64_t first = 0; first < g->columns; first += TILE) {
        int64_t end = first + TILE < g->columns ? first + TILE : g->columns;
        geo_box box = {geoi_centre_x(g, first), geoi_centre_y(g, b->row + b->rows - 1),
                       geoi_centre_x(g, end - 1), geoi_centre_y(g, b->row)};
        int64_t n = geoi_edges_for(d, box, edge);
        for (int64_t i = 0; i < b->rows * (end - first); i++) {
            int64_t row = i / (end - first), c = first + i % (end - first);
            double x = geoi_centre_x(g, c), y = geoi_centre_y(g, b->row + row);
            share[row * g->columns + c] =
                isnan(b->value[row * g->columns + c])
                    ? (double)NAN
                    : geoi_share_of(d->w, d->o.kernel, d->o.bandwidth_m, n, edge, x, y);
            if (i % ASK_EVERY == 0 && geoi_stopping(d->ctx)) {
                GEO_TRY(GEO_CANCELLED);
            }
        }
    }
done:
    geoi_release(edge);
    return status;
}

geo_status geoi_border_shares(const geoi_density *d, const geoi_band *b, double *share)
{
    if (d->o.kernel != GEO_DENSITY_GAUSSIAN) {
        return ask_shares(d, b, share);
    }
    /* Where cells are wider than the kernel few of them are near the border. */
    return d->w->box                         ? box_shares(d, b, share)
           : d->o.bandwidth_m < b->g->cell_m ? ask_shares(d, b, share)
                                             : sum_border(d, b, share);
}
