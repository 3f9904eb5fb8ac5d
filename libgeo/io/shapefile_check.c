/* SPDX-License-Identifier: MIT */
/* What GDAL would read as something else without a word: shapes of unknown types (as null),
 * numbers with a decimal comma (cut at it), rows beyond the end of the table.
 * ESRI Shapefile Technical Description (1998); dBASE III table file format. */
#include "io/gdal.h"

enum {
    SHP_HEADER = 100,
    SHX_RECORD = 8,
    RECORD_HEADER = 8,
    DBF_HEADER = 32,
    DBF_FIELD = 32,
    DBF_END = 0x0D,
    POINT = 1,
    MULTIPATCH = 31
};

static int64_t big32(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (int64_t)((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]);
}

static int64_t little32(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (int64_t)((uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0]);
}

static int64_t little16(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (int64_t)b[1] << 8 | b[0];
}

static geo_status fail_damaged(geo_ctx *ctx)
{
    geoi_hint(ctx, "the Shapefile is damaged: copy all its files again, or repair it in QGIS");
    return GEO_DATA;
}

/* ---- Shapes ----------------------------------------------------------------------------- */

/* Point, line, polygon and multipoint, plain or with Z (+10) or M (+20); null; multipatch. */
static bool is_known_type(int64_t type)
{
    int64_t kind = type % 10;
    return type == 0 || type == MULTIPATCH ||
           (type < 30 && (kind == 1 || kind == 3 || kind == 5 || kind == 8));
}

/* A fault of feature i alone: an error, or foreseen. */
static geo_status fail_feature(geo_ctx *ctx, geoi_rejects *rejects, int64_t i)
{
    if (rejects != NULL) {
        return geoi_rejects_foresee(ctx, rejects, i);
    }
    geoi_where(ctx, "feature %lld", (long long)i + 1);
    return GEO_DATA;
}

static bool is_nan(const char *bytes)
{
    uint64_t high = (uint64_t)little32(bytes + 4) & 0x7FFFFFFFU, low = (uint64_t)little32(bytes);
    return (high << 32 | low) > UINT64_C(0x7FF0000000000000);
}

/* A point of which one ordinate is no number, which GDAL would take for an empty one. */
static bool is_half(const char *point, int64_t size)
{
    return size >= 16 && is_nan(point) != is_nan(point + 8);
}

static geo_status check_shapes(geo_ctx *ctx, const geoi_bytes *shp, const geoi_bytes *shx,
                               geoi_rejects *rejects)
{
    geo_status status = GEO_OK;
    int64_t n = (shx->size - SHP_HEADER) / SHX_RECORD;
    for (int64_t i = 0; i < n; i++) {
        const char *entry = shx->data + SHP_HEADER + i * SHX_RECORD;
        int64_t at = big32(entry) * 2, length = big32(entry + 4) * 2;
        if (at == 0 && length == 0) {
            continue; /* as some programs write a null shape */
        }
        if (at < SHP_HEADER || at > shp->size - RECORD_HEADER - 4) {
            (void)geoi_fail(ctx, GEO_DATA, "feature %lld: its shape is not in the .shp",
                            (long long)i + 1);
            return fail_damaged(ctx);
        }
        int64_t own = big32(shp->data + at + 4) * 2; /* the same, in the .shp itself */
        if (length < 4 || own < 4 ||
            (length > own ? length : own) > shp->size - RECORD_HEADER - at) {
            (void)geoi_fail(ctx, GEO_DATA, "feature %lld: its shape ends outside the .shp",
                            (long long)i + 1);
            return fail_damaged(ctx);
        }
        int64_t type = little32(shp->data + at + RECORD_HEADER);
        if (!is_known_type(type)) {
            (void)geoi_fail(ctx, GEO_DATA, "there is no shape type %lld", (long long)type);
            (void)fail_damaged(ctx);
            GEO_TRY(fail_feature(ctx, rejects, i));
        } else if (type % 10 == POINT && type != MULTIPATCH &&
                   is_half(shp->data + at + RECORD_HEADER + 4, own - 4)) {
            (void)geoi_fail(ctx, GEO_DATA, "position 1 is not finite");
            GEO_TRY(fail_feature(ctx, rejects, i));
        }
    }
done:
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

typedef struct dbf_field {
    const char *name;
    int64_t at, width; /* in a row */
} dbf_field;

/* The number at the field of a row must not have a decimal comma. */
static geo_status check_number(geo_ctx *ctx, const char *row, int64_t i, const dbf_field *f,
                               geoi_rejects *rejects)
{
    char shown[48], name[48];
    const char *cell = row + f->at;
    if (memchr(cell, ',', (size_t)f->width) == NULL) {
        return GEO_OK;
    }
    int64_t length = 0;
    while (length < 11 && f->name[length] != '\0') {
        length++;
    }
    (void)geoi_fail(ctx, GEO_DATA, "column \"%s\": \"%s\" is no number",
                    geoi_printable(f->name, length, name, sizeof name),
                    geoi_printable(cell, f->width, shown, sizeof shown));
    geoi_hint(ctx, "write decimals with a point: export it again with another locale");
    return fail_feature(ctx, rejects, i);
}

static geo_status check_field(geo_ctx *ctx, const geoi_bytes *dbf, const dbf_field *f,
                              geoi_rejects *rejects)
{
    geo_status status = GEO_OK;
    int64_t rows = little32(dbf->data + 4), first = little16(dbf->data + 8);
    int64_t size = little16(dbf->data + 10);
    for (int64_t i = 0; i < rows; i++) {
        GEO_TRY(check_number(ctx, dbf->data + first + i * size, i, f, rejects));
    }
done:
    return status;
}

static geo_status check_rows(geo_ctx *ctx, const geoi_bytes *dbf, geoi_rejects *rejects)
{
    geo_status status = GEO_OK;
    int64_t rows = little32(dbf->data + 4), first = little16(dbf->data + 8);
    int64_t size = little16(dbf->data + 10), used = 1; /* a row begins with its deletion mark */
    if (first <= DBF_HEADER || size < 1 || first > dbf->size || rows > (dbf->size - first) / size) {
        (void)geoi_fail(ctx, GEO_DATA, "its .dbf is cut off or damaged");
        return fail_damaged(ctx);
    }
    for (int64_t at = DBF_HEADER; at + DBF_FIELD <= first && dbf->data[at] != DBF_END;
         at += DBF_FIELD) {
        const char *field = dbf->data + at;
        dbf_field f = {field, used, (unsigned char)field[16]};
        used += f.width;
        if ((field[11] == 'N' || field[11] == 'F') && used <= size) {
            GEO_TRY(check_field(ctx, dbf, &f, rejects));
        }
    }
done:
    return status;
}

geo_status geoi_shapefile_check(geo_ctx *ctx, const geoi_bytes *shp, const geoi_sidecars *s,
                                geoi_rejects *rejects)
{
    geo_status status = GEO_OK;
    GEO_TRY(check_shapes(ctx, shp, &s->shx, rejects));
    if (s->dbf.data != NULL) {
        GEO_TRY(check_rows(ctx, &s->dbf, rejects));
    }
done:
    return status;
}
