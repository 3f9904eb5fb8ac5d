/* SPDX-License-Identifier: MIT */
/* The way out: which writer a layer goes through, and into which file. */
#include "geo/io.h"

#include "io/csv_write.h"
#include "io/fgb_write.h"
#include "io/file.h"
#include "io/geojson_write.h"
#include "io/gpkg_file.h"
#include "io/json.h"
#include "io/shapefile_write.h"
#include "io/sniff.h"
#include "io/style.h"

/* ---- Bytes ------------------------------------------------------------------------------ */

geo_status geo_file_write(geo_ctx *ctx, const char *path, const void *bytes, size_t size,
                          int overwrite)
{
    geo_status status = GEO_OK;
    geoi_file file = {0};
    geoi_file_options how = {.overwrite = overwrite != 0};
    GEO_TRY(geoi_file_create(ctx, path, &how, &file));
    GEO_TRY(geoi_file_put(ctx, &file, bytes, (int64_t)size));
    GEO_TRY(geoi_file_commit(ctx, &file));
done:
    geoi_file_close(&file);
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
    return status;
}

/* ---- Options ---------------------------------------------------------------------------- */

typedef struct write_job {
    geo_ctx *ctx;
    const char *path;
    const geo_layer *layer;
    geo_write_options options;
    geoi_file file, style_file;
    geoi_text style;
} write_job;

geo_format geo_format_of(const char *path)
{
    static const struct {
        const char *extension;
        geo_format format;
    } known[] = {
        {".geojson", GEO_FORMAT_GEOJSON},     {".json", GEO_FORMAT_GEOJSON},
        {".geojsonl", GEO_FORMAT_GEOJSONSEQ}, {".geojsonseq", GEO_FORMAT_GEOJSONSEQ},
        {".geojsons", GEO_FORMAT_GEOJSONSEQ}, {".ndjson", GEO_FORMAT_GEOJSONSEQ},
        {".jsonl", GEO_FORMAT_GEOJSONSEQ},    {".gpkg", GEO_FORMAT_GEOPACKAGE},
        {".fgb", GEO_FORMAT_FLATGEOBUF},      {".csv", GEO_FORMAT_CSV},
        {".shp", GEO_FORMAT_SHAPEFILE},
    };
    if (strcmp(path, "-") == 0) {
        return GEO_FORMAT_GEOJSON;
    }
    for (int64_t i = 0; i < GEOI_COUNT_OF(known); i++) {
        if (geoi_has_extension(path, known[i].extension)) {
            return known[i].format;
        }
    }
    return GEO_FORMAT_AUTO;
}

/* Who opens a .gpkg expects a GeoPackage. A .json may hold any JSON. */
static geo_status check_extension(write_job *job)
{
    static const char *const names[] = {
        [GEO_FORMAT_GEOJSON] = "GeoJSON",       [GEO_FORMAT_GEOJSONSEQ] = "GeoJSONSeq",
        [GEO_FORMAT_GEOPACKAGE] = "GeoPackage", [GEO_FORMAT_FLATGEOBUF] = "FlatGeobuf",
        [GEO_FORMAT_SHAPEFILE] = "Shapefile",   [GEO_FORMAT_CSV] = "CSV"};
    geo_format asked = job->options.format, named = geo_format_of(job->path);
    if (named == asked || named == GEO_FORMAT_AUTO ||
        (asked == GEO_FORMAT_GEOJSONSEQ && geoi_has_extension(job->path, ".json"))) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(job->ctx, GEO_INVALID, "its extension says %s, but the format asked for is %s",
                  names[named], names[asked]);
    geoi_hint(job->ctx, "leave the format out, or give the file the extension of %s", names[asked]);
    return status;
}

static geo_status choose_format(write_job *job)
{
    if (strcmp(job->path, "-") == 0) {
        if (job->options.format == GEO_FORMAT_AUTO) {
            job->options.format = GEO_FORMAT_GEOJSON;
        }
        return GEO_OK;
    }
    if (job->options.format != GEO_FORMAT_AUTO) {
        return check_extension(job);
    }
    job->options.format = geo_format_of(job->path);
    if (job->options.format != GEO_FORMAT_AUTO) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(job->ctx, GEO_INVALID,
                                  "its extension names no format that is "
                                  "written");
    geoi_hint(job->ctx, "use .geojson, .geojsonl, .gpkg, .fgb, .csv or .shp");
    return status;
}

static geo_status check_run(write_job *job)
{
    const char *run = job->options.run;
    geo_status status = GEO_OK;
    if (run != NULL) {
        status = run[0] == '{' ? geoi_json_validate(job->ctx, run, (int64_t)strlen(run)) : GEO_DATA;
    }
    return status == GEO_DATA ? geoi_fail(job->ctx, GEO_INVALID, "run: is no JSON object") : status;
}

static geo_status check_layer(write_job *job)
{
    const geo_write_options *o = &job->options;
    if (o->layer != NULL && o->format != GEO_FORMAT_GEOPACKAGE) {
        return geoi_fail(job->ctx, GEO_INVALID, "layer: only a GeoPackage has layers with names");
    }
    if (o->layer != NULL && strcmp(job->path, "-") == 0) {
        return geoi_fail(job->ctx, GEO_INVALID, "layer: standard output has but one");
    }
    return GEO_OK;
}

static geo_status check_options(write_job *job)
{
    geo_status status = GEO_OK;
    const geo_write_options *o = &job->options;
    if ((unsigned)o->format > GEO_FORMAT_CSV) {
        return geoi_fail(job->ctx, GEO_INVALID, "format: %d is none", (int)o->format);
    }
    if ((unsigned)o->style > GEO_STYLE_GRADUATED) {
        return geoi_fail(job->ctx, GEO_INVALID, "style: %d is none", (int)o->style);
    }
    if (o->style_class_count < 0 || (o->style_class_count > 0 && o->style_classes == NULL)) {
        return geoi_fail(job->ctx, GEO_INVALID, "style_class_count: %lld without style_classes",
                         (long long)o->style_class_count);
    }
    if (o->decimals < 0 || o->decimals > 15) {
        return geoi_fail(job->ctx, GEO_INVALID, "decimals: %lld is not in 0 .. 15",
                         (long long)o->decimals);
    }
    if (o->style != GEO_STYLE_NONE && strcmp(job->path, "-") == 0) {
        status = geoi_fail(job->ctx, GEO_INVALID, "style: is a file beside the output");
        geoi_hint(job->ctx, "write to a file: -o out.geojson");
        return status;
    }
    if (o->style != GEO_STYLE_NONE && geoi_has_extension(job->path, ".qml")) {
        status = geoi_fail(job->ctx, GEO_INVALID, "is the name of its own style file");
        geoi_hint(job->ctx, "let the output end otherwise, or write no style: --no-style");
        return status;
    }
    GEO_TRY(check_run(job));
    GEO_TRY(choose_format(job));
    GEO_TRY(check_layer(job));
done:
    return status;
}

/* ---- Layers ----------------------------------------------------------------------------- */

static geo_status write_format(write_job *job)
{
    geoi_sink sink = {geoi_file_put, &job->file};
    char stem[GEOI_PATH_SIZE];
    const geo_write_options *o = &job->options;
    if (o->format == GEO_FORMAT_GEOJSON || o->format == GEO_FORMAT_GEOJSONSEQ) {
        return geoi_geojson_write(job->ctx, job->layer, o, o->format == GEO_FORMAT_GEOJSONSEQ,
                                  &sink);
    }
    if (o->format == GEO_FORMAT_CSV) {
        return geoi_csv_write(job->ctx, job->layer, o, &sink);
    }
    geoi_stem(job->path, stem, sizeof stem);
    return geoi_fgb_write(job->ctx, job->layer, stem, o->index != 0, &sink);
}

/* Both files are complete before the first gets its name. */
static geo_status write_files(write_job *job)
{
    geo_status status = GEO_OK;
    const geo_write_options *o = &job->options;
    geoi_file_options how = {.overwrite = o->overwrite != 0};
    if (o->style != GEO_STYLE_NONE) {
        geoi_style style = geoi_style_of(o);
        GEO_TRY(geoi_style_qml(job->ctx, job->layer, &style, NULL, &job->style));
    }
    GEO_TRY(geoi_file_create(job->ctx, job->path, &how, &job->file));
    if (o->style != GEO_STYLE_NONE) {
        GEO_TRY(geoi_style_beside(job->ctx, job->path, &job->style, &how, &job->style_file));
    }
    GEO_TRY(write_format(job));
    GEO_TRY(geoi_file_commit(job->ctx, &job->file));
    if (o->style != GEO_STYLE_NONE) {
        GEO_TRY(geoi_file_commit(job->ctx, &job->style_file));
    }
done:
    return status;
}

static geo_status write_layer(write_job *job)
{
    geo_status status = GEO_OK;
    const geo_write_options *o = &job->options;
    GEO_TRY(geoi_stage(job->ctx, 0.0, 1.0, "writing"));
    if (o->format == GEO_FORMAT_GEOPACKAGE) {
        GEO_TRY(geoi_gpkg_file_write(job->ctx, job->path, job->layer, o));
    } else if (o->format == GEO_FORMAT_SHAPEFILE) {
        GEO_TRY(geoi_shapefile_write(job->ctx, job->path, job->layer, o));
    } else {
        GEO_TRY(write_files(job));
    }
    GEO_TRY(geoi_progress(job->ctx, 1.0));
done:
    return status;
}

geo_status geo_layer_write(geo_ctx *ctx, const char *path, const geo_layer *layer,
                           const geo_write_options *options)
{
    geo_status status = GEO_OK;
    write_job job = {
        .ctx = ctx, .path = path, .layer = layer, .options = geo_write_options_default()};
    GEO_TRY(geoi_options(ctx, &job.options, options));
    status = check_options(&job);
    if (status == GEO_OK) {
        status = write_layer(&job);
    }
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
    geoi_file_close(&job.file);
    geoi_file_close(&job.style_file);
    geoi_release(job.style.bytes);
done:
    return status;
}

/* Files have no name unless committed. */
static geo_status check_files(write_job *job)
{
    if (job->options.format == GEO_FORMAT_GEOPACKAGE) {
        return geoi_gpkg_file_check(job->ctx, job->path, &job->options);
    }
    if (job->options.format == GEO_FORMAT_SHAPEFILE) {
        return geoi_shapefile_check_write(job->ctx, job->path, &job->options);
    }
    geoi_file_options how = {.overwrite = job->options.overwrite != 0};
    geo_status status = geoi_file_create(job->ctx, job->path, &how, &job->file);
    if (status == GEO_OK && job->options.style != GEO_STYLE_NONE) {
        status = geoi_style_beside(job->ctx, job->path, &job->style, &how, &job->style_file);
    }
    return status;
}

geo_status geo_layer_write_check(geo_ctx *ctx, const char *path, const geo_write_options *options)
{
    geo_status status = GEO_OK;
    write_job job = {.ctx = ctx, .path = path, .options = geo_write_options_default()};
    GEO_TRY(geoi_options(ctx, &job.options, options));
    status = check_options(&job);
    if (status == GEO_OK) {
        status = check_files(&job);
    }
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
    geoi_file_close(&job.file);
    geoi_file_close(&job.style_file);
done:
    return status;
}
