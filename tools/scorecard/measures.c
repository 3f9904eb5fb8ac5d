/* SPDX-License-Identifier: MIT */
/* The measures: a name in indicators.csv and a short function each. A measure leaves the value
 * NaN where a layer is missing or there is nothing to measure: no data, never a number. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/coverage.h"
#include "scorecard.h"

const unit units[] = {
    {"", 1.0, PLAIN, 0},        {"%", 100.0, SHARE, 1}, {"m", 1.0, LENGTH, 0},
    {"km", 1e-3, LENGTH, 2},    {"m2", 1.0, AREA, 0},   {"km2", 1e-6, AREA, 1},
    {"/km2", 1e6, PER_AREA, 3}, {NULL, 0.0, PLAIN, 0},
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

static void note_nothing(measurement *m)
{
    note_add(m, cli_format(m->card->call,
                           m->card->chinese ? "研究范围内没有已知的 %s/%s"
                                            : "no known feature of %s/%s lies in the study area",
                           m->study->name, m->row->layer));
}

static void note_unknown(measurement *m, const geo_demand_total *sum)
{
    if (sum->unknown > 0) {
        m->cell->partial = true;
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "%lld 个无数值,未计入"
                                                : "%lld without a figure left out",
                               (long long)sum->unknown));
    }
}

geo_status pick_subject(measurement *m, picked *out)
{
    return pick_or_note(m, m->row->layer, &m->row->filter, true, out);
}

geo_status pick_facilities(measurement *m, picked *out)
{
    return pick_or_note(m, m->row->facilities, &m->row->facilities_filter, false, out);
}

double *vector_before(const measurement *m)
{
    for (const indicator *row = m->card->rows; row < m->row; row++) {
        if (rows_look_alike(row, m->row)) {
            return cell_of(m->card, m->study, row)->vector;
        }
    }
    return NULL;
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

/* What each picked feature counts: its field (or 1), by the share of it that lies inside. */
static geo_status weights_of(measurement *m, const picked *p, double **out)
{
    geo_status status = GEO_OK;
    double *weight = cli_array(m->card->call, p->n, sizeof *weight);
    for (int64_t k = 0; k < p->n; k++) {
        weight[k] = 1.0;
    }
    if (m->row->field[0] != '\0' && p->n > 0) {
        CLI_TRY(geo_layer_numbers(m->card->ctx, p->layer, m->row->field, weight));
    }
    for (int64_t k = 0; k < p->n; k++) {
        weight[k] *= p->within[k];
    }
    *out = weight;
done:
    return status;
}

/* ---- Land ------------------------------------------------------------------------------ */

static geo_status measure_area(measurement *m)
{
    m->value = m->study->area_m2;
    return GEO_OK;
}

static geo_status measure_covered_area(measurement *m)
{
    geo_status status = GEO_OK;
    picked facilities;
    geo_area_coverage coverage;
    CLI_TRY(pick_facilities(m, &facilities));
    if (facilities.place != NULL) {
        CLI_TRY(geo_coverage_areas(m->card->ctx, m->study->boundary.shapes, facilities.shapes,
                                   &m->row->distance_m, 1, NULL, &coverage));
        m->value = coverage.share;
        note_picked(m, &facilities, m->row->distance_m);
    }
done:
    picked_clear(&facilities);
    return status;
}

/* ---- Counts and sums --------------------------------------------------------------------- */

/* The sum over what is known, in units of the field. */
static geo_status total(measurement *m, double *out)
{
    geo_status status = GEO_OK;
    picked p;
    double *weight = NULL;
    geo_demand_total sum;
    *out = (double)NAN;
    CLI_TRY(pick_subject(m, &p));
    if (p.place != NULL) {
        CLI_TRY(weights_of(m, &p, &weight));
        CLI_TRY(geo_coverage_total(m->card->ctx, p.n, p.within, 1, weight, &sum));
        bool nothing = m->row->field[0] != '\0' && sum.used == 0;
        *out = nothing ? (double)NAN : sum.weight;
        if (nothing) {
            note_nothing(m);
        }
        note_unknown(m, &sum);
        note_picked(m, &p, INFINITY);
    }
done:
    picked_clear(&p);
    return status;
}

static geo_status measure_total(measurement *m)
{
    return total(m, &m->value);
}

static geo_status measure_density(measurement *m)
{
    geo_status status = total(m, &m->value);
    m->value /= m->study->area_m2;
    return status;
}

/* ---- Shares ---------------------------------------------------------------------------- */

static geo_status share_of(measurement *m, const picked *p, const picked *facilities)
{
    geo_status status = GEO_OK;
    double *weight = NULL;
    geo_demand_total sum;
    double *share = cli_array(m->card->call, p->n, sizeof *share);
    CLI_TRY(geo_coverage_demand(m->card->ctx, p->shapes, facilities->shapes, &m->row->distance_m, 1,
                                NULL, share, NULL));
    CLI_TRY(weights_of(m, p, &weight));
    CLI_TRY(geo_coverage_total(m->card->ctx, p->n, share, 1, weight, &sum));
    m->value = sum.share;
    vector_keep(m, p, share);
    if (sum.used == 0) {
        note_nothing(m);
    } else {
        note_unknown(m, &sum);
    }
done:
    return status;
}

static geo_status measure_covered(measurement *m)
{
    geo_status status = GEO_OK;
    picked p = {0}, facilities = {0};
    CLI_TRY(pick_subject(m, &p));
    CLI_TRY(pick_facilities(m, &facilities));
    if (p.place != NULL && facilities.place != NULL) {
        CLI_TRY(share_of(m, &p, &facilities));
        note_picked(m, &p, m->row->distance_m);
        note_picked(m, &facilities, m->row->distance_m);
    }
done:
    picked_clear(&p);
    picked_clear(&facilities);
    return status;
}

/* ---- All of them ------------------------------------------------------------------------- */

enum {
    TWO_LAYERS = NEEDS_LAYER | NEEDS_FACILITIES,
    CLUSTER = NEEDS_LAYER | NEEDS_DISTANCE | NEEDS_MIN_COUNT | TAKES_COLUMN
};

const measure measures[] = {
    {"area", AREA, 0, NO_EVIDENCE, measure_area},
    {"covered_area", SHARE, NEEDS_FACILITIES | NEEDS_DISTANCE | TAKES_COLUMN, REGIONS,
     measure_covered_area},
    {"covered", SHARE, TWO_LAYERS | NEEDS_DISTANCE | TAKES_FIELD | TAKES_COLUMN, REALS,
     measure_covered},
    {"count", PLAIN, NEEDS_LAYER, NO_EVIDENCE, measure_total},
    {"sum", PLAIN, NEEDS_LAYER | NEEDS_FIELD, NO_EVIDENCE, measure_total},
    {"density", PER_AREA, NEEDS_LAYER | TAKES_FIELD, NO_EVIDENCE, measure_density},
    {"nearest_median", LENGTH, TWO_LAYERS | TAKES_COLUMN, REALS, measure_nearest_median},
    {"nearest_p90", LENGTH, TWO_LAYERS | TAKES_COLUMN, REALS, measure_nearest_p90},
    {"cluster_count", PLAIN, CLUSTER, CLUSTERS, measure_cluster_count},
    {"cluster_largest", PLAIN, CLUSTER, CLUSTERS, measure_cluster_largest},
    {"cluster_share", SHARE, CLUSTER, CLUSTERS, measure_cluster_share},
    {"center_distance", LENGTH, TWO_LAYERS, NO_EVIDENCE, measure_center_distance},
    {NULL, PLAIN, 0, NO_EVIDENCE, NULL},
};

static geo_status measure_cell(scorecard *card, study_area *study, const indicator *row)
{
    score *cell = cell_of(card, study, row);
    measurement m = {card, study, row, cell, (double)NAN};
    geo_status status = row->measure->run(&m);
    cell->value = m.value * row->unit->factor;
    return status;
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
