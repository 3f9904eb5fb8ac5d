/* SPDX-License-Identifier: MIT */
/* What the files of zones share: zones.c places points, zones_lines.c cuts lines, zones_divide.c
 * puts the parts of all units together. */
#ifndef GEOI_ZONES_INTERNAL_H
#define GEOI_ZONES_INTERNAL_H

#include "geo/zones.h"

#include "base/base.h"
#include "geometry/nearby.h"
#include "layer/builder.h"
#include "space/inside.h"

struct geo_zones {
    const geo_geometry *g; /* borrowed */
    geoi_inside *inside;
    geoi_rtree *edges; /* their boxes; edge k ends at position edge_end[k] */
    int64_t *edge_end, edge_count;
};

/* The first zone that the place is in or on the edge of, or -1. */
int64_t geoi_zone_of(const geo_zones *zones, double x, double y);

/* Parts that grow, in order. Starts as {0}. */
typedef struct geoi_parts {
    geo_zone_part *part;
    int64_t count, room;
} geoi_parts;
geo_status geoi_parts_add(geo_ctx *ctx, geoi_parts *parts, geo_zone_part part);

/* geo_zones_divide(), and the land of polygons that are cut: a feature of *pieces for each part, in
 * their order, that is in a zone and is not all there is of its unit (geoi_is_piece()). */
geo_status geoi_zones_cut(geo_ctx *ctx, const geo_zones *zones, const geo_shapes *units,
                          geo_zone_parts **out, geoi_geometry_builder *pieces);

/* Whether part k of n, of a polygon with an area, is one of those. */
static inline bool geoi_is_piece(const geo_zone_part *part, int64_t n, int64_t k)
{
    bool alone = (k == 0 || part[k - 1].unit != part[k].unit) &&
                 (k + 1 == n || part[k + 1].unit != part[k].unit);
    return part[k].zone >= 0 && !(alone && part[k].share >= 1.0);
}

/* Room to cut lines in; a chunk has its own. Starts as {0}. */
typedef struct geoi_cutter {
    double *at; /* where along the line it is cut, 0 to 1 */
    int64_t count, room;
    int64_t *edge, edge_count, edge_room;
} geoi_cutter;
void geoi_cutter_clear(geoi_cutter *c);

/* The parts of line feature i of g, one for each piece between two edges of zones: zones may come
 * again, and amounts are metres. Share is 0 yet. */
geo_status geoi_cut_line(geo_ctx *ctx, const geo_zones *zones, const geo_geometry *g, int64_t i,
                         geoi_cutter *c, geoi_parts *parts);

#endif /* GEOI_ZONES_INTERNAL_H */
