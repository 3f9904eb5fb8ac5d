/* SPDX-License-Identifier: MIT */
/* The columns that geo-grid adds, and what is taken from totals for them. */
#include <math.h>

#include "sums.h"

const cli_column grid_columns[] = {
    {"z_n", GEO_INT, NULL, "features in it", "要素数",
     "with --count: features of which some is in the zone"},
    {"z_dens", GEO_REAL, "1/km2", "features per km2", "要素密度",
     "the same per km2 of the zone; null for a zone of no area"},
    {"z_len", GEO_REAL, "km", "length in it", "长度", "of lines: their length in the zone"},
    {"z_area", GEO_REAL, "km2", "area in it", "面积",
     "of polygons: their area in the zone, of each in full"},
    {"z_pct", GEO_REAL, "%", "share of the zone", "面积占比",
     "of polygons: that area as a share of the zone's; above 100 where they overlap that much"},
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

double grid_sum_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->sum;
}

double grid_density_of(const geo_zone_total *t, double km2)
{
    return km2 > 0.0 ? t->sum / km2 : (double)NAN;
}

double grid_count_density_of(const geo_zone_total *t, double km2)
{
    return km2 > 0.0 ? (double)t->count / km2 : (double)NAN;
}

double grid_km_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->amount / 1e3;
}

double grid_mean_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->mean;
}

double grid_min_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->min;
}

double grid_max_of(const geo_zone_total *t, double km2)
{
    (void)km2;
    return t->max;
}

geo_status grid_add_reals(cli_call *call, zone_side *z, int column, const geo_zone_totals *totals,
                          grid_pick value, bool some)
{
    double *values = cli_array(call, z->n, sizeof *values);
    for (int64_t i = 0; i < z->n; i++) {
        geo_zone_total t = geo_zone_totals_at(totals, i);
        values[i] = some && t.count == 0 ? (double)NAN : value(&t, z->km2[i]);
    }
    return cli_add_reals(call, z->layer, &grid_columns[column], NULL, values);
}

geo_status grid_add_counts(cli_call *call, zone_side *z, int column, const geo_zone_totals *totals)
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

double grid_total(const zone_side *z, const geo_zone_totals *totals)
{
    double sum = 0.0;
    for (int64_t i = 0; i < z->n; i++) {
        double one = geo_zone_totals_at(totals, i).sum;
        sum += isnan(one) ? 0.0 : one;
    }
    return sum;
}
