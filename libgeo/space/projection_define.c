/* SPDX-License-Identifier: MIT */
/* From the text that names a coordinate system to the one pipeline that takes it to degrees.
 *
 * 1. Understand the text; of a compound with heights take the horizontal part.
 * 2. Refuse what has no positions in the plane or on the ellipsoid, or not the unit asked for.
 * 3. Find the change of datum. WGS 84, CGCS2000 and unnamed datums on their ellipsoids count as
 *    one: they agree within about a metre, and PROJ has nothing better for them. For any other
 *    the best operation of the EPSG database is taken that is no guess ("ballpark"), needs no
 *    grid file (so that results do not depend on what is installed) and is meant for at least
 *    COVERAGE of the system's area. */
#include "space/projection.h"

static const double COVERAGE = 0.9;

enum { QUOTED = 96 }; /* bytes of a name in a message */

static const char *quote(const char *text, char out[QUOTED])
{
    return geoi_printable(text, (int64_t)strlen(text), out, QUOTED);
}

/* ---- Step 1: the text ----------------------------------------------------------------- */

static bool same_letters(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b - 'A' + 'a') : *b;
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

/* PROJ also looks for names that only contain the text ("foo" finds Amersfoort), and takes an
 * operation for a system when told to. A wrong guess would move a city, so a bare name must be
 * the whole name. */
static bool is_meant(const char *definition, const PJ *found)
{
    bool bare_name = strpbrk(definition, ":[{=") == NULL;
    bool operation = strstr(definition, "proj=pipeline") != NULL;
    return proj_is_crs(found) && !operation &&
           (!bare_name || same_letters(definition, proj_get_name(found)));
}

/* PROJ takes a PROJ string for a system, and not for an operation, only when it says so. */
static geo_status read_text(geo_ctx *ctx, PJ_CONTEXT *context, const char *definition, PJ **out)
{
    geo_status status = GEO_OK;
    geoi_text text = {0};
    char name[QUOTED];
    *out = NULL;
    bool proj_string = strstr(definition, "proj=") != NULL && strchr(definition, '[') == NULL;
    bool typed = strstr(definition, "type=crs") != NULL;
    GEO_TRY(geoi_text_format(ctx, &text, "%s%s", definition,
                             proj_string && !typed ? " +type=crs" : ""));
    *out = proj_create(context, text.bytes);
    if (*out != NULL && is_meant(definition, *out)) {
        goto done;
    }
    proj_destroy(*out);
    *out = NULL;
    if (proj_context_get_database_path(context) == NULL) {
        status = geoi_fail(ctx, GEO_UNSUPPORTED, "PROJ's database proj.db was not found");
        geoi_hint(ctx, "install proj-data, or name its folder in the variable PROJ_LIB");
        goto done;
    }
    status = geoi_fail(ctx, GEO_INVALID, "no coordinate system is known as \"%s\"",
                       quote(definition, name));
    geoi_hint(ctx, "write it as EPSG:4548, as WKT or as a PROJ string");
done:
    geoi_release(text.bytes);
    return status;
}

/* Heights are kept apart from positions here: only the horizontal part counts. */
static void leave_height(PJ_CONTEXT *context, PJ **crs)
{
    if (proj_get_type(*crs) == PJ_TYPE_COMPOUND_CRS) {
        PJ *horizontal = proj_crs_get_sub_crs(context, *crs, 0);
        if (horizontal != NULL) {
            proj_destroy(*crs);
            *crs = horizontal;
        }
    }
}

/* "EPSG:4548" where the authority is known, else as it was given. */
static geo_status name_system(geo_ctx *ctx, const char *definition, const PJ *crs,
                              geoi_projection *p)
{
    geo_status status;
    geoi_text text = {0};
    const char *authority = proj_get_id_auth_name(crs, 0);
    const char *code = proj_get_id_code(crs, 0);
    p->registered = authority != NULL && code != NULL;
    if (!p->registered) {
        return geoi_copy_text(ctx, definition, &p->name);
    }
    status = geoi_text_format(ctx, &text, "%s:%s", authority, code);
    if (status == GEO_OK) {
        status = geoi_copy_text(ctx, text.bytes, &p->name);
    }
    geoi_release(text.bytes);
    return status;
}

static geo_status describe_system(geo_ctx *ctx, const char *definition, const PJ *crs,
                                  geoi_projection *p)
{
    geo_status status = name_system(ctx, definition, crs, p);
    if (status != GEO_OK) {
        return status;
    }
    const char *title = proj_get_name(crs);
    bool untitled = title == NULL || title[0] == '\0' || same_letters(title, "unknown");
    return geoi_copy_text(ctx, untitled ? p->name : title, &p->title);
}

/* ---- Step 2: what kind of system it is ------------------------------------------------ */

/* The factor of the first axis to radians or metres, and the unit's name (owned by `crs`). */
static double axis_unit(PJ_CONTEXT *context, const PJ *crs, char name[QUOTED])
{
    double factor = NAN;
    const char *unit = NULL;
    PJ *axes = proj_crs_get_coordinate_system(context, crs);
    if (axes != NULL) {
        proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, &unit, NULL, NULL);
    }
    quote(unit != NULL ? unit : "an unknown unit", name);
    proj_destroy(axes);
    return factor;
}

static geo_status wrong_unit(geo_ctx *ctx, const char *name, const char *unit)
{
    char quoted[QUOTED];
    geo_status status =
        geoi_fail(ctx, GEO_INVALID, "%s is in %s, not in metres", quote(name, quoted), unit);
    geoi_hint(ctx, "name a projected system in metres, such as EPSG:4548, or none to have one "
                   "chosen");
    return status;
}

static geo_status check_kind(geo_ctx *ctx, PJ_CONTEXT *context, const PJ *crs, bool metres_only,
                             const char *called)
{
    char name[QUOTED], unit[QUOTED];
    PJ_TYPE type = proj_get_type(crs);
    if (type == PJ_TYPE_PROJECTED_CRS) {
        double factor = axis_unit(context, crs, unit);
        bool metres = fabs(factor - 1.0) < 1e-12;
        return metres_only && !metres ? wrong_unit(ctx, called, unit) : GEO_OK;
    }
    if (type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS) {
        return metres_only ? wrong_unit(ctx, called, "degrees") : GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_INVALID, "%s is neither projected nor in degrees", quote(called, name));
    geoi_hint(ctx, "name a projected system in metres, such as EPSG:4548");
    return status;
}

/* ---- Step 3: the change of datum ------------------------------------------------------ */

static bool is_greenwich_degrees(PJ_CONTEXT *context, const PJ *geographic)
{
    char unit[QUOTED];
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

/* The first operation from `crs` to `target` that may be used, x and longitude first; NULL. */
static PJ *find_operation(PJ_CONTEXT *context, const PJ *crs, const PJ *target)
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
        if (operation != NULL &&
            !proj_coordoperation_has_ballpark_transformation(context, operation) &&
            proj_coordoperation_get_grid_used_count(context, operation) == 0 &&
            share_of_area(context, crs, operation) >= COVERAGE) {
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
    char name[QUOTED], title[QUOTED];
    bool titled = strcmp(p->name, p->title) != 0;
    geo_status status =
        geoi_fail(ctx, GEO_UNSUPPORTED, "no accurate conversion from %s%s%s%s to WGS 84 is known",
                  quote(p->name, name), titled ? " (" : "", titled ? quote(p->title, title) : "",
                  titled ? ")" : "");
    geoi_hint(ctx, "positions could be wrong by more than 100 m; give the parameters of the datum "
                   "in a PROJ string, such as \"+proj=tmerc +lon_0=117 +x_0=500000 +ellps=krass "
                   "+towgs84=DX,DY,DZ\"");
    return status;
}

/* A BoundCRS brings its own change of datum along: `bound`. */
static geo_status find_pipeline(geo_ctx *ctx, PJ_CONTEXT *context, const PJ *crs, bool bound,
                                geoi_projection *p)
{
    geo_status status = GEO_OK;
    PJ *target = NULL, *operation = NULL;
    PJ *geographic = proj_crs_get_geodetic_crs(context, crs);
    const char *pipeline = NULL;
    if (!bound && geographic != NULL && counts_as_wgs84(context, geographic)) {
        operation = find_operation(context, crs, geographic);
    } else {
        target = proj_create(context, "OGC:CRS84");
        operation = target != NULL ? find_operation(context, crs, target) : NULL;
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

geo_status geoi_projection_define(geo_ctx *ctx, const char *definition, bool metres_only,
                                  geoi_projection *p)
{
    geo_status status = GEO_OK;
    PJ_CONTEXT *context = NULL;
    PJ *crs = NULL, *inside = NULL;
    GEO_TRY(geoi_proj_context(ctx, &context));
    GEO_TRY(read_text(ctx, context, definition, &crs));
    leave_height(context, &crs);
    GEO_TRY(describe_system(ctx, definition, crs, p));
    if (proj_get_type(crs) == PJ_TYPE_BOUND_CRS) {
        inside = proj_get_source_crs(context, crs);
    }
    GEO_TRY(check_kind(ctx, context, inside != NULL ? inside : crs, metres_only, p->name));
    p->projected = proj_get_type(inside != NULL ? inside : crs) == PJ_TYPE_PROJECTED_CRS;
    GEO_TRY(find_pipeline(ctx, context, crs, inside != NULL, p));
    geoi_projection_find_series(context, inside != NULL ? inside : crs, p);
done:
    proj_destroy(inside);
    proj_destroy(crs);
    if (context != NULL) { /* NULL would be PROJ's default context */
        proj_context_destroy(context);
    }
    return status;
}
