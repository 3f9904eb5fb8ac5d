/* SPDX-License-Identifier: MIT */
/* Points counted in equal rectangles, cut off at the border of the window; chi-squared. */
#include "base/sum.h"
#include "metrics/pattern_internal.h"

enum { MOST_A_SIDE = 10000, MOST_TERMS = 100000 };

/* ---- The chi-squared distribution ----------------------------------------------------- */

/* The lower share of the gamma function by its series; for x < a + 1. */
static double gamma_series(double a, double x)
{
    double term = 1.0 / a, sum = term;
    for (int i = 1; i < MOST_TERMS && term > sum * 1e-17; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return sum * exp(-x + a * log(x) - lgamma(a));
}

/* The upper share by its continued fraction (Lentz's method); for the others. */
static double gamma_fraction(double a, double x)
{
    const double tiny = 1e-300;
    double b = x + 1.0 - a, c = 1.0 / tiny, d = 1.0 / b, h = d;
    for (int i = 1; i < MOST_TERMS; i++) {
        double an = -(double)i * ((double)i - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / (fabs(d) < tiny ? tiny : d);
        c = b + an / c;
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1.0) < 1e-16) {
            break;
        }
    }
    return h * exp(-x + a * log(x) - lgamma(a));
}

static void chi2_tails(double chi2, double df, double *lower, double *upper)
{
    double a = df / 2.0, x = chi2 / 2.0;
    if (!(x > 0.0)) {
        *lower = 0.0;
        *upper = 1.0;
    } else if (x < a + 1.0) {
        *lower = fmin(gamma_series(a, x), 1.0);
        *upper = 1.0 - *lower;
    } else {
        *upper = fmin(gamma_fraction(a, x), 1.0);
        *lower = 1.0 - *upper;
    }
}

/* ---- Areas ---------------------------------------------------------------------------- */

typedef struct quadrats {
    const geo_window *w;
    int64_t columns, rows;
    double *area; /* [columns * rows] */
} quadrats;

static double line_x(const quadrats *q, int64_t column)
{
    const geo_box *e = &q->w->extent;
    return column == q->columns
               ? e->max_x
               : e->min_x + (e->max_x - e->min_x) * ((double)column / (double)q->columns);
}

static double line_y(const quadrats *q, int64_t row)
{
    const geo_box *e = &q->w->extent;
    return row == q->rows ? e->max_y
                          : e->min_y + (e->max_y - e->min_y) * ((double)row / (double)q->rows);
}

/* Half-open: a place on a line belongs to what begins there; the last ones are closed. */
static int64_t column_of(const quadrats *q, double x)
{
    const geo_box *e = &q->w->extent;
    int64_t k = (int64_t)((x - e->min_x) / (e->max_x - e->min_x) * (double)q->columns);
    k = k < q->columns - 1 ? k : q->columns - 1;
    k -= k > 0 && x < line_x(q, k);
    return k + (k < q->columns - 1 && x >= line_x(q, k + 1));
}

static int64_t row_of(const quadrats *q, double y)
{
    const geo_box *e = &q->w->extent;
    int64_t k = (int64_t)((y - e->min_y) / (e->max_y - e->min_y) * (double)q->rows);
    k = k < q->rows - 1 ? k : q->rows - 1;
    k -= k > 0 && y < line_y(q, k);
    return k + (k < q->rows - 1 && y >= line_y(q, k + 1));
}

/* What lies left of the stretch (ax, ay)..(bx, by) of an edge, between it and the left side of each
 * quadrat of the row, counted down where the edge goes down: added over all edges of the border it
 * is the area of the window in the quadrat, for it lies to the left of those that go up. */
static void add_stretch(const quadrats *q, int64_t row, double ax, double ay, double bx, double by)
{
    double climb = by - ay, low = fmin(ax, bx), high = fmax(ax, bx);
    int64_t last = column_of(q, high);
    for (int64_t k = 0; k <= last; k++) {
        double x0 = line_x(q, k), x1 = line_x(q, k + 1);
        double mean; /* of the edge's x less x0, clamped to 0..x1 - x0 */
        if (low >= x1) {
            mean = x1 - x0;
        } else {
            double from = fmax(low, x0), to = fmin(high, x1), width = high - low;
            double crossed = width > 0.0 ? (to - from) / width : 1.0;
            double beyond = width > 0.0 ? fmax(high - x1, 0.0) / width : 0.0;
            mean = crossed * (0.5 * (from + to) - x0) + beyond * (x1 - x0);
        }
        q->area[row * q->columns + k] += climb * mean;
    }
}

static void add_edge(const quadrats *q, const geoi_side *s)
{
    double low = fmin(s->ay, s->by), high = fmax(s->ay, s->by);
    int64_t last = row_of(q, high);
    double slope = (s->bx - s->ax) / (s->by - s->ay);
    for (int64_t row = row_of(q, low); low < high && row <= last; row++) {
        double y0 = fmin(fmax(s->ay, line_y(q, row)), line_y(q, row + 1));
        double y1 = fmin(fmax(s->by, line_y(q, row)), line_y(q, row + 1));
        double x0 = s->ax + (y0 - s->ay) * slope, x1 = s->ax + (y1 - s->ay) * slope;
        add_stretch(q, row, x0, y0, x1, y1);
    }
}

static void find_areas(const quadrats *q)
{
    double whole = (q->w->extent.max_x - q->w->extent.min_x) / (double)q->columns *
                   ((q->w->extent.max_y - q->w->extent.min_y) / (double)q->rows);
    for (int64_t i = 0; i < q->w->n && !q->w->box; i++) {
        add_edge(q, &q->w->side[i]);
    }
    for (int64_t i = 0; i < q->columns * q->rows; i++) {
        q->area[i] = q->w->box ? whole : q->area[i] > 1e-9 * whole ? q->area[i] : 0.0;
    }
}

/* ---- The test ------------------------------------------------------------------------- */

static void conclude(const quadrats *q, const int64_t *seen, geo_quadrats *t)
{
    geoi_sum chi2 = {0};
    double n = (double)t->used, density = n / q->w->area;
    t->expected = density * (q->w->extent.max_x - q->w->extent.min_x) / (double)q->columns *
                  ((q->w->extent.max_y - q->w->extent.min_y) / (double)q->rows);
    for (int64_t i = 0; i < q->columns * q->rows; i++) {
        if (q->area[i] > 0.0) {
            double expected = density * q->area[i], over = (double)seen[i] - expected;
            geoi_sum_add(&chi2, over * over / expected);
            t->count++;
        }
    }
    if (t->used > 0 && t->count > 1) {
        t->chi2 = geoi_sum_value(&chi2);
        t->df = (double)(t->count - 1);
        t->ratio = t->chi2 / t->df;
        chi2_tails(t->chi2, t->df, &t->p_apart, &t->p_gathered);
        t->p = fmin(2.0 * fmin(t->p_apart, t->p_gathered), 1.0);
    }
}

geo_status geo_quadrat_test(geo_ctx *ctx, const geo_window *window, const geo_shapes *points,
                            int64_t columns, int64_t rows, int64_t *seen, double *area,
                            geo_quadrats *out)
{
    geo_status status = GEO_OK;
    geoi_spots spots = {0};
    geoi_left_out left_out;
    const double no = (double)NAN;
    geo_quadrats t = {0, no, no, no, no, no, no, no, 0, 0, 0};
    quadrats q = {window, columns, rows, NULL};
    int64_t *count = NULL;
    *out = (geo_quadrats){0};
    if (columns < 1 || columns > MOST_A_SIDE || rows < 1 || rows > MOST_A_SIDE ||
        columns * rows == 1) {
        return geoi_fail(ctx, GEO_INVALID,
                         "%lld by %lld quadrats cannot be compared: 1 to %d a side, and 2 at least",
                         (long long)columns, (long long)rows, MOST_A_SIDE);
    }
    GEO_TRY(geoi_spots_create(ctx, window, points, NULL, &spots, &left_out));
    GEO_TRY(geoi_array(ctx, columns * rows, sizeof *count, &count));
    GEO_TRY(geoi_array(ctx, columns * rows, sizeof *q.area, &q.area));
    find_areas(&q);
    for (int64_t i = 0; i < spots.n; i++) {
        count[row_of(&q, spots.y[i]) * columns + column_of(&q, spots.x[i])]++;
    }
    t.used = spots.n;
    t.outside = left_out.outside;
    t.unplaced = left_out.unplaced;
    conclude(&q, count, &t);
    for (int64_t i = 0; i < columns * rows; i++) {
        if (seen != NULL) {
            seen[i] = count[i];
        }
        if (area != NULL) {
            area[i] = q.area[i];
        }
    }
    *out = t;
done:
    geoi_spots_clear(&spots);
    geoi_release(count);
    geoi_release(q.area);
    return status;
}
