/* SPDX-License-Identifier: MIT */
/* Units that people live in, by ascending value. */
#ifndef GEOI_EQUITY_INTERNAL_H
#define GEOI_EQUITY_INTERNAL_H

#include "base/base.h"
#include "geo/equity.h"

typedef struct geoi_ranked {
    int64_t n; /* with people */
    int64_t used, unknown;
    double *value, *weight; /* [n], in scratch */
    int64_t *row;           /* [n] which unit each is */
} geoi_ranked;

/* Check values and weights and rank them; equals keep their order. */
geo_status geoi_rank(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                     geoi_ranked *out);

/* Weights, and weights times values, of the n units that begin at value and weight. */
typedef struct geoi_totals {
    double weight, access;
} geoi_totals;
geoi_totals geoi_totals_of(int64_t n, const double *value, const double *weight);

/* All but the counts, of the n ranked units that begin at value and weight. */
void geoi_equity_of(int64_t n, const double *value, const double *weight, double standard,
                    geo_equity *out);

#endif /* GEOI_EQUITY_INTERNAL_H */
