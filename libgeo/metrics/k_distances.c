/* SPDX-License-Identifier: MIT */
/* Distances to the k-th nearest point, and where their curve bends. */
#include "metrics/hdbscan_internal.h"

#include "space/order.h"

static geo_status check(geo_ctx *ctx, int64_t n, int64_t k)
{
    if (k < 1) {
        return geoi_fail(ctx, GEO_INVALID, "k is %lld, but must be at least 1", (long long)k);
    }
    if (n > 0 && k > n) {
        return geoi_fail(ctx, GEO_DATA, "%lld %s no nearest number %lld", (long long)n,
                         geoi_plural(n, "point has", "points have"), (long long)k);
    }
    return GEO_OK;
}

static geo_status measure(geo_ctx *ctx, const geoi_points *p, int64_t k, double *distance_m)
{
    geo_status status = GEO_OK;
    geoi_cores cores = {0};
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "measuring distances"));
    GEO_TRY(geoi_cores_find(ctx, p, k, &cores));
    for (int64_t i = 0; i < p->n; i++) {
        distance_m[geoi_point_row(p, i)] = sqrt(cores.core2[cores.places.of[i]]);
    }
done:
    geoi_cores_clear(&cores);
    return status;
}

geo_status geo_k_distances(geo_ctx *ctx, const geo_shapes *points, int64_t k, double *distance_m)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points p;
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    GEO_TRY(check(ctx, p.n, k));
    for (int64_t i = 0; i < geo_shapes_geometry(points)->n; i++) {
        distance_m[i] = (double)NAN;
    }
    if (p.n > 0) {
        GEO_TRY(measure(ctx, &p, k, distance_m));
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- The knee -------------------------------------------------------------------------------- */

geo_status geo_knee(geo_ctx *ctx, int64_t n, const double *values, int64_t *rank, double *knee)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *order = NULL, *row = NULL, known = 0;
    double most = 0.0;
    *rank = -1;
    *knee = (double)NAN;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *row, &row));
    for (int64_t i = 0; i < n; i++) {
        if (isfinite(values[i])) {
            row[known] = i;
            key[known++] = geoi_double_key(values[i] + 0.0);
        }
    }
    GEO_TRY(geoi_sort_keys(ctx, known, 64, key, order));
    double low = known > 0 ? values[row[order[0]]] : 0.0;
    double span = known > 0 ? values[row[order[known - 1]]] - low : 0.0;
    for (int64_t i = 1; i < known && span > 0.0;
         i++) { /* how far the curve hangs below its chord */
        double value = values[row[order[i]]];
        double below = (double)i / (double)(known - 1) - (value - low) / span;
        if (below > most) {
            most = below;
            *rank = i;
            *knee = value;
        }
    }
done:
    geoi_release(key);
    geoi_release(order);
    geoi_release(row);
    return status;
}
