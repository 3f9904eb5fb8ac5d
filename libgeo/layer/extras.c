/* SPDX-License-Identifier: MIT */
/* What a GeoJSON file says beside features, geometry and properties, kept so that it comes out
 * again at the end of a pipeline. */
#include "layer/layer_internal.h"

void geoi_extras_clear(geoi_extras *e)
{
    geoi_release(e->members);
    geoi_release(e->run);
    geoi_release(e->feature_bbox);
    geoi_column_clear(&e->feature_members);
    geoi_extras none = {0};
    *e = none;
}

/* ---- Looking -------------------------------------------------------------------------- */

const char *geo_layer_members(const geo_layer *layer)
{
    return layer->extras.members != NULL ? layer->extras.members : "";
}

const char *geo_layer_run(const geo_layer *layer)
{
    return layer->extras.run != NULL ? layer->extras.run : "";
}

geo_column geo_layer_feature_members(const geo_layer *layer)
{
    return geoi_column_view(&layer->extras.feature_members);
}

int geo_layer_has_bbox(const geo_layer *layer)
{
    return layer->extras.has_bbox;
}

const uint8_t *geo_layer_feature_bbox(const geo_layer *layer)
{
    return layer->extras.feature_bbox;
}

/* ---- Building ------------------------------------------------------------------------- */

static geo_status replace(geo_ctx *ctx, const char *text, int64_t length, char **held)
{
    geo_status status = GEO_OK;
    char *copy = NULL;
    GEO_TRY(geoi_array(ctx, length + 1, 1, &copy));
    if (length > 0) {
        memcpy(copy, text, (size_t)length);
    }
    geoi_release(*held);
    *held = copy;
done:
    return status;
}

geo_status geoi_layer_builder_members(geo_ctx *ctx, geoi_layer_builder *b, const char *text,
                                      int64_t length)
{
    return replace(ctx, text, length, &b->extras.members);
}

geo_status geoi_layer_builder_run(geo_ctx *ctx, geoi_layer_builder *b, const char *text,
                                  int64_t length)
{
    return replace(ctx, text, length, &b->extras.run);
}

void geoi_layer_builder_bbox(geoi_layer_builder *b)
{
    b->extras.has_bbox = true;
}

geo_status geoi_layer_builder_feature_members(geo_ctx *ctx, geoi_layer_builder *b, const char *text,
                                              int64_t length)
{
    return geoi_build_text(ctx, &b->feature_members, b->n, GEO_JSON, text, length);
}

geo_status geoi_layer_builder_feature_bbox(geo_ctx *ctx, geoi_layer_builder *b)
{
    geo_status status = geoi_bitmap_room(ctx, &b->extras.feature_bbox, &b->bbox_room, b->n + 1);
    if (status == GEO_OK) {
        geoi_bitmap_set(b->extras.feature_bbox, b->n);
    }
    return status;
}

geo_status geoi_extras_append(geo_ctx *ctx, geoi_layer_builder *b, const geoi_layer_builder *from)
{
    geo_status status = GEO_OK;
    int64_t rows = from->bbox_room * 8 < from->n ? from->bbox_room * 8 : from->n;
    b->extras.has_bbox |= from->extras.has_bbox;
    if (b->extras.members == NULL) {
        GEO_TRY(geoi_copy_text(ctx, from->extras.members, &b->extras.members));
    }
    if (b->extras.run == NULL) {
        GEO_TRY(geoi_copy_text(ctx, from->extras.run, &b->extras.run));
    }
    GEO_TRY(geoi_build_append(ctx, &b->feature_members, b->n, &from->feature_members));
    if (rows > 0) {
        GEO_TRY(geoi_bitmap_room(ctx, &b->extras.feature_bbox, &b->bbox_room, b->n + rows));
    }
    for (int64_t i = 0; i < rows; i++) {
        if (geoi_bitmap_has(from->extras.feature_bbox, i)) {
            geoi_bitmap_set(b->extras.feature_bbox, b->n + i);
        }
    }
done:
    return status;
}

geo_status geoi_extras_finish(geo_ctx *ctx, geoi_layer_builder *b, geo_layer *layer)
{
    geo_status status = GEO_OK;
    if (b->extras.feature_bbox != NULL) {
        GEO_TRY(geoi_bitmap_room(ctx, &b->extras.feature_bbox, &b->bbox_room, b->n));
    }
    if (b->feature_members.typed) {
        GEO_TRY(geoi_build_finish(ctx, &b->feature_members, b->n));
    }
    layer->extras = b->extras;
    layer->extras.feature_members = b->feature_members.c;
    geoi_extras none = {0};
    geoi_column_builder no_column = {0};
    b->extras = none;
    b->feature_members = no_column;
    b->bbox_room = 0;
done:
    return status;
}
