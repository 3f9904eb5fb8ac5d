/* SPDX-License-Identifier: MIT */
/* What the steps of k-means share: points in blocks of neighbours, and the centres. */
#ifndef GEOI_KMEANS_INTERNAL_H
#define GEOI_KMEANS_INTERNAL_H

#include "base/sum.h"
#include "metrics/points.h"

enum {
    GEOI_BLOCK = 64,                            /* points of a block */
    GEOI_BATCH_BLOCKS = 64,                     /* blocks of a batch, a parallel chunk */
    GEOI_BATCH = GEOI_BLOCK * GEOI_BATCH_BLOCKS /* points of a batch */
};

/* Weight and weighted sum of places, from the origin of geoi_kmeans. */
typedef struct geoi_moments {
    double weight, x, y;
} geoi_moments;

typedef struct geoi_kmeans_block {
    geo_box box;
    geoi_moments all;  /* of its points, added in order */
    int64_t label;     /* of all its points, or -1 when they differ */
    double largest_d2; /* while starting: of its points to their nearest centre */
    double chance;     /* while starting: sum of weight * d2 */
} geoi_kmeans_block;

/* The centres that a batch's points may belong to, ascending, and what they got of it. */
typedef struct geoi_kmeans_batch {
    int64_t count, room, moment_room;
    int64_t *centre;
    geoi_moments *moments;
    bool changed; /* a label */
    geoi_sum inertia;
} geoi_kmeans_batch;

typedef struct geoi_kmeans {
    geo_ctx *ctx;
    int64_t n, k, block_count, batch_count;
    double origin_x, origin_y; /* sums are taken from here, so that places far away lose nothing */
    double *x, *y, *weight;    /* [n] along a Hilbert curve */
    int64_t *index;            /* [n] into the points given */
    int64_t *label;            /* [n] */
    double *d2;                /* [n] while starting: to the nearest centre */
    geoi_kmeans_block *block;  /* [block_count] */
    geoi_kmeans_batch *batch;  /* [batch_count] */
    double *centre_x, *centre_y; /* [k] */
} geoi_kmeans;

static inline geo_span geoi_block_points(const geoi_kmeans *m, int64_t block)
{
    int64_t end = (block + 1) * GEOI_BLOCK;
    geo_span s = {block * GEOI_BLOCK, end < m->n ? end : m->n};
    return s;
}

/* Sort into blocks. m->ctx, n and k are set; points outlive m only for this call. */
geo_status geoi_kmeans_make_blocks(geoi_kmeans *m, const geoi_points *points, const double *weight);
void geoi_kmeans_clear(geoi_kmeans *m);

/* Choose k points as centres (k-means++). */
geo_status geoi_kmeans_start(geoi_kmeans *m, uint64_t seed);
/* The step of it: a centre more, and d2 is to the nearest of all. */
geo_status geoi_kmeans_add_centre(geoi_kmeans *m, int64_t centre, double x, double y);

/* Every point to its nearest centre, the lower at equal distance; moments [k] of the clusters
 * are functions of the labels alone. *changed tells whether any label did. */
geo_status geoi_kmeans_assign(geoi_kmeans *m, geoi_moments *moments, bool *changed);

#endif /* GEOI_KMEANS_INTERNAL_H */
