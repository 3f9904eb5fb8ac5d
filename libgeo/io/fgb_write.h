/* SPDX-License-Identifier: MIT */
#ifndef GEOI_FGB_WRITE_H
#define GEOI_FGB_WRITE_H

#include "geo/layer.h"

#include "io/sink.h"

/* The bytes of a FlatGeobuf file of one layer called `name` into the sink. With `index` the
 * features stand in the order of its packed Hilbert R-tree, else in their own. Equal layers give
 * equal bytes. GEO_UNSUPPORTED: only some positions have heights, or what reads the format would
 * refuse a head or a feature as too large. */
geo_status geoi_fgb_write(geo_ctx *ctx, const geo_layer *layer, const char *name, bool index,
                          geoi_sink *sink);

#endif /* GEOI_FGB_WRITE_H */
