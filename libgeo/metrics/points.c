/* SPDX-License-Identifier: MIT */
#include "metrics/points.h"

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

static geo_status refuse_weight(geo_ctx *ctx, int64_t row, double weight)
{
    geo_status status =
        isnan(weight)
            ? geoi_fail(ctx, GEO_DATA, "feature %lld has no weight", (long long)row + 1)
            : geoi_fail(ctx, GEO_DATA, "weight of feature %lld is %g, which cannot be used",
                        (long long)row + 1, weight);
    geoi_hint(ctx, isnan(weight)   ? "give every feature a weight, or leave those without out"
                   : isinf(weight) ? "weights must be finite"
                                   : "weights must not be negative");
    return status;
}

geo_status geoi_check_weight(geo_ctx *ctx, int64_t row, double weight)
{
    return weight < 0.0 || isinf(weight) ? refuse_weight(ctx, row, weight) : GEO_OK;
}

geo_status geoi_check_weight_total(geo_ctx *ctx, double total)
{
    if (total <= GEOI_WEIGHT_TOTAL_MAX) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "the weights add up to more than %g", GEOI_WEIGHT_TOTAL_MAX);
    geoi_hint(ctx, "look for wrong values, or give the weights in a larger unit");
    return status;
}

geo_status geoi_point_weights(geo_ctx *ctx, const geoi_points *points, int64_t feature_count,
                              const double *weight, bool may_be_negative, const double **out)
{
    geo_status status = GEO_OK;
    double *own, total = 0.0;
    *out = NULL;
    for (int64_t i = 0; i < feature_count && weight != NULL; i++) {
        if (!isfinite(weight[i]) || (weight[i] < 0.0 && !may_be_negative)) {
            return refuse_weight(ctx, i, weight[i]);
        }
        total += fabs(weight[i]);
    }
    GEO_TRY(geoi_check_weight_total(ctx, total));
    if (weight != NULL && points->row == NULL) {
        *out = weight;
        return GEO_OK;
    }
    GEO_TRY(geoi_scratch(ctx, points->n, sizeof *own, &own));
    for (int64_t i = 0; i < points->n; i++) {
        own[i] = weight != NULL ? weight[geoi_point_row(points, i)] : 1.0;
    }
    *out = own;
done:
    return status;
}
