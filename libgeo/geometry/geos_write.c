/* SPDX-License-Identifier: MIT */
/* Geometry on its way out of GEOS, and the check that it is valid. */
#include "geometry/geos.h"

/* ---- One ring ------------------------------------------------------------------------------- */

static void reverse(double *values, int64_t n)
{
    for (int64_t i = 0, j = n - 1; i < j; i++, j--) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}

/* turn: +1 = counter-clockwise, -1 = clockwise, 0 = as it is. */
static geo_status write_ring(geoi_geos *geos, const GEOSGeometry *line, int turn,
                             geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    unsigned n = 0;
    char ccw = 0;
    const GEOSCoordSequence *coords = GEOSGeom_getCoordSeq_r(geos->handle, line);
    if (coords == NULL || !GEOSCoordSeq_getSize_r(geos->handle, coords, &n)) {
        return geoi_geos_fail(geos, "positions could not be read");
    }
    GEO_TRY(geoi_grow(geos->ctx, &geos->x, &geos->x_room, n, sizeof *geos->x));
    GEO_TRY(geoi_grow(geos->ctx, &geos->y, &geos->y_room, n, sizeof *geos->y));
    if (!GEOSCoordSeq_copyToArrays_r(geos->handle, coords, geos->x, geos->y, NULL, NULL)) {
        return geoi_geos_fail(geos, "positions could not be copied");
    }
    if (turn != 0) {
        if (!GEOSCoordSeq_isCCW_r(geos->handle, coords, &ccw)) {
            return geoi_geos_fail(geos, "a ring's direction could not be found");
        }
        if ((ccw != 0) != (turn > 0)) {
            reverse(geos->x, n);
            reverse(geos->y, n);
        }
    }
    GEO_TRY(geoi_geometry_ring(geos->ctx, b));
    GEO_TRY(geoi_geometry_add_many(geos->ctx, b, geos->x, geos->y, NULL, n));
done:
    return status;
}

static geo_status write_polygon(geoi_geos *geos, const GEOSGeometry *polygon,
                                geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    const GEOSGeometry *shell = GEOSGetExteriorRing_r(geos->handle, polygon);
    int holes = GEOSGetNumInteriorRings_r(geos->handle, polygon);
    if (shell == NULL || holes < 0) {
        return geoi_geos_fail(geos, "a polygon could not be read");
    }
    GEO_TRY(write_ring(geos, shell, 1, b));
    for (int h = 0; h < holes; h++) {
        const GEOSGeometry *hole = GEOSGetInteriorRingN_r(geos->handle, polygon, h);
        if (hole == NULL) {
            return geoi_geos_fail(geos, "a hole could not be read");
        }
        GEO_TRY(write_ring(geos, hole, -1, b));
    }
done:
    return status;
}

/* ---- Parts -------------------------------------------------------------------------- */

/* Walk the parts of a geometry, however deep its collections: GEOS's own results nest no more
 * than twice. */
typedef struct parts {
    unsigned keep;
    int64_t count[4];         /* by GEO_POINT, GEO_LINESTRING, GEO_POLYGON */
    geoi_geometry_builder *b; /* NULL while they are counted */
    bool mixed;
} parts;

static unsigned part_type(int geos_type)
{
    if (geos_type == GEOS_POINT) {
        return GEO_POINT;
    }
    if (geos_type == GEOS_LINESTRING || geos_type == GEOS_LINEARRING) {
        return GEO_LINESTRING;
    }
    return geos_type == GEOS_POLYGON ? GEO_POLYGON : GEO_NONE;
}

static geo_status write_part(geoi_geos *geos, const GEOSGeometry *part, unsigned type, parts *p)
{
    geo_status status = GEO_OK;
    p->count[type]++;
    if (p->b == NULL) {
        return GEO_OK;
    }
    GEO_TRY(geoi_geometry_part(geos->ctx, p->b, p->mixed ? type | GEO_PART_FIRST : 0));
    if (type == GEO_POLYGON) {
        GEO_TRY(write_polygon(geos, part, p->b));
    } else {
        GEO_TRY(write_ring(geos, part, 0, p->b));
    }
done:
    return status;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as collections nest */
static geo_status walk(geoi_geos *geos, const GEOSGeometry *geometry, parts *p)
{
    unsigned type = part_type(GEOSGeomTypeId_r(geos->handle, geometry));
    if (GEOSisEmpty_r(geos->handle, geometry) == 1) {
        return GEO_OK;
    }
    if (type != GEO_NONE) {
        return geoi_is_kept(p->keep, type) ? write_part(geos, geometry, type, p) : GEO_OK;
    }
    int n = GEOSGetNumGeometries_r(geos->handle, geometry);
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *member = GEOSGetGeometryN_r(geos->handle, geometry, i);
        if (member == NULL) {
            return geoi_geos_fail(geos, "a part could not be read");
        }
        geo_status status = walk(geos, member, p);
        if (status != GEO_OK) {
            return status;
        }
    }
    return GEO_OK;
}

static geo_geometry_type type_for(const parts *p, geo_geometry_type like, geo_geometry_type empty)
{
    int64_t total = p->count[GEO_POINT] + p->count[GEO_LINESTRING] + p->count[GEO_POLYGON];
    if (total == 0) {
        return empty;
    }
    for (unsigned type = GEO_POINT; type <= GEO_POLYGON; type++) {
        unsigned multi = type + GEO_MULTIPOINT - GEO_POINT;
        if (p->count[type] == total) {
            return (geo_geometry_type)(total > 1 || like == (geo_geometry_type)multi ? multi
                                                                                     : type);
        }
    }
    return GEO_COLLECTION;
}

geo_status geoi_geos_write(geoi_geos *geos, const GEOSGeometry *geometry, unsigned keep,
                           geo_geometry_type like, geo_geometry_type empty,
                           geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    parts p = {.keep = keep};
    GEO_TRY(walk(geos, geometry, &p));
    geo_geometry_type type = type_for(&p, like, empty);
    GEO_TRY(geoi_geometry_feature(geos->ctx, b, type));
    p.mixed = type == GEO_COLLECTION;
    p.b = b;
    GEO_TRY(walk(geos, geometry, &p));
done:
    return status;
}

/* ---- Valid? ------------------------------------------------------------------------- */

geo_status geoi_geos_flaw(geoi_geos *geos, const GEOSGeometry *geometry, geoi_flaw *out)
{
    char *reason = NULL;
    GEOSGeometry *place = NULL;
    *out = (geoi_flaw){.x = NAN, .y = NAN};
    char valid = GEOSisValidDetail_r(geos->handle, geometry, 0, &reason, &place);
    if (valid == 0) {
        out->found = true;
        const char *text = reason != NULL ? reason : "not valid";
        geoi_printable(text, (int64_t)strlen(text), out->reason, sizeof out->reason);
        if (place != NULL) {
            (void)GEOSGeomGetX_r(geos->handle, place, &out->x);
            (void)GEOSGeomGetY_r(geos->handle, place, &out->y);
        }
    }
    if (reason != NULL) {
        GEOSFree_r(geos->handle, reason);
    }
    geoi_geos_drop(geos, place);
    return valid == 2 ? geoi_geos_fail(geos, "validity could not be found") : GEO_OK;
}

geo_status geoi_geos_check(geoi_geos *geos, const GEOSGeometry *geometry, int64_t i)
{
    geoi_flaw flaw;
    geo_status status = geoi_geos_flaw(geos, geometry, &flaw);
    if (status == GEO_OK && flaw.found) {
        status = geoi_fail(geos->ctx, GEO_DATA, "feature %lld is not valid: %s at (%.3f, %.3f)",
                           (long long)i + 1, flaw.reason, flaw.x, flaw.y);
        geoi_hint(geos->ctx, "mend the layer first");
    }
    return status;
}
