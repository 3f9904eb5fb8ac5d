/* SPDX-License-Identifier: MIT */
/* Gaps and depth maps as layers of their own. */
#include <math.h>

#include "question.h"

/* ---- Layers --------------------------------------------------------------------------------- */

double question_largest(const question *q)
{
    double largest = 0.0;
    for (int64_t j = 0; q->distance_m != NULL && j < q->m; j++) {
        largest = fmax(largest, q->distance_m[j]);
    }
    return largest;
}

geo_status question_layer(cli_call *call, const question *q, const geo_shapes *shapes,
                          const int64_t *rows, geo_layer **out)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL, *areas = NULL;
    int64_t n = geo_shapes_geometry(shapes)->n;
    const char *name = geo_layer_name(q->areas.layer->layer);
    *out = NULL;
    CLI_TRY(geo_shapes_layer(cli_ctx(call), cli_frame(call), shapes, name, &layer));
    CLI_TRY(geo_layer_select(cli_ctx(call), q->areas.layer->layer, rows, n, &areas));
    for (int64_t i = 0; i < geo_layer_column_count(areas); i++) {
        geo_column column = geo_layer_column(areas, i);
        CLI_TRY(geo_layer_add_column(cli_ctx(call), layer, &column));
    }
    *out = layer;
    layer = NULL;
done:
    geo_layer_destroy(layer);
    geo_layer_destroy(areas);
    return status;
}

/* ---- Gaps ----------------------------------------------------------------------------------- */

static int64_t without_number(const question *q)
{
    int64_t unknown = 0;
    for (int64_t i = 0; q->weight != NULL && i < geo_layer_count(q->people->layer); i++) {
        unknown += isnan(q->weight[i]);
    }
    return unknown;
}

static geo_status add_gap_columns(cli_call *call, const question *q, const geo_gaps *gaps,
                                  geo_layer *layer)
{
    geo_status status = GEO_OK;
    int64_t n = geo_gaps_count(gaps), *near = cli_array(call, n, sizeof *near);
    uint8_t *valid = cli_array(call, n / 8 + 1, 1);
    double *value[GAP_LAT + 1], *x = cli_array(call, n, sizeof *x);
    double *y = cli_array(call, n, sizeof *y);
    for (int k = GAP_AREA; k <= GAP_LAT; k++) {
        value[k] = cli_array(call, n, sizeof *value[k]);
    }
    bool nobody = q->people != NULL && q->weight != NULL &&
                  without_number(q) == geo_layer_count(q->people->layer);
    for (int64_t i = 0; i < n; i++) {
        const geo_gap *gap = geo_gaps_at(gaps, i);
        bool known = gap->facility >= 0;
        value[GAP_AREA][i] = round(gap->area_m2) / 1e4;
        value[GAP_PEOPLE][i] = nobody ? (double)NAN : round(gap->people * 1e6) / 1e6;
        value[GAP_DEPTH][i] = gap->depth_m;
        x[i] = known ? gap->x : 0.0;
        y[i] = known ? gap->y : 0.0;
        near[i] = gap->facility + 1;
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (known ? 1u << (i & 7) : 0u));
    }
    CLI_TRY(
        geo_frame_inverse(cli_ctx(call), cli_frame(call), n, x, y, value[GAP_LON], value[GAP_LAT]));
    for (int64_t i = 0; i < n; i++) {
        bool known = geo_gaps_at(gaps, i)->facility >= 0;
        value[GAP_LON][i] = known ? round(value[GAP_LON][i] * 1e7) / 1e7 : (double)NAN;
        value[GAP_LAT][i] = known ? round(value[GAP_LAT][i] * 1e7) / 1e7 : (double)NAN;
    }
    for (int k = GAP_AREA; k <= GAP_LAT; k++) {
        if (k != GAP_PEOPLE || q->people != NULL) {
            CLI_TRY(cli_add_reals(call, layer, &coverage_columns[k], NULL, value[k]));
        }
    }
    CLI_TRY(cli_add_ints(call, layer, &coverage_columns[GAP_NEAR], NULL, near, valid));
done:
    return status;
}

static void tell_people(cli_call *call, const question *q, double people)
{
    int64_t unknown = without_number(q);
    cli_skip(call, unknown, "%s: %s without a number: in no gap's people", q->people->source,
             cli_count(call, unknown, "feature"));
    if (unknown > 0 && unknown == geo_layer_count(q->people->layer)) {
        cli_result(call, "gaps_people", (double)NAN);
        cli_note(call, "in the gaps: nobody is known");
        return;
    }
    cli_result(call, "gaps_people", people);
    if (q->weight != NULL) {
        cli_note(call, "in the gaps: %.12g people", round(people));
    } else {
        cli_note(call, "in the gaps: %s, 1 each; --weight FIELD counts people",
                 cli_count(call, llround(people), "feature"));
    }
}

static void tell_gaps(cli_call *call, const question *q, const geo_gaps *gaps)
{
    double area = 0.0, people = 0.0, deepest = (double)NAN;
    int64_t n = geo_gaps_count(gaps), slivers = geo_gaps_sliver_count(gaps);
    for (int64_t i = 0; i < n; i++) {
        const geo_gap *gap = geo_gaps_at(gaps, i);
        area += gap->area_m2;
        people += isnan(gap->people) ? 0.0 : gap->people;
        deepest = fmax(deepest, gap->depth_m);
    }
    double sliver_ha = geo_gaps_sliver_m2(gaps) / 1e4;
    cli_result(call, "gaps", (double)n);
    cli_result(call, "gaps_km2", area / 1e6);
    cli_result(call, "gaps_deepest_m", deepest);
    cli_result(call, "slivers", (double)slivers);
    cli_result(call, "slivers_ha", sliver_ha);
    const char *depth = isnan(deepest)
                            ? n > 0 ? ", and no facility to measure from" : ""
                            : cli_format(call, ", the deepest %.0f m from a facility", deepest);
    cli_note(call, "%s of %.3f km2%s", cli_count(call, n, "gap"), area / 1e6, depth);
    if (q->people != NULL) {
        tell_people(call, q, people);
    }
    if (slivers > 0) {
        cli_note(call, "left out of the gaps: %s of %.3f ha in all",
                 cli_count(call, slivers, "sliver"), sliver_ha);
    }
}

geo_status coverage_gaps(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_gap_options o = geo_gap_options_default();
    geo_gaps *gaps = NULL, *whole = NULL; /* whole: of the union of areas that overlap */
    geo_layer *layer = NULL;
    if (a->gaps == NULL || cli_frame(call) == NULL) {
        return GEO_OK;
    }
    o.least_area_m2 = a->gap_ha * 1e4;
    o.least_width_m = a->gap_width_m;
    o.people = q->people_shapes;
    o.weight = q->people != NULL ? q->weight : NULL;
    o.coverage = q->coverage;
    CLI_TRY(geo_coverage_gaps(cli_ctx(call), q->areas.shapes, q->facility_shapes,
                              question_largest(q), &o, &gaps));
    int64_t n = geo_gaps_count(gaps), *rows = cli_array(call, n, sizeof *rows);
    for (int64_t i = 0; i < n; i++) {
        rows[i] = geo_gaps_at(gaps, i)->area;
    }
    CLI_TRY(question_layer(call, q, geo_gaps_shapes(gaps), rows, &layer));
    CLI_TRY(add_gap_columns(call, q, gaps, layer));
    if (q->areas.whole != NULL) {
        CLI_TRY(geo_coverage_gaps(cli_ctx(call), q->areas.whole, q->facility_shapes,
                                  question_largest(q), &o, &whole));
        cli_note(call, "%s has %s, area by area: land of several is in each of theirs", a->gaps,
                 cli_count(call, n, "gap"));
    }
    tell_gaps(call, q, whole != NULL ? whole : gaps);
    CLI_TRY(cli_write_to(call, a->gaps, layer,
                         (cli_style){.kind = GEO_STYLE_GRADUATED, .field = "gap_depth"}));
done:
    geo_layer_destroy(layer);
    geo_gaps_destroy(gaps);
    geo_gaps_destroy(whole);
    return status;
}

/* ---- Depths --------------------------------------------------------------------------------- */

static geo_status add_depth_columns(cli_call *call, const question *q, const geo_depths *depths,
                                    geo_layer *layer)
{
    geo_status status = GEO_OK;
    int64_t n = geo_depths_count(depths), *count = cli_array(call, n, sizeof *count);
    double *area = cli_array(call, n, sizeof *area), *share = cli_array(call, n, sizeof *share);
    double *total = cli_array(call, q->areas.n, sizeof *total);
    for (int64_t i = 0; i < n; i++) {
        total[geo_depths_at(depths, i)->area] += geo_depths_at(depths, i)->area_m2;
    }
    for (int64_t i = 0; i < n; i++) {
        const geo_depth *d = geo_depths_at(depths, i);
        count[i] = d->count;
        area[i] = round(d->area_m2 * 1e6) / 1e6;
        share[i] = 100.0 * d->area_m2 / total[d->area];
    }
    CLI_TRY(cli_add_ints(call, layer, &coverage_columns[DEPTH_COUNT], NULL, count, NULL));
    CLI_TRY(cli_add_reals(call, layer, &coverage_columns[DEPTH_AREA], NULL, area));
    CLI_TRY(cli_add_reals(call, layer, &coverage_columns[DEPTH_SHARE], NULL, share));
done:
    return status;
}

geo_status coverage_depths(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_depths *depths = NULL;
    geo_layer *layer = NULL;
    if (a->depth == NULL || cli_frame(call) == NULL) {
        return GEO_OK;
    }
    CLI_TRY(geo_coverage_depths(cli_ctx(call), q->areas.shapes, q->facility_shapes,
                                question_largest(q), 0, &q->coverage, &depths));
    int64_t n = geo_depths_count(depths), *rows = cli_array(call, n, sizeof *rows);
    for (int64_t i = 0; i < n; i++) {
        rows[i] = geo_depths_at(depths, i)->area;
    }
    CLI_TRY(question_layer(call, q, geo_depths_shapes(depths), rows, &layer));
    CLI_TRY(add_depth_columns(call, q, depths, layer));
    CLI_TRY(cli_write_to(call, a->depth, layer,
                         (cli_style){.kind = GEO_STYLE_GRADUATED, .field = "depth_n"}));
done:
    geo_layer_destroy(layer);
    geo_depths_destroy(depths);
    return status;
}
