/* SPDX-License-Identifier: MIT */
/* The coordinate systems of files: those PROJ knows, and the datums of Chinese web maps, which
 * no registry has. */
#include "geo/space.h"

#include "space/crs.h"
#include "space/projection.h"

enum { GRAIN = 8192 };
static const double WORTH_A_NOTE = 1.0; /* metres: what WGS 84 and CGCS2000 differ by */

struct geoi_crs {
    geo_datum datum;             /* GCJ-02 or BD-09; otherwise there is a projection */
    geoi_projection *projection; /* NULL for those two */
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
    static const char *const known[][2] = {{"gcj02", "GCJ-02"},    {"bd09", "BD-09"},
                                           {"bd09ll", "BD-09"},    {"cgcs2000", "EPSG:4490"},
                                           {"wgs84", "OGC:CRS84"}, {"crs84", "OGC:CRS84"}};
    for (int64_t i = 0; i < GEOI_COUNT_OF(known); i++) {
        if (spells(definition, known[i][0])) {
            return known[i][1];
        }
    }
    return definition;
}

/* ---- Life ----------------------------------------------------------------------------- */

geo_status geoi_crs_create(geo_ctx *ctx, const char *definition, geoi_crs **out)
{
    geo_status status = GEO_OK;
    geoi_crs *crs = NULL;
    *out = NULL;
    const char *name = geoi_crs_spelling(definition);
    GEO_TRY(geoi_array(ctx, 1, sizeof *crs, &crs));
    if (strcmp(name, "GCJ-02") == 0) {
        crs->datum = GEO_DATUM_GCJ02;
    } else if (strcmp(name, "BD-09") == 0) {
        crs->datum = GEO_DATUM_BD09;
    } else {
        GEO_TRY(geoi_projection_create(ctx, name, false, &crs->projection));
        if (crs->projection->accuracy > WORTH_A_NOTE) {
            geoi_note(ctx, "%s is converted to WGS 84 with an accuracy of about %g m",
                      geoi_crs_name(crs), crs->projection->accuracy);
        }
    }
    *out = crs;
    crs = NULL;
done:
    geoi_crs_destroy(crs);
    return status;
}

void geoi_crs_destroy(geoi_crs *crs)
{
    if (crs != NULL) {
        geoi_projection_destroy(crs->projection);
        geoi_release(crs);
    }
}

const char *geoi_crs_name(const geoi_crs *crs)
{
    if (crs->projection == NULL) {
        return crs->datum == GEO_DATUM_GCJ02 ? "GCJ-02" : "BD-09";
    }
    return crs->projection->registered ? crs->projection->name : crs->projection->title;
}

bool geoi_crs_is_lonlat(const geoi_crs *crs)
{
    return crs->projection != NULL && crs->projection->identity;
}

bool geoi_crs_is_far_from_origin(const geoi_crs *crs)
{
    return crs->projection != NULL && crs->projection->registered && crs->projection->projected;
}

/* ---- Positions ------------------------------------------------------------------------ */

typedef struct datum_job {
    geo_datum from;
    double *x, *y;
} datum_job;

static geo_status convert_datum(void *data, int64_t begin, int64_t end)
{
    const datum_job *job = data;
    geo_datum_convert(job->from, GEO_DATUM_WGS84, end - begin, job->x + begin, job->y + begin);
    return GEO_OK;
}

geo_status geoi_crs_to_lonlat(geo_ctx *ctx, const geoi_crs *crs, int64_t n, double *x, double *y)
{
    if (geoi_crs_is_lonlat(crs)) {
        return GEO_OK;
    }
    if (crs->projection == NULL) {
        datum_job job = {crs->datum, x, y};
        return geoi_parallel(ctx, n, GRAIN, convert_datum, &job);
    }
    return geoi_projection_run(ctx, crs->projection, PJ_FWD, n, x, y, x, y);
}
