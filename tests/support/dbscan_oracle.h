/* SPDX-License-Identifier: MIT */
/* DBSCAN by its definition, in space or in space and time: every pair is compared. */
#ifndef GEO_TEST_DBSCAN_ORACLE_H
#define GEO_TEST_DBSCAN_ORACLE_H

#include "geo/cluster.h"
#include "support.h"

void slow_dbscan(int64_t n, const double *x, const double *y, const double *weight,
                 const geo_dbscan_options *options, int64_t *label, uint8_t *role, int64_t *count);

#endif /* GEO_TEST_DBSCAN_ORACLE_H */
