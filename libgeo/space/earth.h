/* SPDX-License-Identifier: MIT */
/* The one home of WGS 84's ellipsoid. */
#ifndef GEOI_EARTH_H
#define GEOI_EARTH_H

#include <geodesic.h>

#define GEOI_EARTH_A 6378137.0             /* semi-major axis, m */
#define GEOI_EARTH_F (1.0 / 298.257223563) /* flattening */

static inline void geoi_earth_init(struct geod_geodesic *earth)
{
    geod_init(earth, GEOI_EARTH_A, GEOI_EARTH_F);
}

#endif /* GEOI_EARTH_H */
