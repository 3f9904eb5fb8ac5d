/* SPDX-License-Identifier: MIT */
/* Layers to columns through GDAL: in batches where that is exact, else feature by feature. */
#include "io/gdal_read.h"

#include "io/fgb_head.h"
#include "io/kml_check.h"

enum { REPORT_EVERY = 1024, INT_DIGITS = 20 };

typedef struct rows {
    geoi_gdal_fields fields;
    geoi_gdal_geometries geometries;
    geoi_wkb wkb;
} rows;

/* ---- Ids -------------------------------------------------------------------------------- */

bool geoi_gdal_has_ids(const geoi_gdal_job *job)
{
    bool keyed = job->kind == GEOI_KIND_GEOPACKAGE || job->kind == GEOI_KIND_POSTGIS;
    return keyed && OGR_L_GetFIDColumn(job->layer)[0] != '\0';
}

geo_status geoi_gdal_add_id(geoi_gdal_job *job, int64_t id)
{
    char token[INT_DIGITS + 1];
    int at = INT_DIGITS + 1;
    uint64_t rest = id < 0 ? 0 - (uint64_t)id : (uint64_t)id;
    do {
        token[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (id < 0) {
        token[--at] = '-';
    }
    return geoi_layer_builder_id(job->ctx, job->builder, token + at, INT_DIGITS + 1 - at);
}

/* ---- Faults ----------------------------------------------------------------------------- */

/* The geometry is added, and all else found to be right, or there is a failure. */
static geo_status judge(geoi_gdal_job *job, OGRFeatureH feature, rows *r)
{
    geo_status status = GEO_OK;
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    const char *reason = geoi_rejects_foreseen(job->rejects, OGR_F_GetFID(feature));
    if (reason != NULL) {
        return geoi_fail(job->ctx, GEO_DATA, "%s", reason);
    }
    if (job->gdal.failures > 0) {
        return geoi_gdal_fail(job->ctx, &job->gdal, GEO_DATA, "cannot be read");
    }
    if (job->kind == GEOI_KIND_KML &&
        geoi_gdal_has_position(geometry, GEOI_KML_NOWHERE, GEOI_KML_NOWHERE)) {
        return geoi_fail(job->ctx, GEO_DATA, "%s", GEOI_KML_FAULT);
    }
    GEO_TRY(geoi_gdal_fields_check(job->ctx, &r->fields, feature));
    GEO_TRY(geoi_gdal_add_geometry(job->ctx, &r->geometries, geometry,
                                   geoi_layer_builder_geometry(job->builder)));
done:
    return status;
}

/* Feature `number` is added but for its values, or rejected without a trace. */
static geo_status judge_or_reject(geoi_gdal_job *job, OGRFeatureH feature, rows *r, int64_t number,
                                  bool *rejected)
{
    geoi_geometry_builder *b = geoi_layer_builder_geometry(job->builder);
    geoi_geometry_mark before = geoi_geometry_place(b);
    char key[INT_DIGITS + 8] = "";
    geo_status status = judge(job, feature, r);
    *rejected = status == GEO_DATA || status == GEO_LIMIT || status == GEO_UNSUPPORTED;
    if (!*rejected) {
        return status;
    }
    geoi_geometry_back(b, before);
    job->gdal.failures = job->gdal.warnings = 0;
    job->gdal.message[0] = '\0';
    if (geoi_gdal_has_ids(job)) { /* by which it is found in QGIS */
        (void)snprintf(key, sizeof key, "fid %lld", (long long)OGR_F_GetFID(feature));
    }
    return geoi_rejects_add(job->ctx, job->rejects, number, 0, key, (int64_t)strlen(key));
}

/* ---- Feature by feature ----------------------------------------------------------------- */

static geo_status add_feature(geoi_gdal_job *job, OGRFeatureH feature, rows *r, int64_t number)
{
    geo_status status = GEO_OK;
    bool rejected = false;
    if (job->rejects != NULL) {
        GEO_TRY(judge_or_reject(job, feature, r, number, &rejected));
    } else {
        GEO_TRY(geoi_gdal_add_geometry(job->ctx, &r->geometries, OGR_F_GetGeometryRef(feature),
                                       geoi_layer_builder_geometry(job->builder)));
    }
    if (rejected) {
        goto done;
    }
    GEO_TRY(geoi_gdal_fields_add(job->ctx, &r->fields, feature));
    if (geoi_gdal_has_ids(job)) {
        GEO_TRY(geoi_gdal_add_id(job, OGR_F_GetFID(feature)));
    }
    GEO_TRY(geoi_layer_builder_next(job->ctx, job->builder));
done:
    if (status != GEO_OK && status != GEO_CANCELLED) {
        geoi_where(job->ctx, "feature %lld", (long long)number);
    }
    return status;
}

static OGRFeatureH next_feature(const geoi_gdal_job *job)
{
    OGRLayerH layer;
    return geoi_is_osm(job->kind) ? geoi_gdal_next_osm(job, &layer)
                                  : OGR_L_GetNextFeature(job->layer);
}

static geo_status read_features(geoi_gdal_job *job, rows *r)
{
    geo_status status = GEO_OK;
    OGRFeatureH feature = NULL;
    double total = geoi_is_osm(job->kind) ? -1.0 /* not known */
                                          : (double)OGR_L_GetFeatureCount(job->layer, FALSE);
    if (!geoi_is_osm(job->kind)) {
        OGR_L_ResetReading(job->layer);
    }
    int64_t row = 0;
    for (;; row++) {
        feature = next_feature(job);
        if (feature == NULL || (job->gdal.failures > 0 && job->rejects == NULL)) {
            break;
        }
        GEO_TRY(add_feature(job, feature, r, row + 1));
        OGR_F_Destroy(feature);
        feature = NULL;
        if (row % REPORT_EVERY == 0) {
            double part = total > 0.0 ? (double)row / total : 0.5;
            GEO_TRY(geoi_progress(job->ctx, part < 1.0 ? part : 1.0));
        }
    }
    if (job->gdal.failures > 0) {
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_DATA, "cannot be read to its end");
        geoi_where(job->ctx, "feature %lld", (long long)row + 1);
    }
done:
    OGR_F_Destroy(feature);
    return status;
}

/* ---- A layer ---------------------------------------------------------------------------- */

/* No row may be lost without a word, whatever GDAL's reading came upon. */
static geo_status check_count(const geoi_gdal_job *job)
{
    int64_t rejected = job->rejects != NULL ? job->rejects->count : 0;
    int64_t n = geoi_layer_builder_count(job->builder) + rejected;
    if (job->rows < 0 || job->rows == n) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(job->ctx, GEO_DATA, "holds %lld features, but gives %lld",
                                  (long long)job->rows, (long long)n);
    geoi_hint(job->ctx, "it seems damaged or cut off: copy or download it again");
    return status;
}

static void tell(const geoi_gdal_job *job, rows *r)
{
    r->geometries.measured += r->wkb.measured;
    r->geometries.nested += r->wkb.nested;
    r->geometries.empty_members += r->wkb.empty_members;
    geoi_gdal_geometry_notes(job->ctx, &r->geometries);
    geoi_gdal_fields_notes(job->ctx, &r->fields, OGR_L_GetLayerDefn(job->layer));
}

/* An encoding that only the file named is no fault of the command line. */
static geo_status fail_encoding(const geoi_gdal_job *job, const char *encoding)
{
    char shown[40];
    if (job->options->encoding != NULL) {
        return GEO_INVALID;
    }
    geo_status status =
        geoi_fail(job->ctx, GEO_DATA, "says that its text is in \"%s\", which is not known here",
                  geoi_printable(encoding, (int64_t)strlen(encoding), shown, sizeof shown));
    geoi_hint(job->ctx, "name the encoding: --encoding GBK, --encoding UTF-8");
    return status;
}

static geo_status open_fields(geoi_gdal_job *job, const char *encoding, geoi_gdal_fields *fields)
{
    geo_status status = GEO_OK;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(job->layer);
    int64_t n = OGR_FD_GetFieldCount(definition);
    bool *json = NULL;
    if (job->kind == GEOI_KIND_FLATGEOBUF) {
        GEO_TRY(geoi_array(job->ctx, n, sizeof *json, &json));
        geoi_fgb_find_json(job->file->data, job->file->size, json, n);
    }
    status = geoi_gdal_fields_open(job->ctx, definition, encoding, json, job->builder, fields);
    GEO_TRY(status == GEO_INVALID ? fail_encoding(job, encoding) : status);
done:
    geoi_release(json);
    return status;
}

/* *batched: whether rows came in batches, or should but could not. */
static geo_status try_layer(geoi_gdal_job *job, const char *encoding, bool *batched)
{
    geo_status status = GEO_OK;
    char stem[GEOI_PATH_SIZE];
    rows r = {0};
    bool able = *batched;
    *batched = false;
    geoi_stem(job->path, stem, sizeof stem);
    bool named =
        job->kind == GEOI_KIND_GEOPACKAGE || job->kind == GEOI_KIND_POSTGIS || job->entry_count > 1;
    const char *name = named ? OGR_L_GetName(job->layer) : stem;
    GEO_TRY(geoi_layer_builder_create(job->ctx, name, &job->builder));
    GEO_TRY(open_fields(job, encoding, &r.fields));
    if (able) {
        status = geoi_gdal_read_batches(job, &r.fields, &r.wkb, batched);
    }
    if (status == GEO_OK && !*batched) {
        status = read_features(job, &r);
    }
    GEO_TRY(status);
    GEO_TRY(check_count(job));
    tell(job, &r);
done:
    geoi_gdal_geometries_clear(&r.geometries);
    geoi_wkb_clear(&r.wkb);
    geoi_gdal_fields_close(&r.fields);
    return status;
}

/* What cannot be read in batches is judged, and its place named, feature by feature. */
static geo_status read_layer(geoi_gdal_job *job, const char *encoding)
{
    bool faults = job->rejects != NULL && job->rejects->faults > 0;
    bool batched = job->options->reader == NULL && !faults && job->kind != GEOI_KIND_POSTGIS;
    geo_status status = try_layer(job, encoding, &batched);
    if (batched && (status == GEO_DATA || status == GEO_UNSUPPORTED)) {
        geoi_layer_builder_destroy(job->builder);
        job->builder = NULL;
        job->gdal.failures = 0;
        batched = false;
        status = try_layer(job, encoding, &batched);
    }
    return status;
}

/* SQLite's own look comes first: GDAL gets no database that is not sound. */
geo_status geoi_gdal_open_file(geoi_gdal_job *job, const geoi_bytes *bytes,
                               const geoi_sidecars *sidecars)
{
    geo_status status = GEO_OK;
    if (job->kind == GEOI_KIND_POSTGIS) {
        return geoi_postgis_open(job);
    }
    if (job->kind == GEOI_KIND_GEOPACKAGE) {
        GEO_TRY(geoi_gpkg_settle(job->ctx, job->path, bytes, &job->settled));
        bytes = job->settled.data != NULL ? &job->settled : bytes;
        GEO_TRY(geoi_gpkg_open(job->ctx, bytes, &job->gpkg));
    }
    job->file = bytes;
    GEO_TRY(geoi_gdal_open(job, bytes, sidecars));
done:
    return status;
}

void geoi_gdal_close(geoi_gdal_job *job)
{
    if (job->dataset != NULL) {
        (void)GDALClose(job->dataset);
    }
    geoi_gdal_end(&job->gdal);
    geoi_gpkg_close(&job->gpkg);
    geoi_bytes_release(&job->settled);
    geoi_release(job->entries);
    geoi_release(job->config.bytes);
    geoi_release(job->ordered.bytes);
    geoi_layer_builder_destroy(job->builder);
}

geo_status geoi_gdal_read(geo_ctx *ctx, const char *path, geoi_kind kind, const geoi_bytes *bytes,
                          const geoi_sidecars *sidecars, const geo_read_options *options,
                          geoi_rejects *rejects, geoi_layer_builder **out, char **crs)
{
    geo_status status = GEO_OK;
    char declared[40] = "";
    geoi_gdal_job job = {
        .ctx = ctx, .path = path, .kind = kind, .options = options, .rows = -1, .rejects = rejects};
    *out = NULL;
    *crs = NULL;
    GEO_TRY(geoi_gdal_begin(ctx, &job.gdal));
    if (sidecars != NULL) {
        GEO_TRY(geoi_sidecars_encoding(ctx, sidecars, options->encoding, declared));
    }
    GEO_TRY(geoi_gdal_open_file(&job, bytes, sidecars));
    GEO_TRY(geoi_gdal_list_layers(&job));
    GEO_TRY(geoi_gdal_choose_layer(&job));
    GEO_TRY(geoi_gdal_name_crs(&job, crs));
    job.gdal.failures = 0; /* of drivers that tried odd things, but opened it */
    GEO_TRY(read_layer(&job, declared));
    GEO_TRY(
        geoi_layer_builder_encoding(ctx, job.builder, declared[0] != '\0' ? declared : "UTF-8"));
    *out = job.builder;
    job.builder = NULL;
done:
    geoi_gdal_close(&job);
    if (status != GEO_OK) {
        geoi_release(*crs);
        *crs = NULL;
    }
    return status;
}
