/* SPDX-License-Identifier: MIT */
/* GeoJSON out (RFC 7946). */
#ifndef GEOI_GEOJSON_WRITE_H
#define GEOI_GEOJSON_WRITE_H

#include "geo/io.h"
#include "io/sink.h"

/* Write `layer` as a FeatureCollection with one feature a line, or as a `sequence`: features
 * alone, one a line, without record separators and without geo:run. Same bytes for any number
 * of threads; memory is bounded by a batch of features. Of the options, o->run and o->decimals
 * count here. */
geo_status geoi_geojson_write(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *o,
                              bool sequence, geoi_sink *sink);

#endif /* GEOI_GEOJSON_WRITE_H */
