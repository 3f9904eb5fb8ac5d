/* SPDX-License-Identifier: MIT */
#include "fuzz_layer.h"

#include "fuzz.h"
#include "io/geojson_read.h"

geo_layer *fuzz_read_geojson(geo_ctx *ctx, const char *bytes, int64_t size, int64_t chunk)
{
    const geoi_geojson_options options = {.source = "fuzz.geojson", .chunk = chunk};
    geoi_layer_builder *builder;
    geo_layer *layer = NULL;
    char *crs;
    geo_status status = geoi_geojson_read(ctx, bytes, size, &options, &builder, &crs);
    PROMISE((status == GEO_OK) == (builder != NULL));
    PROMISE(status == GEO_OK || (crs == NULL && geo_ctx_message(ctx)[0] != '\0'));
    if (status == GEO_OK && crs == NULL) {
        PROMISE(geoi_layer_builder_finish(ctx, builder, &layer) == GEO_OK);
        PROMISE(layer != NULL);
    }
    geoi_layer_builder_destroy(builder);
    geoi_release(crs);
    return layer;
}
