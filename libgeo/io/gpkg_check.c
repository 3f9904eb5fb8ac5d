/* SPDX-License-Identifier: MIT */
/* SQLite on a stranger's database, as https://sqlite.org/security.html advises: nothing in the
 * schema is trusted, no trigger and no extension runs, lengths and work are limited. */
#include "io/gpkg_check.h"

#include <sqlite3.h>

enum { SHOWN = 80, STEPS = 1000000, MOST_STEPS = 4000 /* of STEPS each: about a minute */ };

/* ---- Open ------------------------------------------------------------------------------- */

typedef struct limit {
    int what, most;
} limit;

static const limit limits[] = {
    {SQLITE_LIMIT_LENGTH, 1 << 30},  {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},  {SQLITE_LIMIT_COMPOUND_SELECT, 3},
    {SQLITE_LIMIT_FUNCTION_ARG, 8},  {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1}, {SQLITE_LIMIT_WORKER_THREADS, 0},
};

static geo_status fail_database(geo_ctx *ctx, const geoi_gpkg *g)
{
    char shown[SHOWN];
    const char *text = sqlite3_errmsg(g->db);
    if (sqlite3_errcode(g->db) == SQLITE_NOMEM) {
        return geoi_fail(ctx, GEO_MEMORY, "out of memory in SQLite");
    }
    geo_status status = geoi_fail(ctx, GEO_DATA, "cannot be read as GeoPackage: %s",
                                  geoi_printable(text, (int64_t)strlen(text), shown, sizeof shown));
    geoi_hint(ctx, "it seems damaged or cut off: copy or download it again");
    return status;
}

static int stop(void *user)
{
    int *left = user;
    return --*left < 0;
}

static geo_status fail_unsound(geo_ctx *ctx, const char *why)
{
    char shown[SHOWN];
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "is a damaged database: %s",
                  geoi_printable(why, (int64_t)strcspn(why, "\n"), shown, sizeof shown));
    geoi_hint(ctx, "copy or download it again, or save its layers to a new file in QGIS");
    return status;
}

/* The first column of the first row of a query as text, NULL when there is none; the statement
 * must be finalized. */
static geo_status ask(geo_ctx *ctx, const geoi_gpkg *g, const char *sql, sqlite3_stmt **rows,
                      const char **text)
{
    *text = NULL;
    if (sqlite3_prepare_v2(g->db, sql, -1, rows, NULL) != SQLITE_OK) {
        return fail_database(ctx, g);
    }
    int step = sqlite3_step(*rows);
    if (step == SQLITE_ROW) {
        *text = (const char *)sqlite3_column_text(*rows, 0);
    }
    return step == SQLITE_ROW || step == SQLITE_DONE ? GEO_OK : fail_database(ctx, g);
}

/* Is every page what it should be? */
static geo_status check_pages(geo_ctx *ctx, const geoi_gpkg *g)
{
    geo_status status = GEO_OK;
    sqlite3_stmt *rows = NULL;
    const char *text;
    const char *sql = g->size <= GEOI_GPKG_CHECKED ? "PRAGMA quick_check(1)"
                                                   : "SELECT count(*) FROM sqlite_master";
    GEO_TRY(ask(ctx, g, sql, &rows, &text));
    if (g->size <= GEOI_GPKG_CHECKED && (text == NULL || strcmp(text, "ok") != 0)) {
        status = fail_unsound(ctx, text != NULL ? text : "no answer");
    }
done:
    (void)sqlite3_finalize(rows);
    return status;
}

geo_status geoi_gpkg_open(geo_ctx *ctx, const geoi_bytes *bytes, geoi_gpkg *g)
{
    geo_status status = GEO_OK;
    sqlite3 *db = NULL;
    int left = MOST_STEPS;
    if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        (void)sqlite3_close(db);
        return geoi_fail(ctx, GEO_MEMORY, "out of memory in SQLite");
    }
    *g = (geoi_gpkg){db, bytes->size};
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "x" is a column or wrong */
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        (void)sqlite3_limit(db, limits[i].what, limits[i].most);
    }
    if (sqlite3_deserialize(db, "main", (unsigned char *)bytes->data, bytes->size, bytes->size,
                            SQLITE_DESERIALIZE_READONLY) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA cell_size_check=ON", NULL, NULL, NULL) != SQLITE_OK) {
        GEO_TRY(fail_database(ctx, g));
    }
    sqlite3_progress_handler(db, STEPS, stop, &left);
    GEO_TRY(check_pages(ctx, g));
done:
    sqlite3_progress_handler(db, 0, NULL, NULL);
    if (status != GEO_OK) {
        geoi_gpkg_close(g);
    }
    return status;
}

void geoi_gpkg_close(geoi_gpkg *g)
{
    (void)sqlite3_close(g->db);
    *g = (geoi_gpkg){0};
}

/* ---- What a layer is -------------------------------------------------------------------- */

geo_status geoi_gpkg_runs_code(geo_ctx *ctx, const geoi_gpkg *g, const char *layer, bool *runs)
{
    geo_status status = GEO_OK;
    const char *text;
    sqlite3_stmt *rows = NULL;
    char *sql = sqlite3_mprintf("SELECT 1 FROM sqlite_master WHERE type = 'view' AND "
                                "lower(name) = lower(%Q) UNION ALL "
                                "SELECT 1 FROM pragma_table_xinfo(%Q) WHERE hidden > 1",
                                layer, layer);
    *runs = false;
    if (sql == NULL) {
        GEO_TRY(geoi_fail(ctx, GEO_MEMORY, "out of memory in SQLite"));
    }
    GEO_TRY(ask(ctx, g, sql, &rows, &text));
    *runs = text != NULL;
done:
    (void)sqlite3_finalize(rows);
    sqlite3_free(sql);
    return status;
}

/* The number that a query gives; sql is freed. */
static geo_status ask_number(geo_ctx *ctx, const geoi_gpkg *g, char *sql, int64_t *number)
{
    geo_status status = GEO_OK;
    const char *text;
    sqlite3_stmt *answer = NULL;
    *number = -1;
    if (sql == NULL) {
        GEO_TRY(geoi_fail(ctx, GEO_MEMORY, "out of memory in SQLite"));
    }
    GEO_TRY(ask(ctx, g, sql, &answer, &text));
    *number = text != NULL ? sqlite3_column_int64(answer, 0) : -1;
done:
    (void)sqlite3_finalize(answer);
    sqlite3_free(sql);
    return status;
}

geo_status geoi_gpkg_count(geo_ctx *ctx, const geoi_gpkg *g, const char *layer, int64_t *rows)
{
    return ask_number(ctx, g, sqlite3_mprintf("SELECT count(*) FROM \"%w\"", layer), rows);
}

geo_status geoi_gpkg_count_nulls(geo_ctx *ctx, const geoi_gpkg *g, const char *layer,
                                 const char *column, int64_t *rows)
{
    return ask_number(
        ctx, g, sqlite3_mprintf("SELECT count(*) FROM \"%w\" WHERE \"%w\" IS NULL", layer, column),
        rows);
}

/* ---- Values ----------------------------------------------------------------------------- */

/* The types that values of a declared type may have, as a list of SQL; NULL: not looked at. */
static const char *types_of(const char *declared)
{
    static const char *const integers[] = {"BOOLEAN", "TINYINT",   "SMALLINT",
                                           "INT",     "MEDIUMINT", "INTEGER"};
    for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
        if (sqlite3_stricmp(declared, integers[i]) == 0) {
            return "'null','integer'";
        }
    }
    if (sqlite3_stricmp(declared, "REAL") == 0 || sqlite3_stricmp(declared, "DOUBLE") == 0 ||
        sqlite3_stricmp(declared, "FLOAT") == 0) {
        return "'null','integer','real'";
    }
    return NULL;
}

static geo_status check_column(geo_ctx *ctx, const geoi_gpkg *g, const char *layer,
                               const char *column, const char *types)
{
    geo_status status = GEO_OK;
    const char *text;
    char name[SHOWN], shown[SHOWN];
    sqlite3_stmt *rows = NULL;
    char *sql = sqlite3_mprintf("SELECT substr(\"%w\", 1, 60) FROM \"%w\" WHERE typeof(\"%w\") "
                                "NOT IN (%s) LIMIT 1",
                                column, layer, column, types);
    if (sql == NULL) {
        GEO_TRY(geoi_fail(ctx, GEO_MEMORY, "out of memory in SQLite"));
    }
    GEO_TRY(ask(ctx, g, sql, &rows, &text));
    if (text != NULL) {
        status = geoi_fail(ctx, GEO_DATA, "column \"%s\": \"%s\" is no number",
                           geoi_printable(column, (int64_t)strlen(column), name, sizeof name),
                           geoi_printable(text, (int64_t)strlen(text), shown, sizeof shown));
        geoi_hint(ctx, "SQLite keeps any value in any column: mend it in QGIS, or make the "
                       "column one of text");
    }
done:
    (void)sqlite3_finalize(rows);
    sqlite3_free(sql);
    return status;
}

geo_status geoi_gpkg_check_values(geo_ctx *ctx, const geoi_gpkg *g, const char *layer)
{
    geo_status status = GEO_OK;
    const char *name;
    sqlite3_stmt *columns = NULL;
    char *sql = sqlite3_mprintf("SELECT name, type FROM pragma_table_info(%Q) WHERE name NOT IN "
                                "(SELECT column_name FROM gpkg_geometry_columns)",
                                layer);
    if (sql == NULL) {
        GEO_TRY(geoi_fail(ctx, GEO_MEMORY, "out of memory in SQLite"));
    }
    if (g->size > GEOI_GPKG_CHECKED) {
        goto done;
    }
    GEO_TRY(ask(ctx, g, sql, &columns, &name));
    while (name != NULL) {
        const char *declared = (const char *)sqlite3_column_text(columns, 1);
        const char *types = declared != NULL ? types_of(declared) : NULL;
        if (types != NULL) {
            GEO_TRY(check_column(ctx, g, layer, name, types));
        }
        name = sqlite3_step(columns) == SQLITE_ROW ? (const char *)sqlite3_column_text(columns, 0)
                                                   : NULL;
    }
done:
    (void)sqlite3_finalize(columns);
    sqlite3_free(sql);
    return status;
}
