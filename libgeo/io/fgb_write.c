/* SPDX-License-Identifier: MIT */
/* Columns to FlatGeobuf, by GDAL. It writes into memory; the bytes then leave through the same
 * sink as any other output, so they too appear whole or not at all. */

#include "io/gdal_load.h"
#include "io/fgb_write.h"
#include "io/gdal_geometry.h"
#include "io/iso_time.h"
#include "io/out_columns.h"
#include "io/out_geometry.h"

enum { REPORT_EVERY = 1024, PATH = 100, SHOWN = 80 };

typedef struct fgb_job {
    geo_ctx *ctx;
    const geo_layer *layer;
    const char *name;
    bool index;
    geoi_gdal gdal;
    char path[PATH];
    GDALDatasetH dataset;
    OGRLayerH out;
    geoi_out_geometry geometry;
    geoi_out_columns columns;
    geoi_text text;
} fgb_job;

/* ---- What the format cannot keep ---------------------------------------------------------- */

static geo_status fail_kept(geo_ctx *ctx, const char *what)
{
    geo_status status = geoi_fail(ctx, GEO_UNSUPPORTED, "%s, which FlatGeobuf cannot keep", what);
    geoi_hint(ctx, "write .gpkg or .geojson");
    return status;
}

/* GDAL's FlatGeobuf silently drops features without positions, and gives heights of 0. */
static geo_status check_kept(const fgb_job *job)
{
    const geo_geometry *g = geo_layer_geometry(job->layer);
    char what[SHOWN];
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        if (at.begin == at.end) {
            (void)snprintf(what, sizeof what, "feature %lld has no geometry", (long long)i + 1);
            return fail_kept(job->ctx, what);
        }
    }
    return job->geometry.heights && job->geometry.flat
               ? fail_kept(job->ctx, "some positions have heights and others not")
               : GEO_OK;
}

static void note_json(const fgb_job *job)
{
    int64_t n = 0;
    for (int64_t i = 0; i < job->columns.count; i++) {
        n += job->columns.column[i].kind == GEOI_OUT_JSON;
    }
    if (n > 0) {
        geoi_note(job->ctx, "%lld columns of JSON become text in FlatGeobuf", (long long)n);
    }
}

/* ---- The empty file --------------------------------------------------------------------- */

static geo_status create_dataset(fgb_job *job)
{
    GDALDriverH driver = GDALGetDriverByName("FlatGeobuf");
    (void)snprintf(job->path, sizeof job->path, "%s/layer.fgb", job->gdal.folder);
    if (driver != NULL) {
        job->dataset = GDALCreate(driver, job->path, 0, 0, 0, GDT_Unknown, NULL);
    }
    return job->dataset != NULL
               ? GEO_OK
               : geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "cannot be made by GDAL");
}

static OGRFieldType field_type(geoi_out_kind kind)
{
    switch (kind) {
    case GEOI_OUT_FLAG:
        return OFTInteger;
    case GEOI_OUT_INT:
        return OFTInteger64;
    case GEOI_OUT_REAL:
        return OFTReal;
    case GEOI_OUT_MOMENT:
        return OFTDateTime;
    case GEOI_OUT_TEXT:
    case GEOI_OUT_JSON:
    case GEOI_OUT_DATE:
        break;
    }
    return OFTString;
}

static geo_status create_fields(fgb_job *job)
{
    for (int64_t i = 0; i < job->columns.count; i++) {
        const geoi_out_column *f = &job->columns.column[i];
        OGRFieldDefnH field = OGR_Fld_Create(f->name, field_type(f->kind));
        OGR_Fld_SetSubType(field, f->kind == GEOI_OUT_FLAG ? OFSTBoolean : OFSTNone);
        OGRErr error = OGR_L_CreateField(job->out, field, FALSE);
        OGR_Fld_Destroy(field);
        if (error != OGRERR_NONE) {
            char shown[SHOWN];
            geo_status status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "GDAL cannot make it");
            geoi_where(job->ctx, "column \"%s\"",
                       geoi_printable(f->name, (int64_t)strlen(f->name), shown, sizeof shown));
            return status;
        }
    }
    return GEO_OK;
}

static geo_status create_layer(fgb_job *job)
{
    geo_status status = GEO_OK;
    OGRSpatialReferenceH wgs84 = OSRNewSpatialReference(NULL);
    char **options = NULL;
    OGRwkbGeometryType type = (OGRwkbGeometryType)job->geometry.type; /* 0 is wkbUnknown */
    if (OSRImportFromEPSG(wgs84, 4326) != OGRERR_NONE) {
        GEO_TRY(geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "PROJ's database is missing"));
    }
    OSRSetAxisMappingStrategy(wgs84, OAMS_TRADITIONAL_GIS_ORDER);
    /* Without features GDAL makes no file at all unless there is an index. */
    bool index = job->index || geo_layer_count(job->layer) == 0;
    options = CSLSetNameValue(options, "SPATIAL_INDEX", index ? "YES" : "NO");
    job->out = GDALDatasetCreateLayer(job->dataset, job->name, wgs84,
                                      job->geometry.heights ? OGR_GT_SetZ(type) : type, options);
    if (job->out == NULL) {
        GEO_TRY(geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "GDAL cannot make the layer"));
    }
    GEO_TRY(create_fields(job));
done:
    CSLDestroy(options);
    OSRDestroySpatialReference(wgs84);
    return status;
}

/* ---- Features --------------------------------------------------------------------------- */

static geo_status set_text(fgb_job *job, OGRFeatureH feature, int i, int64_t row)
{
    geo_status status = GEO_OK;
    const geoi_out_column *f = &job->columns.column[i];
    const char *text = f->column.text + f->column.text_begin[row];
    int64_t length = geoi_text_length(&f->column, row);
    geoi_iso_time t;
    if (f->kind == GEOI_OUT_MOMENT) {
        (void)geoi_iso_time_parse(text, length, &t);
        OGR_F_SetFieldDateTimeEx(feature, i, t.year, t.month, t.day, t.hour, t.minute,
                                 (float)((double)t.millisecond / 1000.0), t.zone);
        return GEO_OK;
    }
    job->text.length = 0;
    GEO_TRY(geoi_text_append(job->ctx, &job->text, text, length)); /* terminates it */
    OGR_F_SetFieldString(feature, i, job->text.bytes);
done:
    return status;
}

static geo_status set_value(fgb_job *job, OGRFeatureH feature, int i, int64_t row)
{
    const geo_column *column = &job->columns.column[i].column;
    if (geo_column_is_null(column, row)) {
        OGR_F_SetFieldNull(feature, i);
        return GEO_OK;
    }
    switch (column->type) {
    case GEO_BOOL:
        OGR_F_SetFieldInteger(feature, i, column->flags[row]);
        return GEO_OK;
    case GEO_INT:
        OGR_F_SetFieldInteger64(feature, i, column->ints[row]);
        return GEO_OK;
    case GEO_REAL:
        OGR_F_SetFieldDouble(feature, i, column->reals[row]);
        return GEO_OK;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    return set_text(job, feature, i, row);
}

static geo_status set_geometry(fgb_job *job, OGRFeatureH feature, int64_t row)
{
    const geo_geometry *g = geo_layer_geometry(job->layer);
    OGRGeometryH shape =
        geoi_gdal_make_geometry(g, row, geoi_out_geometry_as(&job->geometry, g->type[row]));
    if (shape == NULL || OGR_F_SetGeometryDirectly(feature, shape) != OGRERR_NONE) {
        return geoi_gdal_fail(job->ctx, &job->gdal, GEO_MEMORY, "GDAL refuses the geometry");
    }
    return GEO_OK;
}

static geo_status write_feature(fgb_job *job, OGRFeatureH feature, int64_t row)
{
    geo_status status = GEO_OK;
    GEO_TRY(set_geometry(job, feature, row));
    for (int i = 0; i < job->columns.count; i++) {
        GEO_TRY(set_value(job, feature, i, row));
    }
    if (OGR_L_CreateFeature(job->out, feature) != OGRERR_NONE) {
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "GDAL cannot write it");
        geoi_where(job->ctx, "feature %lld", (long long)row + 1);
    }
done:
    return status;
}

/* One feature serves for all rows: each sets its geometry and every field. */
static geo_status write_features(fgb_job *job)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_count(job->layer);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(job->out));
    if (feature == NULL) {
        GEO_TRY(geoi_fail(job->ctx, GEO_MEMORY, "out of memory in GDAL"));
    }
    for (int64_t row = 0; row < n; row++) {
        GEO_TRY(write_feature(job, feature, row));
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(job->ctx, (double)row / (double)n));
        }
    }
done:
    OGR_F_Destroy(feature);
    return status;
}

/* ---- Closing, and the bytes ------------------------------------------------------------- */

static geo_status close_dataset(fgb_job *job)
{
    job->gdal.failures = 0;
    (void)GDALClose(job->dataset); /* void before GDAL 3.7: only its messages tell */
    job->dataset = NULL;
    return job->gdal.failures == 0
               ? GEO_OK
               : geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "cannot be completed by GDAL");
}

static geo_status hand_over(fgb_job *job, geoi_sink *sink)
{
    vsi_l_offset size = 0;
    const GByte *bytes = VSIGetMemFileBuffer(job->path, &size, FALSE);
    if (bytes == NULL || size == 0) {
        return geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "GDAL wrote nothing");
    }
    return sink->put(job->ctx, sink->user, (const char *)bytes, (int64_t)size);
}

geo_status geoi_fgb_write(geo_ctx *ctx, const geo_layer *layer, const char *name, bool index,
                          geoi_sink *sink)
{
    geo_status status = GEO_OK;
    fgb_job job = {.ctx = ctx, .layer = layer, .name = name, .index = index};
    geoi_out_geometry_look(geo_layer_geometry(layer), &job.geometry);
    GEO_TRY(geoi_gdal_begin(ctx, &job.gdal));
    GEO_TRY(check_kept(&job));
    GEO_TRY(
        geoi_out_columns_plan(ctx, layer, GEOI_OUT_HAS_MOMENTS, "FlatGeobuf", NULL, &job.columns));
    note_json(&job);
    GEO_TRY(create_dataset(&job));
    GEO_TRY(create_layer(&job));
    GEO_TRY(write_features(&job));
    GEO_TRY(close_dataset(&job));
    GEO_TRY(hand_over(&job, sink));
done:
    if (job.dataset != NULL) {
        (void)GDALClose(job.dataset);
    }
    geoi_out_columns_clear(&job.columns);
    geoi_release(job.text.bytes);
    geoi_gdal_end(&job.gdal);
    return status;
}
