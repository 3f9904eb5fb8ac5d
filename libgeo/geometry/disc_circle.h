/* SPDX-License-Identifier: MIT */
/* One circle, cut where the region's edges and other circles cross it. */
#ifndef GEOI_DISC_CIRCLE_H
#define GEOI_DISC_CIRCLE_H

#include "geometry/disc_events.h"
#include "geometry/disc_hidden.h"
#include "geometry/disc_internal.h"

/* Arcs and chords shorter than this, in radii, share nothing: a circle that reaches over an edge
 * by so little does so by 1e-15 of its radius, which is rounding. */
#define GEOI_TOUCH 1e-7

typedef struct geoi_neighbour {
    double dx, dy, r; /* of the other disc, from this one's centre */
    bool lower;       /* the other has the lower index */
} geoi_neighbour;

/* Starts as {.job = ...}; kept from one circle to the next. */
typedef struct geoi_circle {
    const geoi_disc_job *job;
    int64_t i;        /* the disc */
    double cx, cy, r; /* its circle */
    geoi_events events;
    int64_t depth;  /* discs over the easternmost point */
    int32_t inside; /* windings of the region around it */
    bool edge_in;   /* an edge of the region passes through the open disc */
    geoi_cover cover;
    geoi_neighbour *others; /* discs whose circles cross this one */
    int64_t other_count, other_room;
    geo_status status;
} geoi_circle;

/* Cut the circle of disc i by the region alone: events in order, inside, edge_in. */
geo_status geoi_circle_begin(geoi_circle *w, int64_t i);
/* And by the other discs. *bounds: some of it may be inside the region and under fewer than the
 * job's limit of other discs; otherwise the events are of no use. */
geo_status geoi_circle_cut(geoi_circle *w, bool *bounds);
void geoi_circle_clear(geoi_circle *w);

/* An edge of the region, cut where it crosses circles. Starts as {.job = ...}. */
typedef struct geoi_edge_cuts {
    const geoi_disc_job *job;
    const geoi_edge *edge;
    geoi_events events; /* in order */
    int64_t depth;      /* discs over the edge's beginning */
    geo_status status;
} geoi_edge_cuts;

geo_status geoi_edge_cut(geoi_edge_cuts *w, int64_t k);

/* Angle from one event to the next, counter-clockwise; `turn` (of 4, between their keys) tells a
 * full circle from none. */
double geoi_angle_between(const geoi_event *from, const geoi_event *to, double turn);

#endif /* GEOI_DISC_CIRCLE_H */
