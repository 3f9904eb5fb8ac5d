/* SPDX-License-Identifier: MIT */
/* Most buildings, parcels and districts are one ring that plainly does not cross itself. To see
 * that takes a tenth of the time that GEOS needs to find it valid. */
#ifndef GEOI_PLAIN_H
#define GEOI_PLAIN_H

#include "base/base.h"
#include "geo/layer.h"

/* True: feature i is valid. False: it may or may not be; ask GEOS. Told only of one line, and of
 * one ring of no more than 256 edges. */
bool geoi_plainly_valid(const geo_geometry *g, int64_t i);

#endif /* GEOI_PLAIN_H */
