/* SPDX-License-Identifier: MIT */
/* The k nearest facilities: checks, the order in which origins are asked, and the choice of
 * index. See nearest_points.c and nearest_shapes.c for how. */
#include "metrics/nearest_internal.h"
#include "space/order.h"

enum { FILL_GRAIN = 1 << 15 };

/* ---- Checks --------------------------------------------------------------------------- */

geo_status geoi_check_pairing(geo_ctx *ctx, const geo_nearest_options *o)
{
    if (!(o->max_distance_m >= 0.0)) {
        return geoi_fail(ctx, GEO_INVALID, "largest distance is %g m, but must be 0 or more",
                         o->max_distance_m);
    }
    if ((o->origin_type == NULL) != (o->facility_type == NULL)) {
        return geoi_fail(ctx, GEO_INVALID, "types are given of one side, but must be of both");
    }
    return GEO_OK;
}

static geo_status check_options(geo_ctx *ctx, const geo_nearest_options *o)
{
    if (o->k < 1) {
        return geoi_fail(ctx, GEO_INVALID, "k is %lld, but at least 1 neighbour must be asked for",
                         (long long)o->k);
    }
    return geoi_check_pairing(ctx, o);
}

/* ---- Nearest -------------------------------------------------------------------------- */

typedef struct blanks {
    int64_t k;
    int64_t *index;
    double *distance_m;
    geo_pair *pairs;
} blanks;

static geo_status fill_unknown(void *user, int64_t begin, int64_t end)
{
    const blanks *b = user;
    const double unknown = (double)NAN;
    for (int64_t i = begin * b->k; i < end * b->k; i++) {
        if (b->pairs != NULL) {
            b->pairs[i] = (geo_pair){i / b->k, -1, unknown, unknown, unknown, unknown, unknown};
        } else {
            b->index[i] = -1;
            b->distance_m[i] = unknown;
        }
    }
    return GEO_OK;
}

static geo_status find_points(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                              const geo_nearest_options *o, int64_t *index, double *distance_m)
{
    geo_status status = GEO_OK;
    geoi_nearest_job job = {.ctx = ctx,
                            .k = o->k,
                            .max_d2 = o->max_distance_m * o->max_distance_m,
                            .skip_self = o->skip_self != 0,
                            .index = index,
                            .distance_m = distance_m};
    geoi_points points;
    int64_t *order;
    GEO_TRY(geoi_points_of(ctx, origins, "origins", &job.origins));
    GEO_TRY(geoi_points_of(ctx, facilities, "facilities", &points));
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "ordering origins"));
    GEO_TRY(geoi_scratch(ctx, job.origins.n, sizeof *order, &order));
    GEO_TRY(geoi_hilbert_order(ctx, job.origins.n, job.origins.x, job.origins.y, order));
    job.order = order;
    GEO_TRY(geoi_nearest_points(&job, &points));
done:
    return status;
}

geo_status geo_nearest(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                       const geo_nearest_options *options, int64_t *index, double *distance_m)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_nearest_options o = geo_nearest_options_default();
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_options(ctx, &o));
    blanks b = {o.k, index, distance_m, NULL};
    GEO_TRY(geoi_parallel(ctx, geo_shapes_geometry(origins)->n, FILL_GRAIN, fill_unknown, &b));
    if (geoi_pairs_are_plain(origins, facilities, &o)) {
        GEO_TRY(find_points(ctx, origins, facilities, &o, index, distance_m));
    } else {
        GEO_TRY(geoi_nearest_shapes(ctx, origins, facilities, &o, index, distance_m, NULL));
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- With the places ------------------------------------------------------------------ */

static int64_t position_of(const geo_geometry *g, int64_t feature)
{
    return geo_feature_coords(g, feature).begin;
}

static geo_status pair_points(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                              const geo_nearest_options *o, geo_pair *pairs)
{
    geo_status status = GEO_OK;
    const geo_geometry *from = geo_shapes_geometry(origins), *to = geo_shapes_geometry(facilities);
    int64_t *index;
    double *distance_m;
    GEO_TRY(geoi_scratch(ctx, from->n * o->k, sizeof *index, &index));
    GEO_TRY(geoi_scratch(ctx, from->n * o->k, sizeof *distance_m, &distance_m));
    blanks b = {o->k, index, distance_m, NULL};
    GEO_TRY(geoi_parallel(ctx, from->n, FILL_GRAIN, fill_unknown, &b));
    GEO_TRY(find_points(ctx, origins, facilities, o, index, distance_m));
    for (int64_t i = 0; i < from->n * o->k; i++) {
        if (index[i] >= 0) {
            int64_t a = position_of(from, i / o->k), z = position_of(to, index[i]);
            pairs[i] = (geo_pair){i / o->k,   index[i], distance_m[i], from->x[a],
                                  from->y[a], to->x[z], to->y[z]};
        }
    }
done:
    return status;
}

geo_status geo_nearest_pairs(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                             const geo_nearest_options *options, geo_pair *pairs)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_nearest_options o = geo_nearest_options_default();
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_options(ctx, &o));
    blanks b = {o.k, NULL, NULL, pairs};
    GEO_TRY(geoi_parallel(ctx, geo_shapes_geometry(origins)->n, FILL_GRAIN, fill_unknown, &b));
    if (geoi_pairs_are_plain(origins, facilities, &o)) {
        GEO_TRY(pair_points(ctx, origins, facilities, &o, pairs));
    } else {
        GEO_TRY(geoi_nearest_shapes(ctx, origins, facilities, &o, NULL, NULL, pairs));
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
