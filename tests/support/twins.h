/* SPDX-License-Identifier: MIT */
/* Layers that should be the same places, read from files in different systems. */
#ifndef GEO_TEST_TWINS_H
#define GEO_TEST_TWINS_H

#include "geo/layer.h"

/* As many features, each with as many positions and the same box to 1e-10 degrees. */
void assert_twins(const geo_layer *a, const geo_layer *b);
/* Every vertex of `b` is one of the same feature of `a`: rings may be turned or rotated. */
void assert_same_vertices(const geo_layer *a, const geo_layer *b, double tolerance);
/* The text column `name` is the same. */
void assert_same_texts(const geo_layer *a, const geo_layer *b, const char *name);

#endif /* GEO_TEST_TWINS_H */
