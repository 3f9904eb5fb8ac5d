/* SPDX-License-Identifier: MIT */
/* The points of a pattern that are inside of its window. */
#include "metrics/pattern_internal.h"
#include "space/point_columns.h"

static geo_status weigh(geo_ctx *ctx, int64_t row, double intensity, double *weight)
{
    *weight = 1.0 / intensity;
    if (intensity > 0.0 && isfinite(intensity) && isfinite(*weight)) {
        return GEO_OK;
    }
    geo_status status =
        isnan(intensity)
            ? geoi_fail(ctx, GEO_DATA, "feature %lld has no intensity", (long long)row + 1)
            : geoi_fail(ctx, GEO_DATA, "intensity of feature %lld is %g, which cannot be used",
                        (long long)row + 1, intensity);
    geoi_hint(ctx, "the expected density must be above 0 where there is a point");
    return status;
}

geo_status geoi_spots_create(geo_ctx *ctx, const geo_window *w, const geo_shapes *points,
                             const double *intensity, geoi_spots *out, geoi_left_out *left_out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points p;
    geoi_spots s = {0};
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    GEO_TRY(geoi_array_raw(ctx, p.n, sizeof *s.x, &s.x));
    GEO_TRY(geoi_array_raw(ctx, p.n, sizeof *s.y, &s.y));
    if (intensity != NULL) {
        GEO_TRY(geoi_array_raw(ctx, p.n, sizeof *s.weight, &s.weight));
    }
    *left_out = (geoi_left_out){0, geo_shapes_geometry(points)->n - p.n};
    for (int64_t i = 0; i < p.n; i++) {
        if (!geo_window_contains(w, p.x[i], p.y[i])) {
            left_out->outside++;
            continue;
        }
        if (intensity != NULL) {
            int64_t row = geoi_point_row(&p, i);
            GEO_TRY(weigh(ctx, row, intensity[row], &s.weight[s.n]));
        }
        s.x[s.n] = p.x[i];
        s.y[s.n++] = p.y[i];
    }
    *out = s;
    s = (geoi_spots){0};
done:
    geoi_spots_clear(&s);
    geoi_scratch_reset(ctx, mark);
    return status;
}

void geoi_spots_clear(geoi_spots *spots)
{
    geoi_release(spots->x);
    geoi_release(spots->y);
    geoi_release(spots->weight);
    *spots = (geoi_spots){0};
}
