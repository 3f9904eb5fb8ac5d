/* SPDX-License-Identifier: MIT */
/* Points that stand for features: centroids by area, by length, or of the positions, whichever is
 * the highest that the feature has any of. Sums are taken about the feature's first position, so
 * that large coordinates cost no digits. */
#include "space/shapes_internal.h"

#include "base/sum.h"
#include "layer/parts.h"

enum { DIMENSIONS = 3 };

/* Sums of one dimension: of points, lengths or (twice the) areas. */
typedef struct moments {
    geoi_sum size, x, y;
} moments;

static void add(moments *m, double size, double x, double y)
{
    geoi_sum_add(&m->size, size);
    geoi_sum_add(&m->x, size * x);
    geoi_sum_add(&m->y, size * y);
}

/* Positions at.begin .. at.end - 1 as points, as a line, and as a ring of a polygon. */
static void add_ring(const geo_geometry *g, geo_span at, int64_t origin, unsigned type, bool hole,
                     moments m[DIMENSIONS])
{
    double x0 = g->x[origin], y0 = g->y[origin], twice = 0.0, ax = 0.0, ay = 0.0;
    for (int64_t c = at.begin; c < at.end; c++) {
        double bx = g->x[c] - x0, by = g->y[c] - y0;
        add(&m[0], 1.0, bx, by);
        if (c > at.begin && type != GEO_POINT) {
            double px = g->x[c - 1] - x0, py = g->y[c - 1] - y0, cross = px * by - bx * py;
            double dx = bx - px, dy = by - py;
            add(&m[1], sqrt(dx * dx + dy * dy), 0.5 * (px + bx), 0.5 * (py + by));
            twice += cross;
            ax += cross * (px + bx);
            ay += cross * (py + by);
        }
    }
    if (type == GEO_POLYGON && twice != 0.0) {
        double sign = (twice < 0.0) == hole ? 1.0 : -1.0; /* whichever way the ring goes */
        geoi_sum_add(&m[2].size, sign * twice);
        geoi_sum_add(&m[2].x, sign * ax / 3.0);
        geoi_sum_add(&m[2].y, sign * ay / 3.0);
    }
}

static void add_feature(const geo_geometry *g, int64_t i, int64_t origin, moments m[DIMENSIONS])
{
    geo_span parts = geo_parts(g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            add_ring(g, geo_coords(g, r), origin, geoi_part_type(g, i, p), r > rings.begin, m);
        }
    }
}

geo_status geo_shapes_centroids(geo_ctx *ctx, const geo_shapes *shapes, geo_shapes **out)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_shapes_geometry(shapes);
    geoi_geometry_builder b = {0};
    *out = NULL;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        moments m[DIMENSIONS];
        memset(m, 0, sizeof m);
        if (at.begin == at.end) {
            GEO_TRY(geoi_geometry_feature(ctx, &b, GEO_NONE));
            continue;
        }
        add_feature(g, i, at.begin, m);
        int k = DIMENSIONS - 1;
        while (k > 0 && !(geoi_sum_value(&m[k].size) > 0.0)) {
            k--;
        }
        double size = geoi_sum_value(&m[k].size);
        GEO_TRY(geoi_geometry_point(ctx, &b, g->x[at.begin] + geoi_sum_value(&m[k].x) / size,
                                    g->y[at.begin] + geoi_sum_value(&m[k].y) / size, (double)NAN));
    }
    GEO_TRY(geoi_geometry_finish(ctx, &b));
    GEO_TRY(geoi_shapes_adopt(ctx, &b, out));
done:
    geoi_geometry_clear(&b);
    return status;
}
