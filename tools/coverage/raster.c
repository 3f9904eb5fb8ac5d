/* SPDX-License-Identifier: MIT */
/* Demand from a raster, window by window: each cell's value is the people at its centre, or spread
 * evenly over the cell. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

enum {
    BATCH = 1 << 17, /* cells that are polygons at once: bounds the memory for them */
    RING = 5
};

/* The known cells of one window; arrays grow to the largest. */
typedef struct cells {
    int64_t n, room;
    double all; /* sum of what has been read so far, zones or not */
    double *value, *lon, *lat, *x, *y;
    int64_t *zone, *place;           /* place: in the window, row by row */
    double *corner_lon, *corner_lat; /* with --raster-cells area, (width + 1) to a row; or NULL */
    double *ring_x, *ring_y;         /* of a batch of cells */
    uint8_t *type;                   /* [BATCH] polygons */
    int64_t *offset;                 /* [BATCH + 1] of their rings */
} cells;

static void make_room(cli_call *call, const question *q, geo_raster_window w, cells *c)
{
    int64_t size = (w.width + 1) * (w.height + 1);
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
    c->place = cli_array(call, size, sizeof *c->place);
    if (q->cells_by_area) {
        c->corner_lon = cli_array(call, size, sizeof *c->corner_lon);
        c->corner_lat = cli_array(call, size, sizeof *c->corner_lat);
    }
    if (q->cells_by_area && c->ring_x == NULL) {
        c->ring_x = cli_array(call, RING * BATCH, sizeof *c->ring_x);
        c->ring_y = cli_array(call, RING * BATCH, sizeof *c->ring_y);
        c->type = cli_array(call, BATCH, sizeof *c->type);
        c->offset = cli_array(call, BATCH + 1, sizeof *c->offset);
        for (int64_t i = 0; i < BATCH; i++) {
            c->type[i] = GEO_POLYGON;
            c->offset[i + 1] = RING * (i + 1);
        }
    }
}

static geo_status read_values(cli_call *call, geo_raster *raster, geo_raster_window w, cells *c)
{
    geo_status status = GEO_OK;
    double sum = 0.0;
    CLI_TRY(geo_raster_read(cli_ctx(call), raster, w, c->value));
    for (int64_t i = 0; i < w.width * w.height; i++) {
        if (c->value[i] < 0.0) {
            return cli_fail(
                call, GEO_DATA,
                cli_format(call, "--nodata %g, if that stands for no data", c->value[i]),
                "%s: the cell in column %" PRId64 " and row %" PRId64 " holds %g people",
                geo_raster_source(raster), w.column + i % w.width + 1, w.row + i / w.width + 1,
                c->value[i]);
        }
        sum += isnan(c->value[i]) ? 0.0 : c->value[i];
    }
    c->all += sum;
done:
    return status;
}

/* The cells with people, closed up, and where they are. */
static geo_status place_cells(cli_call *call, geo_raster *raster, geo_raster_window w, cells *c)
{
    geo_status status = GEO_OK;
    CLI_TRY(geo_raster_centres(cli_ctx(call), raster, w, c->lon, c->lat));
    c->n = 0;
    for (int64_t i = 0; i < w.width * w.height; i++) {
        if (isnan(c->value[i]) || isnan(c->lon[i])) {
            continue;
        }
        c->value[c->n] = c->value[i];
        c->place[c->n] = i;
        c->lon[c->n] = c->lon[i];
        c->lat[c->n++] = c->lat[i];
    }
done:
    return status;
}

/* ---- At their centres ------------------------------------------------------------------------ */

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

static geo_status add_centres(cli_call *call, const question *q, geo_demand *account, cells *c)
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

/* ---- By their area --------------------------------------------------------------------------- */

/* The corners of cell i, closed, in degrees; false where one is not on the Earth. */
static bool ring_of(const cells *c, geo_raster_window w, int64_t i, double *lon, double *lat)
{
    static const int64_t right[RING] = {0, 1, 1, 0, 0}, down[RING] = {0, 0, 1, 1, 0};
    int64_t row = c->place[i] / w.width, column = c->place[i] % w.width;
    bool known = true;
    for (int k = 0; k < RING; k++) {
        int64_t at = (row + down[k]) * (w.width + 1) + column + right[k];
        lon[k] = c->corner_lon[at];
        lat[k] = c->corner_lat[at];
        known = known && !isnan(lon[k]);
    }
    return known;
}

/* Cells from *begin on, a batch of them: their rings, and their values closed up in c->x. */
static int64_t make_rings(const cells *c, geo_raster_window w, int64_t *begin)
{
    int64_t n = 0;
    for (; *begin < c->n && n < BATCH; ++*begin) {
        if (ring_of(c, w, *begin, c->ring_x + RING * n, c->ring_y + RING * n)) {
            c->x[n++] = c->value[*begin];
        }
    }
    return n;
}

static geo_status make_polygons(cli_call *call, const cells *c, int64_t n, geo_shapes **out)
{
    const geo_geometry g = {.n = n,
                            .part_count = n,
                            .ring_count = n,
                            .coord_count = RING * n,
                            .type = c->type,
                            .coord_offset = c->offset,
                            .x = c->ring_x,
                            .y = c->ring_y};
    return geo_shapes_create(cli_ctx(call), &g, out);
}

static geo_status add_batch(cli_call *call, const question *q, geo_demand *account, const cells *c,
                            int64_t n)
{
    geo_status status = GEO_OK;
    geo_shapes *polygons = NULL;
    CLI_TRY(geo_frame_forward(cli_ctx(call), cli_frame(call), RING * n, c->ring_x, c->ring_y,
                              c->ring_x, c->ring_y));
    CLI_TRY(make_polygons(call, c, n, &polygons));
    CLI_TRY(q->places == NULL
                ? geo_demand_add(cli_ctx(call), account, polygons, c->x, NULL, NULL, NULL)
                : geo_demand_add_divided(cli_ctx(call), account, polygons, c->x, q->places, NULL,
                                         NULL));
done:
    geo_shapes_destroy(polygons);
    return status;
}

static geo_status add_areas(cli_call *call, const question *q, geo_demand *account,
                            geo_raster_window w, cells *c)
{
    geo_status status = GEO_OK;
    CLI_TRY(geo_raster_corners(cli_ctx(call), q->raster, w, c->corner_lon, c->corner_lat));
    for (int64_t begin = 0; begin < c->n;) {
        int64_t n = make_rings(c, w, &begin);
        CLI_TRY(n > 0 ? add_batch(call, q, account, c, n) : GEO_OK);
    }
done:
    return status;
}

/* ---- All ------------------------------------------------------------------------------------- */

/* Those who are in no zone; less than the rounding of the sums is nobody. */
static void tell_outside(cli_call *call, const question *q, double all, double inside)
{
    double outside = all - inside;
    if (!(outside > 1e-6 * all)) {
        outside = 0.0;
    }
    cli_result(call, "demand_outside", outside);
    if (outside > 0.0) {
        cli_note(call, "%s: %.12g of %.12g is in no %s (%.1f %%)", geo_raster_source(q->raster),
                 round(outside), round(all), q->cells.layer != NULL ? "cell of the grid" : "zone",
                 100.0 * outside / all);
    }
}

static geo_status tell_cells(cli_call *call, const question *q, const geo_demand *account,
                             double all)
{
    const geo_raster_info *info = geo_raster_describe(q->raster);
    const char *source = geo_raster_source(q->raster);
    bool zones = q->zone_layer != NULL, area = q->cells_by_area;
    geo_demand_row row;
    geo_status status = geo_demand_read(cli_ctx(call), account, 0, -1, GEO_ANY_TYPE, &row, NULL);
    if (status != GEO_OK) {
        return status;
    }
    if (row.used == 0) {
        const char *where = cli_box_text(call, info->extent);
        const char *mend =
            zones
                ? cli_format(call, "the raster lies in %s, the zones in %s", where,
                             cli_box_text(call, geo_layer_extent(q->zone_layer->layer)))
                : cli_format(call, "look at it in a map, and at its system: it lies in %s", where);
        return cli_fail(call, GEO_DATA, mend, "%s: no cell %s", source,
                        !zones ? "holds a number of people"
                        : area ? "with people shares area with a zone"
                               : "with people has its centre in a zone");
    }
    if (zones && area) {
        cli_note(call,
                 "%s: people of a zone in %" PRId64 " cells and parts of cells, each spread evenly "
                 "over its area",
                 source, row.used);
    } else {
        cli_note(call, "%s: people%s in %" PRId64 " of %s, each %s", source,
                 zones ? " of a zone" : "", row.used,
                 cli_count(call, info->width * info->height, "cell"),
                 area ? "spread evenly over its area" : "counted at its centre");
    }
    if (zones && !q->zones_only) {
        tell_outside(call, q, all, row.weight);
    }
    return GEO_OK;
}

static geo_status add_window(cli_call *call, const question *q, geo_demand *account,
                             geo_raster_window w, cells *c)
{
    geo_status status = GEO_OK;
    CLI_TRY(place_cells(call, q->raster, w, c));
    if (c->n > 0) {
        CLI_TRY(q->cells_by_area ? add_areas(call, q, account, w, c)
                                 : add_centres(call, q, account, c));
    }
done:
    return status;
}

/* Windows away from all zones are read for their sum alone. */
geo_status add_raster(cli_call *call, const question *q, geo_demand *account)
{
    geo_status status = GEO_OK;
    bool zones = q->zone_layer != NULL;
    geo_box near = zones ? cli_zones_box(q->zone_layer->layer) : (geo_box){0.0, 0.0, 0.0, 0.0};
    const geo_box *where = zones ? &near : NULL;
    geo_raster_window w = {0, 0, 0, 0}, next = {0, 0, 0, 0};
    cells c = {0};
    CLI_TRY(geo_raster_next(cli_ctx(call), q->raster, where, &next));
    for (;;) {
        CLI_TRY(geo_raster_next(cli_ctx(call), q->raster, q->zones_only ? where : NULL, &w));
        if (w.width == 0) {
            break;
        }
        make_room(call, q, w, &c);
        CLI_TRY(read_values(call, q->raster, w, &c));
        if (next.width > 0 && next.column == w.column && next.row == w.row) {
            CLI_TRY(add_window(call, q, account, w, &c));
            CLI_TRY(geo_raster_next(cli_ctx(call), q->raster, where, &next));
        }
    }
    CLI_TRY(tell_cells(call, q, account, c.all));
done:
    return status;
}
