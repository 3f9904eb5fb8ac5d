/* SPDX-License-Identifier: MIT */
/* Distance on the ellipsoid: Karney 2013, doi:10.1007/s00190-012-0578-z, as PROJ's geodesic.h
 * has it. */
#include "geo/space.h"

#include "space/earth.h"

#include "base/base.h"

/* A latitude beyond a pole has no place; NaN fails these tests too. */
static bool are_places(double lon1, double lat1, double lon2, double lat2)
{
    return fabs(lat1) <= 90.0 && fabs(lat2) <= 90.0 && isfinite(lon1) && isfinite(lon2);
}

double geo_geodesic_distance(double lon1, double lat1, double lon2, double lat2)
{
    double metres = NAN;
    struct geod_geodesic earth;
    if (!are_places(lon1, lat1, lon2, lat2)) {
        return NAN;
    }
    geoi_earth_init(&earth);
    geod_inverse(&earth, lat1, lon1, lat2, lon2, &metres, NULL, NULL);
    return metres;
}

double geo_geodesic_azimuth(double lon1, double lat1, double lon2, double lat2)
{
    double metres = 0.0, azimuth = NAN;
    struct geod_geodesic earth;
    if (!are_places(lon1, lat1, lon2, lat2)) {
        return NAN;
    }
    geoi_earth_init(&earth);
    geod_inverse(&earth, lat1, lon1, lat2, lon2, &metres, &azimuth, NULL);
    if (!(metres > 0.0)) {
        return NAN;
    }
    azimuth += azimuth < 0.0 ? 360.0 : 0.0;
    return azimuth < 360.0 ? azimuth + 0.0 : 0.0; /* neither -0 nor what rounding made of it */
}
