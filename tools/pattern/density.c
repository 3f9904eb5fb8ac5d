/* SPDX-License-Identifier: MIT */
/* Kernel density: how much there is about each cell, as polygons or as a GeoTIFF. */
#include "geo/density.h"

#include <inttypes.h>
#include <math.h>

#include "geo/geometry.h"
#include "question.h"

/* Sums that differ by less need no word. */
static const double NEAR_ENOUGH = 0.01;

/* Polygons of so many cells no program opens. */
enum { MOST_POLYGONS = 2000000, CELLS_A_SIDE = 100, LEAST_CELLS = 5 };

const char *const density_kernels[] = {
    "gaussian", "quartic", "epanechnikov", "uniform", "triangular", "triweight", NULL};
const char *const density_edges[] = {"uniform", "points", "none", NULL};
const char *const density_rules[] = {"scott", "silverman", "nrd0", "distance", "diggle", NULL};

const cli_column density_columns[] = {
    {"k_dens", GEO_REAL, "1/km2", "kernel density per km2", "核密度",
     "with -s density: points, or the sum of --weight, per km2 at the centre of the square that "
     "the column cell names (as geo grid does)"},
    {0},
};

typedef struct asked {
    geo_density_options options;
    geo_density_grid grid;
    const double *weight;
    double *density; /* [rows * columns] 1/km2 */
    geo_density_sum sum;
} asked;

/* ---- How wide, how fine --------------------------------------------------------------- */

static const char *length_text(cli_call *call, double m)
{
    char text[32];
    cli_distance_text(m < 10.0 ? m : round(m), text);
    return cli_format(call, "%s", text);
}

static geo_status choose_bandwidth(cli_call *call, const arguments *a, const question *q, asked *k)
{
    geo_status status = GEO_OK;
    geo_density_width w;
    const char *rule = density_rules[a->rule];
    k->options.bandwidth_m = a->bandwidth_m;
    if (!(a->bandwidth_m > 0.0)) {
        cli_place(call, q->points->source);
        CLI_TRY(geo_density_bandwidth(cli_ctx(call), q->window, q->shapes,
                                      (geo_density_rule)a->rule, k->options.kernel, &w));
        cli_place(call, NULL);
        k->options.bandwidth_m = w.bandwidth_m;
        cli_result_text(call, "rule", rule);
        cli_note(call,
                 "bandwidth %s of the %s kernel, by the rule %s from %s (standard deviation %s)",
                 length_text(call, w.bandwidth_m), density_kernels[a->kernel], rule,
                 cli_count(call, w.used, "point"), length_text(call, w.sigma_m));
        if (w.at_limit) {
            cli_note(call,
                     "the error is least at the end of the widths that the rule %s looks at: "
                     "many points at one place, or none that gather; another --rule or a "
                     "--bandwidth may say more",
                     rule);
        }
    }
    cli_result(call, "bandwidth_m", k->options.bandwidth_m);
    cli_result(call, "sigma_m", geo_density_sigma_of(k->options.kernel, k->options.bandwidth_m));
done:
    return status;
}

/* 1, 2 or 5 times a power of ten, at least a hundredth of the window, or a fifth of its shorter
 * side where that is less. */
static double round_cell(const question *q)
{
    geo_box e = geo_window_extent(q->window);
    double wide = e.max_x - e.min_x, high = e.max_y - e.min_y;
    double least = fmin(fmax(wide, high) / CELLS_A_SIDE, fmin(wide, high) / LEAST_CELLS);
    double ten = pow(10.0, floor(log10(least)));
    return least <= ten * (1.0 + 1e-9) ? ten
           : least <= 2.0 * ten        ? 2.0 * ten
           : least <= 5.0 * ten        ? 5.0 * ten
                                       : 10.0 * ten;
}

static geo_status lay_grid(cli_call *call, const arguments *a, const question *q, asked *k)
{
    geo_status status = GEO_OK;
    double cell = a->cell_m > 0.0 ? a->cell_m : round_cell(q);
    CLI_TRY(geo_density_grid_over(cli_ctx(call), q->window, cell, &k->grid));
    int64_t n = k->grid.rows * k->grid.columns;
    if (n > MOST_POLYGONS && !cli_writes_raster(call)) {
        geo_box e = geo_window_extent(q->window);
        double enough = sqrt((e.max_x - e.min_x) * (e.max_y - e.min_y) / MOST_POLYGONS) * 1.01;
        return cli_fail(
            call, GEO_LIMIT,
            cli_format(call, "-o FILE.tif, or --cell %gm", ceil(enough * 100.0) / 100.0),
            "cells of %s would be %.3g polygons; the limit is %d million", length_text(call, cell),
            (double)n, MOST_POLYGONS / 1000000);
    }
    if (!(a->cell_m > 0.0)) {
        cli_note(call, "cells of %s", length_text(call, cell));
    }
    if (cell > 2.0 * geo_density_sigma_of(k->options.kernel, k->options.bandwidth_m)) {
        cli_note(call,
                 "cells of %s are wide for a bandwidth of %s: what lies between their "
                 "centres is hardly seen",
                 length_text(call, cell), length_text(call, k->options.bandwidth_m));
    }
    cli_result(call, "cell_m", cell);
done:
    return status;
}

/* ---- The sum -------------------------------------------------------------------------- */

/* What a density is of, in a sentence: "per km2", or "of jobs per km2". */
static const char *measured(cli_call *call, const arguments *a)
{
    return a->weight == NULL ? "per km2" : cli_format(call, "of %s per km2", a->weight);
}

static void tell(cli_call *call, const arguments *a, const asked *k, double highest)
{
    cli_result(call, "used", (double)k->sum.used);
    cli_result(call, "total", k->sum.total);
    cli_result(call, "cells", (double)k->sum.places);
    cli_result(call, "integral", k->sum.integral);
    cli_result(call, "highest", highest);
    /* wide cells have reasons of their own, which lay_grid() tells */
    bool fine = k->grid.cell_m <= geo_density_sigma_of(k->options.kernel, k->options.bandwidth_m);
    bool kept = !fine || fabs(k->sum.integral - k->sum.total) <= NEAR_ENOUGH * k->sum.total;
    cli_note(call, "%s, up to %.4g %s; all of them hold %.6g of %.6g%s",
             cli_count(call, k->sum.places, "cell"), highest, measured(call, a), k->sum.integral,
             k->sum.total,
             kept || k->options.edge != GEO_DENSITY_EDGE_UNIFORM
                 ? ""
                 : ": what is made up for at the border is a guess; --edge points keeps the sum");
    if (highest == 0.0 && k->sum.total > 0.0) {
        cli_note(call, "every cell is 0: a bandwidth of %s reaches the centre of none",
                 length_text(call, k->options.bandwidth_m));
    } else if (highest == 0.0) {
        cli_note(call, "every cell is 0: all %s inside the window are 0", a->weight);
    }
}

static geo_status measure(cli_call *call, const arguments *a, const question *q, asked *k)
{
    geo_status status = GEO_OK;
    double highest = 0.0;
    int64_t n = k->grid.rows * k->grid.columns;
    k->density = cli_array(call, n, sizeof *k->density);
    CLI_TRY(geo_density_on_grid(cli_ctx(call), q->window, q->shapes, k->weight, &k->grid,
                                &k->options, k->density, &k->sum));
    pattern_tell_left_out(call, q, k->sum.outside);
    cli_skip(call, k->sum.unknown, "%s: %s inside the window without a %s: left out",
             q->points->source, cli_count(call, k->sum.unknown, "point"), a->weight);
    if (k->sum.used == 0) {
        return cli_fail(call, GEO_DATA, "look where the points are, and where the window",
                        "%s: no point that counts is inside the window", q->points->source);
    }
    for (int64_t i = 0; i < n; i++) {
        k->density[i] *= 1e6;
        highest = fmax(highest, k->density[i]); /* a NaN is no maximum */
    }
    if (k->sum.places == 0) {
        return cli_fail(call, GEO_DATA, "a smaller --cell",
                        "no cell of %s has its centre inside the window",
                        length_text(call, k->grid.cell_m));
    }
    tell(call, a, k, highest);
done:
    return status;
}

/* ---- The output ----------------------------------------------------------------------- */

static geo_status write_raster(cli_call *call, const arguments *a, const asked *k)
{
    const geo_density_grid *g = &k->grid;
    const geo_raster_cells cells = {.width = g->columns,
                                    .height = g->rows,
                                    .values = k->density,
                                    .west = g->west_m,
                                    .north = g->north_m,
                                    .cell_width = g->cell_m,
                                    .cell_height = g->cell_m,
                                    .crs = geo_frame_crs(cli_frame(call)),
                                    .title =
                                        cli_format(call, "kernel density %s", measured(call, a))};
    return cli_write_raster(call, &cells, k->sum.places);
}

static geo_status rectangle(cli_call *call, geo_box e, geo_shapes **out)
{
    const double x[] = {e.min_x, e.max_x, e.max_x, e.min_x, e.min_x};
    const double y[] = {e.min_y, e.min_y, e.max_y, e.max_y, e.min_y};
    const uint8_t type = GEO_POLYGON;
    const int64_t offset[] = {0, 5};
    const geo_geometry g = {.n = 1,
                            .part_count = 1,
                            .ring_count = 1,
                            .coord_count = 5,
                            .type = &type,
                            .coord_offset = offset,
                            .x = x,
                            .y = y};
    return geo_shapes_create(cli_ctx(call), &g, out);
}

/* The squares of the grid that have a density, and which: those of geo_grid_create() lie as the
 * cells do. */
static geo_status pick_cells(cli_call *call, const asked *k, const geo_layer *squares,
                             geo_layer **out, double **value)
{
    geo_status status = GEO_OK;
    geo_shapes *shapes = NULL, *centres = NULL;
    const geo_density_grid *g = &k->grid;
    int64_t n = geo_layer_count(squares), kept = 0;
    int64_t *row = cli_array(call, n, sizeof *row);
    *value = cli_array(call, n, sizeof **value);
    CLI_TRY(geo_shapes_project(cli_ctx(call), cli_frame(call), squares, &shapes));
    CLI_TRY(geo_shapes_centroids(cli_ctx(call), shapes, &centres));
    const geo_geometry *at = geo_shapes_geometry(centres);
    for (int64_t i = 0; i < n; i++) {
        double column = floor((at->x[i] - g->west_m) / g->cell_m);
        double line = floor((g->north_m - at->y[i]) / g->cell_m);
        if (column >= 0.0 && line >= 0.0 && column < (double)g->columns && line < (double)g->rows) {
            double density = k->density[(int64_t)line * g->columns + (int64_t)column];
            (*value)[kept] = density;
            row[kept] = i;
            kept += !isnan(density);
        }
    }
    CLI_TRY(geo_layer_select(cli_ctx(call), squares, row, kept, out));
done:
    geo_shapes_destroy(centres);
    geo_shapes_destroy(shapes);
    return status;
}

static geo_status write_cells(cli_call *call, const question *q, const asked *k)
{
    geo_status status = GEO_OK;
    geo_shapes *around = NULL;
    geo_layer *squares = NULL, *cells = NULL;
    double *value;
    const geo_shapes *within;
    geo_grid_options o = geo_grid_options_default();
    o.size_m = k->grid.cell_m;
    if (q->areas != NULL) {
        CLI_TRY(cli_project(call, q->areas, &within));
    } else {
        CLI_TRY(rectangle(call, geo_window_extent(q->window), &around));
        within = around;
    }
    CLI_TRY(geo_grid_create(cli_ctx(call), cli_frame(call), NULL, within, &o, &squares));
    CLI_TRY(pick_cells(call, k, squares, &cells, &value));
    CLI_TRY(cli_add_reals(call, cells, &density_columns[0], NULL, value));
    CLI_TRY(cli_write(call, cells, (cli_style){GEO_STYLE_GRADUATED, "k_dens", NULL, 0}));
done:
    geo_layer_destroy(cells);
    geo_layer_destroy(squares);
    geo_shapes_destroy(around);
    return status;
}

geo_status pattern_density(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    double *weight;
    asked k = {.options = geo_density_options_default()};
    k.options.kernel = (geo_density_kernel)a->kernel;
    k.options.edge = (geo_density_edge)a->edge;
    CLI_TRY(cli_points_only(call, q->points));
    CLI_TRY(cli_amounts(call, q->points, a->weight, &weight));
    k.weight = weight;
    CLI_TRY(choose_bandwidth(call, a, q, &k));
    CLI_TRY(lay_grid(call, a, q, &k));
    CLI_TRY(measure(call, a, q, &k));
    CLI_TRY(cli_writes_raster(call) ? write_raster(call, a, &k) : write_cells(call, q, &k));
done:
    return status;
}
