/* SPDX-License-Identifier: MIT */
/* The smallest box of positions; empty (min > max) when there are none. */
#ifndef GEOI_BOX_H
#define GEOI_BOX_H

#include "base/base.h"
#include "geo/layer.h"

/* Of n positions. */
geo_box geoi_extent(int64_t n, const double *x, const double *y);

/* Of some positions of a geometry. */
geo_box geoi_extent_of(const geo_geometry *g, geo_span s);
geo_box geoi_feature_box(const geo_geometry *g, int64_t i);

#endif /* GEOI_BOX_H */
