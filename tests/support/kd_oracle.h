/* SPDX-License-Identifier: MIT */
/* Duranton and Overman's Kd as a sum over all pairs, and the rules for its scales. */
#ifndef GEO_TEST_KD_ORACLE_H
#define GEO_TEST_KD_ORACLE_H

#include "support.h"

/* Kd at distance r of those whose `member` is not 0; weight NULL = 1 each. */
double slow_kd(int64_t n, const double *x, const double *y, const uint8_t *member,
               const double *weight, double h, double r);

/* R's bw.nrd0 and median of the distances between those of n, at most 400, that are in. */
void slow_rules(int64_t n, const double *x, const double *y, const uint8_t *in, double *h,
                double *median);

#endif /* GEO_TEST_KD_ORACLE_H */
