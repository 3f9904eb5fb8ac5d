/* SPDX-License-Identifier: MIT */
/* From the text that names a coordinate system to the one pipeline that takes it to degrees.
 *
 * 1. Understand the text (projection_text.c); of a compound with heights take the horizontal part.
 * 2. Refuse what has no positions in the plane or on the ellipsoid, or not the unit asked for.
 * 3. Find the change of datum. WGS 84, CGCS2000 and unnamed datums on their ellipsoids count as
 *    one: they agree within about a metre, and PROJ has nothing better for them. For any other
 *    the best operation of the EPSG database is taken that is no guess ("ballpark"), needs no
 *    grid file (so that results do not depend on what is installed) and is meant for at least
 *    COVERAGE of the system's area. */
#include "space/projection_text.h"

static const double COVERAGE = 0.9;

/* ---- Step 2: what kind of system it is ------------------------------------------------ */

/* The factor of the first axis to radians or metres, and the unit's name (owned by `crs`). */
static double axis_unit(PJ_CONTEXT *context, const PJ *crs, char name[GEOI_QUOTED])
{
    double factor = NAN;
    const char *unit = NULL;
    PJ *axes = proj_crs_get_coordinate_system(context, crs);
    if (axes != NULL) {
        proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, &unit, NULL, NULL);
    }
    geoi_quote(unit != NULL ? unit : "an unknown unit", name);
    proj_destroy(axes);
    return factor;
}

static geo_status wrong_unit(geo_ctx *ctx, const char *name, const char *unit)
{
    char quoted[GEOI_QUOTED];
    geo_status status =
        geoi_fail(ctx, GEO_INVALID, "%s is in %s, not in metres", geoi_quote(name, quoted), unit);
    geoi_hint(ctx, "name a projected system in metres, such as EPSG:4548, or none to have one "
                   "chosen");
    return status;
}

static geo_status check_kind(geo_ctx *ctx, PJ_CONTEXT *context, const PJ *crs, bool metres_only,
                             const char *called)
{
    char name[GEOI_QUOTED], unit[GEOI_QUOTED];
    PJ_TYPE type = proj_get_type(crs);
    if (type == PJ_TYPE_PROJECTED_CRS) {
        double factor = axis_unit(context, crs, unit);
        bool metres = fabs(factor - 1.0) < 1e-12;
        return metres_only && !metres ? wrong_unit(ctx, called, unit) : GEO_OK;
    }
    if (type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS) {
        return metres_only ? wrong_unit(ctx, called, "degrees") : GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_INVALID, "%s is neither projected nor in degrees",
                                  geoi_quote(called, name));
    geoi_hint(ctx, "name a projected system in metres, such as EPSG:4548");
    return status;
}

/* ---- Step 3: the change of datum ------------------------------------------------------ */

static bool is_greenwich_degrees(PJ_CONTEXT *context, const PJ *geographic)
{
    char unit[GEOI_QUOTED];
    double longitude = NAN;
    PJ *meridian = proj_get_prime_meridian(context, geographic);
    if (meridian != NULL) {
        proj_prime_meridian_get_parameters(context, meridian, &longitude, NULL, NULL);
    }
    proj_destroy(meridian);
    const double degree = 3.14159265358979323846 / 180.0;
    double factor = axis_unit(context, geographic, unit);
    return longitude == 0.0 && fabs(factor - degree) < 1e-12;
}

/* WGS 84 and GRS 80, which CGCS2000 uses, differ by 0.1 mm at the pole. */
static bool has_modern_ellipsoid(PJ_CONTEXT *context, const PJ *geographic)
{
    double a = NAN, inverse_flattening = NAN;
    PJ *ellipsoid = proj_get_ellipsoid(context, geographic);
    if (ellipsoid != NULL) {
        proj_ellipsoid_get_parameters(context, ellipsoid, &a, NULL, NULL, &inverse_flattening);
    }
    proj_destroy(ellipsoid);
    return fabs(a - 6378137.0) < 1e-3 && fabs(inverse_flattening - 298.25722) < 1e-5;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Datums of which nothing is said, as PROJ strings, GDAL and ESRI write them. */
static bool is_unnamed(const char *datum)
{
    static const char *const starts[] = {"unknown",   "Unknown",       "D_Unknown",
                                         "D_unknown", "Not specified", "Not_specified"};
    for (int64_t i = 0; i < GEOI_COUNT_OF(starts); i++) {
        if (starts_with(datum, starts[i])) {
            return true;
        }
    }
    return false;
}

static bool counts_as_wgs84(PJ_CONTEXT *context, const PJ *geographic)
{
    PJ *datum = proj_crs_get_datum_forced(context, geographic);
    const char *name = datum != NULL ? proj_get_name(datum) : "";
    bool alike = strcmp(name, "China 2000") == 0 || is_unnamed(name);
    proj_destroy(datum);
    return alike && has_modern_ellipsoid(context, geographic) &&
           is_greenwich_degrees(context, geographic);
}

/* The share of the area of `crs` that `operation` is meant for, both as boxes. An area that
 * crosses the antimeridian has west > east. */
static double share_of_area(PJ_CONTEXT *context, const PJ *crs, const PJ *operation)
{
    double w, s, e, n, ow, os, oe, on;
    if (!proj_get_area_of_use(context, crs, &w, &s, &e, &n, NULL) ||
        !proj_get_area_of_use(context, operation, &ow, &os, &oe, &on, NULL) || w < -180.0 ||
        ow < -180.0) {
        return 1.0; /* made by hand, for the place it is used in */
    }
    e += e < w ? 360.0 : 0.0;
    oe += oe < ow ? 360.0 : 0.0;
    double width = 0.0;
    for (int turn = -1; turn <= 1; turn++) {
        width += fmax(0.0, fmin(e, oe + 360.0 * turn) - fmax(w, ow + 360.0 * turn));
    }
    double height = fmax(0.0, fmin(n, on) - fmax(s, os));
    return width * height / ((e - w) * (n - s));
}

static bool may_be_used(PJ_CONTEXT *context, const PJ *crs, const PJ *operation, bool ballpark)
{
    return (proj_coordoperation_has_ballpark_transformation(context, operation) != 0) == ballpark &&
           proj_coordoperation_get_grid_used_count(context, operation) == 0 &&
           (ballpark || share_of_area(context, crs, operation) >= COVERAGE);
}

/* The first operation from `crs` to `target` that may be used, x and longitude first; NULL. */
static PJ *find_operation(PJ_CONTEXT *context, const PJ *crs, const PJ *target, bool ballpark)
{
    PJ *best = NULL;
    PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(context, NULL);
    if (factory == NULL) {
        return NULL;
    }
    proj_operation_factory_context_set_spatial_criterion(
        context, factory, PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_grid_availability_use(context, factory,
                                                             PROJ_GRID_AVAILABILITY_IGNORED);
    PJ_OBJ_LIST *found = proj_create_operations(context, crs, target, factory);
    int count = found != NULL ? proj_list_get_count(found) : 0;
    for (int i = 0; i < count && best == NULL; i++) {
        PJ *operation = proj_list_get(context, found, i);
        if (operation != NULL && may_be_used(context, crs, operation, ballpark)) {
            best = proj_normalize_for_visualization(context, operation);
        }
        proj_destroy(operation);
    }
    proj_list_destroy(found);
    proj_operation_factory_context_destroy(factory);
    return best;
}

static geo_status no_operation(geo_ctx *ctx, const geoi_projection *p)
{
    char name[GEOI_QUOTED], title[GEOI_QUOTED];
    bool titled = strcmp(p->name, p->title) != 0;
    geo_status status =
        geoi_fail(ctx, GEO_UNSUPPORTED, "no accurate conversion from %s%s%s%s to WGS 84 is known",
                  geoi_quote(p->name, name), titled ? " (" : "",
                  titled ? geoi_quote(p->title, title) : "", titled ? ")" : "");
    geoi_hint(ctx, "positions could be wrong by more than 100 m; give the parameters of the datum "
                   "in a PROJ string, such as \"+proj=tmerc +lon_0=117 +x_0=500000 +ellps=krass "
                   "+towgs84=DX,DY,DZ\", or in a file; or accept that: --allow-ballpark");
    return status;
}

/* A BoundCRS brings its own change of datum along. */
static geo_status find_pipeline(geo_ctx *ctx, PJ_CONTEXT *context, const PJ *crs, unsigned wishes,
                                geoi_projection *p)
{
    geo_status status = GEO_OK;
    PJ *target = NULL, *operation = NULL;
    PJ *geographic = proj_crs_get_geodetic_crs(context, crs);
    const char *pipeline = NULL;
    bool bound = proj_get_type(crs) == PJ_TYPE_BOUND_CRS;
    if (!bound && geographic != NULL && counts_as_wgs84(context, geographic)) {
        operation = find_operation(context, crs, geographic, false);
    } else {
        target = proj_create(context, "OGC:CRS84");
        operation = target != NULL ? find_operation(context, crs, target, false) : NULL;
        if (operation == NULL && target != NULL && (wishes & GEOI_ALLOW_BALLPARK) != 0) {
            operation = find_operation(context, crs, target, true);
            p->ballpark = operation != NULL;
        }
    }
    if (operation != NULL) {
        pipeline = proj_as_proj_string(context, operation, PJ_PROJ_5, NULL);
    }
    if (pipeline == NULL || !proj_pj_info(operation).has_inverse) {
        status = no_operation(ctx, p);
        goto done;
    }
    p->identity = strcmp(pipeline, "+proj=noop") == 0;
    p->accuracy = proj_coordoperation_get_accuracy(context, operation);
    GEO_TRY(geoi_copy_text(ctx, pipeline, &p->pipeline));
done:
    proj_destroy(geographic);
    proj_destroy(target);
    proj_destroy(operation);
    return status;
}

geo_status geoi_projection_define(geo_ctx *ctx, const char *definition, unsigned wishes,
                                  geoi_projection *p)
{
    geo_status status = GEO_OK;
    PJ_CONTEXT *context = NULL;
    PJ *crs = NULL, *inside = NULL;
    GEO_TRY(geoi_proj_context(ctx, &context));
    GEO_TRY(geoi_projection_text(ctx, context, definition, &crs));
    geoi_leave_height(context, &crs);
    GEO_TRY(geoi_projection_name(ctx, context, definition, crs, p));
    if (proj_get_type(crs) == PJ_TYPE_BOUND_CRS) {
        inside = proj_get_source_crs(context, crs);
    }
    GEO_TRY(check_kind(ctx, context, inside != NULL ? inside : crs,
                       (wishes & GEOI_METRES_ONLY) != 0, p->name));
    p->projected = proj_get_type(inside != NULL ? inside : crs) == PJ_TYPE_PROJECTED_CRS;
    GEO_TRY(find_pipeline(ctx, context, crs, wishes, p));
    geoi_projection_find_series(context, inside != NULL ? inside : crs, p);
done:
    proj_destroy(inside);
    proj_destroy(crs);
    if (context != NULL) { /* NULL would be PROJ's default context */
        proj_context_destroy(context);
    }
    return status;
}
