/* SPDX-License-Identifier: MIT */
/* What people and files write for a coordinate system, and what it is called. */
#include "space/projection_text.h"
#include "base/number.h"

static const int SURE = 90; /* percent: all but the names are the same */

enum {
    DEEPEST = 32,     /* brackets inside one another; the WKT of a compound system has 8 */
    LONGEST = 1 << 16 /* bytes */
};

const char *geoi_quote(const char *text, char out[GEOI_QUOTED])
{
    return geoi_printable(text, (int64_t)strlen(text), out, GEOI_QUOTED);
}

/* ---- Understanding ---------------------------------------------------------------------- */

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

/* What would have PROJ open files that nobody named, or read without end? */
static geo_status check_text(geo_ctx *ctx, const char *definition)
{
    const char *wrong = NULL;
    int depth = 0, deepest = 0;
    for (const char *s = definition; *s != '\0'; s++) {
        depth += *s == '[' || *s == '{';
        depth -= *s == ']' || *s == '}';
        deepest = depth > deepest ? depth : deepest;
    }
    for (const char *s = strstr(definition, "grids="); s != NULL && wrong == NULL;
         s = strstr(s + 1, "grids=")) {
        /* GDAL writes nadgrids=@null, which is no grid, for Web Mercator. */
        bool none = strncmp(s, "grids=@null", 11) == 0 && strchr(" \"", s[11]) != NULL;
        wrong = none ? NULL : "names a grid file";
    }
    wrong = strstr(definition, "init=") != NULL ? "names a file of definitions (init=)" : wrong;
    wrong = deepest > DEEPEST || strlen(definition) > LONGEST ? "is too long or too deep" : wrong;
    if (wrong == NULL) {
        return GEO_OK;
    }
    char name[GEOI_QUOTED];
    geo_status status = geoi_fail(ctx, GEO_INVALID, "the system \"%s\" %s, which is not read",
                                  geoi_quote(definition, name), wrong);
    geoi_hint(ctx, "write it as EPSG:4548, as WKT or as a PROJ string without files");
    return status;
}

/* PROJ takes a PROJ string for a system, and not for an operation, only when it says so. */
geo_status geoi_projection_text(geo_ctx *ctx, PJ_CONTEXT *context, const char *definition, PJ **out)
{
    geo_status status = GEO_OK;
    geoi_text text = {0};
    char name[GEOI_QUOTED];
    *out = NULL;
    GEO_TRY(check_text(ctx, definition));
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
                       geoi_quote(definition, name));
    geoi_hint(ctx, "write it as EPSG:4548, as WKT or as a PROJ string");
done:
    geoi_release(text.bytes);
    return status;
}

/* Heights are kept apart from positions here: only the horizontal part counts. */
void geoi_leave_height(PJ_CONTEXT *context, PJ **crs)
{
    if (proj_get_type(*crs) == PJ_TYPE_COMPOUND_CRS) {
        PJ *horizontal = proj_crs_get_sub_crs(context, *crs, 0);
        if (horizontal != NULL) {
            proj_destroy(*crs);
            *crs = horizontal;
        }
    }
}

static bool is_text_of_system(const char *definition)
{
    return strpbrk(definition, "[{") != NULL;
}

/* The EPSG system that a WKT without a code describes, by PROJ's own judgement; NULL. */
static PJ *identify(PJ_CONTEXT *context, const PJ *crs)
{
    int *confidence = NULL;
    PJ *found = NULL;
    PJ_OBJ_LIST *list = proj_identify(context, crs, "EPSG", NULL, &confidence);
    if (list != NULL && proj_list_get_count(list) > 0 && confidence[0] >= SURE) {
        found = proj_list_get(context, list, 0);
    }
    proj_int_list_destroy(confidence);
    proj_list_destroy(list);
    return found;
}

/* "EPSG:4548" where the authority is known, else as it was given. */
static geo_status name_system(geo_ctx *ctx, const char *definition, const PJ *crs,
                              geoi_projection *p)
{
    geo_status status;
    geoi_text text = {0};
    const char *authority = crs != NULL ? proj_get_id_auth_name(crs, 0) : NULL;
    const char *code = crs != NULL ? proj_get_id_code(crs, 0) : NULL;
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

geo_status geoi_projection_name(geo_ctx *ctx, PJ_CONTEXT *context, const char *definition,
                                const PJ *crs, geoi_projection *p)
{
    geo_status status = GEO_OK;
    bool coded = proj_get_id_auth_name(crs, 0) != NULL;
    PJ *known = !coded && is_text_of_system(definition) ? identify(context, crs) : NULL;
    GEO_TRY(name_system(ctx, definition, known != NULL ? known : crs, p));
    const char *title = proj_get_name(known != NULL ? known : crs);
    if (title == NULL || title[0] == '\0' || same_letters(title, "unknown")) {
        title = is_text_of_system(definition) ? "a system without a name" : p->name;
    }
    GEO_TRY(geoi_copy_text(ctx, title, &p->title));
done:
    proj_destroy(known);
    return status;
}

geo_status geoi_projection_shifted(geo_ctx *ctx, const char *system, const double parameters[7],
                                   geoi_text *out)
{
    geo_status status = GEO_OK;
    PJ_CONTEXT *context = NULL;
    PJ *crs = NULL;
    const char *text = NULL;
    GEO_TRY(geoi_proj_context(ctx, &context));
    GEO_TRY(geoi_projection_text(ctx, context, system, &crs));
    geoi_leave_height(context, &crs);
    if (proj_get_type(crs) != PJ_TYPE_BOUND_CRS) {
        text = proj_as_proj_string(context, crs, PJ_PROJ_4, NULL);
    }
    if (text == NULL || strstr(text, "+towgs84=") != NULL) {
        char name[GEOI_QUOTED];
        status = geoi_fail(ctx, GEO_INVALID, "seven parameters cannot be added to %s",
                           geoi_quote(system, name));
        geoi_hint(ctx, "name a plain system, such as \"+proj=tmerc +lon_0=117 +x_0=500000 "
                       "+ellps=krass\"");
        goto done;
    }
    GEO_TRY(geoi_text_append(ctx, out, text, (int64_t)strlen(text)));
    for (int i = 0; i < 7; i++) {
        char number[32];
        geoi_number_format(parameters[i], number);
        GEO_TRY(geoi_text_format(ctx, out, "%s%s", i == 0 ? " +towgs84=" : ",", number));
    }
done:
    proj_destroy(crs);
    if (context != NULL) { /* NULL would be PROJ's default context */
        proj_context_destroy(context);
    }
    return status;
}
