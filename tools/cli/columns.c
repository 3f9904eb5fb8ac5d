/* SPDX-License-Identifier: MIT */
/* Columns out: the entry of a tool's table becomes the column of a layer. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "call.h"

cli_slot cli_distance_slot(double distance_m, int64_t index)
{
    cli_slot slot;
    bool short_whole = distance_m == floor(distance_m) && distance_m < 100000.0;
    if (short_whole) {
        snprintf(slot.name, sizeof slot.name, "%d", (int)distance_m);
    } else {
        snprintf(slot.name, sizeof slot.name, "_%d", (int)(index % 1000) + 1);
    }
    cli_distance_text(distance_m, slot.title);
    return slot;
}

/* @p text with each "<r>" replaced. */
static char *filled(cli_call *call, const char *text, const char *with)
{
    cli_text out = {NULL, 0, 0};
    for (const char *mark; (mark = strstr(text, "<r>")) != NULL; text = mark + 3) {
        cli_text_add(&out, "%.*s%s", (int)(mark - text), text, with);
    }
    cli_text_add(&out, "%s", text);
    char *kept = cli_format(call, "%s", out.data);
    cli_text_clear(&out);
    return kept;
}

static geo_column_info info_of(cli_call *call, const cli_column *c, const cli_slot *slot)
{
    geo_column_info info = {c->name, c->alias, c->alias_zh, c->unit};
    if (slot != NULL) {
        info.name = filled(call, c->name, slot->name);
        info.alias = filled(call, c->alias, slot->title);
        info.alias_zh = filled(call, c->alias_zh, slot->title);
    }
    return info;
}

geo_status cli_add_reals(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const double *values)
{
    geo_column_info info = info_of(call, column, slot);
    return geo_layer_add_reals(call->ctx, layer, &info, values, NULL);
}

geo_status cli_add_ints(cli_call *call, geo_layer *layer, const cli_column *column,
                        const cli_slot *slot, const int64_t *values, const uint8_t *valid)
{
    geo_column_info info = info_of(call, column, slot);
    return geo_layer_add_ints(call->ctx, layer, &info, values, valid);
}

geo_status cli_add_texts(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const char *const *values)
{
    geo_column_info info = info_of(call, column, slot);
    return geo_layer_add_texts(call->ctx, layer, &info, GEO_TEXT, values);
}
