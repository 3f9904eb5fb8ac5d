/* SPDX-License-Identifier: MIT */
/* geo-proximity: what is near, and how near is it? */
#include <inttypes.h>
#include <math.h>

#include "proximity/ask.h"

const cli_column proximity_columns[] = {
    {"near_m", GEO_REAL, "m", "distance to the nearest", "最近距离",
     "distance to the nearest facility; null when there is none"},
    {"near_i", GEO_INT, NULL, "row of the nearest", "最近设施行号",
     "which facility that is: its place in its layer, from 1"},
    {"near_id", GEO_TEXT, NULL, "name of the nearest", "最近设施名称", "what --label says of it"},
    {"near_m<r>", GEO_REAL, "m", "distance to nearest no. <r>", "第<r>近距离",
     "the same for the second, third, ... to --k"},
    {"near_i<r>", GEO_INT, NULL, "row of nearest no. <r>", "第<r>近设施行号",
     "the same for the second, third, ... to --k"},
    {"near_id<r>", GEO_TEXT, NULL, "name of nearest no. <r>", "第<r>近设施名称",
     "the same for the second, third, ... to --k"},
    {"near_az", GEO_REAL, "deg", "direction of the nearest", "最近设施方位角",
     "degrees clockwise from north to its nearest place, by geodesic; null when they meet"},
    {"near_lon", GEO_REAL, "deg", "longitude of the nearest place", "最近点经度",
     "the place of the nearest facility that is nearest"},
    {"near_lat", GEO_REAL, "deg", "latitude of the nearest place", "最近点纬度", "the same"},
    {"near_n", GEO_INT, NULL, "facilities within <r>", "<r>内设施数",
     "facilities within --radius, when it is one"},
    {"near_sum", GEO_REAL, NULL, "weight within <r>", "<r>内权重和", "sum of their --weight"},
    {"near_n<r>", GEO_INT, NULL, "facilities within <r>", "<r>内设施数",
     "the same for each of several"},
    {"near_w<r>", GEO_REAL, NULL, "weight within <r>", "<r>内权重和",
     "the same for each of several"},
    {0},
};

static geo_status read_types(cli_call *call, const arguments *a, sides *s)
{
    geo_status status = GEO_OK;
    codes c = {0};
    int64_t unknown = 0;
    s->nearest = a->nearest;
    if (a->type == NULL) {
        return GEO_OK;
    }
    CLI_TRY(proximity_codes(call, a->type, s->origins, s->facilities, &c));
    for (int64_t i = 0; i < geo_layer_count(s->origins->layer); i++) {
        unknown += c.first[i] < 0;
    }
    if (unknown > 0) {
        cli_note(call, "%s: %s without %s: of no type, so near to any", s->origins->source,
                 cli_count(call, unknown, "feature"), a->type);
    }
    s->nearest.origin_type = c.first;
    s->nearest.facility_type = c.second;
done:
    return status;
}

static geo_status read_sides(cli_call *call, arguments *a, sides *s)
{
    geo_status status = GEO_OK;
    CLI_TRY(cli_read(call, a->origins, &s->origins));
    s->facilities = s->origins;
    a->nearest.skip_self = a->facilities == NULL;
    if (a->facilities != NULL) {
        CLI_TRY(cli_read(call, a->facilities, &s->facilities));
    }
    CLI_TRY(cli_texts(call, s->facilities, a->label, &s->labels));
    CLI_TRY(read_types(call, a, s));
    CLI_TRY(cli_known_amounts(call, s->facilities, a->weight, &s->weight));
    CLI_TRY(proximity_read_summary(call, a, s));
    CLI_TRY(cli_project(call, s->origins, &s->origin_shapes));
    CLI_TRY(cli_project(call, s->facilities, &s->facility_shapes));
    s->n = geo_layer_count(s->origins->layer);
    int64_t without = cli_without_geometry(s->origins);
    cli_skip(call, without, "%s: %s without geometry: near nothing", s->origins->source,
             cli_count(call, without, "feature"));
    if (s->facilities != s->origins) {
        without = cli_without_geometry(s->facilities);
        cli_skip(call, without, "%s: %s without geometry: never found", s->facilities->source,
                 cli_count(call, without, "feature"));
    }
done:
    return status;
}

/* ---- The call ------------------------------------------------------------------------- */

static geo_status check_outputs(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    CLI_TRY(cli_check_output(call, a->lines));
    CLI_TRY(cli_check_output(call, a->summary));
done:
    return status;
}

static geo_status check_arguments(cli_call *call, const arguments *a)
{
    percentiles unused;
    if (a->weight != NULL && a->radius.n == 0) {
        return cli_fail(call, GEO_INVALID, "--radius 800m", "--weight needs --radius");
    }
    if (cli_given(call, &a->within_m) && a->lines == NULL) {
        return cli_fail(call, GEO_INVALID, "--lines pairs.gpkg", "--within needs --lines");
    }
    if (a->hausdorff && a->facilities == NULL) {
        return cli_fail(call, GEO_INVALID, "--facilities other.geojson",
                        "--hausdorff needs --facilities");
    }
    if (a->percentiles != NULL && proximity_percentiles(call, a->percentiles, &unused) != GEO_OK) {
        return GEO_INVALID;
    }
    return check_outputs(call, a);
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    arguments *a = user;
    sides s = {0};
    nearest near = {0};
    CLI_TRY(check_arguments(call, a));
    CLI_TRY(table_check(call, &a->table));
    CLI_TRY(read_sides(call, a, &s));
    if (a->table.path != NULL) { /* before columns are added that might be taken for names */
        CLI_TRY(table_write(call, &a->table, s.origins, s.facilities, a->label));
    }
    CLI_TRY(proximity_nearest(call, a, &s, &near));
    CLI_TRY(proximity_summary(call, a, &s, &near));
    CLI_TRY(proximity_within(call, a, &s));
    if (a->hausdorff) {
        CLI_TRY(proximity_hausdorff(call, &s));
    }
    if (a->lines != NULL) {
        CLI_TRY(proximity_lines(call, a, &s, &near));
    }
    CLI_TRY(cli_write(call, s.origins->layer,
                      (cli_style){.kind = GEO_STYLE_GRADUATED, .field = "near_m"}));
done:
    return status;
}

static const char about[] =
    "Origins and facilities may be points, lines, polygons or collections. Distances "
    "are straight lines in metres between their nearest places, 0 where they meet or "
    "one is inside the other; what lies at exactly the distance is within. Ties go to "
    "the facility that comes first.\n\n"
    "The summary (mean, percentiles and largest of the nearest distance, and the share "
    "of origins within each --radius) is told on standard error and kept in geo:run. "
    "Percentiles are of type 7 (Hyndman & Fan 1996); with --origin-weight the least "
    "distance within which at least that share of the weight has a facility. Shares "
    "count origins that have none as not within; origins without geometry or weight "
    "are left out.\n\n"
    "--hausdorff tells the directed Hausdorff distances along the edges of lines and "
    "polygons, not only at their vertices, to 1e-6 m; polygons count by their rings.\n\n"
    "The cost table is never in memory, however long it becomes: long and matrix are CSV, "
    "lines draws a line a pair for a map, binary is exact and compact; text has metres to "
    "the millimetre.";

static const cli_example examples[] = {
    {"how far each home is from its nearest station, and which one that is",
     "geo proximity homes.geojson --facilities stations.geojson --label name -o near.gpkg"},
    {"clinics and their beds within 800 m",
     "geo proximity homes.gpkg -f clinics.gpkg --radius 800m --weight beds -o beds.gpkg"},
    {"distance to a station: median and others by district, share within 500 m",
     "geo proximity blocks.gpkg -f stations.gpkg -r 500m --by district --summary-to z.csv"},
    {"lines to the nearest of another kind",
     "geo proximity firms.gpkg --type sector --lines links.gpkg -o near.gpkg"},
    {"the distance from each institution to the nearest other",
     "geo proximity institutions.geojson | geo info -"},
    {"all distances up to 2 km as a table that other tools read",
     "geo proximity homes.gpkg -f clinics.gpkg --table near.geocost --cutoff 2km "
     "-o out.gpkg"},
    {0},
};

static arguments asked; /* main() sets the defaults, then the options fill it */

static const cli_operand operands[] = {
    {"ORIGINS", CLI_LAYER(&asked.origins),
     .help = "any geometry: a path, path:layer, or - for a pipe"},
    {0},
};

static const cli_option options[] = {
    {"facilities", 'f', CLI_LAYER(&asked.facilities), .unless = "the other origins",
     .help =
         "what to be near to, any geometry; what meets or lies inside is at 0 m, and so is each "
         "itself in the same layer"},
    {"label", 'l', CLI_FIELD(&asked.label), .of = "facilities",
     .help = "column that names a facility, told in near_id"},
    {"k", 'k', CLI_INTEGER(&asked.nearest.k), .min = 1, .max = 999,
     .help = "how many of the nearest to tell"},
    {"max", 0, CLI_DISTANCE(&asked.nearest.max_distance_m), .unless = "any distance", .max = 2.1e7,
     .help = "leave out what is farther away"},
    {"type", 't', CLI_FIELD(&asked.type), .of = "facilities",
     .help = "column of both layers: pass over facilities of the origin's own type"},
    {"bearing", 0, CLI_FLAG(&asked.bearing),
     .help = "tell in near_az in which direction the nearest is"},
    {"place", 0, CLI_FLAG(&asked.place),
     .help = "tell in near_lon and near_lat which place of the nearest is nearest"},
    {"radius", 'r', CLI_DISTANCE(&asked.radius), .max = 2.1e7,
     .help = "count the facilities within this distance; several with commas"},
    {"weight", 'w', CLI_FIELD(&asked.weight), .of = "facilities",
     .help = "add up this column of theirs: beds, jobs"},
    {"lines", 0, CLI_OUTPUT(&asked.lines), .group = "files",
     .help = "write a line from each origin to each of its nearest, with distance and bearing"},
    {"within", 0, CLI_DISTANCE(&asked.within_m), .group = "files", .max = 2.1e7,
     .help = "write in --lines instead all pairs within this distance"},
    {"summary-to", 0, CLI_OUTPUT(&asked.summary), .group = "summary",
     .help = "write the summary as a table, .csv or other, with a row for all and each zone"},
    {"by", 0, CLI_FIELD(&asked.by), .of = "ORIGINS", .group = "summary",
     .help = "column of zones: summarise each of them too"},
    {"origin-weight", 0, CLI_FIELD(&asked.origin_weight), .of = "ORIGINS", .group = "summary",
     .unless = "1 each", .help = "how much an origin counts in the summary: people"},
    {"percentiles", 0, CLI_TEXT(&asked.percentiles), .group = "summary", .unless = "50,90",
     .help = "which percentiles of the distance to the nearest: 25,50,90,95"},
    {"hausdorff", 0, CLI_FLAG(&asked.hausdorff), .group = "summary",
     .help = "tell how far apart both layers are at most, each way, and where"},
    {"table", 0, CLI_OUTPUT(&asked.table.path), .group = "cost table",
     .help = "also write the distance of every pair of points, row by row: .csv, .geocost, or "
             "lines as .geojson or .geojsonl"},
    {"table-format", 0, CLI_CHOICE(&asked.table.format), .group = "cost table",
     .choices = table_formats, .help = "its form; auto goes by the extension, .csv is long"},
    {"cutoff", 0, CLI_DISTANCE(&asked.table.cutoff_m), .group = "cost table", .unless = "all pairs",
     .max = 2.1e7, .above_min = true, .help = "leave out of it pairs that are farther apart"},
    {"id", 0, CLI_FIELD(&asked.table.id), .group = "cost table", .of = "ORIGINS",
     .unless = "their places, from 1",
     .help = "column that names an origin in it; --label names the facilities"},
    {0},
};

static const cli_tool tool = {
    .name = "geo-proximity",
    .summary = "the nearest facilities, and all within a distance",
    .about = about,
    .examples = examples,
    .operands = operands,
    .options = options,
    .columns = proximity_columns,
    .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
    .run = run,
    .user = &asked,
};

int main(int argc, char **argv)
{
    asked = (arguments){.nearest = geo_nearest_options_default(),
                        .within_m = (double)NAN,
                        .table = {.cutoff_m = (double)INFINITY}};
    return cli_main(&tool, argc, argv);
}
