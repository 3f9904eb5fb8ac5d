/* SPDX-License-Identifier: MIT */
/* Lambert's cylindrical equal-area projection of the ellipsoid: x = lon, and y is the area between
 * the equator and the parallel, per radian of longitude (Snyder 1987, doi:10.3133/pp1395, eqs.
 * 3-12 and 10-18). */
#include <math.h>

#include "space/cylinder.h"

#include "space/earth.h"

static const double DEGREE = 3.14159265358979323846 / 180.0;

/* m2 per radian; the atanh is Snyder's logarithm. */
static double band(double lat)
{
    double f = GEOI_EARTH_F, a = GEOI_EARTH_A;
    double e2 = f * (2.0 - f), e = sqrt(e2), s = sin(lat * DEGREE);
    return 0.5 * a * a * (1.0 - e2) * (s / (1.0 - e2 * s * s) + atanh(e * s) / e);
}

double geoi_cylinder_area(int n, const double *lon, const double *lat)
{
    double twice = 0.0, first = band(lat[0]);
    double x = 0.0, y = 0.0; /* from the first position, so that nothing large cancels */
    for (int i = 1; i < n; i++) {
        double turn = lon[i] - lon[0];
        turn -= 360.0 * round(turn / 360.0);
        double next_x = turn * DEGREE, next_y = band(lat[i]) - first;
        twice += x * next_y - next_x * y;
        x = next_x;
        y = next_y;
    }
    return 0.5 * fabs(twice);
}
