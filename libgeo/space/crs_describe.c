/* SPDX-License-Identifier: MIT */
/* What a coordinate system and its datum are called. */
#include "geo/space.h"

#include "space/projection_text.h"

static void keep(const char *name, char out[128])
{
    if (name != NULL && strncmp(name, "unknown", 7) != 0 && strncmp(name, "Unknown", 7) != 0) {
        geoi_printable(name, (int64_t)strlen(name), out, 128);
    }
}

/* Longitude and latitude, as almost all files have them, without the 10 ms that PROJ's database
 * takes to open; and the datums of web maps, which PROJ does not know. */
static bool name_without_proj(const char *crs, geo_crs_names *out)
{
    if (strcmp(crs, "OGC:CRS84") == 0) {
        keep("WGS 84 (CRS84)", out->title);
        keep("World Geodetic System 1984", out->datum);
        return true;
    }
    bool metres = strcmp(crs, "BD-09 Mercator") == 0;
    if (strcmp(crs, "GCJ-02") != 0 && strcmp(crs, "BD-09") != 0 && !metres) {
        return false;
    }
    keep(crs, out->title);
    keep(metres ? "BD-09" : crs, out->datum);
    return true;
}

geo_status geo_crs_describe(geo_ctx *ctx, const char *crs, geo_crs_names *out)
{
    geo_status status = GEO_OK;
    PJ_CONTEXT *context = NULL;
    PJ *system = NULL, *datum = NULL;
    *out = (geo_crs_names){"", ""};
    crs = geoi_crs_spelling(crs);
    if (name_without_proj(crs, out)) {
        return GEO_OK;
    }
    GEO_TRY(geoi_proj_context(ctx, &context));
    GEO_TRY(geoi_projection_text(ctx, context, crs, &system));
    geoi_leave_height(context, &system);
    keep(proj_get_name(system), out->title);
    datum = proj_crs_get_datum_forced(context, system);
    if (datum == NULL && proj_get_type(system) == PJ_TYPE_BOUND_CRS) {
        PJ *inside = proj_get_source_crs(context, system);
        datum = inside != NULL ? proj_crs_get_datum_forced(context, inside) : NULL;
        proj_destroy(inside);
    }
    keep(datum != NULL ? proj_get_name(datum) : NULL, out->datum);
done:
    proj_destroy(datum);
    proj_destroy(system);
    if (context != NULL) { /* NULL would be PROJ's default context */
        proj_context_destroy(context);
    }
    return status;
}
