/* SPDX-License-Identifier: MIT */
/* GeoJSON texts to layers and back, for the tests of reader and writer. */
#ifndef GEO_TEST_GEOJSON_TEXT_H
#define GEO_TEST_GEOJSON_TEXT_H

#include "geo/layer.h"
#include "io/geojson_read.h"
#include "io/geojson_write.h"

geo_status read_with(geo_ctx *ctx, const char *text, int64_t size,
                     const geoi_geojson_options *options, geo_layer **layer);

/* The layer of a text that must be right; it is called "shops". */
geo_layer *reads(geo_ctx *ctx, const char *text);

/* The text is wrong, with exactly this message and hint. */
void refuses(geo_ctx *ctx, const char *text, const char *message, const char *hint);

/* A sink's put: `user` is a geoi_text. */
geo_status keep_bytes(geo_ctx *ctx, void *user, const char *bytes, int64_t n);

/* The layer as GeoJSON, or as a sequence; geoi_release() its bytes. */
geoi_text written(geo_ctx *ctx, const geo_layer *layer, int64_t decimals, bool sequence);

#endif /* GEO_TEST_GEOJSON_TEXT_H */
