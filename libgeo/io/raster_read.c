/* SPDX-License-Identifier: MIT */
/* The values of a raster, window by window. */
#include "io/raster_internal.h"

enum {
    WINDOW_CELLS = 1 << 20, /* of a window that geo_raster_next() gives */
    CACHE_CELLS = 1 << 24   /* after so many GDAL's cache is emptied: else it grows with the file */
};

geo_status geoi_raster_check_window(geo_ctx *ctx, const geo_raster *raster, geo_raster_window w)
{
    const geo_raster_info *i = &raster->info;
    if (w.column >= 0 && w.row >= 0 && w.width >= 1 && w.height >= 1 && w.width <= i->width &&
        w.height <= i->height && w.column <= i->width - w.width && w.row <= i->height - w.height) {
        return GEO_OK;
    }
    return geoi_fail(ctx, GEO_INVALID,
                     "there is no window of %lld x %lld cells at column %lld and row %lld in a "
                     "raster of %lld x %lld",
                     (long long)w.width, (long long)w.height, (long long)w.column, (long long)w.row,
                     (long long)i->width, (long long)i->height);
}

/* ---- Values ------------------------------------------------------------------------------ */

static geo_status fetch(geo_ctx *ctx, geo_raster *r, GDALRasterBandH band, geo_raster_window w,
                        GDALDataType type, void *to)
{
    int failures = r->gdal.failures;
    CPLErr error = GDALRasterIO(band, GF_Read, (int)w.column, (int)w.row, (int)w.width,
                                (int)w.height, to, (int)w.width, (int)w.height, type, 0, 0);
    if (error == CE_None && r->gdal.failures == failures) {
        return GEO_OK;
    }
    geo_status status = geoi_gdal_fail(ctx, &r->gdal, GEO_DATA, "cannot be read");
    geoi_where(ctx, "rows %lld to %lld", (long long)w.row + 1, (long long)w.row + w.height);
    geoi_hint(ctx, "it seems damaged or cut off: copy or download it again");
    return status;
}

static geo_status fail_infinite(geo_ctx *ctx, geo_raster_window w, int64_t i, double value)
{
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "row %lld, column %lld: the value is infinite",
                  (long long)(w.row + i / w.width) + 1, (long long)(w.column + i % w.width) + 1);
    geoi_hint(ctx, "if it stands for no data, say so: --nodata %s", value < 0.0 ? "-inf" : "inf");
    return status;
}

/* NaN where there is no data; the others as they are meant. */
static geo_status finish(geo_ctx *ctx, const geo_raster *r, geo_raster_window w,
                         const uint8_t *mask, double *values)
{
    const geo_raster_info *info = &r->info;
    double nodata = info->nodata;
    bool scaled =
        info->scale < 1.0 || info->scale > 1.0 || info->offset < 0.0 || info->offset > 0.0;
    for (int64_t i = 0; i < w.width * w.height; i++) {
        double v = values[i];
        bool none = isnan(v) || (info->has_nodata && v <= nodata && v >= nodata) ||
                    (mask != NULL && mask[i] == 0);
        if (!none && !isfinite(v)) {
            return fail_infinite(ctx, w, i, v);
        }
        values[i] = none ? (double)NAN : scaled ? v * info->scale + info->offset : v;
    }
    return GEO_OK;
}

/* GDAL keeps what it decoded, for the next window may lie in the same blocks. */
static void forget(geo_raster *r, int64_t cells)
{
    r->unflushed += cells;
    if (r->unflushed >= CACHE_CELLS) {
        (void)GDALFlushRasterCache(r->band);
        if (r->mask != NULL) {
            (void)GDALFlushRasterCache(r->mask);
        }
        geoi_bytes_forget(&r->bytes);
        r->unflushed = 0;
    }
}

static geo_status read_window(geo_ctx *ctx, geo_raster *r, geo_raster_window w, double *values)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    uint8_t *mask = NULL;
    GEO_TRY(geoi_raster_check_window(ctx, r, w));
    GEO_TRY(fetch(ctx, r, r->band, w, GDT_Float64, values));
    if (r->mask != NULL) {
        GEO_TRY(geoi_scratch(ctx, w.width * w.height, sizeof *mask, &mask));
        GEO_TRY(fetch(ctx, r, r->mask, w, GDT_Byte, mask));
    }
    GEO_TRY(finish(ctx, r, w, mask, values));
    forget(r, w.width * w.height);
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_raster_read(geo_ctx *ctx, geo_raster *raster, geo_raster_window window,
                           double *values)
{
    geoi_gdal_enter(&raster->gdal);
    geo_status status = read_window(ctx, raster, window, values);
    geoi_gdal_leave(&raster->gdal);
    if (status != GEO_OK) {
        geoi_at_input(ctx, raster->path);
    }
    return status;
}

/* ---- Windows ----------------------------------------------------------------------------- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Whole blocks: as many in a row as fit, and where a row of them is small, several rows. */
static geo_raster_window first_window(const geo_raster_info *i)
{
    int64_t bw = i->block_width, bh = i->block_height, cells = WINDOW_CELLS;
    int64_t across = cells / least(bw * bh, cells), down = 1;
    int64_t width = least(i->width, across * bw);
    if (width == i->width) {
        down = cells / least(width * bh, cells);
    }
    return (geo_raster_window){0, 0, width, least(i->height, down * bh)};
}

/* The one after w; of width 0 when there is none. */
static geo_raster_window after(const geo_raster_info *i, geo_raster_window w)
{
    geo_raster_window first = first_window(i);
    if (w.width == 0) {
        return first;
    }
    w.column += first.width;
    if (w.column >= i->width) {
        w.column = 0;
        w.row += first.height;
    }
    if (w.row >= i->height) {
        return (geo_raster_window){0, 0, 0, 0};
    }
    w.width = least(first.width, i->width - w.column);
    w.height = least(first.height, i->height - w.row);
    return w;
}

static bool overlap(double a_min, double a_max, double b_min, double b_max)
{
    return a_min <= b_max && b_min <= a_max;
}

/* Longitudes are the same after a turn. */
static bool meet(const geo_box *near, const geo_box *box)
{
    double west = near->min_x, east = near->max_x + (near->max_x < near->min_x ? 360.0 : 0.0);
    bool across = false;
    for (int turn = -1; turn <= 1; turn++) {
        across =
            across || overlap(west + 360.0 * turn, east + 360.0 * turn, box->min_x, box->max_x);
    }
    return across && overlap(near->min_y, near->max_y, box->min_y, box->max_y);
}

geo_status geo_raster_next(geo_ctx *ctx, const geo_raster *raster, const geo_box *near,
                           geo_raster_window *window)
{
    geo_status status = GEO_OK;
    geo_raster_window w = after(&raster->info, *window);
    for (; near != NULL && w.width > 0; w = after(&raster->info, w)) {
        geo_box box;
        bool sure;
        GEO_TRY(geoi_raster_extent(ctx, raster, w, &box, &sure));
        if (!sure || meet(near, &box)) {
            break;
        }
    }
    *window = w;
done:
    return status;
}
