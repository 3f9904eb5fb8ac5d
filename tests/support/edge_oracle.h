/* SPDX-License-Identifier: MIT */
/* Distances between any two geometries by a scan of every pair of edges. */
#ifndef GEO_TEST_EDGE_ORACLE_H
#define GEO_TEST_EDGE_ORACLE_H

#include "geo/layer.h"

/* Between feature i of g and feature j of h, which have positions; 0 where they meet. */
double slow_distance(const geo_geometry *g, int64_t i, const geo_geometry *h, int64_t j);
/* From a place. */
double slow_distance_from(double x, double y, const geo_geometry *g, int64_t feature);

#endif /* GEO_TEST_EDGE_ORACLE_H */
