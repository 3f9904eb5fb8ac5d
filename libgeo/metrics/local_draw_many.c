/* SPDX-License-Identifier: MIT */
/* Many neighbours, or of few features: the first k of all features in an order that is shuffled,
 * and put back after each permutation. And where there are few choices, each of them. */
#include "metrics/local_draw.h"
#include "metrics/random_words.h"

static void swap(uint32_t *order, int64_t a, int64_t b)
{
    uint32_t place = order[a];
    order[a] = order[b];
    order[b] = place;
}

/* ---- At random ----------------------------------------------------------------------------- */

void geoi_urn_draw_many(const geoi_urn *u, int64_t permutations, uint32_t *order, uint32_t *place,
                        geoi_tally *out)
{
    geoi_words words = {.seed = u->seed, .item = u->item};
    int64_t others = u->n - 1;
    swap(order, u->self, others);
    for (int64_t done = 0; done < permutations; done++) {
        for (int64_t j = 0; j < u->k; j++) {
            place[j] = (uint32_t)j + geoi_below(&words, (uint32_t)(others - j));
            swap(order, j, place[j]);
        }
        geoi_tally_drawn(out, u, order, 1);
        for (int64_t j = u->k - 1; j >= 0; j--) {
            swap(order, j, place[j]);
        }
    }
    swap(order, u->self, others);
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
static bool next_combination(uint32_t *place, int64_t k, int64_t others)
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

/* Those from the feature itself on stand one place farther. */
static void take_combinations(const geoi_urn *u, uint32_t *drawn, uint32_t *place, geoi_tally *out)
{
    for (int64_t j = 0; j < u->k; j++) {
        place[j] = (uint32_t)j;
    }
    do {
        for (int64_t j = 0; j < u->k; j++) {
            drawn[j] = place[j] + (place[j] >= u->self ? 1 : 0);
        }
        geoi_tally_drawn(out, u, drawn, 1);
    } while (next_combination(place, u->k, u->n - 1));
}

/* The same swaps as at random, told by the digits of the choice's number. */
static void take_arrangements(const geoi_urn *u, uint32_t *order, uint32_t *place, int64_t choices,
                              geoi_tally *out)
{
    int64_t others = u->n - 1;
    swap(order, u->self, others);
    for (int64_t number = 0; number < choices; number++) {
        int64_t rest = number;
        for (int64_t j = 0; j < u->k; j++) {
            place[j] = (uint32_t)(j + rest % (others - j));
            rest /= others - j;
            swap(order, j, place[j]);
        }
        geoi_tally_drawn(out, u, order, 1);
        for (int64_t j = u->k - 1; j >= 0; j--) {
            swap(order, j, place[j]);
        }
    }
    swap(order, u->self, others);
}

void geoi_urn_take_all(const geoi_urn *u, uint32_t *order, uint32_t *place, int64_t choices,
                       geoi_tally *out)
{
    if (!u->equal) {
        take_arrangements(u, order, place, choices, out);
        return;
    }
    take_combinations(u, order, place, out);
    for (int64_t j = 0; j < u->k; j++) {
        order[j] = (uint32_t)j;
    }
}
