/* SPDX-License-Identifier: MIT */
/* What the files that cut at the antimeridian share: one line or polygon on its way. */
#ifndef GEOI_ANTIMERIDIAN_INTERNAL_H
#define GEOI_ANTIMERIDIAN_INTERNAL_H

#include "io/antimeridian.h"

typedef struct geoi_place {
    double x, y, z;
} geoi_place;

/* Positions begin .. end of geoi_cutter.at. */
typedef struct geoi_run {
    int64_t begin, end;
} geoi_run;

/* Chains are runs of positions from one crossing to the next, or of a line from its beginning
 * and to its end. Rings are what polygons are joined to. */
typedef struct geoi_cutter {
    geo_ctx *ctx;
    geoi_place *at;
    geoi_run *chain, *ring;
    int64_t count, chain_count, ring_count; /* of positions, chains, rings */
    int64_t at_room, chain_room, ring_room;
} geoi_cutter;

geo_status geoi_cutter_add(geoi_cutter *c, double x, double y, double z);

/* Where the way from position i of g to the next one leaps: on the near side. */
geoi_place geoi_crossing(const geo_geometry *g, int64_t i);

/* The chains of the ring `at`, in order; a closed one has a leap, and begins at the first. */
geo_status geoi_cut_ring(geoi_cutter *c, const geo_geometry *g, geo_span at, bool closed);

/* Close the chains of a polygon along the antimeridian, and around the pole that they lie around
 * (mean_latitude tells which), to the rings c->ring. */
geo_status geoi_join_chains(geoi_cutter *c, double mean_latitude);

#endif /* GEOI_ANTIMERIDIAN_INTERNAL_H */
