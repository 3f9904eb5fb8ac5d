/* SPDX-License-Identifier: MIT */
/* geo-coverage: which share of land or of people has a facility within a distance? */
#include <math.h>
#include <string.h>

#include "cli.h"
#include "coverage/question.h"

/* The layer that is the output, and the column that its style shows. */
static geo_status write_answer(cli_call *call, const arguments *a, const question *q)
{
    const cli_layer *out = q->cells.layer != NULL  ? q->cells.layer
                           : a->areas != NULL      ? q->areas.layer
                           : q->layer != NULL      ? q->layer
                           : q->zone_layer != NULL ? q->zone_layer
                                                   : q->facilities;
    cli_slot slot = question_slot(q, 0);
    const char *prefix = !asks_people(a) ? "cov_s" : out == q->facilities ? "dem_r" : "cov_p";
    const char *field = cli_format(call, "%s%s", prefix, slot.name);
    return cli_write(call, out->layer, (cli_style){.kind = GEO_STYLE_GRADUATED, .field = field});
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    arguments *a = user;
    question q = {0};
    if (a->preset != NULL && strcmp(a->preset, "list") == 0) {
        return preset_list(call, a->presets);
    }
    if (a->facilities == NULL) {
        return cli_fail(call, GEO_INVALID, "--facilities FILE.geojson", "--facilities is missing");
    }
    CLI_TRY(check_arguments(call, a));
    CLI_TRY(read_question(call, a, &q));
    CLI_TRY(a->areas != NULL ? coverage_of_land(call, a, &q) : GEO_OK);
    CLI_TRY(asks_people(a) ? coverage_of_people(call, a, &q) : GEO_OK);
    CLI_TRY(write_answer(call, a, &q));
done:
    clear_question(&q);
    return status;
}

static const cli_example examples[] = {
    {"the share of each area within 500 m, 800 m and 1 km of a station",
     "geo coverage areas.geojson -f stations.geojson -r 500m,800m,1km -o covered.gpkg"},
    {"the gaps, how many live there, and where to put the next clinic",
     "geo coverage areas.gpkg -f clinics.csv -r 1km --gaps g.gpkg --people homes.gpkg -w n "
     "-o c.gpkg"},
    {"hospitals that reach as far as their rank says",
     "geo coverage city.gpkg:districts -f hospitals.csv --radius-field reach_m -o c.gpkg"},
    {"how many residents have a clinic within 800 m",
     "geo coverage --demand tracts.gpkg --weight people -f clinics.csv -r 800m -o served.gpkg"},
    {"whom each station serves, by a standard, from a raster of people",
     "geo coverage --raster population.tif -f stations.geojson --preset metro800 -o s.gpkg"},
    {"in cells of 250 m: the land and the people that a station reaches",
     "geo coverage city.gpkg --raster people.tif -f stops.geojson -r 800m --grid 250m -o g.gpkg"},
    {"by town, and by type of stop, each with its own distance",
     "geo coverage -d homes.gpkg --by town -f stops.csv --type kind -r metro=800m,bus=500m"},
    {0},
};

static const char about[] =
    "It answers two questions. With AREAS: how much of each area's land lies within "
    "each distance of a facility, how much does not, and how much is covered twice; "
    "facilities outside an area count as well. The output is AREAS with columns. Where AREAS "
    "overlap, each row and each gap is of all its own land, and what is told of all, with the sums "
    "in geo:run, counts that land once; by how much they overlap is told, if it is more than a centimetre along "
    "their borders, which rounding makes of shared ones. Measured areas "
    "are of true arcs, about lines and polygons too; what is drawn (--served, --unserved, --gaps "
    "and --depth) has chords in their place, --quad-segments to a quarter circle.\n"
    "--gaps writes the parts beyond the largest distance, each with its deepest point: "
    "the place farthest from every facility, the centre of the largest empty circle "
    "(Toussaint 1983). Slivers are left out and told: parts of less than 0.5 ha, or "
    "of less than 25 m2 to a metre of outline.\n"
    "With --demand: which share of each unit lies within each distance. A point "
    "counts whole or not at all, a polygon by the covered share of its area. The "
    "output is the demand layer with columns. With --raster people are in the cells of a "
    "GeoTIFF, which is read window by window: at the cell's centre, or with --raster-cells "
    "area spread evenly between its four corners, so that a cell counts by the share that is "
    "covered. How many are reached in all, by one facility only, by two or more, by each zone "
    "and type, is told on standard error, kept in geo:run, and written by --table.\n"
    "--zones gives each zone the points that are in it, and of polygons the share of their "
    "people that lives there, as if spread evenly, with what is covered of that very part; what "
    "is in no zone is told, for which --raster is read to its end unless --zones-only says not "
    "to. A point, and a cell's centre, in two zones or on their edge is in the first; zones that "
    "overlap are told. What is told of "
    "all is with --demand of all of it, in a zone or not, with --raster of what is in zones or "
    "cells.\n"
    "--grid and --hex answer by cell: the land of each cell, and with --demand or --raster its "
    "people. The output is the cells, named as geo-grid names them. They are whole, also where "
    "they reach over the edge of AREAS, unless --clip cuts them; what is told of land is of "
    "AREAS.\n"
    "Distances are straight lines; a place at exactly the distance is covered. In "
    "column names <r> is the distance in whole metres, or _1, _2 for another, or _own "
    "where each facility has its own.";

static const char *const raster_cells[] = {"centre", "area", NULL};

static arguments asked; /* main() sets the defaults, then the options fill it */

static const cli_operand operands[] = {
    {"AREAS", CLI_LAYER(&asked.areas), .optional = true,
     .help = "polygons whose land is measured: a path, path:layer, or - for a pipe; left "
             "out with --demand"},
    {0},
};

static const cli_option options[] = {
    {"facilities", 'f', CLI_LAYER(&asked.facilities),
     .help = "what covers: points, lines or polygons"},
    {"radius", 'r', CLI_DISTANCE(&asked.radius), .max = 2.1e7, .named = true,
     .unless = "--radius-field or --preset",
     .help = "within which distances, each on its own: 500m,800m,1km; or of each type of "
             "facility its own: metro=800m,bus=500m"},
    {"radius-field", 0, CLI_FIELD(&asked.radius_field), .of = "facilities", .unless = "--radius",
     .help = "how far each facility reaches: a column of --facilities with metres, or with "
             "texts such as 1.2km; null reaches nothing"},
    {"type", 0, CLI_FIELD(&asked.type), .of = "facilities", .unless = "all of one type",
     .help = "what a facility is: a column of --facilities; people are then accounted for by "
             "type too, and by whether every type reaches them"},
    {"preset", 0, CLI_TEXT(&asked.preset), .unless = "--radius",
     .help = "the distance of a standard, which is told with its source: metro800; list shows "
             "all"},
    {"presets", 0, CLI_TEXT(&asked.presets), .unless = "those built in",
     .help = "take --preset from this CSV: id,distance,min_ha,measure,rule,source,clause,"
             "status"},
    {"grid", 0, CLI_DISTANCE(&asked.square_m), .max = 1e6, .above_min = true,
     .help = "measure in squares of this side over AREAS: their land, and with --demand or "
             "--raster their people; the cells are then the output"},
    {"hex", 0, CLI_DISTANCE(&asked.hex_m), .max = 1e6, .above_min = true,
     .help = "the same in hexagons with this distance between opposite sides"},
    {"clip", 0, CLI_FLAG(&asked.clip), .help = "cut the cells off at the edge of AREAS"},
    {"quad-segments", 0, CLI_INTEGER(&asked.coverage.quad_segments), .min = 1, .max = 1024,
     .help = "chords to a quarter circle in drawn regions; measured areas are of true arcs"},
    {"served", 0, CLI_OUTPUT(&asked.served), .group = "land",
     .help = "write the land within the largest distance"},
    {"unserved", 0, CLI_OUTPUT(&asked.unserved), .group = "land",
     .help = "write the land beyond it"},
    {"depth", 0, CLI_OUTPUT(&asked.depth), .group = "land",
     .help = "write where 0, 1, 2, ... facilities reach, for the largest distance; of points"},
    {"gaps", 0, CLI_OUTPUT(&asked.gaps), .group = "gaps",
     .help = "write each connected part beyond the largest distance, with its deepest point"},
    {"gap-area", 0, CLI_REAL(&asked.gap_ha), .max = 1e9, .group = "gaps",
     .help = "leave out gaps of less than so many hectares"},
    {"gap-width", 0, CLI_DISTANCE(&asked.gap_width_m), .max = HUGE_VAL, .group = "gaps",
     .help = "and those of less area to the length of their outline"},
    {"people", 0, CLI_LAYER(&asked.people), .group = "gaps",
     .help = "points or polygons whose --weight is counted in --gaps"},
    {"demand", 'd', CLI_LAYER(&asked.demand), .group = "people",
     .help = "points or polygons where people are; this layer is then the output"},
    {"weight", 'w', CLI_FIELD(&asked.weight), .of = "demand", .group = "people", .unless = "1 each",
     .help = "how many people: a column of --demand, or of --people; null is unknown"},
    {"raster", 0, CLI_LAYER(&asked.raster), .group = "people",
     .help = "a GeoTIFF of people in cells; the output is --zones, or else the facilities"},
    {"raster-cells", 0, CLI_CHOICE(&asked.raster_cells), .choices = raster_cells, .group = "people",
     .help = "count a cell whole where its centre is, or as people spread evenly over its area"},
    {"raster-crs", 0, CLI_TEXT(&asked.raster_crs), .group = "people",
     .unless = "what the file says", .help = "its system, when it does not say: EPSG:4326"},
    {"nodata", 0, CLI_REAL(&asked.nodata), .infinite = true, .group = "people",
     .unless = "what the file says",
     .help = "the value of cells where nothing is known: -9999, -inf"},
    {"by", 0, CLI_FIELD(&asked.by), .of = "demand", .group = "people", .unless = "all together",
     .help = "account by zone as well: a column of --demand"},
    {"zones", 0, CLI_LAYER(&asked.zones), .group = "people",
     .help = "or polygons: points belong to the first that they are in, polygons are divided "
             "by area"},
    {"zone-name", 0, CLI_FIELD(&asked.zone_name), .of = "zones", .group = "people",
     .unless = "name, or their places",
     .help = "the column that names --zones in what is told and in --table"},
    {"zones-only", 0, CLI_FLAG(&asked.zones_only), .group = "people",
     .help = "do not read --raster away from the zones or cells, so that who is in none is "
             "not told"},
    {"table", 0, CLI_OUTPUT(&asked.table), .group = "people",
     .help = "write the account: a row for each distance, zone and type, with the people "
             "reached by 0, 1, 2, and 3 or more"},
    {"facilities-out", 0, CLI_OUTPUT(&asked.facilities_out), .group = "people",
     .help = "write the facilities with the people each reaches, and it alone"},
    {0},
};

static const cli_table tables[] = {{"--table", coverage_table_columns}, {0}};

static const cli_tool tool = {
    .name = "geo-coverage",
    .summary = "the share of land or of people within a distance of a facility",
    .about = about,
    .examples = examples,
    .operands = operands,
    .options = options,
    .columns = coverage_columns,
    .tables = tables,
    .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
    .run = run,
    .user = &asked,
};

int main(int argc, char **argv)
{
    asked = (arguments){.coverage = geo_coverage_options_default(),
                        .gap_ha = 0.5,
                        .gap_width_m = 25.0,
                        .nodata = (double)NAN,
                        .square_m = (double)NAN,
                        .hex_m = (double)NAN};
    return cli_main(&tool, argc, argv);
}
