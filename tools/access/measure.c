/* SPDX-License-Identifier: MIT */
/* Each method's call of the library, and what there is to tell of its result. */
#include <inttypes.h>
#include <math.h>

#include "geo/proximity.h"
#include "question.h"

static geo_access_options options_of(const question *q)
{
    geo_access_options o = geo_access_options_default();
    o.cutoff = fmin(q->cutoff, access_support(&q->decay));
    o.decay = &q->decay;
    return o;
}

static geo_status measure_costs(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    const geo_shapes *demand, *facilities;
    if (q->costs != NULL && a->method == CLOSEST) {
        q->facility = cli_array(call, q->n, sizeof *q->facility);
        return geo_access_closest(cli_ctx(call), q->costs, q->cutoff, q->facility, q->score);
    }
    if (q->costs != NULL) {
        return GEO_OK;
    }
    CLI_TRY(cli_project(call, q->demand, &demand));
    CLI_TRY(cli_project(call, q->facilities, &facilities));
    if (a->method != CLOSEST) {
        return geo_costs_measure(cli_ctx(call), demand, facilities, options_of(q).cutoff, 0,
                                 &q->costs);
    }
    /* the nearest of straight lines is found without measuring the others */
    geo_nearest_options o = geo_nearest_options_default();
    o.max_distance_m = q->cutoff;
    q->facility = cli_array(call, q->n, sizeof *q->facility);
    CLI_TRY(geo_nearest(cli_ctx(call), demand, facilities, &o, q->facility, q->score));
done:
    return status;
}

static geo_status share_out(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_access_options o = options_of(q);
    q->ratio = cli_array(call, q->m, sizeof *q->ratio);
    q->load = cli_array(call, q->m, sizeof *q->load);
    q->catchment = cli_array(call, q->m, sizeof *q->catchment);
    geo_catchments out = {.score = q->score,
                          .reach = q->reach,
                          .ratio = q->ratio,
                          .load = q->load,
                          .catchment = q->catchment};
    CLI_TRY(geo_access_catchments(cli_ctx(call), q->costs, access_catchment_method(a), q->weight,
                                  q->capacity, &o, &out));
    cli_result(call, "facilities_empty_catchment", (double)out.empty);
    if (out.empty > 0) {
        cli_note(call, "%s: %s with nobody in the catchment: ac_empty", q->facilities->source,
                 cli_count(call, out.empty, "facility"));
    }
done:
    return status;
}

/* ---- Huff ------------------------------------------------------------------------------- */

typedef struct flows {
    cli_text text;
    const double *weight;
} flows;

static int add_flow(int64_t i, int64_t count, const int32_t *facility, const double *chance,
                    void *user)
{
    flows *f = user;
    for (int64_t k = 0; k < count; k++) {
        cli_text_add(&f->text, "%" PRId64 ",%d,%.12g,", i + 1, (int)facility[k] + 1, chance[k]);
        if (!isnan(f->weight[i])) {
            cli_text_add(&f->text, "%.12g", f->weight[i] * chance[k]);
        }
        cli_text_add(&f->text, "\n");
    }
    return 1;
}

static geo_status choose(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_huff_options o = a->huff;
    flows f = {{NULL, 0, 0}, q->weight};
    o.cutoff = q->cutoff;
    q->facility = cli_array(call, q->n, sizeof *q->facility);
    q->visits = cli_array(call, q->m, sizeof *q->visits);
    q->share = cli_array(call, q->m, sizeof *q->share);
    geo_huff out = {.reach = q->reach,
                    .likeliest = q->facility,
                    .chance = q->score,
                    .visits = q->visits,
                    .share = q->share,
                    .flow = a->flows != NULL ? add_flow : NULL,
                    .flow_user = &f};
    cli_text_add(&f.text, "demand,facility,chance,visits\n");
    CLI_TRY(geo_access_huff(cli_ctx(call), q->costs, q->weight, q->capacity, &o, &out));
    if (a->flows != NULL) {
        CLI_TRY(cli_write_text(call, a->flows, f.text.data, f.text.size));
    }
done:
    cli_text_clear(&f.text);
    return status;
}

/* ---- The whole -------------------------------------------------------------------------- */

static bool reaches(const question *q, int64_t i)
{
    return q->reach != NULL ? q->reach[i] > 0 : q->facility[i] >= 0;
}

/* Disjoint layers and a cut-off too short would give a layer of nothing but zeros. */
static geo_status tell_reach(cli_call *call, const question *q)
{
    int64_t none = 0, placed = 0;
    double people = 0.0;
    for (int64_t i = 0; i < q->n; i++) {
        if (isnan(q->weight[i])) {
            continue;
        }
        placed++;
        none += !reaches(q, i);
        people += reaches(q, i) ? 0.0 : q->weight[i];
    }
    const char *within = isfinite(q->cutoff)
                             ? cli_format(call, " within %s", access_cost_text(call, q, q->cutoff))
                             : "";
    cli_result(call, "places_without_facility", (double)none);
    if (placed > 0 && none == placed) {
        return cli_fail(call, GEO_DATA,
                        "a larger --cutoff, or geo info to see whether the layers meet",
                        "no feature of %s reaches any of %s%s", q->demand->source,
                        q->facilities->source, within);
    }
    if (none > 0) {
        cli_note(call, "%" PRId64 " of %s, with %.12g of the demand, %s no facility%s", none,
                 cli_count(call, placed, "place"), people, none == 1 ? "reaches" : "reach", within);
    }
    return GEO_OK;
}

static geo_status tell_score(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_summary s;
    CLI_TRY(geo_summarize(cli_ctx(call), q->n, q->score, q->weight, &s));
    cli_result(call, "mean", s.mean);
    cli_result(call, "median", s.median);
    cli_result(call, "p90", s.p90);
    cli_result(call, "max", s.max);
    if (a->method == HUFF || s.used == 0) {
        return GEO_OK;
    }
    const char *what = a->method == CLOSEST ? "to the closest" : "ac_score";
    if (isnan(s.mean)) {
        cli_note(call, "%s: no mean, for those who are known weigh 0", what);
        return GEO_OK;
    }
    if (a->method == CLOSEST) {
        cli_note(call, "%s, for the demand: mean %s, median %s, 90 %% within %s, at most %s", what,
                 access_cost_text(call, q, s.mean), access_cost_text(call, q, s.median),
                 access_cost_text(call, q, s.p90), access_cost_text(call, q, s.max));
    } else {
        cli_note(call, "%s, for the demand: mean %.6g, median %.6g, at most %.6g", what, s.mean,
                 s.median, s.max);
    }
done:
    return status;
}

/* What is without geometry is no place: it has no score, unless costs come from a table. */
static void blank_places(question *q)
{
    const geo_geometry *g = geo_layer_geometry(q->demand->layer);
    for (int64_t i = 0; i < q->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        q->score[i] = at.begin == at.end ? (double)NAN : q->score[i];
    }
}

geo_status access_measure(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    q->score = cli_array(call, q->n, sizeof *q->score);
    if (a->method != CLOSEST) {
        q->reach = cli_array(call, q->n, sizeof *q->reach);
    }
    CLI_TRY(measure_costs(call, a, q));
    if (access_shares(a)) {
        CLI_TRY(share_out(call, a, q));
    } else if (a->method == HUFF) {
        CLI_TRY(choose(call, a, q));
    } else if (a->method != CLOSEST) {
        geo_access_options o = options_of(q);
        CLI_TRY(
            geo_access_opportunities(cli_ctx(call), q->costs, q->capacity, &o, q->score, q->reach));
    }
    if (a->costs == NULL) {
        blank_places(q);
    }
    CLI_TRY(tell_reach(call, q));
    CLI_TRY(tell_score(call, a, q));
done:
    return status;
}
