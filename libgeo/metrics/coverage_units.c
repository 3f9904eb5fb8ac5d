/* SPDX-License-Identifier: MIT */
#include "metrics/coverage_units.h"

#include "geo/geometry.h"
#include "geometry/polygons.h"

static geo_status refuse_unit(geo_ctx *ctx, const geo_geometry *g, int64_t i)
{
    geo_status status = geoi_fail(ctx, GEO_DATA, "demand: feature %lld is a %s", (long long)i + 1,
                                  geo_geometry_type_name((geo_geometry_type)g->type[i]));
    geoi_hint(ctx, "demand is points, or polygons that people live in");
    return status;
}

static geo_status sort_unit(geo_ctx *ctx, geoi_units *u, int64_t i)
{
    geo_span s = geo_feature_coords(u->g, i);
    unsigned type = u->g->type[i];
    if (type == GEO_NONE || s.begin == s.end) {
        return GEO_OK; /* unknown */
    }
    bool polygon = type == GEO_POLYGON || type == GEO_MULTIPOLYGON;
    bool point = type == GEO_POINT || (type == GEO_MULTIPOINT && s.end - s.begin == 1);
    if (!polygon && !point) {
        return refuse_unit(ctx, u->g, i);
    }
    if (polygon && u->total[i] > 0.0) {
        u->polygon[u->polygon_count++] = i;
    } else {
        u->x[u->point_count] = u->g->x[s.begin];
        u->y[u->point_count] = u->g->y[s.begin];
        u->point[u->point_count++] = i;
    }
    return GEO_OK;
}

geo_status geoi_units_sort(geo_ctx *ctx, const geo_shapes *shapes, geoi_units *u)
{
    geo_status status = GEO_OK;
    *u = (geoi_units){.shapes = shapes, .g = geo_shapes_geometry(shapes)};
    GEO_TRY(geoi_scratch(ctx, u->g->n, sizeof *u->total, &u->total));
    GEO_TRY(geoi_scratch(ctx, u->g->n, sizeof *u->point, &u->point));
    GEO_TRY(geoi_scratch(ctx, u->g->n, sizeof *u->x, &u->x));
    GEO_TRY(geoi_scratch(ctx, u->g->n, sizeof *u->y, &u->y));
    GEO_TRY(geoi_scratch(ctx, u->g->n, sizeof *u->polygon, &u->polygon));
    geo_shapes_area(shapes, u->total);
    for (int64_t i = 0; i < u->g->n; i++) {
        GEO_TRY(sort_unit(ctx, u, i));
    }
    /* those of no area may be what they like: they count as places */
    GEO_TRY(geoi_polygons_check(ctx, u->g, u->polygon, u->polygon_count, "demand"));
done:
    return status;
}
