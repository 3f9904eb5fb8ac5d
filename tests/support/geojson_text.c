/* SPDX-License-Identifier: MIT */
#include "geojson_text.h"

#include "support.h"

geo_status read_with(geo_ctx *ctx, const char *text, int64_t size,
                     const geoi_geojson_options *options, geo_layer **layer)
{
    geo_status status = GEO_OK;
    geoi_layer_builder *builder = NULL;
    char *crs = NULL;
    *layer = NULL;
    GEO_TRY(geoi_geojson_read(ctx, text, size, options, &builder, &crs));
    GEO_TRY(geoi_layer_builder_finish(ctx, builder, layer));
done:
    geoi_layer_builder_destroy(builder);
    geoi_release(crs);
    return status;
}

static geo_status read_text(geo_ctx *ctx, const char *text, geo_layer **layer)
{
    const geoi_geojson_options options = {.source = "data/shops.geojson"};
    return read_with(ctx, text, (int64_t)strlen(text), &options, layer);
}

geo_layer *reads(geo_ctx *ctx, const char *text)
{
    geo_layer *layer;
    if (read_text(ctx, text, &layer) != GEO_OK) {
        fail_msg("%s\n  gave: %s", text, geo_ctx_message(ctx));
    }
    return layer;
}

void refuses(geo_ctx *ctx, const char *text, const char *message, const char *hint)
{
    geo_layer *layer;
    geo_status status = read_text(ctx, text, &layer);
    assert_null(layer);
    if (status != GEO_DATA || strcmp(geo_ctx_message(ctx), message) != 0 ||
        strcmp(geo_ctx_hint(ctx), hint) != 0) {
        fail_msg("%s\n  gave: %s\n   not: %s\n  hint: %s\n   not: %s", text, geo_ctx_message(ctx),
                 message, geo_ctx_hint(ctx), hint);
    }
}
