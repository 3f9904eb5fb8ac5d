/* SPDX-License-Identifier: MIT */
/* Shares of the kernel inside, for rows of cells.
 *
 * Of the Gaussian the share is an integral along the border, of the distribution function of the
 * column times the density of the row. Replaced by a sum over places of the border, each adds a
 * product to all cells near its level, as points do to the density: so that a border of thousands
 * of edges costs no more than thousands of points. */
#include "metrics/density_internal.h"

enum { LEGENDRE = 16, FEW = 4, TILE = 32 };

/* Beyond so many places they would not fit into memory: shares are then asked for one by one. */
static const double MOST_PLACES = 4e6;

/* Up to so many standard deviations four places of an edge are exact to 1e-15. */
static const double SHORT = 0.15;

/* ---- Places of the border ------------------------------------------------------------- */

typedef struct laying {
    geoi_border *border; /* place NULL: count only */
    double h, low, high; /* levels within reach of the grid */
} laying;

static void lay(laying *l, double x, double y, double weight)
{
    if (l->border->place != NULL) {
        l->border->place[l->border->n] = (geoi_border_place){x, y, weight};
    }
    l->border->n++;
}

/* From (ax, ay) to (bx, by), of panels no longer than a standard deviation. */
static void lay_stretch(laying *l, double ax, double ay, double bx, double by)
{
    static const double few[] = {0.3399810435848562648, 0.8611363115940525752};
    static const double few_weight[] = {0.6521451548625461426, 0.3478548451374538574};
    double dx = bx - ax, dy = by - ay, length = sqrt(dx * dx + dy * dy) / l->h;
    bool is_short = length <= SHORT;
    int64_t panels = is_short ? 1 : (int64_t)ceil(length),
            pairs = is_short ? FEW / 2 : LEGENDRE / 2;
    const double *place = is_short ? few : geoi_legendre_place;
    const double *weight = is_short ? few_weight : geoi_legendre_weight;
    for (int64_t p = 0; p < panels; p++) {
        double half = 0.5 / (double)panels, middle = ((double)p + 0.5) / (double)panels;
        for (int64_t k = 0; k < pairs; k++) {
            double off = half * place[k], counts = half * weight[k] * dy / l->h;
            lay(l, ax + (middle - off) * dx, ay + (middle - off) * dy, counts);
            lay(l, ax + (middle + off) * dx, ay + (middle + off) * dy, counts);
        }
    }
}

static void lay_all(laying *l, const geo_window *w)
{
    l->border->n = 0;
    for (int64_t i = 0; i < w->n; i++) {
        const geoi_side *s = &w->side[i];
        double rise = s->by - s->ay, slope = (s->bx - s->ax) / rise;
        double from = fmin(fmax(s->ay, l->low), l->high), to = fmin(fmax(s->by, l->low), l->high);
        if (fabs(to - from) > 0.0) {
            bool whole = fabs(to - from) >= fabs(rise);
            lay_stretch(l, whole ? s->ax : s->ax + (from - s->ay) * slope, from,
                        whole ? s->bx : s->ax + (to - s->ay) * slope, to);
        }
    }
}

/* What lay_all() will lay, not counted one by one. */
static double estimate(const geo_window *w, double h)
{
    return LEGENDRE * (w->boundary / h) + (double)LEGENDRE * (double)w->n;
}

geo_status geoi_border_create(const geoi_density *d, const geo_density_grid *g, geoi_border *out)
{
    geo_status status = GEO_OK;
    double h = d->o.bandwidth_m;
    *out = (geoi_border){0};
    if (d->o.kernel != GEO_DENSITY_GAUSSIAN || d->o.edge != GEO_DENSITY_EDGE_UNIFORM || d->w->box ||
        h < g->cell_m || estimate(d->w, h) > MOST_PLACES) {
        return GEO_OK;
    }
    laying l = {out, h, geoi_centre_y(g, g->rows - 1) - d->reach, geoi_centre_y(g, 0) + d->reach};
    lay_all(&l, d->w);
    GEO_TRY(geoi_array_raw(d->ctx, out->n, sizeof *out->place, &out->place));
    lay_all(&l, d->w);
done:
    return status;
}

void geoi_border_clear(geoi_border *border)
{
    geoi_release(border->place);
    *border = (geoi_border){0};
}

/* ---- Gaussians over a band ------------------------------------------------------------ */

typedef struct summing {
    const geoi_density *d;
    const geoi_band *b;
    double *share;          /* [rows * columns] */
    double *whole;          /* [rows * (columns + 1)] what columns below this one get besides */
    double *across, *along; /* room */
} summing;

static void add_place(const summing *s, const geoi_border_place *p)
{
    const double far = GEOI_DENSITY_FAR,
                 to_density = 0.398942280401432677940; /* 1 / root of 2 pi */
    const geo_density_grid *g = s->b->g;
    double h = s->d->o.bandwidth_m;
    geo_span columns, rows;
    (void)geoi_band_near(s->b, p->x, p->y, far * h, &columns, &rows);
    if (rows.begin >= rows.end) {
        return;
    }
    geoi_gaussians(rows.end - rows.begin, p->y - geoi_centre_y(g, rows.begin), g->cell_m, h,
                   s->along);
    for (int64_t c = columns.begin; c < columns.end; c++) {
        s->across[c - columns.begin] = 0.5 * erfc((geoi_centre_x(g, c) - p->x) / (h * sqrt(2.0)));
    }
    for (int64_t r = rows.begin; r < rows.end; r++) {
        double scale = p->weight * to_density * s->along[r - rows.begin];
        int64_t row = r - s->b->row, n = columns.end - columns.begin;
        double *restrict to = s->share + row * g->columns + columns.begin;
        const double *restrict from = s->across;
        s->whole[row * (g->columns + 1) + columns.begin] += scale;
        for (int64_t c = 0; c < n; c++) {
            to[c] += scale * from[c];
        }
    }
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

static geo_status sum_places(const geoi_density *d, const geoi_border *border, const geoi_band *b,
                             double *share)
{
    geo_status status = GEO_OK;
    summing s = {.d = d, .b = b, .share = share};
    int64_t columns = b->g->columns;
    GEO_TRY(geoi_array(d->ctx, b->rows * (columns + 1), sizeof *s.whole, &s.whole));
    GEO_TRY(geoi_array_raw(d->ctx, columns, sizeof *s.across, &s.across));
    GEO_TRY(geoi_array_raw(d->ctx, b->rows, sizeof *s.along, &s.along));
    memset(share, 0, (size_t)(b->rows * columns) * sizeof *share);
    for (int64_t i = 0; i < border->n; i++) {
        add_place(&s, &border->place[i]);
    }
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
        int64_t n = geoi_edges_near(d->w, box, d->reach, edge);
        for (int64_t i = 0; i < b->rows * (end - first); i++) {
            int64_t row = i / (end - first), c = first + i % (end - first);
            double x = geoi_centre_x(g, c), y = geoi_centre_y(g, b->row + row);
            share[row * g->columns + c] =
                isnan(b->value[row * g->columns + c])
                    ? (double)NAN
                    : geoi_share_of(d->w, d->o.kernel, d->o.bandwidth_m, n, edge, x, y);
        }
    }
done:
    geoi_release(edge);
    return status;
}

geo_status geoi_border_shares(const geoi_density *d, const geoi_border *border, const geoi_band *b,
                              double *share)
{
    if (border->place != NULL) {
        return sum_places(d, border, b, share);
    }
    return d->o.kernel == GEO_DENSITY_GAUSSIAN && d->w->box ? box_shares(d, b, share)
                                                            : ask_shares(d, b, share);
}
