/* SPDX-License-Identifier: MIT */
/* What is inside a kd-tree; for the files kdtree_*.c only. */
#ifndef GEOI_KDTREE_INTERNAL_H
#define GEOI_KDTREE_INTERNAL_H

#include "space/kdtree.h"

/* A complete binary tree, numbered as a heap: node 1 is the root, node i has the children 2i
 * and 2i + 1, and the leaves are leaf_count .. 2 leaf_count - 1. A node has no pointers: node
 * j of a level with `count` nodes holds the points [n j / count, n (j + 1) / count). */
struct geoi_kdtree {
    int64_t n, leaf_count; /* a power of two */
    geo_box *box;          /* [2 * leaf_count] smallest box of each node; slot 0 is unused */
    double *x, *y;         /* [n] in leaf order */
    int64_t *id;           /* [n] */
    double *weight;        /* [n] in leaf order; NULL until weighed */
    double *node_weight;   /* [2 * leaf_count]; NULL until weighed */
};

/* floor(n j / count) without the overflow of n j. */
static inline int64_t geoi_kdtree_cut(int64_t n, int64_t count, int64_t j)
{
    return n / count * j + n % count * j / count;
}

#endif /* GEOI_KDTREE_INTERNAL_H */
