/* SPDX-License-Identifier: MIT */
/* What is set before GDAL is called, and set back after. All of it is of this thread alone, so
 * that a program which uses GDAL itself notices nothing of us. The one lasting thing is that
 * a few drivers are registered.
 *
 * PROJ's network is not touched: only transformations use it, and those are made in space/. */
#include <pthread.h>
#include <stdatomic.h>

#include "io/gdal.h"
#include "io/gdal_load.h"

typedef struct setting {
    const char *name, *value;
} setting;

static const setting settings[] = {
    {"GDAL_CONFIG_FILE", ""}, /* no rc files of the machine or the user */
    {"CPL_DEBUG", "OFF"},
    {"SHAPE_RESTORE_SHX", "NO"},
    {"SHAPE_ENCODING", ""},                           /* bytes as they are: we decode, strictly */
    {"OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z"}, /* equal runs give equal bytes */
    {"OGR_SQLITE_LOAD_EXTENSIONS", NULL},
    /* The database is a stranger's (https://sqlite.org/security.html); ours needs no journal. */
    {"OGR_SQLITE_PRAGMA", "trusted_schema=OFF,cell_size_check=ON"},
    {"OGR_SQLITE_JOURNAL", "MEMORY"},
    {"GDAL_PAM_ENABLED", "NO"}, /* nothing beside a raster counts */
    {"GTIFF_POINT_GEO_IGNORE", "NO"},
    {"GTIFF_DIRECT_IO", "NO"},
    {"GTIFF_VIRTUAL_MEM_IO", "NO"},
    {"PGSQL_OGR_FID", "ogc_fid"}, /* GDAL's defaults, whatever the environment says */
    {"PG_SKIP_VIEWS", "NO"},
    {"OGR_PG_RETRIEVE_FID", "YES"},
    {"OGR_PG_CURSOR_PAGE", "5000"}, /* rows that come at once */
};

_Static_assert(sizeof settings / sizeof settings[0] == GEOI_GDAL_SETTINGS, "one slot each");

/* ---- Callbacks -------------------------------------------------------------------------- */

static void CPL_STDCALL hear(CPLErr level, CPLErrorNum number, const char *text)
{
    geoi_gdal *gdal = CPLGetErrorHandlerUserData();
    bool failure = level == CE_Failure || level == CE_Fatal;
    (void)number;
    if (level != CE_Warning && !failure) {
        return;
    }
    /* What went wrong with a server stands on the second line. */
    static const char connecting[] = "PQconnectdb failed.\n";
    text += strncmp(text, connecting, strlen(connecting)) == 0 ? strlen(connecting) : 0;
    if (gdal->failures == 0 && (failure || gdal->warnings == 0)) {
        (void)snprintf(gdal->message, sizeof gdal->message, "%.*s", (int)strcspn(text, "\n"), text);
    }
    gdal->failures += failure;
    gdal->warnings += !failure;
}

/* NULL would hand the request on to curl: only a result that failed denies it. */
static CPLHTTPResult *deny(const char *url, CSLConstList options, GDALProgressFunc progress,
                           void *progress_user, CPLHTTPFetchWriteFunc write, void *write_user,
                           void *user)
{
    (void)url, (void)options, (void)progress, (void)progress_user;
    (void)write, (void)write_user, (void)user;
    CPLHTTPResult *result = CPLCalloc(1, sizeof *result);
    result->nStatus = 1;
    result->pszErrBuf = CPLStrdup("the network is not used");
    return result;
}

static void register_drivers(void)
{
    RegisterOGRGeoJSON();
    RegisterOGRLIBKML();
    RegisterOGROSM();
    RegisterOGRShape();
    RegisterOGRTAB();
    RegisterOGRGeoPackage();
    RegisterOGRFlatGeobuf();
    GDALRegister_GTiff();
}

/* ---- Begin and end ---------------------------------------------------------------------- */

void geoi_gdal_enter(geoi_gdal *gdal)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    for (int i = 0; i < GEOI_GDAL_SETTINGS; i++) {
        const char *before = CPLGetThreadLocalConfigOption(settings[i].name, NULL);
        gdal->before[i] = before != NULL ? CPLStrdup(before) : NULL;
        CPLSetThreadLocalConfigOption(settings[i].name, settings[i].value);
    }
    CPLPushErrorHandlerEx(hear, gdal);
    (void)CPLHTTPPushFetchCallback(deny, NULL);
    (void)pthread_once(&once, register_drivers);
    CPLErrorReset();
    gdal->inside = true;
}

void geoi_gdal_leave(geoi_gdal *gdal)
{
    (void)CPLHTTPPopFetchCallback();
    CPLErrorReset();
    CPLPopErrorHandler();
    for (int i = 0; i < GEOI_GDAL_SETTINGS; i++) {
        CPLSetThreadLocalConfigOption(settings[i].name, gdal->before[i]);
        CPLFree(gdal->before[i]);
        gdal->before[i] = NULL;
    }
    gdal->inside = false;
}

geo_status geoi_gdal_begin(geo_ctx *ctx, geoi_gdal *gdal)
{
    static _Atomic int64_t stays;
    geo_status status = GEO_OK;
    *gdal = (geoi_gdal){0};
    GEO_TRY(geoi_gdal_load(ctx));
    gdal->begun = true;
    geoi_gdal_enter(gdal);
    (void)snprintf(gdal->folder, sizeof gdal->folder, "/vsimem/geo-%lld",
                   (long long)atomic_fetch_add(&stays, 1));
done:
    return status;
}

void geoi_gdal_end(geoi_gdal *gdal)
{
    if (!gdal->begun) {
        return;
    }
    if (!gdal->inside) {
        geoi_gdal_enter(gdal);
    }
    (void)VSIRmdirRecursive(gdal->folder);
    geoi_gdal_leave(gdal);
}

geo_status geoi_gdal_fail(geo_ctx *ctx, const geoi_gdal *gdal, geo_status status, const char *doing)
{
    char shown[GEOI_GDAL_TEXT];
    /* A message about our name for the bytes says nothing to the user. */
    if (gdal->message[0] == '\0' || strstr(gdal->message, gdal->folder) != NULL) {
        return geoi_fail(ctx, status, "%s", doing);
    }
    return geoi_fail(
        ctx, status, "%s: %s", doing,
        geoi_printable(gdal->message, (int64_t)strlen(gdal->message), shown, sizeof shown));
}

geo_status geoi_gdal_put_file(geo_ctx *ctx, geoi_gdal *gdal, const char *name,
                              const geoi_bytes *bytes)
{
    char path[100];
    (void)snprintf(path, sizeof path, "%s/%s", gdal->folder, name);
    VSILFILE *file =
        VSIFileFromMemBuffer(path, (GByte *)bytes->data, (vsi_l_offset)bytes->size, FALSE);
    if (file == NULL) {
        return geoi_gdal_fail(ctx, gdal, GEO_MEMORY, "cannot be opened by GDAL");
    }
    (void)VSIFCloseL(file);
    return GEO_OK;
}
