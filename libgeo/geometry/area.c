/* SPDX-License-Identifier: MIT */
/* Planar areas, by the shoelace formula about each ring's first vertex. */
#include "geo/geometry.h"

#include "base/sum.h"
#include "geometry/polygons.h"
#include "layer/parts.h"

static double ring_area(const geo_geometry *g, int64_t ring)
{
    geo_span s = geo_coords(g, ring);
    geoi_sum twice = {0};
    for (int64_t i = s.begin + 1; i + 1 < s.end; i++) {
        double ax = g->x[i] - g->x[s.begin], ay = g->y[i] - g->y[s.begin];
        double bx = g->x[i + 1] - g->x[s.begin], by = g->y[i + 1] - g->y[s.begin];
        geoi_sum_add(&twice, ax * by - ay * bx);
    }
    return 0.5 * fabs(geoi_sum_value(&twice));
}

double geoi_feature_area(const geo_geometry *g, int64_t i)
{
    geo_span parts = geo_parts(g, i);
    geoi_sum sum = {0};
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        bool polygon = geoi_part_type(g, i, p) == GEO_POLYGON;
        for (int64_t r = rings.begin; polygon && r < rings.end; r++) {
            double one = ring_area(g, r);
            geoi_sum_add(&sum, r == rings.begin ? one : -one);
        }
    }
    return geoi_sum_value(&sum);
}

void geo_shapes_area(const geo_shapes *shapes, double *area)
{
    const geo_geometry *g = geo_shapes_geometry(shapes);
    for (int64_t i = 0; i < g->n; i++) {
        area[i] = geoi_feature_area(g, i);
    }
}
