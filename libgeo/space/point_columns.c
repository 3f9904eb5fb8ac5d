/* SPDX-License-Identifier: MIT */
#include "space/point_columns.h"

/* Position of feature i; -1 = it has none, -2 = it is no point. */
static int64_t position_of(const geo_geometry *g, int64_t i)
{
    if (g->type[i] == GEO_NONE) {
        return -1;
    }
    if (g->type[i] != GEO_POINT && g->type[i] != GEO_MULTIPOINT) {
        return -2;
    }
    geo_span at = geo_feature_coords(g, i);
    return at.end == at.begin ? -1 : at.end == at.begin + 1 ? at.begin : -2;
}

bool geoi_points_only(const geo_shapes *shapes)
{
    const geo_geometry *g = geo_shapes_geometry(shapes);
    for (int64_t i = 0; i < g->n; i++) {
        if (position_of(g, i) == -2) {
            return false;
        }
    }
    return true;
}

static geo_status refuse(geo_ctx *ctx, const geo_geometry *g, int64_t i, const char *what)
{
    bool multi = g->type[i] == GEO_MULTIPOINT;
    geo_status status = geoi_fail(
        ctx, GEO_DATA, "%s: feature %lld is a %s%s, not a point", what, (long long)i + 1,
        geo_geometry_type_name((geo_geometry_type)g->type[i]), multi ? " of several members" : "");
    geoi_hint(ctx, "use points, such as the centres of the features");
    return status;
}

static geo_status compact(geo_ctx *ctx, const geo_geometry *g, const char *what, geoi_points *out)
{
    geo_status status = GEO_OK;
    double *x, *y;
    int64_t *row, n = 0;
    GEO_TRY(geoi_scratch(ctx, g->n, sizeof *x, &x));
    GEO_TRY(geoi_scratch(ctx, g->n, sizeof *y, &y));
    GEO_TRY(geoi_scratch(ctx, g->n, sizeof *row, &row));
    for (int64_t i = 0; i < g->n; i++) {
        int64_t at = position_of(g, i);
        if (at == -2) {
            return refuse(ctx, g, i, what);
        }
        if (at >= 0) {
            x[n] = g->x[at];
            y[n] = g->y[at];
            row[n++] = i;
        }
    }
    *out = (geoi_points){n, x, y, row};
done:
    return status;
}

geo_status geoi_points_of(geo_ctx *ctx, const geo_shapes *shapes, const char *what,
                          geoi_points *out)
{
    const geo_geometry *g = geo_shapes_geometry(shapes);
    *out = (geoi_points){0};
    bool whole = g->coord_count == g->n;
    for (int64_t i = 0; i < g->n && whole; i++) {
        whole = position_of(g, i) == i;
    }
    if (whole) {
        *out = (geoi_points){g->n, g->x, g->y, NULL};
        return GEO_OK;
    }
    return compact(ctx, g, what, out);
}
