/* SPDX-License-Identifier: MIT */
/* A polygon as directed edges, and how an edge and a circle cross. */
#ifndef GEOI_DISC_REGION_H
#define GEOI_DISC_REGION_H

#include "geo/space.h"
#include "geometry/nearby.h"

typedef struct geoi_edge {
    double ax, ay, bx, by; /* from a to b, the region on the left */
} geoi_edge;

/* Coordinates are taken from (origin_x, origin_y), whole metres amid the region, so that what grid
 * coordinates have in common costs no digits. Starts as {0}. */
typedef struct geoi_disc_region {
    double origin_x, origin_y;
    geo_box box;     /* from the origin */
    int64_t n;       /* edges */
    geoi_edge *edge; /* [n] */
    geoi_nearby near;
    double area;
} geoi_disc_region;

/* Feature i of g, a polygon or multipolygon with rings in any direction. GEO_DATA: another
 * kind of geometry. One without parts makes a region of no edges. */
geo_status geoi_disc_region_init(geo_ctx *ctx, geoi_disc_region *region, const geo_geometry *g,
                                 int64_t i);
/* The same of the polygons among the parts of any feature, from the origin that `region` has. */
geo_status geoi_disc_region_fill(geo_ctx *ctx, geoi_disc_region *region, const geo_geometry *g,
                                 int64_t i);
void geoi_disc_region_clear(geoi_disc_region *region);

/* Inside or on the edge. */
bool geoi_disc_region_has(const geoi_disc_region *region, double x, double y);

/* Where an edge crosses a circle, from a to b. Whether an end is in the disc depends on its
 * position alone, so edges that share the end agree, and along a ring every way in has its
 * way out, however the digits fall. */
typedef struct geoi_cut {
    int count;           /* crossings: 0, 1 or 2 */
    bool a_in, b_in;     /* ends within the closed disc */
    double t[2];         /* place along the edge, 0..1 */
    double px[2], py[2]; /* the places, from the centre */
    int32_t leaving[2];  /* +1: the edge leaves the disc there, -1: it enters */
} geoi_cut;

void geoi_cut_edge(const geoi_edge *edge, double cx, double cy, double r, geoi_cut *cut);

#endif /* GEOI_DISC_REGION_H */
