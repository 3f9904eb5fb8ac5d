/* SPDX-License-Identifier: MIT */
/* GeoPackage, FlatGeobuf and Shapefile to columns: open, choose the layer, name its coordinate
 * system, take the features one by one. */
#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include "io/gdal.h"
#include "io/gdal_fields.h"
#include "io/gdal_geometry.h"

enum { REPORT_EVERY = 1024, NAMES = 300, SHOWN = 80, IDENTIFIED = 90 };

typedef struct gdal_read_job {
    geo_ctx *ctx;
    const char *path;
    geoi_kind kind;
    const geo_read_options *options;
    geoi_gdal gdal;
    GDALDatasetH dataset;
    OGRLayerH layer;
    geoi_layer_builder *builder;
} gdal_read_job;

/* ---- Open ------------------------------------------------------------------------------- */

static geo_status put_sidecars(geo_ctx *ctx, geoi_gdal *gdal, const geoi_sidecars *s)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_gdal_put_file(ctx, gdal, "layer.shx", &s->shx));
    if (s->dbf.data != NULL) {
        GEO_TRY(geoi_gdal_put_file(ctx, gdal, "layer.dbf", &s->dbf));
    }
    if (s->prj.size > 0) {
        GEO_TRY(geoi_gdal_put_file(ctx, gdal, "layer.prj", &s->prj));
    }
done:
    return status;
}

typedef struct driver {
    const char *name, *file, *title;
    const char *options[3];
} driver;

static const driver drivers[] = {
    [GEOI_KIND_GEOPACKAGE] = {"GPKG",
                              "layer.gpkg",
                              "GeoPackage",
                              {"IMMUTABLE=YES", "LIST_ALL_TABLES=NO", NULL}},
    [GEOI_KIND_FLATGEOBUF] = {"FlatGeobuf", "layer.fgb", "FlatGeobuf", {NULL}},
    [GEOI_KIND_SHAPEFILE] = {"ESRI Shapefile", "layer.shp", "Shapefile", {"ENCODING=", NULL}},
};

static geo_status open_dataset(gdal_read_job *job, const geoi_bytes *bytes,
                               const geoi_sidecars *sidecars)
{
    geo_status status = GEO_OK;
    const driver *d = &drivers[job->kind];
    const char *allowed[] = {d->name, NULL};
    char path[100], doing[SHOWN];
    if (job->kind == GEOI_KIND_GEOPACKAGE) {
        GEO_TRY(geoi_gdal_check_unfinished(job->ctx, job->path));
    }
    GEO_TRY(geoi_gdal_put_file(job->ctx, &job->gdal, d->file, bytes));
    if (sidecars != NULL) {
        GEO_TRY(put_sidecars(job->ctx, &job->gdal, sidecars));
    }
    (void)snprintf(path, sizeof path, "%s/%s", job->gdal.folder, d->file);
    job->dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                              allowed, d->options, NULL);
    bool opened = job->dataset != NULL;
    if (!opened || (job->gdal.failures > 0 && GDALDatasetGetLayerCount(job->dataset) == 0)) {
        (void)snprintf(doing, sizeof doing, "cannot be read as %s", d->title);
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_DATA, doing);
        geoi_hint(job->ctx, "it seems damaged or cut off: copy or download it again");
    }
done:
    return status;
}

/* ---- Choose the layer ------------------------------------------------------------------- */

/* Tables without geometry (styles, notes) are not what the user means, unless named. */
static bool is_spatial(OGRLayerH layer)
{
    return OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(layer)) > 0;
}

static void list_layers(GDALDatasetH dataset, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset) && used + SHOWN < size; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        char shown[SHOWN - 4];
        if (is_spatial(layer)) {
            const char *name = OGR_L_GetName(layer);
            geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown);
            used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "", shown);
        }
    }
}

static geo_status fail_layer_name(gdal_read_job *job, const char *name)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(job->ctx);
    const char **names;
    char shown[SHOWN], all[NAMES];
    int n = GDALDatasetGetLayerCount(job->dataset);
    GEO_TRY(geoi_scratch(job->ctx, n + 1, sizeof *names, &names));
    for (int i = 0; i < n; i++) {
        names[i] = OGR_L_GetName(GDALDatasetGetLayer(job->dataset, i));
    }
    const char *nearest = geo_closest_word(name, names, n);
    status = geoi_fail(job->ctx, GEO_INVALID, "has no layer \"%s\"",
                       geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
    if (nearest != NULL) {
        geoi_hint(job->ctx, "did you mean \"%s\"?",
                  geoi_printable(nearest, (int64_t)strlen(nearest), shown, sizeof shown));
    } else {
        list_layers(job->dataset, all, sizeof all);
        geoi_hint(job->ctx, "its layers are: %s", all);
    }
done:
    geoi_scratch_reset(job->ctx, mark);
    return status;
}

static geo_status choose_layer(gdal_read_job *job)
{
    char all[NAMES];
    const char *wanted = job->kind == GEOI_KIND_GEOPACKAGE ? job->options->layer : NULL;
    int n = GDALDatasetGetLayerCount(job->dataset), spatial = 0;
    for (int i = 0; i < n; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(job->dataset, i);
        if (wanted != NULL && strcmp(OGR_L_GetName(layer), wanted) == 0) {
            job->layer = layer;
            return GEO_OK;
        }
        if (is_spatial(layer)) {
            job->layer = layer;
            spatial++;
        }
    }
    if (wanted != NULL) {
        return fail_layer_name(job, wanted);
    }
    if (spatial == 0) {
        return geoi_fail(job->ctx, GEO_DATA, "has no layer with geometry");
    }
    if (spatial > 1) {
        list_layers(job->dataset, all, sizeof all);
        geo_status status = geoi_fail(job->ctx, GEO_INVALID, "has %d layers: %s", spatial, all);
        geoi_hint(job->ctx, "name one after a colon, as in %s:%s", job->path,
                  OGR_L_GetName(job->layer));
        return status;
    }
    return GEO_OK;
}

static geo_status is_view(gdal_read_job *job, bool *view)
{
    geo_status status = GEO_OK;
    geoi_text sql = {0};
    char *quoted = CPLEscapeString(OGR_L_GetName(job->layer), -1, CPLES_SQL);
    GEO_TRY(geoi_text_format(job->ctx, &sql,
                             "SELECT 1 FROM sqlite_master WHERE type = 'view' AND "
                             "lower(name) = lower('%s')",
                             quoted));
    OGRLayerH rows = GDALDatasetExecuteSQL(job->dataset, sql.bytes, NULL, NULL);
    OGRFeatureH row = rows != NULL ? OGR_L_GetNextFeature(rows) : NULL;
    *view = row != NULL;
    OGR_F_Destroy(row);
    GDALDatasetReleaseResultSet(job->dataset, rows);
done:
    geoi_release(sql.bytes);
    CPLFree(quoted);
    return status;
}

/* A view runs SQL of whoever made the file: it may never end, or fill the memory. */
static geo_status refuse_view(gdal_read_job *job)
{
    geo_status status = GEO_OK;
    const char *name = OGR_L_GetName(job->layer);
    char shown[SHOWN];
    bool view = false;
    if (job->kind == GEOI_KIND_GEOPACKAGE) {
        GEO_TRY(is_view(job, &view));
    }
    if (view) {
        status = geoi_fail(job->ctx, GEO_UNSUPPORTED, "the layer \"%s\" is a view",
                           geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
        geoi_hint(job->ctx, "save it as a layer of its own in QGIS, and read that");
    }
done:
    return status;
}

/* ---- Its coordinate system -------------------------------------------------------------- */

/* The entry of the EPSG register that srs is, though its text does not say so (.prj never do).
 * NULL if there is none that fits well. */
static OGRSpatialReferenceH identify(OGRSpatialReferenceH srs)
{
    int n = 0, *confidence = NULL;
    OGRSpatialReferenceH best = NULL;
    OGRSpatialReferenceH *found = OSRFindMatches(srs, NULL, &n, &confidence);
    if (n > 0 && confidence[0] >= IDENTIFIED && (n == 1 || confidence[1] < confidence[0])) {
        best = OSRClone(found[0]);
    }
    OSRFreeSRSArray(found);
    CPLFree(confidence);
    return best;
}

static bool is_epsg(OGRSpatialReferenceH srs)
{
    const char *authority = OSRGetAuthorityName(srs, NULL);
    return authority != NULL && strcmp(authority, "EPSG") == 0 &&
           OSRGetAuthorityCode(srs, NULL) != NULL;
}

/* "EPSG:4527", or WKT; GeoPackages without a system call theirs "Undefined ...". */
static geo_status name_crs(gdal_read_job *job, char **crs)
{
    geo_status status = GEO_OK;
    static const char *const wkt2[] = {"FORMAT=WKT2_2019", NULL};
    char *wkt = NULL, code[32];
    OGRSpatialReferenceH known = NULL, srs = OGR_L_GetSpatialRef(job->layer);
    const char *name = srs != NULL ? OSRGetName(srs) : NULL;
    if (srs == NULL || name == NULL || strncmp(name, "Undefined", 9) == 0 ||
        strcmp(name, "unknown") == 0) {
        return GEO_OK;
    }
    known = is_epsg(srs) ? OSRClone(srs) : identify(srs);
    if (known != NULL && is_epsg(known)) {
        (void)snprintf(code, sizeof code, "EPSG:%.20s", OSRGetAuthorityCode(known, NULL));
        GEO_TRY(geoi_copy_text(job->ctx, code, crs));
    } else if (OSRExportToWktEx(srs, &wkt, wkt2) == OGRERR_NONE && wkt != NULL) {
        GEO_TRY(geoi_copy_text(job->ctx, wkt, crs));
    }
done:
    CPLFree(wkt);
    OSRDestroySpatialReference(known);
    return status;
}

/* ---- Features --------------------------------------------------------------------------- */

/* A GeoPackage's key identifies a feature for its owner; other formats only number rows. */
static geo_status add_id(gdal_read_job *job, OGRFeatureH feature)
{
    char token[24];
    if (job->kind != GEOI_KIND_GEOPACKAGE || OGR_L_GetFIDColumn(job->layer)[0] == '\0') {
        return GEO_OK;
    }
    int n = snprintf(token, sizeof token, "%lld", (long long)OGR_F_GetFID(feature));
    return geoi_layer_builder_id(job->ctx, job->builder, token, n);
}

static geo_status add_feature(gdal_read_job *job, OGRFeatureH feature, geoi_gdal_fields *fields,
                              geoi_gdal_geometries *geometries)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_gdal_add_geometry(job->ctx, geometries, OGR_F_GetGeometryRef(feature),
                                   geoi_layer_builder_geometry(job->builder)));
    GEO_TRY(geoi_gdal_fields_add(job->ctx, fields, feature));
    GEO_TRY(add_id(job, feature));
    GEO_TRY(geoi_layer_builder_next(job->ctx, job->builder));
done:
    if (status != GEO_OK && status != GEO_CANCELLED) {
        geoi_where(job->ctx, "feature %lld", (long long)geoi_layer_builder_count(job->builder) + 1);
    }
    return status;
}

static geo_status read_features(gdal_read_job *job, geoi_gdal_fields *fields,
                                geoi_gdal_geometries *geometries)
{
    geo_status status = GEO_OK;
    OGRFeatureH feature = NULL;
    double total = (double)OGR_L_GetFeatureCount(job->layer, FALSE); /* -1: not known */
    OGR_L_ResetReading(job->layer);
    for (int64_t row = 0;; row++) {
        feature = OGR_L_GetNextFeature(job->layer);
        if (feature == NULL || job->gdal.failures > 0) {
            break;
        }
        GEO_TRY(add_feature(job, feature, fields, geometries));
        OGR_F_Destroy(feature);
        feature = NULL;
        if (row % REPORT_EVERY == 0 && total > 0) {
            GEO_TRY(geoi_progress(job->ctx, (double)row < total ? (double)row / total : 1.0));
        }
    }
    if (job->gdal.failures > 0) {
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_DATA, "cannot be read to its end");
        geoi_where(job->ctx, "feature %lld", (long long)geoi_layer_builder_count(job->builder) + 1);
    }
done:
    OGR_F_Destroy(feature);
    return status;
}

static geo_status read_layer(gdal_read_job *job, const char *encoding)
{
    geo_status status = GEO_OK;
    char stem[GEOI_PATH_SIZE];
    geoi_gdal_fields fields = {0};
    geoi_gdal_geometries geometries = {0};
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(job->layer);
    geoi_stem(job->path, stem, sizeof stem);
    const char *name = job->kind == GEOI_KIND_GEOPACKAGE ? OGR_L_GetName(job->layer) : stem;
    GEO_TRY(geoi_layer_builder_create(job->ctx, name, &job->builder));
    GEO_TRY(geoi_gdal_fields_open(job->ctx, definition, encoding, job->builder, &fields));
    GEO_TRY(read_features(job, &fields, &geometries));
    geoi_gdal_geometry_notes(job->ctx, &geometries);
    geoi_gdal_fields_notes(job->ctx, &fields, definition);
done:
    geoi_gdal_geometries_clear(&geometries);
    geoi_gdal_fields_close(&fields);
    return status;
}

geo_status geoi_gdal_read(geo_ctx *ctx, const char *path, geoi_kind kind, const geoi_bytes *bytes,
                          const geoi_sidecars *sidecars, const geo_read_options *options,
                          geoi_layer_builder **out, char **crs)
{
    geo_status status = GEO_OK;
    char declared[40] = "";
    gdal_read_job job = {.ctx = ctx, .path = path, .kind = kind, .options = options};
    *out = NULL;
    *crs = NULL;
    geoi_gdal_begin(&job.gdal);
    if (sidecars != NULL) {
        GEO_TRY(geoi_sidecars_encoding(ctx, sidecars, options->encoding, declared));
    }
    GEO_TRY(open_dataset(&job, bytes, sidecars));
    GEO_TRY(choose_layer(&job));
    GEO_TRY(refuse_view(&job));
    GEO_TRY(name_crs(&job, crs));
    job.gdal.failures = 0; /* of drivers that tried odd things, but opened it */
    GEO_TRY(read_layer(&job, declared));
    *out = job.builder;
    job.builder = NULL;
done:
    if (job.dataset != NULL) {
        (void)GDALClose(job.dataset);
    }
    geoi_gdal_end(&job.gdal);
    geoi_layer_builder_destroy(job.builder);
    if (status != GEO_OK) {
        geoi_release(*crs);
        *crs = NULL;
    }
    return status;
}
