/* SPDX-License-Identifier: MIT */
/* What lies within a distance of lines, polygons and points, as a union of simple shapes: a disc
 * about every vertex, a bar (a rectangle) along every edge, and the polygons themselves.
 *
 * Shapes whose outlines coincide would leave it to rounding which of them bounds the union, and
 * neighbours along a line always touch: bars end on the diameters of discs, duplicates lie on
 * each other. So every shape is made wider, by a little that differs from shape to shape and is
 * more for discs than for bars: outlines then cross, or they do not. The measured areas are taken
 * back to the true distance by what they change with it, the lengths of the outlines. */
#ifndef GEOI_OFFSET_SHAPES_H
#define GEOI_OFFSET_SHAPES_H

#include "geometry/disc_region.h"
#include "geometry/polygons.h"

typedef struct geoi_round {
    double x, y, r; /* r with the extra */
    double extra;
    int64_t group;
} geoi_round;

typedef struct geoi_bar {
    geoi_edge side[4]; /* the shape on their left; 0 and 2 are long, 1 and 3 its ends */
    double extra;
    int64_t group;
} geoi_bar;

typedef struct geoi_solid {
    geoi_disc_region region; /* from the common origin */
    int64_t group;
} geoi_solid;

/* Groups are the facilities, in the order they were given; shapes are in the order of groups.
 * Items of `near` are the rounds, then the bars, then the solids. Starts as {0}. */
typedef struct geoi_offset_shapes {
    double origin_x, origin_y;
    int64_t groups;
    int64_t *first_round, *first_bar; /* [groups + 1] */
    int64_t *solid_of;                /* [groups] or -1 */
    int64_t round_count, bar_count, solid_count;
    geoi_round *round;
    geoi_bar *bar;
    geoi_solid *solid;
    geoi_nearby near;
    double area;  /* of all shapes, each for itself */
    double reach; /* the largest distance */
} geoi_offset_shapes;

/* Those shapes of the features that may meet the region. `attempt` 0, 1, ...: with other extras.
 * Clear whatever comes of it. */
geo_status geoi_offset_shapes_init(geo_ctx *ctx, geoi_offset_shapes *shapes,
                                   const geoi_disc_region *region,
                                   const geoi_near_features *features, int64_t attempt);
void geoi_offset_shapes_clear(geoi_offset_shapes *shapes);

static inline geo_box geoi_box_of_edge(const geoi_edge *e)
{
    return (geo_box){fmin(e->ax, e->bx), fmin(e->ay, e->by), fmax(e->ax, e->bx),
                     fmax(e->ay, e->by)};
}

#endif /* GEOI_OFFSET_SHAPES_H */
