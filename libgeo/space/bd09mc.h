/* SPDX-License-Identifier: MIT */
/* The Mercator of Baidu's map tiles (BD09MC): metres to degrees of BD-09 and back. */
#ifndef GEOI_BD09MC_H
#define GEOI_BD09MC_H

#include "base/base.h"

/* In place. What lies beyond 74 degrees of latitude or is no number becomes NaN. The two are
 * inverse to each other within 1e-9 degrees, but where two bands meet: they do so within 2 cm. */
void geoi_bd09mc_to_bd09(int64_t n, double *x, double *y);
void geoi_bd09mc_from_bd09(int64_t n, double *lon, double *lat);

#endif /* GEOI_BD09MC_H */
