/* SPDX-License-Identifier: MIT */
/* The head of a FlatGeobuf: what the layer is called, where it lies, its columns, how many features
 * there are, and its system. */
#include "io/fgb_internal.h"

/* Fields of the tables Header, Column and Crs. */
enum {
    NAME = 0,
    ENVELOPE = 1,
    GEOMETRY_TYPE = 2,
    HAS_Z = 3,
    COLUMNS = 7,
    FEATURES = 8,
    NODE_SIZE = 9,
    CRS = 10
};
enum { COLUMN_NAME = 0, COLUMN_TYPE = 1, COLUMN_TITLE = 2 };
enum { CRS_ORG = 0, CRS_CODE = 1, CRS_NAME = 2, CRS_WKT = 4 };

/* Types of columns. */
enum { BOOL = 2, LONG = 7, DOUBLE = 10, STRING = 11, JSON = 12, DATETIME = 13 };

enum { MAGIC = 8, SHOWN = 80 };

/* EPSG:4326 in the words of EPSG's dataset, as WKT 2 (ISO 19162:2019). */
static const char wgs84[] =
    "GEOGCRS[\"WGS 84\",ENSEMBLE[\"World Geodetic System 1984 ensemble\","
    "MEMBER[\"World Geodetic System 1984 (Transit)\"],"
    "MEMBER[\"World Geodetic System 1984 (G730)\"],"
    "MEMBER[\"World Geodetic System 1984 (G873)\"],"
    "MEMBER[\"World Geodetic System 1984 (G1150)\"],"
    "MEMBER[\"World Geodetic System 1984 (G1674)\"],"
    "MEMBER[\"World Geodetic System 1984 (G1762)\"],"
    "MEMBER[\"World Geodetic System 1984 (G2139)\"],"
    "ELLIPSOID[\"WGS 84\",6378137,298.257223563,LENGTHUNIT[\"metre\",1]],"
    "ENSEMBLEACCURACY[2.0]],"
    "PRIMEM[\"Greenwich\",0,ANGLEUNIT[\"degree\",0.0174532925199433]],"
    "CS[ellipsoidal,2],"
    "AXIS[\"geodetic latitude (Lat)\",north,ORDER[1],ANGLEUNIT[\"degree\",0.0174532925199433]],"
    "AXIS[\"geodetic longitude (Lon)\",east,ORDER[2],ANGLEUNIT[\"degree\",0.0174532925199433]],"
    "USAGE[SCOPE[\"Horizontal component of 3D system.\"],AREA[\"World.\"],BBOX[-90,-180,90,180]],"
    "ID[\"EPSG\",4326]]";

static unsigned column_type(geoi_out_kind kind)
{
    switch (kind) {
    case GEOI_OUT_FLAG:
        return BOOL;
    case GEOI_OUT_INT:
        return LONG;
    case GEOI_OUT_REAL:
        return DOUBLE;
    case GEOI_OUT_MOMENT:
        return DATETIME;
    case GEOI_OUT_JSON:
        return JSON;
    case GEOI_OUT_TEXT:
    case GEOI_OUT_DATE:
        break;
    }
    return STRING;
}

static void put_columns(const geoi_fgb *w, geoi_flat *f, int64_t table,
                        const geoi_flat_shape *shape)
{
    static const uint8_t sizes[] = {4, 1, 4};
    int64_t from = geoi_flat_offsets(f, table, shape, COLUMNS, w->columns.count);
    for (int64_t i = 0; i < w->columns.count; i++, from += 4) {
        const geoi_out_column *c = &w->columns.column[i];
        geoi_flat_shape of = geoi_flat_shape_of(sizes, GEOI_COUNT_OF(sizes),
                                                1U << COLUMN_NAME | 1U << COLUMN_TYPE |
                                                    (c->title != NULL ? 1U << COLUMN_TITLE : 0U));
        int64_t column = geoi_flat_member(f, from, &of, NULL);
        geoi_flat_set(f, column, &of, COLUMN_TYPE, 1, column_type(c->kind));
        geoi_flat_string(f, column, &of, COLUMN_NAME, c->name);
        if (c->title != NULL) {
            geoi_flat_string(f, column, &of, COLUMN_TITLE, c->title);
        }
    }
}

static void put_crs(geoi_flat *f, int64_t table, const geoi_flat_shape *shape)
{
    static const uint8_t sizes[] = {4, 4, 4, 4, 4};
    geoi_flat_shape of =
        geoi_flat_shape_of(sizes, GEOI_COUNT_OF(sizes),
                           1U << CRS_ORG | 1U << CRS_CODE | 1U << CRS_NAME | 1U << CRS_WKT);
    int64_t crs = geoi_flat_member(f, table + shape->fields[CRS], &of, NULL);
    geoi_flat_set(f, crs, &of, CRS_CODE, 4, 4326);
    geoi_flat_string(f, crs, &of, CRS_ORG, "EPSG");
    geoi_flat_string(f, crs, &of, CRS_NAME, "WGS 84");
    geoi_flat_string(f, crs, &of, CRS_WKT, wgs84);
}

static void put_header(const geoi_fgb *w, geoi_flat *f)
{
    static const uint8_t sizes[] = {4, 4, 1, 1, 1, 1, 1, 4, 8, 2, 4};
    geo_box box = geo_layer_extent(w->layer);
    bool somewhere = box.min_x <= box.max_x;
    unsigned mask = 1U << NAME | 1U << GEOMETRY_TYPE | 1U << HAS_Z | 1U << FEATURES |
                    1U << NODE_SIZE | 1U << CRS | (somewhere ? 1U << ENVELOPE : 0U) |
                    (w->columns.count > 0 ? 1U << COLUMNS : 0U);
    geoi_flat_shape shape = geoi_flat_shape_of(sizes, GEOI_COUNT_OF(sizes), mask);
    int64_t begin = geoi_flat_begin(f);
    int64_t table = geoi_flat_root(f, begin, &shape);
    geoi_flat_set(f, table, &shape, GEOMETRY_TYPE, 1, w->shape.type);
    geoi_flat_set(f, table, &shape, HAS_Z, 1, w->shape.heights);
    geoi_flat_set(f, table, &shape, FEATURES, 8, (uint64_t)w->g->n);
    geoi_flat_set(f, table, &shape, NODE_SIZE, 2, w->index ? GEOI_FGB_NODE : 0);
    if (somewhere) {
        geoi_flat_wide_list(f, table, &shape, ENVELOPE, 4);
        geoi_flat_double(f, box.min_x);
        geoi_flat_double(f, box.min_y);
        geoi_flat_double(f, box.max_x);
        geoi_flat_double(f, box.max_y);
    }
    geoi_flat_string(f, table, &shape, NAME, w->name);
    put_crs(f, table, &shape);
    if (w->columns.count > 0) {
        put_columns(w, f, table, &shape);
    }
    geoi_flat_end(f, begin);
}

static geo_status fail_large(const geoi_fgb *w, const char *what)
{
    geo_status status =
        geoi_fail(w->ctx, GEO_UNSUPPORTED, "%s, more than what reads FlatGeobuf takes", what);
    geoi_hint(w->ctx, "keep fewer columns, or write .geojson");
    return status;
}

geo_status geoi_fgb_put_head(const geoi_fgb *w, geoi_sink *sink)
{
    static const uint8_t magic[MAGIC] = {'f', 'g', 'b', 3, 'f', 'g', 'b', 1}; /* 3.0.1 */
    geo_status status = GEO_OK;
    char what[SHOWN];
    geoi_flat f = {0};
    if (w->columns.count > GEOI_FGB_COLUMNS) {
        (void)snprintf(what, sizeof what, "has %lld columns", (long long)w->columns.count);
        return fail_large(w, what);
    }
    put_header(w, &f);
    if (f.at > GEOI_FGB_HEAD_BYTES) {
        (void)snprintf(what, sizeof what, "its columns' names and titles take %lld MB",
                       (long long)(f.at >> 20));
        return fail_large(w, what);
    }
    GEO_TRY(geoi_array_raw(w->ctx, f.at, 1, &f.bytes));
    f.at = 0;
    put_header(w, &f);
    GEO_TRY(sink->put(w->ctx, sink->user, (const char *)magic, MAGIC));
    GEO_TRY(sink->put(w->ctx, sink->user, (const char *)f.bytes, f.at));
done:
    geoi_release(f.bytes);
    return status;
}
