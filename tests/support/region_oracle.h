/* SPDX-License-Identifier: MIT */
/* Regions the slow way: by trying every edge, and every partition. */
#ifndef GEO_TEST_REGION_ORACLE_H
#define GEO_TEST_REGION_ORACLE_H

#include "geo/weights.h"
#include "support.h"

enum { ORACLE_ZONES = 64 };

/* Zones 0 .. n - 1 with a value and an amount each, and who touches whom. */
typedef struct oracle_zones {
    int n;
    bool touch[ORACLE_ZONES][ORACLE_ZONES];
    double value[ORACLE_ZONES], amount[ORACLE_ZONES];
} oracle_zones;

/* A connected graph: a random tree, and `more` pairs. */
void random_zones(oracle_zones *z, int n, int more, uint64_t seed);
geo_weights *zone_weights(geo_ctx *ctx, const oracle_zones *z);

/* Each label's zones hang together and have at least the floor; labels are 0, 1, ... as they come.
 * Returns how many there are. */
int assert_regions(const oracle_zones *z, double floor, const int64_t *label);

/* Sum over pairs of a region of |x_i - x_j|, and sum of squared differences from its mean. */
double slow_heterogeneity(const oracle_zones *z, const int64_t *label);
double slow_ssd(const oracle_zones *z, const int64_t *label);

/* SKATER, each cut by looking at every edge that is left; no more than `regions`. */
void slow_skater(const oracle_zones *z, int regions, double floor, int64_t *label);

/* The most regions that any partition has, and the least heterogeneity of such. n <= 9. */
int slow_max_p(const oracle_zones *z, double floor, double *heterogeneity);

#endif /* GEO_TEST_REGION_ORACLE_H */
