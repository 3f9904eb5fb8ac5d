/* SPDX-License-Identifier: MIT */
/* The coordinate systems of files: those PROJ knows, and the datums of Chinese web maps, which
 * no registry has. */
#include "geo/space.h"

#include "space/bd09mc.h"
#include "space/crs.h"
#include "space/projection.h"

enum { GRAIN = 8192 };
static const double WORTH_A_NOTE = 1.0; /* metres: what WGS 84 and CGCS2000 differ by */

typedef enum geoi_crs_kind {
    BY_PROJ,
    BY_PLANE,   /* four parameters, then PROJ */
    WEB_MAP,    /* GCJ-02 or BD-09, degrees */
    BD_MERCATOR /* BD-09 in Baidu's metres */
} geoi_crs_kind;

struct geoi_crs {
    geoi_crs_kind kind;
    char *name;                  /* that it was given, or NULL */
    geo_datum datum;             /* of the last two kinds */
    geoi_crs_plane plane;        /* of the second */
    geoi_projection *projection; /* of the first two, else NULL */
};

/* ---- Names ---------------------------------------------------------------------------- */

/* Does `text` spell `letters` (lower case), whatever the case, hyphens and blanks? */
static bool spells(const char *text, const char *letters)
{
    for (; *text != '\0'; text++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        if (c == '-' || c == '_' || c == ' ') {
            continue;
        }
        if (c != *letters) {
            return false;
        }
        letters++;
    }
    return *letters == '\0';
}

const char *geoi_crs_spelling(const char *definition)
{
    static const char *const known[][2] = {{"gcj02", "GCJ-02"},
                                           {"bd09", "BD-09"},
                                           {"bd09ll", "BD-09"},
                                           {"bd09mc", "BD-09 Mercator"},
                                           {"bd09mercator", "BD-09 Mercator"},
                                           {"cgcs2000", "EPSG:4490"},
                                           {"wgs84", "OGC:CRS84"},
                                           {"crs84", "OGC:CRS84"}};
    for (int64_t i = 0; i < GEOI_COUNT_OF(known); i++) {
        if (spells(definition, known[i][0])) {
            return known[i][1];
        }
    }
    return definition;
}

/* ---- Life ----------------------------------------------------------------------------- */

/* Is `name` a datum of web maps? Then the kind and datum are set. */
static bool is_web_map(const char *name, geoi_crs *crs)
{
    bool gcj = strcmp(name, "GCJ-02") == 0, metres = strcmp(name, "BD-09 Mercator") == 0;
    if (!gcj && !metres && strcmp(name, "BD-09") != 0) {
        return false;
    }
    crs->kind = metres ? BD_MERCATOR : WEB_MAP;
    crs->datum = gcj ? GEO_DATUM_GCJ02 : GEO_DATUM_BD09;
    return true;
}

static void note_accuracy(geo_ctx *ctx, const geoi_crs *crs)
{
    const geoi_projection *p = crs->projection;
    char name[96];
    geoi_printable(geoi_crs_name(crs), (int64_t)strlen(geoi_crs_name(crs)), name, sizeof name);
    if (p->ballpark) {
        geoi_note(ctx,
                  "%s is taken for WGS 84 without a change of datum (ballpark): positions may be "
                  "wrong by more than 100 m",
                  name);
    } else if (p->accuracy > WORTH_A_NOTE) {
        geoi_note(ctx, "%s is converted to WGS 84 with an accuracy of about %g m", name,
                  p->accuracy);
    }
}

geo_status geoi_crs_create(geo_ctx *ctx, const char *definition, unsigned wishes, geoi_crs **out)
{
    geo_status status = GEO_OK;
    geoi_crs *crs = NULL;
    *out = NULL;
    const char *name = geoi_crs_spelling(definition);
    GEO_TRY(geoi_array(ctx, 1, sizeof *crs, &crs));
    if (!is_web_map(name, crs)) {
        GEO_TRY(geoi_projection_create(ctx, name, wishes, &crs->projection));
        note_accuracy(ctx, crs);
    }
    *out = crs;
    crs = NULL;
done:
    geoi_crs_destroy(crs);
    return status;
}

geo_status geoi_crs_create_plane(geo_ctx *ctx, const char *name, const char *target,
                                 const geoi_crs_plane *plane, geoi_crs **out)
{
    geo_status status = GEO_OK;
    geoi_crs *crs = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *crs, &crs));
    crs->kind = BY_PLANE;
    crs->plane = *plane;
    GEO_TRY(geoi_copy_text(ctx, name, &crs->name));
    GEO_TRY(
        geoi_projection_create(ctx, geoi_crs_spelling(target), GEOI_METRES_ONLY, &crs->projection));
    note_accuracy(ctx, crs);
    *out = crs;
    crs = NULL;
done:
    geoi_crs_destroy(crs);
    return status;
}

geo_status geoi_crs_create_shifted(geo_ctx *ctx, const char *name, const char *system,
                                   const double shift[7], geoi_crs **out)
{
    geo_status status = GEO_OK;
    geoi_crs *crs = NULL;
    geoi_text text = {0};
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *crs, &crs));
    GEO_TRY(geoi_copy_text(ctx, name, &crs->name));
    GEO_TRY(geoi_projection_shifted(ctx, system, shift, &text));
    GEO_TRY(geoi_projection_create(ctx, text.bytes, 0, &crs->projection));
    *out = crs;
    crs = NULL;
done:
    geoi_release(text.bytes);
    geoi_crs_destroy(crs);
    return status;
}

void geoi_crs_destroy(geoi_crs *crs)
{
    if (crs != NULL) {
        geoi_projection_destroy(crs->projection);
        geoi_release(crs->name);
        geoi_release(crs);
    }
}

const char *geoi_crs_name(const geoi_crs *crs)
{
    if (crs->name != NULL) {
        return crs->name;
    }
    if (crs->kind == BD_MERCATOR) {
        return "BD-09 Mercator";
    }
    if (crs->kind == WEB_MAP) {
        return crs->datum == GEO_DATUM_GCJ02 ? "GCJ-02" : "BD-09";
    }
    return crs->projection->registered ? crs->projection->name : crs->projection->title;
}

bool geoi_crs_is_lonlat(const geoi_crs *crs)
{
    return crs->kind == BY_PROJ && crs->projection->identity;
}

bool geoi_crs_is_far_from_origin(const geoi_crs *crs)
{
    return crs->kind == BD_MERCATOR ||
           (crs->kind == BY_PROJ && crs->projection->registered && crs->projection->projected);
}

/* ---- Positions ------------------------------------------------------------------------ */

typedef struct position_job {
    geo_ctx *ctx;
    const geoi_crs *crs;
    double *x, *y;
} position_job;

static geo_status unroll_mercator(const position_job *job, int64_t begin, int64_t end)
{
    enum { BLOCK = 256 };
    double x[BLOCK], y[BLOCK];
    for (int64_t i = begin; i < end; i += BLOCK) {
        int64_t n = end - i < BLOCK ? end - i : BLOCK;
        memcpy(x, job->x + i, (size_t)n * sizeof *x);
        memcpy(y, job->y + i, (size_t)n * sizeof *y);
        geoi_bd09mc_to_bd09(n, x, y);
        for (int64_t k = 0; k < n; k++) {
            if (!(fabs(x[k]) <= 180.0) || !isfinite(y[k])) {
                return geoi_fail(job->ctx, GEO_DATA,
                                 "position %lld (%.10g, %.10g) cannot be converted from BD-09 "
                                 "Mercator",
                                 (long long)(i + k) + 1, job->x[i + k], job->y[i + k]);
            }
        }
        memcpy(job->x + i, x, (size_t)n * sizeof *x);
        memcpy(job->y + i, y, (size_t)n * sizeof *y);
    }
    return GEO_OK;
}

static geo_status convert_datum(void *data, int64_t begin, int64_t end)
{
    const position_job *job = data;
    geo_status status = job->crs->kind == BD_MERCATOR ? unroll_mercator(job, begin, end) : GEO_OK;
    if (status == GEO_OK) {
        geo_datum_convert(job->crs->datum, GEO_DATUM_WGS84, end - begin, job->x + begin,
                          job->y + begin);
    }
    return status;
}

static geo_status move_plane(void *data, int64_t begin, int64_t end)
{
    const position_job *job = data;
    const geoi_crs_plane *p = &job->crs->plane;
    double c = p->scale * cos(p->rotation), s = p->scale * sin(p->rotation);
    for (int64_t i = begin; i < end; i++) {
        double x = job->x[i], y = job->y[i];
        job->x[i] = p->dx + (c * x - s * y);
        job->y[i] = p->dy + (s * x + c * y);
    }
    return GEO_OK;
}

geo_status geoi_crs_to_lonlat(geo_ctx *ctx, const geoi_crs *crs, int64_t n, double *x, double *y)
{
    geo_status status = GEO_OK;
    position_job job = {ctx, crs, x, y};
    if (geoi_crs_is_lonlat(crs)) {
        return GEO_OK;
    }
    if (crs->projection == NULL) {
        return geoi_parallel(ctx, n, GRAIN, convert_datum, &job);
    }
    if (crs->kind == BY_PLANE) {
        GEO_TRY(geoi_parallel(ctx, n, GRAIN, move_plane, &job));
    }
    GEO_TRY(geoi_projection_run(ctx, crs->projection, PJ_FWD, n, x, y, x, y));
done:
    return status;
}
