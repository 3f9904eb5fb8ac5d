/* SPDX-License-Identifier: MIT */
#ifndef GEO_TEST_FUZZ_LAYER_H
#define GEO_TEST_FUZZ_LAYER_H

#include "geo/layer.h"

/* The layer of a GeoJSON text, read in stretches of `chunk` bytes (0 = the usual size); NULL when
 * refused, or when the coordinates are in another system. */
geo_layer *fuzz_read_geojson(geo_ctx *ctx, const char *bytes, int64_t size, int64_t chunk);

#endif /* GEO_TEST_FUZZ_LAYER_H */
