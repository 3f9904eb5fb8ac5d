/* SPDX-License-Identifier: MIT */
/* Shapes that must be points, as two columns: what work on points begins with. */
#ifndef GEOI_POINT_COLUMNS_H
#define GEOI_POINT_COLUMNS_H

#include "base/base.h"
#include "geo/space.h"

typedef struct geoi_points {
    int64_t n;           /* points there are: features with geometry */
    const double *x, *y; /* [n] */
    const int64_t *row;  /* [n] feature of each, ascending; NULL = 0 .. n - 1 */
} geoi_points;

static inline int64_t geoi_point_row(const geoi_points *points, int64_t i)
{
    return points->row != NULL ? points->row[i] : i;
}

/* Every feature is a point or has no geometry. */
bool geoi_points_only(const geo_shapes *shapes);

/* Borrows from the shapes, or from scratch where some features have no geometry. A multipoint
 * of one member is a point. GEO_DATA names `what` ("origins") and the feature. */
geo_status geoi_points_of(geo_ctx *ctx, const geo_shapes *shapes, const char *what,
                          geoi_points *out);

#endif /* GEOI_POINT_COLUMNS_H */
