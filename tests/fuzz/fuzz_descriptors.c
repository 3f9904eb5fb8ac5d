/* SPDX-License-Identifier: MIT */
/* Any bytes are points in clusters, near each other, in lines, in heaps and far away. Promises: a
 * status with a message, or means and medians inside of the points, hulls around them, and shares
 * that are shares. */
#include "fuzz_bytes.h"

#include <math.h>
#include <stdbool.h>

#include "geo/descriptors.h"

enum { POINTS = 24, CLUSTERS = 4 };

static double next_number(source *s)
{
    static const double odd[] = {(double)NAN, -1.0, 1e-300, 5e-324, 1e-9, 1e6, 1e12, 1.0 / 3.0};
    return next_of(s, odd, sizeof odd / sizeof odd[0]);
}

static bool is_between(double value, double least, double most)
{
    double slack = 1e-9 * (1.0 + fabs(least) + fabs(most));
    return isnan(value) || (value >= least - slack && value <= most + slack);
}

static void check_one(const geo_descriptor *d, const double *x, const int64_t *label, int64_t which)
{
    double least = (double)INFINITY, most = -(double)INFINITY;
    int64_t points = 0;
    for (int64_t i = 0; i < POINTS; i++) {
        if (label[i] == which) {
            least = fmin(least, x[i]);
            most = fmax(most, x[i]);
            points++;
        }
    }
    PROMISE(d->points == points && d->hull_area_m2 >= 0.0);
    PROMISE(is_between(d->mean_x, least, most) && is_between(d->weighted_x, least, most));
    PROMISE(is_between(d->median_x, least, most));
    PROMISE(!(d->ellipse_minor_m > d->ellipse_major_m * (1.0 + 1e-9)));
    PROMISE(isnan(d->ellipse_azimuth) || (d->ellipse_azimuth >= 0.0 && d->ellipse_azimuth < 180.0));
    PROMISE(d->sector >= -1 && !(d->sector_share <= 0.0) && !(d->sector_share > 1.0 + 1e-9));
    PROMISE(!(d->outline.convexity > 1.0) && !(d->outline.reock > 1.0 + 1e-9));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    source s = {bytes, size, 0};
    geo_ctx_options options = geo_ctx_options_default();
    geo_descriptor_options o = geo_descriptor_options_default();
    double x[POINTS], y[POINTS], weight[POINTS];
    int64_t label[POINTS], sector[POINTS];
    geo_ctx *ctx;
    geo_shapes *points;
    geo_descriptors *d;
    geo_compactness form[CLUSTERS];
    options.threads = 1;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    o.outline = (geo_outline)(next_byte(&s) % 4);
    o.concave_ratio = next_number(&s) / 200.0;
    o.ellipse_factor = next_number(&s);
    bool weighted = next_byte(&s) % 2 == 0;
    for (int k = 0; k < POINTS; k++) {
        x[k] = next_number(&s);
        y[k] = next_number(&s);
        weight[k] = next_number(&s);
        label[k] = next_byte(&s) % (CLUSTERS + 1) - 1;
        sector[k] = next_byte(&s) % 4 - 1;
    }
    o.sector = sector;
    o.sector_count = 3;
    if (worked(ctx, geo_shapes_create_points(ctx, POINTS, x, y, &points)) &&
        worked(ctx, geo_descriptors_create(ctx, points, weighted ? weight : NULL, label, CLUSTERS,
                                           &o, &d))) {
        for (int64_t c = 0; c < geo_descriptors_count(d); c++) {
            check_one(geo_descriptors_at(d, c), x, label, c);
        }
        PROMISE(worked(ctx, geo_compactness_measure(ctx, geo_descriptors_shapes(d), form)));
        PROMISE(!(form[0].polsby_popper > 1.0 + 1e-9));
        geo_descriptors_destroy(d);
    }
    geo_shapes_destroy(points);
    geo_ctx_destroy(ctx);
    return 0;
}
