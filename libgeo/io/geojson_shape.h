/* SPDX-License-Identifier: MIT */
/* Features of one file look alike: the same members in the same order with the same blanks, and
 * other values between them. What is the same is learnt from one feature and compared as bytes
 * in the next; only the values are read. A feature that differs anywhere is read by the general
 * way, as if nothing had been tried: the layer and the messages never depend on this. */
#ifndef GEOI_GEOJSON_SHAPE_H
#define GEOI_GEOJSON_SHAPE_H

#include "layer/builder.h"

/* After a step's bytes so many can be read without a look at the end of the text. */
enum { GEOI_MOST_STEPS = 128, GEOI_SHAPE_MARGIN = 64 };

typedef enum geoi_step_kind {
    GEOI_STEP_END,
    GEOI_STEP_VALUE,
    GEOI_STEP_ID,
    GEOI_STEP_NUMBER,
    GEOI_STEP_COORDINATES
} geoi_step_kind;

/* Bytes as they must be, then what stands behind them. */
typedef struct geoi_geojson_step {
    const char *bytes;
    int64_t length;
    geoi_step_kind kind;
    int64_t column; /* of a VALUE */
} geoi_geojson_step;

/* Starts as {0}. */
typedef struct geoi_geojson_shape {
    geo_geometry_type type;
    int64_t count; /* 0 = nothing was learnt */
    int64_t misses, wait;
    geoi_geojson_step step[GEOI_MOST_STEPS];
    geoi_cell cell[GEOI_MOST_STEPS];
} geoi_geojson_shape;

#endif /* GEOI_GEOJSON_SHAPE_H */
