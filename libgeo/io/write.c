/* SPDX-License-Identifier: MIT */
/* The way out: which writer a layer goes through, and into which file. */
#include "geo/io.h"
#include "io/file.h"

/* ---- Bytes ------------------------------------------------------------------------------ */

geo_status geo_file_write(geo_ctx *ctx, const char *path, const void *bytes, size_t size,
                          int overwrite)
{
    geo_status status = GEO_OK;
    geoi_file file = {0};
    geoi_file_options how = {.overwrite = overwrite != 0};
    GEO_TRY(geoi_file_create(ctx, path, &how, &file));
    GEO_TRY(geoi_file_put(ctx, &file, bytes, (int64_t)size));
    GEO_TRY(geoi_file_commit(ctx, &file));
done:
    geoi_file_close(&file);
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
    return status;
}
