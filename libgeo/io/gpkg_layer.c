/* SPDX-License-Identifier: MIT */
/* One layer's table, and what the file tells of it. */
#include "io/gpkg_internal.h"

enum { SHOWN = 80 };

/* ---- Names ------------------------------------------------------------------------------ */

static bool begins(const char *name, const char *with)
{
    size_t n = strlen(with);
    for (size_t i = 0; i < n; i++) {
        char c = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
        if (c != with[i]) {
            return false;
        }
    }
    return true;
}

bool geoi_gpkg_may_be_called(const char *name)
{
    bool reserved = begins(name, "gpkg_") || begins(name, "sqlite_") || begins(name, "rtree_") ||
                    geoi_same_word(name, "layer_styles");
    return name[0] != '\0' && !reserved && geoi_utf8_valid(name, (int64_t)strlen(name));
}

static geo_status check_name(geo_ctx *ctx, const char *name)
{
    char shown[SHOWN];
    if (geoi_gpkg_may_be_called(name)) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_INVALID, "a layer cannot be called \"%s\" there",
                                  geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
    geoi_hint(ctx, "name it after a colon, as in city.gpkg:stations");
    return status;
}

static geo_status fail_taken(geo_ctx *ctx, const char *name, bool layer)
{
    char shown[SHOWN];
    geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown);
    geo_status status = geoi_fail(
        ctx, GEO_IO, layer ? "has a layer \"%s\" already" : "has a table \"%s\" that is no layer",
        shown);
    geoi_hint(ctx, layer ? "give another name, or --overwrite to replace that layer alone"
                         : "give the layer another name");
    return status;
}

geo_status geoi_gpkg_look_up(const geoi_sqlite *db, const char *name, bool replace, bool *there)
{
    geo_status status = GEO_OK;
    int64_t layers, all;
    *there = false;
    GEO_TRY(check_name(db->ctx, name));
    GEO_TRY(geoi_sqlite_number(db, &layers,
                               "SELECT count(*) FROM gpkg_contents JOIN sqlite_master ON "
                               "lower(name) = lower(table_name) WHERE lower(table_name) = "
                               "lower(%Q) AND data_type IN ('features', 'attributes') AND "
                               "type = 'table'",
                               name));
    GEO_TRY(geoi_sqlite_number(db, &all,
                               "SELECT (SELECT count(*) FROM sqlite_master WHERE lower(name) = "
                               "lower(%Q)) + (SELECT count(*) FROM gpkg_contents WHERE "
                               "lower(table_name) = lower(%Q))",
                               name, name));
    if (all > 0 && (layers == 0 || !replace)) {
        GEO_TRY(fail_taken(db->ctx, name, layers > 0));
    }
    *there = layers > 0;
done:
    return status;
}

/* ---- Dropping --------------------------------------------------------------------------- */

static geo_status drop_index(const geoi_sqlite *db, const char *name)
{
    geo_status status = GEO_OK;
    sqlite3_stmt *rows = NULL;
    GEO_TRY(geoi_sqlite_prepare(db, &rows,
                                "SELECT 'rtree_' || g.table_name || '_' || g.column_name "
                                "FROM gpkg_geometry_columns g JOIN sqlite_master m ON m.name = "
                                "'rtree_' || g.table_name || '_' || g.column_name "
                                "WHERE lower(g.table_name) = lower(%Q)",
                                name));
    int code = sqlite3_step(rows);
    geoi_text index = {0};
    if (code == SQLITE_ROW) {
        status =
            geoi_text_format(db->ctx, &index, "%s", (const char *)sqlite3_column_text(rows, 0));
    } else if (code != SQLITE_DONE) {
        status = geoi_sqlite_fail(db);
    }
    (void)sqlite3_finalize(rows);
    rows = NULL;
    if (status == GEO_OK && index.length > 0) {
        status = geoi_sqlite_run(db, "DROP TABLE \"%w\"", index.bytes);
    }
    geoi_release(index.bytes);
done:
    return status;
}

/* Rows about the layer, in a table that need not be there. */
static geo_status forget_in(const geoi_sqlite *db, const char *table, const char *column,
                            const char *name)
{
    geo_status status = GEO_OK;
    int64_t there;
    GEO_TRY(geoi_sqlite_number(db, &there,
                               "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name "
                               "= %Q",
                               table));
    if (there > 0) {
        GEO_TRY(geoi_sqlite_run(db, "DELETE FROM \"%w\" WHERE lower(\"%w\") = lower(%Q)", table,
                                column, name));
    }
done:
    return status;
}

geo_status geoi_gpkg_drop_layer(const geoi_sqlite *db, const char *name)
{
    static const char *const told[][2] = {
        {"gpkg_extensions", "table_name"},       {"gpkg_metadata_reference", "table_name"},
        {"gpkg_data_columns", "table_name"},     {"gpkg_ogr_contents", "table_name"},
        {"gpkg_geometry_columns", "table_name"}, {"layer_styles", "f_table_name"},
        {"gpkg_contents", "table_name"},         {"sqlite_sequence", "name"},
    };
    geo_status status = GEO_OK;
    GEO_TRY(drop_index(db, name));
    GEO_TRY(geoi_sqlite_run(db, "DROP TABLE \"%w\"", name));
    for (int64_t i = 0; i < GEOI_COUNT_OF(told); i++) {
        GEO_TRY(forget_in(db, told[i][0], told[i][1], name));
    }
done:
    return status;
}

/* ---- Making ----------------------------------------------------------------------------- */

static const char *type_name(geo_geometry_type type)
{
    static const char *const names[] = {
        "GEOMETRY",   "POINT",           "LINESTRING",   "POLYGON",
        "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"};
    return names[type];
}

static const char *sql_type(geoi_out_kind kind)
{
    switch (kind) {
    case GEOI_OUT_FLAG:
        return "BOOLEAN";
    case GEOI_OUT_INT:
        return "INTEGER";
    case GEOI_OUT_REAL:
        return "REAL";
    case GEOI_OUT_DATE:
        return "DATE";
    case GEOI_OUT_MOMENT:
        return "DATETIME";
    case GEOI_OUT_TEXT:
    case GEOI_OUT_JSON:
        break;
    }
    return "TEXT";
}

static geo_status make_table(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    sqlite3_str *sql = sqlite3_str_new(p->db.db);
    sqlite3_str_appendf(sql,
                        "CREATE TABLE \"%w\" (\"%w\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
                        "\"%w\" %s",
                        p->name, p->key, p->geometry, type_name(p->shape.type));
    for (int64_t i = 0; i < p->columns.count; i++) {
        const geoi_out_column *c = &p->columns.column[i];
        sqlite3_str_appendf(sql, ", \"%w\" %s", c->name, sql_type(c->kind));
    }
    sqlite3_str_appendf(sql, ")");
    char *text = sqlite3_str_finish(sql);
    status = text != NULL ? geoi_sqlite_run(&p->db, "%s", text)
                          : geoi_fail(p->ctx, GEO_MEMORY, "out of memory in SQLite");
    sqlite3_free(text);
    return status;
}

/* The identifier is unique; another table may have taken ours, and NULL is allowed. */
static geo_status make_contents(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    sqlite3_stmt *insert = NULL;
    geo_box box = geo_layer_extent(p->layer);
    const double bounds[4] = {box.min_x, box.min_y, box.max_x, box.max_y};
    GEO_TRY(geoi_sqlite_prepare(
        &p->db, &insert,
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, "
        "min_x, min_y, max_x, max_y, srs_id) VALUES (%Q, 'features', (SELECT %Q WHERE NOT EXISTS "
        "(SELECT 1 FROM gpkg_contents WHERE identifier = %Q)), '', '" GEOI_GPKG_NOW
        "', ?, ?, ?, ?, %d)",
        p->name, p->name, p->name, GEOI_GPKG_WGS84));
    for (int i = 0; i < 4 && box.min_x <= box.max_x; i++) {
        GEO_TRY(
            geoi_sqlite_check(&p->db, sqlite3_bind_double(insert, i + 1, bounds[i]), SQLITE_OK));
    }
    GEO_TRY(geoi_sqlite_check(&p->db, sqlite3_step(insert), SQLITE_DONE));
done:
    (void)sqlite3_finalize(insert);
    return status;
}

geo_status geoi_gpkg_make_layer(const geoi_gpkg *p)
{
    geo_status status = GEO_OK;
    int z = !p->shape.heights ? 0 : p->shape.flat ? 2 : 1; /* none, some, all have a height */
    GEO_TRY(make_table(p));
    GEO_TRY(make_contents(p));
    GEO_TRY(geoi_sqlite_run(&p->db,
                            "INSERT INTO gpkg_geometry_columns (table_name, column_name, "
                            "geometry_type_name, srs_id, z, m) VALUES (%Q, %Q, %Q, %d, %d, 0)",
                            p->name, p->geometry, type_name(p->shape.type), GEOI_GPKG_WGS84, z));
done:
    return status;
}
