/* SPDX-License-Identifier: MIT */
/* One outline of the offsets, a circle or a straight edge, cut where others cross it.
 *
 * Each shape that meets the curve says how often it covers its beginning (of a circle, the
 * easternmost point), and from where to where it does so more or less often. The crossing of two
 * outlines is one place for both, and which side of a straight outline a place lies on is found
 * without rounding, so that outlines close. */
#ifndef GEOI_OFFSET_CURVE_H
#define GEOI_OFFSET_CURVE_H

#include "base/sum.h"
#include "geometry/disc_events.h"
#include "geometry/offset_shapes.h"

typedef struct geoi_offset_job {
    geo_ctx *ctx;
    const geoi_disc_region *region;
    const geoi_offset_shapes *shapes;
    int64_t limit; /* depths that are told apart */
    int64_t grain;
    geoi_sum *sums; /* [chunks * 3 * (limit + 1)] areas, and how far outlines go east and north */
} geoi_offset_job;

/* A stretch of the curve, by keys (as events have them) and places from the origin. */
typedef struct geoi_stretch {
    double from, to, ax, ay, bx, by;
} geoi_stretch;

/* Part of a stretch: nothing changes along it. */
typedef struct geoi_piece {
    geoi_stretch at;
    int64_t depth;  /* groups that cover it; about outlines at least so many, from the limit on */
    int32_t inside; /* windings of the region around it */
} geoi_piece;

enum { GEOI_OF_REGION = -2, GEOI_OF_SOLID = -1 }; /* what has an outline; else its bar */

/* Starts as {.job = ...}, geoi_curve_init(); kept from one curve to the next. In events, `depth` is
 * by how much a group covers more from there on and `inside` the group, -1 being the region. */
typedef struct geoi_curve {
    const geoi_offset_job *job;
    bool round;
    double cx, cy, r; /* of a circle */
    geoi_edge edge;   /* or this */
    int64_t owner;    /* bar of the edge, or GEOI_OF_REGION */
    int64_t item;     /* of the shape in shapes->near, or -1 */
    int64_t group;    /* or -1 */
    double extra;
    geoi_events events;
    int32_t *count;  /* [groups] how often each covers the place at hand */
    int64_t *serial; /* [groups] when that was last set */
    int64_t now, depth;
    int32_t inside;
    geoi_stretch *stretch;
    int64_t stretch_count, stretch_room;
    geo_status status;
} geoi_curve;

geo_status geoi_curve_init(geoi_curve *c, const geoi_offset_job *job);
void geoi_curve_clear(geoi_curve *c);

/* The circle of a round, side 0 or 2 of a bar, or an edge of the region. */
void geoi_curve_of_round(geoi_curve *c, int64_t i);
void geoi_curve_of_side(geoi_curve *c, int64_t i, int side);
void geoi_curve_of_region(geoi_curve *c, int64_t edge);

/* Stretches that no shape of the curve's own group covers. */
geo_status geoi_curve_own(geoi_curve *c);
/* Cut a stretch by the region (unless the curve is of it) and the shapes of the other groups, and
 * tell of its pieces in their order. */
typedef void (*geoi_piece_fn)(void *user, const geoi_piece *piece);
geo_status geoi_curve_walk(geoi_curve *c, const geoi_stretch *stretch, geoi_piece_fn fn,
                           void *user);
/* All of the curve. */
geoi_stretch geoi_curve_whole(const geoi_curve *c);

/* ---- Cutting (offset_cut.c) ---------------------------------------------------------------- */

/* Forget what covers the curve. */
void geoi_curve_start(geoi_curve *c);
/* An item of the shapes, or the region, cuts it; c->status tells. */
void geoi_curve_meet(geoi_curve *c, int64_t item);
void geoi_curve_meet_region(geoi_curve *c);
/* From here on the group covers the curve so many times more. */
void geoi_curve_change(geoi_curve *c, int32_t group, int32_t by);

#endif /* GEOI_OFFSET_CURVE_H */
