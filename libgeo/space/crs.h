/* SPDX-License-Identifier: MIT */
/* Any coordinate system at the door to longitude and latitude: what readers need of PROJ, so
 * that PROJ stays this room's secret. */
#ifndef GEOI_CRS_H
#define GEOI_CRS_H

#include "base/base.h"

typedef struct geoi_crs geoi_crs;

/* Asked of a system, or allowed to it. */
enum geoi_crs_wish {
    GEOI_METRES_ONLY = 1,   /* it must be a projected system in metres */
    GEOI_ALLOW_BALLPARK = 2 /* where no change of datum is known, do without */
};

/* `definition`: "EPSG:4527", WKT, PROJJSON, a PROJ string, a full name as PROJ has it, or one of
 * the spellings below. x is easting or longitude whatever the
 * authority's axis order. A change of datum that PROJ only calls ballpark is GEO_UNSUPPORTED,
 * except between WGS 84 and CGCS2000, which are equal within about a metre, and where `wishes`
 * allow it. No network, no grids, no files. GEO_INVALID: unknown. A note tells the accuracy of a
 * datum's change beyond a metre. */
geo_status geoi_crs_create(geo_ctx *ctx, const char *definition, unsigned wishes, geoi_crs **out);

/* A local plane that four parameters bring to the plane of `target`, a projected system:
 *   x' = dx + scale (x cos r - y sin r),  y' = dy + scale (x sin r + y cos r)
 * with x to the east, y to the north, r in radians and counter-clockwise. */
typedef struct geoi_crs_plane {
    double dx, dy, rotation, scale;
} geoi_crs_plane;
geo_status geoi_crs_create_plane(geo_ctx *ctx, const char *name, const char *target,
                                 const geoi_crs_plane *plane, geoi_crs **out);

/* `system` with the seven parameters from its datum to WGS 84: dx, dy, dz in metres, rx, ry, rz in
 * seconds of arc by the position vector convention (EPSG method 9606), parts per million. */
geo_status geoi_crs_create_shifted(geo_ctx *ctx, const char *name, const char *system,
                                   const double shift[7], geoi_crs **out);

void geoi_crs_destroy(geoi_crs *crs);
/* "EPSG:4527", "GCJ-02", the name given, or the title. */
const char *geoi_crs_name(const geoi_crs *crs);
/* What people write for the systems of China: "GCJ-02" for gcj02, "BD-09", "BD-09 Mercator",
 * "EPSG:4490" for CGCS2000, "OGC:CRS84" for WGS84; anything else as it is. Case and hyphens do
 * not matter. */
const char *geoi_crs_spelling(const char *definition);
bool geoi_crs_is_lonlat(const geoi_crs *crs); /* WGS 84 or CGCS2000 degrees: nothing to do */
/* A projected system of an authority, whose coordinates have large false origins: what lies
 * within 180 x 90 of it is degrees under a wrong name. */
bool geoi_crs_is_far_from_origin(const geoi_crs *crs);

/* In place, to OGC:CRS84, with the context's threads. GEO_DATA: position i cannot be converted
 * (out of range for the system); the message says index and values. */
geo_status geoi_crs_to_lonlat(geo_ctx *ctx, const geoi_crs *crs, int64_t n, double *x, double *y);

/* What the numbers of a layer in no known system look like (crs_hint.c): text for a hint, such as
 * "eastings of 8 digits begin with a zone: EPSG:4527 (zone 39)". */
enum { GEOI_CRS_HINT = 400 };
const char *geoi_crs_hint(int64_t n, const double *x, const double *y, char out[GEOI_CRS_HINT]);

#endif /* GEOI_CRS_H */
