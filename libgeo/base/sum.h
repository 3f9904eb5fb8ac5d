/* SPDX-License-Identifier: MIT */
/* A sum that carries what rounding loses (Neumaier 1974, doi:10.1002/zamm.19740540106): its
 * error does not grow with the number of terms. */
#ifndef GEOI_SUM_H
#define GEOI_SUM_H

#include <math.h>
#include <stdint.h>

/* Starts as {0}. */
typedef struct geoi_sum {
    double high, low;
} geoi_sum;

static inline void geoi_sum_add(geoi_sum *s, double term)
{
    double high = s->high + term;
    if (fabs(s->high) >= fabs(term)) {
        s->low += (s->high - high) + term;
    } else {
        s->low += (term - high) + s->high;
    }
    s->high = high;
}

/* Add what another sum holds: partial sums of chunks, in chunk order. */
static inline void geoi_sum_merge(geoi_sum *s, const geoi_sum *other)
{
    geoi_sum_add(s, other->high);
    s->low += other->low;
}

static inline double geoi_sum_value(const geoi_sum *s)
{
    return s->high + s->low;
}

/* The sum of n terms that stand side by side, in lanes that a processor adds at once: as exact,
 * and the same on any machine. Not finite where a term or the sum is not. */
double geoi_sum_of(int64_t n, const double *term);

#endif /* GEOI_SUM_H */
