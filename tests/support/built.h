/* SPDX-License-Identifier: MIT */
/* Layers and geometry built piece by piece, for the tests of the layer module. */
#ifndef GEO_TEST_BUILT_H
#define GEO_TEST_BUILT_H

#include "layer/builder.h"

void name_is(geo_ctx *ctx, geoi_layer_builder *b, const char *name, int64_t *index);
/* One value of each spelling: n null, t true, "..." text, #... int, ~... real, {...} json,
 * @... date-time; "" sets nothing. */
geo_status set_value(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, const char *spelt);
/* A layer whose one column "v" was given these values. */
geo_layer *layer_of_values(geo_ctx *ctx, const char *const *values, int64_t n);
void text_is(const geo_column *c, int64_t row, const char *expected);

/* A square as a ring more. */
void add_ring(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double size);
/* Six features: point, null, polygon with a hole, multipolygon of two, empty line string, line
 * with a height and none. */
void mixed_geometry(geo_ctx *ctx, geoi_geometry_builder *b);

#endif /* GEO_TEST_BUILT_H */
