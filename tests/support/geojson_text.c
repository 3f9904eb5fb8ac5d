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

geo_status keep_bytes(geo_ctx *ctx, void *user, const char *bytes, int64_t n)
{
    return geoi_text_append(ctx, user, bytes, n);
}

geoi_text written(geo_ctx *ctx, const geo_layer *layer, int64_t decimals, bool sequence)
{
    geoi_text text = {0};
    geoi_sink sink = {keep_bytes, &text};
    geo_write_options o = geo_write_options_default();
    o.decimals = decimals;
    assert_ok(ctx, geoi_geojson_write(ctx, layer, &o, sequence, &sink));
    return text;
}
