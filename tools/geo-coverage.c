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
    {0},
};

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
    if (a->weight != NULL && a->demand == NULL) {
        return cli_fail(call, GEO_INVALID, "--demand LAYER", "--weight is a column of --demand");
    }
    if (a->demand != NULL && (a->served != NULL || a->unserved != NULL)) {
        return cli_fail(call, GEO_INVALID, NULL, "--served and --unserved are of AREAS");
    }
    CLI_TRY(cli_check_apart(call, "--served", a->served, "--unserved", a->unserved));
    CLI_TRY(cli_check_apart(call, "--served", a->served, "--output", cli_output(call)));
    CLI_TRY(cli_check_apart(call, "--unserved", a->unserved, "--output", cli_output(call)));
    CLI_TRY(cli_check_output(call, a->served));
    CLI_TRY(cli_check_output(call, a->unserved));
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
    CLI_TRY(cli_numbers(call, q->layer, a->weight, &q->weight));
    CLI_TRY(cli_project(call, q->layer, &q->shapes));
    CLI_TRY(cli_project(call, q->facilities, &q->facility_shapes));
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

int main(int argc, char **argv)
{
    arguments a = {.coverage = geo_coverage_options_default()};
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
        {"demand", 'd', CLI_LAYER(&a.demand), .group = "people",
         .help = "points or polygons where people are; this layer is then the output"},
        {"weight", 'w', CLI_FIELD(&a.weight), .of = "demand", .group = "people", .unless = "1 each",
         .help = "how many people: a column of --demand; null is unknown"},
        {0},
    };
    static const cli_example examples[] = {
        {"the share of each area within 500 m, 800 m and 1 km of a station",
         "geo coverage areas.geojson -f stations.geojson -r 500m,800m,1km -o covered.gpkg"},
        {"the gaps as polygons", "geo coverage city.gpkg:districts -f clinics.csv -r 1km "
                                 "--unserved gaps.geojson -o c.gpkg"},
        {"hospitals that reach as far as their rank says",
         "geo coverage city.gpkg:districts -f hospitals.csv --radius-field reach_m -o c.gpkg"},
        {"how many residents have a clinic within 800 m",
         "geo coverage --demand tracts.gpkg --weight people -f clinics.csv -r 800m -o served.gpkg"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-coverage",
        .summary = "the share of land or of people within a distance of a facility",
        .about = "It answers two questions. With AREAS: how much of each area's land lies within "
                 "each distance of a facility, how much does not, and how much is covered twice; "
                 "facilities outside an area count as well. The output is AREAS with columns.\n"
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
