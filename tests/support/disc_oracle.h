/* SPDX-License-Identifier: MIT */
/* Areas under discs the slow and obvious way: cut the plane at every x where anything begins,
 * ends or crosses, and integrate the lengths of vertical chords between by Gauss's rule. */
#ifndef GEO_TEST_DISC_ORACLE_H
#define GEO_TEST_DISC_ORACLE_H

#include <stdint.h>

#include "geo/layer.h"

/* area[k] under at least k + 1 of the n discs, within feature i of g. `grading` steps towards
 * the ends of each strip, each ten times finer, serve near tangencies. */
void oracle_disc_areas(const geo_geometry *g, int64_t i, int64_t n, const double *x,
                       const double *y, const double *r, int grading, int64_t depth, double *area);

#endif /* GEO_TEST_DISC_ORACLE_H */
