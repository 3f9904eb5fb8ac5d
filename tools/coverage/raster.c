/* SPDX-License-Identifier: MIT */
/* Demand from a raster, window by window: each cell's value is the people at its centre. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

/* The known cells of one window; arrays grow to the largest. */
typedef struct cells {
    int64_t n, room;
    double *value, *lon, *lat, *x, *y;
    int64_t *zone;
} cells;

static void make_room(cli_call *call, cells *c, int64_t size)
{
    if (size <= c->room) {
        return;
    }
    c->room = size;
    c->value = cli_array(call, size, sizeof *c->value);
    c->lon = cli_array(call, size, sizeof *c->lon);
    c->lat = cli_array(call, size, sizeof *c->lat);
    c->x = cli_array(call, size, sizeof *c->x);
    c->y = cli_array(call, size, sizeof *c->y);
    c->zone = cli_array(call, size, sizeof *c->zone);
}

static geo_status read_cells(cli_call *call, geo_raster *raster, geo_window w, cells *c)
{
    geo_status status = GEO_OK;
    int64_t size = w.width * w.height;
    make_room(call, c, size);
    CLI_TRY(geo_raster_read(cli_ctx(call), raster, w, c->value));
    CLI_TRY(geo_raster_centres(cli_ctx(call), raster, w, c->lon, c->lat));
    c->n = 0;
    for (int64_t i = 0; i < size; i++) {
        if (isnan(c->value[i]) || isnan(c->lon[i])) {
            continue;
        }
        if (c->value[i] < 0.0) {
            return cli_fail(
                call, GEO_DATA,
                cli_format(call, "--nodata %g, if that stands for no data", c->value[i]),
                "%s: the cell in column %" PRId64 " and row %" PRId64 " holds %g people",
                geo_raster_source(raster), w.column + i % w.width + 1, w.row + i / w.width + 1,
                c->value[i]);
        }
        c->value[c->n] = c->value[i];
        c->lon[c->n] = c->lon[i];
        c->lat[c->n++] = c->lat[i];
    }
done:
    return status;
}

/* With zones only the cells in one are asked for. */
static geo_status keep_zones(cli_call *call, const question *q, cells *c)
{
    geo_status status = geo_zones_locate(cli_ctx(call), q->places, c->n, c->x, c->y, c->zone);
    int64_t kept = 0;
    for (int64_t i = 0; i < c->n && status == GEO_OK; i++) {
        if (c->zone[i] >= 0) {
            c->x[kept] = c->x[i], c->y[kept] = c->y[i];
            c->value[kept] = c->value[i];
            c->zone[kept++] = c->zone[i];
        }
    }
    c->n = kept;
    return status;
}

static geo_status add_cells(cli_call *call, const question *q, geo_demand *account, cells *c)
{
    geo_status status = GEO_OK;
    geo_shapes *points = NULL;
    const int64_t *zone = q->places != NULL ? c->zone : NULL;
    CLI_TRY(geo_frame_forward(cli_ctx(call), cli_frame(call), c->n, c->lon, c->lat, c->x, c->y));
    CLI_TRY(q->places != NULL ? keep_zones(call, q, c) : GEO_OK);
    CLI_TRY(geo_shapes_create_points(cli_ctx(call), c->n, c->x, c->y, &points));
    CLI_TRY(geo_demand_add(cli_ctx(call), account, points, c->value, zone, NULL, NULL));
done:
    geo_shapes_destroy(points);
    return status;
}

geo_status add_raster(cli_call *call, const question *q, geo_demand *account)
{
    geo_status status = GEO_OK;
    const geo_raster_info *info = geo_raster_describe(q->raster);
    geo_box near = q->zone_layer != NULL ? geo_layer_extent(q->zone_layer->layer) : info->extent;
    geo_window w = {0, 0, 0, 0};
    cells c = {0};
    int64_t counted = 0;
    for (;;) {
        CLI_TRY(
            geo_raster_next(cli_ctx(call), q->raster, q->zone_layer != NULL ? &near : NULL, &w));
        if (w.width == 0) {
            break;
        }
        CLI_TRY(read_cells(call, q->raster, w, &c));
        if (c.n > 0) {
            CLI_TRY(add_cells(call, q, account, &c));
            counted += c.n;
        }
    }
    cli_note(call, "%s: %" PRId64 " of %" PRId64 " cells hold people%s, each counted at its centre",
             geo_raster_source(q->raster), counted, info->width * info->height,
             q->zone_layer != NULL ? " of a zone" : "");
    if (counted == 0) {
        status = cli_fail(call, GEO_DATA, "look at both in a map, and at the raster's system",
                          "%s: no cell %s", geo_raster_source(q->raster),
                          q->zone_layer != NULL ? "with people has its centre in a zone"
                                                : "holds a number of people");
    }
done:
    return status;
}
