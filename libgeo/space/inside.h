/* SPDX-License-Identifier: MIT */
/* Which polygons a place is inside of: an index over the polygons of a geometry. */
#ifndef GEOI_INSIDE_H
#define GEOI_INSIDE_H

#include "base/base.h"
#include "geo/layer.h"

typedef struct geoi_inside geoi_inside;

/* Over every polygon part of the geometry, which must outlive the index (collections' too).
 * O(e log e) time and O(e) memory for e edges. */
geo_status geoi_inside_create(geo_ctx *ctx, const geo_geometry *geometry, geoi_inside **out);
void geoi_inside_destroy(geoi_inside *inside);

/* Call `visit` with the feature of every part that (x, y) is inside of (even-odd over its
 * rings, so not in holes), in no stated order, until it returns false. On a boundary either
 * may be. Touches no shared state. */
typedef bool (*geoi_inside_visit)(void *user, int64_t feature);
void geoi_inside_search(const geoi_inside *inside, double x, double y, geoi_inside_visit visit,
                        void *user);

/* The same with every boundary inside: what is on an edge, so far as its coordinates can tell, is
 * in the parts on both sides. */
void geoi_inside_search_closed(const geoi_inside *inside, double x, double y,
                               geoi_inside_visit visit, void *user);

#endif /* GEOI_INSIDE_H */
