/* SPDX-License-Identifier: MIT */
/* The way in: which reader some bytes go through, and from there to longitude and latitude. */
#include <math.h>

#include "geo/io.h"

#include "io/csv.h"
#include "io/gdal.h"
#include "io/geojson_read.h"
#include "io/kml_check.h"
#include "io/layers_list.h"
#include "io/read.h"
#include "io/read_clue.h"
#include "io/read_crs.h"
#include "io/rejects.h"
#include "io/remote.h"
#include "space/crs.h"

typedef struct read_job {
    geo_ctx *ctx;
    const char *path;
    geo_read_options options;
    geoi_bytes bytes;
    geoi_kind kind;
    geoi_layer_builder *builder;
    geoi_rejects rejects;
    char *crs;    /* what the file says; NULL: nothing */
    bool degrees; /* it need not say: what it holds is longitude and latitude */
} read_job;

/* ---- Options ---------------------------------------------------------------------------- */

static geo_status check_options(read_job *job)
{
    const geo_read_options *o = &job->options;
    bool csv = job->kind == GEOI_KIND_CSV;
    bool mapinfo = job->kind == GEOI_KIND_MAPINFO_TAB || job->kind == GEOI_KIND_MAPINFO_MIF;
    const char *what = NULL;
    if (o->reader != NULL && strcmp(o->reader, "gdal") != 0) {
        what = "the only other reader is called gdal";
    } else if (o->layer != NULL && !geoi_has_layers(job->kind)) {
        what = "a layer can only be named in GeoPackage, KML, OSM and PostGIS";
    } else if (o->encoding != NULL && !csv && !mapinfo && job->kind != GEOI_KIND_SHAPEFILE) {
        what = "an encoding can only be given for Shapefile, MapInfo and CSV; others are UTF-8";
    } else if (o->tags != NULL && job->kind != GEOI_KIND_OSM_PBF &&
               job->kind != GEOI_KIND_OSM_XML) {
        what = "tags can only be chosen for OSM";
    } else if ((o->x_field != NULL || o->y_field != NULL) && !csv) {
        what = "columns of coordinates can only be named for CSV";
    }
    return what == NULL ? GEO_OK : geoi_fail(job->ctx, GEO_INVALID, "%s", what);
}

/* Where faulty features go; NULL: they are an error. */
static geoi_rejects *rejects_of(read_job *job)
{
    return job->options.rejects != NULL ? &job->rejects : NULL;
}

/* ---- Formats ---------------------------------------------------------------------------- */

static geo_status read_geojson(read_job *job)
{
    geo_status status = GEO_OK;
    geoi_geojson_options how = {
        .source = job->path, .crs_is_known = job->options.crs != NULL, .rejects = rejects_of(job)};
    job->degrees = true;
    GEO_TRY(geoi_geojson_read(job->ctx, job->bytes.data, job->bytes.size, &how, &job->builder,
                              &job->crs));
    GEO_TRY(geoi_layer_builder_encoding(job->ctx, job->builder, "UTF-8"));
done:
    return status;
}

static geo_status read_csv(read_job *job)
{
    geo_status status = GEO_OK;
    char stem[GEOI_PATH_SIZE];
    geoi_csv_places places;
    geoi_text decoded = {0};
    const char *text;
    char encoding[40];
    int64_t length;
    GEO_TRY(geoi_decode_file(job->ctx, job->options.encoding, job->bytes.data, job->bytes.size,
                             &decoded, &text, &length, encoding));
    geoi_stem(job->path, stem, sizeof stem);
    GEO_TRY(geoi_layer_builder_create(job->ctx, stem, &job->builder));
    GEO_TRY(geoi_layer_builder_encoding(job->ctx, job->builder, encoding));
    GEO_TRY(geoi_csv_layer(job->ctx, text, length, true, &job->options, rejects_of(job),
                           job->builder, &places));
    job->degrees = true;
    if (places.crs != NULL) {
        GEO_TRY(geoi_copy_text(job->ctx, geoi_crs_spelling(places.crs), &job->crs));
    } else if (job->options.crs == NULL) {
        geoi_note(job->ctx, "its coordinates are read as longitude and latitude (OGC:CRS84); "
                            "--in-crs tells otherwise");
    }
done:
    geoi_release(decoded.bytes);
    return status;
}

static geo_status read_by_gdal(read_job *job)
{
    geo_status status = GEO_OK;
    geoi_sidecars sidecars = {0};
    geoi_text mended = {0};
    bool shapefile = job->kind == GEOI_KIND_SHAPEFILE;
    bool mapinfo = job->kind == GEOI_KIND_MAPINFO_TAB || job->kind == GEOI_KIND_MAPINFO_MIF;
    if (shapefile) {
        GEO_TRY(geoi_sidecars_read(job->ctx, job->path, &job->bytes, rejects_of(job), &sidecars));
    } else if (mapinfo) {
        GEO_TRY(geoi_mapinfo_read(job->ctx, job->path, job->kind == GEOI_KIND_MAPINFO_TAB,
                                  &job->bytes, &sidecars));
    } else if (job->kind == GEOI_KIND_KML) {
        GEO_TRY(geoi_kml_check(job->ctx, &job->bytes, rejects_of(job) != NULL ? &mended : NULL));
    }
    geoi_bytes text = {.data = mended.bytes, .size = mended.length};
    GEO_TRY(geoi_gdal_read(job->ctx, job->path, job->kind, mended.length > 0 ? &text : &job->bytes,
                           shapefile || mapinfo ? &sidecars : NULL, &job->options, rejects_of(job),
                           &job->builder, &job->crs));
done:
    geoi_release(mended.bytes);
    geoi_sidecars_release(&sidecars);
    return status;
}

static geo_status read_format(read_job *job)
{
    switch (job->kind) {
    case GEOI_KIND_GEOJSON:
        return job->options.reader != NULL ? read_by_gdal(job) : read_geojson(job);
    case GEOI_KIND_CSV:
        return read_csv(job);
    case GEOI_KIND_GEOPACKAGE:
    case GEOI_KIND_FLATGEOBUF:
    case GEOI_KIND_SHAPEFILE:
    case GEOI_KIND_OSM_PBF:
    case GEOI_KIND_OSM_XML:
    case GEOI_KIND_KML:
    case GEOI_KIND_MAPINFO_TAB:
    case GEOI_KIND_MAPINFO_MIF:
    case GEOI_KIND_POSTGIS:
        break;
    }
    return read_by_gdal(job);
}

/* ---- All together ----------------------------------------------------------------------- */

/* Is it WGS 84 because nothing says otherwise? EPSG:4326 is what software writes unasked. */
static bool is_by_default(const read_job *job)
{
    return job->options.crs == NULL && (job->crs == NULL || strcmp(job->crs, "EPSG:4326") == 0);
}

static geo_status finish(read_job *job, geo_layer **out)
{
    geoi_digest *digest;
    geo_status status = GEO_OK;
    char *shown = NULL;
    if (job->kind != GEOI_KIND_POSTGIS) { /* which is no file, and may be another tomorrow */
        GEO_TRY(geoi_bytes_digest(job->ctx, &job->bytes, &digest));
        geoi_layer_builder_digest(job->builder, digest);
    }
    size_t size = geo_source_shown(job->path, NULL, 0) + 1;
    GEO_TRY(geoi_array(job->ctx, (int64_t)size, 1, &shown));
    (void)geo_source_shown(job->path, shown, size);
    GEO_TRY(geoi_layer_builder_source(job->ctx, job->builder, shown, NULL));
    GEO_TRY(geoi_read_or_reject(job->ctx, &job->options, &job->rejects, job->builder, out));
    if (is_by_default(job)) {
        GEO_TRY(geoi_read_clue(job->ctx, job->path, *out));
    }
    if (job->options.rejects != NULL) {
        GEO_TRY(geoi_rejects_finish(job->ctx, &job->rejects, job->options.rejects));
    }
done:
    geoi_release(shown);
    return status;
}

static geo_status read_file(read_job *job)
{
    geo_status status = GEO_OK;
    if (job->bytes.data == NULL) {
        GEO_TRY(geoi_bytes_read(job->ctx, job->path, &job->bytes));
    }
    if (job->options.digest != 0) {
        GEO_TRY(geoi_bytes_digest_begin(job->ctx, &job->bytes));
    }
    GEO_TRY(geoi_sniff(job->ctx, job->path, job->bytes.data, job->bytes.size, &job->kind));
done:
    return status;
}

static geo_status read_all(read_job *job, geo_layer **out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_stage(job->ctx, 0.0, 0.9, "reading"));
    if (geoi_is_postgis(job->path, &job->options)) {
        job->kind = GEOI_KIND_POSTGIS;
    } else {
        GEO_TRY(read_file(job));
    }
    GEO_TRY(check_options(job));
    GEO_TRY(read_format(job));
    GEO_TRY(geoi_stage(job->ctx, 0.9, 1.0, "reading"));
    geoi_rejects_forget(&job->rejects); /* what reading foresaw has come */
    GEO_TRY(geoi_read_to_lonlat(job->ctx, &job->options, job->crs, job->degrees, rejects_of(job),
                                job->builder));
    GEO_TRY(finish(job, out));
    GEO_TRY(geoi_progress(job->ctx, 1.0));
done:
    return status;
}

geo_status geoi_read_bytes(geo_ctx *ctx, const char *path, const geo_read_options *options,
                           geoi_bytes *bytes, geo_layer **out)
{
    geo_status status = GEO_OK;
    read_job job = {
        .ctx = ctx, .path = path, .options = geo_read_options_default(), .bytes = *bytes};
    *bytes = (geoi_bytes){0};
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &job.options, options));
    if (job.options.rejects != NULL) {
        *job.options.rejects = NULL;
    }
    status = read_all(&job, out);
    if (status != GEO_OK) {
        geo_layer_destroy(*out);
        *out = NULL;
        if (job.options.rejects != NULL) {
            geo_layer_destroy(*job.options.rejects);
            *job.options.rejects = NULL;
        }
        if (status == GEO_DATA && job.options.crs == NULL) {
            geoi_clue_hint(ctx, path);
        }
        geoi_at_input(ctx, path);
    }
done:
    geoi_rejects_clear(&job.rejects);
    geoi_layer_builder_destroy(job.builder);
    geoi_release(job.crs);
    geoi_bytes_release(&job.bytes);
    return status;
}

geo_status geo_layer_read(geo_ctx *ctx, const char *path, const geo_read_options *options,
                          geo_layer **out)
{
    geoi_bytes none = {0};
    return geoi_read_bytes(ctx, path, options, &none, out);
}
