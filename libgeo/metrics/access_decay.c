/* SPDX-License-Identifier: MIT */
/* Weights of costs. Each form is written so that no cost and no parameter in range gives a NaN:
 * quotients come before squares, and what lies beyond a scale is 0 without a subtraction. */
#include "metrics/access_internal.h"

static const double LARGEST_WEIGHT = 1e100; /* its square is finite, and times many people too */

/* ---- Parameters ----------------------------------------------------------------------- */

static const char *form_name(geo_decay_form form)
{
    static const char *const names[] = {
        "none",     "power",        "exponential", "gaussian",     "gaussian-beta", "linear",
        "logistic", "log-logistic", "dai",         "epanechnikov", "quartic",       "step"};
    return names[form];
}

static bool has_beta(geo_decay_form form)
{
    return form == GEO_DECAY_POWER || form == GEO_DECAY_EXPONENTIAL ||
           form == GEO_DECAY_GAUSSIAN_BETA || form == GEO_DECAY_LOGISTIC ||
           form == GEO_DECAY_LOG_LOGISTIC;
}

static bool has_scale(geo_decay_form form)
{
    return form == GEO_DECAY_GAUSSIAN || form == GEO_DECAY_LINEAR || form == GEO_DECAY_LOGISTIC ||
           form == GEO_DECAY_LOG_LOGISTIC || form == GEO_DECAY_DAI ||
           form == GEO_DECAY_EPANECHNIKOV || form == GEO_DECAY_QUARTIC;
}

static geo_status check_parameter(geo_ctx *ctx, const geo_decay *d, const char *name, double value)
{
    if (value > 0.0 && isfinite(value)) {
        return GEO_OK;
    }
    geo_status status =
        isnan(value)
            ? geoi_fail(ctx, GEO_INVALID, "decay %s has no %s", form_name(d->form), name)
            : geoi_fail(ctx, GEO_INVALID, "decay %s: %s is %g", form_name(d->form), name, value);
    geoi_hint(ctx, "%s is a finite number above 0", name);
    return status;
}

static geo_status check_steps(geo_ctx *ctx, const geo_decay *d)
{
    if (d->steps < 1) {
        return geoi_fail(ctx, GEO_INVALID, "decay step has no steps");
    }
    for (int64_t k = 0; k < d->steps; k++) {
        double before = k > 0 ? d->step_cost[k - 1] : -1.0;
        if (!(d->step_cost[k] > before) || !(d->step_cost[k] >= 0.0) || isinf(d->step_cost[k])) {
            geo_status status = geoi_fail(ctx, GEO_INVALID, "decay step %lld ends at %g",
                                          (long long)k + 1, d->step_cost[k]);
            geoi_hint(ctx, "steps end at finite costs that ascend");
            return status;
        }
        if (!(d->step_weight[k] >= 0.0 && d->step_weight[k] <= LARGEST_WEIGHT)) {
            geo_status status = geoi_fail(ctx, GEO_INVALID, "decay step %lld has the weight %g",
                                          (long long)k + 1, d->step_weight[k]);
            geoi_hint(ctx, "weights are usually from 1 down to 0");
            return status;
        }
    }
    return GEO_OK;
}

geo_status geoi_decay_check(geo_ctx *ctx, const geo_decay *theirs, geo_decay *mine)
{
    geo_status status = GEO_OK;
    *mine = geo_decay_default();
    GEO_TRY(geoi_options(ctx, mine, theirs));
    if ((unsigned)mine->form > GEO_DECAY_STEP) {
        return geoi_fail(ctx, GEO_INVALID, "decay: there is no form %d", (int)mine->form);
    }
    if (has_beta(mine->form)) {
        GEO_TRY(check_parameter(ctx, mine, "beta", mine->beta));
    }
    if (has_scale(mine->form)) {
        GEO_TRY(check_parameter(ctx, mine, "scale", mine->scale));
    }
    if (mine->form == GEO_DECAY_POWER) {
        GEO_TRY(check_parameter(ctx, mine, "c_min", mine->c_min));
        if (!(pow(mine->c_min, -mine->beta) <= LARGEST_WEIGHT)) {
            status = geoi_fail(ctx, GEO_INVALID, "decay power: %g^-%g is too large a weight",
                               mine->c_min, mine->beta);
            geoi_hint(ctx, "let c_min be the smallest cost that makes a difference");
        }
    }
    if (mine->form == GEO_DECAY_STEP) {
        GEO_TRY(check_steps(ctx, mine));
    }
done:
    return status;
}

/* ---- Weights -------------------------------------------------------------------------- */

static double step_weight(const geo_decay *d, double cost)
{
    for (int64_t k = 0; k < d->steps; k++) {
        if (cost <= d->step_cost[k]) {
            return d->step_weight[k];
        }
    }
    return 0.0;
}

/* 1 - (c / scale)^2 within the scale. */
static double cap(const geo_decay *d, double cost)
{
    double share = cost / d->scale;
    return share < 1.0 ? 1.0 - share * share : 0.0;
}

static double dai_weight(const geo_decay *d, double cost)
{
    const double edge = exp(-0.5);
    double share = cost / d->scale;
    return share < 1.0 ? (exp(-0.5 * share * share) - edge) / (1.0 - edge) : 0.0;
}

static double weight_of(const geo_decay *d, double cost)
{
    double share = cost / d->scale;
    switch (d->form) {
    case GEO_DECAY_NONE:
        return 1.0;
    case GEO_DECAY_POWER:
        return pow(fmax(cost, d->c_min), -d->beta);
    case GEO_DECAY_EXPONENTIAL:
        return exp(-d->beta * cost);
    case GEO_DECAY_GAUSSIAN:
        return exp(-0.5 * share * share);
    case GEO_DECAY_GAUSSIAN_BETA:
        return exp(-(cost / d->beta) * cost);
    case GEO_DECAY_LINEAR:
        return share < 1.0 ? 1.0 - share : 0.0;
    case GEO_DECAY_LOGISTIC:
        return 1.0 / (1.0 + exp(d->beta * (cost - d->scale)));
    case GEO_DECAY_LOG_LOGISTIC:
        return 1.0 / (1.0 + pow(share, d->beta));
    case GEO_DECAY_DAI:
        return dai_weight(d, cost);
    case GEO_DECAY_EPANECHNIKOV:
        return cap(d, cost);
    case GEO_DECAY_QUARTIC:
        return cap(d, cost) * cap(d, cost);
    case GEO_DECAY_STEP:
        return step_weight(d, cost);
    }
    return 0.0;
}

void geoi_decay_weights(const geo_decay *decay, int64_t n, const double *cost, double *weight)
{
    for (int64_t k = 0; k < n; k++) {
        weight[k] = weight_of(decay, cost[k]);
    }
}

geo_status geo_decay_weights(geo_ctx *ctx, const geo_decay *decay, int64_t n, const double *cost,
                             double *weight)
{
    geo_status status = GEO_OK;
    geo_decay checked;
    GEO_TRY(geoi_decay_check(ctx, decay, &checked));
    for (int64_t k = 0; k < n; k++) {
        if (!(cost[k] >= 0.0)) {
            return geoi_fail(ctx, GEO_DATA, "cost %lld is %g, which cannot be used",
                             (long long)k + 1, cost[k]);
        }
    }
    geoi_decay_weights(&checked, n, cost, weight);
done:
    return status;
}
