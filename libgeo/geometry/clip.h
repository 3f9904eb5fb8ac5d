/* SPDX-License-Identifier: MIT */
/* What the two files of clipping share: clip.c makes and drives, clip_feature.c cuts one feature.
 */
#ifndef GEOI_CLIP_H
#define GEOI_CLIP_H

#include "geo/geometry.h"

#include "geometry/geos.h"
#include "geometry/nearby.h"

struct geo_clip {
    geoi_geometry_builder polygons;
    geoi_nearby parts;
    int64_t *owner; /* [part] its feature */
    bool box;       /* the parts are rectangles along the axes */
};

/* A part made ready for many questions; a chunk makes its own, as GEOS wants it. */
typedef struct geoi_clip_part {
    GEOSGeometry *part;
    const GEOSPreparedGeometry *prepared;
} geoi_clip_part;

typedef struct geoi_clip_worker {
    geo_ctx *ctx;
    const geo_clip *clip;
    const geo_layer *layer;
    geoi_geos geos;
    geoi_clip_part *ready; /* [parts of the clip] made when first asked for */
    int64_t *near, near_count, near_room;
    geo_status status;
} geoi_clip_worker;

typedef enum geoi_clip_fate { GEOI_CLIP_OUTSIDE, GEOI_CLIP_CUT, GEOI_CLIP_WHOLE } geoi_clip_fate;

/* `w` starts with ctx, clip and layer, and is cleared after all features. */
geo_status geoi_clip_start(geoi_clip_worker *w);
void geoi_clip_clear(geoi_clip_worker *w);
/* What is left of feature i is appended to b; what b got counts only if that is not OUTSIDE. */
geo_status geoi_clip_feature(geoi_clip_worker *w, int64_t i, geoi_geometry_builder *b,
                             geoi_clip_fate *found);

#endif /* GEOI_CLIP_H */
