/* SPDX-License-Identifier: MIT */
/* The form of one polygon: see geo/descriptors.h. */
#ifndef GEOI_COMPACTNESS_H
#define GEOI_COMPACTNESS_H

#include "base/base.h"
#include "base/sum.h"
#include "geo/descriptors.h"

/* Of feature i of g, a polygon, a multipolygon or without geometry. From any thread. */
geo_status geoi_compactness_of(geo_ctx *ctx, const geo_geometry *g, int64_t i,
                               geo_compactness *out);
/* NaN throughout. */
geo_compactness geoi_no_compactness(void);

#endif /* GEOI_COMPACTNESS_H */
