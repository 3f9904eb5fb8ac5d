/* SPDX-License-Identifier: MIT */
/* Permutations drawn side by side: by loops that compilers turn into vector operations
 * (local_draw_few.c), or by the registers of AVX-512 (local_draw_widest.c). All give the same
 * numbers. */
#ifndef GEOI_LOCAL_DRAW_LANES_H
#define GEOI_LOCAL_DRAW_LANES_H

#include <stdalign.h>

#include "metrics/local_draw.h"

enum { GEOI_LANES = 16, GEOI_BATCH = 4 * GEOI_LANES, GEOI_LANE_ALIGN = 64 };

#if defined(__x86_64__) && defined(__GNUC__)
#define GEOI_DRAW_WIDE 1
#else
#define GEOI_DRAW_WIDE 0
#endif

/* A stream of random numbers each. */
typedef struct geoi_lanes {
    alignas(GEOI_LANE_ALIGN) uint32_t s[4][GEOI_LANES];
} geoi_lanes;

/* Draws of a batch: neighbour j of permutation p is index[j][p]. */
typedef struct geoi_batch {
    alignas(GEOI_LANE_ALIGN) uint32_t index[GEOI_FEW][GEOI_BATCH];
    uint64_t again; /* a bit each: draw the permutation again */
    uint32_t spare; /* products whose lower half is below it are one too many */
} geoi_batch;

void geoi_begin_lanes(const geoi_urn *u, geoi_lanes *l);

/* Draw the neighbours of a batch, and tell which to draw again. */
typedef void (*geoi_draw_fn)(const geoi_urn *u, geoi_lanes *l, geoi_batch *b);
void geoi_draw_plain(const geoi_urn *u, geoi_lanes *l, geoi_batch *b);
/* Where GEOI_DRAW_WIDE, and the processor has AVX-512 F. */
void geoi_draw_widest(const geoi_urn *u, geoi_lanes *l, geoi_batch *b);

/* ---- What the draws come to (local_draw_sums.c) --------------------------------------------- */

/* How a feature's sums are taken. */
typedef struct geoi_sums {
    const geoi_urn *u;
    bool whole;                  /* in whole numbers */
    float weight[GEOI_FEW], own; /* where not */
    int32_t above, below;        /* sums beyond these are on their side for certain */
} geoi_sums;

geoi_sums geoi_sums_of(const geoi_urn *u);

/* Count the first `count` permutations of a batch, in which no two neighbours are equal. */
void geoi_sums_count(const geoi_sums *s, const geoi_batch *b, int count, geoi_tally *out);

#endif /* GEOI_LOCAL_DRAW_LANES_H */
