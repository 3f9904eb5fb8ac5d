/* SPDX-License-Identifier: MIT */
/* Areas on WGS 84 by Lambert's cylindrical equal-area projection, which keeps them exactly: for
 * what is bounded by meridians and parallels, or is small (cylinder.c). */
#ifndef GEOI_CYLINDER_H
#define GEOI_CYLINDER_H

#include "base/base.h"

/* Area in m2 of the ring of n <= 8 positions in degrees, whose edges are straight in that
 * projection; the last edge leads back to the first. Of edges that are longer than half a turn the
 * shorter way is meant. NaN where a position is. */
double geoi_cylinder_area(int n, const double *lon, const double *lat);

#endif /* GEOI_CYLINDER_H */
