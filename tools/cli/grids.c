/* SPDX-License-Identifier: MIT */
/* Grids laid over areas, zones that overlap, and boxes of degrees. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "call.h"
#include "geo/geometry.h"

static const double ROUNDING = 1e-6; /* of the area: less is that of shared edges */
static const double SLIVER_M = 0.01;

geo_status cli_overlap(cli_call *call, const geo_shapes *polygons, double *m2)
{
    int64_t n = geo_shapes_geometry(polygons)->n;
    double *area = cli_array(call, n, sizeof *area), sum = 0.0;
    geo_status status = geo_shapes_overlap(call->ctx, polygons, m2);
    if (status == GEO_OK) {
        geo_shapes_area(polygons, area);
        for (int64_t i = 0; i < n; i++) {
            sum += area[i];
        }
        *m2 = *m2 > ROUNDING * sum ? *m2 : 0.0;
    }
    return status;
}

/* Two polygons share a border: half the perimeters are all borders. */
bool cli_overlap_tells(const geo_shapes *polygons, double m2)
{
    const geo_geometry *g = geo_shapes_geometry(polygons);
    double perimeter = 0.0;
    for (int64_t r = 0; r < g->ring_count; r++) {
        geo_span at = geo_coords(g, r);
        for (int64_t c = at.begin; c + 1 < at.end; c++) {
            perimeter += hypot(g->x[c + 1] - g->x[c], g->y[c + 1] - g->y[c]);
        }
    }
    return m2 > 0.5 * SLIVER_M * perimeter;
}

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

/* One cell over all tells nothing that the whole did not: most often it is a slip of the unit. */
static void tell_cells(cli_call *call, const cli_grid_asked *asked, int64_t n)
{
    char size[32];
    cli_distance_text(asked->grid.size_m, size);
    if (n == 1) {
        cli_note(call, "1 cell: of %s, it covers all there is; take a smaller size to see where",
                 size);
    } else {
        cli_note(call, "%s", cli_count(call, n, "cell"));
    }
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
    tell_cells(call, asked, geo_layer_count(grid));
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
