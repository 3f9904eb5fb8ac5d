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

#endif /* GEO_GRID_SUMS_H */
