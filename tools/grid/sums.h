/* SPDX-License-Identifier: MIT */
/* What geo-grid adds up in its zones. */
#ifndef GEO_GRID_SUMS_H
#define GEO_GRID_SUMS_H

#include "cli.h"
#include "geo/raster.h"
#include "geo/zones.h"

typedef struct arguments {
    const char *areas, *extent; /* extent: a box of degrees in place of areas */
    geo_box box;                /* the same, read */
    double square_m, hex_m;
    bool around, clip;
    const char *count, *sum, *mean, *weight; /* a layer, and columns of it */
    const char *raster;
    bool zones_only; /* of the raster: what is outside is not read */
    geo_raster_options raster_options;
} arguments;

/* Zones with all that is asked of them; the layer gets the columns. */
typedef struct zone_side {
    geo_layer *layer;
    const geo_zones *zones;
    int64_t n;
    double *km2;       /* true areas */
    double *frame_m2;  /* areas in the frame, as those of units are */
    const char *style; /* the first column added; NULL = none yet */
} zone_side;

extern const cli_column grid_columns[];

geo_status grid_sum_units(cli_call *call, const arguments *a, zone_side *z);
geo_status grid_sum_raster(cli_call *call, const arguments *a, zone_side *z);

/* Places in the table of columns. */
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

/* What a column takes from a total. */
typedef double (*grid_pick)(const geo_zone_total *t, double km2);
double grid_sum_of(const geo_zone_total *t, double km2);
double grid_density_of(const geo_zone_total *t, double km2);
double grid_count_density_of(const geo_zone_total *t, double km2);
double grid_km_of(const geo_zone_total *t, double km2);
double grid_mean_of(const geo_zone_total *t, double km2);
double grid_min_of(const geo_zone_total *t, double km2);
double grid_max_of(const geo_zone_total *t, double km2);

/* Add a column of one value a zone; with `some`, zones without anything get null, not 0. */
geo_status grid_add_reals(cli_call *call, zone_side *z, int column, const geo_zone_totals *totals,
                          grid_pick value, bool some);
geo_status grid_add_counts(cli_call *call, zone_side *z, int column, const geo_zone_totals *totals);
/* The sum over all zones. */
double grid_total(const zone_side *z, const geo_zone_totals *totals);

#endif /* GEO_GRID_SUMS_H */
