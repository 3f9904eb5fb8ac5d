/* SPDX-License-Identifier: MIT */
/* What is inside shapes, and how operations of the library make them. */
#ifndef GEOI_SHAPES_INTERNAL_H
#define GEOI_SHAPES_INTERNAL_H

#include "geo/space.h"
#include "layer/builder.h"

struct geo_shapes {
    geo_geometry g;              /* what is seen: its pointers lead into owned, or to a layer */
    geoi_geometry_builder owned; /* arrays of our own; those borrowed from a layer are NULL here */
};

/* Take over the geometry in metres that `b` holds, finished by geoi_geometry_finish(). The
 * builder is empty afterwards, whether this succeeds or not. */
geo_status geoi_shapes_adopt(geo_ctx *ctx, geoi_geometry_builder *b, geo_shapes **out);

#endif /* GEOI_SHAPES_INTERNAL_H */
