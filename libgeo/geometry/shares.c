/* SPDX-License-Identifier: MIT */
/* How much land two polygons share. */
#include "geometry/geos.h"
#include "geometry/polygons.h"

static geo_status share(geoi_geos *geos, const GEOSGeometry *own, const geo_geometry *with,
                        int64_t k, double *common)
{
    geo_status status = GEO_OK;
    GEOSGeometry *other = NULL, *both = NULL;
    GEO_TRY(geoi_geos_read(geos, with, k, GEOI_KEEP_POLYGONS, &other));
    GEO_TRY(geoi_geos_take(geos, GEOSIntersection_r(geos->handle, own, other),
                           "an intersection could not be made", &both));
    if (!GEOSArea_r(geos->handle, both, common)) {
        status = geoi_geos_fail(geos, "an area could not be measured");
    }
done:
    geoi_geos_drop(geos, other);
    geoi_geos_drop(geos, both);
    return status;
}

geo_status geoi_polygon_shares(geo_ctx *ctx, const geo_geometry *g, int64_t i,
                               const geo_geometry *with, const int64_t *which, int64_t n,
                               double *common)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *own = NULL;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    GEO_TRY(geoi_geos_read(&geos, g, i, GEOI_KEEP_POLYGONS, &own));
    for (int64_t k = 0; k < n; k++) {
        GEO_TRY(share(&geos, own, with, which[k], &common[k]));
    }
done:
    geoi_geos_drop(&geos, own);
    geoi_geos_clear(&geos);
    return status;
}
