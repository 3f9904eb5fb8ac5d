/* SPDX-License-Identifier: MIT */
/* Opening a GeoTIFF: what its header says, and whether its cells can be read and placed. */
#include <float.h>

#include "io/raster_internal.h"

#include "io/crs_file.h"

#define LARGEST_BLOCK (1024 * GEOI_MIB)

/* ---- The file ---------------------------------------------------------------------------- */

static bool is_tiff(const geoi_bytes *b)
{
    static const char *const heads[] = {"II*\0", "MM\0*", "II+\0", "MM\0+"};
    for (int64_t i = 0; i < GEOI_COUNT_OF(heads); i++) {
        if (b->size >= 8 && memcmp(b->data, heads[i], 4) == 0) {
            return true;
        }
    }
    return false;
}

static geo_status fail_damaged(geo_ctx *ctx, const geo_raster *r, const char *doing)
{
    geo_status status = geoi_gdal_fail(ctx, &r->gdal, GEO_DATA, doing);
    geoi_hint(ctx, "it seems damaged or cut off: copy or download it again");
    return status;
}

static geo_status open_dataset(geo_ctx *ctx, geo_raster *r)
{
    static const char *const drivers[] = {"GTiff", NULL};
    static const char *const options[] = {"GEOREF_SOURCES=INTERNAL", NULL};
    geo_status status = GEO_OK;
    char path[100];
    GEO_TRY(geoi_gdal_put_file(ctx, &r->gdal, "layer.tif", &r->bytes));
    (void)snprintf(path, sizeof path, "%s/layer.tif", r->gdal.folder);
    r->dataset = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                            drivers, options, NULL);
    if (r->dataset == NULL || r->gdal.failures > 0) {
        status = fail_damaged(ctx, r, "cannot be read as GeoTIFF");
    } else if (GDALGetMetadata(r->dataset, "SUBDATASETS") != NULL) {
        geoi_note(ctx, "holds several images, of which the first is read");
    }
done:
    return status;
}

static geo_status open_file(geo_ctx *ctx, geo_raster *r, const char *path)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_copy_text(ctx, path, &r->path));
    GEO_TRY(geoi_bytes_read(ctx, path, &r->bytes));
    if (!is_tiff(&r->bytes)) {
        status = geoi_fail(ctx, GEO_DATA, "is no GeoTIFF");
        geoi_hint(ctx, "rasters of other formats: gdal_translate -of GTiff IN OUT.tif");
        goto done;
    }
    GEO_TRY(geoi_bytes_digest(ctx, &r->bytes, &r->digest));
    GEO_TRY(geoi_gdal_begin(ctx, &r->gdal));
    GEO_TRY(open_dataset(ctx, r));
done:
    return status;
}

/* ---- The numbers ------------------------------------------------------------------------- */

static geo_status choose_band(geo_ctx *ctx, geo_raster *r, int64_t band)
{
    r->info.bands = GDALGetRasterCount(r->dataset);
    if (r->info.bands < 1) {
        return geoi_fail(ctx, GEO_DATA, "has no bands");
    }
    if (band == 0 && r->info.bands > 1) {
        geo_status status = geoi_fail(ctx, GEO_INVALID, "has %lld bands", (long long)r->info.bands);
        geoi_hint(ctx, "name the one to read: --band 1");
        return status;
    }
    if (band < 0 || band > r->info.bands) {
        return geoi_fail(ctx, GEO_INVALID, "has no band %lld, for there are %lld", (long long)band,
                         (long long)r->info.bands);
    }
    r->info.band = band == 0 ? 1 : band;
    r->band = GDALGetRasterBand(r->dataset, (int)r->info.band);
    return GEO_OK;
}

static const char *name_of(GDALDataType type)
{
    switch ((int)type) {
    case GDT_Byte:
        return "uint8";
    case GDT_UInt16:
        return "uint16";
    case GDT_Int16:
        return "int16";
    case GDT_UInt32:
        return "uint32";
    case GDT_Int32:
        return "int32";
    case GDT_UInt64:
        return "uint64";
    case GDT_Int64:
        return "int64";
    case GDT_Float32:
        return "float32";
    case GDT_Float64:
        return "float64";
    default: /* GDAL 3.7 and later know more */
        return GDALDataTypeIsComplex(type) ? NULL : "number";
    }
}

/* What single precision makes of a number; GDAL writes its largest ones with too few digits. */
static double as_float(double v)
{
    double largest = (double)FLT_MAX;
    if (fabs(v) > largest) {
        return fabs(v) < largest * (1.0 + 1e-6) ? copysign(largest, v) : v;
    }
    return (double)(float)v;
}

static void find_nodata(geo_raster *r, GDALDataType type, double asked)
{
    int has = 0;
    double value = 0.0;
    if (!isnan(asked)) {
        has = 1;
        value = asked;
    } else if (type == GDT_Int64) {
        value = (double)GDALGetRasterNoDataValueAsInt64(r->band, &has);
    } else if (type == GDT_UInt64) {
        value = (double)GDALGetRasterNoDataValueAsUInt64(r->band, &has);
    } else {
        value = GDALGetRasterNoDataValue(r->band, &has);
    }
    r->info.has_nodata = has != 0;
    r->info.nodata = has == 0 ? (double)NAN : type == GDT_Float32 ? as_float(value) : value;
}

/* An alpha band says how to draw, and a value for no data is looked at here. */
static void find_mask(geo_raster *r)
{
    int flags = GDALGetMaskFlags(r->band);
    if ((flags & (GMF_ALL_VALID | GMF_ALPHA | GMF_NODATA)) == 0) {
        r->mask = GDALGetMaskBand(r->band);
    }
    r->info.masked = r->mask != NULL;
}

static void find_scale(geo_raster *r)
{
    int has = 0;
    double scale = GDALGetRasterScale(r->band, &has);
    r->info.scale = has != 0 && isfinite(scale) ? scale : 1.0;
    double offset = GDALGetRasterOffset(r->band, &has);
    r->info.offset = has != 0 && isfinite(offset) ? offset : 0.0;
}

static geo_status check_block(geo_ctx *ctx, geo_raster *r, GDALDataType type)
{
    int width = 0, height = 0;
    GDALGetBlockSize(r->band, &width, &height);
    r->info.block_width = width;
    r->info.block_height = height;
    double bytes = (double)width * (double)height * (double)GDALGetDataTypeSizeBytes(type);
    if (width < 1 || height < 1 || bytes > (double)LARGEST_BLOCK) {
        geo_status status =
            geoi_fail(ctx, GEO_LIMIT, "is stored in blocks of %d x %d cells, too large to be read",
                      width, height);
        geoi_hint(ctx, "store it in tiles: gdal_translate -co TILED=YES -co COMPRESS=DEFLATE IN "
                       "OUT.tif");
        return status;
    }
    return GEO_OK;
}

static geo_status know_numbers(geo_ctx *ctx, geo_raster *r, const geo_raster_options *o)
{
    geo_status status = GEO_OK;
    GEO_TRY(choose_band(ctx, r, o->band));
    GDALDataType type = GDALGetRasterDataType(r->band);
    r->info.width = GDALGetRasterXSize(r->dataset);
    r->info.height = GDALGetRasterYSize(r->dataset);
    r->info.type = name_of(type);
    if (r->info.type == NULL) {
        status = geoi_fail(ctx, GEO_UNSUPPORTED, "its cells are complex numbers");
        goto done;
    }
    GEO_TRY(check_block(ctx, r, type));
    find_nodata(r, type, o->nodata);
    find_mask(r);
    find_scale(r);
    if (!r->info.has_nodata && !r->info.masked && type != GDT_Float32 && type != GDT_Float64) {
        geoi_note(ctx, "no value of it stands for no data: every cell counts");
    } else if (!r->info.has_nodata && !r->info.masked) {
        geoi_note(ctx, "no value of it stands for no data: every cell that is a number counts");
    }
done:
    return status;
}

/* ---- The place --------------------------------------------------------------------------- */

static geo_status know_transform(geo_ctx *ctx, geo_raster *r)
{
    double *t = r->info.transform;
    bool placed = GDALGetGeoTransform(r->dataset, t) == CE_None;
    double area = t[1] * t[5] - t[2] * t[4];
    for (int i = 0; i < 6; i++) {
        placed = placed && isfinite(t[i]);
    }
    if (placed && isfinite(area) && fabs(area) > 0.0) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_DATA, "does not say where on the Earth its cells are");
    geoi_hint(ctx, "a world file beside it is not read; give it its place: gdal_translate -a_ullr "
                   "WEST NORTH EAST SOUTH IN OUT.tif");
    return status;
}

static geo_status find_crs(geo_ctx *ctx, geo_raster *r, const geo_raster_options *o)
{
    geo_status status = GEO_OK;
    char *file = NULL, shown[80];
    unsigned wishes = o->allow_ballpark != 0 ? GEOI_ALLOW_BALLPARK : 0;
    if (o->crs != NULL) {
        return geoi_crs_asked_for(ctx, o->crs, wishes, &r->crs);
    }
    GEO_TRY(geoi_gdal_crs_text(ctx, GDALGetSpatialRef(r->dataset), &file));
    if (file == NULL) {
        status = geoi_fail(ctx, GEO_DATA, "does not say in which system its coordinates are");
        geoi_hint(ctx, "ask who made it, and name it, such as --raster-crs EPSG:4326");
        goto done;
    }
    status = geoi_crs_create(ctx, file, wishes, &r->crs);
    if (status == GEO_INVALID) {
        status = geoi_fail(ctx, GEO_DATA, "says that it is in \"%s\", which is not known here",
                           geoi_printable(file, (int64_t)strlen(file), shown, sizeof shown));
        geoi_hint(ctx, "name the system, such as --raster-crs EPSG:4326");
    }
done:
    geoi_release(file);
    return status;
}

/* Degrees under the name of a system in metres, or metres under that of degrees. */
static geo_status check_place(geo_ctx *ctx, const geo_raster *r)
{
    const double *t = r->info.transform;
    double w = (double)r->info.width, h = (double)r->info.height, x[4], y[4];
    bool degrees = true, far = false;
    for (int i = 0; i < 4; i++) {
        double c = (i & 1) != 0 ? w : 0.0, row = (i & 2) != 0 ? h : 0.0;
        x[i] = t[0] + c * t[1] + row * t[2];
        y[i] = t[3] + c * t[4] + row * t[5];
        degrees = degrees && fabs(x[i]) <= 360.0 && fabs(y[i]) <= 91.0;
        far = far || !(fabs(x[i]) <= 541.0) || !(fabs(y[i]) <= 91.0);
    }
    bool metres = geoi_crs_is_far_from_origin(r->crs);
    if ((metres && !degrees) || (!metres && !(geoi_crs_is_lonlat(r->crs) && far))) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_DATA,
                  "its coordinates (the first corner is at %.10g, %.10g) cannot be those of %s",
                  x[0], y[0], geoi_crs_name(r->crs));
    geoi_hint(ctx, "name its system: --raster-crs %s", metres ? "OGC:CRS84" : "EPSG:4548");
    return status;
}

static geo_status know_place(geo_ctx *ctx, geo_raster *r, const geo_raster_options *o)
{
    geo_status status = GEO_OK;
    geo_raster_window all = {0, 0, r->info.width, r->info.height};
    bool sure;
    GEO_TRY(know_transform(ctx, r));
    GEO_TRY(find_crs(ctx, r, o));
    GEO_TRY(check_place(ctx, r));
    r->info.crs = geoi_crs_name(r->crs);
    GEO_TRY(geoi_raster_extent(ctx, r, all, &r->info.extent, &sure));
done:
    return status;
}

/* ---- Life -------------------------------------------------------------------------------- */

geo_status geo_raster_open(geo_ctx *ctx, const char *path, const geo_raster_options *options,
                           geo_raster **out)
{
    geo_status status = GEO_OK;
    geo_raster *r = NULL;
    geo_raster_options o = geo_raster_options_default();
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(geoi_array(ctx, 1, sizeof *r, &r));
    status = open_file(ctx, r, path);
    if (status == GEO_OK) {
        status = know_numbers(ctx, r, &o);
    }
    if (status == GEO_OK) {
        status = know_place(ctx, r, &o);
    }
    if (r->gdal.inside) {
        geoi_gdal_leave(&r->gdal);
    }
    if (status != GEO_OK) {
        geoi_at_input(ctx, path);
        goto done;
    }
    *out = r;
    r = NULL;
done:
    geo_raster_close(r);
    return status;
}

void geo_raster_close(geo_raster *raster)
{
    if (raster == NULL) {
        return;
    }
    if (raster->gdal.begun) {
        geoi_gdal_enter(&raster->gdal);
        if (raster->dataset != NULL) {
            (void)GDALClose(raster->dataset);
        }
        geoi_gdal_end(&raster->gdal);
    }
    geoi_crs_destroy(raster->crs);
    geoi_digest_release(raster->digest);
    geoi_bytes_release(&raster->bytes);
    geoi_release(raster->path);
    geoi_release(raster);
}

const geo_raster_info *geo_raster_describe(const geo_raster *raster)
{
    return &raster->info;
}

const char *geo_raster_source(const geo_raster *raster)
{
    return raster->path;
}

const char *geo_raster_digest(const geo_raster *raster)
{
    return geoi_digest_hex(raster->digest);
}
