/* SPDX-License-Identifier: MIT */
/* What a part of a feature is, whether the feature is a collection or of one type. */
#ifndef GEOI_PARTS_H
#define GEOI_PARTS_H

#include "geo/layer.h"

/* GEO_POINT, GEO_LINESTRING or GEO_POLYGON; GEO_NONE of a feature that has no parts. */
static inline unsigned geoi_part_type(const geo_geometry *g, int64_t feature, int64_t part)
{
    unsigned type = g->type[feature];
    if (type == GEO_COLLECTION) {
        return g->part_kind != NULL ? g->part_kind[part] & GEO_PART_TYPE : GEO_NONE;
    }
    return type >= GEO_MULTIPOINT ? type - GEO_MULTIPOINT + GEO_POINT : type;
}

#endif /* GEOI_PARTS_H */
