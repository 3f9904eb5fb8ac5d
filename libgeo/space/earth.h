/* SPDX-License-Identifier: MIT */
/* The one home of WGS 84's ellipsoid. */
#ifndef GEOI_EARTH_H
#define GEOI_EARTH_H

#include <geodesic.h>

static inline void geoi_earth_init(struct geod_geodesic *earth)
{
    geod_init(earth, 6378137.0, 1.0 / 298.257223563);
}

#endif /* GEOI_EARTH_H */
