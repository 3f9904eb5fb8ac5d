/* SPDX-License-Identifier: MIT */
/* The two questions of geo-coverage: how much land, and how many people. */
#ifndef GEO_COVERAGE_QUESTION_H
#define GEO_COVERAGE_QUESTION_H

#include "cli.h"
#include "geo/coverage.h"

/* Places in the table of columns. */
enum { AREA_SHARE, AREA_COVERED, AREA_GAP, AREA_OVERLAP, UNIT_SHARE, UNIT_COUNT };
extern const cli_column coverage_columns[];

typedef struct arguments {
    const char *areas, *facilities, *demand, *weight, *served, *unserved;
    cli_distances radius;
    geo_coverage_options coverage;
} arguments;

/* The layer that is measured, the facilities, and the distances. */
typedef struct question {
    cli_layer *layer, *facilities;
    const geo_shapes *shapes, *facility_shapes;
    int64_t n, m;
    const double *distance_m;
    double *weight; /* of the layer's features; NULL without --weight */
} question;

/* Measure, add the columns and tell the sums. */
geo_status coverage_of_land(cli_call *call, const arguments *a, const question *q);
geo_status coverage_of_people(cli_call *call, const arguments *a, const question *q);

#endif /* GEO_COVERAGE_QUESTION_H */
