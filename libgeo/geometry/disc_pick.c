/* SPDX-License-Identifier: MIT */
/* The discs that matter to a region: those that are discs, and may reach it. */
#include "geometry/disc_internal.h"

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

geo_status geoi_discs_pick(geo_ctx *ctx, const geoi_disc_region *region, int64_t n, const double *x,
                           const double *y, const double *radius, geoi_discs *discs)
{
    geo_status status = GEO_OK;
    int64_t count = 0;
    GEO_TRY(check_discs(ctx, n, x, y, radius));
    for (int64_t i = 0; i < n; i++) {
        geo_box box = box_of_disc(x[i] - region->origin_x, y[i] - region->origin_y, radius[i]);
        count += radius[i] > 0.0 && geoi_boxes_meet(&box, &region->box);
    }
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *discs->x, &discs->x));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *discs->y, &discs->y));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *discs->r, &discs->r));
    GEO_TRY(geoi_nearby_init(ctx, &discs->near, count));
    for (int64_t i = 0; i < n; i++) {
        double dx = x[i] - region->origin_x, dy = y[i] - region->origin_y;
        geo_box box = box_of_disc(dx, dy, radius[i]);
        if (radius[i] > 0.0 && geoi_boxes_meet(&box, &region->box)) {
            int64_t k = discs->n++;
            discs->x[k] = dx, discs->y[k] = dy, discs->r[k] = radius[i];
            discs->near.boxes[k] = box;
        }
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

geo_status geoi_discs_crowd(geo_ctx *ctx, const geoi_disc_region *region, int64_t limit,
                            geoi_discs *discs)
{
    double width = region->box.max_x - region->box.min_x;
    double height = region->box.max_y - region->box.min_y;
    double thick = (double)(2 * limit + 6); /* discs over a place, by experience */
    if (discs->n < 1024 || geoi_discs_area(discs) < thick * width * height) {
        return GEO_OK;
    }
    double side = sqrt(4.0 * width * height / (double)discs->n);
    return geoi_grid_create(ctx, discs->n, discs->x, discs->y, NULL, side, &discs->crowd);
}
