/* SPDX-License-Identifier: MIT */
/* Costs as they are typed: --cutoff 2km, --decay step:500m=1,1km=.68. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "question.h"

static const double EARTH_M = 2.1e7; /* no two places are farther apart */

/* ---- Costs ------------------------------------------------------------------------------ */

/* How many of `unit` one of what is typed is; 0 when the one is no measure of the other. */
static double factor_of(const char *typed, const char *unit)
{
    static const struct {
        const char *name, *of;
        double times;
    } known[] = {{"m", "m", 1.0},        {"km", "m", 1000.0}, {"s", "s", 1.0},
                 {"min", "s", 60.0},     {"h", "s", 3600.0},  {"m", "km", 0.001},
                 {"s", "min", 1 / 60.0}, {"h", "min", 60.0},  {"min", "h", 1 / 60.0}};
    if (strcmp(typed, unit) == 0) {
        return 1.0;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, typed) == 0 && strcmp(known[i].of, unit) == 0) {
            return known[i].times;
        }
    }
    return 0.0;
}

static geo_status wrong_cost(cli_call *call, const question *q, const char *option,
                             const char *text, const char *unit)
{
    const char *mend = strcmp(q->unit, "m") == 0 ? "500m, 1.2km"
                       : q->unit[0] != '\0'      ? cli_format(call, "15%s", q->unit)
                                                 : "15, in whatever unit the table has";
    const char *why = unit[0] == '\0' ? "has no unit"
                      : q->unit[0] == '\0'
                          ? "has a unit, and the table does not say its own"
                          : cli_format(call, "is not in %s, as the costs are", q->unit);
    return cli_fail(call, GEO_INVALID, mend, "%s: %s %s", option, text, why);
}

/* A cost in the unit of the table, which metres of straight lines must name. */
static geo_status read_cost(cli_call *call, const question *q, const char *option, const char *text,
                            double *out)
{
    char *unit;
    *out = strtod(text, &unit);
    if (unit == text || !isfinite(*out) || *out < 0.0) {
        return cli_fail(call, GEO_INVALID, NULL, "%s: %s is no cost from 0", option, text);
    }
    double factor = unit[0] == '\0' && strcmp(q->unit, "m") != 0 ? 1.0 : factor_of(unit, q->unit);
    if (factor == 0.0) {
        return wrong_cost(call, q, option, text, unit);
    }
    *out *= factor;
    return GEO_OK;
}

const char *access_cost_text(cli_call *call, const question *q, double cost)
{
    if (strcmp(q->unit, "m") == 0) {
        char text[32];
        cli_distance_text(round(cost * 1000.0) / 1000.0, text);
        return cli_format(call, "%s", text);
    }
    return cli_format(call, "%.10g%s%s", cost, q->unit[0] != '\0' ? " " : "", q->unit);
}

geo_status access_read_cutoff(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    q->cutoff = (double)INFINITY;
    if (a->cutoff == NULL) {
        return GEO_OK;
    }
    CLI_TRY(read_cost(call, q, "--cutoff", a->cutoff, &q->cutoff));
    if (q->cutoff == 0.0) {
        return cli_fail(call, GEO_INVALID, "--cutoff 2km",
                        "--cutoff is 0: nothing would be in reach");
    }
    if (strcmp(q->unit, "m") == 0 && q->cutoff > EARTH_M) {
        return cli_fail(call, GEO_INVALID, "--cutoff 2km",
                        "--cutoff %s is farther than any place on Earth", a->cutoff);
    }
done:
    return status;
}

/* ---- Decay ------------------------------------------------------------------------------ */

static const char *const forms[] = {
    "none",         "power", "exponential",  "gaussian", "gaussian-beta", "linear", "logistic",
    "log-logistic", "dai",   "epanechnikov", "quartic",  "step",          NULL};

/* What stands before the next `mark`, which is cut out; the rest becomes NULL at the end. */
static char *cut(char **rest, char mark)
{
    char *word = *rest, *at = strchr(word, mark);
    *rest = at != NULL ? at + 1 : NULL;
    if (at != NULL) {
        *at = '\0';
    }
    return word;
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(*words, word) != 0) {
        words++;
    }
    return *words != NULL;
}

static geo_status read_step(cli_call *call, question *q, const char *name, const char *value)
{
    geo_status status = GEO_OK;
    geo_decay *d = &q->decay;
    char *end;
    if (d->steps == DECAY_STEPS) {
        return cli_fail(call, GEO_LIMIT, NULL, "--decay: more than %d steps", DECAY_STEPS);
    }
    CLI_TRY(read_cost(call, q, "--decay", name, &q->step_cost[d->steps]));
    q->step_weight[d->steps] = strtod(value, &end);
    if (end == value || *end != '\0') {
        return cli_fail(call, GEO_INVALID, "step:500m=1,1km=.68", "--decay: %s is no weight",
                        value);
    }
    d->steps++;
done:
    return status;
}

static geo_status read_parameter(cli_call *call, question *q, const char *name, const char *value)
{
    static const char *const scales[] = {"scale", "sigma", "a", "T", "d0", NULL};
    static const char *const betas[] = {"beta", "b", NULL};
    geo_status status = GEO_OK;
    geo_decay *d = &q->decay;
    char *end;
    if (d->form == GEO_DECAY_STEP) {
        return read_step(call, q, name, value);
    }
    if (is_one_of(name, scales)) {
        return read_cost(call, q, "--decay", value, &d->scale);
    }
    if (strcmp(name, "min") == 0 && d->form == GEO_DECAY_POWER) {
        return read_cost(call, q, "--decay", value, &d->c_min);
    }
    if (strcmp(name, "half") == 0 && d->form == GEO_DECAY_EXPONENTIAL) {
        CLI_TRY(read_cost(call, q, "--decay", value, &d->beta));
        d->beta = log(2.0) / d->beta;
        return GEO_OK;
    }
    d->beta = strtod(value, &end);
    if (!is_one_of(name, betas) || end == value || *end != '\0') {
        return cli_fail(call, GEO_INVALID, "exponential:beta=0.001, gaussian:sigma=500m",
                        "--decay: %s=%s is no parameter of %s", name, value, forms[d->form]);
    }
done:
    return status;
}

geo_status access_read_decay(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    q->decay = geo_decay_default();
    q->decay.step_cost = q->step_cost;
    q->decay.step_weight = q->step_weight;
    if (a->decay == NULL) {
        return GEO_OK;
    }
    char *rest = cli_format(call, "%s", a->decay), *form = cut(&rest, ':');
    while (q->decay.form <= GEO_DECAY_STEP && strcmp(forms[q->decay.form], form) != 0) {
        q->decay.form++;
    }
    if (q->decay.form > GEO_DECAY_STEP) {
        const char *like = geo_closest_word(form, forms, GEO_DECAY_STEP + 1);
        return cli_fail(call, GEO_INVALID, like != NULL ? like : "exponential, gaussian, step, ...",
                        "--decay: there is no form %s", form);
    }
    while (rest != NULL) {
        char *value = cut(&rest, ','), *name = cut(&value, '=');
        if (value == NULL) {
            return cli_fail(call, GEO_INVALID, "exponential:beta=0.001",
                            "--decay: %s has no =", name);
        }
        CLI_TRY(read_parameter(call, q, name, value));
    }
    double zero = 0.0, weight; /* the library checks the rest */
    CLI_TRY(geo_decay_weights(cli_ctx(call), &q->decay, 1, &zero, &weight));
done:
    return status;
}

double access_support(const geo_decay *decay)
{
    switch (decay->form) {
    case GEO_DECAY_LINEAR:
    case GEO_DECAY_DAI:
    case GEO_DECAY_EPANECHNIKOV:
    case GEO_DECAY_QUARTIC:
        return decay->scale;
    case GEO_DECAY_STEP:
        return decay->step_cost[decay->steps - 1];
    case GEO_DECAY_NONE:
    case GEO_DECAY_POWER:
    case GEO_DECAY_EXPONENTIAL:
    case GEO_DECAY_GAUSSIAN:
    case GEO_DECAY_GAUSSIAN_BETA:
    case GEO_DECAY_LOGISTIC:
    case GEO_DECAY_LOG_LOGISTIC:
        break;
    }
    return (double)INFINITY;
}
