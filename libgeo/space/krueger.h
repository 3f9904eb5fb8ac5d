/* SPDX-License-Identifier: MIT */
/* Transverse Mercator by the series of Krueger to the 6th order in the third flattening:
 * Karney 2011, doi:10.1007/s00190-011-0445-3, equations 35 and 36.
 *
 * Why not PROJ for the positions, too: nearly all frames are transverse Mercator, a million
 * positions took PROJ 0.22 s, and here they take 0.05 s. Nothing but + - * / and square roots is
 * used, so the bits are those of any processor and do not hang on which sine its C library
 * picks. PROJ defines the parameters and is the judge: projection.c compares before use. */
#ifndef GEOI_KRUEGER_H
#define GEOI_KRUEGER_H

#include "base/base.h"

enum { GEOI_KRUEGER_ORDER = 6 };

typedef struct geoi_krueger {
    double lon_0, x_0;          /* degrees, metres */
    double e2;                  /* first eccentricity, squared */
    double radius;              /* k_0 times the rectifying radius, metres */
    double degree, degree_rest; /* radius * pi / 180 in two parts, of which the sum is exact */
    double y_shift;             /* y_0 less the y of lat_0 */
    double alpha[GEOI_KRUEGER_ORDER], beta[GEOI_KRUEGER_ORDER];
    double latitude[GEOI_KRUEGER_ORDER]; /* of the series from conformal to geodetic latitude */
} geoi_krueger;

/* A definition in PROJ's terms: degrees and metres; f is the flattening, 0 to 1/150. */
typedef struct geoi_krueger_terms {
    double a, f, lat_0, lon_0, k_0, x_0, y_0;
} geoi_krueger_terms;

void geoi_krueger_init(const geoi_krueger_terms *terms, geoi_krueger *k);

/* Degrees to metres and back. A position more than 8 degrees of longitude from the central
 * meridian or 0.1 degrees or less from a pole becomes NaN: the series are not cut for it. Within,
 * the error is below 1e-9 m, or half a unit in the last place of a coordinate beyond 2^23 m. */
void geoi_krueger_forward(const geoi_krueger *k, int64_t n, const double *lon, const double *lat,
                          double *x, double *y);
void geoi_krueger_inverse(const geoi_krueger *k, int64_t n, const double *x, const double *y,
                          double *lon, double *lat);

#endif /* GEOI_KRUEGER_H */
