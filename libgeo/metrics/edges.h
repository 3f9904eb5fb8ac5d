/* SPDX-License-Identifier: MIT */
/* Geometry as edges: what distances between lines, polygons and groups of points are measured
 * from. A point is an edge of length 0. */
#ifndef GEOI_EDGES_H
#define GEOI_EDGES_H

#include "base/base.h"
#include "geo/layer.h"

/* Ends in a fixed order, so that an edge two polygons share is at one distance from both. */
typedef struct geoi_edge {
    double ax, ay, bx, by;
} geoi_edge;

/* The edges of all features, one after another: those of feature i are first[i] .. first[i + 1].
 * They stand in runs of about the square root of their number, each with its box: most of a long
 * line is passed over by looking at a few boxes. */
typedef struct geoi_edges {
    int64_t n, features;
    geoi_edge *edge;    /* [n] */
    int64_t *owner;     /* [n] feature */
    int64_t *first;     /* [features + 1] */
    int64_t *run_first; /* [features + 1] */
    geo_box *run;
} geoi_edges;

/* Clear it whether this succeeds or not. O(positions). */
geo_status geoi_edges_create(geo_ctx *ctx, const geo_geometry *g, geoi_edges *out);
void geoi_edges_clear(geoi_edges *edges);

/* The box of each edge, [n], to be released. */
geo_status geoi_edges_boxes(geo_ctx *ctx, const geoi_edges *edges, geo_box **out);

static inline geo_box geoi_edge_box(const geoi_edge *e)
{
    return (geo_box){e->ax, fmin(e->ay, e->by), e->bx, fmax(e->ay, e->by)};
}

/* The squared distance between boxes, a little less: the distance of what is in them is another
 * formula, whose rounding may fall below that of its box. */
static inline double geoi_box_bound2(const geo_box *a, const geo_box *b)
{
    double dx = fmax(fmax(a->min_x - b->max_x, b->min_x - a->max_x), 0.0);
    double dy = fmax(fmax(a->min_y - b->max_y, b->min_y - a->max_y), 0.0);
    return (dx * dx + dy * dy) * (1.0 - 0x1p-40);
}

/* How near two things are, and the place of each at which they are. */
typedef struct geoi_meeting {
    double d2;
    double ax, ay, bx, by;
} geoi_meeting;

/* The squared distance from (x, y) to an edge, and its place there. */
double geoi_edge_reach(const geoi_edge *e, double x, double y, double *at_x, double *at_y);

/* The same between two edges, 0 where they cross. The number does not depend on which is which. */
geoi_meeting geoi_edges_meet(const geoi_edge *a, const geoi_edge *b);

/* A squared distance that no edge of the feature is nearer to the box than; infinity when it has
 * none. */
double geoi_edges_bound2(const geoi_edges *edges, int64_t feature, const geo_box *box);

/* Where the feature is nearest to edge b, if that is within sqrt(limit) (closed). */
bool geoi_edges_nearest(const geoi_edges *edges, int64_t feature, const geoi_edge *b, double limit,
                        geoi_meeting *out);

#endif /* GEOI_EDGES_H */
