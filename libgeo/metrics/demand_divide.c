/* SPDX-License-Identifier: MIT */
/* Demand divided among zones by where it is. Sums over all are those of whole units, so that zones
 * change nothing in them; a unit in several zones is then cut, and its pieces measured for those.
 */
#include "metrics/demand_internal.h"

#include "metrics/zones_internal.h"
#include "space/shapes_internal.h"

/* What goes to one zone whole, and the pieces of the rest. */
typedef struct division {
    int64_t *zone; /* [units] of those that are whole, -1 = outside or cut */
    geo_zone_parts *parts;
    geoi_geometry_builder drawn;
    geo_shapes *pieces;
    int64_t *piece_zone; /* [pieces] */
    double *piece_weight;
} division;

static void clear(division *d)
{
    geo_zone_parts_destroy(d->parts);
    geoi_geometry_clear(&d->drawn);
    geo_shapes_destroy(d->pieces);
    geoi_release(d->zone);
    geoi_release(d->piece_zone);
    geoi_release(d->piece_weight);
}

static void weigh_parts(division *d, const double *weight)
{
    const geo_zone_part *part = geo_zone_parts_all(d->parts);
    int64_t n = geo_zone_parts_count(d->parts), piece = 0;
    for (int64_t k = 0; k < n; k++) {
        double w = weight != NULL ? weight[part[k].unit] : 1.0;
        if (geoi_is_piece(part, n, k)) {
            d->piece_zone[piece] = part[k].zone;
            d->piece_weight[piece++] = w * part[k].share;
        } else if (part[k].zone >= 0) {
            d->zone[part[k].unit] = part[k].zone;
        }
    }
}

/* Lines and groups of points have parts as well, without pieces; they are refused later, as units
 * of the account. */
static geo_status divide(geo_ctx *ctx, const geo_zones *zones, const geo_shapes *units,
                         const double *weight, division *d)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_shapes_geometry(units);
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "dividing demand among zones"));
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *d->zone, &d->zone));
    for (int64_t i = 0; i < g->n; i++) {
        d->zone[i] = -1;
    }
    GEO_TRY(geoi_zones_cut(ctx, zones, units, &d->parts, &d->drawn));
    int64_t most = geo_zone_parts_count(d->parts);
    GEO_TRY(geoi_array_raw(ctx, most, sizeof *d->piece_zone, &d->piece_zone));
    GEO_TRY(geoi_array_raw(ctx, most, sizeof *d->piece_weight, &d->piece_weight));
    weigh_parts(d, weight);
    GEO_TRY(geoi_shapes_adopt(ctx, &d->drawn, &d->pieces));
done:
    return status;
}

geo_status geo_demand_add_divided(geo_ctx *ctx, geo_demand *account, const geo_shapes *units,
                                  const double *weight, const geo_zones *zones, double *share,
                                  int64_t *count)
{
    geo_status status = GEO_OK;
    division d = {0};
    if (geo_zones_count(zones) != account->zones) {
        return geoi_fail(ctx, GEO_INVALID, "%lld zones, where the account has %lld",
                         (long long)geo_zones_count(zones), (long long)account->zones);
    }
    GEO_TRY(divide(ctx, zones, units, weight, &d));
    geoi_batch whole = {.ctx = ctx, .account = account, .weight = weight, .zone = d.zone};
    whole.share = share, whole.count = count;
    GEO_TRY(geoi_demand_add_batch(&whole, units));
    if (geo_shapes_geometry(d.pieces)->n > 0) {
        geoi_batch pieces = {.ctx = ctx, .account = account, .zones_only = !account->inside};
        pieces.weight = d.piece_weight, pieces.zone = d.piece_zone;
        GEO_TRY(geoi_demand_add_batch(&pieces, d.pieces));
    }
done:
    clear(&d);
    return status;
}
