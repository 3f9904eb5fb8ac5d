/* SPDX-License-Identifier: MIT */
/* GeoJSON texts to layers, for the tests of the reader. */
#ifndef GEO_TEST_GEOJSON_TEXT_H
#define GEO_TEST_GEOJSON_TEXT_H

#include "geo/layer.h"
#include "io/geojson_read.h"

geo_status read_with(geo_ctx *ctx, const char *text, int64_t size,
                     const geoi_geojson_options *options, geo_layer **layer);

/* The layer of a text that must be right; it is called "shops". */
geo_layer *reads(geo_ctx *ctx, const char *text);

/* The text is wrong, with exactly this message and hint. */
void refuses(geo_ctx *ctx, const char *text, const char *message, const char *hint);

#endif /* GEO_TEST_GEOJSON_TEXT_H */
