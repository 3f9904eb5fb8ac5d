/* SPDX-License-Identifier: MIT */
/* The hull that follows bays: the chi-shape of Duckham et al. 2008,
 * doi:10.1016/j.patcog.2008.03.023, which takes triangles of the Delaunay triangulation away from
 * outside while their outer edge is too long, as GEOS has it. */
#include "geometry/geos.h"
#include "geometry/hull.h"

geo_status geoi_concave_hull(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                             double ratio, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *places = NULL, *hull = NULL;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    if (n > INT32_MAX / 4) {
        status = geoi_fail(ctx, GEO_LIMIT, "%lld points are too many", (long long)n);
        goto done;
    }
    GEOSCoordSequence *coords =
        GEOSCoordSeq_copyFromArrays_r(geos.handle, x, y, NULL, NULL, (unsigned)n);
    if (coords == NULL) {
        status = geoi_geos_fail(&geos, "points could not be copied");
        goto done;
    }
    /* a line string gives its vertices, and is one object where a multipoint would be n */
    GEO_TRY(geoi_geos_take(&geos, GEOSGeom_createLineString_r(geos.handle, coords),
                           "points could not be joined", &places));
    GEO_TRY(geoi_geos_take(&geos, GEOSConcaveHull_r(geos.handle, places, ratio, 0),
                           "the concave hull could not be made", &hull));
    GEO_TRY(geoi_geos_write(&geos, hull, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, b));
done:
    geoi_geos_drop(&geos, places);
    geoi_geos_drop(&geos, hull);
    geoi_geos_clear(&geos);
    return status;
}
