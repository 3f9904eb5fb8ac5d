/* SPDX-License-Identifier: MIT */
/* Weights among the cells of a lattice, and the slow way to look one up. */
#ifndef GEO_TEST_LATTICE_WEIGHTS_H
#define GEO_TEST_LATTICE_WEIGHTS_H

#include "geo/autocorrelation.h"
#include "geo/weights.h"
#include "support.h"

/* "rook B", "queen W", "island S": neighbours and coding of a lattice of side x side cells, row by
 * row; island is rook without the last cell. */
geo_weights *lattice_weights(geo_ctx *ctx, int64_t side, const char *how);

/* Every pair with the chance `share`, with weights in (0, 2) or, if `binary`, 1. */
geo_weights *chance_weights(geo_ctx *ctx, int64_t n, double share, bool binary, uint64_t seed);

/* w_ij, 0 where there is no pair. */
double weight_at(const geo_weights *weights, int64_t i, int64_t j);

/* The sum of a row. */
double row_total(const geo_weights *weights, int64_t i);

/* Options of so many permutations and that tail, islands left out. */
geo_autocorrelation_options permuted(int64_t permutations, geo_tail tail);

#endif /* GEO_TEST_LATTICE_WEIGHTS_H */
