/* SPDX-License-Identifier: MIT */
/* What a raster being read is made of; for the raster_*.c files only. */
#ifndef GEOI_RASTER_INTERNAL_H
#define GEOI_RASTER_INTERNAL_H

#include "io/gdal_load.h"

#include "geo/raster.h"
#include "io/gdal.h"
#include "space/crs.h"

struct geo_raster {
    geoi_gdal gdal; /* left between calls */
    GDALDatasetH dataset;
    GDALRasterBandH band, mask; /* mask: NULL unless the file has one */
    geoi_bytes bytes;           /* that GDAL reads from */
    geoi_crs *crs;
    char *path;
    geoi_digest *digest;
    int64_t unflushed; /* cells that were read since GDAL's cache was emptied */
    geo_raster_info info;
};

/* "2 bands", a window of no cells: GEO_INVALID unless the window is one of the raster's. */
geo_status geoi_raster_check_window(geo_ctx *ctx, const geo_raster *raster,
                                    geo_raster_window window);

/* A box around the cells of the window, degrees; *sure is false where it says nothing, so that they
 * may be anywhere (raster_place.c). */
geo_status geoi_raster_extent(geo_ctx *ctx, const geo_raster *raster, geo_raster_window window,
                              geo_box *out, bool *sure);

#endif /* GEOI_RASTER_INTERNAL_H */
