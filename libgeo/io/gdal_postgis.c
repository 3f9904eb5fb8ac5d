/* SPDX-License-Identifier: MIT */
/* PostGIS through GDAL's driver, which is registered when a database is first asked for.
 *
 * libpq waits for a server without looking up, for as long as ten seconds a host. So a thread of
 * its own connects, while the caller's looks whether the user has given up; who then leaves, lets
 * the thread clear up behind it. All that follows happens in one transaction that is read only and
 * sees one state of the database, so that counting and reading agree. */
#include <pthread.h>

#include "io/connection.h"
#include "io/gdal_load.h"
#include "io/gdal_read.h"

enum { LOOK_EVERY_NS = 50 * 1000 * 1000, SECOND_NS = 1000 * 1000 * 1000, SHORTEST_SECRET = 4 };

static const char prelude[] = "PRELUDE_STATEMENTS="
                              "SET default_transaction_read_only = on;"
                              "SET default_transaction_isolation = 'repeatable read';"
                              "SET synchronize_seqscans = off;" /* equal runs, equal order */
                              "SET TimeZone = 'UTC';"
                              "SET DateStyle = 'ISO';"
                              "SET IntervalStyle = 'postgres';"
                              "SET client_encoding = 'UTF8'";

/* ---- Connecting ------------------------------------------------------------------------- */

/* Shared by the two threads; who comes last frees it. */
typedef struct opening {
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool done, left;
    geoi_connection connection;
    GDALDatasetH dataset;
    char message[GEOI_GDAL_TEXT];
} opening;

static void clear(opening *o)
{
    if (o->dataset != NULL) {
        (void)GDALClose(o->dataset);
    }
    geoi_connection_clear(&o->connection);
    (void)pthread_cond_destroy(&o->change);
    (void)pthread_mutex_destroy(&o->lock);
    geoi_release(o);
}

/* A server may say again what it was told. */
static void hide_password(char *message, const char *password)
{
    size_t length = password != NULL ? strlen(password) : 0;
    for (char *at = message; length >= SHORTEST_SECRET && (at = strstr(at, password)) != NULL;) {
        memset(at, '*', length);
        at += length;
    }
}

static void *connect_to_server(void *user)
{
    opening *o = user;
    static const char *const allowed[] = {"PostgreSQL", NULL};
    geoi_gdal gdal = {0};
    geoi_gdal_enter(&gdal); /* the settings are of a thread; the caller's job has loaded GDAL */
    char **options = CSLAddString(NULL, "LIST_ALL_TABLES=NO");
    options = CSLAddString(options, prelude);
    if (o->connection.tables != NULL) {
        options = CSLSetNameValue(options, "TABLES", o->connection.tables);
    }
    if (o->connection.schemas != NULL) {
        options = CSLSetNameValue(options, "SCHEMAS", o->connection.schemas);
    }
    GDALDatasetH dataset = GDALOpenEx(o->connection.name.bytes,
                                      GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                      allowed, (const char *const *)options, NULL);
    CSLDestroy(options);
    (void)pthread_mutex_lock(&o->lock);
    o->dataset = dataset;
    memcpy(o->message, gdal.message, sizeof o->message);
    hide_password(o->message, o->connection.password);
    o->done = true;
    bool left = o->left;
    (void)pthread_cond_signal(&o->change);
    (void)pthread_mutex_unlock(&o->lock);
    if (left) {
        clear(o);
    }
    geoi_gdal_leave(&gdal);
    return NULL;
}

static geo_status start(geo_ctx *ctx, const char *path, opening **out)
{
    geo_status status = GEO_OK;
    opening *o;
    pthread_condattr_t monotonic;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *o, &o));
    (void)pthread_mutex_init(&o->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&o->change, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    status = geoi_connection_read(ctx, path, &o->connection);
    if (status == GEO_OK) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, connect_to_server, o) == 0) {
            (void)pthread_detach(thread);
        } else {
            status = geoi_fail(ctx, GEO_MEMORY, "a thread cannot be started");
        }
    }
    if (status != GEO_OK) {
        clear(o);
        goto done;
    }
    *out = o;
done:
    return status;
}

/* Until the thread is done, or the caller has given up. */
static geo_status wait_for(geo_ctx *ctx, opening *o)
{
    geo_status status = GEO_OK;
    (void)pthread_mutex_lock(&o->lock);
    while (!o->done && status == GEO_OK) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_EVERY_NS;
        until.tv_sec += until.tv_nsec / SECOND_NS;
        until.tv_nsec %= SECOND_NS;
        (void)pthread_cond_timedwait(&o->change, &o->lock, &until);
        (void)pthread_mutex_unlock(&o->lock);
        status = geoi_listen(ctx);
        (void)pthread_mutex_lock(&o->lock);
    }
    bool mine = o->done;
    o->left = !mine;
    (void)pthread_mutex_unlock(&o->lock);
    if (status != GEO_OK && mine) {
        clear(o);
    }
    return status;
}

static geo_status fail_opening(geoi_gdal_job *job)
{
    geo_status status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "cannot be opened");
    bool refused = strstr(job->gdal.message, "assword") != NULL ||
                   strstr(job->gdal.message, "authentication") != NULL;
    geoi_hint(job->ctx, "%s",
              refused ? "check user and password; passfile=FILE names a file that has it, as "
                        "host:port:dbname:user:password"
                      : "check host, port and dbname, and that the server runs");
    return status;
}

static void register_driver(void)
{
    if (RegisterOGRPG != NULL) {
        RegisterOGRPG();
    }
}

geo_status geoi_postgis_open(geoi_gdal_job *job)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    geo_status status = GEO_OK;
    opening *o = NULL;
    (void)pthread_once(&once, register_driver);
    if (GDALGetDriverByName("PostgreSQL") == NULL) {
        return geoi_fail(job->ctx, GEO_UNSUPPORTED, "this GDAL was made without PostgreSQL");
    }
    GEO_TRY(start(job->ctx, job->path, &o));
    GEO_TRY(wait_for(job->ctx, o));
    job->dataset = o->dataset;
    o->dataset = NULL;
    memcpy(job->gdal.message, o->message, sizeof job->gdal.message);
    clear(o);
    if (job->dataset == NULL) {
        return fail_opening(job);
    }
    job->gdal.message[0] = '\0';
    if (GDALDatasetStartTransaction(job->dataset, FALSE) != OGRERR_NONE) {
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "cannot be read in one transaction");
    }
done:
    return status;
}

/* ---- What there is ---------------------------------------------------------------------- */

/* Is it this view, or a column of geometry of it: "view", "view(column)"? */
static bool is_of(const char *layer, const char *view)
{
    size_t n = strlen(view);
    return strncmp(layer, view, n) == 0 && (layer[n] == '\0' || layer[n] == '(');
}

geo_status geoi_postgis_mark_views(geoi_gdal_job *job)
{
    /* Named as GDAL names its layers. */
    static const char views[] =
        "SELECT (CASE WHEN n.nspname = pg_catalog.current_schema() THEN '' "
        "ELSE n.nspname::text || '.' END || c.relname::text) AS name "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('v', 'f')";
    job->gdal.failures = 0;
    OGRLayerH list = GDALDatasetExecuteSQL(job->dataset, views, NULL, NULL);
    for (OGRFeatureH row; list != NULL && (row = OGR_L_GetNextFeature(list)) != NULL;) {
        const char *view = OGR_F_GetFieldAsString(row, 0);
        for (int i = 0; i < job->entry_count; i++) {
            job->entries[i].view |= is_of(job->entries[i].name, view);
        }
        OGR_F_Destroy(row);
    }
    bool failed = list == NULL || job->gdal.failures > 0;
    if (list != NULL) {
        GDALDatasetReleaseResultSet(job->dataset, list);
    }
    return failed ? geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "its views cannot be listed")
                  : GEO_OK;
}

geo_status geoi_postgis_count(geoi_gdal_job *job, OGRLayerH layer, int64_t *rows)
{
    job->gdal.failures = 0;
    *rows = OGR_L_GetFeatureCount(layer, TRUE);
    return job->gdal.failures > 0 || *rows < 0
               ? geoi_gdal_fail(job->ctx, &job->gdal, GEO_IO, "its rows cannot be counted")
               : GEO_OK;
}
