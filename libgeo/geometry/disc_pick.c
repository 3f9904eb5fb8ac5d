/* SPDX-License-Identifier: MIT */
/* The discs that matter to a region: those that are discs, and may reach it. */
#include "geometry/disc_internal.h"
#include "layer/box.h"
#include "space/order.h"

/* So many discs are put in order along a Hilbert curve: the neighbours of one are then near it in
 * memory: a million are done in two thirds of the time. */
enum { MANY = 4096, LEAST_CROWD = 1024 };

static geo_status check_discs(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              const double *radius)
{
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i])) {
            return geoi_fail(ctx, GEO_DATA, "disc %lld has its centre at (%g, %g)",
                             (long long)i + 1, x[i], y[i]);
        }
        if (!isfinite(radius[i]) || radius[i] < 0.0) {
            geo_status status = geoi_fail(ctx, GEO_DATA, "disc %lld has the radius %g",
                                          (long long)i + 1, radius[i]);
            geoi_hint(ctx, "a radius is metres, 0 or more");
            return status;
        }
    }
    if (n > INT32_MAX) {
        return geoi_fail(ctx, GEO_LIMIT, "%lld discs are more than can be counted", (long long)n);
    }
    return GEO_OK;
}

/* The disc's box, wider by more than rounding: what a computation finds inside the disc must
 * not be missed by the search. */
static geo_box box_of_disc(double x, double y, double r)
{
    double reach = r + 1e-9 * (r + fabs(x) + fabs(y));
    return (geo_box){x - reach, y - reach, x + reach, y + reach};
}

void geoi_discs_clear(geoi_discs *discs)
{
    geoi_nearby_clear(&discs->near);
    geoi_grid_destroy(discs->crowd);
    geoi_release(discs->x);
    geoi_release(discs->y);
    geoi_release(discs->r);
}

/* The discs that matter, in the caller's order. */
static geo_status take_discs(geo_ctx *ctx, const geoi_disc_region *region, int64_t n,
                             const double *x, const double *y, const double *radius,
                             geoi_discs *discs)
{
    geo_status status = GEO_OK;
    int64_t count = 0;
    for (int64_t i = 0; i < n; i++) {
        geo_box box = box_of_disc(x[i] - region->origin_x, y[i] - region->origin_y, radius[i]);
        count += radius[i] > 0.0 && geoi_boxes_meet(&box, &region->box);
    }
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *discs->x, &discs->x));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *discs->y, &discs->y));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *discs->r, &discs->r));
    for (int64_t i = 0; i < n; i++) {
        double dx = x[i] - region->origin_x, dy = y[i] - region->origin_y;
        geo_box box = box_of_disc(dx, dy, radius[i]);
        if (radius[i] > 0.0 && geoi_boxes_meet(&box, &region->box)) {
            int64_t k = discs->n++;
            discs->x[k] = dx, discs->y[k] = dy, discs->r[k] = radius[i];
        }
    }
done:
    return status;
}

/* *values in order; the array is another one then. */
static geo_status put_in_order(geo_ctx *ctx, int64_t n, const int64_t *order, double **values)
{
    double *ordered = NULL;
    geo_status status = geoi_array_raw(ctx, n, sizeof *ordered, &ordered);
    for (int64_t k = 0; status == GEO_OK && k < n; k++) {
        ordered[k] = (*values)[order[k]];
    }
    if (status == GEO_OK) {
        geoi_release(*values);
        *values = ordered;
    }
    return status;
}

static geo_status order_discs(geo_ctx *ctx, geoi_discs *discs)
{
    geo_status status = GEO_OK;
    int64_t *order = NULL;
    GEO_TRY(geoi_array_raw(ctx, discs->n, sizeof *order, &order));
    GEO_TRY(geoi_hilbert_order(ctx, discs->n, discs->x, discs->y, order));
    GEO_TRY(put_in_order(ctx, discs->n, order, &discs->x));
    GEO_TRY(put_in_order(ctx, discs->n, order, &discs->y));
    GEO_TRY(put_in_order(ctx, discs->n, order, &discs->r));
done:
    geoi_release(order);
    return status;
}

geo_status geoi_discs_pick(geo_ctx *ctx, const geoi_disc_region *region, int64_t n, const double *x,
                           const double *y, const double *radius, geoi_discs *discs)
{
    geo_status status = GEO_OK;
    GEO_TRY(check_discs(ctx, n, x, y, radius));
    GEO_TRY(take_discs(ctx, region, n, x, y, radius, discs));
    if (discs->n >= MANY) {
        GEO_TRY(order_discs(ctx, discs));
    }
    GEO_TRY(geoi_nearby_init(ctx, &discs->near, discs->n));
    for (int64_t k = 0; k < discs->n; k++) {
        discs->near.boxes[k] = box_of_disc(discs->x[k], discs->y[k], discs->r[k]);
    }
    GEO_TRY(geoi_nearby_build(ctx, &discs->near));
done:
    return status;
}

double geoi_discs_area(const geoi_discs *discs)
{
    double squares = 0.0;
    for (int64_t i = 0; i < discs->n; i++) {
        squares += discs->r[i] * discs->r[i];
    }
    return 3.14159265358979323846 * squares;
}

geo_status geoi_discs_crowd(geo_ctx *ctx, int64_t limit, geoi_discs *discs)
{
    int64_t n = discs->n;
    double area = geoi_discs_area(discs), reach = sqrt(area / (double)n);
    if (n < LEAST_CROWD || !(area > 0.0)) {
        return GEO_OK;
    }
    geo_box box = geoi_extent(n, discs->x, discs->y);
    double ground = (box.max_x - box.min_x + reach) * (box.max_y - box.min_y + reach);
    /* few to a cell, and cells no wider than discs, however unevenly these are spread */
    double side = fmin(sqrt(4.0 * ground / (double)n), reach);
    /* centres in nine cells that are thick, by experience */
    discs->crowd_least = (double)(2 * limit + 6) * 9.0 * side * side * (double)n / area;
    return geoi_grid_create(ctx, n, discs->x, discs->y, NULL, side, &discs->crowd);
}
