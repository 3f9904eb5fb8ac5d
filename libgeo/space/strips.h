/* SPDX-License-Identifier: MIT */
/* Points in horizontal strips, sorted from west to east within each: the index for "all within
 * r of a place" when r is known beforehand. Unlike cells of a grid, strips stay short where a
 * few points far away make the extent wide. Asking touches no shared state and never fails. */
#ifndef GEOI_STRIPS_H
#define GEOI_STRIPS_H

#include "base/base.h"
#include "geo/layer.h"

/* Public fields, read-only after create. */
typedef struct geoi_strips {
    int64_t n, count;     /* points; strips, O(n) */
    double min_y, height; /* of strip 0, of each */
    double reach, d2;     /* the distance it was made for, and its square */
    double slack;         /* how far rounding may move a point over an edge, m */
    int64_t *begin;       /* [count + 1] into the arrays below */
    double *low, *high;   /* [count] smallest and largest y of the points of a strip */
    double *x, *y;        /* [n] */
    int32_t *id;          /* [n] */
} geoi_strips;

/* n points, metres, finite; id [n] is what is reported, NULL = 0 .. n - 1. reach >= 0; infinity
 * allowed. Coordinates are copied. O(n log n) time, O(n) memory. */
geo_status geoi_strips_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              const int64_t *id, double reach, geoi_strips **out);
void geoi_strips_destroy(geoi_strips *strips);

/* The strips that may hold points within reach of somewhere between min_y and max_y. */
void geoi_strips_near(const geoi_strips *s, double min_y, double max_y, int64_t *first,
                      int64_t *last);

/* The points begin .. end - 1 of strip `strip` that may be within reach of a place in the box. */
geo_span geoi_strips_stretch(const geoi_strips *s, int64_t strip, const geo_box *box);

/* Those of a stretch whose x is between west and east (closed). */
geo_span geoi_strips_between(const geoi_strips *s, geo_span at, double west, double east);

/* The part of a stretch of strip `strip` that is within reach from everywhere in the box: by the
 * farthest corner, with a margin for rounding on the safe side. None is empty, at its end. */
geo_span geoi_strips_whole(const geoi_strips *s, int64_t strip, geo_span at, const geo_box *box);

#endif /* GEOI_STRIPS_H */
