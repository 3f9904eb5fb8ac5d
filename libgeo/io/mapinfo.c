/* SPDX-License-Identifier: MIT */
/* What belongs to a MapInfo table (.tab with .dat, .map, .id and .ind) or an interchange file
 * (.mif with .mid), and which of them may be read: a table can also name any other file. */
#include <sys/stat.h>

#include "io/gdal.h"

enum { ENDS = 4 };

static const char *const table_ends[ENDS] = {".dat", ".map", ".id", ".ind"};
static const char *const text_ends[ENDS] = {".mid", NULL, NULL, NULL};

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Is `text` in the bytes, in any case? */
static bool holds(const geoi_bytes *bytes, const char *text)
{
    int64_t n = (int64_t)strlen(text);
    for (int64_t at = 0; at + n <= bytes->size; at++) {
        int64_t k = 0;
        while (k < n && lower(bytes->data[at + k]) == text[k]) {
            k++;
        }
        if (k == n) {
            return true;
        }
    }
    return false;
}

static geo_status check_table(geo_ctx *ctx, const geoi_bytes *tab)
{
    if (holds(tab, "type native") && !holds(tab, "isseamless") && !holds(tab, "open table")) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_UNSUPPORTED, "is no plain MapInfo table: it names other files");
    geoi_hint(ctx, "save a copy of the table in MapInfo or QGIS, and read that");
    return status;
}

static geo_status read_end(geo_ctx *ctx, const char *path, const char *end, geoi_bytes *out)
{
    struct stat info;
    char member[GEOI_PATH_SIZE];
    size_t stem = strlen(path) - 4;
    for (int upper = 0; upper < 2; upper++) {
        int length = snprintf(member, sizeof member, "%.*s%s", (int)stem, path, end);
        for (int i = (int)stem; upper == 1 && i < length; i++) {
            member[i] = (char)(member[i] >= 'a' && member[i] <= 'z' ? member[i] - 32 : member[i]);
        }
        if (stat(member, &info) == 0) {
            geo_status status = geoi_bytes_read(ctx, member, out);
            if (status != GEO_OK) {
                geoi_where(ctx, "its %s", end);
            }
            return status;
        }
    }
    return GEO_OK;
}

const char *geoi_mapinfo_end(bool table, int i)
{
    return table ? table_ends[i] : text_ends[i];
}

geo_status geoi_mapinfo_read(geo_ctx *ctx, const char *path, bool table, const geoi_bytes *file,
                             geoi_sidecars *out)
{
    geo_status status = GEO_OK;
    const char *own = table ? ".tab" : ".mif";
    *out = (geoi_sidecars){0};
    if (!geoi_has_extension(path, own) || strlen(path) + 8 > GEOI_PATH_SIZE) {
        status = geoi_fail(ctx, GEO_DATA, "its name must end in %s, with its other files beside it",
                           own);
        goto done;
    }
    GEO_TRY(table ? check_table(ctx, file) : GEO_OK);
    for (int i = 0; i < ENDS && geoi_mapinfo_end(table, i) != NULL; i++) {
        GEO_TRY(read_end(ctx, path, geoi_mapinfo_end(table, i), &out->mapinfo[i]));
    }
    if (out->mapinfo[0].data == NULL || (table && out->mapinfo[1].data == NULL)) {
        status = geoi_fail(ctx, GEO_DATA, "its %s is missing",
                           geoi_mapinfo_end(table, out->mapinfo[0].data == NULL ? 0 : 1));
        geoi_hint(ctx, table ? "a table is .tab, .dat, .map and .id together: copy them all"
                             : "an interchange file is .mif and .mid together: copy both");
    }
done:
    if (status != GEO_OK) {
        geoi_sidecars_release(out);
    }
    return status;
}
