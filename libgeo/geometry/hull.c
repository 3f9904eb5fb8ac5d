/* SPDX-License-Identifier: MIT */
#include "geometry/hull.h"

#include "base/sum.h"
#include "geometry/orient.h"
#include "space/order.h"

/* ---- Corners ----------------------------------------------------------------------------- */

/* Let go of the chain's last corners that place i leaves on its inside, and add it. */
static int64_t extend(const double *x, const double *y, int64_t *chain, int64_t fixed, int64_t m,
                      int64_t i)
{
    while (m >= fixed + 2 && geoi_orient(x[chain[m - 2]], y[chain[m - 2]], x[chain[m - 1]],
                                         y[chain[m - 1]], x[i], y[i]) <= 0) {
        m--;
    }
    chain[m] = i;
    return m + 1;
}

int64_t geoi_convex_hull(int64_t n, const double *x, const double *y, int64_t *hull)
{
    int64_t m = 0;
    for (int64_t i = 0; i < n; i++) {
        if (m == 0 || x[i] != x[hull[m - 1]] || y[i] != y[hull[m - 1]]) {
            m = extend(x, y, hull, 0, m, i);
        }
    }
    if (m < 2) {
        return m;
    }
    int64_t fixed = m - 1;
    for (int64_t i = hull[m - 1] - 1; i >= 0; i--) {
        if (x[i] != x[hull[m - 1]] || y[i] != y[hull[m - 1]]) {
            m = extend(x, y, hull, fixed, m, i);
        }
    }
    return m - 1; /* the last is the first again */
}

/* ---- Of any places ------------------------------------------------------------------------- */

/* Places by x, then y: a heap sort, for the few vertices of a polygon. */
static bool is_before(const double *x, const double *y, int64_t a, int64_t b)
{
    return x[a] < x[b] || (x[a] == x[b] && y[a] < y[b]);
}

static void sink(const double *x, const double *y, int64_t *heap, int64_t n, int64_t at)
{
    int64_t item = heap[at];
    for (int64_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && is_before(x, y, heap[child], heap[child + 1]);
        if (!is_before(x, y, item, heap[child])) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = item;
}

static void sort_places(int64_t n, const double *x, const double *y, int64_t *order)
{
    for (int64_t i = 0; i < n; i++) {
        order[i] = i;
    }
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sink(x, y, order, n, i);
    }
    for (int64_t last = n - 1; last > 0; last--) {
        int64_t most = order[0];
        order[0] = order[last];
        order[last] = most;
        sink(x, y, order, last, 0);
    }
}

geo_status geoi_hull_of_places(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                               geoi_hull *out)
{
    geo_status status = GEO_OK;
    int64_t *order = NULL, *hull = NULL;
    double *sorted = NULL;
    *out = (geoi_hull){0};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_array_raw(ctx, 2 * n, sizeof *hull, &hull));
    GEO_TRY(geoi_array_raw(ctx, 2 * n, sizeof *sorted, &sorted));
    sort_places(n, x, y, order);
    for (int64_t i = 0; i < n; i++) {
        sorted[i] = x[order[i]];
        sorted[n + i] = y[order[i]];
    }
    out->n = geoi_convex_hull(n, sorted, sorted + n, hull);
    GEO_TRY(geoi_array_raw(ctx, 2 * (out->n + 1), sizeof *out->x, &out->x));
    out->y = out->x + out->n + 1;
    for (int64_t i = 0; i < out->n; i++) {
        out->x[i] = sorted[hull[i]];
        out->y[i] = sorted[n + hull[i]];
    }
done:
    if (status != GEO_OK) {
        *out = (geoi_hull){0};
    }
    geoi_release(order);
    geoi_release(hull);
    geoi_release(sorted);
    return status;
}

/* ---- Area and perimeter ------------------------------------------------------------------- */

double geoi_hull_area(const geoi_hull *hull)
{
    geoi_sum twice = {0};
    for (int64_t i = 1; i + 1 < hull->n; i++) {
        double ax = hull->x[i] - hull->x[0], ay = hull->y[i] - hull->y[0];
        double bx = hull->x[i + 1] - hull->x[0], by = hull->y[i + 1] - hull->y[0];
        geoi_sum_add(&twice, ax * by - ay * bx);
    }
    return 0.5 * geoi_sum_value(&twice);
}

double geoi_hull_perimeter(const geoi_hull *hull)
{
    geoi_sum sum = {0};
    for (int64_t i = 0; i < hull->n && hull->n > 1; i++) {
        int64_t next = i + 1 < hull->n ? i + 1 : 0;
        double dx = hull->x[next] - hull->x[i], dy = hull->y[next] - hull->y[i];
        geoi_sum_add(&sum, sqrt(dx * dx + dy * dy));
    }
    return geoi_sum_value(&sum);
}
