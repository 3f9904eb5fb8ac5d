/* SPDX-License-Identifier: MIT */
/* Well-known text (OGC 06-103r4): POLYGON Z ((0 0 5,1 0 5,1 1 5,0 0 5)). */
#ifndef GEOI_WKT_WRITE_H
#define GEOI_WKT_WRITE_H

#include "geo/layer.h"

#include "base/base.h"

/* Append feature i, which has a geometry. A height that is missing among others is NaN. */
geo_status geoi_wkt_append(geo_ctx *ctx, const geo_geometry *g, int64_t i, int decimals,
                           geoi_text *out);

#endif /* GEOI_WKT_WRITE_H */
