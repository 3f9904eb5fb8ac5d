/* SPDX-License-Identifier: MIT */
#include "io/titles.h"

geo_status geoi_title(geo_ctx *ctx, const geo_column_info *info, geoi_text *out)
{
    geo_status status = GEO_OK;
    const char *main = info->alias != NULL ? info->alias : info->alias_zh;
    const char *second = info->alias != NULL ? info->alias_zh : NULL;
    if (main == NULL && info->unit == NULL) {
        return GEO_OK;
    }
    GEO_TRY(geoi_text_format(ctx, out, "%s", main != NULL ? main : info->name));
    if (second != NULL || info->unit != NULL) {
        GEO_TRY(geoi_text_format(ctx, out, " (%s%s%s)", second != NULL ? second : "",
                                 second != NULL && info->unit != NULL ? ", " : "",
                                 info->unit != NULL ? info->unit : ""));
    }
done:
    return status;
}
