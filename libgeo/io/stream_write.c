/* SPDX-License-Identifier: MIT */
/* A text sequence written batch by batch. */
#include "geo/stream.h"

#include "io/file.h"
#include "io/geojson_write.h"

struct geo_writer {
    char *path;
    geo_write_options options;
    geoi_file file;
};

geo_status geo_writer_open(geo_ctx *ctx, const char *path, const geo_write_options *options,
                           geo_writer **out)
{
    geo_status status = GEO_OK;
    geo_writer *w = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *w, &w));
    w->options = geo_write_options_default();
    GEO_TRY(geoi_options(ctx, &w->options, options));
    GEO_TRY(geoi_copy_text(ctx, path, &w->path));
    if (w->options.format == GEO_FORMAT_AUTO) {
        w->options.format = geo_format_of(path);
    }
    if (w->options.format != GEO_FORMAT_GEOJSONSEQ) {
        status = geoi_fail(ctx, GEO_UNSUPPORTED, "only GeoJSONSeq is written in batches");
        geoi_at_output(ctx, path);
        goto done;
    }
    geoi_file_options how = {.overwrite = w->options.overwrite != 0};
    status = geoi_file_create(ctx, path, &how, &w->file);
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
        goto done;
    }
    *out = w;
    w = NULL;
done:
    geo_writer_close(w);
    return status;
}

geo_status geo_writer_append(geo_ctx *ctx, geo_writer *w, const geo_layer *layer)
{
    geoi_sink sink = {geoi_file_put, &w->file};
    geo_status status = geoi_geojson_write(ctx, layer, &w->options, true, &sink);
    if (status != GEO_OK) {
        geoi_at_output(ctx, w->path);
    }
    return status;
}

geo_status geo_writer_commit(geo_ctx *ctx, geo_writer *w)
{
    geo_status status = geoi_file_commit(ctx, &w->file);
    if (status != GEO_OK) {
        geoi_at_output(ctx, w->path);
    }
    return status;
}

int64_t geo_writer_delivered(const geo_writer *w)
{
    return w != NULL ? w->file.written : 0;
}

void geo_writer_close(geo_writer *w)
{
    if (w != NULL) {
        geoi_file_close(&w->file);
        geoi_release(w->path);
        geoi_release(w);
    }
}
