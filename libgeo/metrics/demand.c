/* SPDX-License-Identifier: MIT */
/* Accounts of demand: begun, read and ended. How batches are added is in demand_add.c. */
#include "metrics/demand_internal.h"

#include "geometry/polygons.h"

/* ---- Begin and end -------------------------------------------------------------------------- */

void geo_demand_destroy(geo_demand *d)
{
    if (d != NULL) {
        geoi_release(d->distance);
        geoi_release(d->radius);
        geoi_release(d->type);
        geoi_release(d->zone);
        geoi_release(d->sum);
        geoi_release(d->reach);
        geoi_release(d->sole);
        geoi_release(d);
    }
}

static geo_status check_options(geo_ctx *ctx, const geo_demand_options *o, int64_t n)
{
    if (o->most < 1 || o->zones < 0 || o->types < 0) {
        return geoi_fail(ctx, GEO_INVALID, "%lld classes, %lld zones, %lld types",
                         (long long)o->most, (long long)o->zones, (long long)o->types);
    }
    for (int64_t i = 0; i < n && o->type != NULL; i++) {
        if (o->type[i] < -1 || o->type[i] >= o->types) {
            return geoi_fail(ctx, GEO_INVALID, "facility %lld is of type %lld of %lld",
                             (long long)i + 1, (long long)o->type[i], (long long)o->types);
        }
    }
    return GEO_OK;
}

static geo_status copy_options(geo_ctx *ctx, geo_demand *d, const double *distances_m,
                               const geo_demand_options *o)
{
    geo_status status = GEO_OK;
    d->most = o->most, d->zones = o->zones, d->types = o->types;
    d->quad_segments = o->quad_segments;
    d->inside = o->inside != 0;
    d->slots = o->types > 0 ? o->types + 2 : 1;
    d->width = SUM_BY_COUNT + o->most + 1;
    d->depths = o->most > 2 ? o->most : 2;
    if (o->radius_m != NULL) {
        GEO_TRY(geoi_copy(ctx, o->radius_m, d->n, sizeof *d->radius, &d->radius));
        GEO_TRY(geoi_array(ctx, d->m, sizeof *d->distance, &d->distance));
    } else {
        GEO_TRY(geoi_copy(ctx, distances_m, d->m, sizeof *d->distance, &d->distance));
    }
    GEO_TRY(geoi_array_raw(ctx, d->n, sizeof *d->type, &d->type));
    for (int64_t i = 0; i < d->n; i++) {
        d->type[i] = o->type != NULL ? o->type[i] : -1;
    }
    if (o->by_facility != 0) {
        GEO_TRY(geoi_array(ctx, d->m * d->n, sizeof *d->reach, &d->reach));
        GEO_TRY(geoi_array(ctx, d->m * d->n, sizeof *d->sole, &d->sole));
    }
done:
    return status;
}

/* All sums there may be, or GEO_LIMIT where their number is beyond counting. */
static geo_status make_sums(geo_ctx *ctx, geo_demand *d)
{
    geo_status status = GEO_OK;
    double sums = (double)d->m * (double)(1 + d->zones) * (double)d->slots * (double)d->width;
    if (sums > (double)INT32_MAX) {
        status = geoi_fail(ctx, GEO_LIMIT, "an account of %g sums", sums);
        geoi_hint(ctx, "ask for fewer distances, zones, types or classes");
        return status;
    }
    GEO_TRY(geoi_array(ctx, 1 + d->zones, sizeof *d->zone, &d->zone));
    GEO_TRY(geoi_array(ctx, (int64_t)sums, sizeof *d->sum, &d->sum));
done:
    return status;
}

geo_status geo_demand_create(geo_ctx *ctx, const geo_shapes *facilities, const double *distances_m,
                             int64_t m, const geo_demand_options *options, geo_demand **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_demand *d = NULL;
    geoi_facilities made = {0};
    geo_demand_options o = geo_demand_options_default();
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    geo_coverage_options c = geo_coverage_options_default();
    c.radius_m = o.radius_m;
    c.quad_segments = o.quad_segments;
    GEO_TRY(geoi_facilities_init(ctx, &made, facilities, &distances_m, m, &c)); /* checks all */
    int64_t n = geo_shapes_geometry(facilities)->n;
    GEO_TRY(check_options(ctx, &o, n));
    GEO_TRY(geoi_array(ctx, 1, sizeof *d, &d));
    d->facilities = facilities;
    d->n = n, d->m = m;
    GEO_TRY(copy_options(ctx, d, distances_m, &o));
    GEO_TRY(make_sums(ctx, d));
    *out = d;
    d = NULL;
done:
    geo_demand_destroy(d);
    geoi_facilities_clear(&made);
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- Read ----------------------------------------------------------------------------------- */

static geo_status check_entry(geo_ctx *ctx, const geo_demand *d, int64_t j, int64_t zone,
                              int64_t type)
{
    bool every = type == GEO_EVERY_TYPE && d->types > 0;
    if (j < 0 || j >= d->m || zone < -1 || zone >= d->zones ||
        (!every && (type < GEO_ANY_TYPE || type >= d->types))) {
        return geoi_fail(ctx, GEO_INVALID,
                         "distance %lld of %lld, zone %lld of %lld, type %lld of %lld",
                         (long long)j, (long long)d->m, (long long)zone, (long long)d->zones,
                         (long long)type, (long long)d->types);
    }
    return GEO_OK;
}

geo_status geo_demand_read(geo_ctx *ctx, const geo_demand *d, int64_t j, int64_t zone, int64_t type,
                           geo_demand_row *row, double *by_count)
{
    geo_demand_row found = {NAN, NAN, NAN, NAN, NAN, NAN, 0, 0};
    *row = found;
    geo_status status = check_entry(ctx, d, j, zone, type);
    if (status != GEO_OK) {
        return status;
    }
    int64_t slot = type == GEO_EVERY_TYPE ? d->slots - 1
                   : type == GEO_ANY_TYPE ? SLOT_ANY
                                          : SLOT_FIRST_TYPE + type;
    const geoi_demand_zone *all = &d->zone[1 + zone];
    const geoi_sum *sum = &d->sum[((j * (1 + d->zones) + 1 + zone) * d->slots + slot) * d->width];
    found.weight = geoi_sum_value(&all->weight);
    found.covered = geoi_sum_value(&sum[SUM_COVERED]);
    found.share = found.weight > 0.0 ? found.covered / found.weight : (double)NAN;
    found.used = all->used;
    found.unknown = all->unknown;
    if (type != GEO_EVERY_TYPE) {
        double depth = geoi_sum_value(&sum[SUM_DEPTH]);
        found.twice = geoi_sum_value(&sum[SUM_TWICE]);
        found.redundancy = found.covered > 0.0 ? found.twice / found.covered : (double)NAN;
        found.mean_depth = found.weight > 0.0 ? depth / found.weight : (double)NAN;
    }
    for (int64_t k = 0; k <= d->most && by_count != NULL; k++) {
        by_count[k] = type != GEO_EVERY_TYPE ? geoi_sum_value(&sum[SUM_BY_COUNT + k]) : (double)NAN;
    }
    *row = found;
    return GEO_OK;
}

geo_status geo_demand_facilities(geo_ctx *ctx, const geo_demand *d, int64_t j, double *reach,
                                 double *sole)
{
    if (j < 0 || j >= d->m || d->reach == NULL) {
        return geoi_fail(ctx, GEO_INVALID, "accounts of facilities at distance %lld of %lld%s",
                         (long long)j, (long long)d->m,
                         d->reach == NULL ? ", which were not asked for" : "");
    }
    for (int64_t k = 0; k < d->n; k++) {
        reach[k] = geoi_sum_value(&d->reach[j * d->n + k]);
        sole[k] = geoi_sum_value(&d->sole[j * d->n + k]);
    }
    return GEO_OK;
}
