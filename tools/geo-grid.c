/* SPDX-License-Identifier: MIT */
/* geo-grid: a grid over areas, and what there is in each cell or zone. */
#include <inttypes.h>
#include <math.h>

#include "cli.h"
#include "geo/geometry.h"
#include "geo/grid.h"
#include "grid/sums.h"

/* What the grid is laid over. */
static geo_status check_extent(cli_call *call, arguments *a)
{
    if ((a->areas != NULL) == (a->extent != NULL)) {
        return cli_fail(call, GEO_INVALID, "geo-grid AREAS, or --extent WEST,SOUTH,EAST,NORTH",
                        "give one of AREAS and --extent");
    }
    if (a->extent == NULL) {
        return GEO_OK;
    }
    const geo_box *b = &a->box;
    if (!cli_box(a->extent, &a->box) || !(b->min_x >= -180.0 && b->max_x <= 180.0) ||
        !(b->min_y >= -90.0 && b->max_y <= 90.0) || !(b->min_x < b->max_x) ||
        !(b->min_y < b->max_y)) {
        return cli_fail(call, GEO_INVALID,
                        "it is WEST,SOUTH,EAST,NORTH in degrees, without blanks, as in --extent "
                        "116.2,39.8,116.5,40.1",
                        "--extent: '%s' is no box", a->extent);
    }
    if (!cli_given(call, &a->square_m) && !cli_given(call, &a->hex_m)) {
        return cli_fail(call, GEO_INVALID, "--square 250m, or --hex 500m",
                        "--extent is of a grid, and none is asked for");
    }
    if (a->around || a->clip) {
        return cli_fail(call, GEO_INVALID, "leave one of them out",
                        "--extent is filled whole, %s is of AREAS",
                        a->around ? "--around" : "--clip");
    }
    return GEO_OK;
}

static geo_status check_arguments(cli_call *call, const arguments *a)
{
    bool square = cli_given(call, &a->square_m), hex = cli_given(call, &a->hex_m);
    if (square && hex) {
        return cli_fail(call, GEO_INVALID, "--square 250m, or --hex 500m",
                        "a grid is of squares or of hexagons");
    }
    if (!square && !hex && (a->around || a->clip)) {
        return cli_fail(call, GEO_INVALID, "--square 250m, or --hex 500m",
                        "%s is of a grid, and none is asked for",
                        a->around ? "--around" : "--clip");
    }
    if (a->around && a->clip) {
        return cli_fail(call, GEO_INVALID, "leave one of them out",
                        "--around fills the box, --clip cuts to the areas");
    }
    if (!square && !hex && a->count == NULL && a->raster == NULL) {
        return cli_fail(call, GEO_INVALID, "--square 250m, --hex 500m, --count or --raster",
                        "nothing is asked for: neither a grid nor a summary");
    }
    if (a->count == NULL && (a->sum != NULL || a->mean != NULL)) {
        return cli_fail(call, GEO_INVALID, "--count LAYER", "%s is a column of --count",
                        a->sum != NULL ? "--sum" : "--mean");
    }
    if (a->weight != NULL && a->mean == NULL) {
        return cli_fail(call, GEO_INVALID, "--mean FIELD", "--weight weighs the mean");
    }
    bool rasters = a->raster_options.band != 0 || a->raster_options.crs != NULL ||
                   !isnan(a->raster_options.nodata) || a->zones_only;
    if (rasters && a->raster == NULL) {
        return cli_fail(call, GEO_INVALID, "--raster FILE",
                        "--band, --nodata, --raster-crs and --zones-only are of --raster");
    }
    return GEO_OK;
}

static geo_status make_grid(cli_call *call, const arguments *a, const cli_layer *areas,
                            geo_layer **out)
{
    geo_box box = a->around ? geo_layer_extent(areas->layer) : a->box;
    bool filled = a->around || a->extent != NULL;
    cli_grid_asked asked = {geo_grid_options_default(), filled ? &box : NULL, a->clip};
    bool hex = cli_given(call, &a->hex_m);
    asked.grid.kind = hex ? GEO_GRID_HEXAGON : GEO_GRID_SQUARE;
    asked.grid.size_m = hex ? a->hex_m : a->square_m;
    return cli_grid(call, areas, &asked, out);
}

/* True areas in km2. */
static geo_status measure_zones(cli_call *call, const geo_shapes *shapes, zone_side *z)
{
    z->n = geo_layer_count(z->layer);
    z->frame_m2 = cli_array(call, z->n, sizeof *z->frame_m2);
    geo_shapes_area(shapes, z->frame_m2);
    z->km2 = cli_array(call, z->n, sizeof *z->km2);
    geo_status status = geo_geodesic_measure(cli_ctx(call), z->layer, z->km2, NULL);
    for (int64_t i = 0; i < z->n; i++) {
        z->km2[i] /= 1e6;
    }
    return status;
}

static geo_status summarize(cli_call *call, const arguments *a, const geo_shapes *shapes,
                            zone_side *z)
{
    geo_status status = GEO_OK;
    geo_zones *zones = NULL;
    CLI_TRY(measure_zones(call, shapes, z));
    CLI_TRY(geo_zones_create(cli_ctx(call), shapes, &zones));
    z->zones = zones;
    if (a->count != NULL) {
        CLI_TRY(grid_sum_units(call, a, z));
    }
    if (a->raster != NULL) {
        CLI_TRY(grid_sum_raster(call, a, z));
    }
done:
    geo_zones_destroy(zones);
    return status;
}

/* Areas that are zones may overlap; cells do not. */
static geo_status tell_overlap(cli_call *call, const cli_layer *areas, const geo_shapes *shapes)
{
    double m2;
    geo_status status = cli_overlap(call, shapes, &m2);
    if (status == GEO_OK && m2 > 0.0) {
        cli_result(call, "zones_overlap_km2", m2 / 1e6);
    }
    if (status == GEO_OK && cli_overlap_tells(shapes, m2)) {
        cli_note(call,
                 "%s: its zones overlap by %s: places there count for the first of them alone, "
                 "polygons in each",
                 areas->source, cli_area_text(call, m2));
    }
    return status;
}

/* AREAS, or the box in their place; then other layers do not change the frame. */
static geo_status read_areas(cli_call *call, const arguments *a, cli_layer **areas,
                             const geo_shapes **shapes)
{
    geo_status status = GEO_OK;
    *areas = NULL;
    *shapes = NULL;
    if (a->areas == NULL) {
        return cli_frame_over(call, a->box);
    }
    CLI_TRY(cli_read(call, a->areas, areas));
    CLI_TRY(a->around ? GEO_OK : cli_polygons_only(call, *areas));
    CLI_TRY(cli_project(call, *areas, shapes));
    int64_t without = cli_without_geometry(*areas);
    cli_skip(call, without, "%s: %s without geometry: nothing is in them", (*areas)->source,
             cli_count(call, without, "feature"));
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    arguments *a = user;
    cli_layer *areas;
    geo_layer *grid = NULL;
    geo_shapes *cells = NULL;
    const geo_shapes *shapes;
    zone_side z = {0};
    CLI_TRY(check_extent(call, a));
    CLI_TRY(check_arguments(call, a));
    CLI_TRY(read_areas(call, a, &areas, &shapes));
    z.layer = areas != NULL ? areas->layer : NULL;
    if (cli_given(call, &a->square_m) || cli_given(call, &a->hex_m)) {
        CLI_TRY(make_grid(call, a, areas, &grid));
        CLI_TRY(geo_shapes_project(cli_ctx(call), cli_frame(call), grid, &cells));
        z.layer = grid;
        shapes = cells;
    }
    if (a->count != NULL || a->raster != NULL) {
        CLI_TRY(grid == NULL ? tell_overlap(call, areas, shapes) : GEO_OK);
        CLI_TRY(summarize(call, a, shapes, &z));
    }
    cli_style style = {.kind = z.style != NULL ? GEO_STYLE_GRADUATED : GEO_STYLE_SINGLE,
                       .field = z.style};
    CLI_TRY(cli_write(call, z.layer, style));
done:
    geo_shapes_destroy(cells);
    geo_layer_destroy(grid);
    return status;
}

static int describe_and_run(arguments *a, const cli_operand *operands, const cli_option *options,
                            int argc, char **argv)
{
    static const cli_example examples[] = {
        {"jobs per km2 in cells of 250 m",
         "geo grid district.geojson --square 250m --count firms.geojson --sum jobs -o jobs.gpkg"},
        {"people of a raster by township",
         "geo grid townships.gpkg --raster pop.tif -o people.gpkg"},
        {"squares of 1 km over a box",
         "geo grid --extent 116.2,39.8,116.5,40.1 --square 1km -o squares.gpkg"},
        {"street length in hexagons that end at the boundary",
         "geo grid city.geojson --hex 500m --clip --count roads.gpkg -o streets.gpkg"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-grid",
        .summary = "grids of squares or hexagons, and what there is in each cell or zone",
        .about =
            "A grid has the cells that share area with AREAS; without --square and --hex, AREAS "
            "themselves are the zones. Cells lie at whole multiples of their size in the system "
            "that is measured in, so that two grids in one system share theirs, and cells keep "
            "their names (column cell): name it with --crs where runs over different areas shall "
            "fit together.\n\n"
            "Every point, and every place of a line, is in one zone: the first in order that has "
            "it inside or on its edge. Polygons are divided by area, and --sum with them, as if "
            "spread evenly. A cell of a raster is whole in the zone that has its centre, on an "
            "edge in the first that has it. A raster without a value for no data is refused when "
            "it holds -9999 or another usual such value, unless --nodata says what stands for "
            "it. Densities are by the true area of the zone, with six digits. What is in no zone "
            "is told; for that a raster is read to its end, unless --zones-only says not to.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .columns = grid_columns,
        .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
        .run = run,
        .user = a,
    };
    return cli_main(&tool, argc, argv);
}

int main(int argc, char **argv)
{
    arguments a = {.square_m = (double)NAN,
                   .hex_m = (double)NAN,
                   .raster_options = geo_raster_options_default()};
    const cli_operand operands[] = {
        {"AREAS", CLI_LAYER(&a.areas), .optional = true,
         .help = "polygons to lay the grid over, or the zones; left out with --extent"},
        {0},
    };
    const cli_option options[] = {
        {"square", 0, CLI_DISTANCE(&a.square_m), .max = 1e6, .above_min = true,
         .help = "make a grid of squares of this side"},
        {"hex", 0, CLI_DISTANCE(&a.hex_m), .max = 1e6, .above_min = true,
         .help = "make a grid of hexagons with this distance between opposite sides"},
        {"around", 0, CLI_FLAG(&a.around), .help = "fill the box around AREAS, of any geometry"},
        {"extent", 0, CLI_TEXT(&a.extent), .unless = "AREAS",
         .help = "fill this box of degrees: WEST,SOUTH,EAST,NORTH"},
        {"clip", 0, CLI_FLAG(&a.clip), .help = "cut the cells off at the edge of AREAS"},
        {"count", 0, CLI_LAYER(&a.count),
         .help = "tell how many of these points, lines or polygons are in each zone, and how much"},
        {"sum", 0, CLI_FIELD(&a.sum), .of = "count",
         .help = "add up this column of theirs, of each as much as is in the zone"},
        {"mean", 0, CLI_FIELD(&a.mean), .of = "count", .help = "average this column of theirs"},
        {"weight", 'w', CLI_FIELD(&a.weight), .of = "count", .unless = "all the same",
         .help = "weigh the mean by this column"},
        {"raster", 0, CLI_TEXT(&a.raster), .help = "add up the cells of this GeoTIFF"},
        {"band", 0, CLI_INTEGER(&a.raster_options.band), .max = 65535,
         .help = "the band of it to read, from 1; 0 is the only one"},
        {"nodata", 0, CLI_REAL(&a.raster_options.nodata), .infinite = true,
         .unless = "what the file says",
         .help = "the value that stands for no data in it: -9999, -inf"},
        {"raster-crs", 0, CLI_TEXT(&a.raster_options.crs), .unless = "what the file says",
         .help = "the system of its coordinates"},
        {"zones-only", 0, CLI_FLAG(&a.zones_only),
         .help = "do not read the raster away from the zones, so that its sum outside is not told"},
        {0},
    };
    return describe_and_run(&a, operands, options, argc, argv);
}
