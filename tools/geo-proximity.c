/* SPDX-License-Identifier: MIT */
/* geo-proximity: what is near, and how near is it? */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "cli.h"
#include "geo/proximity.h"
#include "proximity/table.h"

enum { NEAR_M, NEAR_I, NEAR_ID, NEXT_M, NEXT_I, NEXT_ID, NEAR_N, NEAR_SUM };

static const cli_column columns[] = {
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
    {"near_n", GEO_INT, NULL, "facilities within <r>", "<r>内设施数", "facilities within --radius"},
    {"near_sum", GEO_REAL, NULL, "weight within <r>", "<r>内权重和", "sum of their --weight"},
    {0},
};

typedef struct arguments {
    const char *origins, *facilities, *label, *weight;
    geo_nearest_options nearest;
    double radius_m;
    table_options table;
} arguments;

/* Both layers, in metres; the facilities may be the origins themselves. */
typedef struct sides {
    cli_layer *origins, *facilities;
    const geo_shapes *origin_shapes, *facility_shapes;
    int64_t n;
    const char **labels; /* of the facilities; NULL without --label */
    double *weight;      /* the same with --weight */
} sides;

/* The text of each facility's label; NULL where it has none. */
static geo_status read_labels(cli_call *call, const arguments *a, sides *s)
{
    const geo_layer *layer = s->facilities->layer;
    if (a->label == NULL) {
        return GEO_OK;
    }
    int64_t n = geo_layer_count(layer), at = geo_layer_find(layer, a->label);
    if (at < 0) {
        double *unused; /* says that there is no such column, and names the nearest */
        return cli_numbers(call, s->facilities, a->label, &unused);
    }
    geo_column c = geo_layer_column(layer, at);
    s->labels = cli_array(call, n, sizeof *s->labels);
    for (int64_t i = 0; i < n; i++) {
        s->labels[i] = cli_value_of(call, &c, i);
    }
    return GEO_OK;
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
    CLI_TRY(read_labels(call, a, s));
    CLI_TRY(cli_numbers(call, s->facilities, a->weight, &s->weight));
    CLI_TRY(cli_project(call, s->origins, &s->origin_shapes));
    CLI_TRY(cli_project(call, s->facilities, &s->facility_shapes));
    s->n = geo_layer_count(s->origins->layer);
    int64_t without = cli_without_geometry(s->origins);
    cli_skip(call, without, "%s: %" PRId64 " features without geometry: near nothing",
             s->origins->source, without);
    if (s->facilities != s->origins) {
        without = cli_without_geometry(s->facilities);
        cli_skip(call, without, "%s: %" PRId64 " features without geometry: never found",
                 s->facilities->source, without);
    }
done:
    return status;
}

/* ---- Nearest --------------------------------------------------------------------------- */

static geo_status add_rank(cli_call *call, const arguments *a, const sides *s, int64_t rank,
                           const int64_t *index, const double *distance)
{
    geo_status status = GEO_OK;
    const int64_t k = a->nearest.k;
    const cli_column *c = rank == 0 ? &columns[NEAR_M] : &columns[NEXT_M];
    cli_slot slot = {0};
    snprintf(slot.name, sizeof slot.name, "%d", (int)rank + 1);
    snprintf(slot.title, sizeof slot.title, "%d", (int)rank + 1);
    double *m = cli_array(call, s->n, sizeof *m);
    int64_t *row = cli_array(call, s->n, sizeof *row);
    const char **name = cli_array(call, s->n, sizeof *name);
    uint8_t *valid = cli_array(call, s->n / 8 + 1, 1);
    for (int64_t i = 0; i < s->n; i++) {
        int64_t found = index[i * k + rank];
        m[i] = distance[i * k + rank];
        row[i] = found + 1;
        name[i] = found >= 0 && s->labels != NULL ? s->labels[found] : NULL;
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (found >= 0 ? 1u << (i & 7) : 0u));
    }
    CLI_TRY(cli_add_reals(call, s->origins->layer, c + NEAR_M, &slot, m));
    CLI_TRY(cli_add_ints(call, s->origins->layer, c + NEAR_I, &slot, row, valid));
    if (s->labels != NULL) {
        CLI_TRY(cli_add_texts(call, s->origins->layer, c + NEAR_ID, &slot, name));
    }
done:
    return status;
}

static geo_status summarize(cli_call *call, const sides *s, int64_t k, const double *distance)
{
    geo_status status = GEO_OK;
    geo_summary summary;
    char median[32], p90[32];
    double *first = cli_array(call, s->n, sizeof *first);
    for (int64_t i = 0; i < s->n; i++) {
        first[i] = distance[i * k];
    }
    CLI_TRY(geo_summarize(cli_ctx(call), s->n, first, NULL, &summary));
    cli_result(call, "near_median_m", summary.median);
    cli_result(call, "near_p90_m", summary.p90);
    cli_result(call, "near_max_m", summary.max);
    cli_result(call, "near_none", (double)summary.unknown);
    if (summary.used > 0) {
        cli_distance_text(round(summary.median), median);
        cli_distance_text(round(summary.p90), p90);
        cli_note(call,
                 "to the nearest: median %s, 90th percentile %s; %" PRId64 " with one, %" PRId64
                 " without",
                 median, p90, summary.used, summary.unknown);
    }
done:
    return status;
}

static geo_status add_nearest(cli_call *call, const arguments *a, const sides *s)
{
    geo_status status = GEO_OK;
    const int64_t k = a->nearest.k;
    int64_t *index = cli_array(call, s->n * k, sizeof *index);
    double *distance = cli_array(call, s->n * k, sizeof *distance);
    CLI_TRY(geo_nearest(cli_ctx(call), s->origin_shapes, s->facility_shapes, &a->nearest, index,
                        distance));
    CLI_TRY(summarize(call, s, k, distance));
    for (int64_t rank = 0; rank < k; rank++) {
        CLI_TRY(add_rank(call, a, s, rank, index, distance));
    }
done:
    return status;
}

/* ---- Within ---------------------------------------------------------------------------- */

static geo_status add_within(cli_call *call, const arguments *a, const sides *s)
{
    geo_status status = GEO_OK;
    int64_t *count = cli_array(call, s->n, sizeof *count);
    double *sum = cli_array(call, s->n, sizeof *sum);
    cli_slot slot = cli_distance_slot(a->radius_m, 0);
    CLI_TRY(geo_within(cli_ctx(call), s->origin_shapes, s->facility_shapes, a->radius_m, s->weight,
                       a->nearest.skip_self, count, sum));
    CLI_TRY(cli_add_ints(call, s->origins->layer, &columns[NEAR_N], &slot, count, NULL));
    if (s->weight != NULL) {
        CLI_TRY(cli_add_reals(call, s->origins->layer, &columns[NEAR_SUM], &slot, sum));
    }
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    arguments *a = user;
    sides s = {0};
    if (a->weight != NULL && !cli_given(call, &a->radius_m)) {
        return cli_fail(call, GEO_INVALID, "--radius 800m", "--weight needs --radius");
    }
    CLI_TRY(table_check(call, &a->table));
    CLI_TRY(read_sides(call, a, &s));
    if (a->table.path != NULL) { /* before columns are added that might be taken for names */
        CLI_TRY(table_write(call, &a->table, s.origins, s.facilities, a->label));
    }
    CLI_TRY(add_nearest(call, a, &s));
    if (cli_given(call, &a->radius_m)) {
        CLI_TRY(add_within(call, a, &s));
    }
    CLI_TRY(cli_write(call, s.origins->layer, (cli_style){GEO_STYLE_GRADUATED, "near_m"}));
done:
    return status;
}

int main(int argc, char **argv)
{
    arguments a = {.nearest = geo_nearest_options_default(),
                   .radius_m = (double)NAN,
                   .table = {.cutoff_m = (double)INFINITY}};
    const cli_operand operands[] = {
        {"ORIGINS", CLI_LAYER(&a.origins),
         .help = "any geometry: a path, path:layer, or - for a pipe"},
        {0},
    };
    const cli_option options[] = {
        {"facilities", 'f', CLI_LAYER(&a.facilities), .unless = "the other origins",
         .help = "what to be near to, any geometry; what meets or lies inside is at 0 m"},
        {"label", 'l', CLI_FIELD(&a.label), .of = "facilities",
         .help = "column that names a facility, told in near_id"},
        {"k", 'k', CLI_INTEGER(&a.nearest.k), .min = 1, .max = 999,
         .help = "how many of the nearest to tell"},
        {"max", 0, CLI_DISTANCE(&a.nearest.max_distance_m), .unless = "any distance",
         .max = HUGE_VAL, .help = "leave out what is farther away"},
        {"radius", 'r', CLI_DISTANCE(&a.radius_m), .max = HUGE_VAL,
         .help = "count the facilities within this distance"},
        {"weight", 'w', CLI_FIELD(&a.weight), .of = "facilities",
         .help = "add up this column of theirs: beds, jobs"},
        {"table", 0, CLI_OUTPUT(&a.table.path), .group = "cost table",
         .help = "also write the distance of every pair of points, row by row: .csv, .geocost, or "
                 "lines as .geojson or .geojsonl"},
        {"table-format", 0, CLI_CHOICE(&a.table.format), .group = "cost table",
         .choices = table_formats, .help = "its form; auto goes by the extension, .csv is long"},
        {"cutoff", 0, CLI_DISTANCE(&a.table.cutoff_m), .group = "cost table", .unless = "all pairs",
         .max = HUGE_VAL, .above_min = true,
         .help = "leave out of it pairs that are farther apart"},
        {"id", 0, CLI_FIELD(&a.table.id), .group = "cost table", .of = "ORIGINS",
         .unless = "their places, from 1",
         .help = "column that names an origin in it; --label names the facilities"},
        {0},
    };
    static const cli_example examples[] = {
        {"how far each home is from its nearest station, and which one that is",
         "geo proximity homes.geojson --facilities stations.geojson --label name -o near.gpkg"},
        {"clinics and their beds within 800 m",
         "geo proximity homes.gpkg -f clinics.gpkg --radius 800m --weight beds -o beds.gpkg"},
        {"the distance from each institution to the nearest other",
         "geo proximity institutions.geojson | geo info -"},
        {"all distances up to 2 km as a table that other tools read",
         "geo proximity homes.gpkg -f clinics.gpkg --table near.geocost --cutoff 2km "
         "-o out.gpkg"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-proximity",
        .summary = "the nearest facilities, and all within a distance",
        .about =
            "Distances are straight lines in metres; what lies at exactly the distance is "
            "within. Ties go to the facility that comes first. The median and the 90th "
            "percentile of the nearest distance are told on standard error and kept in "
            "geo:run. The cost table is never in memory, however long it becomes: long and "
            "matrix are CSV, lines draws a line a pair for a map, binary is exact and compact; "
            "text has metres to the millimetre.",
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
