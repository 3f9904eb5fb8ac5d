/* SPDX-License-Identifier: MIT */
/* A file with several layers of which none was named: what there is to choose from. */
#include <string.h>

#include "call.h"

/* Layers that are meant when none is named: with geometry and features, and no view. */
static int64_t choices(const geo_layers *layers)
{
    int64_t n = 0;
    for (int64_t i = 0; i < geo_layers_count(layers); i++) {
        geo_layers_entry e = geo_layers_at(layers, i);
        n += !e.view && e.features != 0 && strcmp(e.geometry, "none") != 0;
    }
    return n;
}

geo_status cli_read_or_list(cli_call *call, const char *operand, cli_layer **out,
                            geo_layers **several)
{
    geo_ctx *quiet = NULL; /* what is to be told has been, and the failure must stay */
    geo_read_options options = geo_read_options_default();
    options.allow_remote = call->common.allow_remote;
    options.allow_views = call->common.allow_views;
    *several = NULL;
    geo_status status = cli_read_as_is(call, operand, out);
    if (status != GEO_INVALID || call->common.layer != NULL || call->reported) {
        return status;
    }
    if (geo_ctx_create(NULL, &quiet) == GEO_OK &&
        geo_layers_list(quiet, operand, &options, several) == GEO_OK && choices(*several) > 1) {
        status = GEO_OK;
    } else {
        geo_layers_destroy(*several);
        *several = NULL;
    }
    geo_ctx_destroy(quiet);
    return status;
}
