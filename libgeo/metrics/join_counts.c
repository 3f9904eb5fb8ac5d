/* SPDX-License-Identifier: MIT */
/* Joins of black and white (Cliff & Ord 1981). */
#include "base/sum.h"
#include "metrics/autocorrelation_internal.h"
#include "space/weights_internal.h"

enum { BB, WW, BW };

static void joins_of(const void *user, const double *x, const double *y, double *room,
                     double statistic[GEOI_STATISTICS])
{
    const geo_weights *w = user;
    geoi_sum sum[3] = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    (void)y, (void)room;
    for (int64_t i = 0; i < w->n; i++) {
        double row[3] = {0.0, 0.0, 0.0};
        bool black = x[i] > 0.0;
        for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
            bool other = x[w->neighbour[at]] > 0.0;
            row[black != other ? BW : black ? BB : WW] += w->weight[at];
        }
        for (int k = 0; k < 3; k++) {
            geoi_sum_add(&sum[k], row[k]);
        }
    }
    for (int k = 0; k < 3; k++) {
        statistic[k] = 0.5 * geoi_sum_value(&sum[k]);
    }
}

static void conclude(double expected, double second, geo_tail tail, int64_t n, geo_global *out)
{
    out->expected = expected;
    double variance = second - expected * expected;
    if (n >= 4 && variance > 1e-14 * second) { /* what rounding leaves of none is none */
        out->var_random = variance;
        out->z_random = (out->value - expected) / sqrt(variance);
        out->p_random = geo_p_of_z(out->z_random, tail);
    }
}

/* Of pairs within one of the colours, `count` features have it. */
static void moments_within(const geo_weight_sums *w, int64_t used, double n, double count,
                           geo_tail tail, geo_global *out)
{
    double p2 = count * (count - 1.0) / (n * (n - 1.0));
    double p3 = p2 * (count - 2.0) / (n - 2.0), p4 = p3 * (count - 3.0) / (n - 3.0);
    double second =
        0.25 * (w->s1 * p2 + (w->s2 - 2.0 * w->s1) * p3 + (w->s0 * w->s0 + w->s1 - w->s2) * p4);
    conclude(0.5 * w->s0 * p2, second, tail, used, out);
}

static void moments_between(const geo_weight_sums *w, int64_t used, double n, double b,
                            geo_tail tail, geo_global *out)
{
    double c = n - b, p2 = 2.0 * b * c / (n * (n - 1.0));
    double p3 = b * c * (n - 2.0) / (n * (n - 1.0) * (n - 2.0));
    double p4 = 4.0 * b * (b - 1.0) * c * (c - 1.0) / (n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    double second =
        0.25 * (w->s1 * p2 + (w->s2 - 2.0 * w->s1) * p3 + (w->s0 * w->s0 + w->s1 - w->s2) * p4);
    conclude(0.5 * w->s0 * p2, second, tail, used, out);
}

geo_status geoi_check_colours(geo_ctx *ctx, int64_t n, const double *black)
{
    for (int64_t i = 0; i < n; i++) {
        if (!isnan(black[i]) && black[i] != 0.0 && black[i] != 1.0) {
            geo_status status = geoi_fail(ctx, GEO_DATA, "the value of feature %lld is %g",
                                          (long long)i + 1, black[i]);
            geoi_hint(ctx, "joins are counted of 1 (has it) and 0 (has not)");
            return status;
        }
    }
    return GEO_OK;
}

static geo_status count_joins(geo_ctx *ctx, const geoi_sample *s, const double *colour,
                              const geo_autocorrelation_options *o, geo_joins *out)
{
    geo_status status = GEO_OK;
    geo_weight_sums w;
    double got[GEOI_STATISTICS], n = (double)s->n, b = (double)out->black;
    geo_global *const results[GEOI_STATISTICS] = {&out->bb, &out->ww, &out->bw};
    const geoi_dealing d = {
        .n = s->n, .x = colour, .statistic = joins_of, .user = s->weights, .count = 3};
    GEO_TRY(geo_weights_sums(ctx, s->weights, &w));
    joins_of(s->weights, colour, NULL, NULL, got);
    for (int k = 0; k < 3; k++) {
        results[k]->value = got[k];
    }
    out->joins = 0.5 * w.s0;
    out->free_bb = out->joins * (b / n) * (b / n);
    out->free_ww = out->joins * (1.0 - b / n) * (1.0 - b / n);
    out->free_bw = out->joins * 2.0 * (b / n) * (1.0 - b / n);
    if (out->black > 0 && out->black < s->n) {
        moments_within(&w, s->n, n, b, o->tail, &out->bb);
        moments_within(&w, s->n, n, n - b, o->tail, &out->ww);
        moments_between(&w, s->n, n, b, o->tail, &out->bw);
        GEO_TRY(geoi_deal(ctx, &d, o, results));
    }
done:
    return status;
}

geo_status geo_join_counts(geo_ctx *ctx, const geo_weights *weights, const double *black,
                           const geo_autocorrelation_options *options, geo_joins *out)
{
    geo_status status = GEO_OK;
    geo_autocorrelation_options o;
    geoi_sample s;
    double *colour = NULL;
    *out = (geo_joins){.free_bb = (double)NAN,
                       .free_ww = (double)NAN,
                       .free_bw = (double)NAN,
                       .joins = (double)NAN};
    GEO_TRY(geoi_sample_create(ctx, weights, black, NULL, options, &o, &s));
    out->bb = out->ww = out->bw = geoi_nothing(&s);
    GEO_TRY(geoi_check_colours(ctx, weights->n, black));
    GEO_TRY(geoi_array_raw(ctx, s.n, sizeof *colour, &colour));
    for (int64_t k = 0; k < s.n; k++) {
        colour[k] = black[s.row[k]];
        out->black += colour[k] > 0.0;
    }
    if (s.n > 1) {
        GEO_TRY(count_joins(ctx, &s, colour, &o, out));
    }
done:
    geoi_release(colour);
    geoi_sample_clear(&s);
    return status;
}
