/* SPDX-License-Identifier: MIT */
/* The way out of a raster: GDAL packs it in memory, and the bytes go the way of every file. */
#include <float.h>

#include "io/raster_internal.h"

#include "io/json.h"
#include "io/sniff.h"
#include "io/style.h"

enum { TILE = 256 };

typedef struct writing {
    geo_ctx *ctx;
    const geo_raster_cells *cells;
    geo_raster_write_options o;
    geoi_gdal gdal;
    char path[100]; /* GDAL's */
    GDALDatasetH dataset;
    GDALRasterBandH band;
    double *rows; /* [TILE * width] */
    geoi_file file, style_file;
    geoi_text style;
} writing;

/* ---- What is asked -------------------------------------------------------------------- */

static geo_status check_extension(geo_ctx *ctx, const char *path)
{
    if (strcmp(path, "-") == 0 || geoi_has_extension(path, ".tif") ||
        geoi_has_extension(path, ".tiff")) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_INVALID, "its extension is not that of a GeoTIFF");
    geoi_hint(ctx, "call it .tif");
    return status;
}

static geo_status check_style(geo_ctx *ctx, const char *path, const geo_raster_write_options *o)
{
    if (o->style == 0 || strcmp(path, "-") != 0) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_INVALID, "style: is a file beside the output");
    geoi_hint(ctx, "write to a file: -o out.tif");
    return status;
}

static geo_status check_cells(geo_ctx *ctx, const geo_raster_cells *c)
{
    double east = c->west + (double)c->width * c->cell_width;
    double south = c->north - (double)c->height * c->cell_height;
    if (c->width < 1 || c->height < 1 || c->width > INT32_MAX || c->height > INT32_MAX ||
        c->width > INT64_MAX / (int64_t)sizeof(double) / c->height) {
        return geoi_fail(ctx, GEO_INVALID, "a raster of %lld x %lld cells cannot be written",
                         (long long)c->width, (long long)c->height);
    }
    if (!(c->cell_width > 0.0 && c->cell_height > 0.0 && isfinite(c->west) && isfinite(c->north) &&
          isfinite(east) && isfinite(south))) {
        return geoi_fail(ctx, GEO_INVALID, "cells of %g x %g from %g, %g have no place",
                         c->cell_width, c->cell_height, c->west, c->north);
    }
    if (c->crs == NULL) {
        return geoi_fail(ctx, GEO_INVALID, "the system of its coordinates is not given");
    }
    return GEO_OK;
}

static geo_status check_run(geo_ctx *ctx, const char *run)
{
    geo_status status = GEO_OK;
    if (run != NULL) {
        status = run[0] == '{' ? geoi_json_validate(ctx, run, (int64_t)strlen(run)) : GEO_DATA;
    }
    return status == GEO_DATA ? geoi_fail(ctx, GEO_INVALID, "run: is no JSON object") : status;
}

/* As the file keeps it. */
static double kept(const geo_raster_write_options *o, double value)
{
    return o->doubles != 0 || isnan(value) ? value : (double)(float)value;
}

/* Who reads a float32 compares it with what the file says in double. */
static geo_status check_nodata(geo_ctx *ctx, const geo_raster_write_options *o)
{
    double nodata = o->nodata, most = o->doubles != 0 ? DBL_MAX : (double)FLT_MAX;
    if (!isfinite(nodata) || (fabs(nodata) <= most && fabs(kept(o, nodata) - nodata) <= 0.0)) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_INVALID, "%.17g for no data cannot be held by float32", o->nodata);
    geoi_hint(ctx, "choose a value that can, such as -9999; or write doubles");
    return status;
}

/* ---- The head ------------------------------------------------------------------------- */

static geo_status fail_packing(const writing *w)
{
    return geoi_gdal_fail(w->ctx, &w->gdal, GEO_LIMIT, "cannot be packed by GDAL");
}

/* What PROJ knows GDAL gets, as a name or a text: it looks up no file and no address. */
static geo_status set_crs(writing *w)
{
    geo_status status = GEO_OK;
    geoi_crs *known = NULL;
    const char *crs = w->cells->crs;
    char *text = NULL, *rest;
    OGRSpatialReferenceH srs = NULL;
    GEO_TRY(geoi_crs_create(w->ctx, crs, GEOI_ALLOW_BALLPARK, &known));
    GEO_TRY(geoi_copy_text(w->ctx, geoi_crs_spelling(crs), &text));
    srs = OSRNewSpatialReference(NULL);
    rest = text;
    bool named = strncmp(text, "EPSG:", 5) == 0 || strcmp(text, "OGC:CRS84") == 0 || text[0] == '+';
    if ((named ? OSRSetFromUserInput(srs, text) : OSRImportFromWkt(srs, &rest)) != OGRERR_NONE) {
        status = geoi_fail(w->ctx, GEO_INVALID, "its system cannot be written to a GeoTIFF");
        geoi_hint(w->ctx, "give it as EPSG:4548, as a PROJ string or as WKT");
        goto done;
    }
    if (text[0] == '+' &&
        OSRIsProjected(srs) != 0) { /* who reads a system called "unknown" takes it for none */
        (void)OSRSetProjCS(srs, "local frame");
    }
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    if (GDALSetSpatialRef(w->dataset, srs) != CE_None) {
        status = fail_packing(w);
    }
done:
    OSRDestroySpatialReference(srs);
    geoi_release(text);
    geoi_crs_destroy(known);
    return status;
}

static GDALDatasetH create_file(const writing *w)
{
    static const char *const how[] = {"TILED=YES",        "BLOCKXSIZE=256", "BLOCKYSIZE=256",
                                      "COMPRESS=DEFLATE", "PREDICTOR=3",    "BIGTIFF=IF_SAFER",
                                      "NUM_THREADS=1"};
    char **options = NULL;
    for (int64_t i = 0; i < GEOI_COUNT_OF(how); i++) {
        options = CSLAddString(options, how[i]);
    }
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), w->path, (int)w->cells->width,
                                      (int)w->cells->height, 1,
                                      w->o.doubles != 0 ? GDT_Float64 : GDT_Float32, options);
    CSLDestroy(options);
    return dataset;
}

static geo_status create_dataset(writing *w)
{
    geo_status status = GEO_OK;
    const geo_raster_cells *c = w->cells;
    double transform[6] = {c->west, c->cell_width, 0.0, c->north, 0.0, -c->cell_height};
    (void)snprintf(w->path, sizeof w->path, "%s/layer.tif", w->gdal.folder);
    w->dataset = create_file(w);
    if (w->dataset == NULL || GDALSetGeoTransform(w->dataset, transform) != CE_None) {
        return fail_packing(w);
    }
    w->band = GDALGetRasterBand(w->dataset, 1);
    GEO_TRY(set_crs(w));
    bool told = GDALSetRasterNoDataValue(w->band, w->o.nodata) == CE_None;
    if (c->title != NULL) {
        GDALSetDescription(w->band, c->title);
    }
    if (w->o.run != NULL) {
        told = told && GDALSetMetadataItem(w->dataset, "GEO_RUN", w->o.run, NULL) == CE_None;
    }
    if (!told || w->gdal.failures > 0) {
        status = fail_packing(w);
    }
done:
    return status;
}

/* ---- The cells ------------------------------------------------------------------------ */

static geo_status check_value(const writing *w, int64_t i, double value)
{
    double most = w->o.doubles != 0 ? DBL_MAX : (double)FLT_MAX;
    bool fits = fabs(value) <= most;
    bool taken = fits && fabs(kept(&w->o, value) - w->o.nodata) <= 0.0;
    if (isnan(value) || (fits && !taken)) {
        return GEO_OK;
    }
    int64_t row = i / w->cells->width + 1, column = i % w->cells->width + 1;
    return geoi_fail(w->ctx, GEO_DATA, "row %lld, column %lld: %g %s", (long long)row,
                     (long long)column, value,
                     taken ? "is what stands for no data" : "cannot be written");
}

static geo_status put_rows(writing *w, int64_t row, int64_t rows)
{
    geo_status status = GEO_OK;
    int64_t width = w->cells->width, first = row * width;
    for (int64_t i = 0; i < rows * width; i++) {
        double value = w->cells->values[first + i];
        GEO_TRY(check_value(w, first + i, value));
        w->rows[i] = isnan(value) ? w->o.nodata : value;
    }
    if (GDALRasterIO(w->band, GF_Write, 0, (int)row, (int)width, (int)rows, w->rows, (int)width,
                     (int)rows, GDT_Float64, 0, 0) != CE_None) {
        status = fail_packing(w);
    }
done:
    return status;
}

static geo_status pack(writing *w)
{
    geo_status status = GEO_OK;
    int64_t height = w->cells->height;
    GEO_TRY(create_dataset(w));
    GEO_TRY(geoi_array_raw(w->ctx, TILE * w->cells->width, sizeof *w->rows, &w->rows));
    for (int64_t row = 0; row < height; row += TILE) {
        GEO_TRY(put_rows(w, row, height - row < TILE ? height - row : TILE));
        GEO_TRY(geoi_progress(w->ctx, (double)row / (double)height));
    }
    (void)GDALClose(w->dataset);
    w->dataset = NULL;
    if (w->gdal.failures > 0) {
        status = fail_packing(w);
    }
done:
    return status;
}

/* ---- The file ------------------------------------------------------------------------- */

static geo_status create_files(writing *w, const char *path)
{
    geo_status status = GEO_OK;
    geoi_file_options how = {.overwrite = w->o.overwrite != 0};
    GEO_TRY(geoi_file_create(w->ctx, path, &how, &w->file));
    if (w->o.style != 0) {
        GEO_TRY(geoi_style_beside(w->ctx, path, &w->style, &how, &w->style_file));
    }
done:
    return status;
}

/* Both files are complete before the first gets its name. */
static geo_status commit_files(writing *w)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_file_commit(w->ctx, &w->file));
    if (w->o.style != 0) {
        GEO_TRY(geoi_file_commit(w->ctx, &w->style_file));
    }
done:
    return status;
}

static geo_status write_file(writing *w, const char *path)
{
    geo_status status = GEO_OK;
    vsi_l_offset size = 0;
    GEO_TRY(check_extension(w->ctx, path));
    GEO_TRY(check_style(w->ctx, path, &w->o));
    GEO_TRY(check_cells(w->ctx, w->cells));
    GEO_TRY(check_nodata(w->ctx, &w->o));
    GEO_TRY(check_run(w->ctx, w->o.run));
    if (w->o.style != 0) {
        GEO_TRY(geoi_style_raster_qml(w->ctx, w->cells, &w->style));
    }
    GEO_TRY(create_files(w, path));
    GEO_TRY(geoi_gdal_begin(w->ctx, &w->gdal));
    GEO_TRY(pack(w));
    const GByte *bytes = VSIGetMemFileBuffer(w->path, &size, FALSE);
    if (bytes == NULL) {
        GEO_TRY(fail_packing(w));
    }
    GEO_TRY(geoi_file_put(w->ctx, &w->file, (const char *)bytes, (int64_t)size));
    GEO_TRY(commit_files(w));
done:
    return status;
}

static void clear(writing *w)
{
    if (w->dataset != NULL) {
        (void)GDALClose(w->dataset);
    }
    geoi_gdal_end(&w->gdal);
    geoi_release(w->rows);
    geoi_file_close(&w->file);
    geoi_file_close(&w->style_file);
    geoi_release(w->style.bytes);
}

geo_status geo_raster_write(geo_ctx *ctx, const char *path, const geo_raster_cells *cells,
                            const geo_raster_write_options *options)
{
    geo_status status = GEO_OK;
    writing w = {.ctx = ctx, .cells = cells, .o = geo_raster_write_options_default()};
    GEO_TRY(geoi_options(ctx, &w.o, options));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "writing a raster"));
    status = write_file(&w, path);
    clear(&w);
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
done:
    return status;
}

/* Files have no name unless committed. */
static geo_status check_file(writing *w, const char *path)
{
    geo_status status = GEO_OK;
    GEO_TRY(check_extension(w->ctx, path));
    GEO_TRY(check_style(w->ctx, path, &w->o));
    GEO_TRY(check_nodata(w->ctx, &w->o));
    GEO_TRY(check_run(w->ctx, w->o.run));
    GEO_TRY(geoi_gdal_load(w->ctx));
    GEO_TRY(create_files(w, path));
done:
    return status;
}

geo_status geo_raster_write_check(geo_ctx *ctx, const char *path,
                                  const geo_raster_write_options *options)
{
    geo_status status = GEO_OK;
    writing w = {.ctx = ctx, .o = geo_raster_write_options_default()};
    GEO_TRY(geoi_options(ctx, &w.o, options));
    status = check_file(&w, path);
    clear(&w);
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
done:
    return status;
}
