/* SPDX-License-Identifier: MIT */
/* Share of each demand unit within reach. Points are counted, polygons measured like study
 * areas; the two meet in the output columns. */
#include "metrics/coverage_points.h"
#include "metrics/coverage_units.h"

enum { GRAIN = 16 };

typedef struct demand {
    geoi_facilities facilities;
    geoi_units units;
    const double *distance;
    int64_t m;
    double *share;
    int64_t *count; /* or NULL */
} demand;

static void set_unit(const demand *d, int64_t i, int64_t j, double share, int64_t count)
{
    d->share[i * d->m + j] = share;
    if (d->count != NULL) {
        d->count[i * d->m + j] = count;
    }
}

static geo_status cover_points(geo_ctx *ctx, const demand *d)
{
    geo_status status = GEO_OK;
    const geoi_units *u = &d->units;
    int64_t *count = NULL;
    geoi_reaching q = {.facilities = &d->facilities, .distance = d->distance, .m = d->m};
    GEO_TRY(geoi_array_raw(ctx, u->point_count * d->m, sizeof *count, &count));
    GEO_TRY(geoi_points_reached(ctx, &q, u->point_count, u->x, u->y, d->count == NULL, count));
    for (int64_t k = 0; k < u->point_count * d->m; k++) {
        set_unit(d, u->point[k / d->m], k % d->m, count[k] > 0 ? 1.0 : 0.0, count[k]);
    }
done:
    geoi_release(count);
    return status;
}

/* ---- Units with an area ------------------------------------------------------------- */

static geo_status cover_chunk(void *job, int64_t begin, int64_t end)
{
    const demand *d = job;
    geo_status status = GEO_OK;
    geoi_found found = {0};
    geo_area_coverage cover;
    const geoi_units *u = &d->units;
    for (int64_t k = begin; k < end; k++) {
        int64_t i = u->polygon[k];
        for (int64_t j = 0; j < d->m; j++) {
            GEO_TRY(geoi_facilities_find(&d->facilities, geoi_feature_box(u->g, i), d->distance[j],
                                         &found));
            GEO_TRY(
                geoi_cover_polygon(&d->facilities, u->shapes, i, &found, d->distance[j], &cover));
            set_unit(d, i, j, cover.share, cover.reaching);
        }
    }
done:
    geoi_found_clear(&found);
    return status;
}

geo_status geo_coverage_demand(geo_ctx *ctx, const geo_shapes *shapes, const geo_shapes *facilities,
                               const double *distances_m, int64_t m,
                               const geo_coverage_options *options, double *share, int64_t *count)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    demand d = {.distance = distances_m, .m = m, .share = share, .count = count};
    for (int64_t i = 0; i < geo_shapes_geometry(shapes)->n; i++) {
        for (int64_t j = 0; j < m; j++) {
            set_unit(&d, i, j, NAN, 0);
        }
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "checking demand"));
    GEO_TRY(geoi_facilities_init(ctx, &d.facilities, facilities, &d.distance, m, options));
    GEO_TRY(geoi_units_sort(ctx, shapes, &d.units));
    GEO_TRY(geoi_stage(ctx, 0.1, 0.3, "covering demand points"));
    GEO_TRY(cover_points(ctx, &d));
    GEO_TRY(geoi_stage(ctx, 0.3, 1.0, "covering demand polygons"));
    GEO_TRY(geoi_parallel(ctx, d.units.polygon_count, GRAIN, cover_chunk, &d));
done:
    geoi_facilities_clear(&d.facilities);
    geoi_scratch_reset(ctx, mark);
    return status;
}
