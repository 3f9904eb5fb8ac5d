/* SPDX-License-Identifier: MIT */
/* What lies within reach: land, features and people; and how much there is of them. */
#include <math.h>

#include "geo/coverage.h"
#include "scorecard.h"

/* ---- Land ------------------------------------------------------------------------------ */

geo_status measure_area(measurement *m)
{
    m->value = m->study->area_m2;
    return GEO_OK;
}

geo_status measure_covered_area(measurement *m)
{
    geo_status status = GEO_OK;
    picked facilities;
    geo_area_coverage coverage;
    const double radius = largest_radius(m->row);
    CLI_TRY(pick_facilities(m, &facilities));
    if (facilities.place != NULL) {
        CLI_TRY(geo_coverage_areas(m->card->ctx, m->study->boundary.shapes, facilities.shapes,
                                   &radius, 1, NULL, &coverage));
        m->value = coverage.share;
        note_picked(m, &facilities, radius);
    }
done:
    picked_clear(&facilities);
    return status;
}

/* ---- Counts and sums --------------------------------------------------------------------- */

/* The sum over what is known, in units of the field. */
geo_status measure_total(measurement *m)
{
    geo_status status = GEO_OK;
    picked p;
    double *weight = NULL;
    geo_demand_total sum;
    CLI_TRY(pick_subject(m, &p));
    if (p.place != NULL) {
        CLI_TRY(weights_of(m, &p, &weight));
        CLI_TRY(geo_coverage_total(m->card->ctx, p.n, p.within, 1, weight, &sum));
        bool nothing = weighing_field(m->row)[0] != '\0' && sum.used == 0;
        m->value = nothing ? (double)NAN : sum.weight;
        if (nothing) {
            note_nothing(m);
        }
        note_unknown(m, sum.unknown);
        note_picked(m, &p, INFINITY);
    }
done:
    picked_clear(&p);
    return status;
}

geo_status measure_density(measurement *m)
{
    geo_status status = measure_total(m);
    m->value /= m->study->area_m2;
    return status;
}

/* ---- Shares ---------------------------------------------------------------------------- */

/* The share of each within the last distance but not within the first of two. */
static geo_status share_of(measurement *m, const picked *p, const picked *facilities)
{
    geo_status status = GEO_OK;
    const cli_distances *r = &m->row->options.radius;
    double *weight = NULL;
    geo_demand_total sum;
    double *within = cli_array(m->card->call, r->n * p->n, sizeof *within);
    double *share = cli_array(m->card->call, p->n, sizeof *share);
    CLI_TRY(geo_coverage_demand(m->card->ctx, p->shapes, facilities->shapes, r->m, r->n, NULL,
                                within, NULL));
    for (int64_t k = 0; k < p->n; k++) {
        share[k] = within[r->n * (k + 1) - 1] - (r->n > 1 ? within[r->n * k] : 0.0);
    }
    CLI_TRY(weights_of(m, p, &weight));
    CLI_TRY(geo_coverage_total(m->card->ctx, p->n, share, 1, weight, &sum));
    m->value = sum.share;
    vector_keep(m, p, share);
    if (sum.used == 0) {
        note_nothing(m);
    } else {
        note_unknown(m, sum.unknown);
    }
done:
    return status;
}

geo_status measure_covered(measurement *m)
{
    geo_status status = GEO_OK;
    picked p = {0}, facilities = {0};
    CLI_TRY(pick_subject(m, &p));
    CLI_TRY(pick_facilities(m, &facilities));
    if (p.place != NULL && facilities.place != NULL) {
        CLI_TRY(share_of(m, &p, &facilities));
        note_picked(m, &p, largest_radius(m->row));
        note_picked(m, &facilities, largest_radius(m->row));
    }
done:
    picked_clear(&p);
    picked_clear(&facilities);
    return status;
}

geo_status measure_band(measurement *m)
{
    return measure_covered(m);
}

geo_status measure_beyond(measurement *m)
{
    geo_status status = measure_covered(m);
    m->value = 1.0 - m->value;
    return status;
}
