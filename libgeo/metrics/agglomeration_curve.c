/* SPDX-License-Identifier: MIT */
/* Distances smoothed to a curve. Binned: each distance is shared out to the two bins about it,
 * which interpolates the kernel g(d) = phi((r - d) / h) + phi((r + d) / h) between them: with bins
 * of h / 32 it is wrong by at most (h / 32)^2 / 8 max |g''| = 2 * 0.399 / 8192 < 1e-4 of phi's
 * unit. Terms beyond 9 h, 3e-18 of phi(0), are left out. */
#include "base/sum.h"
#include "metrics/agglomeration_internal.h"

enum { BINS_PER_BANDWIDTH = 32, WIDTHS = 9 };
static const double root_of_turn = 2.5066282746310002; /* of 2 pi */

static double phi(double u)
{
    return exp(-0.5 * u * u) / root_of_turn;
}

static double kernel(double r, double d, double h)
{
    double back = (r + d) / h;
    return (phi((r - d) / h) + (back < WIDTHS ? phi(back) : 0.0)) / h;
}

/* ---- By bins -------------------------------------------------------------------------------- */

geo_status geoi_smoother_create(geo_ctx *ctx, double h, double reach, int64_t steps, bool bins,
                                geoi_smoother *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_smoother){.h = h, .reach = reach, .steps = steps, .bin = h / BINS_PER_BANDWIDTH};
    if (!bins) {
        return GEO_OK;
    }
    out->bins = (int64_t)((reach + WIDTHS * h) / out->bin) + 2;
    out->taps = 2 * WIDTHS * BINS_PER_BANDWIDTH + 1;
    out->taps = out->taps < out->bins ? out->taps : out->bins;
    GEO_TRY(geoi_array_raw(ctx, steps + 1, sizeof *out->first, &out->first));
    GEO_TRY(geoi_array_raw(ctx, (steps + 1) * out->taps, sizeof *out->share, &out->share));
    for (int64_t t = 0; t <= steps; t++) {
        double r = geoi_smoother_r(out, t);
        int64_t first = (int64_t)fmax(ceil((r - WIDTHS * h) / out->bin), 0.0);
        first = first < out->bins - out->taps ? first : out->bins - out->taps;
        out->first[t] = first;
        for (int64_t k = 0; k < out->taps; k++) {
            out->share[t * out->taps + k] = kernel(r, (double)(first + k) * out->bin, h);
        }
    }
done:
    return status;
}

void geoi_smoother_clear(geoi_smoother *s)
{
    geoi_release(s->first);
    geoi_release(s->share);
    *s = (geoi_smoother){0};
}

void geoi_smooth(const geoi_smoother *s, const double *bins, double total, double *curve)
{
    for (int64_t t = 0; t <= s->steps; t++) {
        const double *share = s->share + t * s->taps, *bin = bins + s->first[t];
        geoi_sum sum = {0.0, 0.0};
        for (int64_t k = 0; k < s->taps; k++) {
            geoi_sum_add(&sum, share[k] * bin[k]);
        }
        curve[t] = geoi_sum_value(&sum) / total;
    }
}

/* ---- Of all pairs --------------------------------------------------------------------------- */

typedef struct curving {
    geo_ctx *ctx;
    const geoi_members *members;
    const geoi_smoother *s;
    bool exact;
    int64_t grain, slots;
    geoi_sum *total; /* [chunks] */
    double *part;    /* [chunks * slots] bins, or values of the curve */
} curving;

/* The values that a pair has a part in. */
static void add_exactly(const geoi_smoother *s, double d, double w, double *curve)
{
    double step = s->reach / (double)s->steps;
    double first = fmax(ceil((d - WIDTHS * s->h) / step), 0.0);
    double last = fmin(floor((d + WIDTHS * s->h) / step), (double)s->steps);
    if (first > last) { /* it may be farther than an integer counts */
        return;
    }
    for (int64_t t = (int64_t)first; t <= (int64_t)last; t++) {
        curve[t] += w * kernel(geoi_smoother_r(s, t), d, s->h);
    }
}

static geo_status curve_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    curving *c = job;
    double *d = NULL;
    int64_t n = c->members->n, chunk = begin / c->grain;
    double *part = c->part + chunk * c->slots;
    GEO_TRY(geoi_array_raw(c->ctx, 2 * n, sizeof *d, &d));
    double *w = d + n;
    geoi_member_weights(c->members, w);
    for (int64_t i = begin; i < end; i++) {
        int64_t count = geoi_member_row(c->members, i, d, w);
        for (int64_t k = 0; k < count && c->exact; k++) {
            add_exactly(c->s, d[k], w[k], part);
        }
        for (int64_t k = 0; k < count && !c->exact; k++) {
            geoi_bin_add(c->s, d[k], w[k], part);
        }
        geoi_sum_add(&c->total[chunk], geoi_sum_of(count, w));
    }
done:
    geoi_release(d);
    return status;
}

geo_status geoi_curve_of(geo_ctx *ctx, const geoi_members *members, const geoi_smoother *s,
                         bool exact, double *curve)
{
    geo_status status = GEO_OK;
    curving c = {.ctx = ctx,
                 .members = members,
                 .s = s,
                 .exact = exact,
                 .grain = geoi_pair_grain(members->n),
                 .slots = exact ? s->steps + 1 : s->bins};
    int64_t chunks = members->n / c.grain + 1;
    geoi_sum total = {0.0, 0.0};
    GEO_TRY(geoi_array(ctx, chunks, sizeof *c.total, &c.total));
    GEO_TRY(geoi_array(ctx, chunks * c.slots, sizeof *c.part, &c.part));
    GEO_TRY(geoi_parallel(ctx, members->n, c.grain, curve_chunk, &c));
    for (int64_t chunk = 0; chunk < chunks; chunk++) {
        geoi_sum_merge(&total, &c.total[chunk]);
        for (int64_t k = 0; k < c.slots && chunk > 0; k++) {
            c.part[k] += c.part[chunk * c.slots + k];
        }
    }
    if (exact) {
        for (int64_t t = 0; t <= s->steps; t++) {
            curve[t] = c.part[t] / geoi_sum_value(&total);
        }
    } else {
        geoi_smooth(s, c.part, geoi_sum_value(&total), curve);
    }
done:
    geoi_release(c.total);
    geoi_release(c.part);
    return status;
}
