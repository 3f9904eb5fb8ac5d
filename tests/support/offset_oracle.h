/* SPDX-License-Identifier: MIT */
/* Areas within a distance of lines, polygons and points the slow and obvious way: cut the plane at
 * every x where anything begins, ends or crosses, and integrate the lengths of vertical chords
 * between by Gauss's rule. */
#ifndef GEO_TEST_OFFSET_ORACLE_H
#define GEO_TEST_OFFSET_ORACLE_H

#include <stdint.h>

#include "geo/layer.h"

/* area[k] within the distance of at least k + 1 of the features of `sites`, each of its own
 * radius, inside feature 0 of `region`. A site is lines, a polygon or points. */
void oracle_offset_areas(const geo_geometry *region, const geo_geometry *sites, const double *r,
                         int64_t depth, double *area);

#endif /* GEO_TEST_OFFSET_ORACLE_H */
