/* SPDX-License-Identifier: MIT */
/* Boxes that can be searched: a loop while they are few, an R-tree when they are many. A city
 * block meets a handful of discs; building a tree for that would cost more than it saves. */
#ifndef GEOI_NEARBY_H
#define GEOI_NEARBY_H

#include "base/base.h"
#include "space/rtree.h"

typedef struct geoi_nearby {
    int64_t n;
    geo_box *boxes;   /* [n] owned */
    geoi_rtree *tree; /* NULL when few */
} geoi_nearby;

/* Room for n boxes, to be filled by the caller before geoi_nearby_build(). */
geo_status geoi_nearby_init(geo_ctx *ctx, geoi_nearby *nearby, int64_t n);
geo_status geoi_nearby_build(geo_ctx *ctx, geoi_nearby *nearby);
void geoi_nearby_clear(geoi_nearby *nearby);

/* Call `visit` with every box that meets `query` (closed), until it returns false. */
void geoi_nearby_search(const geoi_nearby *nearby, geo_box query, geoi_rtree_visit visit,
                        void *user);

static inline bool geoi_boxes_meet(const geo_box *a, const geo_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y;
}

#endif /* GEOI_NEARBY_H */
