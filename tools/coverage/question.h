/* SPDX-License-Identifier: MIT */
/* The two questions of geo-coverage: how much land, and how many people. */
#ifndef GEO_COVERAGE_QUESTION_H
#define GEO_COVERAGE_QUESTION_H

#include "cli.h"
#include "geo/coverage.h"

/* Places in the table of columns. */
enum {
    AREA_SHARE,
    AREA_COVERED,
    AREA_GAP,
    AREA_OVERLAP,
    AREA_DEPTH,
    AREA_TWICE,
    UNIT_SHARE,
    UNIT_COUNT,
    GAP_AREA,
    GAP_PEOPLE,
    GAP_DEPTH,
    GAP_LON,
    GAP_LAT,
    GAP_NEAR,
    DEPTH_COUNT,
    DEPTH_AREA,
    DEPTH_SHARE
};
extern const cli_column coverage_columns[];

typedef struct arguments {
    const char *areas, *facilities, *demand, *weight, *served, *unserved, *radius_field;
    const char *gaps, *depth, *people;
    double gap_ha, gap_width_m;
    cli_distances radius;
    geo_coverage_options coverage;
} arguments;

/* The layer that is measured, the facilities, and the distances. */
typedef struct question {
    cli_layer *layer, *facilities;
    const geo_shapes *shapes, *facility_shapes;
    int64_t n, m;
    const double *distance_m; /* [m]; NULL where each facility has its own */
    geo_coverage_options coverage;
    cli_layer *people; /* NULL without --people */
    const geo_shapes *people_shapes;
    double *weight; /* of the people, or the layer's features; NULL without --weight */
} question;

/* What stands for distance j in names and titles. */
cli_slot question_slot(const question *q, int64_t j);
/* And in the keys of results. */
const char *question_key(cli_call *call, const question *q, const char *what, int64_t j);

/* Measure, add the columns and tell the sums. */
geo_status coverage_of_land(cli_call *call, const arguments *a, const question *q);
geo_status coverage_of_people(cli_call *call, const question *q);

/* Write --gaps and --depth, at the largest distance. */
geo_status coverage_gaps(cli_call *call, const arguments *a, const question *q);
geo_status coverage_depths(cli_call *call, const arguments *a, const question *q);
/* That distance; 0 where each facility has its own. */
double question_largest(const question *q);
/* Shapes [n] as a layer, with the attributes of the areas rows[0 .. n - 1]. */
geo_status question_layer(cli_call *call, const question *q, const geo_shapes *shapes,
                          const int64_t *rows, geo_layer **out);

#endif /* GEO_COVERAGE_QUESTION_H */
