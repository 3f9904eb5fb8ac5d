/* SPDX-License-Identifier: MIT */
/* Our columns as GDAL's fields: types, names that SQL can tell apart, keys, values. */
#include "io/gdal_columns.h"

#include "base/number.h"
#include "io/iso_time.h"
#include "io/titles.h"

enum { SHOWN = 80, MOST_COPIES = 100000 };

/* ---- Types ------------------------------------------------------------------------------ */

static int64_t text_length(const geo_column *c, int64_t row)
{
    return c->text_begin[row + 1] - c->text_begin[row];
}

/* GDAL keeps a date or a time with zone exactly; anything else stays text. FlatGeobuf has no
 * dates alone. */
static OGRFieldType time_type(const geo_column *c, bool package)
{
    int64_t dates = 0, moments = 0, others = 0;
    for (int64_t i = 0; i < c->n && others == 0; i++) {
        geoi_iso_time t;
        if (geo_column_is_null(c, i)) {
            continue;
        }
        bool known = geoi_iso_time_parse(c->text + c->text_begin[i], text_length(c, i), &t);
        dates += known && t.date && !t.clock;
        moments += known && t.date && t.clock && t.zone > 1;
        others += !known || !t.date || (t.clock && t.zone <= 1) || t.year < 1;
    }
    if (others > 0 || (dates > 0 && moments > 0)) {
        return OFTString;
    }
    return moments > 0 ? OFTDateTime : dates > 0 && package ? OFTDate : OFTString;
}

static void choose_type(geoi_gdal_column *f, bool package)
{
    f->subtype = OFSTNone;
    switch (f->column.type) {
    case GEO_BOOL:
        f->type = OFTInteger;
        f->subtype = OFSTBoolean;
        break;
    case GEO_INT:
        f->type = OFTInteger64;
        break;
    case GEO_REAL:
        f->type = OFTReal;
        break;
    case GEO_TEXT:
        f->type = OFTString;
        break;
    case GEO_DATETIME:
        f->type = time_type(&f->column, package);
        break;
    case GEO_JSON:
        f->type = OFTString;
        f->subtype = OFSTJSON;
        break;
    }
}

/* ---- Names ------------------------------------------------------------------------------ */

static bool same_to_sql(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char x = (char)(*a >= 'A' && *a <= 'Z' ? *a + 32 : *a);
        char y = (char)(*b >= 'A' && *b <= 'Z' ? *b + 32 : *b);
        if (x != y) {
            return false;
        }
    }
    return *a == *b;
}

/* Is `name` that of one of the first `count` fields? */
static bool is_taken(const geoi_gdal_columns *c, int64_t count, const char *name)
{
    for (int64_t i = 0; i < count; i++) {
        if (same_to_sql(c->column[i].name, name)) {
            return true;
        }
    }
    return false;
}

static geo_status choose_name(geo_ctx *ctx, geoi_gdal_columns *c, int64_t i, bool package)
{
    geo_status status = GEO_OK;
    char shown[SHOWN], other[SHOWN];
    geoi_text name = {0};
    const char *own = c->column[i].column.info.name;
    GEO_TRY(geoi_text_format(ctx, &name, "%s", own));
    for (int copy = 2; package && copy < MOST_COPIES && is_taken(c, i, name.bytes); copy++) {
        name.length = 0;
        GEO_TRY(geoi_text_format(ctx, &name, "%s_%d", own, copy));
    }
    if (strcmp(name.bytes, own) != 0) {
        geoi_note(ctx,
                  "the column \"%s\" is called \"%s\" in the GeoPackage: SQL does not tell "
                  "upper from lower case",
                  geoi_printable(own, (int64_t)strlen(own), shown, sizeof shown),
                  geoi_printable(name.bytes, name.length, other, sizeof other));
    }
    c->column[i].name = name.bytes;
    name.bytes = NULL;
done:
    geoi_release(name.bytes);
    return status;
}

/* "fid", or "fid_2", ... */
static void choose_free(const geoi_gdal_columns *c, const char *wish, char out[32])
{
    (void)snprintf(out, 32, "%s", wish);
    for (int copy = 2; copy < MOST_COPIES && is_taken(c, c->count, out); copy++) {
        (void)snprintf(out, 32, "%.16s_%d", wish, copy);
    }
}

/* ---- Ids -------------------------------------------------------------------------------- */

/* Can the ids be keys of a table: whole numbers, ascending, so all different? */
static geo_status ids_as_keys(geo_ctx *ctx, const geo_column *ids, geoi_gdal_columns *c)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, ids->n, sizeof *c->id_block, &c->id_block));
    for (int64_t i = 0; i < ids->n; i++) {
        double value;
        bool whole = false;
        const char *at = ids->text + ids->text_begin[i], *end = at + text_length(ids, i);
        bool fits = !geo_column_is_null(ids, i) &&
                    geoi_number_parse(at, end, &value, &whole, &c->id_block[i]) == end && whole;
        if (!fits || c->id_block[i] < 0 || (i > 0 && c->id_block[i] <= c->id_block[i - 1])) {
            goto done;
        }
    }
    c->ids = c->id_block;
done:
    return status;
}

/* Ids that cannot be keys become the first column. */
static geo_status add_ids(geo_ctx *ctx, const geo_layer *layer, bool package, geoi_gdal_columns *c)
{
    geo_status status = GEO_OK;
    geo_column ids = geo_layer_ids(layer);
    if (ids.n == 0) {
        return GEO_OK;
    }
    if (package) {
        GEO_TRY(ids_as_keys(ctx, &ids, c));
    }
    if (c->ids == NULL) {
        ids.info = (geo_column_info){"id", NULL, NULL, NULL};
        if (geo_layer_find(layer, "id") >= 0 || geo_layer_find(layer, "ID") >= 0) {
            ids.info.name = "feature_id";
        }
        c->column[c->count++].column = ids;
        geoi_note(ctx, "ids of features are kept in the column \"%s\"", ids.info.name);
    }
done:
    return status;
}

/* ---- Plan ------------------------------------------------------------------------------- */

geo_status geoi_gdal_columns_plan(geo_ctx *ctx, const geo_layer *layer, bool package,
                                  geoi_gdal_columns *c)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_column_count(layer), json = 0;
    geoi_text title = {0};
    GEO_TRY(geoi_array(ctx, n + 1, sizeof *c->column, &c->column));
    GEO_TRY(add_ids(ctx, layer, package, c));
    for (int64_t i = 0; i < n; i++) {
        c->column[c->count++].column = geo_layer_column(layer, i);
    }
    for (int64_t i = 0; i < c->count; i++) {
        geoi_gdal_column *f = &c->column[i];
        choose_type(f, package);
        json += f->subtype == OFSTJSON;
        GEO_TRY(choose_name(ctx, c, i, package));
        title.length = 0;
        GEO_TRY(geoi_title(ctx, &f->column.info, &title));
        if (title.length > 0) {
            GEO_TRY(geoi_copy_text(ctx, title.bytes, &f->title));
        }
    }
    if (json > 0 && !package) {
        geoi_note(ctx, "%lld columns of JSON become text in FlatGeobuf", (long long)json);
    }
    choose_free(c, "fid", c->key);
    choose_free(c, "geom", c->geometry);
done:
    geoi_release(title.bytes);
    return status;
}

void geoi_gdal_columns_clear(geoi_gdal_columns *c)
{
    for (int64_t i = 0; i < c->count; i++) {
        geoi_release(c->column[i].name);
        geoi_release(c->column[i].title);
    }
    geoi_release(c->column);
    geoi_release(c->id_block);
    geoi_release(c->text.bytes);
    *c = (geoi_gdal_columns){0};
}

geo_status geoi_gdal_columns_create(geo_ctx *ctx, geoi_gdal_columns *c, OGRLayerH layer,
                                    const geoi_gdal *gdal)
{
    for (int64_t i = 0; i < c->count; i++) {
        const geoi_gdal_column *f = &c->column[i];
        OGRFieldDefnH field = OGR_Fld_Create(f->name, f->type);
        OGR_Fld_SetSubType(field, f->subtype);
        if (f->title != NULL) {
            OGR_Fld_SetAlternativeName(field, f->title);
        }
        OGRErr error = OGR_L_CreateField(layer, field, FALSE);
        OGR_Fld_Destroy(field);
        if (error != OGRERR_NONE) {
            char shown[SHOWN];
            geo_status status = geoi_gdal_fail(ctx, gdal, GEO_IO, "GDAL cannot make it");
            geoi_where(ctx, "column \"%s\"",
                       geoi_printable(f->name, (int64_t)strlen(f->name), shown, sizeof shown));
            return status;
        }
    }
    return GEO_OK;
}

/* ---- Titles ----------------------------------------------------------------------------- */

static geo_status run_sql(geo_ctx *ctx, GDALDatasetH dataset, const char *sql,
                          const geoi_gdal *gdal)
{
    int before = gdal->failures;
    OGRLayerH rows = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    if (rows != NULL) {
        GDALDatasetReleaseResultSet(dataset, rows);
    }
    return gdal->failures == before
               ? GEO_OK
               : geoi_gdal_fail(ctx, gdal, GEO_IO, "GDAL cannot keep the titles of columns");
}

/* 'it''s' */
static geo_status quote_sql(geo_ctx *ctx, geoi_text *sql, const char *text)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_text_append(ctx, sql, "'", 1));
    for (const char *s = text; *s != '\0'; s++) {
        GEO_TRY(geoi_text_append(ctx, sql, *s == '\'' ? "''" : s, *s == '\'' ? 2 : 1));
    }
    GEO_TRY(geoi_text_append(ctx, sql, "'", 1));
done:
    return status;
}

/* The row may be there already: GDAL keeps in it that a column is JSON, and from 3.7 on the
 * title itself. */
static geo_status keep_title(geo_ctx *ctx, const geoi_gdal_column *column, GDALDatasetH dataset,
                             const char *layer, const geoi_gdal *gdal)
{
    geo_status status = GEO_OK;
    geoi_text sql = {0};
    static const char insert[] =
        "INSERT OR IGNORE INTO gpkg_data_columns (table_name, column_name) VALUES (";
    static const char update[] = "UPDATE gpkg_data_columns SET title = ";
    GEO_TRY(geoi_text_append(ctx, &sql, insert, sizeof insert - 1));
    GEO_TRY(quote_sql(ctx, &sql, layer));
    GEO_TRY(geoi_text_append(ctx, &sql, ", ", 2));
    GEO_TRY(quote_sql(ctx, &sql, column->name));
    GEO_TRY(geoi_text_append(ctx, &sql, ")", 1));
    GEO_TRY(run_sql(ctx, dataset, sql.bytes, gdal));
    sql.length = 0;
    GEO_TRY(geoi_text_append(ctx, &sql, update, sizeof update - 1));
    GEO_TRY(quote_sql(ctx, &sql, column->title));
    GEO_TRY(geoi_text_append(ctx, &sql, " WHERE table_name = ", 20));
    GEO_TRY(quote_sql(ctx, &sql, layer));
    GEO_TRY(geoi_text_append(ctx, &sql, " AND column_name = ", 19));
    GEO_TRY(quote_sql(ctx, &sql, column->name));
    GEO_TRY(run_sql(ctx, dataset, sql.bytes, gdal));
done:
    geoi_release(sql.bytes);
    return status;
}

/* OGC 12-128r18, annex F.9. */
geo_status geoi_gdal_columns_titles(geo_ctx *ctx, const geoi_gdal_columns *c, GDALDatasetH dataset,
                                    const char *layer, const geoi_gdal *gdal)
{
    geo_status status = GEO_OK;
    bool made = false;
    for (int64_t i = 0; i < c->count; i++) {
        if (c->column[i].title == NULL) {
            continue;
        }
        if (!made) {
            GEO_TRY(
                run_sql(ctx, dataset,
                        "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, "
                        "column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, "
                        "mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY "
                        "(table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))",
                        gdal));
            GEO_TRY(run_sql(ctx, dataset,
                            "INSERT INTO gpkg_extensions SELECT 'gpkg_data_columns', NULL, "
                            "'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', "
                            "'read-write' WHERE NOT EXISTS (SELECT 1 FROM gpkg_extensions WHERE "
                            "table_name = 'gpkg_data_columns')",
                            gdal));
            made = true;
        }
        GEO_TRY(keep_title(ctx, &c->column[i], dataset, layer, gdal));
    }
done:
    return status;
}

/* ---- Values ----------------------------------------------------------------------------- */

static geo_status set_text(geo_ctx *ctx, geoi_gdal_columns *c, OGRFeatureH feature, int i,
                           int64_t row)
{
    geo_status status = GEO_OK;
    const geoi_gdal_column *f = &c->column[i];
    const char *text = f->column.text + f->column.text_begin[row];
    int64_t length = text_length(&f->column, row);
    geoi_iso_time t;
    if (f->type != OFTString) {
        (void)geoi_iso_time_parse(text, length, &t);
        OGR_F_SetFieldDateTimeEx(feature, i, t.year, t.month, t.day, t.hour, t.minute,
                                 (float)((double)t.millisecond / 1000.0), t.zone);
        return GEO_OK;
    }
    c->text.length = 0;
    GEO_TRY(geoi_text_append(ctx, &c->text, text, length)); /* terminates it */
    OGR_F_SetFieldString(feature, i, c->text.bytes);
done:
    return status;
}

static geo_status set_value(geo_ctx *ctx, geoi_gdal_columns *c, OGRFeatureH feature, int i,
                            int64_t row)
{
    const geo_column *column = &c->column[i].column;
    if (geo_column_is_null(column, row)) {
        OGR_F_SetFieldNull(feature, i);
        return GEO_OK;
    }
    switch (column->type) {
    case GEO_BOOL:
        OGR_F_SetFieldInteger(feature, i, column->flags[row]);
        return GEO_OK;
    case GEO_INT:
        OGR_F_SetFieldInteger64(feature, i, column->ints[row]);
        return GEO_OK;
    case GEO_REAL:
        OGR_F_SetFieldDouble(feature, i, column->reals[row]);
        return GEO_OK;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    return set_text(ctx, c, feature, i, row);
}

geo_status geoi_gdal_columns_set(geo_ctx *ctx, geoi_gdal_columns *c, OGRFeatureH feature,
                                 int64_t row)
{
    geo_status status = GEO_OK;
    if (c->ids != NULL) {
        (void)OGR_F_SetFID(feature, c->ids[row]);
    }
    for (int i = 0; i < c->count; i++) {
        GEO_TRY(set_value(ctx, c, feature, i, row));
    }
done:
    return status;
}
