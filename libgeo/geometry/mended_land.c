/* SPDX-License-Identifier: MIT */
/* Land that mending has made: of holes that lie outside their outer rings. */
#include "geo/geometry.h"
#include "geo/space.h"

#include "geometry/geos.h"
#include "layer/layer_internal.h"

static const double ROUNDING = 1e-12; /* of the mended area: less is that of the overlay */

static bool has_holes(const geo_geometry *g, int64_t i)
{
    geo_span parts = geo_parts(g, i);
    bool polygons = g->type[i] == GEO_POLYGON || g->type[i] == GEO_MULTIPOLYGON;
    for (int64_t p = parts.begin; p < parts.end && polygons; p++) {
        geo_span rings = geo_rings(g, p);
        if (rings.end - rings.begin > 1) {
            return true;
        }
    }
    return false;
}

/* The outer ring of one part as a valid polygon. */
static geo_status read_shell(geoi_geos *geos, const geo_geometry *g, int64_t i, int64_t part,
                             GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry *whole = NULL, *ring = NULL, *filled = NULL;
    *out = NULL;
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(geos->handle);
    if (params == NULL) {
        return geoi_geos_fail(geos, "an outer ring could not be read");
    }
    (void)GEOSMakeValidParams_setMethod_r(geos->handle, params, GEOS_MAKE_VALID_STRUCTURE);
    (void)GEOSMakeValidParams_setKeepCollapsed_r(geos->handle, params, 0);
    GEO_TRY(geoi_geos_read_part(geos, g, i, part, &whole));
    const GEOSGeometry *outer = GEOSGetExteriorRing_r(geos->handle, whole);
    GEO_TRY(geoi_geos_take(geos, outer != NULL ? GEOSGeom_clone_r(geos->handle, outer) : NULL,
                           "an outer ring could not be read", &ring));
    GEOSGeometry *given = ring;
    ring = NULL; /* consumed */
    GEO_TRY(geoi_geos_take(geos, GEOSGeom_createPolygon_r(geos->handle, given, NULL, 0),
                           "an outer ring could not be read", &filled));
    GEO_TRY(geoi_geos_take(geos, GEOSMakeValidWithParams_r(geos->handle, filled, params),
                           "an outer ring could not be read", out));
done:
    GEOSMakeValidParams_destroy_r(geos->handle, params);
    geoi_geos_drop(geos, whole);
    geoi_geos_drop(geos, ring);
    geoi_geos_drop(geos, filled);
    return status;
}

/* `*land` without what the outer rings of feature i have. */
static geo_status take_shells_off(geoi_geos *geos, const geo_geometry *g, int64_t i,
                                  GEOSGeometry **land)
{
    geo_status status = GEO_OK;
    GEOSGeometry *shell = NULL, *rest = NULL;
    geo_span parts = geo_parts(g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        GEO_TRY(read_shell(geos, g, i, p, &shell));
        GEO_TRY(geoi_geos_take(geos, GEOSDifference_r(geos->handle, *land, shell),
                               "an overlay could not be made", &rest));
        geoi_geos_drop(geos, shell);
        geoi_geos_drop(geos, *land);
        shell = NULL;
        *land = rest;
    }
done:
    geoi_geos_drop(geos, shell);
    return status;
}

static geo_status add_land(geoi_geos *geos, const geo_geometry *before, const geo_geometry *after,
                           int64_t i, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEOSGeometry *land = NULL;
    double all = 0.0, rest = 0.0;
    if (has_holes(before, i)) {
        GEO_TRY(geoi_geos_read(geos, after, i, GEOI_KEEP_POLYGONS, &land));
        bool measured = GEOSArea_r(geos->handle, land, &all) == 1;
        GEO_TRY(take_shells_off(geos, before, i, &land));
        measured = measured && GEOSArea_r(geos->handle, land, &rest) == 1;
        if (!measured) {
            status = geoi_geos_fail(geos, "an area could not be measured");
            goto done;
        }
    }
    if (rest > ROUNDING * all) {
        GEO_TRY(geoi_geos_write(geos, land, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, b));
    } else {
        GEO_TRY(geoi_geometry_feature(geos->ctx, b, GEO_NONE));
    }
done:
    geoi_geos_drop(geos, land);
    return status;
}

geo_status geo_layer_mended_land(geo_ctx *ctx, const geo_layer *before, const geo_defects *defects,
                                 const geo_layer *after, double *m2)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder b = {0};
    geo_layer *land = NULL;
    geoi_geos geos;
    int64_t n = geo_defects_count(defects);
    GEO_TRY(geoi_geos_init(ctx, &geos));
    for (int64_t k = 0; k < n; k++) {
        GEO_TRY(add_land(&geos, geo_layer_geometry(before), geo_layer_geometry(after),
                         geo_defects_at(defects, k)->feature, &b));
    }
    GEO_TRY(geoi_geometry_finish(ctx, &b));
    GEO_TRY(geoi_layer_adopt(ctx, "land", &b, &land));
    GEO_TRY(geo_geodesic_measure(ctx, land, m2, NULL));
done:
    geo_layer_destroy(land);
    geoi_geometry_clear(&b);
    geoi_geos_clear(&geos);
    return status;
}
