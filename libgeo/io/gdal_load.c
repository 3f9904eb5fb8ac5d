/* SPDX-License-Identifier: MIT */
/* Finds GDAL and its functions, once for the process. */
#define GEOI_GDAL_LOADS
#include <dlfcn.h>
#include <pthread.h>

#include "io/gdal_load.h"

geoi_gdal_table geoi_gdal_functions;

static bool loaded;
static char version[32];

/* A pointer to data is what dlsym() has; copying its bytes is how C makes it a function's. */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static void load(void)
{
    void *library = dlopen(GEOI_GDAL_SONAME, RTLD_LAZY | RTLD_LOCAL);
    bool complete = library != NULL;
#define GEOI_GDAL_FIND(name) complete = complete && find(library, #name, &geoi_gdal_functions.name);
    GEOI_GDAL_FUNCTIONS(GEOI_GDAL_FIND)
#undef GEOI_GDAL_FIND
    if (complete) {
        (void)find(library, "RegisterOGRPG", &geoi_gdal_functions.RegisterOGRPG);
    }
    loaded = complete;
    if (loaded) { /* what is handed back belongs to one thread */
        (void)snprintf(version, sizeof version, "%s",
                       geoi_gdal_functions.GDALVersionInfo("RELEASE_NAME"));
    }
}

geo_status geoi_gdal_load(geo_ctx *ctx)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, load);
    if (!loaded) {
        geo_status status =
            geoi_fail(ctx, GEO_UNSUPPORTED,
                      "this format needs GDAL (" GEOI_GDAL_SONAME "), which is not here");
        geoi_hint(ctx, "install it, or use GeoJSON or CSV");
        return status;
    }
    geoi_uses(ctx, GEOI_GDAL, version);
    return GEO_OK;
}
