/* SPDX-License-Identifier: MIT */
/* What is within reach of lines, polygons and groups of points, drawn: their buffers, united, cut
 * to a polygon. Areas are measured without buffers, in offsets.c. */
#include "geometry/geos_union.h"
#include "geometry/polygons.h"

static geo_status draw(geoi_geos *geos, GEOSGeometry *result, geoi_geometry_builder *b)
{
    geo_status status = result != NULL ? GEO_OK : geoi_geos_fail(geos, "an overlay failed");
    if (status == GEO_OK) {
        status = geoi_geos_write(geos, result, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, b);
    }
    geoi_geos_drop(geos, result);
    return status;
}

geo_status geoi_reach_draw(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                           const geoi_near_features *facilities, geoi_geometry_builder *served,
                           geoi_geometry_builder *unserved)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *polygon = NULL, *reach = NULL;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    GEO_TRY(geoi_geos_read(&geos, areas, i, GEOI_KEEP_POLYGONS, &polygon));
    status = geoi_geos_buffer_union(&geos, facilities, &reach);
    if (status != GEO_OK) {
        geoi_where(ctx, "facilities");
        goto done;
    }
    if (GEOSisEmpty_r(geos.handle, reach) == 1) {
        GEO_TRY(served != NULL ? geoi_geometry_feature(ctx, served, GEO_NONE) : GEO_OK);
        GEO_TRY(unserved != NULL ? geoi_geometry_copy_feature(ctx, unserved, areas, i) : GEO_OK);
        goto done;
    }
    if (served != NULL) {
        GEO_TRY(draw(&geos, GEOSIntersection_r(geos.handle, polygon, reach), served));
    }
    if (unserved != NULL) {
        GEO_TRY(draw(&geos, GEOSDifference_r(geos.handle, polygon, reach), unserved));
    }
done:
    geoi_geos_drop(&geos, polygon);
    geoi_geos_drop(&geos, reach);
    geoi_geos_clear(&geos);
    return status;
}
