/* SPDX-License-Identifier: MIT */
/* Any bytes are read. Promises: there is a layer exactly when the status says so; stretches of
 * another size give the same layer or the same message; what was read can be written; and what
 * was written reads back to a layer that is written the same. */
#include "fuzz.h"

#include "fuzz_layer.h"
#include "io/geojson_write.h"
#include "layer_difference.h"

static geo_status keep(geo_ctx *ctx, void *user, const char *bytes, int64_t n)
{
    return geoi_text_append(ctx, user, bytes, n);
}

static geoi_text write_layer(geo_ctx *ctx, const geo_layer *layer)
{
    geoi_text text = {0};
    geoi_sink sink = {keep, &text};
    geo_write_options options = geo_write_options_default();
    PROMISE(geoi_geojson_write(ctx, layer, &options, false, &sink) == GEO_OK);
    return text;
}

static void same_when_cut(geo_ctx *ctx, const geo_layer *layer, const char *bytes, int64_t size)
{
    char message[512];
    (void)snprintf(message, sizeof message, "%s", layer == NULL ? geo_ctx_message(ctx) : "");
    geo_layer *cut = fuzz_read_geojson(ctx, bytes, size, 64);
    PROMISE((cut == NULL) == (layer == NULL));
    if (layer == NULL) {
        PROMISE(strcmp(message, geo_ctx_message(ctx)) == 0);
    } else {
        PROMISE(layer_difference(layer, cut) == NULL);
    }
    geo_layer_destroy(cut);
}

static void same_when_written(geo_ctx *ctx, const geo_layer *layer)
{
    geoi_text first = write_layer(ctx, layer);
    geo_layer *again = fuzz_read_geojson(ctx, first.bytes, first.length, 0);
    PROMISE(again != NULL);
    PROMISE(geo_layer_count(again) == geo_layer_count(layer));
    geoi_text second = write_layer(ctx, again);
    PROMISE(first.length == second.length);
    PROMISE(memcmp(first.bytes, second.bytes, (size_t)first.length) == 0);
    geo_layer_destroy(again);
    geoi_release(first.bytes);
    geoi_release(second.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1; /* threads are not what is tested here, and slow to make */
    geo_ctx *ctx;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    geo_layer *layer = fuzz_read_geojson(ctx, (const char *)bytes, (int64_t)size, 0);
    same_when_cut(ctx, layer, (const char *)bytes, (int64_t)size);
    if (layer != NULL) {
        same_when_written(ctx, layer);
    }
    geo_layer_destroy(layer);
    geo_ctx_destroy(ctx);
    return 0;
}
