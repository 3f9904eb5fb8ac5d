/* SPDX-License-Identifier: MIT */
/* Points within a distance of each other. Cells are a quarter of it wide, so that little is looked
 * at in vain, and those of a row stand side by side: a row is one stretch of memory. */
#include "metrics/pattern_internal.h"

enum { CELLS_A_REACH = 4, CELLS_A_POINT = 2, FEWEST_CELLS = 64 };

static int64_t clamped(double cell, int64_t count)
{
    return !(cell > 0.0) ? 0 : cell < (double)count ? (int64_t)cell : count - 1;
}

static void choose_cells(geoi_spot_cells *c, const double *x, const double *y, double reach)
{
    double max_x = -(double)INFINITY, max_y = -(double)INFINITY;
    c->min_x = c->min_y = (double)INFINITY;
    for (int64_t i = 0; i < c->n; i++) {
        c->min_x = fmin(c->min_x, x[i]);
        c->min_y = fmin(c->min_y, y[i]);
        max_x = fmax(max_x, x[i]);
        max_y = fmax(max_y, y[i]);
    }
    double width = c->n > 0 ? max_x - c->min_x : 0.0, height = c->n > 0 ? max_y - c->min_y : 0.0;
    double most = (double)(CELLS_A_POINT * c->n + FEWEST_CELLS);
    double side = fmax(reach / CELLS_A_REACH, fmax(width, height) / most);
    side = fmax(side, sqrt(width / most) * sqrt(height));
    side = side > 0.0 ? side : 1.0;
    while ((floor(width / side) + 1.0) * (floor(height / side) + 1.0) > most) {
        side *= 1.125;
    }
    c->side = side;
    c->columns = (int64_t)floor(width / side) + 1;
    c->rows = (int64_t)floor(height / side) + 1;
}

static int64_t cell_of(const geoi_spot_cells *c, double x, double y)
{
    return clamped((y - c->min_y) / c->side, c->rows) * c->columns +
           clamped((x - c->min_x) / c->side, c->columns);
}

geo_status geoi_spot_cells_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                  double reach, geoi_spot_cells *out)
{
    geo_status status = GEO_OK;
    geoi_spot_cells c = {.n = n};
    int64_t *next = NULL;
    if (n >= INT32_MAX) {
        status =
            geoi_fail(ctx, GEO_LIMIT, "%lld points are too many for their pairs", (long long)n);
        goto done;
    }
    choose_cells(&c, x, y, reach);
    int64_t count = c.columns * c.rows;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *c.x, &c.x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *c.y, &c.y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *c.id, &c.id));
    GEO_TRY(geoi_array(ctx, count + 1, sizeof *c.begin, &c.begin));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *next, &next));
    for (int64_t i = 0; i < n; i++) {
        c.begin[cell_of(&c, x[i], y[i]) + 1]++;
    }
    for (int64_t k = 0; k < count; k++) {
        c.begin[k + 1] += c.begin[k];
        next[k] = c.begin[k];
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t slot = next[cell_of(&c, x[i], y[i])]++;
        c.x[slot] = x[i];
        c.y[slot] = y[i];
        c.id[slot] = i;
    }
    *out = c;
    c = (geoi_spot_cells){0};
done:
    geoi_release(next);
    geoi_spot_cells_clear(&c);
    return status;
}

void geoi_spot_cells_clear(geoi_spot_cells *cells)
{
    geoi_release(cells->x);
    geoi_release(cells->y);
    geoi_release(cells->id);
    geoi_release(cells->begin);
}

/* ---- Asking --------------------------------------------------------------------------- */

static void hand_over(geoi_asking *q)
{
    if (q->near.n > 0) {
        q->fn(q->user, &q->near);
        q->near.n = 0;
    }
}

static void look_along(geoi_asking *q, double x, double y, int64_t begin, int64_t end)
{
    const double *px = q->cells->x, *py = q->cells->y, r2 = q->r2;
    geoi_near *near = &q->near;
    while (begin < end) {
        int64_t n = near->n, stop = begin + (GEOI_BATCH - n);
        stop = stop < end ? stop : end;
        for (int64_t i = begin; i < stop; i++) {
            double dx = px[i] - x, dy = py[i] - y, d2 = dx * dx + dy * dy;
            near->dx[n] = dx;
            near->dy[n] = dy;
            near->d2[n] = d2;
            near->at[n] = (int32_t)i;
            n += d2 <= r2;
        }
        near->n = n;
        begin = stop;
        if (n == GEOI_BATCH) {
            hand_over(q);
        }
    }
}

void geoi_ask_near(geoi_asking *q, int64_t point, double x, double y, int64_t after, int64_t self)
{
    const geoi_spot_cells *c = q->cells;
    /* A little more than the reach: cells are found by another rounding than distances. */
    double reach = sqrt(q->r2) * (1.0 + 1e-12) + 1e-9 * c->side;
    int64_t last = clamped((y + reach - c->min_y) / c->side, c->rows);
    int64_t first = clamped((y - reach - c->min_y) / c->side, c->rows);
    q->near.point = point;
    q->near.n = 0;
    if (x - reach > c->min_x + (double)c->columns * c->side || x + reach < c->min_x) {
        return;
    }
    for (int64_t row = first; row <= last; row++) {
        double low = c->min_y + (double)row * c->side;
        double away = (low > y ? low - y : y - low - c->side) - 1e-9 * c->side;
        double left = reach * reach - (away > 0.0 ? away * away : 0.0);
        double chord = (left > 0.0 ? sqrt(left) : 0.0) + 1e-9 * c->side;
        const int64_t *of_row = c->begin + row * c->columns;
        int64_t begin = of_row[clamped((x - chord - c->min_x) / c->side, c->columns)];
        int64_t end = of_row[clamped((x + chord - c->min_x) / c->side, c->columns) + 1];
        begin = begin > after ? begin : after + 1;
        if (self >= begin && self < end) {
            look_along(q, x, y, begin, self);
            begin = self + 1;
        }
        look_along(q, x, y, begin, end);
    }
    hand_over(q);
}
