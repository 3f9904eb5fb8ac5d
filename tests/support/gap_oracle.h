/* SPDX-License-Identifier: MIT */
/* The deepest point of a gap, found by trying every place where it can be. */
#ifndef GEO_TEST_GAP_ORACLE_H
#define GEO_TEST_GAP_ORACLE_H

#include "geo/layer.h"
#include "support.h"

/* How far (x, y) is from the nearest of n sites. */
double depth_at(int64_t n, const double *site_x, const double *site_y, double x, double y);

/* The greatest depth in feature `gap` of g: at its corners, where bisectors of two sites meet its
 * edges, and in the centres of circles through three sites. */
double deepest_of_all(const geo_geometry *g, int64_t gap, int64_t n, const double *site_x,
                      const double *site_y);

#endif /* GEO_TEST_GAP_ORACLE_H */
