/* SPDX-License-Identifier: MIT */
/* What a collection says before its features: its name, its box, how it was made, and what else
 * the file that it came from said. */
#include "io/geojson_write_internal.h"

static geo_status append(geo_ctx *ctx, geoi_text *text, const char *s)
{
    return geoi_text_append(ctx, text, s, (int64_t)strlen(s));
}

/* Anew from what is written: that of the input would be wrong as soon as features are chosen. */
static geo_status append_bbox(geo_ctx *ctx, geoi_text *head, const geo_geometry *g, int decimals)
{
    geo_status status = GEO_OK;
    char text[GEOI_BBOX_ROOM];
    geoi_extent all = geoi_extent_none();
    for (int64_t i = 0; i < g->n; i++) {
        geoi_extent_add(&all, g, i);
    }
    char *end = geoi_put_bbox(&all, decimals, text);
    if (end > text) {
        GEO_TRY(geoi_text_append(ctx, head, text, end - text));
        GEO_TRY(append(ctx, head, "\n"));
    }
done:
    return status;
}

geo_status geoi_geojson_head(geo_ctx *ctx, const geo_layer *layer, const geo_geometry *g,
                             const char *run, int decimals, geoi_text *head)
{
    geo_status status = GEO_OK;
    const char *members = geo_layer_members(layer);
    GEO_TRY(append(ctx, head, "{\"type\":\"FeatureCollection\",\n"));
    if (geo_layer_name(layer)[0] != '\0') {
        GEO_TRY(append(ctx, head, "\"name\":"));
        GEO_TRY(geoi_append_quoted(ctx, head, geo_layer_name(layer)));
        GEO_TRY(append(ctx, head, ",\n"));
    }
    if (geo_layer_has_bbox(layer)) {
        GEO_TRY(append_bbox(ctx, head, g, decimals));
    }
    if (strlen(members) > strlen("{}")) {
        GEO_TRY(geoi_text_append(ctx, head, members + 1, (int64_t)strlen(members) - 2));
        GEO_TRY(append(ctx, head, ",\n"));
    }
    if (run != NULL) {
        GEO_TRY(append(ctx, head, "\"geo:run\":"));
        GEO_TRY(append(ctx, head, run));
        GEO_TRY(append(ctx, head, ",\n"));
    }
    GEO_TRY(append(ctx, head, "\"features\":[\n"));
done:
    return status;
}
