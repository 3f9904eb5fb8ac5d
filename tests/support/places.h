/* SPDX-License-Identifier: MIT */
/* Places in metres that searches find hard, and a few whose answers are known. */
#ifndef GEO_TEST_PLACES_H
#define GEO_TEST_PLACES_H

#include <stdint.h>

#include "geo/layer.h"

/* Kinds of places: even, clustered, a lattice full of ties, many on few places, one line, and a
 * dense core with a wide rim. */
enum { PLACE_KINDS = 6 };
void fill_places(int kind, int64_t n, uint64_t seed, double *x, double *y);

/* METHODS 2.1. */
extern const double golden_places_x[6], golden_places_y[6];

/* A square with a hole, a line, a multipoint, nothing, a square in the hole, and a collection
 * of a point and a line. */
extern const geo_geometry mixed_facilities;

#endif /* GEO_TEST_PLACES_H */
