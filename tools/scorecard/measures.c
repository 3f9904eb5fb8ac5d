/* SPDX-License-Identifier: MIT */
/* The measures: a name in indicators.csv and a short function each. A measure leaves the value
 * NaN where a layer is missing or there is nothing to measure: no data, never a number. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/coverage.h"
#include "scorecard.h"

const unit units[] = {
    {"", 1.0, PLAIN, 0},        {"%", 100.0, FRACTION, 1}, {"m", 1.0, LENGTH, 0},
    {"km", 1e-3, LENGTH, 2},    {"m2", 1.0, AREA, 0},      {"km2", 1e-6, AREA, 1},
    {"/km2", 1e6, PER_AREA, 3}, {"", 1.0, RATE, 4},        {"/1000", 1e3, RATE, 2},
    {"", 1.0, INDEX, 3},        {NULL, 0.0, PLAIN, 0},
};

/* ---- What measures share ----------------------------------------------------------------- */

static geo_status pick_or_note(measurement *m, const char *name, const conditions *condition,
                               bool inside, picked *out)
{
    geo_status status = pick(m->card, m->study, name, condition, inside, out);
    if (status == GEO_OK && out->place->stored->file == NULL) {
        note_add(m,
                 cli_format(m->card->call, m->card->chinese ? "缺少图层 %s/%s" : "no layer %s/%s",
                            m->study->name, name));
        out->place = NULL;
    }
    return status;
}

void note_nothing(measurement *m)
{
    note_add(m, cli_format(m->card->call,
                           m->card->chinese ? "研究范围内没有已知的 %s/%s"
                                            : "no known feature of %s/%s lies in the study area",
                           m->study->name, m->row->layer));
}

void note_unknown(measurement *m, int64_t unknown)
{
    if (unknown > 0) {
        m->cell->partial = true;
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "%lld 个无数值,未计入"
                                                : "%lld without a figure left out",
                               (long long)unknown));
    }
}

geo_status pick_subject(measurement *m, picked *out)
{
    geo_status status = pick_or_note(m, m->row->layer, &m->row->filter, true, out);
    m->cell->n = status == GEO_OK && out->place != NULL ? out->n : -1;
    return status;
}

geo_status pick_facilities(measurement *m, picked *out)
{
    return pick_or_note(m, m->row->facilities, &m->row->facilities_filter, false, out);
}

void vector_of_before(measurement *m)
{
    for (const indicator *row = m->card->rows; row < m->row; row++) {
        if (rows_look_alike(row, m->row)) {
            const score *before = cell_of(m->card, m->study, row);
            m->cell->vector = before->vector;
            m->cell->unknown = before->unknown;
            return;
        }
    }
}

double *vector_keep(measurement *m, const picked *p, const double *values)
{
    int64_t n = geo_layer_count(p->place->stored->file->layer);
    double *vector = cli_array(m->card->call, n, sizeof *vector);
    for (int64_t i = 0; i < n; i++) {
        vector[i] = (double)NAN;
    }
    for (int64_t k = 0; k < p->n; k++) {
        vector[p->rows[k]] = values[k];
    }
    m->cell->vector = vector;
    return vector;
}

geo_status weights_of(measurement *m, const picked *p, double **out)
{
    geo_status status = GEO_OK;
    double *weight = cli_array(m->card->call, p->n, sizeof *weight);
    for (int64_t k = 0; k < p->n; k++) {
        weight[k] = 1.0;
    }
    const char *field = weighing_field(m->row);
    if (field[0] != '\0' && p->n > 0) {
        CLI_TRY(geo_layer_numbers(m->card->ctx, p->layer, field, weight));
    }
    for (int64_t k = 0; k < p->n; k++) {
        weight[k] *= p->within[k];
    }
    *out = weight;
done:
    return status;
}

/* ---- All of them ------------------------------------------------------------------------- */

enum { TWO_LAYERS = NEEDS_LAYER | NEEDS_FACILITIES, SHOWN = TWO_LAYERS | TAKES_COLUMN };

#define ACCESS "method weight capacity cutoff decay"
#define GAPS_BY "radius! gap-area gap-width"
#define KD "sector! from! weight reach bandwidth steps simulations seed alpha"

/* By tool, whose options they take. */
const measure measures[] = {
    {"access", "mean", RATE, SHOWN, SCORES, ACCESS, measure_access_mean,
     "accessibility per head, by weight"},
    {"access", "gini", INDEX, SHOWN, SCORES, ACCESS, measure_access_gini,
     "Gini of accessibility: 0 = all have the same, towards 1 = one has all"},
    {"access", "theil", INDEX, SHOWN, SCORES, ACCESS, measure_access_theil,
     "Theil's T of accessibility, in nats"},
    {"access", "hoover", FRACTION, SHOWN, SCORES, ACCESS, measure_access_hoover,
     "share of accessibility that would have to change hands for all to have the same"},
    {"access", "palma", INDEX, SHOWN, SCORES, ACCESS, measure_access_palma,
     "what the best 10 % have over what the worst 40 % have"},
    {"access", "below", FRACTION, SHOWN, SCORES, ACCESS " standard!", measure_access_below,
     "share, by weight, with less accessibility than --standard"},
    {"access", "none", FRACTION, SHOWN, SCORES, ACCESS, measure_access_none,
     "share, by weight, whose accessibility is 0"},
    {"access", "jobs_ratio", INDEX, NEEDS_LAYER, NO_EVIDENCE, "jobs! residents!",
     measure_jobs_ratio, "jobs over residents"},
    {"access", "mismatch", INDEX, NEEDS_LAYER, NO_EVIDENCE, "jobs! residents!", measure_mismatch,
     "spatial mismatch: 50 sum |share of residents - share of jobs|, 0 to 100"},
    {"cluster", "count", PLAIN, NEEDS_LAYER | TAKES_COLUMN, CLUSTERS, "eps! min!",
     measure_cluster_count, "clusters (DBSCAN)"},
    {"cluster", "largest", PLAIN, NEEDS_LAYER | TAKES_COLUMN, CLUSTERS, "eps! min!",
     measure_cluster_largest, "members of the largest cluster (DBSCAN)"},
    {"cluster", "share", FRACTION, NEEDS_LAYER | TAKES_COLUMN, CLUSTERS, "eps! min!",
     measure_cluster_share, "share of features in a cluster (DBSCAN)"},
    {"cluster", "noise", PLAIN, NEEDS_LAYER | TAKES_COLUMN, CLUSTERS, "eps! min!",
     measure_cluster_noise, "features in no cluster (DBSCAN)"},
    {"coverage", "area", AREA, 0, NO_EVIDENCE, "", measure_area, "area of the boundary"},
    {"coverage", "covered_area", FRACTION, NEEDS_FACILITIES | TAKES_COLUMN, REGIONS, "radius!",
     measure_covered_area, "share of the area within --radius of a facility"},
    {"coverage", "covered", FRACTION, SHOWN, SHARES, "radius! weight", measure_covered,
     "share, by weight, within --radius of a facility"},
    {"coverage", "band", FRACTION, SHOWN, SHARES, "radius! weight", measure_band,
     "share, by weight, within the second --radius of a facility but not within the first"},
    {"coverage", "beyond", FRACTION, SHOWN, SHARES, "radius! weight", measure_beyond,
     "share, by weight, farther than --radius from every facility"},
    {"coverage", "gap_count", PLAIN, NEEDS_FACILITIES | TAKES_COLUMN, GAPS, GAPS_BY,
     measure_gap_count, "connected parts beyond --radius of every facility, without slivers"},
    {"coverage", "gap_area", AREA, NEEDS_FACILITIES | TAKES_COLUMN, GAPS, GAPS_BY, measure_gap_area,
     "area of these gaps"},
    {"coverage", "gap_demand", PLAIN, TWO_LAYERS, NO_EVIDENCE, GAPS_BY " weight",
     measure_gap_demand, "features in the gaps, or the sum of their weight"},
    {"coverage", "gap_deepest", LENGTH, NEEDS_FACILITIES | TAKES_COLUMN, GAPS, GAPS_BY,
     measure_gap_deepest, "distance from the deepest point of the gaps to the nearest facility"},
    {"grid", "count", PLAIN, NEEDS_LAYER, NO_EVIDENCE, "", measure_total,
     "features; a polygon by its share inside"},
    {"grid", "sum", PLAIN, NEEDS_LAYER, NO_EVIDENCE, "sum!", measure_total, "sum of the column"},
    {"grid", "density", PER_AREA, NEEDS_LAYER, NO_EVIDENCE, "sum", measure_density,
     "features, or sum of the column, by area"},
    {"hotspot", "moran", INDEX, TWO_LAYERS, NO_EVIDENCE,
     "weights k distance snap permutations seed", measure_moran,
     "Moran's I of the number of features in each zone, the zones being the facilities: above "
     "-1 / (n - 1) zones are like their neighbours"},
    {"pattern", "kd_localisation", FRACTION, NEEDS_LAYER | TAKES_COLUMN, CURVES, KD,
     measure_kd_localisation,
     "what Kd of the sector has above the global band of chance, over all distances: share of its "
     "pairs; 0 is within the band"},
    {"pattern", "kd_dispersion", FRACTION, NEEDS_LAYER | TAKES_COLUMN, CURVES, KD,
     measure_kd_dispersion,
     "what Kd of the sector lacks below the global band of chance, over all distances: share of "
     "its pairs; 0 is within the band"},
    {"pattern", "m", INDEX, NEEDS_LAYER, NO_EVIDENCE,
     "sector! from! to radius! weight simulations seed", measure_m,
     "M: the share of the sector (or of --to) among all within --radius of one of its own, over "
     "its share of all: 1 is as chance would have it"},
    {"pattern", "colocation", INDEX, NEEDS_LAYER, NO_EVIDENCE, "sector! from! to! simulations seed",
     measure_colocation,
     "co-location quotient: how often the nearest other of --from is of --to, over what chance "
     "would have: 1 is as chance"},
    {"proximity", "nearest_mean", LENGTH, SHOWN, METRES, "origin-weight", measure_nearest_mean,
     "mean distance to the nearest facility, in its own layer to the nearest other"},
    {"proximity", "nearest_median", LENGTH, SHOWN, METRES, "origin-weight", measure_nearest_median,
     "median distance to the nearest facility, in its own layer to the nearest other"},
    {"proximity", "nearest_p90", LENGTH, SHOWN, METRES, "origin-weight", measure_nearest_p90,
     "90th percentile of the distance to the nearest facility, in its own layer to the nearest "
     "other"},
    {"proximity", "nearest_max", LENGTH, SHOWN, METRES, "origin-weight", measure_nearest_max,
     "largest distance to the nearest facility, in its own layer to the nearest other"},
    {"scorecard", "center_distance", LENGTH, TWO_LAYERS, NO_EVIDENCE, "", measure_center_distance,
     "distance on the ellipsoid between the mean centres of both layers"},
    {NULL, NULL, PLAIN, 0, NO_EVIDENCE, NULL, NULL, NULL},
};

static void add_layer(cli_text *out, const char *what, const char *layer, const char *filter)
{
    if (layer[0] != '\0') {
        cli_text_add(out, "; %s %s", what, layer);
    }
    if (filter[0] != '\0') {
        cli_text_add(out, " [%s]", filter);
    }
}

const char *method_of(scorecard *card, const indicator *row)
{
    cli_text out = {NULL, 0, 0};
    const char *options = row->options_text;
    cli_text_add(&out, "%s (geo %s %s%s%s)", row->measure->means, row->measure->tool,
                 row->measure->name, options[0] != '\0' ? " " : "", options);
    add_layer(&out, "of", row->layer, row->filter_text);
    cli_text_add(&out, row->measure->evidence == SCORES ? ", all study areas compete" : "");
    add_layer(&out, "to", row->facilities, row->facilities_filter_text);
    const char *kept = cli_format(card->call, "%s", out.data);
    cli_text_clear(&out);
    return kept;
}

static geo_status measure_cell(scorecard *card, study_area *study, const indicator *row)
{
    score *cell = cell_of(card, study, row);
    measurement m = {card, study, row, cell, (double)NAN};
    cell->n = cell->of = -1;
    cell->p = (double)NAN;
    row_place(card, row);
    geo_status status = row->measure->run(&m);
    cell->value = m.value * row->unit->factor;
    if (status == GEO_OK) {
        cli_place(card->call, NULL);
    }
    return status == GEO_INVALID ? GEO_DATA : status; /* the command line was not at fault */
}

geo_status card_measure(scorecard *card)
{
    geo_status status = GEO_OK;
    int64_t n = card->study_count * card->row_count;
    card->cells = cli_array(card->call, n, sizeof *card->cells);
    for (int64_t i = 0; i < n; i++) {
        CLI_TRY(measure_cell(card, &card->studies[i / card->row_count],
                             &card->rows[i % card->row_count]));
    }
done:
    return status;
}
