/* SPDX-License-Identifier: MIT */
/* Any text is taken for the name of a system, for WKT, PROJJSON or a PROJ string, and for a file of
 * parameters. Promises: there is a system exactly when the status says so, a message when not;
 * and what it makes of a position is a position, or refused. */
#include "fuzz.h"

#include <math.h>

#include "io/crs_file.h"

static void check_system(geo_ctx *ctx, geo_status status, geoi_crs *crs)
{
    PROMISE((status == GEO_OK) == (crs != NULL));
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    double x = 500000.0, y = 4000000.0;
    if (status == GEO_OK && geoi_crs_to_lonlat(ctx, crs, 1, &x, &y) == GEO_OK) {
        PROMISE(isfinite(x) && isfinite(y));
    }
    geoi_crs_destroy(crs);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    geo_ctx *ctx;
    geoi_crs *crs;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    char *text = malloc(size + 1);
    PROMISE(text != NULL);
    memcpy(text, bytes, size);
    text[size] = '\0';
    geo_status status = geoi_crs_create(ctx, text, 0, &crs);
    check_system(ctx, status, crs);
    status = geoi_crs_from_parameters(ctx, text, (int64_t)size, &crs);
    check_system(ctx, status, crs);
    free(text);
    geo_ctx_destroy(ctx);
    return 0;
}
