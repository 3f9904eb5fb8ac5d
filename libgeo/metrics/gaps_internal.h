/* SPDX-License-Identifier: MIT */
/* What the steps of finding gaps share. */
#ifndef GEOI_GAPS_INTERNAL_H
#define GEOI_GAPS_INTERNAL_H

#include "metrics/coverage_internal.h"

struct geo_gaps {
    geo_gap *gap;
    int64_t count, room;
    geo_shapes *shapes;
    int64_t sliver_count;
    double sliver_m2;
};

/* An edge of a gap's outline, the gap on its left. */
typedef struct geoi_outline {
    double ax, ay, bx, by;
    int64_t gap;
} geoi_outline;

/* The edges of all gaps, indexed. Starts as {0}. */
typedef struct geoi_outlines {
    geoi_outline *edge;
    int64_t n;
    geoi_nearby near;
} geoi_outlines;

geo_status geoi_outlines_make(geo_ctx *ctx, const geo_geometry *gaps, geoi_outlines *out);
void geoi_outlines_clear(geoi_outlines *outlines);
/* The gap that a place is in, or -1. */
int64_t geoi_outlines_locate(const geoi_outlines *outlines, double x, double y);

/* Fill in x, y, depth_m and facility of every gap: the stage from 0.6 to 0.8 of all. */
geo_status geoi_gaps_deepest(const geoi_facilities *f, const geoi_outlines *outlines,
                             geo_gaps *gaps);
/* The same where facilities are not all points: within a thousandth and 1 mm of the deepest. */
geo_status geoi_gaps_search(const geoi_facilities *f, const geoi_outlines *outlines,
                            geo_gaps *gaps);

/* Fill in people. `outlines` are those of the gaps. */
geo_status geoi_gaps_people(const geoi_facilities *f, double distance_m, const geo_gap_options *o,
                            const geoi_outlines *outlines, geo_gaps *gaps);

#endif /* GEOI_GAPS_INTERNAL_H */
