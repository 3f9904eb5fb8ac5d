/* SPDX-License-Identifier: MIT */
/* What is inside weights, and how they are made. */
#ifndef GEOI_WEIGHTS_INTERNAL_H
#define GEOI_WEIGHTS_INTERNAL_H

#include "base/base.h"
#include "base/digest.h"
#include "geo/weights.h"

struct geo_weights {
    int64_t n;
    int64_t *begin;      /* [n + 1] */
    int32_t *neighbour;  /* [begin[n]] ascending in each row */
    double *weight;      /* [begin[n]] */
    geoi_digest *digest; /* of the file they were read from, or NULL */
};

/* Squares of sums of weights between these are numbers still. */
#define GEOI_WEIGHT_LEAST 1e-100
#define GEOI_WEIGHT_MOST 1e100

/* Room for so many pairs; begin is zeroed. GEO_LIMIT: too many features. */
geo_status geoi_weights_room(geo_ctx *ctx, int64_t n, int64_t pairs, geo_weights **out);

/* begin[i + 1] holds the number of pairs of row i: make begins of them. */
void geoi_weights_add_up(geo_weights *weights);

/* Rows that were filled in any order become ascending; pairs of too little weight go. GEO_DATA: a
 * weight is too large. */
geo_status geoi_weights_finish(geo_ctx *ctx, geo_weights *weights);

/* Neighbours as they are found, perhaps more than once. Starts as {0}; release key. */
typedef struct geoi_neighbours {
    uint64_t *key; /* i << 32 | j */
    int64_t n, room;
} geoi_neighbours;

/* Each of the other. */
geo_status geoi_neighbours_add(geo_ctx *ctx, geoi_neighbours *list, int64_t i, int64_t j);
/* Weight 1 for each pair that was added; the list is of no use afterwards. */
geo_status geoi_neighbours_weights(geo_ctx *ctx, geoi_neighbours *list, int64_t n,
                                   geo_weights **out);

/* w_ji of w_ij. */
geo_status geoi_weights_transpose(geo_ctx *ctx, const geo_weights *weights, geo_weights **out);

#endif /* GEOI_WEIGHTS_INTERNAL_H */
