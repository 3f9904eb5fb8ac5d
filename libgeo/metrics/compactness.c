/* SPDX-License-Identifier: MIT */
#include "metrics/compactness.h"

#include "geometry/hull.h"
#include "geometry/polygons.h"

enum { GRAIN = 64 };
static const double PI = 3.14159265358979323846;

static double ring_lengths(const geo_geometry *g, int64_t i)
{
    geoi_sum sum = {0};
    geo_span parts = geo_parts(g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geo_span s = geo_coords(g, r);
            for (int64_t c = s.begin; c + 1 < s.end; c++) {
                double dx = g->x[c + 1] - g->x[c], dy = g->y[c + 1] - g->y[c];
                geoi_sum_add(&sum, sqrt(dx * dx + dy * dy));
            }
        }
    }
    return geoi_sum_value(&sum);
}

static void write_ratios(geo_compactness *c)
{
    const double a = c->area_m2, p = c->perimeter_m, none = (double)NAN;
    bool any = a > 0.0;
    double disc = PI * c->circle_radius_m * c->circle_radius_m;
    c->polsby_popper = any ? 4.0 * PI * a / (p * p) : none;
    c->schwartzberg = any ? p / (2.0 * sqrt(PI * a)) : none;
    c->shape_index = any ? p / (4.0 * sqrt(a)) : none;
    c->convexity = any ? fmin(a / c->hull_area_m2, 1.0) : none; /* rounding alone makes it more */
    c->reock = any ? a / disc : none;
}

geo_compactness geoi_no_compactness(void)
{
    const double none = (double)NAN;
    return (geo_compactness){none, none, none, none, none, none, none, none,
                             none, none, none, none, none, none, none};
}

geo_status geoi_compactness_of(geo_ctx *ctx, const geo_geometry *g, int64_t i, geo_compactness *out)
{
    geo_status status = GEO_OK;
    geo_span s = geo_feature_coords(g, i);
    geoi_hull hull = {0};
    geoi_circle circle;
    *out = geoi_no_compactness();
    if (s.begin == s.end) {
        return GEO_OK;
    }
    GEO_TRY(geoi_hull_of_places(ctx, s.end - s.begin, g->x + s.begin, g->y + s.begin, &hull));
    GEO_TRY(geoi_smallest_circle(ctx, &hull, &circle));
    geoi_rectangle rectangle = geoi_smallest_rectangle(&hull);
    out->area_m2 = geoi_feature_area(g, i);
    out->perimeter_m = ring_lengths(g, i);
    out->hull_area_m2 = geoi_hull_area(&hull);
    out->hull_perimeter_m = geoi_hull_perimeter(&hull);
    out->circle_x = circle.x;
    out->circle_y = circle.y;
    out->circle_radius_m = circle.radius;
    out->rectangle_length_m = rectangle.length;
    out->rectangle_width_m = rectangle.width;
    out->rectangle_azimuth = rectangle.azimuth;
    write_ratios(out);
done:
    geoi_release(hull.x);
    return status;
}

typedef struct measuring {
    geo_ctx *ctx;
    const geo_geometry *g;
    geo_compactness *out;
} measuring;

static geo_status measure_some(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const measuring *m = job;
    for (int64_t i = begin; i < end; i++) {
        geo_geometry_type type = (geo_geometry_type)m->g->type[i];
        if (type != GEO_NONE && type != GEO_POLYGON && type != GEO_MULTIPOLYGON) {
            return geoi_fail(m->ctx, GEO_DATA, "polygons: feature %lld is a %s", (long long)i + 1,
                             geo_geometry_type_name(type));
        }
        GEO_TRY(geoi_compactness_of(m->ctx, m->g, i, &m->out[i]));
    }
done:
    return status;
}

geo_status geo_compactness_measure(geo_ctx *ctx, const geo_shapes *polygons, geo_compactness *out)
{
    measuring m = {ctx, geo_shapes_geometry(polygons), out};
    return geoi_parallel(ctx, m.g->n, GRAIN, measure_some, &m);
}
