/* SPDX-License-Identifier: MIT */
/* The k nearest facilities: checks, the order in which origins are asked, and the choice of
 * index. See nearest_points.c and nearest_shapes.c for how. */
#include "geo/proximity.h"

#include "metrics/nearest_internal.h"
#include "space/order.h"

enum { FILL_GRAIN = 1 << 15 };

static geo_status check_options(geo_ctx *ctx, const geo_nearest_options *o)
{
    if (o->k < 1) {
        return geoi_fail(ctx, GEO_INVALID, "k is %lld, but at least 1 neighbour must be asked for",
                         (long long)o->k);
    }
    if (!(o->max_distance_m >= 0.0)) {
        return geoi_fail(ctx, GEO_INVALID, "largest distance is %g m, but must be 0 or more",
                         o->max_distance_m);
    }
    return GEO_OK;
}

static geo_status fill_unknown(void *user, int64_t begin, int64_t end)
{
    geoi_nearest_job *job = user;
    for (int64_t i = begin * job->k; i < end * job->k; i++) {
        job->index[i] = -1;
        job->distance_m[i] = (double)NAN;
    }
    return GEO_OK;
}

geo_status geo_nearest(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                       const geo_nearest_options *options, int64_t *index, double *distance_m)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_nearest_options o = geo_nearest_options_default();
    geoi_nearest_job job = {.ctx = ctx, .index = index, .distance_m = distance_m};
    geoi_points points;
    int64_t *order;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_options(ctx, &o));
    GEO_TRY(geoi_points_of(ctx, origins, "origins", &job.origins));
    job.k = o.k;
    job.max_d2 = o.max_distance_m * o.max_distance_m;
    job.skip_self = o.skip_self != 0;
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "ordering origins"));
    GEO_TRY(geoi_parallel(ctx, geo_shapes_geometry(origins)->n, FILL_GRAIN, fill_unknown, &job));
    GEO_TRY(geoi_scratch(ctx, job.origins.n, sizeof *order, &order));
    GEO_TRY(geoi_hilbert_order(ctx, job.origins.n, job.origins.x, job.origins.y, order));
    job.order = order;
    if (geoi_points_only(facilities)) {
        GEO_TRY(geoi_points_of(ctx, facilities, "facilities", &points));
        GEO_TRY(geoi_nearest_points(&job, &points));
    } else {
        GEO_TRY(geoi_nearest_shapes(&job, geo_shapes_geometry(facilities)));
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
