/* SPDX-License-Identifier: MIT */
/* What kind of geometry a layer has, for formats that must say so at its head. */
#ifndef GEOI_OUT_GEOMETRY_H
#define GEOI_OUT_GEOMETRY_H

#include "geo/layer.h"

#include "base/base.h"

typedef struct geoi_out_geometry {
    geo_geometry_type type; /* of all; the Multi type when only that differs; GEO_NONE = mixed */
    bool heights, flat;     /* some positions have a height; some have none */
    bool seen[GEO_COLLECTION + 1];
} geoi_out_geometry;

void geoi_out_geometry_look(const geo_geometry *g, geoi_out_geometry *out);

/* The type as which a geometry of type `own` is written: where the layer's is the Multi type of
 * it, that. */
geo_geometry_type geoi_out_geometry_as(const geoi_out_geometry *all, unsigned own);

#endif /* GEOI_OUT_GEOMETRY_H */
