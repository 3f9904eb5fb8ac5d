/* SPDX-License-Identifier: MIT */
#include "access_oracle.h"

/* ---- Cases ---------------------------------------------------------------------------- */

static access_case make_room(int64_t n, int64_t m)
{
    access_case c = {n, m, malloc((size_t)(n * m + 1) * sizeof(double)),
                     malloc((size_t)(n + 1) * sizeof(double)),
                     malloc((size_t)(m + 1) * sizeof(double))};
    assert_true(c.cost != NULL && c.demand != NULL && c.supply != NULL);
    return c;
}

access_case access_golden(void)
{
    static const double cost[] = {5, 12, 28, 8, 9, 15, 18, 4, 11, 35, 22, 6};
    static const double people[] = {100, 200, 150, 50}, supply[] = {10, 20, 5};
    access_case c = make_room(4, 3);
    memcpy(c.cost, cost, sizeof cost);
    memcpy(c.demand, people, sizeof people);
    memcpy(c.supply, supply, sizeof supply);
    return c;
}

static double amount(test_random *r, int kind)
{
    int64_t luck = kind == 1 ? test_random_below(r, 8) : 8;
    return luck == 0 ? 0.0 : luck == 1 ? (double)NAN : 1.0 + 100.0 * test_random_unit(r);
}

access_case access_random(uint64_t seed, int64_t n, int64_t m, int kind)
{
    test_random r = {.state = seed};
    access_case c = make_room(n, m);
    for (int64_t e = 0; e < n * m; e++) {
        double cost = 60.0 * test_random_unit(&r);
        int64_t luck = test_random_below(&r, 10);
        bool left_out = kind == 2 ? luck < 9 : luck < 2;
        c.cost[e] = left_out ? (double)INFINITY : luck == 9 ? 0.0 : luck == 8 ? floor(cost) : cost;
    }
    for (int64_t i = 0; i < n; i++) {
        c.demand[i] = amount(&r, kind);
    }
    for (int64_t j = 0; j < m; j++) {
        c.supply[j] = amount(&r, kind);
    }
    return c;
}

void access_free(access_case *c)
{
    free(c->cost);
    free(c->demand);
    free(c->supply);
}

geo_costs *access_costs(geo_ctx *ctx, const access_case *c)
{
    int64_t room = c->n * c->m + 1, pairs = 0;
    int64_t *origin = malloc((size_t)room * sizeof *origin);
    int64_t *destination = malloc((size_t)room * sizeof *destination);
    double *cost = malloc((size_t)room * sizeof *cost);
    geo_costs *costs;
    assert_true(origin != NULL && destination != NULL && cost != NULL);
    for (int64_t e = c->n * c->m; e-- > 0;) {
        if (isfinite(c->cost[e])) {
            origin[pairs] = e / c->m;
            destination[pairs] = e % c->m;
            cost[pairs++] = c->cost[e];
        }
    }
    assert_ok(ctx,
              geo_costs_create(ctx, c->n, c->m, pairs, origin, destination, cost, "min", &costs));
    free(origin);
    free(destination);
    free(cost);
    return costs;
}

/* ---- Decay ---------------------------------------------------------------------------- */

static void set_parameter(access_decay *out, const char *name, double value)
{
    geo_decay *d = &out->decay;
    if (strcmp(name, "beta") == 0) {
        d->beta = value;
    } else if (strcmp(name, "scale") == 0) {
        d->scale = value;
    } else if (strcmp(name, "c_min") == 0) {
        d->c_min = value;
    } else {
        assert_true(d->steps < ACCESS_STEPS);
        out->step_cost[d->steps] = strtod(name, NULL);
        out->step_weight[d->steps++] = value;
    }
}

void access_decay_parse(const char *text, access_decay *out)
{
    static const char *const forms[] = {
        "none",     "power",        "exponential", "gaussian",     "gaussian-beta", "linear",
        "logistic", "log-logistic", "dai",         "epanechnikov", "quartic",       "step"};
    char words[256];
    snprintf(words, sizeof words, "%s", text);
    char *rest = words, *form = strtok_r(rest, " ", &rest);
    out->decay = geo_decay_default();
    while (out->decay.form <= GEO_DECAY_STEP && strcmp(forms[out->decay.form], form) != 0) {
        out->decay.form++;
    }
    assert_true(out->decay.form <= GEO_DECAY_STEP);
    for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL;) {
        char *equals = strchr(word, '=');
        assert_non_null(equals);
        *equals = '\0';
        set_parameter(out, word, strtod(equals + 1, NULL));
    }
    out->decay.step_cost = out->step_cost;
    out->decay.step_weight = out->step_weight;
}

long double oracle_decay(const geo_decay *d, double cost)
{
    long double c = cost, s = d->scale, b = d->beta, half = expl(-0.5L);
    switch (d->form) {
    case GEO_DECAY_NONE:
        return 1.0L;
    case GEO_DECAY_POWER:
        return powl(c > d->c_min ? c : d->c_min, -b);
    case GEO_DECAY_EXPONENTIAL:
        return expl(-b * c);
    case GEO_DECAY_GAUSSIAN:
        return expl(-c * c / (2 * s * s));
    case GEO_DECAY_GAUSSIAN_BETA:
        return expl(-c * c / b);
    case GEO_DECAY_LINEAR:
        return c < s ? 1 - c / s : 0;
    case GEO_DECAY_LOGISTIC:
        return 1 / (1 + expl(b * (c - s)));
    case GEO_DECAY_LOG_LOGISTIC:
        return 1 / (1 + powl(c / s, b));
    case GEO_DECAY_DAI:
        return c <= s ? (expl(-c * c / (2 * s * s)) - half) / (1 - half) : 0;
    case GEO_DECAY_EPANECHNIKOV:
        return c <= s ? 1 - c * c / (s * s) : 0;
    case GEO_DECAY_QUARTIC:
        return c <= s ? (1 - c * c / (s * s)) * (1 - c * c / (s * s)) : 0;
    case GEO_DECAY_STEP:
        for (int64_t k = d->steps; k-- > 0;) {
            if (k == 0 || cost > d->step_cost[k - 1]) {
                return cost <= d->step_cost[k] ? (long double)d->step_weight[k] : 0.0L;
            }
        }
    }
    return 0.0L;
}

/* ---- Measures ------------------------------------------------------------------------- */

/* W [n * m], 0 where a facility or (for people) a place is left out. */
static long double *weights(const access_case *c, const geo_decay *d, double cutoff, bool people)
{
    long double *w = calloc((size_t)(c->n * c->m + 1), sizeof *w);
    assert_non_null(w);
    for (int64_t e = 0; e < c->n * c->m; e++) {
        bool known = !isnan(c->supply[e % c->m]) && !(people && isnan(c->demand[e / c->m]));
        if (known && isfinite(c->cost[e]) && c->cost[e] <= cutoff) {
            w[e] = oracle_decay(d, c->cost[e]);
        }
    }
    return w;
}

void oracle_opportunities(const access_case *c, const geo_decay *d, double cutoff, double *score,
                          int64_t *reach)
{
    long double *w = weights(c, d, cutoff, false);
    for (int64_t i = 0; i < c->n; i++) {
        long double sum = 0;
        reach[i] = 0;
        for (int64_t j = 0; j < c->m; j++) {
            sum += w[i * c->m + j] > 0 ? w[i * c->m + j] * c->supply[j] : 0;
            reach[i] += w[i * c->m + j] > 0;
        }
        score[i] = (double)sum;
    }
    free(w);
}

static long double row_sum(const access_case *c, const long double *w, int64_t i)
{
    long double sum = 0;
    for (int64_t j = 0; j < c->m; j++) {
        sum += w[i * c->m + j];
    }
    return sum;
}

static long double column_sum(const access_case *c, const long double *w, int64_t j)
{
    long double sum = 0;
    for (int64_t i = 0; i < c->n; i++) {
        sum += w[i * c->m + j];
    }
    return sum;
}

static void oracle_ratio(const access_case *c, geo_catchment_method method, const long double *w,
                         int64_t j, geo_catchments *out)
{
    long double load = 0, near = 0;
    for (int64_t i = 0; i < c->n; i++) {
        long double v = w[i * c->m + j], all = row_sum(c, w, i);
        long double pull = method == GEO_3SFCA ? v * v / all : method == GEO_BFCA ? v / all : v;
        load += v > 0 ? pull * c->demand[i] : 0;
        near += v > 0 ? (long double)c->demand[i] : 0;
    }
    bool known = !isnan(c->supply[j]);
    out->load[j] = known ? (double)load : (double)NAN;
    out->catchment[j] = known ? (double)near : (double)NAN;
    out->ratio[j] = !known ? (double)NAN : load > 0 ? (double)(c->supply[j] / load) : 0.0;
    out->empty += known && !(load > 0);
    out->supply_unknown += !known;
}

/* `near` holds the weights of all places, also of those left out. */
static void oracle_score(const access_case *c, geo_catchment_method method, const long double *w,
                         const long double *near, int64_t i, geo_catchments *out)
{
    long double all = row_sum(c, w, i), sum = 0;
    out->reach[i] = 0;
    for (int64_t j = 0; j < c->m; j++) {
        long double v = w[i * c->m + j];
        if (v > 0) {
            long double got = method == GEO_2SFCA    ? v
                              : method == GEO_3SFCA  ? v * v / all
                              : method == GEO_M2SFCA ? v * v
                                                     : v / column_sum(c, w, j);
            sum += got * out->ratio[j];
        }
        out->reach[i] += near[i * c->m + j] > 0;
    }
    out->score[i] = isnan(c->demand[i]) ? (double)NAN : (double)sum;
    out->demand_unknown += isnan(c->demand[i]);
    out->unserved += !isnan(c->demand[i]) && out->reach[i] == 0;
}

void oracle_catchments(const access_case *c, geo_catchment_method method, const geo_decay *d,
                       double cutoff, geo_catchments *out)
{
    long double *w = weights(c, d, cutoff, true), *near = weights(c, d, cutoff, false);
    out->demand_unknown = out->supply_unknown = out->unserved = out->empty = 0;
    for (int64_t j = 0; j < c->m; j++) {
        oracle_ratio(c, method, w, j, out);
    }
    for (int64_t i = 0; i < c->n; i++) {
        oracle_score(c, method, w, near, i, out);
    }
    free(w);
    free(near);
}

void oracle_huff(const access_case *c, const geo_huff_options *o, double *chance, double *visits)
{
    for (int64_t j = 0; j < c->m; j++) {
        visits[j] = isnan(c->supply[j]) ? (double)NAN : 0.0;
    }
    for (int64_t i = 0; i < c->n; i++) {
        long double all = 0, drawn[256] = {0};
        assert_true(c->m <= 256);
        for (int64_t j = 0; j < c->m; j++) {
            double cost = c->cost[i * c->m + j];
            if (isfinite(cost) && cost <= o->cutoff && !isnan(c->supply[j])) {
                long double at = cost > o->c_min ? cost : o->c_min;
                drawn[j] = powl(c->supply[j], o->alpha) * powl(at, -(long double)o->beta);
            }
            all += drawn[j];
        }
        for (int64_t j = 0; j < c->m; j++) {
            chance[i * c->m + j] = all > 0 ? (double)(drawn[j] / all) : (double)NAN;
            if (all > 0 && !isnan(c->demand[i])) {
                visits[j] += c->demand[i] * chance[i * c->m + j];
            }
        }
    }
}
