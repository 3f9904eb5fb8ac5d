/* SPDX-License-Identifier: MIT */
/* Grids laid over areas, and boxes of degrees. */
#include <inttypes.h>
#include <stdlib.h>

#include "call.h"
#include "geo/geometry.h"

/* Cut to the areas, cell by cell. */
static geo_status clip(cli_call *call, const cli_layer *areas, geo_layer **grid)
{
    geo_status status = GEO_OK;
    geo_clip *clipper = NULL;
    geo_layer *cut = NULL;
    int64_t n = geo_layer_count(*grid), *rows = cli_array(call, n, sizeof *rows);
    for (int64_t i = 0; i < n; i++) {
        rows[i] = i;
    }
    CLI_TRY(geo_clip_create(call->ctx, areas->layer, &clipper));
    CLI_TRY(geo_clip_layer(call->ctx, clipper, *grid, rows, n, &cut));
    geo_layer_destroy(*grid);
    *grid = cut;
done:
    geo_clip_destroy(clipper);
    return status;
}

geo_status cli_grid(cli_call *call, const cli_layer *areas, const cli_grid_asked *asked,
                    geo_layer **out)
{
    geo_status status = GEO_OK;
    geo_layer *grid = NULL;
    *out = NULL;
    if (call->frame == NULL) {
        return cli_fail(call, GEO_DATA, NULL, "%s: there is no place to lay a grid over",
                        areas->source);
    }
    CLI_TRY(geo_grid_create(call->ctx, call->frame, asked->extent,
                            asked->extent != NULL ? NULL : areas->shapes, &asked->grid, &grid));
    if (asked->clip && geo_layer_count(grid) > 0) {
        CLI_TRY(clip(call, areas, &grid));
    }
    cli_result(call, "cells", (double)geo_layer_count(grid));
    cli_note(call, "%" PRId64 " cells", geo_layer_count(grid));
    *out = grid;
    grid = NULL;
done:
    geo_layer_destroy(grid);
    return status;
}

bool cli_box(const char *text, geo_box *out)
{
    double *const to[] = {&out->min_x, &out->min_y, &out->max_x, &out->max_y};
    for (int i = 0; i < 4; i++) {
        char *end;
        *to[i] = strtod(text, &end);
        if (end == text || *end != (i < 3 ? ',' : '\0')) {
            return false;
        }
        text = end + 1;
    }
    return true;
}
