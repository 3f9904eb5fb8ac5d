/* SPDX-License-Identifier: MIT */
/* Which cells of a lattice share area with polygons, and their layer.
 *
 * A cell through which an edge of a valid polygon runs has the polygon's inside on one side of it;
 * any other lies wholly inside or outside, and its centre tells which. So edges mark the cells they
 * run through, and the centres of the rest are looked up. */
#include <math.h>

#include "geometry/polygons.h"
#include "layer/box.h"
#include "layer/builder.h"
#include "metrics/lattice.h"
#include "space/inside.h"

enum { MOST_CELLS = 50000000, STEPS = 64, NAME_SIZE = 80, ROW_GRAIN = 8 };
static const double LARGEST_SIZE = 1e6;

typedef struct marking {
    geo_ctx *ctx;
    geoi_lattice lattice;
    const geo_geometry *g;
    geoi_inside *inside;
    geo_span rows, columns; /* of all cells that can be meant */
    uint8_t *mark;          /* [rows * columns] */
    int64_t count;          /* of those marked */
} marking;

static uint8_t *mark_of(const marking *m, geoi_cell_place cell)
{
    int64_t across = m->columns.end - m->columns.begin;
    return &m->mark[(cell.row - m->rows.begin) * across + cell.column - m->columns.begin];
}

/* ---- Marks ------------------------------------------------------------------------------- */

static geo_status plan(marking *m)
{
    geo_box box = geoi_extent(m->g->coord_count, m->g->x, m->g->y);
    if (!(box.min_x <= box.max_x)) {
        return GEO_OK; /* no polygons: no cells */
    }
    double across = (box.max_x - box.min_x) / m->lattice.size + 4.0;
    double down = (box.max_y - box.min_y) / m->lattice.size * 1.16 + 4.0;
    double farthest =
        fmax(fmax(fabs(box.min_x), fabs(box.max_x)), fmax(fabs(box.min_y), fabs(box.max_y)));
    if (!(across * down <= MOST_CELLS) || !(farthest / m->lattice.size < 1e15)) {
        geo_status status =
            geoi_fail(m->ctx, GEO_LIMIT,
                      "cells of %g m would be %.3g in the box around the area; the limit is %.3g",
                      m->lattice.size, across * down, (double)MOST_CELLS);
        double enough = sqrt(across * down / MOST_CELLS) * m->lattice.size;
        geoi_hint(m->ctx, "choose larger cells, of %.3g m or more, or a smaller area",
                  enough * 1.01);
        return status;
    }
    m->rows = geoi_lattice_rows(&m->lattice, box.min_y, box.max_y);
    geo_span even = geoi_lattice_columns(&m->lattice, 0, box.min_x, box.max_x);
    geo_span odd = geoi_lattice_columns(&m->lattice, 1, box.min_x, box.max_x);
    m->columns.begin = odd.begin < even.begin ? odd.begin : even.begin;
    m->columns.end = odd.end > even.end ? odd.end : even.end;
    return geoi_array(m->ctx, (m->rows.end - m->rows.begin) * (m->columns.end - m->columns.begin),
                      1, &m->mark);
}

/* The cells that one edge runs through: row by row, those about the piece that is in the row. */
static void mark_edge(const marking *m, double ax, double ay, double bx, double by)
{
    const geoi_lattice *l = &m->lattice;
    double reach = 2.0 * l->unit_y; /* from a row's middle to its top; more than half of a square */
    geo_span rows = geoi_lattice_rows(l, fmin(ay, by), fmax(ay, by));
    for (int64_t row = rows.begin; row < rows.end; row++) {
        double x, y, from = 0.0, to = 1.0;
        geoi_lattice_centre(l, (geoi_cell_place){0, row}, &x, &y);
        if (fabs(by - ay) > 0.0) {
            double t1 = (y - reach - ay) / (by - ay), t2 = (y + reach - ay) / (by - ay);
            from = fmax(0.0, fmin(t1, t2));
            to = fmin(1.0, fmax(t1, t2));
        }
        double x1 = ax + from * (bx - ax), x2 = ax + to * (bx - ax);
        geo_span columns = geoi_lattice_columns(l, row, fmin(x1, x2), fmax(x1, x2));
        for (int64_t c = columns.begin; c < columns.end && from <= to; c++) {
            geoi_cell_place cell = {c, row};
            if (geoi_lattice_crosses(l, cell, ax, ay, bx, by)) {
                *mark_of(m, cell) = 1;
            }
        }
    }
}

static geo_status mark_edges(const marking *m)
{
    enum { LISTEN_EVERY = 4096 };
    geo_status status = GEO_OK;
    for (int64_t r = 0; r < m->g->ring_count; r++) {
        geo_span at = geo_coords(m->g, r);
        for (int64_t i = at.begin + 1; i < at.end; i++) {
            mark_edge(m, m->g->x[i - 1], m->g->y[i - 1], m->g->x[i], m->g->y[i]);
            if (i % LISTEN_EVERY == 0) {
                GEO_TRY(geoi_progress(m->ctx, (double)i / (double)m->g->coord_count));
            }
        }
    }
done:
    return status;
}

static bool note(void *user, int64_t feature)
{
    (void)feature;
    *(uint8_t *)user = 1;
    return false;
}

static geo_status mark_centres(void *data, int64_t begin, int64_t end)
{
    const marking *m = data;
    for (int64_t row = m->rows.begin + begin; row < m->rows.begin + end; row++) {
        for (int64_t c = m->columns.begin; c < m->columns.end; c++) {
            geoi_cell_place cell = {c, row};
            uint8_t *mark = mark_of(m, cell);
            double x, y;
            geoi_lattice_centre(&m->lattice, cell, &x, &y);
            if (*mark == 0) {
                geoi_inside_search(m->inside, x, y, note, mark);
            }
        }
    }
    return GEO_OK;
}

static geo_status mark_cells(marking *m)
{
    geo_status status = GEO_OK;
    GEO_TRY(plan(m));
    int64_t rows = m->rows.end - m->rows.begin, across = m->columns.end - m->columns.begin;
    if (m->mark == NULL) {
        return GEO_OK;
    }
    GEO_TRY(geoi_stage(m->ctx, 0.2, 0.4, "finding cells"));
    GEO_TRY(mark_edges(m));
    GEO_TRY(geoi_stage(m->ctx, 0.4, 0.7, "finding cells"));
    GEO_TRY(geoi_inside_create(m->ctx, m->g, &m->inside));
    GEO_TRY(geoi_parallel(m->ctx, rows, ROW_GRAIN, mark_centres, m));
    for (int64_t i = 0; i < rows * across; i++) {
        m->count += m->mark[i];
    }
done:
    return status;
}

/* ---- The layer --------------------------------------------------------------------------- */

/* Positions of all rings, closed; in the order of marks. */
static void lay_out(const marking *m, double *x, double *y, geoi_cell_place *cells)
{
    int64_t across = m->columns.end - m->columns.begin, k = 0;
    int64_t n = (m->rows.end - m->rows.begin) * across, corners = m->lattice.corners;
    for (int64_t i = 0; i < n; i++) {
        if (m->mark[i] == 0) {
            continue;
        }
        cells[k] = (geoi_cell_place){m->columns.begin + i % across, m->rows.begin + i / across};
        double *to_x = x + k * (corners + 1), *to_y = y + k * (corners + 1);
        geoi_lattice_corners(&m->lattice, cells[k], to_x, to_y);
        to_x[corners] = to_x[0];
        to_y[corners] = to_y[0];
        k++;
    }
}

static geo_status build(const marking *m, const double *lon, const double *lat,
                        geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    int64_t corners = m->lattice.corners + 1;
    for (int64_t k = 0; k < m->count; k++) {
        GEO_TRY(geoi_geometry_feature(m->ctx, b, GEO_POLYGON));
        GEO_TRY(geoi_geometry_part(m->ctx, b, 0));
        GEO_TRY(geoi_geometry_ring(m->ctx, b));
        GEO_TRY(
            geoi_geometry_add_many(m->ctx, b, lon + k * corners, lat + k * corners, NULL, corners));
    }
    GEO_TRY(geoi_geometry_finish(m->ctx, b));
done:
    return status;
}

static geo_status name_cells(const marking *m, const geoi_cell_place *cells, geo_layer *layer)
{
    geo_status status = GEO_OK;
    static const geo_column_info info = {"cell", "grid cell", "网格编号", NULL};
    char *names = NULL;
    const char **texts = NULL;
    GEO_TRY(geoi_array_raw(m->ctx, m->count, NAME_SIZE, &names));
    GEO_TRY(geoi_array_raw(m->ctx, m->count, sizeof *texts, &texts));
    for (int64_t k = 0; k < m->count; k++) {
        texts[k] = names + k * NAME_SIZE;
        (void)snprintf(names + k * NAME_SIZE, NAME_SIZE, "%c%.10g_%lld_%lld",
                       m->lattice.kind == GEO_GRID_HEXAGON ? 'h' : 's', m->lattice.size,
                       (long long)cells[k].column, (long long)cells[k].row);
    }
    GEO_TRY(geo_layer_add_texts(m->ctx, layer, &info, GEO_TEXT, texts));
done:
    geoi_release(texts);
    geoi_release(names);
    return status;
}

static geo_status make_layer(const marking *m, const geo_frame *frame, geo_layer **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder b = {0};
    geo_layer *layer = NULL;
    double *x = NULL, *y = NULL;
    geoi_cell_place *cells = NULL;
    int64_t n = m->count * (m->lattice.corners + 1);
    GEO_TRY(geoi_array_raw(m->ctx, n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(m->ctx, n, sizeof *y, &y));
    GEO_TRY(geoi_array_raw(m->ctx, m->count, sizeof *cells, &cells));
    if (m->mark != NULL) {
        lay_out(m, x, y, cells);
    }
    GEO_TRY(geo_frame_inverse(m->ctx, frame, n, x, y, x, y));
    GEO_TRY(build(m, x, y, &b));
    GEO_TRY(geoi_layer_adopt(m->ctx, "grid", &b, &layer));
    GEO_TRY(name_cells(m, cells, layer));
    *out = layer;
    layer = NULL;
done:
    geo_layer_destroy(layer);
    geoi_geometry_clear(&b);
    geoi_release(cells);
    geoi_release(y);
    geoi_release(x);
    return status;
}

/* ---- What is asked for ------------------------------------------------------------------- */

/* The smallest rectangle of the frame around a box of degrees, whose sides bend in the frame. */
static geo_status frame_box(geo_ctx *ctx, const geo_frame *frame, geo_box e, geo_shapes **out)
{
    geo_status status = GEO_OK;
    double x[4 * STEPS], y[4 * STEPS];
    const uint8_t polygon = GEO_POLYGON;
    const int64_t offset[] = {0, 5};
    if (!(e.min_x <= e.max_x) || !(e.min_y <= e.max_y)) {
        return geoi_fail(ctx, GEO_DATA, "the extent is empty: there are no positions");
    }
    for (int i = 0; i < STEPS; i++) {
        double t = (double)i / (STEPS - 1);
        double lon = e.min_x + t * (e.max_x - e.min_x), lat = e.min_y + t * (e.max_y - e.min_y);
        x[i] = x[STEPS + i] = lon;
        y[i] = e.min_y;
        y[STEPS + i] = e.max_y;
        x[2 * STEPS + i] = e.min_x;
        x[3 * STEPS + i] = e.max_x;
        y[2 * STEPS + i] = y[3 * STEPS + i] = lat;
    }
    GEO_TRY(geo_frame_forward(ctx, frame, GEOI_COUNT_OF(x), x, y, x, y));
    geo_box b = geoi_extent(GEOI_COUNT_OF(x), x, y);
    const double ring_x[] = {b.min_x, b.max_x, b.max_x, b.min_x, b.min_x};
    const double ring_y[] = {b.min_y, b.min_y, b.max_y, b.max_y, b.min_y};
    const geo_geometry g = {.n = 1,
                            .part_count = 1,
                            .ring_count = 1,
                            .coord_count = 5,
                            .type = &polygon,
                            .coord_offset = offset,
                            .x = ring_x,
                            .y = ring_y};
    GEO_TRY(geo_shapes_create(ctx, &g, out));
done:
    return status;
}

static geo_status check(geo_ctx *ctx, const geo_grid_options *o, const geo_box *extent,
                        const geo_shapes *within)
{
    if (o->kind != GEO_GRID_SQUARE && o->kind != GEO_GRID_HEXAGON) {
        return geoi_fail(ctx, GEO_INVALID, "there is no kind %d of grids", (int)o->kind);
    }
    if (!(o->size_m > 0.0) || !(o->size_m <= LARGEST_SIZE)) {
        return geoi_fail(ctx, GEO_INVALID, "cells of %g m are not above 0 and at most 1000 km",
                         o->size_m);
    }
    if ((extent == NULL) == (within == NULL)) {
        return geoi_fail(ctx, GEO_INVALID, "a grid needs an extent or polygons, and not both");
    }
    return GEO_OK;
}

geo_status geo_grid_create(geo_ctx *ctx, const geo_frame *frame, const geo_box *extent,
                           const geo_shapes *within, const geo_grid_options *options,
                           geo_layer **out)
{
    geo_status status = GEO_OK;
    geo_grid_options o = geo_grid_options_default();
    geo_shapes *box = NULL;
    marking m = {.ctx = ctx};
    *out = NULL;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check(ctx, &o, extent, within));
    if (extent != NULL) {
        GEO_TRY(frame_box(ctx, frame, *extent, &box));
        within = box;
    }
    m.lattice = geoi_lattice_of(o.kind, o.size_m);
    m.g = geo_shapes_geometry(within);
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "checking polygons"));
    if (extent == NULL) {
        GEO_TRY(geoi_polygons_check(ctx, m.g, NULL, m.g->n, "areas"));
    }
    GEO_TRY(mark_cells(&m));
    GEO_TRY(geoi_stage(ctx, 0.7, 1.0, "making cells"));
    GEO_TRY(make_layer(&m, frame, out));
    GEO_TRY(geoi_progress(ctx, 1.0));
done:
    if (status != GEO_OK) {
        geo_layer_destroy(*out);
        *out = NULL;
    }
    geo_shapes_destroy(box);
    geoi_inside_destroy(m.inside);
    geoi_release(m.mark);
    return status;
}
