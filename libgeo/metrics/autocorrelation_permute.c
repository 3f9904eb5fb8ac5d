/* SPDX-License-Identifier: MIT */
/* Values dealt out to all features. Each permutation is made from the one order by a shuffle of
 * its own (Fisher & Yates; the words of Philox keyed by seed and permutation), or, when all are
 * taken, from its number: so threads share them out in any way. */
#include "base/sum.h"
#include "metrics/autocorrelation_internal.h"
#include "metrics/random_words.h"

enum { GRAIN = 16, EXACT_MOST = 12 };

typedef struct deck {
    geo_ctx *ctx;
    const geoi_dealing *d;
    uint64_t seed;
    bool exact;
    double *result; /* [permutations * count] */
} deck;

/* ---- Orders ------------------------------------------------------------------------------ */

static void shuffle(const deck *k, int64_t number, int32_t *order)
{
    geoi_words w = {.seed = k->seed, .item = (uint64_t)number};
    int64_t n = k->d->n;
    for (int64_t i = 0; i < n; i++) {
        order[i] = (int32_t)i;
    }
    for (int64_t i = n - 1; i > 0; i--) {
        uint32_t j = geoi_below(&w, (uint32_t)i + 1);
        int32_t swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
}

/* The same swaps, each told by a digit of the number in the factorial system. */
static void unrank(const deck *k, int64_t number, int32_t *order)
{
    int64_t n = k->d->n;
    for (int64_t i = 0; i < n; i++) {
        order[i] = (int32_t)i;
    }
    for (int64_t i = n - 1; i > 0; i--) {
        int64_t j = number % (i + 1);
        int32_t swap = order[i];
        number /= i + 1;
        order[i] = order[j];
        order[j] = swap;
    }
}

static geo_status deal_chunk(void *job, int64_t begin, int64_t end)
{
    const deck *k = job;
    const geoi_dealing *d = k->d;
    geo_status status = GEO_OK;
    int32_t *order = NULL;
    double *room = NULL; /* x, y, and the statistic's own */
    GEO_TRY(geoi_array_raw(k->ctx, d->n, sizeof *order, &order));
    GEO_TRY(geoi_array_raw(k->ctx, 3 * d->n, sizeof *room, &room));
    double *x = room, *y = room + d->n;
    for (int64_t number = begin; number < end; number++) {
        double got[GEOI_STATISTICS];
        (k->exact ? unrank : shuffle)(k, number, order);
        for (int64_t i = 0; i < d->n; i++) {
            x[i] = d->x[d->x_stays ? i : order[i]];
            y[i] = d->y != NULL ? d->y[order[i]] : 0.0;
        }
        d->statistic(d->user, x, y, room + 2 * d->n, got);
        for (int s = 0; s < d->count; s++) {
            k->result[number * d->count + s] = got[s];
        }
    }
done:
    geoi_release(order);
    geoi_release(room);
    return status;
}

/* ---- What they tell ----------------------------------------------------------------------- */

static void conclude(const deck *k, int64_t total, int which, geo_tail tail, geo_global *out)
{
    geoi_sum sum = {0.0, 0.0}, squares = {0.0, 0.0};
    int64_t greater = 0, less = 0;
    double slack = geoi_slack(out->value);
    if (isnan(out->value)) {
        out->perm_mean = out->perm_variance = out->perm_z = out->perm_p = (double)NAN;
        return; /* nothing compares with it */
    }
    for (int64_t p = 0; p < total; p++) {
        double got = k->result[p * k->d->count + which];
        greater += got >= out->value - slack;
        less += got <= out->value + slack;
        geoi_sum_add(&sum, got);
    }
    out->perm_mean = geoi_sum_value(&sum) / (double)total;
    for (int64_t p = 0; p < total; p++) {
        double off = k->result[p * k->d->count + which] - out->perm_mean;
        geoi_sum_add(&squares, off * off);
    }
    out->perm_variance = geoi_sum_value(&squares) / (double)total;
    out->perm_z = out->perm_variance > slack * slack /* else all are equal but for rounding */
                      ? (out->value - out->perm_mean) / sqrt(out->perm_variance)
                      : (double)NAN;
    out->perm_p = geoi_p_of_counts(greater, less, total, k->exact, tail);
    out->permutations = total;
    out->exact = k->exact;
}

/* n!, or more than any number of permutations. */
static int64_t arrangements(int64_t n)
{
    int64_t product = 1;
    for (int64_t i = 2; i <= n && i <= EXACT_MOST; i++) {
        product *= i;
    }
    return n > EXACT_MOST ? INT64_MAX : product;
}

geo_status geoi_deal(geo_ctx *ctx, const geoi_dealing *d, const geo_autocorrelation_options *o,
                     geo_global *const out[GEOI_STATISTICS])
{
    geo_status status = GEO_OK;
    int64_t all = arrangements(d->n);
    deck k = {.ctx = ctx, .d = d, .seed = o->seed, .exact = all <= o->permutations};
    int64_t total = k.exact ? all : o->permutations;
    if (total == 0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_array_raw(ctx, total * d->count, sizeof *k.result, &k.result));
    GEO_TRY(geoi_parallel(ctx, total, GRAIN, deal_chunk, &k));
    for (int s = 0; s < d->count; s++) {
        conclude(&k, total, s, o->tail, out[s]);
    }
done:
    geoi_release(k.result);
    return status;
}
