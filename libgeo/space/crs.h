/* SPDX-License-Identifier: MIT */
/* Any coordinate system at the door to longitude and latitude: what readers need of PROJ, so
 * that PROJ stays this room's secret. */
#ifndef GEOI_CRS_H
#define GEOI_CRS_H

#include "base/base.h"

typedef struct geoi_crs geoi_crs;

/* `definition`: "EPSG:4527", WKT, PROJJSON, a PROJ string, a full name as PROJ has it, or one of
 * the spellings below. x is easting or longitude whatever the
 * authority's axis order. A change of datum that PROJ only calls ballpark is GEO_UNSUPPORTED,
 * except between WGS 84 and CGCS2000, which are equal within about a metre. No network, no
 * grids. GEO_INVALID: unknown. A note tells the accuracy of a datum's change beyond a metre. */
geo_status geoi_crs_create(geo_ctx *ctx, const char *definition, geoi_crs **out);
void geoi_crs_destroy(geoi_crs *crs);
const char *geoi_crs_name(const geoi_crs *crs); /* "EPSG:4527", "GCJ-02", or the title */
/* What people write for the systems of China: "GCJ-02" for gcj02, "BD-09", "EPSG:4490" for
 * CGCS2000, "OGC:CRS84" for WGS84; anything else as it is. Case and hyphens do not matter. */
const char *geoi_crs_spelling(const char *definition);
bool geoi_crs_is_lonlat(const geoi_crs *crs); /* WGS 84 or CGCS2000 degrees: nothing to do */
/* A projected system of an authority, whose coordinates have large false origins: what lies
 * within 180 x 90 of it is degrees under a wrong name. */
bool geoi_crs_is_far_from_origin(const geoi_crs *crs);

/* In place, to OGC:CRS84, with the context's threads. GEO_DATA: position i cannot be converted
 * (out of range for the system); the message says index and values. */
geo_status geoi_crs_to_lonlat(geo_ctx *ctx, const geoi_crs *crs, int64_t n, double *x, double *y);

#endif /* GEOI_CRS_H */
