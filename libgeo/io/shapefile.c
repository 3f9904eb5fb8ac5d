/* SPDX-License-Identifier: MIT */
/* What belongs to a Shapefile (ESRI Shapefile Technical Description, 1998) beside its .shp. */
#include <sys/stat.h>
#include <unistd.h>

#include "io/gdal.h"

enum { MOST_PRJ = 65536, HEADER = 100, INDEX_RECORD = 8, DBF_HEADER = 32 };

/* ---- Members ---------------------------------------------------------------------------- */

/* "<path without .shp><extension>", in lower or upper case: whichever is there. */
static bool find_member(const char *path, const char *lower, const char *upper, char *out)
{
    struct stat info;
    size_t stem = strlen(path) - 4;
    const char *choices[2] = {lower, upper};
    for (int i = 0; i < 2; i++) {
        (void)snprintf(out, GEOI_PATH_SIZE, "%.*s%s", (int)stem, path, choices[i]);
        if (stat(out, &info) == 0) {
            return true;
        }
    }
    return false;
}

static geo_status read_member(geo_ctx *ctx, const char *path, const char *lower, const char *upper,
                              geoi_bytes *out)
{
    char member[GEOI_PATH_SIZE];
    if (!find_member(path, lower, upper, member)) {
        return GEO_OK;
    }
    geo_status status = geoi_bytes_read(ctx, member, out);
    if (status != GEO_OK) {
        geoi_where(ctx, "its %s", lower);
    }
    return status;
}

static int64_t dbf_rows(const geoi_bytes *dbf)
{
    const unsigned char *b = (const unsigned char *)dbf->data;
    return (int64_t)b[4] | (int64_t)b[5] << 8 | (int64_t)b[6] << 16 | (int64_t)b[7] << 24;
}

static geo_status check(geo_ctx *ctx, const geoi_sidecars *s)
{
    if (s->shx.size < HEADER) {
        geo_status status = geoi_fail(ctx, GEO_DATA, "its .shx is missing or cut");
        geoi_hint(ctx, "a Shapefile is .shp, .shx, .dbf and .prj together: copy them all");
        return status;
    }
    if (s->prj.size > MOST_PRJ) {
        return geoi_fail(ctx, GEO_DATA, "its .prj is no description of a system: %lld bytes",
                         (long long)s->prj.size);
    }
    if (s->dbf.data == NULL) {
        geoi_note(ctx, "has no .dbf beside it: read without attributes");
        return GEO_OK;
    }
    int64_t shapes = (s->shx.size - HEADER) / INDEX_RECORD;
    if (s->dbf.size < DBF_HEADER || dbf_rows(&s->dbf) != shapes) {
        geo_status status = geoi_fail(ctx, GEO_DATA, "its .dbf has %lld rows, its .shx %lld shapes",
                                      s->dbf.size < DBF_HEADER ? 0LL : (long long)dbf_rows(&s->dbf),
                                      (long long)shapes);
        geoi_hint(ctx, "they are not of one Shapefile, or one is damaged: copy them all again");
        return status;
    }
    return GEO_OK;
}

geo_status geoi_sidecars_read(geo_ctx *ctx, const char *path, const geoi_bytes *shp,
                              geoi_rejects *rejects, geoi_sidecars *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_sidecars){0};
    if (shp->size < HEADER || !geoi_has_extension(path, ".shp") ||
        strlen(path) + 8 > GEOI_PATH_SIZE) {
        status = geoi_fail(ctx, GEO_DATA, "is no whole Shapefile");
        geoi_hint(ctx, "its name must end in .shp, with .shx, .dbf and .prj beside it");
        goto done;
    }
    GEO_TRY(read_member(ctx, path, ".shx", ".SHX", &out->shx));
    GEO_TRY(read_member(ctx, path, ".dbf", ".DBF", &out->dbf));
    GEO_TRY(read_member(ctx, path, ".prj", ".PRJ", &out->prj));
    GEO_TRY(read_member(ctx, path, ".cpg", ".CPG", &out->cpg));
    GEO_TRY(check(ctx, out));
    GEO_TRY(geoi_shapefile_check(ctx, shp, out, rejects));
done:
    if (status != GEO_OK) {
        geoi_sidecars_release(out);
    }
    return status;
}

void geoi_sidecars_release(geoi_sidecars *s)
{
    geoi_bytes_release(&s->shx);
    geoi_bytes_release(&s->dbf);
    geoi_bytes_release(&s->prj);
    geoi_bytes_release(&s->cpg);
    for (int i = 0; i < 4; i++) {
        geoi_bytes_release(&s->mapinfo[i]);
    }
}
