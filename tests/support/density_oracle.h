/* SPDX-License-Identifier: MIT */
/* HDBSCAN* as it is defined, slowly: a set of points falls apart where the longest link of its
 * spanning tree is, which is built anew for every set. */
#ifndef GEO_TEST_DENSITY_ORACLE_H
#define GEO_TEST_DENSITY_ORACLE_H

#include "geo/hierarchy.h"
#include "support.h"

enum { ORACLE_POINTS = 700, ORACLE_NODES = 700 };

typedef struct oracle_link {
    double w2;
    int64_t low, high;
} oracle_link;

typedef struct density_oracle {
    int64_t n;
    const double *x, *y;
    geo_hdbscan_options o;
    double core2[ORACLE_POINTS];
    int64_t node[ORACLE_POINTS], label[ORACLE_POINTS];
    double leave_m[ORACLE_POINTS], probability[ORACLE_POINTS], outlier[ORACLE_POINTS];
    int64_t node_count, cluster_count;
    int64_t parent[ORACLE_NODES], size[ORACLE_NODES];
    double birth_m[ORACLE_NODES], death_m[ORACLE_NODES], stability[ORACLE_NODES];
    bool chosen[ORACLE_NODES];
} density_oracle;

/* All of the above from n, x, y and o; n >= 1. */
void density_oracle_run(density_oracle *d);

/* The spanning tree of `count` of the points, in order: link [count - 1]. */
void density_oracle_tree(const density_oracle *d, const int64_t *point, int64_t count,
                         oracle_link *link);
void density_oracle_cores(density_oracle *d);

#endif /* GEO_TEST_DENSITY_ORACLE_H */
