/* SPDX-License-Identifier: MIT */
#include "base/sum.h"

#include <string.h>

/* Two doubles that the processor adds at once; four such pairs wait for no other's result. */
typedef double pair __attribute__((__vector_size__(16)));
enum { PAIRS = 4, WIDTH = 2 * PAIRS };

/* Add and keep what rounding loses, whichever of the two is larger: Knuth, TAOCP 2, 4.2.2. */
static inline void add_pair(pair *high, pair *low, pair term)
{
    pair sum = *high + term, part = sum - *high;
    *low += (*high - (sum - part)) + (term - part);
    *high = sum;
}

double geoi_sum_of(int64_t n, const double *term)
{
    pair high[PAIRS] = {{0.0, 0.0}}, low[PAIRS] = {{0.0, 0.0}}, next;
    geoi_sum all = {0.0, 0.0};
    int64_t k = 0;
    for (; k + WIDTH <= n; k += WIDTH) {
        for (int p = 0; p < PAIRS; p++) {
            memcpy(&next, term + k + 2 * p, sizeof next);
            add_pair(&high[p], &low[p], next);
        }
    }
    for (int p = 0; p < PAIRS; p++) {
        for (int lane = 0; lane < 2; lane++) {
            const geoi_sum one = {high[p][lane], low[p][lane]};
            geoi_sum_merge(&all, &one);
        }
    }
    for (; k < n; k++) {
        geoi_sum_add(&all, term[k]);
    }
    return geoi_sum_value(&all);
}
