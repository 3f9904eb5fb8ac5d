/* SPDX-License-Identifier: MIT */
/* Places whose middle, hull and spread are to be found: even, on a lattice, on a circle, in a line,
 * and far apart with many on one axis. */
#ifndef GEO_TEST_SPREAD_PLACES_H
#define GEO_TEST_SPREAD_PLACES_H

#include "support.h"

enum { SPREAD_KINDS = 5 };
void fill_spread(int kind, int64_t n, uint64_t seed, double *x, double *y);

#endif /* GEO_TEST_SPREAD_PLACES_H */
