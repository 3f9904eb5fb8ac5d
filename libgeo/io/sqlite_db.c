/* SPDX-License-Identifier: MIT */
#include "io/sqlite_db.h"

#include "io/file.h"
#include "io/sqlite_file.h"

enum { SHOWN = 200 };

/* ---- Failing ---------------------------------------------------------------------------- */

geo_status geoi_sqlite_fail(const geoi_sqlite *s)
{
    char shown[SHOWN];
    int code = s->db != NULL ? sqlite3_errcode(s->db) : SQLITE_NOMEM;
    if (code == SQLITE_NOMEM) {
        return geoi_fail(s->ctx, GEO_MEMORY, "out of memory in SQLite");
    }
    if (code == SQLITE_IOERR || code == SQLITE_FULL) {
        return geoi_file_fail(s->ctx, geoi_sqlite_last_error(), s->doing);
    }
    const char *text = sqlite3_errmsg(s->db);
    return geoi_fail(s->ctx, GEO_DATA, "%s: %s", s->doing,
                     geoi_printable(text, (int64_t)strlen(text), shown, sizeof shown));
}

geo_status geoi_sqlite_check(const geoi_sqlite *s, int code, int expected)
{
    return code == expected ? GEO_OK : geoi_sqlite_fail(s);
}

/* ---- Opening ---------------------------------------------------------------------------- */

/* https://sqlite.org/security.html, for files of strangers. */
static geo_status confine(const geoi_sqlite *s)
{
    static const struct {
        int option, value;
    } settings[] = {
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},  {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},  {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 0},     {SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}, {SQLITE_DBCONFIG_DEFENSIVE, 0},
    };
    for (int64_t i = 0; i < GEOI_COUNT_OF(settings); i++) {
        if (sqlite3_db_config(s->db, settings[i].option, settings[i].value, NULL) != SQLITE_OK) {
            return geoi_sqlite_fail(s);
        }
    }
    return geoi_sqlite_run(s, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
                              "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; "
                              "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
}

geo_status geoi_sqlite_open(geo_ctx *ctx, int fd, const char *doing, geoi_sqlite *s)
{
    geo_status status = GEO_OK;
    char name[32];
    *s = (geoi_sqlite){.ctx = ctx, .doing = doing};
    if (!geoi_sqlite_files()) {
        return geoi_fail(ctx, GEO_MEMORY, "SQLite cannot be started");
    }
    (void)snprintf(name, sizeof name, "%d", fd);
    int how = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    GEO_TRY(geoi_sqlite_check(s, sqlite3_open_v2(name, &s->db, how, GEOI_SQLITE_FILES), SQLITE_OK));
    GEO_TRY(confine(s));
done:
    if (status != GEO_OK) {
        geoi_sqlite_close(s);
    }
    return status;
}

void geoi_sqlite_close(geoi_sqlite *s)
{
    (void)sqlite3_close(s->db); /* all is written by now, or is to be thrown away */
    s->db = NULL;
}

/* ---- Statements ------------------------------------------------------------------------- */

geo_status geoi_sqlite_run(const geoi_sqlite *s, const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    char *sql = sqlite3_vmprintf(fmt, arguments);
    va_end(arguments);
    if (sql == NULL) {
        return geoi_fail(s->ctx, GEO_MEMORY, "out of memory in SQLite");
    }
    int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    return geoi_sqlite_check(s, code, SQLITE_OK);
}

static geo_status prepare(const geoi_sqlite *s, sqlite3_stmt **out, const char *fmt,
                          va_list arguments)
{
    *out = NULL;
    char *sql = sqlite3_vmprintf(fmt, arguments);
    if (sql == NULL) {
        return geoi_fail(s->ctx, GEO_MEMORY, "out of memory in SQLite");
    }
    int code = sqlite3_prepare_v2(s->db, sql, -1, out, NULL);
    sqlite3_free(sql);
    return geoi_sqlite_check(s, code, SQLITE_OK);
}

geo_status geoi_sqlite_prepare(const geoi_sqlite *s, sqlite3_stmt **out, const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    geo_status status = prepare(s, out, fmt, arguments);
    va_end(arguments);
    return status;
}

geo_status geoi_sqlite_number(const geoi_sqlite *s, int64_t *out, const char *fmt, ...)
{
    va_list arguments;
    sqlite3_stmt *statement;
    *out = 0;
    va_start(arguments, fmt);
    geo_status status = prepare(s, &statement, fmt, arguments);
    va_end(arguments);
    if (status == GEO_OK) {
        int code = sqlite3_step(statement);
        *out = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        status = code == SQLITE_ROW || code == SQLITE_DONE ? GEO_OK : geoi_sqlite_fail(s);
    }
    (void)sqlite3_finalize(statement);
    return status;
}
