/* SPDX-License-Identifier: MIT */
/** @file geo/raster.h
 *  Rasters: numbers on a grid of cells, read window by window from a GeoTIFF, so that memory
 *  stays the same however large the file is; and written to one.
 */
#ifndef GEO_RASTER_H
#define GEO_RASTER_H

#include <math.h>

#include "geo/geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A raster file being read. It belongs to one thread at a time. */
typedef struct geo_raster geo_raster;

typedef struct geo_raster_options {
    size_t struct_size;
    int64_t band;           /**< which band to read, from 1; 0 = the only one */
    const char *crs;        /**< the system of its coordinates when the file does not say, or says
                                 it wrong, as in geo_read_options; NULL = what the file says */
    int64_t allow_ballpark; /**< as in geo_read_options */
    double nodata;          /**< the value that stands for no data, when the file does not say, or
                                 says it wrong; NaN = what the file says */
} geo_raster_options;

static inline geo_raster_options geo_raster_options_default(void)
{
    geo_raster_options o = {sizeof(geo_raster_options), 0, NULL, 0, (double)NAN};
    return o;
}

/** What is known of a raster before its cells are read. */
typedef struct geo_raster_info {
    int64_t width, height;             /**< cells */
    int64_t bands, band;               /**< how many there are, and which is read, from 1 */
    int64_t block_width, block_height; /**< cells that are stored, and best read, together */
    double transform[6];               /**< the corner that column c and row r share with the cells
                                            before them is at x = t[0] + c t[1] + r t[2],
                                            y = t[3] + c t[4] + r t[5] in the raster's system */
    const char *crs;                   /**< that system: "EPSG:4326", "EPSG:4548", ... */
    const char *type;                  /**< of its numbers: "uint8", "int16", "float32", ... */
    int has_nodata;                    /**< nonzero: nodata is a value that stands for no data */
    double nodata;
    int masked;           /**< nonzero: the file holds a mask, and cells outside it are no data */
    double scale, offset; /**< a value is what is stored times scale plus offset; 1 and 0 mostly */
    geo_box extent;       /**< degrees: a box around its cells; for a raster over the
                               antimeridian from -180 to 180 */
} geo_raster_info;

/** Open the GeoTIFF @p path, or standard input when it is "-".
 *
 *  The file alone is read: neither a world file, nor .aux.xml, .msk or .ovr beside it, and nothing
 *  on the network. A raster may be turned, and in any system that geo_layer_read() knows.
 *
 *  @retval GEO_IO          cannot be opened or read
 *  @retval GEO_DATA        no GeoTIFF, damaged, without a place on the Earth or a system; or its
 *                          coordinates cannot be those of its system
 *  @retval GEO_INVALID     it has several bands and none is named, or not that one; crs is unknown
 *  @retval GEO_UNSUPPORTED its numbers are complex; no change of datum is known; GDAL is not here
 *  @retval GEO_LIMIT       one block of it would take more than 1 GiB */
GEO_API GEO_MUST_CHECK geo_status geo_raster_open(geo_ctx *ctx, const char *path,
                                                  const geo_raster_options *options,
                                                  geo_raster **out);
GEO_API void geo_raster_close(geo_raster *raster); /**< NULL is allowed */

/** Lives as long as @p raster, as do the next two: where it was read from, and the digest of that
 *  file as of geo_layer_digest(). */
GEO_API const geo_raster_info *geo_raster_describe(const geo_raster *raster);
GEO_API const char *geo_raster_source(const geo_raster *raster);
GEO_API const char *geo_raster_digest(const geo_raster *raster);

/** A rectangle of cells: columns from column to column + width - 1, rows likewise, from 0. */
typedef struct geo_raster_window {
    int64_t column, row, width, height;
} geo_raster_window;

/** Go through a raster by windows of whole blocks, at most about a million cells each, row by
 *  row. Begin with a window of zeros; at the end its width is 0 again.
 *  @param near  degrees: windows of which no cell can be in it are passed over unread; NULL = none
 *               are. With min_x > max_x, or reaching beyond 180, it is one over the antimeridian */
GEO_API GEO_MUST_CHECK geo_status geo_raster_next(geo_ctx *ctx, const geo_raster *raster,
                                                  const geo_box *near, geo_raster_window *window);

/** The cells of @p window, row by row; NaN is no data.
 *  @param[out] values [width * height]
 *  @retval GEO_INVALID the window is not within the raster
 *  @retval GEO_DATA    the file is damaged there, or a value infinite (the message says where) */
GEO_API GEO_MUST_CHECK geo_status geo_raster_read(geo_ctx *ctx, geo_raster *raster,
                                                  geo_raster_window window, double *values);

/** Their centres on WGS 84, degrees; NaN for a cell that is not on the Earth, as in the corners of
 *  a map of the world in one piece.
 *  @param[out] lon, lat [width * height]
 *  @retval GEO_INVALID the window is not within the raster */
GEO_API GEO_MUST_CHECK geo_status geo_raster_centres(geo_ctx *ctx, const geo_raster *raster,
                                                     geo_raster_window window, double *lon,
                                                     double *lat);

/** Their corners: those of row r begin at r * (width + 1), the north-west one of a raster that is
 *  not turned first.
 *  @param[out] lon, lat [(width + 1) * (height + 1)] */
GEO_API GEO_MUST_CHECK geo_status geo_raster_corners(geo_ctx *ctx, const geo_raster *raster,
                                                     geo_raster_window window, double *lon,
                                                     double *lat);

/** Their areas on the ellipsoid of WGS 84, m2, whatever the raster's system says they are; exact
 *  for cells between meridians and parallels, for others that of the straight lines between their
 *  corners in Lambert's cylindrical equal-area projection (within 1e-6 for cells of 1 km).
 *  @param[out] m2 [width * height] NaN for a cell that is not on the Earth */
GEO_API GEO_MUST_CHECK geo_status geo_raster_areas(geo_ctx *ctx, const geo_raster *raster,
                                                   geo_raster_window window, double *m2);

/* ---- Writing ------------------------------------------------------------------------------- */

/** Numbers of cells that lie to the north, in a system of coordinates. */
typedef struct geo_raster_cells {
    int64_t width, height;
    const double *values; /**< [width * height] row by row from the north-west; NaN is no data */
    double west, north;   /**< of the corner of the first, in the system */
    double cell_width, cell_height; /**< above 0 */
    const char *crs;                /**< "EPSG:4548", a PROJ string as of geo_frame_crs(), or WKT */
    const char *title;              /**< of the band: what the numbers are; or NULL */
} geo_raster_cells;

typedef struct geo_raster_write_options {
    size_t struct_size;
    int overwrite;   /**< nonzero: replace an existing file; default: refuse */
    int doubles;     /**< nonzero: float64; default: float32, which keeps 7 digits */
    double nodata;   /**< what is written for NaN, a number that the type holds exactly; default
                          NaN itself */
    const char *run; /**< a JSON object, kept as the metadata item GEO_RUN; NULL = none */
    int style;       /**< nonzero: a .qml file beside it, by which QGIS draws it in five colours of
                          equally many cells; default: none; only for files */
} geo_raster_write_options;

static inline geo_raster_write_options geo_raster_write_options_default(void)
{
    geo_raster_write_options o = {sizeof(geo_raster_write_options), 0, 0, (double)NAN, NULL, 0};
    return o;
}

/** Write @p cells as a GeoTIFF of one band, in tiles of 256 x 256 packed by DEFLATE, to @p path or
 *  to standard output when it is "-". As with geo_layer_write() a file appears whole under its name
 *  or not at all, and equal cells give equal bytes. It is packed in memory before.
 *  @retval GEO_IO          it, or its style file, cannot be written, or exists (and overwrite is 0)
 *  @retval GEO_INVALID     path ends neither in .tif nor .tiff, or is "-" and has a style; the
 * cells have no place or size; crs is unknown; run is no JSON object; nodata cannot be held exactly
 *  @retval GEO_DATA        a value is infinite, larger than its type can hold, or is nodata as the
 *                          file keeps it
 *  @retval GEO_LIMIT       GDAL cannot pack it: more than memory, or than GeoTIFF, has room for
 *  @retval GEO_CANCELLED   the progress function asked to stop; nothing is left behind
 *  @retval GEO_UNSUPPORTED GDAL is not here
 *  Cost: O(cells) time, most of it DEFLATE; memory for the packed file and 256 rows; with a style
 *  O(cells log cells), and 8 bytes a cell. */
GEO_API GEO_MUST_CHECK geo_status geo_raster_write(geo_ctx *ctx, const char *path,
                                                   const geo_raster_cells *cells,
                                                   const geo_raster_write_options *options);

/** Find out before the work whether geo_raster_write() would refuse @p path and @p options.
 *  Nothing is left behind. Errors as above. */
GEO_API GEO_MUST_CHECK geo_status geo_raster_write_check(geo_ctx *ctx, const char *path,
                                                         const geo_raster_write_options *options);

#ifdef __cplusplus
}
#endif
#endif /* GEO_RASTER_H */
