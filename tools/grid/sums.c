/* SPDX-License-Identifier: MIT */
/* Features and cells of rasters, added up by zone. */
#include "sums.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum {
    Z_N,
    Z_DENS,
    Z_LEN,
    Z_AREA,
    Z_PCT,
    Z_SUM,
    Z_SDENS,
    Z_MEAN,
    Z_MIN,
    Z_MAX,
    R_N,
    R_SUM,
    R_DENS,
    R_MEAN,
    R_MIN,
    R_MAX,
};

const cli_column grid_columns[] = {
    {"z_n", GEO_INT, NULL, "features in it", "要素数",
     "with --count: features of which some is in the zone"},
    {"z_dens", GEO_REAL, "1/km2", "features per km2", "要素密度",
     "the same per km2 of the zone; null for a zone of no area"},
    {"z_len", GEO_REAL, "km", "length in it", "长度", "of lines: their length in the zone"},
    {"z_area", GEO_REAL, "km2", "area in it", "面积", "of polygons: their area in the zone"},
    {"z_pct", GEO_REAL, "%", "share of the zone", "面积占比",
     "of polygons: that area as a share of the zone's"},
    {"z_sum", GEO_REAL, NULL, "sum", "合计",
     "of --sum, of each feature as much as lies in the zone; null when it is known of none there"},
    {"z_sdens", GEO_REAL, "1/km2", "sum per km2", "合计密度", "the same per km2"},
    {"z_mean", GEO_REAL, NULL, "mean", "平均值",
     "of --mean, by number, length or area in the zone, times --weight; null without any"},
    {"z_min", GEO_REAL, NULL, "least", "最小值", "of --mean"},
    {"z_max", GEO_REAL, NULL, "greatest", "最大值", "of --mean"},
    {"r_n", GEO_INT, NULL, "cells in it", "栅格数",
     "with --raster: cells with data whose centre is in the zone"},
    {"r_sum", GEO_REAL, NULL, "sum of cells", "栅格合计",
     "of their values; null, as all that follow, when there are none"},
    {"r_dens", GEO_REAL, "1/km2", "sum of cells per km2", "栅格密度",
     "the same per km2 of the zone"},
    {"r_mean", GEO_REAL, NULL, "mean of cells", "栅格平均值", "of their values, each cell once"},
    {"r_min", GEO_REAL, NULL, "least cell", "栅格最小值", "of their values"},
    {"r_max", GEO_REAL, NULL, "greatest cell", "栅格最大值", "of their values"},
    {0},
};

/* ---- Columns ----------------------------------------------------------------------------- */

typedef double (*pick)(const geo_zone_total *t, double km2);

static double sum_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->sum;
}

static double density_of(const geo_zone_total *t, double km2)
{
    return km2 > 0.0 ? t->sum / km2 : (double)NAN;
}

static double count_density_of(const geo_zone_total *t, double km2)
{
    return km2 > 0.0 ? (double)t->count / km2 : (double)NAN;
}

static double km_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->amount / 1e3;
}

static double mean_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->mean;
}

static double min_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->min;
}

static double max_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->max;
}

/* @p some: nonzero where zones without anything get null, not 0. */
static geo_status add_reals(cli_call *call, zone_side *z, int column, const geo_zone_totals *totals,
                            pick value, bool some)
{
    double *values = cli_array(call, z->n, sizeof *values);
    for (int64_t i = 0; i < z->n; i++) {
        geo_zone_total t = geo_zone_totals_at(totals, i);
        values[i] = some && t.count == 0 ? (double)NAN : value(&t, z->km2[i]);
    }
    return cli_add_reals(call, z->layer, &grid_columns[column], NULL, values);
}

static geo_status add_counts(cli_call *call, zone_side *z, int column,
                             const geo_zone_totals *totals)
{
    int64_t *values = cli_array(call, z->n, sizeof *values);
    for (int64_t i = 0; i < z->n; i++) {
        values[i] = geo_zone_totals_at(totals, i).count;
    }
    if (z->style == NULL) {
        z->style = grid_columns[column].name;
    }
    return cli_add_ints(call, z->layer, &grid_columns[column], NULL, values, NULL);
}

/* Of all zones together, and outside of them, for geo:run and a note. */
static double total_of(const zone_side *z, const geo_zone_totals *totals)
{
    double sum = 0.0;
    for (int64_t i = 0; i < z->n; i++) {
        double one = geo_zone_totals_at(totals, i).sum;
        sum += isnan(one) ? 0.0 : one;
    }
    return sum;
}

/* ---- Features ---------------------------------------------------------------------------- */

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
    cli_skip(call, without, "%s: %" PRId64 " features without geometry: counted nowhere",
             u->layer->source, without);
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
    cli_skip(call, unknown, "%s: %" PRId64 " features without %s: not in its sums and means",
             u->layer->source, unknown, field);
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
    CLI_TRY(add_reals(call, z, Z_SUM, totals, sum_of, false));
    CLI_TRY(add_reals(call, z, Z_SDENS, totals, density_of, false));
    double inside = total_of(z, totals), outside = geo_zone_totals_at(totals, -1).sum;
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
    CLI_TRY(add_reals(call, z, Z_MEAN, totals, mean_of, false));
    CLI_TRY(add_reals(call, z, Z_MIN, totals, min_of, false));
    CLI_TRY(add_reals(call, z, Z_MAX, totals, max_of, false));
done:
    geo_zone_totals_destroy(totals);
    return status;
}

/* A share of the zone is the same in the frame and on the Earth; areas are a little less so. */
static geo_status add_areas(cli_call *call, zone_side *z, const geo_zone_totals *totals)
{
    geo_status status = GEO_OK;
    double *percent = cli_array(call, z->n, sizeof *percent);
    double *km2 = cli_array(call, z->n, sizeof *km2);
    for (int64_t i = 0; i < z->n; i++) {
        double share = geo_zone_totals_at(totals, i).amount / z->frame_m2[i];
        percent[i] = z->frame_m2[i] > 0.0 ? 100.0 * share : (double)NAN;
        km2[i] = z->frame_m2[i] > 0.0 ? share * z->km2[i] : 0.0;
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
    CLI_TRY(add_counts(call, z, Z_N, totals));
    CLI_TRY(add_reals(call, z, Z_DENS, totals, count_density_of, false));
    if (u->kind == GEO_LINESTRING) {
        CLI_TRY(add_reals(call, z, Z_LEN, totals, km_of, false));
    }
    if (u->kind == GEO_POLYGON) {
        CLI_TRY(add_areas(call, z, totals));
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
        cli_note(call, "%s: %" PRId64 " of %" PRId64 " features are in no zone", u.layer->source,
                 u.alone, geo_layer_count(u.layer->layer));
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

/* ---- Rasters ----------------------------------------------------------------------------- */

/* One window: its cells with data near the zones, in degrees, then metres; and the values of the
 * other cells with data. */
typedef struct cells {
    int64_t room, n, others;
    double *value, *lon, *lat, *other;
    int64_t *zone, *outside; /* outside: -1 each */
} cells;

static void make_room(cli_call *call, cells *c, int64_t n)
{
    if (n > c->room) {
        c->room = n;
        c->value = cli_array(call, n, sizeof *c->value);
        c->lon = cli_array(call, n, sizeof *c->lon);
        c->lat = cli_array(call, n, sizeof *c->lat);
        c->zone = cli_array(call, n, sizeof *c->zone);
        c->other = cli_array(call, n, sizeof *c->other);
        c->outside = cli_array(call, n, sizeof *c->outside);
    }
    for (int64_t i = 0; i < n; i++) {
        c->outside[i] = -1;
    }
}

/* A cell that is not on the Earth is near nothing. */
static void sort_cells(const geo_box *near, int64_t n, cells *c)
{
    c->n = c->others = 0;
    for (int64_t i = 0; i < n; i++) {
        bool inside = near != NULL && c->lon[i] >= near->min_x && c->lon[i] <= near->max_x &&
                      c->lat[i] >= near->min_y && c->lat[i] <= near->max_y;
        if (isnan(c->value[i])) {
            continue;
        }
        if (inside) {
            c->lon[c->n] = c->lon[i];
            c->lat[c->n] = c->lat[i];
            c->value[c->n++] = c->value[i];
        } else {
            c->other[c->others++] = c->value[i];
        }
    }
}

/* @p near: NULL for a window away from all zones. */
static geo_status add_window(cli_call *call, const zone_side *z, geo_raster *raster, geo_window w,
                             const geo_box *near, geo_zone_totals *totals, cells *c)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = cli_ctx(call);
    int64_t size = w.width * w.height;
    make_room(call, c, size);
    CLI_TRY(geo_raster_read(ctx, raster, w, c->value));
    CLI_TRY(near != NULL ? geo_raster_centres(ctx, raster, w, c->lon, c->lat) : GEO_OK);
    sort_cells(near, size, c);
    CLI_TRY(geo_frame_forward(ctx, cli_frame(call), c->n, c->lon, c->lat, c->lon, c->lat));
    CLI_TRY(geo_zones_locate(ctx, z->zones, c->n, c->lon, c->lat, c->zone));
    CLI_TRY(geo_zone_totals_add(ctx, totals, c->n, c->zone, NULL, NULL, c->value, NULL));
    CLI_TRY(geo_zone_totals_add(ctx, totals, c->others, c->outside, NULL, NULL, c->other, NULL));
done:
    return status;
}

static geo_status add_windows(cli_call *call, const zone_side *z, geo_raster *raster, bool all,
                              geo_zone_totals *totals)
{
    geo_status status = GEO_OK;
    const geo_box near = cli_zones_box(z->layer);
    cells c = {0};
    geo_window w = {0}, next = {0};
    CLI_TRY(geo_raster_next(cli_ctx(call), raster, &near, &next));
    for (;;) {
        CLI_TRY(geo_raster_next(cli_ctx(call), raster, all ? NULL : &near, &w));
        if (w.width == 0) {
            break;
        }
        bool is_near = next.width > 0 && next.column == w.column && next.row == w.row;
        CLI_TRY(add_window(call, z, raster, w, is_near ? &near : NULL, totals, &c));
        CLI_TRY(is_near ? geo_raster_next(cli_ctx(call), raster, &near, &next) : GEO_OK);
    }
done:
    return status;
}

static void tell_raster(cli_call *call, const arguments *a, const zone_side *z,
                        const geo_zone_totals *totals)
{
    int64_t empty = 0;
    double inside = total_of(z, totals), outside = geo_zone_totals_at(totals, -1).sum;
    for (int64_t i = 0; i < z->n; i++) {
        empty += geo_zone_totals_at(totals, i).count == 0;
    }
    cli_result(call, "raster_inside", inside);
    if (a->zones_only) {
        cli_note(call, "%s: %.10g in the zones, each cell where its centre is", a->raster, inside);
    } else {
        cli_result(call, "raster_outside", outside);
        cli_note(call,
                 "%s: %.10g in the zones, %.10g outside, %.10g in all, each cell where its "
                 "centre is",
                 a->raster, inside, outside, inside + outside);
    }
    cli_result(call, "zones_without_cells", (double)empty);
    if (empty > 0) {
        cli_note(call, "%s: no cell with data has its centre in %" PRId64 " of %" PRId64 " zones",
                 a->raster, empty, z->n);
    }
}

geo_status grid_sum_raster(cli_call *call, const arguments *a, zone_side *z)
{
    geo_status status = GEO_OK;
    geo_zone_totals *totals = NULL;
    geo_raster *raster = NULL;
    CLI_TRY(cli_raster_open(call, a->raster, &a->raster_options, &raster));
    CLI_TRY(geo_zone_totals_create(cli_ctx(call), z->n, &totals));
    CLI_TRY(add_windows(call, z, raster, !a->zones_only, totals));
    tell_raster(call, a, z, totals);
    CLI_TRY(add_counts(call, z, R_N, totals));
    CLI_TRY(add_reals(call, z, R_SUM, totals, sum_of, true));
    CLI_TRY(add_reals(call, z, R_DENS, totals, density_of, true));
    CLI_TRY(add_reals(call, z, R_MEAN, totals, mean_of, true));
    CLI_TRY(add_reals(call, z, R_MIN, totals, min_of, true));
    CLI_TRY(add_reals(call, z, R_MAX, totals, max_of, true));
    z->style = grid_columns[R_DENS].name;
done:
    geo_zone_totals_destroy(totals);
    geo_raster_close(raster);
    return status;
}
