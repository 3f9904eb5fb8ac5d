/* SPDX-License-Identifier: MIT */
/* GDAL's geometry objects to columns. */
#include "io/gdal_geometry.h"

enum { DEEPEST = 64 }; /* GDAL itself stops at 32 */

typedef struct target {
    geo_ctx *ctx;
    geoi_gdal_geometries *all;
    geoi_geometry_builder *b;
} target;

static geo_status add_ring(target *t, OGRGeometryH ring)
{
    geo_status status = GEO_OK;
    geoi_gdal_geometries *a = t->all;
    int64_t n = OGR_G_GetPointCount(ring);
    bool heights = OGR_G_Is3D(ring) != 0;
    int stride = sizeof(double);
    GEO_TRY(geoi_grow(t->ctx, &a->x, &a->x_room, n, sizeof *a->x));
    GEO_TRY(geoi_grow(t->ctx, &a->y, &a->y_room, n, sizeof *a->y));
    GEO_TRY(geoi_grow(t->ctx, &a->z, &a->z_room, n, sizeof *a->z));
    (void)OGR_G_GetPoints(ring, a->x, stride, a->y, stride, heights ? a->z : NULL, stride);
    GEO_TRY(geoi_geometry_ring(t->ctx, t->b));
    GEO_TRY(geoi_geometry_add_many(t->ctx, t->b, a->x, a->y, heights ? a->z : NULL, n));
done:
    return status;
}

/* A point, a line or a polygon. */
static geo_status add_part(target *t, OGRGeometryH g, unsigned kind)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_part(t->ctx, t->b, kind));
    if (wkbFlatten(OGR_G_GetGeometryType(g)) != wkbPolygon) {
        return add_ring(t, g);
    }
    OGR_G_CloseRings(g);
    for (int i = 0; i < OGR_G_GetGeometryCount(g); i++) {
        OGRGeometryH ring = OGR_G_GetGeometryRef(g, i);
        if (OGR_G_GetPointCount(ring) > 0) {
            GEO_TRY(add_ring(t, ring));
        }
    }
done:
    return status;
}

static geo_geometry_type type_of(OGRGeometryH g)
{
    switch ((int)wkbFlatten(OGR_G_GetGeometryType(g))) {
    case wkbPoint:
        return GEO_POINT;
    case wkbLineString:
    case wkbLinearRing:
        return GEO_LINESTRING;
    case wkbPolygon:
        return GEO_POLYGON;
    case wkbMultiPoint:
        return GEO_MULTIPOINT;
    case wkbMultiLineString:
        return GEO_MULTILINESTRING;
    case wkbMultiPolygon:
        return GEO_MULTIPOLYGON;
    case wkbGeometryCollection:
        return GEO_COLLECTION;
    default:
        return GEO_NONE;
    }
}

/* One member of a collection: its parts say where it begins and whether it is a Multi type. */
/* NOLINTNEXTLINE(misc-no-recursion): no deeper than DEEPEST */
static geo_status add_member(target *t, OGRGeometryH g, int depth)
{
    geo_status status = GEO_OK;
    geo_geometry_type type = type_of(g);
    if (type == GEO_COLLECTION) {
        t->all->nested++;
        for (int i = 0; depth < DEEPEST && i < OGR_G_GetGeometryCount(g); i++) {
            GEO_TRY(add_member(t, OGR_G_GetGeometryRef(g, i), depth + 1));
        }
        goto done;
    }
    bool multi = type >= GEO_MULTIPOINT;
    unsigned kind = multi ? (unsigned)type - 3 : (unsigned)type;
    unsigned flags = GEO_PART_FIRST | (multi ? (unsigned)GEO_PART_MULTI : 0u);
    if (OGR_G_IsEmpty(g)) {
        return geoi_geometry_part(t->ctx, t->b, kind | flags | GEO_PART_EMPTY);
    }
    for (int i = 0; multi && i < OGR_G_GetGeometryCount(g); i++) {
        OGRGeometryH member = OGR_G_GetGeometryRef(g, i);
        if (OGR_G_IsEmpty(member)) {
            t->all->empty_members++;
        } else {
            GEO_TRY(add_part(t, member, kind | flags));
            flags &= ~(unsigned)GEO_PART_FIRST;
        }
    }
    if (!multi) {
        GEO_TRY(add_part(t, g, kind | flags));
    }
done:
    return status;
}

static geo_status add_feature(target *t, OGRGeometryH g)
{
    geo_status status = GEO_OK;
    geo_geometry_type type = type_of(g);
    GEO_TRY(geoi_geometry_feature(t->ctx, t->b, type));
    if (OGR_G_IsEmpty(g) && type != GEO_COLLECTION) {
        goto done;
    }
    if (type <= GEO_POLYGON) {
        return add_part(t, g, 0);
    }
    for (int i = 0; i < OGR_G_GetGeometryCount(g); i++) {
        OGRGeometryH member = OGR_G_GetGeometryRef(g, i);
        if (type == GEO_COLLECTION) {
            GEO_TRY(add_member(t, member, 0));
        } else if (OGR_G_IsEmpty(member)) {
            t->all->empty_members++;
        } else {
            GEO_TRY(add_part(t, member, 0));
        }
    }
done:
    return status;
}

/* An object without curves, surfaces and triangles; g itself when it has none. */
static OGRGeometryH simple_form(geoi_gdal_geometries *all, OGRGeometryH g)
{
    OGRGeometryH plain = g;
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(g));
    if (OGR_G_HasCurveGeometry(g, FALSE)) {
        all->curved++;
        plain = OGR_G_GetLinearGeometry(g, 0.0, NULL);
    } else if (type == wkbTriangle) {
        plain = OGR_G_ForceToPolygon(OGR_G_Clone(g));
    } else if (type == wkbPolyhedralSurface || type == wkbTIN) {
        plain = OGR_G_ForceToMultiPolygon(OGR_G_Clone(g));
    }
    return plain;
}

/* GDAL calls a point empty of which one coordinate is NaN; it still knows the other. */
/* NOLINTNEXTLINE(misc-no-recursion): GDAL nests no deeper than 32 */
static bool has_half_point(OGRGeometryH g)
{
    geo_geometry_type type = type_of(g);
    double at[3];
    if (type == GEO_POINT) {
        OGR_G_GetPoint(g, 0, &at[0], &at[1], &at[2]);
        return isnan(at[0]) != isnan(at[1]);
    }
    for (int i = 0;
         (type == GEO_MULTIPOINT || type == GEO_COLLECTION) && i < OGR_G_GetGeometryCount(g); i++) {
        if (has_half_point(OGR_G_GetGeometryRef(g, i))) {
            return true;
        }
    }
    return false;
}

geo_status geoi_gdal_add_geometry(geo_ctx *ctx, geoi_gdal_geometries *all, OGRGeometryH g,
                                  geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    target t = {ctx, all, b};
    OGRGeometryH plain = NULL;
    if (g == NULL) {
        return geoi_geometry_feature(ctx, b, GEO_NONE);
    }
    plain = simple_form(all, g);
    if (plain == NULL) {
        return geoi_fail(ctx, GEO_MEMORY, "out of memory in GDAL");
    }
    if (type_of(plain) == GEO_NONE) {
        GEO_TRY(geoi_fail(ctx, GEO_UNSUPPORTED, "geometry of type %s is not read",
                          OGR_G_GetGeometryName(plain)));
    }
    if (has_half_point(plain)) {
        GEO_TRY(geoi_fail(ctx, GEO_DATA, "a point has but one of its two coordinates"));
    }
    all->measured += OGR_G_IsMeasured(plain) != 0;
    GEO_TRY(add_feature(&t, plain));
done:
    if (plain != g) {
        OGR_G_DestroyGeometry(plain);
    }
    return status;
}

/* NOLINTNEXTLINE(misc-no-recursion): GDAL nests no deeper than 32 */
bool geoi_gdal_has_position(OGRGeometryH g, double x, double y)
{
    int members = g != NULL ? OGR_G_GetGeometryCount(g) : 0;
    int points = g != NULL && members == 0 ? OGR_G_GetPointCount(g) : 0;
    for (int i = 0; i < members; i++) {
        if (geoi_gdal_has_position(OGR_G_GetGeometryRef(g, i), x, y)) {
            return true;
        }
    }
    for (int i = 0; i < points; i++) {
        double at[3];
        OGR_G_GetPoint(g, i, &at[0], &at[1], &at[2]);
        if (at[0] == x && at[1] == y) {
            return true;
        }
    }
    return false;
}

static void tell(geo_ctx *ctx, int64_t n, const char *one, const char *more, const char *rest)
{
    if (n > 0) {
        geoi_note(ctx, "%lld %s%s", (long long)n, geoi_plural(n, one, more), rest);
    }
}

void geoi_gdal_geometry_notes(geo_ctx *ctx, const geoi_gdal_geometries *all)
{
    tell(ctx, all->curved, "geometry has curves", "geometries have curves", ": they became lines");
    tell(ctx, all->measured, "geometry has", "geometries have", " measures (M): left out");
    tell(ctx, all->nested, "geometry is a collection inside a collection",
         "geometries are collections inside collections", ": the nesting is left out");
    tell(ctx, all->empty_members, "empty member of a Multi geometry is",
         "empty members of Multi geometries are", " left out");
}

void geoi_gdal_geometries_clear(geoi_gdal_geometries *all)
{
    geoi_release(all->x);
    geoi_release(all->y);
    geoi_release(all->z);
    *all = (geoi_gdal_geometries){0};
}
