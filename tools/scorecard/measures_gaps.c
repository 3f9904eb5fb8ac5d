/* SPDX-License-Identifier: MIT */
/* Gaps: the connected parts of a study area that no facility reaches, and who is in them. */
#include <inttypes.h>
#include <math.h>

#include "geo/coverage.h"
#include "scorecard.h"

static geo_status gaps_of(scorecard *card, const study_area *study, const indicator *row,
                          const picked *facilities, const picked *people, const double *weight,
                          geo_gaps **out)
{
    geo_gap_options o = geo_gap_options_default();
    o.least_area_m2 = row->options.gap_ha * 1e4;
    o.least_width_m = row->options.gap_width_m;
    o.people = people != NULL ? people->shapes : NULL;
    o.weight = weight;
    return geo_coverage_gaps(card->ctx, study->boundary.shapes, facilities->shapes,
                             largest_radius(row), &o, out);
}

/* ---- Measures ------------------------------------------------------------------------------ */

typedef struct tally {
    int64_t count;
    double area_m2, people, deepest_m; /* NaN when there is no gap, or no facility */
} tally;

static void add_up(measurement *m, const geo_gaps *gaps, tally *out)
{
    int64_t slivers = geo_gaps_sliver_count(gaps);
    *out = (tally){geo_gaps_count(gaps), 0.0, 0.0, (double)NAN};
    for (int64_t i = 0; i < out->count; i++) {
        const geo_gap *gap = geo_gaps_at(gaps, i);
        out->area_m2 += gap->area_m2;
        out->people += isnan(gap->people) ? 0.0 : gap->people;
        out->deepest_m = fmax(out->deepest_m, gap->depth_m);
    }
    if (slivers > 0) {
        note_add(m, cli_format(m->card->call,
                               m->card->chinese ? "略去 %" PRId64 " 个碎片,共 %.2f 公顷"
                                                : "%" PRId64 " slivers of %.2f ha in all left out",
                               slivers, geo_gaps_sliver_m2(gaps) / 1e4));
    }
}

static geo_status tally_gaps(measurement *m, tally *out, bool *known)
{
    geo_status status = GEO_OK;
    picked facilities;
    geo_gaps *gaps = NULL;
    *known = false;
    CLI_TRY(pick_facilities(m, &facilities));
    if (facilities.place != NULL) {
        CLI_TRY(gaps_of(m->card, m->study, m->row, &facilities, NULL, NULL, &gaps));
        add_up(m, gaps, out);
        note_picked(m, &facilities, largest_radius(m->row));
        *known = true;
    }
done:
    geo_gaps_destroy(gaps);
    picked_clear(&facilities);
    return status;
}

geo_status measure_gap_count(measurement *m)
{
    tally t;
    bool known;
    geo_status status = tally_gaps(m, &t, &known);
    if (status == GEO_OK && known) {
        m->value = (double)t.count;
    }
    return status;
}

geo_status measure_gap_area(measurement *m)
{
    tally t;
    bool known;
    geo_status status = tally_gaps(m, &t, &known);
    if (status == GEO_OK && known) {
        m->value = t.area_m2;
    }
    return status;
}

geo_status measure_gap_deepest(measurement *m)
{
    tally t;
    bool known;
    geo_status status = tally_gaps(m, &t, &known);
    if (status == GEO_OK && known) {
        m->value = t.deepest_m;
        if (isnan(t.deepest_m)) {
            const char *none = t.count == 0
                                   ? (m->card->chinese ? "没有空白区" : "there is no gap")
                                   : (m->card->chinese ? "没有设施" : "there is no facility");
            note_add(m, none);
        }
    }
    return status;
}

geo_status measure_gap_demand(measurement *m)
{
    geo_status status = GEO_OK;
    picked p = {0}, facilities = {0};
    geo_gaps *gaps = NULL;
    double *weight = NULL;
    geo_demand_total sum;
    tally t;
    CLI_TRY(pick_subject(m, &p));
    CLI_TRY(pick_facilities(m, &facilities));
    if (p.place != NULL && facilities.place != NULL) {
        CLI_TRY(weights_of(m, &p, &weight));
        CLI_TRY(geo_coverage_total(m->card->ctx, p.n, p.within, 1, weight, &sum));
        CLI_TRY(gaps_of(m->card, m->study, m->row, &facilities, &p, weight, &gaps));
        add_up(m, gaps, &t);
        bool nothing = weighing_field(m->row)[0] != '\0' && sum.used == 0;
        m->value = nothing ? (double)NAN : t.people;
        if (nothing) {
            note_nothing(m);
        }
        note_unknown(m, sum.unknown);
        note_picked(m, &p, largest_radius(m->row));
        note_picked(m, &facilities, largest_radius(m->row));
    }
done:
    geo_gaps_destroy(gaps);
    picked_clear(&p);
    picked_clear(&facilities);
    return status;
}

/* ---- The layer ----------------------------------------------------------------------------- */

/* As geo coverage --gaps has them. */
static geo_status add_columns(scorecard *card, const study_area *study, const geo_gaps *gaps,
                              const char *licence, geo_layer *layer)
{
    static const geo_column_info info[] = {
        {"gap_ha", "area of the gap", "空白区面积", "ha"},
        {"gap_depth", "farthest from a facility", "最远距离", "m"},
        {"gap_lon", "longitude of that place", "最远点经度", NULL},
        {"gap_lat", "latitude of that place", "最远点纬度", NULL}};
    static const geo_column_info licence_info = {"license", "licence", "许可", NULL};
    geo_status status = GEO_OK;
    int64_t n = geo_gaps_count(gaps);
    double *value[4], *x = cli_array(card->call, n, sizeof *x);
    double *y = cli_array(card->call, n, sizeof *y);
    const char **licences = cli_array(card->call, n, sizeof *licences);
    for (int k = 0; k < 4; k++) {
        value[k] = cli_array(card->call, n, sizeof *value[k]);
    }
    for (int64_t i = 0; i < n; i++) {
        const geo_gap *gap = geo_gaps_at(gaps, i);
        value[0][i] = round(gap->area_m2) / 1e4;
        value[1][i] = round(gap->depth_m * 1e3) / 1e3;
        x[i] = gap->facility >= 0 ? gap->x : 0.0;
        y[i] = gap->facility >= 0 ? gap->y : 0.0;
        licences[i] = licence[0] != '\0' ? licence : NULL;
    }
    CLI_TRY(geo_frame_inverse(card->ctx, study->frame, n, x, y, value[2], value[3]));
    for (int64_t i = 0; i < n; i++) {
        bool known = geo_gaps_at(gaps, i)->facility >= 0;
        value[2][i] = known ? round(value[2][i] * 1e7) / 1e7 : (double)NAN;
        value[3][i] = known ? round(value[3][i] * 1e7) / 1e7 : (double)NAN;
    }
    for (int k = 0; k < 4; k++) {
        CLI_TRY(geo_layer_add_reals(card->ctx, layer, &info[k], value[k], NULL));
    }
    CLI_TRY(geo_layer_add_texts(card->ctx, layer, &licence_info, GEO_TEXT, licences));
done:
    return status;
}

geo_status gaps_write(scorecard *card, study_area *study, const indicator *row, const char *path)
{
    geo_status status = GEO_OK;
    picked facilities;
    geo_gaps *gaps = NULL;
    geo_layer *layer = NULL;
    CLI_TRY(pick(card, study, row->facilities, &row->facilities_filter, false, &facilities));
    CLI_TRY(gaps_of(card, study, row, &facilities, NULL, NULL, &gaps));
    CLI_TRY(geo_shapes_layer(card->ctx, study->frame, geo_gaps_shapes(gaps), row->column, &layer));
    const stored *sources[] = {study->boundary.stored, facilities.place->stored};
    CLI_TRY(add_columns(card, study, gaps, licences_of(card, sources, 2), layer));
    CLI_TRY(layer_save(card, path, layer, GEO_STYLE_GRADUATED, "gap_depth"));
done:
    geo_gaps_destroy(gaps);
    geo_layer_destroy(layer);
    picked_clear(&facilities);
    return status;
}
