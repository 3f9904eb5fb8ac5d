/* SPDX-License-Identifier: MIT */
/* The style file beside an output. */
#include "io/style.h"

geo_status geoi_style_beside(geo_ctx *ctx, const char *path, const geoi_text *qml,
                             const geoi_file_options *how, geoi_file *out)
{
    geo_status status = GEO_OK;
    geoi_text name = {0};
    const char *slash = strrchr(path, '/');
    const char *last = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(last, '.');
    int64_t stem = dot != NULL && dot > last ? dot - path : (int64_t)strlen(path);
    GEO_TRY(geoi_text_append(ctx, &name, path, stem));
    GEO_TRY(geoi_text_append(ctx, &name, ".qml", 4));
    status = geoi_file_create(ctx, name.bytes, how, out);
    if (status == GEO_OK) {
        status = geoi_file_put(ctx, out, qml->bytes, qml->length);
    }
    if (status != GEO_OK) {
        char shown[256];
        geoi_where(ctx, "its style file %s",
                   geoi_printable(name.bytes, name.length, shown, sizeof shown));
    }
done:
    geoi_release(name.bytes);
    return status;
}
