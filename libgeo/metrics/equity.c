/* SPDX-License-Identifier: MIT */
/* Measures of inequality over units by ascending value. With C_k the people up to unit k of P in
 * all, and m the mean, the Gini of the header is
 *
 *     G = sum p_k (a_k - m) (C_k + C_(k-1) - P) / (m P),
 *
 * which is exactly 0 where all have the same, and loses no digits when nearly all have. */
#include "metrics/equity_internal.h"

#include "base/sum.h"

static double gini_of(int64_t n, const double *value, const double *weight, double people,
                      double mean)
{
    geoi_sum sum = {0.0, 0.0}, up_to = {0.0, 0.0};
    for (int64_t k = 0; k < n; k++) {
        double before = geoi_sum_value(&up_to);
        geoi_sum_add(&up_to, weight[k]);
        double place = (before - people) + geoi_sum_value(&up_to);
        geoi_sum_add(&sum, weight[k] / people * ((value[k] - mean) / mean) * (place / people));
    }
    double gini = geoi_sum_value(&sum);
    return gini > 0.0 ? gini : 0.0;
}

/* Theil's T and Hoover's index; both are 0 where all have the same. */
static void theil_and_hoover(int64_t n, const double *value, const double *weight, double people,
                             double mean, geo_equity *out)
{
    geoi_sum theil = {0.0, 0.0}, hoover = {0.0, 0.0};
    for (int64_t k = 0; k < n; k++) {
        double share = weight[k] / people, ratio = value[k] / mean;
        geoi_sum_add(&theil, ratio > 0.0 ? share * ratio * log(ratio) : 0.0);
        geoi_sum_add(&hoover, share * fabs(ratio - 1.0));
    }
    double t = geoi_sum_value(&theil);
    out->theil = t > 0.0 ? t : 0.0;
    out->hoover = 0.5 * geoi_sum_value(&hoover);
}

/* What the worst-off `share` of people have, the unit on the edge in proportion. */
static double held_by(int64_t n, const double *value, const double *weight, double people)
{
    geoi_sum left = {people, 0.0}, held = {0.0, 0.0};
    for (int64_t k = 0; k < n; k++) {
        double rest = geoi_sum_value(&left);
        if (weight[k] >= rest) {
            geoi_sum_add(&held, rest * value[k]);
            break;
        }
        geoi_sum_add(&held, weight[k] * value[k]);
        geoi_sum_add(&left, -weight[k]);
    }
    return geoi_sum_value(&held);
}

static double palma_of(int64_t n, const double *value, const double *weight,
                       const geoi_totals *total)
{
    double bottom = held_by(n, value, weight, 0.4 * total->weight);
    double top = total->access - held_by(n, value, weight, 0.9 * total->weight);
    double palma = top / bottom;
    return bottom > 0.0 && isfinite(palma) ? palma : (double)NAN;
}

/* Shares of people below and above the standard. */
static void by_standard(int64_t n, const double *value, const double *weight, double people,
                        double standard, geo_equity *out)
{
    geoi_sum below = {0.0, 0.0}, above = {0.0, 0.0};
    for (int64_t k = 0; k < n; k++) {
        geoi_sum_add(&below, value[k] < standard ? weight[k] : 0.0);
        geoi_sum_add(&above, value[k] > standard ? weight[k] : 0.0);
    }
    out->below = geoi_sum_value(&below) / people;
    out->above = geoi_sum_value(&above) / people;
}

void geoi_equity_of(int64_t n, const double *value, const double *weight, double standard,
                    geo_equity *out)
{
    geoi_totals total = geoi_totals_of(n, value, weight);
    out->weight = total.weight;
    out->mean = out->gini = out->theil = out->hoover = out->palma = (double)NAN;
    out->below = out->above = (double)NAN;
    if (!(total.weight > 0.0)) {
        return;
    }
    out->mean = total.access / total.weight;
    if (!isnan(standard)) {
        by_standard(n, value, weight, total.weight, standard, out);
    }
    /* a mean so small that nothing can be divided by it is none */
    if (out->mean > 0.0 && isfinite(value[n - 1] / out->mean)) {
        out->gini = gini_of(n, value, weight, total.weight, out->mean);
        theil_and_hoover(n, value, weight, total.weight, out->mean, out);
        out->palma = palma_of(n, value, weight, &total);
    }
}

geo_status geo_equity_measure(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                              double standard, geo_equity *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_ranked ranked;
    *out = (geo_equity){0};
    GEO_TRY(geoi_rank(ctx, n, value, weight, &ranked));
    geoi_equity_of(ranked.n, ranked.value, ranked.weight, standard, out);
    out->used = ranked.used;
    out->unknown = ranked.unknown;
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_equity_lorenz(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                             double *people, double *access, int64_t *count)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_sum weights = {0.0, 0.0}, values = {0.0, 0.0};
    geoi_ranked ranked;
    *count = 0;
    GEO_TRY(geoi_rank(ctx, n, value, weight, &ranked));
    geoi_totals total = geoi_totals_of(ranked.n, ranked.value, ranked.weight);
    if (!(total.weight > 0.0 && total.access > 0.0)) {
        goto done;
    }
    people[0] = access[0] = 0.0;
    for (int64_t k = 0; k < ranked.n; k++) {
        geoi_sum_add(&weights, ranked.weight[k]);
        geoi_sum_add(&values, ranked.weight[k] * ranked.value[k]);
        people[k + 1] = geoi_sum_value(&weights) / total.weight;
        access[k + 1] = geoi_sum_value(&values) / total.access;
    }
    *count = ranked.n + 1;
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
