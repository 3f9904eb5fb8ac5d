/* SPDX-License-Identifier: MIT */
/* Any bytes are read as a table and as points. Promises: there is a builder's worth of features
 * exactly when the status says so, a message when not; and a table that was read, written with
 * every field quoted, reads back the same. */
#include "fuzz.h"

#include "io/csv.h"
#include "io/encoding.h"
#include "layer_difference.h"

/* NULL when refused. */
static geo_layer *read_layer(geo_ctx *ctx, const char *bytes, int64_t size, bool points)
{
    geo_read_options options = geo_read_options_default();
    geoi_layer_builder *builder = NULL;
    geoi_csv_places found;
    geoi_text decoded = {0};
    geo_layer *layer = NULL;
    const char *text;
    char encoding[40];
    int64_t length;
    PROMISE(geoi_layer_builder_create(ctx, "fuzz", &builder) == GEO_OK);
    geo_status status = geoi_decode_file(ctx, NULL, bytes, size, &decoded, &text, &length, encoding);
    if (status == GEO_OK) {
        status = geoi_csv_layer(ctx, text, length, points, &options, NULL, builder, &found);
    }
    if (status == GEO_OK) {
        status = geoi_layer_builder_finish(ctx, builder, &layer);
        PROMISE(points || status == GEO_OK); /* points may be no degrees */
    }
    PROMISE((status == GEO_OK) == (layer != NULL));
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    geoi_layer_builder_destroy(builder);
    geoi_release(decoded.bytes);
    return layer;
}

static void put_quoted(geo_ctx *ctx, geoi_text *out, const char *text, int64_t length)
{
    PROMISE(geoi_text_append(ctx, out, "\"", 1) == GEO_OK);
    for (int64_t i = 0; i < length; i++) {
        PROMISE(geoi_text_append(ctx, out, "\"\"", text[i] == '"') == GEO_OK);
        PROMISE(geoi_text_append(ctx, out, text + i, 1) == GEO_OK);
    }
    PROMISE(geoi_text_append(ctx, out, "\"", 1) == GEO_OK);
}

static void same_when_written(geo_ctx *ctx, const geo_layer *layer)
{
    geoi_text out = {0};
    int64_t columns = geo_layer_column_count(layer);
    for (int64_t row = -1; row < geo_layer_count(layer); row++) {
        for (int64_t i = 0; i < columns; i++) {
            geo_column c = geo_layer_column(layer, i);
            PROMISE(geoi_text_append(ctx, &out, ",", i > 0) == GEO_OK);
            if (row < 0) {
                put_quoted(ctx, &out, c.info.name, (int64_t)strlen(c.info.name));
            } else {
                int64_t at = c.text_begin[row], length = c.text_begin[row + 1] - at;
                put_quoted(ctx, &out, length > 0 ? c.text + at : "", length);
            }
        }
        PROMISE(geoi_text_append(ctx, &out, "\n", 1) == GEO_OK);
    }
    geo_layer *again = read_layer(ctx, out.bytes, out.length, false);
    PROMISE(again != NULL);
    PROMISE(layer_difference(layer, again) == NULL);
    geo_layer_destroy(again);
    geoi_release(out.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1; /* threads are not what is tested here, and slow to make */
    geo_ctx *ctx;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    geo_layer *table = read_layer(ctx, (const char *)bytes, (int64_t)size, false);
    if (table != NULL) {
        same_when_written(ctx, table);
    }
    geo_layer_destroy(table);
    geo_layer_destroy(read_layer(ctx, (const char *)bytes, (int64_t)size, true));
    geo_ctx_destroy(ctx);
    return 0;
}
