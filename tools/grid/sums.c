/* SPDX-License-Identifier: MIT */
/* Features, added up by zone. */
#include "sums.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const double MORE_THAN_ALL = 100.01; /* %; less is that of shared edges */

typedef struct unit_side {
    cli_layer *layer;
    const geo_shapes *shapes;
    geo_geometry_type kind; /* GEO_POINT, GEO_LINESTRING or GEO_POLYGON: that of the first */
    int64_t n;              /* parts */
    int64_t *unit, *zone;
    double *share, *amount;
    int64_t alone; /* units of which all is outside */
} unit_side;

static geo_geometry_type basic(unsigned type)
{
    return (geo_geometry_type)(type >= GEO_MULTIPOINT ? type - GEO_MULTIPOINT + GEO_POINT : type);
}

static geo_status read_units(cli_call *call, const arguments *a, unit_side *u)
{
    geo_status status = GEO_OK;
    CLI_TRY(cli_read(call, a->count, &u->layer));
    CLI_TRY(cli_project(call, u->layer, &u->shapes));
    const geo_geometry *g = geo_shapes_geometry(u->shapes);
    for (int64_t i = 0; i < g->n && u->kind == GEO_NONE; i++) {
        u->kind = basic(g->type[i]);
    }
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] != GEO_NONE && basic(g->type[i]) != u->kind) {
            return cli_fail(call, GEO_DATA, "keep one kind, and count each in a run of its own",
                            "%s: feature %" PRId64 " is a %s, others are of another kind",
                            u->layer->source, i + 1,
                            geo_geometry_type_name((geo_geometry_type)g->type[i]));
        }
    }
    int64_t without = cli_without_geometry(u->layer);
    cli_skip(call, without, "%s: %s without geometry: counted nowhere", u->layer->source,
             cli_count(call, without, "feature"));
done:
    return status;
}

static geo_status divide(cli_call *call, const zone_side *z, unit_side *u)
{
    geo_zone_parts *parts;
    geo_status status = geo_zones_divide(cli_ctx(call), z->zones, u->shapes, &parts);
    if (status != GEO_OK) {
        return status;
    }
    const geo_zone_part *part = geo_zone_parts_all(parts);
    u->n = geo_zone_parts_count(parts);
    u->unit = cli_array(call, u->n, sizeof *u->unit);
    u->zone = cli_array(call, u->n, sizeof *u->zone);
    u->share = cli_array(call, u->n, sizeof *u->share);
    u->amount = cli_array(call, u->n, sizeof *u->amount);
    for (int64_t i = 0; i < u->n; i++) {
        bool last = i + 1 == u->n || part[i + 1].unit != part[i].unit;
        u->unit[i] = part[i].unit;
        u->zone[i] = part[i].zone;
        u->share[i] = part[i].share;
        u->amount[i] = part[i].amount;
        u->alone += part[i].zone < 0 && last; /* outside comes first, so it is all */
    }
    geo_zone_parts_destroy(parts);
    return status;
}

/* A column of the units, by part; NULL for a NULL field. */
static geo_status by_part(cli_call *call, const unit_side *u, const char *field, bool weighs,
                          double **out)
{
    double *of_units = NULL;
    geo_status status = (weighs ? cli_amounts : cli_numbers)(call, u->layer, field, &of_units);
    *out = NULL;
    if (status == GEO_OK && of_units != NULL) {
        *out = cli_array(call, u->n, sizeof **out);
        for (int64_t i = 0; i < u->n; i++) {
            (*out)[i] = of_units[u->unit[i]];
        }
    }
    return status;
}

static void tell_unknown(cli_call *call, const unit_side *u, const char *field,
                         const double *values)
{
    int64_t unknown = 0;
    for (int64_t i = 0; i < u->n; i++) {
        unknown += isnan(values[i]) && (i == 0 || u->unit[i] != u->unit[i - 1]);
    }
    cli_skip(call, unknown, "%s: %s without %s: not in its sums and means", u->layer->source,
             cli_count(call, unknown, "feature"), field);
}

/* Where no value is known there is no sum. */
static const char *sum_text(double sum, char out[static 32])
{
    if (isnan(sum)) {
        return "nothing known";
    }
    (void)snprintf(out, 32, "%.10g", sum);
    return out;
}

static geo_status add_sum(cli_call *call, const arguments *a, zone_side *z, const unit_side *u)
{
    geo_status status = GEO_OK;
    geo_zone_totals *totals = NULL;
    double *values;
    CLI_TRY(by_part(call, u, a->sum, false, &values));
    tell_unknown(call, u, a->sum, values);
    CLI_TRY(geo_zone_totals_create(cli_ctx(call), z->n, &totals));
    CLI_TRY(geo_zone_totals_add(cli_ctx(call), totals, u->n, u->zone, u->share, u->amount, values,
                                NULL));
    CLI_TRY(grid_add_reals(call, z, Z_SUM, totals, grid_sum_of, false));
    CLI_TRY(grid_add_reals(call, z, Z_SDENS, totals, grid_density_of, false));
    double inside = grid_total(z, totals), outside = geo_zone_totals_at(totals, -1).sum;
    cli_result(call, "sum_inside", inside);
    cli_result(call, "sum_outside", outside);
    char text[2][32];
    cli_note(call, "%s: %s in the zones, %s outside", a->sum, sum_text(inside, text[0]),
             sum_text(outside, text[1]));
done:
    geo_zone_totals_destroy(totals);
    return status;
}

static geo_status add_mean(cli_call *call, const arguments *a, zone_side *z, const unit_side *u)
{
    geo_status status = GEO_OK;
    geo_zone_totals *totals = NULL;
    double *values, *weights;
    CLI_TRY(by_part(call, u, a->mean, false, &values));
    CLI_TRY(by_part(call, u, a->weight, true, &weights));
    tell_unknown(call, u, a->mean, values);
    CLI_TRY(geo_zone_totals_create(cli_ctx(call), z->n, &totals));
    CLI_TRY(geo_zone_totals_add(cli_ctx(call), totals, u->n, u->zone, u->share, u->amount, values,
                                weights));
    CLI_TRY(grid_add_reals(call, z, Z_MEAN, totals, grid_mean_of, false));
    CLI_TRY(grid_add_reals(call, z, Z_MIN, totals, grid_min_of, false));
    CLI_TRY(grid_add_reals(call, z, Z_MAX, totals, grid_max_of, false));
done:
    geo_zone_totals_destroy(totals);
    return status;
}

/* A share of the zone is the same in the frame and on the Earth; areas are a little less so. */
static geo_status add_areas(cli_call *call, zone_side *z, const unit_side *u,
                            const geo_zone_totals *totals)
{
    geo_status status = GEO_OK;
    int64_t full = 0;
    double *percent = cli_array(call, z->n, sizeof *percent);
    double *km2 = cli_array(call, z->n, sizeof *km2);
    for (int64_t i = 0; i < z->n; i++) {
        double share = geo_zone_totals_at(totals, i).amount / z->frame_m2[i];
        percent[i] = z->frame_m2[i] > 0.0 ? 100.0 * share : (double)NAN;
        km2[i] = z->frame_m2[i] > 0.0 ? share * z->km2[i] : 0.0;
        full += percent[i] > MORE_THAN_ALL;
    }
    if (full > 0) {
        cli_note(call,
                 "%s: its polygons overlap: land in several counts several times, and z_pct is "
                 "above 100 in %s",
                 u->layer->source, cli_count(call, full, "zone"));
    }
    CLI_TRY(cli_add_reals(call, z->layer, &grid_columns[Z_AREA], NULL, km2));
    CLI_TRY(cli_add_reals(call, z->layer, &grid_columns[Z_PCT], NULL, percent));
done:
    return status;
}

static geo_status add_amounts(cli_call *call, zone_side *z, const unit_side *u)
{
    geo_status status = GEO_OK;
    geo_zone_totals *totals = NULL;
    CLI_TRY(geo_zone_totals_create(cli_ctx(call), z->n, &totals));
    CLI_TRY(
        geo_zone_totals_add(cli_ctx(call), totals, u->n, u->zone, u->share, u->amount, NULL, NULL));
    CLI_TRY(grid_add_counts(call, z, Z_N, totals));
    CLI_TRY(grid_add_reals(call, z, Z_DENS, totals, grid_count_density_of, false));
    if (u->kind == GEO_LINESTRING) {
        CLI_TRY(grid_add_reals(call, z, Z_LEN, totals, grid_km_of, false));
    }
    if (u->kind == GEO_POLYGON) {
        CLI_TRY(add_areas(call, z, u, totals));
    }
done:
    geo_zone_totals_destroy(totals);
    return status;
}

geo_status grid_sum_units(cli_call *call, const arguments *a, zone_side *z)
{
    geo_status status = GEO_OK;
    unit_side u = {0};
    CLI_TRY(read_units(call, a, &u));
    CLI_TRY(divide(call, z, &u));
    cli_result(call, "features", (double)geo_layer_count(u.layer->layer));
    cli_result(call, "features_outside", (double)u.alone);
    if (u.alone > 0) {
        cli_note(call, "%s: in no zone: %" PRId64 " of %s", u.layer->source, u.alone,
                 cli_count(call, geo_layer_count(u.layer->layer), "feature"));
    }
    CLI_TRY(add_amounts(call, z, &u));
    if (a->sum != NULL) {
        CLI_TRY(add_sum(call, a, z, &u));
        z->style = grid_columns[Z_SDENS].name;
    }
    if (a->mean != NULL) {
        CLI_TRY(add_mean(call, a, z, &u));
        z->style = a->sum != NULL ? z->style : grid_columns[Z_MEAN].name;
    }
done:
    return status;
}
