/* SPDX-License-Identifier: MIT */
#include "geometry/nearby.h"

enum { FEW = 24 }; /* boxes: a loop over so many costs about one descent of a tree */

geo_status geoi_nearby_init(geo_ctx *ctx, geoi_nearby *nearby, int64_t n)
{
    nearby->n = n;
    nearby->tree = NULL;
    return geoi_array_raw(ctx, n, sizeof *nearby->boxes, &nearby->boxes);
}

geo_status geoi_nearby_build(geo_ctx *ctx, geoi_nearby *nearby)
{
    if (nearby->n <= FEW) {
        return GEO_OK;
    }
    return geoi_rtree_create(ctx, nearby->n, nearby->boxes, &nearby->tree);
}

void geoi_nearby_clear(geoi_nearby *nearby)
{
    geoi_rtree_destroy(nearby->tree);
    geoi_release(nearby->boxes);
    *nearby = (geoi_nearby){0};
}

void geoi_nearby_search(const geoi_nearby *nearby, geo_box query, geoi_rtree_visit visit,
                        void *user)
{
    if (nearby->tree != NULL) {
        geoi_rtree_search(nearby->tree, query, visit, user);
        return;
    }
    for (int64_t i = 0; i < nearby->n; i++) {
        if (geoi_boxes_meet(&nearby->boxes[i], &query) && !visit(user, i)) {
            return;
        }
    }
}
