/* SPDX-License-Identifier: MIT */
/* What an account of demand says: told on standard error and kept in geo:run. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

enum { MOST_IN_A_NOTE = 10, MOST_KEPT = 100 };

void order_distances(const question *q, int64_t *order)
{
    for (int64_t j = 0; j < q->m; j++) {
        int64_t at = j;
        while (at > 0 && q->distance_m != NULL && q->distance_m[order[at - 1]] > q->distance_m[j]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = j;
    }
}

static const char *percent(cli_call *call, double share)
{
    return isnan(share) ? "" : cli_format(call, " (%.1f %%)", 100.0 * share);
}

/* Where nobody is known, nobody is no number. */
static void keep_distance(cli_call *call, const question *q, const geo_demand_row *row, int64_t j)
{
    double known = row->used > 0 ? 0.0 : (double)NAN;
    if (j == 0) {
        cli_result(call, "demand", row->weight + known);
        cli_result(call, "demand_unknown_units", (double)row->unknown);
    }
    cli_result(call, question_key(call, q, "covered", j), row->covered + known);
    cli_result(call, question_key(call, q, "share_pct", j), 100.0 * row->share);
    cli_result(call, question_key(call, q, "twice", j), row->twice + known);
    cli_result(call, question_key(call, q, "mean_facilities", j), row->mean_depth);
}

static void tell_distance(cli_call *call, const question *q, const geo_demand_row *row, int64_t j)
{
    cli_slot slot = question_slot(q, j);
    const char *of = q->raster == NULL || q->zone_layer == NULL ? ""
                     : q->cells.layer != NULL                   ? " in the cells"
                                                                : " in the zones";
    const char *counted =
        cli_format(call, "%s counted, %" PRId64 " unknown",
                   cli_count(call, row->used, q->raster != NULL ? "cell" : "unit"), row->unknown);
    keep_distance(call, q, row, j);
    if (row->used == 0) {
        cli_note(call, "within %s: nobody is known; %s", slot.title, counted);
        return;
    }
    cli_note(call, "within %s: %.12g of %.12g%s%s; %s", slot.title, round(row->covered),
             row->weight, of, percent(call, row->share), counted);
    if (row->covered > 0.0) {
        cli_note(call,
                 "within %s: %.12g of one facility only, %.12g of two or more%s; %.4g on the mean",
                 slot.title, round(row->covered - row->twice), round(row->twice),
                 percent(call, row->redundancy), row->mean_depth);
    }
}

/* What each distance adds to the one before it. */
static geo_status tell_bands(cli_call *call, const question *q, const geo_demand *account)
{
    geo_status status = GEO_OK;
    geo_demand_row row;
    int64_t *order = cli_array(call, q->m, sizeof *order);
    cli_text text = {NULL, 0, 0};
    double before = 0.0;
    order_distances(q, order);
    for (int64_t i = 0; i < q->m; i++) {
        CLI_TRY(geo_demand_read(cli_ctx(call), account, order[i], -1, GEO_ANY_TYPE, &row, NULL));
        cli_slot from = question_slot(q, order[i > 0 ? i - 1 : 0]), to = question_slot(q, order[i]);
        cli_text_add(&text, "%s%s%s to %s %.12g%s", i > 0 ? ", " : "", i > 0 ? "from " : "",
                     i > 0 ? from.title : "0", to.title, round(row.covered - before),
                     percent(call, (row.covered - before) / row.weight));
        before = row.covered;
    }
    cli_note(call, "by distance: %s, beyond %.12g%s", text.data, round(row.weight - before),
             percent(call, (row.weight - before) / row.weight));
done:
    cli_text_clear(&text);
    return status;
}

/* The shares of zones or of types at distance j, in one line; those beyond it are in the table. */
static geo_status tell_groups(cli_call *call, const question *q, const geo_demand *account,
                              int64_t j, bool zones)
{
    geo_status status = GEO_OK;
    const cli_groups *groups = zones ? &q->zones : &q->types;
    cli_text text = {NULL, 0, 0};
    geo_demand_row row;
    for (int64_t i = 0; i < groups->n && i < MOST_KEPT; i++) {
        CLI_TRY(geo_demand_read(cli_ctx(call), account, j, zones ? i : -1, zones ? GEO_ANY_TYPE : i,
                                &row, NULL));
        const char *key = question_key(call, q, "covered", j);
        cli_result(call, cli_format(call, "%s: %s", key, groups->name[i]), row.covered);
        if (i < MOST_IN_A_NOTE) {
            cli_text_add(&text, "%s%s %.12g%s", i > 0 ? ", " : "", groups->name[i],
                         round(row.covered), percent(call, row.share));
        }
    }
    if (groups->n > MOST_IN_A_NOTE) {
        cli_text_add(&text, ", and %" PRId64 " more (--table)", groups->n - MOST_IN_A_NOTE);
    }
    if (!zones) {
        CLI_TRY(geo_demand_read(cli_ctx(call), account, j, -1, GEO_EVERY_TYPE, &row, NULL));
        cli_result(call, question_key(call, q, "covered_by_every_type", j), row.covered);
        cli_text_add(&text,
                     isnan(row.covered) ? "; by every type: too many types to tell"
                                        : "; by every type %.12g%s",
                     round(row.covered), percent(call, row.share));
    }
    cli_slot slot = question_slot(q, j);
    cli_note(call, "within %s by %s: %s", slot.title, zones ? "zone" : "type", text.data);
done:
    cli_text_clear(&text);
    return status;
}

/* Of a layer, what lies beside all zones; where they overlap that cannot be said. */
static geo_status tell_beside(cli_call *call, const question *q, const geo_demand *account)
{
    geo_status status = GEO_OK;
    geo_demand_row all, row;
    double inside = 0.0;
    CLI_TRY(geo_demand_read(cli_ctx(call), account, 0, -1, GEO_ANY_TYPE, &all, NULL));
    for (int64_t i = 0; i < q->zones.n; i++) {
        CLI_TRY(geo_demand_read(cli_ctx(call), account, 0, i, GEO_ANY_TYPE, &row, NULL));
        inside += row.weight;
    }
    if (all.weight - inside > 1e-6 * all.weight) { /* less is rounding at shared edges */
        cli_result(call, "demand_outside", all.weight - inside);
        cli_note(call, "%.12g of %.12g is in no %s%s", round(all.weight - inside), all.weight,
                 q->cells.layer != NULL ? "cell" : "zone",
                 percent(call, 1.0 - inside / all.weight));
    }
    if (inside - all.weight > 1e-6 * all.weight) {
        cli_note(call, "zones overlap: %.12g of %.12g are counted in more than one",
                 round(inside - all.weight), all.weight);
    }
done:
    return status;
}

geo_status tell_account(cli_call *call, const question *q, const geo_demand *account)
{
    geo_status status = GEO_OK;
    geo_demand_row row = {0};
    double covered = 0.0;
    for (int64_t j = 0; j < q->m; j++) {
        CLI_TRY(geo_demand_read(cli_ctx(call), account, j, -1, GEO_ANY_TYPE, &row, NULL));
        tell_distance(call, q, &row, j);
        covered += row.covered;
        if (q->types.n > 0) {
            CLI_TRY(tell_groups(call, q, account, j, false));
        }
        if (q->zones.n > 0 && q->cells.layer == NULL) {
            CLI_TRY(tell_groups(call, q, account, j, true));
        }
    }
    if (q->places != NULL && q->layer != NULL) {
        CLI_TRY(tell_beside(call, q, account));
    }
    if (q->places != NULL && q->cells.layer == NULL) {
        CLI_TRY(tell_zones_overlap(call, q));
    }
    if (row.weight > 0.0 && !(covered > 0.0) && q->areas.layer == NULL) {
        CLI_TRY(tell_apart(call, q));
    } else if (q->layer != NULL) {
        tell_beside_facilities(call, q);
    }
    if (row.used > 0 && !(row.weight > 0.0)) {
        cli_note(call, "the demand adds up to 0, so there are no shares");
    }
    if (q->m > 1 && row.weight > 0.0) {
        CLI_TRY(tell_bands(call, q, account));
    }
done:
    return status;
}
