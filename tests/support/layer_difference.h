/* SPDX-License-Identifier: MIT */
#ifndef GEO_TEST_LAYER_DIFFERENCE_H
#define GEO_TEST_LAYER_DIFFERENCE_H

#include "geo/layer.h"

/* What two layers first differ in, or NULL: geometry and columns bit by bit, names, ids. */
const char *layer_difference(const geo_layer *a, const geo_layer *b);

#endif /* GEO_TEST_LAYER_DIFFERENCE_H */
