/* SPDX-License-Identifier: MIT */
/* geo-coverage: which share of land or of people has a facility within a distance? */
#include <inttypes.h>
#include <math.h>

#include "cli.h"
#include "coverage/question.h"

const cli_column coverage_columns[] = {
    {"cov_s<r>", GEO_REAL, "%", "share within <r>", "<r>覆盖率",
     "share of the area within the distance; null for an area of 0"},
    {"cov_a<r>", GEO_REAL, "km2", "area within <r>", "<r>覆盖面积", "area within it"},
    {"cov_g<r>", GEO_REAL, "km2", "area beyond <r>", "<r>未覆盖面积", "area beyond it: the gap"},
    {"cov_o<r>", GEO_REAL, "km2", "area within <r> of two or more", "<r>重叠覆盖面积",
     "area within the distance of two facilities or more"},
    {"cov_m<r>", GEO_REAL, NULL, "mean facilities within <r>", "<r>内平均设施数",
     "facilities within the distance, mean over the area"},
    {"cov_r<r>", GEO_REAL, "%", "covered twice of what is within <r>", "<r>覆盖冗余率",
     "share of the area within it that is so of two or more; null where none is"},
    {"cov_p<r>", GEO_REAL, "%", "share of the unit within <r>", "<r>内需求比例",
     "with --demand: share of the unit within the distance"},
    {"cov_n<r>", GEO_INT, NULL, "facilities within <r>", "<r>内设施数",
     "with --demand: facilities within it, or that reach a polygon"},
    {"gap_ha", GEO_REAL, "ha", "area of the gap", "空白区面积", "in --gaps: its area"},
    {"gap_people", GEO_REAL, NULL, "people in the gap", "空白区人口",
     "in --gaps with --people: how many are in it"},
    {"gap_depth", GEO_REAL, "m", "farthest from a facility", "最远距离",
     "in --gaps: how far its deepest point is from the nearest facility"},
    {"gap_lon", GEO_REAL, NULL, "longitude of that place", "最远点经度",
     "in --gaps: its deepest point"},
    {"gap_lat", GEO_REAL, NULL, "latitude of that place", "最远点纬度", "the same"},
    {"gap_near", GEO_INT, NULL, "row of the nearest facility", "最近设施行号",
     "in --gaps: the facility nearest to it, its place in --facilities, from 1"},
    {"depth", GEO_INT, NULL, "facilities that reach here", "可达设施数",
     "in --depth: how many facilities reach every place of it"},
    {"depth_m2", GEO_REAL, "m2", "area of that depth", "面积", "in --depth: its exact area"},
    {"depth_pct", GEO_REAL, "%", "share of that depth", "占比",
     "in --depth: its share of the area"},
    {0},
};

/* The drawn layers: of land, each a file of its own. */
static geo_status check_outputs(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    const char *const option[] = {"--served", "--unserved", "--gaps", "--depth", "--output"};
    const char *const path[] = {a->served, a->unserved, a->gaps, a->depth, cli_output(call)};
    for (int i = 0; i < 4; i++) {
        if (a->demand != NULL && path[i] != NULL) {
            return cli_fail(call, GEO_INVALID, NULL, "%s is of AREAS", option[i]);
        }
        for (int j = i + 1; j < 5; j++) {
            CLI_TRY(cli_check_apart(call, option[i], path[i], option[j], path[j]));
        }
        CLI_TRY(cli_check_output(call, path[i]));
    }
done:
    return status;
}

static geo_status check_arguments(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    if ((a->areas != NULL) == (a->demand != NULL)) {
        return cli_fail(call, GEO_INVALID,
                        "geo-coverage AREAS ..., or geo-coverage --demand LAYER ...",
                        "give either AREAS, for land, or --demand, for people");
    }
    if ((a->radius.n > 0) == (a->radius_field != NULL)) {
        return cli_fail(call, GEO_INVALID, "--radius 500m,800m, or --radius-field FIELD",
                        "give either --radius, for all facilities, or --radius-field");
    }
    if (a->weight != NULL && a->demand == NULL && a->people == NULL) {
        return cli_fail(call, GEO_INVALID, "--demand LAYER, or --gaps FILE --people LAYER",
                        "--weight is a column of --demand or --people");
    }
    if (a->people != NULL && a->gaps == NULL) {
        return cli_fail(call, GEO_INVALID, "--gaps FILE --people LAYER",
                        "--people is who is counted in --gaps");
    }
    CLI_TRY(check_outputs(call, a));
done:
    return status;
}

/* The distances, or of each facility its own. */
static geo_status read_radii(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    double *radius = NULL;
    int64_t unknown = 0, n = geo_layer_count(q->facilities->layer);
    CLI_TRY(cli_numbers(call, q->facilities, a->radius_field, &radius));
    for (int64_t i = 0; radius != NULL && i < n; i++) {
        unknown += isnan(radius[i]);
    }
    cli_skip(call, unknown, "%s: %" PRId64 " features without %s: cover nothing",
             q->facilities->source, unknown, a->radius_field);
    q->coverage = a->coverage;
    q->coverage.radius_m = radius;
    q->m = radius != NULL ? 1 : a->radius.n;
    q->distance_m = a->radius.m;
done:
    return status;
}

static geo_status read_question(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    CLI_TRY(cli_read(call, a->areas != NULL ? a->areas : a->demand, &q->layer));
    CLI_TRY(cli_read(call, a->facilities, &q->facilities));
    if (a->people != NULL) {
        CLI_TRY(cli_read(call, a->people, &q->people));
    }
    CLI_TRY(cli_numbers(call, q->people != NULL ? q->people : q->layer, a->weight, &q->weight));
    CLI_TRY(cli_project(call, q->layer, &q->shapes));
    CLI_TRY(cli_project(call, q->facilities, &q->facility_shapes));
    if (q->people != NULL) {
        CLI_TRY(cli_project(call, q->people, &q->people_shapes));
    }
    q->n = geo_layer_count(q->layer->layer);
    CLI_TRY(read_radii(call, a, q));
    const cli_layer *layers[] = {q->layer, q->facilities};
    for (int i = 0; i < 2; i++) {
        int64_t without = cli_without_geometry(layers[i]);
        cli_skip(call, without, "%s: %" PRId64 " features without geometry: %s", layers[i]->source,
                 without, i == 0 ? "not measured" : "cover nothing");
    }
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    question q = {0};
    CLI_TRY(check_arguments(call, a));
    CLI_TRY(read_question(call, a, &q));
    CLI_TRY(a->areas != NULL ? coverage_of_land(call, a, &q) : coverage_of_people(call, &q));
    cli_slot first = question_slot(&q, 0);
    const char *field = cli_format(call, a->areas != NULL ? "cov_s%s" : "cov_p%s", first.name);
    CLI_TRY(cli_write(call, q.layer->layer, (cli_style){GEO_STYLE_GRADUATED, field}));
done:
    return status;
}

static const cli_example examples[] = {
    {"the share of each area within 500 m, 800 m and 1 km of a station",
     "geo coverage areas.geojson -f stations.geojson -r 500m,800m,1km -o covered.gpkg"},
    {"the gaps, how many live there, and where to put the next clinic",
     "geo coverage city.gpkg:districts -f clinics.csv -r 1km --gaps gaps.geojson "
     "--people tracts.gpkg --weight people -o c.gpkg"},
    {"hospitals that reach as far as their rank says",
     "geo coverage city.gpkg:districts -f hospitals.csv --radius-field reach_m -o c.gpkg"},
    {"how many residents have a clinic within 800 m",
     "geo coverage --demand tracts.gpkg --weight people -f clinics.csv -r 800m -o served.gpkg"},
    {0},
};

int main(int argc, char **argv)
{
    arguments a = {.coverage = geo_coverage_options_default(), .gap_ha = 0.5, .gap_width_m = 25.0};
    const cli_operand operands[] = {
        {"AREAS", CLI_LAYER(&a.areas), .optional = true,
         .help = "polygons whose land is measured: a path, path:layer, or - for a pipe; left "
                 "out with --demand"},
        {0},
    };
    const cli_option options[] = {
        {"facilities", 'f', CLI_LAYER(&a.facilities), .required = true,
         .help = "what covers: points, lines or polygons"},
        {"radius", 'r', CLI_DISTANCE(&a.radius), .max = HUGE_VAL, .unless = "--radius-field",
         .help = "within which distances, each on its own: 500m,800m,1km"},
        {"radius-field", 0, CLI_FIELD(&a.radius_field), .of = "facilities", .unless = "--radius",
         .help = "how far each facility reaches, metres: a column of --facilities; null reaches "
                 "nothing"},
        {"quad-segments", 0, CLI_INTEGER(&a.coverage.quad_segments), .min = 1, .max = 1024,
         .help = "chords to a quarter circle about lines and polygons, and in drawn regions; "
                 "about points areas are exact"},
        {"served", 0, CLI_OUTPUT(&a.served), .group = "land",
         .help = "write the land within the largest distance"},
        {"unserved", 0, CLI_OUTPUT(&a.unserved), .group = "land",
         .help = "write the land beyond it"},
        {"depth", 0, CLI_OUTPUT(&a.depth), .group = "land",
         .help = "write where 0, 1, 2, ... facilities reach, for the largest distance; of points"},
        {"gaps", 0, CLI_OUTPUT(&a.gaps), .group = "gaps",
         .help = "write each connected part beyond the largest distance, with its deepest point"},
        {"gap-area", 0, CLI_REAL(&a.gap_ha), .max = 1e9, .group = "gaps",
         .help = "leave out gaps of less than so many hectares"},
        {"gap-width", 0, CLI_DISTANCE(&a.gap_width_m), .max = HUGE_VAL, .group = "gaps",
         .help = "and those of less area to the length of their outline"},
        {"people", 0, CLI_LAYER(&a.people), .group = "gaps",
         .help = "points or polygons whose --weight is counted in --gaps"},
        {"demand", 'd', CLI_LAYER(&a.demand), .group = "people",
         .help = "points or polygons where people are; this layer is then the output"},
        {"weight", 'w', CLI_FIELD(&a.weight), .of = "demand", .group = "people", .unless = "1 each",
         .help = "how many people: a column of --demand, or of --people; null is unknown"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-coverage",
        .summary = "the share of land or of people within a distance of a facility",
        .about =
            "It answers two questions. With AREAS: how much of each area's land lies within "
            "each distance of a facility, how much does not, and how much is covered twice; "
            "facilities outside an area count as well. The output is AREAS with columns.\n"
            "--gaps writes the parts beyond the largest distance, each with its deepest point: "
            "the place farthest from every facility, the centre of the largest empty circle "
            "(Toussaint 1983). Slivers are left out and told: parts of less than 0.5 ha, or "
            "of less than 25 m2 to a metre of outline.\n"
            "With --demand: which share of each unit lies within each distance. A point "
            "counts whole or not at all, a polygon by the covered share of its area. The "
            "output is the demand layer with columns; the people reached in all are told on "
            "standard error and kept in geo:run.\n"
            "Distances are straight lines; a place at exactly the distance is covered. In "
            "column names <r> is the distance in whole metres, or _1, _2 for another, or _own "
            "where each facility has its own by --radius-field.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .columns = coverage_columns,
        .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
        .run = run,
        .user = &a,
    };
    return cli_main(&tool, argc, argv);
}
