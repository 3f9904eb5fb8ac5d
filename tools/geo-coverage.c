/* SPDX-License-Identifier: MIT */
/* geo-coverage: which share of land or of people has a facility within a distance? */
#include <inttypes.h>
#include <math.h>

#include "cli.h"
#include "geo/coverage.h"

enum { AREA_SHARE, AREA_COVERED, AREA_GAP, AREA_OVERLAP, UNIT_SHARE, UNIT_COUNT };

static const cli_column columns[] = {
    {"cov_s<r>", GEO_REAL, "%", "share within <r>", "<r>覆盖率",
     "share of the area within the distance; null for an area of 0"},
    {"cov_a<r>", GEO_REAL, "km2", "area within <r>", "<r>覆盖面积", "area within it"},
    {"cov_g<r>", GEO_REAL, "km2", "area beyond <r>", "<r>未覆盖面积", "area beyond it: the gap"},
    {"cov_o<r>", GEO_REAL, "km2", "area within <r> of two or more", "<r>重叠覆盖面积",
     "area within the distance of two facilities or more"},
    {"cov_p<r>", GEO_REAL, "%", "share of the unit within <r>", "<r>内需求比例",
     "with --demand: share of the unit within the distance"},
    {"cov_n<r>", GEO_INT, NULL, "facilities within <r>", "<r>内设施数",
     "with --demand: facilities within it, or that reach a polygon"},
    {0},
};

typedef struct arguments {
    const char *areas, *facilities, *demand, *weight, *served, *unserved;
    cli_distances radius;
    geo_coverage_options coverage;
} arguments;

/* The layer that is measured, the facilities, and the distances. */
typedef struct question {
    cli_layer *layer, *facilities;
    const geo_shapes *shapes, *facility_shapes;
    int64_t n, m;
    const double *distance_m;
    double *weight; /* of the layer's features; NULL without --weight */
} question;

static geo_status check_arguments(cli_call *call, const arguments *a)
{
    geo_status status = GEO_OK;
    if ((a->areas != NULL) == (a->demand != NULL)) {
        return cli_fail(call, GEO_INVALID,
                        "geo-coverage AREAS ..., or geo-coverage --demand LAYER ...",
                        "give either AREAS, for land, or --demand, for people");
    }
    if (a->weight != NULL && a->demand == NULL) {
        return cli_fail(call, GEO_INVALID, "--demand LAYER", "--weight is a column of --demand");
    }
    if (a->demand != NULL && (a->served != NULL || a->unserved != NULL)) {
        return cli_fail(call, GEO_INVALID, NULL, "--served and --unserved are of AREAS");
    }
    CLI_TRY(cli_check_output(call, a->served));
    CLI_TRY(cli_check_output(call, a->unserved));
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
    q->m = a->radius.n;
    q->distance_m = a->radius.m;
    const cli_layer *layers[] = {q->layer, q->facilities};
    for (int i = 0; i < 2; i++) {
        int64_t without = cli_without_geometry(layers[i]);
        cli_skip(call, without, "%s: %" PRId64 " features without geometry: %s", layers[i]->source,
                 without, i == 0 ? "not measured" : "cover nothing");
    }
done:
    return status;
}

/* ---- Land -------------------------------------------------------------------------------- */

static void tell_land(cli_call *call, const question *q, const geo_area_coverage *c, int64_t j)
{
    double total = 0.0, covered = 0.0;
    for (int64_t i = 0; i < q->n; i++) {
        const geo_area_coverage *area = &c[i * q->m + j];
        total += isnan(area->total_m2) ? 0.0 : area->total_m2;
        covered += isnan(area->covered_m2) ? 0.0 : area->covered_m2;
    }
    cli_slot slot = cli_distance_slot(q->distance_m[j], j);
    double share = total > 0.0 ? 100.0 * covered / total : (double)NAN;
    cli_result(call, cli_format(call, "covered_km2_%.12gm", q->distance_m[j]), covered / 1e6);
    cli_result(call, cli_format(call, "share_pct_%.12gm", q->distance_m[j]), share);
    if (total > 0.0) {
        cli_note(call, "within %s: %.3f of %.3f km2 (%.1f %%)", slot.title, covered / 1e6,
                 total / 1e6, share);
    }
}

static geo_status add_land_columns(cli_call *call, const question *q, const geo_area_coverage *c,
                                   int64_t j)
{
    geo_status status = GEO_OK;
    cli_slot slot = cli_distance_slot(q->distance_m[j], j);
    double *value[4];
    for (int k = 0; k < 4; k++) {
        value[k] = cli_array(call, q->n, sizeof *value[k]);
    }
    for (int64_t i = 0; i < q->n; i++) {
        const geo_area_coverage *area = &c[i * q->m + j];
        value[AREA_SHARE][i] = 100.0 * area->share;
        value[AREA_COVERED][i] = area->covered_m2 / 1e6;
        value[AREA_GAP][i] = area->uncovered_m2 / 1e6;
        value[AREA_OVERLAP][i] = area->overlap_m2 / 1e6;
    }
    for (int k = 0; k < 4; k++) {
        CLI_TRY(cli_add_reals(call, q->layer->layer, &columns[k], &slot, value[k]));
    }
done:
    return status;
}

/* The polygons within, or beyond, the distance, with the attributes of their areas. */
static geo_status write_region(cli_call *call, const char *path, const geo_layer *areas,
                               const geo_shapes *region)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    if (path == NULL || cli_frame(call) == NULL) {
        return GEO_OK;
    }
    CLI_TRY(
        geo_shapes_layer(cli_ctx(call), cli_frame(call), region, geo_layer_name(areas), &layer));
    for (int64_t i = 0; i < geo_layer_column_count(areas); i++) {
        geo_column column = geo_layer_column(areas, i);
        CLI_TRY(geo_layer_add_column(cli_ctx(call), layer, &column));
    }
    CLI_TRY(cli_write_to(call, path, layer, (cli_style){GEO_STYLE_SINGLE, NULL}));
done:
    geo_layer_destroy(layer);
    return status;
}

static geo_status draw_regions(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_shapes *served = NULL, *unserved = NULL;
    double largest = q->distance_m[0];
    for (int64_t j = 1; j < q->m; j++) {
        largest = fmax(largest, q->distance_m[j]);
    }
    CLI_TRY(geo_coverage_regions(cli_ctx(call), q->shapes, q->facility_shapes, largest,
                                 &a->coverage, a->served != NULL ? &served : NULL,
                                 a->unserved != NULL ? &unserved : NULL));
    CLI_TRY(write_region(call, a->served, q->layer->layer, served));
    CLI_TRY(write_region(call, a->unserved, q->layer->layer, unserved));
done:
    geo_shapes_destroy(served);
    geo_shapes_destroy(unserved);
    return status;
}

static geo_status measure_land(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_area_coverage *c = cli_array(call, q->n * q->m, sizeof *c);
    CLI_TRY(geo_coverage_areas(cli_ctx(call), q->shapes, q->facility_shapes, q->distance_m, q->m,
                               &a->coverage, c));
    for (int64_t j = 0; j < q->m; j++) {
        tell_land(call, q, c, j);
        CLI_TRY(add_land_columns(call, q, c, j));
    }
    if (a->served != NULL || a->unserved != NULL) {
        CLI_TRY(draw_regions(call, a, q));
    }
done:
    return status;
}

/* ---- People ------------------------------------------------------------------------------ */

static geo_status add_demand_columns(cli_call *call, const question *q, const double *share,
                                     const int64_t *count, int64_t j)
{
    geo_status status = GEO_OK;
    cli_slot slot = cli_distance_slot(q->distance_m[j], j);
    double *percent = cli_array(call, q->n, sizeof *percent);
    int64_t *reaching = cli_array(call, q->n, sizeof *reaching);
    uint8_t *valid = cli_array(call, q->n / 8 + 1, 1);
    for (int64_t i = 0; i < q->n; i++) {
        percent[i] = 100.0 * share[i * q->m + j];
        reaching[i] = count[i * q->m + j];
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (isnan(percent[i]) ? 0u : 1u << (i & 7)));
    }
    CLI_TRY(cli_add_reals(call, q->layer->layer, &columns[UNIT_SHARE], &slot, percent));
    CLI_TRY(cli_add_ints(call, q->layer->layer, &columns[UNIT_COUNT], &slot, reaching, valid));
done:
    return status;
}

static geo_status tell_demand(cli_call *call, const question *q, const double *share, int64_t j)
{
    geo_status status = GEO_OK;
    geo_demand_total total;
    cli_slot slot = cli_distance_slot(q->distance_m[j], j);
    CLI_TRY(geo_coverage_total(cli_ctx(call), q->n, share + j, q->m, q->weight, &total));
    if (j == 0) {
        cli_result(call, "demand", total.weight);
        cli_result(call, "demand_unknown_units", (double)total.unknown);
    }
    cli_result(call, cli_format(call, "covered_%.12gm", q->distance_m[j]), total.covered);
    cli_result(call, cli_format(call, "share_pct_%.12gm", q->distance_m[j]), 100.0 * total.share);
    cli_note(call,
             "within %s: %.12g of %.12g (%.1f %%); %" PRId64 " units counted, %" PRId64 " unknown",
             slot.title, round(total.covered), total.weight, 100.0 * total.share, total.used,
             total.unknown);
done:
    return status;
}

static geo_status measure_demand(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    double *share = cli_array(call, q->n * q->m, sizeof *share);
    int64_t *count = cli_array(call, q->n * q->m, sizeof *count);
    CLI_TRY(geo_coverage_demand(cli_ctx(call), q->shapes, q->facility_shapes, q->distance_m, q->m,
                                &a->coverage, share, count));
    for (int64_t j = 0; j < q->m; j++) {
        CLI_TRY(tell_demand(call, q, share, j));
        CLI_TRY(add_demand_columns(call, q, share, count, j));
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
    CLI_TRY(a->areas != NULL ? measure_land(call, a, &q) : measure_demand(call, a, &q));
    cli_slot first = cli_distance_slot(q.distance_m[0], 0);
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
        {"radius", 'r', CLI_DISTANCE(&a.radius), .required = true, .max = HUGE_VAL,
         .help = "within which distances, each on its own: 500m,800m,1km"},
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
                 "column names <r> is the distance in whole metres, or _1, _2 for another.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .columns = columns,
        .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
        .run = run,
        .user = &a,
    };
    return cli_main(&tool, argc, argv);
}
