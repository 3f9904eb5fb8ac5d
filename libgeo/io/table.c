/* SPDX-License-Identifier: MIT */
/* CSV without coordinates. */
#include "io/csv.h"
#include "io/encoding.h"
#include "io/file.h"
#include "io/sniff.h"

static geo_status read_table(geo_ctx *ctx, const char *path, geoi_bytes *bytes,
                             geoi_layer_builder **builder)
{
    geo_status status = GEO_OK;
    char stem[GEOI_PATH_SIZE];
    geoi_digest *digest;
    geoi_text decoded = {0};
    const char *text;
    geoi_csv_places none;
    char encoding[40];
    int64_t length;
    geo_read_options options = geo_read_options_default();
    GEO_TRY(geoi_bytes_read(ctx, path, bytes));
    GEO_TRY(
        geoi_decode_file(ctx, NULL, bytes->data, bytes->size, &decoded, &text, &length, encoding));
    geoi_stem(path, stem, sizeof stem);
    GEO_TRY(geoi_layer_builder_create(ctx, stem, builder));
    GEO_TRY(geoi_layer_builder_source(ctx, *builder, path, NULL));
    GEO_TRY(geoi_bytes_digest(ctx, bytes, &digest));
    geoi_layer_builder_digest(*builder, digest);
    GEO_TRY(geoi_csv_layer(ctx, text, length, false, &options, NULL, *builder, &none));
done:
    geoi_release(decoded.bytes);
    return status;
}

geo_status geo_table_read(geo_ctx *ctx, const char *path, geo_layer **out)
{
    geo_status status = GEO_OK;
    geoi_bytes bytes = {0};
    geoi_layer_builder *builder = NULL;
    *out = NULL;
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "reading"));
    GEO_TRY(read_table(ctx, path, &bytes, &builder));
    GEO_TRY(geoi_layer_builder_finish(ctx, builder, out));
    GEO_TRY(geoi_progress(ctx, 1.0));
done:
    if (status != GEO_OK) {
        geo_layer_destroy(*out);
        *out = NULL;
        geoi_at_input(ctx, path);
    }
    geoi_layer_builder_destroy(builder);
    geoi_bytes_release(&bytes);
    return status;
}
