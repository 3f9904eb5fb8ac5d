/* SPDX-License-Identifier: MIT */
/* Some columns of a layer, the others let go. */
#include "layer/layer_internal.h"

/* Where each name stands in the layer; all are there, and none twice. */
static geo_status find_columns(geo_ctx *ctx, const geo_layer *layer, const char *const *names,
                               int64_t count, int64_t *place)
{
    for (int64_t i = 0; i < count; i++) {
        place[i] = geo_layer_find(layer, names[i]);
        if (place[i] < 0) {
            return geoi_no_such_column(ctx, layer, names[i]);
        }
        for (int64_t k = 0; k < i; k++) {
            if (place[k] == place[i]) {
                char shown[64];
                (void)geoi_printable(names[i], (int64_t)strlen(names[i]), shown, sizeof shown);
                return geoi_fail(ctx, GEO_INVALID, "the column \"%s\" is named twice", shown);
            }
        }
    }
    return GEO_OK;
}

geo_status geo_layer_keep_columns(geo_ctx *ctx, geo_layer *layer, const char *const *names,
                                  int64_t count)
{
    geo_status status = GEO_OK;
    int64_t *place = NULL;
    geoi_owned_column *kept = NULL;
    geoi_owned_column none = {0};
    if (count < 0) {
        return geoi_fail(ctx, GEO_INVALID, "the number of columns to keep is negative");
    }
    GEO_TRY(geoi_array(ctx, count, sizeof *place, &place));
    GEO_TRY(find_columns(ctx, layer, names, count, place));
    GEO_TRY(geoi_array(ctx, count, sizeof *kept, &kept));
    for (int64_t i = 0; i < count; i++) {
        kept[i] = layer->columns[place[i]];
        layer->columns[place[i]] = none;
    }
    for (int64_t i = 0; i < layer->column_count; i++) {
        geoi_column_clear(&layer->columns[i]);
    }
    geoi_release(layer->columns);
    layer->columns = kept;
    layer->column_count = layer->column_room = count;
done:
    geoi_release(place);
    return status;
}
