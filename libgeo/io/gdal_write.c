/* SPDX-License-Identifier: MIT */
/* Columns to GeoPackage and FlatGeobuf. GDAL writes into memory; the bytes then leave through
 * the same sink as any other output, so they too appear whole or not at all. */
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include "io/gdal.h"
#include "io/gdal_columns.h"
#include "io/gdal_geometry.h"

enum { REPORT_EVERY = 1024, PATH = 100, SHOWN = 80 };
enum { PACKAGE_COLUMNS = 1998 }; /* SQLite holds 2000, with the key and the geometry */

typedef struct gdal_write_job {
    geo_ctx *ctx;
    const geo_layer *layer;
    const char *name;
    bool package; /* GeoPackage, else FlatGeobuf */
    geoi_gdal gdal;
    char path[PATH];
    GDALDatasetH dataset;
    OGRLayerH out;
    OGRwkbGeometryType type; /* of the file's layer */
    geoi_gdal_columns columns;
} gdal_write_job;

/* ---- The type of geometry --------------------------------------------------------------- */

/* The one type of all features; the Multi type when only that differs; else any. */
static OGRwkbGeometryType common_type(const geo_geometry *g)
{
    bool seen[GEO_COLLECTION + 1] = {false};
    OGRwkbGeometryType type = wkbUnknown;
    int kinds = 0;
    for (int64_t i = 0; i < g->n; i++) {
        seen[g->type[i]] = true;
    }
    for (int basic = GEO_POINT; basic <= GEO_POLYGON; basic++) {
        if (seen[basic] || seen[basic + 3]) {
            kinds++;
            type = (OGRwkbGeometryType)(seen[basic + 3] ? basic + 3 : basic);
        }
    }
    if (seen[GEO_COLLECTION]) {
        return kinds == 0 ? wkbGeometryCollection : wkbUnknown;
    }
    return kinds == 1 ? type : wkbUnknown;
}

/* Whether positions have heights, and whether some have none. */
static void look_at_heights(const geo_geometry *g, bool *with, bool *without)
{
    *with = false;
    *without = g->z == NULL;
    for (int64_t i = 0; g->z != NULL && i < g->coord_count; i++) {
        *with = *with || !isnan(g->z[i]);
        *without = *without || isnan(g->z[i]);
    }
}

static geo_status fail_kept(geo_ctx *ctx, const char *what)
{
    geo_status status = geoi_fail(ctx, GEO_UNSUPPORTED, "%s, which FlatGeobuf cannot keep", what);
    geoi_hint(ctx, "write .gpkg or .geojson");
    return status;
}

static geo_status check_column_count(const gdal_write_job *job)
{
    int64_t n = geo_layer_column_count(job->layer);
    if (!job->package || n <= PACKAGE_COLUMNS) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(job->ctx, GEO_UNSUPPORTED, "there are %lld columns, and a GeoPackage holds %d",
                  (long long)n, PACKAGE_COLUMNS);
    geoi_hint(job->ctx, "keep fewer columns, or write .geojson or .fgb");
    return status;
}

/* GDAL's FlatGeobuf silently drops features without positions, and gives heights of 0. */
static geo_status check_kept(const gdal_write_job *job)
{
    const geo_geometry *g = geo_layer_geometry(job->layer);
    bool with, without;
    char what[SHOWN];
    if (job->package) {
        return GEO_OK;
    }
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        if (at.begin == at.end) {
            (void)snprintf(what, sizeof what, "feature %lld has no geometry", (long long)i + 1);
            return fail_kept(job->ctx, what);
        }
    }
    look_at_heights(g, &with, &without);
    return with && without ? fail_kept(job->ctx, "some positions have heights and others not")
                           : GEO_OK;
}

/* ---- The empty file --------------------------------------------------------------------- */

static geo_status create_dataset(gdal_write_job *job)
{
    char **options = NULL;
    GDALDriverH driver = GDALGetDriverByName(job->package ? "GPKG" : "FlatGeobuf");
    (void)snprintf(job->path, sizeof job->path, "%s/%s", job->gdal.folder,
                   job->package ? "layer.gpkg" : "layer.fgb");
    if (job->package) {
        options = CSLSetNameValue(options, "VERSION", "1.3");
        options = CSLSetNameValue(options, "DATETIME_FORMAT", "WITH_TZ");
    }
    if (driver != NULL) {
        job->dataset = GDALCreate(driver, job->path, 0, 0, 0, GDT_Unknown, options);
    }
    CSLDestroy(options);
    return job->dataset != NULL
               ? GEO_OK
               : geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "cannot be made by GDAL");
}

static geo_status create_layer(gdal_write_job *job)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(job->layer);
    OGRSpatialReferenceH wgs84 = OSRNewSpatialReference(NULL);
    char **options = NULL;
    job->type = common_type(g);
    bool with, without;
    look_at_heights(g, &with, &without);
    OGRwkbGeometryType type = with ? OGR_GT_SetZ(job->type) : job->type;
    if (OSRImportFromEPSG(wgs84, 4326) != OGRERR_NONE) {
        GEO_TRY(geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "PROJ's database is missing"));
    }
    OSRSetAxisMappingStrategy(wgs84, OAMS_TRADITIONAL_GIS_ORDER);
    if (job->package) {
        options = CSLSetNameValue(options, "FID", job->columns.key);
        options = CSLSetNameValue(options, "GEOMETRY_NAME", job->columns.geometry);
    } else { /* an index would put the features into another order, but it makes an empty file */
        bool any = geo_layer_count(job->layer) > 0;
        options = CSLSetNameValue(options, "SPATIAL_INDEX", any ? "NO" : "YES");
    }
    job->out = GDALDatasetCreateLayer(job->dataset, job->name, wgs84, type, options);
    if (job->out == NULL) {
        GEO_TRY(geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "GDAL cannot make the layer"));
    }
    GEO_TRY(geoi_gdal_columns_create(job->ctx, &job->columns, job->out, &job->gdal));
done:
    CSLDestroy(options);
    OSRDestroySpatialReference(wgs84);
    return status;
}

/* ---- Features --------------------------------------------------------------------------- */

static geo_status set_geometry(gdal_write_job *job, OGRFeatureH feature, int64_t row)
{
    const geo_geometry *g = geo_layer_geometry(job->layer);
    geo_geometry_type own = (geo_geometry_type)g->type[row];
    if (own == GEO_NONE) {
        return GEO_OK;
    }
    bool promoted = job->type != wkbUnknown && (int)job->type == (int)own + 3;
    OGRGeometryH shape =
        geoi_gdal_make_geometry(g, row, promoted ? (geo_geometry_type)(own + 3) : own);
    if (shape == NULL || OGR_F_SetGeometryDirectly(feature, shape) != OGRERR_NONE) {
        return geoi_gdal_fail(job->ctx, &job->gdal, GEO_MEMORY, "GDAL refuses the geometry");
    }
    return GEO_OK;
}

static geo_status write_feature(gdal_write_job *job, int64_t row)
{
    geo_status status = GEO_OK;
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(job->out));
    if (feature == NULL) {
        GEO_TRY(geoi_fail(job->ctx, GEO_MEMORY, "out of memory in GDAL"));
    }
    GEO_TRY(set_geometry(job, feature, row));
    GEO_TRY(geoi_gdal_columns_set(job->ctx, &job->columns, feature, row));
    if (OGR_L_CreateFeature(job->out, feature) != OGRERR_NONE) {
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "GDAL cannot write it");
        geoi_where(job->ctx, "feature %lld", (long long)row + 1);
    }
done:
    OGR_F_Destroy(feature);
    return status;
}

static geo_status write_features(gdal_write_job *job)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_count(job->layer);
    bool transaction = job->package && OGR_L_StartTransaction(job->out) == OGRERR_NONE;
    for (int64_t row = 0; row < n; row++) {
        GEO_TRY(write_feature(job, row));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(job->ctx, (double)row / (double)n));
        }
    }
    if (transaction && OGR_L_CommitTransaction(job->out) != OGRERR_NONE) {
        GEO_TRY(geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "cannot be completed by GDAL"));
    }
done:
    return status;
}

/* ---- Closing, and the bytes ------------------------------------------------------------- */

static geo_status close_dataset(gdal_write_job *job)
{
    job->gdal.failures = 0;
    (void)GDALClose(job->dataset); /* void before GDAL 3.7: only its messages tell */
    job->dataset = NULL;
    return job->gdal.failures == 0
               ? GEO_OK
               : geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "cannot be completed by GDAL");
}

static geo_status hand_over(gdal_write_job *job, geoi_sink *sink)
{
    vsi_l_offset size = 0;
    const GByte *bytes = VSIGetMemFileBuffer(job->path, &size, FALSE);
    if (bytes == NULL || size == 0) {
        return geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "GDAL wrote nothing");
    }
    return sink->put(job->ctx, sink->user, (const char *)bytes, (int64_t)size);
}

geo_status geoi_gdal_write(geo_ctx *ctx, const geo_layer *layer, const char *name,
                           geo_format format, const char *run, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    gdal_write_job job = {.ctx = ctx, .layer = layer, .name = name};
    job.package = format == GEO_FORMAT_GEOPACKAGE;
    geoi_gdal_begin(&job.gdal);
    GEO_TRY(check_column_count(&job));
    GEO_TRY(check_kept(&job));
    GEO_TRY(geoi_gdal_columns_plan(ctx, layer, job.package, &job.columns));
    GEO_TRY(create_dataset(&job));
    GEO_TRY(create_layer(&job));
    GEO_TRY(write_features(&job));
    if (job.package) {
        GEO_TRY(geoi_gdal_columns_titles(ctx, &job.columns, job.dataset, name, &job.gdal));
    }
    if (job.package && run != NULL &&
        GDALSetMetadataItem(job.out, "GEO_RUN", run, NULL) != CE_None) {
        GEO_TRY(geoi_gdal_fail(ctx, &job.gdal, GEO_IO, "GDAL cannot keep the run"));
    }
    GEO_TRY(close_dataset(&job));
    GEO_TRY(hand_over(&job, sink));
done:
    if (job.dataset != NULL) {
        (void)GDALClose(job.dataset);
    }
    geoi_gdal_columns_clear(&job.columns);
    geoi_gdal_end(&job.gdal);
    return status;
}
