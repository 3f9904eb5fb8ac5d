/* SPDX-License-Identifier: MIT */
/* The way in: which reader some bytes go through, and from there to longitude and latitude. */
#include <math.h>

#include "geo/io.h"

#include "io/csv.h"
#include "io/gdal.h"
#include "io/geojson_read.h"
#include "space/crs.h"

typedef struct read_job {
    geo_ctx *ctx;
    const char *path;
    geo_read_options options;
    geoi_bytes bytes;
    geoi_kind kind;
    geoi_layer_builder *builder;
    char *crs;    /* what the file says; NULL: nothing */
    bool degrees; /* it need not say: what it holds is longitude and latitude */
} read_job;

/* ---- Options ---------------------------------------------------------------------------- */

static geo_status check_options(read_job *job)
{
    const geo_read_options *o = &job->options;
    bool csv = job->kind == GEOI_KIND_CSV;
    const char *what = NULL;
    if (o->layer != NULL && job->kind != GEOI_KIND_GEOPACKAGE) {
        what = "a layer can only be named in a GeoPackage";
    } else if (o->encoding != NULL && !csv && job->kind != GEOI_KIND_SHAPEFILE) {
        what = "an encoding can only be given for Shapefile and CSV; other formats are UTF-8";
    } else if ((o->x_field != NULL || o->y_field != NULL) && !csv) {
        what = "columns of coordinates can only be named for CSV";
    }
    return what == NULL ? GEO_OK : geoi_fail(job->ctx, GEO_INVALID, "%s", what);
}

/* ---- Formats ---------------------------------------------------------------------------- */

static geo_status read_geojson(read_job *job)
{
    geoi_geojson_options how = {.source = job->path, .crs_is_known = job->options.crs != NULL};
    job->degrees = true;
    return geoi_geojson_read(job->ctx, job->bytes.data, job->bytes.size, &how, &job->builder,
                             &job->crs);
}

static geo_status read_csv(read_job *job)
{
    geo_status status = GEO_OK;
    char stem[GEOI_PATH_SIZE];
    geoi_text decoded = {0};
    const char *text;
    int64_t length;
    GEO_TRY(geoi_decode_file(job->ctx, job->options.encoding, job->bytes.data, job->bytes.size,
                             &decoded, &text, &length));
    geoi_stem(job->path, stem, sizeof stem);
    GEO_TRY(geoi_layer_builder_create(job->ctx, stem, &job->builder));
    GEO_TRY(geoi_csv_layer(job->ctx, text, length, true, &job->options, job->builder));
    job->degrees = true;
    if (job->options.crs == NULL) {
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
    bool shapefile = job->kind == GEOI_KIND_SHAPEFILE;
    if (shapefile) {
        GEO_TRY(geoi_sidecars_read(job->ctx, job->path, &job->bytes, &sidecars));
    }
    GEO_TRY(geoi_gdal_read(job->ctx, job->path, job->kind, &job->bytes,
                           shapefile ? &sidecars : NULL, &job->options, &job->builder, &job->crs));
done:
    geoi_sidecars_release(&sidecars);
    return status;
}

static geo_status read_format(read_job *job)
{
    switch (job->kind) {
    case GEOI_KIND_GEOJSON:
        return read_geojson(job);
    case GEOI_KIND_CSV:
        return read_csv(job);
    case GEOI_KIND_GEOPACKAGE:
    case GEOI_KIND_FLATGEOBUF:
    case GEOI_KIND_SHAPEFILE:
        break;
    }
    return read_by_gdal(job);
}

/* ---- To longitude and latitude ---------------------------------------------------------- */

static geo_status fail_no_crs(geo_ctx *ctx)
{
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "does not say in which system its coordinates are");
    geoi_hint(ctx, "name it, such as --in-crs EPSG:4548; ask who made the file, do not guess");
    return status;
}

/* The system to read in: what the caller says, else what the file says. */
static geo_status choose_crs(read_job *job, const char **definition)
{
    *definition = job->options.crs != NULL ? job->options.crs : job->crs;
    return *definition != NULL || job->degrees ? GEO_OK : fail_no_crs(job->ctx);
}

/* Did the caller overrule the file? Then say so. */
static void note_overruled(read_job *job, const geoi_crs *used)
{
    const char *name = geoi_crs_name(used);
    if (job->options.crs != NULL && job->crs != NULL && strcmp(job->crs, name) != 0) {
        bool code = strncmp(job->crs, "EPSG:", 5) == 0; /* else some lines of WKT */
        geoi_note(job->ctx, "read in %s as asked, though the file says %s", name,
                  code ? job->crs : "another system");
    }
}

/* Degrees under the name of a system in metres would all land at one spot off Africa. */
static geo_status check_metres(read_job *job, const geoi_crs *crs, const geoi_geometry_builder *b)
{
    if (!geoi_crs_is_far_from_origin(crs) || b->g.coord_count == 0) {
        return GEO_OK;
    }
    for (int64_t i = 0; i < b->g.coord_count; i++) {
        if (fabs(b->x[i]) > 180.0 || fabs(b->y[i]) > 90.0) {
            return GEO_OK;
        }
    }
    geo_status status = geoi_fail(job->ctx, GEO_DATA,
                                  "its coordinates are degrees, not the metres of %s (the first is "
                                  "%.10g, %.10g)",
                                  geoi_crs_name(crs), b->x[0], b->y[0]);
    geoi_hint(job->ctx, job->options.crs != NULL ? "leave out --in-crs" : "--in-crs OGC:CRS84");
    return status;
}

/* What the file says is no fault of the command line. */
static geo_status create_crs(read_job *job, const char *definition, geoi_crs **out)
{
    geo_status status = geoi_crs_create(job->ctx, definition, out);
    if (status == GEO_INVALID && job->options.crs == NULL) {
        char shown[80];
        status =
            geoi_fail(job->ctx, GEO_DATA, "says that it is in \"%s\", which is not known here",
                      geoi_printable(definition, (int64_t)strlen(definition), shown, sizeof shown));
        geoi_hint(job->ctx, "name the system, such as --in-crs EPSG:4548");
    }
    return status;
}

static geo_status to_lonlat(read_job *job)
{
    geo_status status = GEO_OK;
    geoi_crs *crs = NULL;
    const char *definition, *name = "OGC:CRS84";
    GEO_TRY(choose_crs(job, &definition));
    if (definition != NULL) {
        GEO_TRY(create_crs(job, definition, &crs));
        note_overruled(job, crs);
        name = geoi_crs_name(crs);
        geoi_geometry_builder *b = geoi_layer_builder_geometry(job->builder);
        GEO_TRY(check_metres(job, crs, b));
        if (!geoi_crs_is_lonlat(crs)) {
            GEO_TRY(geoi_crs_to_lonlat(job->ctx, crs, b->g.coord_count, b->x, b->y));
        }
    }
    GEO_TRY(geoi_layer_builder_source(job->ctx, job->builder, NULL, NULL, name));
done:
    geoi_crs_destroy(crs);
    return status;
}

/* ---- All together ----------------------------------------------------------------------- */

static geo_status finish(read_job *job, geo_layer **out)
{
    char digest[65];
    geo_status status = GEO_OK;
    geoi_bytes_digest(&job->bytes, digest);
    GEO_TRY(geoi_layer_builder_source(job->ctx, job->builder, job->path, digest, NULL));
    status = geoi_layer_builder_finish(job->ctx, job->builder, out);
    if (status == GEO_DATA && geo_ctx_hint(job->ctx)[0] == '\0') {
        geoi_hint(job->ctx,
                  "if the coordinates are in another system, name it: --in-crs EPSG:4548");
    }
done:
    return status;
}

static geo_status read_all(read_job *job, geo_layer **out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_stage(job->ctx, 0.0, 0.9, "reading"));
    GEO_TRY(geoi_bytes_read(job->ctx, job->path, &job->bytes));
    GEO_TRY(geoi_sniff(job->ctx, job->path, job->bytes.data, job->bytes.size, &job->kind));
    GEO_TRY(check_options(job));
    GEO_TRY(read_format(job));
    GEO_TRY(geoi_stage(job->ctx, 0.9, 1.0, "reading"));
    GEO_TRY(to_lonlat(job));
    GEO_TRY(finish(job, out));
    GEO_TRY(geoi_progress(job->ctx, 1.0));
done:
    return status;
}

geo_status geo_layer_read(geo_ctx *ctx, const char *path, const geo_read_options *options,
                          geo_layer **out)
{
    geo_status status = GEO_OK;
    read_job job = {.ctx = ctx, .path = path, .options = geo_read_options_default()};
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &job.options, options));
    status = read_all(&job, out);
    if (status != GEO_OK) {
        geo_layer_destroy(*out);
        *out = NULL;
        geoi_at_input(ctx, path);
    }
    geoi_layer_builder_destroy(job.builder);
    geoi_release(job.crs);
    geoi_bytes_release(&job.bytes);
done:
    return status;
}
