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

typedef struct value_rule {
    const char *declared;
    const char *fault; /* SQL, of the value v */
    const char *what;
} value_rule;

#define NO_INTEGER "typeof(v) NOT IN ('null','integer')"
#define NO_REAL "typeof(v) NOT IN ('null','integer','real')"
#define DAY "replace(substr(v, 1, 10), '/', '-')"
#define NO_DAY                                                                                     \
    "typeof(v) <> 'null' AND (typeof(v) <> 'text' OR date(" DAY ", '+0 days') IS NOT " DAY
#define NO_MOMENT " OR datetime(" DAY " || substr(v, 11)) IS NULL)"

/* SQLite keeps any value in any column. */
static const value_rule rules[] = {
    {"BOOLEAN", NO_INTEGER, "no number"},
    {"TINYINT", NO_INTEGER, "no number"},
    {"SMALLINT", NO_INTEGER, "no number"},
    {"INT", NO_INTEGER, "no number"},
    {"MEDIUMINT", NO_INTEGER, "no number"},
    {"INTEGER", NO_INTEGER, "no number"},
    {"REAL", NO_REAL, "no number"},
    {"DOUBLE", NO_REAL, "no number"},
    {"FLOAT", NO_REAL, "no number"},
    {"DATE", NO_DAY ")", "no date such as 2024-02-29"},
    {"DATETIME", NO_DAY NO_MOMENT, "no time such as 2024-02-29T08:30:00Z"},
};

static const value_rule *rule_of(const char *declared)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (sqlite3_stricmp(declared, rules[i].declared) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}

typedef struct values_job {
    geo_ctx *ctx;
    const geoi_gpkg *g;
    const char *layer, *key;
    geoi_rejects *rejects; /* or NULL */
} values_job;

static geo_status fail_value(const values_job *job, const char *column, const char *text,
                             const value_rule *rule)
{
    char name[SHOWN], shown[SHOWN];
    geo_status status =
        geoi_fail(job->ctx, GEO_DATA, "column \"%s\": \"%s\" is %s",
                  geoi_printable(column, (int64_t)strlen(column), name, sizeof name),
                  geoi_printable(text, (int64_t)strlen(text), shown, sizeof shown), rule->what);
    geoi_hint(job->ctx, "SQLite keeps any value in any column: mend it in QGIS, or make the "
                        "column one of text");
    return status;
}

static geo_status check_column(const values_job *job, const char *column, const value_rule *rule)
{
    geo_status status = GEO_OK;
    const char *text;
    sqlite3_stmt *rows = NULL;
    char *sql = sqlite3_mprintf(
        "SELECT CAST(substr(v, 1, 60) AS TEXT), k FROM (SELECT \"%w\" AS v, %s%w%s AS k "
        "FROM \"%w\") WHERE %s",
        column, job->rejects != NULL ? "\"" : "", job->rejects != NULL ? job->key : "0",
        job->rejects != NULL ? "\"" : "", job->layer, rule->fault);
    if (sql == NULL) {
        GEO_TRY(geoi_fail(job->ctx, GEO_MEMORY, "out of memory in SQLite"));
    }
    GEO_TRY(ask(job->ctx, job->g, sql, &rows, &text));
    while (text != NULL && status == GEO_OK) {
        status = fail_value(job, column, text, rule);
        if (job->rejects != NULL) {
            GEO_TRY(geoi_rejects_foresee(job->ctx, job->rejects, sqlite3_column_int64(rows, 1)));
            status = GEO_OK;
            text = sqlite3_step(rows) == SQLITE_ROW ? (const char *)sqlite3_column_text(rows, 0)
                                                    : NULL;
        }
    }
done:
    (void)sqlite3_finalize(rows);
    sqlite3_free(sql);
    return status;
}

geo_status geoi_gpkg_check_values(geo_ctx *ctx, const geoi_gpkg *g, const char *layer,
                                  const char *key, geoi_rejects *rejects)
{
    geo_status status = GEO_OK;
    const char *name;
    const values_job job = {ctx, g, layer, key, rejects};
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
        const value_rule *rule = declared != NULL ? rule_of(declared) : NULL;
        if (rule != NULL) {
            GEO_TRY(check_column(&job, name, rule));
        }
        name = sqlite3_step(columns) == SQLITE_ROW ? (const char *)sqlite3_column_text(columns, 0)
                                                   : NULL;
    }
done:
    (void)sqlite3_finalize(columns);
    sqlite3_free(sql);
    return status;
}
