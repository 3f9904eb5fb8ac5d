/* SPDX-License-Identifier: MIT */
#include "metrics/labels.h"

#include "metrics/agglomeration_internal.h"
#include "metrics/autocorrelation_internal.h"
#include "metrics/random_words.h"

static const int64_t simulations_max = 10000000;

geo_status geoi_chance_check(geo_ctx *ctx, const geo_chance_options *theirs,
                             geo_chance_options *mine)
{
    geo_status status = GEO_OK;
    *mine = geo_chance_options_default();
    GEO_TRY(geoi_options(ctx, mine, theirs));
    if (mine->simulations < 0 || mine->simulations > simulations_max) {
        GEO_TRY(geoi_fail(ctx, GEO_INVALID, "%lld simulations, not 0 to %lld",
                          (long long)mine->simulations, (long long)simulations_max));
    }
    if ((int)mine->tail < GEO_TAIL_FOLDED || mine->tail > GEO_TAIL_LESS) {
        GEO_TRY(geoi_fail(ctx, GEO_INVALID, "there is no tail %d", (int)mine->tail));
    }
    if (!(mine->alpha > 0.0 && mine->alpha < 1.0)) {
        GEO_TRY(geoi_fail(ctx, GEO_INVALID, "alpha %g is not between 0 and 1", mine->alpha));
    }
done:
    return status;
}

/* ---- Arrangements -------------------------------------------------------------------------- */

/* n! over the product of the counts' factorials, or more than `most`: built up label by label, so
 * that it never falls. */
static int64_t arrangements(const geoi_labels *l, int64_t most)
{
    int64_t product = 1, placed = 0;
    for (int64_t k = 0; k < l->kinds; k++) {
        for (int64_t i = 1; i <= l->count[k]; i++) {
            product = product * ++placed / i; /* whole: a binomial times those before */
            if (product > most) {
                return product;
            }
        }
    }
    return product;
}

geo_status geoi_labels_create(geo_ctx *ctx, int64_t n, const int32_t *label, int64_t kinds,
                              const geo_chance_options *o, geoi_labels *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_labels){.n = n, .kinds = kinds, .label = label, .seed = o->seed};
    GEO_TRY(geoi_array(ctx, kinds, sizeof *out->count, &out->count));
    for (int64_t i = 0; i < n; i++) {
        out->count[label[i]]++;
    }
    int64_t all = arrangements(out, o->simulations);
    out->exact = all <= o->simulations;
    out->total = out->exact ? all : o->simulations;
done:
    return status;
}

void geoi_labels_clear(geoi_labels *labels)
{
    geoi_release(labels->count);
    *labels = (geoi_labels){0};
}

/* Which label comes first is told by which share of all the number falls into, and so on. */
static void unrank(const geoi_labels *l, int64_t number, int64_t *left, int32_t *dealt)
{
    int64_t all = l->total;
    for (int64_t k = 0; k < l->kinds; k++) {
        left[k] = l->count[k];
    }
    for (int64_t i = 0; i < l->n; i++) {
        int64_t places = l->n - i, kind = 0, those = all * left[0] / places;
        while (number >= those) {
            number -= those;
            kind++;
            those = all * left[kind] / places;
        }
        dealt[i] = (int32_t)kind;
        left[kind]--;
        all = those;
    }
}

static void shuffle(const geoi_labels *l, int64_t number, int32_t *dealt)
{
    geoi_words words = {.seed = l->seed, .item = (uint64_t)number};
    for (int64_t i = 0; i < l->n; i++) {
        dealt[i] = l->label[i];
    }
    for (int64_t i = l->n - 1; i > 0; i--) {
        uint32_t j = geoi_below(&words, (uint32_t)i + 1);
        int32_t swap = dealt[i];
        dealt[i] = dealt[j];
        dealt[j] = swap;
    }
}

void geoi_labels_deal(const geoi_labels *labels, int64_t number, int64_t *left, int32_t *dealt)
{
    if (labels->exact) {
        unrank(labels, number, left, dealt);
    } else {
        shuffle(labels, number, dealt);
    }
}

/* ---- What they tell -------------------------------------------------------------------------- */

geoi_chance geoi_chance_of(double value, int64_t total, double *simulated, bool exact,
                           const geo_chance_options *o)
{
    geoi_chance c = {(double)NAN, (double)NAN, (double)NAN, (double)NAN};
    int64_t n = 0, greater = 0, less = 0;
    double sum = 0.0, slack = geoi_slack(value);
    for (int64_t s = 0; s < total; s++) {
        if (!isnan(simulated[s])) {
            simulated[n++] = simulated[s];
        }
    }
    if (n == 0 || isnan(value)) {
        return c;
    }
    geoi_sort_values(n, simulated);
    for (int64_t s = 0; s < n; s++) {
        sum += simulated[s];
        greater += simulated[s] >= value - slack;
        less += simulated[s] <= value + slack;
    }
    c.mean = sum / (double)n;
    c.low = geoi_quantile_of_sorted(simulated, n, o->alpha / 2.0);
    c.high = geoi_quantile_of_sorted(simulated, n, 1.0 - o->alpha / 2.0);
    c.p = geoi_p_of_counts(greater, less, n, exact, o->tail);
    return c;
}
