/* SPDX-License-Identifier: MIT */
/* Many neighbours, or of few features: the first k of a shuffled pool, which is put back in order
 * after each permutation. And where there are few choices, each of them. */
#include "metrics/local_draw.h"
#include "metrics/random_words.h"

static void swap(double *pool, int64_t a, int64_t b)
{
    double value = pool[a];
    pool[a] = pool[b];
    pool[b] = value;
}

/* ---- At random ----------------------------------------------------------------------------- */

void geoi_urn_draw_many(const geoi_urn *u, int64_t permutations, double *pool, int32_t *place,
                        geoi_tally *out)
{
    geoi_words words = {.seed = u->seed, .item = u->item};
    int64_t others = u->n - 1;
    swap(pool, u->self, others);
    for (int64_t done = 0; done < permutations; done++) {
        double sum = 0.0;
        for (int64_t j = 0; j < u->k; j++) {
            place[j] = (int32_t)(j + geoi_below(&words, (uint32_t)(others - j)));
            swap(pool, j, place[j]);
            sum += u->weight[j] * geoi_urn_value(u, pool[j]);
        }
        for (int64_t j = u->k - 1; j >= 0; j--) {
            swap(pool, j, place[j]);
        }
        geoi_tally_add(out, u, sum);
    }
    swap(pool, u->self, others);
}

/* ---- Each choice --------------------------------------------------------------------------- */

int64_t geoi_urn_choices(const geoi_urn *u, int64_t most)
{
    int64_t choices = 1, others = u->n - 1;
    int64_t k = u->equal && u->k > others / 2 ? others - u->k : u->k;
    for (int64_t j = 0; j < k; j++) {
        choices = u->equal ? choices * (others - j) / (j + 1) : choices * (others - j);
        if (choices > most) {
            break;
        }
    }
    return choices;
}

/* place becomes the next combination of k of `others` in their order; false after the last. */
static bool next_combination(int32_t *place, int64_t k, int64_t others)
{
    int64_t j = k - 1;
    while (j >= 0 && place[j] == others - k + j) {
        j--;
    }
    if (j < 0) {
        return false;
    }
    place[j]++;
    for (int64_t i = j + 1; i < k; i++) {
        place[i] = place[i - 1] + 1;
    }
    return true;
}

static void take_combinations(const geoi_urn *u, const double *pool, int32_t *place,
                              geoi_tally *out)
{
    for (int64_t j = 0; j < u->k; j++) {
        place[j] = (int32_t)j;
    }
    do {
        double sum = 0.0;
        for (int64_t j = 0; j < u->k; j++) {
            sum += u->weight[j] * geoi_urn_value(u, pool[place[j]]);
        }
        geoi_tally_add(out, u, sum);
    } while (next_combination(place, u->k, u->n - 1));
}

/* The same swaps as at random, told by the digits of the choice's number. */
static void take_arrangements(const geoi_urn *u, double *pool, int32_t *place, int64_t choices,
                              geoi_tally *out)
{
    int64_t others = u->n - 1;
    for (int64_t number = 0; number < choices; number++) {
        double sum = 0.0;
        int64_t rest = number;
        for (int64_t j = 0; j < u->k; j++) {
            place[j] = (int32_t)(j + rest % (others - j));
            rest /= others - j;
            swap(pool, j, place[j]);
            sum += u->weight[j] * geoi_urn_value(u, pool[j]);
        }
        for (int64_t j = u->k - 1; j >= 0; j--) {
            swap(pool, j, place[j]);
        }
        geoi_tally_add(out, u, sum);
    }
}

void geoi_urn_take_all(const geoi_urn *u, double *pool, int32_t *place, int64_t choices,
                       geoi_tally *out)
{
    swap(pool, u->self, u->n - 1);
    if (u->equal) {
        take_combinations(u, pool, place, out);
    } else {
        take_arrangements(u, pool, place, choices, out);
    }
    swap(pool, u->self, u->n - 1);
}
