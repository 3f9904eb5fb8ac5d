/* SPDX-License-Identifier: MIT */
/** @file geo/space.h
 *  From degrees to metres: frames (projected coordinate systems that know their own error),
 *  shapes (geometry in metres), geodesic measures, and the Chinese map datums.
 */
#ifndef GEO_SPACE_H
#define GEO_SPACE_H

#include "geo/layer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Frame --------------------------------------------------------------------------- */

/** A projected coordinate system in metres, chosen or named, with its scale error known. */
typedef struct geo_frame geo_frame;

typedef struct geo_frame_options {
    size_t struct_size;
    const char *crs;        /**< a projected system PROJ knows ("EPSG:4548", WKT, PROJ string);
                                 NULL = chosen by the rule below */
    double max_scale_error; /**< refuse a frame that is wrong by more; default 0.001 (0.1 %) */
} geo_frame_options;

static inline geo_frame_options geo_frame_options_default(void)
{
    geo_frame_options o = {sizeof(geo_frame_options), NULL, 0.001};
    return o;
}

/** Make the frame for everything inside @p extent (degrees).
 *
 *  Rule: an extent inside Beijing (115.41..117.52 E, 39.43..41.07 N) gets EPSG:4548; one inside
 *  China (72..136 E, 3..54 N) and at most 3 degrees wide gets the CGCS2000 3-degree
 *  Gauss-Krueger zone of its centre (EPSG:4534 to 4554); any other, or one where these would be
 *  wrong by more than max_scale_error, a transverse Mercator about its own centre, or where
 *  that would be too wrong a Lambert azimuthal equal-area. An extent over the antimeridian is
 *  written with longitudes beyond 180, such as 177..182.
 *
 *  The scale error is the largest |k - 1| of the linear scale in any direction over the
 *  extent, found by projecting short geodesics on a grid over it.
 *
 *  @retval GEO_INVALID  crs is unknown, not projected, or not in metres; max_scale_error is not
 *                       above 0
 *  @retval GEO_UNSUPPORTED  no good change of datum is known between WGS 84 and crs
 *  @retval GEO_DATA     the extent is empty, or not in degrees
 *  @retval GEO_LIMIT    the scale error exceeds max_scale_error */
GEO_API GEO_MUST_CHECK geo_status geo_frame_create(geo_ctx *ctx, geo_box extent,
                                                   const geo_frame_options *options,
                                                   geo_frame **out);
GEO_API void geo_frame_destroy(geo_frame *frame);

/** "EPSG:4548", or the PROJ string of a local frame. */
GEO_API const char *geo_frame_crs(const geo_frame *frame);
/** "CGCS2000 / 3-degree Gauss-Kruger CM 117E". */
GEO_API const char *geo_frame_title(const geo_frame *frame);
/** Largest error of a length over the extent, as a share: 0.0002 is 0.02 %. */
GEO_API double geo_frame_scale_error(const geo_frame *frame);

/** Project @p n positions, degrees to metres (or back). In and out may be the same arrays.
 *  Uses the threads of @p ctx. @retval GEO_DATA a position cannot be projected */
GEO_API GEO_MUST_CHECK geo_status geo_frame_forward(geo_ctx *ctx, const geo_frame *frame, int64_t n,
                                                    const double *lon, const double *lat, double *x,
                                                    double *y);
GEO_API GEO_MUST_CHECK geo_status geo_frame_inverse(geo_ctx *ctx, const geo_frame *frame, int64_t n,
                                                    const double *x, const double *y, double *lon,
                                                    double *lat);

/* ---- Shapes: geometry in metres ------------------------------------------------------ */

/** Geometry in metres: what metrics take, so that none can be given degrees. */
typedef struct geo_shapes geo_shapes;

/** The geometry of @p layer in @p frame. Borrows the layer's offsets: keep the layer. */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_project(geo_ctx *ctx, const geo_frame *frame,
                                                     const geo_layer *layer, geo_shapes **out);
/** Shapes from coordinates that are metres already (copied).
 *  @retval GEO_DATA a coordinate is not finite, offsets do not ascend, a ring is not closed */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_create(geo_ctx *ctx, const geo_geometry *metres,
                                                    geo_shapes **out);
/** @p n points at @p x, @p y metres (copied). Errors as above, and GEO_INVALID when n is
 *  negative. */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_create_points(geo_ctx *ctx, int64_t n, const double *x,
                                                           const double *y, geo_shapes **out);
GEO_API void geo_shapes_destroy(geo_shapes *shapes);
GEO_API const geo_geometry *geo_shapes_geometry(const geo_shapes *shapes);
/** The points that stand for features of any geometry: points as they are, of polygons the
 *  centroids of their area, of lines the mean along them, of several points their mean. What has
 *  the highest dimension counts (polygons without area are lines, lines without length points).
 *  Features without geometry stay without. */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_centroids(geo_ctx *ctx, const geo_shapes *shapes,
                                                       geo_shapes **out);
/** Back to degrees: a new layer with no attributes. */
GEO_API GEO_MUST_CHECK geo_status geo_shapes_layer(geo_ctx *ctx, const geo_frame *frame,
                                                   const geo_shapes *shapes, const char *name,
                                                   geo_layer **out);

/* ---- Geodesic measures on WGS 84 ----------------------------------------------------- */

/** Length of the geodesic between two positions, metres; NaN for |lat| > 90 or not finite.
 *  Karney 2013, doi:10.1007/s00190-012-0578-z, by PROJ's geodesic.h; error below 20 nm. */
GEO_API double geo_geodesic_distance(double lon1, double lat1, double lon2, double lat2);

/** The direction in which that geodesic leaves the first position, degrees clockwise from north,
 *  [0, 360); NaN also where both are the same place. */
GEO_API double geo_geodesic_azimuth(double lon1, double lat1, double lon2, double lat2);

/** Per feature: area in m2 (polygons; holes subtract) and length in m (lines; rings of
 *  polygons), edges taken as geodesics. 0 where a kind has none.
 *  @param[out] area   [n] or NULL
 *  @param[out] length [n] or NULL
 *  Cost: O(positions). Absolute floor of an area about 0.1 m2 per vertex. */
GEO_API GEO_MUST_CHECK geo_status geo_geodesic_measure(geo_ctx *ctx, const geo_layer *layer,
                                                       double *area, double *length);

/* ---- Datums of Chinese web maps ------------------------------------------------------ */

typedef enum geo_datum {
    GEO_DATUM_WGS84, /**< and CGCS2000: equal within about a metre */
    GEO_DATUM_GCJ02, /**< AMap, Tencent and all mainland web maps */
    GEO_DATUM_BD09   /**< Baidu */
} geo_datum;

/** Change @p n positions in place from one datum to another.
 *  The shift applies in 72.004..137.8347 E, 0.8293..55.8271 N (as its users' code has it);
 *  elsewhere positions stay; what counts is the position on WGS 84. Inverses are iterated until
 *  they move less than 1e-10 degrees: a round trip returns within 1e-9 degrees. Source: the
 *  public polynomial; see datum.c. */
GEO_API void geo_datum_convert(geo_datum from, geo_datum to, int64_t n, double *lon, double *lat);

/* ---- Orders -------------------------------------------------------------------------- */

/** Sort the features of @p layer by the column @p name, ascending: numbers by value, false before
 *  true, text and dates by bytes (the order of code points); nulls last; equals in their order.
 *  @param[out] order [number of features] the row that comes first, second, ...: what
 *                    geo_layer_select() takes
 *  @retval GEO_INVALID there is no such column
 *  @retval GEO_DATA    its values are of several kinds, or nested */
GEO_API GEO_MUST_CHECK geo_status geo_layer_order(geo_ctx *ctx, const geo_layer *layer,
                                                  const char *name, int64_t *order);

/** Sort them along a Hilbert curve through the centres of their boxes, so that what is near on
 *  the map is near in the file; those without geometry last. @p order as above. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_curve_order(geo_ctx *ctx, const geo_layer *layer,
                                                        int64_t *order);

/* ---- Names of systems ---------------------------------------------------------------- */

/** What a coordinate system and its datum are called; "" where they have no name. */
typedef struct geo_crs_names {
    char title[128]; /**< "CGCS2000 / 3-degree Gauss-Kruger zone 39" */
    char datum[128]; /**< "China 2000", "GCJ-02" */
} geo_crs_names;

/** Name @p crs, which is written as for geo_frame_options.crs or geo_read_options.crs.
 *  @retval GEO_INVALID it is unknown */
GEO_API GEO_MUST_CHECK geo_status geo_crs_describe(geo_ctx *ctx, const char *crs,
                                                   geo_crs_names *out);

#ifdef __cplusplus
}
#endif
#endif /* GEO_SPACE_H */
